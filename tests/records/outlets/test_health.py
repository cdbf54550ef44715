"""An outlet's days: they add up with what is stored, failing is seen over days, and a changed layout against the outlet's own history."""

import json
import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.outlets import health, runs
from records.outlets.health import PageMeasures
from records.vocabulary import CAUSE_LABELS, WAY_LABELS, Cause, Fate, WayKind
from spiders.crawl.layout_change import layout_changed
from spiders.sources.date_archives import archive_pages, guessed_archive
from tests.conftest import NOW
from tests.flows.real_command import Home
from tests.spiders.memory_site import crawl, memory_site
from tests.spiders.newsrooms import NEWS, entry, feed, pages, row
from tests.spiders.web_site import Answer

TODAY = NOW.date()
USUAL = PageMeasures(articles=100, dated=98, letters=200_000, raw=210_000, unread=5)


def test_every_cause_and_every_way_has_its_words_in_three_languages() -> None:
    for words in (*CAUSE_LABELS.values(), *WAY_LABELS.values()):
        assert all(words)
    assert set(CAUSE_LABELS) == set(Cause)
    assert set(WAY_LABELS) == set(WayKind)


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
    assert runs.worst(fates) == cause


# Layout


@pytest.mark.parametrize(
    ("new", "said"),
    [
        (PageMeasures(articles=10, dated=10, letters=20_000, raw=21_000, unread=1), ""),
        (PageMeasures(articles=2, dated=2, letters=4_000, raw=4_000, unread=8), "read as no article"),
        (PageMeasures(articles=10, dated=10, letters=3_000, raw=3_000), "usual length"),
        (PageMeasures(articles=10, dated=10, letters=120_000, raw=120_000), "usual length"),
        (PageMeasures(articles=10, dated=1, letters=20_000, raw=21_000), "have a date"),
        (PageMeasures(articles=10, dated=10, letters=20_000, raw=40_000), "repeat"),
        (PageMeasures(articles=3, dated=0, letters=300, raw=300), ""),
    ],
    ids=["as ever", "unread", "shorter", "longer", "undated", "furniture", "too few to tell"],
)
def test_the_newest_pages_are_held_against_the_outlets_own_history(new: PageMeasures, said: str) -> None:
    found = layout_changed(USUAL, new)
    assert said in found
    assert bool(found) == bool(said)


def test_an_outlet_without_history_or_whose_pages_never_had_dates_is_not_accused() -> None:
    assert layout_changed(PageMeasures(articles=5, dated=5, letters=10_000, raw=10_000), PageMeasures(articles=6, letters=60, raw=60)) == ""
    undated = PageMeasures(articles=100, dated=3, letters=200_000, raw=200_000)
    assert layout_changed(undated, PageMeasures(articles=10, dated=0, letters=20_000, raw=20_000)) == ""


@given(st.lists(st.tuples(*[st.integers(0, 1000)] * 5), max_size=6))
def test_measures_of_parts_add_up_to_those_of_the_whole(parts: list[tuple[int, int, int, int, int]]) -> None:
    total = PageMeasures()
    for part in parts:
        total += PageMeasures(*part)
    assert total == PageMeasures(*(sum(part[n] for part in parts) for n in range(5)))
    assert total - total == PageMeasures()


def test_days_and_runs_count_the_same_pages(engine: Engine) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "r1", "run", NOW)
        runs.begin_outlet(session, "r1", "kz_one", None, NOW)
        for _ in range(3):
            health.note_pages(session, "r1", "kz_one", TODAY, PageMeasures(4, 3, 4000, 5000, 2))
        health.note_visit(session, "kz_one", TODAY, None, NOW)
        health.note_visit(session, "kz_one", TODAY, Cause.DNS, NOW)
    with read_session(engine) as session:
        (counted,) = health.outlet_days(session, "kz_one", TODAY, TODAY)
        assert (counted.tried, counted.answered, counted.cause, counted.last_success) == (2, 1, "dns", NOW)
        assert PageMeasures.of_day(counted) == PageMeasures(12, 9, 12_000, 15_000, 6) == health.recent_measures(session, "kz_one", 100)
        assert health.articles_since(session, "kz_one", TODAY) == 12
        assert health.past_measures(session, "kz_one", TODAY, timedelta(days=30)) == PageMeasures()


# A whole visit


def test_a_visits_articles_and_failures_stand_in_its_day_and_its_outlet_on_the_panel(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    down = False
    with memory_site(lambda asked: Answer("<h1>500</h1>", 500) if down and asked.path != "/robots.txt" else plain(asked)) as served:
        plain = pages({"/feed/": lambda asked: feed(served.url)})
        file = tmp_path / "one.yaml"
        file.write_text(entry("kz_one", served.url, feeds=[f"{served.url}/feed/"], minimum={"articles_per_week": 5}), encoding="utf-8")
        crawl(home, file, ["kz_one"], "first", now=NOW)
        down = True
        crawl(home, file, ["kz_one"], "second", now=NOW)
    assert (row(home, "second")["state"], row(home, "second")["cause"]) == ("failed", "server_error")
    with closing(sqlite3.connect(home.data / "qorgan.db")) as connection:
        ((tried, answered, articles, dated, cause),) = connection.execute(
            "select tried, answered, articles, dated, cause from outlet_days"
        ).fetchall()
        ((name, region, languages, minimum, left),) = connection.execute("select name, region, languages, minimum, left_on from outlets").fetchall()
    assert (tried, answered, articles, dated, cause) == (2, 1, len(NEWS), len(NEWS), "server_error")
    assert (name, region, json.loads(languages), minimum, left) == ("kz_one", "KZ-27", ["kk"], 5, None)


def test_an_outlet_that_gives_less_than_its_minimum_for_a_week_is_failing_although_it_answers(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with memory_site(pages({"/feed/": lambda asked: feed(served.url)})) as served:
        file = tmp_path / "one.yaml"
        file.write_text(entry("kz_one", served.url, feeds=[f"{served.url}/feed/"], minimum={"articles_per_week": 50}), encoding="utf-8")
        crawl(home, file, ["kz_one"], "first", now=NOW)
        with closing(sqlite3.connect(home.data / "qorgan.db")) as connection:
            assert connection.execute("select answered, cause from outlet_days").fetchall() == [(1, None)], (
                "a new outlet has a week to show what it gives"
            )
            connection.execute("update outlets set listed_on = ?", ((TODAY - timedelta(days=8)).isoformat(),))
            connection.commit()
        crawl(home, file, ["kz_one"], "second", now=NOW)
    with closing(sqlite3.connect(home.data / "qorgan.db")) as connection:
        assert connection.execute("select tried, answered, cause from outlet_days").fetchall() == [(2, 1, "under_minimum")]


# Archives


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
