"""The desk as it stands on a Monday morning: one journalist on record in two scripts, a case against her, two drafts that wait, an outlet whose feed has moved."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from records.incident_model import Incident, Status, Victim
from records.outlets import health, runs
from records.outlets.health import PanelOutlet
from records.persons.decisions import merge_persons
from records.tables import LedgerRow
from records.vocabulary import Category, Cause, Fate, StatusCode
from tests.conftest import NOW
from tests.desk.incident_records import admit_all, incident
from tests.desk.pages.outlets.trying_desk import trying_desk
from tests.desk.serving_desk import on_a_port
from tests.desk.site import Site, add_draft, add_person

MONDAY = date(2026, 11, 30)
NEXT_TUESDAY = MONDAY + timedelta(days=8)
# Beside Aigul (monitor), Berik (editor) and Dana (operator).
COLLEAGUE = "Сәуле"
CYRILLIC, LATIN = "Гүлнар Әбдіқадыр", "Gulnar Abdikadyr"
THREAT, CASE = "KZ-2026-0001", "KZ-2026-0002"
THREAT_TITLE = "Гүлнарға қоқан-лоққы хат келді"
CASE_TITLE = "Gulnar Abdikadyr: дело о клевете дошло до суда"
OUTLET, OLD_FEED, NEW_FEED = "kz_moved", "/old.xml", "/feed.xml"
OUTLET_TITLES = {"kk": "Көшкен газет", "ru": "Переехавшая газета"}
SUMMONED, KEPT_OUT = "Ахметова сотқа шақырылды", "Омарову не пустили на заседание"


@dataclass(frozen=True)
class Office:
    """The desk, where it is served, the site of the outlet, the drafts by their titles, and how long the ledger was before the week."""

    site: Site
    address: str
    press: str
    drafts: dict[str, int]
    ledger: int

    def begin(self, day: date) -> None:
        """It is nine in the morning of this day."""
        self.site.clock.now = datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


@contextmanager
def office(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The desk over SQLite, on a port of its own."""
    (folder / "var").mkdir()
    with trying_desk(folder, monkeypatch, origin="") as (site, press):
        drafts = _fill(site, press.url)
        with site.reading() as session:
            ledger = session.scalar(select(func.max(LedgerRow.id))) or 0
        with on_a_port(site.app) as address:
            yield Office(site, address, press.url, drafts, ledger)


def _fill(site: Site, press: str) -> dict[str, int]:
    with site.writing() as session:
        add_person(session, COLLEAGUE)
        admit_all(session, [_threat(), _case()])
        merge_persons(session, 2, 1, who="Berik", now=NOW)
        health.join_panel(session, PanelOutlet(OUTLET, OUTLET_TITLES, f"{press}/", "KZ", "KZ-35", ("kk",), None), date(2026, 10, 1))
        runs.begin_run(session, "r1", "run", NOW)
        runs.begin_outlet(session, "r1", OUTLET, None, NOW)
        runs.record_page_fate(session, "r1", OUTLET, f"{press}{OLD_FEED}", OUTLET, Fate.GONE, at=NOW - timedelta(hours=1), source=True)
        runs.finish_outlet(session, "r1", OUTLET, found=0, finished=True, now=NOW, served=False, cause=Cause.GONE)
        return {
            title: add_draft(session, name, title=title, text=f"{title}.", lang=lang, screened={"lang": lang, **_read(victim, code)})
            for name, title, lang, victim, code in (
                ("summoned", SUMMONED, "kk", "Дана Ахметова", "SUM"),
                ("kept out", KEPT_OUT, "ru", "Сауле Омарова", "ACC"),
            )
        }


def _read(victim: str, code: str) -> dict[str, object]:
    return {"persons": [{"name": victim, "role": "victim"}], "categories": [{"code": code, "score": 0.8}]}


def _threat() -> Incident:
    return incident(1, date(2026, 3, 2), victims=(Victim(CYRILLIC, "тілші", "Дала жаршысы"),), title=THREAT_TITLE)


def _case() -> Incident:
    steps = (Status(date(2026, 10, 5), StatusCode.JCH, "адвокат", ""),)
    made = incident(2, date(2026, 10, 5), victims=(Victim(LATIN, "тілші", "Дала жаршысы"),), title=CASE_TITLE, statuses=steps)
    return replace(made, primary=Category.CRM, categories=(Category.CRM,))
