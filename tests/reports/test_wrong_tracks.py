"""Old records whose statuses tell the wrong story: each is listed with the step that was probably meant, and no output tells it as what it says."""

import io
import json
import re
import shlex
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner

from flows.cli import report_command, status_command
from flows.notify.digest import week_digest
from records import incidents
from records.clock import day_of, monday
from records.database import consistent_read_session, read_session, write_transaction
from records.filters import IncidentFilter
from records.i18n import LANGUAGES, reader_language, tr_to, use_language
from records.incident_model import Incident, Status
from records.incidents.tracks import NOT_PLACED, split_by_track
from records.vocabulary import STATUS_LABELS, Category, DatePrecision, Lawful, StatusCode
from reports.digests import week_words
from reports.exports.cells import write_rows
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.imports.import_run import check_import, compared, run_import
from reports.kinds import DOCUMENT_KINDS, ReportFormat, ReportKind
from reports.publications import ReportRequest, notes_file
from reports.publications.publish import publish
from reports.release import ReleaseRequest, release
from reports.statistics import StatisticsPeriod, statistics
from reports.withheld import public_incidents
from reports.wrong_tracks import wrong_tracks, wrong_tracks_of
from tests.conftest import NOW
from tests.empty_database import open_upgraded

FIRST = date(2026, 3, 1)


def old(*codes: str, categories: tuple[Category, ...] = (Category.CRM,), number: str = "KZ-2026-0001") -> Incident:
    statuses = (Status(FIRST + timedelta(days=at), StatusCode(code), f"№ {at}") for at, code in enumerate(codes))
    placed, apart = split_by_track(statuses, categories, Lawful.UNKNOWN)
    return Incident(
        number=number, primary=categories[0], categories=categories, recorded=FIRST, day=FIRST, title="Іс", statuses=placed, misplaced_statuses=apart
    )


def test_her_sentence_that_was_entered_as_justice_done_is_listed_and_her_trial_too() -> None:
    found = list(wrong_tracks_of(old("REP", "CRTP", "CVF")))
    assert [(one.status.code, one.proposal) for one in found] == [
        ("CRTP", (StatusCode.JCT,)),
        ("CVF", (StatusCode.JSN, StatusCode.JFN, StatusCode.JDM)),
    ]


def test_the_likeliest_step_is_that_of_the_kind_of_case_and_what_is_in_place_is_not_listed() -> None:
    (civil,) = wrong_tracks_of(old("CVF", categories=(Category.CIV,)))
    (fine,) = wrong_tracks_of(old("APN", categories=(Category.ADM,)))
    (arrest,) = wrong_tracks_of(old("APN", categories=(Category.ARR, Category.DET)))
    assert [one.proposal[0] for one in (civil, fine, arrest)] == [StatusCode.JDM, StatusCode.JFN, StatusCode.JAA]
    assert list(wrong_tracks_of(old("PTI", "CVF", categories=(Category.ATT,)))) == []
    assert list(wrong_tracks_of(old("JIN", "JCT", "JSN"))) == []
    assert list(wrong_tracks_of(old("CVF", categories=(Category.CRM, Category.ATT)))) == []


def test_what_an_import_did_not_place_is_listed_until_somebody_put_the_right_step_next_to_it() -> None:
    unplaced = Incident(
        number="KZ-2026-0001", primary=Category.CRM, categories=(Category.CRM,), recorded=FIRST, day=FIRST,
        withdrawn_statuses=(Status(FIRST, StatusCode.CVF, "https://a.example", withdrawn=NOT_PLACED),),
    )  # fmt: skip
    (found,) = wrong_tracks_of(unplaced)
    assert "--correct" not in found.command()
    righted = Incident(**{**vars(unplaced), "statuses": (Status(FIRST, StatusCode.JSN, "https://a.example"),)})
    assert list(wrong_tracks_of(righted)) == []
    by_a_person = Incident(**{**vars(unplaced), "withdrawn_statuses": (Status(FIRST, StatusCode.CVF, withdrawn="another case"),)})
    assert list(wrong_tracks_of(by_a_person)) == []


def test_the_list_is_over_all_records_and_nothing_is_changed_by_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for one in (old("REP", "CVF"), old("CVF", categories=(Category.ATT,), number="KZ-2026-0002")):
            incidents.import_incident(session, one, who="Aigul", now=NOW)
    with read_session(engine) as session:
        (found,) = wrong_tracks(session)
        assert found.number == "KZ-2026-0001"
        words = shlex.split(found.command())
        asked = ["qorgan", "status", "KZ-2026-0001", "JSN", "--date", "2026-03-02", "--source", "№ 1", "--correct", str(found.status.id), "--reason"]
        assert (words[:-1], bool(words[-1])) == (asked, True)
        first = next(incidents.load(session))
        assert ([one.code for one in first.statuses], [one.code for one in first.misplaced_statuses]) == (["REP"], ["CVF"])


