"""Persons affected are a true count over the records of persons: what somebody put together is one, and what is only alike is told and counts apart."""

from datetime import date

from sqlalchemy import Engine

from records.database import write_transaction
from records.filters import IncidentFilter
from records.incident_model import Incident, Victim
from records.incidents import load
from records.persons.person_decisions import merge_persons, tell_apart
from reports.publications.figures import Figure
from reports.publications.persons_affected import affected_persons, doubtful_persons
from tests.desk.incident_records import incident
from tests.records.persons.persons_case import BY, admit_victims

NAMES = (Victim("Бауыржан Жусупов"), Victim("Бауыржан Жүсіпов"))


def naming(*victims: tuple[Victim, ...]) -> list[Incident]:
    return [incident(nth, date(2026, 1, nth), victims=some) for nth, some in enumerate(victims, 1)]


def test_two_spellings_that_somebody_merged_are_one_and_until_then_they_are_told(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, NAMES[:1], NAMES[1:], NAMES[1:])
        before = list(load(session, IncidentFilter()))
        assert (affected_persons(before).affected.value, affected_persons(before).folded) == (2, ())
        assert doubtful_persons(before) == (("Бауыржан Жусупов", "Бауыржан Жүсіпов"),)
        merge_persons(session, 2, 1, **BY)
        after = list(load(session, IncidentFilter()))
        assert affected_persons(after).affected == Figure(1, ("KZ-2026-0001", "KZ-2026-0002", "KZ-2026-0003"))
        assert affected_persons(after).folded == (("Бауыржан Жусупов", "Бауыржан Жүсіпов"),)
        assert doubtful_persons(after) == ()


def test_two_of_whom_somebody_said_that_they_are_two_are_not_told_again(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, NAMES[:1], NAMES[1:])
        tell_apart(session, 1, 2, **BY)
        some = list(load(session, IncidentFilter()))
        assert (affected_persons(some).affected.value, doubtful_persons(some)) == (2, ())


def test_two_records_of_one_name_count_two() -> None:
    two = naming((Victim("Айгүл Сапарова", outlet="Орда", person=1),), (Victim("Айгүл Сапарова", outlet="Власть", person=2),))
    assert affected_persons(two).affected.value == 2
    assert doubtful_persons(two) == (("Айгүл Сапарова", "Айгүл Сапарова"),)


def test_a_victim_without_a_record_is_the_person_of_the_same_letters_and_initials_make_nobody_one() -> None:
    some = naming((Victim("Айгүл Сапарова", person=7),), (Victim("Aigul Saparova"),), (Victim("А. Сапарова"), Victim(" ")), ())
    found = affected_persons(some)
    assert (found.affected.value, found.unnamed) == (2, ("KZ-2026-0004",))
    assert found.folded == (("Айгүл Сапарова", "Aigul Saparova"),)
    assert doubtful_persons(some) == (), "an initial is possible, and no more"
