"""Whether a draft is told at once: by what happened and when, and whether it may still go on. The day on which an article was printed says little: a weekly paper is always late, and who
was arrested then may still be held. That it was found just now is asked where drafts are read (`records.digest_state`). Pure.
"""

from calendar import monthrange
from collections.abc import Collection
from datetime import date, timedelta

from records.country import Hold, home
from records.vocabulary import Category, DatePrecision, Outcome, Track
from reports.impunity.term_lengths import end_of_limit

# Told at once, in the order of the vocabulary.
URGENT = tuple(category for category in Category if category.facts.urgent)
# From here a draft is more likely an incident than not (docs/model-card.md, "Does a score mean what it says?"); below, the day's digest is early enough.
URGENT_SCORE = 0.5
# A killing or an abduction is urgent for so long after it happened, and custody where no law sets a limit; later it is news of an old case.
RECENT = timedelta(days=30)
_CUSTODY = frozenset({Category.DET, Category.ARR})
# What lets a journalist go, where it became of her case.
_ENDED = frozenset({Outcome.DROPPED, Outcome.ACQUITTED})


def latest_day(happened: date | None, precision: DatePrecision | None, published: date | None) -> date | None:
    """The last day on which it can have happened: that of the incident as exactly as it is known, and not after it was first printed. None where nobody knows either."""
    if happened is not None and precision is DatePrecision.YEAR:
        happened = date(happened.year, 12, 31)
    elif happened is not None and precision is DatePrecision.MONTH:
        happened = happened.replace(day=monthrange(happened.year, happened.month)[1])
    return min(filter(None, (happened, published)), default=None)


def is_urgent(codes: Collection[str], latest: date | None, outcome: str | None, outcome_of: str | None, today: date) -> bool:
    """Whether a draft with these categories is told at once. `latest` is the last day on which it can have happened; where nobody knows it counts as recent. `outcome` is what came of it, and
    `outcome_of` of whose case.

    A detention may have become an arrest, so somebody may be held for as long as an arrest may last by law; with a criminal case as long as remand may.
    """
    urgent = {code for code in URGENT if code in codes}
    if urgent - _CUSTODY and (latest is None or today - latest <= RECENT):
        return True
    if not urgent & _CUSTODY or (outcome_of == Track.JOURNALIST and outcome in _ENDED):
        return False
    limit = home().custody_limits.get(Hold.REMAND if Category.CRM in codes else Hold.ARREST)
    return latest is None or today <= (end_of_limit(latest, limit) or latest + RECENT)
