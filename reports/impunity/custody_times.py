"""The times in custody of a journalist, and those under house arrest.

Source of the rules: docs/decisions/0023-two-tracks.md.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from records.country import Hold, home
from records.incident_model import Status
from records.vocabulary import STATUSES, Category, SentenceKind, StatusCode
from reports.impunity.court_courses import CourseKind
from reports.impunity.term_lengths import end_of_limit, end_of_term

Placed = tuple[Status, CourseKind]
_REMANDED = frozenset({Category.CRM, Category.ARR})
# After them it is known whether she is in custody.
_OF_LIBERTY = frozenset(
    code for code, facts in STATUSES.items() if facts.takes_liberty or facts.gives_liberty or code in (StatusCode.JFN, StatusCode.JDM, StatusCode.JOV)
)


@dataclass(frozen=True)
class Custody:
    """One time in custody: from its first day to the day on which it ended (None: it goes on on the day asked).

    `term_over`: it ended because the length of the sentence or the arrest had passed, or, with `law`, the longest time that the law allows for that way of
    custody, no length being known. Nobody recorded a release. `late`: a release is recorded, and it is later than that.
    """

    since: date
    until: date | None
    term_over: bool = False
    law: Hold | None = None
    late: bool = False


@dataclass(frozen=True)
class _Held:
    """What holds her: the step and its course, since when she is in custody, and the day on which it ends if nothing is recorded, as ruled or by law."""

    by: Status
    kind: CourseKind
    since: date
    limit: date | None
    law: Hold | None
    remand: Status | None
    """The last detention or remand of this time, before any sentence."""


def custodies(placed: Sequence[Placed], categories: Collection[Category], as_of: date, doubtful: Collection[Status] = ()) -> list[Custody]:
    """The times in custody up to a day: remand, administrative arrest and prison. House arrest is none of them. `doubtful` are steps that may belong to another
    case than the one in which they are placed: they let nobody go from remand."""
    hold = Hold.REMAND if not _REMANDED.isdisjoint(categories) else Hold.DETENTION
    # Most who are detained are let go within hours, also where a criminal case is opened; remand is a second step.
    detention = Category.DET in categories and Category.ARR not in categories
    first = next((step for step, _ in placed if step.code is StatusCode.JDT), None)
    # A fine of the day on which she is sent to prison is a part of that sentence.
    sent_to_prison = {step.day for step, _ in placed if step.code is StatusCode.JSN and _takes(step)}
    found: list[Custody] = []
    held: _Held | None = None
    for step, kind in placed:
        if held is not None and step.code in _OF_LIBERTY and _passed(held, step.day) and not _outlasts(held, step):
            found.append(_run_out(held))
            held = None
        if _takes(step):
            held = _taken(held, step, kind, Hold.DETENTION if detention and step is first else hold)
        elif (
            held is not None
            and held.by.code is StatusCode.JDT
            and (any(step is one for one in doubtful) or (step.code is StatusCode.JFN and step.day in sent_to_prison))
        ):
            continue
        elif held is not None and _frees(held, step, kind):
            found.append(Custody(held.since, step.day, late=held.limit is not None and held.limit < step.day))
            held = None
        elif held is not None and step.code is StatusCode.JOV and kind is held.kind and held.by.code is StatusCode.JSN:
            held = replace(held, by=replace(held.remand or held.by, day=step.day), limit=_lawful(step.day, hold), law=hold)
    if held is not None:
        found.append(_run_out(held) if _passed(held, as_of) else Custody(held.since, None))
    return found


def days_in_custody(times: Iterable[Custody], as_of: date) -> int:
    """Whole days in custody up to a day, all times together; days that two of them share count once."""
    days, reached = 0, date.min
    for time in sorted(times, key=lambda one: one.since):
        until = time.until or as_of
        days += max(0, (until - max(time.since, reached)).days)
        reached = max(reached, until)
    return days


def house_arrests(placed: Sequence[Placed]) -> list[Custody]:
    """The times under house arrest or a travel ban: until custody, or a ruling or whatever else gives liberty in the same case."""
    found: list[Custody] = []
    since: tuple[date, CourseKind] | None = None
    for step, kind in placed:
        facts = STATUSES[step.code]
        if step.code is StatusCode.JHA:
            since = since or (step.day, kind)
        elif since and (facts.takes_liberty or step.code is StatusCode.JRL or ((facts.gives_liberty or facts.verdict) and kind is since[1])):
            found.append(Custody(since[0], step.day))
            since = None
    return [*found, *([Custody(since[0], None)] if since else [])]


def _takes(step: Status) -> bool:
    return STATUSES[step.code].takes_liberty and (step.code is not StatusCode.JSN or step.penalty.kind is SentenceKind.PRISON)


def _passed(held: _Held, day: date) -> bool:
    return held.limit is not None and held.limit <= day


def _outlasts(held: _Held, step: Status) -> bool:
    """Whether the step shows that she was held past the limit: a release, and a sentence to prison after remand."""
    return step.code is StatusCode.JRL or (step.code is StatusCode.JSN and _takes(step) and held.law is Hold.REMAND)


def _run_out(held: _Held) -> Custody:
    return Custody(held.since, held.limit, term_over=True, law=held.law)


def _frees(held: _Held, step: Status, kind: CourseKind) -> bool:
    """Whether the step lets her go. Of steps of another case a release does, and a fine after so short a detention that it was for that fine; nobody is
    detained for damages."""
    match step.code:
        case StatusCode.JRL:
            return True
        case StatusCode.JFN | StatusCode.JDM:
            until = _lawful(held.by.day, Hold.DETENTION)
            soon = step.code is StatusCode.JFN and until is not None and step.day <= until
            return held.by.code is StatusCode.JDT and (kind is held.kind or soon)
        case StatusCode.JOV:
            return kind is held.kind and (held.by.code is StatusCode.JAA or (held.by.code is StatusCode.JSN and held.remand is None))
        case StatusCode.JSN:
            return kind is held.kind and step.penalty.kind is not None
        case _:
            return kind is held.kind and STATUSES[step.code].gives_liberty


def _taken(held: _Held | None, step: Status, kind: CourseKind, hold: Hold) -> _Held:
    """What holds her with a further step that takes her."""
    if held is not None and held.by.code is StatusCode.JSN and step.code is not StatusCode.JSN:
        return held
    match step.code:
        case StatusCode.JDT:
            limit = _lawful(step.day, hold)
            if held is not None and (held.limit is None or (limit is not None and limit <= held.limit)):
                return replace(held, remand=step)
            return _Held(step, kind, held.since if held else step.day, limit, hold, step)
        case StatusCode.JAA:
            first = _first_of_arrest(held, step)
            limit, law = end_of_term(first, step), None
            if limit is None:
                limit, law = _lawful(first, Hold.ARREST), Hold.ARREST
            return _Held(step, kind, held.since if held else step.day, limit, law, held.remand if held else None)
        case _:
            since = held.since if held else step.day
            limit = end_of_term(since, step)
            # Who was held longer than that before the ruling is free with it.
            return _Held(step, kind, since, limit and max(limit, step.day), None, held.remand if held else None)


def _first_of_arrest(held: _Held | None, step: Status) -> date:
    """The day from which the length of an arrest counts: that of the detention for it; after another arrest the day on which that ends; else its own."""
    if held is None:
        return step.day
    if held.by.code is StatusCode.JAA:
        return max(held.limit or step.day, step.day)
    until = _lawful(held.by.day, Hold.DETENTION)
    return held.by.day if until is not None and step.day <= until else step.day


def _lawful(day: date, hold: Hold) -> date | None:
    return end_of_limit(day, home().custody_limits.get(hold))
