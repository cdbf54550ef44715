"""Merge and split: articles move between drafts. What a person told apart stays apart."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NoSuchIncident
from records.i18n import tr
from records.incidents.numbers import number_parts
from records.review import groups
from records.review.draft_state import OPEN, alone_in_review, change_state, decision_values, get, get_open, snapshot
from records.review.proposal import propose_anew
from records.tables import DraftRow, IncidentRow
from records.vocabulary import DecisionAction, DraftState


def merge(session: Session, draft_id: int, *, into: int | str, who: str, now: datetime, note: str = "") -> DraftRow:
    """A person says that this is the same event as another draft, or as a recorded incident. Its articles move there, and it takes no number.

    Raises NoSuchDraft, NoSuchIncident, AlreadyDecided if this draft carries a decision, and BadDecision if the other one cannot take its
    articles.
    """
    draft = get_open(session, draft_id)
    number, target = _target(session, into)
    if target is not None and target.id == draft.id:
        raise BadDecision(tr("draft {draft} cannot be merged into itself").format(draft=draft.id))
    articles = groups.articles_of(session, draft.id)
    if target is not None:
        groups.move(session, articles, target.id)
        groups.together(session, draft.id, target.id)
        propose_anew(session, target)
    after = decision_values(
        draft, DraftState.MERGED, who=who, now=now, deferred_until=None, merged_into=target.id if target is not None else None, incident=number
    )
    return change_state(session, draft, DecisionAction.MERGE, after, who=who, now=now, note=note, articles=articles)


def merge_all(session: Session, draft_ids: Sequence[int], *, into: int | str, who: str, now: datetime, note: str = "") -> list[DraftRow]:
    """A person says that all these tell of one event: one decision. They go into the draft or incident that is named, or, if none is, into the oldest of them, as
    into the one whose number people know. Gives the drafts that went. Raises as `merge` does, and then nothing has moved."""
    target = into or oldest(session, draft_ids)
    gone = [draft_id for draft_id in dict.fromkeys(draft_ids) if str(draft_id) != str(target)]
    if not gone:
        raise BadDecision(tr("draft {draft} cannot be merged into itself").format(draft=target))
    return [merge(session, draft_id, into=target, who=who, now=now, note=note) for draft_id in gone]


def oldest(session: Session, draft_ids: Sequence[int]) -> int:
    """The one of these drafts that was made first. Raises NoSuchDraft if there is none of them."""
    found = session.scalar(select(DraftRow.id).where(DraftRow.id.in_(draft_ids)).order_by(DraftRow.created_at, DraftRow.id))
    if found is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=", ".join(map(str, draft_ids))))
    return found


def split(session: Session, draft_id: int, *, articles: Sequence[str], who: str, now: datetime, note: str = "") -> DraftRow:
    """A person says that these articles tell of another event. They become a new draft, which is given back, and stay apart from this one.

    Raises BadDecision if none or all of its articles are named, or one that is not its own; AlreadyDecided, NoSuchDraft.
    """
    draft = get_open(session, draft_id)
    own, wanted = groups.articles_of(session, draft.id), sorted(set(articles))
    strange = sorted(set(wanted) - set(own))
    if strange:
        raise BadDecision(tr("{article} is no article of draft {draft}").format(article=strange[0], draft=draft.id))
    if not wanted or wanted == own:
        raise BadDecision(
            tr("a split names some of the articles of draft {draft} and leaves some; it has {count}").format(draft=draft.id, count=len(own))
        )
    made = DraftRow(state=DraftState.NEW, score=draft.score, label=draft.label, proposal=dict(draft.proposal), fields={}, created_at=now)
    session.add(made)
    session.flush()
    groups.move(session, wanted, made.id)
    groups.tell_apart(session, draft.id, made.id)
    for changed in (draft, made):
        propose_anew(session, changed)
    change_state(session, draft, DecisionAction.SPLIT, snapshot(draft), who=who, now=now, note=note, articles=wanted, into=made.id)
    return made


def fold(session: Session, draft_id: int, into: int, *, who: str, now: datetime) -> bool:
    """Put together two drafts on which nobody has decided and which nobody told apart. Otherwise nothing happens, and it gives False."""
    alone_in_review(session)
    draft, target = get(session, draft_id), get(session, into)
    touched = draft.state != DraftState.NEW or target.state != DraftState.NEW or draft.sample or target.sample or draft.follows != target.follows
    if touched or groups.apart(session, draft_id, into):
        return False
    merge(session, draft_id, into=into, who=who, now=now)
    return True


def _target(session: Session, into: int | str) -> tuple[str | None, DraftRow | None]:
    """The number of the incident that gets the articles as sources, and the draft that takes them. An imported incident has no draft; then the
    articles stay."""
    if isinstance(into, str) and not (into.isascii() and into.isdigit()):
        return _incident(session, into)
    target = get(session, int(into))
    if target.state == DraftState.MERGED:
        words = tr("draft {draft} was itself merged; name the one that it went into")
        raise BadDecision(words.format(draft=target.id))
    if target.state == DraftState.REJECTED:
        raise AlreadyDecided(tr("draft {draft} was rejected by {who}; undo that first").format(draft=target.id, who=target.decided_by))
    return (None, target) if target.state in OPEN else (target.incident, target)


def _incident(session: Session, number: str) -> tuple[str, DraftRow | None]:
    row = session.get(IncidentRow, number) if number_parts(number) else None
    if row is None:
        raise NoSuchIncident(tr("there is no draft and no incident {number}").format(number=number))
    if row.withdrawn:
        raise BadDecision(tr("{number} is withdrawn; confirm its draft again first").format(number=number))
    draft = session.scalars(select(DraftRow).where(DraftRow.id == row.draft_id).with_for_update()).one_or_none() if row.draft_id else None
    return number, draft
