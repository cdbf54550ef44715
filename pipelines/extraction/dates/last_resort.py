"""The day that htmldate guesses, for a page on which our own reading found no date. It is right in four cases of five, so it is only told as unsure."""

from copy import deepcopy
from datetime import date, datetime, tzinfo
from itertools import islice
from typing import TYPE_CHECKING

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.dates.meaning import is_future
from pipelines.extraction.dates.xpath import selected

if TYPE_CHECKING:
    from htmldate.utils import Extractor

# Before it no outlet of the region had a site; htmldate knows the same bound.
_FIRST = "1995-01-01"
# Elements and letters: a page with more is no article that anybody wrote, and htmldate reads the whole of it with many patterns.
_MOST_ELEMENTS, _MOST_LETTERS = 10_000, 400_000


def guessed_day(tree: HtmlElement, url: str, *, now: datetime, zone: tzinfo) -> date | None:
    """The day on which the page was published, in `zone`, as far as patterns over its whole source can tell; None where they find none.

    Never a day after `now`. The first of a month stands for "sometime in that month" or year (a line of rights), and is not taken.
    """
    here = now.astimezone(zone)
    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS or _letters(tree) > _MOST_LETTERS:
        return None
    try:
        found = _found(tree, url, here.date().isoformat())
        day = date.fromisoformat(found) if found else None
    except (etree.LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, OverflowError, RecursionError):
        return None
    return None if day is None or day.day == 1 or is_future(day, here) else day


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
