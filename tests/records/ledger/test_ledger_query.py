"""Reading the ledger from its end: filters, pages, what can be undone, whether the newest rows agree, and what notes say."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import count
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records.database import read_session, write_transaction
from records.i18n import use_language
from records.ledger import append, entries, query, row_hash, verify
from records.ledger.entries import ProgramNote, WrittenNote, escape_note, has_ledger_row, note_words, written_note
from records.ledger.query import LedgerCheckResult, LedgerFilter
from records.ledger.verify import Head
from records.tables import DraftRow, LedgerRow
from records.vocabulary import DraftState, LedgerAction, ScreeningLabel
from tests.conftest import NOW
from tests.records.ledger.chain import act, unguarded

# NOW is 11:00 in Kazakhstan.
TODAY = date(2026, 11, 24)


def add(engine: Engine, subject: str, action: LedgerAction = LedgerAction.REJECT, *, who: str = "Aigul", at: datetime = NOW) -> None:
    with write_transaction(engine) as session:
        append(session, at=at, who=who, action=action, subject=subject, before={}, after={})


def found(engine: Engine, wanted: LedgerFilter | None = None, before: int | None = None, limit: int = 50) -> tuple[list[int], int | None]:
    """The ids of a page, and where the next one begins."""
    with read_session(engine) as session:
        page = query.ledger_page(session, wanted or LedgerFilter(), before=before, limit=limit)
        return [row.id for row in page.rows], page.next


def test_the_newest_row_comes_first_and_each_page_goes_on_where_the_one_before_ended(engine: Engine) -> None:
    act(engine, 5)
    assert found(engine, limit=2) == ([5, 4], 4)
    assert found(engine, before=4, limit=2) == ([3, 2], 2)
    assert found(engine, before=2, limit=2) == ([1], None)
    assert found(engine, limit=5) == ([5, 4, 3, 2, 1], None)
    assert found(engine, before=1) == ([], None)


def test_a_page_has_fifty_rows(engine: Engine) -> None:
    act(engine, 51)
    assert found(engine) == (list(range(51, 1, -1)), 2)
    with read_session(engine) as session:
        assert len(query.ledger_page(session, LedgerFilter()).rows) == 50


def test_the_ledger_is_narrowed_by_person_action_and_day_and_by_all_at_once(engine: Engine) -> None:
    add(engine, "draft 1")
    add(engine, "draft 2", LedgerAction.DEFER)
    add(engine, "draft 3", who="Berik", at=NOW + timedelta(days=1))
    assert found(engine, LedgerFilter(who="Aigul")) == ([2, 1], None)
    assert found(engine, LedgerFilter(action="defer")) == ([2], None)
    assert found(engine, LedgerFilter(who="Aigul", action="reject")) == ([1], None)
    assert found(engine, LedgerFilter(since=TODAY + timedelta(days=1))) == ([3], None)
    assert found(engine, LedgerFilter(until=TODAY)) == ([2, 1], None)
    assert found(engine, LedgerFilter(since=TODAY, until=TODAY + timedelta(days=1))) == ([3, 2, 1], None)
    assert found(engine, LedgerFilter(who="Dana")) == ([], None)


@pytest.mark.parametrize(("hours", "day"), [(0, TODAY), (-1, TODAY - timedelta(days=1)), (23, TODAY), (24, TODAY + timedelta(days=1))])
def test_a_day_is_that_of_the_home_country_from_midnight_to_midnight(engine: Engine, hours: int, day: date) -> None:
    midnight = datetime(2026, 11, 23, 19, 0, tzinfo=NOW.tzinfo)
    add(engine, "draft 1", at=midnight + timedelta(hours=hours))
    days = [TODAY + timedelta(days=offset) for offset in range(-2, 3)]
    assert [one for one in days if found(engine, LedgerFilter(since=one, until=one))[0]] == [day]


def test_a_number_means_a_draft_and_what_was_thought_of_it_the_second_time(engine: Engine) -> None:
    for subject in ("draft 12", "second 12", "draft 1", "incident KZ-2026-0012", "12"):
        add(engine, subject)
    for written in ("12", " #12 ", "012"):
        assert found(engine, LedgerFilter(subject=written)) == ([2, 1], None), written
    assert found(engine, LedgerFilter(subject="draft 12")) == ([1], None)
    assert found(engine, LedgerFilter(subject="１２")) == ([], None), "digits of another script name no draft"


def test_an_incident_comes_with_the_drafts_that_it_was_made_of_and_those_that_follow_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for values in ({"incident": "KZ-2026-0001"}, {"follows": "KZ-2026-0001"}, {"incident": "KZ-2026-0002"}):
            session.add(DraftRow(state=DraftState.NEW, score=0.9, label=ScreeningLabel.INCIDENT, proposal={}, fields={}, created_at=NOW, **values))
    for subject in ("draft 1", "draft 2", "draft 3", "incident KZ-2026-0001", "incident KZ-2026-0002"):
        add(engine, subject)
    for written in ("KZ-2026-0001", "kz-2026-0001", "incident KZ-2026-0001", "#KZ-2026-0001"):
        assert found(engine, LedgerFilter(subject=written)) == ([4, 2, 1], None), written
    assert found(engine, LedgerFilter(subject="XY-2026-0001")) == ([], None)


def undoable(engine: Engine, ids: Sequence[int] | None = None) -> set[int]:
    with read_session(engine) as session:
        rows = [row for row in session.query(LedgerRow) if ids is None or row.id in ids]
        return set(query.undoable(session, rows))


def test_only_the_last_decision_on_a_draft_that_still_counts_can_be_undone(engine: Engine) -> None:
    add(engine, "draft 1", LedgerAction.DEFER)
    add(engine, "draft 1", LedgerAction.REJECT)
    add(engine, "draft 2", LedgerAction.CONFIRM)
    add(engine, "incident KZ-2026-0001", LedgerAction.CONFIRM)
    assert undoable(engine) == {2, 3}
    add(engine, "draft 1", LedgerAction.UNDO)
    assert undoable(engine) == {1, 3}
    add(engine, "draft 1", LedgerAction.UNDO)
    add(engine, "draft 1", LedgerAction.UNDO)
    assert undoable(engine) == {3}
    add(engine, "draft 1", LedgerAction.REJECT)
    assert undoable(engine) == {3, 8}
    assert undoable(engine, [1, 4]) == {8}, "whatever was decided later counts too"


def test_the_names_are_those_of_the_newest_rows_each_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for who in ("Dana", "Aigul", "Berik", "Aigul"):
        add(engine, "draft 1", who=who)
    with read_session(engine) as session:
        assert query.actor_names(session) == ["Aigul", "Berik", "Dana"]
        monkeypatch.setattr(query, "NEWEST", 3)
        assert query.actor_names(session) == ["Aigul", "Berik"]


def look(engine: Engine, newest: int = 1000) -> LedgerCheckResult:
    with read_session(engine) as session:
        return query.check_newest_rows(session, NOW, newest)


def head(engine: Engine) -> Head | None:
    with read_session(engine) as session:
        return query.head(session)


def test_an_empty_ledger_has_no_head_and_no_fault(engine: Engine) -> None:
    assert look(engine) == LedgerCheckResult(NOW, 0, 1, None, ())
    assert head(engine) is None


def test_newest_rows_that_agree_are_counted_with_their_head(engine: Engine) -> None:
    act(engine, 5)
    last = head(engine)
    assert last is not None
    assert last.id == 5
    assert look(engine) == look(engine, 5) == LedgerCheckResult(NOW, 5, 1, last, ())
    assert look(engine, 2) == LedgerCheckResult(NOW, 2, 4, last, ())


def renew(engine: Engine, id: int) -> None:
    """Another hash of the row before, and the row's own hash made to fit."""
    with Session(engine) as session:
        row = session.get_one(LedgerRow, id)
        row.previous = "f" * 64
        renewed = row_hash(row)
        session.rollback()
    with unguarded(engine) as connection:
        connection.execute(update(LedgerRow).where(LedgerRow.id == id).values(previous="f" * 64, hash=renewed))


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE ledger SET who = 'x' WHERE id = 4", "UPDATE ledger SET who = 'x' WHERE id = 2", "DELETE FROM ledger WHERE id = 4",
        "DELETE FROM ledger WHERE id IN (3, 4)", "DELETE FROM ledger WHERE id = 1", "UPDATE ledger SET after = 'no json' WHERE id = 4",
    ],
)  # fmt: skip
def test_faults_among_the_newest_rows_are_told_and_those_before_are_left_to_the_whole_check(
    lax_engine: Engine, snapshot: SnapshotAssertion, change: str
) -> None:
    act(lax_engine, 5)
    with unguarded(lax_engine) as connection:
        connection.execute(text(change))
    assert {newest: list(look(lax_engine, newest).faults) for newest in (3, 1000)} == snapshot


