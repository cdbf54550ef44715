"""Drafts that were decided, for tests of what is learned from them."""

from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import review
from records.database import read_session
from records.model import DecidedArticle
from records.review.training_labels import decided_articles
from tests.conftest import NOW
from tests.records import rows


def draft(session: Session, name: str, *, screened: dict[str, Any] | None = None, **article: Any) -> int:
    """A draft over one article."""
    rows.article(session, name, **article)
    rows.screening(session, name, **(screened or {}))
    (made,) = review.propose(session, [one for one in review.screenings_without_draft(session, "test 1") if one.article_id == name], now=NOW)
    return made.id


def decided(engine: Engine) -> list[DecidedArticle]:
    with read_session(engine) as session:
        return decided_articles(session)
