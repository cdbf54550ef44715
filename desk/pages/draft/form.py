"""The form of a draft: the machine's proposal in the form, what a person typed, and the corrections that follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import zip_longest
from typing import Any

from desk.fields import DIFFERENT_PERSONS, date_written, duplicate_rows, wrong_with
from desk.form_dates import ReferenceDays, is_date, stored_value
from desk.form_text import clean_text
from desk.text import input_name
from records.clock import today
from records.errors import BadDecision, NoSuchIncident, QorganError
from records.field_kinds import Amount, Appointments, ByLanguage, Codes, Flag, LawArticles, PartialDate, People, Texts
from records.i18n import LANGUAGES, tr
from records.incident_fields import BY_NAME, INCIDENT_FIELDS, IncidentField
from records.incident_texts.sentences import parse_text_name
from records.language.dates import InvalidDate
from records.language.names import normal_form
from records.review.draft_fields import checked_fields
from records.review.incident_facts import incident_facts
from records.tables import DraftRow
from records.vocabulary import Category

# The choice that leaves the statuses as the articles report them.
ARTICLE_STATUSES = "told"
VICTIM = ("name", "profession", "outlet")
# The largest number of other persons that are offered.
_ALSO_NAMED = 6
_STATUS = ("status", "status_date", "status_source")
FORM_FIELDS = [field for field in INCIDENT_FIELDS if field.form_prompt and field.form_prompt.draft]
# Fields that are sent as they are typed. Categories, status and unpublished fields are handled separately.
PLAIN = [
    field
    for field in FORM_FIELDS
    if not isinstance(field.kind, Codes | Texts | LawArticles | Appointments | People | ByLanguage)
    and not field.private
    and field.name not in ("primary", *_STATUS)
]
# Fields with one entry on each line.
LISTS = [field.name for field in FORM_FIELDS if isinstance(field.kind, Texts | LawArticles | Appointments)]
UNPUBLISHED = [field.name for field in FORM_FIELDS if field.private]
# The inputs of a field that is written in several languages, by language.
INPUTS_BY_LANGUAGE = {field.name: {lang: f"{field.name}_{lang}" for lang in LANGUAGES} for field in FORM_FIELDS if isinstance(field.kind, ByLanguage)}
BY_TONGUE = [name for inputs in INPUTS_BY_LANGUAGE.values() for name in inputs.values()]
# The texts that a person has checked, by their names.
CHECKED_TEXTS = "texts_checked"
_TEXTS = ("primary", *(field.name for field in PLAIN), *_STATUS, *BY_TONGUE, *UNPUBLISHED, DIFFERENT_PERSONS)

Values = dict[str, Any]
"""A form: texts by name, multiple codes and texts as lists, `victims` as a list of {name, profession, outlet}."""


@dataclass
class FormValues:
    """What a form means: the corrections as they are stored, and the errors by the field next to which they are shown."""

    fields: dict[str, Any] = field(default_factory=dict)
    wrong: dict[str, str] = field(default_factory=dict)


def proposed_values(draft: DraftRow) -> Values:
    """Return the machine's proposal as the form shows it."""
    return _values(draft.proposal, draft.follows)


def current_values(draft: DraftRow) -> Values:
    """Return the proposal with a person's corrections applied."""
    current = {**draft.proposal, **draft.fields}
    values = _values(current, current.get("follows", draft.follows))
    if "status" in draft.fields:
        values |= {name: draft.fields.get(name) or "" for name in _STATUS}
    # Two recorded victims of one name were declared to be two persons.
    if "victims" in draft.fields and duplicate_rows(values["victims"]):
        values[DIFFERENT_PERSONS] = "yes"
    return values


def _values(proposal: Mapping[str, Any], follows: str | None) -> Values:
    # If nobody has named a category, none is shown, although the other facts need one.
    has_category = proposal.get("categories") or proposal.get("primary")
    facts = incident_facts(proposal if has_category else {**proposal, "categories": [Category.ATT.value]})
    return {
        **{field.name: _shown(field, facts) for field in PLAIN if field.column},
        **{name: BY_NAME[name].kind.lines(facts[BY_NAME[name].column]) for name in LISTS},
        **{
            input_field: str(facts[BY_NAME[name].column].get(lang) or "")
            for name, inputs in INPUTS_BY_LANGUAGE.items()
            for lang, input_field in inputs.items()
        },
        "primary": facts["primary"] if has_category else "",
        "categories": list(facts["categories"]) if has_category else [],
        "victims": [{key: str(victim.get(key) or "") for key in VICTIM} for victim in facts["victims"]],
        CHECKED_TEXTS: list(proposal.get(CHECKED_TEXTS) or []),
        "follows": follows or "",
        "status": ARTICLE_STATUSES,
        **dict.fromkeys(("status_date", "status_source", *UNPUBLISHED, DIFFERENT_PERSONS), ""),
    }


