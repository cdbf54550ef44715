"""The orders and choices of the table: whole, with missing values last both ways; and what is kept of them after changes is what is made from the beginning."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from itertools import groupby, pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.pages.incidents import cache as kept_counts
from desk.pages.incidents.cache import SourceCounts, cached_order, cached_selection, source_counts
from desk.pages.incidents.table import LATEST, TableAddress, list_incidents, rows
from desk.pages.incidents.table_columns import COLUMNS, SOURCES, TableColumn, TableRow, in_order_of_letters
from records import review
from records.errors import QorganError
from records.filters import YES, IncidentFilter
from records.i18n import LANGUAGES, use_language
from records.incident_model import Victim
from records.incidents import repository
from records.incidents.repository import numbers_of_sources
from records.review import groups
from records.tables import DraftRow, IncidentRow
from records.vocabulary import Category
from reports.incident_selection import entry_filter
from reports.incidents import CachedIncident, IncidentCollection, _build_collection, _with, cache_incident
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident, many
from tests.desk.pages.incidents.test_incident_pages import numbers_on
from tests.desk.site import FEW, Site, add_draft, open_site

ORDERS = [sign + name for name in COLUMNS for sign in ("", "-")]
BY: dict[str, Any] = {"who": "Aigul", "now": NOW}
WORDS = ("Бірінші", "Екінші", "Үшінші")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A desk with 121 incidents: some without a date, region, victim or status, one withdrawn, one from a draft."""
    folder: Path = tmp_path_factory.mktemp("table")
    made = open_site(f"sqlite:///{folder / 'desk.db'}", folder / "var")

    def varied(nth: int) -> dict[str, Any]:
        more: dict[str, Any] = {"statuses": ()} if nth % 5 == 0 else {}
        victims = () if nth % 7 == 0 else (Victim(f"Ә{nth % 3} Омарова"),)
        return {**more, "victims": victims, "title": "" if nth % 13 == 0 else f"Т{nth % 10}"}

    with made.writing() as session:
        admit_all(session, [incident(nth, TODAY - timedelta(days=nth % 40) if nth % 9 else None, **varied(nth)) for nth in range(1, 121)])
        admit_all(session, [incident(121, date(2026, 5, 1), withdrawn=True)])
        review.confirm(session, add_draft(session, "a", **FEW["a"]), **BY)
    yield made
    made.engine.dispose()


def book_of(site: Site, session: Session) -> IncidentCollection:
    found: IncidentCollection = site.app.state.office.shelf.book(session)
    return found


def keyed(site: Site, asked: TableAddress) -> list[tuple[Any, str]]:
    """The incidents of the table, each with that by which it is sorted."""
    with site.reading() as session:
        found = list_incidents(session, book_of(site, session), asked, TODAY)
        return [(COLUMNS[asked.by].sorted_by(row), row.incident.number) for row in rows(session, list(found), TODAY, count_sources=True)]


def numbers(site: Site, asked: TableAddress) -> list[str]:
    with site.reading() as session:
        return [entry.incident.number for entry in list_incidents(session, book_of(site, session), asked, TODAY)]


def test_an_order_holds_each_incident_once_missing_values_last_and_the_latest_first_among_equal_ones(filled: Site) -> None:
    places = {number: place for place, number in enumerate(numbers(filled, TableAddress(order=LATEST)))}
    assert len(places) == 121
    wrong = []
    for order in ORDERS:
        asked = TableAddress(order=order)
        found = keyed(filled, asked)
        keys = [key for key, _ in found]
        there = [key for key in keys if key is not None]
        is_sorted = all(one >= two if asked.descending else one <= two for one, two in pairwise(there))
        latest_first = all(places[one[1]] < places[two[1]] for one, two in pairwise(found) if one[0] == two[0])
        if sorted(number for _, number in found) != sorted(places) or keys[: len(there)] != there or not is_sorted or not latest_first:
            wrong.append(order)
    assert wrong == []


