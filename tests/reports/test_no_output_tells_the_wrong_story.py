"""A status on the wrong track, as old records have it, is told by no output as what it says: her own sentence would be printed as justice done, her acquittal as
impunity. The editor is told how many there are and where to look."""

import io
import json
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner

from flows.cli import report_command, status_command
from flows.notify.digest_contents import week_digest
from records import incidents
from records.clock import day_of
from records.database import at_one_moment, read_session, write_transaction
from records.filters import IncidentFilter
from records.i18n import LANGUAGES, reader, speaking, tr_to
from records.incident_model import Incident, Status
from records.incidents.tracks import NOT_PLACED
from records.outlets.drift_counts import monday
from records.vocabulary import STATUS_LABELS, Category, DatePrecision, StatusCode
from reports.digests import week_words
from reports.exports.export_formats import write_rows
from reports.exports.export_shapes import SHAPES
from reports.imports.import_run import checked, compared, take
from reports.publications import ReportFormat, ReportKind, ReportRequest, notes_file, publish
from reports.release import ReleaseRequest, release
from reports.statistics import StatisticsPeriod, statistics
from reports.withheld import public_incidents
from tests.conftest import NOW
from tests.empty_database import open_upgraded

UNTIL = date(2026, 6, 30)
# As of 40 old records 10 had it: each is the journalist's own case, told as the perpetrator's. One is of the year before, and so news of an earlier case.
OLD: tuple[tuple[tuple[str, ...], str, date], ...] = (
    (("CRM",), "CVF", date(2026, 2, 1)),
    (("CRM", "SMR"), "ACQ", date(2026, 3, 1)),
    (("DET",), "DRP", date(2026, 4, 1)),
    (("CIV", "ACC"), "CVM", date(2026, 5, 1)),
    (("CRM", "ARR"), "CVP", date(2025, 12, 1)),
)
SAID = {code: (tr_to("en", STATUS_LABELS[StatusCode(code)]), code) for _, code, _ in OLD}
# What the sentences of documents say of them.
SENTENCES = ("were convicted", "was acquitted", "was dropped", "ruled for the media")


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    engine = open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('old') / 'old.db'}")
    with write_transaction(engine) as session:
        for nth, (codes, code, day) in enumerate(OLD, start=1):
            told = (
                Status(day, StatusCode.REP, "https://dala.example/1"),
                Status(max(day, date(2026, 1, 5)) + timedelta(days=9), StatusCode(code), "сот", "жазба"),
            )
            categories = tuple(map(Category, codes))
            one = Incident(
                f"KZ-{day.year}-{nth if day.year == 2026 else 1:04d}", categories[0], categories, day, f"Іс {nth}", day, DatePrecision.DAY, "KZ", "Орал",
                "KZ-27", statuses=told,
            )  # fmt: skip
            incidents.admit(session, one, who="Aigul", now=NOW)
    yield engine
    engine.dispose()


def numbers(engine: Engine) -> tuple[str, ...]:
    with read_session(engine) as session:
        return tuple(one.number for one in incidents.load(session))


def export(engine: Engine, what: str, form: str = "jsonl", **filters: Any) -> bytes:
    stream = io.BytesIO()
    with read_session(engine) as session:
        asked = IncidentFilter(as_of=UNTIL, **filters)
        write_rows(form, stream, SHAPES[what], SHAPES[what].rows(session, asked), asked)
    return stream.getvalue()


@pytest.mark.parametrize("kind", list(ReportKind))
@pytest.mark.parametrize("form", [ReportFormat.HTML, ReportFormat.MD, ReportFormat.JSON])
def test_no_document_tells_it_and_the_editor_learns_how_many_there_are(press: Engine, kind: ReportKind, form: ReportFormat) -> None:
    with read_session(press) as session:
        made = publish(session, ReportRequest(kind, UNTIL, date(2026, 1, 1), "en", form, tell=numbers(press)), UNTIL)
    # Markdown puts a stroke before a letter that it would read.
    words = made.content.decode().replace("\\", "")
    said = "5 statuses tell the wrong story and are left out until somebody corrects them: KZ-2025-0001, KZ-2026-0001"
    assert said in notes_file(made.document)
    assert (said in words) is (form is ReportFormat.JSON), "in the data and in no publication"
    found = [said for said in SENTENCES if said in words.casefold()]
    assert found == []
    assert [label for label, _ in SAID.values() if label in words] == []
    if form is ReportFormat.JSON:
        assert [code for code in SAID if f'"{code}"' in words] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_none_does_in_any_language(press: Engine, lang: str, catalogues: None) -> None:
    with read_session(press) as session:
        made = publish(session, ReportRequest(ReportKind.MONTHLY, UNTIL, date(2026, 1, 1), lang, ReportFormat.MD, tell=numbers(press)), UNTIL)
    assert [code for code in SAID if tr_to(lang, STATUS_LABELS[StatusCode(code)]) in made.content.decode()] == []


