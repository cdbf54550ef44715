"""Title and summary in each language as the forms ask for them."""

from dataclasses import replace

from desk.text_boxes import columns, input_name, names_by_slot, stale_words
from records.i18n import LANGUAGES
from records.incident_texts.headlines import TellingArticle
from records.incident_texts.text_slots import TextKind, TextOrigin
from records.incident_texts.told_sentences import told_from_fields
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


def test_beside_a_headline_of_an_article_the_title_that_the_fields_tell_is_offered_too() -> None:
    one = replace(ONE, titles={}, title="")
    headline = TellingArticle("a", "ru", "Карьер у самых грядок: дачники остались одни")
    russian = next(column for column in columns(one, [headline], "ru", lambda name: "", []) if column.lang == "ru")
    title, summary = russian.boxes
    assert [offer.origin for offer in title.offers] == [TextOrigin.ARTICLE, TextOrigin.FIELDS]
    assert title.proposal == title.offers[0]
    assert title.offers[1].text == told_from_fields(one, TextKind.TITLE, "ru")
    assert len(summary.offers) == 1
