"""Journalists under pursuit: from the first step against one to the end of the last court case, and all of them on a day."""

import json
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.country import CustodyKind
from records.incident_model import NO_PENALTY, Incident, Penalty, Status
from records.vocabulary import ON_TRACK, Category, Lawful, SentenceKind, StatusCode, TermUnit, Track
from reports.impunity import clocks
from reports.impunity.journalists_pursued import CurrencyTotals, pursuit_figures
from reports.impunity.legal_cases import days_in_custody
from reports.impunity.pursuit import JournalistCase, read_journalist_case

FIRST = date(2024, 1, 10)
LATER = date(2026, 11, 24)
PRISON = Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)
FINE = Penalty(sum=200_000, currency="KZT")


def on(days: int, code: str, penalty: Penalty = NO_PENALTY) -> Status:
    return Status(FIRST + timedelta(days=days), StatusCode(code), penalty=penalty)


def day(days: int) -> date:
    return FIRST + timedelta(days=days)


def case(*statuses: Status, of: str = "CRM", as_of: date = LATER) -> JournalistCase:
    """The case of an incident of these categories."""
    chased = read_journalist_case(statuses, [Category(code) for code in of.split()], as_of)
    assert chased is not None
    assert chased.since == min(status.day for status in statuses)
    return chased


def over(*statuses: Status, of: str = "CRM") -> date | None:
    return case(*statuses, of=of).over


def ruled(chased: JournalistCase) -> list[str]:
    return [ruling.code.value for ruling in chased.rulings]


def test_a_pursuit_is_over_with_its_end_or_a_ruling_and_goes_on_until_then() -> None:
    assert read_journalist_case([], [Category.CRM], LATER) is None
    assert read_journalist_case([on(0, "REP"), on(3, "PTI"), on(9, "CVF")], [Category.ATT], LATER) is None
    for code in ["JDR", "JAC", "JRL", "JLF", "JFN", "JSN", "JDM"]:
        assert over(on(0, "JIN"), on(40, code)) == day(40)
    for code in ["JIN", "JCH", "JDT", "JHA", "JCT", "JAP", "JOV"]:
        assert over(on(0, code)) is None


def test_an_appeal_takes_it_up_again_until_the_ruling_is_upheld_or_she_is_acquitted() -> None:
    sentenced = (on(0, "JIN"), on(30, "JCT"), on(60, "JSN", PRISON), on(70, "JAP"))
    assert over(*sentenced) is None
    assert over(*sentenced, on(90, "JUP")) == day(90)
    assert over(*sentenced, on(90, "JOV")) is None
    assert over(*sentenced, on(90, "JOV"), on(120, "JAC")) == day(120)


def test_who_is_taken_to_prison_under_a_ruling_is_not_pursued_again_and_who_is_detained_after_a_release_is() -> None:
    assert over(on(0, "JIN"), on(60, "JSN", PRISON), on(61, "JDT")) == day(60)
    assert over(on(0, "JDT"), on(2, "JRL"), on(30, "JDT")) is None
    assert over(on(0, "JSN", PRISON), on(400, "JRL"), on(500, "JDT")) is None


def test_a_later_word_of_a_court_moves_the_end_and_a_release_does_not() -> None:
    sentenced = (on(0, "JCT"), on(142, "JSN", PRISON))
    assert over(*sentenced) == over(*sentenced, on(900, "JRL")) == day(142)
    assert over(on(0, "JDT"), on(100, "JDR"), on(101, "JRL")) == day(100)
    assert over(on(0, "JIN"), on(59, "JDM"), on(81, "JDM")) == day(81)
    assert over(on(0, "JDT"), on(2, "JRL"), on(300, "JAC")) == day(300)


