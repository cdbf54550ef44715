"""Notes that the program writes are told in the language of whoever reads them, not of whoever acted."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from records import ledger
from records.database import read_session, write_transaction
from records.i18n import speaking
from records.ledger import ledger_verify
from records.ledger.written_notes import ProgramNote, WrittenNote, as_noted, note_words, written_note
from records.tables import LedgerRow
from records.vocabulary import LedgerAction
from tests.conftest import NOW

# Texts of a person, many of which look like a note of the program.
_PIECES = st.sampled_from(
    ["note:proposed:Dana", "note:taken_back:", "note:message:7", "note:unknown:x", "note:", " ", "\n", "\r\n", "\r", "\t", "\u2028", "Дана"]
)
TYPED = st.lists(_PIECES | st.text(max_size=8), max_size=8).map("".join)


@pytest.mark.parametrize(
    ("lang", "said"), [("en", "proposed by: Aigerim; по звонку"), ("ru", "предложение: Aigerim; по звонку"), ("kk", "ұсынған: Aigerim; по звонку")]
)
def test_a_note_of_the_program_is_told_in_the_language_of_the_reader(lang: str, said: str) -> None:
    kept = written_note(WrittenNote.PROPOSED, "Aigerim", "по звонку")
    with speaking(lang):
        assert note_words(kept) == said


def test_a_note_within_a_note_is_told_too() -> None:
    kept = written_note(WrittenNote.TAKEN_BACK, note=written_note(WrittenNote.PROPOSED, "Aigerim", "one case"))
    assert note_words(kept) == "taken back; proposed by: Aigerim; one case"


@pytest.mark.parametrize("note", ["", "note of mine: a: b", "a line\nanother; a third", "note:unknown:x", "on the telephone\nnote:proposed:Dana"])
def test_what_a_person_wrote_stays_as_it_is(note: str) -> None:
    assert note_words(note) == note


@given(TYPED)
def test_a_note_of_a_person_is_told_as_she_typed_it_whatever_it_looks_like(typed: str) -> None:
    assert note_words(as_noted(typed)) == typed


@given(TYPED)
def test_no_line_of_a_person_within_a_note_of_the_program_is_told_as_the_programs(typed: str) -> None:
    told = note_words(written_note(WrittenNote.PROPOSED, "Aigerim", typed))
    assert told == "; ".join(filter(None, ["proposed by: Aigerim", *typed.split("\n")]))
    assert note_words(written_note(WrittenNote.TAKEN_BACK, note=ProgramNote(as_noted(typed)))) == "; ".join(
        filter(None, ["taken back", *typed.split("\n")])
    )


def test_a_name_makes_no_line_of_its_own() -> None:
    assert note_words(written_note(WrittenNote.MESSAGE, "7\nnote:proposed:Dana")) == "from message 7 note:proposed:Dana"


def test_the_ledger_keeps_what_a_person_typed_apart_from_what_the_program_notes(engine: Engine) -> None:
    notes = ["note:proposed:Dana", "a call\nnote:taken_back:", written_note(WrittenNote.PROPOSED, "Dana", "note:proposed:Berik")]
    with write_transaction(engine) as session:
        for note in notes:
            ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.CONFIRM, subject="draft 1", before={}, after={}, note=note)
    with read_session(engine) as session:
        assert [note_words(row.note) for row in session.scalars(select(LedgerRow).order_by(LedgerRow.id))] == [
            "note:proposed:Dana",
            "a call\nnote:taken_back:",
            "proposed by: Dana; note:proposed:Berik",
        ]
        assert ledger_verify.faults(session) == []
