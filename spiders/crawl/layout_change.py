"""Detection of a changed layout: an outlet's newest pages against its own earlier ones, with the measures of `records.outlets.health`."""

from datetime import date, timedelta

from sqlalchemy.orm import Session

from records.outlets import health
from records.outlets.health import PageMeasures

# Days of history that the newest pages are compared with.
_BACK = timedelta(days=30)
# Fewer pages than this are not conclusive.
_ENOUGH_PAST = 20
_ENOUGH_NEW = 6
# The thresholds are our own and wide: a changed template loses most of the text or nearly every date, a slow news week does not.
_TEXT_LOST, _TEXT_GROWN = 0.35, 4.0
_DATED_BEFORE, _DATED_NOW = 0.8, 0.3
_UNREAD_BEFORE, _UNREAD_NOW = 0.3, 0.7
_FURNITURE_NOW, _FURNITURE_TIMES = 0.4, 3.0


def find_layout_change(session: Session, outlet: str, today: date) -> str:
    """Describe what suggests that an outlet's layout has changed (`describe_layout_change`)."""
    new = health.recent_measures(session, outlet, _ENOUGH_NEW)
    return describe_layout_change(health.past_measures(session, outlet, today + timedelta(days=1), _BACK) - new, new)


def describe_layout_change(past: PageMeasures, new: PageMeasures) -> str:
    """Describe for the log what suggests a changed layout. Empty if nothing does, or if too few pages were seen."""
    if past.pages < _ENOUGH_PAST or new.pages < _ENOUGH_NEW:
        return ""
    if _share(past.unread, past.pages) <= _UNREAD_BEFORE and _share(new.unread, new.pages) >= _UNREAD_NOW:
        return f"{new.unread} of {new.pages} pages read as no article"
    if not past.articles or new.articles < _ENOUGH_NEW:
        return ""
    length = _share(new.letters, new.articles) / max(_share(past.letters, past.articles), 1.0)
    if not _TEXT_LOST <= length <= _TEXT_GROWN:
        return f"texts have {length:.2f} of their usual length"
    dated = _share(new.dated, new.articles)
    if _share(past.dated, past.articles) >= _DATED_BEFORE and dated <= _DATED_NOW:
        return f"{new.dated} of {new.articles} articles have a date"
    furniture = 1 - _share(new.letters, new.raw) if new.raw else 0.0
    before = 1 - _share(past.letters, past.raw) if past.raw else 0.0
    if furniture >= max(_FURNITURE_NOW, _FURNITURE_TIMES * before):
        return f"{furniture:.0%} of what is read repeats from page to page"
    return ""


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
