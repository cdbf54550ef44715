"""From a draft to the incident that its confirmation records: the person's value before the machine's, and what follows from both."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

from records.errors import BadDecision
from records.i18n import tr
from records.incident_fields import COLUMN_FIELDS, INCIDENT_FIELDS, PRIVATE_FIELDS, IncidentField
from records.incident_texts.texts import original_apart, title_language
from records.legal_case import currency_of
from records.review.draft_fields import checked
from records.vocabulary import CATEGORIES, Actor, Category, Outcome, StatusCode, Target, Track, status_of_outcome

# The fields of an incident that may be corrected.
_CORRECTED = {field.name: field for field in INCIDENT_FIELDS if field.on_incident}


def incident_facts(said: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of an incident. `said` are the machine's proposal and, over it, the person's corrections.

    Raises BadDecision if nobody has named a category.
    """
    codes = _codes(said)
    victims = _victims(said)
    outlets = list(said.get("outlets") or [])
    actor = Actor(said.get("actor") or Actor.UNKNOWN)
    # What follows from other fields where nobody said it. Every other field is what was said.
    follows = {
        "primary": codes[0],
        "categories": codes,
        "title_lang": title_language(said.get("title") or "", said.get("lang") or "") or None,
        "date_precision": said.get("date_precision") if said.get("incident_date") else None,
        "victims": victims,
        "target": said.get("target") or (Target.PERSON if victims else Target.OUTLET if outlets else None),
        "currency": currency_of((said.get("amount_claimed"), said.get("amount_awarded")), said.get("currency")),
        "online": said["online"] if "online" in said else actor is Actor.ONLINE_USER or CATEGORIES[Category(codes[0])].online,
    }
    return original_apart({field.column: follows[field.name] if field.name in follows else _said(field, said) for field in COLUMN_FIELDS})


def _said(field: IncidentField, said: Mapping[str, Any]) -> Any:
    value = field.kind.kept_to_column(said.get(field.name))
    # Nought is a sum.
    return field.kind.to_column(field.empty) if value is None or value == "" else value


def corrections(fields: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, str]]:
    """The columns of a recorded incident that these fields change, with `texts_checked` where a person says for which texts she vouches, and the unpublished ones.
    Raises BadDecision for a field that an incident does not have."""
    strange = sorted(set(fields) - set(_CORRECTED))
    if strange:
        words = tr("{field} is no field of an incident; fields are {fields}")
        raise BadDecision(words.format(field=strange[0], fields=", ".join(sorted(_CORRECTED))))
    given = checked(fields)
    private = {field.name: given.pop(field.name) or "" for field in PRIVATE_FIELDS if field.name in given}
    vouched = {"texts_checked": given.pop("texts_checked")} if "texts_checked" in given else {}
    columns = {_CORRECTED[name].column: _CORRECTED[name].kind.kept_to_column(value) for name, value in given.items()}
    return {**columns, **vouched}, private


def statuses_of(said: Mapping[str, Any], day: date, source: str, categories: Collection[Category]) -> list[tuple[date, StatusCode, str]]:
    """What became of the case, with the day and the source of each: the person's one status, or none if the person says so; else what the
    articles told, as statuses of an incident with these categories.

    `day` and `source` are used if the person gave none.
    """
    if "status" in said:
        chosen = date.fromisoformat(said["status_date"]) if said.get("status_date") else day
        return [(chosen, StatusCode(said["status"]), said.get("status_source") or source)] if said["status"] else []
    return told_statuses(said, categories)


def told_statuses(said: Mapping[str, Any], categories: Collection[Category]) -> list[tuple[date, StatusCode, str]]:
    """What the articles of a draft told, as statuses of an incident with these categories: her conviction is a sentence in a criminal case, an arrest or a fine in
    another. A proposal from before there were two tracks does not say whose outcome it was, and brings none: it would turn her conviction into justice."""
    found = [
        (date.fromisoformat(one["date"]), status_of_outcome(Track(one["outcome_of"]), Outcome(one["outcome"]), categories), one["source"])
        for one in said.get("statuses") or []
        if one.get("outcome_of")
    ]
    return [(day, code, source) for day, code, source in found if code is not None]


def _codes(said: Mapping[str, Any]) -> list[str]:
    """Codes, the primary one first: the one that a person named, else the first one that a person listed, else the likeliest."""
    given = said.get("categories") or []
    ranked = sorted(given, key=lambda one: -one["score"]) if given and isinstance(given[0], dict) else given
    codes = [one["code"] if isinstance(one, dict) else one for one in ranked]
    primary = said.get("primary")
    if primary:
        codes = [primary, *codes]
    if not codes:
        raise BadDecision(tr("nobody has said yet what kind of violation it is")).with_command(tr("`--set primary=CODE` does"))
    return list(dict.fromkeys(codes))


def _victims(said: Mapping[str, Any]) -> list[dict[str, str]]:
    """The victims that a person entered; else the victims among the persons, with the outlet if only one is named."""
    if said.get("victims") is not None:
        return list(said["victims"])
    outlets = said.get("outlets") or []
    outlet = outlets[0] if len(outlets) == 1 else ""
    # Where nobody is named, the screening names the newsroom itself; it stands among the outlets already and is no person.
    newsrooms = {name.casefold() for name in outlets}
    persons = said.get("persons") or []
    names = [one["name"] for one in persons if one.get("role") == "victim" and one["name"].casefold() not in newsrooms]
    return [{"name": name, "profession": "", "outlet": outlet} for name in dict.fromkeys(names)]
