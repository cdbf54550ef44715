"""Days on which an arrest, a sentence, a ban or the longest time that a law allows has passed."""

from calendar import monthrange
from datetime import date, timedelta

from records.country import LegalTerm
from records.incident_model import Status
from records.vocabulary import TermUnit


def end_of_term(since: date, status: Status) -> date | None:
    """Return the day on which the length of a ruling has passed, counted from a day; None if unknown or out of range."""
    term, unit = status.penalty.term, status.penalty.unit
    return None if term is None or unit is None else _end_of_term(since, term, unit)


def end_of_limit(since: date, limit: LegalTerm | None) -> date | None:
    """Return the day on which the longest time that the law allows has passed; None if no limit is known."""
    return None if limit is None else _end_of_term(since, limit.term, limit.unit)


def _end_of_term(since: date, term: int, unit: TermUnit) -> date | None:
    if unit is TermUnit.DAYS:
        return since + timedelta(days=term)
    months = since.year * 12 + since.month - 1 + term * (12 if unit is TermUnit.YEARS else 1)
    year, month = divmod(months, 12)
    if year > date.max.year:
        return None
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))
