"""Dates as people write them, in every language of the product: read into a day, a month or a year, and said again in the reader's words."""

from records.written_dates.read_written import read_written
from records.written_dates.shown_dates import date_in_words, taken_for
from records.written_dates.written_date import Reading, WrittenDate, WrongDate

__all__ = ["Reading", "WrittenDate", "WrongDate", "date_in_words", "read_written", "taken_for"]
