"""Incidents: what people confirmed, numbered, with what became of each. Read as `incident_model.Incident`; every change goes through here and the ledger."""

from records.incidents.incident_ledger import ledger_content
from records.incidents.numbers import NUMBER, free_number, number_parts
from records.incidents.repository import EDITABLE, IncidentFilter, admit, edit, find, load
from records.incidents.statuses import add_status

__all__ = ["EDITABLE", "NUMBER", "IncidentFilter", "add_status", "admit", "edit", "find", "free_number", "ledger_content", "load", "number_parts"]
