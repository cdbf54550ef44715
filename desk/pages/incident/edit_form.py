"""The form of an incident: the record as the form shows it, what a person typed, and what was changed."""

from collections.abc import Mapping
from typing import Any

from starlette.datastructures import FormData

from desk.fields import date_written, wrong_with
from desk.form_dates import ReferenceDays, stored_value
from desk.text import input_name
from records.errors import BadDecision
from records.field_kinds import ByLanguage, PartialDate, People, form_text, form_texts
from records.incident_fields import BY_NAME, INCIDENT_FIELDS, IncidentField
from records.incident_texts.sentences import parse_text_name
from records.language.dates import InvalidDate
from records.review.draft_fields import checked_fields
from records.tables import IncidentRow

CHECKED_TEXTS = "texts_checked"
_FORM_FIELDS = [field for field in INCIDENT_FIELDS if field.form_prompt and field.form_prompt.incident]


def current(row: IncidentRow) -> dict[str, Any]:
    """Return the fields of the form as the record has them."""
    return {**{field.name: _current(field, row) for field in _FORM_FIELDS}, CHECKED_TEXTS: []}


def _current(field: IncidentField, row: IncidentRow) -> Any:
    value: Any = row.private.get(field.name) if field.private else getattr(row, field.column)
    if isinstance(field.kind, PartialDate):
        return date_written(value, getattr(row, BY_NAME[field.kind.precision].column))
    return field.kind.to_form(value)


def submitted_values(form: FormData) -> dict[str, Any]:
    """Read the form in the shape of `current`, with the texts that the person marked as checked.

    For a text that was ticked with an empty box the displayed proposal is used.
    """
    values = {field.name: field.kind.from_form(field.name, form) for field in _FORM_FIELDS}
    values[CHECKED_TEXTS] = [text_name for text_name in dict.fromkeys(form_texts(form, CHECKED_TEXTS)) if parse_text_name(text_name)]
    for text_name in values[CHECKED_TEXTS]:
        if (parts := parse_text_name(text_name)) and not input_text(values, name := input_name(*parts, form_text(form, "title_lang"))):
            proposed = form_text(form, f"seen_{text_name}")
            if name == "title":
                values["title"] = proposed
            else:
                values[name.rpartition("_")[0]][parts[1]] = proposed
    primary = values["primary"]
    values["categories"] = list(dict.fromkeys([*([primary] if primary else []), *values["categories"]]))
    return values


def input_text(values: Mapping[str, Any], name: str) -> str:
    """Return the value of a text's input."""
    field, _, lang = name.rpartition("_")
    return str((values[field].get(lang) if field else values.get(name)) or "")


def changed(recorded: Mapping[str, Any], submitted: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that differ from the record, so that the ledger only has intended changes."""
    differing = {name: value for name, value in submitted.items() if _plain(value) != _plain(recorded.get(name))}
    for name in differing:
        if isinstance(BY_NAME[name].kind, ByLanguage):
            differing[name] = {lang: text for lang, text in submitted[name].items() if text}
    if differing.keys() & {"title", "titles", "summary"}:
        # Given also if empty: a text that was written but not ticked is a proposal.
        differing[CHECKED_TEXTS] = submitted.get(CHECKED_TEXTS, [])
    if "categories" in differing or "primary" in differing:
        differing |= {"primary": submitted["primary"], "categories": submitted["categories"]}
    return differing


def with_days(values: Mapping[str, Any], count: ReferenceDays) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the fields with their dates as they are stored, and for each that is no date, why."""
    stored, wrong = dict(values), {}
    for name, value in values.items():
        try:
            stored[name] = stored_value(name, value, count)
        except InvalidDate as error:
            wrong[name] = str(error)
    return stored, wrong


def refusals(values: Mapping[str, Any], *, apart: bool) -> dict[str, str]:
    """Return the errors of each field of a correction, in words. `apart`: victims of one name are different persons."""
    errors = {}
    for name, value in values.items():
        if isinstance(BY_NAME[name].kind, People) and (wrong := wrong_with(value, apart=apart)):
            errors[name] = wrong
            continue
        try:
            checked_fields({name: value})
        except BadDecision as error:
            errors[name] = str(error).removeprefix(f"{name}: ")
    return errors


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
