"""The screenings of the active model, one row for each outlet and week: how many, their scores by size, and whether they differ from the weeks
before."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import day_of
from records.filters import RowFilter
from records.outlets.drift_counts import EDGES, Weeks, model_in_force, monday, week_name, weekly_counts
from records.tables import OutletRow
from reports.drift import PAST_WEEKS, Comparison, judged

# How many of the scores lie between this edge and the next.
BINS = ("scores_from_0", *(f"scores_from_{edge}" for edge in EDGES))
COLUMNS = (
    "outlet", "region", "week", "first_day", "last_day", "model", "screened", "flagged", "flagged_share", "mean_score", *BINS,
    "past_weeks", "past_screened", "past_flagged", "past_share", "past_mean_score",
    "p", "p_corrected", "psi", "psi_p", "psi_p_corrected", "drifted", "drifted_in",
)  # fmt: skip
_SUNDAY = timedelta(days=6)


def drift_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Every week with a day from `since` to `until`, in order, as a whole week. In each, all outlets together come first (`outlet` null),
    unless one outlet or region is asked for.

    Shares, means and chances are 0 to 1. `drifted` is null if there is no answer. A week is over when something was screened after its end.
    """
    model = model_in_force(session)
    if model is None:
        return
    today = day_of(model.last_at)
    first = monday(filters.since) if filters.since else None
    last = monday(filters.until) + _SUNDAY if filters.until else None
    counts = weekly_counts(session, model.name, first and first - timedelta(weeks=PAST_WEEKS), last)
    regions = {row.name: row.region for row in session.scalars(select(OutletRow))}
    for week in _weeks(counts, first):
        for one in judged(counts, week, today):
            region = regions.get(one.outlet or "")
            if filters.outlet in (None, one.outlet) and filters.region in (None, region):
                yield _row(one, region, model.name)


def _weeks(counts: Weeks, first: date | None) -> list[date]:
    return sorted(week for week in counts.get(None, {}) if first is None or week >= first)


def _row(one: Comparison, region: str | None, model: str) -> dict[str, Any]:
    return {
        "outlet": one.outlet,
        "region": region,
        "week": week_name(one.week),
        "first_day": one.week.isoformat(),
        "last_day": (one.week + _SUNDAY).isoformat(),
        "model": model,
        "screened": one.counts.screened,
        "flagged": one.counts.flagged,
        "flagged_share": _rounded(one.counts.rate),
        "mean_score": _rounded(one.counts.mean),
        **dict(zip(BINS, one.counts.bins, strict=True)),
        "past_weeks": one.weeks,
        "past_screened": one.past.screened,
        "past_flagged": one.past.flagged,
        "past_share": _rounded(one.past.rate),
        "past_mean_score": _rounded(one.past.mean),
        "p": _rounded(one.p),
        "p_corrected": _rounded(one.p_corrected),
        "psi": _rounded(one.psi),
        "psi_p": _rounded(one.psi_p),
        "psi_p_corrected": _rounded(one.psi_p_corrected),
        "drifted": one.drifted,
        "drifted_in": [name for name, drifted in (("flagged", one.flags_drifted), ("scores", one.scores_drifted)) if drifted],
    }


def _rounded(value: float | None) -> float | None:
    """To four significant digits: chances may be very small."""
    return None if value is None else float(f"{value:.4g}")
