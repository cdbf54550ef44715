"""The exports by name: their columns, the filters that mean something to them, and their rows, streamed from the records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from reports.exports import articles_export, decisions_export, drafts_export, drift_export, health_export, incidents_export, missed_export
from reports.exports.export_filters import ExportFilters
from reports.impunity import IMPUNITY_COLUMNS

Row = dict[str, Any]


@dataclass(frozen=True)
class ExportShape:
    """An export: its columns in order, the filters that mean something to it, and its rows."""

    name: str
    columns: tuple[str, ...]
    takes: frozenset[str]
    rows: Callable[[Session, ExportFilters], Iterator[Row]]


SHAPES = {
    shape.name: shape
    for shape in (
        ExportShape("articles", articles_export.COLUMNS, articles_export.TAKES, articles_export.article_rows),
        ExportShape("pages", articles_export.PAGE_COLUMNS, articles_export.PAGE_TAKES, articles_export.page_rows),
        ExportShape("drafts", drafts_export.COLUMNS, drafts_export.TAKES, drafts_export.draft_rows),
        ExportShape("incidents", incidents_export.COLUMNS, incidents_export.TAKES, incidents_export.incident_rows),
        ExportShape("statuses", incidents_export.STATUS_COLUMNS, incidents_export.STATUS_TAKES, incidents_export.status_rows),
        ExportShape("impunity", IMPUNITY_COLUMNS, incidents_export.IMPUNITY_TAKES, incidents_export.impunity),
        ExportShape("decisions", decisions_export.COLUMNS, decisions_export.TAKES, decisions_export.decision_rows),
        ExportShape("health", health_export.COLUMNS, health_export.TAKES, health_export.health_rows),
        ExportShape("missed", missed_export.COLUMNS, missed_export.TAKES, missed_export.missed_rows),
        ExportShape("drift", drift_export.COLUMNS, drift_export.TAKES, drift_export.drift_rows),
    )
}
