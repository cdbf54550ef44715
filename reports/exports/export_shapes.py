"""The exports by name: their columns, the filters that mean something to them, and their rows, streamed from the records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from records.filters import DraftFilter, IncidentFilter, RecordFilter, RowFilter, options_of
from reports.exports import articles_export, decisions_export, drafts_export, drift_export, health_export, incidents_export, missed_export
from reports.impunity import IMPUNITY_COLUMNS
from reports.withheld import withheld_names

Row = dict[str, Any]


@dataclass(frozen=True)
class ExportShape:
    """An export: its columns in order, the filter that it takes, and where its rows come from."""

    name: str
    columns: tuple[str, ...]
    filter: type[RecordFilter]
    records: Callable[[Session, Any], Iterator[Row]]

    def rows(self, session: Session, filters: Any) -> Iterator[Row]:
        """Its rows as they may leave the house."""
        return map(withheld_names(session).row, self.records(session, filters))

    @property
    def takes(self) -> frozenset[str]:
        """The filters that mean something to it, by name."""
        return frozenset(options_of(self.name))


SHAPES = {
    shape.name: shape
    for shape in (
        ExportShape("articles", articles_export.COLUMNS, RowFilter, articles_export.article_rows),
        ExportShape("pages", articles_export.PAGE_COLUMNS, RowFilter, articles_export.page_rows),
        ExportShape("drafts", drafts_export.COLUMNS, DraftFilter, drafts_export.draft_rows),
        ExportShape("incidents", incidents_export.COLUMNS, IncidentFilter, incidents_export.incident_rows),
        ExportShape("statuses", incidents_export.STATUS_COLUMNS, IncidentFilter, incidents_export.status_rows),
        ExportShape("impunity", IMPUNITY_COLUMNS, IncidentFilter, incidents_export.impunity),
        ExportShape("decisions", decisions_export.COLUMNS, RowFilter, decisions_export.decision_rows),
        ExportShape("health", health_export.COLUMNS, RowFilter, health_export.health_rows),
        ExportShape("missed", missed_export.COLUMNS, RowFilter, missed_export.missed_rows),
        ExportShape("drift", drift_export.COLUMNS, RowFilter, drift_export.drift_rows),
    )
}
