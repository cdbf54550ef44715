"""Incidents: what people confirmed, numbered, with what became of each. Read as `casefile.Incident`; every change goes through here and the ledger."""

from records.incidents.content import content
from records.incidents.numbers import NUMBER, number_parts
from records.incidents.reading import IncidentFilter, find, load
from records.incidents.writing import EDITABLE, add_status, admit, edit, free_number

__all__ = ["EDITABLE", "NUMBER", "IncidentFilter", "add_status", "admit", "content", "edit", "find", "free_number", "load", "number_parts"]
