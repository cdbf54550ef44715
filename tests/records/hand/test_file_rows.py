"""Files that people give and sources without an address: with a draft, with the incident that it becomes, and every change in the ledger."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine, event, select, text
from sqlalchemy.orm import Session

from records import evidence_files, review
from records.database import write_transaction
from records.errors import BadDecision, NoSuchIncident
from records.evidence_files import FileTarget, StoredBytes, add_file, attach_files, files_of_draft, files_of_incident, withdraw_file
from records.i18n import use_language
from records.manual_tips import drafts_merged_into, source_code, source_words, tip_of, tip_private_fields, tip_sources
from records.tables import DraftRow, EvidenceFileRow, LedgerRow, ManualTipRow
from records.vocabulary import DraftState, FileKind, IntakeChannel
from tests.conftest import NOW
from tests.records import rows
from tests.records.ledger.anchored import decide
from tests.records.ledger.chain import chain_faults

DRAFT, NUMBER = FileTarget(draft=1), "KZ-2026-0001"


@pytest.fixture
def decided(engine: Engine) -> Engine:
    """With draft 1, which became an incident."""
    decide(engine, "a1")
    return engine


def add(engine: Engine, to: FileTarget, letter: str = "a", who: str = "Aigul") -> int:
    with write_transaction(engine) as session:
        return add_file(session, StoredBytes(letter * 64, 5, FileKind.PDF), f"{letter}.pdf", IntakeChannel.DESK, to, who=who, now=NOW).id


def test_files_of_a_draft_are_those_of_its_incident_until_the_confirmation_is_undone(decided: Engine) -> None:
    one, two = add(decided, DRAFT), add(decided, FileTarget(number=NUMBER), "b")
    assert add(decided, DRAFT) == one, "the same bytes twice are one file"
    with write_transaction(decided) as session:
        assert [row.id for row in files_of_draft(session, 1)] == [one]
        assert [row.id for row in files_of_incident(session, NUMBER)] == [one, two]
        review.undo(session, 1, who="Aigul", now=NOW)
        assert [row.id for row in files_of_incident(session, NUMBER)] == [two]
        assert [row.id for row in files_of_draft(session, 1)] == [one]
    assert chain_faults(decided) == rows.standing(decided) == []


def test_what_was_sent_with_a_form_gets_its_place_once_and_by_who_sent_it(decided: Engine) -> None:
    id = add(decided, FileTarget())
    with write_transaction(decided) as session:
        with pytest.raises(BadDecision):
            attach_files(session, [id], DRAFT, who="Dana", now=NOW)
        assert [row.draft_id for row in attach_files(session, [id, id], DRAFT, who="Aigul", now=NOW)] == [1]
        with pytest.raises(BadDecision):
            attach_files(session, [id], DRAFT, who="Aigul", now=NOW)
        acts = session.scalars(select(LedgerRow.action).where(LedgerRow.subject == f"file {id}").order_by(LedgerRow.id)).all()
        assert acts == ["take_file", "place_file"]
    assert rows.standing(decided) == []


def test_a_file_that_is_taken_off_is_shown_no_more_and_its_record_stays(decided: Engine) -> None:
    id = add(decided, DRAFT)
    with write_transaction(decided) as session:
        with pytest.raises(BadDecision, match="why"):
            withdraw_file(session, id, who="Dana", now=NOW, because=" ")
        withdraw_file(session, id, who="Dana", now=NOW, because="names a minor")
        with pytest.raises(BadDecision, match="taken off already"):
            withdraw_file(session, id, who="Dana", now=NOW, because="again")
        assert files_of_draft(session, 1) == []
        assert session.get_one(EvidenceFileRow, id).withdrawn_because == "names a minor"
    assert rows.standing(decided) == []


def test_a_file_without_a_place_or_a_person_and_one_too_many_are_refused(decided: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(NoSuchIncident):
        add(decided, FileTarget(number="KZ-2026-0099"))
    with pytest.raises(ValueError, match="one thing"):
        add(decided, FileTarget(draft=1, number=NUMBER))
    with pytest.raises(BadDecision, match="name"):
        add(decided, FileTarget(), who=" ")
    monkeypatch.setattr(evidence_files, "MOST_FILES", 1)
    add(decided, DRAFT)
    with pytest.raises(BadDecision, match="at most 1"):
        add(decided, DRAFT, "b")


@pytest.mark.parametrize(("column", "field"), [("sha256", "sha256"), ("name", "file_name"), ("withdrawn_because", "withdrawn_because")])
def test_a_record_that_was_changed_past_the_ledger_is_noticed(engine: Engine, column: str, field: str) -> None:
    id = add(engine, FileTarget())
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE evidence_files SET {column} = 'other'"))
    (changed,) = rows.standing(engine)
    assert changed.startswith(f"file {id} ")
    assert f" 1 says ({field}):" in changed
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM evidence_files"))
    (gone,) = rows.standing(engine)
    assert gone.startswith(f"file {id} ")
    assert "(row 1)" in gone


def test_a_record_of_which_the_ledger_knows_nothing_is_noticed(engine: Engine) -> None:
    row = {"sha256": "a" * 64, "size": 1, "kind": "pdf", "name": "x", "door": "desk", "taken_by": "x", "taken_at": NOW, "withdrawn": False}
    with write_transaction(engine) as session:
        session.add(EvidenceFileRow(**row, withdrawn_because=""))
    (unknown,) = rows.standing(engine)
    assert unknown.startswith("file 1 ")


# Sources without an address.


def draft_row(id: int, **more: Any) -> DraftRow:
    return DraftRow(
        **{"id": id, "state": "new", "score": 1, "label": "incident", "proposal": {}, "fields": {}, "created_at": NOW, "sample": False, **more}
    )


def test_a_chain_of_merging_is_followed_and_a_circle_ends(session: Session) -> None:
    session.add_all(
        draft_row(id, state=DraftState.MERGED if into else "new", merged_into=into) for id, into in ((1, None), (2, 1), (3, 2), (4, 5), (5, 4))
    )
    session.flush()
    assert (drafts_merged_into(session, [1]), drafts_merged_into(session, [4])) == ({1, 2, 3}, {4, 5})
    assert (tip_sources(session), tip_of(session, 1), tip_private_fields(session, 1)) == ({}, None, {})


def test_the_tips_of_an_incident_are_found_without_going_through_all_drafts(engine: Engine, session: Session) -> None:
    asked: list[tuple[str, Any]] = []
    session.add_all(draft_row(id, state=DraftState.CONFIRMED, incident=f"KZ-2026-{id:04}") for id in range(1, 101))
    session.flush()
    # What SQLite knows of the sizes: many drafts, and nothing of tips.
    session.execute(text("ANALYZE"))
    session.add(ManualTipRow(draft_id=1, way="call", came_on=NOW.date(), door="desk", taken_by="Aigul", taken_at=NOW, told="", private={}))
    session.flush()
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append((given[2], given[3])))
    assert [source.id for source in tip_sources(session)[NUMBER]] == ["hand-1"]
    ways = [row[3] for words, given in list(asked) for row in session.connection().exec_driver_sql(f"EXPLAIN QUERY PLAN {words}", given)]
    assert [way for way in ways if way.startswith("SCAN drafts")] == []
    assert any(way.startswith("SEARCH drafts") for way in ways)


def test_a_code_is_in_the_readers_language_and_a_strangers_text_stays_as_it_is() -> None:
    code = source_code("call", date(2026, 11, 21))
    for lang, words in {
        "en": "from a call, November 21, 2026",
        "ru": "по звонку, 21 ноября 2026 г.",
        "kk": "қоңырау бойынша, 2026 жылғы 21 қараша",
    }.items():
        with use_language(lang):
            assert source_words(code).replace("\xa0", " ").replace("\u202f", " ") == words
    for stranger in ("https://a.example/1", "hand:call", "hand:call:2026-13-41", "hand:spy:2026-11-21", "hand:call:2026-11-21 x", "решение суда", ""):
        assert source_words(stranger) == stranger
