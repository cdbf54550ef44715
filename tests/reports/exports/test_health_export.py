"""`qorgan export health`: a row an outlet and day, its fields, its filters, in all three forms."""

import csv
import io
import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.filters import RowFilter
from records.outlets import health, panel
from records.outlets.health import PageMeasures
from records.outlets.panel import PanelOutlet
from records.tables import OutletDayRow
from records.vocabulary import Cause
from reports.exports.export_formats import write_rows
from reports.exports.export_shapes import SHAPES
from tests.empty_database import open_upgraded
from tests.flows.real_command import Home

FIRST = date(2026, 11, 1)
DAY = timedelta(days=1)
FIELDS = ["outlet", "region", "day", "tried", "answered", "articles", "dated_share", "minimum", "minimum_kept", "cause", "last_success"]


def at(day: date, hour: int = 6) -> datetime:
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def filled(engine: Engine) -> Engine:
    """Ten days of an outlet with a minimum of 7 a week, and two days of one without."""
    with write_transaction(engine) as session:
        panel.join(session, PanelOutlet("kz_least", {}, "https://least.example/", "KZ", "KZ-35", ("ru",), 7), FIRST)
        panel.join(session, PanelOutlet("kz_other", {}, "https://other.example/", "KZ", None, ("kk",)), FIRST)
        for number, articles in enumerate([1, 1, 1, 1, 1, 1, 1, 0, 9, 0]):
            day = FIRST + number * DAY
            session.add(OutletDayRow(outlet="kz_least", day=day, articles=articles, dated=articles // 2))
            session.flush()
            health.note_visit(session, "kz_least", day, Cause.DNS if number in (1, 7) else None, at(day))
        health.note_visit(session, "kz_least", FIRST + DAY, Cause.TIMEOUT, at(FIRST + DAY, 9))
        health.note_visit(session, "kz_other", FIRST, None, at(FIRST))
        health.note_visit(session, "kz_other", FIRST + 3 * DAY, Cause.BOT_WALL, at(FIRST + 3 * DAY))
    return engine


def export(engine: Engine, form: str = "jsonl", **filters: Any) -> bytes:
    stream = io.BytesIO()
    with read_session(engine) as session:
        asked = RowFilter(**filters)
        write_rows(form, stream, SHAPES["health"], SHAPES["health"].rows(session, asked), asked)
    return stream.getvalue()


def lines(engine: Engine, **filters: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in export(engine, **filters).splitlines()]


def test_a_row_tells_one_outlets_day(engine: Engine) -> None:
    first, second, *_ = lines(filled(engine))
    assert list(first) == FIELDS
    assert first == {
        "outlet": "kz_least",
        "region": "KZ-35",
        "day": "2026-11-01",
        "tried": 1,
        "answered": 1,
        "articles": 1,
        "dated_share": 0.0,
        "minimum": 7,
        "minimum_kept": None,
        "cause": None,
        "last_success": "2026-11-01T06:00:00+00:00",
    }
    assert {name: second[name] for name in ("tried", "answered", "cause")} == {"tried": 2, "answered": 0, "cause": "timeout"}


def test_the_last_success_of_a_failing_day_is_that_of_a_day_before(engine: Engine) -> None:
    filled(engine)
    by_day = {row["day"]: row["last_success"] for row in lines(engine, outlet="kz_least")}
    assert by_day["2026-11-02"] == "2026-11-01T06:00:00+00:00"
    assert by_day["2026-11-08"] == "2026-11-07T06:00:00+00:00"
    late = lines(engine, outlet="kz_other", since=date(2026, 12, 1))
    assert late == []
    assert lines(engine, outlet="kz_other", since=FIRST + 3 * DAY)[0]["last_success"] == "2026-11-01T06:00:00+00:00"
    with write_transaction(engine) as session:
        health.note_visit(session, "kz_other", FIRST + 30 * DAY, Cause.BOT_WALL, at(FIRST + 30 * DAY))
    assert lines(engine, outlet="kz_other", since=FIRST + 30 * DAY)[0]["last_success"] == "2026-11-01T06:00:00+00:00"


def test_a_minimum_is_that_of_the_seven_days_up_to_the_row(engine: Engine) -> None:
    kept = {row["day"][-2:]: row["minimum_kept"] for row in lines(filled(engine), outlet="kz_least")}
    assert kept == {**{f"{day:02}": None for day in range(1, 7)}, "07": True, "08": False, "09": True, "10": True}


def test_a_minimum_is_reckoned_the_same_when_only_later_days_are_asked_for(engine: Engine) -> None:
    filled(engine)
    whole = lines(engine, outlet="kz_least")
    for number, row in enumerate(whole):
        day = FIRST + number * DAY
        assert lines(engine, outlet="kz_least", since=day, until=day) == [row]


def test_without_a_minimum_nothing_is_kept_or_missed_and_without_articles_no_share_is_given(engine: Engine) -> None:
    for row in lines(filled(engine), outlet="kz_other"):
        assert (row["minimum"], row["minimum_kept"], row["dated_share"], row["region"]) == (None, None, None, None)


def test_articles_and_dates_are_those_that_the_storing_counted(engine: Engine) -> None:
    from records.outlets import runs

    with write_transaction(engine) as session:
        runs.begin_run(session, "run", "run", at(FIRST))
        runs.begin_outlet(session, "run", "kz_least", "KZ-35", at(FIRST))
        health.note_pages(session, "run", "kz_least", FIRST, PageMeasures(articles=3, dated=2, letters=900, raw=1000, unread=1))
    (row,) = lines(engine)
    assert (row["articles"], row["dated_share"], row["tried"], row["last_success"]) == (3, 0.667, 0, None)


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 12),
        ({"outlet": "kz_other"}, 2),
        ({"region": "KZ-35"}, 10),
        ({"region": "KZ-10"}, 0),
        ({"since": FIRST + 3 * DAY}, 8),
        ({"until": FIRST}, 2),
        ({"since": FIRST + 3 * DAY, "until": FIRST + 3 * DAY}, 2),
    ],
)
def test_filters_narrow_the_rows(engine: Engine, filters: dict[str, Any], count: int) -> None:
    assert len(lines(filled(engine), **filters)) == count


def test_csv_and_workbook_have_the_same_fields_and_say_their_filters(engine: Engine) -> None:
    filled(engine)
    head, *rest = export(engine, "csv", region="KZ-35").decode().splitlines()
    assert head == "# health; region=KZ-35"
    rows = list(csv.DictReader(rest))
    assert list(rows[0]) == FIELDS
    assert (rows[0]["minimum_kept"], rows[7]["minimum_kept"], rows[8]["minimum_kept"]) == ("", "false", "true")
    sheet = load_workbook(io.BytesIO(export(engine, "xlsx", region="KZ-35")))["health"]
    assert [value.value for value in next(iter(sheet.iter_rows(max_row=1)))] == FIELDS
    assert sheet.max_row == 11


def test_the_command_prints_the_rows(tmp_path: Any) -> None:
    home = Home(tmp_path / "var")
    engine = open_upgraded(f"sqlite:///{home.data / 'qorgan.db'}")
    filled(engine).dispose()
    assert [row["day"] for row in home.rows("health", "--outlet", "kz_least", "--since", "2026-11-09")] == ["2026-11-09", "2026-11-10"]
    assert [row["outlet"] for row in home.rows("health", "--until", "2026-11-01")] == ["kz_least", "kz_other"]
