"""Drafts: a list by filters, page after page, and one of them."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import Field
from sqlalchemy import Select, select
from sqlalchemy.orm import Session
from starlette.responses import JSONResponse, Response

from desk.api.input_types import MOST, DraftId, ListQuery
from desk.api.list_filters import filter_asked, filtered_by
from desk.api.problems import COMMON, MISSING, Answers
from desk.api.response_shapes import DraftList, OneDraft
from desk.auth.dependencies import Db, Now, Reader
from records.clock import day_of
from records.errors import NoSuchDraft
from records.filters import DraftFilter
from records.i18n import tr
from records.review.drafts_queue import narrowed
from records.review.perhaps import perhaps_of
from records.tables import DraftRow
from records.words.asked_words import asked_words
from records.words.word_keys import searched_in
from reports.exports.drafts_export import articles_by_draft, draft_row
from reports.withheld import withheld_names

router = APIRouter(prefix="/api/v1", route_class=Answers, tags=["drafts"], responses=COMMON)


@filtered_by(DraftFilter)
class DraftsAsked(ListQuery):
    """The filters of drafts. Without any, all of them."""

    after: Annotated[str, Field(pattern="^[0-9]{1,9}$")] | None = Field(None, description="`next` of the page before")
    limit: int = Field(100, ge=1, le=MOST)


@router.get("/drafts", responses={200: {"model": DraftList}})
def drafts(person: Reader, session: Db, now: Now, asked: Annotated[DraftsAsked, Query()]) -> Response:
    """The drafts in the order in which they were made, as `qorgan export drafts` gives them. Those that come later come at the end."""
    wanted = replace(filter_asked(DraftFilter, "drafts", asked), who=person.name)
    query = narrowed(select(DraftRow), wanted, day_of(now)).order_by(DraftRow.id)
    words = wanted.words if wanted.words and withheld_names(session) else ""
    items, following = _page(session, query, int(asked.after or 0), asked.limit, words)
    return JSONResponse({"items": items, "next": following})


def _page(session: Session, query: Select[Any], after: int, limit: int, words: str) -> tuple[list[dict[str, Any]], str | None]:
    """As many rows as are asked for, and the last of them if there are more. A row that does not tell the words for which it was found is neither counted nor
    told as the next one: whoever tries a name learns nothing from that either."""
    items: list[dict[str, Any]] = []
    last = after
    while True:
        found = list(session.scalars(query.where(DraftRow.id > after).limit(limit + 1)))
        for one, row in zip(found, rows_of(session, found), strict=True):
            if words and not _says(row, words):
                continue
            if len(items) == limit:
                return items, str(last)
            items.append(row)
            last = one.id
        if len(found) <= limit:
            return items, None
        after = found[-1].id


@router.get("/drafts/{id}", responses={200: {"model": OneDraft}, **MISSING})
def draft(person: Reader, session: Db, id: DraftId) -> Response:
    """One draft as it stands, and to what it perhaps belongs."""
    found = session.get(DraftRow, id)
    if found is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=id))
    # Without titles: those of other records may name whom this reader is not to be told.
    perhaps = [
        {"into": one.into if one.incident else int(one.into), "score": one.score, "why": list(one.why)}
        for one in perhaps_of(session, [found]).get(id, ())
    ]
    return JSONResponse({**rows_of(session, [found])[0], "perhaps": perhaps})


def _says(row: dict[str, Any], words: str) -> bool:
    """Whether a row tells the words for which it was found, so that nobody who tries a name learns from what comes that a text left out holds it."""
    told = [row["title"], row["place"], *row["outlets"], *(person["name"] for person in row["persons"])]
    return asked_words(words).are_said(searched_in(filter(None, told)))


def rows_of(session: Session, found: Sequence[DraftRow]) -> list[dict[str, Any]]:
    """The drafts as the export writes them, without names that are withheld, also those whose articles have gone over to another one."""
    articles = articles_by_draft(session, [one.id for one in found])
    names = withheld_names(session)
    return [names.row(draft_row(one, {**one.proposal, **one.fields}, articles[one.id])) for one in found]
