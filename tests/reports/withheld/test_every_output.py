"""A withheld name leaves by no output there is. Outputs are counted off where the program lists them: one that is new and not walked here fails."""

import io
import json
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from fastapi import FastAPI
from fastapi.routing import APIRoute
from typer.testing import CliRunner

import flows.notify
from desk import open_data
from desk.api import router
from desk.app import create_app
from desk.pages.incidents.table_columns import COLUMNS
from flows.cli import export_command, incident_command, report_command
from flows.notify.digest import draft_lines, send_draft_notices, week_digest
from records import incidents, tokens, users
from records.clock import start_of_day
from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.i18n import LANGUAGES, use_language
from records.incident_model import Victim
from records.incidents import free_number, import_incident
from records.language.names import rough_form
from records.settings import Settings
from records.tables import DraftRow
from records.users import Role
from records.vocabulary import StatusCode
from reports.exports.cells import write_rows
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.infographic import InfographicForm, InfographicRequest, make_infographic
from reports.kinds import DOCUMENT_FORMATS, DOCUMENT_KINDS, ReportKind
from reports.publications import ReportRequest, notes_file, notes_for_page
from reports.publications.publish import publish
from reports.release import ReleaseRequest, release
from reports.site import SiteFolder, SiteRequest, build_site
from reports.withheld import NameWouldBePrinted
from tests.conftest import NOW
from tests.desk.site import NAMES, Browser, Site, open_site
from tests.empty_database import open_upgraded
from tests.flows.notify.notice_listener import Listener
from tests.reports.withheld.canaries import ALSO_HERS, FORMS, HERS, TODAY, from_elsewhere, names_published, seed, seen
from tests.test_docs import commands

pytestmark = pytest.mark.usefixtures("catalogues")

# Every command, and by which test of this module its output is walked; or why it says no name to anybody but the people of the house.
COMMANDS = {
    "qorgan export": "exports",
    "qorgan report": "reports",
    "qorgan incident": "shell",
    **dict.fromkeys(
        ("qorgan person list", "qorgan person show", "qorgan person review", "qorgan person edit", "qorgan person undo"),
        "the room in which names are withheld: who runs it reads the database itself",
    ),
    **dict.fromkeys(("qorgan person merge", "qorgan person split"), "says ids"),
    **dict.fromkeys(("qorgan decide", "qorgan status"), "says numbers, codes and days"),
    "qorgan review": "a list for whoever corrects; its commands hold source and note as they stand",
    "qorgan run": "sends the notices; says counts",
    "qorgan serve": "as run and desk",
    "qorgan desk": "the API, the feed and the pages",
    "qorgan screen": "says what it is given, and reads no record",
    "qorgan import": "says which rows of the given file are wrong",
    "qorgan verify": "says ids and hashes",
}
_SAYS_NOTHING_OF_INCIDENTS = ("add", "anchor", "db", "evidence", "gate", "init", "intake", "outlets", "replay", "train", "user")


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """A record in which her name stands in every text, and the number of its confirmed incident."""
    yield from _open(tmp_path_factory.mktemp("named"), written=True)


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Site, str]]:
    """A record in which she is a victim, and outlets name her, but no text of ours does."""
    yield from _open(tmp_path_factory.mktemp("clean"), written=False)


def _open(folder: Path, *, written: bool) -> Iterator[tuple[Site, str]]:
    made = open_site(f"sqlite:///{folder / 'desk.db'}", folder / "var")
    yield made, seed(made, written=written)
    made.engine.dispose()


def test_a_new_command_is_walked_or_says_why_not() -> None:
    unknown = {name for name in commands() if name.split()[1] not in _SAYS_NOTHING_OF_INCIDENTS}
    assert unknown == COMMANDS.keys()


def test_a_new_kind_of_notice_is_walked() -> None:
    # Those of outlets and of drift name outlets and counts; what a digest holds is walked with the digests; `sending` only sends.
    known = {"digest", "drift", "outlets", "sending"}
    assert {module.name for module in pkgutil.iter_modules(flows.notify.__path__)} == known


