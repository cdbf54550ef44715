"""The pane beside the cards: the article of a draft with its marks, fetched when somebody looks at the card."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from desk.auth.dependencies import Db, Reader
from desk.highlighting import visible
from desk.pages.draft.view import articles_of
from desk.rendering import page
from records.errors import NoSuchDraft
from records.i18n import tr
from records.tables import LARGEST_ID, DraftRow

router = APIRouter(prefix="/queue")


@router.get("/{id}/article")
def article(request: Request, person: Reader, session: Db, id: int, article: str = "") -> Response:
    """The article that told the most, or the one of the draft's articles that is named. Raises NoSuchDraft."""
    draft = session.get(DraftRow, id) if 0 < id <= LARGEST_ID else None
    if draft is None:
        raise NoSuchDraft(tr("there is no draft {draft}").format(draft=id))
    return page(request, "_queue_article.html", id=id, articles=articles_of(session, draft, article), visible=visible)
