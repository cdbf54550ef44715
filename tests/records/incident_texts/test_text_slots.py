"""The names of texts, and what is kept beside them."""

from records.i18n import LANGUAGES
from records.incident_texts.text_slots import TOLD_FIELDS, TextKind, TextNote, TextOrigin, TextState, slot, slot_parts, slots
from records.tables import IncidentRow


def test_every_language_has_a_title_and_a_summary_under_a_name_of_its_own() -> None:
    assert [name for name, _, _ in slots()] == [slot(kind, lang) for lang in LANGUAGES for kind in TextKind]
    assert slot_parts("summary_ru") == (TextKind.SUMMARY, "ru")
    assert [slot_parts(name) for name in ("title_de", "titles_kk", "", "kk")] == [None] * 4


def test_a_note_comes_back_as_it_was_kept_and_says_nothing_of_what_is_not_known() -> None:
    whole = TextNote(TextState.CHECKED, "Aigul", "2026-11-28T10:00:00+05:00", TextOrigin.ARTICLE, "a1", ("place",))
    assert TextNote.from_json(whole.to_json()) == whole
    assert TextNote(TextState.PROPOSED).to_json() == {"state": "proposed", "origin": "person"}


def test_the_fields_of_which_texts_tell_are_columns() -> None:
    assert {column for columns in TOLD_FIELDS.values() for column in columns} <= set(IncidentRow.__table__.columns.keys())
