"""Names that are withheld (`PersonRow.publish` is false) leave by no door. This stands between the records and every output (docs/decisions/0025-withheld-names.md)."""

from reports.withheld.names import LeftOut, WithheldNames, withheld_names
from reports.withheld.public_incidents import NamedPlace, NameWouldBePrinted, places, places_in_report, require_no_name

__all__ = ["LeftOut", "NameWouldBePrinted", "NamedPlace", "WithheldNames", "places", "places_in_report", "require_no_name", "withheld_names"]
