"""An outcome of the journalist's own case becomes a status of a perpetrator by no door: not by the machine's proposal, the draft's form, the page of the
record, the API, the shell, an import, nor by changing the categories afterwards."""

import json
from dataclasses import replace
from datetime import date
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
from records.vocabulary import ON_TRACK, STATUSES, Category, StatusCode, Track
from reports.imports.import_run import checked, take
from tests.conftest import NOW
from tests.desk.api.test_api import program
from tests.desk.incident_records import admit_all, incident
from tests.desk.site import Site
from tests.records.review.arriving import TODAY, arrive

app = typer.Typer()
status_command.add_to(app)
# What a court or the police did: told of her, on the perpetrator's track, each would turn the violation into justice done, or good news into impunity.
HERS = [code for code in ON_TRACK[Track.PERPETRATOR] if STATUSES[code].needs_punishable]
NUMBER = "KZ-2026-0001"


@pytest.fixture
def case(engine: Engine) -> Engine:
    """A criminal case against a journalist, on record."""
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сынақова под судом", screened={"categories": [{"code": "CRM", "score": 0.9}], "incident_date": "2026-03-01"})
        assert review.confirm(session, draft, who="Aigul", now=NOW).incident == NUMBER
    return engine


def standing(engine: Engine) -> list[str]:
    with read_session(engine) as session:
        return sorted({row.code for row in session.query(StatusRow).filter(StatusRow.withdrawn.is_(False))})


@pytest.mark.parametrize("outcome", ["investigating", "dropped", "refused", "convicted", "acquitted", "victim_blamed"])
@pytest.mark.parametrize("whose", ["journalist", "perpetrator", None])
def test_not_by_what_the_machine_read(case: Engine, outcome: str, whose: str | None) -> None:
    with write_transaction(case) as session:
        read: dict[str, Any] = {"label": "followup", "categories": [{"code": "CRM", "score": 0.9}], "outcome": outcome, "outcome_of": whose}
        draft = arrive(session, "b", "Сынақова: суд решил", screened=read)
        review.confirm(session, draft, who="Aigul", now=NOW, fields={"follows": NUMBER})
    assert not set(standing(case)) & set(HERS)


@pytest.mark.parametrize("code", HERS)
def test_not_by_the_choice_of_a_person_in_a_draft(case: Engine, code: StatusCode) -> None:
    with write_transaction(case) as session:
        draft = arrive(session, "b", "Сынақова: суд решил", screened={"label": "followup", "categories": [{"code": "CRM", "score": 0.9}]})
        with pytest.raises(BadDecision, match="is the journalist's own case"):
            review.confirm(session, draft, who="Aigul", now=NOW, fields={"follows": NUMBER, "status": code.value})
    assert standing(case) == ["REP"]


@pytest.mark.parametrize("code", HERS)
def test_not_by_the_shell(case: Engine, monkeypatch: pytest.MonkeyPatch, code: StatusCode) -> None:
    monkeypatch.setenv("QORGAN_DATABASE_URL", case.url.render_as_string(hide_password=False))
    done = CliRunner().invoke(app, ["status", NUMBER, code, "--date", "2026-06-01", "--source", "x", "--as", "Aigul"])
    assert "is the journalist's own case" in str(done.exception)
    assert standing(case) == ["REP"]


@pytest.mark.parametrize("code", HERS)
def test_not_by_the_page_of_the_record_nor_by_the_api(site: Site, code: StatusCode) -> None:
    with site.writing() as session:
        case = replace(incident(1, date(2026, 3, 1)), primary=Category.CRM, categories=(Category.CRM,), statuses=())
        (number,) = admit_all(session, [case])
    said = {"code": code.value, "source": "x"}
    page = site.signed_in("editor").submit(f"/incidents/{number}/statuses", {**said, "day": "2026-06-01"})
    assert (page.status_code, "is the journalist&#39;s own case" in page.text) == (422, True)
    asks = program(site, "editor")
    told = asks.browser.post(f"/api/v1/incidents/{number}/statuses", json={**said, "date": "2026-06-01"})
    assert (told.status_code, "is the journalist's own case" in told.text) == (422, True)
    hers = asks.browser.post(f"/api/v1/incidents/{number}/statuses", json={"code": "JIN", "date": "2026-06-01", "source": "x"})
    wrong = hers.json()["statuses"][0]["id"]
    told = asks.browser.put(f"/api/v1/incidents/{number}/statuses/{wrong}", json={**said, "date": "2026-06-01", "reason": "x"})
    assert (told.status_code, "is the journalist's own case" in told.text) == (422, True)
    assert standing(site.engine) == ["JIN"]


def test_not_by_changing_the_categories_afterwards(engine: Engine) -> None:
    with write_transaction(engine) as session:
        (number,) = admit_all(session, [replace(incident(1, date(2026, 3, 1)), statuses=())])
        for code in HERS:
            incidents.add_status(session, number, code, date(2026, 6, 1), source="x", who="Aigul", now=NOW)
        with pytest.raises(BadDecision, match="is the journalist's own case"):
            incidents.edit(session, number, {"primary": "CRM", "categories": ["CRM"]}, {}, who="Aigul", now=NOW)


def test_not_by_an_import_which_keeps_it_as_withdrawn_and_names_it(engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "old.jsonl"
    told = [{"date": "2026-06-01", "code": code} for code in HERS]
    path.write_text(json.dumps({"number": NUMBER, "primary": "CRM", "date": "2026-03-01", "statuses": told}), encoding="utf-8")
    found = checked(path, TODAY)
    take(engine, found, who="Aigul", now=NOW)
    assert len(found.odd) == len(HERS)
    assert standing(engine) == []
    with read_session(engine) as session:
        record = incidents.find(session, NUMBER)
        assert record is not None
        assert [status.code for status in record.withdrawn_statuses] == HERS
