"""Coverage by region and language, and days on which the panel was incomplete: figures that add up, on both databases."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from records.database import open_engine, read_session, upgrade, write_transaction
from records.outlets import health, panel
from records.outlets.panel import PanelOutlet
from records.tables import OutletDayRow, OutletRow
from records.vocabulary import REGIONS, Cause
from reports.coverage import Coverage, IncompleteDay, Missing, coverage, incomplete_days
from tests.conftest import NOW
from tests.records import rows

FIRST = date(2026, 11, 1)
DAY = timedelta(days=1)


def joined(engine: Engine, name: str, region: str | None, *languages: str, on: date = FIRST, left: date | None = None) -> None:
    with write_transaction(engine) as session:
        panel.join(session, PanelOutlet(name, {}, f"https://{name}.example/", "KZ", region, languages), on)
        if left:
            panel.leave(session, [name], left)


def visited(engine: Engine, name: str, *causes: Cause | str, since: date = FIRST) -> None:
    """One visit a day from a day on: its cause of failing, "" = it answered, "-" = no visit."""
    with write_transaction(engine) as session:
        for number, cause in enumerate(causes):
            if cause != "-":
                health.note_visit(session, name, since + number * DAY, Cause(cause) if cause else None, NOW)


@pytest.fixture
def heard(engine: Engine) -> Engine:
    """Four days of a small press: one outlet of two languages, one that joins late, one that leaves, one national."""
    joined(engine, "kz_both", "KZ-35", "kk", "ru")
    joined(engine, "kz_late", "KZ-35", "ru", on=FIRST + 2 * DAY)
    joined(engine, "kz_left", "KZ-27", "kk", left=FIRST + DAY)
    joined(engine, "kz_all", None, "ru")
    visited(engine, "kz_both", "", "", Cause.DNS, "")
    visited(engine, "kz_late", "", "-", since=FIRST + 2 * DAY)
    visited(engine, "kz_left", "", "", Cause.GONE)
    visited(engine, "kz_all", Cause.BOT_WALL, "", "", "")
    with write_transaction(engine) as session:
        rows.article(session, "a", outlet="kz_both", lang="kk", published_on=FIRST)
        rows.article(session, "b", outlet="kz_both", lang="ru", published_on=FIRST + 3 * DAY)
        rows.article(session, "c", outlet="kz_both", lang="en", published_on=FIRST + 3 * DAY)
        rows.article(session, "d", outlet="kz_all", region=None, lang="ru", published_on=FIRST + DAY)
        rows.article(session, "e", outlet="kz_both", lang="ru", published_on=FIRST - DAY)
        rows.article(session, "f", outlet="kz_both", lang="ru", published_on=FIRST + 4 * DAY)
    return engine


def table(engine: Engine, since: date, until: date) -> dict[tuple[str | None, str | None], Coverage]:
    with read_session(engine) as session:
        found = coverage(session, since, until)
    assert len({(row.region, row.language) for row in found}) == len(found)
    return {(row.region, row.language): row for row in found}


def figures(row: Coverage) -> tuple[int, int, int, int]:
    return row.outlets, row.expected, row.answered, row.articles


def test_an_outlet_counts_in_each_of_its_languages_and_once_in_its_region(heard: Engine) -> None:
    found = table(heard, FIRST, FIRST + 3 * DAY)
    assert figures(found["KZ-35", "kk"]) == (1, 4, 3, 1)
    assert figures(found["KZ-35", "ru"]) == (2, 6, 4, 1)
    assert figures(found["KZ-35", None]) == (2, 6, 4, 3)
    assert found["KZ-35", None].share == pytest.approx(4 / 6)


def test_an_article_counts_in_its_own_language_even_where_no_outlet_is_listed_under_it(heard: Engine) -> None:
    row = table(heard, FIRST, FIRST + 3 * DAY)["KZ-35", "en"]
    assert figures(row) == (0, 0, 0, 1)
    assert row.share is None


def test_an_outlet_is_expected_from_the_day_it_joined_to_the_day_before_it_left(heard: Engine) -> None:
    found = table(heard, FIRST, FIRST + 3 * DAY)
    assert figures(found["KZ-27", None]) == (1, 1, 1, 0)
    assert figures(table(heard, FIRST + 2 * DAY, FIRST + 3 * DAY)["KZ-27", None]) == (0, 0, 0, 0)


def test_regions_without_an_outlet_and_the_national_press_have_their_rows(heard: Engine) -> None:
    found = table(heard, FIRST, FIRST + 3 * DAY)
    assert {region for region, language in found if language is None} == {None, *REGIONS}
    assert figures(found[None, None]) == (1, 4, 3, 1)
    assert figures(found["KZ-62", None]) == (0, 0, 0, 0)
    assert found["KZ-62", None].share is None


def test_a_regions_total_comes_first_and_the_national_press_before_all(heard: Engine) -> None:
    order = list(table(heard, FIRST, FIRST + 3 * DAY))
    assert order[:3] == [(None, None), (None, "ru"), ("KZ-10", None)]
    assert [language for region, language in order if region == "KZ-35"] == [None, "en", "kk", "ru"]


def test_an_article_without_a_day_counts_on_the_day_it_was_taken(heard: Engine) -> None:
    with write_transaction(heard) as session:
        for name, taken in (("g", "2026-10-31T18:59:59+00:00"), ("h", "2026-10-31T19:00:00+00:00"), ("i", "2026-11-04T18:59:59+00:00")):
            rows.article(session, name, outlet="kz_late", lang="kk", published_on=None, fetched_at=datetime.fromisoformat(taken))
    assert table(heard, FIRST, FIRST + 3 * DAY)["KZ-35", "kk"].articles == 1 + 2


def test_an_article_of_an_outlet_that_never_joined_counts_in_its_own_region(heard: Engine) -> None:
    with write_transaction(heard) as session:
        rows.article(session, "t", outlet="kz_tip", region="KZ-43", lang="kk", published_on=FIRST)
    assert figures(table(heard, FIRST, FIRST)["KZ-43", "kk"]) == (0, 0, 0, 1)


def test_incomplete_days_name_who_was_missing_and_why(heard: Engine) -> None:
    with read_session(heard) as session:
        found = incomplete_days(session, FIRST, FIRST + 3 * DAY)
    assert found == [
        IncompleteDay(FIRST, 3, 2, (Missing("kz_all", None, Cause.BOT_WALL),)),
        IncompleteDay(FIRST + 2 * DAY, 3, 2, (Missing("kz_both", "KZ-35", Cause.DNS),)),
        IncompleteDay(FIRST + 3 * DAY, 3, 2, (Missing("kz_late", "KZ-35", None),)),
    ]


def test_a_day_that_failed_in_the_morning_and_answered_in_the_evening_is_complete(heard: Engine) -> None:
    visited(heard, "kz_both", "", since=FIRST + 2 * DAY)
    with read_session(heard) as session:
        assert FIRST + 2 * DAY not in {day.day for day in incomplete_days(session, FIRST, FIRST + 3 * DAY)}


def test_a_period_before_anybody_joined_is_empty(heard: Engine) -> None:
    with read_session(heard) as session:
        assert incomplete_days(session, FIRST - 9 * DAY, FIRST - 5 * DAY) == []
        assert {figures(row) for row in coverage(session, FIRST - 9 * DAY, FIRST - 5 * DAY)} == {(0, 0, 0, 0)}
        assert incomplete_days(session, FIRST + DAY, FIRST) == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database for many small presses, one after another."""
    made = open_engine(f"sqlite:///{tmp_path_factory.mktemp('coverage') / 'test.db'}")
    upgrade(made)
    yield made
    made.dispose()


