"""Stored articles whose pages are watched."""

from datetime import date

from sqlalchemy import Engine

from records import watched_pages
from records.database import write_transaction
from records.tables import ArticleRow
from tests.conftest import NOW
from tests.records import rows

DAY = NOW.date()


def begun(engine: Engine, *ids: str, today: date = DAY) -> None:
    with write_transaction(engine) as session:
        for identifier in ids:
            if session.get(ArticleRow, identifier) is None:
                rows.article(session, identifier)
        watched_pages.start_watching(session, ids, today)
