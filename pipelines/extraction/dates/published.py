"""When an article was published. What its page says is weighed against what the source (feed, sitemap or list page) said."""

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, auto
from functools import lru_cache
from itertools import chain, islice
from typing import NamedTuple

from lxml import etree
from lxml.html import HtmlElement
from parsel.csstranslator import css2xpath

from pipelines.extraction.dates.block_roles import follows_update_label, is_update
from pipelines.extraction.dates.iso import read_iso
from pipelines.extraction.dates.layout import Layout
from pipelines.extraction.dates.lines import TextLine, denies_stamp
from pipelines.extraction.dates.meaning import is_future
from pipelines.extraction.dates.metadata_dates import item_dates, meta_dates, structured_dates
from pipelines.extraction.dates.printed_line import foot_date, printed_date
from pipelines.extraction.dates.read_date import read_date
from pipelines.extraction.dates.url_date import date_in_address
from pipelines.extraction.dates.xpath import elements, selected

# A page that dates itself no more than this before it was fetched tells when it was built, until nothing better is found.
_JUST_BUILT = timedelta(minutes=2)
# Above the article a moment of today is mostly the clock in the head of the site, which is not this much behind even where pages are kept for a while.
_CLOCK_BEHIND = timedelta(hours=1)
# By how much what the page prints has to be earlier than the source's word, to prove that to be a last change. No two clocks in use here are twelve
# hours apart, and a server that counts its days by another clock is off by no more than one.
_LATER_MOMENT, _LATER_DAY = timedelta(hours=12), timedelta(days=1)

_IN_UTC = re.compile(r"\s*(\d{4}-\d\d-\d\dT\d\d:\d\d)[\d:.]{0,10}(?:Z|\+00:?00)\s*$")
_MOST_ITEMS = 50  # elements marked as dates of publication
_OFFSET = re.compile(r"[+-](?!00:?00)\d\d:?\d\d$")

_DATED = etree.XPath(
    './/*[self::time or contains(@class, "date") or contains(@class, "time") or contains(@class, "publ") or contains(@class, "posted")'
    ' or contains(@class, "data")]'
)


class DateSource(Enum):
    """Who says when the article was published."""

    OUTLET_CSS = auto()
    PAGE = auto()
    HINT = auto()
    PRINTED = auto()
    ADDRESS = auto()


class Said(NamedTuple):
    """One statement of when the article was published."""

    value: date | datetime
    source: DateSource


def find_published(
    tree: HtmlElement, url: str, *, now: datetime, zone: tzinfo, hint: str = "", css: str | None = None, data: str = ""
) -> date | datetime | None:
    """The moment (in `zone`) or the day when the article was published; None if nothing credible says so.

    `now` (aware) is when the page was fetched. A date more than ten minutes after it is not believed. `hint` is the date that the feed, sitemap
    or list page gave, in its own words. `css` is the outlet's own selector; it may end in ::text or ::attr(name), and a wrong one raises
    cssselect.SelectorError. `data` is the date in the data from which scripts build the page.
    """
    here = now.astimezone(zone)
    said = (one for one in _statements(tree, url, here, zone, hint, css, data) if not is_future(one.value, here))
    return _choose(said, here)


def _choose(said: Iterator[Said], now: datetime) -> date | datetime | None:
    """The first statement, unless a later one gives the time of the same day, or shows that the first one is a later change."""
    best: Said | None = None
    doubted: list[Said] = []
    for one in said:
        if _is_doubtful(one, now):
            doubted.append(one)
        elif best is None or _tells_time_of(one, best) or _shows_later_change(one, best):
            best = one
        if best is not None and not _is_coarse(best.value) and (best.source is not DateSource.HINT or _bears_out(one, best)):
            return best.value
    for one in doubted:
        if best is None or _tells_time_of(one, best):
            best = one
    return None if best is None else best.value


def _is_doubtful(one: Said, now: datetime) -> bool:
    """Whether it may only say when the page was built. What the outlet's own selector found is not doubted."""
    return isinstance(one.value, datetime) and one.source is not DateSource.OUTLET_CSS and one.value >= now - _JUST_BUILT


def _is_coarse(value: date | datetime) -> bool:
    """Whether it gives only the day. A system that knows no time writes midnight, here or in UTC."""
    return not isinstance(value, datetime) or value.time() == time() or value.astimezone(UTC).time() == time()


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _is_clock(value: date | datetime, now: datetime) -> bool:
    return value >= now - _CLOCK_BEHIND if isinstance(value, datetime) else value == now.date()


def _tells_time_of(one: Said, best: Said) -> bool:
    return _is_coarse(best.value) and not _is_coarse(one.value) and _day(one.value) == _day(best.value)


