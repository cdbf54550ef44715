"""The clocks of a journalist who is pursued: from the first step against her to its end, and her days in custody."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.incident_model import NO_PENALTY, Incident, Penalty, Status
from records.vocabulary import ON_TRACK, Category, Lawful, SentenceKind, StatusCode, TermUnit, Track
from reports.impunity import clocks
from reports.impunity.pursuit import Custody, custodies, days_in_custody, house_arrests, pursuit

FIRST = date(2024, 1, 10)
LATER = date(2026, 11, 24)
PRISON = Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)


def on(days: int, code: str, penalty: Penalty = NO_PENALTY) -> Status:
    return Status(FIRST + timedelta(days=days), StatusCode(code), penalty=penalty)


def day(days: int) -> date:
    return FIRST + timedelta(days=days)


def over(*statuses: Status) -> date | None:
    chased = pursuit(statuses, LATER)
    assert chased is not None
    assert chased[0] == min(status.day for status in statuses)
    return chased[1]


# Under pursuit


def test_nobody_is_pursued_of_whom_nothing_but_the_perpetrators_case_is_known() -> None:
    assert pursuit([], LATER) is None
    assert pursuit([on(0, "REP"), on(3, "PTI"), on(9, "CVF")], LATER) is None


@pytest.mark.parametrize("code", ["JDR", "JAC", "JRL", "JLF", "JFN", "JSN", "JAA", "JDM"])
def test_a_pursuit_is_over_with_its_end_and_with_a_ruling_against_which_no_appeal_is_known(code: str) -> None:
    assert over(on(0, "JIN"), on(40, code)) == day(40)


@pytest.mark.parametrize("code", ["JIN", "JCH", "JDT", "JHA", "JCT", "JAP", "JOV"])
def test_it_goes_on_while_nothing_has_ended_it(code: str) -> None:
    assert over(on(0, code)) is None


def test_an_appeal_takes_it_up_again_until_the_ruling_is_upheld_or_she_is_acquitted() -> None:
    sentenced = (on(0, "JIN"), on(30, "JCT"), on(60, "JSN", PRISON), on(70, "JAP"))
    assert over(*sentenced) is None
    assert over(*sentenced, on(90, "JUP")) == day(90)
    assert over(*sentenced, on(90, "JOV")) is None
    assert over(*sentenced, on(90, "JOV"), on(120, "JAC")) == day(120)


def test_who_is_taken_to_prison_under_a_ruling_is_not_pursued_anew_and_who_is_detained_after_a_release_is() -> None:
    assert over(on(0, "JIN"), on(60, "JSN", PRISON), on(61, "JDT")) == day(60)
    assert over(on(0, "JDT"), on(2, "JRL"), on(30, "JDT")) is None


def test_a_ban_goes_on_until_it_is_lifted_or_its_length_has_passed_and_beside_a_sentence_it_is_part_of_that() -> None:
    months = Penalty(term=3, unit=TermUnit.MONTHS)
    assert over(on(0, "JBN")) is None
    assert over(on(0, "JBN"), on(50, "JLF")) == day(50)
    assert over(on(0, "JBN", months)) == date(2024, 4, 10)
    assert over(on(0, "JBN", Penalty(term=30, unit=TermUnit.YEARS))) is None
    assert over(on(0, "JIN"), on(60, "JSN", PRISON), on(60, "JBN", months)) == day(60)


# In custody


def test_custody_runs_from_remand_to_release_and_house_arrest_is_none_of_it() -> None:
    told = [on(0, "JDT"), on(10, "JHA"), on(40, "JRL")]
    assert custodies(told, LATER) == [Custody(day(0), day(10))]
    assert house_arrests(told) == [Custody(day(10), day(40))]


@pytest.mark.parametrize("code", ["JRL", "JAC", "JDR"])
def test_release_acquittal_and_a_dropped_case_end_custody(code: str) -> None:
    assert custodies([on(0, "JDT"), on(200, code)], LATER) == [Custody(day(0), day(200))]


def test_remand_goes_over_into_prison_without_a_gap_and_an_appeal_changes_nothing() -> None:
    told = [on(0, "JDT"), on(100, "JCT"), on(200, "JSN", PRISON), on(210, "JAP"), on(300, "JUP")]
    assert custodies(told, LATER) == [Custody(day(0), None)]
    assert days_in_custody(custodies(told, day(300)), day(300)) == 300


@pytest.mark.parametrize("kind", [SentenceKind.SUSPENDED, SentenceKind.RESTRICTED])
def test_a_sentence_without_prison_frees_her_and_one_of_unknown_kind_changes_nothing(kind: SentenceKind) -> None:
    assert custodies([on(0, "JDT"), on(50, "JSN", Penalty(kind))], LATER) == [Custody(day(0), day(50))]
    assert custodies([on(0, "JDT"), on(50, "JSN")], LATER) == [Custody(day(0), None)]
    assert custodies([on(50, "JSN")], LATER) == []


def test_an_arrest_of_which_no_release_is_told_ends_with_its_length() -> None:
    arrest = on(0, "JAA", Penalty(term=15, unit=TermUnit.DAYS))
    assert custodies([arrest], day(14)) == [Custody(day(0), None)]
    assert custodies([arrest], day(15)) == [Custody(day(0), day(15), term_over=True)]
    assert custodies([arrest, on(5, "JRL")], LATER) == [Custody(day(0), day(5))]
    again = [arrest, on(40, "JDT")]
    assert custodies(again, day(50)) == [Custody(day(0), day(15), term_over=True), Custody(day(40), None)]


def test_time_in_remand_counts_into_the_sentence_and_who_served_it_already_is_free_with_the_ruling() -> None:
    year = Penalty(SentenceKind.PRISON, 1, TermUnit.YEARS)
    assert custodies([on(0, "JDT"), on(100, "JSN", year)], LATER) == [Custody(day(0), date(2025, 1, 10), term_over=True)]
    assert custodies([on(0, "JDT"), on(500, "JSN", year)], LATER) == [Custody(day(0), day(500), term_over=True)]


def test_who_is_kept_after_her_sentence_was_overturned_is_not_free_when_its_length_has_passed() -> None:
    year = Penalty(SentenceKind.PRISON, 1, TermUnit.YEARS)
    told = [on(0, "JDT"), on(100, "JSN", year), on(150, "JOV")]
    assert custodies(told, LATER) == [Custody(day(0), None)]


def test_a_sentence_from_the_last_day_of_february_and_one_of_ten_thousand_years_have_an_end_that_can_be_written() -> None:
    leap = Status(date(2024, 2, 29), StatusCode.JSN, penalty=Penalty(SentenceKind.PRISON, 1, TermUnit.YEARS))
    assert custodies([leap], LATER) == [Custody(date(2024, 2, 29), date(2025, 2, 28), term_over=True)]
    assert custodies([on(0, "JSN", Penalty(SentenceKind.PRISON, 10_000, TermUnit.YEARS))], LATER) == [Custody(day(0), None)]


def test_steps_of_one_day_are_read_in_the_order_of_a_case_however_they_were_entered() -> None:
    assert custodies([on(0, "JRL"), on(0, "JDT")], LATER) == [Custody(day(0), day(0))]


# What holds for any case

STEPS = st.builds(
    Status,
    st.integers(0, 900).map(day),
    st.sampled_from(StatusCode),
    penalty=st.sampled_from([Penalty(), PRISON, Penalty(SentenceKind.SUSPENDED), Penalty(term=15, unit=TermUnit.DAYS)]),
)
CASES = st.lists(STEPS, max_size=8).map(lambda found: sorted(found, key=lambda status: status.day))


def incident(statuses: list[Status], **fields: Any) -> Incident:
    plain: dict[str, Any] = {"primary": Category.ATT, "categories": (Category.ATT, Category.CRM), "facts": {"lawful": Lawful.UNKNOWN}}
    return Incident(number="KZ-2024-0001", recorded=FIRST, day=FIRST, statuses=tuple(statuses), **{**plain, **fields})


@given(CASES, st.integers(0, 1000).map(day))
def test_times_in_custody_never_overlap_never_end_before_they_begin_and_only_the_last_can_go_on(told: list[Status], as_of: date) -> None:
    times = custodies([status for status in told if status.day <= as_of], as_of)
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
