"""Drafts: a list by filters, page after page, and one of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from desk.api.code_filters import require_codes
from desk.api.input_types import MOST, ArticleLanguage, Day, DraftId, ListQuery, Region, Words
from desk.api.problems import COMMON, MISSING, Answers
from desk.api.response_shapes import Draft, DraftList
from desk.auth.dependencies import Db, Now, Reader
from records.clock import day_of
from records.errors import NoSuchDraft
from records.i18n import tr
from records.review.drafts_queue import DraftFilter, DraftKind, narrowed
from records.tables import DraftRow
from records.vocabulary import Category, DraftState
from reports.exports.drafts_export import articles_of, draft_row
from reports.exports.export_filters import ExportFilters

router = APIRouter(prefix="/api/v1", route_class=Answers, tags=["drafts"], responses=COMMON)


class DraftsAsked(ListQuery):
    """The filters of drafts. Without any, all of them."""

    state: DraftState | Literal["waiting"] | None = Field(None, description="`waiting` = new, or deferred to a day that has come")
    kind: DraftKind | None = Field(None, description="`second`: decided by somebody else, and waiting for your second opinion")
    category: Category | None = Field(None, description="Any of the draft's categories")
    region: Region | None = Field(None, description="ISO 3166-2, or a country")
    lang: ArticleLanguage | None = None
    outlet: Words | None = Field(None, description="Drafts with an article of this outlet")
    score: float | None = Field(None, ge=0, le=1, description="The least score")
    since: Day | None = Field(None, description="The first day on which it was made")
    until: Day | None = Field(None, description="The last day on which it was made")
    q: Words | None = Field(None, description="Words in title, persons, outlets and place")
    after: Annotated[str, Field(pattern="^[0-9]{1,9}$")] | None = Field(None, description="`next` of the page before")
    limit: int = Field(100, ge=1, le=MOST)


@router.get("/drafts", responses={200: {"model": DraftList}})
def drafts(person: Reader, session: Db, now: Now, asked: Annotated[DraftsAsked, Query()]) -> Response:
    """The drafts in the order in which they were made, as `qorgan export drafts` gives them. Those that come later come at the end."""
    require_codes("drafts", ExportFilters(region=asked.region, since=asked.since, until=asked.until))
    query = select(DraftRow).where(_holding(asked, person.name, day_of(now))).order_by(DraftRow.id).limit(asked.limit + 1)
    if asked.after is not None:
        query = query.where(DraftRow.id > int(asked.after))
    found = list(session.scalars(query))
    shown = found[: asked.limit]
    return JSONResponse({"items": rows_of(session, shown), "next": str(shown[-1].id) if len(found) > asked.limit else None})


@router.get("/drafts/{id}", responses={200: {"model": Draft}, **MISSING})
def draft(person: Reader, session: Db, id: DraftId) -> Response:
    """One draft as it stands."""
    found = session.get(DraftRow, id)
    if found is None:
        raise NoSuchDraft(tr("there is no draft {draft}; `qorgan export drafts` lists them").format(draft=id))
    return JSONResponse(rows_of(session, [found])[0])


def rows_of(session: Session, found: Sequence[DraftRow]) -> list[dict[str, Any]]:
    """The drafts as the export writes them, also those whose articles have gone over to another one."""
    articles = articles_of(session, [one.id for one in found])
    return [draft_row(one, {**one.proposal, **one.fields}, articles[one.id]) for one in found]


def _holding(asked: DraftsAsked, who: str, today: date) -> ColumnElement[bool]:
    """What the queue is narrowed by, over the states that are asked for."""
    wanted = DraftFilter(
        kind=asked.kind, category=asked.category, region=asked.region, lang=asked.lang, outlet=asked.outlet, least=asked.score, since=asked.since,
        until=asked.until, words=asked.q or "", who=who,
    )  # fmt: skip
    # In the filter of the queue, no state means "waiting".
    every: tuple[DraftState | None, ...] = tuple(DraftState)
    if asked.state is not None:
        every = (None,) if asked.state == "waiting" else (DraftState(asked.state),)
    return or_(*(_conditions(wanted, state, today) for state in every))


def _conditions(wanted: DraftFilter, state: DraftState | None, today: date) -> ColumnElement[bool]:
    found = narrowed(select(DraftRow.id), replace(wanted, state=state), today).whereclause
    assert found is not None, "the queue is always narrowed by state"
    return found
