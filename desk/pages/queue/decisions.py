"""The address of the queue, its counts, and decisions on cards.

Each decision has a transaction of its own, so that a refused one does not stop the others. Only a merge of several drafts is one decision.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from fastapi import Request
from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from desk.error_responses import status_of
from desk.form_dates import FilterDays, filter_days
from desk.pages.queue.cards import prepare_cards, undo_to_form
from desk.pages.queue.decision_wording import decided_words, decision_result_words
from desk.rendering import number
from desk.state import desk_state
from records import review
from records.clock import today as day_today
from records.database import INTERACTIVE_RETRY_SECONDS, read_session, write_with_retry
from records.errors import AlreadyDecided, BadDecision, QorganError
from records.filter_queries import filter_to_query, filter_url, parse_filter_query
from records.filters import WAITING, DraftFilter, DraftKind, entries
from records.i18n import ntr, tr
from records.review import Decision, opinions, queue
from records.review.decisions import parse_merge_target
from records.review.draft_fields import lock_review, locked_draft, locked_open_draft
from records.review.merge_split import merge_all, oldest_draft
from records.review.queue import QueueOrder
from records.tables import DraftRow
from records.vocabulary import DRAFT_STATE_LABELS, DecisionAction, DraftState

# The address of the queue: filters, order, and links to other pages of it.


@dataclass(frozen=True)
class QueueQuery:
    """The address of the page as it was understood. Unknown values are left out."""

    filter: DraftFilter = DraftFilter()
    order: str = ""
    days: FilterDays = field(default_factory=FilterDays, compare=False)
    wrong: Mapping[str, str] = field(default_factory=dict, compare=False)
    """Errors by parameter, for filters that are ignored."""

    def wanted(self, who: str) -> DraftFilter:
        """Return the filter of the queue: waiting drafts, if the address names no state."""
        assignee = who if self.filter.mine else self.filter.given
        return replace(
            self.filter, state=self.filter.state or WAITING, given=assignee, mine=None, who=who if self.filter.kind == DraftKind.SECOND else ""
        )

    @property
    def by(self) -> QueueOrder:
        """The order of the cards."""
        return QueueOrder(self.order or QueueOrder.LIKELIEST)

    @cached_property
    def said(self) -> dict[str, str]:
        """The filters by the names of the address; empty for those that it does not name."""
        return dict.fromkeys((entry.address for entry in entries(DraftFilter).values() if entry.address), "") | filter_to_query(self.filter)

    def way(self, **changed: str) -> str:
        """Return the address of this page with something changed."""
        return filter_url(self.filter, "/queue", **{"order": self.order, **changed})

    @property
    def narrowing(self) -> int:
        """The number of fields of the form that are set."""
        return sum(bool(value) for name, value in self.said.items() if name not in ("state", "kind", "q", "mine"))


def parse_queue_query(parameters: Mapping[str, str], today: date | None = None) -> QueueQuery:
    """Read the address. Its days are counted from today."""
    order, days = parameters.get("order", ""), filter_days(parameters, today or day_today())
    filter_query = parse_filter_query(DraftFilter, parameters)
    wrong = {**filter_query.wrong, **days.wrong}
    if order and order not in list(QueueOrder):
        order, wrong["order"] = "", tr("{value}: there is no such choice").format(value=order[:40])
    return QueueQuery(replace(filter_query.filter, since=days.since, until=days.until), order, days, wrong)


def parse_return_query(address: str) -> QueueQuery:
    """Return the queue to which a form returns."""
    return parse_queue_query(dict(parse_qsl(urlsplit(address).query)))


# Counts of drafts of each kind and in each state: on the page, and with every decision, so that its figures stay correct.


def counts(request: Request, session: Session, draft_filter: DraftFilter, today: date) -> dict[str, Any]:
    """Count the drafts with these filters, in each state, and of each kind.

    The counts are cached until a draft arrives or a decision is made, because many people look and few decide.
    """
    cached: dict[str, Any] = getattr(request.app.state, "queue_counts", {})
    # Further news of a waiting draft changes its kind without a mark, so the counts are at most a minute old.
    stamp = (queue.queue_version(session), today, desk_state(request).clock().replace(second=0, microsecond=0))
    if cached.get("stamp") != stamp:
        fresh: dict[str, Any] = {
            "states": queue.counts_by_state(session),
            "by_kind": queue.counts_by_kind(session, today),
            "waiting": queue.count_drafts(session, DraftFilter(state=WAITING), today),
        }
        fresh["total"] = sum(fresh["states"].values())
        cached = {"stamp": stamp, "common": fresh, "of": {DraftFilter(state=WAITING): fresh["waiting"]}}
        request.app.state.queue_counts = cached
    # Assignments are not in the ledger, so counts by them are not cached.
    if draft_filter.kind == DraftKind.SECOND or draft_filter.given:
        return {**cached["common"], "number_found": queue.count_drafts(session, draft_filter, today)}
    if draft_filter not in cached["of"]:
        cached["of"][draft_filter] = queue.count_drafts(session, draft_filter, today)
    return {**cached["common"], "number_found": cached["of"][draft_filter]}


def assigned_count(session: Session, who: str, today: date) -> int:
    """Count the waiting drafts that are assigned to this person."""
    return queue.count_drafts(session, DraftFilter(state=WAITING, given=who), today)


def found_words(queue_query: QueueQuery, number_found: int) -> str:
    """Return the words after the number of drafts found."""
    if queue_query.filter.kind == DraftKind.SECOND:
        return ntr("wants a second opinion", "want a second opinion", number_found)
    if queue_query.filter.state:
        return tr(DRAFT_STATE_LABELS[DraftState(queue_query.filter.state)])
    return ntr("draft waits", "drafts wait", number_found)


def count_labels(request: Request, session: Session, queue_query: QueueQuery, who: str, today: date) -> dict[str, Any]:
    """Return the figures for a script: the number found, and those of the sidebar by their names.

    `at` grows with the records: answers may arrive out of order, and the page uses the newest.
    """
    at = queue.queue_version(session)
    now = counts(request, session, queue_query.wanted(who), today)
    rail = {"kind:": now["waiting"], "kind:second": opinions.count_waiting_opinions(session, who), "mine:": assigned_count(session, who, today)}
    rail |= {f"kind:{kind}": count for kind, count in now["by_kind"].items()}
    rail |= {f"state:{state}": count for state, count in now["states"].items()}
    return {
        "at": at,
        "found": now["number_found"],
        "words": found_words(queue_query, now["number_found"]),
        "rail": {name: number(count) for name, count in rail.items()},
    }


# The default target of a merge of several.
_OLDEST = "oldest"


class _SecondConfirmationNeeded(BadDecision):
    """The confirmation of such a draft has to be given twice. Raised here; the card asks once more, and a bulk action leaves the draft out."""


class _CardIsStale(AlreadyDecided):
    """What would be written differs from what the card showed. Raised here; nothing is decided, and the card is loaded again."""


@dataclass(frozen=True)
class RequestedDecision:
    """A decision with what the page knows of it. `stamps` are the hashes that cards showed, by the draft's id; a page without scripts has none."""

    decision: Decision
    second: bool = False
    sure: bool = False
    stamps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class QueueResult:
    """The result of a decision.

    `status` is 200, or the code of the error that stopped it. `asks`: it has to be confirmed once more; `stale`: the card is old. `into` names the
    target of a merge of several, `touched` are the other drafts that have more or fewer articles since.
    """

    id: int
    status: int
    words: str
    asks: bool = False
    stale: bool = False
    into: str = ""
    touched: tuple[int, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether the decision was made."""
        return self.status == 200


def decide_each(engine: Engine, ids: Sequence[int], requested_decision: RequestedDecision, who: str, now: datetime) -> list[QueueResult]:
    """Make the same decision on each of these drafts.

    One that asks once more is only confirmed alone, with `sure`.
    """
    sure = requested_decision.sure and len(ids) == 1
    touched: dict[int, tuple[int, ...]] = {}

    def act(session: Session, id: int) -> str:
        words = _decide(session, id, replace(requested_decision, sure=sure), who, now)
        if requested_decision.decision.action is DecisionAction.MERGE:
            touched[id] = _touched(locked_draft(session, id))
        return words

    results = [_tried(engine, id, who, lambda session, id=id: act(session, id)) for id in ids]  # type: ignore[misc]
    return [_left_out(result) for result in results] if len(ids) > 1 else [replace(result, touched=touched.get(result.id, ())) for result in results]


def merge_drafts(engine: Engine, ids: Sequence[int], requested_decision: RequestedDecision, who: str, now: datetime) -> list[QueueResult]:
    """Merge all of these as one decision, or none.

    If somebody has decided on some of them meanwhile, nothing changes, and these are returned.
    """
    into = requested_decision.decision.into
    gone: list[QueueResult] = []

    def act(session: Session) -> str:
        gone[:] = _decided(session, ids, who)
        if not gone:
            target = parse_merge_target(into) if into not in ("", _OLDEST) else ""
            rows = merge_all(session, ids, into=target, who=who, now=now, note=requested_decision.decision.note)
            gone[:] = [QueueResult(row.id, 200, decision_result_words(row), into=_taker(session, row, ids), touched=_touched(row)) for row in rows]
        return ""

    result = _tried(engine, ids[0], who, act)
    return gone if result.is_done else [result]


def _decided(session: Session, ids: Sequence[int], who: str) -> list[QueueResult]:
    """Return those on which somebody has decided, each with who and what."""
    results = []
    for id in ids:
        try:
            locked_open_draft(session, id)
        except AlreadyDecided as error:
            results.append(
                QueueResult(
                    id,
                    status_of(error),
                    tr("nothing was merged, and the others stay as they are: {why}").format(why=_too_late(session, id, who, error)),
                )
            )
    return results


def _touched(row: DraftRow) -> tuple[int, ...]:
    """Return the draft that got this one's articles by a merge."""
    return () if row.merged_into is None else (row.merged_into,)


def _taker(session: Session, row: DraftRow, ids: Sequence[int]) -> str:
    """Return the target of the merge, and whether it is the oldest of the selected drafts."""
    if row.incident or row.merged_into is None:
        return row.incident or ""
    named = tr("draft {id}").format(id=row.merged_into)
    return (
        tr("{draft}, the oldest of them").format(draft=named) if row.merged_into in ids and row.merged_into == oldest_draft(session, ids) else named
    )


def undo_each(engine: Engine, ids: Sequence[int], who: str, now: datetime) -> list[QueueResult]:
    """Undo the last decision on each of these drafts, unless later decisions depend on it."""
    touched: dict[int, tuple[int, ...]] = {}

    def act(session: Session, id: int) -> str:
        lock_review(session)
        draft = locked_draft(session, id)
        was = decided_words(session, draft)
        touched[id] = _touched(draft)
        undo_to_form(session, draft, who, now, unless_built_upon=True)
        return tr("Taken back: {decision}").format(decision=was)

    results = [_tried(engine, id, who, lambda session, id=id: act(session, id)) for id in ids]  # type: ignore[misc]
    return [replace(result, touched=touched.get(result.id, ())) if result.is_done else result for result in results]


def _decide(session: Session, id: int, requested_decision: RequestedDecision, who: str, now: datetime) -> str:
    decision = requested_decision.decision
    if requested_decision.second:
        opinions.record_opinion(session, id, who=who, now=now, action=decision.action, reason=decision.reason or None, note=decision.note)
        return tr("Your opinion on draft {id} is noted").format(id=id)
    if decision.action is not DecisionAction.CONFIRM:
        return decision_result_words(review.decide(session, id, decision, who=who, now=now))
    draft = locked_open_draft(session, id)
    ready = prepare_cards(session, [draft], who, now)[id]
    if (stamp := requested_decision.stamps.get(str(id))) and stamp != ready.stamp:
        raise _CardIsStale(tr("draft {id} has changed since this page was opened; look at what stands there now").format(id=id))
    if ready.own.wrong:
        raise BadDecision(tr("your corrections of draft {id} cannot be recorded so: {why}").format(id=id, why="; ".join(ready.own.wrong.values())))
    if ready.asks and not requested_decision.sure:
        raise _SecondConfirmationNeeded(tr("draft {id}: {why}; confirm once more").format(id=id, why=", ".join(ready.asks)))
    row = review.decide(session, id, replace(decision, fields=ready.own.fields or None), who=who, now=now)
    queue.delete_saved_edits(session, id, who)
    return decision_result_words(row)


def _too_late(session: Session, id: int, who: str, error: AlreadyDecided) -> str:
    """Return why it was too late, without the decision if this person is to judge the draft blind."""
    draft = session.get(DraftRow, id)
    if draft is None or not opinions.is_blind_reader(session, id, who):
        return str(error)
    return tr("{who} has decided on this draft meanwhile").format(who=draft.decided_by or "")


def _tried(engine: Engine, id: int, who: str, act: Callable[[Session], str]) -> QueueResult:
    try:
        return QueueResult(id, 200, write_with_retry(engine, act, INTERACTIVE_RETRY_SECONDS))
    except AlreadyDecided as error:
        with read_session(engine) as session:
            return QueueResult(id, status_of(error), _too_late(session, id, who, error), stale=isinstance(error, _CardIsStale))
    except QorganError as error:
        return QueueResult(id, status_of(error), str(error), isinstance(error, _SecondConfirmationNeeded))
    except StaleDataError:
        return QueueResult(id, 409, tr("somebody else has changed this just now; look at what stands and decide again"))


def _left_out(queue_result: QueueResult) -> QueueResult:
    words = tr("left out, because it is confirmed only by itself: {why}")
    return replace(queue_result, words=words.format(why=queue_result.words.rpartition(";")[0])) if queue_result.asks else queue_result