def test_a_ban_goes_on_until_it_is_lifted_or_its_length_has_passed_also_through_an_appeal() -> None:
    months = Penalty(term=3, unit=TermUnit.MONTHS)
    assert over(on(0, "JBN"), of="CLS") is None
    assert over(on(0, "JBN"), on(50, "JLF"), of="CLS") == day(50)
    assert over(on(0, "JBN", months), of="CLS") == date(2024, 4, 10)
    assert over(on(0, "JBN", months), on(500, "JLF"), of="CLS") == date(2024, 4, 10)
    assert over(on(0, "JBN", Penalty(term=30, unit=TermUnit.YEARS)), of="CLS") is None
    assert over(on(0, "JIN"), on(60, "JSN", PRISON), on(60, "JBN", months)) == day(60)
    appealed = (on(20, "JAP"), on(50, "JUP"))
    assert over(on(0, "JBN"), *appealed, of="CLS") is None
    assert over(on(0, "JBN", Penalty(term=3, unit=TermUnit.YEARS)), *appealed, of="CLS") is None
    assert over(on(0, "JBN", Penalty(term=2, unit=TermUnit.YEARS)), *appealed, of="CLS") == date(2026, 1, 10)
    assert over(on(0, "JBN"), on(20, "JAP"), on(50, "JOV"), on(60, "JDR"), of="CLS") == day(60)


def test_the_end_of_one_court_case_ends_no_other_and_wipes_no_fine() -> None:
    chased = case(on(0, "JCT"), on(30, "JFN", FINE), of="CRM ADM")
    assert (chased.over, chased.on_trial, ruled(chased)) == (None, True, ["JFN"])
    alone = case(on(0, "JCT"), on(30, "JFN", FINE), of="ADM")
    assert (alone.over, alone.on_trial) == (day(30), False)
    for steps in [[], ["JIN"]]:
        chased = case(on(0, "JFN", FINE), *(on(10, code) for code in steps), on(90, "JDR"), of="CRM ADM")
        assert (chased.over, chased.ended_well, ruled(chased)) == (day(90), True, ["JFN"])


def test_who_was_under_administrative_arrest_was_so_though_she_was_acquitted_of_a_crime_later() -> None:
    served = on(0, "JAA", Penalty(term=15, unit=TermUnit.DAYS))
    for categories in ("CRM ARR", "ARR", "CRM ADM"):
        chased = case(served, on(16, "JCH"), on(150, "JAC"), of=categories)
        assert (chased.arrested, chased.over, chased.ended_well) == (True, day(150), True)
    assert not case(served, on(5, "JAP"), on(8, "JOV"), of="ARR").arrested


def test_a_good_end_is_an_acquittal_or_a_dropped_case_that_nothing_follows() -> None:
    for end, after in [("JAC", 0), ("JDR", 0), ("JDR", 1)]:
        chased = case(on(0, "JDT"), on(140, end), on(140 + after, "JRL"))
        assert (chased.ended_well, chased.over) == (True, day(140))
    acquitted = (on(0, "JIN"), on(100, "JAC"))
    assert case(*acquitted).ended_well
    assert not case(*acquitted, on(120, "JAP")).ended_well
    assert not case(*acquitted, on(120, "JSN", PRISON)).ended_well
    assert not case(on(0, "JDT"), on(2, "JRL")).ended_well, "a release on bail is no good end"
    steps = (on(0, "JCH"), on(1, "JAA", Penalty(term=15, unit=TermUnit.DAYS)), on(9, "JAC"))
    assert not case(*steps, of="CRM ADM", as_of=day(10)).ended_well
    assert case(*steps, of="CRM ADM", as_of=day(16)).ended_well


@pytest.mark.parametrize(
    ("others", "end", "of"),
    [(["JDR"], "JDR", "CRM CIV"), (["JIN"], "JDR", "CRM CIV"), (["JBN"], "JLF", "CRM BLK"), (["JFN", "JAP"], "JDR", "CRM ADM")],
)
def test_no_good_end_of_another_case_is_reported_of_who_is_in_prison_or_was_sentenced(others: list[str], end: str, of: str) -> None:
    steps = [on(nth, code) for nth, code in enumerate(others)]
    for penalty in (PRISON, Penalty(SentenceKind.SUSPENDED), NO_PENALTY):
        chased = case(on(-9, "JCH"), *steps, on(20, "JSN", penalty), on(60, end), of=of, as_of=day(90))
        assert (chased.ended_well, ruled(chased)[-1]) == (False, "JSN")


