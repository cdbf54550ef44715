"""An outlet's days: they add up with what is stored, an outage is noticed once, and a changed layout is held against the outlet's own history."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records.clock import monday
from records.database import read_session, write_transaction
from records.outlets import health, runs
from records.outlets.health import PageMeasures
from records.outlets.notices import last_notices, last_successes, outages
from records.outlets.outlet_names import folded_outlet
from records.outlets.weekly_scores import SCORE_BIN_EDGES, ScreeningCounts, weekly_counts
from records.tables import NoticeRow, OutletDayRow
from records.vocabulary import Cause, Fate
from spiders.crawl.layout_change import describe_layout_change
from spiders.sources.archive import archive_pages, guessed_archive
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.flows.notify.visits import notices, tell, visit
from tests.flows.real_command import Home
from tests.reports.drift_weeks import HIGH, LAST, LOW, MODEL, WEEK, screened
from tests.spiders.memory_site import crawl, memory_site
from tests.spiders.newsrooms import NEWS, entry, feed, pages, row
from tests.spiders.web_site import Answer, Asked

TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("fates", "cause"),
    [
        ([Fate.GONE, Fate.EMPTY], Cause.EMPTY),
        ([Fate.GONE, Fate.FORBIDDEN, Fate.BOT_WALL], Cause.BOT_WALL),
        ([Fate.TIMEOUT, Fate.GONE], Cause.TIMEOUT),
        ([Fate.LISTING], None),
        ([], None),
    ],
)
def test_of_several_fates_the_one_that_explains_most_is_the_cause(fates: list[Fate], cause: Cause | None) -> None:
    assert runs.main_cause(fates) == cause


def test_the_newest_pages_are_held_against_the_outlets_own_history(snapshot: SnapshotAssertion) -> None:
    usual = PageMeasures(articles=100, dated=98, letters=200_000, raw=210_000, unread=5)
    undated = PageMeasures(articles=100, dated=3, letters=200_000, raw=200_000)
    unchanged = [
        (usual, PageMeasures(articles=10, dated=10, letters=20_000, raw=21_000, unread=1)),
        # Too few to tell, no history, pages that never had dates.
        (usual, PageMeasures(articles=3, dated=0, letters=300, raw=300)),
        (PageMeasures(articles=5, dated=5, letters=10_000, raw=10_000), PageMeasures(articles=6, letters=60, raw=60)),
        (undated, PageMeasures(articles=10, dated=0, letters=20_000, raw=20_000)),
    ]
    assert [describe_layout_change(before, new) for before, new in unchanged] == [""] * 4
    changed = {
        "unread": PageMeasures(articles=2, dated=2, letters=4_000, raw=4_000, unread=8),
        "shorter": PageMeasures(articles=10, dated=10, letters=3_000, raw=3_000),
        "longer": PageMeasures(articles=10, dated=10, letters=120_000, raw=120_000),
        "undated": PageMeasures(articles=10, dated=1, letters=20_000, raw=21_000),
        "furniture": PageMeasures(articles=10, dated=10, letters=20_000, raw=40_000),
    }
    assert {how: describe_layout_change(usual, new) for how, new in changed.items()} == snapshot


@given(st.lists(st.tuples(*[st.integers(0, 1000)] * 5), max_size=6))
def test_measures_of_parts_add_up_to_those_of_the_whole(parts: list[tuple[int, int, int, int, int]]) -> None:
    total = PageMeasures()
    for part in parts:
        total += PageMeasures(*part)
    assert total == PageMeasures(*(sum(part[n] for part in parts) for n in range(5)))
    assert total - total == PageMeasures()


def test_days_and_runs_count_the_same_pages(session: Session) -> None:
    runs.begin_run(session, "r1", "run", NOW)
    runs.begin_outlet(session, "r1", "kz_one", None, NOW)
    for _ in range(3):
        health.note_pages(session, "r1", "kz_one", TODAY, PageMeasures(4, 3, 4000, 5000, 2))
    health.note_visit(session, "kz_one", TODAY, None, NOW)
    health.note_visit(session, "kz_one", TODAY, Cause.DNS, NOW)
    session.flush()
    (counted,) = health.outlet_days(session, "kz_one", TODAY, TODAY)
    assert (counted.tried, counted.answered, counted.cause, counted.last_success) == (2, 1, "dns", NOW)
    assert PageMeasures.of_day(counted) == PageMeasures(12, 9, 12_000, 15_000, 6) == health.recent_measures(session, "kz_one", 100)
    assert health.articles_since(session, "kz_one", TODAY) == 12
    assert health.past_measures(session, "kz_one", TODAY, timedelta(days=30)) == PageMeasures()


def outlet_days(home: Home) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(home.data / "qorgan.db")) as connection:
        return connection.execute("select tried, answered, articles, dated, cause from outlet_days").fetchall()


def test_a_visits_articles_and_failures_stand_in_its_day_and_its_outlet_on_the_panel(tmp_path: Path) -> None:
    home, down = Home(tmp_path / "var"), False

    def route(asked: Asked) -> Answer | None:
        return Answer("<h1>500</h1>", 500) if down and asked.path != "/robots.txt" else plain(asked)

    with memory_site(route) as served:
        plain = pages({"/feed/": lambda asked: feed(served.url)})
        file = tmp_path / "one.yaml"
        file.write_text(entry("kz_one", served.url, feeds=[f"{served.url}/feed/"], minimum={"articles_per_week": 5}), encoding="utf-8")
        crawl(home, file, ["kz_one"], "first", now=NOW)
        down = True
        crawl(home, file, ["kz_one"], "second", now=NOW)
    assert (row(home, "second")["state"], row(home, "second")["cause"]) == ("failed", "server_error")
    assert outlet_days(home) == [(2, 1, len(NEWS), len(NEWS), "server_error")]
    with closing(sqlite3.connect(home.data / "qorgan.db")) as connection:
        ((name, region, languages, minimum, left),) = connection.execute("select name, region, languages, minimum, left_on from outlets").fetchall()
    assert (name, region, json.loads(languages), minimum, left) == ("kz_one", "KZ-27", ["kk"], 5, None)


def test_an_outlet_that_gives_less_than_its_minimum_for_a_week_is_failing_although_it_answers(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with memory_site(pages({"/feed/": lambda asked: feed(served.url)})) as served:
        file = tmp_path / "one.yaml"
        file.write_text(entry("kz_one", served.url, feeds=[f"{served.url}/feed/"], minimum={"articles_per_week": 50}), encoding="utf-8")
        crawl(home, file, ["kz_one"], "first", now=NOW)
        assert outlet_days(home) == [(1, 1, len(NEWS), len(NEWS), None)], "a new outlet has a week to show what it gives"
        with closing(sqlite3.connect(home.data / "qorgan.db")) as connection, connection:
            connection.execute("update outlets set listed_on = ?", ((TODAY - 8 * DAY).isoformat(),))
        crawl(home, file, ["kz_one"], "second", now=NOW)
    assert outlet_days(home) == [(2, 1, len(NEWS), len(NEWS), "under_minimum")]


def test_an_archives_pages_are_named_by_day_or_by_month_newest_first() -> None:
    by_day = list(archive_pages("https://a.kz/{yyyy}/{mm}/{dd}/", date(2021, 2, 27), date(2021, 3, 1)))
    assert by_day == ["https://a.kz/2021/03/01/", "https://a.kz/2021/02/28/", "https://a.kz/2021/02/27/"]
    by_month = list(archive_pages("https://a.kz/arhiv?y={yy}&m={m}", date(2020, 12, 30), date(2021, 2, 3)))
    assert by_month == ["https://a.kz/arhiv?y=21&m=2", "https://a.kz/arhiv?y=21&m=1", "https://a.kz/arhiv?y=20&m=12"]


def test_an_archive_is_guessed_only_where_articles_hold_dates_in_their_path() -> None:
    assert guessed_archive([f"https://a.kz/kz/2026/11/{day:02}/habar" for day in range(1, 6)]) == "https://a.kz/kz/{yyyy}/{mm}/{dd}/"
    assert guessed_archive([f"https://a.kz/2026/{month}/habar" for month in range(1, 6)]) == "https://a.kz/{yyyy}/{m}/"
    assert guessed_archive(["https://a.kz/2026/11/24/habar", "https://a.kz/news/1", "https://a.kz/news/2"]) is None
    assert guessed_archive([]) is None


# Outages, on any history of an outlet.


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database for many small histories, one after another."""
    made = open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('notices') / 'test.db'}")
    yield made
    made.dispose()


