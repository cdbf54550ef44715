"""A date that may be known only in part, in the reader's words. What is said here, `read_written` reads back as the same date."""

from datetime import date

from babel.dates import format_date, format_skeleton

from records.i18n import formats, tr
from records.vocabulary import DatePrecision
from records.written_dates.written_date import WrittenDate


def date_in_words(first: date, precision: DatePrecision) -> str:
    """«суббота, 21 ноября 2026 г.», «ноябрь 2026 г.», «2026»."""
    if precision is DatePrecision.YEAR:
        return str(first.year)
    if precision is DatePrecision.MONTH:
        return str(format_skeleton("yMMMM", first, locale=formats()))
    return str(format_date(first, "full", locale=formats()))


def taken_for(found: WrittenDate, today: date) -> str:
    """What was understood, in the reader's words, for the place below the field."""
    said = [date_in_words(found.first, found.precision)]
    if found.day_first:
        said.append(tr("the day first, then the month"))
    if found.counted_from and found.counted_from != today:
        said.append(tr("counted from the article, {day}").format(day=f"{found.counted_from:%d.%m.%Y}"))
    return "; ".join(said)
