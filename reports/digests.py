"""The words of a notice about drafts: the urgent one, the day's, the week's. Plain text in the reader's language, short enough for every service. Pure.

`origin` is the public address of the desk. Where it has one, each draft and incident stands with the address of its page there; else with its number alone.
"""

from collections.abc import Iterable, Sequence
from datetime import date

from records.clock import at_home
from records.filters import DraftKind
from records.i18n import ntr, tr
from records.incident_model import Incident
from records.vocabulary import LETTER_KIND_LABELS, STATE_BODY_LABELS, STATUS_LABELS, Category
from records.written_dates.day_phrases import day_in_words, days_between, since_day
from reports.case_words import penalty_words
from reports.digest_lines import AheadLine, AnswerLine, DayDigest, IncidentLine, StatusLine, UrgentNotice, WeekDigest
from reports.draft_items import draft_items, incident_title, page_of_draft, page_of_incident
from reports.impunity.clocks import answered_on, clocks, statuses_until
from reports.impunity.rollups import IMPUNITY_DAYS
from reports.notice_text import MessagePart, message, plain
from reports.urgency import URGENT


def passed_a_year(incident: Incident, first: date, last: date) -> bool:
    """Whether the case reached a year without accountability on one of these days, with nobody held to account by the last of them."""
    days = clocks(incident, last).without_accountability
    if days is None or answered_on(statuses_until(incident, last)) is not None:
        return False
    return IMPUNITY_DAYS <= days <= IMPUNITY_DAYS + (last - first).days


def urgent_words(notice: UrgentNotice, origin: str = "") -> tuple[str, str]:
    """One message for all of them, the likeliest draft first: its title and its text."""
    heads, parts = [], []
    if notice.drafts:
        count = len(notice.drafts)
        head = ntr("urgent: {n} draft on killing, abduction or custody", "urgent: {n} drafts on killing, abduction or custody", count)
        heads.append(head.format(n=count))
        items = draft_items(notice.drafts, URGENT, notice.followed, origin, articles=True)
        parts.append(MessagePart(tr("The machine found this; nobody has confirmed it yet."), items, len(items)))
    if notice.near:
        count = len(notice.near)
        heads.append(ntr("{n} date today or tomorrow", "{n} dates today or tomorrow", count).format(n=count))
        parts.append(MessagePart(tr("Today and tomorrow:"), _dates(notice.near, origin), count))
    return message("; ".join(heads), parts)


def day_words(digest: DayDigest, origin: str = "") -> tuple[str, str]:
    """The day's message: its title and its text."""
    count = sum(digest.new.values())
    parts = [MessagePart(_new(digest))] if count or digest.told else []
    if digest.likeliest:
        items = draft_items(digest.likeliest, tuple(Category), digest.followed, origin)
        parts.append(MessagePart(tr("The likeliest:"), items, len(items)))
    if digest.ahead:
        head = tr("Hearings, deadlines and last days for an appeal in the next days:")
        parts.append(MessagePart(head, _dates(digest.ahead, origin), len(digest.ahead)))
    for head, lines in (
        (tr("State bodies must answer in the next days:"), digest.answers),
        (tr("No answer of a state body, and the term has passed:"), digest.owed),
    ):
        if lines:
            parts.append(MessagePart(head, [_answer(one, origin) for one in lines], len(lines)))
    waiting = tr("Waiting in all: {n}").format(n=digest.waiting)
    due = [tr("of these deferred until today: {n}").format(n=digest.deferred)] if digest.deferred else []
    queue = [f"{origin}/queue"] if origin else []
    parts.append(MessagePart("\n".join([waiting, *due, *queue])))
    return message(_day_head(digest, count), parts)


def week_words(digest: WeekDigest, origin: str = "") -> tuple[str, str]:
    """The week's message: its title and its text. The headline of an incident stands once, however much became of it."""
    parts, named = [], set[str]()
    if digest.added:
        items = _by_incident(digest.statuses, named, origin)
        parts.append(MessagePart(tr("Statuses added: {n}").format(n=digest.added), items, digest.cases))
    if digest.passed_a_year:
        count = len(digest.passed_a_year)
        head = tr("A year has passed, and nobody was held accountable: {n}").format(n=count)
        parts.append(MessagePart(head, [f"- {_incident(one, named, origin)}" for one in digest.passed_a_year], count))
    if digest.recorded:
        items = [f"- {_incident(one, named, origin)}" for one in digest.confirmed]
        parts.append(MessagePart(tr("Incidents confirmed: {n}").format(n=digest.recorded), items, digest.recorded))
    if digest.decisions:
        ranked = sorted(digest.decisions.items(), key=lambda one: (-one[1], one[0]))
        head = tr("Decisions taken: {n}").format(n=sum(digest.decisions.values()))
        parts.append(MessagePart(head, [f"- {plain(who)}: {count}" for who, count in ranked], len(ranked)))
    if digest.misplaced:
        parts.append(MessagePart(_misplaced(digest.misplaced, origin)))
    if digest.head:
        parts.append(MessagePart(f"{tr('Head of the ledger')}: {digest.head}"))
    return message(tr("the week: {days}").format(days=days_between(digest.first, digest.last)), parts)


