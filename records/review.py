"""A machine proposes, a person decides: drafts, and the decisions on them. What the desk and the shell both call."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from records import ledger
from records.database import alone
from records.errors import AlreadyDecided, BadDecision, NoSuchDraft, NothingToUndo
from records.i18n import label, tr
from records.tables import ArticleRow, DraftArticleRow, DraftRow, LedgerRow, ScreeningRow
from records.vocabulary import DRAFT_STATE_LABELS, DraftState, RejectReason

_PROPOSE_LOCK = 7_160_003
# What a person may correct on a draft; the machine's own value stays in `proposal`.
FIELDS = frozenset(
    {
        "label",
        "categories",
        "persons",
        "outlets",
        "country",
        "place",
        "region",
        "incident_date",
        "date_precision",
        "actor",
        "outcome",
        "title",
        "summary",
    }
)


def undrafted(session: Session, model: str) -> list[ScreeningRow]:
    """Flagged screenings of this model whose article belongs to no draft yet, oldest article first."""
    query = (
        select(ScreeningRow)
        .join(ArticleRow, ArticleRow.id == ScreeningRow.article_id)
        .outerjoin(DraftArticleRow, DraftArticleRow.article_id == ScreeningRow.article_id)
        .where(ScreeningRow.model == model, ScreeningRow.flagged, DraftArticleRow.article_id.is_(None))
        .order_by(ArticleRow.fetched_at, ArticleRow.id)
    )
    return list(session.scalars(query))


def propose(session: Session, screenings: Iterable[ScreeningRow], *, now: datetime) -> list[DraftRow]:
    """Queue a draft for each flagged article; a copy of an article that has a draft joins that draft instead.

    An article that is in a draft, decided or not, is left alone: no re-run overwrites what a person decided.
    """
    alone(session, _PROPOSE_LOCK)
    made: list[DraftRow] = []
    for screening in screenings:
        if session.get(DraftArticleRow, screening.article_id) is not None:
            continue
        article = session.get_one(ArticleRow, screening.article_id)
        original = session.get(DraftArticleRow, article.copy_of) if article.copy_of else None
        if original is not None:
            session.add(DraftArticleRow(article_id=article.id, draft_id=original.draft_id))
            continue
        proposal = {key: value for key, value in screening.body.items() if key not in ("id", "flagged")}
        draft = DraftRow(
            state=DraftState.NEW, score=screening.score, label=screening.label, proposal={**proposal, "title": article.title}, created_at=now
        )
        session.add(draft)
        session.flush()
        session.add(DraftArticleRow(article_id=article.id, draft_id=draft.id))
        session.flush()
        made.append(draft)
    return made


def confirm(session: Session, draft_id: int, *, who: str, now: datetime, fields: dict[str, Any] | None = None, note: str = "") -> DraftRow:
    """A person says: this is an incident. `fields` are their corrections; without any, the machine's proposal stands."""
    unknown = sorted(set(fields or {}) - FIELDS)
    if unknown:
        words = tr("{field} is no field of a draft; fields are {fields}")
        raise BadDecision(words.format(field=unknown[0], fields=", ".join(sorted(FIELDS))))
    return _decide(session, draft_id, DraftState.CONFIRMED, who=who, now=now, fields=fields or {}, reason=None, note=note)


def reject(session: Session, draft_id: int, *, who: str, now: datetime, reason: str, note: str = "") -> DraftRow:
    """A person says: this is none, because of `reason`. It stays rejected when its page changes or a new model reads it."""
    if reason not in list(RejectReason):
        words = (
            tr("{reason} is no reason to reject; reasons are {reasons}") if reason else tr("nothing is no reason to reject; reasons are {reasons}")
        )
        raise BadDecision(words.format(reason=reason, reasons=", ".join(RejectReason)))
    if reason == RejectReason.OTHER and not note.strip():
        raise BadDecision(tr("the reason `other` needs a note that says which"))
    return _decide(session, draft_id, DraftState.REJECTED, who=who, now=now, fields={}, reason=reason, note=note)


def undo(session: Session, draft_id: int, *, who: str, now: datetime, note: str = "") -> DraftRow:
    """Take the decision back: the draft stands as it did before it. The decision itself stays in the ledger, followed by its undoing."""
    draft = _get(session, draft_id)
    if draft.state == DraftState.NEW:
        raise NothingToUndo(tr("draft {draft} carries no decision").format(draft=draft_id))
    subject = _subject(draft_id)
    decided = session.scalars(
        select(LedgerRow).where(LedgerRow.subject == subject, LedgerRow.action != "undo").order_by(LedgerRow.id.desc()).limit(1)
    ).one()
    return _write(session, draft, "undo", decided.before, who=who, now=now, reason=None, note=note)


def _decide(
    session: Session, draft_id: int, state: DraftState, *, who: str, now: datetime, fields: dict[str, Any], reason: str | None, note: str
) -> DraftRow:
    draft = _get(session, draft_id)
    if draft.state in (DraftState.CONFIRMED, DraftState.REJECTED, DraftState.MERGED):
        words = tr("draft {draft} was {state} by {who} at {moment} UTC; undo that first")
        stands = label(DRAFT_STATE_LABELS[DraftState(draft.state)])
        raise AlreadyDecided(words.format(draft=draft_id, state=stands, who=draft.decided_by, moment=f"{draft.decided_at:%Y-%m-%d %H:%M}"))
    after = {"state": state, "fields": fields, "decided_by": who, "decided_at": now.isoformat(), "reason": reason}
    return _write(session, draft, {"confirmed": "confirm", "rejected": "reject"}[state], after, who=who, now=now, reason=reason, note=note)


def _write(
    session: Session, draft: DraftRow, action: str, after: dict[str, Any], *, who: str, now: datetime, reason: str | None, note: str
) -> DraftRow:
    if not who.strip():
        raise BadDecision(tr("a decision needs the name of the person who takes it"))
    before = _standing(draft)
    draft.state = after["state"]
    draft.fields = after["fields"]
    draft.decided_by = after["decided_by"]
    draft.decided_at = datetime.fromisoformat(after["decided_at"]) if after["decided_at"] else None
    draft.reason = after["reason"]
    try:
        session.flush()
    except StaleDataError as error:
        words = tr("draft {draft} was decided by somebody else at the same moment; look at it again")
        raise AlreadyDecided(words.format(draft=draft.id)) from error
    ledger.append(session, at=now, who=who, action=action, subject=_subject(draft.id), before=before, after=after, reason=reason, note=note)
    return draft


def _standing(draft: DraftRow) -> dict[str, Any]:
    return {
        "state": draft.state,
        "fields": draft.fields,
        "decided_by": draft.decided_by,
        "decided_at": draft.decided_at.isoformat() if draft.decided_at else None,
        "reason": draft.reason,
    }


def _get(session: Session, draft_id: int) -> DraftRow:
    draft = session.get(DraftRow, draft_id, with_for_update=True)
    if draft is None:
        raise NoSuchDraft(tr("there is no draft {draft}; `qorgan export drafts` lists them").format(draft=draft_id))
    return draft


def _subject(draft_id: int) -> str:
    return f"draft {draft_id}"