UNTIL = date(2026, 6, 30)
# As of 40 old records 10 had it: each is the journalist's own case, told as the perpetrator's. One is of the year before, and so news of an earlier case.
OLD: tuple[tuple[tuple[str, ...], str, date], ...] = (
    (("CRM",), "CVF", date(2026, 2, 1)), (("CRM", "SMR"), "ACQ", date(2026, 3, 1)), (("DET",), "DRP", date(2026, 4, 1)),
    (("CIV", "ACC"), "CVM", date(2026, 5, 1)), (("CRM", "ARR"), "CVP", date(2025, 12, 1)),
)  # fmt: skip
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
            incidents.import_incident(session, one, who="Aigul", now=NOW)
    yield engine
    engine.dispose()


def numbers(engine: Engine) -> tuple[str, ...]:
    with read_session(engine) as session:
        return tuple(one.number for one in incidents.load(session))


def export(engine: Engine, what: str, form: str = "jsonl", **filters: Any) -> bytes:
    stream = io.BytesIO()
    with read_session(engine) as session:
        asked = IncidentFilter(as_of=UNTIL, **filters)
        write_rows(form, stream, EXPORT_DEFINITIONS[what], EXPORT_DEFINITIONS[what].rows(session, asked), asked)
    return stream.getvalue()


@pytest.mark.parametrize("kind", DOCUMENT_KINDS)
@pytest.mark.parametrize("form", [ReportFormat.HTML, ReportFormat.MD, ReportFormat.JSON])
def test_no_document_tells_it_and_the_editor_learns_how_many_there_are(press: Engine, kind: ReportKind, form: ReportFormat) -> None:
    with read_session(press) as session:
        made = publish(session, ReportRequest(kind, UNTIL, date(2026, 1, 1), "en", form, tell=numbers(press)), UNTIL)
    # Markdown puts a stroke before a letter that it would read.
    words = made.content.decode().replace("\\", "")
    (said,) = re.findall("- (5 .*: KZ-2025-0001, KZ-2026-0001)", notes_file(made.document))
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
    with consistent_read_session(press) as session:
        made = release(session, ReleaseRequest(UNTIL, date(2025, 1, 1), "en"), UNTIL)
    assert made.misplaced == len(OLD)
    told = {file.name: file.content.decode() for file in made.files if not file.name.endswith(".xlsx")}
    rows = [line.split(",") for line in told["statuses.csv"].splitlines()[1:]]
    assert len(rows) == len(OLD)
    assert not any(code in cells for cells in rows for code in SAID)
    assert not any(f'"{code}"' in told["incidents.jsonl"] for code in SAID)
    assert json.loads(told["datapackage.json"])["counts"]["statuses"] == len(OLD)
    app = typer.Typer()
    app.command()(report_command.report)
    monkeypatch.setenv("QORGAN_DATABASE_URL", press.url.render_as_string(hide_password=False))
    asked = ["release", "--until", f"{UNTIL}", "--since", "2025-01-01", "--lang", "en", "--output", str(tmp_path / "r.zip"), "--as", "Aigul"]
    done = CliRunner().invoke(app, asked)
    assert re.search(r"^qorgan: 5 .*`qorgan review`", done.stderr, re.MULTILINE)


def test_the_weekly_message_does_not_tell_it_and_says_where_to_look(press: Engine) -> None:
    with read_session(press) as session, use_language("en"):
        digest = week_digest(session, monday(day_of(NOW)))
        _, words = week_words(digest)
        _, with_page = week_words(digest, "https://desk.example.org")
    # What is left of these cases is that they were reported, which is no news.
    assert (digest.added, list(digest.statuses), digest.misplaced) == (0, [], len(OLD))
    assert re.search(r"^5 .*`qorgan review`", words, re.MULTILINE)
    # Whoever gets it may have no shell: where the desk has an address, its page is named.
    assert re.search(r"^5 .*: https://desk\.example\.org/incidents\?review=yes$", with_page, re.MULTILINE)
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
    file = check_import(path, day_of(NOW))
    with read_session(press) as session:
        plan = compared(session, file, day_of(NOW))
        assert (len(plan.known), len(plan.new)) == (len(OLD), 0)
    run_import(engine, file, who="Aigul", now=NOW)
    assert export(engine, "incidents", form="csv").count(NOT_PLACED.encode()) == len(OLD)


def test_the_shell_lists_them_all_with_the_step_that_was_meant(press: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    app = typer.Typer()
    app.command()(status_command.status)
    app.command()(status_command.review)
    monkeypatch.setenv("QORGAN_DATABASE_URL", press.url.render_as_string(hide_password=False))
    done = CliRunner().invoke(app, ["review"])
    assert [*map(sorted, [re.findall(r"qorgan status (KZ-\S+)", done.stdout)])] == [sorted(numbers(press))]
    assert reader_language() == "en"
