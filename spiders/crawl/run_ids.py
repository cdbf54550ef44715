"""How runs are named."""

from datetime import UTC, datetime


def new_run_id(kind: str) -> str:
    """The id of a run: when it began, and what it is. Ids stand in the order in which the runs began."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{kind}"
