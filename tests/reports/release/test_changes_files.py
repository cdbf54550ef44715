"""The difference of two releases: what it says and in what languages, that the one before is read as it was published, and that nothing is quoted from it."""

import csv
import io
import json
import re
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from records import incidents
from records.database import consistent_read_session, write_transaction
from records.incidents.repository import withdraw
from records.persons.decisions import edit_person
from reports.release import Release, ReleaseRequest, is_noted, note_release, previous_release, release
from reports.release.previous import ChangeKind, Difference, IncidentDifference, PreviousRelease, PreviousReleaseRefused, YearCount, difference
from reports.release.release_description import PreviousSummary
from tests.empty_database import open_upgraded
from tests.golden.publications.record import NOW, TODAY
from tests.reports.release.full_case import full_case

pytestmark = pytest.mark.usefixtures("catalogues")
LATER = NOW + timedelta(days=3)
FILES = ("changes.csv", "changes.json", "CHANGES.md", "changes.schema.json")


@pytest.fixture
def record(engine: Engine) -> Engine:
    """A database with three incidents."""
    with write_transaction(engine) as session:
        for number in ("KZ-2021-0900", "KZ-2021-0901", "KZ-2021-0902"):
            incidents.import_incident(session, full_case(number), who="Aigul", now=NOW)
    return engine


def made(engine: Engine, previous: PreviousRelease | None = None, **more: Any) -> Release:
    with consistent_read_session(engine) as session:
        return release(session, ReleaseRequest(lang="ru", previous=previous, **more), LATER.date())


def kept(made: Release, folder: Path) -> PreviousRelease:
    (folder / "before.zip").write_bytes(made.archive.content)
    return previous_release(folder / "before.zip")


def files(made: Release) -> dict[str, bytes]:
    return {file.name: file.content for file in made.files}


def test_corrections_and_withdrawals_are_listed_by_number_and_column(record: Engine, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    before = kept(made(record), tmp_path)
    with write_transaction(record) as session:
        incidents.edit(session, "KZ-2021-0900", {"place": "Ақсай"}, {"contacts": "+7 777"}, who="Aigul", now=LATER)
        withdraw(session, "KZ-2021-0901", who="Aigul", now=LATER)
        incidents.import_incident(session, full_case("KZ-2021-0903"), who="Aigul", now=LATER)
    found = files(made(record, before))
    rows = list(csv.DictReader(io.StringIO(found["changes.csv"].decode(), newline="")))
    assert [(row["number"], row["change"], row["fields"]) for row in rows] == [
        ("KZ-2021-0900", "changed", "place"), ("KZ-2021-0901", "withdrawn", ""), ("KZ-2021-0903", "added", ""),
    ]  # fmt: skip
    told = json.loads(found["changes.json"])
    assert told["counts"] == {"added": 1, "changed": 1, "withdrawn": 1, "left": 0}
    assert told["years"] == [{"year": 2021, "before": 3, "after": 3}]
    assert told["previous"]["sums_sha256"] == before.before.sums_sha256
    schema = Draft202012Validator(json.loads(found["changes.schema.json"]))
    assert all(schema.is_valid({name: value or None for name, value in row.items()}) for row in rows)
    words = found["CHANGES.md"].decode()
    package = json.loads(found["datapackage.json"])
    assert package["resources"][-1]["path"] == "changes.csv"
    assert "Ақсай".encode() not in b"".join(found[name] for name in FILES)
    assert "CHANGES.md" in found["README.txt"].decode()
    nothing = files(made(record, kept(made(record), tmp_path)))["CHANGES.md"].decode()
    assert re.sub("[0-9a-f]{64}", "(hash)", f"{words}\n{nothing}") == snapshot, "in every language, also where nothing changed"


def test_a_name_that_is_withheld_since_is_in_no_file_of_the_difference_nor_anywhere_else(record: Engine, tmp_path: Path) -> None:
    before = kept(made(record), tmp_path)
    assert "Асель Ким" in json.dumps(before.rows, ensure_ascii=False)
    with write_transaction(record) as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "she asked"}, who="Aigul", now=LATER)
    after = made(record, before)
    everything = b"".join(content for name, content in files(after).items() if not name.endswith(".xlsx")).decode()
    assert "Асель" not in everything
    assert "Ким" not in everything
    changed = json.loads(files(after)["changes.json"])["incidents"]
    assert {one["number"] for one in changed} == {"KZ-2021-0900", "KZ-2021-0901", "KZ-2021-0902"}, (
        "whoever has a copy learns that it is to be replaced"
    )
    assert all(one["fields"] == ["victims"] for one in changed)


def test_where_nothing_changed_the_difference_is_empty_and_the_same_twice(record: Engine, tmp_path: Path) -> None:
    before = kept(made(record), tmp_path)
    found = files(made(record, before))
    assert json.loads(found["changes.json"])["incidents"] == []
    assert files(made(record, before)) == found, "the same twice"


def test_releases_in_two_languages_are_not_compared(record: Engine, tmp_path: Path) -> None:
    before = kept(made(record), tmp_path)
    with consistent_read_session(record) as session, pytest.raises(PreviousReleaseRefused, match="ru"):
        release(session, ReleaseRequest(lang="kk", previous=before), TODAY)


