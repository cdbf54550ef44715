"""The queue: the drafts that wait for a decision, as cards."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from desk.auth.dependencies import Db, Now, Reader
from desk.pages.queue import decide_routes, presence_routes
from desk.pages.queue.cards import done, laid, shown
from desk.rendering import page, percent
from records.articles import lately_read_alone
from records.clock import day_of
from records.country import region_choices
from records.filter_doors import address_of, from_address, to_address
from records.filters import WAITING, DraftFilter, DraftKind, entries
from records.i18n import ntr, own_words, tr
from records.review import drafts_queue, second_opinions
from records.review.drafts_queue import QueueOrder
from records.tables import DraftRow, OutletRow
from records.vocabulary import CATEGORIES, DRAFT_STATE_LABELS, DraftState

router = APIRouter()
router.include_router(decide_routes.router)
router.include_router(presence_routes.router)

# The shares of certainty that the filter offers, in per cent.
SCORES = (50, 70, 90)
# Drafts that a message after a decision may name: more are never decided at once.
MOST_TOLD = 100


@dataclass(frozen=True)
class QueueQuery:
    """The address of the page as it was understood: what it names and nobody knows is left out."""

    filter: DraftFilter = DraftFilter()
    order: str = ""

    def wanted(self, who: str) -> DraftFilter:
        """What the queue is narrowed by: what waits, if the address names no state."""
        return replace(self.filter, state=self.filter.state or WAITING, who=who if self.filter.kind == DraftKind.SECOND else "")

    @property
    def by(self) -> QueueOrder:
        """Which cards come first."""
        return QueueOrder(self.order or QueueOrder.LIKELIEST)

    @property
    def said(self) -> dict[str, str]:
        """The filters by the names of the address; empty for those that it does not name."""
        return dict.fromkeys((entry.address for entry in entries(DraftFilter).values() if entry.address), "") | to_address(self.filter)

    def way(self, **changed: str) -> str:
        """The address of this page with something changed."""
        return address_of(self.filter, "/queue", **{"order": self.order, **changed})

    @property
    def narrowing(self) -> int:
        """By how many fields of the form it is narrowed."""
        return sum(bool(value) for name, value in self.said.items() if name not in ("state", "kind", "q"))


@router.get("/queue")
def show(
    request: Request, person: Reader, session: Db, now: Now, after: str = "", part: str = "", told: Annotated[str, Query(max_length=1000)] = ""
) -> Response:
    """A page of cards. `part=cards` gives only the cards, for a page that continues. `told` names what was just decided."""
    asked = understood(request.query_params)
    wanted, today = asked.wanted(person.name), day_of(now)
    found = drafts_queue.page(session, wanted, asked.by, today, after=after or None)
    names = outlet_names(session)
    cards = laid(shown(found.cards, names, now, second=asked.filter.kind == DraftKind.SECOND))
    more = asked.way(after=found.next) if found.next else ""
    if part == "cards":
        return page(request, "_cards.html", cards=cards, more=more)
    counts = _counts(request, session, wanted, today)
    return page(
        request,
        "queue.html",
        asked=asked,
        cards=cards,
        more=more,
        after=after,
        words_found=_found(asked, counts["number_found"]),
        categories_offered=[(code.value, tr(facts.label)) for code, facts in CATEGORIES.items()],
        regions_offered=region_choices(),
        scores_offered=[(str(score), percent(score / 100)) for score in SCORES],
        seconds_waiting=second_opinions.waiting(session, person.name),
        told=_told(session, told, person.name),
        lately=lately_read_alone(session),
        **counts,
    )


def _found(asked: QueueQuery, number: int) -> str:
    """The words after the number of drafts found."""
    if asked.filter.kind == DraftKind.SECOND:
        return ntr("wants a second opinion", "want a second opinion", number)
    if asked.filter.state:
        return tr(DRAFT_STATE_LABELS[DraftState(asked.filter.state)])
    return ntr("draft waits", "drafts wait", number)


def understood(given: Mapping[str, str]) -> QueueQuery:
    """The address, read."""
    order = given.get("order", "")
    return QueueQuery(from_address(DraftFilter, given), order if order in list(QueueOrder) else "")


@router.get("/queue/outlets")
def outlets(person: Reader, session: Db) -> Response:
    """The outlets by id and name, for the field that completes them."""
    return JSONResponse(outlet_names(session), headers={"Cache-Control": "private, max-age=600"})


def outlet_names(session: Session) -> dict[str, str]:
    """The names of the outlets for the reader, by id."""
    rows = session.execute(select(OutletRow.name, OutletRow.title).order_by(OutletRow.name)).tuples()
    return {name: own_words(title) or name for name, title in rows}


def _counts(request: Request, session: Session, wanted: DraftFilter, today: date) -> dict[str, Any]:
    """How many drafts there are: with these filters, in each state, of each kind. Kept until a draft comes or a decision is taken, because
    many people look and few decide."""
    kept: dict[str, Any] = getattr(request.app.state, "queue_counts", {})
    stamp = (drafts_queue.mark(session), today)
    if kept.get("stamp") != stamp:
        fresh: dict[str, Any] = {
            "states": drafts_queue.counts_by_state(session),
            "by_kind": drafts_queue.counts_by_kind(session, today),
            "waiting": drafts_queue.count(session, DraftFilter(state=WAITING), today),
        }
        fresh["total"] = sum(fresh["states"].values())
        kept = {"stamp": stamp, "common": fresh, "of": {DraftFilter(state=WAITING): fresh["waiting"]}}
        request.app.state.queue_counts = kept
    if wanted.kind == DraftKind.SECOND:
        return {**kept["common"], "number_found": drafts_queue.count(session, wanted, today)}
    if wanted not in kept["of"]:
        kept["of"][wanted] = drafts_queue.count(session, wanted, today)
    return {**kept["common"], "number_found": kept["of"][wanted]}


def _told(session: Session, told: str, who: str) -> tuple[list[int], list[str]]:
    """What this person has just decided, by id and in words. It shows the state of now, whatever the address says."""
    ids = [int(part) for part in told.split(".") if part.isascii() and part.isdigit() and len(part) < 10][:MOST_TOLD]
    rows: Sequence[DraftRow] = session.scalars(select(DraftRow).where(DraftRow.id.in_(ids), DraftRow.decided_by == who)).all() if ids else ()
    by_id = {row.id: row for row in rows}
    mine = [by_id[id] for id in ids if id in by_id]
    return [row.id for row in mine], [done(row) for row in mine]
