"""The open data: what a release holds and leaves out, that programs can read it by its description, and that anybody can check it."""

import csv
import hashlib
import io
import json
import re
import subprocess
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import typer
from openpyxl import load_workbook
from sqlalchemy import Engine, select
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from flows.cli import report_command, verify_command
from flows.cli.report_command import ReportNotWritten
from records import incidents
from records.database import consistent_read_session, open_engine, read_session, write_transaction
from records.filters import IncidentFilter
from records.i18n import LANGUAGES, tr_to
from records.incident_model import Incident, Source, Status, Victim
from records.incidents.repository import withdraw
from records.ledger.anchors import anchors_in
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import CATEGORIES, Category, DatePrecision, StatusCode
from reports.exports.cells import cell
from reports.exports.incidents_export import COLUMNS, incident_row
from reports.imports.import_files import read
from reports.publications import WrongPeriod
from reports.release import File, Release, ReleaseRequest, note_release, release
from reports.release.previous import PreviousReleaseRefused
from tests.empty_database import open_upgraded
from tests.golden.publications.record import NOW, TODAY, UNTIL
from tests.records.ledger.anchored import Notary

pytestmark = pytest.mark.usefixtures("catalogues")

SECRET = "жасырын мекенжай 7-42"
FIRST = date(2021, 1, 1)
DATA = {"incidents.csv", "incidents.jsonl", "incidents.xlsx", "statuses.csv", "taxonomies.csv", "taxonomy_codes.csv"}
NAMES = DATA | {
    "CITATION.cff", "README.txt", "SHA256SUMS", "datacite.json", "datapackage.json", "dcat.jsonld",
    "incidents.schema.json", "statuses.schema.json", "taxonomies.schema.json", "taxonomy_codes.schema.json",
}  # fmt: skip


def case(number: str = "KZ-2021-0001", **fields: Any) -> Incident:
    """An attack of June 2021, with a complaint a week later and a penalty in the year after."""
    told = (Status(date(2021, 6, 17), StatusCode.CMP, "https://dala.example/1"), Status(date(2022, 3, 1), StatusCode.APN, "https://dala.example/2"))
    plain = Incident(number, Category.ATT, (Category.ATT, Category.OBS), date(2021, 6, 11), "Шабуыл", date(2021, 6, 10), DatePrecision.DAY, "KZ", "Орал",
                     "KZ-27", statuses=told)  # fmt: skip
    return replace(plain, **fields)


def stored(engine: Engine, *cases: Incident) -> None:
    with write_transaction(engine) as session:
        for one in cases:
            incidents.import_incident(session, one, who="Aigul", now=NOW)


def made(engine: Engine, until: date = UNTIL, since: date | None = None, lang: str = "en") -> Release:
    with consistent_read_session(engine) as session:
        return release(session, ReleaseRequest(until, since, lang), TODAY)


def files(engine: Engine, *asked: Any, **more: Any) -> dict[str, bytes]:
    return {file.name: file.content for file in made(engine, *asked, **more).files}


def rows(table: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(table.decode(), newline="")))


def read_back(file: File, folder: Path) -> list[dict[str, Any]]:
    """The rows as an import reads them."""
    (folder / file.name).write_bytes(file.content)
    found = read(folder / file.name)
    assert not found.faults
    return [line.values for line in found.lines]


def unpacked(content: bytes) -> Iterator[bytes]:
    """Every file of an archive, and of the archives in it."""
    with ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            inside = archive.read(name)
            yield inside
            if name.endswith(".xlsx"):
                yield from unpacked(inside)


# What it holds


def test_a_release_holds_the_same_incidents_in_every_form(press: Engine) -> None:
    bundle = files(press, since=FIRST)
    assert set(bundle) == NAMES
    with read_session(press) as session:
        # One of them has a status on the wrong track, which an export marks and a release leaves out.
        found = [replace(one, misplaced_statuses=()) for one in incidents.load(session, IncidentFilter(since=FIRST, until=UNTIL))]
        expected = [incident_row(one, UNTIL) for one in found]
    assert len(expected) == 132
    assert [json.loads(line) for line in bundle["incidents.jsonl"].splitlines()] == expected
    assert rows(bundle["incidents.csv"]) == [{column: str(cell(row[column])) for column in COLUMNS} for row in expected]
    sheet = load_workbook(io.BytesIO(bundle["incidents.xlsx"]), read_only=True)["incidents"]
    head, *cells = sheet.values
    assert head == COLUMNS
    assert [tuple("" if value is None else value for value in row) for row in cells] == [
        tuple(cell(row[column]) for column in COLUMNS) for row in expected
    ]
    assert [(row["number"], row["date"], row["code"]) for row in rows(bundle["statuses.csv"])] == [
        (row["number"], status["date"], status["code"]) for row in expected for status in row["statuses"]
    ]


