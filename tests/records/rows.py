"""Rows for tests, with the values a test does not care about filled in."""

import hashlib
from datetime import datetime
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records import articles, screenings
from records.database import read_session
from records.ledger.verify import record_faults
from records.model import EvidenceRef
from records.outlets import runs
from records.tables import ArticleRow, PageRow
from tests.conftest import NOW


def article(session: Session, identifier: str, *, outlet: str = "kz_test", now: datetime = NOW, with_page: bool = False, **values: Any) -> ArticleRow:
    """Store an article, and the row of its page."""
    runs.begin_run(session, "run", "run", now)
    given = {
        "id": identifier,
        "run_id": "run",
        "outlet": outlet,
        "url": f"https://test.example/{identifier}",
        "region": "KZ-35",
        "lang": "ru",
        "title": f"Title {identifier}",
        "text": f"Text of {identifier}",
        "authors": [],
        "published_at": "2026-11-23T10:00:00+05:00",
        "published_on": now.date(),
        "fetched_at": now,
        "text_sha256": hashlib.sha256(str(values.get("text", f"Text of {identifier}")).encode()).hexdigest(),
        "copy_of": None,
    }
    row = ArticleRow(**{**given, **values})
    articles.add_article(session, row, (), EvidenceRef("2026/11/24/run.warc.gz", 0, "1" * 64), row.url, 200)
    if with_page:
        page(session, row, "1" * 64)
    return row


def page(session: Session, of: ArticleRow, sha256: str) -> PageRow:
    """The row of an article's page."""
    row = PageRow(
        run_id=of.run_id, outlet=of.outlet, url=of.url, key=of.id, fate="stored", status=200, at=of.fetched_at, article_id=of.id, sha256=sha256
    )
    session.add(row)
    return row


def screening(session: Session, article_id: str, *, flagged: bool = True, model: str = "test 1", **values: Any) -> None:
    """Store a screening of an article."""
    body = {
        "id": article_id,
        "lang": "ru",
        "score": 0.9 if flagged else 0.1,
        "flagged": flagged,
        "label": "incident" if flagged else "none",
        "categories": [{"code": "ATT", "score": 0.9}] if flagged else [],
        "persons": [],
        "outlets": [],
        "country": "KZ",
        "place": "Қарағанды",
        "region": "KZ-35",
        "incident_date": "2026-11-22",
        "date_precision": "day",
        "actor": "unknown",
        "outcome": "none",
        "outcome_of": None if values.get("outcome", "none") == "none" else "perpetrator",
        "reasons": [],
        "summary": [],
        "unsure": [],
        "readers": "lexical",
        "disagreement": None,
        "model": model,
        **values,
    }
    screenings.add_screening(session, article_id, model, body, NOW)


def standing(engine: Engine) -> list[str]:
    """What does not stand in the records as the ledger says."""
    found: list[str] = []
    with read_session(engine) as session:
        record_faults(session, found.append)
    return found
