"""Exports: fields of the contract, filters that hold and say so, and nothing that a spreadsheet would run."""

import csv
import hashlib
import io
import json
import re
import shutil
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook
from sqlalchemy import Engine, select
from typer import Typer
from typer.testing import CliRunner

from flows.cli import export_command
from records import incidents, review
from records.articles import add_snapshot
from records.database import read_session, write_transaction
from records.filter_queries import InvalidFilter, require_valid_filters
from records.filters import FILTERS, FilterKind, IncidentFilter, entries
from records.incident_model import Incident, Status
from records.ledger import verify
from records.model import EvidenceRef
from records.outlets import runs
from records.settings import read_settings
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import Actor, Category, Fate, StatusCode
from reports.exports.cells import cell, write_rows
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.exports.export_run import ViewSheet, note_export, send_rows, write_view
from reports.exports.other_exports import published
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.flows.real_command import Home
from tests.records import rows

CONTRACT = {
    "articles": "id url outlet region lang title text authors published_at fetched_at sha256 evidence versions",
    "pages": "url outlet run fate status at",
    "drafts": "id state score label categories persons outlets place region incident_date articles follows sample reasons decided_by decided_at reason"
    " proposed_summary unsure readers",
    "incidents": "number primary categories date date_precision place region victims outlets actor target online during motive lawful law_articles claimant amount_claimed"
    " amount_awarded currency next_date summary statuses"
    " days_without_accountability articles adil_soz_block us_tracker mapping_media_freedom sdg jfj mapmf title country withdrawn days_since_status unesco cpj recorded",
    "statuses": "number date code source note",
    "impunity": "number days_without_accountability days_since_status",
    "decisions": "id at who action subject reason note before after hash",
}
TODAY = NOW.date()
SECRET = "жасырын мекенжай 7-42"


@pytest.fixture(scope="module")
def filled_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    file = tmp_path_factory.mktemp("exports") / "exports.db"
    engine = open_upgraded(f"sqlite:///{file}")
    with write_transaction(engine) as session:
        rows.article(session, "a", title="=cmd|' /C calc'!A0", authors=["Әлия", "Болат"])
        rows.article(session, "b", outlet="kz_other", lang="kk", published_on=date(2026, 11, 1))
        for identifier in ("a", "b"):
            rows.screening(session, identifier)
        runs.begin_outlet(session, "run", "kz_test", "KZ-35", NOW)
        for url, fate in (("u1", Fate.STORED), ("u2", Fate.GONE)):
            runs.record_page_fate(session, "run", "kz_test", url, url, fate, at=NOW, status=200)
        drafts = review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW)
        noted = {"place": "Теміртау", "safety_notes": SECRET, "contacts": SECRET}
        review.confirm(session, drafts[0].id, who="Aigul", now=NOW, fields=noted)
        earlier_ones: dict[str, dict[str, Any]] = {"KZ-2021-0001": {"actor": Actor.COURT}, "KZ-2021-0002": {"withdrawn": True}}
        for number, changes in earlier_ones.items():
            earlier = Incident(number, Category.THR, (Category.THR, Category.DET), TODAY, day=date(2021, 6, 10), outlets=("Мысал",), **changes)
            told = Status(date(2021, 6, 12), StatusCode.APO, "=сот"), Status(date(2022, 1, 9), StatusCode.NOI)
            incidents.import_incident(session, replace(earlier, statuses=told), who="Aigul", now=NOW)
    engine.dispose()
    return file


@pytest.fixture(scope="module")
def filled(filled_file: Path) -> Iterator[Engine]:
    """A record of every kind of row, to be read only."""
    engine = open_upgraded(f"sqlite:///{filled_file}")
    yield engine
    engine.dispose()


def export(engine: Engine, what: str, form: str = "jsonl", **filters: Any) -> bytes:
    stream = io.BytesIO()
    with read_session(engine) as session:
        asked: Any = EXPORT_DEFINITIONS[what].filter(**filters)
        dated = replace(asked, as_of=asked.as_of or TODAY) if "as_of" in EXPORT_DEFINITIONS[what].takes else asked
        write_rows(form, stream, EXPORT_DEFINITIONS[what], EXPORT_DEFINITIONS[what].rows(session, dated), asked)
    return stream.getvalue()


