"""The two days by which a page is narrowed: read from its address as people write dates, shown again as they were typed, with what is wrong beside each."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from desk.written_days import PERIOD, DayCount, Understood, days_read
from records.clock import day_in
from records.i18n import tr
from records.written_dates import Reading, WrongDate, read_written

NAMES = ("since", "until")
_LONGEST = 100
# No page tells of days before it.
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class FilterDays:
    """The days that were understood; None = not asked for, or wrong. `typed` and `wrong` are by the names of the address."""

    since: date | None = None
    until: date | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None

    def shown(self, name: str) -> str:
        """What the field shows: what was typed, and a day of an address as people write it."""
        written = self.typed.get(name, "")
        day = day_in(written)
        return f"{day:%d.%m.%Y}" if day else written

    def read(self, name: str) -> list[Understood]:
        """What stands below the field: what was understood. What is wrong stands there already."""
        written = self.typed.get(name, "")
        return days_read(PERIOD, written, DayCount(self.today)) if written and name not in self.wrong and self.today else []


def filter_days(given: Mapping[str, str], today: date) -> FilterDays:
    """The days of an address. Of a month or a year the first one begins the period, and the last one ends it."""
    typed = {name: given.get(name, "").replace("\x00", "").strip()[:_LONGEST] for name in NAMES}
    wrong: dict[str, str] = {}
    found: dict[str, date | None] = {}
    for name, written in typed.items():
        try:
            found[name] = _day(name, written, today) if written else None
        except WrongDate as error:
            found[name], wrong[name] = None, str(error)
    since, until = found["since"], found["until"]
    if since and until and since > until:
        wrong["until"] = tr("the last day lies before the first one; neither of the two narrows the list")
        since = until = None
    return FilterDays(since, until, {name: written for name, written in typed.items() if written}, wrong, today)


def _day(name: str, written: str, today: date) -> date:
    read = read_written(written, today, reading=Reading.PERIOD)
    day = read.last if name == "until" else read.first
    # What is counted until a day ends with the beginning of the next one, and the calendar has to have it.
    if not _EARLIEST <= day < date.max - timedelta(days=1):
        raise WrongDate(tr("{written}: look at the year").format(written=written))
    return day
