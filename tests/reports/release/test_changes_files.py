"""The difference in a release: what it says, in what languages, and that it never tells what stood there before."""

import csv
import io
import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from sqlalchemy import Engine

from records import incidents
from records.database import at_one_moment, write_transaction
from records.incidents.repository import withdraw
from records.persons.person_decisions import edit_person
from reports.release import Release, ReleaseRequest, is_noted, note_release, previous_release, release
from reports.release.previous import PreviousRelease, PreviousReleaseRefused
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
            incidents.admit(session, full_case(number), who="Aigul", now=NOW)
    return engine


def made(engine: Engine, previous: PreviousRelease | None = None, **more: Any) -> Release:
    with at_one_moment(engine) as session:
        return release(session, ReleaseRequest(lang="ru", previous=previous, **more), LATER.date())


def kept(made: Release, folder: Path) -> PreviousRelease:
    (folder / "before.zip").write_bytes(made.archive.content)
    return previous_release(folder / "before.zip")


def files(made: Release) -> dict[str, bytes]:
    return {file.name: file.content for file in made.files}


def test_corrections_and_withdrawals_are_told_by_number_and_column(record: Engine, tmp_path: Path) -> None:
    before = kept(made(record), tmp_path)
    with write_transaction(record) as session:
        incidents.edit(session, "KZ-2021-0900", {"place": "Ақсай"}, {"contacts": "+7 777"}, who="Aigul", now=LATER)
        withdraw(session, "KZ-2021-0901", who="Aigul", now=LATER)
        incidents.admit(session, full_case("KZ-2021-0903"), who="Aigul", now=LATER)
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
    for said in ("## Қайтарылып алынды", "## Отозваны", "## Withdrawn", "- KZ-2021-0900: `place`", "| 2021 | 3 | 3 |"):
        assert said in words
    package = json.loads(found["datapackage.json"])
    assert package["resources"][-1]["path"] == "changes.csv"
    assert "Ақсай".encode() not in b"".join(found[name] for name in FILES)
    assert "CHANGES.md" in found["README.txt"].decode()


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


def test_where_nothing_changed_the_difference_says_so_in_every_language(record: Engine, tmp_path: Path) -> None:
    before = kept(made(record), tmp_path)
    found = files(made(record, before))
    assert json.loads(found["changes.json"])["incidents"] == []
    for said in ("Бірде-бір оқиға басқаша берілмейді", "Сведения об инцидентах не изменились", "No incident has changed"):
        assert said in found["CHANGES.md"].decode()
    assert files(made(record, before)) == found, "the same twice"


def test_releases_in_two_languages_are_not_compared(record: Engine, tmp_path: Path) -> None:
    before = kept(made(record), tmp_path)
    with at_one_moment(record) as session, pytest.raises(PreviousReleaseRefused, match="ru"):
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
        with at_one_moment(record) as session:
            archives.append(release(session, ReleaseRequest(lang="ru"), day).archive.content)
    assert archives[0] == archives[1] == archives[2]
    with write_transaction(record) as session:
        incidents.edit(session, "KZ-2021-0900", {}, {"safety_notes": "жасырын мекенжай"}, who="Aigul", now=LATER)
    assert made(record).archive.content == archives[0], "what is noted for her safety changes nothing"
    with write_transaction(record) as session:
        incidents.edit(session, "KZ-2021-0900", {"place": "Ақсай"}, {}, who="Aigul", now=LATER)
    assert made(record).about.period.as_of == LATER.date()
