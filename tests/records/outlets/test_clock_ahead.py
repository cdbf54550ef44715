"""What a clock that was ahead has written down is not believed; what a true clock has written stays."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy.orm import Session

from records import articles, digest_state, watched_pages
from records.clock import day_of
from records.outlets import claims, health, notices, pace, runs
from records.outlets.claims import MAX_CLOCK_DIFFERENCE
from records.outlets.notices import NoticeKind
from records.tables import ClaimRow, OutletDayRow, OutletRunRow, WatchRow
from records.vocabulary import Cause
from tests.conftest import NOW
from tests.records import rows

SECOND, DAY, YEAR = timedelta(seconds=1), timedelta(days=1), timedelta(days=366)


def set_right(session: Session, now: datetime = NOW) -> pace.ClockCorrection:
    session.flush()
    found = pace.correct_future_times(session, now, lambda minutes: timedelta(hours=7, minutes=minutes))
    session.flush()
    session.expire_all()
    return found


def a_run_at(session: Session, moment: datetime) -> None:
    """All that one scheduled run writes down of moments, when its clock shows this one."""
    pace.store_pace(session, "kz_a", 30, moment + timedelta(minutes=30))
    pace.reserve_turn(session, "one.kz", 5.0, moment.timestamp())
    pace.pause_host(session, "two.kz", 600, moment.timestamp())
    claims.claim(session, "kz_a", "r1", moment)
    runs.begin_run(session, "r1", "run", moment)
    runs.begin_outlet(session, "r1", "kz_a", None, moment)
    part = runs.finish_outlet(session, "r1", "kz_a", found=1, finished=True, now=moment, served=True)
    part.guessed_at = moment
    health.note_visit(session, "kz_a", day_of(moment), None, moment)
    notices.note_sent(session, "kz_b", NoticeKind.FAILING, Cause.DNS, moment)
    digest_state.note_daily(session, day_of(moment), 7, moment)
    articles.store_source_state(session, "kz_a", "https://one.kz/feed/", '"1"', None, moment)


def test_after_a_year_ahead_everything_is_due_again(session: Session) -> None:
    rows.article(session, "a")
    session.add(WatchRow(article_id="a", began_on=day_of(NOW + YEAR), step=0, due_on=day_of(NOW + YEAR)))
    a_run_at(session, NOW + YEAR)
    found = set_right(session)
    assert found.outlets == ["kz_a"]
    assert all(found.others.values()), found.others
    assert pace.outlets_due(session, ["kz_a"], NOW) == ["kz_a"]
    assert [pace.reserve_turn(session, host, 5.0, NOW.timestamp()) for host in ("one.kz", "two.kz")] == [NOW.timestamp()] * 2
    assert claims.claim(session, "kz_a", "r2", NOW)
    assert runs.last_success(session, "kz_a") is None, "the days before that run were passed over"
    assert articles.source_state(session, "kz_a", "https://one.kz/feed/") == (None, None)
    assert session.get_one(OutletRunRow, ("r1", "kz_a")).guessed_at == NOW
    assert session.query(OutletDayRow).all() == []
    daily = digest_state.last_daily(session)
    assert daily is not None
    assert (daily.day, daily.at, daily.newest) == (day_of(NOW) - DAY, NOW, 7)
    assert notices.last_notices(session)["kz_b"].at == NOW
    assert [watch.article_id for watch in watched_pages.due_watches(session, day_of(NOW), 10)] == ["a"]
    assert not set_right(session)


@pytest.mark.parametrize("moment", [NOW - DAY, NOW, NOW + timedelta(minutes=1)])
def test_what_a_true_clock_wrote_stays_as_it_is(session: Session, moment: datetime) -> None:
    """Also by another machine, whose clock differs a little."""
    a_run_at(session, moment)
    assert not set_right(session)
    assert runs.last_success(session, "kz_a") == moment


def test_after_a_day_back_nothing_ends_before_it_began_and_no_outlet_waits_longer_than_a_pace(session: Session) -> None:
    runs.begin_run(session, "r1", "run", NOW)
    runs.begin_outlet(session, "r1", "kz_a", None, NOW)
    pace.store_pace(session, "kz_a", 30, NOW + timedelta(minutes=30))
    part = runs.finish_outlet(session, "r1", "kz_a", found=0, finished=True, now=NOW - DAY, served=True)
    runs.end_run(session, "r1", {}, NOW - DAY)
    assert part.ended_at is not None
    assert part.ended_at >= part.started_at
    set_right(session, NOW - DAY)
    assert pace.outlets_due(session, ["kz_a"], NOW - DAY) == ["kz_a"]


@pytest.mark.parametrize(("ahead", "believed"), [(MAX_CLOCK_DIFFERENCE - SECOND, True), (MAX_CLOCK_DIFFERENCE + SECOND, False)])
def test_a_worker_whose_clock_is_ahead_by_no_more_than_machines_may_differ_keeps_its_outlet(
    session: Session, ahead: timedelta, believed: bool
) -> None:
    claims.claim(session, "kz_a", "far", NOW + ahead)
    session.get_one(ClaimRow, "kz_a").host = "elsewhere"
    session.flush()
    assert claims.is_alive(session.get_one(ClaimRow, "kz_a"), NOW) is believed
    assert bool(set_right(session)) is not believed
    assert claims.claim(session, "kz_a", "mine", NOW) is not believed
