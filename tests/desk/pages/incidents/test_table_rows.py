"""Every order of the table is whole: each incident stands in it once, missing values last both ways, and pages follow on one another."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from desk.pages.incidents.table_address import LATEST, TableAddress
from desk.pages.incidents.table_columns import COLUMNS, in_order_of_letters
from desk.pages.incidents.table_rows import listed, rows
from records import review
from records.filters import IncidentFilter
from records.incident_model import Victim
from records.incidents import stored_incidents
from records.incidents.stored_incidents import numbers_of_sources
from records.tables import DraftRow, IncidentRow
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.site import FEW, Site, add_draft, open_site

ORDERS = [sign + name for name in COLUMNS for sign in ("", "-")]


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A desk with 121 incidents: some without a date, region, victim or status, one withdrawn, one from a draft."""
    folder: Path = tmp_path_factory.mktemp("table")
    made = open_site(f"sqlite:///{folder / 'desk.db'}", folder / "var")

    def varied(nth: int) -> dict[str, Any]:
        more: dict[str, Any] = {"statuses": ()} if nth % 5 == 0 else {}
        return (
            more
            | ({"victims": ()} if nth % 7 == 0 else {"victims": (Victim(f"Ә{nth % 3} Омарова"),)})
            | {"title": "" if nth % 13 == 0 else f"Т{nth % 10}"}
        )

    with made.writing() as session:
        admit_all(session, [incident(nth, TODAY - timedelta(days=nth % 40) if nth % 9 else None, **varied(nth)) for nth in range(1, 121)])
        admit_all(session, [incident(121, date(2026, 5, 1), withdrawn=True)])
        draft = add_draft(session, "a", **FEW["a"])
        review.confirm(session, draft, who="Aigul", now=NOW)
    yield made
    made.engine.dispose()


def numbers(site: Site, asked: TableAddress) -> list[str]:
    with site.reading() as session:
        return [entry.incident.number for entry in listed(session, site.app.state.office.shelf.book(session), asked, TODAY)]


@pytest.mark.parametrize("order", ORDERS)
def test_an_order_holds_each_incident_once_with_missing_values_last(filled: Site, order: str) -> None:
    asked = TableAddress(order=order)
    with filled.reading() as session:
        found = listed(session, filled.app.state.office.shelf.book(session), asked, TODAY)
        keys = [COLUMNS[asked.by].sorted_by(row) for row in rows(session, list(found), TODAY, count_sources=True)]
    assert sorted(entry.incident.number for entry in found) == sorted(numbers(filled, TableAddress()))
    assert len(found) == 121
    there = [key for key in keys if key is not None]
    assert keys[: len(there)] == there, "nothing is known of the last ones"
    assert all(one >= two if asked.descending else one <= two for one, two in pairwise(there))


@pytest.mark.parametrize("order", ORDERS)
def test_among_equal_ones_the_latest_comes_first_in_both_directions(filled: Site, order: str) -> None:
    places = {number: place for place, number in enumerate(numbers(filled, TableAddress(order=LATEST)))}
    asked = TableAddress(order=order)
    with filled.reading() as session:
        found = listed(session, filled.app.state.office.shelf.book(session), asked, TODAY)
        keyed = [(COLUMNS[asked.by].sorted_by(row), row.incident.number) for row in rows(session, list(found), TODAY, count_sources=True)]
    assert all(places[one[1]] < places[two[1]] for one, two in pairwise(keyed) if one[0] == two[0])


@pytest.mark.parametrize("order", ["-date", "date", "-silent", "title", "-sources", "persons"])
def test_pages_of_an_order_show_each_incident_once(filled: Site, order: str) -> None:
    browser, way, seen = filled.signed_in(), f"/incidents?order={order}", []
    while way:
        page = browser.get(way).text
        seen += re.findall(r'<th scope="row"><a href="/incidents/(KZ-\d{4}-\d{4})"', page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        way = more[1].replace("&amp;", "&") if more else ""
    assert seen == numbers(filled, TableAddress(order=order))


@given(st.sampled_from(ORDERS), st.integers(0, 60), st.sampled_from([None, "journalist", "perpetrator"]))
def test_a_narrowed_order_is_the_whole_one_without_the_others(filled: Site, order: str, silent: int, track: str | None) -> None:
    wanted = IncidentFilter(silent=silent, track=track)
    some = numbers(filled, TableAddress(wanted, order))
    assert some == [number for number in numbers(filled, TableAddress(order=order)) if number in set(some)]


def test_letters_of_kazakh_stand_in_their_places() -> None:
    words = ["Яна", "Әлия", "Қанат", "Бота", "Ғани", "Гүл", "Кенже", "Ұлан", "Уәли", "Аян", "іс", "әуе"]
    assert sorted(words, key=lambda word: in_order_of_letters(word) or "") == [
        "Аян",
        "Әлия",
        "әуе",
        "Бота",
        "Гүл",
        "Ғани",
        "Кенже",
        "Қанат",
        "Уәли",
        "Ұлан",
        "іс",
        "Яна",
    ]
    assert in_order_of_letters("") is None


def test_sources_are_counted_from_drafts_and_imports(filled: Site) -> None:
    number = numbers(filled, TableAddress(order="-sources"))[0]
    with filled.reading() as session:
        found = listed(session, filled.app.state.office.shelf.book(session), TableAddress(order="-sources"), TODAY)
        counted = rows(session, list(found), TODAY, count_sources=True)
    assert (counted[0].incident.number, counted[0].sources, counted[1].sources) == (number, 1, 0)


def test_sources_are_counted_alike_of_few_and_of_very_many(filled: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of very many the database counts those of all incidents at once."""
    drafted, imported, both, none = numbers(filled, TableAddress(order="-sources"))[:4]
    with filled.writing() as session:
        of_import = [session.get_one(IncidentRow, number) for number in (imported, both)]
        for row in of_import:
            row.sources = [{"id": "a"}, {"id": "z"}, {"id": "z"}]
        draft = session.scalars(select(DraftRow).where(DraftRow.incident == drafted)).one()
        draft.incident = both
        session.flush()
        assert numbers_of_sources(session, [drafted, imported, both, none]) == {imported: 2, both: 2}
        monkeypatch.setattr(stored_incidents, "_CHUNK", 1)
        assert numbers_of_sources(session, [drafted, imported, both, none]) == {imported: 2, both: 2}
        assert numbers_of_sources(session, [none, both]) == {both: 2}
        session.rollback()
