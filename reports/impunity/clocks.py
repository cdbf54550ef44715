"""The clocks of a case on each of its two tracks, which incidents and statuses count on a day, and the criteria of other organisations.

Days without accountability and days since the last status are counted only where somebody did something punishable. Days under pursuit and days in
custody are counted only where a journalist is pursued. A clock that does not run is None, and the case is in no rate of it.
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from records.incident_model import Incident, Status
from records.incidents import tracks
from records.language.days import DaySpan
from records.vocabulary import ACCOUNTABILITY, NO_STEP, Category, CpjState, DatePrecision, Motive, StatusCode, Track, UnescoState
from reports.impunity.legal_cases import days_in_custody
from reports.impunity.pursuit import JournalistCase, read_journalist_case


@dataclass(frozen=True)
class Clocks:
    """Whole days, never negative. None where a clock does not run, and for an incident that does not count on the day."""

    without_accountability: int | None = None
    """Days up to the given day, or to the day on which somebody was held to account."""
    since_last_status: int | None = None
    """Days since the last status of the perpetrator's track (`last_status`)."""
    under_pursuit: int | None = None
    """Days from the first status of the journalist's track up to the given day, or to the end of the pursuit."""
    in_custody: int | None = None
    """All days in custody together, as far as a term or an end is on record; 0 for a journalist who is pursued and was never in custody."""
    in_custody_now: bool = False
    custody_end_unknown: bool = False
    """Whether a time in custody has neither a term nor an end on record, so that its days are not counted."""


def is_punishable(incident: Incident) -> bool:
    """Return whether somebody did something punishable, so that the case is one of accountability or impunity."""
    return tracks.punishable(incident.categories, tracks.lawful_of(incident.facts))


def is_counted(incident: Incident, as_of: date) -> bool:
    """Return whether the incident counts on the day: it is not withdrawn, and it happened by then.

    A date known to the month or year counts by its first day. An incident without a date counts by the day on which it was recorded. Otherwise that
    day does not matter, because cases of 2021 may have been entered in 2026.
    """
    return not incident.withdrawn and (incident.day or incident.recorded) <= as_of


def counted_incidents(incidents: Iterable[Incident], as_of: date) -> Iterator[Incident]:
    """Yield the incidents that count on the day, in their order."""
    return (incident for incident in incidents if is_counted(incident, as_of))


def punishable_incidents(incidents: Iterable[Incident], as_of: date) -> Iterator[Incident]:
    """Yield the incidents that count on the day and in which somebody did something punishable, in their order."""
    return (incident for incident in counted_incidents(incidents, as_of) if is_punishable(incident))


def statuses_until(incident: Incident, as_of: date) -> Sequence[Status]:
    """Return the statuses of an incident up to the day, that day included, in order."""
    statuses = incident.statuses
    if not statuses or statuses[-1].day <= as_of:
        return statuses
    return [status for status in statuses if status.day <= as_of]


def began(incident: Incident, as_of: date) -> date:
    """Return the day from which a clock starts. It must not claim more than is known.

    For a month or a year it is the last day that is not after `as_of`. Without any date it is the day of recording. An early status does not change
    it, because statuses carry no precision: one known to the month is entered under its first day.
    """
    day = incident.day
    if day is None:
        return min(incident.recorded, as_of)
    return min(DaySpan.of(day, incident.precision or DatePrecision.DAY).last, as_of)


def of_perpetrator(statuses: Iterable[Status]) -> Iterator[Status]:
    """Yield the statuses of the perpetrator's track, in order."""
    return (status for status in statuses if status.track is Track.PERPETRATOR)


def last_status(statuses: Sequence[Status]) -> Status | None:
    """Return the last of some ordered statuses, as lists and filters show it; None if there are none.

    "Reported" is no step: it is returned only if there is no other status.
    """
    return next((status for status in reversed(statuses) if status.code is not StatusCode.REP), statuses[-1] if statuses else None)


def accountability_day(statuses: Iterable[Status]) -> date | None:
    """Return the day on which somebody was first held to account in any way; None if nobody was."""
    return next((status.day for status in statuses if status.code in ACCOUNTABILITY), None)


def incident_until(incident: Incident, as_of: date) -> Incident:
    """Return the incident as it was known on the day: with the statuses and the articles up to that day.

    Withdrawn and misplaced statuses are left out.
    """
    articles = tuple(article for article in incident.articles if (article.published_at or "")[:10] <= as_of.isoformat())
    return replace(incident, statuses=tuple(statuses_until(incident, as_of)), withdrawn_statuses=(), misplaced_statuses=(), articles=articles)


def is_unanswered(incident: Incident, as_of: date) -> bool:
    """Return whether somebody did something punishable, and nobody was held to account by the day."""
    return is_punishable(incident) and accountability_day(statuses_until(incident, as_of)) is None


def journalist_case(incident: Incident, as_of: date) -> JournalistCase | None:
    """Return the journalist's own case on the day; None if nobody is pursued."""
    return read_journalist_case(statuses_until(incident, as_of), incident.categories, as_of)


