"""The words of a notice about drafts: the urgent one, the day's, the week's. Plain text in the reader's language, short enough for every service. Pure."""

from collections.abc import Sequence
from datetime import date
from urllib.parse import quote

from records.clock import at_home
from records.country import home, place_name, region_name
from records.filters import DraftKind
from records.i18n import ntr, own_words, reader, tr
from records.incident_model import Incident
from records.vocabulary import (
    CATEGORIES,
    LETTER_KIND_LABELS,
    STATE_BODY_LABELS,
    STATUS_LABELS,
    Category,
    DatePrecision,
)
from reports.case_words import penalty_words
from reports.digest_lines import AheadLine, AnswerLine, DayDigest, DraftLine, IncidentLine, StatusLine, WeekDigest
from reports.impunity.clocks import answered_on, clocks, statuses_until
from reports.impunity.rollups import IMPUNITY_DAYS
from reports.notice_text import MessagePart, message, plain

# Told at once, in the order of the vocabulary.
URGENT = tuple(category for category in Category if category.facts.urgent)
# From here a draft is more likely an incident than not (docs/model-card.md, "Does a score mean what it says?"); below, the day's digest is early enough.
URGENT_SCORE = 0.5
# A longer address is left out: cut, it would lead nowhere. The draft's number stands beside it.
_ADDRESS = 500


def passed_a_year(incident: Incident, first: date, last: date) -> bool:
    """Whether the case reached a year without accountability on one of these days, with nobody held to account by the last of them."""
    days = clocks(incident, last).without_accountability
    if days is None or answered_on(statuses_until(incident, last)) is not None:
        return False
    return IMPUNITY_DAYS <= days <= IMPUNITY_DAYS + (last - first).days


def urgent_words(drafts: Sequence[DraftLine]) -> tuple[str, str]:
    """One message for all of them, the likeliest first: its title and its text."""
    count = len(drafts)
    head = ntr("urgent: {n} draft on killing, abduction or custody", "urgent: {n} drafts on killing, abduction or custody", count).format(n=count)
    items = [_numbered(place, draft, [_kinds(draft, URGENT)], address=True) for place, draft in enumerate(drafts, start=1)]
    return message(head, [MessagePart(tr("The machine found this; nobody has confirmed it yet."), items, count)])


def day_words(digest: DayDigest) -> tuple[str, str]:
    """The day's message: its title and its text."""
    count = sum(digest.new.values())
    kinds = {
        DraftKind.INCIDENT: tr("- new incidents: {n}"),
        DraftKind.FOLLOWUP: tr("- news of earlier incidents: {n}"),
        DraftKind.UNRECORDED: tr("- news of incidents that the record lacks: {n}"),
        DraftKind.SAMPLE: tr("- spot checks: {n}"),
    }
    since = tr("Since {moment}, undecided so far:").format(moment=f"{at_home(digest.since):%Y-%m-%d %H:%M}")
    parts = [MessagePart("\n".join([since, *(words.format(n=digest.new[kind]) for kind, words in kinds.items() if digest.new.get(kind))]))]
    if digest.likeliest:
        items = [_numbered(place, draft, [_kinds(draft, tuple(Category))]) for place, draft in enumerate(digest.likeliest, start=1)]
        parts.append(MessagePart(tr("The likeliest:"), items, len(items)))
    if digest.ahead:
        head = tr("Hearings, deadlines and last days for an appeal in the next days:")
        parts.append(MessagePart(head, [_ahead(one) for one in digest.ahead], len(digest.ahead)))
    for head, lines in (
        (tr("State bodies must answer in the next days:"), digest.answers),
        (tr("No answer of a state body, and the term has passed:"), digest.owed),
    ):
        if lines:
            parts.append(MessagePart(head, [_answer(one) for one in lines], len(lines)))
    waiting = tr("Waiting in all: {n}").format(n=digest.waiting)
    due = [tr("of these deferred until today: {n}").format(n=digest.deferred)] if digest.deferred else []
    parts.append(MessagePart("\n".join([waiting, *due])))
    soon, owed = len(digest.ahead) + len(digest.answers), len(digest.owed)
    if count or not (soon or owed):
        told = ntr("{n} new draft", "{n} new drafts", count).format(n=count)
    elif soon:
        told = ntr("{n} date ahead", "{n} dates ahead", soon).format(n=soon)
    else:
        told = ntr("{n} answer is owed", "{n} answers are owed", owed).format(n=owed)
    return message(told, parts)


