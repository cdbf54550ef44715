"""Notices about drafts and cases: their data, whether a draft is urgent, and the words of the urgent, daily and weekly messages. Pure.

Messages are plain text in the reader's language, short enough for every service. `origin` is the public address of the desk. With it, each draft and
incident is given with the address of its page; without it, with its number alone.
"""

import unicodedata
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from urllib.parse import quote

from records.clock import to_home_time
from records.country import CustodyKind, home, place_name, region_name
from records.filters import DraftKind
from records.i18n import ntr, reader_language, tr, words_for_reader
from records.incident_model import NO_PENALTY, Incident, Penalty
from records.language.dates import day_in_words, days_between, month_in_words, since_day
from records.language.days import DaySpan
from records.vocabulary import (
    CATEGORIES,
    LETTER_KIND_LABELS,
    STATE_BODY_LABELS,
    STATUS_LABELS,
    Category,
    DatePrecision,
    LetterKind,
    Outcome,
    StateBody,
    StatusCode,
    Track,
)
from reports.case_calendar import penalty_words
from reports.impunity.clocks import IMPUNITY_DAYS, accountability_day, clocks, statuses_until
from reports.impunity.term_lengths import end_of_limit

# The data of notices: drafts, incidents, dates and statuses as lines, and the digests of a day and of a week.


@dataclass(frozen=True)
class DraftLine:
    """A draft in a notice.

    `titles` are titles in other languages, where a person or an article has one. `site` is the site of the outlet. `day` is the day of the incident,
    as precisely as it is known. `earlier`: it is news of an earlier incident, whose number is `follows` if it is recorded.
    """

    id: int
    title: str
    score: float
    codes: tuple[str, ...] = ()
    titles: Mapping[str, str] = field(default_factory=dict)
    site: str = ""
    outlet_title: Mapping[str, str] = field(default_factory=dict)
    place: str = ""
    region: str | None = None
    day: date | None = None
    precision: DatePrecision | None = None
    url: str = ""
    earlier: bool = False
    follows: str | None = None


@dataclass(frozen=True)
class IncidentLine:
    """An incident in a notice. `titles` are those that a person checked, by language; `title` is the original."""

    number: str
    title: str
    primary: str
    titles: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class AppointmentLine:
    """A hearing or a deadline in a notice, or, with a ruling, the last day for appealing it."""

    day: date
    incident: IncidentLine
    what: str = ""
    ruling: StatusCode | None = None


@dataclass(frozen=True)
class BodyRequestLine:
    """A request that a state body must answer by a day, in a notice: its kind, and the number of the case or of the draft only."""

    id: int
    due: date
    body: StateBody
    kind: LetterKind
    number: str | None = None
    draft: int | None = None


