"""Archives, read when a person wants older days: list pages by date, list pages and sitemaps by number, and plain sitemaps."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Annotated, Any
from urllib.parse import unquote, urlsplit

from pydantic import AfterValidator

from pipelines.dedup.urls import clean
from records.i18n import gettext_noop, tr
from spiders.sources.link_filter import LinkFilter
from spiders.sources.list_pages import NUMBER_PLACE, ListWalk, OutletSource, is_numbered, numbered_page
from spiders.sources.section import Section, read_list_page
from spiders.sources.sitemap import SitemapSource, read_sitemap
from spiders.sources.source_kind import SourceAnswer, SourceContent, SourceKind

_PLACES = ("{yyyy}", "{mm}", "{dd}", "{yy}", "{m}", "{d}")
_SITEMAP_PATH = re.compile(r"\.xml(?:\.gz)?$", re.IGNORECASE)
# A placeholder in an archive's address, as `re.escape` writes it.
_PLACE = re.compile(r"\\\{[a-z]+(?::\d+)?\\\}")


def _archive(value: str) -> str:
    bare, numbers = NUMBER_PLACE.subn("1", value)
    for place in _PLACES:
        bare = bare.replace(place, "1")
    dated = ("{yyyy}" in value or "{yy}" in value) and ("{mm}" in value or "{m}" in value)
    sitemap = bare == value and _SITEMAP_PATH.search(urlsplit(value.strip()).path) is not None
    if clean(bare) is None or "{" in bare or numbers > 1 or dated + bool(numbers) + sitemap != 1:
        raise ValueError(
            tr("'{given}' is not an archive's address; it looks like https://site.kz/{example}").format(
                given=value[:200], example="{yyyy}/{mm}/{dd}/"
            )
        )
    return value.strip()


class ArchiveSource(SourceKind):
    """Archives of a site. A plain sitemap among them is asked as a sitemap."""

    code = "archive"
    label = gettext_noop("archive by days")
    field = "archives"
    entry = Annotated[str, AfterValidator(_archive)]
    meaning = (
        "used only for older days (`--since`): lists by date (`{yyyy}`, `{mm}`, `{dd}`); lists and sitemaps by number (`{page}`: 1, 2, 3 …, or "
        "`{start:20}`: 0, 20, 40 …); sitemaps (`….xml`). Lists are newest first; numbered sitemaps may be in any order"
    )
    title = gettext_noop("Archives")
    older_days = True
    web_page = True
    proposed = False

    def read(self, answer: SourceAnswer) -> SourceContent:
        if is_sitemap(answer.source.url):
            return SourceContent(read_sitemap(answer.body, answer.url).pages, unordered=True)
        return read_list_page(answer)

    def form_hint(self) -> str:
        words = tr(
            "Asked when older days are collected. {dated} stands for year, month and day, {page} for the page's number; a sitemap's address will do too."
        )
        return words.format(dated="{yyyy}/{mm}/{dd}", page="{page}")

    def sources(self, outlet: Any) -> list[OutletSource]:
        named = super().sources(outlet)
        return [replace(source, kind=SitemapSource.code) if is_sitemap(source.url) and not is_numbered(source.url) else source for source in named]

    def is_page(self, url: str, query: str) -> bool:
        return re.match(_PLACE.sub("[0-9]+", re.escape(url)), query) is not None

    def walk(self, source: OutletSource, link_filter: LinkFilter, entry: Any) -> ListWalk | None:
        if is_numbered(source.url):
            first = numbered_page(source.url, 1)
            return ListWalk(source, first, Section(url=first), template=source.url)
        pages = tuple(archive_pages(source.url, link_filter.horizon, link_filter.period.until or link_filter.now.date()))
        return ListWalk(source, source.url, pages=pages) if pages else None


def is_sitemap(template: str) -> bool:
    """Return whether an archive is a sitemap, or sitemaps by number."""
    return (is_numbered(template) or "{" not in template) and _SITEMAP_PATH.search(urlsplit(template).path) is not None


# Archives by date: list pages whose address contains the day or the month.

_DAY_PATH = re.compile(r"^(?P<head>/(?:[^/\d][^/]*/)?)(?P<year>20\d\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})/[^/]")
_MONTH_PATH = re.compile(r"^(?P<head>/(?:[^/\d][^/]*/)?)(?P<year>20\d\d)/(?P<month>\d{1,2})/[^/]")
# With this many dates in article paths, the site is likely to have a list for each date.
_ENOUGH = 3


def archive_pages(template: str, since: date, until: date) -> Iterator[str]:
    """Yield the archive's addresses for these days, newest first: one for each day if the address contains a day, else for each month."""
    daily = "{dd}" in template or "{d}" in template
    day, last = until, ""
    while day >= since:
        address = _filled(template, day)
        if address != last:
            yield address
        last = address
        day = day - timedelta(days=1) if daily else day.replace(day=1) - timedelta(days=1)


def _filled(template: str, day: date) -> str:
    words = {"{yyyy}": f"{day.year}", "{yy}": f"{day.year % 100:02}", "{mm}": f"{day.month:02}", "{dd}": f"{day.day:02}",
             "{m}": f"{day.month}", "{d}": f"{day.day}"}  # fmt: skip
    for place, value in words.items():
        template = template.replace(place, value)
    return template


def guessed_archive(addresses: Iterable[str]) -> str | None:
    """Return the archive suggested by article addresses (/2026/11/24/slug → /{yyyy}/{mm}/{dd}/), or None if few contain a date."""
    shapes: Counter[str] = Counter()
    for address in addresses:
        parts = urlsplit(address)
        path = unquote(parts.path)
        for form, tail in ((_DAY_PATH, "{yyyy}/%s/%s/"), (_MONTH_PATH, "{yyyy}/%s/")):
            if match := form.match(path):
                month = "{mm}" if len(match["month"]) == 2 else "{m}"
                day = ("{dd}" if len(match["day"]) == 2 else "{d}",) if form is _DAY_PATH else ()
                shapes[f"{parts.scheme}://{parts.netloc}{match['head']}{tail % (month, *day)}"] += 1
                break
    if not shapes:
        return None
    shape, count = shapes.most_common(1)[0]
    return shape if count >= _ENOUGH else None
