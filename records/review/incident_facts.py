"""Conversion of a draft to the columns and statuses of the incident that its confirmation records; a person's values override the machine's."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from records.errors import BadDecision
from records.i18n import tr
from records.incident_fields import COLUMN_FIELDS, INCIDENT_FIELDS, PRIVATE_FIELDS, IncidentField
from records.incident_texts.texts import title_language, without_title_copy
from records.legal_case import currency_of
from records.review.draft_fields import checked_fields
from records.vocabulary import CATEGORIES, STATUSES, Actor, Category, Outcome, StatusCode, Target, Track, status_of_outcome

# The fields of an incident that may be corrected.
_CORRECTED = {field.name: field for field in INCIDENT_FIELDS if field.on_incident}


def incident_facts(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the columns of an incident from the values of a draft (the machine's proposal overlaid with the person's corrections).

    Raises BadDecision if no category is given.
    """
    codes = _codes(values)
    victims = _victims(values)
    outlets = list(values.get("outlets") or [])
    actor = Actor(values.get("actor") or Actor.UNKNOWN)
    # Fields that are derived from others if nobody set them. Every other field is taken over as it is.
    derived = {
        "primary": codes[0],
        "categories": codes,
        "title_lang": title_language(values.get("title") or "", values.get("lang") or "") or None,
        "date_precision": values.get("date_precision") if values.get("incident_date") else None,
        "victims": victims,
        "target": values.get("target") or (Target.PERSON if victims else Target.OUTLET if outlets else None),
        "currency": currency_of((values.get("amount_claimed"), values.get("amount_awarded")), values.get("currency")),
        "online": values["online"] if "online" in values else actor is Actor.ONLINE_USER or CATEGORIES[Category(codes[0])].online,
    }
    return without_title_copy({field.column: derived[field.name] if field.name in derived else _said(field, values) for field in COLUMN_FIELDS})


def _said(field: IncidentField, values: Mapping[str, Any]) -> Any:
    value = field.kind.kept_to_column(values.get(field.name))
    # Zero is a valid sum of money.
    return field.kind.to_column(field.empty) if value is None or value == "" else value


def corrections(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the columns of a recorded incident that these fields change, and its unpublished fields.

    The columns include `texts_checked` if the person named the texts that they vouch for. Raises BadDecision for a field that an incident does not
    have.
    """
    unknown = sorted(set(fields) - set(_CORRECTED))
    if unknown:
        words = tr("{field} is no field of an incident; fields are {fields}")
        raise BadDecision(words.format(field=unknown[0], fields=", ".join(sorted(_CORRECTED))))
    accepted = checked_fields(fields)
    private = {field.name: accepted.pop(field.name) or "" for field in PRIVATE_FIELDS if field.name in accepted}
    vouched = {"texts_checked": accepted.pop("texts_checked")} if "texts_checked" in accepted else {}
    columns = {_CORRECTED[name].column: _CORRECTED[name].kind.kept_to_column(value) for name, value in accepted.items()}
    return {**columns, **vouched}, private


def statuses_of(values: Mapping[str, Any], day: date, source: str, categories: Collection[Category]) -> list[tuple[date, StatusCode, str]]:
    """Return the statuses of a case as (day, code, source), for an incident with these categories.

    The person's status overrides those that the articles reported; an empty one means that there is none. `day` and `source` are used if the
    person gave none.
    """
    if "status" in values:
        chosen = date.fromisoformat(values["status_date"]) if values.get("status_date") else day
        return [(chosen, StatusCode(values["status"]), values.get("status_source") or source)] if values["status"] else []
    return outcome_statuses(values, categories)


def outcome_statuses(values: Mapping[str, Any], categories: Collection[Category]) -> list[tuple[date, StatusCode, str]]:
    """Return the statuses that the articles of a draft reported, for an incident with these categories.

    A conviction of the journalist becomes a sentence in a criminal case, an arrest or a fine in another. Proposals older than the two tracks do
    not say whose outcome they report and yield no status: a journalist's conviction would otherwise count as one of a perpetrator.
    """
    statuses = [
        (date.fromisoformat(status["date"]), _reported_code(status, categories), status["source"])
        for status in values.get("statuses") or []
        if status.get("outcome_of")
    ]
    # A ruling whose penalty an article states is not added again as the outcome of the case.
    stated = {StatusCode(status["code"]) for status in values.get("statuses") or [] if status.get("code")}
    ruled = any(STATUSES[code].verdict for code in stated)
    outcome_only = [
        not status.get("code") and status["outcome_of"] == Track.JOURNALIST and status["outcome"] == Outcome.CONVICTED
        for status in values.get("statuses") or []
        if status.get("outcome_of")
    ]
    return [
        (day, code, source)
        for (day, code, source), repeated in zip(statuses, outcome_only, strict=True)
        if code is not None and not (ruled and repeated)
    ]


def reported_penalty(values: Mapping[str, Any], code: StatusCode, source: str) -> Mapping[str, Any]:
    """Return the penalty that an article states of a status which it reports; empty if it states none, or if a person chose the status."""
    if "status" in values:
        return {}
    reported = (status for status in values.get("statuses") or [] if (status.get("code"), status["source"]) == (code, source))
    return next((status["penalty"] for status in reported), {})


def _reported_code(status: Mapping[str, Any], categories: Collection[Category]) -> StatusCode | None:
    if status.get("code"):
        return StatusCode(status["code"])
    return status_of_outcome(Track(status["outcome_of"]), Outcome(status["outcome"]), categories)


def _codes(values: Mapping[str, Any]) -> list[str]:
    """Return the category codes, the primary one first: the one a person named, else the first a person listed, else the likeliest."""
    listed = values.get("categories") or []
    ranked = sorted(listed, key=lambda category: -category["score"]) if listed and isinstance(listed[0], dict) else listed
    codes = [category["code"] if isinstance(category, dict) else category for category in ranked]
    primary = values.get("primary")
    if primary:
        codes = [primary, *codes]
    if not codes:
        raise BadDecision(tr("nobody has said yet what kind of violation it is")).with_command(tr("`--set primary=CODE` does"))
    return list(dict.fromkeys(codes))


def _victims(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """Return the victims that a person entered; else those among the persons, with the outlet if only one is named."""
    if values.get("victims") is not None:
        return list(values["victims"])
    outlets = values.get("outlets") or []
    outlet = outlets[0] if len(outlets) == 1 else ""
    # If nobody is named, the screening lists the newsroom as a victim. It is among the outlets already and is not a person.
    newsrooms = {name.casefold() for name in outlets}
    persons = values.get("persons") or []
    names = [person["name"] for person in persons if person.get("role") == "victim" and person["name"].casefold() not in newsrooms]
    return [{"name": name, "profession": "", "outlet": outlet} for name in dict.fromkeys(names)]
