"""By which day a state body must answer, by the law of the home country."""

from datetime import date

from records.country import home
from records.country.pack import AnswerTerm
from records.country.working_days import after_working_days
from records.vocabulary import LetterKind


def answer_term(kind: LetterKind) -> AnswerTerm | None:
    """The term that the law sets; None where the country's pack knows none."""
    return home().answer_terms.get(kind)


def answer_due(kind: LetterKind, sent_on: date, prolonged_until: date | None) -> date | None:
    """The last day for the answer: that to which the body prolonged it, else so many working days after the request was sent. The law counts from the day on which it came in, so that the
    true end may be later, and is never earlier. None where the law sets no term."""
    if prolonged_until is not None:
        return prolonged_until
    term = answer_term(kind)
    return after_working_days(sent_on, term.working_days, home().days_off) if term else None
