"""Whose a page in our own evidence is, and how it comes to the pipelines again."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete

from pipelines.evidence.evidence_files import evidence_files
from pipelines.evidence.page_fates import open_pages
from pipelines.evidence.warc_records import StoredPage, read_warc
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import Hints, Kept, PageItem
from records.database import write_transaction
from records.outlets import panel, runs
from records.outlets.panel import PanelOutlet
from records.tables import RunRow
from records.vocabulary import Fate
from spiders.crawl.own_evidence import OwnEvidence
from tests.conftest import NOW

RUN = "20261124T060000000000-run"
CHANNEL = "https://t.me/s/oral?before=20"


@pytest.fixture
def writer(engine: Engine, tmp_path: Path) -> EvidenceWriter:
    with write_transaction(engine) as session:
        runs.begin_run(session, RUN, "run", NOW)
        for name, home in (("kz_oral", "https://oral.example/"), ("kz_syr", "https://syr.example/")):
            panel.join(session, PanelOutlet(name, {"kk": name}, home, "KZ", "KZ-27", ("kk",)), NOW.date())
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
    assert item.kept == Kept(RUN, ref)
    assert OwnEvidence(engine, tmp_path, []).facts("kz_oral").sites == {"oral.example"}


def test_the_posts_of_a_channel_share_a_record_and_each_that_waits_comes_again(engine: Engine, tmp_path: Path, writer: EvidenceWriter) -> None:
    body = b"<div>posts</div>"
    for number, fate in ((17, Fate.STORED), (18, Fate.FETCHED), (19, Fate.NOT_READ)):
        url = f"https://t.me/oral/{number}"
        ref = writer.write(PageItem("kz_oral", url, CHANNEL, 200, (), body, NOW, part=number))
        with write_transaction(engine) as session:
            runs.settle(session, RUN, "kz_oral", url, str(number), fate, at=NOW, sha256=ref.sha256)
    again = read_again(engine, tmp_path)
    assert sorted((item.url, item.part or 0) for item in again) == [("https://t.me/oral/18", 18), ("https://t.me/oral/19", 19)]
    assert len({item.kept for item in again}) == 1


def test_a_record_of_an_earlier_version_is_of_the_outlet_of_its_run_that_has_its_host(
    engine: Engine, tmp_path: Path, writer: EvidenceWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipelines.evidence.writer.told", lambda _page: {})
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


def test_our_folder_is_looked_through_once_for_all_records_of_a_copy(
    engine: Engine, tmp_path: Path, writer: EvidenceWriter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        ref = writer.write(PageItem("kz_oral", "https://oral.example/1", "https://oral.example/1", 200, (), b"<p>%d</p>" % number, NOW))
    copy = tmp_path.parent / Path(ref.file).name
    copy.write_bytes((tmp_path / ref.file).read_bytes())
    looked: list[Path] = []

    def looking(folder: Path) -> list[Path]:
        looked.append(folder)
        return evidence_files(folder)

    monkeypatch.setattr("spiders.crawl.own_evidence.evidence_files", looking)
    own = OwnEvidence(engine, tmp_path, [])
    places = own.places(copy)
    with open(copy, "rb") as stream:
        pages = [own.own_record(places, record) for record in read_warc(stream) if isinstance(record, StoredPage)]
    assert [page and page.file for page in pages] == [ref.file] * 5
    assert looked == [tmp_path]


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


def test_a_run_that_the_database_has_lost_is_made_anew_as_one_that_has_ended(engine: Engine, tmp_path: Path, writer: EvidenceWriter) -> None:
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
