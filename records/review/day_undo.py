"""Undo along the day: what a person decided today is taken back one act after the other, the last one first. What somebody has built upon since stays, and says why."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.clock import at_home, day_of, start_of
from records.errors import NothingToUndo
from records.i18n import tr
from records.review.draft_state import decisions_of, subject
from records.review.undo import undo
from records.tables import DraftRow, LedgerRow
from records.vocabulary import DecisionAction, DraftState

_ACTIONS = tuple(action.value for action in DecisionAction if action is not DecisionAction.UNDO)
_SUBJECT = subject(0).removesuffix("0")
_BATCH = 200


@dataclass(frozen=True)
class Act:
    """What one request of a person decided: the rows of the ledger, the last one first. Several drafts that were decided together are one act."""

    rows: tuple[LedgerRow, ...]

    @property
    def drafts(self) -> list[int]:
        """The drafts that were decided, the last one first."""
        return [_draft_of(row) for row in self.rows]


def last_act(session: Session, who: str, now: datetime, passed: Collection[int] = ()) -> Act | None:
    """The last act of this person today that still stands. `passed` are drafts whose decisions could not be taken back and are passed over."""
    morning, found = start_of(day_of(now)), list[LedgerRow]()
    # By the position in the chain and not by the time, for which there is no index: the rows of this day are its end.
    for row in session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).execution_options(yield_per=_BATCH)):
        if row.at < morning:
            break
        if row.who != who or not row.subject.startswith(_SUBJECT) or row.action not in _ACTIONS or _draft_of(row) in passed:
            continue
        if found and (row.at, row.action) != (found[0].at, found[0].action):
            break
        if _ends_a_split(session, row):
            continue
        if any(one.id == row.id for one in decisions_of(session, _draft_of(row))):
            found.append(row)
    return Act(tuple(found)) if found else None


def _ends_a_split(session: Session, row: LedgerRow) -> bool:
    """Whether this merge is nobody's decision, but how the undoing of a split put the part back (`undo._unsplit`): the undoing stands in the row before it."""
    before = session.get(LedgerRow, row.id - 1) if row.action == DecisionAction.MERGE and row.after.get("merged_into") else None
    if before is None or before.action != DecisionAction.UNDO:
        return False
    return (before.subject, before.at, before.who) == (subject(row.after["merged_into"]), row.at, row.who)


def undo_unbuilt(session: Session, draft_id: int, *, who: str, now: datetime) -> DraftRow:
    """Take back the last decision on a draft, unless somebody has built upon it: then NothingToUndo says who and what."""
    decisions = decisions_of(session, draft_id)
    if decisions and (why := built_upon(session, decisions[-1])):
        raise NothingToUndo(why)
    return undo(session, draft_id, who=who, now=now)


def built_upon(session: Session, row: LedgerRow) -> str:
    """Who has built upon a decision since, and how, in a sentence; empty if nobody has."""
    draft_id = _draft_of(row)
    standing = decisions_of(session, draft_id)
    later = next((one for one in standing if one.id > row.id), None)
    if later is not None:
        return _said(tr("draft {id} was decided again by {who}, {when}; that decision stands"), later, id=draft_id)
    number, target = row.after.get("incident"), row.after.get("merged_into")
    if row.action == DecisionAction.CONFIRM and number and not row.after.get("follows"):
        since = select(LedgerRow).where(LedgerRow.subject == f"incident {number}", LedgerRow.id > row.id).order_by(LedgerRow.id.desc()).limit(1)
        if (changed := session.scalars(since).first()) is not None:
            return _said(
                tr("{number} has been worked on by {who}, {when}, since you confirmed draft {id}; it stays"), changed, id=draft_id, number=number
            )
        if (merged := _merged_since(session, draft_id, row)) is not None:
            return _said(tr("{who} has put draft {other} into {number} since, {when}; it stays"), merged, number=number, other=_draft_of(merged))
    if row.action == DecisionAction.MERGE and target:
        decided = next((one for one in decisions_of(session, target) if one.id > row.id and one.action != DecisionAction.DEFER), None)
        if decided is not None:
            return _said(
                tr("draft {other}, into which draft {id} went, has been decided by {who} since, {when}; it stays"), decided, id=draft_id, other=target
            )
    return ""


def _merged_since(session: Session, draft_id: int, row: LedgerRow) -> LedgerRow | None:
    """A draft that was put into this one after the decision, and is still there."""
    query = select(DraftRow.id).where(
        DraftRow.incident == row.after["incident"], DraftRow.state == DraftState.MERGED, DraftRow.merged_into == draft_id
    )
    rows = (decisions_of(session, other)[-1:] for other in session.scalars(query).all())
    return next((last for (last,) in filter(None, rows) if last.id > row.id), None)


def _said(words: str, row: LedgerRow, **more: object) -> str:
    return words.format(who=row.who, when=f"{at_home(row.at):%H:%M}", **more)


def _draft_of(row: LedgerRow) -> int:
    return int(row.subject.removeprefix(_SUBJECT))
