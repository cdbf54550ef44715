"""The court cases against a journalist in an incident: the order of their steps, the course of each, and the times in custody.

Source of the rules: docs/decisions/0023-two-tracks.md.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from itertools import groupby

from records.country import CustodyKind, home
from records.incident_model import Status
from records.vocabulary import STATUSES, Category, SentenceKind, StatusCode, Track
from reports.impunity.term_lengths import end_of_limit, end_of_term

# The order of steps within one day: that of the codes.
_IN_ORDER = {code: place for place, code in enumerate(StatusCode)}
_BEGUN = frozenset({StatusCode.JIN, StatusCode.JCH, StatusCode.JDT, StatusCode.JHA})
# Steps that come later in the order of the codes, each with those that may also follow it on the same day: a released person may be detained or
# charged again.
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


class LegalCaseKind(StrEnum):
    """A kind of proceedings within one incident, the gravest first."""

    CRIMINAL = "criminal"
    ADMINISTRATIVE = "administrative"
    CIVIL = "civil"
    BAN = "ban"


# The kind that a step implies. Other steps may belong to any kind.
_NAMES: dict[StatusCode, LegalCaseKind] = {
    **dict.fromkeys(
        (StatusCode.JCH, StatusCode.JDT, StatusCode.JHA, StatusCode.JSN, StatusCode.JAC),
        LegalCaseKind.CRIMINAL,
    ),
    StatusCode.JAA: LegalCaseKind.ADMINISTRATIVE,
    StatusCode.JFN: LegalCaseKind.ADMINISTRATIVE,
    StatusCode.JDM: LegalCaseKind.CIVIL,
    StatusCode.JBN: LegalCaseKind.BAN,
    StatusCode.JLF: LegalCaseKind.BAN,
}
_BANNED = frozenset({Category.BLK, Category.CLS, Category.DSC, Category.BOR})


def of_journalist(statuses: Iterable[Status]) -> list[Status]:
    """Return the statuses of the journalist's track in order: by day, and within a day as entered, unless one can only come first.

    If a court ruled on an earlier day, JOV overturns that ruling, and not one of its own day.
    """
    ordered: list[Status] = []
    for status in sorted((status for status in statuses if status.track is Track.JOURNALIST), key=lambda step: step.day):
        place = len(ordered)
        while place and ordered[place - 1].day == status.day and _only_before(status.code, ordered[place - 1].code):
            place -= 1
        ordered.insert(place, status)
    return _overturned_first(ordered)


def order_matters(steps: Iterable[Status]) -> bool:
    """Return whether two steps of one day contradict the order of the codes, or a court overturned and ruled on one day.

    A person should check such a case.
    """
    ordered = list(steps)
    overturned = {step.day for step in ordered if step.code is StatusCode.JOV}
    return any(step.day in overturned and STATUSES[step.code].verdict for step in ordered) or any(
        earlier.day == later.day and _IN_ORDER[earlier.code] > _IN_ORDER[later.code] for earlier, later in zip(ordered, ordered[1:], strict=False)
    )


def _overturned_first(ordered: Iterable[Status]) -> list[Status]:
    """Move each JOV before the rulings of its day, if the last word of courts on an earlier day could be overturned."""
    reordered: list[Status] = []
    last_word: StatusCode | None = None
    for _, of_day in groupby(ordered, key=lambda status: status.day):
        steps = list(of_day)
        if last_word not in (None, StatusCode.JOV):
            first = next((place for place, step in enumerate(steps) if STATUSES[step.code].verdict), len(steps))
            steps[first:] = sorted(steps[first:], key=lambda step: step.code is not StatusCode.JOV)
        last_word = next(
            (step.code for step in reversed(steps) if STATUSES[step.code].verdict or step.code in _CLEARS or step.code is StatusCode.JOV), last_word
        )
        reordered += steps
    return reordered


def _only_before(code: StatusCode, other: StatusCode) -> bool:
    return _IN_ORDER[code] < _IN_ORDER[other] and code not in _MAY_FOLLOW.get(other, ())


@dataclass
class LegalCase:
    """One court case, or one ban, read step by step.

    `made` are the rulings that no court overturned; `standing` those of them that were not followed by an acquittal or a dropped case.
    """

    steps: list[Status] = field(default_factory=list)
    over: date | None = None
    """The day of the step that ended it; a ban alone may last longer (`over_on`)."""
    ended_by: StatusCode | None = None
    made: list[Status] = field(default_factory=list)
    standing: list[Status] = field(default_factory=list)
    _released: bool = False

    @property
    def settled(self) -> bool:
        """Whether a court or an authority made a final decision. A release is none."""
        return self.over is not None and self.ended_by is not StatusCode.JRL

    @property
    def on_trial(self) -> bool:
        """Whether it goes on, and the last step of the court is the trial."""
        heard = [step.code for step in self.steps if step.code in _RESUMES or step.code is StatusCode.JOV]
        return self.over is None and bool(heard) and heard[-1] is StatusCode.JCT

    def over_on(self, as_of: date) -> date | None:
        """Return the day on which it was over; None if it goes on on the day asked.

        A ban goes on until its length has passed; together with a sentence it is part of that.
        """
        ban = self._ban_alone()
        if self.over is None or ban is None:
            return self.over
        end = end_of_term(ban.day, ban)
        return max(self.over, end) if end is not None and end <= as_of else None

    def take(self, step: Status) -> None:
        """Process the next step."""
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
        """Whether it ended with a ruling after which a detention is no new pursuit."""
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
        """Remove the last verdict, with the earlier ones that it replaced. An arrest replaces none: the one before it was served."""
        if not self.made:
            return
        day = self.made[-1].day
        fallen = {ruling.code for ruling in self.made if ruling.day == day}
        self.made = [ruling for ruling in self.made if ruling.day != day and (ruling.code is StatusCode.JAA or ruling.code not in fallen)]
        self.standing = [ruling for ruling in self.standing if ruling in self.made]


def kinds_of(categories: Collection[Category]) -> list[LegalCaseKind]:
    """Return the proceedings that the categories of an incident imply, the gravest first; without any, an administrative case."""
    kinds = {kind for kind, named in ((LegalCaseKind.CRIMINAL, Category.CRM), (LegalCaseKind.CIVIL, Category.CIV)) if named in categories}
    if Category.ADM in categories or (LegalCaseKind.CRIMINAL not in kinds and not {Category.ARR, Category.DET}.isdisjoint(categories)):
        kinds.add(LegalCaseKind.ADMINISTRATIVE)
    if not _BANNED.isdisjoint(categories):
        kinds.add(LegalCaseKind.BAN)
    return [kind for kind in LegalCaseKind if kind in kinds] or [LegalCaseKind.ADMINISTRATIVE]


class LegalCases:
    """The steps of an incident, each in the course to which it belongs."""

    def __init__(self, steps: Iterable[Status], categories: Collection[Category]) -> None:
        self._kinds = kinds_of(categories)
        self.by_kind: dict[LegalCaseKind, LegalCase] = {}
        self.placed: list[tuple[Status, LegalCaseKind]] = []
        self.ended: LegalCase | None = None
        """The course that ended last."""
        self.doubtful: list[Status] = []
        """Each JDR while several court cases were not settled: it may belong to another than the one chosen."""
        self._last: dict[str, LegalCaseKind] = {}
        for step in steps:
            self.doubtful += [step] if step.code is StatusCode.JDR and len(self._unsettled()) > 1 else []
            self._read(step, self._kind_of(step.code))

    def _read(self, step: Status, kind: LegalCaseKind) -> None:
        self.placed.append((step, kind))
        course = self.by_kind.setdefault(kind, LegalCase())
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

    def _kind_of(self, code: StatusCode) -> LegalCaseKind:
        """Return the kind that the step implies, if the incident has it.

        A step of an appeal belongs to the ruling, a release to the step that took her into custody. Steps that may belong to any kind belong to the
        gravest case that no court has closed, or, if all are closed, to the one closed last.
        """
        first, last = self._kinds[0], self._last
        if code is StatusCode.JAA:
            return LegalCaseKind.ADMINISTRATIVE
        if code in _NAMES:
            return _NAMES[code] if _NAMES[code] in self._kinds else first
        if code is StatusCode.JAP:
            return last.get("ruled", first)
        if code in _DECIDES_APPEAL:
            return last.get("appealed") or last.get("ruled", first)
        if code is StatusCode.JRL:
            return last.get("taken", first)
        return next(iter(self._unsettled()), last.get("settled", first))

    def _unsettled(self) -> list[LegalCaseKind]:
        cases = [kind for kind in self._kinds if kind is not LegalCaseKind.BAN] or self._kinds
        return [kind for kind in cases if kind not in self.by_kind or not self.by_kind[kind].settled]


# The times in custody of a journalist, and those under house arrest.

Placed = tuple[Status, LegalCaseKind]
_REMANDED = frozenset({Category.CRM, Category.ARR})
# Steps after which it is known whether she is in custody.
_OF_LIBERTY = frozenset(
    code for code, facts in STATUSES.items() if facts.takes_liberty or facts.gives_liberty or code in (StatusCode.JFN, StatusCode.JDM, StatusCode.JOV)
)


@dataclass(frozen=True)
class Custody:
    """One time in custody: from its first day to the day on which it ended (None: it goes on on the day asked).

    `term_over`: it ended because the length of the sentence or the arrest had passed, or, with `law`, the longest time that the law allows for that
    kind of custody, where no length is known. Nobody recorded a release. `late`: a release is recorded, and it is later than that. `stated` is the last day
    that counts: that of the end on record, or of the stated term; None: neither is on record, and no day of it counts.
    """

    since: date
    until: date | None
    term_over: bool = False
    law: CustodyKind | None = None
    late: bool = False
    stated: date | None = field(default=None, compare=False)

    @property
    def end_unknown(self) -> bool:
        """Whether neither its end nor its term is on record: the law alone says how long it may last."""
        return self.law is not None or (self.until is None and self.stated is None)


@dataclass(frozen=True)
class _CurrentCustody:
    """The current custody: the step and its course, since when, and the day on which it ends if nothing is recorded, as ruled or by law.

    `stated` is the last day of a term that somebody stated; None if nobody did.
    """

    by: Status
    kind: LegalCaseKind
    since: date
    limit: date | None
    law: CustodyKind | None
    remand: Status | None
    """The last detention or remand of this time, before any sentence."""
    stated: date | None


def custodies(placed: Sequence[Placed], categories: Collection[Category], as_of: date, doubtful: Collection[Status] = ()) -> list[Custody]:
    """Return the times in custody up to a day: remand, administrative arrest and prison, but not house arrest.

    `doubtful` are steps that may belong to another case than the one assigned: they end no remand.
    """
    hold = CustodyKind.REMAND if not _REMANDED.isdisjoint(categories) else CustodyKind.DETENTION
    # Most detained people are released within hours, also where a criminal case is opened; remand is a second step.
    detention = Category.DET in categories and Category.ARR not in categories
    first = next((step for step, _ in placed if step.code is StatusCode.JDT), None)
    # A fine of the day on which she is sent to prison is a part of that sentence.
    sent_to_prison = {step.day for step, _ in placed if step.code is StatusCode.JSN and _takes_liberty(step)}
    times: list[Custody] = []
    current: _CurrentCustody | None = None
    for step, kind in placed:
        if current is not None and step.code in _OF_LIBERTY and _limit_passed(current, step.day) and not _outlasts(current, step):
            times.append(_run_out(current))
            current = None
        if _takes_liberty(step):
            current = _after_taking(current, step, kind, CustodyKind.DETENTION if detention and step is first else hold)
        elif (
            current is not None
            and current.by.code is StatusCode.JDT
            and (any(step is doubt for doubt in doubtful) or (step.code is StatusCode.JFN and step.day in sent_to_prison))
        ):
            continue
        elif current is not None and _gives_liberty(current, step, kind):
            times.append(Custody(current.since, step.day, late=current.limit is not None and current.limit < step.day, stated=step.day))
            current = None
        elif current is not None and step.code is StatusCode.JOV and kind is current.kind and current.by.code is StatusCode.JSN:
            # Until that day the overturned sentence stated its term.
            stated = min(current.stated, step.day) if current.stated else None
            current = replace(current, by=replace(current.remand or current.by, day=step.day), limit=_lawful(step.day, hold), law=hold, stated=stated)
    if current is not None:
        times.append(_run_out(current) if _limit_passed(current, as_of) else Custody(current.since, None, stated=current.stated))
    return times


def days_in_custody(times: Iterable[Custody], as_of: date) -> int:
    """Return whole days in custody up to a day, all times together; days that two of them share count once.

    A time whose end and term nobody stated counts only as far as an earlier term of it was stated.
    """
    days, reached = 0, date.min
    for time in sorted(times, key=lambda custody: custody.since):
        until = min(time.until or as_of, time.stated or time.since)
        days += max(0, (until - max(time.since, reached)).days)
        reached = max(reached, until)
    return days


def house_arrests(placed: Sequence[Placed]) -> list[Custody]:
    """Return the times under house arrest or a travel ban, until custody, or a ruling or another step that frees in the same case."""
    arrests: list[Custody] = []
    since: tuple[date, LegalCaseKind] | None = None
    for step, kind in placed:
        facts = STATUSES[step.code]
        if step.code is StatusCode.JHA:
            since = since or (step.day, kind)
        elif since and (facts.takes_liberty or step.code is StatusCode.JRL or ((facts.gives_liberty or facts.verdict) and kind is since[1])):
            arrests.append(Custody(since[0], step.day))
            since = None
    return [*arrests, *([Custody(since[0], None)] if since else [])]


def _takes_liberty(step: Status) -> bool:
    return STATUSES[step.code].takes_liberty and (step.code is not StatusCode.JSN or step.penalty.kind is SentenceKind.PRISON)


def _limit_passed(current_custody: _CurrentCustody, day: date) -> bool:
    return current_custody.limit is not None and current_custody.limit <= day


def _outlasts(current_custody: _CurrentCustody, step: Status) -> bool:
    """Return whether the step shows that she was in custody past the limit: a release, and a sentence to prison after remand."""
    return step.code is StatusCode.JRL or (step.code is StatusCode.JSN and _takes_liberty(step) and current_custody.law is CustodyKind.REMAND)


def _run_out(current_custody: _CurrentCustody) -> Custody:
    stated = current_custody.stated if current_custody.law else current_custody.limit
    return Custody(current_custody.since, current_custody.limit, term_over=True, law=current_custody.law, stated=stated)


def _gives_liberty(current_custody: _CurrentCustody, step: Status, kind: LegalCaseKind) -> bool:
    """Return whether the step ends the custody.

    Of steps of another case a release does, and a fine after so short a detention that it was for that fine; nobody is detained for damages.
    """
    match step.code:
        case StatusCode.JRL:
            return True
        case StatusCode.JFN | StatusCode.JDM:
            until = _lawful(current_custody.by.day, CustodyKind.DETENTION)
            soon = step.code is StatusCode.JFN and until is not None and step.day <= until
            return current_custody.by.code is StatusCode.JDT and (kind is current_custody.kind or soon)
        case StatusCode.JOV:
            return kind is current_custody.kind and (
                current_custody.by.code is StatusCode.JAA or (current_custody.by.code is StatusCode.JSN and current_custody.remand is None)
            )
        case StatusCode.JSN:
            return kind is current_custody.kind and step.penalty.kind is not None
        case _:
            return kind is current_custody.kind and STATUSES[step.code].gives_liberty


def _after_taking(current_custody: _CurrentCustody | None, step: Status, kind: LegalCaseKind, hold: CustodyKind) -> _CurrentCustody:
    """Return the custody after a further step that takes her into custody."""
    if current_custody is not None and current_custody.by.code is StatusCode.JSN and step.code is not StatusCode.JSN:
        return current_custody
    since, remand, stated = (current_custody.since, current_custody.remand, current_custody.stated) if current_custody else (step.day, None, None)
    match step.code:
        case StatusCode.JDT:
            end = end_of_term(step.day, step)
            limit, law = (end, None) if end else (_lawful(step.day, hold), hold)
            if current_custody is not None and (current_custody.limit is None or (limit is not None and limit <= current_custody.limit)):
                return replace(current_custody, remand=step)
            return _CurrentCustody(step, kind, since, limit, law, step, end or stated)
        case StatusCode.JAA:
            first = _first_of_arrest(current_custody, step)
            end = end_of_term(first, step)
            limit, law = (end, None) if end else (_lawful(first, CustodyKind.ARREST), CustodyKind.ARREST)
            return _CurrentCustody(step, kind, since, limit, law, remand, end or stated)
        case _:
            limit = end_of_term(since, step)
            # Who was in custody longer than that before the ruling is free with it.
            limit = limit and max(limit, step.day)
            # A term that ends beyond the calendar is stated too.
            return _CurrentCustody(step, kind, since, limit, None, remand, limit or (date.max if step.penalty.term is not None else stated))


def _first_of_arrest(current_custody: _CurrentCustody | None, step: Status) -> date:
    """Return the day from which the length of an arrest counts.

    It is the day of the detention for it; after another arrest the day on which that ends; else its own day.
    """
    if current_custody is None:
        return step.day
    if current_custody.by.code is StatusCode.JAA:
        return max(current_custody.limit or step.day, step.day)
    until = _lawful(current_custody.by.day, CustodyKind.DETENTION)
    return current_custody.by.day if until is not None and step.day <= until else step.day


def _lawful(day: date, hold: CustodyKind) -> date | None:
    return end_of_limit(day, home().custody_limits.get(hold))
