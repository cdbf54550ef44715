"""Who vouches for which text, and what was changed since."""

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.incident_texts.sentences import TextOrigin
from records.incident_texts.texts import EnteredTexts, changed_fields, texts_of, title_language, updated_text_notes, without_title_copy

NOW = datetime(2026, 11, 28, 5, tzinfo=UTC)
STANDS: dict[str, Any] = {
    "title": "На журналиста напали", "title_lang": "ru", "titles": {}, "summary": {}, "text_notes": {}, "primary": "ATT", "categories": ["ATT"],
    "happened_on": date(2026, 11, 21), "date_precision": "day", "country": "KZ", "place": "Тараз", "region": "KZ-31",
    "victims": [{"name": "Айгүл", "profession": "", "outlet": "", "person": 1}], "outlets": [], "actor": "unknown",
}  # fmt: skip
NOTHING: frozenset[str] = frozenset()
ATTACK = {"titles": {"kk": "Шабуыл"}}


def after(
    given: EnteredTexts, change: dict[str, Any], before: dict[str, Any] | None = None, who: str = "Aigul", at: datetime = NOW
) -> dict[str, Any]:
    stands = STANDS if before is None else before
    columns = without_title_copy({**stands, **change})
    return {**columns, "text_notes": given.notes(stands, columns, who=who, now=at)}


def checked(*names: str) -> EnteredTexts:
    return EnteredTexts(frozenset(names), frozenset(names))


def test_what_a_person_writes_she_vouches_for_unless_she_says_otherwise() -> None:
    title = frozenset(["title_kk"])
    assert after(EnteredTexts(title), ATTACK)["text_notes"]["title_kk"]["state"] == "checked"
    note = after(EnteredTexts(title, NOTHING), ATTACK)["text_notes"]["title_kk"]
    assert note == {"state": "proposed", "by": "Aigul", "at": NOW.isoformat(), "origin": "person"}
    assert after(EnteredTexts(NOTHING, frozenset(["title_ru"])), {})["text_notes"]["title_ru"]["state"] == "checked", "a headline, as it stands"


def test_a_text_taken_over_from_an_article_says_from_which() -> None:
    given = EnteredTexts(frozenset(["title_kk"]), NOTHING, {"Шабуыл": (TextOrigin.ARTICLE, "k1")})
    note = after(given, ATTACK)["text_notes"]["title_kk"]
    assert (note["state"], note["origin"], note["article"]) == ("proposed", "article", "k1")
    again = after(checked("title_kk"), {}, {**STANDS, **ATTACK, "text_notes": {"title_kk": note}}, who="Dana")
    assert again["text_notes"]["title_kk"] == {"state": "checked", "by": "Dana", "at": NOW.isoformat(), "origin": "article", "article": "k1"}


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"place": "Орал"}, "place"), ({"happened_on": date(2026, 11, 20)}, "incident_date"), ({"date_precision": "month"}, "incident_date"),
        ({"victims": []}, "victims"), ({"outlets": ["Дала"]}, "outlets"), ({"categories": ["ATT", "THR"]}, "primary"), ({"actor": "court"}, "actor"),
    ],
)  # fmt: skip
def test_a_change_of_a_field_that_a_text_tells_of_is_noted_until_somebody_checks_it(change: dict[str, Any], field: str) -> None:
    once = after(checked("title_ru"), {})
    moved = after(EnteredTexts(), change, once, who="Dana")
    assert moved["text_notes"]["title_ru"] == {**once["text_notes"]["title_ru"], "stale": [field]}
    assert moved["title"] == once["title"]
    again = after(checked("title_ru"), {}, moved, who="Dana")["text_notes"]["title_ru"]
    assert ("stale" in again, again["by"]) == (False, "Dana")


def test_what_a_text_does_not_tell_of_leaves_it_checked_and_what_nobody_gave_is_vouched_for_by_nobody() -> None:
    once = after(checked("title_ru"), {})
    linked = [{"name": "Айгүл", "profession": "", "outlet": "", "person": 7}]
    assert after(EnteredTexts(), {"victims": linked}, once)["text_notes"] == once["text_notes"]
    assert changed_fields(STANDS, {**STANDS, "victims": linked, "online": True}) == ()
    assert updated_text_notes(once, {**once, "title": "Другой"}, by_hand=(), checked=None, who="x", now=NOW) == {}
    summary = after(checked("summary_kk"), {"summary": {"kk": "Шабуыл жасалды."}})
    assert after(EnteredTexts(NOTHING, NOTHING), {"summary": {}}, summary)["text_notes"] == {}, "it was emptied"


def test_the_original_has_one_place() -> None:
    found = without_title_copy({**STANDS, "titles": {"ru": "Другой заголовок", "kk": "Шабуыл"}})
    assert (found["title"], found["titles"]) == ("Другой заголовок", {"kk": "Шабуыл"})
    first = without_title_copy({**STANDS, "title": "", "title_lang": None, "titles": {"en": "Attacked", "kk": "Шабуыл"}})
    assert (first["title"], first["title_lang"], first["titles"]) == ("Шабуыл", "kk", {"en": "Attacked"})
    assert texts_of(found) == {"title_kk": "Шабуыл", "title_ru": "Другой заголовок"}


@pytest.mark.parametrize(
    ("title", "lang", "expected"),
    [
        ("На журналиста напали", "ru", "ru"), ("Журналист айыпталды", "kk", "kk"), ("Газета «Қазақстан» закрыта", "ru", "ru"), ("Attacked", "ru", "en"),
        ("Напали", "en", "ru"), ("Шабуыл жасалды. Қала", "", "kk"), ("", "ru", ""), ("Басыма", "ky", "ky"),
    ],
)  # fmt: skip
def test_the_language_of_a_title_is_that_of_its_article_unless_its_letters_deny_it(title: str, lang: str, expected: str) -> None:
    assert title_language(title, lang) == expected


NAMES = [f"{kind}_{lang}" for kind, lang in itertools.product(("title", "summary"), ("kk", "ru", "en"))]
SOME = st.frozensets(st.sampled_from(NAMES), max_size=2)
# What a person gives, what she vouches for (True: all that she gives), and what else changes.
STEP = st.tuples(
    st.dictionaries(st.sampled_from(NAMES), st.sampled_from(["one", "two", "three"]), max_size=3),
    st.one_of(st.none(), st.just(NOTHING), st.just(True), SOME),
    st.dictionaries(st.sampled_from(["place", "actor"]), st.sampled_from("ab"), max_size=1),
)


@given(st.lists(STEP, max_size=20))
def test_whatever_happens_a_checked_text_changes_by_nobody_but_a_person_who_gives_it(steps: list[tuple[dict[str, str], Any, dict[str, str]]]) -> None:
    now, stands = NOW, dict(STANDS)
    for words, vouched, change in steps:
        now += timedelta(minutes=1)
        given = frozenset(words)
        titles = {**stands["titles"], **{name[6:]: word for name, word in words.items() if name.startswith("title_")}}
        summary = {**stands["summary"], **{name[8:]: word for name, word in words.items() if name.startswith("summary_")}}
        before, was = texts_of(stands), dict(stands["text_notes"])
        stands = after(EnteredTexts(given, given if vouched is True else vouched), {**change, "titles": titles, "summary": summary}, stands, at=now)
        for name, note in was.items():
            if note["state"] == "checked" and name not in given:
                assert (texts_of(stands)[name], stands["text_notes"][name]["state"]) == (before[name], "checked")
        assert set(stands["text_notes"]) <= set(texts_of(stands))
        assert after(EnteredTexts(), {}, stands, at=now + timedelta(hours=1)) == stands
