"""Who is named in several incidents."""

from typing import Any

from records.incident_model import Incident, Victim
from records.outlets.written_outlets import folded_outlet
from records.vocabulary import Category
from reports.publications import Figure
from reports.publications.most_targeted import MOST_NAMED, targeted_outlets, targeted_persons
from tests.reports.publications.told import case


def incident(nth: int, *victims: Victim, **fields: Any) -> Incident:
    return case(f"KZ-2021-{nth:04d}", Category.ATT, victims=victims, **fields)


def test_a_person_of_two_incidents_is_named_under_all_spellings_once_and_one_of_a_single_incident_is_not() -> None:
    one, other = Victim("Сәуле Үлгі", person=1, names={"en": "Saule Ulgi"}), Victim("Saule Ulgi", person=1)
    found = targeted_persons([incident(1, one, Victim("Роман Пробный", person=2)), incident(2, other), incident(3, other, one)])
    assert [(person.name, person.incidents) for person in found] == [("Сәуле Үлгі", Figure(3, ("KZ-2021-0001", "KZ-2021-0002", "KZ-2021-0003")))]
    assert found[0].names == {"en": "Saule Ulgi"}


def test_whose_name_is_withheld_is_not_among_them() -> None:
    hidden = Victim("журналист", person=1, publish=False)
    assert targeted_persons([incident(1, hidden), incident(2, hidden)]) == ()


def test_who_is_in_most_incidents_comes_first_and_no_more_are_named_than_a_table_holds() -> None:
    names = [Victim(f"Жәбірленуші {chr(0x430 + nth)}", person=nth) for nth in range(1, MOST_NAMED + 3)]
    found = targeted_persons([incident(1, *names), incident(2, *names), incident(3, names[5])])
    assert len(found) == MOST_NAMED
    assert found[0].name == names[5].name


def test_an_outlet_is_the_same_with_quotation_marks_and_without_and_counts_an_incident_once() -> None:
    reporter = Victim("Сәуле Үлгі", outlet="Дала")
    found = targeted_outlets([incident(1, reporter, outlets=("«Дала»",)), incident(2, outlets=("ДАЛА", "orda.example"))])
    assert [(one.name, one.incidents.value) for one in found] == [("«Дала»", 2)]
    assert folded_outlet(" «Дала» ") == folded_outlet("дала")
