"""Parts of pages: comments, titles, days, text boxes, victims, and what the machine is unsure of."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

from desk.draft_titles import draft_title
from desk.fields import duplicate_rows, invalid_rows, unsure_fields, unsure_inputs, unsure_words, wrong_with
from desk.rendering import TEMPLATES, day, moment
from desk.text import TextPiece, columns, comment_pieces, input_name, outdated_words
from records.i18n import LANGUAGES, use_language
from records.incident_fields import BY_NAME
from records.incident_texts.sentences import TextKind, TextOrigin, text_from_fields
from records.incident_texts.texts import TextSourceArticle
from records.vocabulary import UnsureField
from tests.records.incident_texts.test_texts_of_incident import CHECKED, ONE


def test_in_a_comment_addresses_lead_out_colleagues_are_marked_and_no_other_address_is_a_link() -> None:
    found = comment_pieces("қара (https://a.kz/x?y=1&z=2). @Айгүл, рақмет", ["Айгүл"])
    address = "https://a.kz/x?y=1&z=2"
    pieces = [TextPiece("қара ("), TextPiece(address, href=address), TextPiece("). "), TextPiece("@Айгүл", named=True), TextPiece(", рақмет")]
    assert found == pieces
    for text in ("javascript:alert(1)", "data:text/html,x", "//a.kz", "ftp://a.kz", "https://", "https://a.kz\u202egpj.exe"):
        assert not [one for one in comment_pieces(text, []) if one.href and one.href != "https://a.kz"], text
    text = "a https://a.kz/ә. b\n\nhttps://b.kz"
    assert "".join(one.href or one.text for one in comment_pieces(text, ["b"])) == text
    (one,) = comment_pieces("https://a.kz/" + "x" * 500, [])
    assert (len(one.text), len(one.href)) == (80, 513), "cut in what is shown alone"


SAID: dict[str, object] = {"title": "Сериков избит у своего дома", "lang": "ru"}
KAZAKH = TextSourceArticle("k", "kk", "Серіков үйінің жанында соққыға жығылды")


TITLES: tuple[tuple[str, dict[str, object], tuple[str, str]], ...] = (
    ("ru", SAID, ("Сериков избит у своего дома", "ru")),
    ("kk", SAID, (KAZAKH.title, "kk")),
    ("en", SAID, ("Сериков избит у своего дома", "ru")),
    ("en", {**SAID, "titles": {"en": "Serikov was beaten"}}, ("Serikov was beaten", "en")),
    ("ru", {**SAID, "title": "Избит Сериков", "titles": {"ru": "x"}}, ("Избит Сериков", "ru")),
    ("kk", {}, (KAZAKH.title, "kk")),
)


def test_a_reader_gets_a_title_in_her_own_language_where_it_is_and_never_a_sentence_told_from_fields() -> None:
    for lang, said, expected in TITLES:
        with use_language(lang):
            assert draft_title(said, [KAZAKH]) == expected


def test_days_are_written_as_the_language_does_and_are_those_of_the_clock_at_home() -> None:
    with use_language("kk"):
        assert (day(date(2026, 12, 1)), day(date(2026, 11, 26), "short")) == ("2026 ж. 1 жел.", "26.11.2026")
    with use_language("ru"):
        assert day(date(2026, 11, 26), "short") == "26.11.2026"
    late = datetime(2026, 11, 28, 21, 30, tzinfo=UTC)
    with use_language("en"):
        assert (day(late), moment(late)[:12]) == ("Nov 29, 2026", "Nov 29, 2026")


def test_each_name_of_a_template_stands_once() -> None:
    names = Counter(file.name for folder in TEMPLATES for file in folder.glob("*.html"))
    assert len(names) > 20
    assert [name for name, times in names.items() if times > 1] == []


def test_the_original_title_keeps_its_own_input_and_of_what_nobody_has_said_nothing_is_proposed() -> None:
    assert (input_name(TextKind.TITLE, "ru", "ru"), input_name(TextKind.TITLE, "kk", "ru")) == ("title", "titles_kk")
    assert len({input_name(kind, lang, "ru") for lang in LANGUAGES for kind in TextKind}) == 2 * len(LANGUAGES)
    nothing = columns(None, [], "", lambda name: "", [])
    assert all(box.text is None and box.proposal is None and box.state for column in nothing for box in column.boxes)


def test_a_column_says_what_stands_what_is_proposed_and_whether_somebody_vouches() -> None:
    one = replace(ONE, titles={**ONE.titles, "kk": "Тілшіге шабуыл"}, text_notes={"title_kk": CHECKED, "title_ru": {**CHECKED, "stale": ["place"]}})
    held = {"title": one.title, "titles_kk": "Тілшіге шабуыл"}
    kazakh, russian, english = columns(one, [], "ru", lambda name: held.get(name, ""), ["title_en"])
    assert [(box.name, box.vouched, box.kind) for box in (kazakh.boxes[0], russian.boxes[0], english.boxes[0])] == [
        ("titles_kk", True, "good"), ("title", False, "warn"), ("titles_en", False, "warn"),
    ]  # fmt: skip
    assert "Aigul" in kazakh.boxes[0].state
    assert russian.boxes[0].text is not None
    assert outdated_words(russian.boxes[0].text).endswith(": place")
    assert english.boxes[0].ticked
    assert english.boxes[0].proposal is not None
    assert english.boxes[0].proposal.origin is TextOrigin.FIELDS


def test_beside_a_headline_of_an_article_the_title_that_the_fields_tell_is_offered_too() -> None:
    one = replace(ONE, titles={}, title="")
    headline = TextSourceArticle("a", "ru", "Карьер у самых грядок: дачники остались одни")
    russian = next(column for column in columns(one, [headline], "ru", lambda name: "", []) if column.lang == "ru")
    title, summary = russian.boxes
    assert [offer.origin for offer in title.offers] == [TextOrigin.ARTICLE, TextOrigin.FIELDS]
    assert title.proposal == title.offers[0]
    assert title.offers[1].text == text_from_fields(one, TextKind.TITLE, "ru")
    assert len(summary.offers) == 1


def test_what_a_person_corrected_is_unsure_no_more() -> None:
    proposal = {"unsure": ["label", "categories", "place", "outcome", "outcome_of", "actor"]}
    assert unsure_fields(proposal) == ["label", "categories", "place", "outcome", "outcome_of", "actor"]
    assert unsure_fields(proposal, {"primary": "ATT", "region": "KZ-35", "status": ""}) == ["label", "actor"]
    assert unsure_fields(proposal, {"title": "Т"}) == unsure_fields(proposal)
    nothing: tuple[dict[str, object], ...] = ({}, {"unsure": []}, {"unsure": None}, {"unsure": ["a field of a later version"]})
    assert [unsure_fields(one) for one in nothing] == [[]] * 4
    fields = [UnsureField.LABEL, UnsureField.PLACE]
    with use_language("ru"):
        assert (unsure_words(fields), unsure_words([])) == ("вид новости, место", "")


def test_every_field_but_the_kind_of_news_has_an_input_that_the_form_asks_for() -> None:
    for field in UnsureField:
        inputs = unsure_inputs([field])
        assert bool(inputs) == (field is not UnsureField.LABEL)
        assert all(BY_NAME[name].form_prompt for name in inputs)


def victims(*names: str) -> list[dict[str, str]]:
    return [{"name": name, "profession": "тілші", "outlet": ""} for name in names]


def test_of_victims_a_person_who_is_named_again_and_a_row_without_a_name_are_wrong() -> None:
    assert invalid_rows(victims("Гүлнар Сапарқызы", "Ерлан Тастемиров", "Сапаркызы Гулнар", "Gulnar Saparkyzy")) == [2, 3]
    assert invalid_rows(victims("Гүлнар Сапарқызы", "Гүлмира Сапарқызы")) == []
    with use_language("en"):
        assert "ТАСТЕМИРОВ  ерлан" in wrong_with(victims("Ерлан Тастемиров", "ТАСТЕМИРОВ  ерлан"))
        assert wrong_with(victims("Ерлан Тастемиров", ""))
    assert wrong_with(victims("Ерлан Тастемиров")) == wrong_with([]) == ""
    # Two of one name may be two persons, but a row without a name is still none.
    two = victims("Ерлан Тастемиров", "Тастемиров Ерлан")
    assert duplicate_rows(two) == [1]
    assert invalid_rows(two, apart=True) == []
    assert wrong_with(two, apart=True) == ""
    assert invalid_rows([*two, *victims("")], apart=True) == [2]
    assert duplicate_rows(victims("", "")) == []
