"""One field, one entry: fields that are added to the table and to the incidents' columns are at every door, and no further file names them."""

import csv
import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from syrupy.assertion import SnapshotAssertion

from records.incident_fields import BY_NAME, COLUMN_FIELDS, INCIDENT_FIELDS, model_values
from records.incident_model import Incident
from records.tables import IncidentRow
from records.users import Role
from records.vocabulary import Category, Motive, Target
from tests.conftest import NOW
from tests.house import source_files
from tests.paths import ROOT

# As the form of a draft decided them, and as an editor corrected them.
DECIDED = {"weather": "storm", "hearing": "2026-12-01", "exhibits": ["a film", "a letter"]}
CORRECTED = {"weather": "clear", "hearing": "2026-12-02", "exhibits": ["a film"]}
# A plain field stands in its entry, its column with the migration, and its codes with where they are handed on.
MOST_FILES = 5
# The field `during`, where code names it; the word is also one of English.
_DURING = re.compile(r'"during"|\bduring:|\.during\b|\bDuring\b(?=[,\]).(]| =|:)|DURING_LABELS')


@pytest.fixture(scope="module")
def found(processes: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What a process of its own found wherever a field shows, after three fields were added to it (`made_up_fields.py`)."""
    folder = tmp_path_factory.mktemp("made_up")
    environment = {**os.environ, "QORGAN_LANG": "en", "QORGAN_DATA": str(folder / "var")}
    command = [sys.executable, "-m", "tests.records.made_up_fields", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 0, done.stderr[-4000:]
    read: dict[str, Any] = json.loads(done.stdout)
    return read


def added(row: dict[str, Any]) -> dict[str, Any]:
    """What a row holds of the fields that were added."""
    return {name: row.get(name) for name in DECIDED}


def test_the_pages_ask_for_an_added_field_and_show_it(found: dict[str, Any], snapshot: SnapshotAssertion) -> None:
    assert added(found["form of the draft"]) == {"weather": "", "hearing": "", "exhibits": ""}
    record: Any = html.document_fromstring(found["record"])
    facts = {one.xpath("string(dt)"): one.xpath("string(dd)") for one in record.xpath("(//dl[@class='factlist'])[1]/div")}
    corrections = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", found["history"]))
    assert {
        "facts of the draft": re.findall(r"(the (?:weather|hearing|exhibits)) (a storm|Dec 1, 2026|a film; a letter)", found["facts of the draft"]),
        "facts of the incident": {name: value for name, value in facts.items() if name in ("the weather", "the hearing", "the exhibits")},
        "history": re.findall(r"the (?:weather a storm|hearing Dec 1, 2026) is now → (?:clear sky|Dec 2, 2026)", corrections),
    } == snapshot
    page: Any = html.document_fromstring(found["form of the incident"])
    assert page.xpath("//select[@name='weather']/option[@selected]/@value") == ["storm"]
    assert page.xpath("//input[@name='hearing']/@value") == ["2026-12-01"]
    assert page.xpath("//textarea[@name='exhibits']")[0].text.splitlines() == ["a film", "a letter"]


def test_the_ledger_keeps_it_and_a_correction_that_does_not_fit_is_refused_by_its_name(found: dict[str, Any]) -> None:
    assert found["corrected"] == 303
    assert [added(content) for content in found["ledger"]] == [DECIDED, DECIDED, CORRECTED]
    assert found["faults of the ledger"] == []
    assert found["refused"]["field"] == "weather"
    assert "clear, storm" in found["refused"]["detail"]


def test_exports_imports_the_api_and_the_release_hold_it(found: dict[str, Any]) -> None:
    (row,) = found["export"]
    assert added(row) == CORRECTED
    assert row["columns"][row["columns"].index("summary") :][:5] == ["summary", "weather", "hearing", "exhibits", "statuses"]
    assert found["imported"] == {"weather": "storm", "hearing": "2021-07-10", "exhibits": ["a film", "a letter"]}
    assert added(found["incident in the API"]) == CORRECTED
    assert found["draft in the API"]["weather"] == "storm"
    described = found["description of the API"]
    assert described["incident"]["weather"] == {"anyOf": [{"$ref": "#/components/schemas/Weather"}, {"type": "null"}]}
    assert described["incident"]["hearing"]["anyOf"][0] == {"type": "string", "format": "date"}
    assert described["incident"]["exhibits"]["items"] == {"type": "string"}
    assert "weather" in described["draft"]
    (published,) = csv.DictReader(io.StringIO(found["release"]["incidents.csv"], newline=""))
    assert (published["weather"], published["hearing"], published["exhibits"]) == ("clear", "2026-12-02", "a film")
    tables = json.loads(found["release"]["datapackage.json"])["resources"]
    columns = {column["name"]: column for column in tables[0]["schema"]["fields"]}
    assert columns["weather"] == {
        "name": "weather", "type": "string", "description": "how the weather was: clear – clear sky; storm – a storm",
        "constraints": {"enum": ["clear", "storm"]},
    }  # fmt: skip
    assert columns["hearing"] == {"name": "hearing", "type": "date", "description": "day of the hearing"}


# The table of fields.


def test_a_plain_field_is_named_in_few_files() -> None:
    named = [str(path.relative_to(ROOT)) for path in source_files() if _DURING.search(path.read_text(encoding="utf-8"))]
    named += [str(path.relative_to(ROOT)) for path in (ROOT / "desk" / "templates").rglob("*.html") if "during" in path.read_text(encoding="utf-8")]
    assert len(named) <= MOST_FILES, named


def test_every_field_of_an_incident_has_its_column_and_every_column_its_field() -> None:
    kept_otherwise = {"number", "year", "serial", "draft_id", "withdrawn", "sources", "private", "created_at", "version"}
    assert {field.column for field in COLUMN_FIELDS} == set(IncidentRow.__table__.columns.keys()) - kept_otherwise


def test_a_name_and_a_place_stand_for_one_field_alone_whose_role_is_checked() -> None:
    assert len(BY_NAME) == len(INCIDENT_FIELDS)
    for places in ([field.in_drafts for field in INCIDENT_FIELDS], [field.in_record for field in INCIDENT_FIELDS]):
        given = [place for place in places if place is not None]
        assert len(given) == len(set(given))
    assert {field.on_draft for field in INCIDENT_FIELDS} <= {None, Role.MONITOR}
    assert {field.on_incident for field in INCIDENT_FIELDS} <= {None, Role.EDITOR}


def test_an_incident_holds_of_its_further_facts_what_is_known() -> None:
    known = model_values({"title": "A case", "target": Target.CREW, "motive": Motive.UNCONFIRMED, "online": False})
    one = Incident("KZ-2026-0001", Category.ATT, (Category.ATT,), NOW.date(), **known)
    assert (one.title, one.facts) == ("A case", {"target": Target.CREW})
    assert [BY_NAME[name].of(one) for name in ("target", "motive", "online", "during")] == [Target.CREW, Motive.UNCONFIRMED, False, None]


def test_what_is_never_published_has_no_name_in_an_export_or_a_release() -> None:
    private = [field for field in INCIDENT_FIELDS if field.private]
    assert [field.name for field in private] == ["safety_notes", "contacts"]
    assert not any(field.exported or field.published or field.column or field.in_drafts for field in private)


def test_the_paths_that_the_table_names_are_there() -> None:
    named = re.findall(r"`([a-z_/]+\.py)`", Path(ROOT / "records" / "incident_fields.py").read_text(encoding="utf-8"))
    assert named
    assert [path for path in named if not (ROOT / path).exists() and not (ROOT / "records" / path).exists()] == []
