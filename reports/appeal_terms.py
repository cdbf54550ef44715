"""Until when the rulings against a journalist may be appealed, by the terms of the home country's laws.

The term is counted from the day of the ruling on record. The law counts from the day on which a copy was handed over or the full text was made, so that the true
end may be later, and is never earlier.
"""

from dataclasses import dataclass
from datetime import date

from records.country import home
from records.incident_model import Incident, Status
from records.vocabulary import STATUSES, StatusCode, Track
from records.vocabulary.category_facts import CourtCase
from reports.impunity.court_courses import Course, CourseKind, Courses, of_journalist
from reports.impunity.term_lengths import end_of_limit

_RULINGS = frozenset(code for code, facts in STATUSES.items() if facts.verdict and facts.track is Track.JOURNALIST)
# After them a higher court has been asked, or has spoken.
_APPEALED = frozenset({StatusCode.JAP, StatusCode.JUP, StatusCode.JOV})


@dataclass(frozen=True)
class AppealEnd:
    """The last day for appealing a ruling, and the article of law that says so: a message to be translated."""

    day: date
    ruling: Status
    article: str


def appeal_ends(incident: Incident, as_of: date) -> list[AppealEnd]:
    """The terms that have not passed on a day, the nearest first; of rulings that stand and that nobody has appealed. A withdrawn incident has none."""
    # Of twenty thousand cases a few have such a ruling: to follow the courses of the others would take long for nothing.
    if incident.withdrawn or not any(_may_be_appealed(status, as_of) for status in incident.statuses):
        return []
    known = [status for status in incident.statuses if status.day <= as_of and status.track is Track.JOURNALIST]
    found = [end for kind, course in Courses(of_journalist(known), incident.categories).by_kind.items() for end in _ends(kind, course)]
    return sorted((one for one in found if one.day >= as_of), key=lambda one: one.day)


def _may_be_appealed(status: Status, as_of: date) -> bool:
    return (
        status.code in _RULINGS
        and status.day <= as_of
        and any((end_of_limit(status.day, term) or date.min) >= as_of for term in home().appeal_terms.values())
    )


def _ends(kind: CourseKind, course: Course) -> list[AppealEnd]:
    term = home().appeal_terms.get(CourtCase(kind.value)) if kind is not CourseKind.BAN else None
    if term is None:
        return []
    found = []
    for ruling in course.standing:
        later = course.steps[course.steps.index(ruling) + 1 :]
        end = end_of_limit(ruling.day, term)
        if end is not None and not any(step.code in _APPEALED for step in later):
            found.append(AppealEnd(end, ruling, term.article))
    return found
