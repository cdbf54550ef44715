"""The texts of an incident by kind and language, and what is kept of each beside its words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from records.i18n import LANGUAGES, kept, kept_in


class TextKind(StrEnum):
    """What a text is."""

    TITLE = "title"
    SUMMARY = "summary"


class TextState(StrEnum):
    """How far a text has come. `proposed`: the machine proposes it, or a person took it over and did not vouch for it. `checked`: a person did."""

    NONE = "none"
    PROPOSED = "proposed"
    CHECKED = "checked"


class TextOrigin(StrEnum):
    """Where a text comes from: a person wrote it, an article has it, it is told from the fields, it came with an import or from before there were states."""

    PERSON = "person"
    ARTICLE = "article"
    FIELDS = "fields"
    IMPORT = "import"


TEXT_KIND_LABELS: dict[TextKind, str] = {TextKind.TITLE: kept("title"), TextKind.SUMMARY: kept("summary")}
TEXT_STATE_LABELS: dict[TextState, str] = {
    TextState.NONE: kept_in("text", "none"),
    TextState.PROPOSED: kept_in("text", "proposed"),
    TextState.CHECKED: kept_in("text", "checked"),
}
# The fields of which a text tells, and the columns in which they stand.
TOLD_FIELDS: dict[str, tuple[str, ...]] = {
    "primary": ("primary", "categories"),
    "incident_date": ("happened_on", "date_precision"),
    "place": ("country", "place", "region"),
    "victims": ("victims",),
    "outlets": ("outlets",),
    "actor": ("actor",),
}


@dataclass(frozen=True)
class TextNote:
    """What is kept of a text that stands in the record. `stale` are the fields of `TOLD_FIELDS` that were changed after it was checked."""

    state: TextState
    by: str = ""
    at: str = ""
    origin: TextOrigin = TextOrigin.PERSON
    article: str = ""
    stale: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """As the column and the ledger keep it; what says nothing is left out."""
        found = {
            "state": self.state.value,
            "by": self.by,
            "at": self.at,
            "origin": self.origin.value,
            "article": self.article,
            "stale": list(self.stale),
        }
        return {name: value for name, value in found.items() if value}

    @staticmethod
    def from_json(held: Mapping[str, Any]) -> "TextNote":
        """Back from what `to_json` gave."""
        origin, stale = TextOrigin(held.get("origin") or TextOrigin.PERSON), tuple(held.get("stale") or ())
        return TextNote(TextState(held["state"]), held.get("by") or "", held.get("at") or "", origin, held.get("article") or "", stale)


def slot(kind: str, lang: str) -> str:
    """The name of a text, as `title_kk`."""
    return f"{kind}_{lang}"


def slots() -> Iterator[tuple[str, TextKind, str]]:
    """The names of all texts, with kind and language, in the order of languages."""
    return ((slot(kind, lang), kind, lang) for lang in LANGUAGES for kind in TextKind)


def slot_parts(name: str) -> tuple[TextKind, str] | None:
    """Kind and language of a text by its name; None for what is no text."""
    return next(((kind, lang) for one, kind, lang in slots() if one == name), None)
