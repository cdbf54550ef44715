"""Paging back to a period: every page wanted is read, and few others are asked for; where archives are counted by number."""

import math
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from spiders.sources.list_pages import ListWalk, OutletSource, PageAge, Search, numbered, page_age, page_number

WAY = OutletSource("section", "https://site.kz/news/")
DAY = date(2026, 11, 24)


def walked(newer: int, wanted: int, older: int) -> list[int]:
    """The pages that a walk asks for in a list of so many pages newer than the period, within it, and older."""

    def verdict(number: int) -> PageAge:
        if number <= newer:
            return PageAge.NEWER
        if number <= newer + wanted:
            return PageAge.WITHIN
        return PageAge.OLDER if number <= newer + wanted + older else PageAge.BEYOND

    walk = ListWalk(WAY, "https://site.kz/news/", template="https://site.kz/news/?page=2")
    asked = [1]
    while (number := walk.next_number(verdict(walk.number))) is not None:
        assert number not in asked, "a page was asked for twice"
        asked.append(number)
        walk.turn_to(number)
        assert len(asked) < 5000
    return asked


@given(st.integers(0, 3000), st.integers(0, 40), st.integers(0, 3000))
def test_every_page_of_the_period_is_read_and_few_others(newer: int, wanted: int, older: int) -> None:
    asked = walked(newer, wanted, older)
    assert set(range(newer + 1, newer + wanted + 1)) <= set(asked)
    assert len(set(asked) - set(range(newer + 1, newer + wanted + 1))) <= 2 * math.log2(newer + 2) + 3


@given(st.integers(0, 300), st.integers(1, 20), st.integers(0, 300), st.integers(1, 30))
def test_a_walk_that_was_interrupted_goes_on_where_it_stood(newer: int, wanted: int, older: int, stop: int) -> None:
    whole = walked(newer, wanted, older)
    walk = ListWalk(WAY, "https://site.kz/news/", template="https://site.kz/news/?page=2")
    asked = [1]
    for step in range(1, 2000):
        number = walk.next_number(
            PageAge.NEWER
            if walk.number <= newer
            else PageAge.WITHIN
            if walk.number <= newer + wanted
            else PageAge.OLDER
            if walk.number <= newer + wanted + older
            else PageAge.BEYOND
        )
        if number is None:
            break
        walk.turn_to(number)
        asked.append(number)
        if step == stop:
            walk = ListWalk(WAY, "https://site.kz/news/").resumed(walk.as_json("x"))
    assert asked == whole


def test_a_page_is_newer_or_older_only_when_nearly_all_of_it_is() -> None:
    since, until = DAY - timedelta(days=40), DAY - timedelta(days=30)
    assert page_age([DAY] * 10, since, until) is PageAge.NEWER
    assert page_age([DAY - timedelta(days=35)] + [DAY] * 9, since, until) is PageAge.NEWER, (
        "a pinned old article at the head does not make a page wanted"
    )
    assert page_age([DAY] * 9 + [until], since, until) is PageAge.WITHIN, "the last article of the page already is of the period"
    assert page_age([DAY - timedelta(days=90)] * 10, since, until) is PageAge.OLDER
    assert page_age([DAY] + [DAY - timedelta(days=90)] * 9, since, until) is PageAge.OLDER, "a pinned new article does not keep a walk going"
    assert page_age([DAY - timedelta(days=35)] * 10, since, until) is PageAge.WITHIN
    assert page_age([], since, until) is PageAge.UNKNOWN


def test_page_numbers_stand_in_the_path_or_in_a_parameter() -> None:
    assert numbered("https://site.kz/news/page/2/", 71) == "https://site.kz/news/page/71/"
    assert numbered("https://site.kz/news?cat=3&PAGEN_1=2", 9) == "https://site.kz/news?cat=3&PAGEN_1=9"
    assert numbered("https://site.kz/news/2024/", 9) is None
    assert page_number("https://site.kz/news/?page=12") == 12
    assert page_number("https://site.kz/news/") is None


def test_a_search_knows_itself_again_after_it_was_kept() -> None:
    search, _ = Search().after(1, PageAge.NEWER)
    assert Search.from_json(search.as_json()) == search
