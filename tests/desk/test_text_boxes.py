"""Title and summary in each language as the forms ask for them."""

from dataclasses import replace

from desk.text_boxes import columns, input_name, names_by_slot, stale_words
from records.i18n import LANGUAGES
from records.incident_texts.text_slots import TextKind, TextOrigin
from tests.records.incident_texts.test_texts_of_incident import CHECKED, ONE


def test_the_original_title_keeps_its_own_input_and_every_other_text_has_one() -> None:
    assert input_name(TextKind.TITLE, "ru", "ru") == "title"
    assert input_name(TextKind.TITLE, "kk", "ru") == "titles_kk"
    assert len(set(names_by_slot("ru").values())) == 2 * len(LANGUAGES)


def test_a_column_says_what_stands_what_is_proposed_and_whether_somebody_vouches() -> None:
    one = replace(ONE, titles={**ONE.titles, "kk": "Тілшіге шабуыл"}, text_notes={"title_kk": CHECKED, "title_ru": {**CHECKED, "stale": ["place"]}})
    held = {"title": one.title, "titles_kk": "Тілшіге шабуыл"}
    kazakh, russian, english = columns(one, [], "ru", lambda name: held.get(name, ""), ["title_en"])
    assert [(box.name, box.vouched, box.kind) for box in (kazakh.boxes[0], russian.boxes[0], english.boxes[0])] == [
        ("titles_kk", True, "good"), ("title", False, "warn"), ("titles_en", False, "warn"),
    ]  # fmt: skip
    assert kazakh.boxes[0].state.startswith("checked: Aigul")
    assert russian.boxes[0].text is not None
    assert stale_words(russian.boxes[0].text) == "the record was changed after this was checked: place"
    assert english.boxes[0].ticked
    assert english.boxes[0].proposal is not None
    assert english.boxes[0].proposal.origin is TextOrigin.FIELDS


def test_of_what_nobody_has_said_nothing_is_proposed() -> None:
    assert all(
        box.text is None and box.proposal is None and box.state for column in columns(None, [], "", lambda name: "", []) for box in column.boxes
    )
