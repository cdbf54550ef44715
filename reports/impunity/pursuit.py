"""The clocks of a journalist who is pursued: how long a case against her goes on, and how long she has been in custody.

Source of the rules: docs/decisions/0023-two-tracks.md. Only statuses of the journalist's track move these clocks.
"""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from records.incident_model import Status
from records.vocabulary import STATUSES, SentenceKind, StatusCode, TermUnit, Track

# The order of a case within one day, in which its steps may have been entered in any order: that of the codes.
_IN_ORDER = {code: place for place, code in enumerate(StatusCode)}
# After these a pursuit that was over goes on.
_RESUMES = frozenset({StatusCode.JIN, StatusCode.JCH, StatusCode.JCT, StatusCode.JAP, StatusCode.JOV})
_TAKEN = frozenset({StatusCode.JDT, StatusCode.JHA})


@dataclass(frozen=True)
class Custody:
    """One time in custody: from its first day to the day on which it ended (None: it goes on on the day asked).

    `term_over`: it ended because the length of the sentence or the arrest had passed. Nobody recorded a release.
    """

    since: date
    until: date | None
    term_over: bool = False


def of_journalist(statuses: Iterable[Status]) -> list[Status]:
    """The statuses of the journalist's track, in the order of a case."""
    mine = [status for status in statuses if status.track is Track.JOURNALIST]
    return sorted(mine, key=lambda status: (status.day, _IN_ORDER[status.code]))


def pursuit(statuses: Iterable[Status], as_of: date) -> tuple[date, date | None] | None:
    """From the first status of the journalist's track to the day on which it was over; None for that day while it goes on, None altogether if she was not
    pursued. `as_of` is the day asked; no status is later.

    It is over with its dropping, an acquittal, a release, the lifting of a ban, a ruling upheld, and with a ruling against which no appeal is known. It goes
    on with an appeal and with every step that begins a case. Who is taken into custody under a ruling is not pursued anew. A ban alone goes on until it is
    lifted, or until its length has passed; beside a sentence it is part of that.
    """
    mine = of_journalist(statuses)
    if not mine:
        return None
    over: date | None = None
    by_ruling = False
    banned_until: date | None = None
    for status in mine:
        facts = STATUSES[status.code]
        if facts.lasts:
            banned_until = _end_of_term(status.day, status)
        elif facts.ends_pursuit or facts.verdict:
            over, by_ruling = status.day, facts.verdict or status.code is StatusCode.JUP
        elif status.code in _RESUMES or (status.code in _TAKEN and not by_ruling):
            over = None
            banned_until = None
    if over is None and banned_until is not None and banned_until <= as_of:
        over = banned_until
    return mine[0].day, over


def custodies(statuses: Iterable[Status], as_of: date) -> list[Custody]:
    """The times in custody up to a day: remand, administrative arrest and prison. House arrest is none of them.

    A release, an acquittal, a dropped case, house arrest and a sentence without prison end it. Where none of these is recorded, it ends when the length of
    the arrest or the sentence has passed since it began: under that ruling nobody can be held longer.
    """
    found: list[Custody] = []
    since: date | None = None
    limit: date | None = None
    for status in of_journalist(statuses):
        if since is not None and limit is not None and limit <= status.day:
            found.append(Custody(since, limit, term_over=True))
            since = limit = None
        facts = STATUSES[status.code]
        taken = facts.takes_liberty and (status.code is not StatusCode.JSN or status.penalty.kind is SentenceKind.PRISON)
        freed = facts.gives_liberty or (status.code is StatusCode.JSN and status.penalty.kind not in (None, SentenceKind.PRISON))
        if taken:
            since = since or status.day
            limit = _end_of_term(since, status)
            # Who was held longer than that before the ruling is free with it.
            limit = limit and max(limit, status.day)
        elif freed and since is not None:
            found.append(Custody(since, status.day))
            since = limit = None
        elif status.code is StatusCode.JOV:
            limit = None
    if since is not None:
        over = limit is not None and limit <= as_of
        found.append(Custody(since, limit if over else None, term_over=over))
    return found


def days_in_custody(times: Sequence[Custody], as_of: date) -> int:
    """Whole days in custody up to a day, all times together."""
    return sum(((time.until or as_of) - time.since).days for time in times)


def house_arrests(statuses: Iterable[Status]) -> list[Custody]:
    """The times under house arrest or a travel ban: until custody, a ruling, or whatever else gives liberty."""
    found: list[Custody] = []
    since: date | None = None
    for status in of_journalist(statuses):
        facts = STATUSES[status.code]
        if status.code is StatusCode.JHA:
            since = since or status.day
        elif since is not None and (facts.takes_liberty or facts.gives_liberty or facts.verdict):
            found.append(Custody(since, status.day))
            since = None
    return [*found, *([Custody(since, None)] if since else [])]


def _end_of_term(since: date, status: Status) -> date | None:
    """The day on which an arrest or a sentence is over, counted from the first day in custody. None if its length is not known."""
    term, unit = status.penalty.term, status.penalty.unit
    if term is None or unit is None:
        return None
    if unit is TermUnit.DAYS:
        return since + timedelta(days=term)
    months = since.year * 12 + since.month - 1 + term * (12 if unit is TermUnit.YEARS else 1)
    year, month = divmod(months, 12)
    if year > date.max.year:
        return None
    return date(year, month + 1, min(since.day, monthrange(year, month + 1)[1]))
