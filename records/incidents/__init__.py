"""Confirmed incidents with their numbers and statuses. They are read as `records.incident_model.Incident`.

Every change goes through this package and is recorded in the ledger.
"""

from records.incidents.incident_import import import_incident, import_incidents
from records.incidents.numbers import example_number, free_number, is_number, ledger_content, number_parts
from records.incidents.repository import EDITABLE, edit, find, load
from records.incidents.statuses import add_status, correct_status, require_addable, withdraw_status

__all__ = [
    "EDITABLE",
    "add_status",
    "import_incident",
    "import_incidents",
    "correct_status",
    "withdraw_status",
    "edit",
    "example_number",
    "find",
    "free_number",
    "is_number",
    "ledger_content",
    "load",
    "number_parts",
    "require_addable",
]
