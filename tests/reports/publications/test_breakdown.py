"""Who did it, against whom, by which law and over which sums."""

from dataclasses import replace

import pytest

from records.incident_model import Victim
from records.legal_case import ChargedArticle
from records.vocabulary import Actor, Category, Gender, Target
from reports.publications import Figure, ReportRefused
from reports.publications.breakdown import breakdown, require_breakdown
from reports.publications.figures import figure_of
from reports.publications.persons_affected import affected_persons
from tests.reports.publications.told import case

REPORTER = Victim("Сәуле Үлгі", "тілші", person=1, gender=Gender.FEMALE)
ONE = case(
    "KZ-2021-0001", Category.CIV, actor=Actor.STATE_OFFICIAL, victims=(REPORTER, Victim("Роман Пробный", "редактор", person=2)),
    facts={"target": Target.PERSON, "online": True, "amount_claimed": 500, "amount_awarded": 0, "currency": "KZT"},
)  # fmt: skip
TWO = case(
    "KZ-2021-0002", Category.CRM, actor=Actor.STATE_OFFICIAL, victims=(replace(REPORTER, profession="журналист"),),
    facts={"law_articles": (ChargedArticle("KZ-CC", "274"), ChargedArticle("KZ-CC", "274", "2"), ChargedArticle("KZ-CC", "131")),
           "amount_claimed": 70, "currency": "USD"},
)  # fmt: skip
FOUND = breakdown([ONE, TWO])
BOTH = ("KZ-2021-0001", "KZ-2021-0002")


def test_each_incident_stands_once_under_who_did_it_against_whom_and_where() -> None:
    assert FOUND.by_actor == {Actor.STATE_OFFICIAL: Figure(2, BOTH)}
    assert FOUND.by_target == {Target.PERSON: Figure(1, BOTH[:1]), None: Figure(1, BOTH[1:])}
    assert (FOUND.online, FOUND.offline) == (Figure(1, BOTH[:1]), Figure(1, BOTH[1:]))


def test_a_person_of_two_incidents_counts_once_by_the_first_that_is_known_of_her_in_whatever_language() -> None:
    assert FOUND.by_profession == {"editor": Figure(1, BOTH[:1]), "journalist": Figure(1, BOTH)}
    assert FOUND.by_gender == {Gender.FEMALE: Figure(1, BOTH), Gender.UNKNOWN: Figure(1, BOTH[:1])}
    unknown_first = breakdown([replace(ONE, victims=(replace(REPORTER, profession="", gender=Gender.UNKNOWN),)), replace(ONE, victims=(REPORTER,))])
    assert list(unknown_first.by_profession) == ["journalist"]
    assert list(unknown_first.by_gender) == [Gender.FEMALE]


def test_an_incident_stands_under_every_article_that_it_names_once() -> None:
    assert FOUND.by_law == {"KZ-CC 131": Figure(1, BOTH[1:]), "KZ-CC 274": Figure(1, BOTH[1:])}


def test_sums_are_added_by_currency_and_a_claim_without_an_award_is_no_award_of_nothing() -> None:
    assert FOUND.claimed == {"KZT": Figure(500, BOTH[:1]), "USD": Figure(70, BOTH[1:])}
    assert FOUND.awarded == {"KZT": Figure(0, BOTH[:1])}


def test_forty_victims_of_one_incident_are_forty_persons_and_one_incident() -> None:
    crowd = case("KZ-2021-0003", Category.DET, victims=tuple(Victim(f"Пострадавший {chr(0x430 + nth % 32) * (1 + nth // 32)}") for nth in range(40)))
    found = breakdown([crowd])
    assert found.by_gender == {Gender.UNKNOWN: Figure(40, ("KZ-2021-0003",))}
    require_breakdown(found, Figure(1, ("KZ-2021-0003",)), affected_persons([crowd]))


def test_a_table_that_does_not_hold_everybody_once_is_refused() -> None:
    total, persons = figure_of(BOTH), affected_persons([ONE, TWO])
    require_breakdown(FOUND, total, persons)
    with pytest.raises(ReportRefused):
        require_breakdown(replace(FOUND, by_actor={}), total, persons)
    with pytest.raises(ReportRefused):
        require_breakdown(replace(FOUND, online=Figure(0)), total, persons)
    with pytest.raises(ReportRefused, match="come to 1 persons, the total is 2"):
        require_breakdown(replace(FOUND, by_gender={Gender.FEMALE: Figure(1, BOTH)}), total, persons)
