"""Figures with the incidents behind them, their links, and the check that lines add up, without which a report is refused."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from records.errors import QorganError
from records.i18n import tr
from records.incident_model import Incident
from records.incidents import number_parts
from reports.impunity import Funnel, FunnelStage
from reports.publications.report_period import WordsByLanguage

# The incidents behind each figure: one entry for each set, in the order in which a document first names it.

# The largest number of incidents in one link, which has to pass every server and mail program.
_IN_A_LINK = 100


class IncidentSetIndex:
    """Numbers the sets of two or more incidents in a document. A set of one needs no entry: its figure links to the record itself."""

    def __init__(self, base_url: str = "") -> None:
        self._places: dict[tuple[str, ...], int] = {}
        self._base = base_url.rstrip("/")

    def place(self, numbers: Sequence[str]) -> int | None:
        """Return the place of a set, beginning with 1; None for a single incident or none."""
        return self._places.setdefault(tuple(numbers), len(self._places) + 1) if len(numbers) > 1 else None

    def link(self, numbers: Sequence[str]) -> str | None:
        """Return the address of incidents: on the desk if a base address is given, else in the document."""
        if not numbers:
            return None
        place = self.place(numbers)
        if place is None:
            return self.record(numbers[0])
        if self._base and len(numbers) <= _IN_A_LINK:
            return f"{self._base}/incidents?{urlencode({'numbers': ','.join(numbers)}, safe=',')}"
        return f"#figure-{place}"

    def record(self, number: str) -> str:
        """Return the address of one incident."""
        return f"{self._base}/incidents/{number}" if self._base else f"#{number}"

    def entries(self) -> Iterable[tuple[int, tuple[str, ...]]]:
        """Return the sets by their places."""
        return ((place, numbers) for numbers, place in self._places.items())


def compact(numbers: Sequence[str]) -> list[tuple[str, str]]:
    """Return numbers written as short as possible, each piece with the incident it links to: KZ-2021-0001–0003, 0007, KZ-2022-0001."""
    pieces: list[tuple[str, str]] = []
    year_before = first = last = ""
    serial_before = 0
    for number in sorted(numbers):
        year, serial = _parts(number)
        if year == year_before and serial == serial_before + 1:
            last = number
        else:
            if first:
                pieces.append(_piece(first, last, pieces))
            first = last = number
        year_before, serial_before = year, serial
    return [*pieces, _piece(first, last, pieces)] if first else []


def _piece(first: str, last: str, before: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """Return one piece. The year is written only where it changes."""
    year, _ = _parts(first)
    words = first[len(year) :] if before and _parts(before[-1][0])[0] == year else first
    return first, words if first == last else f"{words}–{last[len(year) :]}"


@lru_cache(maxsize=100_000)
def _parts(number: str) -> tuple[str, int]:
    """Return the common prefix of the numbers of a year, and the serial. Cached, since one incident is behind a dozen figures."""
    parts = number_parts(number)
    return (number[: number.rindex("-") + 1], parts[1]) if parts else (number, -1)


WORDS_ONLY = "words only"
"""Marks a field that only puts a document into words: the data of a report never has it."""


class ReportRefused(QorganError):
    """The lines of a report do not add up to its total, so one of them is wrong. Raised before anything is written; exit 1, and the difference is
    named."""


@dataclass(frozen=True)
class Figure:
    """A number in a report, and the numbers of the incidents behind it.

    For incidents, `value` is how many there are. Persons and days count something else of the same records.
    """

    value: int
    numbers: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return the number and the incidents behind it."""
        return {"value": self.value, "incidents": list(self.numbers)}


@dataclass(frozen=True)
class Share:
    """A part of a whole. Both link to their records."""

    part: Figure
    whole: Figure

    @property
    def value(self) -> float | None:
        """The share, 0 to 1; None if the whole is 0."""
        return self.part.value / self.whole.value if self.whole.value else None

    def to_json(self) -> dict[str, Any]:
        """Return the share, and both figures."""
        return {"share": self.value, "part": self.part.to_json(), "whole": self.whole.to_json()}


def figure_of(numbers: Iterable[str]) -> Figure:
    """Return a figure that counts these incidents."""
    counted = tuple(numbers)
    return Figure(len(counted), counted)


def stage_figures(reached: Funnel) -> dict[FunnelStage, Figure]:
    """Return the figure of each stage of a funnel."""
    return {stage: figure_of(reached.at(stage)) for stage in FunnelStage}


def require_sum(what: str, lines: Iterable[Figure], total: Figure) -> None:
    """Raise ReportRefused unless the lines have each incident of the total exactly once. `what` names the table in the reader's language."""
    numbers: list[str] = []
    summed = 0
    for line in lines:
        summed += line.value
        numbers.extend(line.numbers)
    if summed == total.value and sorted(numbers) == sorted(total.numbers):
        return
    apart = sorted(set(numbers) ^ set(total.numbers)) or sorted({number for number in numbers if numbers.count(number) > 1})
    words = tr("the report is refused: the lines of “{what}” come to {sum}, the total is {total}, a difference of {difference}; look at {incidents}")
    difference = summed - total.value
    raise ReportRefused(words.format(what=what, sum=summed, total=total.value, difference=difference, incidents=", ".join(apart[:10]) or "—"))


def plain_values(value: Any) -> Any:
    """Convert the frozen values of a report to JSON values: dataclasses by their fields, days as ISO 8601, enums by their codes."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, str):
        return value
    if isinstance(value, Figure | Share):
        return value.to_json()
    if isinstance(value, Incident):
        return _incident(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, WordsByLanguage):
        return list(value.values())
    if isinstance(value, Mapping):
        return {_key(key): plain_values(inner) for key, inner in value.items()}
    if is_dataclass(value):
        return {field.name: plain_values(getattr(value, field.name)) for field in fields(value) if WORDS_ONLY not in field.metadata}
    if isinstance(value, Iterable):
        return [plain_values(inner) for inner in value]
    raise TypeError(f"{type(value).__name__} has no form in a report")


def _key(key: Any) -> str:
    """Return the key as a text. None is the group without a code; a pair is the month of a year."""
    if isinstance(key, tuple):
        return f"{key[0]}-{key[1]:02d}"
    return "none" if key is None else str(plain_values(key))


def _incident(incident: Incident) -> dict[str, Any]:
    """Return an incident with the field names of the export (docs/contracts.md, section 6)."""
    return {
        "number": incident.number,
        "primary": incident.primary.value,
        "title": incident.title,
        "date": incident.day.isoformat() if incident.day else None,
        "date_precision": incident.precision.value if incident.precision else None,
        "place": incident.place,
        "region": incident.region,
        "actor": incident.actor.value,
        "victims": [victim.name for victim in incident.victims],
        "summary": dict(incident.summary),
        "statuses": [{"date": status.day.isoformat(), "code": status.code.value} for status in incident.statuses],
        "articles": [
            {
                "url": source.url,
                "outlet": source.outlet,
                "sha256": source.sha256,
                **({"way": source.way, "day": source.published_at} if source.way else {}),
            }
            for source in incident.articles
        ],
    }
