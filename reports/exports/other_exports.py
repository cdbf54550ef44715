"""Exports of outlets' health, of drift of the screening, and of the ledger. Notes for the safety of victims are left out."""

from collections import deque
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.clock import day_of, iso_week, monday
from records.filters import RowFilter
from records.incident_fields import PRIVATE_FIELDS
from records.ledger.entries import note_words
from records.outlets.weekly_scores import SCORE_BIN_EDGES, Weeks, current_model, weekly_counts
from records.tables import DraftRow, LedgerRow, OutletDayRow, OutletRow
from reports.drift import PAST_WEEKS, Comparison, judged
from reports.exports.query_filters import between, iso
from reports.withheld import WithheldNames

# The health of the outlets, one row for each outlet and day.

HEALTH_COLUMNS = (
    "outlet", "region", "day", "tried", "answered", "articles", "dated_share", "minimum", "minimum_kept", "cause", "last_success",
)  # fmt: skip
# A minimum is in articles a week: that of the row's day and the six before it.
_BACK = timedelta(days=6)


class _Week:
    """The articles of one outlet in the seven days up to the last one added."""

    def __init__(self) -> None:
        self._days: deque[tuple[date, int]] = deque()

    def add(self, day: date, articles: int) -> int:
        self._days.append((day, articles))
        while self._days[0][0] < day - _BACK:
            self._days.popleft()
        return sum(count for _, count in self._days)


def health_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Yield every day on which an outlet was tried, by outlet and day.

    `dated_share` is 0 to 1, null without articles. `cause` is that of the day's last failed visit. `last_success` is the last answer up to the end of
    that day. `minimum_kept` is null if the outlet has no minimum, and while it has been on the panel for less than a week without reaching it.
    """
    query = select(OutletDayRow, OutletRow).outerjoin(OutletRow, OutletRow.name == OutletDayRow.outlet)
    if filters.outlet is not None:
        query = query.where(OutletDayRow.outlet == filters.outlet)
    if filters.region is not None:
        query = query.where(OutletRow.region == filters.region)
    if filters.since:
        query = query.where(OutletDayRow.day >= filters.since - _BACK)
    if filters.until:
        query = query.where(OutletDayRow.day <= filters.until)
    successes = _successes_before(session, filters.since - _BACK) if filters.since else {}
    outlet, week = "", _Week()
    for row, panel in session.execute(query.order_by(OutletDayRow.outlet, OutletDayRow.day).execution_options(yield_per=1000)):
        if row.outlet != outlet:
            outlet, week = row.outlet, _Week()
        articles = week.add(row.day, row.articles)
        if row.last_success:
            successes[outlet] = row.last_success
        if filters.since is None or row.day >= filters.since:
            yield _row(row, panel, articles, successes.get(outlet))


def _row(row: OutletDayRow, panel: OutletRow | None, week: int, success: datetime | None) -> dict[str, Any]:
    return {
        "outlet": row.outlet,
        "region": panel.region if panel else None,
        "day": row.day.isoformat(),
        "tried": row.tried,
        "answered": row.answered,
        "articles": row.articles,
        "dated_share": round(row.dated / row.articles, 3) if row.articles else None,
        "minimum": panel.minimum if panel else None,
        "minimum_kept": _minimum_kept(panel, row.day, week),
        "cause": row.cause,
        "last_success": success.isoformat(timespec="seconds") if success else None,
    }


def _minimum_kept(panel: OutletRow | None, day: date, week: int) -> bool | None:
    if panel is None or panel.minimum is None:
        return None
    return True if week >= panel.minimum else None if panel.listed_on > day - _BACK else False


def _successes_before(session: Session, day: date) -> dict[str, datetime]:
    query = select(OutletDayRow.outlet, func.max(OutletDayRow.last_success)).where(OutletDayRow.day < day)
    return {outlet: moment for outlet, moment in session.execute(query.group_by(OutletDayRow.outlet)) if moment}


# Drift: the screenings of the active model, one row for each outlet and week.

# The bins of scores, each from one edge to the next.
BINS = ("scores_from_0", *(f"scores_from_{edge}" for edge in SCORE_BIN_EDGES))
DRIFT_COLUMNS = (
    "outlet", "region", "week", "first_day", "last_day", "model", "screened", "flagged", "flagged_share", "mean_score", *BINS,
    "past_weeks", "past_screened", "past_flagged", "past_share", "past_mean_score",
    "p", "p_corrected", "psi", "psi_p", "psi_p_corrected", "drifted", "drifted_in",
)  # fmt: skip
_SUNDAY = timedelta(days=6)


def drift_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Yield a row for each outlet and whole week with a day from `since` to `until`, in order.

    In each week all outlets together come first (`outlet` null), unless one outlet or region is asked for. Shares, means and probabilities are 0 to
    1. `drifted` is null if there is no verdict. A week is over when something was screened after its end.
    """
    model = current_model(session)
    if model is None:
        return
    today = day_of(model.last_at)
    first = monday(filters.since) if filters.since else None
    last = monday(filters.until) + _SUNDAY if filters.until else None
    counts = weekly_counts(session, model.name, first and first - timedelta(weeks=PAST_WEEKS), last)
    regions = {row.name: row.region for row in session.scalars(select(OutletRow))}
    for week in _weeks(counts, first):
        for comparison in judged(counts, week, today):
            region = regions.get(comparison.outlet or "")
            if filters.outlet in (None, comparison.outlet) and filters.region in (None, region):
                yield _drift_row(comparison, region, model.name)


