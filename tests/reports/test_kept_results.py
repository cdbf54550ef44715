"""What is kept of all incidents is brought up by what changed, made anew where that is forgotten, and never gone back upon."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

import pytest

from reports import kept_results
from reports.cached_incident import cached
from reports.incident_cache import BookChange, IncidentBook, _bound, _with
from reports.kept_results import kept_result
from tests.desk.incident_records import incident, many

BOOK = _bound(1, [cached(one) for one in many(20)])


def counted(book: IncidentBook, told: list[str], asked: str = "all") -> int:
    """How many incidents there are, kept; `told` gets how it was found out."""

    def made() -> int:
        told.append("made")
        return len(book.entries)

    def brought_up(before: int, changes: Sequence[BookChange]) -> int:
        told.append("brought up")
        return before + sum(change.gone is None for change in changes)

    return kept_result(book, "numbers", asked, made, brought_up)


def fresh() -> IncidentBook:
    return replace(BOOK, passed_on={})


def test_it_is_made_once_and_brought_up_by_what_changed() -> None:
    book, told = fresh(), list[str]()
    assert (counted(book, told), counted(book, told)) == (20, 20)
    later = _with(book, 2, [cached(incident(1000, date(2026, 2, 2)))])
    assert (counted(later, told), counted(later, told)) == (21, 21)
    assert told == ["made", "brought up"]


def test_nothing_known_is_a_result_too() -> None:
    asked: list[int] = []
    book = fresh()
    for _ in range(2):
        assert kept_result(book, "none", "x", lambda: asked.append(1), lambda before, _changes: before) is None
    assert asked == [1]


def test_what_changed_and_is_not_remembered_is_made_anew() -> None:
    book, told = fresh(), list[str]()
    counted(book, told)
    counted(replace(book, head=900, remembers=800), told)
    assert told == ["made", "made"]


def test_a_later_state_of_the_record_is_not_gone_back_upon() -> None:
    book, told = fresh(), list[str]()
    later = _with(book, 2, [cached(incident(1000, date(2026, 2, 2)))])
    assert counted(later, told) == counted(book, told) == 21
    assert told == ["made"]


def test_of_one_kind_few_are_kept_those_that_were_asked_for_last(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_results, "_KEPT", 3)
    book, told = fresh(), list[str]()
    for asked in ("a", "b", "c", "a", "d"):
        counted(book, told, asked)
    assert list(book.passed_on["numbers"]) == ["c", "a", "d"]
