"""The interval of scheduled runs. `qorgan serve`, and so the units and the image in `deploy/`, use it; `prefect.yaml` and the documents repeat it."""

EVERY_MINUTES = 30.0
# Share of the interval that a run may take, and its bounds in minutes: the next run continues with what is left.
_SHARE, _LONGEST, _SHORTEST = 0.9, 30.0, 0.5


def limit_minutes(every_minutes: float) -> float:
    """Return the minutes after which a scheduled run ends, so that it is over when the next one begins."""
    return min(_LONGEST, max(every_minutes * _SHARE, _SHORTEST))