def _shown(field: IncidentField, facts: Mapping[str, Any]) -> Any:
    """Return a fact as the input of its field shows it."""
    value = facts[field.column]
    if isinstance(field.kind, Flag):
        return "yes" if value else "no"
    if isinstance(field.kind, PartialDate):
        return date_written(value, facts[field.kind.precision])
    if isinstance(field.kind, Amount):
        return "" if value is None else str(value)
    return value.isoformat() if isinstance(value, date) else value or ""


def typed_values(submitted: Mapping[str, Sequence[str]], otherwise: Values) -> Values:
    """Read a form or a saved edit. A field that it does not name is as in `otherwise`."""
    values = {**otherwise, **{name: clean_text(submitted[name][-1]) for name in _TEXTS if submitted.get(name)}}
    if "categories" in submitted:
        values["categories"] = list(dict.fromkeys(filter(None, map(clean_text, submitted["categories"]))))
    if CHECKED_TEXTS in submitted:
        values[CHECKED_TEXTS] = [text_name for text_name in dict.fromkeys(map(clean_text, submitted[CHECKED_TEXTS])) if parse_text_name(text_name)]
        _take_what_was_seen(values, submitted)
    for name in LISTS:
        if name in submitted:
            values[name] = [line.strip() for part in submitted[name] for line in clean_text(part).splitlines() if line.strip()]
    if any(f"victim_{key}" in submitted for key in VICTIM):
        columns = [submitted.get(f"victim_{key}", [victim[key] for victim in otherwise["victims"]]) for key in VICTIM]
        rows = [dict(zip(VICTIM, map(clean_text, row), strict=True)) for row in zip_longest(*columns, fillvalue="")]
        values["victims"] = [row for row in rows if any(row.values())]
    return values


def as_fields(values: Values, otherwise: Values) -> dict[str, str | list[str]]:
    """Return the fields of a form that differ, under the names by which it sends them, as saved until a decision."""
    changed: dict[str, str | list[str]] = {name: values[name] for name in _TEXTS if values[name] != otherwise[name]}
    if values["categories"] != otherwise["categories"]:
        changed["categories"] = list(values["categories"])
    if values[CHECKED_TEXTS] != otherwise[CHECKED_TEXTS]:
        changed[CHECKED_TEXTS] = ["", *values[CHECKED_TEXTS]]
    changed |= {name: "\n".join(values[name]) for name in LISTS if values[name] != otherwise[name]}
    if values["victims"] != otherwise["victims"]:
        changed |= {f"victim_{key}": [victim[key] for victim in values["victims"]] for key in VICTIM}
    return changed


def _take_what_was_seen(values: Values, submitted: Mapping[str, Sequence[str]]) -> None:
    """Fill in the displayed proposal for a text that was ticked as checked with an empty box."""
    for text_name in values[CHECKED_TEXTS]:
        parts = parse_text_name(text_name)
        if parts and f"seen_{text_name}" in submitted:
            name = input_name(*parts, clean_text(submitted.get("title_lang", [""])[-1]))
            values[name] = values[name] or clean_text(submitted[f"seen_{text_name}"][-1])


def corrections_from(values: Values, machine: Values, proposal: Mapping[str, Any], count: ReferenceDays | None = None) -> FormValues:
    """Return the corrections that a form makes: only what differs from the machine's proposal.

    Dates are read as people write them, counted as `count` says; in saved edits they are complete already. What the form shows is what is recorded.
    So a fact that follows from others (who was attacked, from who is named) is recorded as shown, even if those others were corrected.
    """
    form_values = FormValues()
    values = {**values, **_with_days(form_values, values, machine, count or ReferenceDays(today()))}
    for one in PLAIN:
        if values[one.name] != machine[one.name] and one.name not in form_values.wrong:
            _set_correction(form_values, one.name, values[one.name])
    _take_categories(form_values, values, machine)
    _take_victims(form_values, values, machine)
    for name in LISTS:
        if values[name] != machine[name]:
            _set_correction(form_values, name, values[name])
    for name, inputs in INPUTS_BY_LANGUAGE.items():
        if any(values[input_] != machine[input_] for input_ in inputs.values()):
            _set_correction(form_values, name, {lang: values[one] for lang, one in inputs.items() if values[one]})
    for name in UNPUBLISHED:
        if values[name]:
            _set_correction(form_values, name, values[name])
    if values[CHECKED_TEXTS] or not form_values.fields.keys().isdisjoint(("title", *INPUTS_BY_LANGUAGE)):
        # Given also if empty: a text that was written but not ticked is a proposal.
        _set_correction(form_values, CHECKED_TEXTS, values[CHECKED_TEXTS])
    _take_status(form_values, values)
    if not form_values.wrong and (values["primary"] or values["categories"]):
        _take_what_follows(form_values, values, proposal)
    return form_values


