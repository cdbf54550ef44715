"""Whether a reader already has what it asks for (RFC 9110, 13)."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from starlette.requests import Request


def is_known(request: Request, tag: str, changed: datetime) -> bool:
    """Whether the reader has the state with this tag, changed at that moment (13.2.2: the tag is asked before the time)."""
    tags = request.headers.get("If-None-Match")
    if tags is not None:
        return any(one.strip().removeprefix("W/") in (tag, "*") for one in tags.split(","))
    try:
        since = parsedate_to_datetime(request.headers.get("If-Modified-Since", ""))
    except (ValueError, TypeError, OverflowError):
        return False
    return (since if since.tzinfo else since.replace(tzinfo=UTC)) >= changed.replace(microsecond=0)
