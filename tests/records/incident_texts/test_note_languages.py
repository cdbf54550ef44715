"""A note in several languages gives each reader her own."""

import pytest

from records.i18n import speaking
from records.incident_texts.note_languages import note_for_reader, notes_by_language

BOTH = "ru: не расслышал,\nчто перед ним журналист\nen: did not hear"


def test_each_line_that_begins_with_a_code_begins_a_language() -> None:
    assert notes_by_language(BOTH) == {"ru": "не расслышал, что перед ним журналист", "en": "did not hear"}


@pytest.mark.parametrize(
    ("note", "lang"),
    [("не расслышал", "ru"), ("естімеген", "kk"), ("did not hear", "en"), ("kk: сот барысы белгісіз", "kk"), ("zz: what is this", "en")],
)
def test_a_note_without_a_code_is_in_the_language_of_its_letters(note: str, lang: str) -> None:
    assert list(notes_by_language(note)) == [lang]


def test_a_reader_is_told_nothing_in_another_language() -> None:
    with speaking("kk"):
        assert note_for_reader(BOTH) == note_for_reader("") == ""
    with speaking("en"):
        assert note_for_reader(BOTH) == "did not hear"
