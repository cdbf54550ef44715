"""Logs for programs: one JSON object per line, if QORGAN_LOG_FORMAT says so.

Its keys are `at` (UTC, ISO 8601), `level`, `logger`, `message`, `error` (the traceback, if any) and the named values that the caller passes as
`extra={"fields": {…}}`.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

JSON = "json"
TEXT = "text"


class JsonFormatter(logging.Formatter):
    """A formatter that writes a record as one line of JSON; a line break in a message cannot begin a new line."""

    def format(self, record: logging.LogRecord) -> str:
        line: dict[str, Any] = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **getattr(record, "fields", {}),
        }
        if record.exc_info:
            line["error"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False, default=str)


def formatter(form: str) -> logging.Formatter:
    """Return the formatter of a log file in this form."""
    return JsonFormatter() if form == JSON else logging.Formatter("%(asctime)s %(levelname)s %(message)s")


def stderr_line(words: str, form: str, logger: str) -> None:
    """Write a service's message to stderr, from where the system's journal takes it."""
    if form == JSON:
        words = JsonFormatter().format(logging.LogRecord(logger, logging.INFO, "", 0, words, None, None))
    print(words, file=sys.stderr, flush=True)


def write_json_on_stderr() -> None:
    """Log warnings and errors of this process to stderr as JSON from now on."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
