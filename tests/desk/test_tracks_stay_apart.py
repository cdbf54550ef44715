"""An outcome of the journalist's own case becomes a status of a perpetrator nowhere: not by the machine's proposal, the draft's form, the page of the
record, the API, the shell, an import, nor by changing the categories afterwards."""

import json
from dataclasses import replace
from datetime import date
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner

from flows.cli import status_command
from records import incidents, review
from records.database import read_session, write_transaction
from records.errors import BadDecision
from records.tables import StatusRow
from records.vocabulary import ON_TRACK, STATUSES, Category, Track
from reports.imports.import_run import check_import, run_import
from tests.conftest import NOW
from tests.desk.api.test_api import program
from tests.desk.incident_records import admit_all, incident
from tests.desk.site import Site
from tests.records.review.arriving import TODAY, arrive

app = typer.Typer()
app.command()(status_command.status)
app.command()(status_command.review)
# What a court or the police did: told of her, on the perpetrator's track, each would turn the violation into justice done, or good news into impunity.
HERS = [code for code in ON_TRACK[Track.PERPETRATOR] if STATUSES[code].needs_punishable]
CRIMINAL = [{"code": "CRM", "score": 0.9}]
NUMBER = "KZ-2026-0001"


@pytest.fixture
def case(engine: Engine) -> Engine:
    """A criminal case against a journalist, on record."""
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сынақова под судом", screened={"categories": CRIMINAL, "incident_date": "2026-03-01"})
        assert review.confirm(session, draft, who="Aigul", now=NOW).incident == NUMBER
    return engine


def standing(engine: Engine) -> list[str]:
    with read_session(engine) as session:
        return sorted({row.code for row in session.query(StatusRow).filter(StatusRow.withdrawn.is_(False))})


def test_not_by_what_the_machine_read(case: Engine) -> None:
    outcomes = ("investigating", "dropped", "refused", "convicted", "acquitted", "victim_blamed")
    for nth, (outcome, whose) in enumerate(product(outcomes, ("journalist", "perpetrator", None))):
        with write_transaction(case) as session:
            read: dict[str, Any] = {"label": "followup", "categories": CRIMINAL, "outcome": outcome, "outcome_of": whose}
            draft = arrive(session, f"b{nth}", f"Сынақова{nth}: суд решил", screened=read)
            review.confirm(session, draft, who="Aigul", now=NOW, fields={"follows": NUMBER})
        assert not set(standing(case)) & set(HERS), (outcome, whose)


def test_not_by_the_choice_of_a_person_in_a_draft_nor_by_the_shell(case: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATABASE_URL", case.url.render_as_string(hide_password=False))
    with write_transaction(case) as session:
        draft = arrive(session, "b", "Сынақова: суд решил", screened={"label": "followup", "categories": CRIMINAL})
    for code in HERS:
        with pytest.raises(BadDecision) as refused, write_transaction(case) as session:
            review.confirm(session, draft, who="Aigul", now=NOW, fields={"follows": NUMBER, "status": code.value})
        assert refused.value.field == "code"
        done = CliRunner().invoke(app, ["status", NUMBER, code, "--date", "2026-06-01", "--source", "x", "--as", "Aigul"])
        assert isinstance(done.exception, BadDecision), code
        assert done.exception.field == "code"
        assert standing(case) == ["REP"]


def test_not_by_the_page_of_the_record_nor_by_the_api(site: Site) -> None:
    with site.writing() as session:
        case = replace(incident(1, date(2026, 3, 1)), primary=Category.CRM, categories=(Category.CRM,), statuses=())
        (number,) = admit_all(session, [case])
    editor, asks, way = site.signed_in("editor"), program(site, "editor").browser, f"/api/v1/incidents/{number}/statuses"
    hers = asks.post(way, json={"code": "JIN", "date": "2026-06-01", "source": "x"})
    wrong = hers.json()["statuses"][0]["id"]
    for code in HERS:
        page = editor.submit(f"/incidents/{number}/statuses", {"code": code.value, "source": "x", "day": "2026-06-01"})
        assert (page.status_code, 'id="w-code"' in page.text) == (422, True), code
        said = {"code": code.value, "source": "x", "date": "2026-06-01"}
        for told in (asks.post(way, json=said), asks.put(f"{way}/{wrong}", json={**said, "reason": "x"})):
            assert (told.status_code, told.json()["field"]) == (422, "code"), code
    assert standing(site.engine) == ["JIN"]


def test_not_by_changing_the_categories_afterwards(engine: Engine) -> None:
    with write_transaction(engine) as session:
        (number,) = admit_all(session, [replace(incident(1, date(2026, 3, 1)), statuses=())])
        for code in HERS:
            incidents.add_status(session, number, code, date(2026, 6, 1), source="x", who="Aigul", now=NOW)
        with pytest.raises(BadDecision) as refused:
            incidents.edit(session, number, {"primary": "CRM", "categories": ["CRM"]}, {}, who="Aigul", now=NOW)
        assert all(word in str(refused.value) for word in (HERS[0], "CRM"))


def test_not_by_an_import_which_keeps_it_as_withdrawn_and_names_it(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    told = [{"date": "2026-06-01", "code": code} for code in HERS]
    path.write_text(json.dumps({"number": NUMBER, "primary": "CRM", "date": "2026-03-01", "statuses": told}), encoding="utf-8")
    found = check_import(path, TODAY)
    run_import(engine, found, who="Aigul", now=NOW)
    assert len(found.odd) == len(HERS)
    assert standing(engine) == []
    with read_session(engine) as session:
        record = incidents.find(session, NUMBER)
        assert record is not None
        assert [status.code for status in record.withdrawn_statuses] == HERS