def _shows_later_change(one: Said, best: Said) -> bool:
    """Whether an earlier date on the page shows that the source's date is a later change. A sitemap gives the last change, a feed the
    publication, and a hint does not say from which of them it comes."""
    if best.source is not DateSource.HINT or one.source not in (DateSource.PRINTED, DateSource.ADDRESS):
        return False
    if isinstance(best.value, datetime) and isinstance(one.value, datetime):
        return best.value - one.value > _LATER_MOMENT
    return _day(best.value) - _day(one.value) > _LATER_DAY


def _bears_out(one: Said, hint: Said) -> bool:
    """Whether the page itself repeats what its source said. Then an older date further down the page proves nothing."""
    return one is not hint and one.source is DateSource.PRINTED and not _shows_later_change(one, hint)


def _statements(tree: HtmlElement, url: str, now: datetime, zone: tzinfo, hint: str, css: str | None, data: str) -> Iterator[Said]:
    """All statements of the date of publication, the most trusted first. They are made one by one, because the first is mostly enough."""

    def read(source: DateSource, texts: Iterator[str]) -> Iterator[Said]:
        return (Said(value, source) for text in texts if (value := read_date(text, now=now, zone=zone)) is not None)

    def printed(source: DateSource, lines: list[TextLine]) -> Iterator[Said]:
        return (Said(value, source) for line in lines if (value := printed_date(line.text, now=now, zone=zone)) is not None)

    if css:
        values = (printed_date(text, now=now, zone=zone, trusted=True) for text in _selected(tree, css))
        yield from (Said(value, DateSource.OUTLET_CSS) for value in values if value is not None)
    layout = Layout(tree)
    for text in chain(structured_dates(tree, url), meta_dates(tree)):
        yield from read(DateSource.PAGE, iter([_in_own_zone(text, layout, zone)]))
    items = [*islice(item_dates(tree, layout), _MOST_ITEMS)]
    around = layout.lines_after() + layout.lines_before() + layout.lines_behind_lead()
    stamps = [stamp for line in around for stamp in line.stamps]
    # Of several such elements most belong to a list of other articles; then what stands next to the headline is surer.
    told = (stamps, items, [data]) if len(items) > 1 else (items, [data], stamps)
    yield from read(DateSource.PAGE, chain.from_iterable(told))
    yield from read(DateSource.HINT, iter([hint]))
    yield from printed(DateSource.PRINTED, around)
    yield from (one for one in printed(DateSource.PRINTED, layout.lines_above()) if not _is_clock(one.value, now))
    if day := date_in_address(url):
        yield Said(day, DateSource.ADDRESS)
    yield from _agreeing(_dated_elements(layout, now, zone))
    foot = (foot_date(line.text, now=now, zone=zone) for line in layout.lines_below())
    yield from _agreeing(Said(value, DateSource.PRINTED) for value in foot if value is not None)


@lru_cache(maxsize=512)  # about as many as there are outlets
def _selector(css: str) -> etree.XPath:
    return etree.XPath(css2xpath(css))


def _selected(tree: HtmlElement, css: str) -> Iterator[str]:
    for found in selected(_selector(css), tree):
        if isinstance(found, str):
            yield found
        else:
            yield from (value for name in ("datetime", "content") if (value := found.get(name)))
            yield found.text_content()


def _in_own_zone(text: str, layout: Layout, zone: tzinfo) -> str:
    """A moment of the head of the page; or that of the same figures next to the headline with another offset, where the head calls the outlet's own time UTC
    and the day would be another one. Looked for only then, since most pages need no look at their lines."""
    found = _IN_UTC.match(text)
    moment = read_iso(text.strip().lower(), UTC) if found else None
    if found is None or not isinstance(moment, datetime) or moment.astimezone(zone).day == moment.day:
        return text
    stamps = (stamp for line in layout.lines_after() + layout.lines_before() for stamp in line.stamps)
    return next((stamp for stamp in stamps if stamp.startswith(found[1]) and _OFFSET.search(stamp)), text)


def _dated_elements(layout: Layout, now: datetime, zone: tzinfo) -> Iterator[Said]:
    """The statements of those elements of the article that are named after dates."""
    article = layout.article()
    if article is None:
        return
    for element in elements(_DATED, article):
        if any(map(is_update, element.iter(etree.Element))) or follows_update_label(element) or layout.is_beside(element):
            continue
        shown, stamp = element.text_content(), element.get("datetime", "")
        text = shown if denies_stamp(shown, stamp) else stamp or shown
        if (value := printed_date(text, now=now, zone=zone)) is not None:
            yield Said(value, DateSource.PRINTED)


def _agreeing(said: Iterator[Said]) -> Iterator[Said]:
    """The statements, if all agree on the day; none if they do not, because then they belong to other articles."""
    values = list(said)
    if len({_day(one.value) for one in values}) == 1:
        yield from values