@pytest.mark.parametrize("order", ["-date", "date", "-silent", "title", "-sources", "persons"])
def test_pages_of_an_order_show_each_incident_once(filled: Site, order: str) -> None:
    browser, way, seen = filled.signed_in(), f"/incidents?order={order}", []
    while way:
        page = browser.get(way).text
        seen += numbers_on(page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        way = more[1].replace("&amp;", "&") if more else ""
    assert seen == numbers(filled, TableAddress(order=order))


@given(st.sampled_from(ORDERS), st.integers(0, 60), st.sampled_from([None, "journalist", "perpetrator"]))
def test_a_narrowed_order_is_the_whole_one_without_the_others(filled: Site, order: str, silent: int, track: str | None) -> None:
    some = numbers(filled, TableAddress(IncidentFilter(silent=silent, track=track), order))
    assert some == [number for number in numbers(filled, TableAddress(order=order)) if number in set(some)]


def test_letters_of_kazakh_stand_in_their_places() -> None:
    words = ["Яна", "Әлия", "Қанат", "Бота", "Ғани", "Гүл", "Кенже", "Ұлан", "Уәли", "Аян", "іс", "әуе"]
    in_order = ["Аян", "Әлия", "әуе", "Бота", "Гүл", "Ғани", "Кенже", "Қанат", "Уәли", "Ұлан", "іс", "Яна"]
    assert sorted(words, key=lambda word: in_order_of_letters(word) or "") == in_order
    assert in_order_of_letters("") is None


def test_sources_are_counted_from_drafts_and_imports_alike_of_few_and_of_very_many(filled: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many the database counts those of all incidents at once."""
    first, second, *_ = keyed(filled, TableAddress(order="-sources"))
    assert (first[0], second[0]) == (1, 0)
    drafted, imported, both, none = numbers(filled, TableAddress(order="-sources"))[:4]
    with filled.writing() as session:
        for number in (imported, both):
            session.get_one(IncidentRow, number).sources = [{"id": "a"}, {"id": "z"}, {"id": "z"}]
        session.scalars(select(DraftRow).where(DraftRow.incident == drafted)).one().incident = both
        session.flush()
        assert numbers_of_sources(session, [drafted, imported, both, none]) == {imported: 2, both: 2}
        monkeypatch.setattr(repository, "_CHUNK", 1)
        assert numbers_of_sources(session, [drafted, imported, both, none]) == {imported: 2, both: 2}
        assert numbers_of_sources(session, [none, both]) == {both: 2}
        session.rollback()


# What is kept after changes


def book(count: int) -> IncidentCollection:
    return _build_collection(1, [cache_incident(one, ("Aigul",)) for one in many(count)])


def changed_by_chance(held: IncidentCollection, chance: Random, turn: int) -> IncidentCollection:
    """The book after a few of its incidents have changed, and perhaps one was recorded."""
    changed = []
    for one in chance.sample(list(held.incidents), chance.randrange(4)):
        day = None if chance.random() < 0.2 else date(2026, 1, 1) + timedelta(days=chance.randrange(200))
        title, place = chance.choice(["", "Әуе", "Бота"]), chance.choice([None, "Орал"])
        other = incident(chance.randrange(60), day, title=title, place=place, withdrawn=chance.random() < 0.2)
        changed.append(cache_incident(replace(other, number=one.number), chance.choice([(), ("Bota",)])))
    if chance.random() < 0.3:
        changed.append(cache_incident(incident(1000 + turn, date(2026, 2, 2))))
    return _with(held, held.head + 1, changed)


def in_order(held: IncidentCollection, name: str, *, descending: bool = False) -> list[str]:
    return [entry.incident.number for entry in cached_order(held, COLUMNS[name], TODAY).from_first(descending=descending)]


def sorted_plainly(held: IncidentCollection, name: str, *, descending: bool = False) -> list[str]:
    """The same in the plainest way: by value, the latest first among equal ones, those without a value last."""
    latest = list(held.newest(lambda entry: True))
    all_: list[tuple[Any, str]] = [(COLUMNS[name].sorted_by(TableRow(entry.on(TODAY), entry.hands)), entry.incident.number) for entry in latest]
    there = sorted((one for one in all_ if one[0] is not None), key=lambda one: one[0], reverse=descending)
    return [number for _, number in there] + [number for key, number in all_ if key is None]


@pytest.mark.parametrize("name", [name for name in COLUMNS if name != SOURCES])
def test_after_every_change_an_order_is_the_one_that_is_made_from_the_beginning(name: str) -> None:
    chance, held = Random(name), book(60)
    for turn in range(25):
        for descending in (False, True):
            assert in_order(held, name, descending=descending) == sorted_plainly(held, name, descending=descending)
        held = changed_by_chance(held, chance, turn)


FILTERS = (
    IncidentFilter(), IncidentFilter(withdrawn=True), IncidentFilter(words="орал"), IncidentFilter(words="-орал"), IncidentFilter(silent=30),
    IncidentFilter(category=Category.ATT), IncidentFilter(since=date(2026, 3, 1), until=date(2026, 5, 1)), IncidentFilter(online=YES), IncidentFilter(by="Bota"),
)  # fmt: skip


def chosen_plainly(held: IncidentCollection, wanted: IncidentFilter) -> tuple[set[str], dict[str, int]]:
    """The numbers, and by language how many of these need a look at their texts."""
    holds = entry_filter(held, wanted, TODAY)
    found = [entry for entry in held.entries if holds(entry)]
    lacking = {lang: sum(lang in entry.lacks and not entry.incident.withdrawn for entry in found) for lang in LANGUAGES}
    return {entry.incident.number for entry in found}, lacking


def kept(held: IncidentCollection, wanted: IncidentFilter) -> tuple[set[str], dict[str, int]]:
    choice = cached_selection(held, wanted, TODAY)
    return set(choice.numbers), {lang: choice.unchecked.get(lang, 0) for lang in LANGUAGES}


@pytest.mark.parametrize("wanted", FILTERS, ids=range(len(FILTERS)))
def test_after_every_change_a_choice_is_the_one_that_is_made_from_the_beginning(wanted: IncidentFilter) -> None:
    chance, held = Random(5), book(60)
    for turn in range(25):
        assert kept(held, wanted) == chosen_plainly(held, wanted)
        held = changed_by_chance(held, chance, turn)


def test_only_what_has_changed_is_asked_and_placed_again_and_of_very_many_changes_all(monkeypatch: pytest.MonkeyPatch) -> None:
    held, wanted, asked = book(60), IncidentFilter(silent=30), list[str]()
    cached_selection(held, wanted, TODAY)
    cached_order(held, COLUMNS["silent"], TODAY)
    plain = kept_counts._key

    def noted(column: TableColumn, entry: CachedIncident, *more: Any) -> Any:
        asked.append(entry.incident.number)
        return plain(column, entry, *more)

    one = next(held.incidents)
    later = _with(held, 2, [cache_incident(replace(one, title="Басқа"))])
    with monkeypatch.context() as patched:
        patched.setattr(kept_counts, "entry_filter", lambda *_: pytest.fail("all were asked again"))
        patched.setattr(kept_counts, "_key", noted)
        assert cached_order(held, COLUMNS["silent"], TODAY) is cached_order(held, COLUMNS["silent"], TODAY)
        assert asked == []
        cached_order(later, COLUMNS["silent"], TODAY)
        cached_selection(later, wanted, TODAY)
    assert set(asked) == {one.number}
    forgotten = replace(later, head=900, remembers=800)
    assert kept(forgotten, wanted) == chosen_plainly(forgotten, wanted)
    monkeypatch.setattr(kept_counts, "_MANY_ORDERS", 2)
    in_order(held, "title")
    much = _with(held, 2, [cache_incident(replace(each, title=f"Я {each.number}")) for each in list(held.incidents)[:3]])
    assert in_order(much, "title") == sorted_plainly(much, "title")


def test_an_incident_that_is_recorded_and_changed_before_anybody_asks_again_takes_no_whole_order(monkeypatch: pytest.MonkeyPatch) -> None:
    held = book(60)
    in_order(held, "title")
    new = cache_incident(incident(1000, date(2026, 2, 2), title="Бота"))
    held = _with(_with(held, 2, [new]), 3, [cache_incident(replace(new.incident, title="Әуе"))])
    wanted = sorted_plainly(held, "title")
    monkeypatch.setattr(kept_counts, "order_in_steps", lambda *_: pytest.fail("the whole order was made again"))
    assert in_order(held, "title") == wanted


def test_an_order_is_of_one_language_and_of_the_day_that_is_asked_for_last() -> None:
    held = book(20)
    for lang in ("kk", "ru"):
        with use_language(lang):
            keys = cached_order(held, COLUMNS["category"], TODAY).keys
            assert [key for key, _ in groupby(keys)] == sorted(set(keys))
    assert {name[1] for name in held.passed_on["orders"]} == {"kk", "ru"}
    cached_order(held, COLUMNS["category"], TODAY + timedelta(days=1))
    assert {name[2] for name in held.passed_on["orders"]} == {TODAY + timedelta(days=1)}


# Numbers of sources


def test_after_every_decision_the_numbers_of_sources_and_their_order_are_those_of_a_recount(site: Site) -> None:
    chance, added, counted_again = Random(7), 0, 0
    with site.writing() as session:
        admit_all(session, many(4))
    for _ in range(45):
        with site.writing() as session:
            added += _something_happens(session, chance, book_of(site, session), added)
        with site.reading() as session:
            held = book_of(site, session)
            before = held.passed_on.get("sources")
            counts = source_counts(session, held)
            counted = numbers_of_sources(session, list(held.by_number))
            assert {number: counts.of(number) for number in held.by_number} == {number: counted.get(number, 0) for number in held.by_number}
            counted_again += bool(before and counts.changed_since(before))
            order = [entry.incident.number for entry in list_incidents(session, held, TableAddress(order="-sources"), TODAY)]
            newest = [entry.incident.number for entry in held.newest(lambda entry: not entry.incident.withdrawn)]
            assert order == sorted(newest, key=lambda number: -counted.get(number, 0))
    assert counted_again > 3


def _something_happens(session: Session, chance: Random, held: IncidentCollection, added: int) -> bool:
    """One act of a day, whichever is possible; whether it brought an article."""
    act, drafts = chance.choice(("article", "article", "confirm", "confirm", "reject", "merge", "undo", "split")), list(range(1, added + 1))
    if act == "article" or not drafts:
        add_draft(session, f"n{added}", title=f"{chance.choice(WORDS)} {added}")
        return True
    draft = chance.choice(drafts)
    try:
        if act == "merge":
            review.merge(session, draft, into=chance.choice(list(held.by_number)), **BY)
        elif act == "split":
            review.split(session, draft, articles=groups.articles_of(session, draft)[:1], **BY)
        elif act == "reject":
            review.reject(session, draft, reason="other", **BY)
        else:
            (review.confirm if act == "confirm" else review.undo)(session, draft, **BY)
    except QorganError:
        session.rollback()
    return False


def test_decisions_are_counted_by_themselves_and_very_many_or_others_with_all(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with site.writing() as session:
        # Of a book of few, half of which have changed, everything is read again.
        admit_all(session, many(10))
        drafts = [add_draft(session, f"n{nth}", title=f"{word} сөз") for nth, word in enumerate(WORDS)]
    asked: list[int] = []

    def noted(session: Session, some: list[str]) -> dict[str, int]:
        asked.append(len(some))
        return numbers_of_sources(session, some)

    with site.writing() as session:
        review.confirm(session, drafts[0], **BY)
        source_counts(session, book_of(site, session))
    monkeypatch.setattr(kept_counts, "numbers_of_sources", noted)
    with site.writing() as session:
        review.confirm(session, drafts[1], **BY)
        source_counts(session, book_of(site, session))
        assert asked == [1], "the new one alone"
        review.undo(session, drafts[0], **BY)
        source_counts(session, book_of(site, session))
        assert asked == [1, 12]
        monkeypatch.setattr(kept_counts, "_MANY", 1)
        review.confirm(session, drafts[2], **BY)
        source_counts(session, book_of(site, session))
        assert asked == [1, 12, 13]


def test_what_is_not_remembered_is_not_said() -> None:
    first, later = SourceCounts(5, 9, remembers=5), SourceCounts(8, 9, {"KZ-2026-0001": 2}, ((7, "KZ-2026-0001"),), remembers=5)
    assert later.changed_since(first) == {"KZ-2026-0001"}
    assert later.changed_since(SourceCounts(4, 9)) is None
    assert later.changed_since(SourceCounts(6, 10)) is None, "a run gave drafts another number of articles"
    assert later.changed_since(later) == set()
