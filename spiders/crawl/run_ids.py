"""The ids of runs."""

from datetime import UTC, datetime


def new_run_id(kind: str) -> str:
    """Return a new run id, made of start time and kind. Ids sort in the order in which the runs began."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{kind}"
