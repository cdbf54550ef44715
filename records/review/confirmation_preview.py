"""What confirming a draft records, as plain values. Both `confirm` and the card of the queue use it, so that what is shown is what is recorded."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from records.clock import article_day, day_of
from records.errors import BadDecision
from records.i18n import tr
from records.incidents.tracks import lawful_of, track_fault
from records.review.incident_facts import incident_facts, statuses_of
from records.vocabulary import CATEGORIES, Category, Lawful, LinkReason, StatusCode

# A status that a confirmation adds: code, day, source.
DatedStatus = tuple[StatusCode, date, str]
# Categories that one accidental key press must not record.
_GRAVE_CATEGORIES = (Category.KIL, Category.DIS, Category.TOR)


@dataclass(frozen=True)
class DatedReport:
    """The date of an article: `fetched_at` is that of its outlet's page, `id` orders articles of one day. `by_hand`: a tip that no outlet published."""

    published_on: date | None
    fetched_at: datetime
    id: str
    url: str
    by_hand: bool = False


@dataclass(frozen=True)
class FirstReport:
    """The day and source from which a draft was first known. `reported` is the day and address of its earliest article; None if no outlet reported
    it.
    """

    day: date
    source: str
    reported: tuple[date, str] | None = None


@dataclass(frozen=True)
class IncidentContext:
    """The properties of an incident that decide which statuses a confirmation adds. `taken_back` are statuses that a person withdrew as wrong."""

    categories: tuple[Category, ...]
    lawful: Lawful
    happened_on: date | None = None
    taken_back: Collection[DatedStatus] = frozenset()


@dataclass(frozen=True)
class FollowedIncident:
    """The incident that a draft follows: its title for the reader, its victims, its day, and what the draft has in common with it."""

    number: str
    title: str = ""
    persons: tuple[str, ...] = ()
    day: date | None = None
    precision: str | None = None
    shared: tuple[LinkReason, ...] = ()


@dataclass(frozen=True)
class ConfirmationPreview:
    """What a confirmation records.

    `facts` are the columns of a new incident; empty if the draft `follows` one, which gets only `statuses` and is described by `case`. `fault`
    says why it cannot be confirmed; empty if it can.
    """

    follows: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    statuses: tuple[DatedStatus, ...] = ()
    fault: str = ""
    case: FollowedIncident | None = None


def first_report(articles: Iterable[DatedReport], now: datetime) -> FirstReport:
    """Return when and where the event was first reported; today and no source if there is no article.

    An article dated in the future counts as one of today. A tip entered by hand is known but not reported.
    """
    ordered = sorted(articles, key=lambda report: (article_day(report.published_on, report.fetched_at), report.id))
    if not ordered:
        return FirstReport(day_of(now), "", (day_of(now), ""))
    days = [(min(article_day(report.published_on, report.fetched_at), day_of(now)), report.url) for report in ordered]
    return FirstReport(*days[0], next((day for day, report in zip(days, ordered, strict=True) if not report.by_hand), None))


def preview_confirmation(values: Mapping[str, Any], follows: str | None, first: FirstReport, case: IncidentContext | None) -> ConfirmationPreview:
    """Return what confirming a draft with these values records.

    `case` is the incident that it follows, or its own that was withdrawn when an earlier confirmation was undone; None if there is none.
    """
    try:
        if follows:
            return ConfirmationPreview(follows, statuses=tuple(further_statuses(values, first, case or IncidentContext((), Lawful.UNKNOWN))))
        facts = incident_facts(values)
        taken_back = case.taken_back if case else frozenset()
        own = IncidentContext(tuple(map(Category, facts["categories"])), lawful_of(facts), facts["happened_on"], taken_back)
        return ConfirmationPreview(None, facts, tuple(first_statuses(values, first, own)))
    except BadDecision as error:
        return ConfirmationPreview(follows, fault=str(error))


def first_statuses(values: Mapping[str, Any], first: FirstReport, case: IncidentContext) -> list[DatedStatus]:
    """Return the statuses of a new incident: that it was reported, if an outlet did, and each reported outcome.

    If a step of the case is dated before the report, the report is left out, because it adds nothing about the case. Raises BadDecision.
    """
    statuses: list[DatedStatus] = []
    reported = [(first.reported[0], StatusCode.REP, first.reported[1])] if first.reported else []
    for at, code, where in [*reported, *statuses_of(values, first.day, first.source, case.categories)]:
        # An article may be dated before the event if its date was misread; a status may not.
        later = max(at, case.happened_on) if case.happened_on and "status" not in values else at
        once = code is not StatusCode.REP or first.reported in (None, (at, where))
        brought = (code, later, where)
        if _fits_track(case, code, values) and once and brought not in statuses and not _is_withdrawn_by_person(brought, case, values):
            statuses.append(brought)
    first_step = min((at for code, at, _ in statuses if code is not StatusCode.REP), default=None)
    return [status for status in statuses if status[0] is not StatusCode.REP or first_step is None or status[1] <= first_step]


def further_statuses(values: Mapping[str, Any], first: FirstReport, case: IncidentContext) -> list[DatedStatus]:
    """Return the statuses that news of an incident adds, dated by its first report.

    If it adds none, that the incident was reported again, if an outlet did. Raises BadDecision.
    """
    brought = statuses_of(values, first.day, first.source, case.categories)
    if not brought and "status" not in values and first.reported:
        brought = [(first.reported[0], StatusCode.REP, first.reported[1])]
    # As for a new incident: a day before the incident was misread.
    since = case.happened_on if "status" not in values else None
    valid = [(code, max(at, since) if since else at, where) for at, code, where in brought if _fits_track(case, code, values)]
    return [status for status in valid if not _is_withdrawn_by_person(status, case, values)]


def confirmation_warnings(would: ConfirmationPreview, codes: Collection[str]) -> tuple[str, ...]:
    """Return the reasons to ask for confirmation a second time, in words; empty if there are none.

    These are killing, abduction and torture (also as news: `codes` are the categories of the draft), no date or no victim, and news of an incident
    with which the draft has nothing in common.
    """
    reasons = [tr(CATEGORIES[code].label) for code in _GRAVE_CATEGORIES if code in codes]
    if would.case and not would.fault and not would.case.shared:
        label = ": ".join(filter(None, (would.case.number, would.case.title)))
        reasons.append(tr("no person, place or outlet agrees with {incident}").format(incident=label))
    if not would.follows and not would.fault:
        reasons += [tr("no date")] if would.facts["happened_on"] is None else []
        reasons += [tr("no victim is named")] if not would.facts["victims"] else []
    return tuple(reasons)


def _fits_track(case: IncidentContext, code: StatusCode, values: Mapping[str, Any]) -> bool:
    """Return whether a status may be on the incident. A status that a person chose is tried and refused with a message if not."""
    return "status" in values or track_fault(code, case.categories, case.lawful) is None


def _is_withdrawn_by_person(status: DatedStatus, case: IncidentContext, values: Mapping[str, Any]) -> bool:
    """Return whether a person withdrew the status, so that the confirmation leaves it out.

    Raises BadDecision if it is the one that a person chose, because nothing that a person entered is dropped silently.
    """
    if status in case.taken_back and values.get("status") == status[0]:
        words = tr(
            "{day}: {code} from this source was withdrawn because it was wrong; confirm without a status, and add it by hand if it is right after all"
        )
        raise BadDecision(words.format(day=status[1], code=status[0]), "status")
    return status in case.taken_back
