"""The journalist's own case on a day: how long she has been pursued, on trial, in custody, and what was ruled.

Source of the rules: docs/decisions/0023-two-tracks.md. Only statuses of the journalist's track count. The categories of the incident say which court
cases it includes.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from records.incident_model import Status
from records.vocabulary import Category, SentenceKind, StatusCode
from reports.impunity.legal_cases import Custody, LegalCases, custodies, house_arrests, of_journalist, order_matters

_ENDED_WELL = frozenset({StatusCode.JDR, StatusCode.JAC, StatusCode.JLF})


@dataclass(frozen=True)
class JournalistCase:
    """The facts of a journalist's own case on a day."""

    steps: tuple[Status, ...]
    """The steps in the order of a case."""
    over: date | None
    """The day on which the last of its court cases ended; None while one goes on."""
    on_trial: bool
    ended_well: bool
    """It is over, the last step was a dropped case, an acquittal or a lifted ban, she is not in custody, and no sentence is in force."""
    arrested: bool
    """Whether there was an administrative arrest that no court overturned."""
    rulings: tuple[Status, ...]
    """The rulings in force: not overturned, and followed by neither an acquittal nor a dropped case."""
    custody: tuple[Custody, ...]
    house_arrest: tuple[Custody, ...]
    course_unclear: bool
    """A case was dropped while several were not settled, and it is unknown which."""
    order_matters: bool
    """Two steps of one day were entered against the order of a case."""

    @property
    def since(self) -> date:
        """The day of the first step."""
        return self.steps[0].day

    @property
    def held(self) -> Custody | None:
        """The current time in custody; None if she is not in custody."""
        return self.custody[-1] if self.custody and self.custody[-1].until is None else None

    @property
    def sentence_unclear(self) -> bool:
        """Whether she is in custody on record, and the kind of the sentence or the length of the prison term is unknown."""
        sentences = [ruling.penalty for ruling in self.rulings if ruling.code is StatusCode.JSN]
        return (
            self.held is not None
            and bool(sentences)
            and (sentences[-1].kind is None or (sentences[-1].kind is SentenceKind.PRISON and sentences[-1].term is None))
        )


def read_journalist_case(statuses: Iterable[Status], categories: Collection[Category], as_of: date) -> JournalistCase | None:
    """Return the case from the statuses of an incident, none of which is later than `as_of`; None if nobody is pursued."""
    steps = of_journalist(statuses)
    if not steps:
        return None
    courses = LegalCases(steps, categories)
    all_courses = courses.by_kind.values()
    ends = [course.over_on(as_of) for course in all_courses]
    over = None if None in ends else max(end for end in ends if end)
    last = courses.ended.ended_by if courses.ended else None
    rulings = tuple(step for step, kind in courses.placed if any(step is ruling for ruling in courses.by_kind[kind].standing))
    custody = tuple(custodies(courses.placed, categories, as_of, courses.doubtful))
    # Another court case of the incident may have put her in prison.
    punished = any(time.until is None for time in custody) or any(ruling.code is StatusCode.JSN for ruling in rulings)
    return JournalistCase(
        steps=tuple(steps),
        over=over,
        on_trial=any(course.on_trial for course in all_courses),
        ended_well=over is not None and last in _ENDED_WELL and not punished,
        arrested=any(ruling.code is StatusCode.JAA for course in all_courses for ruling in course.made),
        rulings=rulings,
        custody=custody,
        house_arrest=tuple(house_arrests(courses.placed)),
        course_unclear=bool(courses.doubtful),
        order_matters=order_matters(steps),
    )