def _with_days(form_values: FormValues, values: Values, machine: Values, count: ReferenceDays) -> Values:
    """Return the values with dates as they are stored. Invalid dates become errors of their fields."""
    stored = {}
    for name in filter(is_date, values):
        try:
            stored[name] = stored_value(name, values[name], count) if values[name] != machine[name] else values[name]
        except InvalidDate as error:
            form_values.wrong[name] = str(error)
    return stored


def _set_correction(form_values: FormValues, name: str, value: Any) -> None:
    try:
        form_values.fields |= checked_fields({name: value})
    except BadDecision as error:
        form_values.wrong[name] = str(error).removeprefix(f"{name}: ")


def _take_categories(form_values: FormValues, values: Values, machine: Values) -> None:
    primary, codes = values["primary"], values["categories"]
    if primary == machine["primary"] and {primary, *codes} == {machine["primary"], *machine["categories"]}:
        return
    # A form lists its boxes in its own order; the machine's order is by likelihood.
    ranked = sorted(codes, key=lambda code: machine["categories"].index(code) if code in machine["categories"] else len(codes))
    listed = list(dict.fromkeys([*([primary] if primary else []), *ranked]))
    if not listed:
        form_values.wrong["primary"] = tr("choose what kind of violation it is")
        return
    _set_correction(form_values, "categories", listed)
    _set_correction(form_values, "primary", primary or listed[0])
    if "categories" in form_values.wrong:
        form_values.wrong["primary"] = form_values.wrong.pop("categories")


def _take_victims(form_values: FormValues, values: Values, machine: Values) -> None:
    if wrong := wrong_with(values["victims"], apart=bool(values[DIFFERENT_PERSONS])):
        form_values.wrong["victims"] = wrong
    elif values["victims"] != machine["victims"]:
        _set_correction(form_values, "victims", values["victims"])


def also_named(draft: DraftRow, values: Values) -> list[str]:
    """Return the other persons whom the machine found in the articles, one of whom may be a victim it misjudged."""
    victims = {normal_form(victim["name"]) for victim in values["victims"]}
    names = dict.fromkeys(str(person.get("name") or "") for person in draft.proposal.get("persons") or ())
    return [name for name in names if name and normal_form(name) not in victims][:_ALSO_NAMED]


def _take_status(form_values: FormValues, values: Values) -> None:
    if values["status"] == ARTICLE_STATUSES:
        if values["status_date"] or values["status_source"]:
            form_values.wrong["status"] = tr("choose the status to which day and source belong")
        return
    _set_correction(form_values, "status", values["status"])
    for name in ("status_date", "status_source"):
        if values["status"] and values[name] and name not in form_values.wrong:
            _set_correction(form_values, name, values[name])


def _take_what_follows(form_values: FormValues, values: Values, proposal: Mapping[str, Any]) -> None:
    facts = incident_facts({**proposal, **form_values.fields})
    if (facts["target"] or "") != values["target"]:
        _set_correction(form_values, "target", values["target"])
    if facts["online"] != (values["online"] == "yes"):
        _set_correction(form_values, "online", values["online"])
    if [{key: victim.get(key) or "" for key in VICTIM} for victim in facts["victims"]] != values["victims"]:
        _set_correction(form_values, "victims", values["victims"])


def beside_which(error: QorganError, asked_for: FormValues, values: Values, machine: Values) -> str:
    """Return the field next to which the refusal of a confirmation is shown; empty if it belongs to none."""
    if isinstance(error, NoSuchIncident):
        return "follows"
    if not values["primary"] and not values["categories"]:
        return "primary"
    if values["follows"] and any(values[name] for name in UNPUBLISHED):
        return next(name for name in UNPUBLISHED if values[name])
    if asked_for.fields.get("status"):
        return "status_date"
    return "follows" if values["follows"] != machine["follows"] else ""
