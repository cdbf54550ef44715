"""Journalists under pursuit: the period beside all on record, and figures that fit together."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.incident_model import Incident, Victim
from records.vocabulary import Category, StatusCode
from reports.publications.figures import ReportRefused
from reports.publications.pursuit_figures import pursuits, require_parts
from tests.reports.publications.told import UNTIL, YEAR, case

pytestmark = pytest.mark.usefixtures("catalogues")
OLD = case("KZ-2020-0001", Category.CRM, "JDT", day=date(2020, 10, 1))
NEW = case("KZ-2021-0001", Category.ADM, "JFN")
BLOW = case("KZ-2021-0002", Category.ATT, "PTI")


def test_who_was_taken_before_the_period_is_in_custody_on_its_last_day() -> None:
    found = pursuits([NEW, BLOW], [OLD], YEAR)
    assert (found.of_period.pursued, found.on_record.pursued) == (("KZ-2021-0001",), ("KZ-2021-0001", "KZ-2020-0001"))
    assert [(one.incident.number, one.since, one.days.value) for one in found.held] == [
        ("KZ-2020-0001", date(2020, 10, 1), (UNTIL - date(2020, 10, 1)).days)
    ]
    assert found.earlier == (OLD,)


def test_one_person_in_custody_whom_two_incidents_hold_stands_once_with_each_day_counted_once() -> None:
    dana = Victim("Дана Ержанова", person=4)
    arrest = case("KZ-2021-0001", Category.ARR, "JDT", day=date(2021, 11, 1), victims=(dana,))
    trial = case("KZ-2021-0002", Category.CRM, "JDT", day=date(2021, 11, 11), victims=(dana,))
    with_another = case("KZ-2021-0003", Category.CRM, "JDT", day=date(2021, 11, 12), victims=(dana, Victim("Азат Мұрат", person=5)))
    found = pursuits([trial, arrest, with_another], [], YEAR)
    assert [(one.incident, one.also, one.since, one.days.value) for one in found.held] == [
        (arrest, ("KZ-2021-0002",), date(2021, 11, 1), 60),
        (with_another, (), date(2021, 11, 12), 49),
    ]
    assert len(found.on_record.in_custody) == 3, "figures count cases"


def test_whose_name_is_withheld_is_not_put_together_because_that_would_join_her_cases() -> None:
    hidden = Victim("журналист", person=4, publish=False)
    two = [case(f"KZ-2021-000{nth}", Category.ARR, "JDT", day=date(2021, 11, nth), victims=(hidden,)) for nth in (1, 2)]
    assert [one.also for one in pursuits(two, [], YEAR).held] == [(), ()]


def test_a_figure_that_names_somebody_who_is_not_pursued_refuses_the_report() -> None:
    found = pursuits([NEW], [OLD], YEAR).on_record
    for wrong in (replace(found, arrested=("KZ-2021-0009",)), replace(found, on_trial=found.pursued[:1]), replace(found, ended_well=found.going_on),
                  replace(found, going_on=(), ended_well=("KZ-2020-0001",))):  # fmt: skip
        with pytest.raises(ReportRefused, match="do not fit together; look at KZ-"):
            require_parts(wrong)


any_case = st.builds(lambda primary, codes: case("x", primary, *codes), st.sampled_from(Category), st.lists(st.sampled_from(StatusCode), max_size=6))


@given(st.lists(any_case, max_size=8).map(lambda made: [replace(one, number=f"KZ-2021-{nth:04d}") for nth, one in enumerate(made)]))
def test_whatever_is_recorded_the_figures_fit_together(many: list[Incident]) -> None:
    found = pursuits(many[::2], many[1::2], YEAR)
    assert set(found.of_period.pursued) <= set(found.on_record.pursued)
    assert {one.incident.number for one in found.held} <= set(found.on_record.pursued)
