"""Screened articles of some weeks, and what is told or exported of them."""

import io
import json
import random
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Engine, insert

from flows.notify.drift import due_drifts, send_drift_notices
from records.database import read_session, write_transaction
from records.filters import RowFilter
from records.settings import Settings
from records.tables import ArticleRow, ScreeningRow
from reports.drift import PAST_WEEKS
from reports.exports.cells import write_rows
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from tests.conftest import NOW

WEEK = timedelta(weeks=1)
# NOW is a Tuesday; this is the Monday of the week before.
LAST = date(2026, 11, 16)
MODEL = "test 1"
LOW, HIGH = 0.001, 0.9


def screened(
    engine: Engine,
    week: date,
    number: int,
    flagged: int = 0,
    *,
    outlet: str = "kz_oral",
    model: str = MODEL,
    scores: Sequence[float] = (LOW,),
    at: datetime = NOW,
    **article: Any,
) -> None:
    """Articles of a week, day after day, and a model's screenings of them: those flagged score HIGH, the others one of `scores` in turn."""
    stem = f"{outlet}-{random.getrandbits(64)}"
    about: dict[str, Any] = {"run_id": "run", "outlet": outlet, "region": "KZ-27", "lang": "ru", "title": "Title", "text": "Text", "authors": []}
    about |= {"fetched_at": at, "text_sha256": "0" * 64}
    articles, screenings = [], []
    for one in range(number):
        name, hit = f"{stem}-{one}"[-40:], one < flagged
        on = week + timedelta(days=one % 7)
        articles.append(about | {"id": name, "url": f"https://{outlet}.example/{name}", "published_on": on} | article)
        score = HIGH if hit else scores[one % len(scores)]
        label = "incident" if hit else "none"
        screenings.append({"article_id": name, "model": model, "at": at, "score": score, "flagged": hit, "label": label, "body": {}})
    with write_transaction(engine) as session:
        session.execute(insert(ArticleRow), articles)
        session.execute(insert(ScreeningRow), screenings)


def past(engine: Engine, number: int = 100, flagged: int = 1, *, weeks: int = PAST_WEEKS, before: date = LAST, **more: Any) -> None:
    """So many steady weeks before one."""
    for back in range(1, weeks + 1):
        screened(engine, before - back * WEEK, number, flagged, **more)


def tell(engine: Engine, *addresses: str, now: datetime = NOW) -> None:
    send_drift_notices(engine, Settings(notify=" ".join(addresses)), now)


def due(engine: Engine, now: datetime = NOW) -> list[str | None]:
    with read_session(engine) as session:
        return [one.outlet for one in due_drifts(session, now)]


def export(engine: Engine, form: str = "jsonl", what: str = "drift", **filters: Any) -> bytes:
    stream = io.BytesIO()
    with read_session(engine) as session:
        asked = RowFilter(**filters)
        write_rows(form, stream, EXPORT_DEFINITIONS[what], EXPORT_DEFINITIONS[what].rows(session, asked), asked)
    return stream.getvalue()


def lines(engine: Engine, **filters: Any) -> list[dict[str, Any]]:
    return [json.loads(line) for line in export(engine, **filters).splitlines()]
