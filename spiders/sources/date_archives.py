"""Archives by date: list pages whose address contains the day or the month. Pure."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from urllib.parse import unquote, urlsplit

_DAY_PATH = re.compile(r"^(?P<head>/(?:[^/\d][^/]*/)?)(?P<year>20\d\d)/(?P<month>\d{1,2})/(?P<day>\d{1,2})/[^/]")
_MONTH_PATH = re.compile(r"^(?P<head>/(?:[^/\d][^/]*/)?)(?P<year>20\d\d)/(?P<month>\d{1,2})/[^/]")
# So many articles with a date in their path, and the site is likely to have a list for each date.
ENOUGH = 3


def archive_pages(template: str, since: date, until: date) -> Iterator[str]:
    """The archive's addresses for these days, newest first: one for each day if the address contains a day, else one for each month."""
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
    """The archive that the articles' own addresses point to (/2026/11/24/slug → /{yyyy}/{mm}/{dd}/). None if few of them contain a date."""
    shapes: Counter[str] = Counter()
    for address in addresses:
        parts = urlsplit(address)
        path = unquote(parts.path)
        for form, tail in ((_DAY_PATH, "{yyyy}/%s/%s/"), (_MONTH_PATH, "{yyyy}/%s/")):
            if found := form.match(path):
                month = "{mm}" if len(found["month"]) == 2 else "{m}"
                day = ("{dd}" if len(found["day"]) == 2 else "{d}",) if form is _DAY_PATH else ()
                shapes[f"{parts.scheme}://{parts.netloc}{found['head']}{tail % (month, *day)}"] += 1
                break
    if not shapes:
        return None
    shape, count = shapes.most_common(1)[0]
    return shape if count >= ENOUGH else None
