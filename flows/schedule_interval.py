"""How often runs begin by themselves. `qorgan serve`, and so the units and the image in `deploy/`, take it from here; `prefect.yaml` and the documents say the same."""

EVERY_MINUTES = 30.0
# A run may take so much of the interval, and half an hour at most: what is left, the next one goes on with.
_SHARE, _LONGEST, _SHORTEST = 0.9, 30.0, 0.5


def limit_minutes(every_minutes: float) -> float:
    """Minutes after which a run of a schedule ends, so that it is over when the next one begins."""
    return min(_LONGEST, max(every_minutes * _SHARE, _SHORTEST))
