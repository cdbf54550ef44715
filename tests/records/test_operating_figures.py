"""How the work goes, counted from one day's runs and from what waits."""

from datetime import timedelta

from sqlalchemy import Engine

from records import review
from records.database import read_session, write_transaction
from records.operating_figures import operating_figures
from records.outlets import requests, runs
from records.tables import OutletRunRow
from tests.conftest import NOW
from tests.records import rows


def test_an_empty_record_has_nothing_to_tell(engine: Engine) -> None:
    with read_session(engine) as session:
        found = operating_figures(session, NOW)
    assert (found.pages, found.visits, found.failing, found.oldest) == ({}, {}, 0, {})
    assert found.waiting == {"drafts": 0, "messages": 0, "requests": 0}


def test_pages_are_counted_by_fate_and_by_the_source_that_served_within_a_day(engine: Engine) -> None:
    ways = [{"kind": "home", "url": "https://a.example/", "named": False}, {"kind": "feed", "url": "https://a.example/rss", "named": True}]
    with write_transaction(engine) as session:
        for run, ago in (("new", timedelta(hours=2)), ("old", timedelta(days=2))):
            runs.begin_run(session, run, "run", NOW - ago)
            for outlet, state, cause, fates, served in (
                ("kz_a", "answered", None, {"stored": 3, "known": 4}, ways),
                ("kz_b", "failed", "dns", {"dns": 1}, []),
            ):
                runs.begin_outlet(session, run, outlet, None, NOW - ago)
                row = session.get_one(OutletRunRow, (run, outlet))
                row.state, row.cause, row.fates, row.ways = state, cause, fates, served
        runs.end_run(session, "old", {"drafts": 0}, NOW - timedelta(days=2))
    with read_session(engine) as session:
        found = operating_figures(session, NOW)
    assert found.pages == {("stored", "feed"): 3, ("known", "feed"): 4, ("dns", "none"): 1}
    assert (found.visits, found.causes) == ({"answered": 1, "failed": 1}, {"dns": 1})
    assert found.runs == {("run", "running"): 1}
    assert found.ended == {"run": NOW - timedelta(days=2)}


def test_queues_tell_how_much_waits_and_since_when(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a")
        rows.screening(session, "a")
        review.propose(session, review.undrafted(session, "test 1"), now=NOW - timedelta(hours=5))
        requests.ask_for_page(session, "https://a.example/1", who="Aigul", now=NOW - timedelta(hours=1), note="")
    with read_session(engine) as session:
        found = operating_figures(session, NOW)
    assert found.waiting == {"drafts": 1, "messages": 0, "requests": 1}
    assert found.oldest == {"drafts": NOW - timedelta(hours=5), "requests": NOW - timedelta(hours=1)}
