"""Notices about drafts and cases: killing, abduction and custody at once, new drafts every morning, the progress of cases every Monday."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from flows.notify.outlets import outlet_title_and_site, send
from records import digest_state
from records.clock import day_of, monday, start_of_day, to_home_time
from records.database import read_with_retry, write_with_retry
from records.digest_state import DayNotice, NotifiedDay, note_days, notified_days
from records.filters import WAITING, DraftFilter, IncidentFilter
from records.i18n import LANGUAGES, use_language
from records.incident_model import Incident
from records.incident_texts.list_titles import titles_of_drafts
from records.incident_texts.texts import checked_titles
from records.incidents.repository import penalty_from_json
from records.ledger import query
from records.outlets import claims
from records.review import queue
from records.settings import Settings
from records.state_requests import waiting_answers
from records.tables import DraftRow, OutletRow
from records.vocabulary import DatePrecision, ScreeningLabel, StatusCode
from reports.case_calendar import CaseDay, upcoming_days
from reports.digests import (
    MOST,
    URGENT,
    URGENT_SCORE,
    AppointmentLine,
    BodyRequestLine,
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

# The contents of these notices, read from the database: what is urgent, what a day brought, what a week brought; with the reported days, which are
# recorded after sending.

# How far ahead the daily digest reports the calendar: enough to ask for a place in the court, and to write an appeal.
_SOON = timedelta(days=7)
# Drafts that the daily digest names.
_LIKELIEST = 10
_DAY, _WEEK = timedelta(days=1), timedelta(days=7)
_ANSWER = "answer"


@dataclass(frozen=True)
class UrgentContents:
    """The contents of an urgent notice, and the days to record once it is sent."""

    notice: UrgentNotice
    days: Sequence[NotifiedDay] = ()


@dataclass(frozen=True)
class DayContents:
    """The digest of a day, the newest draft that it covers, and the days to record with it."""

    digest: DayDigest
    newest: int
    days: Sequence[NotifiedDay] = ()


def urgent_due(session: Session, now: datetime, *, dates: bool) -> bool:
    """Return whether anything urgent has not been reported."""
    return bool(_urgent(session, now)) or (dates and bool(_near(session, day_of(now))))


def urgent_contents(session: Session, now: datetime, *, dates: bool) -> UrgentContents:
    """Return the unreported urgent drafts and, with `dates`, the unreported calendar of today and tomorrow."""
    drafts = draft_lines(session, _urgent(session, now))
    near = _near(session, day_of(now)) if dates else []
    notice = UrgentNotice(drafts, _ahead(session, (day for day, _ in near)), _followed(session, drafts))
    return UrgentContents(notice, [key for _, key in near])


def _urgent(session: Session, now: datetime) -> list[DraftRow]:
    matching = digest_state.recent_matching_drafts(session, URGENT, URGENT_SCORE, now)
    return digest_state.drafts_without_notice(session, [draft for draft, printed in matching if _is_urgent(draft, printed, day_of(now))])


def _is_urgent(draft: DraftRow, printed: date | None, today: date) -> bool:
    fields: dict[str, Any] = {**draft.proposal, **draft.fields}
    latest = latest_day(draft.happened_on, _precision(fields), printed)
    return is_urgent(draft.codes.split(), latest, fields.get("outcome"), fields.get("outcome_of"), today)


def _near(session: Session, today: date) -> list[tuple[CaseDay, NotifiedDay]]:
    return _unreported_days(session, today, today, today + _DAY, DayNotice.NEAR)


def _unreported_days(session: Session, today: date, since: date, until: date, notice: DayNotice) -> list[tuple[CaseDay, NotifiedDay]]:
    """Return the calendar from one day to another that was not reported in this kind of notice."""
    days = [
        upcoming_day for upcoming_day in upcoming_days(load(session, IncidentFilter(), articles=False), today, until) if upcoming_day.day >= since
    ]
    named = [(day, NotifiedDay(day.incident.number, day.day, day.kind.value, notice)) for day in days]
    reported = notified_days(session, [key for _, key in named])
    return [(upcoming, key) for upcoming, key in named if key not in reported]


def day_contents(session: Session, newest: int, now: datetime) -> DayContents:
    """Return what came since the last digest, up to a draft. Before the first digest: since a day ago."""
    last, today = digest_state.last_daily(session), day_of(now)
    since = last.at if last else now - _DAY
    counts, likeliest, at_once = digest_state.new_drafts(session, last, since, newest, _LIKELIEST, [draft.id for draft in _urgent(session, now)])
    waiting = queue.count_drafts(session, DraftFilter(state=WAITING), today)
    deferred = digest_state.count_resumed_drafts(session, today)
    drafts = draft_lines(session, likeliest)
    # Nearer days were reported at once.
    ahead = _unreported_days(session, today, today + 2 * _DAY, today + _SOON, DayNotice.AHEAD)
    answers, owed, days = _answers(session, today)
    lines = _ahead(session, (upcoming for upcoming, _ in ahead))
    digest = DayDigest(since, counts, drafts, waiting, deferred, lines, answers, owed, at_once, _followed(session, drafts))
    return DayContents(digest, newest, [*(key for _, key in ahead), *days])


def _ahead(session: Session, days: Iterable[CaseDay]) -> list[AppointmentLine]:
    names = withheld_names(session)
    return [AppointmentLine(day.day, _incident(day.incident), names.text(day.what), day.ruling) for day in days]


def _answers(session: Session, today: date) -> tuple[list[BodyRequestLine], list[BodyRequestLine], list[NotifiedDay]]:
    """Return the unreported answers that state bodies owe in the next days, and those recently overdue."""
    keys = {}
    for waiting_answer in waiting_answers(session):
        if today - _SOON <= waiting_answer.due <= today + _SOON:
            keys[waiting_answer] = NotifiedDay(
                f"request {waiting_answer.id}", waiting_answer.due, _ANSWER, DayNotice.AHEAD if waiting_answer.due >= today else DayNotice.PASSED
            )
    reported = notified_days(session, keys.values())
    unreported = {answer: key for answer, key in keys.items() if key not in reported}
    lines = [BodyRequestLine(answer.id, answer.due, answer.body, answer.kind, answer.number, answer.draft) for answer in unreported]
    return [line for line in lines if line.due >= today], [line for line in lines if line.due < today], list(unreported.values())


def _followed(session: Session, drafts: Iterable[DraftLine]) -> dict[str, IncidentLine]:
    """Return the incidents that these drafts follow, by number."""
    incidents = (find(session, number) for number in dict.fromkeys(draft.follows for draft in drafts if draft.follows))
    return {incident.number: _incident(incident) for incident in incidents if incident is not None}


def _incident(incident: Incident) -> IncidentLine:
    return IncidentLine(incident.number, incident.title, incident.primary.value, checked_titles(incident))


def week_digest(session: Session, week: date) -> WeekDigest:
    """Return what happened in the week that begins on this Monday, by the days of the home country."""
    last = week + 6 * _DAY
    since, until = (start_of_day(week), start_of_day(week + _WEEK))
    added, cases, statuses = digest_state.statuses_added(session, since, until, MOST)
    recorded, confirmed = digest_state.confirmed_incidents(session, since, until, MOST)
    names = withheld_names(session)
    passed, misplaced, own = [], 0, {}
    for incident in load(session, IncidentFilter(), articles=False):
        own[incident.number] = checked_titles(incident)
        misplaced += len(incident.misplaced_statuses)
        if passed_a_year(incident, week, last):
            passed.append(_incident(incident))
    return WeekDigest(
        first=week,
        last=last,
        statuses=[
            StatusLine(IncidentLine(number, names.text(title), primary, own.get(number, {})), StatusCode(code), day, penalty_from_json(penalty))
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
    """Return the drafts as notices name them, in order, each with the outlet and the address of the article from which its title comes."""
    cards = queue.queue_cards(session, drafts)
    outlets = {article.outlet for card in cards for article in card.articles}
    rows = {row.name: row for row in session.scalars(select(OutletRow).where(OutletRow.name.in_(outlets)))}
    titles, names = dict(_titles(session, [draft.id for draft in drafts])), withheld_names(session)
    return [_line(card, rows, {lang: names.text(draft_titles[card.draft.id][0]) for lang, draft_titles in titles.items()}, names) for card in cards]


def _titles(session: Session, drafts: Sequence[int]) -> Iterator[tuple[str, dict[int, tuple[str, str]]]]:
    """Yield the titles of drafts for the readers of each language."""
    for lang in LANGUAGES if drafts else ():
        with use_language(lang):
            yield lang, titles_of_drafts(session, drafts)


def _line(card: queue.Card, rows: dict[str, OutletRow], titles: dict[str, str], names: WithheldNames) -> DraftLine:
    draft, facts = card.draft, card.said
    teller = next((article for article in card.articles if article.id == facts.get("told_by")), card.articles[0] if card.articles else None)
    row = rows.get(teller.outlet) if teller else None
    title, site = outlet_title_and_site(row, names) if row else ({}, "")
    return DraftLine(
        id=draft.id,
        title=names.text(draft.title),
        score=draft.score,
        codes=tuple(draft.codes.split()),
        titles=titles,
        site=site or names.text(host(teller.url if teller else "")),
        outlet_title=title,
        place=names.text(facts.get("place") or ""),
        region=draft.region,
        day=draft.happened_on,
        precision=_precision(facts),
        url=names.address(teller.url) if teller else "",
        earlier=draft.label == ScreeningLabel.FOLLOWUP,
        follows=draft.follows,
    )


def _precision(fields: dict[str, Any]) -> DatePrecision | None:
    return DatePrecision(fields["date_precision"]) if fields.get("date_precision") else None


# The hour in Kazakhstan from which the first run of a day sends: people read it when their day begins, and it wakes no one.
_MORNING = time(8)
# Seconds for all addresses of one message. Three of them together stay below the minute after which a claim without a heartbeat is taken over.
PATIENCE = 18
_DIGEST_WEEK = timedelta(days=7)


def send_draft_notices(engine: Engine, settings: Settings, now: datetime) -> None:
    """Send what is due. It is recorded only after it was sent, so that the next run repeats what reached nobody.

    Nothing is sent or recorded if QORGAN_NOTIFY is empty. Of two runs that end at once, one sends.
    """
    addresses = settings.notify.split()
    if not addresses:
        return
    morning = to_home_time(now).time() >= _MORNING
    _send_urgent(engine, addresses, settings.origin, now, dates=morning)
    if morning:
        _tell_day(engine, addresses, settings.origin, now)
        _tell_week(engine, addresses, settings.origin, now)


def _send_urgent(engine: Engine, addresses: Sequence[str], origin: str, now: datetime, *, dates: bool) -> None:
    """Send urgent drafts at any hour, and dates of today and tomorrow only with `dates`, since no court can be asked at night."""
    if not read_with_retry(engine, lambda session: urgent_due(session, now, dates=dates)):
        return
    with claims.exclusive_claim(engine, "(urgent)", now) as mine:
        if not mine:
            return
        # Read again under the claim: another run may have sent meanwhile. No transaction is open while the message is being sent.
        due: UrgentContents = read_with_retry(engine, lambda session: urgent_contents(session, now, dates=dates))

        def note(session: Session) -> None:
            digest_state.note_urgent(session, [draft.id for draft in due.notice.drafts], now)
            note_days(session, due.days, now)

        if not due.notice.empty and send(addresses, lambda: urgent_words(due.notice, origin), PATIENCE):
            write_with_retry(engine, note)


def _tell_day(engine: Engine, addresses: Sequence[str], origin: str, now: datetime) -> None:
    if read_with_retry(engine, lambda session: _day_reported(session, now)):
        return

    def due(session: Session) -> DayContents | None:
        return None if _day_reported(session, now) else day_contents(session, digest_state.newest_draft(session), now)

    with claims.exclusive_claim(engine, "(daily)", now) as mine:
        contents = read_with_retry(engine, due) if mine else None
        if contents is None:
            return

        def note(session: Session) -> None:
            digest_state.note_daily(session, day_of(now), contents.newest, now)
            note_days(session, contents.days, now)

        if contents.digest.empty or send(addresses, lambda: day_words(contents.digest, origin), PATIENCE):
            write_with_retry(engine, note)


def _day_reported(session: Session, now: datetime) -> bool:
    last = digest_state.last_daily(session)
    return last is not None and last.day >= day_of(now)


def _tell_week(engine: Engine, addresses: Sequence[str], origin: str, now: datetime) -> None:
    """Send the last full week: the first run from Monday morning does it, or a later one if none ran on Monday."""
    week = monday(day_of(now)) - _DIGEST_WEEK
    if read_with_retry(engine, lambda session: digest_state.is_weekly_sent(session, week)):
        return
    with claims.exclusive_claim(engine, "(weekly)", now) as mine:
        digest = (
            read_with_retry(engine, lambda session: None if digest_state.is_weekly_sent(session, week) else week_digest(session, week))
            if mine
            else None
        )
        if digest is None:
            return
        if digest.empty or send(addresses, lambda: week_words(digest, origin), PATIENCE):
            write_with_retry(engine, lambda session: digest_state.note_weekly(session, week, now))
