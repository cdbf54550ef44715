"""Drafts in a notice: the address of the desk with each, in the reader's words, and the news of one incident under it."""

from datetime import date

import pytest

from records.i18n import speaking, tr
from records.vocabulary import CATEGORIES, Category, DatePrecision
from reports.digest_lines import DraftLine, IncidentLine
from reports.draft_items import draft_items, incident_title, likely, page_of_draft, page_of_incident

DESK = "https://desk.example.org"
ALL = tuple(Category)
FOLLOWED = {"KZ-2026-0001": IncidentLine("KZ-2026-0001", "Сериков избит", "ATT", {"en": "Serikov was beaten"})}


def test_without_an_address_of_the_desk_a_draft_stands_with_its_number_alone() -> None:
    drafts = [DraftLine(12, "Title", 0.9, ("ATT",), url="https://x.example/1")]
    assert draft_items(drafts, ALL, {}, "") == ["1. Title\nattack; very likely; draft 12"]
    assert draft_items(drafts, ALL, {}, DESK) == [f"1. Title\nattack; very likely; draft 12\n{DESK}/drafts/12"]
    assert draft_items(drafts, ALL, {}, DESK, articles=True)[0].endswith(f"{DESK}/drafts/12\nhttps://x.example/1")
    assert (page_of_draft(12, ""), page_of_incident("KZ-2026-0001", "")) == ("", "")


def test_news_of_one_incident_are_one_item_where_the_first_of_them_stands() -> None:
    drafts = [
        DraftLine(id, f"News {id}", 0.8, ("ATT",), follows=follows)
        for id, follows in ((1, None), (2, "KZ-2026-0001"), (3, None), (4, "KZ-2026-0001"))
    ]
    first, second, third = draft_items(drafts, ALL, FOLLOWED, DESK)
    assert second.split("\n") == [
        "2. News of KZ-2026-0001: Serikov was beaten",
        f"{DESK}/incidents/KZ-2026-0001",
        "– News 2",
        "attack; likely; draft 2",
        f"{DESK}/drafts/2",
        "– News 4",
        "attack; likely; draft 4",
        f"{DESK}/drafts/4",
    ]
    assert (first[:9], third[:9]) == ("1. News 1", "3. News 3")


def test_news_of_an_incident_that_is_not_known_stands_by_itself_with_its_number() -> None:
    (item,) = draft_items([DraftLine(2, "News", 0.8, ("ATT",), follows="KZ-2026-0009")], ALL, FOLLOWED, "")
    assert item == "1. News\nattack; likely; draft 2; news of KZ-2026-0009"


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("en", "1. Beaten; very likely; Oral Land; Oral; November 22, 2026; draft 1"),
        ("ru", "1. Избит; весьма вероятно; Уральский край; Уральск; 22 ноября 2026 г.; черновик 1"),
        ("kk", "1. Ұрды; өте ықтимал; Орал өңірі; Орал; 2026 жылғы 22 қараша; 1-қаралама"),
    ],
)
def test_a_draft_is_told_in_the_readers_words_and_its_categories_are_not_parted_by_the_commas_within_them(lang: str, said: str) -> None:
    titles = {"en": "Beaten", "ru": "Избит", "kk": "Ұрды"}
    outlet = {"en": "Oral Land", "ru": "Уральский край", "kk": "Орал өңірі"}
    draft = DraftLine(1, "x", 0.95, ("PRP", "ATT"), titles, "oral.example", outlet, "Уральск", "KZ-27", date(2026, 11, 22), DatePrecision.DAY)
    with speaking(lang):
        (item,) = draft_items([draft], ALL, {}, "")
        kinds = " / ".join(tr(CATEGORIES[code].label) for code in (Category.ATT, Category.PRP))
    title, facts = item.replace("\xa0", " ").replace("\u202f", " ").split("\n")
    first, _, others = facts.partition("; ")
    assert first == kinds
    assert f"{title}; {others}" == said


def test_an_incident_without_a_headline_is_called_by_its_kind() -> None:
    assert incident_title(IncidentLine("KZ-2026-0001", " ", "ATT")) == "attack"


@pytest.mark.parametrize(("score", "word"), [(0.95, "very likely"), (0.7, "likely"), (0.5, "possible"), (0.49, "unlikely")])
def test_a_score_is_told_as_a_word(score: float, word: str) -> None:
    assert likely(score) == word
