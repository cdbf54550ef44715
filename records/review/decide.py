"""One decision on a draft. The queue, the draft's page, the API and the shell all make a `Decision` and call `decide`.

`confirm`, `move_articles` and `undo` do the actions. Only here `into` and `until` are read.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from records.clock import day_of
from records.errors import BadDecision, NoSuchDraft
from records.i18n import tr
from records.review.confirm import confirm, defer, reject
from records.review.move_articles import merge, split
from records.review.undo import undo
from records.tables import LARGEST_ID, DraftRow
from records.vocabulary import DatePrecision, DecisionAction
from records.written_dates import Reading, WrongDate, read_written

# The field of a decision that belongs to one action alone. Every action but `confirm` needs its field; `undo` has none.
FIELD_OF: Mapping[DecisionAction, str] = {
    DecisionAction.CONFIRM: "fields",
    DecisionAction.REJECT: "reason",
    DecisionAction.MERGE: "into",
    DecisionAction.SPLIT: "articles",
    DecisionAction.DEFER: "until",
}
ACTION_OF: Mapping[str, DecisionAction] = {field: action for action, field in FIELD_OF.items()}


@dataclass(frozen=True)
class Decision:
    """What a person decides. `fields` are the corrections (`FIELDS`), for `confirm`; None means that the person says nothing about them.

    `into` and `until` are as they were written: `12`, `#12` or `KZ-2021-0042`; a day as people write it, or `week`. `decide` reads them.
    """

    action: DecisionAction
    fields: Mapping[str, Any] | None = None
    reason: str = ""
    note: str = ""
    into: int | str = ""
    articles: tuple[str, ...] = ()
    until: date | str = ""

    @property
    def is_complete(self) -> bool:
        """Whether it has what its action needs."""
        return self.action in (DecisionAction.CONFIRM, DecisionAction.UNDO) or bool(getattr(self, FIELD_OF[self.action]))


def decide(session: Session, draft_id: int, decision: Decision, *, who: str, now: datetime) -> DraftRow:
    """Take the decision, with its row in the ledger. Gives the draft after it; for `split`, the draft that was split off.

    Raises NoSuchDraft, NoSuchIncident, AlreadyDecided, NothingToUndo, and BadDecision if the decision lacks something or cannot be taken.
    """
    note = decision.note
    match decision.action:
        case DecisionAction.CONFIRM:
            return confirm(session, draft_id, who=who, now=now, fields=None if decision.fields is None else dict(decision.fields), note=note)
        case DecisionAction.REJECT:
            return reject(session, draft_id, who=who, now=now, reason=decision.reason, note=note)
        case DecisionAction.MERGE:
            return merge(session, draft_id, into=merge_target(decision.into), who=who, now=now, note=note)
        case DecisionAction.SPLIT:
            return split(session, draft_id, articles=decision.articles, who=who, now=now, note=note)
        case DecisionAction.DEFER:
            return defer(session, draft_id, until=deferred_until(decision.until, day_of(now)), who=who, now=now, note=note)
        case DecisionAction.UNDO:
            return undo(session, draft_id, who=who, now=now, note=note)


def merge_target(written: int | str) -> int | str:
    """The draft or the incident that is named. Raises BadDecision if nothing is named, and NoSuchDraft for a number that no draft can have."""
    named = str(written).strip().removeprefix("#").upper()
    if not named:
        raise BadDecision(tr("name the draft or the incident with which to merge"))
    if not (named.isascii() and named.isdigit()):
        return named
    if len(named) > 20 or not 0 < int(named) <= LARGEST_ID:
        raise NoSuchDraft(tr("there is no draft and no incident {number}").format(number=named[:20]))
    return int(named)


def deferred_until(written: date | str, today: date) -> date:
    """The day that is named. Raises BadDecision if it is no day."""
    if isinstance(written, date):
        return written
    if written == "week":
        return today + timedelta(days=7)
    try:
        found = read_written(written, today, reading=Reading.AHEAD) if written.strip() else None
    except WrongDate as error:
        raise BadDecision(str(error), "until") from error
    if found is None or found.precision is not DatePrecision.DAY:
        raise BadDecision(tr("name the day until which to defer, as 2026-12-31"), "until")
    return found.first
