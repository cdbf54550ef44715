"""The list of incidents shows who is in custody today, and which records have a status that tells the wrong story."""

import json
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from lxml import html
from typer.testing import CliRunner

from flows.cli.main import app
from records.incident_model import Penalty, Status
from records.incidents.tracks import NOT_PLACED
from records.vocabulary import SentenceKind, StatusCode, TermUnit
from tests.desk.incident_records import admit_all, incident
from tests.desk.site import Site

HELD = Status(date(2026, 10, 1), StatusCode.JSN, "суд", "", penalty=Penalty(SentenceKind.PRISON, 2, TermUnit.YEARS))
SET_FREE = Status(date(2026, 11, 20), StatusCode.JRL, "суд", "")
# A sentence of the journalist's, as it was recorded before there were two tracks.
AS_JUSTICE = Status(date(2026, 10, 1), StatusCode.CVF, "суд", "")


@pytest.fixture
def record(site: Site) -> Site:
    """Four cases against journalists: in prison, set free, told as justice, and without any step."""
    told = ((HELD,), (HELD, SET_FREE), (AS_JUSTICE,), ())
    with site.writing() as session:
        admit_all(session, [incident(5 + 8 * at, date(2026, 3, 5 + at), statuses=steps) for at, steps in enumerate(told)])
    return site


def listed(page: str) -> list[str]:
    return re.findall(r'<th scope="row"><a href="/incidents/(KZ-\d{4}-\d{4})"', page)


def test_the_list_can_be_narrowed_to_who_is_in_custody_today_and_its_file_too(record: Site) -> None:
    monitor = record.signed_in()
    assert listed(monitor.get("/incidents?custody=yes").text) == ["KZ-2026-0005"]
    file = monitor.submit("/incidents/export?custody=yes", {"format": "jsonl"}).text
    assert [json.loads(line)["number"] for line in file.splitlines() if line.startswith("{")] == ["KZ-2026-0005"]


def test_the_api_gives_who_is_in_custody_on_a_day(record: Site) -> None:
    monitor = record.signed_in()
    for day, held in (("2026-11-24", ["KZ-2026-0005"]), ("2026-11-19", ["KZ-2026-0013", "KZ-2026-0005"]), ("2026-09-01", [])):
        answer = monitor.get(f"/api/v1/incidents?in_custody=true&as_of={day}&fields=number").json()
        assert [item["number"] for item in answer["items"]] == held, day


@pytest.mark.parametrize("what", ["incidents", "impunity"])
def test_the_shell_gives_who_is_in_custody_on_a_day(record: Site, what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATABASE_URL", record.engine.url.render_as_string(hide_password=False))
    for day, held in (("2026-11-24", ["KZ-2026-0005"]), ("2026-11-19", ["KZ-2026-0005", "KZ-2026-0013"]), ("2026-09-01", [])):
        run = CliRunner().invoke(app, ["export", what, "--in-custody", "--as-of", day])
        assert [json.loads(line)["number"] for line in run.stdout.splitlines()] == held, run.output


def test_the_list_says_how_many_statuses_tell_the_wrong_story_and_shows_them(record: Site) -> None:
    monitor = record.signed_in()
    assert "1 incident has a status that tells the wrong story:" in monitor.get("/incidents").text
    narrowed = monitor.get("/incidents?review=yes").text
    assert listed(narrowed) == ["KZ-2026-0021"]
    assert "tells the wrong story:" not in narrowed


def test_the_page_of_an_incident_says_what_is_wrong_with_a_status_that_an_import_could_not_place(site: Site) -> None:
    kept = replace(AS_JUSTICE, withdrawn=NOT_PLACED)
    with site.writing() as session:
        admit_all(session, [incident(5, date(2026, 3, 5), statuses=(), withdrawn_statuses=(kept,))])
    page: Any = html.document_fromstring(site.signed_in("editor").get("/incidents/KZ-2026-0005").text)
    (gone,) = page.xpath("//details[@class='gone']")
    assert gone.get("open") is not None
    assert "choose one of JSN, JFN, JDM" in gone.text_content()


def test_where_all_statuses_are_in_place_the_list_says_nothing_of_it(site: Site) -> None:
    with site.writing() as session:
        admit_all(session, [incident(5, date(2026, 3, 5), statuses=(HELD,))])
    assert "wrong story" not in site.signed_in().get("/incidents").text