def test_an_overturned_verdict_takes_all_its_rulings_with_it_and_those_that_it_had_replaced() -> None:
    seven, three = PRISON, Penalty(SentenceKind.PRISON, 3, TermUnit.YEARS)
    told = (on(0, "JSN", seven), on(5, "JAP"), on(30, "JSN", three), on(30, "JDM", FINE))
    assert ruled(case(*told)) == ["JSN", "JSN", "JDM"]
    assert ruled(case(*told, on(90, "JOV"))) == []


def test_a_court_that_overturns_a_sentence_may_rule_again_on_the_same_day() -> None:
    suspended = Penalty(SentenceKind.SUSPENDED, 2, TermUnit.YEARS)
    chased = case(on(0, "JDT"), on(50, "JSN", PRISON), on(80, "JAP"), on(140, "JOV"), on(140, "JSN", suspended))
    assert [ruling.penalty for ruling in chased.rulings] == [suspended]
    assert (chased.over, chased.held, chased.order_matters) == (day(140), None, True)


def test_a_new_sentence_stands_also_when_it_was_entered_before_what_overturned_the_old_one() -> None:
    new = Penalty(SentenceKind.PRISON, 2, TermUnit.YEARS)
    chased = case(on(0, "JSN", PRISON), on(140, "JSN", new), on(140, "JOV"), as_of=day(200))
    assert [ruling.penalty for ruling in chased.rulings] == [new]
    assert (chased.over, chased.held is not None, chased.order_matters) == (day(140), True, True)
    paid = case(on(0, "JDM", FINE), on(140, "JDM", FINE), on(140, "JOV"), of="CIV")
    assert (ruled(paid), paid.over, paid.order_matters) == (["JDM"], day(140), True)


def test_a_sentence_of_unknown_kind_or_length_is_unclear_while_she_is_in_custody() -> None:
    held = on(0, "JDT")
    assert case(held, on(50, "JSN"), as_of=day(100)).sentence_unclear
    assert case(held, on(50, "JSN", Penalty(SentenceKind.PRISON))).sentence_unclear
    assert not case(held, on(50, "JSN", PRISON)).sentence_unclear
    assert not case(held, on(50, "JSN"), on(60, "JRL")).sentence_unclear


STEPS = st.builds(
    Status,
    st.integers(0, 900).map(day),
    st.sampled_from(StatusCode),
    penalty=st.sampled_from([Penalty(), PRISON, Penalty(SentenceKind.SUSPENDED), Penalty(term=15, unit=TermUnit.DAYS)]),
)
CASES = st.lists(STEPS, max_size=8).map(lambda found: sorted(found, key=lambda status: status.day))
CATEGORIES = (Category.ATT, Category.CRM, Category.ADM)


def incident(statuses: list[Status], **fields: Any) -> Incident:
    plain: dict[str, Any] = {"primary": Category.ATT, "categories": CATEGORIES, "facts": {"lawful": Lawful.UNKNOWN}}
    return Incident(number="KZ-2024-0001", recorded=FIRST, day=FIRST, statuses=tuple(statuses), **{**plain, **fields})


@given(CASES, st.integers(0, 1000).map(day))
def test_times_in_custody_never_overlap_never_end_before_they_begin_and_only_the_last_can_go_on(told: list[Status], as_of: date) -> None:
    known = read_journalist_case([status for status in told if status.day <= as_of], CATEGORIES, as_of)
    times = known.custody if known else ()
    for one, following in zip(times, times[1:], strict=False):
        assert one.until is not None
        assert one.until <= following.since
    for one in times:
        assert one.since <= (one.until or as_of) <= as_of
    chased = clocks(incident(told), as_of)
    assert days_in_custody(times, as_of) == (chased.in_custody or 0)
    assert 0 <= (chased.in_custody or 0) <= (as_of - FIRST).days


