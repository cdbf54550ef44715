"""The clocks of a case, a pair for each of its two stories, and which cases and statuses exist on a given day.

Days without accountability and days since the last status run only where somebody did something punishable. Days under pursuit and days in custody run only
where a journalist is pursued. A clock that does not run is None, and the case is in no rate of it.
"""

from calendar import monthrange
from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from records.incident_model import Incident, Status
from records.incidents import tracks
from records.vocabulary import ACCOUNTABILITY, NO_STEP, Category, CpjState, DatePrecision, Motive, StatusCode, Track, UnescoState
from reports.impunity.court_courses import days_in_custody
from reports.impunity.pursuit import OwnCase, own_case


@dataclass(frozen=True)
class Clocks:
    """Whole days, never negative. None where a clock does not run, and for an incident that does not count on the day."""

    without_accountability: int | None = None
    """Up to the given day, or to the day on which somebody was held to account; there it stops."""
    since_last_status: int | None = None
    """Since the last status of the perpetrator's track (`last_status`)."""
    under_pursuit: int | None = None
    """From the first status of the journalist's track up to the given day, or to the day on which the pursuit was over."""
    in_custody: int | None = None
    """All days in custody together; 0 for a journalist who is pursued and was never in custody."""
    in_custody_now: bool = False


def is_punishable(incident: Incident) -> bool:
    """Whether somebody did something punishable, so that the case is one of accountability or impunity."""
    return tracks.punishable(incident.categories, tracks.lawful_of(incident.facts))


def counts(incident: Incident, as_of: date) -> bool:
    """Whether the incident counts on the day: it is not withdrawn, and it happened by then.

    A date known to the month or year counts by its first day. An incident without a date counts by the day on which it was recorded. Otherwise
    that day does not matter, because cases of 2021 may have been entered in 2026.
    """
    return not incident.withdrawn and (incident.day or incident.recorded) <= as_of


def counted_incidents(incidents: Iterable[Incident], as_of: date) -> Iterator[Incident]:
    """The incidents that count on the day, in their order."""
    return (incident for incident in incidents if counts(incident, as_of))


def punishable_incidents(incidents: Iterable[Incident], as_of: date) -> Iterator[Incident]:
    """The incidents that count on the day and in which somebody did something punishable, in their order."""
    return (incident for incident in counted_incidents(incidents, as_of) if is_punishable(incident))


def statuses_until(incident: Incident, as_of: date) -> Sequence[Status]:
    """The statuses of an incident up to the day, that day included, in order."""
    statuses = incident.statuses
    if not statuses or statuses[-1].day <= as_of:
        return statuses
    return [status for status in statuses if status.day <= as_of]


def began(incident: Incident, as_of: date) -> date:
    """The day from which a clock starts. It must not claim more than is known.

    For a month or a year it is the last day that is not after `as_of`. Without any date it is the day of recording. An early status does not
    change it, because statuses carry no precision: one known to the month is entered under its first day.
    """
    day = incident.day
    if day is None:
        return min(incident.recorded, as_of)
    match incident.precision:
        case DatePrecision.YEAR:
            day = date(day.year, 12, 31)
        case DatePrecision.MONTH:
            day = day.replace(day=monthrange(day.year, day.month)[1])
        case DatePrecision.DAY | None:
            pass
    return min(day, as_of)


def of_perpetrator(statuses: Iterable[Status]) -> Iterator[Status]:
    """The statuses that say what became of whoever did it, in order."""
    return (status for status in statuses if status.track is Track.PERPETRATOR)


def last_status(statuses: Sequence[Status]) -> Status | None:
    """The last of statuses that stand in order, as lists and filters name it; None where there is none. That it was reported tells of no step, so a report that
    came after a step is not what stands last: it is only where nothing else is on record."""
    return next((status for status in reversed(statuses) if status.code is not StatusCode.REP), statuses[-1] if statuses else None)


def answered_on(statuses: Iterable[Status]) -> date | None:
    """The day on which somebody was first held to account in any way; None if nobody was."""
    return next((status.day for status in statuses if status.code in ACCOUNTABILITY), None)


def unanswered(incident: Incident, as_of: date) -> bool:
    """Whether somebody did something punishable, and nobody was held to account by the day."""
    return is_punishable(incident) and answered_on(statuses_until(incident, as_of)) is None


def pursued(incident: Incident, as_of: date) -> OwnCase | None:
    """The journalist's own case on the day; None if nobody is pursued."""
    return own_case(statuses_until(incident, as_of), incident.categories, as_of)


def in_custody_on(incident: Incident, day: date) -> bool:
    """Whether the journalist is in custody on the day, as far as is on record."""
    chased = pursued(incident, day)
    return counts(incident, day) and chased is not None and chased.held is not None