def standing_by_hand(rows: list[OutletDayRow]) -> tuple[int, Cause | None, datetime | None]:
    """Failing days back from the newest, the newest cause, the last success, counted one by one. Days without a visit are passed over."""
    failing, cause = 0, None
    for one in reversed([one for one in rows if one.tried]):
        if one.answered:
            break
        failing, cause = failing + 1, cause or (Cause(one.cause) if one.cause else None)
    return failing, cause, max((one.last_success for one in rows if one.last_success), default=None)


@given(st.lists(st.lists(st.sampled_from([None, Cause.DNS, Cause.TLS]), max_size=3), max_size=12))
def test_an_outage_is_what_the_outlets_standing_says(shared: Engine, history: list[list[Cause | None]]) -> None:
    with write_transaction(shared) as session:
        session.execute(delete(OutletDayRow))
        for day, causes in enumerate(history):
            for cause in causes:
                health.note_visit(session, "kz_oral", TODAY + day * DAY, cause, NOW + day * DAY)
    last = TODAY + 12 * DAY
    with read_session(shared) as session:
        found = outages(session, last).get("kz_oral")
        standing = standing_by_hand(health.outlet_days(session, "kz_oral", TODAY, last))
        assert (found.days if found else 0, found.cause if found else None, last_successes(session).get("kz_oral")) == standing


