"""The exports by name: their columns, the filters that mean something to them, and their rows, streamed from the records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from reports.exports import articles, decisions, drafts, drift, health, incidents, missed
from reports.exports.filters import Filters
from reports.impunity import IMPUNITY_COLUMNS

Row = dict[str, Any]


@dataclass(frozen=True)
class Shape:
    """An export: its columns in order, the filters that mean something to it, and its rows."""

    name: str
    columns: tuple[str, ...]
    takes: frozenset[str]
    rows: Callable[[Session, Filters], Iterator[Row]]


SHAPES = {
    shape.name: shape
    for shape in (
        Shape("articles", articles.COLUMNS, articles.TAKES, articles.article_rows),
        Shape("pages", articles.PAGE_COLUMNS, articles.PAGE_TAKES, articles.page_rows),
        Shape("drafts", drafts.COLUMNS, drafts.TAKES, drafts.draft_rows),
        Shape("incidents", incidents.COLUMNS, incidents.TAKES, incidents.incident_rows),
        Shape("statuses", incidents.STATUS_COLUMNS, incidents.STATUS_TAKES, incidents.status_rows),
        Shape("impunity", IMPUNITY_COLUMNS, incidents.IMPUNITY_TAKES, incidents.impunity),
        Shape("decisions", decisions.COLUMNS, decisions.TAKES, decisions.decision_rows),
        Shape("health", health.COLUMNS, health.TAKES, health.health_rows),
        Shape("missed", missed.COLUMNS, missed.TAKES, missed.missed_rows),
        Shape("drift", drift.COLUMNS, drift.TAKES, drift.drift_rows),
    )
}
