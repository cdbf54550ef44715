"""What a person's confirmation of some drafts would write, read for a whole page at once: for their cards, and again at the moment of the decision."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.pages.queue.card_facts import stamp_of
from desk.pages.queue.own_edits import OwnEdits, own_edits
from records.errors import BadDecision
from records.i18n import own_words
from records.review.incident_facts import incident_facts
from records.review.tellings import would_be_recorded
from records.review.would_record import WouldRecord, asks_again
from records.tables import DraftRow, OutletRow
from records.vocabulary import Category


@dataclass(frozen=True)
class PreparedCard:
    """A draft as this person would confirm it. `facts` are the columns of its incident; of news of an incident, those by which it is compared with that."""

    own: OwnEdits
    said: Mapping[str, Any]
    would: WouldRecord
    facts: Mapping[str, Any]

    @property
    def stamp(self) -> str:
        """What would be written, in one word."""
        return stamp_of(self.would)

    @property
    def codes(self) -> list[str]:
        """The categories, the primary one first; none if nobody has named any."""
        return list(self.facts["categories"]) if self.would.facts or self.said.get("categories") or self.said.get("primary") else []

    @property
    def asks(self) -> tuple[str, ...]:
        """Why the confirmation is asked for once more, in words."""
        return asks_again(self.would, self.codes)


def prepared(session: Session, drafts: Sequence[DraftRow], who: str, now: datetime, *, blind: bool = False) -> dict[int, PreparedCard]:
    """The drafts by their ids. `blind`: as the machine proposed them, for somebody who is not to see what others made of them."""
    mine = {draft.id: OwnEdits() for draft in drafts} if blind else own_edits(session, drafts, who)
    said = {draft.id: draft.proposal if blind else mine[draft.id].over(draft) for draft in drafts}
    follows = {draft.id: None if blind else mine[draft.id].follows(draft) for draft in drafts}
    would = would_be_recorded(session, drafts, said, follows, now)
    return {id: PreparedCard(mine[id], one, would[id], would[id].facts or _compared(one)) for id, one in said.items()}


def prepared_with(session: Session, draft: DraftRow, fields: Mapping[str, Any], now: datetime) -> PreparedCard:
    """The draft as a confirmation with just these corrections would record it."""
    said, follows = {**draft.proposal, **fields}, fields.get("follows", draft.follows) or None
    would = would_be_recorded(session, [draft], {draft.id: said}, {draft.id: follows}, now)[draft.id]
    return PreparedCard(OwnEdits(fields), said, would, would.facts or _compared(said))


def outlet_names(session: Session, ids: Collection[str] | None = None) -> dict[str, str]:
    """The names of the outlets for the reader, by id: of these, or (None) of all."""
    query = select(OutletRow.name, OutletRow.title).order_by(OutletRow.name)
    rows = session.execute(query if ids is None else query.where(OutletRow.name.in_(sorted(ids))))
    return {name: own_words(title) or name for name, title in rows}


def _compared(said: Mapping[str, Any]) -> Mapping[str, Any]:
    """The facts of what is not recorded as an incident of its own. Where nobody has named a category, the rest of the facts needs one all the same."""
    try:
        return incident_facts(said)
    except BadDecision:
        return incident_facts({**said, "categories": [Category.ATT.value]})
