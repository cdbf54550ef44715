"""The fields of which the machine is unsure: in words, and beside which inputs of a form it is said."""

from collections.abc import Mapping
from typing import Any

from records.i18n import tr
from records.incident_fields import BY_NAME
from records.vocabulary import UnsureField

# The inputs in which a person corrects the field. What kind of news it is has none: it is said in the head of the page.
INPUTS: dict[UnsureField, tuple[str, ...]] = {
    UnsureField.LABEL: (),
    UnsureField.CATEGORIES: ("primary", "categories"),
    UnsureField.VICTIMS: ("victims",),
    UnsureField.PLACE: ("place", "region"),
    UnsureField.INCIDENT_DATE: ("incident_date",),
    UnsureField.ACTOR: ("actor",),
    UnsureField.OUTCOME: ("status",),
    UnsureField.OUTCOME_OF: ("status",),
}


def unsure_of(proposal: Mapping[str, Any], corrected: Mapping[str, Any] = {}) -> list[UnsureField]:
    """What the machine is unsure of, without what a person has corrected. A proposal from before there was this says nothing."""
    named = [UnsureField(name) for name in proposal.get("unsure") or () if name in list(UnsureField)]
    return [field for field in named if not {field.value, *INPUTS[field]} & set(corrected)]


def unsure_words(fields: list[UnsureField]) -> str:
    """These fields in the reader's language: "kind of news, place"."""
    return ", ".join(tr(BY_NAME[field.value].label) for field in fields)


def unsure_inputs(fields: list[UnsureField]) -> frozenset[str]:
    """The inputs beside which it is said."""
    return frozenset(name for field in fields for name in INPUTS[field])
