"""Every count of a release, and every computed column of its tables, is what somebody counts who has only the exports and the rules in words."""

import csv
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.reports.random_records import exported, keep, recorded, run
from tests.reports.recounted_release import release

PERIODS = ((date(2022, 1, 1), date(2022, 12, 31)), (date(2023, 1, 1), date(2024, 6, 30)), (date(2025, 3, 10), date(2026, 10, 14)))
PLACES = ("adil_soz_block", "us_tracker", "mapping_media_freedom", "sdg", "jfj", "mapmf")
CLOCKS = ("days_without_accountability", "days_since_status", "days_under_pursuit", "days_in_custody")


@pytest.fixture
def record(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    return keep(engine, monkeypatch, recorded(250, seed=17))


def told(folder: Path) -> dict[str, Any]:
    """The counts and computed columns of a release, from its files alone."""
    readme = (folder / "README.txt").read_text(encoding="utf-8")
    one_line = " ".join(readme.split())
    package = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    rows = [json.loads(line) for line in (folder / "incidents.jsonl").read_text(encoding="utf-8").splitlines()]
    statuses, taxonomies, table = (list(_table(folder / name)) for name in ("statuses.csv", "taxonomies.csv", "incidents.csv"))
    head = readme.split("Statuses by track")[0]
    assert _counts(one_line, r"(\d+) incidents? with (\d+) status(?:es)?") == [package["counts"]["incidents"], package["counts"]["statuses"]]
    assert _counts(one_line, r"counted nowhere: (\d+) incident") == [package["counts"]["undated"]]
    assert [row["number"] for row in table] == [row["number"] for row in rows]
    assert [{name: row[name] for name in CLOCKS} for row in table] == [{name: _cell(row[name]) for name in CLOCKS} for row in rows]
    return {
        **package["counts"],
        "by_category": [int(count) for count in re.findall(r"^- (\d+) ", head, re.MULTILINE)],
        "by_track": _counts(one_line, r"what became of the perpetrator: (\d+) - what became of the journalist: (\d+)"),
        "rate": _counts(one_line, r"of (\d+) cases? involving a punishable act, .*? in (\d+) \((\d+)%\)"),
        "beside": _counts(one_line, r"Outside this rate: (\d+) incident")[0],
        "imprecise": _counts(one_line, r"counted by its first day: (\d+) incident")[0],
        "without_place": _counts(one_line, r"with neither place nor region known: (\d+) incident")[0],
        "clocks": {row["number"]: {name: row[name] for name in CLOCKS} for row in rows},
        "places": {row["number"]: {name: row[name] for name in PLACES} for row in rows},
        "steps": sorted((one["number"], one["date"], one["track"], one["code"]) for one in statuses),
        "taxonomies": {row["code"]: {name: row[name] or None for name in PLACES} for row in taxonomies},
    }


def _table(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        yield from csv.DictReader(file)


def _counts(text: str, pattern: str) -> list[int]:
    found = re.search(pattern, text)
    assert found, pattern
    return [int(one) for one in found.groups()]


def _cell(value: int | None) -> str:
    return "" if value is None else str(value)


def test_every_count_of_a_release_is_what_the_exports_give(record: Engine, tmp_path: Path) -> None:
    for since, until in PERIODS:
        folder = tmp_path / str(since)
        run("report", "release", "--since", since, "--until", until, "--output", folder)
        again = release(exported("incidents", "--as-of", until), exported("statuses"), since, until)
        published = told(folder)
        assert published.keys() == again.keys()
        for name, value in again.items():
            assert published[name] == value, name
