"""`qorgan export health` and `drift`: a row for each outlet and day, or week, their fields and filters."""

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from scipy import stats
from sqlalchemy import Engine

from records.database import write_transaction
from records.outlets import health, runs
from records.outlets.health import PageMeasures, PanelOutlet
from records.tables import OutletDayRow
from records.vocabulary import Cause
from reports.exports.other_exports import BINS
from tests.empty_database import open_upgraded
from tests.flows.real_command import Home
from tests.reports.drift_weeks import export, lines, past, screened

FIRST = date(2026, 11, 1)
DAY = timedelta(days=1)
HEALTH_FIELDS = ["outlet", "region", "day", "tried", "answered", "articles", "dated_share", "minimum", "minimum_kept", "cause", "last_success"]


def at(day: date, hour: int = 6) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def with_health(engine: Engine) -> Engine:
    """Ten days of an outlet with a minimum of 7 a week, and two days of one without."""
    with write_transaction(engine) as session:
        health.join_panel(session, PanelOutlet("kz_least", {}, "https://least.example/", "KZ", "KZ-35", ("ru",), 7), FIRST)
        health.join_panel(session, PanelOutlet("kz_other", {}, "https://other.example/", "KZ", None, ("kk",)), FIRST)
        for number, articles in enumerate([1, 1, 1, 1, 1, 1, 1, 0, 9, 0]):
            day = FIRST + number * DAY
            session.add(OutletDayRow(outlet="kz_least", day=day, articles=articles, dated=articles // 2))
            session.flush()
            health.note_visit(session, "kz_least", day, Cause.DNS if number in (1, 7) else None, at(day))
        health.note_visit(session, "kz_least", FIRST + DAY, Cause.TIMEOUT, at(FIRST + DAY, 9))
        health.note_visit(session, "kz_other", FIRST, None, at(FIRST))
        health.note_visit(session, "kz_other", FIRST + 3 * DAY, Cause.BOT_WALL, at(FIRST + 3 * DAY))
    return engine


@pytest.fixture(scope="module")
def of_health(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The days above, to be read only."""
    engine = with_health(open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('health') / 'health.db'}"))
    yield engine
    engine.dispose()


def test_a_row_tells_one_outlets_day(of_health: Engine) -> None:
    first, second, *_ = lines(of_health, what="health")
    assert list(first) == HEALTH_FIELDS
    assert first == {
        "outlet": "kz_least", "region": "KZ-35", "day": "2026-11-01", "tried": 1, "answered": 1, "articles": 1,
        "dated_share": 0.0, "minimum": 7, "minimum_kept": None, "cause": None, "last_success": "2026-11-01T06:00:00+00:00",
    }  # fmt: skip
    assert {name: second[name] for name in ("tried", "answered", "cause")} == {"tried": 2, "answered": 0, "cause": "timeout"}


def test_the_last_success_of_a_failing_day_is_that_of_a_day_before(engine: Engine) -> None:
    with_health(engine)
    by_day = {row["day"]: row["last_success"] for row in lines(engine, what="health", outlet="kz_least")}
    assert by_day["2026-11-02"] == "2026-11-01T06:00:00+00:00"
    assert by_day["2026-11-08"] == "2026-11-07T06:00:00+00:00"
    late = lines(engine, what="health", outlet="kz_other", since=date(2026, 12, 1))
    assert late == []
    assert lines(engine, what="health", outlet="kz_other", since=FIRST + 3 * DAY)[0]["last_success"] == "2026-11-01T06:00:00+00:00"
    with write_transaction(engine) as session:
        health.note_visit(session, "kz_other", FIRST + 30 * DAY, Cause.BOT_WALL, at(FIRST + 30 * DAY))
    assert lines(engine, what="health", outlet="kz_other", since=FIRST + 30 * DAY)[0]["last_success"] == "2026-11-01T06:00:00+00:00"


def test_a_minimum_is_that_of_the_seven_days_up_to_the_row_whatever_days_are_asked_for(of_health: Engine) -> None:
    kept = {row["day"][-2:]: row["minimum_kept"] for row in lines(of_health, what="health", outlet="kz_least")}
    assert kept == {**{f"{day:02}": None for day in range(1, 7)}, "07": True, "08": False, "09": True, "10": True}
    whole = lines(of_health, what="health", outlet="kz_least")
    for number, row in enumerate(whole):
        day = FIRST + number * DAY
        assert lines(of_health, what="health", outlet="kz_least", since=day, until=day) == [row]
    for row in lines(of_health, what="health", outlet="kz_other"):
        assert (row["minimum"], row["minimum_kept"], row["dated_share"], row["region"]) == (None, None, None, None)


def test_articles_and_dates_are_those_that_the_storing_counted(engine: Engine) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", at(FIRST))
        runs.begin_outlet(session, "run", "kz_least", "KZ-35", at(FIRST))
        health.note_pages(session, "run", "kz_least", FIRST, PageMeasures(articles=3, dated=2, letters=900, raw=1000, unread=1))
    (row,) = lines(engine, what="health")
    assert (row["articles"], row["dated_share"], row["tried"], row["last_success"]) == (3, 0.667, 0, None)


def test_filters_narrow_the_rows_of_health(of_health: Engine) -> None:
    wanted: list[tuple[dict[str, Any], int]] = [
        ({}, 12), ({"outlet": "kz_other"}, 2), ({"region": "KZ-35"}, 10), ({"region": "KZ-10"}, 0), ({"since": FIRST + 3 * DAY}, 8),
        ({"until": FIRST}, 2), ({"since": FIRST + 3 * DAY, "until": FIRST + 3 * DAY}, 2),
    ]  # fmt: skip
    assert [(filters, len(lines(of_health, what="health", **filters))) for filters, _ in wanted] == wanted


def test_csv_and_workbook_have_the_same_fields_and_say_their_filters(of_health: Engine) -> None:
    head, *rest = export(of_health, "csv", "health", region="KZ-35").decode().splitlines()
    assert head == "# health; region=KZ-35"
    rows = list(csv.DictReader(rest))
    assert list(rows[0]) == HEALTH_FIELDS
    assert (rows[0]["minimum_kept"], rows[7]["minimum_kept"], rows[8]["minimum_kept"]) == ("", "false", "true")
    sheet = load_workbook(io.BytesIO(export(of_health, "xlsx", "health", region="KZ-35")))["health"]
    assert [value.value for value in next(iter(sheet.iter_rows(max_row=1)))] == HEALTH_FIELDS
    assert sheet.max_row == 11


def test_the_command_prints_the_rows_of_health(tmp_path: Any) -> None:
    home = Home(tmp_path / "var")
    engine = open_upgraded(f"sqlite:///{home.data / 'qorgan.db'}")
    with_health(engine).dispose()
    assert [row["day"] for row in home.rows("health", "--outlet", "kz_least", "--since", "2026-11-09")] == ["2026-11-09", "2026-11-10"]
    assert [row["outlet"] for row in home.rows("health", "--until", "2026-11-01")] == ["kz_least", "kz_other"]


WEEK = timedelta(weeks=1)
# NOW is a Tuesday; this is the Monday of the week before.
LAST = date(2026, 11, 16)
MODEL = "test 1"
LOW, HIGH = 0.001, 0.9
FIELDS = [
    "outlet", "region", "week", "first_day", "last_day", "model", "screened", "flagged", "flagged_share", "mean_score",
    "scores_from_0", "scores_from_0.01", "scores_from_0.05", "scores_from_0.2", "scores_from_0.5",
    "past_weeks", "past_screened", "past_flagged", "past_share", "past_mean_score",
    "p", "p_corrected", "psi", "psi_p", "psi_p_corrected", "drifted", "drifted_in",
]  # fmt: skip


def with_drift(engine: Engine) -> Engine:
    """Nine weeks and the running one of an outlet that jumps in the ninth, and the ninth of a small one."""
    with write_transaction(engine) as session:
        health.join_panel(session, PanelOutlet("kz_oral", {}, "https://oral.example/", "KZ", "KZ-27", ("ru",)), LAST)
    past(engine, 200, 2)
    screened(engine, LAST, 200, 20)
    screened(engine, LAST + WEEK, 30, 30)
    screened(engine, LAST, 5, 1, outlet="kz_small")
    return engine


@pytest.fixture(scope="module")
def of_drift(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """The weeks above, to be read only."""
    engine = with_drift(open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('drift') / 'drift.db'}"))
    yield engine
    engine.dispose()


def test_a_row_tells_one_outlets_week_and_its_past(of_drift: Engine) -> None:
    row = next(row for row in lines(of_drift, outlet="kz_oral") if row["week"] == "2026-W47")
    assert list(row) == FIELDS
    chances = {name: row.pop(name) for name in ("p", "p_corrected", "psi", "psi_p", "psi_p_corrected")}
    assert row == {
        "outlet": "kz_oral", "region": "KZ-27", "week": "2026-W47", "first_day": "2026-11-16", "last_day": "2026-11-22", "model": "test 1",
        "screened": 200, "flagged": 20, "flagged_share": 0.1, "mean_score": 0.0909, **dict(zip(BINS, (180, 0, 0, 0, 20), strict=True)),
        "past_weeks": 8, "past_screened": 1600, "past_flagged": 16, "past_share": 0.01, "past_mean_score": 0.00999, "drifted": True, "drifted_in": ["flagged"],
    }  # fmt: skip
    assert chances["p"] == pytest.approx(stats.fisher_exact([[20, 180], [16, 1584]]).pvalue, rel=1e-3)
    assert chances["p"] <= chances["p_corrected"] < 0.01
    assert 0.1 < chances["psi"] < 0.25
    assert chances["psi_p"] <= chances["psi_p_corrected"]


def test_every_week_has_its_rows_with_the_same_verdict_whatever_is_asked_for(of_drift: Engine) -> None:
    rows = lines(of_drift, since=LAST)
    assert [(row["outlet"], row["week"], row["screened"], row["drifted"]) for row in rows] == [
        (None, "2026-W47", 205, True), ("kz_oral", "2026-W47", 200, True), ("kz_small", "2026-W47", 5, None), (None, "2026-W48", 30, None),
        ("kz_oral", "2026-W48", 30, None),
    ]  # fmt: skip
    wanted: list[tuple[dict[str, Any], int]] = [
        ({}, 21), ({"outlet": "kz_small"}, 1), ({"region": "KZ-27"}, 10), ({"since": LAST + timedelta(days=6)}, 5), ({"until": LAST - WEEK}, 16),
        ({"since": LAST, "until": LAST, "outlet": "kz_oral"}, 1),
    ]  # fmt: skip
    assert [(filters, len(lines(of_drift, **filters))) for filters, _ in wanted] == wanted
    whole = lines(of_drift, outlet="kz_oral")
    for row in whole:
        day = date.fromisoformat(row["first_day"]) + timedelta(days=3)
        assert lines(of_drift, outlet="kz_oral", since=day, until=day) == [row]


def test_csv_has_the_same_fields_and_says_its_filters(of_drift: Engine) -> None:
    head, *rest = export(of_drift, "csv", since=LAST).decode().splitlines()
    assert head == "# drift; since=2026-11-16"
    rows = list(csv.DictReader(rest))
    assert list(rows[0]) == FIELDS
    assert [(row["outlet"], row["drifted"], row["drifted_in"]) for row in rows[1:3]] == [("kz_oral", "true", "flagged"), ("kz_small", "", "")]


def test_the_command_prints_the_rows(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    engine = open_upgraded(f"sqlite:///{home.data / 'qorgan.db'}")
    with_drift(engine).dispose()
    assert [row["week"] for row in home.rows("drift", "--outlet", "kz_oral", "--since", "2026-11-22")] == ["2026-W47", "2026-W48"]
