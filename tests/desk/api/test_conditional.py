"""Whether a reader already has what it asks for."""

from datetime import UTC, datetime

import pytest
from starlette.requests import Request

from desk.api.conditional import is_known

CHANGED = datetime(2026, 11, 25, 6, 0, 0, 500, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "known"),
    [
        ({}, False),
        ({"if-none-match": '"a"'}, True),
        ({"if-none-match": '"b", W/"a"'}, True),
        ({"if-none-match": "*"}, True),
        ({"if-none-match": '"b"', "if-modified-since": "Thu, 26 Nov 2026 00:00:00 GMT"}, False),
        ({"if-modified-since": "Wed, 25 Nov 2026 06:00:00 GMT"}, True),
        ({"if-modified-since": "Wed, 25 Nov 2026 05:59:59 GMT"}, False),
        ({"if-modified-since": "yesterday"}, False),
    ],
)
def test_the_tag_is_asked_before_the_time(headers: dict[str, str], known: bool) -> None:
    request = Request({"type": "http", "headers": [(name.encode(), value.encode()) for name, value in headers.items()]})
    assert is_known(request, '"a"', CHANGED) is known
