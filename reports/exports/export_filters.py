"""What an export may be narrowed by. One definition for the query and for the words that say so in the file."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from difflib import get_close_matches
from typing import Any

from records.country import home
from records.errors import QorganError
from records.i18n import tr
from records.incidents import NUMBER
from records.vocabulary import Actor, Category, DraftState, Fate

_ABROAD = re.compile(r"(?!KZ-)[A-Z]{2}(-[A-Z0-9]{1,3})?")


class WrongFilter(QorganError):
    """A filter that means nothing to this export, or no value of its list. Raised before anything is read; exit 2, and 422 on the desk."""


@dataclass(frozen=True)
class ExportFilters:
    """None = not narrowed. Days are those of publication for articles, of the try for pages, of the making for drafts,
    the outlet's own for health, any of the week's for drift, of the incident for incidents and impunity, of the event for statuses,
    of the act for decisions; both ends included. `category` is the primary one for incidents, any for drafts.

    `withdrawn` takes withdrawn incidents in beside the others. `as_of` is the day on which the clocks are read.
    """

    outlet: str | None = None
    region: str | None = None
    lang: str | None = None
    state: str | None = None
    fate: str | None = None
    run: str | None = None
    since: date | None = None
    until: date | None = None
    category: str | None = None
    actor: str | None = None
    number: str | None = None
    withdrawn: bool | None = None
    as_of: date | None = None

    def in_words(self) -> str:
        """The filters that are set, as `name=value`; empty when none is."""
        return "; ".join(f"{name}={value}" for name, value in self.to_json().items())

    def to_json(self) -> dict[str, Any]:
        """The filters that are set, as they stand in the ledger."""
        return {field.name: _plain(getattr(self, field.name)) for field in fields(self) if getattr(self, field.name) is not None}


def require_meaning(export: str, takes: frozenset[str], filters: ExportFilters) -> None:
    """Raises WrongFilter for the first filter that is set and not among those the export takes, and for a code that does not exist."""
    for name, value in filters.to_json().items():
        if name not in takes:
            words = tr("{option} means nothing to {export}; it may be narrowed by {options}")
            options = ", ".join(_option(field.name) for field in fields(ExportFilters) if field.name in takes)
            raise WrongFilter(words.format(option=_option(name), export=export, options=options))
        _require_code(name, str(value))
    if filters.since and filters.until and filters.since > filters.until:
        raise WrongFilter(tr("--since lies after --until"))


def _require_code(name: str, value: str) -> None:
    known: dict[str, Iterable[str]] = {"category": Category, "actor": Actor, "state": DraftState, "fate": Fate, "region": home().regions}
    if name == "number" and not NUMBER.fullmatch(value):
        raise WrongFilter(tr("--number {value}: no number of an incident; it is written KZ-2021-0042").format(value=value))
    if name not in known or (name == "region" and _ABROAD.fullmatch(value)):
        return
    codes = [str(code) for code in known[name]]
    if value in codes:
        return
    near = get_close_matches(value.upper() if name in ("category", "region") else value.lower(), codes, 1, 0.5)
    asked = {"option": _option(name), "value": value}
    if near:
        raise WrongFilter(tr("{option} {value}: no such code; did you mean {near}?").format(**asked, near=near[0]))
    raise WrongFilter(tr("{option} {value}: no such code; codes are {codes}").format(**asked, codes=", ".join(codes)))


def _option(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _plain(value: Any) -> Any:
    if isinstance(value, bool):
        return "true" if value else "false"
    return value.isoformat() if isinstance(value, date) else value
