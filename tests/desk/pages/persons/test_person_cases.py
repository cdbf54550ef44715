"""What is told of one person: her cases, what goes on, and the days in custody, each once."""

from dataclasses import replace
from datetime import date

from desk.pages.persons.person_cases import person_cases
from records.incident_model import Status, Victim
from records.persons.person_model import KnownPerson
from records.vocabulary import Category, StatusCode
from reports.cached_incident import CachedIncident, cached
from tests.desk.incident_records import incident

TODAY = date(2026, 11, 24)
HER = KnownPerson(7, {"ru": "Анна Ли"}, ("Анна Ли",), merged=(9,))


def case(nth: int, category: Category, *steps: tuple[date, StatusCode], person: int = 7) -> CachedIncident:
    statuses = tuple(Status(day, code, "адвокат", "") for day, code in steps)
    made = incident(nth, steps[0][0], victims=(Victim("Он"), Victim("Анна Ли", "редактор", "Орда", person)), statuses=statuses)
    return cached(replace(made, primary=category, categories=(category,)))


def test_two_cases_that_hold_her_at_once_count_a_day_once() -> None:
    first = case(1, Category.CRM, (date(2026, 11, 1), StatusCode.JDT), (date(2026, 11, 11), StatusCode.JRL))
    second = case(2, Category.CRM, (date(2026, 11, 6), StatusCode.JDT), (date(2026, 11, 16), StatusCode.JRL), person=9)
    told = person_cases(HER, [second, first], TODAY)
    assert ([one.days for one in told.custody], told.days_in_custody, told.held) == ([10, 10], 15, False)
    assert told.running == 0


def test_an_attack_that_nobody_answered_is_counted_and_one_that_was_is_not() -> None:
    attack = (date(2026, 1, 1), StatusCode.REP)
    entries = [case(1, Category.ATT, attack), case(2, Category.ATT, attack, (date(2026, 5, 1), StatusCode.CVF))]
    told = person_cases(HER, entries, TODAY)
    assert (told.unanswered, told.running, told.custody, told.days_in_custody) == (1, 0, (), 0)
    assert [one.role for one in told.cases] == ["редактор, Орда"] * 2
    assert told.cases[1].against_others
    assert told.cases[1].against_her == ""


def test_nobody_is_told_of_without_incidents() -> None:
    told = person_cases(HER, [], TODAY)
    assert (told.cases, told.custody, told.unanswered, told.held) == ((), (), 0, False)
