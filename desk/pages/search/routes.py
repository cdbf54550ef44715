"""One box for everything: drafts, incidents, persons, articles with their stored texts, and outlets, over spellings and scripts."""

from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Query, Request
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Reader
from desk.desk_state import desk_state
from desk.pages.search.found_lines import FEW, SOUGHT_LABELS, FoundKind, Sought, SoughtKind
from desk.pages.search.straight import named, straight_to
from desk.pages.search.view import PAGE, found, near_spellings
from desk.rendering import page
from records.search.article_index import index_progress
from records.words.asked_words import LONGEST, asked_words

router = APIRouter()


@router.get("/search")
def show(request: Request, person: Reader, session: Db, q: Annotated[str, Query()] = "", kind: str = "", after: str = "") -> Response:
    """What is found of every kind, or a page of one. A number or an address that is typed whole leads straight to what it names."""
    typed = " ".join("".join(letter if letter.isprintable() else " " for letter in q[: LONGEST + 1]).split())
    chosen = SoughtKind(kind) if kind in list(SoughtKind) else None
    if chosen is None and (straight := straight_to(session, typed)):
        return RedirectResponse(straight, status_code=303)
    asked, book = asked_words(typed), desk_state(request).shelf.book(session)
    entries = desk_state(request).outlets.read(desk_state(request).settings.data).by_name
    results: list[FoundKind] = []
    if asked.wanted:
        # Of a kind that is not looked at only the number is asked for.
        for one in SoughtKind:
            limit = PAGE if one is chosen else FEW
            results.append(found(Sought(session, book, asked, limit, after if one is chosen else "", entries), one))
    is_any = any(one.number for one in results)
    return page(
        request,
        "search.html",
        typed=typed,
        asked=asked,
        results=results,
        chosen=chosen,
        is_any=is_any,
        named=named(session, typed) if chosen is None else [],
        later=bool(after),
        labels=SOUGHT_LABELS,
        progress=index_progress(session),
        near=near_spellings(book, asked) if asked.wanted and not is_any else [],
        way=lambda **more: f"/search?{urlencode({'q': typed, **more})}",
    )
