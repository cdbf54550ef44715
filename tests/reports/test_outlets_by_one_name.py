"""One outlet under all its names: in incidents as they are read, in counts, in reports and on the public site."""

from dataclasses import replace

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.i18n import LANGUAGES
from records.incident_model import Victim
from records.incidents import load
from records.incidents.repository import edit
from records.outlets.health import PanelOutlet, join_panel, panel_aliases
from records.tables import IncidentRow
from reports.incident_selection import entry_filter, explorer_counts
from reports.incidents import IncidentCache
from reports.publications.yearly_report import targeted_outlets
from reports.site.rows import groups_of, in_order, site_row
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.records.persons.persons_case import BY

AZATTYQ = PanelOutlet(
    "kz_azattyq_org", {"kk": "Азаттық", "ru": "Азаттык", "en": "Azattyq"}, "https://www.azattyq.org/", "KZ", None, ("kk",), aliases=("RFE/RL",)
)
WRITTEN = (("Азаттык",), ("RFE/RL", "Azattyq"), ("«Азаттық»",), ("Дала таңы",), ("Dala Tany",))


def admit(session: Session) -> list[str]:
    """Record an incident against each of `WRITTEN`, whose victim works for the first of its outlets."""
    made = [
        replace(incident(nth, TODAY), number=f"KZ-2026-{nth + 1:04}", outlets=names, victims=(Victim(f"Айгүл Серікова {nth}", outlet=names[0]),))
        for nth, names in enumerate(WRITTEN)
    ]
    admit_all(session, made)
    return [one.number for one in made]


def test_an_incident_is_read_with_the_one_name_of_each_outlet_and_keeps_what_was_written(engine: Engine) -> None:
    with write_transaction(engine) as session:
        numbers = admit(session)
        join_panel(session, AZATTYQ, TODAY)
        read = list(load(session))
        assert [one.outlets for one in read] == [("Азаттық",), ("Азаттық",), ("Азаттық",), ("Дала таңы",), ("Dala Tany",)]
        assert [one.victims[0].outlet for one in read] == ["Азаттық", "Азаттық", "Азаттық", "Дала таңы", "Dala Tany"]
        assert session.get_one(IncidentRow, numbers[1]).outlets == ["RFE/RL", "Azattyq"]
        assert [one.number for one in load(session, IncidentFilter(outlet="RFE/RL"))] == numbers[:3]


def test_an_outlet_is_one_row_of_the_counts_and_leads_to_all_its_incidents(engine: Engine) -> None:
    with write_transaction(engine) as session:
        numbers = admit(session)
        join_panel(session, AZATTYQ, TODAY)
    with read_session(engine) as session:
        book = IncidentCache().book(session)
    assert explorer_counts(book, IncidentFilter(), TODAY).by_outlet == {"Азаттық": 3, "Dala Tany": 2}
    found = {
        outlet: {one.incident.number for one in book.newest(entry_filter(book, IncidentFilter(outlet=outlet), TODAY))}
        for outlet in ("Азаттық", "Dala Tany")
    }
    assert found == {"Азаттық": set(numbers[:3]), "Dala Tany": set(numbers[3:])}


def test_a_book_is_read_again_after_a_decision_once_an_outlet_has_another_name(engine: Engine) -> None:
    with write_transaction(engine) as session:
        numbers = admit(session)
    cache = IncidentCache()
    with read_session(engine) as session:
        assert cache.book(session).by_number[numbers[0]].incident.outlets == ("Азаттык",)
    with write_transaction(engine) as session:
        join_panel(session, AZATTYQ, TODAY)
        edit(session, numbers[4], {"place": "Орал"}, {}, **BY)
    with read_session(engine) as session:
        book = cache.book(session)
        assert book.by_number[numbers[0]].incident.outlets == ("Азаттық",)
        assert book.aliases is panel_aliases(session)


def test_the_yearly_report_and_the_public_site_have_one_row_and_one_page_for_an_outlet(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit(session)
        join_panel(session, AZATTYQ, TODAY)
        read = list(load(session))
        assert [(outlet.name, outlet.incidents.value) for outlet in targeted_outlets(read)] == [("Азаттық", 3), ("Дала таңы", 2)]
        groups = groups_of(in_order(site_row(dict.fromkeys(LANGUAGES, one), TODAY) for one in read))["outlets"]
        assert sorted((group.name(), len(group.rows)) for group in groups) == [("Dala Tany", 2), ("Азаттық", 3)]