@dataclass(frozen=True)
class UrgentNotice:
    """Content of an urgent message: drafts, and the dates of today and tomorrow. `followed` are the incidents that drafts have news of, by number."""

    drafts: Sequence[DraftLine] = ()
    near: Sequence[AppointmentLine] = ()
    followed: Mapping[str, IncidentLine] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to report."""
        return not (self.drafts or self.near)


@dataclass(frozen=True)
class DayDigest:
    """Undecided drafts that arrived since a moment and were not in an urgent message, by kind.

    `waiting` counts all drafts that wait, `deferred` those of them whose day has come, `told` those that came since then and were in an urgent
    message. `ahead` are calendar entries of the next days, `answers` the answers due in them, and `owed` those whose term has passed recently: each
    only if no earlier message reported it. `followed` are the incidents that drafts have news of, by number.
    """

    since: datetime
    new: Mapping[DraftKind, int]
    likeliest: Sequence[DraftLine]
    waiting: int
    deferred: int
    ahead: Sequence[AppointmentLine] = ()
    answers: Sequence[BodyRequestLine] = ()
    owed: Sequence[BodyRequestLine] = ()
    told: int = 0
    followed: Mapping[str, IncidentLine] = field(default_factory=dict)

    @property
    def empty(self) -> bool:
        """Whether there is nothing to report."""
        return not any(self.new.values()) and not self.ahead and not self.answers and not self.owed


@dataclass(frozen=True)
class StatusLine:
    """A status that was added, and its incident."""

    incident: IncidentLine
    code: StatusCode
    day: date
    penalty: Penalty = NO_PENALTY


@dataclass(frozen=True)
class WeekDigest:
    """What became of cases in the days from `first` to `last`.

    The lists may be cut; `added`, `cases` and `recorded` are the full numbers of statuses, of the incidents to which they were added, and of
    incidents. The status "reported" is not counted here: it is no news of a case. `decisions` are counted by person. `head` is the last row of the
    ledger when this was made: with the message one can prove later that nothing before it was rewritten. `misplaced` counts all statuses on the wrong
    track, which no message lists; they alone are no reason to send one.
    """

    first: date
    last: date
    statuses: Sequence[StatusLine]
    added: int
    cases: int
    confirmed: Sequence[IncidentLine]
    recorded: int
    passed_a_year: Sequence[IncidentLine]
    decisions: Mapping[str, int]
    head: str = ""
    misplaced: int = 0

    @property
    def empty(self) -> bool:
        """Whether there is nothing to report."""
        return not (self.added or self.recorded or self.passed_a_year or self.decisions)


# Building the text of a notice from parts and items, and making texts of others safe. Titles and places come from the web. Nothing in them may break
# a line, change the direction of writing, hide a letter, or act as markup in a service.

# Telegram takes 4,096 UTF-16 units a message, title included; the rest is for what a service adds itself.
ROOM = 3600
# Items of one list, and letters of one text within an item.
MOST = 20
_LETTERS = 160
# Characters that services read as markup or as a mention, with look-alikes that are neither.
_MARKUP = str.maketrans(
    {"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")", "*": "∗", "_": "-", "`": "'", "~": "∼", "|": "¦", "\\": "/", "@": "＠"}
)
# Characters of the class "letter" that are blank on every screen.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


@dataclass(frozen=True)
class MessagePart:
    """A part of a message: its heading, and its items, of which the last are left out first."""

    head: str
    items: Sequence[str] = ()
    total: int = 0


def plain(text: str, most: int = _LETTERS) -> str:
    """Return a text of others on one line without control characters, invisible characters, stacked marks or markup; cut after `most` letters."""
    letters: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(letter)
        if kind in ("Cc", "Zs", "Zl", "Zp"):
            letters.append(" ")
        elif kind[0] != "C" and kind not in ("Mn", "Me") and letter not in _BLANK:
            letters.append(letter)
    line = " ".join("".join(letters).split()).translate(_MARKUP)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def message(head: str, parts: Sequence[MessagePart]) -> tuple[str, str]:
    """Return title and text. While both together are too long, the last item of the longest list is dropped."""
    title = f"Qorgan: {head}"
    counts = [min(len(part.items), MOST) for part in parts]
    while _units(title) + _units(text := _text(parts, counts)) > ROOM and max(counts, default=0) > 1:
        lengths = [sum(map(_units, part.items[:count])) if count > 1 else 0 for part, count in zip(parts, counts, strict=True)]
        counts[lengths.index(max(lengths))] -= 1
    return title, text


def _text(parts: Sequence[MessagePart], counts: Sequence[int]) -> str:
    lines = []
    for part, count in zip(parts, counts, strict=True):
        more = [tr("and {n} more").format(n=part.total - count)] if part.total > count else []
        lines.append("\n".join([part.head, *part.items[:count], *more]))
    return "\n\n".join(lines)


def _units(text: str) -> int:
    """Return the length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2


# Whether a draft is urgent: by what happened, when, and whether it may still go on. The date of publication says little: a weekly paper is always
# late, and a person arrested then may still be in custody. `records.digest_state` checks that the draft was found just now.

# Urgent categories, in the order of the vocabulary.
URGENT = tuple(category for category in Category if category.facts.urgent)
# From this score on a draft is more likely an incident than not (docs/model-card.md, "Does a score mean what it says?"); below it, the day's digest
# is early enough.
URGENT_SCORE = 0.5
# A killing or an abduction is urgent for this long after it happened, and custody where no law sets a limit; later it is news of an old case.
RECENT = timedelta(days=30)
_CUSTODY = frozenset({Category.DET, Category.ARR})
# Outcomes that free a journalist, on the journalist's track.
_ENDED = frozenset({Outcome.DROPPED, Outcome.ACQUITTED})


def latest_day(happened: date | None, precision: DatePrecision | None, published: date | None) -> date | None:
    """Return the last day on which the incident can have happened; None if neither its date nor a publication is known.

    A date known to the month or the year counts by its last day. It is never after the first publication.
    """
    last = DaySpan.of(happened, precision or DatePrecision.DAY).last if happened else None
    return min(filter(None, (last, published)), default=None)


def is_urgent(codes: Collection[str], latest: date | None, outcome: str | None, outcome_of: str | None, today: date) -> bool:
    """Return whether a draft with these categories is reported at once.

    `latest` is the last day on which it can have happened; None counts as recent. `outcome` is the outcome, and `outcome_of` the track that it
    belongs to. A detention may have become an arrest, so somebody may be in custody for as long as an arrest may last by law; with a criminal case as
    long as remand may.
    """
    urgent = {code for code in URGENT if code in codes}
    if urgent - _CUSTODY and (latest is None or today - latest <= RECENT):
        return True
    if not urgent & _CUSTODY or (outcome_of == Track.JOURNALIST and outcome in _ENDED):
        return False
    limit = home().custody_limits.get(CustodyKind.REMAND if Category.CRM in codes else CustodyKind.ARREST)
    return latest is None or today <= (end_of_limit(latest, limit) or latest + RECENT)


