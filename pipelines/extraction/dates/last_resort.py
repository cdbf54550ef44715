"""The day that is guessed for a page on which our own reading found no date: that of its last change, or what htmldate finds. It is right in four cases of five,
so it is only told as unsure."""

import re
from copy import deepcopy
from datetime import date, datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.dates.layout import Layout
from pipelines.extraction.dates.meaning import is_future
from pipelines.extraction.dates.printed_line import change_date
from pipelines.extraction.dates.xpath import selected

if TYPE_CHECKING:
    from htmldate.utils import Extractor

# Before it no outlet of the region had a site; htmldate knows the same bound.
_FIRST = "1995-01-01"
_MONTH = re.compile(r"/((?:199|20\d)\d)/(0?[1-9]|1[0-2])/")
# Elements and letters: a page with more is no article that anybody wrote, and htmldate reads the whole of it with many patterns.
_MOST_ELEMENTS, _MOST_LETTERS = 10_000, 400_000


def guessed_day(tree: HtmlElement, url: str, *, now: datetime, zone: tzinfo) -> date | None:
    """The day on which the page was published, in `zone`, as far as the line of its last change or patterns over its whole source can tell; None where they find none.

    Never a day after `now`, nor outside the month in the address. The first of a month stands for "sometime in that month" or year (a line of rights), and is not taken.
    """
    here = now.astimezone(zone)
    if (changed := _changed(tree, here, zone)) is not None:
        return changed
    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS or _letters(tree) > _MOST_LETTERS:
        return None
    try:
        found = _found(tree, url, here.date().isoformat())
        day = date.fromisoformat(found) if found else None
    except (etree.LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, OverflowError, RecursionError):
        return None
    return None if day is None or day.day == 1 or is_future(day, here) or not _in_month_of(url, day) else day


def _changed(tree: HtmlElement, now: datetime, zone: tzinfo) -> date | None:
    """The day of the last change, where the lines around the headline tell no other: the page is no younger, and mostly as old."""
    layout = Layout(tree)
    told = (change_date(line.text, now=now, zone=zone) for line in layout.lines_after() + layout.lines_before())
    first = next((value for value in told if value is not None), None)
    return first.date() if isinstance(first, datetime) else first


def _in_month_of(url: str, day: date) -> bool:
    """Whether the address names no other month than that of the day: "/story/2016/10/…"."""
    told = _MONTH.search(url)
    return told is None or (int(told[1]), int(told[2])) == (day.year, day.month)


def _found(tree: HtmlElement, url: str, last: str) -> str | None:
    """What htmldate finds, first in the places that pages have for a date, then in any text of the page."""
    # A crawler or a desk loads this package without reading a page.
    from htmldate import find_date
    from htmldate.utils import Extractor
    from htmldate.validators import get_max_date, get_min_date

    told = find_date(tree, extensive_search=False, original_date=True, url=url, min_date=_FIRST, max_date=last)
    return told or _in_any_text(tree, Extractor(False, get_max_date(last), get_min_date(_FIRST), True, "%Y-%m-%d"))


def _in_any_text(tree: HtmlElement, options: "Extractor") -> str | None:
    """htmldate's extensive search without dateparser, which takes seconds to load its two hundred languages and finds no more."""
    from htmldate.core import compare_reference, search_page, serialize
    from htmldate.extractors import FREE_TEXT_EXPRESSIONS, discard_unwanted
    from htmldate.settings import CLEANING_LIST, MAX_SEGMENT_LEN, MIN_SEGMENT_LEN
    from htmldate.utils import clean_html
    from htmldate.validators import check_extracted_reference

    text = discard_unwanted(clean_html(deepcopy(tree), CLEANING_LIST))
    earliest: datetime | None = None
    for segment in (str(found).strip() for found in selected(FREE_TEXT_EXPRESSIONS, text)):
        if MIN_SEGMENT_LEN < len(segment) < MAX_SEGMENT_LEN:
            earliest = compare_reference(earliest, segment, options)
    return check_extracted_reference(earliest, options) or search_page(serialize(text), options)


def _letters(tree: HtmlElement) -> int:
    letters = 0
    for element in tree.iter():
        letters += len(element.text or "") + len(element.tail or "") + sum(map(len, element.attrib.values()))
        if letters > _MOST_LETTERS:
            break
    return letters