def clocks(incident: Incident, as_of: date) -> Clocks:
    """Return all clocks on a day. A punishable case without any status counts as silent since it began."""
    if not is_counted(incident, as_of):
        return Clocks()
    statuses = statuses_until(incident, as_of)
    without = since = None
    if is_punishable(incident):
        start = began(incident, as_of)
        last = last_status(list(of_perpetrator(statuses)))
        without, since = max(0, ((accountability_day(statuses) or as_of) - start).days), (as_of - (last.day if last else start)).days
    case = journalist_case(incident, as_of)
    if case is None:
        return Clocks(without, since)
    under = ((case.over or as_of) - case.since).days
    unknown = any(time.end_unknown for time in case.custody)
    return Clocks(without, since, under, days_in_custody(case.custody, as_of), case.held is not None, unknown)


# Criteria of other organisations, on a given day. The last status decides: a case that was dropped and reopened is open. UNESCO and the Committee to
# Protect Journalists judge killings only, the Committee only those whose motive is confirmed. The criterion of the Council of Europe's Platform is
# applied to every punishable case and is never the Platform's own judgement, because Kazakhstan is no member. Sources: UNESCO, Director-General's
# Report on the Safety of Journalists and the Danger of Impunity, methodology; Committee to Protect Journalists, database of killed journalists,
# degrees of impunity; Council of Europe, Platform for the Safety of Journalists, category "impunity" (failures to investigate and seek to prosecute
# promptly and effectively). None of them has codes for our statuses. Which status leads to which state is our own reading
# (docs/decisions/0011-impunity.md).

# Days without accountability from which a case is impunity in the sense of the Council of Europe. It names no number ("promptly"); a year is the
# interval at which UNESCO asks states about their cases.
IMPUNITY_DAYS = 365

# Proceedings are open.
OPEN = frozenset({StatusCode.CMP, StatusCode.PTI, StatusCode.SUS, StatusCode.CRTP})
# The state did nothing further.
_LET_BE = frozenset({StatusCode.RFS, StatusCode.DRP, StatusCode.BLM})
# Verdicts of courts. The last one counts: an acquittal on appeal overturns the conviction before it.
_VERDICTS = {
    StatusCode.ACQ: CpjState.COMPLETE_IMPUNITY,
    StatusCode.CVP: CpjState.PARTIAL_IMPUNITY,
    StatusCode.CVF: CpjState.FULL_JUSTICE,
}
_REPORTED = frozenset({StatusCode.REP})


def unesco(incident: Incident, as_of: date) -> UnescoState | None:
    """Return UNESCO's state of a killing, by the last status; None for any other case.

    A report repeated after a step changes nothing. "No information" does: a monitor asked, and nothing is known.
    """
    if Category.KIL not in incident.categories:
        return None
    return _how_far(incident, as_of)


def cpj(incident: Incident, as_of: date) -> CpjState | None:
    """Return the Committee's degree of impunity of a killing, by the last verdict; None for other cases and unconfirmed motives.

    Without a verdict impunity is complete. Penalties, apologies and rulings for the media convict nobody.
    """
    if Category.KIL not in incident.categories or incident.facts.get("motive") != Motive.CONFIRMED:
        return None
    verdicts = [_VERDICTS[status.code] for status in statuses_until(incident, as_of) if status.code in _VERDICTS]
    return verdicts[-1] if verdicts else CpjState.COMPLETE_IMPUNITY


def council_of_europe_impunity(incident: Incident, as_of: date, days: int = IMPUNITY_DAYS) -> bool:
    """Return whether it is impunity by the Platform's criterion.

    It is if the last step was to refuse, to drop or to blame the victims, even if somebody was reprimanded before it. It also is if nobody was held
    to account for `days` days or more. False for an incident that does not count, and where nobody did anything punishable.
    """
    if not is_counted(incident, as_of) or not is_punishable(incident):
        return False
    statuses = list(of_perpetrator(statuses_until(incident, as_of)))
    if _last(statuses, NO_STEP) in _LET_BE:
        return True
    return accountability_day(statuses) is None and (clocks(incident, as_of).without_accountability or 0) >= days


def resolved(incident: Incident, as_of: date) -> bool:
    """Return whether the case against the perpetrators came to some end, including a refusal or a dropped case."""
    return _how_far(incident, as_of) is UnescoState.RESOLVED


def _how_far(incident: Incident, as_of: date) -> UnescoState:
    last = _last(list(of_perpetrator(statuses_until(incident, as_of))), _REPORTED)
    if last is None or last is StatusCode.NOI:
        return UnescoState.NO_INFORMATION
    return UnescoState.ONGOING if last in OPEN else UnescoState.RESOLVED


def _last(statuses: Sequence[Status], passed_over: Container[StatusCode]) -> StatusCode | None:
    return next((status.code for status in reversed(statuses) if status.code not in passed_over), None)
