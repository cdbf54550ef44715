"""Dates in the forms of the desk: read as people write them, kept as ISO 8601, and told below the field as they were understood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from records.clock import day_of
from records.field_kinds import Appointments, Day, Kind, PartialDate
from records.i18n import tr
from records.incident_fields import BY_NAME
from records.legal_words import DASH
from records.tables import ArticleRow, DraftArticleRow, DraftRow
from records.vocabulary import DatePrecision
from records.written_dates import Reading, WrittenDate, WrongDate, read_written, taken_for

# The day of a status, of an incident or within a draft, that until which a draft is deferred, and an end of a period by which a list is narrowed.
PERIOD = "period"
_OTHERS: dict[str, tuple[Kind, Reading]] = {
    "came_on": (Day(), Reading.STEP), "sent_on": (Day(), Reading.STEP),
    "day": (Day(), Reading.STEP), "status_date": (Day(), Reading.STEP), "until": (Day(), Reading.AHEAD),
    PERIOD: (PartialDate("date_precision"), Reading.PERIOD),
}  # fmt: skip


@dataclass(frozen=True)
class DayCount:
    """From which days the dates of a form are counted: today, and that of the article where there is one."""

    today: date
    article: date | None = None


@dataclass(frozen=True)
class Understood:
    """What one date was taken for, in words, or what is `wrong` with it; `iso` is empty where it is wrong."""

    words: str
    iso: str = ""

    @property
    def wrong(self) -> bool:
        return not self.iso


def count_of(session: Session, draft: DraftRow, now: datetime) -> DayCount:
    """The count for the form of a draft: from the day on which its news was first published, or else was found."""
    query = select(func.min(ArticleRow.published_on)).join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
    published = session.scalar(query.where(DraftArticleRow.draft_id == draft.id))
    return DayCount(day_of(now), min(published or day_of(draft.created_at), day_of(now)))


def is_date(name: str) -> bool:
    """Whether this input of a form takes a date, or lines that begin with one."""
    return name in _OTHERS or (name in BY_NAME and isinstance(BY_NAME[name].kind, Day | Appointments))


def as_kept(name: str, said: Any, count: DayCount) -> Any:
    """What is written into a field that takes dates, with each date in ISO 8601; any other value as it is. Raises WrongDate."""
    if not said or not is_date(name):
        return said
    kind, reading = _how(name)
    if isinstance(kind, Appointments):
        return [_line(line, count) for line in said]
    return _read(said, kind, reading, count).iso


def as_meant(fields: Mapping[str, str | list[str]], count: DayCount) -> dict[str, str | list[str]]:
    """Inputs of a form as they are kept until somebody decides: each date whole, so that «yesterday» stays the day that was meant. What is no date stays."""
    found = dict(fields)
    for name, value in fields.items():
        if not isinstance(value, str) or not is_date(name):
            continue
        try:
            read = as_kept(name, value.splitlines() if _takes_lines(name) else value.strip(), count)
        except WrongDate:
            continue
        found[name] = "\n".join(read) if isinstance(read, list) else read
    return found


def _takes_lines(name: str) -> bool:
    return isinstance(_how(name)[0], Appointments)


def days_read(name: str, written: str, count: DayCount) -> list[Understood]:
    """What was understood of an input that takes a date; one entry for each line where it takes several. Nothing of what is empty."""
    kind, reading = _how(name)
    lines: Iterable[str] = written.splitlines() if isinstance(kind, Appointments) else [written]
    found = []
    for line in filter(str.strip, lines):
        try:
            read = _read(_cut(line)[0], Day(), Reading.AHEAD, count) if isinstance(kind, Appointments) else _read(line, kind, reading, count)
            found.append(Understood(taken_for(read, count.today), read.iso))
        except WrongDate as error:
            found.append(Understood(str(error)))
    return found


def _how(name: str) -> tuple[Kind, Reading]:
    if name in _OTHERS:
        return _OTHERS[name]
    kind = BY_NAME[name].kind
    if isinstance(kind, Appointments):
        return kind, Reading.AHEAD
    # When something was done lies behind; any other day that a field holds may lie ahead.
    return kind, Reading.PAST if isinstance(kind, PartialDate) else Reading.PERIOD


def _read(written: str, kind: Kind, reading: Reading, count: DayCount) -> WrittenDate:
    found = read_written(written, count.today, counted_from=count.article, reading=reading)
    if not isinstance(kind, PartialDate) and found.precision is not DatePrecision.DAY:
        raise WrongDate(tr("{written}: write the day too").format(written=written.strip()))
    return found


def _line(line: str, count: DayCount) -> str:
    """«1 декабря – апелляция – суд» as «2026-12-01 – апелляция – суд». A line that begins otherwise stays: its field says what is wrong with it."""
    day, rest = _cut(line)
    try:
        return f"{_read(day, Day(), Reading.AHEAD, count).iso}{rest}"
    except WrongDate:
        return line


def _cut(line: str) -> tuple[str, str]:
    day, mark, rest = line.replace(" — ", DASH).replace(" - ", DASH).partition(DASH)
    return day, f"{mark}{rest}"
