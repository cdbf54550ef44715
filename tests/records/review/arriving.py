"""News that arrives, and what became of it."""

from datetime import date
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import incidents, review
from records.database import write_transaction
from records.incident_model import Incident
from records.review import groups
from records.tables import DraftRow
from tests.conftest import NOW
from tests.records import rows
from tests.records.recogniser import ByFirstWord

TODAY = NOW.date()
BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


def arrive(session: Session, identifier: str, title: str, *, day: date = TODAY, screened: dict[str, Any] | None = None, **article: Any) -> int:
    """An article comes in and is grouped: the draft that it is in now."""
    rows.article(session, identifier, title=title, published_on=day, published_at=day.isoformat(), **article)
    rows.screening(session, identifier, **(screened or {}))
    review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW, recogniser=ByFirstWord())
    found = groups.draft_of(session, identifier)
    assert found is not None
    return found


def state(session: Session, draft: int) -> str:
    return session.get_one(DraftRow, draft).state


def recorded(session: Session, number: str) -> Incident:
    found = incidents.find(session, number)
    assert found is not None
    return found


def flagged_drafts(engine: Engine, *articles_flagged: tuple[str, bool]) -> list[int]:
    with write_transaction(engine) as session:
        for identifier, flagged in articles_flagged:
            rows.article(session, identifier)
            rows.screening(session, identifier, flagged=flagged)
        return [draft.id for draft in review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW)]