def _new(digest: DayDigest) -> str:
    kinds = {
        DraftKind.INCIDENT: tr("- new incidents: {n}"),
        DraftKind.FOLLOWUP: tr("- news of earlier incidents: {n}"),
        DraftKind.UNRECORDED: tr("- news of incidents that the record lacks: {n}"),
        DraftKind.SAMPLE: tr("- spot checks: {n}"),
    }
    since = at_home(digest.since)
    lines = [tr("Since {time}, {since_day}, and undecided so far:").format(time=f"{since:%H:%M}", since_day=since_day(since.date()))]
    lines += [words.format(n=digest.new[kind]) for kind, words in kinds.items() if digest.new.get(kind)]
    return "\n".join([*lines, *([tr("- told at once: {n}").format(n=digest.told)] if digest.told else [])])


def _day_head(digest: DayDigest, count: int) -> str:
    soon, owed = len(digest.ahead) + len(digest.answers), len(digest.owed)
    if count or not (soon or owed):
        return ntr("{n} new draft", "{n} new drafts", count).format(n=count)
    if soon:
        return ntr("{n} date ahead", "{n} dates ahead", soon).format(n=soon)
    return ntr("{n} answer is owed", "{n} answers are owed", owed).format(n=owed)


def _misplaced(count: int, origin: str) -> str:
    told = (
        ntr(
            "{n} status tells the wrong story and is left out: {page}",
            "{n} statuses tell the wrong story and are left out: {page}",
            count,
        )
        if origin
        else ntr(
            "{n} status tells the wrong story and is left out; `qorgan review` lists it",
            "{n} statuses tell the wrong story and are left out; `qorgan review` lists them",
            count,
        )
    )
    return told.format(n=count, page=f"{origin}/incidents?review=yes")


def _by_incident(statuses: Iterable[StatusLine], named: set[str], origin: str) -> list[str]:
    """What became of each incident, the incidents in the order in which they come first."""
    groups: dict[str, list[StatusLine]] = {}
    for one in statuses:
        groups.setdefault(one.incident.number, []).append(one)
    return ["\n".join([f"- {_incident(some[0].incident, named, origin)}", *map(_status, some)]) for some in groups.values()]


def _status(one: StatusLine) -> str:
    """The day, the label, which says whose story it tells, and what a ruling takes."""
    return f"  {day_in_words(one.day)}: " + ", ".join(filter(None, (tr(STATUS_LABELS[one.code]), penalty_words(one.penalty))))


def _dates(lines: Sequence[AheadLine], origin: str) -> list[str]:
    named = set[str]()
    return [f"- {day_in_words(one.day)}, {_what(one)}; {_incident(one.incident, named, origin)}" for one in lines]


def _what(one: AheadLine) -> str:
    if one.ruling is not None:
        return f"{tr('last day for an appeal')}: {tr(STATUS_LABELS[one.ruling])}"
    return plain(one.what, 80) or tr("a hearing")


def _answer(one: AnswerLine, origin: str) -> str:
    place = one.number or tr("draft {id}").format(id=one.draft)
    page = page_of_incident(one.number, origin) if one.number else page_of_draft(one.draft or 0, origin)
    told = f"- {day_in_words(one.due)}, {place}: {tr(STATE_BODY_LABELS[one.body])}, {tr(LETTER_KIND_LABELS[one.kind])}"
    return "\n".join(filter(None, (told, page)))


def _incident(one: IncidentLine, named: set[str], origin: str) -> str:
    """Its number, headline and address, where it is named for the first time in the message; then without the headline."""
    told = one.number if one.number in named else f"{one.number}: {incident_title(one)}"
    named.add(one.number)
    return "\n".join(filter(None, (told, page_of_incident(one.number, origin))))
