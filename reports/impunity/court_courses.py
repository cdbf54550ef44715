"""The steps of a case against a journalist in their order, and the course of each court case that an incident holds.

Source of the rules: docs/decisions/0023-two-tracks.md.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from itertools import groupby

from records.incident_model import Status
from records.vocabulary import STATUSES, Category, StatusCode, Track
from reports.impunity.term_lengths import end_of_term

# The order of a case within one day: that of the codes.
_IN_ORDER = {code: place for place, code in enumerate(StatusCode)}
_BEGUN = frozenset({StatusCode.JIN, StatusCode.JCH, StatusCode.JDT, StatusCode.JHA})
# Steps that come later in the order of the codes, each with those that may as well follow it on the same day: who is let go may be taken or charged anew.
_MAY_FOLLOW: dict[StatusCode, frozenset[StatusCode]] = {
    StatusCode.JHA: frozenset({StatusCode.JDT}),
    StatusCode.JOV: frozenset({StatusCode.JCT, *(code for code, facts in STATUSES.items() if facts.track is Track.JOURNALIST and facts.verdict)}),
    StatusCode.JDR: _BEGUN,
    StatusCode.JAC: _BEGUN,
    StatusCode.JRL: _BEGUN | {StatusCode.JAA},
    StatusCode.JLF: frozenset({StatusCode.JBN}),
}
_RESUMES = frozenset({StatusCode.JIN, StatusCode.JCH, StatusCode.JCT, StatusCode.JAP})
_CLEARS = frozenset({StatusCode.JDR, StatusCode.JAC})
_DECIDES_APPEAL = frozenset({StatusCode.JUP, StatusCode.JOV})


class CourseKind(StrEnum):
    """What may have a course of its own within one incident, the gravest first."""

    CRIMINAL = "criminal"
    ADMINISTRATIVE = "administrative"
    CIVIL = "civil"
    BAN = "ban"


# The kind that a step names. All others may belong to any.
_NAMES: dict[StatusCode, CourseKind] = {
    **dict.fromkeys(
        (StatusCode.JCH, StatusCode.JDT, StatusCode.JHA, StatusCode.JSN, StatusCode.JAC),
        CourseKind.CRIMINAL,
    ),
    StatusCode.JAA: CourseKind.ADMINISTRATIVE,
    StatusCode.JFN: CourseKind.ADMINISTRATIVE,
    StatusCode.JDM: CourseKind.CIVIL,
    StatusCode.JBN: CourseKind.BAN,
    StatusCode.JLF: CourseKind.BAN,
}
_BANNED = frozenset({Category.BLK, Category.CLS, Category.DSC, Category.BOR})


def of_journalist(statuses: Iterable[Status]) -> list[Status]:
    """The statuses of the journalist's track in the order of a case: by day, and within a day as they were entered, except where one can only come first. Where there is
    a word of a court of an earlier day, JOV overturns that, and not what was ruled anew on its own day."""
    ordered: list[Status] = []
    for status in sorted((one for one in statuses if one.track is Track.JOURNALIST), key=lambda one: one.day):
        place = len(ordered)
        while place and ordered[place - 1].day == status.day and _only_before(status.code, ordered[place - 1].code):
            place -= 1
        ordered.insert(place, status)
    return _overturned_first(ordered)


def order_matters(steps: Iterable[Status]) -> bool:
    """Whether two steps of one day stand against the order of the codes, or a court overturned and ruled on one day: somebody should look."""
    told = list(steps)
    overturned = {step.day for step in told if step.code is StatusCode.JOV}
    return any(step.day in overturned and STATUSES[step.code].verdict for step in told) or any(
        one.day == later.day and _IN_ORDER[one.code] > _IN_ORDER[later.code] for one, later in zip(told, told[1:], strict=False)
    )


def _overturned_first(ordered: Iterable[Status]) -> list[Status]:
    """Each JOV before the rulings of its day, if the last that courts had said on an earlier day was something to overturn."""
    found: list[Status] = []
    said: StatusCode | None = None
    for _, of_day in groupby(ordered, key=lambda one: one.day):
        steps = list(of_day)
        if said not in (None, StatusCode.JOV):
            first = next((place for place, one in enumerate(steps) if STATUSES[one.code].verdict), len(steps))
            steps[first:] = sorted(steps[first:], key=lambda one: one.code is not StatusCode.JOV)
        said = next((one.code for one in reversed(steps) if STATUSES[one.code].verdict or one.code in _CLEARS or one.code is StatusCode.JOV), said)
        found += steps
    return found


def _only_before(code: StatusCode, other: StatusCode) -> bool:
    return _IN_ORDER[code] < _IN_ORDER[other] and code not in _MAY_FOLLOW.get(other, ())


@dataclass
class Course:
    """One court case, or one ban, read step by step. `made` are the rulings that no court overturned; `standing` those of them after which she was neither
    acquitted nor the case dropped."""

    steps: list[Status] = field(default_factory=list)
    over: date | None = None
    """The day of the step with which it was over; a ban alone may last longer (`over_on`)."""
    ended_by: StatusCode | None = None
    made: list[Status] = field(default_factory=list)
    standing: list[Status] = field(default_factory=list)
    _released: bool = False

    @property
    def settled(self) -> bool:
        """Whether a court or an authority has said its last word. A release is none."""
        return self.over is not None and self.ended_by is not StatusCode.JRL

    @property
    def on_trial(self) -> bool:
        """Whether it goes on, and the last step of the court is the trial."""
        heard = [step.code for step in self.steps if step.code in _RESUMES or step.code is StatusCode.JOV]
        return self.over is None and bool(heard) and heard[-1] is StatusCode.JCT

    def over_on(self, as_of: date) -> date | None:
        """The day on which it was over; None if it goes on on the day asked. A ban goes on until its length has passed; beside a sentence it is part of that."""
        ban = self._ban_alone()
        if self.over is None or ban is None:
            return self.over
        end = end_of_term(ban.day, ban)
        return max(self.over, end) if end is not None and end <= as_of else None

    def take(self, step: Status) -> None:
        """Reads the next step."""
        self.steps.append(step)
        code, facts = step.code, STATUSES[step.code]
        if facts.verdict:
            self.made.append(step)
            self.standing.append(step)
            self._end(step)
        elif code is StatusCode.JUP or code in _CLEARS:
            if code in _CLEARS:
                self.standing.clear()
            self._end(step)
        elif code is StatusCode.JLF:
            self._lift(step)
        elif code is StatusCode.JRL:
            self._released = True
            if self.over is None:
                self.over, self.ended_by = step.day, code
        elif code is StatusCode.JOV:
            self._overturn()
            self._resume()
        elif code in _RESUMES or self._released or not self._by_ruling():
            self._resume()

    def _end(self, step: Status) -> None:
        self.over, self.ended_by, self._released = step.day, step.code, False

    def _resume(self) -> None:
        self.over, self.ended_by, self._released = None, None, False

    def _by_ruling(self) -> bool:
        """Whether it was over by a ruling under which somebody may be taken: that is no new pursuit."""
        facts = STATUSES[self.ended_by] if self.ended_by else None
        return self.ended_by is StatusCode.JUP or (facts is not None and facts.verdict and not facts.lasts)

    def _ban_alone(self) -> Status | None:
        if any(ruling.code is StatusCode.JSN for ruling in self.standing):
            return None
        return next((ruling for ruling in reversed(self.standing) if STATUSES[ruling.code].lasts), None)

    def _lift(self, step: Status) -> None:
        ban, over = self._ban_alone(), self.over
        self.standing = [ruling for ruling in self.standing if not STATUSES[ruling.code].lasts]
        if over is None:
            self._end(step)
        elif ban is not None:
            self._end(step)
            self.over = max(over, min(step.day, end_of_term(ban.day, ban) or step.day))

    def _overturn(self) -> None:
        """The last verdict falls, with the earlier ones that it replaced. An arrest replaces none: the one before it was served."""
        if not self.made:
            return
        day = self.made[-1].day
        fallen = {ruling.code for ruling in self.made if ruling.day == day}
        self.made = [one for one in self.made if one.day != day and (one.code is StatusCode.JAA or one.code not in fallen)]
        self.standing = [one for one in self.standing if one in self.made]


def kinds_of(categories: Collection[Category]) -> list[CourseKind]:
    """The court cases and the ban that the categories of an incident name, the gravest first. Where they name none, there is one case, as of an offence."""
    kinds = {kind for kind, named in ((CourseKind.CRIMINAL, Category.CRM), (CourseKind.CIVIL, Category.CIV)) if named in categories}
    if Category.ADM in categories or (CourseKind.CRIMINAL not in kinds and not {Category.ARR, Category.DET}.isdisjoint(categories)):
        kinds.add(CourseKind.ADMINISTRATIVE)
    if not _BANNED.isdisjoint(categories):
        kinds.add(CourseKind.BAN)
    return [kind for kind in CourseKind if kind in kinds] or [CourseKind.ADMINISTRATIVE]


class Courses:
    """The steps of an incident, each in the course to which it belongs."""

    def __init__(self, steps: Iterable[Status], categories: Collection[Category]) -> None:
        self._kinds = kinds_of(categories)
        self.by_kind: dict[CourseKind, Course] = {}
        self.placed: list[tuple[Status, CourseKind]] = []
        self.ended: Course | None = None
        """The course that was over last."""
        self.doubtful: list[Status] = []
        """Each JDR where several court cases were not settled: it may be that of another than the one chosen."""
        self._last: dict[str, CourseKind] = {}
        for step in steps:
            self.doubtful += [step] if step.code is StatusCode.JDR and len(self._unsettled()) > 1 else []
            self._read(step, self._kind_of(step.code))

    def _read(self, step: Status, kind: CourseKind) -> None:
        self.placed.append((step, kind))
        course = self.by_kind.setdefault(kind, Course())
        before = (course.over, course.ended_by)
        course.take(step)
        if course.over is not None and (course.over, course.ended_by) != before:
            self.ended = course
        facts = STATUSES[step.code]
        if course.settled:
            self._last["settled"] = kind
        if facts.verdict:
            self._last["ruled"] = kind
        if facts.takes_liberty or step.code is StatusCode.JHA:
            self._last["taken"] = kind
        if step.code is StatusCode.JAP:
            self._last["appealed"] = kind
        elif step.code in _DECIDES_APPEAL:
            self._last.pop("appealed", None)

    def _kind_of(self, code: StatusCode) -> CourseKind:
        """The kind that the step names, if the incident has it. A step of an appeal belongs to the ruling, a release to what she was taken by; what may belong to
        any, to the gravest case that no word of a court has closed, and where all are closed, to the one closed last."""
        first, last = self._kinds[0], self._last
        if code is StatusCode.JAA:
            return CourseKind.ADMINISTRATIVE
        if code in _NAMES:
            return _NAMES[code] if _NAMES[code] in self._kinds else first
        if code is StatusCode.JAP:
            return last.get("ruled", first)
        if code in _DECIDES_APPEAL:
            return last.get("appealed") or last.get("ruled", first)
        if code is StatusCode.JRL:
            return last.get("taken", first)
        return next(iter(self._unsettled()), last.get("settled", first))

    def _unsettled(self) -> list[CourseKind]:
        cases = [kind for kind in self._kinds if kind is not CourseKind.BAN] or self._kinds
        return [kind for kind in cases if kind not in self.by_kind or not self.by_kind[kind].settled]
