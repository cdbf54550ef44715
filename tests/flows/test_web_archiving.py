"""The web archive is asked for the pages of confirmed incidents alone, a few a run, and never for one that names somebody whose name is withheld."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from flows import web_archiving
from flows.web_archiving import archive_by_schedule
from records import incidents, review
from records.archived_pages import WAITS, archived_pages
from records.database import read_session, write_transaction
from records.persons.person_decisions import edit_person
from records.settings import Settings
from records.tables import ArchivedPageRow, PersonRow
from tests.conftest import NOW
from tests.desk.site import add_draft
from tests.flows.web_archive import WebArchive, web_archive

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


def test_a_refusal_is_kept_in_words_and_asked_again_a_few_times_after_longer_and_longer(room: Room) -> None:
    room.draft("a")
    room.archive.refuses["https://test.example/a"] = (200, {"status_ext": "error:blocked-url", "message": "in the block list"})
    room.run()
    for wait in WAITS:
        asked = len(room.archive.pages())
        room.run(wait - timedelta(minutes=1))
        assert len(room.archive.pages()) == asked
        room.run(timedelta(minutes=1))
        assert len(room.archive.pages()) == asked + 1
    room.run(timedelta(days=100))
    row = room.row("a")
    assert row is not None
    assert (row.state, row.reason, row.tries, row.due_at) == ("refused", "error:blocked-url: in the block list", 1 + len(WAITS), None)
    assert len(room.archive.pages()) == 1 + len(WAITS)


def test_what_the_archive_failed_to_take_is_refused_too_and_a_job_is_not_waited_for_without_end(room: Room) -> None:
    room.draft("a")
    room.draft("b")
    room.run()
    room.archive.answers["spn2-1"] = {"status": "error", "status_ext": "error:not-found"}
    room.run(timedelta(hours=2))
    room.run(timedelta(days=3))
    told = {id: row.reason if (row := room.row(id)) else None for id in ("a", "b")}
    assert sorted(told.values(), key=str) == ["", "no answer within two days"]


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


def test_an_archive_that_wants_to_be_left_alone_is_and_the_run_goes_on(room: Room, capsys: pytest.CaptureFixture[str]) -> None:
    for id in ("a", "b"):
        room.draft(id)
        room.archive.refuses[f"https://test.example/{id}"] = (429, {"message": "too many"})
    room.run()
    assert len(room.archive.pages()) == 1
    said = " ".join(capsys.readouterr().err.split())
    assert said == "QORGAN_WAYBACK took no page: HTTP 429; the next run tries again"
    room.archive.refuses.clear()
    room.run()
    assert len(room.archive.pages()) == 3


def test_without_the_setting_nobody_is_asked(room: Room) -> None:
    room.draft("a")
    room.settings = Settings(data=room.settings.data, _env_file=None)  # type: ignore[call-arg]
    room.run()
    assert room.archive.asked == []
