"""What earlier crawls left in the evidence, and which of it is read from there before the network is asked again."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

from pipelines.evidence.page_fates import open_pages
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from records.database import read_session, write_transaction
from records.outlets import run_history, runs
from records.outlets.page_answers import BROKE_OFF, ENDING, IN_VAIN, LEFT
from records.vocabulary import Fate
from spiders.crawl.left_pages import LeftPages
from tests.conftest import NOW

RUN = "20261124T060000000000-run"
SINCE = NOW - timedelta(days=30)


class Left:
    """Pages of dead crawls."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder

    def add(
        self, number: int, fate: Fate, detail: str = "", *, outlet: str = "kz_oral", run: str = RUN, article: str | None = None, days: int = 0
    ) -> None:
        url, at = f"https://{outlet}.example/{number}", NOW - timedelta(days=days)
        writer = EvidenceWriter(self.folder, f"{run}-4711")
        ref = writer.write(PageItem(outlet, url, url, 200, (), b"<p>%d</p>" % number, at))
        writer.close()
        with write_transaction(self.engine) as session:
            runs.begin_run(session, run, "run", at)
            runs.begin_outlet(session, run, outlet, None, at)
            runs.settle(session, run, outlet, url, str(number), fate, at=at, detail=detail, sha256=ref.sha256, article_id=article)

    def of(self, outlet: str = "kz_oral") -> list[bytes]:
        left = LeftPages(self.engine, self.folder)
        return [item.body for one in left.of(outlet, self.runs(outlet)) if (item := left.item(one))]

    def runs(self, outlet: str = "kz_oral") -> list[str]:
        with read_session(self.engine) as session:
            return run_history.runs_with_unread(session, outlet, SINCE)


@pytest.fixture
def left(engine: Engine, tmp_path: Path) -> Left:
    return Left(engine, tmp_path)


@pytest.mark.parametrize("detail", [LEFT, f"{IN_VAIN}timeout", ENDING, f"{BROKE_OFF}CancelledError"])
def test_pages_that_nobody_tried_to_read_are_found_in_every_run_that_left_some(left: Left, detail: str) -> None:
    left.add(1, Fate.FETCHED)
    left.add(2, Fate.NOT_READ, detail)
    left.add(3, Fate.NOT_READ, detail, run="20261123T060000000000-run", days=1)
    assert left.of() == [b"<p>3</p>", b"<p>1</p>", b"<p>2</p>"]


def test_what_was_read_what_broke_its_reader_what_the_watch_asks_for_and_what_is_old_is_left_alone(left: Left) -> None:
    left.add(1, Fate.STORED)
    left.add(2, Fate.NOT_READ, "its limit of time")
    left.add(3, Fate.NOT_READ, LEFT, article="an-article")
    left.add(4, Fate.NOT_READ, LEFT, days=31)
    left.add(5, Fate.NOT_READ, LEFT, outlet="kz_syr")
    assert left.of() == []
    assert left.of("kz_syr") == [b"<p>5</p>"]


def test_a_record_that_is_gone_is_passed_over_and_the_page_is_asked_for_again(left: Left, caplog: pytest.LogCaptureFixture) -> None:
    left.add(1, Fate.FETCHED)
    found = LeftPages(left.engine, left.folder)
    [one] = found.of("kz_oral", left.runs())
    [file] = left.folder.rglob("*.warc.gz")
    file.write_bytes(b"")
    assert found.item(one) is None
    assert file.name in caplog.text


def test_the_files_of_a_run_are_read_once_for_all_outlets(left: Left, monkeypatch: pytest.MonkeyPatch) -> None:
    for number, outlet in enumerate(("kz_oral", "kz_syr", "kz_aqtobe")):
        left.add(number, Fate.NOT_READ, LEFT, outlet=outlet)
    read: list[str] = []

    def reading(engine: Engine, folder: Path, file: str) -> Any:
        read.append(file)
        return open_pages(engine, folder, file)

    monkeypatch.setattr("spiders.crawl.left_pages.open_pages", reading)
    found = LeftPages(left.engine, left.folder)
    assert [len(found.of(outlet, left.runs(outlet))) for outlet in ("kz_oral", "kz_syr", "kz_aqtobe", "kz_none")] == [1, 1, 1, 0]
    assert len(read) == 1


def test_a_file_that_cannot_be_opened_costs_its_own_pages_and_no_others(left: Left, caplog: pytest.LogCaptureFixture) -> None:
    left.add(1, Fate.FETCHED)
    [file] = left.folder.rglob("*.warc.gz")
    gone = file.with_name(f"{RUN}-12.warc.gz")
    gone.symlink_to(left.folder / "unmounted")
    left.add(2, Fate.FETCHED)
    assert left.of() == [b"<p>1</p>", b"<p>2</p>"]
    assert gone.name in caplog.text


def test_a_folder_that_cannot_be_looked_through_is_told_to_each_outlet_and_looked_through_again(
    left: Left, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    left.add(1, Fate.FETCHED)
    found = LeftPages(left.engine, left.folder)

    def refused(_folder: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied", "2026-11")

    with monkeypatch.context() as patched:
        patched.setattr("spiders.crawl.own_evidence.evidence_files", refused)
        assert found.of("kz_oral", left.runs()) == found.of("kz_syr", left.runs()) == []
    assert caplog.text.count("Permission denied") == 2
    assert len(found.of("kz_oral", left.runs())) == 1


def test_what_broke_off_while_a_run_was_read_leaves_nobody_half_of_it(left: Left, monkeypatch: pytest.MonkeyPatch) -> None:
    left.add(1, Fate.FETCHED)
    left.add(2, Fate.FETCHED, outlet="kz_syr")
    found = LeftPages(left.engine, left.folder)

    def away(*_given: object) -> Any:
        raise OperationalError("SELECT", {}, Exception("the server is away"))

    with monkeypatch.context() as patched:
        patched.setattr("spiders.crawl.left_pages.open_pages", away)
        with pytest.raises(OperationalError):
            found.of("kz_oral", left.runs())
    assert len(found.of("kz_syr", left.runs("kz_syr"))) == 1