def test_an_import_reads_what_was_released(press: Engine, tmp_path: Path) -> None:
    for file in made(press, since=FIRST).files:
        if file.name in DATA and file.name.startswith("incidents."):
            assert [line["number"] for line in read_back(file, tmp_path)][::131] == ["KZ-2021-0001", "KZ-2021-0132"]


def test_later_statuses_and_articles_do_not_exist_and_the_clocks_stand_still(engine: Engine) -> None:
    told = Source("a" * 64, "https://dala.example/1", published_at="2021-06-11T10:00:00+05:00")
    stored(
        engine, case(articles=(told, replace(told, id="b" * 64, published_at="2022-03-01"))), case("KZ-2021-0002", day=date(2021, 12, 1), statuses=())
    )
    bundle = files(engine)
    [row] = [json.loads(line) for line in bundle["incidents.jsonl"].splitlines()]
    assert [status["code"] for status in row["statuses"]] == ["CMP"]
    assert [article["id"][0] for article in row["articles"]] == ["a"]
    assert (row["days_without_accountability"], row["days_since_status"], row["as_of"]) == (145, 138, "2021-11-02")
    assert [status["code"] for status in rows(bundle["statuses.csv"])] == ["CMP"]
    later = files(engine, date(2022, 12, 31))
    assert len(later["incidents.jsonl"].splitlines()) == 2
    assert json.loads(later["incidents.jsonl"].splitlines()[0])["days_without_accountability"] == 264


def test_withdrawn_incidents_and_those_without_a_date_are_in_no_release(engine: Engine) -> None:
    stored(engine, case(), case("KZ-2021-0002"), case("KZ-2021-0003", day=None, precision=None))
    with write_transaction(engine) as session:
        withdraw(session, "KZ-2021-0002", who="Aigul", now=NOW)
    bundle = files(engine)
    assert [row["number"] for row in rows(bundle["incidents.csv"])] == ["KZ-2021-0001"]
    assert {row["number"] for row in rows(bundle["statuses.csv"])} == {"KZ-2021-0001"}
    assert json.loads(bundle["datapackage.json"])["counts"] == {"incidents": 1, "statuses": 1, "undated": 1}


def test_what_is_noted_for_the_victims_safety_and_who_noted_it_are_nowhere_in_it(engine: Engine) -> None:
    stored(engine, case())
    with write_transaction(engine) as session:
        incidents.edit(session, "KZ-2021-0001", {"place": "Ақсай"}, {"safety_notes": SECRET, "contacts": SECRET}, who="Aigul Monitor", now=NOW)
        assert SECRET in str(session.scalars(select(IncidentRow.private)).one())
    everything = b"\n".join(unpacked(made(engine).archive.content))
    assert "Ақсай".encode() in everything
    for hidden in (SECRET, SECRET.encode("ascii", "backslashreplace").decode(), "safety_notes", "contacts", 'private"', "Aigul"):
        assert hidden.encode() not in everything


def test_what_the_record_holds_is_text_and_nothing_else(engine: Engine, tmp_path: Path) -> None:
    hostile = "=cmd|' /C calc'!A0 <b>&amp;</b> \x07 _x0041_"
    stored(engine, case(title=hostile, place="+7", outlets=("a; b",), victims=(Victim(hostile),), summary={"ru": "я" * 40_000}))
    bundle = files(engine)
    [row] = rows(bundle["incidents.csv"])
    assert (row["title"], row["place"], row["outlets"]) == (f"'{hostile}", "'+7", '["a; b"]')
    assert json.loads(bundle["incidents.jsonl"])["title"] == hostile
    book = load_workbook(io.BytesIO(bundle["incidents.xlsx"]))
    assert all(one.data_type != "f" for sheet in book for line in sheet.iter_rows() for one in line)
    [entry] = read_back(File("incidents.xlsx", bundle["incidents.xlsx"]), tmp_path)
    assert entry["title"] == hostile
    assert json.loads(entry["summary"])["ru"] == "я" * 40_000


# Its description


