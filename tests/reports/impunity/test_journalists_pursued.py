"""Journalists under pursuit on a day: in custody, on trial, sentenced, fined, and whose cases ended well."""

import json
from dataclasses import replace
from datetime import date, timedelta

from records.country import Hold
from records.incident_model import Incident, Penalty, Status
from records.vocabulary import Category, SentenceKind, StatusCode, TermUnit
from reports.impunity.journalists_pursued import Sums, journalists_pursued

FIRST = date(2024, 1, 10)
AS_OF = date(2024, 12, 31)
PRISON = Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)
FINE = Penalty(sum=200_000, currency="KZT")


def case(number: int, *steps: tuple[int, str] | tuple[int, str, Penalty], category: Category = Category.CRM) -> Incident:
    """A case with steps as (day after its first, code, penalty)."""
    statuses = tuple(Status(FIRST + timedelta(days=step[0]), StatusCode(step[1]), penalty=step[2] if len(step) > 2 else Penalty()) for step in steps)
    return Incident(number=f"KZ-2024-{number:04}", primary=category, categories=(category,), recorded=FIRST, day=FIRST, statuses=statuses)


IN_PRISON = case(1, (0, "JDT"), (90, "JCT"), (120, "JSN", PRISON), (130, "JAP"), (200, "JUP"))
REMANDED = case(2, (60, "JDT"))
ON_TRIAL = case(3, (0, "JIN"), (50, "JCT"))
ACQUITTED = case(4, (0, "JIN"), (50, "JCT"), (60, "JAC"))
FINED = case(5, (0, "JIN"), (20, "JFN", FINE), category=Category.ADM)
FINE_OVERTURNED = case(6, (0, "JIN"), (20, "JFN", FINE), (25, "JAP"), (40, "JOV"), category=Category.ADM)
AT_HOME = case(7, (0, "JHA"))
TERM_PASSED = case(8, (0, "JAA", Penalty(term=15, unit=TermUnit.DAYS)), category=Category.ARR)
ATTACK = case(9, (0, "PTI"), (9, "CVF"), category=Category.ATT)
EVERYONE = (IN_PRISON, REMANDED, ON_TRIAL, ACQUITTED, FINED, FINE_OVERTURNED, AT_HOME, TERM_PASSED, ATTACK)


def test_the_list_of_those_in_custody_begins_with_the_longest_and_counts_their_days() -> None:
    found = journalists_pursued(EVERYONE, AS_OF)
    assert [(one.number, one.since, one.days) for one in found.in_custody] == [
        ("KZ-2024-0001", FIRST, 356),
        ("KZ-2024-0002", FIRST + timedelta(days=60), 296),
    ]
    assert found.house_arrest == ("KZ-2024-0007",)
    assert found.release_unknown == ("KZ-2024-0008",)


def test_only_who_is_pursued_is_in_it_and_an_attack_with_a_convicted_attacker_is_not() -> None:
    found = journalists_pursued(EVERYONE, AS_OF)
    assert found.pursued == tuple(one.number for one in EVERYONE if one is not ATTACK)
    assert found.going_on == tuple(one.number for one in (REMANDED, ON_TRIAL, FINE_OVERTURNED, AT_HOME))
    assert found.on_trial == ("KZ-2024-0003",)
    assert found.ended_well == ("KZ-2024-0004",)


def test_sentences_fines_and_arrests_count_while_they_stand() -> None:
    found = journalists_pursued(EVERYONE, AS_OF)
    assert found.sentenced == {SentenceKind.PRISON: ("KZ-2024-0001",), SentenceKind.RESTRICTED: (), SentenceKind.SUSPENDED: (), None: ()}
    assert found.fined == {"KZT": Sums(200_000, ("KZ-2024-0005",))}
    assert found.arrested == ("KZ-2024-0008",)


def test_the_editor_is_told_whose_custody_cannot_be_as_it_is_recorded() -> None:
    detained = case(10, (0, "JDT"), category=Category.DET)
    late = case(11, (0, "JAA", Penalty(term=15, unit=TermUnit.DAYS)), (90, "JRL"), category=Category.ARR)
    gate = case(12, (0, "JDT"), (9, "JRL"), (9, "JDT"))
    unclear = case(13, (0, "JDT"), (9, "JSN"))
    dropped = replace(case(14, (0, "JDT"), (9, "JIN"), (20, "JDR")), categories=(Category.CRM, Category.CIV))
    found = journalists_pursued([*EVERYONE, detained, late, gate, unclear, dropped], AS_OF)
    assert found.course_unclear == ("KZ-2024-0014",)
    assert "KZ-2024-0014" in [one.number for one in found.in_custody]
    assert "KZ-2024-0014" not in found.ended_well
    assert found.release_unknown == ("KZ-2024-0008", "KZ-2024-0010")
    assert found.limit_passed == {Hold.DETENTION: ("KZ-2024-0010",), Hold.REMAND: (), Hold.ARREST: ()}
    assert (found.released_late, found.order_unclear, found.sentence_unclear) == (("KZ-2024-0011",), ("KZ-2024-0012",), ("KZ-2024-0013",))


def test_a_sum_that_an_appeal_court_changed_counts_once() -> None:
    lowered = case(5, (0, "JFN", FINE), (10, "JAP"), (30, "JFN", Penalty(sum=50_000, currency="KZT")), category=Category.ADM)
    assert journalists_pursued([lowered], AS_OF).fined == {"KZT": Sums(50_000, ("KZ-2024-0005",))}


def test_sums_of_two_currencies_are_never_added() -> None:
    dollars = case(6, (0, "JDM", Penalty(sum=5, currency="USD")), category=Category.CIV)
    tenge = case(7, (0, "JDM", FINE), category=Category.CIV)
    assert journalists_pursued([dollars, tenge], AS_OF).damages == {"KZT": Sums(200_000, ("KZ-2024-0007",)), "USD": Sums(5, ("KZ-2024-0006",))}


def test_everything_is_as_of_the_day() -> None:
    then = journalists_pursued(EVERYONE, FIRST + timedelta(days=55))
    assert [one.number for one in then.in_custody] == ["KZ-2024-0001"]
    assert then.ended_well == ()
    assert "KZ-2024-0004" in then.on_trial


def test_it_goes_out_as_json_with_the_incidents_behind_each_figure() -> None:
    told = json.loads(json.dumps(journalists_pursued(EVERYONE, AS_OF).to_json()))
    assert told["fined"] == {"KZT": {"total": 200_000, "count": 1, "incidents": ["KZ-2024-0005"]}}
    assert told["sentenced"]["prison"] == {"count": 1, "incidents": ["KZ-2024-0001"]}
    assert told["in_custody"]["incidents"][0] == {"number": "KZ-2024-0001", "title": "", "since": "2024-01-10", "days": 356}