@pytest.mark.parametrize("what", sorted(EXPORT_DEFINITIONS))
def test_no_export_names_her(named: tuple[Site, str], what: str) -> None:
    shape = EXPORT_DEFINITIONS[what]
    filters = IncidentFilter(as_of=TODAY) if "as_of" in shape.takes else shape.filter()
    with named[0].reading() as session:
        for form in ("jsonl", "csv", "xlsx"):
            stream, with_names = io.BytesIO(), io.BytesIO()
            write_rows(form, stream, shape, shape.rows(session, filters), filters)
            write_rows(form, with_names, shape, shape.records(session, filters), filters)
            assert seen(stream.getvalue()) == [], form
            if what in ("articles", "pages", "drafts", "decisions"):
                assert seen(with_names.getvalue()), "the records hold the name, so that this test can fail"
            if what in ("drafts", "incidents", "decisions"):
                assert names_published(stream.getvalue()), form


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", DOCUMENT_KINDS)
def test_no_report_names_her(clean: tuple[Site, str], kind: ReportKind, lang: str) -> None:
    with clean[0].reading() as session:
        for form in DOCUMENT_FORMATS:
            made = publish(session, ReportRequest(kind, TODAY, TODAY - timedelta(days=400), lang, form), TODAY)
            assert made.content
            assert seen(made.content) == [], form
            assert names_published(made.content), "another person is named"
    assert seen(notes_file(made.document).encode()) == [], "nor do the notes to the editor"
    assert seen(repr(notes_for_page(made.document)).encode()) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_infographic_names_anybody(named: tuple[Site, str], lang: str) -> None:
    with named[0].reading() as session:
        for form in InfographicForm:
            made = make_infographic(session, InfographicRequest(TODAY, TODAY - timedelta(days=400), lang, form), TODAY)
            assert made.figures.total
            assert seen(made.content) == [], form
            assert not names_published(made.content), "it has figures alone"


def test_a_report_that_would_print_her_name_is_refused_and_says_where(named: tuple[Site, str]) -> None:
    site, number = named
    for kind in DOCUMENT_KINDS:
        with site.reading() as session, pytest.raises(NameWouldBePrinted) as refused:
            publish(session, ReportRequest(kind, TODAY, TODAY - timedelta(days=400), "ru"), TODAY)
        assert f"{number} (title" in str(refused.value)
        assert seen(str(refused.value).encode()) == [], "the refusal itself names nobody"


def test_a_status_whose_note_named_her_stops_no_report_once_it_is_corrected_or_withdrawn(clean: tuple[Site, str], tmp_path: Path) -> None:
    site, number = clean
    with site.engine.connect() as connection:
        connection.exec_driver_sql(f"VACUUM INTO '{tmp_path / 'own.db'}'")
    own = open_upgraded(f"sqlite:///{tmp_path / 'own.db'}")
    mends: tuple[Callable[..., Any], ...] = (incidents.withdraw_status, _written_again)
    for nth, mend in enumerate(mends):
        with write_transaction(own) as session:
            wrong = incidents.add_status(session, number, StatusCode.CMP, TODAY, source="заявление", note=f"подала {FORMS[0]}", who="Aigul", now=NOW)
        request = ReportRequest(ReportKind.STATEMENT, TODAY, TODAY - timedelta(days=400), "ru", tell=(number,))
        with read_session(own) as session, pytest.raises(NameWouldBePrinted, match="statuses.note"):
            publish(session, request, TODAY)
        with write_transaction(own) as session:
            mend(session, number, wrong.id, reason=f"в ней была {FORMS[1]}", who="Aigul", now=NOW)
        with read_session(own) as session:
            made = [publish(session, replace(request, kind=kind), TODAY).content for kind in DOCUMENT_KINDS]
            made.append(release(session, ReleaseRequest(TODAY), TODAY).archive.content)
        assert [seen(content) for content in made] == [[]] * 5, nth
    own.dispose()


