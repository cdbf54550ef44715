"""Undo: the last decision on a draft is taken back, with everything that it led to. It stays in the ledger, followed by the row of its undoing."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records import watched_pages
from records.clock import day_of
from records.errors import NothingToUndo
from records.i18n import tr
from records.incidents import repository, statuses
from records.review import groups
from records.review.draft_state import OPEN, alone_in_review, change_state, decisions_of, get, snapshot
from records.review.move_articles import merge
from records.review.proposal import propose_anew
from records.tables import DraftRow, IncidentRow, LedgerRow
from records.vocabulary import DecisionAction


def undo(session: Session, draft_id: int, *, who: str, now: datetime, note: str = "") -> DraftRow:
    """Take the last decision back. The draft is then as before it. Calling it again takes back the one before that.

    The withdrawn incident keeps its number, and articles go back. Raises NothingToUndo if there is no decision, or if what it led to has been
    decided on since.
    """
    alone_in_review(session)
    draft = get(session, draft_id)
    decisions = decisions_of(session, draft.id)
    if not decisions:
        raise NothingToUndo(tr("draft {draft} carries no decision").format(draft=draft_id))
    last = decisions[-1]
    before = {**snapshot(draft), **last.before}
    if last.action == DecisionAction.CONFIRM:
        _unrecord(session, draft, who=who, now=now, note=note)
        # The rows of the first version do not say what incident there was before. There was none.
        before["incident"] = last.before.get("incident")
    elif last.action == DecisionAction.REJECT:
        watched_pages.begin(session, groups.articles_of(session, draft.id), day_of(now))
    elif last.action == DecisionAction.MERGE:
        _unmerge(session, draft, last)
    elif last.action == DecisionAction.SPLIT:
        return _unsplit(session, draft, last, who=who, now=now, note=note)
    change_state(session, draft, DecisionAction.UNDO, before, who=who, now=now, note=note)
    propose_anew(session, draft)
    return draft


def _unrecord(session: Session, draft: DraftRow, *, who: str, now: datetime, note: str) -> None:
    statuses.withdraw_statuses(session, draft.id, who=who, now=now, note=note)
    number = session.scalar(select(IncidentRow.number).where(IncidentRow.draft_id == draft.id, IncidentRow.withdrawn.is_(False)))
    if number is not None and number == draft.incident:
        repository.withdraw(session, number, who=who, now=now, note=note)


def _unmerge(session: Session, draft: DraftRow, last: LedgerRow) -> None:
    """Bring the articles back, and remember that they do not belong together."""
    articles, target_id = last.after["articles"], last.after["merged_into"]
    if target_id is None:
        return
    target = get(session, target_id)
    if not set(articles) <= set(groups.articles_of(session, target.id)):
        words = tr("the articles of draft {draft} are no longer in draft {target}; undo what moved them on first")
        raise NothingToUndo(words.format(draft=draft.id, target=target.id))
    groups.move(session, articles, draft.id)
    groups.tell_apart(session, draft.id, target.id)
    propose_anew(session, target)


def _unsplit(session: Session, draft: DraftRow, last: LedgerRow, *, who: str, now: datetime, note: str) -> DraftRow:
    """Put the draft that was split off back into this one, as by a merge, so that articles that joined it since are not lost."""
    part = get(session, last.after["into"])
    if part.state not in OPEN or draft.state not in OPEN:
        words = tr("draft {part}, which was split off, has been decided on; undo that first")
        raise NothingToUndo(words.format(part=part.id))
    change_state(session, draft, DecisionAction.UNDO, snapshot(draft), who=who, now=now, note=note)
    merge(session, part.id, into=draft.id, who=who, now=now, note=note)
    return draft