def test_no_file_of_a_release_holds_it_and_the_shell_says_how_many_were_left_out(
    press: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with at_one_moment(press) as session:
        made = release(session, ReleaseRequest(UNTIL, date(2025, 1, 1), "en"), UNTIL)
    assert made.misplaced == len(OLD)
    told = {file.name: file.content.decode() for file in made.files if not file.name.endswith(".xlsx")}
    rows = [line.split(",") for line in told["statuses.csv"].splitlines()[1:]]
    assert len(rows) == len(OLD)
    assert not any(code in cells for cells in rows for code in SAID)
    assert not any(f'"{code}"' in told["incidents.jsonl"] for code in SAID)
    assert "what became of the perpetrator: 5" in told["README.txt"]
    app = typer.Typer()
    report_command.add_to(app)
    monkeypatch.setenv("QORGAN_DATABASE_URL", press.url.render_as_string(hide_password=False))
    asked = ["release", "--until", f"{UNTIL}", "--since", "2025-01-01", "--lang", "en", "--output", str(tmp_path / "r.zip"), "--as", "Aigul"]
    done = CliRunner().invoke(app, asked)
    assert "5 statuses tell the wrong story and are left out; `qorgan review` lists them" in done.stderr


def test_the_weekly_message_does_not_tell_it_and_says_where_to_look(press: Engine) -> None:
    with read_session(press) as session, speaking("en"):
        digest = week_digest(session, monday(day_of(NOW)))
        _, words = week_words(digest)
        _, with_page = week_words(digest, "https://desk.example.org")
    # What is left of these cases is that they were reported, which is no news.
    assert (digest.added, list(digest.statuses), digest.misplaced) == (0, [], len(OLD))
    assert "5 statuses tell the wrong story and are left out; `qorgan review` lists them" in words
    # Whoever gets it may have no shell: where the desk has an address, its page is named.
    assert "5 statuses tell the wrong story and are left out: https://desk.example.org/incidents?review=yes" in with_page
    assert "qorgan review" not in with_page
    assert [label for label, _ in SAID.values() if label in words] == []


def test_no_figure_at_the_desk_and_no_incident_that_leaves_counts_it(press: Engine) -> None:
    with read_session(press) as session:
        for one in public_incidents.load(session):
            assert [status.code for status in one.statuses] == [StatusCode.REP]
            assert len(one.misplaced_statuses) == 1
        found = statistics(public_incidents.load(session), StatisticsPeriod(date(2025, 1, 1), UNTIL), UNTIL)
    assert found.funnel.accountable == ()


def test_an_export_marks_it_as_an_import_would_keep_it_and_a_list_of_statuses_leaves_it_out(press: Engine) -> None:
    rows = [json.loads(line) for line in export(press, "incidents").splitlines()]
    assert [[status["code"] for status in row["statuses"] if status["withdrawn"] is None] for row in rows] == [["REP"]] * len(OLD)
    marked = {row["number"]: [(status["code"], status["withdrawn"]) for status in row["statuses"] if status["withdrawn"]] for row in rows}
    assert marked["KZ-2026-0001"] == [("CVF", NOT_PLACED)]
    assert {json.loads(line)["code"] for line in export(press, "statuses").splitlines()} == {"REP"}
    whole = [json.loads(line) for line in export(press, "statuses", withdrawn=True).splitlines()]
    assert {row["code"]: (row["withdrawn"], row["withdrawn_because"]) for row in whole if row["code"] != "REP"} == {
        code: (True, NOT_PLACED) for _, code, _ in OLD
    }
    impunity = [json.loads(line) for line in export(press, "impunity").splitlines()]
    assert [(row["status"], row["accountable"]) for row in impunity] == [("REP", False)] * len(OLD)


def test_what_was_exported_is_known_to_the_import_and_comes_into_another_database_for_review(press: Engine, engine: Engine, tmp_path: Path) -> None:
    path = tmp_path / "incidents.jsonl"
    path.write_bytes(export(press, "incidents"))
    file = checked(path, day_of(NOW))
    with read_session(press) as session:
        plan = compared(session, file, day_of(NOW))
        assert (len(plan.known), len(plan.new)) == (len(OLD), 0)
    take(engine, file, who="Aigul", now=NOW)
    assert export(engine, "incidents", form="csv").count(NOT_PLACED.encode()) == len(OLD)


def test_the_shell_lists_them_all_with_the_step_that_was_meant(press: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    app = typer.Typer()
    status_command.add_to(app)
    monkeypatch.setenv("QORGAN_DATABASE_URL", press.url.render_as_string(hide_password=False))
    done = CliRunner().invoke(app, ["review"])
    assert done.stdout.count("is the journalist's own case") == len(OLD)
    assert reader() == "en"
