"""What somebody means who types with what drafts are to be merged: a number that may be a draft's and an incident's, a name, words of a title. Nothing is merged by
it; every meaning is shown with its title first."""

import re
from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.pages.queue.merge_offers import MergeOffer, offers_of
from records.clock import day_of
from records.country import home
from records.filters import DraftFilter
from records.review import drafts_queue
from records.review.draft_state import OPEN
from records.review.drafts_queue import QueueOrder
from records.tables import LARGEST_ID, DraftRow, IncidentRow
from records.vocabulary import DraftState
from records.words.asked_words import asked_words
from reports.incident_cache import IncidentBook

# What is offered of each kind.
MOST = 5
LONGEST = 100
_DRAFT = re.compile(r"(?:[#№] ?)?([0-9]{1,9})")
_INCIDENT = re.compile(r"(?:([a-z]{2})[ -])?([0-9]{4})[ -]([0-9]{1,6})", re.IGNORECASE)
_GIVES_NUMBER = (DraftState.CONFIRMED, DraftState.MERGED)


def targets_meant(session: Session, book: IncidentBook, typed: str, ids: Sequence[int], who: str, now: datetime) -> list[MergeOffer]:
    """The drafts and incidents that may be meant by what was typed into the field, without `ids` themselves; empty if nothing is. A number is that of a draft and the
    place of an incident within its year; 0005, with its noughts, is an incident first."""
    typed = " ".join(typed.replace("\x00", "").split())[:LONGEST]
    if found := _INCIDENT.fullmatch(typed):
        return _offered(session, [], [home().number(int(found[2]), int(found[3]))], ids, who, now)
    if found := _DRAFT.fullmatch(typed):
        offers = _offered(session, [int(found[1])], [] if typed[0] in "#№" else _placed(session, int(found[1])), ids, who, now)
        return offers[::-1] if typed.startswith("0") else offers
    asked = asked_words(typed)
    if not asked.wanted:
        return []
    drafts = drafts_queue.page(session, DraftFilter(words=typed), QueueOrder.NEWEST, day_of(now)).cards
    numbers = [entry.incident.number for entry, _ in zip(book.newest(lambda entry: asked.are_said(entry.searched)), range(MOST), strict=False)]
    return _offered(session, [card.draft.id for card in drafts][: MOST + len(ids)], numbers, ids, who, now)


def _placed(session: Session, serial: int) -> list[str]:
    """The incidents with this place in their year, the newest first."""
    query = select(IncidentRow.number).where(IncidentRow.serial == serial, IncidentRow.withdrawn.is_(False)).order_by(IncidentRow.year.desc())
    return list(session.scalars(query.limit(MOST)))


def _offered(session: Session, drafts: Sequence[int], numbers: Sequence[str], ids: Sequence[int], who: str, now: datetime) -> list[MergeOffer]:
    """The drafts that can take articles, then the incidents, each once. A draft that was confirmed or merged is offered as its incident."""
    wanted = [id for id in drafts if id not in ids and 0 < id <= LARGEST_ID]
    rows = {row.id: row for row in session.scalars(select(DraftRow).where(DraftRow.id.in_(wanted)))} if wanted else {}
    known = [rows[id] for id in wanted if id in rows]
    became = [row.incident for row in known if row.state in _GIVES_NUMBER and row.incident]
    return offers_of(session, [row for row in known if row.state in OPEN][:MOST], list(dict.fromkeys([*became, *numbers])), who, now)