# Drafts as items of a notice: kind, likelihood, outlet, place, day, and the addresses of the draft at the desk and of its article. News of one
# incident is grouped under it.

# A longer address is left out, since a cut one would be invalid; the draft's number is given anyway.
_ADDRESS = 500


def draft_items(
    drafts: Sequence[DraftLine], categories: Sequence[Category], followed: Mapping[str, IncidentLine], origin: str, *, articles: bool = False
) -> list[str]:
    """Return the numbered items in the order of the drafts.

    Only the `categories` categories are named. `articles`: with the addresses of articles. News of one of the `followed` incidents is one item.
    """
    groups: dict[str | int, list[DraftLine]] = {}
    for draft in drafts:
        groups.setdefault(draft.follows if draft.follows and draft.follows in followed else draft.id, []).append(draft)
    items = []
    for place, (key, group) in enumerate(groups.items(), start=1):
        words = [_draft(line, categories, origin, articles=articles, under=key in followed) for line in group]
        if isinstance(key, str):
            head = tr("News of {number}: {title}").format(number=key, title=incident_title(followed[key]))
            words = ["\n".join(filter(None, (head, page_of_incident(key, origin)))), *(f"– {word}" for word in words)]
        items.append(f"{place}. " + "\n".join(words))
    return items


def page_of_draft(id: int, origin: str) -> str:
    """Return the address of a draft at the desk; empty where the desk has no public address."""
    return f"{origin}/drafts/{id}" if origin else ""


def page_of_incident(number: str, origin: str) -> str:
    """Return the address of an incident at the desk; empty where the desk has no public address."""
    return f"{origin}/incidents/{number}" if origin else ""


def incident_title(incident_line: IncidentLine) -> str:
    """Return an incident's checked headline in the reader's language, else the original; without a headline, its kind."""
    return plain(incident_line.titles.get(reader_language()) or incident_line.title) or tr(CATEGORIES[Category(incident_line.primary)].label)


def likely(score: float) -> str:
    """Return a score (0 to 1) as a word, the same as at the desk."""
    if score >= 0.9:
        return tr("very likely")
    if score >= 0.7:
        return tr("likely")
    return tr("possible") if score >= 0.5 else tr("unlikely")


def _draft(draft: DraftLine, categories: Sequence[Category], origin: str, *, articles: bool, under: bool) -> str:
    """Return a draft in lines. Its title has its own line, because a right-to-left title would reorder what follows it."""
    title = plain(draft.titles.get(reader_language()) or draft.title) or tr("(no title)")
    facts = [_kinds(draft, categories), likely(draft.score), _outlet(draft), _where(draft), _day(draft), tr("draft {id}").format(id=draft.id)]
    facts += [] if under else [_earlier(draft)]
    addresses = [page_of_draft(draft.id, origin), _address(draft.url) if articles else ""]
    return "\n".join(filter(None, (title, "; ".join(filter(None, facts)), *addresses)))


def _kinds(draft: DraftLine, categories: Sequence[Category]) -> str:
    """Return the draft's categories among the wanted ones, at most three. Labels contain commas, so a slash separates them."""
    return " / ".join([tr(CATEGORIES[code].label) for code in categories if code in draft.codes][:3])


def _outlet(draft: DraftLine) -> str:
    """Return the outlet's title; without one, the name of its site."""
    return plain(words_for_reader(draft.outlet_title), 80) or plain(draft.site, 80)


def _where(draft: DraftLine) -> str:
    """Return the place in the reader's language, else the region of the home country."""
    return plain(place_name(draft.place or "", draft.region), 80) or (region_name(draft.region) if draft.region in home().regions else "")


def _day(draft: DraftLine) -> str:
    """Return the day as precisely as it is known."""
    match draft.day, draft.precision:
        case None, _:
            return ""
        case day, DatePrecision.YEAR:
            return str(day.year)
        case day, DatePrecision.MONTH:
            return month_in_words(day)
        case day, _:
            return day_in_words(day)


def _earlier(draft: DraftLine) -> str:
    if draft.follows:
        return tr("news of {number}").format(number=draft.follows)
    return tr("news of an earlier incident") if draft.earlier else ""


