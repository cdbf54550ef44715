"""The product with three fields that it does not have: `python -m tests.records.made_up_fields FOLDER` tells as JSON where it found them.

A field is added as CONTRIBUTING says, by an entry in the table and a column, before anything else is imported. So it needs a process of its own.
"""

import importlib.machinery
import json
import re
import sys
from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from importlib.abc import MetaPathFinder
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any


class Weather(StrEnum):
    """How it was outside."""

    CLEAR = "clear"
    STORM = "storm"


WEATHER_LABELS = {Weather.CLEAR: "clear sky", Weather.STORM: "a storm"}
_ENTRIES = """
from tests.records.made_up_fields import WEATHER_LABELS, Weather
INCIDENT_FIELDS += (
    _of_incident("weather", Code(Weather, WEATHER_LABELS), "the weather", FormPrompt("The weather", empty=NOT_KNOWN, draft=FormPosition(group="where"), incident=FormPosition()),
                 in_drafts=13, in_record=9, published="how the weather was"),
    _of_incident("hearing", Day(), "the hearing", FormPrompt("Day of the hearing", draft=FormPosition(group="after"), incident=FormPosition()), in_record=10,
                 published="day of the hearing"),
    _of_incident("exhibits", Texts(), "the exhibits", FormPrompt("Exhibits", draft=FormPosition(group="after", lines=2), incident=FormPosition(lines=2)), in_record=11,
                 published="what was shown to the court"),
)
"""
_COLUMNS = """
    weather: Mapped[str | None] = mapped_column(String(12))
    hearing: Mapped[date | None] = mapped_column(Date)
    exhibits: Mapped[list[Any]] = mapped_column(default=list)
"""
# Where each goes: behind the table of fields, and into the table of incidents.
_ADDED = {
    "records.incident_fields": (re.compile(r"(?=^BY_NAME = )", re.M), _ENTRIES),
    "records.tables.incident_tables": (re.compile(r"(?=^    sources: Mapped)", re.M), _COLUMNS),
}
_MIGRATION = ("weather VARCHAR(12)", "hearing DATE", "exhibits JSON")
_DAY = date(2026, 11, 24)


class _WithMore(importlib.machinery.SourceFileLoader):
    """Reads a module with what is added to it."""

    def get_code(self, fullname: str) -> CodeType:
        where, more = _ADDED[fullname]
        text, times = where.subn(lambda _: more, Path(self.path).read_text(encoding="utf-8"), count=1)
        if times != 1:
            raise AssertionError(f"{fullname} has no place for what is added")
        return compile(text, self.path, "exec")


class _Finder(MetaPathFinder):
    def find_spec(self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None) -> importlib.machinery.ModuleSpec | None:
        if fullname not in _ADDED:
            return None
        found = importlib.machinery.PathFinder.find_spec(fullname, path, target)
        assert found is not None
        assert found.origin is not None
        found.loader = _WithMore(fullname, found.origin)
        return found


def found(folder: Path) -> dict[str, Any]:
    """Where the fields were found, door by door."""
    from sqlalchemy import select, text

    from records.ledger import verify as ledger_verify
    from records.tables import LedgerRow
    from tests.desk.api.test_api import program
    from tests.desk.pages.draft.test_draft_page import decide, opened, shown, spoken
    from tests.desk.site import add_draft, open_site

    site = open_site(f"sqlite:///{folder / 'desk.db'}", folder / "var")
    with site.writing() as session:
        for column in _MIGRATION:
            session.execute(text(f"ALTER TABLE incidents ADD COLUMN {column}"))
        draft = add_draft(session, "a", title="Сериков избит у дома")
    doors: dict[str, Any] = {}
    monitor, editor, script = site.signed_in(), site.signed_in("editor"), program(site, "editor")
    doors["form of the draft"] = shown(opened(monitor, draft))
    decide(monitor, draft, sure="1", weather="storm", hearing="2026-12-01", exhibits="a film\r\na letter")
    doors["facts of the draft"] = spoken(opened(monitor, draft), "//dl[@class='factlist']")
    doors["draft in the API"] = script.get(f"drafts/{draft}").json()
    number = "KZ-2026-0001"
    doors["record"] = editor.get(f"/incidents/{number}").text
    edit = editor.get(f"/incidents/{number}?edit=1").text
    doors["form of the incident"] = edit
    version = re.findall(r'name="version" value="(\d+)"', edit)[0]
    typed = {
        "primary": "ATT", "incident_date": "2026-11-22", "actor": "unknown", "motive": "unconfirmed", "exhibits": "a film", "hearing": "2026-12-02",
        "weather": "clear",
    }  # fmt: skip
    doors["corrected"] = editor.submit(f"/incidents/{number}/edit", {**typed, "version": version}).status_code
    doors["refused"] = script.browser.patch(f"/api/v1/incidents/{number}", json={"fields": {"weather": "hail"}}).json()
    doors["incident in the API"] = script.get(f"incidents/{number}").json()
    schemas = script.get("openapi.json").json()["components"]["schemas"]
    doors["description of the API"] = {"incident": schemas["IncidentShape"]["properties"], "draft": schemas["Draft"]["properties"]}
    with site.reading() as session:
        doors["ledger"] = [
            row.after for row in session.scalars(select(LedgerRow).where(LedgerRow.subject == f"incident {number}").order_by(LedgerRow.id))
        ]
        doors["faults of the ledger"] = ledger_verify.ledger_chain_faults(session)
    doors["history"] = editor.get("/history").text
    doors["export"], doors["release"], doors["imported"] = _files(site, folder)
    return doors


def _files(site: Any, folder: Path) -> tuple[list[dict[str, Any]], dict[str, str], dict[str, Any]]:
    from records.filters import IncidentFilter
    from records.incident_fields import BY_NAME
    from records.incidents import find
    from reports.exports.incidents_export import COLUMNS, incident_rows
    from reports.imports.import_run import check_import, run_import
    from reports.release import ReleaseRequest, release
    from tests.conftest import NOW

    with site.reading() as session:
        rows = [{"columns": COLUMNS, **row} for row in incident_rows(session, IncidentFilter(as_of=_DAY))]
        files = {
            file.name: file.content.decode()
            for file in release(session, ReleaseRequest(_DAY, date(2026, 1, 1)), _DAY).files
            if "xlsx" not in file.name
        }
    file = folder / "earlier.csv"
    file.write_text("primary,date,weather,hearing,exhibits\nATT,2021-06-10,storm,10.07.2021,a film; a letter\n", encoding="utf-8")
    taken = run_import(site.engine, check_import(file, _DAY), who="Berik", now=NOW).new[0].number
    with site.reading() as session:
        incident = find(session, taken)
        assert incident is not None
        return rows, files, {name: BY_NAME[name].kind.to_json(BY_NAME[name].of(incident)) for name in ("weather", "hearing", "exhibits")}


if __name__ == "__main__":
    sys.meta_path.insert(0, _Finder())
    print(json.dumps(found(Path(sys.argv[1])), ensure_ascii=False, default=str))