def clocks(incident: Incident, as_of: date) -> Clocks:
    """All clocks on a day. A punishable case without any status counts as silent since it began."""
    if not counts(incident, as_of):
        return Clocks()
    statuses = statuses_until(incident, as_of)
    without = since = None
    if is_punishable(incident):
        start = began(incident, as_of)
        last = last_status(list(of_perpetrator(statuses)))
        without, since = max(0, ((answered_on(statuses) or as_of) - start).days), (as_of - (last.day if last else start)).days
    chased = pursued(incident, as_of)
    if chased is None:
        return Clocks(without, since)
    under = ((chased.over or as_of) - chased.since).days
    return Clocks(without, since, under, days_in_custody(chased.custody, as_of), chased.held is not None)


# A case by the criteria of others, on a given day. The last status decides: a case that was dropped and taken up again is open.
#
# UNESCO and the Committee to Protect Journalists judge killings, and only these; the Committee only those whose motive is confirmed. The criterion of the
# Council of Europe's Platform is applied to every punishable case and is never the Platform's own judgement, because Kazakhstan is no member.
#
# Sources: UNESCO, Director-General's Report on the Safety of Journalists and the Danger of Impunity, methodology; Committee to Protect Journalists,
# database of killed journalists, degrees of impunity; Council of Europe, Platform for the Safety of Journalists, category "impunity" (failures to
# investigate and seek to prosecute promptly and effectively). None of them has codes for our statuses. Which status leads to which state is our own
# reading (docs/decisions/0011-impunity.md).

# Days without accountability from which a case is impunity in the sense of the Council of Europe. It names no number ("promptly"); a year is the beat
# in which UNESCO asks states what became of their cases.
IMPUNITY_DAYS = 365

# Somebody still has to act.
OPEN = frozenset({StatusCode.CMP, StatusCode.PTI, StatusCode.SUS, StatusCode.CRTP})
# The state did nothing further.
_LET_BE = frozenset({StatusCode.RFS, StatusCode.DRP, StatusCode.BLM})
# A court said whether they are guilty. The last one stands: an acquittal on appeal undoes the conviction before it.
_VERDICTS = {
    StatusCode.ACQ: CpjState.COMPLETE_IMPUNITY,
    StatusCode.CVP: CpjState.PARTIAL_IMPUNITY,
    StatusCode.CVF: CpjState.FULL_JUSTICE,
}
_REPORTED = frozenset({StatusCode.REP})


def unesco(incident: Incident, as_of: date) -> UnescoState | None:
    """UNESCO's three states of a killing, by the last status. None for any other case.

    A report repeated after a step changes nothing. "No information" does: a monitor asked, and nothing is known.
    """
    if Category.KIL not in incident.categories:
        return None
    return _how_far(incident, as_of)


def cpj(incident: Incident, as_of: date) -> CpjState | None:
    """The Committee's degrees of a killing, by the last verdict. None for any other case, and where the motive is not confirmed.

    Without a verdict impunity is complete. Penalties, apologies and rulings for the media convict nobody.
    """
    if Category.KIL not in incident.categories or incident.facts.get("motive") != Motive.CONFIRMED:
        return None
    verdicts = [_VERDICTS[status.code] for status in statuses_until(incident, as_of) if status.code in _VERDICTS]
    return verdicts[-1] if verdicts else CpjState.COMPLETE_IMPUNITY


def council_of_europe_impunity(incident: Incident, as_of: date, days: int = IMPUNITY_DAYS) -> bool:
    """Whether it is impunity by the Platform's criterion. False for an incident that does not count, and where nobody did anything punishable.

    It is, if the last step was to refuse, to drop or to blame the victims, even if somebody was reprimanded before it. It also is, if nobody was
    held to account for `days` days or more.
    """
    if not counts(incident, as_of) or not is_punishable(incident):
        return False
    statuses = list(of_perpetrator(statuses_until(incident, as_of)))
    if _last(statuses, NO_STEP) in _LET_BE:
        return True
    return answered_on(statuses) is None and (clocks(incident, as_of).without_accountability or 0) >= days


def resolved(incident: Incident, as_of: date) -> bool:
    """Whether the case against the perpetrators came to some end, a refusal or a dropping among them."""
    return _how_far(incident, as_of) is UnescoState.RESOLVED


def _how_far(incident: Incident, as_of: date) -> UnescoState:
    last = _last(list(of_perpetrator(statuses_until(incident, as_of))), _REPORTED)
    if last is None or last is StatusCode.NOI:
        return UnescoState.NO_INFORMATION
    return UnescoState.ONGOING if last in OPEN else UnescoState.RESOLVED


def _last(statuses: Sequence[Status], passed_over: Container[StatusCode]) -> StatusCode | None:
    return next((status.code for status in reversed(statuses) if status.code not in passed_over), None)