def _weeks(counts: Weeks, first: date | None) -> list[date]:
    return sorted(week for week in counts.get(None, {}) if first is None or week >= first)


def _drift_row(comparison: Comparison, region: str | None, model: str) -> dict[str, Any]:
    return {
        "outlet": comparison.outlet,
        "region": region,
        "week": iso_week(comparison.week),
        "first_day": comparison.week.isoformat(),
        "last_day": (comparison.week + _SUNDAY).isoformat(),
        "model": model,
        "screened": comparison.counts.screened,
        "flagged": comparison.counts.flagged,
        "flagged_share": _rounded(comparison.counts.rate),
        "mean_score": _rounded(comparison.counts.mean),
        **dict(zip(BINS, comparison.counts.bins, strict=True)),
        "past_weeks": comparison.weeks,
        "past_screened": comparison.past.screened,
        "past_flagged": comparison.past.flagged,
        "past_share": _rounded(comparison.past.rate),
        "past_mean_score": _rounded(comparison.past.mean),
        "p": _rounded(comparison.p),
        "p_corrected": _rounded(comparison.p_corrected),
        "psi": _rounded(comparison.psi),
        "psi_p": _rounded(comparison.psi_p),
        "psi_p_corrected": _rounded(comparison.psi_p_corrected),
        "drifted": comparison.drifted,
        "drifted_in": [name for name, drifted in (("flagged", comparison.flags_drifted), ("scores", comparison.scores_drifted)) if drifted],
    }


def _rounded(value: float | None) -> float | None:
    """Round to four significant digits, since probabilities may be very small."""
    return None if value is None else float(f"{value:.4g}")


# The subject of a row on somebody whose name is withheld: earlier files give her number together with the name.
_PERSON = "person"
DECISION_COLUMNS = ("id", "at", "who", "action", "subject", "reason", "note", "note_words", "before", "after", "salt", "hash")
# The fields of an incident that only its helpers may read (`IncidentRow.private`).
_UNPUBLISHED = frozenset({"private", *(field.name for field in PRIVATE_FIELDS)})


def decision_rows(session: Session, filters: RowFilter) -> Iterator[dict[str, Any]]:
    """Yield every act in the order of the chain. `number` selects those on an incident and on the drafts that belong to it.

    `note` is as stored, with the codes of the program's own notes, and `note_words` gives it in the reader's language. `at` is exact, so that the
    hash of a row can be computed again from the row, its salt and the hash before it.
    """
    query = between(select(LedgerRow), LedgerRow.at, filters).order_by(LedgerRow.id)
    if filters.number is not None:
        drafts = session.scalars(select(DraftRow.id).where((DraftRow.incident == filters.number) | (DraftRow.follows == filters.number)))
        query = query.where(LedgerRow.subject.in_([f"incident {filters.number}", *(f"draft {draft}" for draft in drafts)]))
    for row in session.scalars(query.execution_options(yield_per=500)):
        yield {
            "id": row.id,
            "at": iso(row.at, "microseconds"),
            "who": row.who,
            "action": row.action,
            "subject": row.subject,
            "reason": row.reason,
            "note": row.note,
            "note_words": note_words(row.note),
            "before": published(row.before),
            "after": published(row.after),
            "salt": row.salt or None,
            "hash": row.hash,
        }


def without_names(session: Session, names: WithheldNames, rows: Iterator[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """Yield the rows without withheld names.

    A row from which something was left out comes without its salt, so that nobody can guess the name by trying until the hash fits. Rows older than
    the salt come without their hashes, and the first row with a salt comes without it, since its hash is made of theirs.
    """
    if not names:
        yield from rows
        return
    first = session.scalar(select(LedgerRow.id).where(LedgerRow.salt != "").order_by(LedgerRow.id).limit(1))
    for row in rows:
        public_row = {
            **names.row({name: value for name, value in row.items() if name not in ("salt", "hash")}),
            "salt": row["salt"],
            "hash": row["hash"],
        }
        if names.is_subject(row["subject"]):
            public_row["subject"] = _PERSON
        if not row["salt"]:
            public_row["hash"] = None
        elif row["id"] == first or public_row != row:
            public_row["salt"] = None
        yield {name: public_row[name] for name in DECISION_COLUMNS}


def published(stored: Any) -> Any:
    """Return what the ledger stores without unpublished fields at any depth. Digests in their place stay."""
    if isinstance(stored, dict):
        return {name: "(withheld)" if name in _UNPUBLISHED and not _is_digest(name, value) else published(value) for name, value in stored.items()}
    return [published(part) for part in stored] if isinstance(stored, list) else stored


def _is_digest(name: str, value: Any) -> bool:
    return not value or (name == "private" and isinstance(value, str) and len(value) == 64)
