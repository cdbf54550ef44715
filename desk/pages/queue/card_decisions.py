"""The decisions on cards, each in a transaction of its own: that one of many cannot be decided does not hinder the others. Only a merge of several is one decision."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from desk.error_answers import status_of
from desk.pages.queue.decision_words import decided_words, done
from desk.pages.queue.own_edits import undo_keeping
from desk.pages.queue.prepared_cards import prepared
from records import review
from records.database import in_transaction, read_session
from records.errors import AlreadyDecided, BadDecision, QorganError
from records.i18n import tr
from records.patience import WITH_A_PERSON
from records.review import Decision, edits, second_opinions
from records.review.decide import merge_target
from records.review.draft_state import alone_in_review, get, get_open
from records.review.move_articles import merge_all, oldest
from records.tables import DraftRow
from records.vocabulary import DecisionAction

# Into what several are merged if nothing else is said.
OLDEST = "oldest"


class AsksAgain(BadDecision):
    """The confirmation of such a draft has to be given twice. Raised here; the card asks once more, and a bulk action leaves the draft out."""


class CardIsStale(AlreadyDecided):
    """What would be written is no more what the card showed. Raised here; nothing is decided, and the card is fetched anew."""


@dataclass(frozen=True)
class Wanted:
    """A decision with what the page knows of it. `stamps` say by the draft's id what its card showed; a page without scripts says nothing."""

    decision: Decision
    second: bool = False
    sure: bool = False
    stamps: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class QueueResult:
    """What became of it. `status` is 200, or the code of the error that stopped it. `asks`: it has to be confirmed once more; `stale`: the card is old. `into`
    names that with which several were merged, `touched` are the other drafts
    that tell of more or fewer articles since."""

    id: int
    status: int
    words: str
    asks: bool = False
    stale: bool = False
    into: str = ""
    touched: tuple[int, ...] = ()

    @property
    def is_done(self) -> bool:
        """Whether it was decided so."""
        return self.status == 200


def decide_each(engine: Engine, ids: Sequence[int], wanted: Wanted, who: str, now: datetime) -> list[QueueResult]:
    """The same decision on each of these drafts. One that asks once more is confirmed only by itself, when it is said to be sure."""
    sure = wanted.sure and len(ids) == 1
    touched: dict[int, tuple[int, ...]] = {}

    def act(session: Session, id: int) -> str:
        words = _decide(session, id, replace(wanted, sure=sure), who, now)
        if wanted.decision.action is DecisionAction.MERGE:
            touched[id] = _touched(get(session, id))
        return words

    found = [_tried(engine, id, who, lambda session, id=id: act(session, id)) for id in ids]  # type: ignore[misc]
    return [_left_out(one) for one in found] if len(ids) > 1 else [replace(one, touched=touched.get(one.id, ())) for one in found]


def decide_together(engine: Engine, ids: Sequence[int], wanted: Wanted, who: str, now: datetime) -> list[QueueResult]:
    """Merge all of these: one decision, which is taken as a whole or not at all. Where somebody has decided on some of them meanwhile, nothing moves, and these
    are what is given back."""
    into = wanted.decision.into
    gone: list[QueueResult] = []

    def act(session: Session) -> str:
        gone[:] = _decided(session, ids, who)
        if not gone:
            target = merge_target(into) if into not in ("", OLDEST) else ""
            rows = merge_all(session, ids, into=target, who=who, now=now, note=wanted.decision.note)
            gone[:] = [QueueResult(row.id, 200, done(row), into=_taker(session, row, ids), touched=_touched(row)) for row in rows]
        return ""

    result = _tried(engine, ids[0], who, act)
    return gone if result.is_done else [result]


def _decided(session: Session, ids: Sequence[int], who: str) -> list[QueueResult]:
    """Those on which somebody has decided, each with who and what."""
    found = []
    for id in ids:
        try:
            get_open(session, id)
        except AlreadyDecided as error:
            found.append(
                QueueResult(
                    id,
                    status_of(error),
                    tr("nothing was merged, and the others stay as they are: {why}").format(why=_too_late(session, id, who, error)),
                )
            )
    return found


