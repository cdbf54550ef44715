"""What a ruling against a journalist is: the kind of a sentence, and the unit of its length."""

from enum import StrEnum

from records.i18n import kept, kept_plural


class SentenceKind(StrEnum):
    """The kinds of criminal sentences that domain and law tell apart by what they take."""

    PRISON = "prison"
    RESTRICTED = "restricted_liberty"
    SUSPENDED = "suspended"


SENTENCE_KIND_LABELS: dict[SentenceKind, str] = {
    SentenceKind.PRISON: kept("prison"),
    SentenceKind.RESTRICTED: kept("restricted liberty"),
    SentenceKind.SUSPENDED: kept("suspended sentence"),
}


class TermUnit(StrEnum):
    """In what the length of a penalty is counted."""

    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"


# The length of a penalty with its number: messages for `ntr`.
TERM_COUNTED: dict[TermUnit, tuple[str, str]] = {
    TermUnit.DAYS: kept_plural("{n} day", "{n} days"),
    TermUnit.MONTHS: kept_plural("{n} month", "{n} months"),
    TermUnit.YEARS: kept_plural("{n} year", "{n} years"),
}
TERM_UNIT_LABELS: dict[TermUnit, str] = {
    TermUnit.DAYS: kept("days"),
    TermUnit.MONTHS: kept("months"),
    TermUnit.YEARS: kept("years"),
}