def lines(engine: Engine, what: str, **filters: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in export(engine, what, **filters).splitlines()]


@pytest.mark.parametrize("what", list(CONTRACT))
def test_every_field_of_the_contract_is_there_in_all_three_forms(filled: Engine, what: str) -> None:
    fields = set(CONTRACT[what].split())
    assert fields <= set(lines(filled, what)[0])
    assert fields <= set(next(csv.reader(io.StringIO(export(filled, what, "csv").decode()))))
    sheet = load_workbook(io.BytesIO(export(filled, what, "xlsx")))[what]
    assert fields <= {value.value for value in next(iter(sheet.iter_rows(max_row=1)))}


def test_a_draft_shows_the_persons_value_in_place_of_the_machines(filled: Engine) -> None:
    first = lines(filled, "drafts")[0]
    assert (first["state"], first["place"], first["decided_by"]) == ("confirmed", "Теміртау", "Aigul")
    assert set(first["articles"][0]) == {"id", "url", "outlet", "lang", "title", "published_at", "sha256", "date_precision", "partial"}


NARROWED: dict[str, list[tuple[dict[str, Any], int]]] = {
    "articles": [
        ({"outlet": "kz_other"}, 1), ({"lang": "kk"}, 1), ({"since": date(2026, 11, 2)}, 1), ({"until": date(2026, 11, 2)}, 1), ({"region": "KZ-10"}, 0),
    ],
    "pages": [({"fate": "gone"}, 1), ({"run": "another"}, 0), ({"until": NOW.date()}, 2), ({"since": date(2026, 11, 25)}, 0)],
    "drafts": [
        ({"state": "confirmed"}, 1), ({"outlet": "kz_other"}, 1), ({"category": "ATT"}, 2), ({"category": "THR"}, 0), ({"actor": "unknown"}, 2),
        ({"region": "KZ-35"}, 2), ({"region": "KZ-10"}, 0), ({"number": "KZ-2026-0001"}, 1),
    ],
    "incidents": [
        ({"category": "THR"}, 1), ({"actor": "court"}, 1), ({"number": "KZ-2026-0001"}, 1), ({"outlet": "Мысал"}, 1), ({"region": "KZ-35"}, 1),
        ({"until": date(2021, 6, 10)}, 1), ({"since": date(2021, 6, 11)}, 1), ({"as_of": date(2021, 6, 20)}, 2),
    ],
    "statuses": [
        ({"since": date(2022, 1, 1), "until": date(2022, 12, 31)}, 1), ({"outlet": "Мысал", "actor": "court"}, 2), ({"category": "KIL"}, 0),
    ],
    "impunity": [ ({"category": "THR"}, 1),
    ],
    "decisions": [ ({"number": "KZ-2026-0001"}, 3), ({"until": date(2026, 11, 23)}, 0),
    ],
}  # fmt: skip


@pytest.mark.parametrize("what", list(NARROWED))
def test_a_filter_narrows_the_rows_and_the_csv_says_so(filled: Engine, what: str) -> None:
    for filters, count in NARROWED[what]:
        assert (filters, len(lines(filled, what, **filters))) == (filters, count)
        head, *_ = export(filled, what, "csv", **filters).decode().splitlines()
        assert head == f"# {what}; " + "; ".join(f"{name}={value}" for name, value in filters.items())


def test_withdrawn_incidents_leave_only_when_they_are_asked_for(filled: Engine) -> None:
    numbers = ["KZ-2021-0001", "KZ-2026-0001"]
    assert [row["number"] for row in lines(filled, "incidents")] == numbers
    asked = lines(filled, "incidents", withdrawn=True)
    assert [(row["number"], row["withdrawn"]) for row in asked] == [(numbers[0], False), ("KZ-2021-0002", True), (numbers[1], False)]
    assert {row["number"] for row in lines(filled, "statuses", withdrawn=True)} == {"KZ-2021-0001", "KZ-2021-0002", "KZ-2026-0001"}
    assert b"withdrawn=true" in export(filled, "incidents", "csv", withdrawn=True)