def _touched(row: DraftRow) -> tuple[int, ...]:
    """The draft that has this one's articles by a merge."""
    return () if row.merged_into is None else (row.merged_into,)


def _taker(session: Session, row: DraftRow, ids: Sequence[int]) -> str:
    """That with which it was merged; where it was selected with it and is the oldest of them, that too."""
    if row.incident or row.merged_into is None:
        return row.incident or ""
    named = tr("draft {id}").format(id=row.merged_into)
    return tr("{draft}, the oldest of them").format(draft=named) if row.merged_into in ids and row.merged_into == oldest(session, ids) else named


def undo_each(engine: Engine, ids: Sequence[int], who: str, now: datetime) -> list[QueueResult]:
    """Take the last decision on each of these drafts back, unless somebody has built upon it."""
    touched: dict[int, tuple[int, ...]] = {}

    def act(session: Session, id: int) -> str:
        alone_in_review(session)
        draft = get(session, id)
        was = decided_words(session, draft)
        touched[id] = _touched(draft)
        undo_keeping(session, draft, who, now, unless_built_upon=True)
        return tr("Taken back: {decision}").format(decision=was)

    found = [_tried(engine, id, who, lambda session, id=id: act(session, id)) for id in ids]  # type: ignore[misc]
    return [replace(one, touched=touched.get(one.id, ())) if one.is_done else one for one in found]


def _decide(session: Session, id: int, wanted: Wanted, who: str, now: datetime) -> str:
    decision = wanted.decision
    if wanted.second:
        second_opinions.answer(session, id, who=who, now=now, action=decision.action, reason=decision.reason or None, note=decision.note)
        return tr("Your opinion on draft {id} is noted").format(id=id)
    if decision.action is not DecisionAction.CONFIRM:
        return done(review.decide(session, id, decision, who=who, now=now))
    draft = get_open(session, id)
    ready = prepared(session, [draft], who, now)[id]
    if (seen := wanted.stamps.get(str(id))) and seen != ready.stamp:
        raise CardIsStale(tr("draft {id} has changed since this page was opened; look at what stands there now").format(id=id))
    if ready.own.wrong:
        raise BadDecision(tr("your corrections of draft {id} cannot be recorded so: {why}").format(id=id, why="; ".join(ready.own.wrong.values())))
    if ready.asks and not wanted.sure:
        raise AsksAgain(tr("draft {id}: {why}; confirm once more").format(id=id, why=", ".join(ready.asks)))
    row = review.decide(session, id, replace(decision, fields=ready.own.fields or None), who=who, now=now)
    edits.forget(session, id, who)
    return done(row)


def _too_late(session: Session, id: int, who: str, error: AlreadyDecided) -> str:
    """Why it was too late; not what was decided, where this person is to judge the draft without knowing that."""
    draft = session.get(DraftRow, id)
    if draft is None or not second_opinions.blind(session, id, who):
        return str(error)
    return tr("{who} has decided on this draft meanwhile").format(who=draft.decided_by or "")


def _tried(engine: Engine, id: int, who: str, act: Callable[[Session], str]) -> QueueResult:
    try:
        return QueueResult(id, 200, in_transaction(engine, act, WITH_A_PERSON))
    except AlreadyDecided as error:
        with read_session(engine) as session:
            return QueueResult(id, status_of(error), _too_late(session, id, who, error), stale=isinstance(error, CardIsStale))
    except QorganError as error:
        return QueueResult(id, status_of(error), str(error), isinstance(error, AsksAgain))
    except StaleDataError:
        return QueueResult(id, 409, tr("somebody else has changed this just now; look at what stands and decide again"))


def _left_out(one: QueueResult) -> QueueResult:
    words = tr("left out, because it is confirmed only by itself: {why}")
    return replace(one, words=words.format(why=one.words.rpartition(";")[0])) if one.asks else one
