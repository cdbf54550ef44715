"""Who vouches for which text, and what was changed since."""

import itertools
import random
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from records.incident_texts.keeping import TextsGiven, changed_fields, kept_notes, original_apart, texts_of, title_language
from records.incident_texts.text_slots import TextOrigin

NOW = datetime(2026, 11, 28, 5, tzinfo=UTC)
STANDS: dict[str, Any] = {
    "title": "На журналиста напали", "title_lang": "ru", "titles": {}, "summary": {}, "text_notes": {}, "primary": "ATT", "categories": ["ATT"],
    "happened_on": date(2026, 11, 21), "date_precision": "day", "country": "KZ", "place": "Тараз", "region": "KZ-31",
    "victims": [{"name": "Айгүл", "profession": "", "outlet": "", "person": 1}], "outlets": [], "actor": "unknown",
}  # fmt: skip


def after(given: TextsGiven, change: dict[str, Any], before: dict[str, Any] | None = None, who: str = "Aigul", at: datetime = NOW) -> dict[str, Any]:
    stands = STANDS if before is None else before
    columns = original_apart({**stands, **change})
    return {**columns, "text_notes": given.notes(stands, columns, who=who, now=at)}


def checked(*names: str) -> TextsGiven:
    return TextsGiven(frozenset(names), frozenset(names))


def test_what_a_person_writes_she_vouches_for_unless_she_says_otherwise() -> None:
    named = TextsGiven(frozenset(["title_kk"]))
    assert after(named, {"titles": {"kk": "Шабуыл"}})["text_notes"]["title_kk"]["state"] == "checked"
    not_vouched = TextsGiven(frozenset(["title_kk"]), frozenset())
    assert after(not_vouched, {"titles": {"kk": "Шабуыл"}})["text_notes"]["title_kk"] == {
        "state": "proposed", "by": "Aigul", "at": NOW.isoformat(), "origin": "person",
    }  # fmt: skip


def test_a_text_taken_over_from_an_article_says_from_which() -> None:
    given = TextsGiven(frozenset(["title_kk"]), frozenset(), {"Шабуыл": (TextOrigin.ARTICLE, "k1")})
    note = after(given, {"titles": {"kk": "Шабуыл"}})["text_notes"]["title_kk"]
    assert (note["state"], note["origin"], note["article"]) == ("proposed", "article", "k1")
    again = after(checked("title_kk"), {}, {**STANDS, "titles": {"kk": "Шабуыл"}, "text_notes": {"title_kk": note}}, who="Dana")
    assert again["text_notes"]["title_kk"] == {"state": "checked", "by": "Dana", "at": NOW.isoformat(), "origin": "article", "article": "k1"}


def test_a_headline_can_be_checked_as_it_stands() -> None:
    assert after(TextsGiven(frozenset(), frozenset(["title_ru"])), {})["text_notes"]["title_ru"]["state"] == "checked"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"place": "Орал"}, "place"), ({"happened_on": date(2026, 11, 20)}, "incident_date"), ({"date_precision": "month"}, "incident_date"),
        ({"victims": []}, "victims"), ({"outlets": ["Дала"]}, "outlets"), ({"categories": ["ATT", "THR"]}, "primary"), ({"actor": "court"}, "actor"),
    ],
)  # fmt: skip
def test_a_change_of_a_field_that_a_text_tells_of_is_said_beside_it(change: dict[str, Any], field: str) -> None:
    once = after(checked("title_ru"), {})
    moved = after(TextsGiven(), change, once, who="Dana")
    assert moved["text_notes"]["title_ru"] == {**once["text_notes"]["title_ru"], "stale": [field]}
    assert moved["title"] == once["title"]
    anew = after(checked("title_ru"), {}, moved, who="Dana")
    assert "stale" not in anew["text_notes"]["title_ru"]
    assert anew["text_notes"]["title_ru"]["by"] == "Dana"


def test_what_a_text_does_not_tell_of_leaves_it_checked() -> None:
    once = after(checked("title_ru"), {})
    linked = [{"name": "Айгүл", "profession": "", "outlet": "", "person": 7}]
    assert after(TextsGiven(), {"victims": linked}, once)["text_notes"] == once["text_notes"]
    assert changed_fields(STANDS, {**STANDS, "victims": linked, "online": True}) == ()


def test_a_text_that_was_emptied_is_no_more_checked() -> None:
    once = after(checked("summary_kk"), {"summary": {"kk": "Шабуыл жасалды."}})
    assert after(TextsGiven(frozenset(), frozenset()), {"summary": {}}, once)["text_notes"] == {}


def test_a_text_that_changed_without_a_person_is_vouched_for_by_nobody() -> None:
    once = after(checked("title_ru"), {})
    assert kept_notes(once, {**once, "title": "Другой"}, by_hand=(), checked=None, who="x", now=NOW) == {}


def test_the_original_has_one_place() -> None:
    found = original_apart({**STANDS, "titles": {"ru": "Другой заголовок", "kk": "Шабуыл"}})
    assert (found["title"], found["titles"]) == ("Другой заголовок", {"kk": "Шабуыл"})
    first = original_apart({**STANDS, "title": "", "title_lang": None, "titles": {"en": "Attacked", "kk": "Шабуыл"}})
    assert (first["title"], first["title_lang"], first["titles"]) == ("Шабуыл", "kk", {"en": "Attacked"})
    assert texts_of(found) == {"title_kk": "Шабуыл", "title_ru": "Другой заголовок"}


@pytest.mark.parametrize(
    ("title", "lang", "expected"),
    [
        ("На журналиста напали", "ru", "ru"), ("Журналист айыпталды", "kk", "kk"), ("Газета «Қазақстан» закрыта", "ru", "ru"), ("Attacked", "ru", "en"),
        ("Напали", "en", "ru"), ("Шабуыл жасалды. Қала", "", "kk"), ("", "ru", ""), ("Басыма", "ky", "ky"),
    ],
)  # fmt: skip
def test_the_language_of_a_title_is_its_article_s_unless_its_letters_deny_it(title: str, lang: str, expected: str) -> None:
    assert title_language(title, lang) == expected


@pytest.mark.parametrize("seed", range(20))
def test_whatever_happens_a_checked_text_changes_by_nobody_but_a_person_who_gives_it(seed: int) -> None:
    chance = random.Random(seed)
    names = [f"{kind}_{lang}" for kind, lang in itertools.product(("title", "summary"), ("kk", "ru", "en"))]
    now, stands = NOW, dict(STANDS)
    for _ in range(60):
        now += timedelta(minutes=1)
        change: dict[str, Any] = {}
        if chance.random() < 0.5:
            change |= {chance.choice(("place", "actor")): chance.choice(("a", "b"))}
        given = frozenset(name for name in names if chance.random() < 0.2)
        titles, summary = dict(stands["titles"]), dict(stands["summary"])
        for name in given:
            kind, _, lang = name.partition("_")
            (titles if kind == "title" else summary)[lang] = chance.choice(("one", "two", "three"))
        vouched = chance.choice([None, frozenset(), given, frozenset(chance.sample(names, 2))])
        before, was = texts_of(stands), dict(stands["text_notes"])
        stands = after(TextsGiven(given, vouched), {**change, "titles": titles, "summary": summary}, stands, at=now)
        for name, note in was.items():
            if note["state"] == "checked" and name not in given:
                assert texts_of(stands)[name] == before[name]
                assert stands["text_notes"][name]["state"] == "checked"
        assert set(stands["text_notes"]) <= set(texts_of(stands))
        again = after(TextsGiven(), {}, stands, at=now + timedelta(hours=1))
        assert again == stands
