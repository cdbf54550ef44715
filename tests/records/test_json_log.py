"""Logs for programs: one JSON object a line."""

import json
import logging
import sys
from datetime import datetime

import pytest

from records.json_log import JSON, TEXT, JsonFormatter, formatter, stderr_line, write_json_on_stderr


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
    stderr_line("a run has ended", TEXT, "flows.run")
    stderr_line("a run has ended", JSON, "flows.run")
    plain, line = capsys.readouterr().err.splitlines()
    assert plain == "a run has ended"
    assert json.loads(line)["message"] == "a run has ended"


def test_warnings_go_to_stderr_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    before = list(logging.getLogger().handlers)
    write_json_on_stderr()
    (added,) = set(logging.getLogger().handlers) - set(before)
    try:
        logging.getLogger("flows.x").warning("old logs are not deleted: %s", "why")
        logging.getLogger("flows.x").info("nothing")
    finally:
        logging.getLogger().removeHandler(added)
    assert [json.loads(line)["message"] for line in capsys.readouterr().err.splitlines()] == ["old logs are not deleted: why"]
