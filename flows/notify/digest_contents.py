"""What the notices about drafts and cases tell, read from the database: what is urgent, what a day brought, what a week brought; with the days of which people are told, to be noted once
they were."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from flows.notify.outlet_notices import called
from records import digest_state
from records.clock import day_of, start_of
from records.filters import WAITING, DraftFilter, IncidentFilter
from records.i18n import LANGUAGES, speaking
from records.incident_model import Incident
from records.incident_texts.list_titles import titles_of_drafts
from records.incident_texts.texts_of_incident import checked_titles
from records.incidents.stored_statuses import penalty_read
from records.ledger import ledger_query
from records.review import drafts_queue
from records.state_bodies.waiting_answers import waiting_answers
from records.tables import DraftRow, OutletRow
from records.told_days import DayNotice, ToldDay, told_days
from records.vocabulary import DatePrecision, ScreeningLabel, StatusCode
from reports.case_calendar import CaseDay, ahead_of
from reports.digest_lines import AheadLine, AnswerLine, DayDigest, DraftLine, IncidentLine, StatusLine, UrgentNotice, WeekDigest
from reports.digests import passed_a_year
from reports.notice_text import MOST
from reports.publications.outlet_titles import host
from reports.urgency import URGENT, URGENT_SCORE, is_urgent, latest_day
from reports.withheld import WithheldNames, withheld_names
from reports.withheld.public_incidents import find, load

# The day's digest tells what the calendar has for these days: enough to ask for a place in the court, and to write an appeal.
SOON = timedelta(days=7)
# Drafts that the day's digest names.
LIKELIEST = 10
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
    counts, likeliest, told = digest_state.new_drafts(session, last, since, newest, LIKELIEST, [draft.id for draft in _urgent(session, now)])
    waiting = drafts_queue.count(session, DraftFilter(state=WAITING), today)
    deferred = digest_state.deferred_until(session, today)
    drafts = draft_lines(session, likeliest)
    # What is nearer was told at once.
    ahead = _untold_days(session, today, today + 2 * _DAY, today + SOON, DayNotice.AHEAD)
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
        if today - SOON <= one.due <= today + SOON:
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
        head=str(ledger_query.head(session) or ""),
        misplaced=misplaced,
    )


def draft_lines(session: Session, drafts: Sequence[DraftRow]) -> list[DraftLine]:
    """The drafts as notices name them, in order, each with the outlet and the address of the article from which its title comes."""
    cards = drafts_queue.cards(session, drafts)
    outlets = {article.outlet for card in cards for article in card.articles}
    rows = {row.name: row for row in session.scalars(select(OutletRow).where(OutletRow.name.in_(outlets)))}
    titles, names = dict(_titles(session, [draft.id for draft in drafts])), withheld_names(session)
    return [_line(card, rows, {lang: names.text(some[card.draft.id][0]) for lang, some in titles.items()}, names) for card in cards]


def _titles(session: Session, drafts: Sequence[int]) -> Iterator[tuple[str, dict[int, tuple[str, str]]]]:
    """The titles of drafts for the readers of each language."""
    for lang in LANGUAGES if drafts else ():
        with speaking(lang):
            yield lang, titles_of_drafts(session, drafts)


def _line(card: drafts_queue.Card, rows: dict[str, OutletRow], titles: dict[str, str], names: WithheldNames) -> DraftLine:
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
