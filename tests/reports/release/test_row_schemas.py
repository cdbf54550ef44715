"""The schemas of the rows: JSON Schema that other programs take, that every row follows, and that refuses what is no row."""

import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator, FormatChecker  # type: ignore[import-untyped]
from sqlalchemy import Engine

from records import incidents
from records.database import consistent_read_session, write_transaction
from records.field_kinds import ByLanguage, Codes, Flag, People, Text
from records.i18n import LANGUAGES
from records.incident_fields import PUBLISHED_FIELDS
from records.vocabulary import ACTOR_LABELS, Actor
from reports.release import ReleaseRequest, release
from reports.release.descriptors import DIALECT, TABLES, PackageTable, row_schema, schema_name
from tests.empty_database import open_upgraded
from tests.golden.publications.record import NOW, TODAY, UNTIL
from tests.reports.release.full_case import full_case

pytestmark = pytest.mark.usefixtures("catalogues")


@pytest.fixture(scope="module")
def bundle(press_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, bytes]]:
    """The files of a release of the invented record, and of one incident of which everything is known."""
    engine: Engine = open_upgraded(f"sqlite:///{shutil.copy(press_file, tmp_path_factory.mktemp('schema') / 'press.db')}")
    with write_transaction(engine) as session:
        incidents.import_incident(session, full_case(), who="Aigul", now=NOW)
    with consistent_read_session(engine) as session:
        yield {file.name: file.content for file in release(session, ReleaseRequest(UNTIL, lang="ru", address="https://data.example/"), TODAY).files}
    engine.dispose()


def validator(schema: bytes) -> Any:
    told = json.loads(schema)
    Draft202012Validator.check_schema(told)
    return Draft202012Validator(told, format_checker=FormatChecker())


def typed(table: PackageTable, content: bytes) -> Iterator[dict[str, Any]]:
    """The rows of a table as JSON: null for an empty cell, and numbers."""
    kinds = {field.name: field.type for field in table.fields}
    for row in csv.DictReader(io.StringIO(content.decode(), newline="")):
        yield {name: None if value == "" else int(value) if kinds[name] == "integer" else value for name, value in row.items()}


def test_every_line_of_the_incidents_follows_its_schema(bundle: dict[str, bytes]) -> None:
    checked = validator(bundle["incidents.schema.json"])
    lines = bundle["incidents.jsonl"].splitlines()
    assert len(lines) == len(bundle["incidents.csv"].splitlines()) - 1 > 130
    for line in lines:
        assert not [(list(wrong.path), wrong.message) for wrong in checked.iter_errors(json.loads(line))]


@pytest.mark.parametrize("table", TABLES[1:], ids=lambda table: table.name)
def test_every_row_of_the_other_tables_follows_its_schema(bundle: dict[str, bytes], table: PackageTable) -> None:
    checked = validator(bundle[schema_name(table.file)])
    rows = list(typed(table, bundle[table.file]))
    assert rows
    for row in rows:
        assert not [(list(wrong.path), wrong.message) for wrong in checked.iter_errors(row)]


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("number", "42"), ("number", "xKZ-2021-0001x"), ("date", "yesterday"), ("primary", "XXX"), ("jfj", "verbal"),
        ("victims", [{"name": "Асель", "phone": "+7"}]), ("statuses", [{"date": "2021-06-11"}]), ("amount_claimed", -1), ("days_in_custody", "3"),
        ("safety_notes", "hidden"),
    ],
)  # fmt: skip
def test_a_row_that_is_none_is_refused(bundle: dict[str, bytes], name: str, wrong: Any) -> None:
    right = json.loads(bundle["incidents.jsonl"].splitlines()[0])
    assert not validator(bundle["incidents.schema.json"]).is_valid({**right, name: wrong})


def test_a_schema_says_in_the_readers_language_what_each_column_means_and_where_it_stands(bundle: dict[str, bytes]) -> None:
    schema = json.loads(bundle["statuses.schema.json"])
    assert (schema["$schema"], schema["$id"]) == (DIALECT, "https://data.example/statuses.schema.json")
    assert all(column["description"] for column in schema["properties"].values())
    columns = json.loads(bundle["datapackage.json"])["resources"][1]["schema"]["fields"]
    assert {name: column["description"] for name, column in schema["properties"].items()} == {one["name"]: one["description"] for one in columns}
    assert "$id" not in json.loads(row_schema("statuses.csv", "t", TABLES[1].fields).content)


def test_fields_that_are_lists_or_objects_have_a_shape_and_no_other_has() -> None:
    for field in PUBLISHED_FIELDS:
        value = field.kind.to_json(field.empty)
        assert (field.kind.schema() is not None) == isinstance(value, list | dict), field.name
    assert Codes(Actor, ACTOR_LABELS).schema() == {"type": "array", "items": {"type": "string", "enum": [code.value for code in Actor]}}
    by_language = ByLanguage().schema()
    assert by_language
    assert by_language["required"] == list(LANGUAGES)
    people = People(("name", "role")).schema()
    assert people
    assert people["items"]["required"] == ["name", "role"]
    assert Text().schema() is None is Flag().schema()
