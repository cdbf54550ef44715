"""A legal case as plain values: the articles of law that it cites, and its coming hearings and deadlines."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from records.country import home
from records.vocabulary import LawStage


@dataclass(frozen=True)
class ChargedArticle:
    """An article of law (as in `records.country.law_reading.CitedArticle`) under which somebody is charged or sued.

    `stage` is how far that has come (None: not known).
    """

    code: str
    article: str
    part: str = ""
    stage: LawStage | None = None

    def to_json(self) -> dict[str, Any]:
        """Return the form of columns and exports."""
        return {"code": self.code, "article": self.article, "part": self.part, "stage": self.stage and str(self.stage)}

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "ChargedArticle":
        """Return the value that `to_json` wrote."""
        return ChargedArticle(stored["code"], stored["article"], stored.get("part") or "", LawStage(stored["stage"]) if stored.get("stage") else None)


@dataclass(frozen=True)
class Appointment:
    """A hearing or a deadline, with its day, kind and place. The day may be in the future."""

    day: date
    what: str = ""
    where: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return the form of columns and exports."""
        return {"date": self.day.isoformat(), "what": self.what, "where": self.where}

    @staticmethod
    def from_json(stored: Mapping[str, Any]) -> "Appointment":
        """Return the value that `to_json` wrote."""
        return Appointment(date.fromisoformat(stored["date"]), stored.get("what") or "", stored.get("where") or "")


def currency_of(sums: Iterable[int | None], currency: str | None) -> str | None:
    """Return the given currency, else the home country's if there is a sum."""
    return currency or (home().currency if any(sum_ is not None for sum_ in sums) else None)


def in_order(appointments: Iterable[Appointment]) -> tuple[Appointment, ...]:
    """Return the appointments sorted by day; those of one day keep their order."""
    return tuple(sorted(appointments, key=lambda appointment: appointment.day))
