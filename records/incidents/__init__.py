"""Incidents: what people confirmed, numbered, with what became of each. Read as `casefile.Incident`; every change goes through here and the ledger."""

from records.incidents.content import content
from records.incidents.editing import EDITABLE, add_status, admit, edit, free_number
from records.incidents.numbers import NUMBER, number_parts
from records.incidents.repository import IncidentFilter, find, load

__all__ = ["EDITABLE", "NUMBER", "IncidentFilter", "add_status", "admit", "content", "edit", "find", "free_number", "load", "number_parts"]
