"""The exports by name: their columns, the filters that mean something to them, and their rows, streamed from the records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from records.filter_entries import RecordFilter
from records.filters import DraftFilter, IncidentFilter, RowFilter, options_of
from reports.exports import articles_export, decisions_export, drafts_export, drift_export, health_export, incidents_export, missed_export
from reports.impunity import IMPUNITY_COLUMNS
from reports.withheld import WithheldNames, withheld_names

Row = dict[str, Any]


def _each_by_itself(session: Session, names: WithheldNames, rows: Iterator[Row]) -> Iterator[Row]:
    return map(names.row, rows)


@dataclass(frozen=True)
class ExportShape:
    """An export: its columns in order, the filter that it takes, where its rows come from, and how they become what may leave the house."""

    name: str
    columns: tuple[str, ...]
    filter: type[RecordFilter]
    records: Callable[[Session, Any], Iterator[Row]]
    shown: Callable[[Session, WithheldNames, Iterator[Row]], Iterator[Row]] = _each_by_itself

    def rows(self, session: Session, filters: Any) -> Iterator[Row]:
        """Its rows as they may leave the house."""
        return self.shown(session, withheld_names(session), self.records(session, filters))

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
        ExportShape("decisions", decisions_export.COLUMNS, RowFilter, decisions_export.decision_rows, decisions_export.without_names),
        ExportShape("health", health_export.COLUMNS, RowFilter, health_export.health_rows),
        ExportShape("missed", missed_export.COLUMNS, RowFilter, missed_export.missed_rows),
        ExportShape("drift", drift_export.COLUMNS, RowFilter, drift_export.drift_rows),
    )
}
