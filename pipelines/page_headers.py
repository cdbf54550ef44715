"""Headers of fetched and stored pages."""

from collections.abc import Iterable, Sequence


def content_type(headers: Iterable[tuple[str, str]]) -> str:
    """Return the Content-Type that the server gave, the first one if there are several; empty if it gave none."""
    return next((value for name, value in headers if name.lower() == "content-type"), "")


def last_header(headers: Sequence[tuple[str, str]], name: str) -> str | None:
    """Return a header, the last one if there are several; None if it is missing."""
    return next((value for header_name, value in reversed(headers) if header_name.lower() == name.lower()), None)
