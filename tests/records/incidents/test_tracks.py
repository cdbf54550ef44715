"""Which statuses an incident may have: what became of a journalist is never told as what became of a perpetrator, nor the other way round."""

from collections.abc import Collection
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.incident_model import Status
from records.incidents.tracks import HER_CASE, lawful_of, likely_meant, misplaced, punishable, pursued, set_apart
from records.vocabulary import ON_TRACK, STATUSES, Category, Lawful, StatusCode, Track

CODES = st.lists(st.sampled_from(Category), min_size=1, max_size=4, unique=True)
# Those that issue and domain name: her sentence, told on the wrong track, would be published as justice done or as impunity.
OF_A_COURT = (StatusCode.CVP, StatusCode.CVF, StatusCode.CVM, StatusCode.APN, StatusCode.ACQ, StatusCode.DRP)


@pytest.mark.parametrize("code", OF_A_COURT)
@pytest.mark.parametrize("category", [Category.CRM, Category.CIV, Category.ADM, Category.ARR, Category.DET])
def test_what_was_done_with_a_perpetrator_cannot_stand_on_a_case_against_a_journalist(code: StatusCode, category: Category) -> None:
    wrong = misplaced(code, [category], Lawful.UNKNOWN)
    assert wrong is not None
    assert wrong.startswith(f"{code} tells what became of a perpetrator, and {category} is the journalist's own case; choose one of J")


def test_it_can_where_her_arrest_was_unlawful_or_something_punishable_was_done_besides() -> None:
    assert misplaced(StatusCode.CVF, [Category.ARR], Lawful.NO) is None
    assert misplaced(StatusCode.CVF, [Category.ARR], Lawful.YES) is not None
    assert misplaced(StatusCode.CVF, [Category.CRM, Category.ATT], Lawful.UNKNOWN) is None
    assert misplaced(StatusCode.CVF, [Category.CRM, Category.SUM], Lawful.UNKNOWN) is not None


def test_a_refusal_of_information_may_be_ruled_unlawful_though_nobody_is_pursued_for_it() -> None:
    assert misplaced(StatusCode.CVM, [Category.ACC], Lawful.UNKNOWN) is None
    assert misplaced(StatusCode.CVM, [Category.CIV], Lawful.UNKNOWN) is not None


@pytest.mark.parametrize("code", ON_TRACK[Track.JOURNALIST])
def test_a_status_of_the_journalist_needs_a_case_against_somebody(code: StatusCode) -> None:
    assert misplaced(code, [Category.CRM], Lawful.UNKNOWN) is None
    assert misplaced(code, [Category.ATT, Category.DET], Lawful.UNKNOWN) is None
    wrong = misplaced(code, [Category.ATT], Lawful.UNKNOWN)
    assert wrong is not None
    assert "first add the category of the case" in wrong


@pytest.mark.parametrize("code", [StatusCode.REP, StatusCode.CMP, StatusCode.RFS, StatusCode.DSP, StatusCode.NOI])
@pytest.mark.parametrize("category", Category)
def test_a_report_a_complaint_and_a_reprimand_may_stand_anywhere(code: StatusCode, category: Category) -> None:
    assert misplaced(code, [category], Lawful.UNKNOWN) is None


@pytest.mark.parametrize("code", [*OF_A_COURT, StatusCode.PTI, StatusCode.CRTP, StatusCode.BLM])
@pytest.mark.parametrize(
    "codes",
    [
        [Category.CRM, Category.SMR], [Category.CRM, Category.BLK], [Category.CIV, Category.SMR], [Category.ADM, Category.ACC], [Category.ARR, Category.INT],
        [Category.CRM, Category.ECO], [Category.CLS, Category.CRM],
    ],
)  # fmt: skip
def test_a_further_category_that_is_no_crime_does_not_make_her_case_one_against_somebody_else(code: StatusCode, codes: list[Category]) -> None:
    wrong = misplaced(code, codes, Lawful.UNKNOWN)
    assert wrong is not None
    assert f"and {next(one for one in codes if one in HER_CASE)} is the journalist's own case" in wrong
    assert misplaced(code, [*codes, Category.OBS], Lawful.UNKNOWN) is None


@given(CODES, st.sampled_from(StatusCode), st.sampled_from(Lawful))
def test_a_status_that_may_stand_keeps_standing_when_a_category_is_added_that_is_no_case_of_hers(
    codes: list[Category], code: StatusCode, lawful: Lawful
) -> None:
    if misplaced(code, codes, lawful) is None:
        for further in set(Category) - HER_CASE:
            assert misplaced(code, [*codes, further], lawful) is None


@given(CODES, st.lists(st.sampled_from(StatusCode), max_size=6), st.sampled_from(Lawful))
def test_statuses_are_parted_by_their_place_and_none_is_lost(codes: list[Category], told: list[StatusCode], lawful: Lawful) -> None:
    statuses = [Status(date(2026, 1, 1 + at), code) for at, code in enumerate(told)]
    placed, apart = set_apart(statuses, codes, lawful)
    assert sorted((*placed, *apart), key=lambda one: one.day) == statuses
    assert [misplaced(one.code, codes, lawful) is None for one in (*placed, *apart)] == [True] * len(placed) + [False] * len(apart)


@given(CODES, st.sampled_from(Lawful))
def test_every_status_that_is_refused_names_one_that_would_be_taken(codes: list[Category], lawful: Lawful) -> None:
    for code in ON_TRACK[Track.PERPETRATOR]:
        if misplaced(code, codes, lawful):
            assert all(misplaced(other, codes, lawful) is None for other in likely_meant(code))
            assert all(STATUSES[other].track is Track.JOURNALIST for other in likely_meant(code))


@pytest.mark.parametrize(
    ("codes", "lawful", "expected"),
    [
        ([Category.ATT], Lawful.UNKNOWN, True), ([Category.CRM], Lawful.NO, False), ([Category.DET], Lawful.NO, True), ([Category.DET], Lawful.UNKNOWN, False),
        ([Category.DET], Lawful.YES, False), ([Category.CRM, Category.THR], Lawful.YES, True), ([Category.SMR], Lawful.NO, False),
    ],
)  # fmt: skip
def test_a_detention_is_punishable_only_where_somebody_says_that_it_was_unlawful(codes: Collection[Category], lawful: Lawful, expected: bool) -> None:
    assert punishable(codes, lawful) is expected


def test_whether_it_was_lawful_is_not_known_where_nobody_says_it() -> None:
    assert [lawful_of({}), lawful_of({"lawful": None}), lawful_of({"lawful": "no"})] == [Lawful.UNKNOWN, Lawful.UNKNOWN, Lawful.NO]


def test_her_case_is_what_the_state_does_to_her_and_every_such_category_pursues_somebody() -> None:
    assert {Category(code) for code in ("DET", "ARR", "SUM", "CRM", "CIV", "ADM", "BOR", "SRC")} == HER_CASE
    assert all(pursued([code]) and not punishable([code], Lawful.UNKNOWN) for code in HER_CASE)
