"""Notices about drafts: killing, abduction and custody at once, new drafts every morning, what became of cases every Monday."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from flows.notify.outlet_notices import send
from records import digest_state
from records.clock import at_home, day_of, start_of
from records.database import in_reading, in_transaction
from records.filters import WAITING, DraftFilter, IncidentFilter
from records.incident_model import Incident
from records.incident_texts.texts_of_incident import checked_titles
from records.incidents.stored_statuses import penalty_read
from records.ledger import ledger_query
from records.outlets import claims
from records.outlets.drift_counts import monday
from records.review import drafts_queue
from records.settings import Settings
from records.state_bodies.waiting_answers import waiting_answers
from records.tables import DraftRow, OutletRow
from records.vocabulary import DatePrecision, ScreeningLabel, StatusCode
from reports.case_calendar import ahead_of
from reports.digest_lines import AheadLine, AnswerLine, DayDigest, DraftLine, IncidentLine, StatusLine, WeekDigest
from reports.digests import URGENT, URGENT_SCORE, day_words, passed_a_year, urgent_words, week_words
from reports.notice_text import MOST
from reports.withheld import WithheldNames, withheld_names
from reports.withheld.public_incidents import load

# From this hour in Kazakhstan on, the first run of a day tells: people read it when their day begins, and nobody is woken by it.
MORNING = time(8)
# The day's digest tells what the calendar has for these days: one is enough to ask for a place in the court, and to write an appeal.
SOON = timedelta(days=7)
# Drafts that the day's digest names.
LIKELIEST = 10
# Seconds for all addresses of one message. Three of them together stay below the minute after which a claim without a heartbeat is taken over.
PATIENCE = 18
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)


def tell_about_drafts(engine: Engine, settings: Settings, now: datetime) -> None:
    """Send what is due. It is noted only after it was sent, so that the next run sends what reached nobody.

    Nothing is sent or noted if QORGAN_NOTIFY names nobody. Of two runs that end at once, one sends.
    """
    addresses = settings.notify.split()
    if not addresses:
        return
    _tell_urgent(engine, addresses, now)
    if at_home(now).time() >= MORNING:
        _tell_day(engine, addresses, now)
        _tell_week(engine, addresses, settings.origin, now)


def _tell_urgent(engine: Engine, addresses: Sequence[str], now: datetime) -> None:
    if not in_reading(engine, lambda session: digest_state.urgent_drafts(session, URGENT, URGENT_SCORE, now)):
        return
    with claims.alone(engine, "(urgent)", now) as mine:
        if not mine:
            return
        # Read again under the claim: another run may have told meanwhile. No transaction is open while the message is on its way.
        due = in_reading(engine, lambda session: draft_lines(session, digest_state.urgent_drafts(session, URGENT, URGENT_SCORE, now)))
        if due and send(addresses, lambda: urgent_words(due), PATIENCE):
            in_transaction(engine, lambda session: digest_state.note_urgent(session, [draft.id for draft in due], now))


def _tell_day(engine: Engine, addresses: Sequence[str], now: datetime) -> None:
    if in_reading(engine, lambda session: _day_told(session, now)):
        return

    def due(session: Session) -> tuple[int, DayDigest] | None:
        newest = digest_state.newest_draft(session)
        return None if _day_told(session, now) else (newest, day_digest(session, newest, now))

    with claims.alone(engine, "(daily)", now) as mine:
        found = in_reading(engine, due) if mine else None
        if found is None:
            return
        newest, digest = found
        if digest.empty or send(addresses, lambda: day_words(digest), PATIENCE):
            in_transaction(engine, lambda session: digest_state.note_daily(session, day_of(now), newest, now))


def _day_told(session: Session, now: datetime) -> bool:
    last = digest_state.last_daily(session)
    return last is not None and last.day >= day_of(now)


def _tell_week(engine: Engine, addresses: Sequence[str], origin: str, now: datetime) -> None:
    """Send the last full week. The first run from Monday morning on does it; if none ran on Monday, a later one."""
    week = monday(day_of(now)) - _WEEK
    if in_reading(engine, lambda session: digest_state.weekly_told(session, week)):
        return
    with claims.alone(engine, "(weekly)", now) as mine:
        digest = in_reading(engine, lambda session: None if digest_state.weekly_told(session, week) else week_digest(session, week)) if mine else None
        if digest is None:
            return
        if digest.empty or send(addresses, lambda: week_words(digest, origin), PATIENCE):
            in_transaction(engine, lambda session: digest_state.note_weekly(session, week, now))


def day_digest(session: Session, newest: int, now: datetime) -> DayDigest:
    """What came since the last digest, up to a draft. Before the first digest: since a day ago."""
    last, today = digest_state.last_daily(session), day_of(now)
    since = last.at if last else now - _DAY
    counts, likeliest = digest_state.new_drafts(session, last, since, newest, LIKELIEST)
    waiting = drafts_queue.count(session, DraftFilter(state=WAITING), today)
    deferred = digest_state.deferred_until(session, today)
    return DayDigest(since, counts, draft_lines(session, likeliest), waiting, deferred, _ahead(session, today), *_answers(session, today))


def _ahead(session: Session, today: date) -> list[AheadLine]:
    names = withheld_names(session)
    days = ahead_of(load(session, IncidentFilter(), articles=False), today, today + SOON)
    return [AheadLine(one.day, _incident(one.incident), names.text(one.what), one.ruling) for one in days]


def _answers(session: Session, today: date) -> tuple[list[AnswerLine], list[AnswerLine]]:
    """The answers that state bodies owe in the next days, and those whose term passed in the last."""
    waiting = [one for one in waiting_answers(session) if today - SOON <= one.due <= today + SOON]
    lines = [AnswerLine(one.due, one.body, one.kind, one.number, one.draft) for one in waiting]
    return [one for one in lines if one.due >= today], [one for one in lines if one.due < today]


def _incident(one: Incident) -> IncidentLine:
    return IncidentLine(one.number, one.title, one.primary.value, checked_titles(one))


def week_digest(session: Session, week: date) -> WeekDigest:
    """What the week that begins on this Monday brought, by the days of the home country."""
    last = week + 6 * _DAY
    since, until = (start_of(week), start_of(week + _WEEK))
    added, statuses = digest_state.statuses_added(session, since, until, MOST)
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
        confirmed=[IncidentLine(number, names.text(title), primary, own.get(number, {})) for number, title, primary in confirmed],
        recorded=recorded,
        passed_a_year=passed,
        decisions=digest_state.decisions_by_person(session, since, until),
        head=str(ledger_query.head(session) or ""),
        misplaced=misplaced,
    )


def draft_lines(session: Session, drafts: Sequence[DraftRow]) -> list[DraftLine]:
    """The drafts as notices name them, in order, each with the outlet and the address of the article from which its title comes."""
    cards = drafts_queue.cards(session, drafts)
    outlets = {article.outlet for card in cards for article in card.articles}
    titles = {row.name: row.title for row in session.scalars(select(OutletRow).where(OutletRow.name.in_(outlets)))}
    names = withheld_names(session)
    return [_line(card, titles, names) for card in cards]


def _line(card: drafts_queue.Card, titles: dict[str, dict[str, str]], names: WithheldNames) -> DraftLine:
    draft, said = card.draft, card.said
    teller = next((article for article in card.articles if article.id == said.get("told_by")), card.articles[0] if card.articles else None)
    return DraftLine(
        id=draft.id,
        title=names.text(draft.title),
        score=draft.score,
        codes=tuple(draft.codes.split()),
        outlet=teller.outlet if teller else "",
        outlet_title=titles.get(teller.outlet, {}) if teller else {},
        place=names.text(said.get("place") or ""),
        region=draft.region,
        day=draft.happened_on,
        precision=DatePrecision(said["date_precision"]) if said.get("date_precision") else None,
        url=names.address(teller.url) if teller else "",
        earlier=draft.label == ScreeningLabel.FOLLOWUP,
        follows=draft.follows,
    )
