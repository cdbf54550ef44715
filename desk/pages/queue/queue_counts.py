"""How many drafts there are, of each kind and in each state: on the page, and again with every decision, so that its figures agree with what happened."""

from datetime import date
from typing import Any

from fastapi import Request
from sqlalchemy.orm import Session

from desk.desk_state import desk_state
from desk.pages.queue.queue_address import QueueQuery
from desk.rendering import number
from records.filters import WAITING, DraftFilter, DraftKind
from records.i18n import ntr, tr
from records.review import drafts_queue, second_opinions
from records.vocabulary import DRAFT_STATE_LABELS, DraftState


def counts(request: Request, session: Session, wanted: DraftFilter, today: date) -> dict[str, Any]:
    """How many drafts there are: with these filters, in each state, of each kind. Kept until a draft comes or a decision is taken, because
    many people look and few decide."""
    kept: dict[str, Any] = getattr(request.app.state, "queue_counts", {})
    # Further news of a draft that waits changes what it is, and leaves no mark: so the figures are no older than a minute.
    stamp = (drafts_queue.mark(session), today, desk_state(request).clock().replace(second=0, microsecond=0))
    if kept.get("stamp") != stamp:
        fresh: dict[str, Any] = {
            "states": drafts_queue.counts_by_state(session),
            "by_kind": drafts_queue.counts_by_kind(session, today),
            "waiting": drafts_queue.count(session, DraftFilter(state=WAITING), today),
        }
        fresh["total"] = sum(fresh["states"].values())
        kept = {"stamp": stamp, "common": fresh, "of": {DraftFilter(state=WAITING): fresh["waiting"]}}
        request.app.state.queue_counts = kept
    # What is given to whom stands in no ledger, so nothing is kept of it.
    if wanted.kind == DraftKind.SECOND or wanted.given:
        return {**kept["common"], "number_found": drafts_queue.count(session, wanted, today)}
    if wanted not in kept["of"]:
        kept["of"][wanted] = drafts_queue.count(session, wanted, today)
    return {**kept["common"], "number_found": kept["of"][wanted]}


def given_waiting(session: Session, who: str, today: date) -> int:
    """How many of the drafts that wait are given to this person."""
    return drafts_queue.count(session, DraftFilter(state=WAITING, given=who), today)


def found_words(asked: QueueQuery, number_found: int) -> str:
    """The words after the number of drafts found."""
    if asked.filter.kind == DraftKind.SECOND:
        return ntr("wants a second opinion", "want a second opinion", number_found)
    if asked.filter.state:
        return tr(DRAFT_STATE_LABELS[DraftState(asked.filter.state)])
    return ntr("draft waits", "drafts wait", number_found)


def counts_told(request: Request, session: Session, asked: QueueQuery, who: str, today: date) -> dict[str, Any]:
    """The figures as a script puts them into the page: what was found, and those of the rail by their names there. `at` grows with the records: answers may
    overtake one another on their way, and the page keeps to the newest."""
    at = drafts_queue.mark(session)
    now = counts(request, session, asked.wanted(who), today)
    rail = {"kind:": now["waiting"], "kind:second": second_opinions.waiting(session, who), "mine:": given_waiting(session, who, today)}
    rail |= {f"kind:{kind}": found for kind, found in now["by_kind"].items()}
    rail |= {f"state:{state}": found for state, found in now["states"].items()}
    return {
        "at": at,
        "found": now["number_found"],
        "words": found_words(asked, now["number_found"]),
        "rail": {name: number(found) for name, found in rail.items()},
    }
