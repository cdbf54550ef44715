"""Every field of a draft's form without a mouse, in the real Chromium: from the first victim to the notes for those who help, then the decision."""

from collections.abc import Callable
from typing import Any

from playwright.sync_api import Page
from sqlalchemy import select

from records.incident_model import Victim
from records.tables import DraftRow, IncidentRow
from tests.desk.keyboard_only import fill_by_keyboard
from tests.desk.site import Site
from tests.records.persons.persons_case import admit_victims

ONE = "Гүлнар Сапарқызы"
TYPED: dict[str, Any] = {
    "victim_name": ["Ерлан Тастемиров", "сапарк↓"],
    "victim_profession": ["тілші"],
    "outlets": "Вестник степи",
    "primary": "OBS",
    "categories": ["THR"],
    "incident_date": "21.11.2026",
    "place": "Темирт↓",
    "country": "KZ",
    "actor": "law_enforcement",
    "target": "person",
    "motive": "confirmed",
    "status": "CMP",
    "status_date": "22 қараша",
    "status_source": "the newsroom told us",
    "titles_kk": "Тілшіні кіргізбеді",
    "summary_ru": "Не пустили на заседание.",
    "safety_notes": "call before writing",
    "contacts": "through her sister",
    "note": "checked by telephone",
}


def test_every_field_is_reached_filled_and_recorded_by_keys(opened: Callable[..., Page], site: Site) -> None:
    with site.writing() as session:
        admit_victims(session, (Victim(ONE, "корреспондент", "Орда"),))
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}", role="editor")
    page.keyboard.press("e")
    while page.evaluate("document.activeElement.name") != "victim_name":
        page.keyboard.press("Shift+Tab")
    assert fill_by_keyboard(page, "#decision", TYPED) == set()
    page.keyboard.press("c")
    page.wait_for_url("**told=*")
    with site.reading() as session:
        row = session.get_one(DraftRow, draft)
        incident = session.scalars(select(IncidentRow).where(IncidentRow.draft_id == draft)).one()
        assert row.state == "confirmed"
        assert [(one["name"], one["profession"], one["outlet"]) for one in incident.victims] == [
            ("Ерлан Тастемиров", "тілші", "Вестник степи"),
            (ONE, "корреспондент", "Орда"),
        ]
        assert (incident.primary, incident.happened_on.isoformat(), incident.place, incident.region) == ("OBS", "2026-11-21", "Темиртау", "KZ-35")
        assert "THR" in incident.categories
        assert (incident.actor, incident.target, incident.motive) == ("law_enforcement", "person", "confirmed")
        assert incident.titles["kk"] == "Тілшіні кіргізбеді"
        assert incident.summary["ru"] == "Не пустили на заседание."
        assert (incident.private["safety_notes"], incident.private["contacts"]) == ("call before writing", "through her sister")
        assert (row.fields["status"], row.fields["status_date"], row.fields["status_source"]) == ("CMP", "2026-11-22", "the newsroom told us")
