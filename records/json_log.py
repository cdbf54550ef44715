"""Logs for programs: one JSON object a line, where QORGAN_LOG_FORMAT says so.

`at` (UTC, ISO 8601), `level`, `logger`, `message`, `error` (the traceback, where there is one), and what the place that wrote the line knows by name: it
hands it over as `extra={"fields": {…}}`.
"""

import json
import logging
import sys
from datetime import UTC, datetime
from typing import Any

JSON = "json"
TEXT = "text"


class JsonFormatter(logging.Formatter):
    """A record as one line of JSON. A line break in a message cannot begin a new line."""

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
    """The formatter of a log file in this form."""
    return JsonFormatter() if form == JSON else logging.Formatter("%(asctime)s %(levelname)s %(message)s")


def stderr_line(words: str, form: str, logger: str) -> None:
    """Write what a service has to say, which nobody reads at a terminal, onto stderr, from where the system's journal takes it."""
    if form == JSON:
        words = JsonFormatter().format(logging.LogRecord(logger, logging.INFO, "", 0, words, None, None))
    print(words, file=sys.stderr, flush=True)


def write_json_on_stderr() -> None:
    """From here on what this process logs, warnings and worse, goes to stderr as JSON."""
    handler = logging.StreamHandler()
    handler.setFormatter(JsonFormatter())
    handler.setLevel(logging.WARNING)
    logging.getLogger().addHandler(handler)
