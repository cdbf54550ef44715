"""Clocks, roll-ups, funnel and silent cases: the seed's four cases told with invented persons, and what holds for any incidents."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from records.country import home
from records.incident_model import Incident, Status
from records.vocabulary import ACCOUNTABILITY, ON_TRACK, Actor, Category, CpjState, DatePrecision, Lawful, Motive, StatusCode, Track, UnescoState
from reports.impunity import (
    IMPUNITY_COLUMNS,
    IMPUNITY_DAYS,
    NO_REGION,
    STAGE_LABELS,
    By,
    Clocks,
    Funnel,
    FunnelStage,
    clocks,
    council_of_europe_impunity,
    cpj,
    funnel,
    funnels,
    impunity_rows,
    impunity_summary,
    is_counted,
    silent,
    unesco,
)
from reports.impunity.clocks import is_punishable
from reports.impunity.journalists_pursued import pursuit_figures
from reports.impunity.stages import REACHED

AS_OF = date(2021, 11, 2)
DAY = timedelta(days=1)


def incident(number: str = "KZ-2021-0001", day: date | None = date(2021, 6, 10), *statuses: tuple[date, str], **fields: Any) -> Incident:
    """An attack recorded on its day, with statuses as (day, code)."""
    plain: dict[str, Any] = {
        "primary": Category.ATT, "categories": (Category.ATT,), "recorded": day or date(2021, 6, 10), "precision": DatePrecision.DAY,
    }  # fmt: skip
    told = tuple(Status(when, StatusCode(code)) for when, code in statuses)
    return Incident(number=number, day=day, statuses=told, **{**plain, **fields})


def case(*codes: str, first: date = date(2021, 6, 11)) -> Incident:
    """An incident of 10 June 2021 with statuses on the days that follow it."""
    return incident("KZ-2021-0001", date(2021, 6, 10), *((first + number * DAY, code) for number, code in enumerate(codes)))


def killing(*codes: str, **facts: Any) -> Incident:
    """The same as a killing whose motive is confirmed."""
    return replace(case(*codes), primary=Category.KIL, categories=(Category.KIL,), facts={"motive": Motive.CONFIRMED, **facts})


DROPPED = incident(
    "KZ-2021-0011", date(2021, 3, 15), (date(2021, 3, 15), "REP"), (date(2021, 3, 16), "CMP"), (date(2021, 3, 20), "PTI"), (date(2021, 7, 1), "DRP"),
    title="The attacker did not hear who she was", region="KZ-11", actor=Actor.PRIVATE_PERSON,
)  # fmt: skip
BLAMED = incident(
    "KZ-2021-0012", date(2021, 4, 5), (date(2021, 4, 5), "REP"), (date(2021, 5, 20), "BLM"),
    title="Guards beat a film crew", region="KZ-59", actor=Actor.SECURITY_GUARD,
)  # fmt: skip
THREATS = incident(
    "KZ-2021-0013", date(2021, 6, 10), (date(2021, 6, 10), "CMP"),
    title="Threats to an editor", region="KZ-23", primary=Category.THR, categories=(Category.THR,),
)  # fmt: skip
NO_STEP_SINCE_JULY = incident(
    "KZ-2019-0014", date(2019, 7, 22), (date(2019, 7, 22), "REP"), (date(2019, 7, 23), "CMP"), (date(2019, 7, 24), "PTI"),
    title="Attack at a rights bureau", region="KZ-75",
)  # fmt: skip
SEED = (DROPPED, BLAMED, THREATS, NO_STEP_SINCE_JULY)


# The seed's four cases, as of 2 November 2021


def test_the_seeds_cases_are_impunity_by_the_council_of_europe_with_their_clocks() -> None:
    assert unesco(DROPPED, AS_OF) is None
    assert cpj(DROPPED, AS_OF) is None
    assert council_of_europe_impunity(DROPPED, AS_OF, 365)
    assert clocks(DROPPED, AS_OF) == Clocks(232, 124)
    assert council_of_europe_impunity(BLAMED, AS_OF, 365)
    assert clocks(BLAMED, AS_OF) == Clocks(211, 166)
    assert not council_of_europe_impunity(BLAMED, date(2021, 5, 19), 365)
    assert clocks(THREATS, AS_OF) == Clocks(145, 145)
    assert not council_of_europe_impunity(THREATS, AS_OF, 365)
    assert council_of_europe_impunity(THREATS, AS_OF, 145)
    assert council_of_europe_impunity(THREATS, date(2022, 6, 10), 365)
    assert clocks(NO_STEP_SINCE_JULY, AS_OF) == Clocks(834, 832)
    assert council_of_europe_impunity(NO_STEP_SINCE_JULY, AS_OF, 365)
    first, *others = silent(SEED, AS_OF, 100)
    assert (first.number, first.status, first.since, first.days) == ("KZ-2019-0014", StatusCode.PTI, date(2019, 7, 24), 832)
    assert [one.number for one in others] == ["KZ-2021-0012", "KZ-2021-0013", "KZ-2021-0011"]
    assert [one.number for one in silent(SEED, AS_OF, 832)] == ["KZ-2019-0014"]
    assert silent(SEED, AS_OF, 833) == []


def test_the_seeds_summary_says_that_nobody_answered_in_any_of_four_cases_and_none_came_to_court() -> None:
    everyone = tuple(one.number for one in SEED)
    assert funnel(SEED, AS_OF) == Funnel(everyone, everyone, ("KZ-2021-0011", "KZ-2021-0012", "KZ-2019-0014"))
    summary = impunity_summary(SEED, AS_OF, 365)
    assert summary.unanswered_share == 1.0
    assert summary.unanswered == summary.funnel.recorded
    assert not any(summary.unesco.values())
    assert not any(summary.cpj.values())
    assert summary.council_of_europe == ("KZ-2021-0011", "KZ-2021-0012", "KZ-2019-0014")
    assert [one.number for one in summary.silent] == ["KZ-2019-0014"]
    assert set(summary.groups[By.PERIOD]) == {"2019", "2021"}


# Clocks


def test_the_clock_stands_still_on_the_day_somebody_answered_while_the_other_goes_on() -> None:
    answered = case("PTI", "APN")
    assert clocks(answered, date(2021, 6, 11)) == Clocks(1, 0)
    assert clocks(answered, date(2021, 6, 12)) == Clocks(2, 0)
    assert clocks(answered, AS_OF) == Clocks(2, 143)
    assert clocks(case("CVF", "ACQ"), AS_OF).without_accountability == 1


def test_no_clock_says_more_than_is_known_of_the_date() -> None:
    month = incident("KZ-2021-0001", date(2021, 2, 1), precision=DatePrecision.MONTH)
    year = incident("KZ-2020-0001", date(2020, 1, 1), precision=DatePrecision.YEAR)
    assert clocks(month, date(2021, 3, 3)) == Clocks(3, 3)
    assert clocks(month, date(2021, 2, 20)) == Clocks(0, 0)
    assert clocks(year, date(2021, 1, 31)) == Clocks(31, 31)
    month = incident("KZ-2021-0001", date(2021, 2, 1), (date(2021, 2, 10), "DSP"), precision=DatePrecision.MONTH)
    assert clocks(month, date(2021, 3, 10)) == Clocks(0, 28)
    undated = incident("KZ-2021-0001", None, recorded=date(2021, 10, 1), precision=None)
    assert clocks(undated, AS_OF) == Clocks(32, 32)
    late = replace(THREATS, recorded=AS_OF + 2000 * DAY)
    assert clocks(late, AS_OF) == clocks(THREATS, AS_OF)
    assert funnel([late], AS_OF).recorded == (late.number,)


def test_a_withdrawn_incident_and_one_that_is_yet_to_come_have_no_clocks_and_count_nowhere() -> None:
    gone = replace(DROPPED, withdrawn=True)
    later = replace(BLAMED, day=AS_OF + DAY)
    undated = replace(THREATS, day=None, precision=None, recorded=AS_OF + DAY)
    none = (gone, later, undated)
    assert [clocks(one, AS_OF) for one in none] == [Clocks(None, None)] * 3
    assert not any(council_of_europe_impunity(one, AS_OF, 0) for one in none)
    assert funnel(none, AS_OF) == Funnel()
    assert list(impunity_rows(none, AS_OF)) == []
    assert silent(none, AS_OF, 0) == []
    assert impunity_summary(none, AS_OF, 0).unanswered_share is None


# Roll-ups


def test_unesco_goes_by_the_last_status_and_a_repeated_report_changes_nothing() -> None:
    wanted: list[tuple[Sequence[str], UnescoState]] = [
        ((), UnescoState.NO_INFORMATION), (("REP",), UnescoState.NO_INFORMATION), (("PTI", "NOI"), UnescoState.NO_INFORMATION),
        (("PTI", "NOI", "REP"), UnescoState.NO_INFORMATION), (("PTI", "REP"), UnescoState.ONGOING), (("CMP",), UnescoState.ONGOING),
        (("PTI", "SUS"), UnescoState.ONGOING), (("CRTP",), UnescoState.ONGOING), (("PTI", "DRP", "PTI"), UnescoState.ONGOING),
        (("PTI", "DRP"), UnescoState.RESOLVED), (("CMP", "RFS", "REP"), UnescoState.RESOLVED), (("ACQ",), UnescoState.RESOLVED),
        (("DSP",), UnescoState.RESOLVED),
    ]  # fmt: skip
    assert [(codes, unesco(killing(*codes), AS_OF)) for codes, _ in wanted] == wanted


def test_cpj_goes_by_the_last_verdict() -> None:
    wanted: list[tuple[Sequence[str], CpjState]] = [
        ((), CpjState.COMPLETE_IMPUNITY), (("PTI", "CRTP", "ACQ"), CpjState.COMPLETE_IMPUNITY),
        (("APN", "DSP", "APO", "CVM"), CpjState.COMPLETE_IMPUNITY), (("CVP", "PTI"), CpjState.PARTIAL_IMPUNITY),
        (("CVP", "CVF", "REP"), CpjState.FULL_JUSTICE), (("CVF", "ACQ"), CpjState.COMPLETE_IMPUNITY),
    ]  # fmt: skip
    assert [(codes, cpj(killing(*codes), AS_OF)) for codes, _ in wanted] == wanted


def test_unesco_and_cpj_judge_killings_alone_and_cpj_those_whose_motive_is_confirmed() -> None:
    for motive in [Motive.UNCONFIRMED, None]:
        assert cpj(killing("PTI", motive=motive), AS_OF) is None
        assert unesco(killing("PTI", motive=motive), AS_OF) is UnescoState.ONGOING
    for category in set(Category) - {Category.KIL}:
        other = replace(killing("CVF"), primary=category, categories=(category,))
        assert (unesco(other, AS_OF), cpj(other, AS_OF)) == (None, None), category


def test_a_case_against_a_journalist_has_no_clock_no_funnel_and_no_impunity() -> None:
    for category in (Category.CRM, Category.CIV, Category.ADM, Category.DET, Category.SMR):
        hers = replace(case("REP"), primary=category, categories=(category,))
        assert clocks(hers, date(2031, 1, 1)) == Clocks(), category
        assert not council_of_europe_impunity(hers, date(2031, 1, 1), 1), category
        assert funnel([hers], AS_OF) == Funnel(), category
        assert impunity_summary([hers], AS_OF, 30).unanswered_share is None, category
    (row,) = impunity_rows([replace(case("CVF"), primary=Category.CRM, categories=(Category.CRM,))], AS_OF)
    assert (row["punishable"], row["accountable"], row["days_without_accountability"]) == (False, False, None)
    hers = replace(case("JIN", "JCT", "JAC"), number="KZ-2021-0002", primary=Category.CRM, categories=(Category.CRM,))
    assert funnel([hers, case("ACQ")], AS_OF) == funnel([case("ACQ")], AS_OF)
    assert funnel([hers, case("ACQ")], AS_OF).accountable == ()


def test_the_council_of_europes_impunity_is_a_case_let_be_or_without_an_answer_for_too_long() -> None:
    wanted: list[tuple[Sequence[str], bool]] = [
        (("CMP", "RFS"), True), (("PTI", "DRP"), True), (("BLM", "REP", "NOI"), True), (("PTI", "DRP", "PTI"), False), (("DSP", "DRP"), True),
        (("DRP", "DSP"), False), (("ACQ",), False),
    ]  # fmt: skip
    assert [(codes, council_of_europe_impunity(case(*codes), AS_OF, 365)) for codes, _ in wanted] == wanted
    late = incident("KZ-2019-0001", date(2019, 1, 1), (date(2021, 1, 1), "APO"))
    assert council_of_europe_impunity(late, date(2020, 12, 31), 365)
    assert not council_of_europe_impunity(late, AS_OF, 365)


# Funnel


def test_a_later_stage_of_the_funnel_implies_those_before_it() -> None:
    number = ("KZ-2021-0001",)
    assert funnel([case("CRTP")], AS_OF) == Funnel(number, number, number, number)
    assert funnel([case("CVM")], AS_OF) == Funnel(number, number, number, number, number)
    wanted = [
        ("REP", FunnelStage.RECORDED), ("RFS", FunnelStage.COMPLAINT), ("SUS", FunnelStage.INVESTIGATION), ("BLM", FunnelStage.INVESTIGATION),
        ("ACQ", FunnelStage.COURT),
    ]  # fmt: skip
    for code, stage in wanted:
        found = funnel([case(code)], AS_OF)
        assert [one for one in FunnelStage if found.at(one)] == list(FunnelStage)[: list(FunnelStage).index(stage) + 1], code
    assert set(REACHED) == set(ON_TRACK[Track.PERPETRATOR])
    assert set(STAGE_LABELS) == set(FunnelStage)


def test_a_reprimand_without_a_court_stands_next_to_the_funnel_and_not_in_it() -> None:
    number = ("KZ-2021-0001",)
    found = funnel([case("CMP", "DSP")], AS_OF)
    assert found == Funnel(number, number, without_court=number)
    assert found.accountable == number


def test_the_funnel_of_obstruction_from_2000_to_2019_reads_as_adil_soz_published_it() -> None:
    told = [["CRTP", "CVM"], ["CRTP"], *[["CMP"]] * 25, *[["DSP"]] * 6, *[[]] * 806]
    cases = [replace(case(*codes), number=f"KZ-2019-{serial:04}") for serial, codes in enumerate(told, 1)]
    found = funnel(cases, AS_OF)
    assert [len(found.at(stage)) for stage in FunnelStage] == [839, 27, 2, 2, 1, 6]


def test_groups_of_a_funnel_hold_incidents_without_a_region_or_a_date_too() -> None:
    found = funnels([DROPPED, replace(BLAMED, region=None)], AS_OF, By.REGION)
    assert {key: one.recorded for key, one in found.items()} == {"KZ-11": ("KZ-2021-0011",), NO_REGION: ("KZ-2021-0012",)}
    undated = incident("KZ-2020-0001", None, recorded=date(2020, 2, 3), precision=None)
    assert set(funnels([undated, DROPPED], AS_OF, "period")) == {"2020", "2021"}
    assert set(funnels([undated, DROPPED], AS_OF, "month")) == {"2020-02", "2021-03"}


# Silence


def test_a_case_is_silent_until_a_penalty_and_no_information_breaks_no_silence() -> None:
    penalty = incident("KZ-2021-0002", date(2021, 1, 1), (date(2021, 1, 2), "APN"))
    assert [one.number for one in silent([DROPPED, penalty], AS_OF, 30)] == ["KZ-2021-0011"]
    assert [one.status for one in silent([case("DSP", "PTI")], AS_OF, 30)] == [StatusCode.PTI]
    asked = replace(NO_STEP_SINCE_JULY, statuses=(*NO_STEP_SINCE_JULY.statuses, Status(AS_OF - DAY, StatusCode.NOI)))
    assert clocks(asked, AS_OF).since_last_status == 1
    assert [(one.status, one.days) for one in silent([asked], AS_OF, 365)] == [(StatusCode.PTI, 832)]


# Rows and summary


def test_a_row_tells_the_whole_standing_of_a_case() -> None:
    (row,) = impunity_rows([DROPPED], AS_OF)
    assert tuple(row) == IMPUNITY_COLUMNS
    assert row == {
        "number": "KZ-2021-0011", "primary": "ATT", "date": "2021-03-15", "region": "KZ-11", "actor": "private_person", "status": "DRP",
        "days_without_accountability": 232, "days_since_status": 124, "unesco": None, "cpj": None, "council_of_europe": True,
        "accountable": False, "punishable": True, "days_under_pursuit": None, "days_in_custody": None, "in_custody": False,
    }  # fmt: skip


def test_the_summary_goes_out_as_json_with_every_state_and_the_incidents_behind_each_figure() -> None:
    told = json.loads(json.dumps(impunity_summary(SEED, AS_OF, 365).to_json()))
    assert told["unesco"]["no_information"] == {"count": 0, "incidents": []}
    assert told["unanswered"] == {"count": 4, "incidents": [one.number for one in SEED], "share": 1.0}
    assert told["groups"]["actor"]["security_guard"]["investigation"] == {"count": 1, "incidents": ["KZ-2021-0012"]}
    assert told["silent"][0]["since"] == "2019-07-24"
    assert (told["as_of"], told["impunity_days"]) == ("2021-11-02", IMPUNITY_DAYS)


# What holds for any incidents

DAYS = st.integers(0, 1_460).map(lambda number: date(2019, 1, 1) + number * DAY)


@st.composite
def some_incidents(draw: st.DrawFn) -> list[Incident]:
    made = []
    for serial in range(1, draw(st.integers(0, 6)) + 1):
        statuses = sorted(draw(st.lists(st.builds(Status, DAYS, st.sampled_from(StatusCode)), max_size=5)), key=lambda status: status.day)
        precision = draw(st.sampled_from([*DatePrecision, None]))
        day = draw(DAYS) if precision else None
        first = {DatePrecision.MONTH: {"day": 1}, DatePrecision.YEAR: {"month": 1, "day": 1}}
        primary = draw(st.sampled_from(Category))
        further = draw(st.lists(st.sampled_from(Category), max_size=1))
        made.append(
            Incident(
                number=f"KZ-2021-{serial:04}", primary=primary, categories=tuple(dict.fromkeys([primary, *further])),
                facts={"motive": draw(st.sampled_from([*Motive, None])), "lawful": draw(st.sampled_from(Lawful))}, recorded=draw(DAYS),
                day=day.replace(**first.get(precision, {})) if day and precision else None, precision=precision,
                region=draw(st.sampled_from([None, *home().regions])), actor=draw(st.sampled_from(Actor)), statuses=tuple(statuses),
                withdrawn=draw(st.booleans()) and draw(st.booleans()),
            )
        )  # fmt: skip
    return made


@given(some_incidents(), DAYS)
def test_no_stage_is_larger_than_the_one_before_it_and_those_without_a_court_stand_apart(incidents: list[Incident], as_of: date) -> None:
    found = funnel(incidents, as_of)
    stages = [set(found.at(stage)) for stage in FunnelStage]
    assert all(later <= earlier for earlier, later in zip(stages[:5], stages[1:5], strict=False))
    assert stages[5] <= stages[0] - stages[3]
    punishable = [one for one in incidents if is_counted(one, as_of) and is_punishable(one)]
    answered = {one.number for one in punishable if any(s.code in ACCOUNTABILITY and s.day <= as_of for s in one.statuses)}
    assert set(found.accountable) == answered


@given(some_incidents(), DAYS, st.sampled_from(By))
def test_the_groups_of_a_funnel_add_up_to_the_whole_with_nobody_twice(incidents: list[Incident], as_of: date, by: By) -> None:
    whole, groups = funnel(incidents, as_of), funnels(incidents, as_of, by)
    for stage in FunnelStage:
        assert sorted(number for one in groups.values() for number in one.at(stage)) == sorted(whole.at(stage))
    assert all(one.recorded for one in groups.values())


@given(some_incidents(), DAYS, st.integers(0, 500))
def test_clocks_are_never_negative_and_stand_still_once_somebody_answered(incidents: list[Incident], as_of: date, further: int) -> None:
    for one in incidents:
        now, later = clocks(one, as_of), clocks(one, as_of + further * DAY)
        if now.without_accountability is None or later.without_accountability is None or now.since_last_status is None:
            assert (now.without_accountability, now.since_last_status) == (None, None)
            assert not (is_counted(one, as_of) and is_punishable(one))
            continue
        assert now.without_accountability >= 0
        assert now.since_last_status >= 0
        assert now.without_accountability <= later.without_accountability
        if any(status.code in ACCOUNTABILITY and status.day <= as_of for status in one.statuses):
            assert later.without_accountability == now.without_accountability


@given(some_incidents(), DAYS, st.integers(0, 400))
def test_what_came_later_is_invisible_as_of_an_earlier_day(incidents: list[Incident], as_of: date, days: int) -> None:
    then = [
        replace(one, statuses=tuple(status for status in one.statuses if status.day <= as_of))
        for one in incidents
        if (one.day or one.recorded) <= as_of
    ]
    assert impunity_summary(incidents, as_of, days) == impunity_summary(then, as_of, days)
    assert list(impunity_rows(incidents, as_of)) == list(impunity_rows(then, as_of))


@given(some_incidents(), DAYS, st.integers(0, 400))
def test_each_roll_up_divides_the_incidents_that_count_and_equals_its_rows(incidents: list[Incident], as_of: date, days: int) -> None:
    summary, rows = impunity_summary(incidents, as_of, days, 365), list(impunity_rows(incidents, as_of, 365))
    counted = [one for one in incidents if is_counted(one, as_of)]
    punishable = sorted(one.number for one in counted if is_punishable(one))
    killings = {one.number: one.facts["motive"] for one in counted if Category.KIL in one.categories}
    assert sorted(summary.funnel.recorded) == punishable
    assert sorted(number for numbers in summary.unesco.values() for number in numbers) == sorted(killings)
    assert {number for numbers in summary.cpj.values() for number in numbers} == {one for one, why in killings.items() if why is Motive.CONFIRMED}
    assert sorted([*summary.unanswered, *summary.funnel.accountable]) == punishable
    assert [row["number"] for row in rows if row["council_of_europe"]] == list(summary.council_of_europe)
    assert [row["number"] for row in rows if row["punishable"] and not row["accountable"]] == list(summary.unanswered)


@given(some_incidents(), DAYS, st.integers(0, 400))
def test_the_silent_are_those_open_or_unanswered_and_the_longest_silence_comes_first(incidents: list[Incident], as_of: date, days: int) -> None:
    found = silent(incidents, as_of, days)
    assert [one.days for one in found] == sorted((one.days for one in found), reverse=True)
    assert all(one.days >= days for one in found)
    everyone = {one.number for one in silent(incidents, as_of, 0)}
    assert everyone >= set(impunity_summary(incidents, as_of, 0).unanswered)
    assert everyone >= set(pursuit_figures(incidents, as_of).going_on)
    assert everyone <= {one.number for one in incidents if is_counted(one, as_of)}
