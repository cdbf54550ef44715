"""Merge and split drafts; those that a person marked as different events are not joined again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident
from records.i18n import tr
from records.incidents.numbers import number_parts
from records.review import groups
from records.review.draft_fields import OPEN_STATES, change_state, decision_values, draft_content, lock_review, locked_draft, locked_open_draft
from records.review.proposal import renew_proposal
from records.tables import DraftRow, IncidentRow
from records.vocabulary import DecisionAction, DraftState


def merge(session: Session, draft_id: int, *, into: int | str, who: str, now: datetime, note: str = "") -> DraftRow:
    """Merge a draft into another draft or a recorded incident: its articles move there, and it gets no number.

    Raises NoSuchDraft, NoSuchIncident, AlreadyDecided if this draft is decided, and BadDecision if the other one cannot take its articles.
    """
    draft = locked_open_draft(session, draft_id)
    number, target = _target(session, into)
    if target is not None and target.id == draft.id:
        raise BadDecision(tr("draft {draft} cannot be merged into itself").format(draft=draft.id))
    articles = groups.articles_of(session, draft.id)
    if target is not None:
        groups.move_to_draft(session, articles, target.id)
        groups.unmark_separate(session, draft.id, target.id)
        renew_proposal(session, target)
    after = decision_values(
        draft, DraftState.MERGED, who=who, now=now, deferred_until=None, merged_into=target.id if target is not None else None, incident=number
    )
    return change_state(session, draft, DecisionAction.MERGE, after, who=who, now=now, note=note, articles=articles)


def merge_all(session: Session, draft_ids: Sequence[int], *, into: int | str, who: str, now: datetime, note: str = "") -> list[DraftRow]:
    """Merge all these drafts as one decision into the named draft or incident, else into the oldest of them, whose number people know.

    Return the merged drafts. Raises as `merge` does, and then nothing has moved.
    """
    target = into or oldest_draft(session, draft_ids)
    merged = [draft_id for draft_id in dict.fromkeys(draft_ids) if str(draft_id) != str(target)]
    if not merged:
        raise BadDecision(tr("draft {draft} cannot be merged into itself").format(draft=target))
    return [merge(session, draft_id, into=target, who=who, now=now, note=note) for draft_id in merged]


def oldest_draft(session: Session, draft_ids: Sequence[int]) -> int:
    """Return the id of the draft that was created first. Raises NoSuchDraft if none of them exists."""
    oldest = session.scalar(select(DraftRow.id).where(DraftRow.id.in_(draft_ids)).order_by(DraftRow.created_at, DraftRow.id))
    if oldest is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=", ".join(map(str, draft_ids))))
    return oldest


def split(session: Session, draft_id: int, *, articles: Sequence[str], who: str, now: datetime, note: str = "") -> DraftRow:
    """Move these articles to a new draft that is marked as a different event, and return it.

    Raises BadDecision if none or all of its articles are named, or one that is not its own; AlreadyDecided, NoSuchDraft.
    """
    draft = locked_open_draft(session, draft_id)
    own, selection = groups.articles_of(session, draft.id), sorted(set(articles))
    foreign = sorted(set(selection) - set(own))
    if foreign:
        raise BadDecision(tr("{article} is no article of draft {draft}").format(article=foreign[0], draft=draft.id))
    if not selection or selection == own:
        raise BadDecision(
            tr("a split names some of the articles of draft {draft} and leaves some; it has {count}").format(draft=draft.id, count=len(own))
        )
    draft_row = DraftRow(state=DraftState.NEW, score=draft.score, label=draft.label, proposal=dict(draft.proposal), fields={}, created_at=now)
    session.add(draft_row)
    session.flush()
    groups.move_to_draft(session, selection, draft_row.id)
    groups.mark_separate(session, draft.id, draft_row.id)
    for changed in (draft, draft_row):
        renew_proposal(session, changed)
    change_state(session, draft, DecisionAction.SPLIT, draft_content(draft), who=who, now=now, note=note, articles=selection, into=draft_row.id)
    return draft_row


def merge_open_drafts(session: Session, draft_id: int, into: int, *, who: str, now: datetime) -> bool:
    """Merge two undecided drafts that nobody marked as different. Return False, without a change, if that does not apply."""
    lock_review(session)
    draft, target = locked_draft(session, draft_id), locked_draft(session, into)
    touched = draft.state != DraftState.NEW or target.state != DraftState.NEW or draft.sample or target.sample or draft.follows != target.follows
    if touched or groups.are_separate(session, draft_id, into):
        return False
    merge(session, draft_id, into=into, who=who, now=now)
    return True


def _target(session: Session, into: int | str) -> tuple[str | None, DraftRow | None]:
    """Return the number of the incident that gets the articles as sources, and the draft that takes them.

    An imported incident has no draft; then the articles are not moved.
    """
    if isinstance(into, str) and not (into.isascii() and into.isdigit()):
        return _incident(session, into)
    target = locked_draft(session, int(into))
    if target.state == DraftState.MERGED:
        words = tr("draft {draft} was itself merged; name the one that it went into")
        raise BadDecision(words.format(draft=target.id))
    if target.state == DraftState.REJECTED:
        raise AlreadyDecided(tr("draft {draft} was rejected by {who}; undo that first").format(draft=target.id, who=target.decided_by))
    return (None, target) if target.state in OPEN_STATES else (target.incident, target)


def _incident(session: Session, number: str) -> tuple[str, DraftRow | None]:
    row = session.get(IncidentRow, number) if number_parts(number) else None
    if row is None:
        raise NoSuchIncident(tr("there is no draft and no incident {number}").format(number=number))
    if row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; confirm its draft again first").format(number=number))
    draft = session.scalars(select(DraftRow).where(DraftRow.id == row.draft_id).with_for_update()).one_or_none() if row.draft_id else None
    return number, draft
