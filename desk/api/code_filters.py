"""Filters with no meaning are refused in the words of the export, and the field is named as the API names it."""

from dataclasses import fields

from desk.api.problems import FieldRefused
from reports.exports.export_filters import ExportFilters, WrongFilter, require_meaning
from reports.exports.export_shapes import SHAPES


def require_codes(export: str, filters: ExportFilters) -> None:
    """Raises FieldRefused for the first filter with a code that does not exist, and for days in the wrong order."""
    takes = SHAPES[export].takes
    for field in fields(ExportFilters):
        value = getattr(filters, field.name)
        if value is not None:
            _require(export, takes, ExportFilters(**{field.name: value}), field.name)
    _require(export, takes, ExportFilters(since=filters.since, until=filters.until), "since")


def _require(export: str, takes: frozenset[str], filters: ExportFilters, field: str) -> None:
    try:
        require_meaning(export, takes, filters)
    except WrongFilter as error:
        # The export's words name its options.
        raise FieldRefused(field, str(error).replace("--", "")) from error
