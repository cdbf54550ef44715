"""What a command said, without what is another at each call of it: folders of the tests, today, ports, digests, sizes and the time a run took."""

import re
import tempfile
from datetime import UTC, datetime, timedelta
from typing import Any

_FOLDER = re.compile(re.escape(tempfile.gettempdir()) + r"/pytest-of-[^/\s]+/pytest-\d+/(popen-gw\d+/)?[^/\s:;,]+")
_DAYS = "|".join((datetime.now(UTC) + timedelta(days=days)).date().isoformat() for days in (-1, 0, 1))
_CHANGING = (
    (re.compile(rf"({_DAYS})([T ]\d\d:\d\d(:\d\d)?(\+00:00| UTC)?)?"), "TODAY"),
    (_FOLDER, "FOLDER"),
    (re.compile(r"127\.0\.0\.1:\d+"), "HOST"),
    (re.compile(r"[0-9a-f]{64}"), "DIGEST"),
    (re.compile(r"\d+\.\d MB"), "SIZE"),
    # The last row of a summary.
    (re.compile(r"^( *Time +)\d.*$", re.MULTILINE), r"\1TAKEN"),
)


def plain(said: Any) -> Any:
    """The words of a text, or of each text in a list or tuple."""
    if isinstance(said, list | tuple):
        return type(said)(plain(one) for one in said)
    if isinstance(said, str):
        for changing, instead in _CHANGING:
            said = changing.sub(instead, said)
    return said