@pytest.mark.parametrize("row", [1, 4])
def test_a_row_that_does_not_follow_the_one_before_is_told_with_both(engine: Engine, snapshot: SnapshotAssertion, row: int) -> None:
    act(engine, 5)
    renew(engine, row)
    faults = {newest: list(look(engine, newest).faults) for newest in (1, 2, 4, 1000)}
    assert faults == snapshot, "the first row that is looked at is held to the one before it"
    assert replace(look(engine, 1), faults=()) == LedgerCheckResult(NOW, 1, 5, head(engine), ())


def test_a_row_that_cannot_be_read_hides_no_fault_beside_it(lax_engine: Engine, snapshot: SnapshotAssertion) -> None:
    act(lax_engine, 5)
    renew(lax_engine, 3)
    with lax_engine.begin() as connection:
        connection.execute(text("UPDATE ledger SET after = 'no json' WHERE id = 5"))
    assert list(look(lax_engine, 3).faults) == snapshot


def test_any_other_name_is_a_subject_as_it_is_written(engine: Engine) -> None:
    with read_session(engine) as session:
        assert query.matching_subjects(session, " kz-2026-0009 ") == ["incident KZ-2026-0009"]
        assert query.matching_subjects(session, "model 3") == ["model 3"]


def test_a_row_that_is_there_or_comes_is_reached_and_one_that_never_comes_is_not(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = count()
    time = SimpleNamespace(monotonic=lambda: next(clock), sleep=lambda _seconds: add(engine, "draft 1"))
    monkeypatch.setattr(entries, "time", time)
    with read_session(engine) as session:
        assert has_ledger_row(session, 1)
        assert has_ledger_row(session, 2), "it comes meanwhile"
        assert not has_ledger_row(session, 1000), "patience ends"


# Texts of a person, many of which look like a note of the program.
_PIECES = st.sampled_from(
    ["note:proposed:Dana", "note:taken_back:", "note:message:7", "note:unknown:x", "note:", " ", "\n", "\r\n", "\r", "\t", "\u2028", "Дана"]
)

TYPED = st.lists(_PIECES | st.text(max_size=8), max_size=8).map("".join)


def test_a_note_of_the_program_is_told_in_the_language_of_the_reader(snapshot: SnapshotAssertion) -> None:
    proposed = written_note(WrittenNote.PROPOSED, "Aigerim", "по звонку")
    # A note within a note is told too, and a name makes no line of its own.
    notes = [proposed, written_note(WrittenNote.TAKEN_BACK, note=proposed), written_note(WrittenNote.MESSAGE, "7\nnote:proposed:Dana")]
    told = {}
    for lang in ("en", "ru", "kk"):
        with use_language(lang):
            told[lang] = [note_words(note) for note in notes]
    assert told == snapshot


@pytest.mark.parametrize("note", ["", "note of mine: a: b", "a line\nanother; a third", "note:unknown:x", "on the telephone\nnote:proposed:Dana"])
def test_what_a_person_wrote_stays_as_it_is(note: str) -> None:
    assert note_words(note) == note


@given(TYPED)
def test_a_note_of_a_person_is_told_as_she_typed_it_whatever_it_looks_like(typed: str) -> None:
    assert note_words(escape_note(typed)) == typed


@given(TYPED)
def test_no_line_of_a_person_within_a_note_of_the_program_is_told_as_the_programs(typed: str) -> None:
    told = note_words(written_note(WrittenNote.PROPOSED, "Aigerim", typed))
    assert told == "; ".join(filter(None, ["proposed by: Aigerim", *typed.split("\n")]))
    assert note_words(written_note(WrittenNote.TAKEN_BACK, note=ProgramNote(escape_note(typed)))) == "; ".join(
        filter(None, ["taken back", *typed.split("\n")])
    )


def test_the_ledger_keeps_what_a_person_typed_apart_from_what_the_program_notes(session: Session, snapshot: SnapshotAssertion) -> None:
    for note in ("note:proposed:Dana", "a call\nnote:taken_back:", written_note(WrittenNote.PROPOSED, "Dana", "note:proposed:Berik")):
        append(session, at=NOW, who="Aigul", action=LedgerAction.CONFIRM, subject="draft 1", before={}, after={}, note=note)
    assert [note_words(row.note) for row in session.query(LedgerRow).order_by(LedgerRow.id)] == snapshot
    assert verify.ledger_chain_faults(session) == []
