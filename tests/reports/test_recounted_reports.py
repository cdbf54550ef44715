"""Every number of the statement, the monthly, the impunity and the yearly report is what somebody counts who has only the export and the rules in words."""

import json
import random
import subprocess
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from records.database import write_transaction
from records.persons.person_decisions import edit_person, merge_persons
from records.vocabulary import Category
from tests.conftest import NOW
from tests.paths import ROOT
from tests.reports.random_records import exported, keep, recorded, run
from tests.reports.recounted_cases import chosen_cases
from tests.reports.recounted_parts import Counted
from tests.reports.recounted_reports import KINDS

PERIODS = (
    (date(2022, 1, 1), date(2022, 3, 1)),
    (date(2023, 1, 1), date(2024, 6, 30)),
    (date(2024, 2, 1), date(2024, 2, 29)),
    (date(2025, 2, 1), date(2025, 2, 28)),
    (date(2025, 3, 10), date(2026, 10, 14)),
)
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
def record(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> Engine:
    """400 incidents; two spellings were said to be one person."""
    keep(engine, monkeypatch, recorded(400, seed=15))
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


def test_every_number_of_every_report_is_what_the_export_gives_also_where_names_are_withheld(record: Engine) -> None:
    for since, until in PERIODS:
        rows = exported("incidents", "--as-of", until)
        for kind in KINDS:
            assert compared(kind, rows, since, until, tell=8) == [], (kind, since)
    with write_transaction(record) as session:
        for person in (3, 4, 7):
            edit_person(session, person, {"publish": "no", "publish_reason": "threats"}, who="Aigul", now=NOW)
    since, until = PERIODS[1]
    rows = exported("incidents", "--as-of", until)
    for kind in KINDS:
        assert compared(kind, rows, since, until) == [], kind


@pytest.mark.usefixtures("without_abductions")
def test_only_what_happened_to_nobody_is_called_fortunate() -> None:
    since, until = date(2022, 1, 1), date(2026, 9, 30)
    assert published("statement", since, until)["spared"] == ["DIS"]
    assert compared("statement", exported("incidents", "--as-of", until), since, until) == []


def test_it_counts_by_itself_over_a_file_and_imports_nothing_of_the_product(tmp_path: Path) -> None:
    row = {
        "number": "KZ-2022-0001", "primary": "KIL", "categories": ["KIL"], "title": "", "date": "2022-01-01", "date_precision": "day", "region": None, "place": None,
        "actor": "unknown", "motive": "confirmed", "recorded": "2022-01-01", "withdrawn": False, "victims": [{"name": "Алма Үлгі", "person": 1}],
        "statuses": [{"date": "2022-01-05", "code": "PTI", "withdrawn": None}],
    }  # fmt: skip
    path = tmp_path / "incidents.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    module = "tests.reports.recounted_reports"
    words = [sys.executable, "-m", module, "impunity", str(path), "2022-01-01", "2022-12-31"]
    told = json.loads(subprocess.run(words, cwd=ROOT, capture_output=True, text=True, check=True, timeout=600).stdout)
    assert (told["longest"]["value"], told["cases"][0]["silent"]["value"]) == (364, 360)
    ask = f"import sys, {module}, tests.reports.recounted_release; print(*{{name.split('.')[0] for name in sys.modules}})"
    loaded = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, text=True, check=True, timeout=600).stdout.split()
    assert not {"records", "reports", "classify", "pipelines", "spiders", "desk", "flows"} & set(loaded)
