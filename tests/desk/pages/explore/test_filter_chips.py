"""Every filter that an address knows is told in words, and each is taken away by itself."""

from random import Random
from urllib.parse import parse_qsl, urlsplit

import pytest

from desk.pages.explore.filter_chips import FILTER_WORDS, filter_chips, stage_words
from records.filter_doors import from_address, to_address
from records.filter_entries import entries
from records.filters import UNANSWERED, IncidentFilter
from tests.reports.random_choices import random_filter

PATH = "/incidents/explore"


def taken_away(way: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(way).query))


def test_whatever_is_set_has_a_chip_that_takes_it_away_and_nothing_else() -> None:
    chance = Random(2)
    for _ in range(300):
        wanted = from_address(IncidentFilter, random_filter(chance))
        told, away = to_address(wanted), set[str]()
        for chip in filter_chips(wanted, PATH):
            gone = told.keys() - taken_away(chip.way).keys()
            assert chip.words
            assert gone == ({"since", "until"} & told.keys() if chip.at == "days" else {chip.at})
            away |= gone
        assert away == told.keys()


def test_every_filter_of_today_has_words_of_its_own() -> None:
    assert {name for name, entry in entries(IncidentFilter).items() if entry.address} == FILTER_WORDS.keys() | {"since", "until"}


def test_a_filter_that_nobody_gave_words_is_told_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("in_custody", "category"):
        monkeypatch.delitem(FILTER_WORDS, name)
    flag, code = filter_chips(IncidentFilter(in_custody=True), PATH)[0], filter_chips(IncidentFilter(category="ATT"), PATH)[0]
    assert flag.words == "only where the journalist is in custody on the day of the clocks"
    assert code.words == "only this category, by its code: ATT, THR, …: ATT"


def test_days_are_one_chip_and_open_ends_are_said() -> None:
    both, first, last = (
        from_address(IncidentFilter, given)
        for given in ({"since": "2026-03-01", "until": "2026-03-31"}, {"since": "2026-03-01"}, {"until": "2026-03-31"})
    )
    assert [[chip.words for chip in filter_chips(one, PATH)] for one in (both, first, last)] == [
        ["Mar 1, 2026 – Mar 31, 2026"], ["from Mar 1, 2026"], ["until Mar 31, 2026"],
    ]  # fmt: skip


def test_stages_are_said_as_in_the_chart() -> None:
    assert (stage_words("court"), stage_words(UNANSWERED)) == ("came to court", "nobody held accountable")
    assert "stage" in entries(IncidentFilter)
