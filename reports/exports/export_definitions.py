"""The exports by name: their columns, the filters that apply to them, and their rows, streamed from the records."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from records.filters import DraftFilter, IncidentFilter, RecordFilter, RowFilter, options_of
from reports.exports import article_exports, incidents_export, other_exports
from reports.impunity import IMPUNITY_COLUMNS
from reports.withheld import WithheldNames, withheld_names

Row = dict[str, Any]


def _each_by_itself(session: Session, names: WithheldNames, rows: Iterator[Row]) -> Iterator[Row]:
    return map(names.row, rows)


@dataclass(frozen=True)
class ExportDefinition:
    """An export: its columns in order, its filter, the source of its rows, and the function that removes withheld names from them."""

    name: str
    columns: tuple[str, ...]
    filter: type[RecordFilter]
    records: Callable[[Session, Any], Iterator[Row]]
    shown: Callable[[Session, WithheldNames, Iterator[Row]], Iterator[Row]] = _each_by_itself

    def rows(self, session: Session, filters: Any) -> Iterator[Row]:
        """Yield its rows as they may be published."""
        return self.shown(session, withheld_names(session), self.records(session, filters))

    @property
    def takes(self) -> frozenset[str]:
        """The names of the filters that apply to it."""
        return frozenset(options_of(self.name))


EXPORT_DEFINITIONS = {
    shape.name: shape
    for shape in (
        ExportDefinition("articles", article_exports.ARTICLE_COLUMNS, RowFilter, article_exports.article_rows),
        ExportDefinition("pages", article_exports.PAGE_COLUMNS, RowFilter, article_exports.page_rows),
        ExportDefinition("drafts", article_exports.DRAFT_COLUMNS, DraftFilter, article_exports.draft_rows),
        ExportDefinition("incidents", incidents_export.COLUMNS, IncidentFilter, incidents_export.incident_rows),
        ExportDefinition("statuses", incidents_export.STATUS_COLUMNS, IncidentFilter, incidents_export.status_rows),
        ExportDefinition("impunity", IMPUNITY_COLUMNS, IncidentFilter, incidents_export.impunity),
        ExportDefinition("decisions", other_exports.DECISION_COLUMNS, RowFilter, other_exports.decision_rows, other_exports.without_names),
        ExportDefinition("health", other_exports.HEALTH_COLUMNS, RowFilter, other_exports.health_rows),
        ExportDefinition("missed", article_exports.MISSED_COLUMNS, RowFilter, article_exports.missed_rows),
        ExportDefinition("drift", other_exports.DRIFT_COLUMNS, RowFilter, other_exports.drift_rows),
    )
}
