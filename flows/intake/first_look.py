"""What the screening says of messages, as a hint to whoever reads them. It decides nothing: no draft comes of it."""

from collections.abc import Sequence

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from flows.country_setting import flagged_countries
from flows.models import active_screener
from records.database import in_reading, in_transaction
from records.model import Article
from records.settings import Settings
from records.tables import ReceivedMessageRow

# Characters of a text below which nothing can be said of it.
LEAST_TEXT = 60


def look_at(engine: Engine, settings: Settings, ids: Sequence[int]) -> None:
    """Read these messages as the articles are read, and keep label and score beside them. Those with next to no text are passed over."""

    def texts(session: Session) -> list[Article]:
        rows = session.scalars(select(ReceivedMessageRow).where(ReceivedMessageRow.id.in_(ids)))
        return [Article(str(row.id), row.text, row.subject) for row in rows if len(row.text) >= LEAST_TEXT]

    articles = in_reading(engine, texts)
    if not articles:
        return
    found = list(active_screener(settings, flagged_countries(settings.countries)).screen_many(articles))

    def keep(session: Session) -> None:
        for one in found:
            row = session.get(ReceivedMessageRow, int(one.id))
            if row is not None and not one.error:
                row.label, row.score = one.label.value, one.score

    in_transaction(engine, keep)
