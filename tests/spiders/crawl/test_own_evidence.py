"""Whose a page in our own evidence is, and which pages of earlier crawls are read from there before the network is asked again."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.exc import OperationalError

from pipelines.evidence.page_fates import open_pages
from pipelines.evidence.reading import StoredPage, read_warc
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import Hints, PageItem, StoredPageSource
from records.database import read_session, write_transaction
from records.outlets import health, runs
from records.outlets.health import PanelOutlet
from records.outlets.page_responses import CRAWL_ENDING_DETAIL, LEFT_UNREAD_DETAIL, READING_ABORTED_DETAIL, TRIED_AGAIN_DETAIL
from records.tables import RunRow
from records.vocabulary import Fate
from spiders.crawl.evidence import OwnEvidence
from spiders.crawl.unread_pages import UnreadPages
from tests.conftest import NOW

RUN = "20261124T060000000000-run"
CHANNEL = "https://t.me/s/oral?before=20"


@pytest.fixture
def writer(engine: Engine, tmp_path: Path) -> EvidenceWriter:
    with write_transaction(engine) as session:
        runs.begin_run(session, RUN, "run", NOW)
        for name, home in (("kz_oral", "https://oral.example/"), ("kz_syr", "https://syr.example/")):
            health.join_panel(session, PanelOutlet(name, {"kk": name}, home, "KZ", "KZ-27", ("kk",)), NOW.date())
            runs.begin_outlet(session, RUN, name, "KZ-27", NOW)
        session.get_one(RunRow, RUN).ended_at = NOW
    return EvidenceWriter(tmp_path, f"{RUN}-4711")


def read_again(engine: Engine, folder: Path) -> list[PageItem]:
    own = OwnEvidence(engine, folder, [])
    return [own.item(page, fate) for file in own.files() for page, fate in open_pages(engine, folder, file)]


def test_a_page_comes_again_as_it_came_with_what_the_list_said_and_the_place_of_its_record(
    engine: Engine, tmp_path: Path, writer: EvidenceWriter
) -> None:
    given = PageItem(
        "kz_oral",
        "https://oral.example/old",
        "https://oral.example/1",
        200,
        (("Content-Type", "text/html"),),
        b"<p>1</p>",
        NOW,
        Hints("Title", "Tue"),
    )
    ref = writer.write(given)
    [item] = read_again(engine, tmp_path)
    assert (item.outlet, item.url, item.final_url, item.body, item.hints, item.fetched_at) == (
        given.outlet, given.url, given.final_url, given.body, given.hints, NOW
    )  # fmt: skip
    assert item.stored_source == StoredPageSource(RUN, ref)
    assert OwnEvidence(engine, tmp_path, []).facts("kz_oral").sites == {"oral.example"}


def test_the_posts_of_a_channel_share_a_record_and_each_that_waits_comes_again(engine: Engine, tmp_path: Path, writer: EvidenceWriter) -> None:
    body = b"<div>posts</div>"
    for number, fate in ((17, Fate.STORED), (18, Fate.FETCHED), (19, Fate.NOT_READ)):
        url = f"https://t.me/oral/{number}"
        ref = writer.write(PageItem("kz_oral", url, CHANNEL, 200, (), body, NOW, post_number=number))
        with write_transaction(engine) as session:
            runs.record_page_fate(session, RUN, "kz_oral", url, str(number), fate, at=NOW, sha256=ref.sha256)
    again = read_again(engine, tmp_path)
    assert sorted((item.url, item.post_number or 0) for item in again) == [("https://t.me/oral/18", 18), ("https://t.me/oral/19", 19)]
    assert len({item.stored_source for item in again}) == 1


def test_a_record_of_an_earlier_version_is_of_the_outlet_of_its_run_that_has_its_host(
    engine: Engine, tmp_path: Path, writer: EvidenceWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.evidence.writer.record_fields", lambda _page: {})
    for host in ("oral.example", "syr.example", "stranger.example"):
        writer.write(PageItem("?", f"https://{host}/1", f"https://{host}/1", 200, (), host.encode(), NOW))
    assert [item.outlet for item in read_again(engine, tmp_path)] == ["kz_oral", "kz_syr", "stranger.example"]


def test_a_record_is_known_as_ours_in_our_folder_and_in_a_copy_but_not_with_other_bytes(engine: Engine, tmp_path: Path) -> None:
    ours, copies, foreign = (tmp_path / name for name in ("ours", "copies", "foreign"))
    places = []
    for folder, body in ((ours, b"<p>1</p>"), (foreign, b"<p>other</p>")):
        ref = EvidenceWriter(folder, f"{RUN}-4711").write(PageItem("kz_oral", "https://oral.example/1", "https://oral.example/1", 200, (), body, NOW))
        places.append(folder / ref.file)
    copies.mkdir()
    copy = copies / places[0].name
    copy.write_bytes(places[0].read_bytes())
    own = OwnEvidence(engine, ours, [])
    found = []
    for path in (places[0], copy, places[1]):
        with open(path, "rb") as stream:
            record = next(iter(read_warc(stream)))
        assert isinstance(record, StoredPage)
        page = own.own_record(own.places(path), record)
        found.append(page and (page.file, page.offset, page.run_id, page.names.outlet))
    here = (places[0].relative_to(ours).as_posix(), 0, RUN, "kz_oral")
    assert found == [here, here, None]


def test_a_folder_that_may_not_be_read_is_an_error_and_not_an_empty_one(
    engine: Engine, tmp_path: Path, writer: EvidenceWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_top: Path, onerror: Callable[[OSError], None]) -> Iterator[Any]:
        onerror(PermissionError(13, "Permission denied"))
        yield from ()

    monkeypatch.setattr("os.walk", refused)
    own = OwnEvidence(engine, tmp_path, [])
    with pytest.raises(PermissionError):
        own.files()
    with pytest.raises(PermissionError):
        own.places(tmp_path.parent / f"{RUN}-4711.warc.gz")


def test_a_run_that_the_database_has_lost_is_made_again_as_one_that_has_ended(engine: Engine, tmp_path: Path, writer: EvidenceWriter) -> None:
    writer.write(PageItem("kz_oral", "https://oral.example/1", "https://oral.example/1", 200, (), b"<p>1</p>", NOW))
    own = OwnEvidence(engine, tmp_path, [])
    [(page, fate)] = open_pages(engine, tmp_path, own.files()[0])
    assert own.open_fate(page) == (True, None)
    assert not own.at_work(RUN)
    lost = type(page)(page.file, page.offset, "20260101T000000000000-replay", page.names, page.sha256)
    own.begin(lost, NOW)
    with write_transaction(engine) as session:
        row = session.get_one(RunRow, lost.run_id)
        assert (row.kind, row.started_at, row.ended_at, fate) == ("replay", NOW, NOW, None)
        session.execute(delete(RunRow).where(RunRow.id == lost.run_id))


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
            runs.record_page_fate(session, run, outlet, url, str(number), fate, at=at, detail=detail, sha256=ref.sha256, article_id=article)

    def of(self, outlet: str = "kz_oral") -> list[bytes]:
        left = UnreadPages(self.engine, self.folder)
        return [item.body for one in left.of(outlet, self.runs(outlet)) if (item := left.item(one))]

    def runs(self, outlet: str = "kz_oral") -> list[str]:
        with read_session(self.engine) as session:
            return runs.runs_with_unread(session, outlet, SINCE)


@pytest.fixture
def left(engine: Engine, tmp_path: Path) -> Left:
    return Left(engine, tmp_path)


@pytest.mark.parametrize(
    "detail", [LEFT_UNREAD_DETAIL, f"{TRIED_AGAIN_DETAIL}timeout", CRAWL_ENDING_DETAIL, f"{READING_ABORTED_DETAIL}CancelledError"]
)
def test_pages_that_nobody_tried_to_read_are_found_in_every_run_that_left_some(left: Left, detail: str) -> None:
    left.add(1, Fate.FETCHED)
    left.add(2, Fate.NOT_READ, detail)
    left.add(3, Fate.NOT_READ, detail, run="20261123T060000000000-run", days=1)
    assert left.of() == [b"<p>3</p>", b"<p>1</p>", b"<p>2</p>"]


def test_what_was_read_what_broke_its_reader_what_the_watch_asks_for_and_what_is_old_is_left_alone(left: Left) -> None:
    left.add(1, Fate.STORED)
    left.add(2, Fate.NOT_READ, "its limit of time")
    left.add(3, Fate.NOT_READ, LEFT_UNREAD_DETAIL, article="an-article")
    left.add(4, Fate.NOT_READ, LEFT_UNREAD_DETAIL, days=31)
    left.add(5, Fate.NOT_READ, LEFT_UNREAD_DETAIL, outlet="kz_syr")
    assert left.of() == []
    assert left.of("kz_syr") == [b"<p>5</p>"]


def test_a_record_that_is_gone_is_passed_over_and_the_page_is_asked_for_again(left: Left, caplog: pytest.LogCaptureFixture) -> None:
    left.add(1, Fate.FETCHED)
    found = UnreadPages(left.engine, left.folder)
    [one] = found.of("kz_oral", left.runs())
    [file] = left.folder.rglob("*.warc.gz")
    file.write_bytes(b"")
    assert found.item(one) is None
    assert file.name in caplog.text


def test_a_file_that_cannot_be_opened_costs_its_own_pages_and_no_others(left: Left, caplog: pytest.LogCaptureFixture) -> None:
    left.add(1, Fate.FETCHED)
    [file] = left.folder.rglob("*.warc.gz")
    gone = file.with_name(f"{RUN}-12.warc.gz")
    gone.symlink_to(left.folder / "unmounted")
    left.add(2, Fate.FETCHED)
    assert left.of() == [b"<p>1</p>", b"<p>2</p>"]
    assert gone.name in caplog.text


def test_a_folder_that_cannot_be_looked_through_is_reported_to_each_outlet_and_looked_through_again(
    left: Left, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    left.add(1, Fate.FETCHED)
    found = UnreadPages(left.engine, left.folder)

    def refused(_folder: Path) -> list[Path]:
        raise PermissionError(13, "Permission denied", "2026-11")

    with monkeypatch.context() as patched:
        patched.setattr("spiders.crawl.evidence.evidence_files", refused)
        assert found.of("kz_oral", left.runs()) == found.of("kz_syr", left.runs()) == []
    assert caplog.text.count("Permission denied") == 2
    assert len(found.of("kz_oral", left.runs())) == 1


def test_what_broke_off_while_a_run_was_read_leaves_nobody_half_of_it(left: Left, monkeypatch: pytest.MonkeyPatch) -> None:
    left.add(1, Fate.FETCHED)
    left.add(2, Fate.FETCHED, outlet="kz_syr")
    found = UnreadPages(left.engine, left.folder)

    def away(*_given: object) -> Any:
        raise OperationalError("SELECT", {}, Exception("the server is away"))

    with monkeypatch.context() as patched:
        patched.setattr("spiders.crawl.unread_pages.open_pages", away)
        with pytest.raises(OperationalError):
            found.of("kz_oral", left.runs())
    assert len(found.of("kz_syr", left.runs("kz_syr"))) == 1