def week_words(digest: WeekDigest, origin: str = "") -> tuple[str, str]:
    """The week's message: its title and its text. `origin` is the public address of the desk, where it has one: what is to be looked at is named by its page there."""
    parts = []
    if digest.added:
        items = [f"- {one.incident.number}, {one.day}, {_status(one)}: {_incident_title(one.incident)}" for one in digest.statuses]
        parts.append(MessagePart(tr("Statuses added: {n}").format(n=digest.added), items, digest.added))
    if digest.passed_a_year:
        count = len(digest.passed_a_year)
        head = tr("A year has passed, and nobody was held accountable: {n}").format(n=count)
        parts.append(MessagePart(head, [_incident(one) for one in digest.passed_a_year], count))
    if digest.recorded:
        parts.append(
            MessagePart(tr("Incidents confirmed: {n}").format(n=digest.recorded), [_incident(one) for one in digest.confirmed], digest.recorded)
        )
    if digest.decisions:
        ranked = sorted(digest.decisions.items(), key=lambda one: (-one[1], one[0]))
        head = tr("Decisions taken: {n}").format(n=sum(digest.decisions.values()))
        parts.append(MessagePart(head, [f"- {plain(who)}: {count}" for who, count in ranked], len(ranked)))
    if digest.misplaced:
        told = (
            ntr(
                "{n} status tells the wrong story and is left out: {page}",
                "{n} statuses tell the wrong story and are left out: {page}",
                digest.misplaced,
            )
            if origin
            else ntr(
                "{n} status tells the wrong story and is left out; `qorgan review` lists it",
                "{n} statuses tell the wrong story and are left out; `qorgan review` lists them",
                digest.misplaced,
            )
        )
        parts.append(MessagePart(told.format(n=digest.misplaced, page=f"{origin}/incidents?review=yes")))
    if digest.head:
        parts.append(MessagePart(f"{tr('Head of the ledger')}: {digest.head}"))
    return message(tr("week {first} – {last}").format(first=digest.first, last=digest.last), parts)


def likely(score: float) -> str:
    """A score (0 to 1) as a word, the same as at the desk."""
    if score >= 0.9:
        return tr("very likely")
    if score >= 0.7:
        return tr("likely")
    return tr("possible") if score >= 0.5 else tr("unlikely")


def _numbered(place: int, draft: DraftLine, first: Sequence[str], *, address: bool = False) -> str:
    """A draft as an item. Its title has a line of its own, because a title written from right to left would turn what stands beside it."""
    where = plain(place_name(draft.place or "", draft.region), 80) or (region_name(draft.region) if draft.region in home().regions else "")
    facts = [*first, likely(draft.score), _outlet(draft), where, _day(draft), tr("draft {id}").format(id=draft.id), _earlier(draft)]
    lines = [f"{place}. {plain(draft.title) or tr('(no title)')}", "; ".join(fact for fact in facts if fact)]
    return "\n".join([*lines, *([_address(draft.url)] if address and _address(draft.url) else [])])


def _kinds(draft: DraftLine, wanted: Sequence[Category]) -> str:
    """The draft's categories among these, at most three."""
    return ", ".join([tr(CATEGORIES[code].label) for code in wanted if code in draft.codes][:3])


def _outlet(draft: DraftLine) -> str:
    """The outlet's title. If it has none, its name, which is ours and needs no cleaning."""
    return plain(own_words(draft.outlet_title), 80) or draft.outlet


def _day(draft: DraftLine) -> str:
    if draft.day is None:
        return ""
    letters = {DatePrecision.YEAR: 4, DatePrecision.MONTH: 7}.get(draft.precision or DatePrecision.DAY, 10)
    return draft.day.isoformat()[:letters]


def _earlier(draft: DraftLine) -> str:
    if draft.follows:
        return tr("news of {number}").format(number=draft.follows)
    return tr("news of an earlier incident") if draft.earlier else ""


def _address(url: str) -> str:
    """The address of an article in a form that can only be read as an address: letters beyond ASCII are encoded."""
    written = quote(url.strip(), safe="%:/?#@!$&'()+,;=-._~")
    return written if written.startswith(("http://", "https://")) and len(written) <= _ADDRESS else ""


def _status(one: StatusLine) -> str:
    """The label, which says whose story it tells, and what a ruling takes."""
    return ", ".join(filter(None, (tr(STATUS_LABELS[one.code]), penalty_words(one.penalty))))


def _ahead(one: AheadLine) -> str:
    what = plain(one.what, 80) or tr("a hearing")
    if one.ruling is not None:
        what = f"{tr('last day for an appeal')}: {tr(STATUS_LABELS[one.ruling])}"
    return f"- {one.day}, {what}; {one.incident.number}: {_incident_title(one.incident)}"


def _answer(one: AnswerLine) -> str:
    place = one.number or tr("draft {id}").format(id=one.draft)
    return f"- {one.due}, {place}: {tr(STATE_BODY_LABELS[one.body])}, {tr(LETTER_KIND_LABELS[one.kind])}"


def _incident(one: IncidentLine) -> str:
    return f"- {one.number}: {_incident_title(one)}"


def _incident_title(one: IncidentLine) -> str:
    return plain(one.titles.get(reader()) or one.title) or tr(CATEGORIES[Category(one.primary)].label)