def test_an_incident_has_its_place_in_the_taxonomies_and_clocks_of_the_day_asked_for(filled: Engine) -> None:
    first = lines(filled, "incidents", as_of=date(2021, 6, 11))[0]
    assert [first[name] for name in ("adil_soz_block", "adil_soz", "us_tracker", "mapping_media_freedom", "sdg", "jfj", "mapmf")] == [
        "A", "угроза", "chilling statement", "intimidation", "other harmful act", "non-physical and cyber", "verbal",
    ]  # fmt: skip
    assert (first["days_without_accountability"], first["days_since_status"], first["as_of"]) == (1, 1, "2021-06-11")
    later = lines(filled, "incidents")[0]
    assert (later["days_without_accountability"], later["days_since_status"], later["as_of"]) == (2, (TODAY - date(2022, 1, 9)).days, str(TODAY))


def test_what_is_noted_for_the_victims_safety_is_in_no_export(filled: Engine) -> None:
    with read_session(filled) as session:
        assert SECRET in str(session.scalars(select(IncidentRow.private).where(IncidentRow.number == "KZ-2026-0001")).one())
    for what, shape in EXPORT_DEFINITIONS.items():
        asked: dict[str, Any] = {"withdrawn": True} if "withdrawn" in shape.takes else {}
        for form in ("jsonl", "csv"):
            assert SECRET not in export(filled, what, form, **asked).decode()
        with zipfile.ZipFile(io.BytesIO(export(filled, what, "xlsx", **asked))) as book:
            assert not any(SECRET in book.read(part).decode(errors="replace") for part in book.namelist())
    kept = {"fields": {"contacts": SECRET, "place": "Ақтау"}, "private": "a" * 64, "was": [{"private": {"safety_notes": SECRET}}]}
    assert published(kept) == {"fields": {"contacts": "(withheld)", "place": "Ақтау"}, "private": "a" * 64, "was": [{"private": "(withheld)"}]}


@pytest.mark.parametrize("what", list(EXPORT_DEFINITIONS))
def test_a_filter_that_means_nothing_to_an_export_is_refused_by_name(what: str) -> None:
    fit = {FilterKind.NUMBER: "KZ-2021-0001", FilterKind.COUNT: "90"}
    values: dict[str, Any] = {
        name: next(iter(entry.codes), fit.get(entry.kind, "KZ-35")) for of in FILTERS for name, entry in entries(of).items() if entry.exports
    }
    for name, value in values.items():
        if name in EXPORT_DEFINITIONS[what].takes:
            require_valid_filters(what, {name: value})
        else:
            with pytest.raises(InvalidFilter, match=f"^--{name.replace('_', '-')} .* {what}; .*--"):
                require_valid_filters(what, {name: value})


@pytest.mark.parametrize(
    ("what", "filters", "words"),
    [
        ("incidents", {"category": "ATTT"}, ["--category ATTT", "ATT?"]),
        ("incidents", {"actor": "curt"}, ["--actor curt", "court?"]),
        ("drafts", {"state": "open"}, ["--state open", "new, "]),
        ("incidents", {"number": "2021-1"}, ["--number 2021-1"]),
        ("incidents", {"since": date(2021, 2, 1), "until": date(2021, 1, 1)}, ["--since", "--until"]),
    ],
)
def test_a_value_that_no_list_has_is_refused_with_the_nearest_right_one(what: str, filters: dict[str, Any], words: list[str]) -> None:
    with pytest.raises(InvalidFilter, match="^" + ".* ".join(map(re.escape, words))):
        require_valid_filters(what, filters)