_outlet = st.tuples(
    st.sampled_from(["KZ-10", "KZ-35", None]),
    st.sampled_from([("kk",), ("ru",), ("kk", "ru")]),
    st.integers(-2, 4),
    st.none() | st.integers(-1, 6),
    st.lists(st.sampled_from(["", "-", Cause.DNS, Cause.TLS]), max_size=8),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(_outlet, max_size=5))
def test_totals_days_and_missing_outlets_agree_on_any_press(
    shared: Engine, press: list[tuple[str | None, tuple[str, ...], int, int | None, list[Cause | str]]]
) -> None:
    with write_transaction(shared) as session:
        session.execute(delete(OutletDayRow))
        session.execute(delete(OutletRow))
    for number, (region, languages, on, left, causes) in enumerate(press):
        joined(shared, f"kz_{number}", region, *languages, on=FIRST + on * DAY, left=FIRST + left * DAY if left is not None else None)
        visited(shared, f"kz_{number}", *causes, since=FIRST - 2 * DAY)
    since, until = FIRST, FIRST + 4 * DAY
    with read_session(shared) as session:
        found, days = coverage(session, since, until), incomplete_days(session, since, until)
        one_by_one = [coverage(session, since + number * DAY, since + number * DAY) for number in range(5)]
    totals = [row for row in found if row.language is None]
    expected, answered = sum(row.expected for row in totals), sum(row.answered for row in totals)
    assert 0 <= answered <= expected
    assert expected - answered == sum(len(day.missing) for day in days)
    assert expected == sum(row.expected for part in one_by_one for row in part if row.language is None)
    assert answered == sum(row.answered for part in one_by_one for row in part if row.language is None)
    for day in days:
        assert day.heard == day.expected - len(day.missing) >= 0
        assert day.missing == tuple(sorted(day.missing, key=lambda missing: missing.outlet))
    for row in found:
        single = [other for other in found if other.region == row.region and other.language is not None]
        if row.language is None and all(len(languages) == 1 for _, languages, *_ in press):
            assert figures(row) == tuple(map(sum, zip(*map(figures, single), strict=True))) if single else figures(row) == (0, 0, 0, 0)


def test_share_is_of_the_days_expected() -> None:
    row = Coverage("KZ-35", "ru", 2, 8, 6, 0)
    assert row.share == 0.75
    assert replace(row, expected=0, answered=0).share is None
