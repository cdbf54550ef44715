"""The form of an incident: the record as the form shows it, what a person typed, and what was changed."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.datastructures import FormData

from desk.fields import date_written, wrong_with
from desk.form_dates import DayCount, stored_value
from desk.text import input_name
from records.errors import BadDecision
from records.i18n import LANGUAGES
from records.incident_fields import (
    BY_NAME,
    INCIDENT_FIELDS,
    Amount,
    Appointments,
    ByLanguage,
    Codes,
    Day,
    Flag,
    IncidentField,
    LawArticles,
    PartialDate,
    People,
    Texts,
)
from records.incident_texts.sentences import parse_text_name
from records.language.dates import InvalidDate
from records.legal_words import lines_of
from records.review.draft_fields import checked_fields
from records.tables import IncidentRow

CHECKED_TEXTS = "texts_checked"
_VICTIM = ("name", "profession", "outlet")
_FORM_FIELDS = [field for field in INCIDENT_FIELDS if field.asked and field.asked.incident]


def current(row: IncidentRow) -> dict[str, Any]:
    """Return the fields of the form as the record has them."""
    return {**{field.name: _current(field, row) for field in _FORM_FIELDS}, CHECKED_TEXTS: []}


def _current(field: IncidentField, row: IncidentRow) -> Any:
    held: Any = row.private.get(field.name) if field.private else getattr(row, field.column)
    match field.kind:
        case PartialDate(precision):
            return date_written(held, getattr(row, BY_NAME[precision].column))
        case Day():
            return held.isoformat() if held else ""
        case People():
            return [{key: str(one.get(key) or "") for key in _VICTIM} for one in held]
        case Texts() | Codes() | LawArticles() | Appointments():
            return lines_of(field.kind, held)
        case Amount():
            return "" if held is None else str(held)
        case ByLanguage():
            return {lang: str(held.get(lang) or "") for lang in LANGUAGES}
        case Flag():
            return held
    return str(held or "")


def submitted_values(form: FormData) -> dict[str, Any]:
    """Read the form in the shape of `current`, with the texts that the person marked as checked.

    For a text that was ticked with an empty box the displayed proposal is used.
    """
    found = {field.name: _typed(field, form) for field in _FORM_FIELDS}
    found[CHECKED_TEXTS] = [one for one in dict.fromkeys(_texts(form.getlist(CHECKED_TEXTS))) if parse_text_name(one)]
    for one in found[CHECKED_TEXTS]:
        if (parts := parse_text_name(one)) and not input_text(found, name := input_name(*parts, _text(form, "title_lang"))):
            seen = _text(form, f"seen_{one}")
            if name == "title":
                found["title"] = seen
            else:
                found[name.rpartition("_")[0]][parts[1]] = seen
    primary = found["primary"]
    found["categories"] = list(dict.fromkeys([*([primary] if primary else []), *found["categories"]]))
    return found


def input_text(values: Mapping[str, Any], name: str) -> str:
    """Return the value of a text's input."""
    field, _, lang = name.rpartition("_")
    return str((values[field].get(lang) if field else values.get(name)) or "")


def _typed(field: IncidentField, form: FormData) -> Any:
    match field.kind:
        case People():
            columns = [_texts(form.getlist(f"victim_{key}")) for key in _VICTIM]
            return [dict(zip(_VICTIM, values, strict=True)) for values in zip(*columns, strict=False) if any(values)]
        case Texts() | LawArticles() | Appointments():
            return [part.strip() for part in str(form.get(field.name, "")).splitlines() if part.strip()]
        case Codes():
            return _texts(form.getlist(field.name))
        case ByLanguage():
            return {lang: _text(form, f"{field.name}_{lang}") for lang in LANGUAGES}
        case Flag():
            return bool(form.get(field.name))
    return _text(form, field.name)


def _text(form: FormData, name: str) -> str:
    return str(form.get(name, "")).replace("\r\n", "\n").strip()


def _texts(values: Sequence[Any]) -> list[str]:
    return [str(value).strip() for value in values]


def changed(stands: Mapping[str, Any], said: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields that differ from the record, so that the ledger only has intended changes."""
    found = {name: value for name, value in said.items() if _plain(value) != _plain(stands.get(name))}
    for name in found:
        if isinstance(BY_NAME[name].kind, ByLanguage):
            found[name] = {lang: text for lang, text in said[name].items() if text}
    if found.keys() & {"title", "titles", "summary"}:
        # Given also if empty: a text that was written but not ticked is a proposal.
        found[CHECKED_TEXTS] = said.get(CHECKED_TEXTS, [])
    if "categories" in found or "primary" in found:
        found |= {"primary": said["primary"], "categories": said["categories"]}
    return found


def with_days(given: Mapping[str, Any], count: DayCount) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the fields with their dates as they are stored, and for each that is no date, why."""
    kept, wrong = dict(given), {}
    for name, value in given.items():
        try:
            kept[name] = stored_value(name, value, count)
        except InvalidDate as error:
            wrong[name] = str(error)
    return kept, wrong


def refusals(given: Mapping[str, Any], *, apart: bool) -> dict[str, str]:
    """Return the errors of each field of a correction, in words. `apart`: victims of one name are different persons."""
    found = {}
    for name, value in given.items():
        if isinstance(BY_NAME[name].kind, People) and (wrong := wrong_with(value, apart=apart)):
            found[name] = wrong
            continue
        try:
            checked_fields({name: value})
        except BadDecision as error:
            found[name] = str(error).removeprefix(f"{name}: ")
    return found


def _plain(value: Any) -> Any:
    return value.replace("\r\n", "\n").strip() if isinstance(value, str) else value
