"""The form in which an editor corrects a person's record: what stands in it, and what was changed."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from starlette.datastructures import FormData

from desk.written_days import DayCount, as_kept
from records.errors import BadDecision
from records.i18n import LANGUAGES, tr
from records.persons.person_model import KnownPerson
from records.written_dates import WrongDate

# Inputs of one line, by the names of `records.persons.person_fields`.
_LINES = (*LANGUAGES, "profession", "gender", "publish_reason")
_OUTLET, _SINCE, _UNTIL = "outlet", "outlet_since", "outlet_until"


def standing(person: KnownPerson) -> dict[str, Any]:
    """What stands in the form of a person before anything is typed."""
    return {
        **{lang: person.names.get(lang, "") for lang in LANGUAGES},
        "profession": person.profession,
        "gender": person.gender.value,
        "publish": person.publish,
        "publish_reason": person.publish_reason,
        "outlets": [{"outlet": one.outlet, "since": one.since or "", "until": one.until or ""} for one in person.outlets],
    }


def typed(form: FormData) -> dict[str, Any]:
    """What was sent. Rows of outlets in which nothing was written are left out."""
    rows = zip(*(map(str, form.getlist(name)) for name in (_OUTLET, _SINCE, _UNTIL)), strict=False)
    outlets = [{"outlet": outlet.strip(), "since": since.strip(), "until": until.strip()} for outlet, since, until in rows]
    return {
        **{name: str(form.get(name, "")).strip() for name in _LINES},
        "publish": bool(form.get("publish")),
        "outlets": [one for one in outlets if any(one.values())],
    }


def changed_fields(person: KnownPerson, said: Mapping[str, Any], today: date) -> dict[str, Any]:
    """The fields that differ from what stands, as `edit_person` takes them. Raises BadDecision, with the field beside which it belongs."""
    stands = standing(person)
    given = {**said, "outlets": [_outlet(one, today) for one in said["outlets"]]}
    # A reason belongs to a name that is withheld, and goes with it.
    given["publish_reason"] = "" if given["publish"] else given["publish_reason"]
    if not given["publish"] and not given["publish_reason"]:
        raise BadDecision(tr("say why the name is withheld"), "publish_reason")
    return {name: value for name, value in given.items() if value != stands[name]}


def _outlet(row: Mapping[str, str], today: date) -> dict[str, str]:
    if not row["outlet"]:
        raise BadDecision(tr("write the outlet too, or empty the row"), "outlets")
    try:
        since, until = (as_kept("day", row[name], DayCount(today)) or "" for name in ("since", "until"))
    except WrongDate as error:
        raise BadDecision(str(error), "outlets") from error
    if since and until and since > until:
        raise BadDecision(tr("{outlet}: the first day is after the last").format(outlet=row["outlet"]), "outlets")
    return {"outlet": row["outlet"], "since": since, "until": until}