def follows(value: str, field: dict[str, Any]) -> bool:
    """Whether a cell holds what its column may hold (Table Schema v1)."""
    limits = field.get("constraints", {})
    if value == "":
        return not limits.get("required")
    match field["type"]:
        case "date":
            date.fromisoformat(value)
            right = True
        case "integer":
            right = int(value) >= limits.get("minimum", int(value))
        case "boolean":
            right = value in ("true", "false")
        case "array":
            right = isinstance(json.loads(value), list)
        case "object":
            right = isinstance(json.loads(value), dict)
        case other:
            right = other == "string"
    return right and value in limits.get("enum", [value]) and bool(re.fullmatch(limits.get("pattern", ".*"), value, re.DOTALL))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_data_package_is_one_and_describes_every_file(press: Engine, lang: str) -> None:
    bundle = files(press, lang=lang)
    package = json.loads(bundle["datapackage.json"])
    assert package["profile"] == "tabular-data-package"
    assert re.fullmatch(r"[-a-z0-9._/]+", package["name"])
    assert (package["version"], package["language"], package["created"]) == ("2021-11-02", lang, "2026-11-25T06:00:00Z")
    assert package["licenses"][0]["name"] == "CC-BY-4.0"
    assert all(source["title"] for source in package["sources"])
    assert [resource["name"] for resource in package["resources"]] == ["incidents", "statuses", "taxonomies", "taxonomy_codes"]
    described = [*package["resources"], *package["alternatives"]]
    assert {resource["path"] for resource in described} == DATA
    for resource in described:
        content = bundle[resource["path"]]
        assert (resource["bytes"], resource["hash"]) == (len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        assert resource["format"] == resource["path"].rpartition(".")[2]
        assert resource["mediatype"]


def test_every_cell_of_every_table_is_what_the_schema_says(press: Engine) -> None:
    bundle = files(press)
    package = json.loads(bundle["datapackage.json"])
    tables = {resource["name"]: rows(bundle[resource["path"]]) for resource in package["resources"]}
    for resource in package["resources"]:
        assert resource["profile"] == "tabular-data-resource"
        schema = resource["schema"]
        table = tables[resource["name"]]
        assert list(table[0]) == [field["name"] for field in schema["fields"]]
        for field in schema["fields"]:
            assert field["description"]
            wrong = {row[field["name"]] for row in table if not follows(row[field["name"]], field)}
            assert not wrong, field["name"]
        if "primaryKey" in schema:
            key = schema["primaryKey"]
            parts = [key] if isinstance(key, str) else key
            assert len({tuple(row[part] for part in parts) for row in table}) == len(table)
        for key in schema.get("foreignKeys", []):
            there = {row[key["reference"]["fields"]] for row in tables[key["reference"]["resource"]]}
            assert {row[key["fields"]] for row in table} <= there


def test_the_taxonomies_place_every_category(press: Engine) -> None:
    told = rows(files(press)["taxonomies.csv"])
    assert [row["code"] for row in told] == [code.value for code in Category]
    for row in told:
        facts = CATEGORIES[Category(row["code"])]
        assert (row["label_kk"], row["label_ru"], row["label_en"]) == tuple(tr_to(lang, facts.label) for lang in LANGUAGES)
        places = facts.block, facts.us_tracker, facts.mapping_media_freedom, facts.sdg, facts.jfj, facts.mapmf
        assert tuple(row[name] for name in ("adil_soz_block", "us_tracker", "mapping_media_freedom", "sdg", "jfj", "mapmf")) == tuple(
            place or "" for place in places
        )


def test_the_readme_is_in_the_readers_language(press: Engine, engine: Engine, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """Of a year, of days without records, of a record with both tracks that is held fast by an anchor, and of an empty one."""
    nothing = {"until": date(2010, 12, 31), "since": date(2010, 1, 1)}
    readmes = [files(press, since=FIRST, lang=lang)["README.txt"] for lang in LANGUAGES]
    readmes += [files(press, **nothing, lang=lang)["README.txt"] for lang in LANGUAGES] + [files(engine)["README.txt"]]
    trial = (Status(date(2021, 7, 1), StatusCode.JIN, "source"), Status(date(2021, 8, 1), StatusCode.JAC, "source"))
    stored(
        engine,
        case(),
        case("KZ-2021-0002", primary=Category.CRM, categories=(Category.CRM,), statuses=trial),
        case("KZ-2021-0003", day=None, precision=None),
    )
    Notary(tmp_path / "notary").anchor(engine)
    whole = "\n".join(one.decode() for one in [*readmes, files(engine)["README.txt"]])
    assert re.sub(r"\d+:[0-9a-f]{64}", "(head)", whole) == snapshot


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_period_without_records_is_released_as_one(press: Engine, lang: str) -> None:
    bundle = files(press, date(2010, 12, 31), date(2010, 1, 1), lang=lang)
    assert bundle["incidents.jsonl"] == b""
    assert rows(bundle["incidents.csv"]) == rows(bundle["statuses.csv"]) == []
    assert len(rows(bundle["taxonomies.csv"])) == len(Category)


def test_a_period_without_records_an_empty_record_and_one_that_has_not_begun(engine: Engine, press: Engine) -> None:
    assert json.loads(files(engine)["datapackage.json"])["ledger_head"] is None
    with pytest.raises(WrongPeriod):
        made(press, date(2027, 12, 31), date(2027, 1, 1))
    assert made(press, date(2026, 12, 31), date(2026, 1, 1)).about.period.as_of == TODAY


# That it can be checked


def test_the_same_record_gives_the_same_bytes_also_after_it_was_released(engine: Engine) -> None:
    stored(engine, case())
    first = made(engine)
    with write_transaction(engine) as session:
        note_release(session, first, zipped=True, who="Aigul", now=NOW)
    assert made(engine).archive.content == first.archive.content
    with write_transaction(engine) as session:
        incidents.edit(session, "KZ-2021-0001", {"place": "Ақсай"}, {}, who="Aigul", now=NOW)
    assert made(engine).archive.content != first.archive.content


def test_no_file_carries_the_moment_it_was_made(press: Engine) -> None:
    archive = made(press).archive.content
    with ZipFile(io.BytesIO(archive)) as outer, ZipFile(io.BytesIO(outer.read("incidents.xlsx"))) as book:
        assert {entry.date_time for entry in (*outer.infolist(), *book.infolist())} == {(1980, 1, 1, 0, 0, 0)}
        assert set(re.findall(r"\d{4}-\d\d-\d\dT[\d:]+Z", book.read("docProps/core.xml").decode())) == {"2021-11-02T00:00:00Z"}


def test_a_release_stands_in_the_ledger_with_its_checksums_and_the_state_it_was_made_of(engine: Engine) -> None:
    stored(engine, case())
    bundle = made(engine, lang="ru", since=FIRST)
    with write_transaction(engine) as session:
        note_release(session, bundle, zipped=True, who="Aigul", now=NOW)
    with read_session(engine) as session:
        before, row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(2)).all()[::-1]
    assert (row.action, row.subject, row.who) == ("report", "report release 2021-01-01 2021-11-02", "Aigul")
    assert row.after["sha256"] == hashlib.sha256(bundle.archive.content).hexdigest()
    assert row.after["files"] == {file.name: hashlib.sha256(file.content).hexdigest() for file in bundle.files}
    assert (row.after["incidents"], row.after["statuses"], row.after["lang"], row.after["format"]) == (1, 1, "ru", "zip")
    assert (
        row.after["head"]
        == f"{before.id}:{before.hash}"
        == json.loads(next(file.content for file in bundle.files if file.name == "datapackage.json"))["ledger_head"]
    )


def test_a_release_carries_the_anchor_that_holds_its_record_fast_and_no_later_one(engine: Engine, tmp_path: Path) -> None:
    notary = Notary(tmp_path / "notary")
    stored(engine, case())
    anchor = notary.anchor(engine)
    bundle = made(engine)
    found = {file.name: file.content for file in bundle.files}
    assert set(found) == NAMES | {"anchor.json"}
    assert anchors_in(found["anchor.json"].decode()) == [anchor]
    assert json.loads(found["datapackage.json"])["ledger_anchor"] == "anchor.json"
    assert "anchor.json" in found["SHA256SUMS"].decode()
    with write_transaction(engine) as session:
        note_release(session, bundle, zipped=True, who="Aigul", now=NOW)
    notary.anchor(engine, 1)
    assert made(engine).archive.content == bundle.archive.content


# The command


@pytest.fixture
def command(tmp_path: Path) -> typer.Typer:
    app = typer.Typer()
    app.command()(report_command.report)
    app.command()(verify_command.verify)
    engine = open_upgraded(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")
    stored(engine, case())
    engine.dispose()
    return app


ASKED = ["report", "release", "--since", "2021-01-01", "--until", "2021-11-02", "--lang", "kk", "--as", "Aigul"]


@pytest.fixture
def database(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATABASE_URL", f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")


def assert_sums(folder: Path, count: int) -> None:
    """What `sha256sum -c` does."""
    lines = (folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    assert lines == [f"{hashlib.sha256((folder / line[66:]).read_bytes()).hexdigest()}  {line[66:]}" for line in lines]
    assert len(lines) == len({line[66:] for line in lines}) == count


@pytest.mark.usefixtures("processes")
def test_the_usual_program_checks_the_sums_of_a_release(press: Engine, tmp_path: Path) -> None:
    for file in made(press).files:
        (tmp_path / file.name).write_bytes(file.content)
    checked = subprocess.run(["sha256sum", "--strict", "-c", "SHA256SUMS"], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert checked.stdout.count("OK") == len(NAMES) - 1


@pytest.mark.usefixtures("database")
def test_anybody_can_check_a_released_folder_and_prove_its_head(command: typer.Typer, tmp_path: Path) -> None:
    folder = tmp_path / "release"
    found = CliRunner().invoke(command, [*ASKED, "--output", str(folder)])
    assert found.exit_code == 0, found.output
    assert {file.name for file in folder.iterdir()} == NAMES
    assert_sums(folder, len(NAMES) - 1)
    head = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))["ledger_head"]
    assert head in (folder / "README.txt").read_text(encoding="utf-8")
    assert CliRunner().invoke(command, ["verify", "--chain-only", "--head", head]).exit_code == 0
    assert CliRunner().invoke(command, ["verify", "--chain-only", "--head", f"1:{'0' * 64}"]).exit_code == 1


@pytest.mark.usefixtures("database")
def test_the_archive_of_the_command_is_the_one_in_the_ledger(command: typer.Typer, tmp_path: Path) -> None:
    file = tmp_path / "release.zip"
    assert CliRunner().invoke(command, [*ASKED, "--output", str(file)]).exit_code == 0
    printed = CliRunner().invoke(command, ASKED)
    assert printed.stdout_bytes == file.read_bytes()
    with read_session(open_engine(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")) as session:
        kept = session.scalars(select(LedgerRow).where(LedgerRow.action == "report")).all()
    assert [row.after["sha256"] for row in kept] == [hashlib.sha256(file.read_bytes()).hexdigest()] * 2


@pytest.mark.usefixtures("database")
def test_a_release_that_cannot_be_written_is_reported_and_not_kept(command: typer.Typer, tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    found = CliRunner().invoke(command, [*ASKED, "--output", str(tmp_path / "taken")])
    assert isinstance(found.exception, ReportNotWritten)
    with read_session(open_engine(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")) as session:
        assert not session.scalars(select(LedgerRow).where(LedgerRow.action == "report")).all()


@pytest.mark.usefixtures("database")
def test_the_command_compares_with_the_release_before_and_names_doi_and_address(command: typer.Typer, tmp_path: Path) -> None:
    first, second, other = tmp_path / "first.zip", tmp_path / "second", tmp_path / "other"
    asked = ["report", "release", "--lang", "ru", "--as", "Aigul"]
    before = CliRunner().invoke(command, [*asked, "--doi", "10.5072/one", "--output", str(first)])
    assert before.exit_code == 0
    made = CliRunner().invoke(command, [*asked, "--previous", str(first), "--release", "https://data.example/2", "--output", str(second)])
    assert made.exit_code == 0, made.output
    assert made.stderr.count("\n") == before.stderr.count("\n"), "no word that the ledger does not know the one before"
    assert json.loads((second / "changes.json").read_text("utf-8"))["previous"]["doi"] == "10.5072/one"
    assert json.loads((second / "incidents.schema.json").read_text("utf-8"))["$id"] == "https://data.example/2/incidents.schema.json"
    assert_sums(second, len(NAMES) + 3)
    with ZipFile(first, "a") as archive:
        archive.writestr("README.TXT", "not ours")
    assert CliRunner().invoke(command, [*asked, "--previous", str(first), "--output", str(other)]).exit_code == 0, "what is not read does not matter"
    (second / "incidents.jsonl").write_bytes(b"")
    assert isinstance(CliRunner().invoke(command, [*asked, "--previous", str(second), "--output", str(other)]).exception, PreviousReleaseRefused)


@pytest.mark.usefixtures("database")
@pytest.mark.parametrize(
    "wrong",
    [
        ["release", "--doi", "doi:10.5072/one"], ["release", "--doi", "10.5072/o ne"], ["monthly", "--doi", "10.5072/one"],
        ["site", "--previous", "x"], ["monthly", "--release", "https://x.example"],
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_before_anything_is_read(command: typer.Typer, wrong: list[str]) -> None:
    assert CliRunner().invoke(command, ["report", *wrong]).exit_code == 2
