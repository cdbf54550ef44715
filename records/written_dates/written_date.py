"""A date as a person wrote it: what was read of it, and what it was written for."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from records.errors import QorganError
from records.vocabulary import DatePrecision

_MONTHS = 12


class WrongDate(QorganError):
    """What is written is no date, or none that its field may have. Raised here; the field says why."""


class Reading(StrEnum):
    """What a date is written for. It says what a missing year means, and which days make no sense."""

    PAST = "past"
    """Something that happened: the latest such day, from 1990 until today."""
    STEP = "step"
    """A step of a case: something that happened, perhaps after it was told. Without its year the nearest such day; one that is to come is asked for its year."""
    AHEAD = "ahead"
    """Something to come, as a hearing: the next such day."""
    PERIOD = "period"
    """An end of a period: the latest such day, and any that is written whole."""


@dataclass(frozen=True, slots=True)
class WrittenDate:
    """A date and how much of it was written. `counted_from` is set if it follows from that day; `day_first` if both numbers might be the month."""

    first: date
    precision: DatePrecision
    counted_from: date | None = None
    day_first: bool = False

    @property
    def last(self) -> date:
        """The last day that it may be."""
        match self.precision:
            case DatePrecision.YEAR:
                return self.first.replace(month=_MONTHS, day=31)
            case DatePrecision.MONTH:
                return self.first.replace(day=monthrange(self.first.year, self.first.month)[1])
        return self.first

    @property
    def iso(self) -> str:
        """As much of it as is known, as a correction keeps it: 2026, 2026-11 or 2026-11-21."""
        return self.first.isoformat()[: {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}.get(self.precision, 10)]
