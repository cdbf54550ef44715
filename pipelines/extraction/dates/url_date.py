"""The day in an address: /2026/11/20/, /2026-11-20-…, /20261120/, /news/20-11-2026/."""

import re
from datetime import date
from urllib.parse import unquote, urlsplit

from pipelines.extraction.dates.lexing import day_or_none

_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[/._-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(?P<day>\d{1,2})(?P<mark>[/._-])(?P<month>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)")
_CLOSE = re.compile(r"(?:^|[/_-])(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?=$|[/._-])")


def date_in_address(url: str) -> date | None:
    """The day in the path of `url`. None if there is none, or only a month."""
    path = unquote(urlsplit(url).path)
    for form in (_YEAR_FIRST, _CLOSE, _YEAR_LAST):
        for found in form.finditer(path):
            if day := day_or_none(int(found["year"]), int(found["month"]), int(found["day"])):
                return day
    return None
