"""Withheld names (`PersonRow.publish` is false), which are removed from every output of records (docs/decisions/0025-withheld-names.md)."""

from reports.withheld.names import RedactedText, WithheldNames, withheld_names
from reports.withheld.public_incidents import NamedPlace, NameWouldBePrinted, places_in_report, redacted_places, require_no_name

__all__ = [
    "RedactedText",
    "NameWouldBePrinted",
    "NamedPlace",
    "WithheldNames",
    "redacted_places",
    "places_in_report",
    "require_no_name",
    "withheld_names",
]
