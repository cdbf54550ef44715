"""Dates in the forms of the desk: read as people write them, stored as ISO 8601, and shown below the field as they were understood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.clock import day_of, parse_day
from records.field_kinds import Appointments, Day, Kind, PartialDate
from records.i18n import tr
from records.incident_fields import BY_NAME
from records.language.dates import DateContext, InvalidDate, WrittenDate, interpretation_words, parse_written_date
from records.legal_words import DASH
from records.tables import ArticleRow, DraftArticleRow, DraftRow
from records.vocabulary import DatePrecision

# The day of a status, of an incident or within a draft, the day until which a draft is deferred, and an end of a period that narrows a list.
PERIOD = "period"
_OTHERS: dict[str, tuple[Kind, DateContext]] = {
    "came_on": (Day(), DateContext.STEP), "sent_on": (Day(), DateContext.STEP),
    "day": (Day(), DateContext.STEP), "status_date": (Day(), DateContext.STEP), "until": (Day(), DateContext.AHEAD),
    PERIOD: (PartialDate("date_precision"), DateContext.PERIOD),
}  # fmt: skip


@dataclass(frozen=True)
class ReferenceDays:
    """The days relative to which the dates of a form are read: today, and that of the article where there is one."""

    today: date
    article: date | None = None


@dataclass(frozen=True)
class ParsedDay:
    """How one date was understood, in words, or what is `wrong` with it; `iso` is empty where it is wrong."""

    words: str
    iso: str = ""

    @property
    def wrong(self) -> bool:
        return not self.iso


def reference_days(session: Session, draft: DraftRow, now: datetime) -> ReferenceDays:
    """Return the reference days for the form of a draft: the day on which its news was first published, or else was found."""
    query = select(func.min(ArticleRow.published_on)).join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
    published = session.scalar(query.where(DraftArticleRow.draft_id == draft.id))
    return ReferenceDays(day_of(now), min(published or day_of(draft.created_at), day_of(now)))


def is_date(name: str) -> bool:
    """Return whether this input of a form takes a date, or lines that begin with one."""
    return name in _OTHERS or (name in BY_NAME and isinstance(BY_NAME[name].kind, Day | Appointments))


def stored_value(name: str, value: Any, count: ReferenceDays) -> Any:
    """Return the value to store in a field, with each date in ISO 8601. Raises InvalidDate."""
    if not value or not is_date(name):
        return value
    kind, reading = _how(name)
    if isinstance(kind, Appointments):
        return [_line(line, count) for line in value]
    return _read(value, kind, reading, count).iso


def stored_fields(fields: Mapping[str, str | list[str]], count: ReferenceDays) -> dict[str, str | list[str]]:
    """Return a form's inputs for storage until the decision, with each date complete, so that «yesterday» stays the day that was meant.

    What is no date is unchanged.
    """
    stored = dict(fields)
    for name, value in fields.items():
        if not isinstance(value, str) or not is_date(name):
            continue
        try:
            read = stored_value(name, value.splitlines() if _takes_lines(name) else value.strip(), count)
        except InvalidDate:
            continue
        stored[name] = "\n".join(read) if isinstance(read, list) else read
    return stored


def _takes_lines(name: str) -> bool:
    return isinstance(_how(name)[0], Appointments)


def parse_days(name: str, written: str, count: ReferenceDays) -> list[ParsedDay]:
    """Return how an input with dates was understood, one entry for each line where it takes several; empty for an empty one."""
    kind, reading = _how(name)
    lines: Iterable[str] = written.splitlines() if isinstance(kind, Appointments) else [written]
    parsed_days = []
    for line in filter(str.strip, lines):
        try:
            read = _read(_cut(line)[0], Day(), DateContext.AHEAD, count) if isinstance(kind, Appointments) else _read(line, kind, reading, count)
            parsed_days.append(ParsedDay(interpretation_words(read, count.today), read.iso))
        except InvalidDate as error:
            parsed_days.append(ParsedDay(str(error)))
    return parsed_days


def _how(name: str) -> tuple[Kind, DateContext]:
    if name in _OTHERS:
        return _OTHERS[name]
    kind = BY_NAME[name].kind
    if isinstance(kind, Appointments):
        return kind, DateContext.AHEAD
    # What was done is in the past; any other day of a field may be in the future.
    return kind, DateContext.PAST if isinstance(kind, PartialDate) else DateContext.PERIOD


def _read(written: str, kind: Kind, reading: DateContext, count: ReferenceDays) -> WrittenDate:
    written_date = parse_written_date(written, count.today, counted_from=count.article, reading=reading)
    if not isinstance(kind, PartialDate) and written_date.precision is not DatePrecision.DAY:
        raise InvalidDate(tr("{written}: write the day too").format(written=written.strip()))
    return written_date


def _line(line: str, count: ReferenceDays) -> str:
    """Return a line with its date in ISO 8601: «1 декабря – апелляция – суд» as «2026-12-01 – апелляция – суд».

    A line that begins otherwise is unchanged, since its field says what is wrong with it.
    """
    day, rest = _cut(line)
    try:
        return f"{_read(day, Day(), DateContext.AHEAD, count).iso}{rest}"
    except InvalidDate:
        return line


def _cut(line: str) -> tuple[str, str]:
    day, mark, rest = line.replace(" — ", DASH).replace(" - ", DASH).partition(DASH)
    return day, f"{mark}{rest}"


# The two days that narrow a page: read from its address as people write dates, and shown as they were typed, each with what is wrong.

NAMES = ("since", "until")
_LONGEST = 100
# No page has older data.
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True)
class FilterDays:
    """The days that were understood; None = not asked for, or wrong. `typed` and `wrong` are by the names in the address."""

    since: date | None = None
    until: date | None = None
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)
    today: date | None = None

    def shown(self, name: str) -> str:
        """Return what the field shows: what was typed, and a day of an address as people write it."""
        written = self.typed.get(name, "")
        day = parse_day(written)
        return f"{day:%d.%m.%Y}" if day else written

    def read(self, name: str) -> list[ParsedDay]:
        """Return what is shown below the field: what was understood; errors are shown elsewhere."""
        written = self.typed.get(name, "")
        return parse_days(PERIOD, written, ReferenceDays(self.today)) if written and name not in self.wrong and self.today else []


def filter_days(parameters: Mapping[str, str], today: date) -> FilterDays:
    """Return the days of an address; of a month or a year the first day begins the period, and the last one ends it."""
    typed = {name: parameters.get(name, "").replace("\x00", "").strip()[:_LONGEST] for name in NAMES}
    wrong: dict[str, str] = {}
    parsed: dict[str, date | None] = {}
    for name, written in typed.items():
        try:
            parsed[name] = _day(name, written, today) if written else None
        except InvalidDate as error:
            parsed[name], wrong[name] = None, str(error)
    since, until = parsed["since"], parsed["until"]
    if since and until and since > until:
        wrong["until"] = tr("the last day lies before the first one; neither of the two narrows the list")
        since = until = None
    return FilterDays(since, until, {name: written for name, written in typed.items() if written}, wrong, today)


def _day(name: str, written: str, today: date) -> date:
    read = parse_written_date(written, today, reading=DateContext.PERIOD)
    day = read.last if name == "until" else read.first
    # A period ends at the beginning of the day after its last, which must exist in the calendar.
    if not _EARLIEST <= day < date.max - timedelta(days=1):
        raise InvalidDate(tr("{written}: look at the year").format(written=written))
    return day