def test_more_drafts_and_articles_than_a_batch_come_whole_and_in_order(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.exports.article_exports._ARTICLE_BATCH", 2)
    monkeypatch.setattr("reports.exports.article_exports._BATCH", 2)
    names = ["c", "a", "e", "b", "d"]
    with write_transaction(engine) as session:
        for place, identifier in enumerate(names):
            rows.article(session, identifier, now=NOW + timedelta(minutes=place // 2))
            rows.screening(session, identifier)
            add_snapshot(session, identifier, NOW, EvidenceRef("later.warc.gz", 7, str(place) * 64), "https://test.example/", 200)
        review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW)
    articles = lines(engine, "articles")
    assert [row["id"] for row in articles] == ["a", "c", "b", "e", "d"]
    # Where days are asked for, in the order of publication.
    assert [row["id"] for row in lines(engine, "articles", since=TODAY, until=TODAY)] == sorted(names)
    assert [row["id"] for row in lines(engine, "articles", since=TODAY + timedelta(days=1))] == []
    assert {(row["versions"], row["evidence"]["file"], row["sha256"][0]) for row in articles} == {
        (2, "later.warc.gz", str(place)) for place in range(5)
    }
    drafts = lines(engine, "drafts")
    assert [row["id"] for row in drafts] == sorted(row["id"] for row in drafts)
    assert sorted(article["id"] for row in drafts for article in row["articles"]) == sorted(names)


def test_an_export_stands_in_the_ledger_with_the_hash_of_what_left(filled_file: Path, tmp_path: Path) -> None:
    own = open_upgraded(f"sqlite:///{shutil.copy(filled_file, tmp_path / 'own.db')}")
    for form in ("jsonl", "csv", "xlsx"):
        stream, asked = io.BytesIO(), IncidentFilter(region="KZ-35", as_of=TODAY)
        with read_session(own) as session:
            sent = send_rows(form, stream, EXPORT_DEFINITIONS["incidents"], EXPORT_DEFINITIONS["incidents"].rows(session, asked), asked)
        with write_transaction(own) as session:
            note_export(session, EXPORT_DEFINITIONS["incidents"], form, asked, sent, who="Aigul", now=NOW)
            last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc())).first()
            assert last is not None
            assert (last.action, last.subject, last.who) == ("export", "export incidents", "Aigul")
            assert last.after == {
                "filters": {"region": "KZ-35", "as_of": str(TODAY)}, "format": form, "rows": 1, "complete": True,
                "sha256": hashlib.sha256(stream.getvalue()).hexdigest(),
            }  # fmt: skip
            assert verify.ledger_chain_faults(session) == []


@pytest.mark.parametrize("form", ["jsonl", "csv", "xlsx"])
def test_a_reader_that_closes_early_is_no_error_and_is_reported_in_the_ledger(form: str) -> None:
    class Gone(io.BytesIO):
        def write(self, data: Any) -> int:
            raise BrokenPipeError

    many = ({"number": f"KZ-2021-{place:04}"} for place in range(1, 20))
    sent = send_rows(form, Gone(), EXPORT_DEFINITIONS["incidents"], many, IncidentFilter())
    assert (sent.complete, sent.rows < 20) == (False, True)


def app() -> Typer:
    made = Typer()
    made.command()(export_command.export)
    made.command()(lambda: None)
    return made


def test_the_command_refuses_a_filter_and_a_folder_that_there_is_not(tmp_path: Path) -> None:
    open_upgraded(read_settings().database).dispose()
    refused = CliRunner().invoke(app(), ["export", "pages", "--category", "ATT"])
    assert refused.exit_code == 2
    assert re.findall("--[a-z]+", refused.stderr) == ["--category", "--outlet", "--fate", "--run", "--since", "--until"]
    assert CliRunner().invoke(app(), ["export", "pages", "--output", str(tmp_path / "absent" / "pages.csv")]).exit_code == 1


