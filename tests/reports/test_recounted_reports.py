"""Every figure of the impunity summary, the reports and a release is what somebody counts who has only the exports and the rules in words."""

import csv
import json
import random
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.incidents import import_incident, load
from records.incidents.tracks import NOT_PLACED
from records.persons.decisions import edit_person, merge_persons
from records.vocabulary import Category
from reports.exports.incidents_export import incident_rows
from reports.impunity import impunity_rows, impunity_summary
from reports.kinds import DOCUMENT_KINDS
from tests import layers
from tests.conftest import NOW
from tests.paths import ROOT
from tests.reports import recounted_figures
from tests.reports.random_records import exported, keep, made, recorded, run
from tests.reports.recounted_cases import chosen_cases
from tests.reports.recounted_parts import Counted
from tests.reports.recounted_release import release
from tests.reports.recounted_reports import KINDS

AS_OF = date(2026, 6, 30)


def test_every_kind_of_document_is_recounted() -> None:
    assert KINDS.keys() == {kind.value for kind in DOCUMENT_KINDS}


def test_the_figures_counted_again_from_the_export_differ_in_nothing(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for one in made(400 if layers.is_full() else 150, seed=14):
            import_incident(session, one, who="Aigul", now=NOW)
    with read_session(engine) as session:
        cases = list(load(session))
        for as_of in (AS_OF, date(2024, 2, 29), date(2022, 3, 1), date(2031, 1, 1)):
            rows = [json.loads(json.dumps(row)) for row in incident_rows(session, IncidentFilter(as_of=as_of))]
            summary = json.loads(json.dumps(impunity_summary(cases, as_of, 90).to_json()))
            again = recounted_figures.figures(rows, as_of, 90)
            assert summary.keys() == again.keys()
            for name, value in again.items():
                assert summary[name] == value, name
            for row in rows:
                marked = {status["id"] for status in row["statuses"] if status["withdrawn"] == NOT_PLACED}
                wrong = [one for one in row["statuses"] if recounted_figures.tells_the_wrong_story(row, one["code"])]
                assert marked == {one["id"] for one in wrong if one["withdrawn"] != "another case"}, row["number"]
                counted = recounted_figures.columns(row, as_of)
                assert {name: row[name] for name in counted} == counted, row["number"]
            short = {row["number"]: row for row in impunity_rows(cases, as_of)}
            assert [number for number, row in short.items() if row["in_custody"]] == sorted(
                one["number"] for one in again["journalists"]["in_custody"]["incidents"]
            )


@pytest.mark.usefixtures("processes")
def test_it_counts_by_itself_over_a_file_and_imports_nothing_of_the_product(tmp_path: Path) -> None:
    row = {
        "number": "KZ-2022-0001", "primary": "KIL", "categories": ["KIL"], "title": "", "date": "2022-01-01", "date_precision": "day", "region": None,
        "actor": "unknown", "motive": "confirmed", "recorded": "2022-01-01", "withdrawn": False,
        "statuses": [{"date": "2022-01-05", "code": "PTI", "withdrawn": None}],
    }  # fmt: skip
    path = tmp_path / "incidents.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    script = ROOT / "tests/reports/recounted_figures.py"
    done = subprocess.run([sys.executable, "-I", str(script), str(path), "2022-12-31"], capture_output=True, text=True, check=True)
    told = json.loads(done.stdout)
    assert told["cpj"]["complete_impunity"] == {"count": 1, "incidents": ["KZ-2022-0001"]}
    assert told["silent"][0]["days"] == 360


REPORT_PERIODS = (
    (date(2022, 1, 1), date(2022, 3, 1)), (date(2023, 1, 1), date(2024, 6, 30)), (date(2024, 2, 1), date(2024, 2, 29)),
    (date(2025, 2, 1), date(2025, 2, 28)), (date(2025, 3, 10), date(2026, 10, 14)),
)  # fmt: skip
# What a report says beside its numbers: words, what the editor is asked to look at, and on which days which outlets were heard.
WORDS = {
    *("report", "language", "title", "notes_to_the_editor", "source", "note", "id", "withdrawn"),
    *("names", "folded", "doubtful", "to_come", "panel_since", "without_panel", "stretches"),
}
# How many cases a statement tells: enough that not all places go to killings, abductions and tortures.
MOST = 60
# The figures of others that a statement quotes.
QUOTED = ("unesco", "rank", "earlier_ranks", "comparison", "quotation")


@pytest.fixture
def with_persons(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Many incidents; two spellings were said to be one person."""
    keep(engine, monkeypatch, recorded(400 if layers.is_full() else 150, seed=15))
    with write_transaction(engine) as session:
        merge_persons(session, 2, 1, who="Aigul", now=NOW)
        for person, gender in ((1, "female"), (3, "male"), (4, "female")):
            edit_person(session, person, {"gender": gender}, who="Aigul", now=NOW)
    return engine


@pytest.fixture
def without_abductions(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """Incidents among which are killings and no abduction."""
    return keep(engine, monkeypatch, (one for one in recorded(150, seed=16) if Category.DIS not in one.categories))


def published(kind: str, since: date, until: date, tell: Iterable[str] = ()) -> dict[str, Any]:
    told = [word for number in tell for word in ("--tell", number)]
    report: dict[str, Any] = json.loads(run("report", kind, "--since", since, "--until", until, "--format", "json", "--cases", MOST, *told))
    return {name: value for name, value in report.items() if kind != "statement" or name not in QUOTED}


def bare(told: Any) -> Any:
    """A report without its words: an incident is its number, and the numbers behind a figure stand in one order."""
    if isinstance(told, dict):
        if {"number", "primary"} <= told.keys():
            return told["number"]
        return {name: bare(value) for name, value in told.items() if name not in WORDS}
    if isinstance(told, list):
        found = [bare(one) for one in told]
        return sorted(found) if all(isinstance(one, str) for one in found) else found
    return told


def differences(published: Any, again: Any, at: str = "") -> Iterator[str]:
    """Where the two differ, each place with both values."""
    if isinstance(again, dict) and again.keys() == {"from", "to"}:
        same = again["from"] <= published <= again["to"]
    elif isinstance(again, dict) and again.keys() == {"one_of"}:
        same = len(published) == 1 and published[0] in again["one_of"]
    elif isinstance(published, dict) and isinstance(again, dict):
        for name in published | again:
            yield from differences(published.get(name, "nothing"), again.get(name, "nothing"), f"{at}.{name}")
        same = True
    elif isinstance(published, list) and isinstance(again, list) and len(published) == len(again):
        for nth, (one, other) in enumerate(zip(published, again, strict=True)):
            yield from differences(one, other, f"{at}[{nth}]")
        same = True
    else:
        same = published == again
    if not same:
        yield f"{at}: published {published}, on record {again}"


def compared(kind: str, rows: list[dict[str, Any]], since: date, until: date, *, tell: int = 0) -> list[str]:
    """Where the report and the recount differ. Beside the cases that it must tell it tells some that it is asked to, and a statement also those that it chooses."""
    standing = Counted(rows, since, until).rows
    asked = random.Random(str(since)).sample([row["number"] for row in standing if row["date"] and row["date"] <= until.isoformat()], tell)
    report = published(kind, since, until, asked)
    chosen = chosen_cases(standing, set(asked), since, until, MOST) if kind == "statement" else set()
    again = json.loads(json.dumps(KINDS[kind](Counted(rows, since, until, {*asked, *chosen}))))
    in_order = [[list(one.get("by_category", ())), list(one.get("groups", {}).get("category", ()))] for one in (report, again)]
    assert in_order[0] == in_order[1], "the gravest first"
    told, told_again = ([one["incident"] for one in bare(each)["cases"]] for each in (report, again))
    assert told == told_again, (kind, since, set(told) ^ set(told_again), asked)
    return list(differences(bare(report), bare(again)))


def test_every_number_of_every_report_is_what_the_export_gives_also_where_names_are_withheld(with_persons: Engine) -> None:
    for since, until in REPORT_PERIODS if layers.is_full() else REPORT_PERIODS[1:4:2]:
        rows = exported("incidents", "--as-of", until)
        for kind in KINDS:
            assert compared(kind, rows, since, until, tell=8) == [], (kind, since)
    with write_transaction(with_persons) as session:
        for person in (3, 4, 7):
            edit_person(session, person, {"publish": "no", "publish_reason": "threats"}, who="Aigul", now=NOW)
    since, until = REPORT_PERIODS[1]
    rows = exported("incidents", "--as-of", until)
    for kind in KINDS:
        assert compared(kind, rows, since, until) == [], kind


@pytest.mark.usefixtures("without_abductions")
def test_only_what_happened_to_nobody_is_called_fortunate() -> None:
    since, until = date(2022, 1, 1), date(2026, 9, 30)
    assert published("statement", since, until)["spared"] == ["DIS"]
    assert compared("statement", exported("incidents", "--as-of", until), since, until) == []


@pytest.mark.usefixtures("processes")
def test_the_recount_of_a_report_runs_over_a_file_and_imports_nothing_of_the_product(tmp_path: Path) -> None:
    row = {
        "number": "KZ-2022-0001", "primary": "KIL", "categories": ["KIL"], "title": "", "date": "2022-01-01", "date_precision": "day", "region": None, "place": None,
        "actor": "unknown", "motive": "confirmed", "recorded": "2022-01-01", "withdrawn": False, "victims": [{"name": "Алма Үлгі", "person": 1}],
        "statuses": [{"date": "2022-01-05", "code": "PTI", "withdrawn": None}],
    }  # fmt: skip
    path = tmp_path / "incidents.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    module = "tests.reports.recounted_reports"
    words = [sys.executable, "-m", module, "impunity", str(path), "2022-01-01", "2022-12-31"]
    told = json.loads(subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True).stdout)
    assert (told["longest"]["value"], told["cases"][0]["silent"]["value"]) == (364, 360)
    ask = f"import sys, {module}, tests.reports.recounted_release; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert not {"records", "reports", "classify", "pipelines", "spiders", "desk", "flows"} & set(loaded)


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
    assert _counts(one_line, r"(\d+) incidents?[^,.\d]* (\d+) status") == [package["counts"]["incidents"], package["counts"]["statuses"]]
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
    for since, until in PERIODS if layers.is_full() else PERIODS[1:]:
        folder = tmp_path / str(since)
        run("report", "release", "--since", since, "--until", until, "--output", folder)
        again = release(exported("incidents", "--as-of", until), exported("statuses"), since, until)
        published = told(folder)
        assert published.keys() == again.keys()
        for name, value in again.items():
            assert published[name] == value, name
