"""The day that htmldate guesses, for a page on which our own reading found no date. It is right nine times in ten, so it is only told as unsure."""

from datetime import date, datetime, tzinfo
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.dates.meaning import is_future

# Before it no outlet of the region had a site; htmldate knows the same bound.
_FIRST = "1995-01-01"
# Elements and letters: a page with more is no article that anybody wrote, and htmldate reads the whole of it with many patterns.
_MOST_ELEMENTS, _MOST_LETTERS = 10_000, 400_000


def guessed_day(tree: HtmlElement, url: str, *, now: datetime, zone: tzinfo) -> date | None:
    """The day on which the page was published, in `zone`, as far as patterns over its whole source can tell; None where they find none.

    Never a day after `now`. The first day of a year stands for "sometime in that year" (a line of rights), and is not taken.
    """
    # A crawler or a desk loads this package without reading a page.
    from htmldate import find_date

    here = now.astimezone(zone)
    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS or _letters(tree) > _MOST_LETTERS:
        return None
    try:
        found = find_date(tree, original_date=True, url=url, min_date=_FIRST, max_date=here.date().isoformat())
        day = date.fromisoformat(found) if found else None
    except (etree.LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, OverflowError, RecursionError):
        return None
    return None if day is None or (day.month, day.day) == (1, 1) or is_future(day, here) else day


def _letters(tree: HtmlElement) -> int:
    letters = 0
    for element in tree.iter():
        letters += len(element.text or "") + len(element.tail or "") + sum(map(len, element.attrib.values()))
        if letters > _MOST_LETTERS:
            break
    return letters
