"""The stored page of an article, shown from its WARC record in a frame without scripts.

Its SHA-256 is compared with the stored bytes on every view, and later changes of the page are listed.
"""

import mimetypes
import re

from fastapi import APIRouter, Request
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from desk import stored_page
from desk.auth.dependencies import Db, Reader
from desk.highlighting import visible
from desk.rendering import page
from desk.safe_addresses import web_address
from desk.state import desk_state
from desk.stored_page import IntegrityResult
from pipelines.page_headers import content_type
from records.i18n import words_for_reader
from records.model import EvidenceRef
from records.page_pictures import picture_of_page
from records.review import groups
from records.row_ids import LARGEST_LONG_ID, parse_id
from records.tables import ArticleRow, OutletRow, SnapshotRow
from records.web_archive import archived_pages
from reports.page_changes import changes

router = APIRouter()
# File extensions by type; anything else is bytes.
_NAMED = re.compile(r"(text|image|application|audio|video)/[a-z0-9.+-]{1,40}")


@router.get("/articles/{id}/page")
def show(request: Request, person: Reader, session: Db, id: str, snapshot: str = "") -> Response:
    """Show the page as it was stored: its first state, unless another one is named."""
    article, states, state = _found(session, id, snapshot)
    check = None if state.dropped_at else stored_page.check_stored_page(desk_state(request).settings.evidence, _ref(state))
    known_changes = {(change.at, change.sha256): change for change in changes(session, article.id)} if any(state.change for state in states) else {}
    outlet = session.get(OutletRow, article.outlet)
    title = outlet.title if outlet else {}
    archived = archived_pages(session, [article.id]).get(article.id)
    return page(
        request,
        "stored.html",
        article=article,
        outlet=words_for_reader(title) or article.outlet,
        draft=groups.draft_of(session, article.id),
        state=state,
        states=[(state, known_changes.get((state.fetched_at, state.sha256))) for state in states],
        held=check,
        Proof=IntegrityResult,
        shown=check is not None and check.page is not None and stored_page.is_html(check.page),
        kind=content_type(check.page.headers) if check and check.page else "",
        href=web_address(state.url),
        archived=archived,
        picture=picture_of_page(session, article.id),
        archived_href=web_address(archived.address) if archived else "",
        visible=visible,
    )


@router.get("/articles/{id}/raw")
def raw(request: Request, person: Reader, session: Db, id: str, snapshot: str = "") -> Response:
    """Return the content of the frame. Opened alone, it redirects to the page around it. Anything but HTML is sent as a file."""
    article, _, state = _found(session, id, snapshot)
    if request.headers.get("Sec-Fetch-Dest") == "document":
        return RedirectResponse(f"/articles/{article.id}/page?snapshot={state.id}", status_code=303)
    check = None if state.dropped_at else stored_page.check_stored_page(desk_state(request).settings.evidence, _ref(state))
    if check is None or check.page is None:
        raise HTTPException(404)
    if stored_page.is_html(check.page):
        return Response(stored_page.harmless(check.page), media_type="text/html; charset=utf-8", headers=stored_page.HEADERS)
    return _file(check.page.body, f"{_name(article.id)}-{state.id}{_ending(content_type(check.page.headers))}")


@router.get("/articles/{id}/warc")
def warc(request: Request, person: Reader, session: Db, id: str, snapshot: str = "") -> Response:
    """Return the record as it is in its WARC file, as a WARC file of its own."""
    article, _, state = _found(session, id, snapshot)
    record = None if state.dropped_at else stored_page.raw_record(desk_state(request).settings.evidence, _ref(state))
    if record is None:
        raise HTTPException(404)
    return _file(record, f"{_name(article.id)}-{state.id}.warc.gz")


def _found(session: Session, id: str, snapshot: str) -> tuple[ArticleRow, list[SnapshotRow], SnapshotRow]:
    """Return the article, all states of its page in order, and the requested one. 404 if there is none."""
    article = session.get(ArticleRow, id) if len(id) <= 40 and id.isprintable() else None
    if article is None:
        raise HTTPException(404)
    states = list(session.scalars(select(SnapshotRow).where(SnapshotRow.article_id == article.id).order_by(SnapshotRow.id)))
    snapshot_id = parse_id(snapshot, LARGEST_LONG_ID)
    state = next((state for state in states if not snapshot or state.id == snapshot_id), None)
    if state is None:
        raise HTTPException(404)
    return article, states, state


def _ref(state: SnapshotRow) -> EvidenceRef:
    return EvidenceRef(state.file, state.offset, state.sha256)


def _name(id: str) -> str:
    """Return the article's id in a form fit for a file name."""
    return "".join(letter for letter in id if letter.isascii() and letter.isalnum())[:40] or "article"


def _ending(kind: str) -> str:
    plain = kind.partition(";")[0].strip().lower()
    return (mimetypes.guess_extension(plain) if _NAMED.fullmatch(plain) else None) or ".bin"


def _file(body: bytes, name: str) -> Response:
    """Return bytes that a browser saves and never shows."""
    headers = {**stored_page.HEADERS, "Content-Disposition": f'attachment; filename="{name}"', "X-Frame-Options": "DENY"}
    return Response(body, media_type="application/octet-stream", headers=headers)
