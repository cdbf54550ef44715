"""What is known of a legal case as plain values: the articles of law that it names, and what lies ahead of it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.country import home
from records.vocabulary import LawStage


@dataclass(frozen=True)
class ChargedArticle:
    """An article of law under which somebody is charged or sued, as `records.country.law_reading.CitedArticle`, and how far that has come (None: not known)."""

    code: str
    article: str
    part: str = ""
    stage: LawStage | None = None

    def to_json(self) -> dict[str, Any]:
        """The form of columns and exports."""
        return {"code": self.code, "article": self.article, "part": self.part, "stage": self.stage and str(self.stage)}

    @staticmethod
    def from_json(held: Mapping[str, Any]) -> "ChargedArticle":
        """Back from what `to_json` gave."""
        return ChargedArticle(held["code"], held["article"], held.get("part") or "", LawStage(held["stage"]) if held.get("stage") else None)


@dataclass(frozen=True)
class Appointment:
    """A hearing or a deadline: its day, what it is, and where. The day may lie ahead."""

    day: date
    what: str = ""
    where: str = ""

    def to_json(self) -> dict[str, Any]:
        """The form of columns and exports."""
        return {"date": self.day.isoformat(), "what": self.what, "where": self.where}

    @staticmethod
    def from_json(held: Mapping[str, Any]) -> "Appointment":
        """Back from what `to_json` gave."""
        return Appointment(date.fromisoformat(held["date"]), held.get("what") or "", held.get("where") or "")


def currency_of(sums: Iterable[int | None], currency: str | None) -> str | None:
    """The currency of sums: the one that was named, else the home country's where a sum stands."""
    return currency or (home().currency if any(one is not None for one in sums) else None)


def in_order(appointments: Iterable[Appointment]) -> tuple[Appointment, ...]:
    """In order of days; those of one day as they were given."""
    return tuple(sorted(appointments, key=lambda one: one.day))
