"""What a person may correct on a person's record, and in which form each field is kept. Any other field is refused by name."""

import difflib
from collections.abc import Mapping
from typing import Any

from records.clock import day_in
from records.errors import BadDecision
from records.i18n import LANGUAGES, tr
from records.tables import PersonRow
from records.vocabulary import Gender

_YES = {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}


def person_fields() -> tuple[str, ...]:
    """The fields: the name in each language by its code, and what else is known."""
    return (*LANGUAGES, "profession", "gender", "outlets", "publish", "publish_reason")


def checked_person_fields(row: PersonRow, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The columns of a record that these fields change. Raises BadDecision that names the field and what is wrong with it."""
    values: dict[str, Any] = {}
    for name, value in fields.items():
        if name not in person_fields():
            near = difflib.get_close_matches(name, person_fields(), n=1)
            words = (
                tr("{field} is no field of a person; did you mean {near}?") if near else tr("{field} is no field of a person; fields are {fields}")
            )
            raise BadDecision(words.format(field=name, near=near[0] if near else "", fields=", ".join(person_fields())))
        if name in LANGUAGES:
            values["names"] = _with_name(values.get("names", row.names), name, value)
        elif name == "gender":
            values["gender"] = _gender(value)
        elif name == "outlets":
            values["outlets"] = _outlets(value)
        elif name == "publish":
            values["publish"] = _flag(value)
        else:
            values[name] = str(value or "").strip()
    return {**values, **_publishing(row, values)}


def _publishing(row: PersonRow, values: Mapping[str, Any]) -> dict[str, Any]:
    """A name is withheld for a reason, and a published one has none."""
    publish = values.get("publish", row.publish)
    reason = values.get("publish_reason", row.publish_reason)
    if not publish and not reason:
        raise BadDecision(tr("a name is withheld for a reason; say it with it")).with_command(tr("`--set publish_reason=…` does"))
    if publish and values.get("publish_reason"):
        raise BadDecision(tr("publish_reason says why a name is withheld; set publish=no with it"))
    return {"publish_reason": "" if publish else reason} if {"publish", "publish_reason"} & set(values) else {}


def _with_name(names: Mapping[str, str], lang: str, value: Any) -> dict[str, str]:
    name = str(value or "").strip()
    kept = {**names, lang: name}
    return {lang: kept[lang] for lang in LANGUAGES if kept.get(lang)}


def _gender(value: Any) -> str:
    word = str(value or "").strip().casefold()
    if word not in list(Gender):
        raise BadDecision(_wrong("gender", value, tr("one of {codes}").format(codes=", ".join(Gender))))
    return Gender(word)


def _flag(value: Any) -> bool:
    found = _YES.get(str(value).strip().casefold())
    if found is None:
        raise BadDecision(_wrong("publish", value, tr("true or false")))
    return found


def _outlets(value: Any) -> list[dict[str, Any]]:
    """Names with semicolons between, or a list of {outlet, since, until}."""
    given = value if isinstance(value, list) else [{"outlet": part} for part in str(value or "").split(";") if part.strip()]
    return [_outlet({"outlet": one} if isinstance(one, str) else one) for one in given]


def _outlet(one: Any) -> dict[str, Any]:
    if not isinstance(one, dict) or set(one) - {"outlet", "since", "until"} or not str(one.get("outlet") or "").strip():
        raise BadDecision(_wrong("outlets", one, tr('names with semicolons between, or [{"outlet": "…", "since": "2021-06-10", "until": null}]')))
    days: dict[str, str | None] = {}
    for name in ("since", "until"):
        day = day_in(str(one[name])) if one.get(name) else None
        if one.get(name) and day is None:
            raise BadDecision(_wrong("outlets", one[name], tr("a day as 2021-06-10")))
        days[name] = day.isoformat() if day else None
    if days["since"] and days["until"] and days["since"] > days["until"]:
        raise BadDecision(_wrong("outlets", one["since"], tr("a first day that is not after the last")))
    return {"outlet": str(one["outlet"]).strip(), **days}


def _wrong(name: str, value: Any, wanted: str) -> str:
    shown = str(value)
    words = tr("{field}: {value} does not fit; write {wanted}")
    return words.format(field=name, value=shown if len(shown) <= 60 else shown[:59] + "…", wanted=wanted)