@given(CASES, st.integers(0, 1000).map(day))
def test_nothing_after_the_day_is_seen_and_no_clock_is_negative(told: list[Status], as_of: date) -> None:
    now = clocks(incident(told), as_of)
    assert now == clocks(incident([status for status in told if status.day <= as_of]), as_of)
    values = (now.without_accountability, now.since_last_status, now.under_pursuit, now.in_custody)
    assert all(value is None or value >= 0 for value in values)


@given(CASES, st.integers(0, 1000).map(day))
def test_no_status_of_the_journalist_moves_a_clock_of_the_perpetrator_nor_the_other_way_round(told: list[Status], as_of: date) -> None:
    both = clocks(incident(told), as_of)
    hers, theirs = ([status for status in told if status.code in ON_TRACK[track]] for track in (Track.JOURNALIST, Track.PERPETRATOR))
    without_hers, without_theirs = clocks(incident(theirs), as_of), clocks(incident(hers), as_of)
    assert (both.without_accountability, both.since_last_status) == (without_hers.without_accountability, without_hers.since_last_status)
    assert (both.under_pursuit, both.in_custody, both.in_custody_now) == (
        without_theirs.under_pursuit,
        without_theirs.in_custody,
        without_theirs.in_custody_now,
    )


@given(CASES, st.integers(0, 900).map(day), st.integers(0, 200))
def test_days_in_custody_grow_with_the_days(told: list[Status], as_of: date, further: int) -> None:
    known = [status for status in told if status.day <= as_of]
    now, later = (clocks(incident(known), as_of + timedelta(days=days)) for days in (0, further))
    assert (now.in_custody or 0) <= (later.in_custody or 0) <= (now.in_custody or 0) + further


AS_OF = date(2024, 12, 31)


def pursued_case(number: int, *steps: tuple[int, str] | tuple[int, str, Penalty], category: Category = Category.CRM) -> Incident:
    """A case with steps as (day after its first, code, penalty)."""
    statuses = tuple(Status(FIRST + timedelta(days=step[0]), StatusCode(step[1]), penalty=step[2] if len(step) > 2 else Penalty()) for step in steps)
    return Incident(number=f"KZ-2024-{number:04}", primary=category, categories=(category,), recorded=FIRST, day=FIRST, statuses=statuses)


IN_PRISON = pursued_case(1, (0, "JDT"), (90, "JCT"), (120, "JSN", PRISON), (130, "JAP"), (200, "JUP"))
REMANDED = pursued_case(2, (60, "JDT"))
ON_TRIAL = pursued_case(3, (0, "JIN"), (50, "JCT"))
ACQUITTED = pursued_case(4, (0, "JIN"), (50, "JCT"), (60, "JAC"))
FINED = pursued_case(5, (0, "JIN"), (20, "JFN", FINE), category=Category.ADM)
FINE_OVERTURNED = pursued_case(6, (0, "JIN"), (20, "JFN", FINE), (25, "JAP"), (40, "JOV"), category=Category.ADM)
AT_HOME = pursued_case(7, (0, "JHA"))
TERM_PASSED = pursued_case(8, (0, "JAA", Penalty(term=15, unit=TermUnit.DAYS)), category=Category.ARR)
ATTACK = pursued_case(9, (0, "PTI"), (9, "CVF"), category=Category.ATT)
EVERYONE = (IN_PRISON, REMANDED, ON_TRIAL, ACQUITTED, FINED, FINE_OVERTURNED, AT_HOME, TERM_PASSED, ATTACK)


