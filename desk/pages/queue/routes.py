"""The queue: the drafts that wait for a decision, as cards."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from desk.auth.dependencies import Db, Now, Reader
from desk.pages.queue import decide_routes, presence_routes
from desk.pages.queue.cards import done, laid, shown
from desk.rendering import page, percent
from records.clock import day_of
from records.country import home, region_choices
from records.i18n import ntr, own_words, tr
from records.review import drafts_queue, second_opinions
from records.review.drafts_queue import DraftFilter, DraftKind, QueueOrder
from records.tables import DraftRow, OutletRow
from records.vocabulary import CATEGORIES, DRAFT_STATE_LABELS, SCREENING_LANGUAGES, DraftState

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

    state: str = ""
    kind: str = ""
    category: str = ""
    region: str = ""
    lang: str = ""
    outlet: str = ""
    score: str = ""
    since: str = ""
    until: str = ""
    q: str = ""
    order: str = ""

    def wanted(self, who: str) -> DraftFilter:
        """What the queue is narrowed by."""
        return DraftFilter(
            state=DraftState(self.state) if self.state else None,
            kind=DraftKind(self.kind) if self.kind else None,
            category=self.category or None,
            region=self.region or None,
            lang=self.lang or None,
            outlet=self.outlet or None,
            least=int(self.score) / 100 if self.score else None,
            since=date.fromisoformat(self.since) if self.since else None,
            until=date.fromisoformat(self.until) if self.until else None,
            words=self.q,
            who=who if self.kind == DraftKind.SECOND else "",
        )

    @property
    def by(self) -> QueueOrder:
        """Which cards come first."""
        return QueueOrder(self.order or QueueOrder.LIKELIEST)

    def way(self, **changed: str) -> str:
        """The address of this page with something changed."""
        values = {name: value for name, value in {**vars(self), **changed}.items() if value}
        return "/queue" + (f"?{urlencode(values)}" if values else "")

    @property
    def narrowing(self) -> int:
        """By how many fields of the form it is narrowed."""
        return sum(bool(getattr(self, name)) for name in ("category", "region", "lang", "outlet", "score", "since", "until"))


@router.get("/queue")
def show(
    request: Request, person: Reader, session: Db, now: Now, after: str = "", part: str = "", told: Annotated[str, Query(max_length=1000)] = ""
) -> Response:
    """A page of cards. `part=cards` gives only the cards, for a page that continues. `told` names what was just decided."""
    asked = understood(request.query_params)
    wanted, today = asked.wanted(person.name), day_of(now)
    found = drafts_queue.page(session, wanted, asked.by, today, after=after or None)
    names = outlet_names(session)
    cards = laid(shown(found.cards, names, now, second=asked.kind == DraftKind.SECOND))
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
        **counts,
    )


def _found(asked: QueueQuery, number: int) -> str:
    """The words after the number of drafts found."""
    if asked.kind == DraftKind.SECOND:
        return ntr("wants a second opinion", "want a second opinion", number)
    if asked.state:
        return tr(DRAFT_STATE_LABELS[DraftState(asked.state)])
    return ntr("draft waits", "drafts wait", number)


def understood(given: Mapping[str, str]) -> QueueQuery:
    """The address, read."""
    known: dict[str, Callable[[str], bool]] = {
        "state": lambda value: value in list(DraftState),
        "kind": lambda value: value in list(DraftKind),
        "category": lambda value: value in CATEGORIES,
        "region": lambda value: value in home().regions,
        "lang": lambda value: value in SCREENING_LANGUAGES,
        "outlet": lambda value: len(value) <= 80,
        "score": lambda value: value.isascii() and value.isdigit() and 0 < int(value[:4]) <= 100,
        "since": _is_day,
        "until": _is_day,
        "q": lambda value: len(value) <= 200,
        "order": lambda value: value in list(QueueOrder),
    }
    values = {name: given.get(name, "").strip().replace("\x00", "") for name in known}
    return QueueQuery(**{name: value for name, value in values.items() if value and known[name](value)})


def _is_day(value: str) -> bool:
    try:
        return date.fromisoformat(value) < date.max
    except ValueError:
        return False


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
            "waiting": drafts_queue.count(session, DraftFilter(), today),
        }
        fresh["total"] = sum(fresh["states"].values())
        kept = {"stamp": stamp, "common": fresh, "of": {DraftFilter(): fresh["waiting"]}}
        request.app.state.queue_counts = kept
    if wanted.kind is DraftKind.SECOND:
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
