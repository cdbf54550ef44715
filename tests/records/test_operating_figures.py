"""How the work goes: figures of one day's runs and of what waits, and logs for programs, one JSON object a line."""

import json
import logging
import sys
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine

from records import review
from records.database import read_session, write_transaction
from records.json_log import JSON, TEXT, JsonFormatter, formatter, stderr_line, write_json_on_stderr
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
        review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW - timedelta(hours=5))
        requests.request_page(session, "https://a.example/1", who="Aigul", now=NOW - timedelta(hours=1), note="")
    with read_session(engine) as session:
        found = operating_figures(session, NOW)
    assert found.waiting == {"drafts": 1, "messages": 0, "requests": 1}
    assert found.oldest == {"drafts": NOW - timedelta(hours=5), "requests": NOW - timedelta(hours=1)}


def record(words: str, **more: object) -> logging.LogRecord:
    made = logging.LogRecord("flows.run", logging.WARNING, "x.py", 1, words, (), None)
    made.__dict__.update(more)
    return made


def test_a_line_break_in_a_message_begins_no_new_line() -> None:
    line = JsonFormatter().format(record("first\nsecond «жаңа»", fields={"status": 200}))
    assert line.count("\n") == 0
    told = json.loads(line)
    assert (told["level"], told["logger"], told["message"], told["status"]) == ("warning", "flows.run", "first\nsecond «жаңа»", 200)
    assert datetime.fromisoformat(told["at"]).utcoffset() is not None


def test_a_traceback_stands_in_the_same_object() -> None:
    try:
        raise KeyError("lost")
    except KeyError:
        told = json.loads(JsonFormatter().format(record("failed", exc_info=sys.exc_info())))
    assert "KeyError: 'lost'" in told["error"]


def test_text_stays_text() -> None:
    assert formatter(TEXT).format(record("words")).endswith("WARNING words")
    assert json.loads(formatter(JSON).format(record("words")))["message"] == "words"


def test_what_a_service_says_is_an_object_only_where_that_was_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    stderr_line("ended", TEXT, "flows.run")
    stderr_line("ended", JSON, "flows.run")
    plain, line = capsys.readouterr().err.splitlines()
    assert (plain, json.loads(line)["message"]) == ("ended", "ended")


def test_warnings_go_to_stderr_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    before = list(logging.getLogger().handlers)
    write_json_on_stderr()
    (added,) = set(logging.getLogger().handlers) - set(before)
    try:
        logging.getLogger("flows.x").warning("not deleted: %s", "why")
        logging.getLogger("flows.x").info("nothing")
    finally:
        logging.getLogger().removeHandler(added)
    assert [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()] == ["not deleted: why"]