def _written_again(session: Any, number: str, id: int, **told: Any) -> None:
    incidents.correct_status(session, number, id, StatusCode.CMP, TODAY, source="заявление", note="подано", **told)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_file_of_a_release_names_her(clean: tuple[Site, str], lang: str) -> None:
    with clean[0].reading() as session:
        made = release(session, ReleaseRequest(TODAY, lang=lang), TODAY)
    found = {
        file.name: seen(file.name.encode() + b"\n" + file.content if file.name.endswith(("csv", "jsonl", "json", "md")) else file.content)
        for file in made.files
    }
    assert found == dict.fromkeys(found, [])
    assert seen(made.archive.content) == []
    assert {file.name for file in made.files if names_published(file.content)} >= {"incidents.csv", "incidents.jsonl", "incidents.xlsx"}


def test_no_file_of_the_site_names_her_and_none_is_called_after_her(clean: tuple[Site, str], tmp_path: Path) -> None:
    with clean[0].reading() as session, SiteFolder(tmp_path / "site") as folder:
        folder.stand({"incidents": build_site(session, SiteRequest(TODAY, "https://press.example/"), TODAY, folder).incidents})
    files = {file.relative_to(tmp_path).as_posix(): file.read_bytes() for file in (tmp_path / "site").rglob("*") if file.is_file()}
    assert {name: seen(name.encode() + b"\n" + content) for name, content in files.items() if seen(name.encode() + b"\n" + content)} == {}
    named = {name for name, content in files.items() if names_published(content)}
    assert {f"site/{lang}/incidents/index.html" for lang in LANGUAGES} <= named
    words = json.loads(files["site/data/words-1.json"])
    assert not any(rough_form(hers) in line for line in words for name in (HERS, ALSO_HERS) for hers in name.split())
    assert any(rough_form("Тәжібаев") in line for line in words)


def test_a_site_that_would_print_her_name_is_refused_and_nothing_stands(named: tuple[Site, str], tmp_path: Path) -> None:
    site, number = named
    with site.reading() as session, SiteFolder(tmp_path / "site") as folder, pytest.raises(NameWouldBePrinted) as refused:
        build_site(session, SiteRequest(TODAY), TODAY, folder)
    assert f"{number} (title" in str(refused.value)
    assert seen(str(refused.value).encode()) == []
    assert list(tmp_path.iterdir()) == []


def test_a_release_that_would_print_her_name_is_refused_and_says_where(named: tuple[Site, str]) -> None:
    site, number = named
    with site.reading() as session, pytest.raises(NameWouldBePrinted) as refused:
        release(session, ReleaseRequest(TODAY), TODAY)
    told = str(refused.value)
    assert f"{number} (title" in told
    fields = "summary.ru summary.kk place outlets victims.outlet statuses.source statuses.note next_dates.what next_dates.where"
    assert [field for field in fields.split() if field not in told] == []
    assert seen(told.encode()) == []


def _asked(number: str, statuses: list[int]) -> dict[tuple[str, str], list[tuple[str, Any]]]:
    """What is asked of each route of the API: addresses, and for POST and PATCH the body. The last ones change the record."""
    one = f"/api/v1/incidents/{number}"
    return {
        ("GET", "/api/v1/openapi.json"): [("/api/v1/openapi.json", None)],
        ("GET", "/api/v1/drafts"): [("/api/v1/drafts", None)],
        ("GET", "/api/v1/drafts/{id}"): [(f"/api/v1/drafts/{id}", None) for id in (1, 2, 3, 4)],
        ("GET", "/api/v1/incidents"): [(f"/api/v1/incidents?format={form}", None) for form in ("json", "csv", "jsonl")],
        ("GET", "/api/v1/incidents/{number}"): [(one, None)],
        ("GET", "/api/v1/articles/{id}/evidence"): [
            (f"/api/v1/articles/{id}/evidence{raw}", None) for id in ("confirmed1", "named", "unnamed") for raw in ("", "?raw=1")
        ],
        ("GET", "/feeds/incidents.atom"): [(f"/feeds/incidents.atom?lang={lang}", None) for lang in LANGUAGES],
        ("GET", "/feeds/calendar.ics"): [(f"/feeds/calendar.ics?lang={lang}", None) for lang in LANGUAGES],
        ("POST", "/api/v1/drafts/{id}/decisions"): [
            ("/api/v1/drafts/4/decisions", {"action": "confirm", "note": FORMS[0]}),
            ("/api/v1/drafts/2/decisions", {"action": "confirm"}),
        ],
        ("POST", "/api/v1/incidents/{number}/statuses"): [
            (f"{one}/statuses", {"code": "PTI", "date": "2026-11-24", "source": FORMS[0], "note": FORMS[1]})
        ],
        ("PUT", "/api/v1/incidents/{number}/statuses/{status_id}"): [
            (f"{one}/statuses/{statuses[-1]}", {"code": "PTI", "date": "2026-11-23", "source": FORMS[3], "note": FORMS[0], "reason": FORMS[1]})
        ],
        ("DELETE", "/api/v1/incidents/{number}/statuses/{status_id}"): [(f"{one}/statuses/{statuses[0]}", {"reason": FORMS[2]})],
        ("PATCH", "/api/v1/incidents/{number}"): [(one, {"fields": {"title": FORMS[2]}, "note": FORMS[0]})],
    }


