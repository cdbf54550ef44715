"""Finds changes of layout: an outlet's newest pages are compared with its own earlier ones. Pure; `records.outlets.health` has the measures."""

from datetime import timedelta

from records.outlets.health import PageMeasures

# Days of history that the newest pages are compared with.
BACK = timedelta(days=30)
# Fewer pages than this say nothing.
ENOUGH_PAST = 20
ENOUGH_NEW = 6
# The thresholds are ours, set wide: a changed template loses most of the text or nearly every date, a slow news week does not.
TEXT_LOST, TEXT_GROWN = 0.35, 4.0
DATED_BEFORE, DATED_NOW = 0.8, 0.3
UNREAD_BEFORE, UNREAD_NOW = 0.3, 0.7
FURNITURE_NOW, FURNITURE_TIMES = 0.4, 3.0


def layout_changed(past: PageMeasures, new: PageMeasures) -> str:
    """What points to a changed layout, in a few words for the log. Empty if nothing does, or if too few pages were seen."""
    if past.pages < ENOUGH_PAST or new.pages < ENOUGH_NEW:
        return ""
    if _share(past.unread, past.pages) <= UNREAD_BEFORE and _share(new.unread, new.pages) >= UNREAD_NOW:
        return f"{new.unread} of {new.pages} pages read as no article"
    if not past.articles or new.articles < ENOUGH_NEW:
        return ""
    length = _share(new.letters, new.articles) / max(_share(past.letters, past.articles), 1.0)
    if not TEXT_LOST <= length <= TEXT_GROWN:
        return f"texts have {length:.2f} of their usual length"
    dated = _share(new.dated, new.articles)
    if _share(past.dated, past.articles) >= DATED_BEFORE and dated <= DATED_NOW:
        return f"{new.dated} of {new.articles} articles have a date"
    furniture = 1 - _share(new.letters, new.raw) if new.raw else 0.0
    before = 1 - _share(past.letters, past.raw) if past.raw else 0.0
    if furniture >= max(FURNITURE_NOW, FURNITURE_TIMES * before):
        return f"{furniture:.0%} of what is read repeats from page to page"
    return ""


def _share(part: float, whole: float) -> float:
    return part / whole if whole else 0.0
