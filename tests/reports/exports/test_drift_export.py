"""Drift as rows: one for each outlet and week."""

import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from scipy import stats
from sqlalchemy import Engine

from records.database import write_transaction
from records.outlets import panel
from records.outlets.panel import PanelOutlet
from reports.exports.drift_export import BINS
from tests.empty_database import open_upgraded
from tests.flows.real_command import Home
from tests.reports.drift_weeks import export, lines, past, screened

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


def filled(engine: Engine) -> Engine:
    """Nine weeks and the running one of an outlet that jumps in the ninth, and the ninth of a small one."""
    with write_transaction(engine) as session:
        panel.join(session, PanelOutlet("kz_oral", {}, "https://oral.example/", "KZ", "KZ-27", ("ru",)), LAST)
    past(engine, 200, 2)
    screened(engine, LAST, 200, 20)
    screened(engine, LAST + WEEK, 30, 30)
    screened(engine, LAST, 5, 1, outlet="kz_small")
    return engine


def test_a_row_tells_one_outlets_week_and_its_past(engine: Engine) -> None:
    row = next(row for row in lines(filled(engine), outlet="kz_oral") if row["week"] == "2026-W47")
    assert list(row) == FIELDS
    chances = {name: row.pop(name) for name in ("p", "p_corrected", "psi", "psi_p", "psi_p_corrected")}
    assert row == {
        "outlet": "kz_oral",
        "region": "KZ-27",
        "week": "2026-W47",
        "first_day": "2026-11-16",
        "last_day": "2026-11-22",
        "model": "test 1",
        "screened": 200,
        "flagged": 20,
        "flagged_share": 0.1,
        "mean_score": 0.0909,
        **dict(zip(BINS, (180, 0, 0, 0, 20), strict=True)),
        "past_weeks": 8,
        "past_screened": 1600,
        "past_flagged": 16,
        "past_share": 0.01,
        "past_mean_score": 0.00999,
        "drifted": True,
        "drifted_in": ["flagged"],
    }
    assert chances["p"] == pytest.approx(stats.fisher_exact([[20, 180], [16, 1584]]).pvalue, rel=1e-3)
    assert chances["p"] <= chances["p_corrected"] < 0.01
    assert 0.1 < chances["psi"] < 0.25
    assert chances["psi_p"] <= chances["psi_p_corrected"]


def test_all_outlets_together_have_a_row_a_week_and_a_running_week_has_no_verdict(engine: Engine) -> None:
    rows = lines(filled(engine), since=LAST)
    assert [(row["outlet"], row["week"], row["screened"], row["drifted"]) for row in rows] == [
        (None, "2026-W47", 205, True),
        ("kz_oral", "2026-W47", 200, True),
        ("kz_small", "2026-W47", 5, None),
        (None, "2026-W48", 30, None),
        ("kz_oral", "2026-W48", 30, None),
    ]


@pytest.mark.parametrize(
    ("filters", "count"),
    [
        ({}, 21),
        ({"outlet": "kz_small"}, 1),
        ({"region": "KZ-27"}, 10),
        ({"since": LAST + timedelta(days=6)}, 5),
        ({"until": LAST - WEEK}, 16),
        ({"since": LAST, "until": LAST, "outlet": "kz_oral"}, 1),
    ],
)
def test_filters_narrow_the_rows(engine: Engine, filters: dict[str, Any], count: int) -> None:
    assert len(lines(filled(engine), **filters)) == count


def test_a_week_is_judged_the_same_when_it_alone_is_asked_for(engine: Engine) -> None:
    whole = lines(filled(engine), outlet="kz_oral")
    for row in whole:
        day = date.fromisoformat(row["first_day"]) + timedelta(days=3)
        assert lines(engine, outlet="kz_oral", since=day, until=day) == [row]


def test_csv_has_the_same_fields_and_says_its_filters(engine: Engine) -> None:
    head, *rest = export(filled(engine), "csv", since=LAST).decode().splitlines()
    assert head == "# drift; since=2026-11-16"
    rows = list(csv.DictReader(rest))
    assert list(rows[0]) == FIELDS
    assert [(row["outlet"], row["drifted"], row["drifted_in"]) for row in rows[1:3]] == [("kz_oral", "true", "flagged"), ("kz_small", "", "")]


def test_the_command_prints_the_rows(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    engine = open_upgraded(f"sqlite:///{home.data / 'qorgan.db'}")
    filled(engine).dispose()
    assert [row["week"] for row in home.rows("drift", "--outlet", "kz_oral", "--since", "2026-11-22")] == ["2026-W47", "2026-W48"]
