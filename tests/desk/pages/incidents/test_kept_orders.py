"""An order that is brought up after changes is the one that is made anew, and pages in it are whole."""

import random
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby
from typing import Any

import pytest

from desk.pages.incidents import kept_orders
from desk.pages.incidents.kept_orders import kept_order
from desk.pages.incidents.table_columns import COLUMNS, SOURCES, TableColumn, TableRow
from records.i18n import speaking
from reports.cached_incident import CachedIncident, cached
from reports.incident_cache import IncidentBook, _bound, _with
from tests.desk.incident_records import TODAY, incident, many

IN_MEMORY = [column for column in COLUMNS.values() if column.name != SOURCES]


def book_of(count: int) -> IncidentBook:
    return _bound(1, [cached(one, ("Aigul",)) for one in many(count)])


def seen(book: IncidentBook, name: str, *, descending: bool) -> list[str]:
    return [entry.incident.number for entry in kept_order(book, COLUMNS[name], TODAY).from_first(descending=descending)]


def sorted_anew(book: IncidentBook, name: str, *, descending: bool) -> list[str]:
    """The same in the plainest way: by value, the latest first among equal ones, those without a value last."""
    latest = list(book.newest(lambda entry: True))
    keyed: list[tuple[Any, str]] = [(COLUMNS[name].sorted_by(TableRow(entry.on(TODAY), entry.hands)), entry.incident.number) for entry in latest]
    there = sorted((one for one in keyed if one[0] is not None), key=lambda one: one[0], reverse=descending)
    return [number for _, number in there] + [number for key, number in keyed if key is None]


@pytest.mark.parametrize("column", IN_MEMORY, ids=lambda column: column.name)
def test_after_every_change_an_order_is_the_one_that_is_made_anew(column: Any) -> None:
    chance, book = random.Random(column.name), book_of(60)
    for turn in range(25):
        for descending in (False, True):
            assert seen(book, column.name, descending=descending) == sorted_anew(book, column.name, descending=descending)
        changed = []
        for one in chance.sample(list(book.incidents), chance.randrange(4)):
            day = None if chance.random() < 0.2 else date(2026, 1, 1) + timedelta(days=chance.randrange(200))
            other = incident(
                chance.randrange(60),
                day,
                title=chance.choice(["", "Әуе", "Бота"]),
                place=chance.choice([None, "Орал"]),
                withdrawn=chance.random() < 0.2,
            )
            changed.append(cached(replace(other, number=one.number), chance.choice([(), ("Bota",)])))
        if chance.random() < 0.3:
            changed.append(cached(incident(1000 + turn, date(2026, 2, 2))))
        book = _with(book, book.head + 1, changed)


def test_only_what_has_changed_is_placed_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    book, asked = book_of(60), list[str]()
    kept_order(book, COLUMNS["silent"], TODAY)
    told = kept_orders._key

    def noted(column: TableColumn, entry: CachedIncident, *more: Any) -> Any:
        asked.append(entry.incident.number)
        return told(column, entry, *more)

    monkeypatch.setattr(kept_orders, "_key", noted)
    assert kept_order(book, COLUMNS["silent"], TODAY) is kept_order(book, COLUMNS["silent"], TODAY)
    assert asked == []
    one = next(book.incidents)
    kept_order(_with(book, 2, [cached(replace(one, title="Басқа"))]), COLUMNS["silent"], TODAY)
    assert set(asked) == {one.number}


def test_an_incident_that_is_recorded_and_changed_before_anybody_asks_again_takes_no_order_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of(60)
    seen(book, "title", descending=False)
    new = cached(incident(1000, date(2026, 2, 2), title="Бота"))
    book = _with(_with(book, 2, [new]), 3, [cached(replace(new.incident, title="Әуе"))])
    wanted = sorted_anew(book, "title", descending=False)

    def never(*asked: Any) -> Any:
        raise AssertionError("the whole order was made anew")

    monkeypatch.setattr(kept_orders, "order_in_steps", never)
    assert seen(book, "title", descending=False) == wanted


def test_of_very_many_changes_an_order_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_orders, "_MANY", 2)
    book = book_of(20)
    kept_order(book, COLUMNS["title"], TODAY)
    book = _with(book, 2, [cached(replace(one, title=f"Я {one.number}")) for one in list(book.incidents)[:3]])
    assert seen(book, "title", descending=False) == sorted_anew(book, "title", descending=False)


def test_an_order_is_of_one_language_and_of_the_day_that_is_asked_for_last() -> None:
    book = book_of(20)
    for lang in ("kk", "ru"):
        with speaking(lang):
            keys = kept_order(book, COLUMNS["category"], TODAY).keys
            assert [key for key, _ in groupby(keys)] == sorted(set(keys))
    assert {name[1] for name in book.passed_on["orders"]} == {"kk", "ru"}
    kept_order(book, COLUMNS["category"], TODAY + timedelta(days=1))
    assert {name[2] for name in book.passed_on["orders"]} == {TODAY + timedelta(days=1)}
