"""Fields in the forms of the desk: inputs by kind, in the rows and groups of the table of fields, checks of the victims' rows, and the fields of
which the machine is unsure.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from records.country import region_choices
from records.field_kinds import Code, Region
from records.i18n import gettext_noop, tr
from records.incident_fields import BY_NAME, INCIDENT_FIELDS, LAST, FormPosition, IncidentField
from records.language.names import letters_key, normal_form
from records.vocabulary import UnsureField

# The rows of victims in a form: which are empty, or name somebody again.

# The input that confirms that persons of one name in a form are different persons.
DIFFERENT_PERSONS = "victims_apart"


def duplicate_rows(victims: Sequence[Mapping[str, str]]) -> list[int]:
    """Return the rows that name a person of an earlier row, in any letters and order."""
    seen: set[str] = set()
    doubled = []
    for row, victim in enumerate(victims):
        name = letters_key(victim["name"]) or normal_form(victim["name"])
        if name and name in seen:
            doubled.append(row)
        seen.add(name)
    return doubled


def invalid_rows(victims: Sequence[Mapping[str, str]], *, apart: bool = False) -> list[int]:
    """Return the rows without a name, and the doubled ones unless these are different persons: `apart`."""
    doubled = [] if apart else duplicate_rows(victims)
    return [row for row, victim in enumerate(victims) if not victim["name"] or row in doubled]


def wrong_with(victims: Sequence[Mapping[str, str]], *, apart: bool = False) -> str:
    """Return what is wrong with the first wrong row, in words; empty if all is well."""
    for row in invalid_rows(victims, apart=apart)[:1]:
        if not (name := victims[row]["name"]):
            return tr("a row without a name says nothing; write the name, or empty the row")
        return tr("{name} is named twice; one row is enough, unless these are two persons").format(name=name)
    return ""


# The fields of which the machine is unsure: in words, and next to which inputs of a form this is shown.

# The inputs in which a person corrects the field. The kind of news has none: it is shown in the head of the page.
INPUTS: dict[UnsureField, tuple[str, ...]] = {
    UnsureField.LABEL: (),
    UnsureField.CATEGORIES: ("primary", "categories"),
    UnsureField.VICTIMS: ("victims",),
    UnsureField.PLACE: ("place", "region"),
    UnsureField.INCIDENT_DATE: ("incident_date",),
    UnsureField.ACTOR: ("actor",),
    UnsureField.OUTCOME: ("status",),
    UnsureField.OUTCOME_OF: ("status",),
    UnsureField.OUTLETS: ("outlets",),
    UnsureField.LAW_ARTICLES: ("law_articles",),
}


def unsure_fields(proposal: Mapping[str, Any], corrected: Mapping[str, Any] = {}) -> list[UnsureField]:
    """Return what the machine is unsure of, without what a person has corrected; nothing for an old proposal without this part."""
    named = [UnsureField(name) for name in proposal.get("unsure") or () if name in list(UnsureField)]
    return [field for field in named if not {field.value, *INPUTS[field]} & set(corrected)]


def unsure_words(fields: list[UnsureField]) -> str:
    """Return these fields in the reader's language: "kind of news, place"."""
    return ", ".join(tr(BY_NAME[field.value].label) for field in fields)


def unsure_inputs(fields: list[UnsureField]) -> frozenset[str]:
    """Return the inputs next to which it is shown."""
    return frozenset(name for field in fields for name in INPUTS[field])


# The groups of the form of a draft, in order.
_GROUPS = {
    "harmed": gettext_noop("Who was harmed"),
    "what": gettext_noop("What happened"),
    "where": gettext_noop("When and where"),
    "cause": gettext_noop("Who did it, and why"),
    "after": gettext_noop("What became of it"),
    "legal": gettext_noop("The legal case"),
    "texts": gettext_noop("Title and summary in three languages"),
    "unpublished": gettext_noop("For those who help"),
}
# Fields with an input of their own, for which the templates have macros of the same names.
_OWN = frozenset({"status"})


@dataclass(frozen=True)
class FieldInput:
    """A field in a form. `widget` names the macro that draws it, `more` further attributes of its element."""

    field: IncidentField
    name: str
    widget: str
    words: str
    hint: str
    empty: str
    lines: int
    more: dict[str, Any]


@dataclass(frozen=True)
class InputGroup:
    """Fields that a form asks for under one heading, row by row."""

    name: str
    words: str
    rows: tuple[tuple[FieldInput, ...], ...]


def draft_groups() -> list[InputGroup]:
    """Return the form of a draft, in the reader's language."""
    fields = [field for field in INCIDENT_FIELDS if field.form_prompt and field.form_prompt.draft]
    return [
        InputGroup(name, tr(words), _rows(fields, _draft_spot, lambda field: field.kind.draft_attributes(), name)) for name, words in _GROUPS.items()
    ]


def incident_rows(group: str = "") -> tuple[tuple[FieldInput, ...], ...]:
    """Return the rows of the form of an incident, in the reader's language; `unpublished` has a part of its own."""
    return _rows(
        [field for field in INCIDENT_FIELDS if field.form_prompt and field.form_prompt.incident],
        _incident_spot,
        lambda field: field.kind.incident_attributes(),
        group,
    )


def field_choices(name: str) -> list[tuple[str, str]]:
    """Return the choices of a field in the reader's language, as codes and words."""
    kind = BY_NAME[name].kind
    if isinstance(kind, Code):
        return [(str(code), tr(words)) for code, words in kind.labels.items()]
    return region_choices() if isinstance(kind, Region) else []


def date_written(first: date | None, precision: str | None) -> str:
    """Return as much of a date as is known: 2026, 2026-11 or 2026-11-22."""
    return first.isoformat()[: {"year": 4, "month": 7}.get(precision or "", 10)] if first else ""


def _draft_spot(field: IncidentField) -> FormPosition:
    return (field.form_prompt and field.form_prompt.draft) or FormPosition()


def _incident_spot(field: IncidentField) -> FormPosition:
    return (field.form_prompt and field.form_prompt.incident) or FormPosition()


def _rows(
    incident_fields: Iterable[IncidentField],
    spot: Callable[[IncidentField], FormPosition],
    more: Callable[[IncidentField], dict[str, Any]],
    group: str,
) -> tuple[tuple[FieldInput, ...], ...]:
    placed = sorted((field for field in incident_fields if spot(field).group == group), key=lambda field: spot(field)[:2])
    # Fields without a row of their own get one each.
    rows = groupby(placed, key=lambda field: (spot(field).row, field.name if spot(field).row == LAST else ""))
    return tuple(tuple(_input(field, spot(field).lines, more(field)) for field in row) for _, row in rows)


def _input(field: IncidentField, lines: int, more: dict[str, Any]) -> FieldInput:
    form = field.form_prompt
    assert form is not None, f"{field.name} stands in a form and says not how"
    widget = field.name if field.name in _OWN else field.kind.widget(lines)
    return FieldInput(field, field.name, widget, tr(form.words), form.hint and tr(form.hint), form.empty and tr(form.empty), lines, more)
