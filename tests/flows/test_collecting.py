"""The outlets of a run are dealt where a pool has workers, and are one process where it has none."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from sqlalchemy import Engine

from flows import collecting, crawl_process
from flows.collecting import collect, deal_out, shares_of_run
from flows.crawl_process import CrawlShare
from flows.run_request import RunRequest
from flows.run_steps import RunSteps, Untracked
from flows.selection import Selection
from flows.stop_sign import StopSign
from records.model import Period
from records.settings import Settings, read_settings
from spiders.config.schema import Outlet

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


def outlet(name: str, home: str) -> Outlet:
    return Outlet.model_validate({"name": name, "title": {"ru": name}, "home": home, "country": "KZ", "languages": ["ru"]})


SELECTION = Selection(
    (outlet("kz_a", "https://a.kz/"), outlet("kz_b", "https://b.kz/"), outlet("kz_c", "https://www.a.kz/news/"), outlet("kz_d", "https://d.kz/")),
    (),
    (),
)


@dataclass
class Workers:
    """A pool of which only the number of its workers is asked."""

    count: int | None

    def workers(self) -> int:
        if self.count is None:
            raise ConnectionError("away")
        return self.count


def shares(engine: Engine) -> list[CrawlShare]:
    return shares_of_run(engine, "r1", RunRequest(("file.yaml",), limit_minutes=5), SELECTION)


def test_every_outlet_is_dealt_once_with_those_of_its_host_and_no_number_is_given_twice(engine: Engine) -> None:
    every = [*shares(engine), CrawlShare("r1", 1, pages=("https://a.kz/1",))]
    dealt = deal_out(engine, every, SELECTION, 2)
    assert sorted(share.outlets for share in dealt) == [("kz_a", "kz_c"), ("kz_b", "kz_d")]
    assert [share.number for share in dealt] == [2, 3]
    assert {(share.limit, share.period) for share in dealt} == {(300, Period())}
    assert deal_out(engine, every, SELECTION, 1) == []
    assert deal_out(engine, every[1:], SELECTION, 2) == []


@pytest.mark.parametrize(("count", "dealt"), [(1, False), (None, False), (2, True)])
def test_a_run_without_other_workers_is_one_process(engine: Engine, monkeypatch: pytest.MonkeyPatch, count: int | None, dealt: bool) -> None:
    crawled: list[CrawlShare] = []

    def crawl(share: CrawlShare, _settings: Settings, _tick: Callable[[], None]) -> None:
        crawled.append(share)

    class Dealt:
        def __init__(self, *_given: object) -> None:
            pass

        def collect(self, parts: list[CrawlShare], besides: list[CrawlShare], _between: object) -> list[Exception | None]:
            crawled.extend([*parts, *besides])
            return []

    monkeypatch.setattr(crawl_process, "crawl", crawl)
    monkeypatch.setattr(collecting, "DealtCrawl", Dealt)
    steps = RunSteps(Untracked(), lambda error: None)
    collect(engine, read_settings(), steps, shares(engine), SELECTION, Workers(count), lambda: None, StopSign(), lambda: None)  # type: ignore[arg-type]
    assert len(crawled) == (2 if dealt else 1)
