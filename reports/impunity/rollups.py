"""A case by the criteria of others, on a given day. The last status decides: a case that was dropped and taken up again is open.

UNESCO and the Committee to Protect Journalists judge killings, and only these; the Committee only those whose motive is confirmed. The criterion of the
Council of Europe's Platform is applied to every punishable case and is never the Platform's own judgement, because Kazakhstan is no member.

Sources: UNESCO, Director-General's Report on the Safety of Journalists and the Danger of Impunity, methodology; Committee to Protect Journalists,
database of killed journalists, degrees of impunity; Council of Europe, Platform for the Safety of Journalists, category "impunity" (failures to
investigate and seek to prosecute promptly and effectively). None of them has codes for our statuses. Which status leads to which state is our own
reading (docs/decisions/0011-impunity.md).
"""

from collections.abc import Container, Sequence
from datetime import date

from records.incident_model import Incident, Status
from records.vocabulary import NO_STEP, Category, CpjState, Motive, StatusCode, UnescoState
from reports.impunity.clocks import answered_on, clocks, counts, is_punishable, of_perpetrator, statuses_until

# Days without accountability from which a case is impunity in the sense of the Council of Europe. It names no number ("promptly"); a year is the beat
# in which UNESCO asks states what became of their cases.
IMPUNITY_DAYS = 365

# Somebody still has to act.
OPEN = frozenset({StatusCode.CMP, StatusCode.PTI, StatusCode.SUS, StatusCode.CRTP})
# The state did nothing further.
LET_BE = frozenset({StatusCode.RFS, StatusCode.DRP, StatusCode.BLM})
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
    if _last(statuses, NO_STEP) in LET_BE:
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
