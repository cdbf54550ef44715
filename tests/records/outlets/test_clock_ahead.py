"""What a clock that was ahead has written down is not believed; what a true clock has written stays."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from records import articles, digest_state, watched_pages
from records.clock import day_of
from records.database import read_session, write_transaction
from records.outlets import claims, clock_ahead, health, hosts, notices, paces, run_history, runs
from records.outlets.claims import APART
from records.outlets.notices import NoticeKind
from records.tables import ClaimRow, OutletDayRow, OutletRunRow, WatchRow
from records.vocabulary import Cause
from tests.conftest import NOW
from tests.records import rows

YEAR = timedelta(days=366)


def _furthest(minutes: float) -> timedelta:
    return timedelta(hours=7, minutes=minutes)


def _set_right(engine: Engine) -> clock_ahead.SetRight:
    with write_transaction(engine) as session:
        return clock_ahead.set_right(session, NOW, _furthest)


def _a_run_at(engine: Engine, moment: datetime) -> None:
    """All that one scheduled run writes down of moments, when its clock shows this one."""
    with write_transaction(engine) as session:
        paces.keep_pace(session, "kz_a", 30, moment + timedelta(minutes=30))
        hosts.reserve(session, "one.kz", 5.0, moment.timestamp())
        hosts.rest(session, "two.kz", 600, moment.timestamp())
        claims.claim(session, "kz_a", "r1", moment)
        runs.begin_run(session, "r1", "run", moment)
        runs.begin_outlet(session, "r1", "kz_a", None, moment)
        part = runs.finish_outlet(session, "r1", "kz_a", found=1, finished=True, now=moment, served=True)
        part.guessed_at = moment
        health.note_visit(session, "kz_a", day_of(moment), None, moment)
        notices.note_sent(session, "kz_b", NoticeKind.FAILING, Cause.DNS, moment)
        digest_state.note_daily(session, day_of(moment), 7, moment)
        articles.keep_source_state(session, "kz_a", "https://one.kz/feed/", '"1"', None, moment)


def test_after_a_year_ahead_everything_is_due_again(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a")
        session.add(WatchRow(article_id="a", began_on=day_of(NOW + YEAR), step=0, due_on=day_of(NOW + YEAR)))
    _a_run_at(engine, NOW + YEAR)
    found = _set_right(engine)
    assert found.outlets == ["kz_a"]
    assert all(found.others.values()), found.others
    with write_transaction(engine) as session:
        assert paces.due(session, ["kz_a"], NOW) == ["kz_a"]
        assert hosts.reserve(session, "one.kz", 5.0, NOW.timestamp()) == NOW.timestamp()
        assert hosts.reserve(session, "two.kz", 5.0, NOW.timestamp()) == NOW.timestamp()
        assert claims.claim(session, "kz_a", "r2", NOW)
        assert run_history.last_success(session, "kz_a") is None, "the days before that run were passed over"
        assert articles.source_state(session, "kz_a", "https://one.kz/feed/") == (None, None)
        assert session.get_one(OutletRunRow, ("r1", "kz_a")).guessed_at == NOW
        assert session.query(OutletDayRow).all() == []
        daily = digest_state.last_daily(session)
        assert daily is not None
        assert (daily.day, daily.at, daily.newest) == (day_of(NOW) - timedelta(days=1), NOW, 7)
        assert notices.last_notices(session)["kz_b"].at == NOW
        assert [watch.article_id for watch in watched_pages.due(session, day_of(NOW), 10)] == ["a"]
    assert not _set_right(engine)


@pytest.mark.parametrize("moment", [NOW - timedelta(days=1), NOW, NOW + timedelta(minutes=1)])
def test_what_a_true_clock_wrote_stays_as_it_is(engine: Engine, moment: datetime) -> None:
    """Also by another machine, whose clock differs a little."""
    _a_run_at(engine, moment)
    found = _set_right(engine)
    assert not found
    with read_session(engine) as session:
        assert run_history.last_success(session, "kz_a") == moment


def test_after_a_day_back_nothing_ends_before_it_began_and_no_outlet_waits_longer_than_a_pace(engine: Engine) -> None:
    with write_transaction(engine) as session:
        runs.begin_run(session, "r1", "run", NOW)
        runs.begin_outlet(session, "r1", "kz_a", None, NOW)
        paces.keep_pace(session, "kz_a", 30, NOW + timedelta(minutes=30))
    back = NOW - timedelta(days=1)
    with write_transaction(engine) as session:
        part = runs.finish_outlet(session, "r1", "kz_a", found=0, finished=True, now=back, served=True)
        runs.end_run(session, "r1", {}, back)
        assert part.ended_at is not None
        assert part.ended_at >= part.started_at
        clock_ahead.set_right(session, back, _furthest)
        assert paces.due(session, ["kz_a"], back) == ["kz_a"]


@pytest.mark.parametrize(("ahead", "believed"), [(APART - timedelta(seconds=1), True), (APART + timedelta(seconds=1), False)])
def test_a_worker_whose_clock_is_ahead_by_no_more_than_machines_may_differ_keeps_its_outlet(engine: Engine, ahead: timedelta, believed: bool) -> None:
    with write_transaction(engine) as session:
        claims.claim(session, "kz_a", "far", NOW + ahead)
        session.get_one(ClaimRow, "kz_a").host = "elsewhere"
    with read_session(engine) as session:
        assert claims.alive(session.get_one(ClaimRow, "kz_a"), NOW) is believed
    assert bool(_set_right(engine)) is not believed
    with write_transaction(engine) as session:
        assert claims.claim(session, "kz_a", "mine", NOW) is not believed
