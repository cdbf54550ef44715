"""The address of the table says filters, order, columns and page, and tells what of it makes no sense."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.datastructures import QueryParams

from desk.pages.incidents.table_address import LATEST, TableAddress, in_place, kept_query, understood
from desk.pages.incidents.table_columns import COLUMNS, USUAL
from records.filters import IncidentFilter

ORDERS = [sign + name for name in COLUMNS for sign in ("", "-")]


@given(st.sampled_from(ORDERS), st.lists(st.sampled_from(sorted(COLUMNS)), max_size=8), st.integers(0, 36_500), st.booleans())
def test_what_an_address_says_is_read_back(order: str, columns: list[str], silent: int, mine: bool) -> None:
    asked = TableAddress(IncidentFilter(silent=silent, mine=mine or None, asked_by="Aigul"), order, in_place(columns), view=3)
    read = understood(asked.query(first="51"), "Aigul")
    assert (read.filter, read.order, read.columns, read.first, read.view) == (asked.filter, asked.order, asked.columns, 51, 3)
    assert not read.wrong
    assert kept_query(read) == kept_query(asked)


def test_what_is_the_rule_stands_in_no_address() -> None:
    assert TableAddress().way() == "/incidents"
    assert understood({}).order == LATEST
    assert understood({}).columns == USUAL


@pytest.mark.parametrize(
    ("given", "name"),
    [({"order": "-salary"}, "order"), ({"columns": "date,salary"}, "columns"), ({"silent": "-1"}, "silent"), ({"since": "31.02.2026"}, "since")],
)
def test_what_makes_no_sense_is_told_and_the_rest_holds(given: dict[str, str], name: str) -> None:
    read = understood({**given, "actor": "court"})
    assert set(read.wrong) == {name}
    assert read.filter == IncidentFilter(actor="court")
    assert read.order == LATEST
    assert "title" in read.columns


@pytest.mark.parametrize("first", ["0", "-5", "x", "٣", "9" * 30, "1.5"])
def test_a_page_that_is_none_is_the_first(first: str) -> None:
    assert understood({"first": first}).first == 1


def test_a_click_sorts_from_the_largest_number_or_the_first_letter_and_the_next_one_turns_it() -> None:
    assert TableAddress().turned("silent") == "-silent"
    assert TableAddress(order="-silent").turned("silent") == "silent"
    assert TableAddress(order="silent").turned("silent") == "-silent"
    assert TableAddress().turned("title") == "title"
    assert TableAddress(order="title").turned("title") == "-title"
    assert TableAddress().turned("date") == "date"


def test_the_title_stays_at_its_place_whatever_is_chosen() -> None:
    assert in_place(["date", "actor"]) == ("date", "title", "actor")
    assert in_place(["number", "date"]) == ("number", "date", "title")
    assert in_place(["actor", "title", "actor"]) == ("actor", "title")
    assert understood(QueryParams("columns=date&columns=silent")).columns == ("date", "title", "silent")
