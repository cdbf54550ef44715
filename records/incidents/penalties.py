"""A penalty as people give it, checked against the status that it belongs to."""

import re
from collections.abc import Mapping
from typing import Any

from records.country import home
from records.errors import BadDecision
from records.i18n import tr
from records.incident_model import NO_PENALTY, Penalty
from records.vocabulary import STATUSES, PenaltyPart, SentenceKind, StatusCode, TermUnit

PENALTY_NAMES = ("kind", "term", "unit", "sum", "currency")
_PART_OF = {"kind": PenaltyPart.KIND, "term": PenaltyPart.TERM, "unit": PenaltyPart.TERM, "sum": PenaltyPart.SUM, "currency": PenaltyPart.SUM}
# Longer than any sentence, and more than any claim: whatever is above was mistyped.
_MOST = {"term": 10_000, "sum": 10**15}


def checked_penalty(code: StatusCode, given: Mapping[str, Any]) -> Penalty:
    """What a ruling takes, from what a person wrote; empty values are no values. Raises BadDecision for a part that this status does not have, a number that is
    none, and a length without its unit."""
    said = {name: value for name, value in given.items() if value is not None and str(value).strip() != ""}
    if not said:
        return NO_PENALTY
    for name in said:
        if name not in _PART_OF:
            raise BadDecision(tr("{name} is no part of a penalty; parts are {names}").format(name=name, names=", ".join(PENALTY_NAMES)), name)
        if _PART_OF[name] not in STATUSES[code].penalty:
            raise BadDecision(tr("{code} has no {name}: {label}").format(code=code, name=name, label=tr(STATUSES[code].label)), name)
    if "term" in said and "unit" not in said:
        words = tr("the length {term} needs its unit: one of {units}")
        raise BadDecision(words.format(term=said["term"], units=", ".join(TermUnit)), "unit")
    if "unit" in said and "term" not in said:
        raise BadDecision(tr("the unit {unit} needs the length that it counts").format(unit=said["unit"]), "term")
    if "currency" in said and "sum" not in said:
        raise BadDecision(tr("the currency {currency} needs its sum").format(currency=said["currency"]), "sum")
    currency = str(said.get("currency", home().currency)).strip().upper()
    if not re.fullmatch("[A-Z]{3}", currency):
        raise BadDecision(tr("{currency} is no currency; write three letters, as KZT").format(currency=currency), "currency")
    return Penalty(
        kind=_one("kind", SentenceKind, said["kind"]) if "kind" in said else None,
        term=_number("term", said["term"]) if "term" in said else None,
        unit=_one("unit", TermUnit, said["unit"]) if "unit" in said else None,
        sum=_number("sum", said["sum"]) if "sum" in said else None,
        currency=currency if "sum" in said else None,
    )


def _one(name: str, codes: Any, value: Any) -> Any:
    written = str(value).strip().casefold()
    if written not in list(codes):
        raise BadDecision(tr("{value} is none of {codes}").format(value=value, codes=", ".join(codes)), name)
    return codes(written)


def _number(name: str, value: Any) -> int:
    written = re.sub(r"[\s\u00a0\u202f]", "", str(value))
    if isinstance(value, bool) or not re.fullmatch("[0-9]{1,16}", written) or not 0 < int(written) <= _MOST[name]:
        raise BadDecision(tr("{value} is no number above zero").format(value=value), name)
    return int(written)
