"""Every figure of the impunity summary, and every computed column of the export, is what somebody counts who has only the export and the rules."""

import json
import random
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Engine

from records.country import home
from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.incident_model import Incident, Penalty, Status
from records.incidents import admit, load
from records.incidents.tracks import NOT_PLACED
from records.vocabulary import Actor, Category, DatePrecision, Motive, SentenceKind, StatusCode, TermUnit
from reports.exports.incidents_export import incident_rows
from reports.impunity import impunity_rows, impunity_summary
from tests.conftest import NOW
from tests.paths import ROOT
from tests.reports import recounted_figures

AS_OF = date(2026, 6, 30)
FIRST = date(2022, 1, 1)
_TERMS = ((3, TermUnit.DAYS), (15, TermUnit.DAYS), (2, TermUnit.MONTHS), (1, TermUnit.YEARS), (7, TermUnit.YEARS))


def made(count: int, seed: int) -> Iterator[Incident]:
    """Incidents of every kind with statuses of both tracks in any order, some of them on the wrong one, as old records have them."""
    chance = random.Random(seed)
    for serial in range(1, count + 1):
        primary = chance.choice([*Category, Category.KIL, Category.CRM, Category.ARR])
        precision = chance.choice([*DatePrecision, DatePrecision.DAY, DatePrecision.DAY, None])
        day = FIRST + timedelta(days=chance.randrange(1700))
        first = {DatePrecision.MONTH: {"day": 1}, DatePrecision.YEAR: {"month": 1, "day": 1}}
        told = sorted((_status(chance, day) for _ in range(chance.randrange(7))), key=lambda one: one.day)
        yield Incident(
            number=home().number(2022, serial),
            primary=primary,
            categories=tuple(dict.fromkeys([primary, *chance.sample(list(Category), chance.randrange(3))])),
            recorded=day + timedelta(days=chance.randrange(60)),
            title=f"№ {serial}",
            day=day.replace(**first.get(precision, {})) if precision else None,
            precision=precision,
            region=chance.choice([None, *home().regions]),
            actor=chance.choice(list(Actor)),
            facts={"motive": chance.choice(list(Motive))},
            statuses=tuple(one for one in told if not one.withdrawn),
            withdrawn_statuses=tuple(one for one in told if one.withdrawn),
            withdrawn=chance.random() < 0.05,
        )


def _status(chance: random.Random, day: date) -> Status:
    code = chance.choice(list(StatusCode))
    term, unit = chance.choice(_TERMS)
    penalty = {
        StatusCode.JSN: Penalty(chance.choice([*SentenceKind, None]), term, unit),
        StatusCode.JAA: Penalty(term=term, unit=unit),
        StatusCode.JBN: Penalty(term=term, unit=unit),
        StatusCode.JFN: Penalty(sum=chance.randrange(1, 10**6), currency=chance.choice(["KZT", "USD"])),
        StatusCode.JDM: Penalty(sum=chance.randrange(1, 10**6), currency="KZT"),
    }.get(code, Penalty())
    when = day + timedelta(days=chance.choice([0, 1, 5, chance.randrange(900)]))
    return Status(when, code, penalty=penalty if chance.random() < 0.8 else Penalty(), withdrawn=chance.choice(["", "", "", "another case"]))


def test_the_figures_counted_again_from_the_export_differ_in_nothing(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for one in made(400, seed=14):
            admit(session, one, who="Aigul", now=NOW)
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


def test_it_counts_by_itself_over_a_file_and_imports_nothing_of_the_product(tmp_path: Path) -> None:
    row = {
        "number": "KZ-2022-0001", "primary": "KIL", "categories": ["KIL"], "title": "", "date": "2022-01-01", "date_precision": "day", "region": None,
        "actor": "unknown", "motive": "confirmed", "recorded": "2022-01-01", "withdrawn": False,
        "statuses": [{"date": "2022-01-05", "code": "PTI", "withdrawn": None}],
    }  # fmt: skip
    path = tmp_path / "incidents.jsonl"
    path.write_text(json.dumps(row), encoding="utf-8")
    script = ROOT / "tests/reports/recounted_figures.py"
    done = subprocess.run([sys.executable, "-I", str(script), str(path), "2022-12-31"], capture_output=True, text=True, check=True, timeout=600)
    told = json.loads(done.stdout)
    assert told["cpj"]["complete_impunity"] == {"count": 1, "incidents": ["KZ-2022-0001"]}
    assert told["silent"][0]["days"] == 360
