"""A day of the regional press in small: one outlet for each way to its articles, and ten that fail. Everything printed is stored once, and every failure
has its right cause."""

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from spiders.config.files import load_outlets
from tests.day import Outcome, build_day, build_small_day, judge, serve
from tests.day.day import WAYS, Day
from tests.day.failing import BEFORE
from tests.flows.real_command import Home, crawl

FAILURES = ["dns", "tls", "timeout", "forbidden", "too_many", "bot_wall", "empty", "robots", "unreachable", "layout_changed"]


class Visit:
    """The small day, visited twice: the changing outlet before it changes, then all outlets."""

    def __init__(self, folder: Path) -> None:
        self.day: Day = build_small_day(now=datetime.now(UTC))
        self.home = Home(folder / "var")
        with serve(self.day) as press:
            self.file = self.day.write_outlets(folder)
            self.read, self.faults = load_outlets([self.file])
            crawl(self.home, self.file, [self.day.changing.site.name], "before")
            self.before: Outcome = judge(self.day, self.home.data / "qorgan.db", "before")
            self.day.change()
            self.crawled = crawl(self.home, self.file, list(self.day.expected()), "day")
        self.hits = press.hits
        self.outcome: Outcome = judge(self.day, self.home.data / "qorgan.db", "day")

    def asked(self, cause: str) -> list[str]:
        """What was asked of the outlet that fails for this cause."""
        return [hit.target for hit in self.hits if hit.outlet == f"kz_day_fails_{cause}"]


@pytest.fixture(scope="module")
def visit(processes: None, tmp_path_factory: pytest.TempPathFactory) -> Visit:
    return Visit(tmp_path_factory.mktemp("day"))


def test_the_outlet_file_of_a_day_is_without_fault(visit: Visit) -> None:
    assert visit.faults == []
    assert {outlet.name for outlet in visit.read} == set(visit.day.expected())
    assert len(visit.read) == 20


@pytest.mark.usefixtures("processes")
def test_the_whole_day_has_150_outlets_ten_of_which_fail(tmp_path: Path) -> None:
    """The day that `python -m tests.bench.day` measures, as the crawler reads it."""
    day = build_day(now=datetime.now(UTC))
    with serve(day):
        outlets, faults = load_outlets([day.write_outlets(tmp_path)])
    assert faults == []
    assert len({outlet.name for outlet in outlets}) == len(outlets) == 150
    assert sorted(filter(None, day.expected().values())) == sorted(FAILURES)
    printed = Counter(name.rsplit("_", 1)[-1] for name in day.printed())
    assert all(printed[way.__name__.rsplit("_", 1)[-1]] >= count for way, count in WAYS.items())
    assert 4_900 <= sum(map(len, day.printed().values())) <= 5_100


def test_the_crawler_ends_well(visit: Visit) -> None:
    assert visit.crawled.returncode == 0, visit.crawled.stderr + visit.home.logs()
    assert visit.crawled.stdout.strip() == '{"broken": null}'


def test_every_article_is_stored_once_and_nothing_else(visit: Visit) -> None:
    assert (visit.outcome.missing, visit.outcome.twice, visit.outcome.strange) == ([], [], [])
    assert visit.outcome.stored == visit.outcome.printed == 10 * 12 + BEFORE


def test_an_outlet_that_fails_fails_for_its_cause(visit: Visit) -> None:
    assert {cause: visit.outcome.causes[f"kz_day_fails_{cause}"] for cause in FAILURES} == {cause: (cause, cause) for cause in FAILURES}


def test_no_other_outlet_fails_and_all_are_read_to_the_end(visit: Visit) -> None:
    assert {outlet: got for outlet, (wanted, got) in visit.outcome.causes.items() if got and not wanted} == {}
    assert visit.outcome.unfinished == []


def test_before_its_layout_changes_the_outlet_is_like_any_other(visit: Visit) -> None:
    assert visit.before.causes[visit.day.changing.site.name] == ("layout_changed", None)
    assert visit.before.stored == BEFORE


def test_an_outlet_that_is_closed_to_robots_is_asked_for_its_rules_alone(visit: Visit) -> None:
    assert set(visit.asked("robots")) == {"/robots.txt"}


def test_an_outlet_that_answers_429_is_left_alone_after_the_fifth(visit: Visit) -> None:
    assert len(visit.asked("too_many")) == 5


def test_outlets_on_one_host_keep_their_articles_apart(visit: Visit) -> None:
    one, other = visit.day.shared
    assert one.base.rpartition("/")[0] == other.base.rpartition("/")[0]
    wrong = [*visit.outcome.missing, *visit.outcome.twice, *visit.outcome.strange]
    assert not [line for line in wrong if line.startswith((one.name, other.name))]