def _address(url: str) -> str:
    """Return the address of an article with letters beyond ASCII encoded, so that it can only be read as an address."""
    written = quote(url.strip(), safe="%:/?#@!$&'()+,;=-._~")
    return written if written.startswith(("http://", "https://")) and len(written) <= _ADDRESS else ""


def passed_a_year(incident: Incident, first: date, last: date) -> bool:
    """Return whether the case reached a year without accountability on one of these days, with nobody held to account by the last."""
    days = clocks(incident, last).without_accountability
    if days is None or accountability_day(statuses_until(incident, last)) is not None:
        return False
    return IMPUNITY_DAYS <= days <= IMPUNITY_DAYS + (last - first).days


def urgent_words(notice: UrgentNotice, origin: str = "") -> tuple[str, str]:
    """Return title and text of one message for all urgent drafts and dates, the likeliest draft first."""
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
    """Return title and text of the day's message."""
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
            parts.append(MessagePart(head, [_answer(line, origin) for line in lines], len(lines)))
    waiting = tr("Waiting in all: {n}").format(n=digest.waiting)
    due = [tr("of these deferred until today: {n}").format(n=digest.deferred)] if digest.deferred else []
    queue = [f"{origin}/queue"] if origin else []
    parts.append(MessagePart("\n".join([waiting, *due, *queue])))
    return message(_day_head(digest, count), parts)


def week_words(digest: WeekDigest, origin: str = "") -> tuple[str, str]:
    """Return title and text of the week's message. The headline of an incident is given once only."""
    parts, named = [], set[str]()
    if digest.added:
        items = _by_incident(digest.statuses, named, origin)
        parts.append(MessagePart(tr("Statuses added: {n}").format(n=digest.added), items, digest.cases))
    if digest.passed_a_year:
        count = len(digest.passed_a_year)
        head = tr("A year has passed, and nobody was held accountable: {n}").format(n=count)
        parts.append(MessagePart(head, [f"- {_incident(incident, named, origin)}" for incident in digest.passed_a_year], count))
    if digest.recorded:
        items = [f"- {_incident(incident, named, origin)}" for incident in digest.confirmed]
        parts.append(MessagePart(tr("Incidents confirmed: {n}").format(n=digest.recorded), items, digest.recorded))
    if digest.decisions:
        ranked = sorted(digest.decisions.items(), key=lambda item: (-item[1], item[0]))
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
    since = to_home_time(digest.since)
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
    template = (
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
    return template.format(n=count, page=f"{origin}/incidents?review=yes")


def _by_incident(statuses: Iterable[StatusLine], named: set[str], origin: str) -> list[str]:
    """Return the statuses grouped by incident, in the order in which incidents first occur."""
    groups: dict[str, list[StatusLine]] = {}
    for status in statuses:
        groups.setdefault(status.incident.number, []).append(status)
    return ["\n".join([f"- {_incident(group[0].incident, named, origin)}", *map(_status, group)]) for group in groups.values()]


def _status(status_line: StatusLine) -> str:
    """Return the day, the label, which includes the track, and the penalty of a ruling."""
    return f"  {day_in_words(status_line.day)}: " + ", ".join(filter(None, (tr(STATUS_LABELS[status_line.code]), penalty_words(status_line.penalty))))


def _dates(lines: Sequence[AppointmentLine], origin: str) -> list[str]:
    named = set[str]()
    return [f"- {day_in_words(line.day)}, {_appointment_text(line)}; {_incident(line.incident, named, origin)}" for line in lines]


def _appointment_text(appointment_line: AppointmentLine) -> str:
    if appointment_line.ruling is not None:
        return f"{tr('last day for an appeal')}: {tr(STATUS_LABELS[appointment_line.ruling])}"
    return plain(appointment_line.what, 80) or tr("a hearing")


def _answer(body_request_line: BodyRequestLine, origin: str) -> str:
    place = body_request_line.number or tr("draft {id}").format(id=body_request_line.draft)
    page = page_of_incident(body_request_line.number, origin) if body_request_line.number else page_of_draft(body_request_line.draft or 0, origin)
    line = f"- {day_in_words(body_request_line.due)}, {place}: {tr(STATE_BODY_LABELS[body_request_line.body])}, {tr(LETTER_KIND_LABELS[body_request_line.kind])}"
    return "\n".join(filter(None, (line, page)))


def _incident(incident_line: IncidentLine, named: set[str], origin: str) -> str:
    """Return its number, headline and address the first time in a message; later its number and address."""
    name = incident_line.number if incident_line.number in named else f"{incident_line.number}: {incident_title(incident_line)}"
    named.add(incident_line.number)
    return "\n".join(filter(None, (name, page_of_incident(incident_line.number, origin))))