def test_who_is_pursued_in_custody_sentenced_and_fined_is_reported_as_of_the_day() -> None:
    found = pursuit_figures(EVERYONE, AS_OF)
    assert [(one.number, one.since, one.days) for one in found.in_custody] == [
        ("KZ-2024-0001", FIRST, 356),
        ("KZ-2024-0002", FIRST + timedelta(days=60), 0),
    ]
    assert found.house_arrest == ("KZ-2024-0007",)
    assert found.release_unknown == ("KZ-2024-0008",)
    found = pursuit_figures(EVERYONE, AS_OF)
    assert found.pursued == tuple(one.number for one in EVERYONE if one is not ATTACK)
    assert found.going_on == tuple(one.number for one in (REMANDED, ON_TRIAL, FINE_OVERTURNED, AT_HOME))
    assert found.on_trial == ("KZ-2024-0003",)
    assert found.ended_well == ("KZ-2024-0004",)
    found = pursuit_figures(EVERYONE, AS_OF)
    assert found.sentenced == {SentenceKind.PRISON: ("KZ-2024-0001",), SentenceKind.RESTRICTED: (), SentenceKind.SUSPENDED: (), None: ()}
    assert found.fined == {"KZT": CurrencyTotals(200_000, ("KZ-2024-0005",))}
    assert found.arrested == ("KZ-2024-0008",)
    then = pursuit_figures(EVERYONE, FIRST + timedelta(days=55))
    assert [one.number for one in then.in_custody] == ["KZ-2024-0001"]
    assert then.ended_well == ()
    assert "KZ-2024-0004" in then.on_trial
    told = json.loads(json.dumps(pursuit_figures(EVERYONE, AS_OF).to_json()))
    assert told["fined"] == {"KZT": {"total": 200_000, "count": 1, "incidents": ["KZ-2024-0005"]}}
    assert told["sentenced"]["prison"] == {"count": 1, "incidents": ["KZ-2024-0001"]}
    assert told["in_custody"]["incidents"][0] == {"number": "KZ-2024-0001", "title": "", "since": "2024-01-10", "days": 356}


def test_the_editor_is_reported_whose_custody_cannot_be_as_it_is_recorded() -> None:
    detained = pursued_case(10, (0, "JDT"), category=Category.DET)
    late = pursued_case(11, (0, "JAA", Penalty(term=15, unit=TermUnit.DAYS)), (90, "JRL"), category=Category.ARR)
    gate = pursued_case(12, (0, "JDT"), (9, "JRL"), (9, "JDT"))
    unclear = pursued_case(13, (0, "JDT"), (9, "JSN"))
    dropped = replace(pursued_case(14, (0, "JDT"), (9, "JIN"), (20, "JDR")), categories=(Category.CRM, Category.CIV))
    found = pursuit_figures([*EVERYONE, detained, late, gate, unclear, dropped], AS_OF)
    assert found.course_unclear == ("KZ-2024-0014",)
    assert "KZ-2024-0014" in [one.number for one in found.in_custody]
    assert "KZ-2024-0014" not in found.ended_well
    assert found.release_unknown == ("KZ-2024-0008", "KZ-2024-0010")
    assert found.limit_passed == {CustodyKind.DETENTION: ("KZ-2024-0010",), CustodyKind.REMAND: (), CustodyKind.ARREST: ()}
    assert (found.released_late, found.order_unclear, found.sentence_unclear) == (("KZ-2024-0011",), ("KZ-2024-0012",), ("KZ-2024-0013",))


def test_a_changed_sum_counts_once_and_sums_of_two_currencies_are_never_added() -> None:
    lowered = pursued_case(5, (0, "JFN", FINE), (10, "JAP"), (30, "JFN", Penalty(sum=50_000, currency="KZT")), category=Category.ADM)
    assert pursuit_figures([lowered], AS_OF).fined == {"KZT": CurrencyTotals(50_000, ("KZ-2024-0005",))}
    dollars = pursued_case(6, (0, "JDM", Penalty(sum=5, currency="USD")), category=Category.CIV)
    tenge = pursued_case(7, (0, "JDM", FINE), category=Category.CIV)
    assert pursuit_figures([dollars, tenge], AS_OF).damages == {
        "KZT": CurrencyTotals(200_000, ("KZ-2024-0007",)),
        "USD": CurrencyTotals(5, ("KZ-2024-0006",)),
    }
