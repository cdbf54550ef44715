"""Files that people give and sources without an address: with a draft, with the incident that it becomes, and every change in the ledger."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from records import review
from records.database import read_session, write_transaction
from records.errors import BadDecision, NoSuchIncident
from records.hand import file_rows
from records.hand.file_rows import Belonging, KeptBytes, add_file, files_of_draft, files_of_incident, place_files, withdraw_file
from records.hand.hand_sources import drafts_merged_into, hand_sources, kept_private, tip_of
from records.hand.source_words import source_code, source_words
from records.ledger.ledger_verify import standing_faults
from records.tables import DraftRow, EvidenceFileRow, HandTipRow, LedgerRow
from records.vocabulary import Door, DraftState, FileKind
from tests.conftest import NOW, Speak
from tests.records.ledger.anchored import decide
from tests.records.ledger.chain import chain_faults


def kept(letter: str = "a") -> KeptBytes:
    return KeptBytes(letter * 64, 5, FileKind.PDF)


def add(engine: Engine, to: Belonging, letter: str = "a", who: str = "Aigul") -> int:
    with write_transaction(engine) as session:
        return add_file(session, kept(letter), f"{letter}.pdf", Door.DESK, to, who=who, now=NOW).id


def standing(engine: Engine) -> list[str]:
    found: list[str] = []
    with read_session(engine) as session:
        standing_faults(session, found.append)
    return found


def test_files_of_a_draft_are_those_of_its_incident_until_the_confirmation_is_undone(engine: Engine) -> None:
    decide(engine, "a1")
    with read_session(engine) as session:
        draft = session.scalars(select(DraftRow)).one()
        id, number = draft.id, str(draft.incident)
    one, two = add(engine, Belonging(draft=id)), add(engine, Belonging(number=number), "b")
    with read_session(engine) as session:
        assert [row.id for row in files_of_draft(session, id)] == [one]
        assert [row.id for row in files_of_incident(session, number)] == [one, two]
    with write_transaction(engine) as session:
        review.undo(session, id, who="Aigul", now=NOW)
        assert [row.id for row in files_of_incident(session, number)] == [two]
        assert [row.id for row in files_of_draft(session, id)] == [one]
    assert chain_faults(engine) == standing(engine) == []


def test_the_same_bytes_twice_are_one_file(engine: Engine) -> None:
    decide(engine, "a1")
    assert add(engine, Belonging(draft=1)) == add(engine, Belonging(draft=1))
    assert add(engine, Belonging(draft=1), "b") != add(engine, Belonging(draft=1))


def test_what_was_sent_with_a_form_gets_its_place_once_and_by_who_sent_it(engine: Engine) -> None:
    decide(engine, "a1")
    id = add(engine, Belonging())
    with write_transaction(engine) as session, pytest.raises(BadDecision, match="no longer there"):
        place_files(session, [id], Belonging(draft=1), who="Dana", now=NOW)
    with write_transaction(engine) as session:
        assert [row.draft_id for row in place_files(session, [id, id], Belonging(draft=1), who="Aigul", now=NOW)] == [1]
    with write_transaction(engine) as session, pytest.raises(BadDecision, match="no longer there"):
        place_files(session, [id], Belonging(draft=1), who="Aigul", now=NOW)
    with read_session(engine) as session:
        acts = session.scalars(select(LedgerRow.action).where(LedgerRow.subject == f"file {id}").order_by(LedgerRow.id)).all()
        assert acts == ["take_file", "place_file"]
    assert standing(engine) == []


def test_a_file_that_is_taken_off_is_shown_no_more_and_its_record_stays(engine: Engine) -> None:
    decide(engine, "a1")
    id = add(engine, Belonging(draft=1))
    with write_transaction(engine) as session, pytest.raises(BadDecision, match="why"):
        withdraw_file(session, id, who="Dana", now=NOW, because=" ")
    with write_transaction(engine) as session:
        withdraw_file(session, id, who="Dana", now=NOW, because="names a minor")
        assert files_of_draft(session, 1) == []
        assert session.get_one(EvidenceFileRow, id).withdrawn_because == "names a minor"
    with write_transaction(engine) as session, pytest.raises(BadDecision, match="taken off already"):
        withdraw_file(session, id, who="Dana", now=NOW, because="again")
    assert standing(engine) == []


def test_a_draft_has_no_more_files_than_a_page_shows(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    decide(engine, "a1")
    monkeypatch.setattr(file_rows, "MOST_FILES", 1)
    add(engine, Belonging(draft=1))
    with pytest.raises(BadDecision, match="at most 1"):
        add(engine, Belonging(draft=1), "b")


def test_an_incident_that_there_is_not_takes_no_file(engine: Engine) -> None:
    with pytest.raises(NoSuchIncident):
        add(engine, Belonging(number="KZ-2026-0099"))
    with pytest.raises(ValueError, match="one thing"):
        add(engine, Belonging(draft=1, number="KZ-2026-0001"))
    with pytest.raises(BadDecision, match="name"):
        add(engine, Belonging(), who=" ")


@pytest.mark.parametrize("column", ["sha256", "name", "withdrawn_because"])
def test_a_record_that_was_changed_past_the_ledger_is_noticed(engine: Engine, column: str) -> None:
    id, said = add(engine, Belonging()), {"name": "file_name"}.get(column, column)
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE evidence_files SET {column} = 'other'"))
    assert standing(engine) == [f"file {id} does not stand as ledger row 1 says ({said}): it was changed past the ledger, or later rows are missing"]
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM evidence_files"))
    assert standing(engine) == [f"file {id} is in the ledger (row 1), but gone"]


def test_a_record_of_which_the_ledger_knows_nothing_is_noticed(engine: Engine) -> None:
    with write_transaction(engine) as session:
        session.add(
            EvidenceFileRow(
                sha256="a" * 64, size=1, kind="pdf", name="x", door="desk", taken_by="x", taken_at=NOW, withdrawn=False, withdrawn_because=""
            )
        )
    assert standing(engine) == ["file 1 is recorded, but the ledger has no row on it"]


def test_a_chain_of_merging_is_followed_and_a_circle_ends(session: Session) -> None:
    for id, into in ((1, None), (2, 1), (3, 2), (4, 5), (5, 4)):
        state = DraftState.MERGED if into else DraftState.NEW
        session.add(DraftRow(id=id, state=state, score=1, label="incident", proposal={}, fields={}, created_at=NOW, merged_into=into, sample=False))
    session.flush()
    assert drafts_merged_into(session, [1]) == {1, 2, 3}
    assert drafts_merged_into(session, [4]) == {4, 5}
    assert hand_sources(session) == {}
    assert tip_of(session, 1) is None
    assert kept_private(session, 1) == {}


def test_the_tips_of_an_incident_are_found_without_going_through_all_drafts(engine: Engine) -> None:
    asked: list[tuple[str, Any]] = []
    with write_transaction(engine) as session:
        for id in range(1, 101):
            session.add(DraftRow(id=id, state=DraftState.CONFIRMED, score=1, label="incident", proposal={}, fields={}, created_at=NOW, sample=False, incident=f"KZ-2026-{id:04}"))  # fmt: skip
        session.flush()
        # What SQLite knows of the sizes: many drafts, and nothing of tips.
        session.execute(text("ANALYZE"))
        session.add(HandTipRow(draft_id=1, way="call", came_on=NOW.date(), door="desk", taken_by="Aigul", taken_at=NOW, told="", private={}))
        session.flush()
        event.listen(engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
        assert [source.id for source in hand_sources(session)["KZ-2026-0001"]] == ["hand-1"]
        ways = [row[3] for words, given in list(asked) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)]
    assert [way for way in ways if way.startswith("SCAN drafts")] == []
    assert any(way.startswith("SEARCH drafts") for way in ways)


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "from a call, November 21, 2026"), ("ru", "по звонку, 21 ноября 2026 г."), ("kk", "қоңырау бойынша, 2026 жылғы 21 қараша")],
)
def test_a_code_is_told_in_the_readers_language(speak: Speak, lang: str, words: str) -> None:
    speak(lang)
    assert source_words(source_code("call", date(2026, 11, 21))).replace("\xa0", " ").replace("\u202f", " ") == words


@pytest.mark.parametrize(
    "text", ["https://a.example/1", "hand:call", "hand:call:2026-13-41", "hand:spy:2026-11-21", "hand:call:2026-11-21 x", "решение суда", ""]
)
def test_what_is_no_such_code_stays(text: str) -> None:
    assert source_words(text) == text