def expected_notices(history: list[bool | None]) -> list[str]:
    """The rule in other words: one on the second failing day of a row, and one on the first answer after that."""
    sent, in_a_row, failing = [], 0, False
    for answered in (one for one in history if one is not None):
        in_a_row = 0 if answered else in_a_row + 1
        if in_a_row == 2 and not failing:
            failing = True
            sent.append("failing")
        elif answered and failing:
            failing = False
            sent.append("recovered")
    return sent


@given(history=st.lists(st.sampled_from([True, False, None]), max_size=8))
def test_every_outage_is_noticed_once_and_ends_once(shared: Engine, history: list[bool | None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.notify.outlets.send_message", lambda addresses, words, setting: True)
    with write_transaction(shared) as session:
        session.execute(delete(OutletDayRow))
        session.execute(delete(NoticeRow))
    for day, answered in enumerate(history):
        if answered is not None:
            visit(shared, day, None if answered else Cause.DNS)
        tell(shared, day, "json://unused/")
    assert [kind for _, kind in notices(shared)] == expected_notices(history)
    with read_session(shared) as session:
        assert len(last_notices(session)) == bool(expected_notices(history))


# What was screened, counted by outlet and week.


def test_a_score_on_an_edge_belongs_to_the_bin_above_it(engine: Engine) -> None:
    screened(engine, LAST, 2 * len(SCORE_BIN_EDGES) + 2, scores=(0.0, *SCORE_BIN_EDGES, *(edge - 1e-6 for edge in SCORE_BIN_EDGES), 1.0))
    with read_session(engine) as session:
        found = weekly_counts(session, MODEL, LAST, LAST) | weekly_counts(session, MODEL, None, None)
    assert found["kz_oral"][LAST].bins == (2, 2, 2, 2, 2)
    assert found[None] == found["kz_oral"]


def test_an_article_without_a_day_counts_in_the_week_it_was_fetched_in_by_its_outlets_own_clock(engine: Engine) -> None:
    # The night to Monday 26 February 2024: 00:30 in Almaty (+6), still Sunday in Oral (+5).
    moment = datetime.fromisoformat("2024-02-25T18:30:00.250000+00:00")
    here, there = date(2024, 2, 26), date(2024, 2, 19)
    for outlet, region in (("kz_almaty", "KZ-75"), ("kz_oral", "KZ-27"), ("kz_all", None)):
        screened(engine, LAST, 3, 1, outlet=outlet, region=region, published_on=None, fetched_at=moment)
    with read_session(engine) as session:
        found = weekly_counts(session, MODEL, None, None)
        assert {outlet: list(weeks) for outlet, weeks in found.items() if outlet} == {"kz_almaty": [here], "kz_oral": [there], "kz_all": [here]}
        assert replace(found["kz_oral"][there], scores=0.0) == ScreeningCounts(3, 1, 0.0, (2, 0, 0, 0, 1))
        assert found["kz_oral"][there].scores == pytest.approx(HIGH + 2 * LOW)
        first = weekly_counts(session, MODEL, here, date(2024, 3, 3))
        before = weekly_counts(session, MODEL, there, date(2024, 2, 25))
    assert (set(first), set(before)) == ({"kz_almaty", "kz_all", None}, {"kz_oral", None})


def test_counts_are_those_of_the_days_asked_for(engine: Engine) -> None:
    weeks = (LAST - WEEK, LAST, LAST + WEEK)
    for week in weeks:
        screened(engine, week, 14)
        screened(engine, week, 7, model="another")
    for first, last in ((LAST, None), (None, LAST + timedelta(days=6)), (LAST, LAST + timedelta(days=6))):
        with read_session(engine) as session:
            found = weekly_counts(session, MODEL, first, last)["kz_oral"]
        wanted = {week for week in weeks if (first is None or week >= first) and (last is None or week <= last)}
        assert {week: counts.screened for week, counts in found.items()} == dict.fromkeys(wanted, 14)
    assert [monday(day) for day in (date(2027, 1, 3), date(2026, 12, 28))] == [date(2026, 12, 28)] * 2


def test_outlets_that_a_record_writes_in_several_ways_are_one_where_the_difference_says_nothing() -> None:
    assert {folded_outlet(written) for written in ("Дала", " дала ", "«Дала»", "“ДАЛА”", "'Дала'")} == {"дала"}
    assert (folded_outlet("Дала  жаршысы"), folded_outlet(" «» ")) == ("дала жаршысы", "")
