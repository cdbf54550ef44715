"""The web archive is asked for the pages of confirmed incidents alone, a few a run, and never for one that names somebody whose name is withheld."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from PIL import Image
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from flows import web_archiving
from flows.web_archiving import WHO, ArchiveUnavailable, PageRefused, WaybackMachine, archive_by_schedule, screenshot_by_schedule
from pipelines.evidence.files import file_path, hash_of
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from records import incidents, review
from records.database import read_session, write_transaction
from records.evidence_files import files_of_draft
from records.ledger.verify import record_faults
from records.page_pictures import MAX_ATTEMPTS, page_pictures
from records.persons.decisions import edit_person
from records.settings import Settings
from records.tables import ArchivedPageRow, PersonRow, SnapshotRow
from records.web_archive import RETRY_DELAYS, archived_pages
from tests.conftest import NOW
from tests.desk.site import add_draft
from tests.flows.plain_words import plain
from tests.flows.test_anchoring import answering
from tests.flows.web_archive import WebArchive, web_archive
from tests.records import rows

BY = {"who": "Aigul", "now": NOW}


class Room:
    """A record, an archive, and runs that end."""

    def __init__(self, engine: Engine, folder: Path, archive: WebArchive) -> None:
        self.engine, self.archive, self.now = engine, archive, NOW
        self.settings = Settings(data=folder, wayback=archive.address + "/", wayback_keys="access:secret", _env_file=None)  # type: ignore[call-arg]
        self.slept: list[float] = []

    def draft(self, id: str, *, confirm: bool = True, **values: object) -> int:
        with write_transaction(self.engine) as session:
            draft = add_draft(session, id, **{"title": f"{id} избит", **values})  # type: ignore[arg-type]
            if confirm:
                review.confirm(session, draft, **BY)  # type: ignore[arg-type]
        return draft

    def run(self, after: timedelta = timedelta(0)) -> None:
        self.now += after
        archive_by_schedule(self.engine, self.settings, self.now, self.slept.append)

    def row(self, id: str) -> ArchivedPageRow | None:
        with read_session(self.engine) as session:
            return archived_pages(session, [id]).get(id)


@pytest.fixture
def room(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    with web_archive() as archive:
        yield Room(engine, tmp_path / "var", archive)


def test_pages_of_confirmed_incidents_are_asked_for_once_and_no_others(room: Room) -> None:
    room.draft("a")
    room.draft("b", confirm=False)
    undone = room.draft("c")
    with write_transaction(room.engine) as session:
        review.undo(session, undone, **BY)  # type: ignore[arg-type]
    room.draft("d", url="http://127.0.0.1:8461/news/1")
    room.run()
    room.run()
    assert room.archive.pages() == ["https://test.example/a"]
    assert {asked.authorization for asked in room.archive.asked} == {"LOW access:secret"}


def test_the_snapshot_stands_beside_the_source_when_the_archive_has_it(room: Room) -> None:
    room.draft("a")
    room.run()
    row = room.row("a")
    assert row is not None
    assert (row.state, row.job, row.address) == ("asked", "spn2-1", "")
    room.archive.answers["spn2-1"] = {"status": "success", "timestamp": "20261124060102"}
    room.run(timedelta(hours=1))
    with read_session(room.engine) as session:
        (source,) = next(incidents.load(session)).articles
    assert source.archived == f"{room.archive.address}/web/20261124060102/https://test.example/a"
    assert source.archived_at == datetime(2026, 11, 24, 6, 1, 2, tzinfo=UTC).isoformat()
    before = len(room.archive.asked)
    room.run(timedelta(days=9))
    assert len(room.archive.asked) == before


def test_a_refusal_is_kept_in_words_and_asked_again_a_few_times_after_longer_and_longer(room: Room, snapshot: SnapshotAssertion) -> None:
    room.draft("a")
    room.archive.refuses["https://test.example/a"] = (200, {"status_ext": "error:blocked-url", "message": "in the block list"})
    room.run()
    for wait in RETRY_DELAYS:
        asked = len(room.archive.pages())
        room.run(wait - timedelta(minutes=1))
        assert len(room.archive.pages()) == asked
        room.run(timedelta(minutes=1))
        assert len(room.archive.pages()) == asked + 1
    room.run(timedelta(days=100))
    row = room.row("a")
    assert row is not None
    assert plain((row.state, row.reason, row.tries, row.due_at)) == snapshot
    assert len(room.archive.pages()) == 1 + len(RETRY_DELAYS)


def test_what_the_archive_failed_to_take_is_refused_too_and_a_job_is_not_waited_for_without_end(room: Room, snapshot: SnapshotAssertion) -> None:
    room.draft("a")
    room.draft("b")
    room.run()
    room.archive.answers["spn2-1"] = {"status": "error", "status_ext": "error:not-found"}
    room.run(timedelta(hours=2))
    room.run(timedelta(days=3))
    told = {id: row.reason if (row := room.row(id)) else None for id in ("a", "b")}
    assert plain(sorted(told.values(), key=str)) == snapshot


def test_nothing_that_names_somebody_whose_name_is_withheld_is_asked_for(room: Room) -> None:
    room.draft("victim")
    room.draft("named", text="Рядом стояла Айгерим Сапарбекова.")
    room.draft("addressed", url="https://test.example/aigerim-saparbekova-izbita")
    room.draft("unreadable")
    with write_transaction(room.engine) as session:
        number = next(one.number for one in incidents.load(session) if one.articles[0].id == "victim")
        incidents.edit(session, number, {"victims": [{"name": "Айгерим Сапарбекова", "profession": "", "outlet": ""}]}, {}, **BY)  # type: ignore[arg-type]
        person = session.query(PersonRow).one()
        edit_person(session, person.id, {"publish": "no", "publish_reason": "threats"}, **BY)  # type: ignore[arg-type]
    room.run()
    # Nobody vouches for a page whose stored bytes cannot be read either.
    assert room.archive.pages() == []
    with write_transaction(room.engine) as session:
        edit_person(session, person.id, {"publish": "yes"}, **BY)  # type: ignore[arg-type]
    room.run()
    assert len(room.archive.pages()) == 4


def test_a_run_asks_for_a_few_and_waits_between(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_archiving, "PAGES", 2)
    for id in ("a", "b", "c"):
        room.draft(id)
    room.run()
    assert len(room.archive.pages()) == 2
    assert room.slept == [web_archiving.PAUSE]
    monkeypatch.setattr(web_archiving, "LIMIT", -1.0)
    room.run()
    assert len(room.archive.pages()) == 2


def test_an_archive_that_wants_to_be_left_alone_is_and_the_run_goes_on(
    room: Room, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    for id in ("a", "b"):
        room.draft(id)
        room.archive.refuses[f"https://test.example/{id}"] = (429, {"message": "too many"})
    room.run()
    assert len(room.archive.pages()) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert plain(said) == snapshot
    room.archive.refuses.clear()
    room.run()
    assert len(room.archive.pages()) == 3


def test_without_the_setting_nobody_is_asked(room: Room) -> None:
    room.draft("a")
    room.settings = Settings(data=room.settings.data, _env_file=None)  # type: ignore[call-arg]
    room.run()
    assert room.archive.asked == []


PAGE = "https://site.example/жаңалық?a=1&b=2#x"


def said(body: object, status: str = "200 OK") -> bytes:
    """An answer over HTTP."""
    content = json.dumps(body).encode() if not isinstance(body, bytes) else body
    return b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status.encode(), len(content), content)


def test_a_page_is_asked_for_with_the_keys_and_its_snapshot_is_named_by_us() -> None:
    with web_archive() as archive:
        machine = WaybackMachine(archive.address, "access:secret")
        job = machine.ask_for(PAGE)
        assert machine.look_at(job) is None
        archive.answers[job] = {"status": "success", "timestamp": "20261124060102", "original_url": "https://elsewhere.example/"}
        at = machine.look_at(job)
    assert at == datetime(2026, 11, 24, 6, 1, 2, tzinfo=UTC)
    assert machine.snapshot(PAGE, at) == f"{archive.address}/web/20261124060102/{PAGE}"
    assert [asked.authorization for asked in archive.asked] == ["LOW access:secret"] * 3
    assert parse_qs(archive.asked[0].body)["url"] == [PAGE]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (
            said({"status_ext": "error:blocked-url", "message": "This URL is in the\nblock list."}),
            "error:blocked-url: This URL is in the block list.",
        ),
        (said({"message": "Cannot resolve host"}, "400 Bad Request"), "Cannot resolve host"),
        (said({"job_id": "../../account?"}), "its answer is not understood"),
        (said({"job_id": ".."}), "its answer is not understood"),
        (said({"job_id": 7}), "its answer is not understood"),
        (said(b"<html>gone", "404 Not Found"), "HTTP 404"),
        (said({"message": "x" * 5000}), "x" * 200),
    ],
    ids=["refused", "with a status", "a way out", "a folder", "no name", "no words", "many words"],
)
def test_a_page_that_is_not_taken_is_told_in_the_words_of_the_archive(answer: bytes, words: str) -> None:
    with answering(answer) as address, pytest.raises(PageRefused) as refused:
        WaybackMachine(address.rstrip("/")).ask_for(PAGE)
    assert str(refused.value) == words


@pytest.mark.parametrize("stamp", ["2026", "20261399999999", 20261124060102, None, "２０２６１１２４０６０１０２"])
def test_a_success_without_a_time_is_none(stamp: object) -> None:
    with answering(said({"status": "success", "timestamp": stamp})) as address, pytest.raises(PageRefused):
        WaybackMachine(address.rstrip("/")).look_at("job")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (b"HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n\r\n", "HTTP 429"),
        (b"HTTP/1.1 401 Who\r\nContent-Length: 0\r\n\r\n", "HTTP 401"),
        (b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", "HTTP 503"),
        (b"HTTP/1.1 302 Found\r\nLocation: http://169.254.169.254/latest/\r\nContent-Length: 0\r\n\r\n", "HTTP 302"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b" " * 10_000_000, "the answer is too long"),
        (said(b"<html>sign in to the hotel"), "its answer is not understood"),
        (said(b"[" * 100_000), "its answer is not understood"),
        (said([1]), "its answer is not understood"),
        (b"not HTTP\r\n\r\n", "^QORGAN_WAYBACK "),
        (b"", "^QORGAN_WAYBACK "),
    ],
    ids=["too many", "keys", "failing", "leading on", "10 MB", "a page", "deep", "a list", "no HTTP", "closed"],
)
def test_an_archive_that_cannot_be_asked_is_one_line_without_the_keys(answer: bytes, words: str) -> None:
    with answering(answer) as address, pytest.raises(ArchiveUnavailable, match=words) as away:
        WaybackMachine(address.rstrip("/"), "access:hush-hush").ask_for(PAGE)
    assert "\n" not in str(away.value)
    assert "hush" not in str(away.value)


def test_an_answer_that_never_ends_is_left(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web_archiving, "TIMEOUT_SECONDS", 0.3)
    with (
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n{", then_close=False) as address,
        pytest.raises(ArchiveUnavailable, match=" 0 s"),
    ):
        WaybackMachine(address.rstrip("/")).ask_for(PAGE)


@pytest.mark.parametrize("address", ["http://127.0.0.1:1", "http://[", "http://127.0.0.1:99999"])
def test_where_no_archive_is_that_is_one_line(address: str) -> None:
    with pytest.raises(ArchiveUnavailable, match="^QORGAN_WAYBACK "):
        WaybackMachine(address).ask_for(PAGE)


def settings(folder: Path, **more: object) -> Settings:
    return Settings(data=folder, _env_file=None, **{"screenshots": True, "browser": "auto", **more})  # type: ignore[arg-type, call-arg]


def store(engine: Engine, folder: Path, id: str, body: bytes, *, draft: bool = True) -> int | None:
    """A stored page, and perhaps a draft of its article."""
    writer = EvidenceWriter(folder / "evidence", f"run-{id}")
    url = f"https://test.example/{id}"
    ref = writer.write(PageItem("kz_test", url, url, 200, (("Content-Type", "text/html; charset=utf-8"),), body, NOW))
    writer.close()
    with write_transaction(engine) as session:
        made = add_draft(session, id, title=f"{id} избит") if draft else None
        if not draft:
            rows.article(session, id)
        row = session.query(SnapshotRow).filter_by(article_id=id).one()
        row.file, row.offset, row.sha256 = ref.file, ref.offset, ref.sha256
    return made


@pytest.mark.usefixtures("processes")
def test_the_page_of_a_draft_is_drawn_once_and_kept_as_a_file_of_the_draft(engine: Engine, tmp_path: Path) -> None:
    draft = store(engine, tmp_path, "a", b"<body style='background:green'>")
    store(engine, tmp_path, "b", b"<p>no draft", draft=False)
    for _ in range(2):
        screenshot_by_schedule(engine, settings(tmp_path), NOW)
    with read_session(engine) as session:
        assert draft is not None
        (file,) = files_of_draft(session, draft)
        assert (file.kind, file.door, file.taken_by) == ("png", "screenshot", WHO)
        pictures = page_pictures(session, ["a", "b"])
        assert {article: (row.file_id, row.tries) for article, row in pictures.items()} == {"a": (file.id, 1)}
        faults: list[str] = []
        record_faults(session, faults.append)
        assert faults == []
    path = file_path(tmp_path / "evidence", file.sha256)
    assert hash_of(path) == file.sha256
    assert Image.open(path).convert("RGB").getpixel((5, 5)) == (0, 128, 0)


@pytest.mark.usefixtures("processes")
def test_a_page_whose_bytes_are_not_what_was_stored_has_none_and_is_tried_a_few_times(
    engine: Engine, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    store(engine, tmp_path, "a", b"<p>a")
    with write_transaction(engine) as session:
        session.query(SnapshotRow).one().sha256 = "0" * 64
    for _ in range(MAX_ATTEMPTS + 2):
        screenshot_by_schedule(engine, settings(tmp_path), NOW)
    with read_session(engine) as session:
        row = page_pictures(session, ["a"])["a"]
        assert (row.file_id, row.tries) == (None, MAX_ATTEMPTS)
        assert plain(row.reason) == snapshot(name="words")


def test_without_the_setting_nothing_is_drawn_and_without_a_browser_that_is_said(
    engine: Engine, tmp_path: Path, capsys: pytest.CaptureFixture[str], snapshot: SnapshotAssertion
) -> None:
    store(engine, tmp_path, "a", b"<p>a")
    screenshot_by_schedule(engine, settings(tmp_path, screenshots=False), NOW)
    assert capsys.readouterr().err == ""
    screenshot_by_schedule(engine, settings(tmp_path, browser=""), NOW)
    assert plain(" ".join(capsys.readouterr().err.split())) == snapshot(name="words")
    with read_session(engine) as session:
        assert page_pictures(session, ["a"]) == {}
