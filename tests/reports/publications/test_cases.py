"""Which cases a report tells: the gravest first, every killing, and never a journalist's own case as one of impunity."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.errors import BadDecision, NoSuchIncident
from records.incident_model import Incident
from records.vocabulary import BY_GRAVITY, Category, DatePrecision, StatusCode
from reports.publications.cases import Case, CaseStory, Escape, gravity, require_tellable, set_cases, told_cases
from tests.reports.publications.told import UNTIL, YEAR, case

pytestmark = pytest.mark.usefixtures("catalogues")


def numbers(cases: tuple[Case, ...]) -> list[str]:
    return [one.incident.number for one in cases]


@pytest.mark.parametrize("codes", [(), ("REP",), ("PTI", "DRP"), ("CRTP", "CVF"), ("NOI",)])
@pytest.mark.parametrize("category", [Category.KIL, Category.DIS, Category.TOR])
def test_a_killing_an_abduction_and_a_torture_are_told_whatever_became_of_them(category: Category, codes: tuple[str, ...]) -> None:
    grave = case("KZ-2021-0002", category, *codes)
    door = case("KZ-2021-0001", Category.OBS, "CMP")
    assert numbers(told_cases([door, grave], [], YEAR)) == ["KZ-2021-0002", "KZ-2021-0001"]
    assert numbers(told_cases([door, grave], [], YEAR, most=0)) == ["KZ-2021-0002"]
    assert numbers(set_cases([door, grave], [], YEAR)) == ["KZ-2021-0002"]


def test_a_killing_that_is_a_further_category_is_told_too() -> None:
    assert numbers(set_cases([case("KZ-2021-0001", Category.ATT, categories=(Category.ATT, Category.KIL))], [], YEAR)) == ["KZ-2021-0001"]


def test_a_killing_without_a_date_or_with_a_vague_one_is_told_and_not_counted() -> None:
    undated = case("KZ-2021-0001", Category.KIL, "REP", day=None)
    vague = case("KZ-2020-0002", Category.KIL, "REP", day=date(2021, 1, 1), precision=DatePrecision.YEAR)
    before = case("KZ-2020-0003", Category.KIL, "REP", day=date(2020, 5, 1))
    since_june = replace(YEAR, since=date(2021, 6, 1))
    told = set_cases([], [undated, vague, before], since_june)
    assert numbers(told) == ["KZ-2020-0002", "KZ-2021-0001"]
    assert not any(one.counted for one in told)


def test_of_a_case_without_a_date_that_was_recorded_later_no_clock_runs_and_no_pursuit_goes_on() -> None:
    (told,) = set_cases([], [case("KZ-2022-0001", Category.KIL, "JIN", day=None, recorded=date(2022, 5, 1))], YEAR)
    assert (told.pursued, told.going_on, told.held_now, told.ended_well) == (None, False, False, False)


@pytest.mark.parametrize("code", ["JAC", "JDR", "JSN", "JFN", "JAA"])
def test_an_end_of_the_journalists_case_is_never_told_as_an_escape(code: str) -> None:
    (told,) = told_cases([case("KZ-2021-0001", Category.CRM, "JIN", "JCT", code)], [], YEAR)
    assert (told.story, told.escape, told.waited) == (CaseStory.PURSUIT, None, None)
    assert told.ended_well is (code in ("JAC", "JDR"))


def test_an_old_status_on_the_wrong_track_makes_no_case_of_impunity() -> None:
    wrong = case("KZ-2021-0001", Category.CRM, "ACQ")
    assert told_cases([wrong], [], YEAR) == ()
    (told,) = set_cases([wrong], [], YEAR, [wrong])
    assert told.story is CaseStory.OTHER


def test_an_attack_for_which_the_journalist_was_then_tried_has_both_stories_apart() -> None:
    both = case("KZ-2021-0001", Category.ATT, "CMP", "DRP", "JCH", categories=(Category.ATT, Category.CRM))
    (told,) = told_cases([both], [], YEAR)
    assert (told.story, told.escape) == (CaseStory.IMPUNITY, Escape.DROPPED)
    assert told.going_on
    assert told.waited


def test_of_two_cases_the_graver_is_chosen_though_the_other_waits_longer() -> None:
    door = case("KZ-2021-0001", Category.OBS, "PTI", "DRP", day=date(2021, 1, 5))
    blow = case("KZ-2021-0002", Category.ATT, "PTI", "DRP", day=date(2021, 9, 5))
    assert numbers(told_cases([door, blow], [], YEAR, most=1)) == ["KZ-2021-0002"]


def test_a_case_against_a_journalist_is_told_beside_the_others_and_one_that_ended_well_too() -> None:
    prison = case("KZ-2021-0001", Category.CRM, "JDT", "JCT")
    fined = case("KZ-2021-0002", Category.ADM, "JFN")
    freed = case("KZ-2021-0003", Category.CIV, "JIN", "JDR")
    attacks = [case(f"KZ-2021-001{nth}", Category.ATT, "CMP") for nth in range(6)]
    told = told_cases([prison, fined, freed, *attacks], [], YEAR)
    assert [one.incident.number for one in told if one.story is CaseStory.PURSUIT] == ["KZ-2021-0001", "KZ-2021-0003"]
    assert sum(one.story is CaseStory.IMPUNITY for one in told) == 4


def test_an_earlier_case_against_a_journalist_is_told_for_a_step_in_the_period() -> None:
    quiet = case("KZ-2019-0001", Category.CRM, "JIN", day=date(2019, 5, 1))
    heard = case("KZ-2020-0001", Category.CRM, "JIN", "JCT", day=date(2020, 12, 25))
    told = told_cases([], [quiet, heard], YEAR)
    assert [(one.incident.number, one.counted) for one in told] == [("KZ-2020-0001", False)]


def test_what_the_editor_asks_for_is_told_beside_the_chosen_ones() -> None:
    many = [case(f"KZ-2021-00{nth:02d}", Category.ATT, "CMP", day=date(2021, nth, 1)) for nth in range(1, 8)]
    asked = [many[6], case("KZ-2021-0099", Category.CRT)]
    told = told_cases(many, [], YEAR, asked=asked)
    assert len(told) == 6
    assert {"KZ-2021-0007", "KZ-2021-0099"} <= set(numbers(told))
    assert told[-1].story is CaseStory.OTHER


def test_an_older_killing_that_the_editor_asks_for_takes_no_place_from_those_that_the_rule_chooses() -> None:
    door, older = case("KZ-2021-0001", Category.OBS, "CMP"), case("KZ-2020-0002", Category.KIL, day=date(2020, 5, 1))
    assert numbers(told_cases([door], [older], YEAR, most=1, asked=[older])) == ["KZ-2020-0002", "KZ-2021-0001"]


def test_a_number_that_there_is_not_and_one_that_counts_nowhere_cannot_be_told() -> None:
    withdrawn = replace(case("KZ-2021-0001", Category.ATT), withdrawn=True)
    later = case("KZ-2022-0001", Category.ATT, day=date(2022, 1, 1))
    require_tellable(["KZ-2021-0002"], [case("KZ-2021-0002", Category.ATT)], UNTIL)
    with pytest.raises(NoSuchIncident, match="KZ-2021-0009"):
        require_tellable(["KZ-2021-0009"], [], UNTIL)
    with pytest.raises(BadDecision, match="KZ-2021-0001 cannot be told: it was withdrawn"):
        require_tellable(["KZ-2021-0001"], [withdrawn], UNTIL)
    with pytest.raises(BadDecision, match="KZ-2022-0001 cannot be told: it did not happen by 2021-12-31"):
        require_tellable(["KZ-2022-0001"], [later], UNTIL)


def test_cases_stand_by_gravity_then_by_number() -> None:
    many = [case(f"KZ-2021-00{nth:02d}", category) for nth, category in enumerate((*reversed(BY_GRAVITY), Category.ATT), 10)]
    told = set_cases(many, [], YEAR, many)
    assert [one.incident.primary for one in told] == sorted((one.primary for one in many), key=lambda category: -category.facts.gravity)
    assert [one.incident.number for one in told if one.incident.primary is Category.ATT] == sorted(
        one.number for one in many if one.primary is Category.ATT
    )


codes = st.lists(st.sampled_from(StatusCode), max_size=5)
any_case = st.builds(lambda primary, further, some: case("x", primary, *some, categories=(primary, *further)), st.sampled_from(Category),
                     st.lists(st.sampled_from(Category), max_size=2), codes)  # fmt: skip


@given(st.lists(any_case, max_size=10).map(lambda made: [replace(one, number=f"KZ-2021-{nth:04d}") for nth, one in enumerate(made)]))
def test_whatever_is_recorded_every_killing_is_told_and_each_case_once_and_in_order(many: list[Incident]) -> None:
    told = told_cases(many, [], YEAR)
    assert len(set(numbers(told))) == len(told)
    assert [gravity(one.incident) for one in told] == sorted((gravity(one.incident) for one in told), reverse=True)
    grave = {one.number for one in many if any(category.facts.always_told for category in one.categories)}
    assert grave <= set(numbers(told))
