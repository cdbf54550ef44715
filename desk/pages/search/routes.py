"""One search for drafts, incidents, persons, articles with their stored texts, and outlets, across spellings and scripts."""

import re
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Reader
from desk.pages.search.view import FEW, PAGE, SOUGHT_LABELS, ResultGroup, SearchKind, SearchQuery, found, near_spellings
from desk.rendering import page
from desk.state import desk_state
from pipelines.dedup.urls import article_id, clean
from records.incidents import is_number
from records.incidents.numbers import matching_numbers
from records.language.stems import LONGEST, parse_search_terms
from records.row_ids import LARGEST_ID
from records.search import index_progress
from records.tables import ArticleRow, DraftRow, IncidentRow, OutletRow

# Redirects for a complete number of an incident or a draft, or the address of an article.

_DRAFT = re.compile("(?:[#№] ?)?([0-9]{1,10})")
_LONGEST_ADDRESS = 2000
# Ids in one query: below SQLite's limit of parameters.
_CHUNK = 5000


@dataclass(frozen=True)
class Named:
    """An incident or a draft with the typed number."""

    number: str
    is_draft: bool

    @property
    def href(self) -> str:
        return f"/{'drafts' if self.is_draft else 'incidents'}/{self.number}"


def straight_to(session: Session, typed: str) -> str | None:
    """Return the page of what was typed; None if it names nothing, or incidents of several years (`named`)."""
    typed = typed.strip()
    if _is_address(typed):
        article = _article(session, typed if "://" in typed else f"https://{typed}")
        return f"/articles/{article}/page" if article else None
    meant = named(session, typed)
    return meant[0].href if len(meant) == 1 else None


def named(session: Session, typed: str) -> list[Named]:
    """Return what has this number.

    Without leading zeros (3, №3) it is the draft's, if there is one; with them (0003), with the year or the country it is that of an incident.
    """
    typed = typed.strip()
    number = typed.upper()
    if is_number(number):
        return [Named(number, is_draft=False)] if session.get(IncidentRow, number) is not None else []
    incidents = [Named(matching_number, is_draft=False) for matching_number in matching_numbers(session, typed)]
    match = _DRAFT.fullmatch(typed)
    if match and not (incidents and typed.startswith("0")):
        id = int(match[1])
        if 0 < id <= LARGEST_ID and session.get(DraftRow, id) is not None:
            return [Named(str(id), is_draft=True)]
    return incidents


def _is_address(typed: str) -> bool:
    """Return whether it looks like the address of a page: a host with a dot, and a path."""
    host, slash, path = typed.rpartition("://")[2].partition("/")
    return len(typed) <= _LONGEST_ADDRESS and len(typed.split()) == 1 and "." in host and bool(slash and path)


def _article(session: Session, address: str) -> str | None:
    """Return the article of an outlet at this address.

    Its id is a hash of both, so no address is searched in a million rows.
    """
    url = clean(address)
    if url is None:
        return None
    ids = [article_id(outlet, url) for outlet in session.scalars(select(OutletRow.name))]
    for start in range(0, len(ids), _CHUNK):
        if found := session.scalar(select(ArticleRow.id).where(ArticleRow.id.in_(ids[start : start + _CHUNK]))):
            return found
    return None


router = APIRouter()


@router.get("/search")
def show(request: Request, person: Reader, session: Db, q: Annotated[str, Query()] = "", kind: str = "", after: str = "") -> Response:
    """Show the results of every kind, or a page of one. A complete number or address redirects to what it names."""
    typed = " ".join("".join(letter if letter.isprintable() else " " for letter in q[: LONGEST + 1]).split())
    chosen = SearchKind(kind) if kind in list(SearchKind) else None
    if chosen is None and (straight := straight_to(session, typed)):
        return RedirectResponse(straight, status_code=303)
    search_terms, book = parse_search_terms(typed), desk_state(request).shelf.book(session)
    entries = desk_state(request).outlets.read(desk_state(request).settings.data).by_name
    results: list[ResultGroup] = []
    if search_terms.wanted:
        # For kinds that are not shown only the number is needed.
        for search_kind in SearchKind:
            limit = PAGE if search_kind is chosen else FEW
            results.append(found(SearchQuery(session, book, search_terms, limit, after if search_kind is chosen else "", entries), search_kind))
    is_any = any(result.number for result in results)
    return page(
        request,
        "search.html",
        typed=typed,
        asked=search_terms,
        results=results,
        chosen=chosen,
        is_any=is_any,
        named=named(session, typed) if chosen is None else [],
        later=bool(after),
        labels=SOUGHT_LABELS,
        progress=index_progress(session),
        near=near_spellings(book, search_terms) if search_terms.wanted and not is_any else [],
        way=lambda **more: f"/search?{urlencode({'q': typed, **more})}",
    )