def _program(site: Site) -> Browser:
    with site.writing() as session:
        token = tokens.create_token(session, users.find(session, NAMES[Role.EDITOR]), who="test", now=NOW)
    browser = site.browser()
    browser.headers["Authorization"] = f"Bearer {token}"
    return browser


def test_no_answer_of_the_api_and_no_feed_names_her(named: tuple[Site, str]) -> None:
    site, number = named
    program = _program(site)
    asked = _asked(number, [status["id"] for status in program.get(f"/api/v1/incidents/{number}").json()["statuses"]])
    desk = FastAPI()
    desk.include_router(router)
    served = {(method.upper(), path) for path, methods in desk.openapi()["paths"].items() for method in methods}
    assert served == asked.keys(), "a route that is new is walked here"
    told = {}
    for (method, _), requests in asked.items():
        for address, body in requests:
            answer = program.request(method, address, json=body) if body else program.request(method, address)
            told[address] = answer.status_code
            assert seen(answer.content) == [], (address, answer.status_code)
            assert seen(str(dict(answer.headers)).encode()) == [], address
    assert told.pop("/api/v1/articles/named/evidence?raw=1") == 403, "the bytes of a page that names her are for the desk alone"
    assert told.pop("/api/v1/articles/confirmed1/evidence?raw=1") in (403, 410)
    assert told.pop("/api/v1/drafts/2/decisions") == 409
    assert set(told.values()) <= {200, 201}, told
    assert names_published(program.get("/api/v1/incidents").content)
    assert names_published(program.get("/api/v1/drafts").content)


def test_who_tries_her_name_in_a_search_learns_nothing(clean: tuple[Site, str]) -> None:
    site, _ = clean
    program = _program(site)
    for word in ("карлыгаш", "Айдане", "karly"):
        assert program.get(f"/api/v1/drafts?q={word}").json() == {"items": [], "next": None}
        assert program.get(f"/api/v1/incidents?person={word}").json() == {"items": [], "next": None}
    assert len(program.get("/api/v1/drafts?q=тәжібаев").json()["items"]) >= 4
    assert seen(site.signed_in("monitor").get("/queue?q=карлыгаш").content), "the desk finds and shows it"


