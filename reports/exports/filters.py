"""What an export may be narrowed by. One definition for the query and for the words that say so in the file."""

from dataclasses import dataclass, fields
from datetime import date


@dataclass(frozen=True)
class Filters:
    """None = not narrowed. Days are those of publication for articles, of the try for pages, of the making for drafts,
    the outlet's own for health, any of the week's for drift; both ends included."""

    outlet: str | None = None
    region: str | None = None
    lang: str | None = None
    state: str | None = None
    fate: str | None = None
    run: str | None = None
    since: date | None = None
    until: date | None = None

    def in_words(self) -> str:
        """The filters that are set, as `name=value`; empty when none is."""
        return "; ".join(f"{field.name}={getattr(self, field.name)}" for field in fields(self) if getattr(self, field.name) is not None)
