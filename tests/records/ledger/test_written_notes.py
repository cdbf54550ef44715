"""Notes that the program writes are told in the language of whoever reads them, not of whoever acted."""

import pytest

from records.i18n import speaking
from records.ledger.written_notes import WrittenNote, note_words, written_note


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
