"""An incident on a day says the same as the clocks and the list of silent cases of a report."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from records.filters import STAGES, UNANSWERED, IncidentFilter
from records.incident_model import Status
from records.vocabulary import Category, FunnelStage, StatusCode, Track
from reports.impunity import clocks, funnel, impunity_rows, silent, stages_of
from reports.impunity.clocks import in_custody_on, last_status
from reports.incident_conditions import conditions
from reports.incident_on_day import IncidentOnDay
from tests.desk.incident_records import TODAY, incident, many

JAILED = incident(
    5, date(2026, 6, 1), statuses=(Status(date(2026, 6, 2), StatusCode.JDT, "x"), Status(date(2026, 6, 12), StatusCode.JRL, "x")),
)  # fmt: skip


def test_every_value_is_that_of_the_clocks() -> None:
    for one in [*many(60), JAILED, incident(9, date(2026, 5, 1), withdrawn=True), incident(9, TODAY + timedelta(days=3))]:
        seen, clock = IncidentOnDay(one, TODAY), clocks(one, TODAY)
        assert seen.clocks == clock
        assert (seen.days_in_custody, seen.waited) == (clock.in_custody, clock.without_accountability)
        assert seen.held == in_custody_on(one, TODAY)


@pytest.mark.parametrize("days", [0, 90, 400])
def test_silence_is_that_of_the_report(days: int) -> None:
    records = [*many(60), incident(99, date(2025, 5, 1), withdrawn=True)]
    told = {case.number: case.days for case in silent(records, TODAY, days)}
    seen = {one.number: IncidentOnDay(one, TODAY).silent_on(None) for one in records}
    assert {number: since for number, since in seen.items() if since is not None and since >= days} == told
    assert told
    assert IncidentOnDay(records[0], TODAY).silent == IncidentOnDay(records[0], TODAY).silent_on(None)


def test_each_story_has_its_own_silence() -> None:
    both = replace(
        incident(1, date(2026, 1, 1)), categories=(Category.ATT, Category.CRM), primary=Category.ATT,
        statuses=(Status(date(2026, 2, 1), StatusCode.PTI, "x"), Status(date(2026, 11, 20), StatusCode.JCT, "x")),
    )  # fmt: skip
    seen = IncidentOnDay(both, TODAY)
    assert (seen.silent_on(Track.PERPETRATOR), seen.silent_on(Track.JOURNALIST), seen.silent) == (296, 4, 4)
    assert {track: status.code for track, status in seen.last.items()} == {Track.PERPETRATOR: StatusCode.PTI, Track.JOURNALIST: StatusCode.JCT}
    assert seen.since_last_status == 4
    assert seen.runs(Track.PERPETRATOR)
    assert seen.runs(Track.JOURNALIST)


def test_a_status_of_a_later_day_is_not_known_yet() -> None:
    assert IncidentOnDay(JAILED, date(2026, 6, 5)).held
    assert IncidentOnDay(JAILED, date(2026, 6, 5)).last[Track.JOURNALIST].code is StatusCode.JDT
    assert not IncidentOnDay(JAILED, TODAY).held
    assert IncidentOnDay(JAILED, date(2026, 6, 1)).since_last_status is None


def test_who_is_pursued_or_wronged_has_that_story_before_anything_is_on_record() -> None:
    attack, case = (
        IncidentOnDay(replace(incident(0, TODAY), primary=code, categories=(code,), statuses=()), TODAY) for code in (Category.ATT, Category.CRM)
    )
    assert (attack.runs(Track.PERPETRATOR), attack.runs(Track.JOURNALIST)) == (True, False)
    assert (case.runs(Track.PERPETRATOR), case.runs(Track.JOURNALIST)) == (False, True)
    assert attack.punishable
    assert not attack.answered


@pytest.mark.parametrize("ago", [0, 200, 2000])
def test_the_stages_of_each_together_are_the_funnel_of_all(ago: int) -> None:
    records, day = [*many(60), incident(99, date(2025, 5, 1), withdrawn=True)], TODAY - timedelta(days=ago)
    whole = funnel(records, day)
    seen = {one.number: IncidentOnDay(one, day).stages for one in records}
    for stage in FunnelStage:
        assert {number for number, stages in seen.items() if stage in stages} == set(whole.at(stage))
        assert {one.number for one in records if stage in stages_of(one, day)} == set(whole.at(stage))
    assert {number for number, stages in seen.items() if UNANSWERED in stages} == set(whole.recorded) - set(whole.accountable)
    assert set().union(*seen.values()) <= set(map(str, STAGES))
    assert bool(whole.court) is (ago < 2000)


def test_a_report_after_a_step_is_not_what_stands_last() -> None:
    told = (Status(date(2026, 11, 20), StatusCode.CMP, "x"), Status(date(2026, 11, 23), StatusCode.REP, "x"))
    seen = IncidentOnDay(incident(1, date(2026, 11, 20), statuses=told), TODAY)
    assert {track: one.code for track, one in seen.last.items()} == {Track.PERPETRATOR: StatusCode.CMP}
    assert (seen.since_last_status, seen.clocks.since_last_status) == (4, 4)
    assert last_status(told[1:]) == told[1], "where nothing else is on record it is"
    assert last_status(()) is None
    assert next(impunity_rows([seen.incident], TODAY))["status"] == "CMP"
    for code, found in (("CMP", True), ("REP", False)):
        assert all(condition(seen) for condition in conditions(IncidentFilter(status=code))) is found
