"""Notices about drafts: killing, abduction and custody at once, new drafts every morning, what became of cases every Monday."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from flows.notify.outlets import called, send
from records import digest_state
from records.clock import at_home, day_of, start_of
from records.database import in_reading, in_transaction
from records.digest_state import DayNotice, ToldDay, note_days, told_days
from records.filters import WAITING, DraftFilter, IncidentFilter
from records.i18n import LANGUAGES, speaking
from records.incident_model import Incident
from records.incident_texts.list_titles import titles_of_drafts
from records.incident_texts.texts import checked_titles
from records.incidents.repository import penalty_read
from records.ledger import query
from records.outlets import claims
from records.outlets.health import monday
from records.review import queue
from records.settings import Settings
from records.state_requests import waiting_answers
from records.tables import DraftRow, OutletRow
from records.vocabulary import DatePrecision, ScreeningLabel, StatusCode
from reports.case_calendar import CaseDay, ahead_of
from reports.digests import (
    MOST,
    URGENT,
    URGENT_SCORE,
    AheadLine,
    AnswerLine,
    DayDigest,
    DraftLine,
    IncidentLine,
    StatusLine,
    UrgentNotice,
    WeekDigest,
    day_words,
    is_urgent,
    latest_day,
    passed_a_year,
    urgent_words,
    week_words,
)
from reports.publications.wording import host
from reports.withheld import WithheldNames, withheld_names
from reports.withheld.public_incidents import find, load

# What the notices about drafts and cases tell, read from the database: what is urgent, what a day brought, what a week brought; with the days of which people are told, to be noted once
# they were.

# The day's digest tells what the calendar has for these days: enough to ask for a place in the court, and to write an appeal.
_SOON = timedelta(days=7)
# Drafts that the day's digest names.
_LIKELIEST = 10
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_ANSWER = "answer"


@dataclass(frozen=True)
class UrgentContents:
    """What is told at once, and the days that are to be noted then."""

    notice: UrgentNotice
    days: Sequence[ToldDay] = ()


@dataclass(frozen=True)
class DayContents:
    """The digest of a day, the newest draft that it knows, and the days that are to be noted with it."""

    digest: DayDigest
    newest: int
    days: Sequence[ToldDay] = ()


def urgent_due(session: Session, now: datetime, *, dates: bool) -> bool:
    """Whether anything is urgent of which nobody was told."""
    return bool(_urgent(session, now)) or (dates and bool(_near(session, day_of(now))))


def urgent_contents(session: Session, now: datetime, *, dates: bool) -> UrgentContents:
    """The urgent drafts and, with `dates`, what the calendar has for today and tomorrow, as far as nobody was told."""
    drafts = draft_lines(session, _urgent(session, now))
    near = _near(session, day_of(now)) if dates else []
    notice = UrgentNotice(drafts, _ahead(session, (day for day, _ in near)), _followed(session, drafts))
    return UrgentContents(notice, [told for _, told in near])


def _urgent(session: Session, now: datetime) -> list[DraftRow]:
    found = digest_state.found_drafts(session, URGENT, URGENT_SCORE, now)
    return digest_state.untold(session, [draft for draft, printed in found if _is_urgent(draft, printed, day_of(now))])


def _is_urgent(draft: DraftRow, printed: date | None, today: date) -> bool:
    said: dict[str, Any] = {**draft.proposal, **draft.fields}
    latest = latest_day(draft.happened_on, _precision(said), printed)
    return is_urgent(draft.codes.split(), latest, said.get("outcome"), said.get("outcome_of"), today)


def _near(session: Session, today: date) -> list[tuple[CaseDay, ToldDay]]:
    return _untold_days(session, today, today, today + _DAY, DayNotice.NEAR)


def _untold_days(session: Session, today: date, since: date, until: date, notice: DayNotice) -> list[tuple[CaseDay, ToldDay]]:
    """What the calendar has from one day to another and of which people were not told so."""
    days = [one for one in ahead_of(load(session, IncidentFilter(), articles=False), today, until) if one.day >= since]
    named = [(one, ToldDay(one.incident.number, one.day, one.kind.value, notice)) for one in days]
    told = told_days(session, [key for _, key in named])
    return [(one, key) for one, key in named if key not in told]


def day_contents(session: Session, newest: int, now: datetime) -> DayContents:
    """What came since the last digest, up to a draft. Before the first digest: since a day ago."""
    last, today = digest_state.last_daily(session), day_of(now)
    since = last.at if last else now - _DAY
    counts, likeliest, told = digest_state.new_drafts(session, last, since, newest, _LIKELIEST, [draft.id for draft in _urgent(session, now)])
    waiting = queue.count(session, DraftFilter(state=WAITING), today)
    deferred = digest_state.deferred_until(session, today)
    drafts = draft_lines(session, likeliest)
    # What is nearer was told at once.
    ahead = _untold_days(session, today, today + 2 * _DAY, today + _SOON, DayNotice.AHEAD)
    answers, owed, days = _answers(session, today)
    lines = _ahead(session, (one for one, _ in ahead))
    digest = DayDigest(since, counts, drafts, waiting, deferred, lines, answers, owed, told, _followed(session, drafts))
    return DayContents(digest, newest, [*(key for _, key in ahead), *days])


def _ahead(session: Session, days: Iterable[CaseDay]) -> list[AheadLine]:
    names = withheld_names(session)
    return [AheadLine(one.day, _incident(one.incident), names.text(one.what), one.ruling) for one in days]


def _answers(session: Session, today: date) -> tuple[list[AnswerLine], list[AnswerLine], list[ToldDay]]:
    """The answers that state bodies owe in the next days, and those whose term passed in the last, as far as people were not told so."""
    keys = {}
    for one in waiting_answers(session):
        if today - _SOON <= one.due <= today + _SOON:
            keys[one] = ToldDay(f"request {one.id}", one.due, _ANSWER, DayNotice.AHEAD if one.due >= today else DayNotice.PASSED)
    told = told_days(session, keys.values())
    untold = {one: key for one, key in keys.items() if key not in told}
    lines = [AnswerLine(one.id, one.due, one.body, one.kind, one.number, one.draft) for one in untold]
    return [one for one in lines if one.due >= today], [one for one in lines if one.due < today], list(untold.values())


def _followed(session: Session, drafts: Iterable[DraftLine]) -> dict[str, IncidentLine]:
    """The incidents whose news these drafts tell, by number."""
    found = (find(session, number) for number in dict.fromkeys(draft.follows for draft in drafts if draft.follows))
    return {one.number: _incident(one) for one in found if one is not None}


def _incident(one: Incident) -> IncidentLine:
    return IncidentLine(one.number, one.title, one.primary.value, checked_titles(one))


def week_digest(session: Session, week: date) -> WeekDigest:
    """What the week that begins on this Monday brought, by the days of the home country."""
    last = week + 6 * _DAY
    since, until = (start_of(week), start_of(week + _WEEK))
    added, cases, statuses = digest_state.statuses_added(session, since, until, MOST)
    recorded, confirmed = digest_state.confirmed(session, since, until, MOST)
    names = withheld_names(session)
    passed, misplaced, own = [], 0, {}
    for one in load(session, IncidentFilter(), articles=False):
        own[one.number] = checked_titles(one)
        misplaced += len(one.misplaced_statuses)
        if passed_a_year(one, week, last):
            passed.append(_incident(one))
    return WeekDigest(
        first=week,
        last=last,
        statuses=[
            StatusLine(IncidentLine(number, names.text(title), primary, own.get(number, {})), StatusCode(code), day, penalty_read(penalty))
            for number, title, primary, code, day, penalty in statuses
        ],
        added=added,
        cases=cases,
        confirmed=[IncidentLine(number, names.text(title), primary, own.get(number, {})) for number, title, primary in confirmed],
        recorded=recorded,
        passed_a_year=passed,
        decisions=digest_state.decisions_by_person(session, since, until),
        head=str(query.head(session) or ""),
        misplaced=misplaced,
    )


def draft_lines(session: Session, drafts: Sequence[DraftRow]) -> list[DraftLine]:
    """The drafts as notices name them, in order, each with the outlet and the address of the article from which its title comes."""
    cards = queue.cards(session, drafts)
    outlets = {article.outlet for card in cards for article in card.articles}
    rows = {row.name: row for row in session.scalars(select(OutletRow).where(OutletRow.name.in_(outlets)))}
    titles, names = dict(_titles(session, [draft.id for draft in drafts])), withheld_names(session)
    return [_line(card, rows, {lang: names.text(some[card.draft.id][0]) for lang, some in titles.items()}, names) for card in cards]


def _titles(session: Session, drafts: Sequence[int]) -> Iterator[tuple[str, dict[int, tuple[str, str]]]]:
    """The titles of drafts for the readers of each language."""
    for lang in LANGUAGES if drafts else ():
        with speaking(lang):
            yield lang, titles_of_drafts(session, drafts)


def _line(card: queue.Card, rows: dict[str, OutletRow], titles: dict[str, str], names: WithheldNames) -> DraftLine:
    draft, said = card.draft, card.said
    teller = next((article for article in card.articles if article.id == said.get("told_by")), card.articles[0] if card.articles else None)
    row = rows.get(teller.outlet) if teller else None
    title, site = called(row, names) if row else ({}, "")
    return DraftLine(
        id=draft.id,
        title=names.text(draft.title),
        score=draft.score,
        codes=tuple(draft.codes.split()),
        titles=titles,
        site=site or names.text(host(teller.url if teller else "")),
        outlet_title=title,
        place=names.text(said.get("place") or ""),
        region=draft.region,
        day=draft.happened_on,
        precision=_precision(said),
        url=names.address(teller.url) if teller else "",
        earlier=draft.label == ScreeningLabel.FOLLOWUP,
        follows=draft.follows,
    )


def _precision(said: dict[str, Any]) -> DatePrecision | None:
    return DatePrecision(said["date_precision"]) if said.get("date_precision") else None


# From this hour in Kazakhstan on, the first run of a day tells: people read it when their day begins, and nobody is woken by it.
_MORNING = time(8)
# Seconds for all addresses of one message. Three of them together stay below the minute after which a claim without a heartbeat is taken over.
PATIENCE = 18
_DIGEST_WEEK = timedelta(days=7)


def tell_about_drafts(engine: Engine, settings: Settings, now: datetime) -> None:
    """Send what is due. It is noted only after it was sent, so that the next run sends what reached nobody.

    Nothing is sent or noted if QORGAN_NOTIFY names nobody. Of two runs that end at once, one sends.
    """
    addresses = settings.notify.split()
    if not addresses:
        return
    morning = at_home(now).time() >= _MORNING
    _tell_urgent(engine, addresses, settings.origin, now, dates=morning)
    if morning:
        _tell_day(engine, addresses, settings.origin, now)
        _tell_week(engine, addresses, settings.origin, now)


def _tell_urgent(engine: Engine, addresses: Sequence[str], origin: str, now: datetime, *, dates: bool) -> None:
    """Drafts at any hour. Dates of today and tomorrow only with `dates`: nobody can ask a court at night."""
    if not in_reading(engine, lambda session: urgent_due(session, now, dates=dates)):
        return
    with claims.alone(engine, "(urgent)", now) as mine:
        if not mine:
            return
        # Read again under the claim: another run may have told meanwhile. No transaction is open while the message is on its way.
        due: UrgentContents = in_reading(engine, lambda session: urgent_contents(session, now, dates=dates))

        def note(session: Session) -> None:
            digest_state.note_urgent(session, [draft.id for draft in due.notice.drafts], now)
            note_days(session, due.days, now)

        if not due.notice.empty and send(addresses, lambda: urgent_words(due.notice, origin), PATIENCE):
            in_transaction(engine, note)


def _tell_day(engine: Engine, addresses: Sequence[str], origin: str, now: datetime) -> None:
    if in_reading(engine, lambda session: _day_told(session, now)):
        return

    def due(session: Session) -> DayContents | None:
        return None if _day_told(session, now) else day_contents(session, digest_state.newest_draft(session), now)

    with claims.alone(engine, "(daily)", now) as mine:
        found = in_reading(engine, due) if mine else None
        if found is None:
            return

        def note(session: Session) -> None:
            digest_state.note_daily(session, day_of(now), found.newest, now)
            note_days(session, found.days, now)

        if found.digest.empty or send(addresses, lambda: day_words(found.digest, origin), PATIENCE):
            in_transaction(engine, note)


def _day_told(session: Session, now: datetime) -> bool:
    last = digest_state.last_daily(session)
    return last is not None and last.day >= day_of(now)


def _tell_week(engine: Engine, addresses: Sequence[str], origin: str, now: datetime) -> None:
    """Send the last full week. The first run from Monday morning on does it; if none ran on Monday, a later one."""
    week = monday(day_of(now)) - _DIGEST_WEEK
    if in_reading(engine, lambda session: digest_state.weekly_told(session, week)):
        return
    with claims.alone(engine, "(weekly)", now) as mine:
        digest = in_reading(engine, lambda session: None if digest_state.weekly_told(session, week) else week_digest(session, week)) if mine else None
        if digest is None:
            return
        if digest.empty or send(addresses, lambda: week_words(digest, origin), PATIENCE):
            in_transaction(engine, lambda session: digest_state.note_weekly(session, week, now))