@pytest.mark.usefixtures("processes")
def test_the_command_writes_the_ledger_and_survives_a_closed_pipe(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    engine = open_upgraded(f"sqlite:///{home.data / 'qorgan.db'}")
    home.data.chmod(0o700)
    with write_transaction(engine) as session:
        for place in range(400):
            rows.article(session, f"{place:04}", text="Мәтін " * 400)
    reader = home.start("export", "articles", "--as", "Aigul")
    assert reader.line(reader.stdout).startswith('{"id": "0000"')
    assert reader.stdout is not None
    reader.stdout.close()
    assert reader.stderr is not None
    assert (reader.stderr.read(), reader.wait()) == ("", 0)
    target = tmp_path / "articles.csv"
    command = app()
    asked = ["export", "articles", "--format", "csv", "--output", str(target), "--as", "Aigul"]
    assert CliRunner().invoke(command, asked, env=home.environment).exit_code == 0
    kept = [row for row in lines(engine, "decisions") if row["action"] == "export"]
    assert [(row["who"], row["after"]["complete"]) for row in kept] == [("Aigul", False), ("Aigul", True)]
    assert kept[1]["after"]["sha256"] == hashlib.sha256(target.read_bytes()).hexdigest()


def test_workbook_and_csv_have_no_formula_and_say_their_filters(filled: Engine) -> None:
    book = load_workbook(io.BytesIO(export(filled, "articles", "xlsx", outlet="kz_other")))
    assert [[value.value for value in row] for row in book.worksheets[0].iter_rows()] == [["export", "articles"], ["outlet", "kz_other"]]
    assert book.worksheets[1].max_row == 2
    text = export(filled, "articles", "csv").decode()
    assert [row["title"] for row in csv.DictReader(io.StringIO(text))][0] == "'=cmd|' /C calc'!A0"
    sheet = load_workbook(io.BytesIO(export(filled, "articles", "xlsx")))["articles"]
    assert all(value.data_type != "f" for row in sheet.iter_rows() for value in row)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "'=", "''@"])
def test_text_that_a_spreadsheet_would_run_is_made_plain(start: str) -> None:
    assert cell(f"{start}1+1") == f"'{start}1+1"
    assert cell(["a", "b"]) == "a; b"
    assert cell(-3) == -3


VIEW_DAY = date(2026, 11, 21)
VIEW_ROWS: list[list[Any]] = [
    ["=HYPERLINK(1)", VIEW_DAY, 5, None],
    ["қараша, «сот»; x", "ноябрь 2026", 0, ""],
    ["+7 701", None, None, "\x0b\nтегіс"],
    ["а" * 40_000, VIEW_DAY, 1, "@x"],
]


def written(form: str, lang: str) -> bytes:
    stream = io.BytesIO()
    write_view(form, stream, ViewSheet("Оқиғалар", ("Тақырыбы", "Күні", "Күн саны", "Жері"), (60, 13, 10, 20), VIEW_ROWS), lang)
    return stream.getvalue()


def test_a_sheet_has_real_dates_numbers_and_a_head_that_stays_with_filters_and_widths() -> None:
    sheet = load_workbook(io.BytesIO(written("xlsx", "kk"))).active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == ["Тақырыбы", "Күні", "Күн саны", "Жері"]
    assert (sheet["B2"].value.date(), sheet["B2"].number_format) == (VIEW_DAY, "dd.mm.yyyy")
    assert (sheet["C2"].value, sheet["C3"].value, sheet["C4"].value, sheet["D2"].value) == (5, 0, None, None)
    assert sheet.freeze_panes == "A2"
    assert sheet.auto_filter.ref == "A1:D5"
    assert sheet.column_dimensions["A"].width == 60
    assert sheet["A1"].font.b


def test_no_cell_is_a_formula() -> None:
    sheet = load_workbook(io.BytesIO(written("xlsx", "ru"))).active
    assert sheet is not None
    assert (sheet["A2"].value, sheet["A2"].data_type) == ("'=HYPERLINK(1)", "s")
    assert sheet["A4"].value == "'+7 701"
    assert len(sheet["A5"].value) == 32_767
    rows = list(csv.reader(io.StringIO(written("csv", "ru").decode("utf-8-sig")), delimiter=";"))
    assert [row[0][:3] for row in rows[1:]] == ["'=H", "қар", "'+7", "ааа"]
    assert rows[4][3] == "'@x"


@pytest.mark.parametrize(("lang", "separator"), [("kk", ";"), ("ru", ";"), ("en", ",")])
def test_a_csv_opens_in_the_spreadsheet_of_the_readers_language(lang: str, separator: str) -> None:
    found = written("csv", lang)
    assert found.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(found.decode("utf-8-sig")), delimiter=separator))
    assert rows[1] == ["'=HYPERLINK(1)", "21.11.2026", "5", ""]
    assert rows[2][1] == "ноябрь 2026"
