"""By what words the incidents of a book are found, before and after some of them have changed."""

import random
from dataclasses import replace

import pytest

from records.incident_model import Victim
from records.words.asked_words import asked_words
from reports import incident_cache
from reports.cached_incident import CachedIncident, cached
from reports.incident_cache import IncidentBook, _bound, _with
from reports.incident_words import KeyPlaces
from tests.desk.incident_records import many

SOUGHT = ("Серікова", "Айгүл", "Ахметов", "Орал", "редактор Айгүл", "сот", "жоқсөз", "KZ-2025-0003")


def named(number: int, *names: str) -> CachedIncident:
    one = list(many(40))[number]
    return cached(replace(one, victims=tuple(Victim(name) for name in names), title=f"{names[0]} туралы"))


def plainly(book: IncidentBook, typed: str, text: str) -> list[str]:
    wanted = asked_words(typed).wanted
    return [one.incident.number for one in reversed(book.entries) if all(word.is_said(getattr(one, text)) for word in wanted)]


def found(book: IncidentBook, typed: str, text: str) -> list[str]:
    wanted = asked_words(typed).wanted
    return [one.incident.number for one in (book.saying if text == "found_by" else book.naming)(wanted)]


def test_a_key_is_found_whole_or_by_its_beginning_and_never_in_the_middle() -> None:
    places = KeyPlaces.of([" ab abc ", "", " b ", " a  b "])
    assert list(places.places(" b ")) == [2, 3]
    assert set(places.places(" a")) == {0, 3}
    assert list(places.places(" a ")) == [3]
    assert list(places.places(" abc")) == [0]
    assert list(places.places(" q")) == list(places.places(" q ")) == list(places.places(" c")) == []


@pytest.mark.parametrize("beside", [0, 3, 100])
@pytest.mark.parametrize("text", ["found_by", "named"])
def test_books_that_follow_one_another_find_what_is_found_by_looking_at_each(monkeypatch: pytest.MonkeyPatch, beside: int, text: str) -> None:
    """However many changes are looked through beside the words that were laid together before them."""
    monkeypatch.setattr(incident_cache, "_BESIDE", beside)
    chance = random.Random(7)
    names = ("Айгүл Серікова", "Болат Ахметов", "Айгүл Ахметова", "Дәурен Сот")
    book = _bound(0, [named(number, chance.choice(names)) for number in range(12)])
    for head in range(1, 14):
        for typed in SOUGHT:
            assert found(book, typed, text) == plainly(book, typed, text)
        assert found(book, "Айгүл", "named")
        # Some change their names, and some are new.
        book = _with(book, head, [named(chance.randrange(12 + head), chance.choice(names), chance.choice(names))])


def test_who_asks_an_older_book_finds_what_it_had(monkeypatch: pytest.MonkeyPatch) -> None:
    older = _bound(0, [named(0, "Айгүл Серікова")])
    newer = _with(older, 1, [named(0, "Болат Ахметов")])
    assert found(newer, "Ахметов", "named") == ["KZ-2025-0001"]
    assert found(older, "Ахметов", "named") == []
    assert found(older, "Серікова", "named") == ["KZ-2025-0001"]