def test_the_release_before_is_named_in_the_descriptions_and_in_the_ledger(record: Engine, tmp_path: Path) -> None:
    first = made(record, doi="10.5072/one")
    before = kept(first, tmp_path)
    second = made(record, before)
    related = json.loads(files(second)["datacite.json"])["relatedIdentifiers"]
    assert [(one["relationType"], one["relatedIdentifier"]) for one in related] == [("IsNewVersionOf", "10.5072/one")]
    with write_transaction(record) as session:
        assert not is_noted(session, before.before)
        note_release(session, first, zipped=True, who="Aigul", now=NOW)
        note_release(session, second, zipped=True, who="Aigul", now=NOW)
        assert is_noted(session, before.before)


def test_two_releases_on_different_days_are_the_same_bytes_while_no_record_changed(record: Engine) -> None:
    days = [NOW.date(), LATER.date(), (NOW + timedelta(days=400)).date()]
    archives = []
    for day in days:
        with consistent_read_session(record) as session:
            archives.append(release(session, ReleaseRequest(lang="ru"), day).archive.content)
    assert archives[0] == archives[1] == archives[2]
    with write_transaction(record) as session:
        incidents.edit(session, "KZ-2021-0900", {}, {"safety_notes": "жасырын мекенжай"}, who="Aigul", now=LATER)
    assert made(record).archive.content == archives[0], "what is noted for her safety changes nothing"
    with write_transaction(record) as session:
        incidents.edit(session, "KZ-2021-0900", {"place": "Ақсай"}, {}, who="Aigul", now=LATER)
    assert made(record).about.period.as_of == LATER.date()


BEFORE = PreviousSummary("2021-10-31", "b" * 64)


def row(number: str, **fields: Any) -> dict[str, Any]:
    return {"number": number, "date": "2021-06-10", "place": "Орал", "victims": [], "as_of": "2021-10-31", "days_without_accountability": 3, **fields}


def compared(old: list[dict[str, Any]], new: list[dict[str, Any]], withdrawn: tuple[str, ...] = ()) -> Difference:
    return difference(PreviousRelease(BEFORE, "ru", {one["number"]: one for one in old}), new, withdrawn)


def test_incidents_came_changed_were_withdrawn_and_left() -> None:
    old = [row("1"), row("2"), row("3"), row("4")]
    new = [row("1"), row("2", place="Ақсай", victims=[{"name": "Асель"}]), row("5", date="2020-01-01")]
    found = compared(old, new, ("3", "9"))
    assert found.incidents == (
        IncidentDifference("2", ChangeKind.CHANGED, ("place", "victims")),
        IncidentDifference("3", ChangeKind.WITHDRAWN),
        IncidentDifference("4", ChangeKind.LEFT),
        IncidentDifference("5", ChangeKind.ADDED),
    )
    assert found.years == (YearCount(2020, 0, 1), YearCount(2021, 4, 2))
    assert [one.number for one in found.of(ChangeKind.LEFT)] == ["4"]


def test_what_moves_with_the_day_and_columns_of_one_alone_are_no_change() -> None:
    assert compared([row("1")], [row("1", as_of="2021-12-31", days_without_accountability=64)]).incidents == ()
    found = compared([row("1")], [row("1", mapmf="legal")])
    assert (found.incidents, found.columns) == ((), ("mapmf",))
    assert compared([], []) == Difference(BEFORE, (), ())
    assert compared([], [row("1")]).incidents == (IncidentDifference("1", ChangeKind.ADDED),)


@pytest.fixture(scope="module")
def one_incident(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """A release of one incident, with a DOI and an address."""
    engine: Engine = open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('before') / 'press.db'}")
    with write_transaction(engine) as session:
        incidents.import_incident(session, full_case(), who="Aigul", now=NOW)
    with consistent_read_session(engine) as session:
        wanted = ReleaseRequest(date(2021, 12, 31), lang="ru", doi="10.5072/one", address="https://data.example/2021/")
        yield release(session, wanted, TODAY)
    engine.dispose()


def in_folder(one_incident: Release, folder: Path) -> Path:
    for file in one_incident.files:
        (folder / file.name).write_bytes(file.content)
    return folder


def test_folder_and_archive_tell_the_same(one_incident: Release, tmp_path: Path) -> None:
    (tmp_path / "archive.zip").write_bytes(one_incident.archive.content)
    (tmp_path / "folder").mkdir()
    found = previous_release(tmp_path / "archive.zip")
    assert found == previous_release(in_folder(one_incident, tmp_path / "folder"))
    assert (found.before.version, found.before.sums_sha256, found.lang) == ("2021-12-31", one_incident.sums_sha256, "ru")
    assert (found.before.doi, found.before.address) == ("10.5072/one", "https://data.example/2021/")
    assert found.rows["KZ-2021-0900"]["place"] == "Орал"


def test_a_release_from_before_there_was_datacite_is_read_too(one_incident: Release, tmp_path: Path) -> None:
    folder = in_folder(one_incident, tmp_path)
    sums = [line for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines(keepends=True) if "datacite" not in line]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    assert previous_release(folder).before.doi == ""


@pytest.mark.parametrize("name", ["incidents.jsonl", "datapackage.json", "datacite.json"])
def test_one_in_which_a_file_was_changed_is_refused(one_incident: Release, tmp_path: Path, name: str) -> None:
    folder = in_folder(one_incident, tmp_path)
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    with pytest.raises(PreviousReleaseRefused, match=name):
        previous_release(folder)


def test_what_is_no_release_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no archive", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    with ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("SHA256SUMS", json.dumps({"no": "sums"}))
    for name in ("text.zip", "empty", "other.zip", "nowhere"):
        with pytest.raises(PreviousReleaseRefused) as refused:
            previous_release(tmp_path / name)
        assert "\n" not in str(refused.value)
