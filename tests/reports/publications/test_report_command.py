"""`qorgan report`: the file of the document, the notes to the editor, cases that are asked for, and what is refused."""

import json
import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from flows.cli import report_command
from records.database import open_database, write_transaction
from records.errors import NoSuchIncident
from records.incidents import import_incident
from records.settings import read_settings
from records.vocabulary import Category
from reports.publications.publish import TextsUnchecked
from reports.publications.report_data import requested_numbers
from tests.golden.publications.documents import docx_text
from tests.golden.publications.record import NOW
from tests.reports.publications.told import case

Report = Callable[..., Any]
STATEMENT = ("statement", "--until", "2021-06-30", "--lang", "en", "--format")


@pytest.fixture
def report() -> Report:
    """Runs the command with these words."""
    app = typer.Typer()
    app.command()(report_command.report)
    app.command()(lambda: None)
    return lambda *words: CliRunner().invoke(app, ["report", *map(str, words)])


def keep(category: Category, **fields: Any) -> None:
    with write_transaction(open_database(read_settings().database)) as session:
        import_incident(session, case("KZ-2021-0001", category, day=date(2021, 6, 11), **fields), who="Aigul", now=NOW)


def test_the_notes_to_the_editor_are_a_file_next_to_the_document_and_never_in_it(report: Report, tmp_path: Path) -> None:
    keep(Category.KIL)
    assert report(*STATEMENT, "json", "--as", "Aigul", "--output", tmp_path / "report.json").exit_code == 0
    found = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert found["language"] == "en"
    assert not (tmp_path / "report.notes.md").exists(), "JSON holds them as data"
    assert len(found["notes_to_the_editor"]) == 3
    note = next(one for one in found["notes_to_the_editor"] if one.startswith("KZ-2021-0001")).split(";")[0]
    for form in ("docx", "html", "md"):
        folder = tmp_path / form
        folder.mkdir()
        done = report(*STATEMENT, form, "--output", folder / f"report.{form}")
        assert done.exit_code == 0, done.output
        assert sorted(file.name for file in folder.iterdir()) == sorted(["report." + form, "report.notes.md"])
        assert note in (folder / "report.notes.md").read_text(encoding="utf-8")
        whole = (folder / f"report.{form}").read_bytes()
        assert note not in ("\n".join(docx_text(whole)) if form == "docx" else whole.decode())
        assert re.search(r"\b3\b", done.stderr)
    done = report(*STATEMENT, "md")
    assert note not in done.stdout
    assert note in done.stderr


def test_a_final_document_is_refused_that_holds_what_nobody_has_checked(report: Report, tmp_path: Path) -> None:
    keep(Category.KIL, summary={"en": "Somebody was killed."})
    asked = (*STATEMENT, "docx", "--output", tmp_path / "report.docx")
    refused = report(*asked, "--final").exception
    assert isinstance(refused, TextsUnchecked)
    assert "KZ-2021-0001" in str(refused)
    assert not list(tmp_path.glob("report*")), "nothing is written"
    assert report(*asked).exit_code == 0
    assert report("release", "--final").exit_code == 2


def test_cases_that_are_asked_for_are_in_it_and_what_there_is_not_is_refused(report: Report) -> None:
    keep(Category.CRT)
    asked = ("monthly", "--until", "2021-06-30", "--format", "json")
    assert json.loads(report(*asked).stdout)["cases"] == []
    done = report(*asked, "--tell", "KZ-2021-0001")
    assert [one["incident"]["number"] for one in json.loads(done.stdout)["cases"]] == ["KZ-2021-0001"]
    assert isinstance(report(*asked, "--tell", "KZ-2021-0009").exception, NoSuchIncident)
    assert report("release", "--tell", "KZ-2021-0001").exit_code == 2


@pytest.mark.parametrize(
    "asked",
    [
        ["statement", "--since", "2021-11-03", "--until", "2021-11-02"],
        ["monthly", "--until", "2021-13-01"],
        ["weekly"],
        ["statement", "--base-url", "javascript:x"],
    ],
)
def test_a_wrong_call_is_refused_with_exit_2(report: Report, asked: list[str]) -> None:
    assert report(*asked).exit_code == 2


@pytest.mark.parametrize(
    ("written", "numbers"),
    [
        ([], ()),
        ([""], ()),
        (["KZ-2021-0001", "KZ-2021-0002"], ("KZ-2021-0001", "KZ-2021-0002")),
        ([" kz-2021-0001,KZ-2021-0002;\nKZ-2021-0001 "], ("KZ-2021-0001", "KZ-2021-0002")),
    ],
)
def test_numbers_stand_once_and_in_the_order_in_which_they_were_written(written: list[str], numbers: tuple[str, ...]) -> None:
    assert requested_numbers(written) == numbers
