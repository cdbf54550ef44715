"""Incidents as outputs read them: as they are recorded, without the names that are withheld."""

from sqlalchemy import Engine

from records import incidents
from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.incident_model import Victim
from records.persons.person_decisions import edit_person
from reports.withheld.public_incidents import find, load, load_by_language
from tests.records.persons.persons_case import BY, admit_victims


def test_they_are_those_of_the_record_and_only_a_withheld_name_is_another(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("Айгүл Сапарова", "блогер"),), (Victim("Марат Оспанов"),))
        assert list(load(session)) == list(incidents.load(session))
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, **BY)
    with read_session(engine) as session:
        assert [victim.name for incident in load(session) for victim in incident.victims] == ["blogger", "Марат Оспанов"]
        assert [incident.number for incident in load(session, IncidentFilter(number=two), batch=1, articles=False)] == [two]
        shown = find(session, one)
        assert shown is not None
        assert shown.victims[0].name == "blogger"
        assert find(session, "KZ-2026-0099") is None


def test_each_language_has_its_own_word_in_the_place_of_a_name(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("Айгүл Сапарова", "блогер"),), (Victim("Марат Оспанов"),))
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, **BY)
    with read_session(engine) as session:
        shown = {told["ru"].number: told for told in load_by_language(session, ("ru", "en"))}
        assert {lang: incident.victims[0].name for lang, incident in shown[one].items()} == {"ru": "блогер", "en": "blogger"}
        assert shown[two]["ru"] is shown[two]["en"]