def test_the_desk_itself_names_her_and_its_statistics_and_files_do_not(named: tuple[Site, str], clean: tuple[Site, str]) -> None:
    site, number = named
    browser = site.signed_in("editor")
    assert seen(browser.get(f"/incidents/{number}").content), "whoever is signed in sees the name"
    assert browser.get("/api/v1/articles/named/evidence?raw=1").status_code == 200
    assert seen(browser.get("/reports?period=all").content) == []
    for form in ("csv", "jsonl", "xlsx"):
        assert seen(browser.submit("/incidents/export", {"format": form}).content) == []
    for form in ("csv", "xlsx"):
        assert seen(browser.submit(f"/incidents/file?columns={','.join(COLUMNS)}", {"format": form}).content) == []
    refused = browser.submit("/reports/document", {"kind": "statement", "lang": "ru", "since": "2025-01-01", "until": str(TODAY)})
    assert refused.status_code == 422
    assert seen(refused.content) == []
    made = clean[0].signed_in("editor").submit("/reports/document", {"kind": "statement", "lang": "ru", "since": "2025-01-01", "until": str(TODAY)})
    assert made.status_code == 200
    assert seen(made.content) == []
    for way in ("/reports/notes", "/reports/notes/file"):
        for of, status in ((site, 422), (clean[0], 200)):
            answer = of.signed_in("editor").submit(way, {"kind": "statement", "lang": "ru", "since": "2025-01-01", "until": str(TODAY)})
            assert answer.status_code == status
            assert seen(answer.content) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", [route.path for route in open_data.router.routes if isinstance(route, APIRoute)])
def test_no_answer_of_the_open_data_names_her(named: tuple[Site, str], clean: tuple[Site, str], path: str, lang: str) -> None:
    for (site, number), status in ((clean, 200), (named, 503)):
        app = create_app(site.settings.model_copy(update={"open_data": True}), site.engine, site.clock)
        answer = replace(site, app=app).browser().get(f"{path}?lang={lang}")
        assert answer.status_code == status, "where a text of ours names her nothing is given"
        assert seen(answer.content) == []
        assert (number in answer.text) == (status == 200)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_notice_names_her(named: tuple[Site, str], listener: Listener, lang: str) -> None:
    site, _ = named
    with use_language(lang):
        send_draft_notices(site.engine, Settings(notify=listener.address), NOW + timedelta(days=7))
        with site.reading() as session:
            drafts = draft_lines(session, list(session.query(DraftRow)))
            week = week_digest(session, TODAY - timedelta(days=TODAY.weekday()))
    for told in (repr(listener.told), repr(drafts), repr(week)):
        assert seen(told.encode()) == []
    assert len(drafts) >= 4
    assert week.confirmed
    assert start_of_day(week.first) <= NOW


def test_urgent_daily_and_weekly_messages_are_sent_without_her_name(clean: tuple[Site, str], listener: Listener) -> None:
    site, _ = clean
    for days in (0, 7):
        send_draft_notices(site.engine, Settings(notify=listener.address), NOW + timedelta(days=days))
    assert len(listener.told) >= 3, "urgent, the day, the week"
    assert seen(repr(listener.told).encode()) == []


def test_the_shell_names_her_to_nobody(named: tuple[Site, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    site, number = named
    monkeypatch.setenv("QORGAN_DATABASE_URL", site.engine.url.render_as_string(hide_password=False))
    shell = typer.Typer()
    for command in (incident_command.incident, export_command.export, report_command.report):
        shell.command()(command)
    shown = CliRunner().invoke(shell, ["incident", number])
    assert shown.exit_code == 0
    assert number in shown.stdout
    assert seen(shown.output.encode()) == []
    for kind in [*DOCUMENT_KINDS, "release", "site"]:
        out = tmp_path / f"{kind}.zip"
        since = [] if kind == "site" else ["--since", "2025-01-01"]
        refused = CliRunner().invoke(shell, ["report", str(kind), *since, "--until", str(TODAY), "--output", str(out)])
        assert isinstance(refused.exception, NameWouldBePrinted)
        assert not out.exists(), "nothing is written"


def test_names_of_everybody_else_stay_where_they_were(clean: tuple[Site, str]) -> None:
    site, _ = clean
    with site.writing() as session:
        other = from_elsewhere(free_number(session, 2025), written=False)
        import_incident(session, replace(other, victims=(Victim("Сәуле Мұратбек"),), articles=()), who="test", now=NOW)
    stream = io.BytesIO()
    with site.reading() as session:
        filters = IncidentFilter(as_of=TODAY)
        write_rows("jsonl", stream, EXPORT_DEFINITIONS["incidents"], EXPORT_DEFINITIONS["incidents"].rows(session, filters), filters)
    assert "Сәуле Мұратбек" in stream.getvalue().decode()
