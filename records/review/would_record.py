"""What confirming a draft writes, as plain values. `confirm` writes just this, and the card of the queue shows just this: what is seen is what is recorded."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from records.clock import day_of
from records.errors import BadDecision
from records.i18n import tr
from records.incidents.tracks import lawful_of, misplaced
from records.review.incident_facts import incident_facts, statuses_of
from records.vocabulary import CATEGORIES, Category, Lawful, LinkReason, StatusCode

# A status as a confirmation brings it: what, when, told where.
Brought = tuple[StatusCode, date, str]
# What nobody wants in the record by a key pressed once too often.
_GRAVE = (Category.KIL, Category.DIS, Category.TOR)


@dataclass(frozen=True)
class Telling:
    """An article as far as its day counts: `fetched_at` is that of its outlet's page, `id` decides between two of one day. `by_hand`: a tip that no outlet published."""

    published_on: date | None
    fetched_at: datetime
    id: str
    url: str
    by_hand: bool = False


@dataclass(frozen=True)
class FirstTold:
    """The day and the source from which a draft was known first. `reported`: day and address of its earliest article; None where no outlet told of it."""

    day: date
    source: str
    reported: tuple[date, str] | None = None


@dataclass(frozen=True)
class CaseSoFar:
    """What of an incident decides which statuses a confirmation brings it. `taken_back` are those that a person withdrew because they were wrong."""

    categories: tuple[Category, ...]
    lawful: Lawful
    happened_on: date | None = None
    taken_back: Collection[Brought] = frozenset()


@dataclass(frozen=True)
class FollowedCase:
    """The incident of which a draft is news, as one knows it again: its title for whoever reads, its victims, its day, and what the draft has in common with it."""

    number: str
    title: str = ""
    persons: tuple[str, ...] = ()
    day: date | None = None
    precision: str | None = None
    shared: tuple[LinkReason, ...] = ()


@dataclass(frozen=True)
class WouldRecord:
    """What a confirmation writes: `facts` are the columns of a new incident; none where the draft `follows` one, which gets only `statuses`; `case` is that one.
    `fault`: why it cannot be confirmed so, in a sentence; empty if it can."""

    follows: str | None
    facts: Mapping[str, Any] = field(default_factory=dict)
    statuses: tuple[Brought, ...] = ()
    fault: str = ""
    case: FollowedCase | None = None


def told_first(articles: Iterable[Telling], now: datetime) -> FirstTold:
    """When and where it was told first; today and nowhere if no article is left. An article from tomorrow counts as one of today. What came by hand tells of it, but nobody
    reported it."""
    told = sorted(articles, key=lambda one: (one.published_on or day_of(one.fetched_at), one.id))
    if not told:
        return FirstTold(day_of(now), "", (day_of(now), ""))
    days = [(min(one.published_on or day_of(one.fetched_at), day_of(now)), one.url) for one in told]
    return FirstTold(*days[0], next((day for day, one in zip(days, told, strict=True) if not one.by_hand), None))


def would_record(said: Mapping[str, Any], follows: str | None, told: FirstTold, case: CaseSoFar | None) -> WouldRecord:
    """What confirming writes. `said` is the machine's proposal with the corrections over it. `case` is the incident that it follows, or its own that was withdrawn
    when an earlier confirmation was undone; None if there is none."""
    try:
        if follows:
            return WouldRecord(follows, statuses=tuple(further_statuses(said, told, case or CaseSoFar((), Lawful.UNKNOWN))))
        facts = incident_facts(said)
        taken_back = case.taken_back if case else frozenset()
        own = CaseSoFar(tuple(map(Category, facts["categories"])), lawful_of(facts), facts["happened_on"], taken_back)
        return WouldRecord(None, facts, tuple(first_statuses(said, told, own)))
    except BadDecision as error:
        return WouldRecord(follows, fault=str(error))


def first_statuses(said: Mapping[str, Any], told: FirstTold, case: CaseSoFar) -> list[Brought]:
    """The statuses with which a new incident begins: that it was reported, if an outlet did, and each outcome that is told. Where a step of the case is dated before the
    report, the step alone: that it was reported later tells nothing of the case. Raises BadDecision."""
    found: list[Brought] = []
    reported = [(told.reported[0], StatusCode.REP, told.reported[1])] if told.reported else []
    for at, code, where in [*reported, *statuses_of(said, told.day, told.source, case.categories)]:
        # An article may be dated before the event, if its date was read wrongly. A status may not.
        later = max(at, case.happened_on) if case.happened_on and "status" not in said else at
        once = code is not StatusCode.REP or told.reported in (None, (at, where))
        brought = (code, later, where)
        if _in_place(case, code, said) and once and brought not in found and not _taken_back(brought, case, said):
            found.append(brought)
    first_step = min((at for code, at, _ in found if code is not StatusCode.REP), default=None)
    return [one for one in found if one[0] is not StatusCode.REP or first_step is None or one[1] <= first_step]


def further_statuses(said: Mapping[str, Any], told: FirstTold, case: CaseSoFar) -> list[Brought]:
    """The statuses that news of an incident brings, dated by the day when it was told. If it brings none, that it was reported again, if an outlet did. Raises BadDecision."""
    brought = statuses_of(said, told.day, told.source, case.categories)
    if not brought and "status" not in said and told.reported:
        brought = [(told.reported[0], StatusCode.REP, told.reported[1])]
    placed = [(code, at, where) for at, code, where in brought if _in_place(case, code, said)]
    return [one for one in placed if not _taken_back(one, case, said)]


def asks_again(would: WouldRecord, codes: Collection[str]) -> tuple[str, ...]:
    """Why a confirmation is asked for once more, in words; nothing if it is not. Killing, abduction and torture are not recorded by one key, nor an incident of
    which nobody knows when or against whom, nor news of an incident with which the draft has nobody and nothing in common. `codes` are the categories of the draft:
    news of a killing is asked for again as well."""
    why = [tr(CATEGORIES[code].label) for code in _GRAVE if code in codes]
    if would.case and not would.fault and not would.case.shared:
        named = ": ".join(filter(None, (would.case.number, would.case.title)))
        why.append(tr("no person, place or outlet agrees with {incident}").format(incident=named))
    if not would.follows and not would.fault:
        why += [tr("no date")] if would.facts["happened_on"] is None else []
        why += [tr("no victim is named")] if not would.facts["victims"] else []
    return tuple(why)


def _in_place(case: CaseSoFar, code: StatusCode, said: Mapping[str, Any]) -> bool:
    """Whether a status may stand on the incident. One that a person chose is tried as it is, and refused in words if it may not."""
    return "status" in said or misplaced(code, case.categories, case.lawful) is None


def _taken_back(status: Brought, case: CaseSoFar, said: Mapping[str, Any]) -> bool:
    """Whether a person withdrew the status, so that the confirmation brings it no more. Raises BadDecision if it is the one that a person chose: nothing that
    somebody entered is left out without a word."""
    if status in case.taken_back and said.get("status") == status[0]:
        words = tr(
            "{day}: {code} from this source was withdrawn because it was wrong; confirm without a status, and add it by hand if it is right after all"
        )
        raise BadDecision(words.format(day=status[1], code=status[0]), "status")
    return status in case.taken_back
