"""The journalist's own case on a day: how long she has been pursued, on trial, in custody, and what was ruled.

Source of the rules: docs/decisions/0023-two-tracks.md. Only statuses of the journalist's track count, and the categories of the incident say which court cases
it holds.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from records.incident_model import Status
from records.vocabulary import Category, SentenceKind, StatusCode
from reports.impunity.court_courses import Courses, Custody, custodies, house_arrests, of_journalist, order_matters

_ENDED_WELL = frozenset({StatusCode.JDR, StatusCode.JAC, StatusCode.JLF})


@dataclass(frozen=True)
class OwnCase:
    """Everything that is told of a journalist's own case on a day."""

    steps: tuple[Status, ...]
    """In the order of a case."""
    over: date | None
    """The day on which the last of its court cases was over; None while one goes on."""
    on_trial: bool
    ended_well: bool
    """It is over, and was last dropped, she was acquitted, or a ban was lifted; and she is not in custody, and no sentence stands."""
    arrested: bool
    """There was an administrative arrest that no court overturned."""
    rulings: tuple[Status, ...]
    """The rulings that stand: not overturned, and neither an acquittal nor a dropping of that court case followed."""
    custody: tuple[Custody, ...]
    house_arrest: tuple[Custody, ...]
    course_unclear: bool
    """A case was dropped while several were not settled, and nothing says which."""
    order_matters: bool
    """Two steps of one day stand as they were entered, against the order of a case."""

    @property
    def since(self) -> date:
        """The day of the first step."""
        return self.steps[0].day

    @property
    def held(self) -> Custody | None:
        """The time in custody that goes on on the day."""
        return self.custody[-1] if self.custody and self.custody[-1].until is None else None

    @property
    def sentence_unclear(self) -> bool:
        """She is in custody on record, and was sentenced to what is not known, or to a prison of unknown length."""
        sentences = [ruling.penalty for ruling in self.rulings if ruling.code is StatusCode.JSN]
        return (
            self.held is not None
            and bool(sentences)
            and (sentences[-1].kind is None or (sentences[-1].kind is SentenceKind.PRISON and sentences[-1].term is None))
        )


def own_case(statuses: Iterable[Status], categories: Collection[Category], as_of: date) -> OwnCase | None:
    """The case from the statuses of an incident up to a day; None if nobody is pursued. `as_of` is the day asked; no status is later."""
    steps = of_journalist(statuses)
    if not steps:
        return None
    courses = Courses(steps, categories)
    each = courses.by_kind.values()
    ends = [course.over_on(as_of) for course in each]
    over = None if None in ends else max(end for end in ends if end)
    last = courses.ended.ended_by if courses.ended else None
    rulings = tuple(step for step, kind in courses.placed if any(step is one for one in courses.by_kind[kind].standing))
    custody = tuple(custodies(courses.placed, categories, as_of, courses.doubtful))
    # Another court case of the incident may have put her in prison.
    punished = any(time.until is None for time in custody) or any(ruling.code is StatusCode.JSN for ruling in rulings)
    return OwnCase(
        steps=tuple(steps),
        over=over,
        on_trial=any(course.on_trial for course in each),
        ended_well=over is not None and last in _ENDED_WELL and not punished,
        arrested=any(ruling.code is StatusCode.JAA for course in each for ruling in course.made),
        rulings=rulings,
        custody=custody,
        house_arrest=tuple(house_arrests(courses.placed)),
        course_unclear=bool(courses.doubtful),
        order_matters=order_matters(steps),
    )
