"""The columns of the table of incidents, one entry each: the cell of the page and of a file, and the sort key.

A value that is missing is None, and comes last in every order.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from desk.pages.incident.view import incident_date
from desk.rendering import day, number
from records.country import home, place_name, region_name
from records.i18n import gettext_noop, tr
from records.incident_fields import BY_NAME
from records.incident_model import Incident
from records.incident_texts.texts import is_recorded_title, title_for
from records.incidents import number_parts
from records.vocabulary import ACTOR_LABELS, CATEGORIES, STATUS_LABELS, DatePrecision, Track
from reports.incidents import IncidentOnDay

Value = str | int | date | None
# The number of sources, which the database counts.
SOURCES = "sources"
_ONLINE = BY_NAME["online"]
# The letters of Kazakh and Russian in the order of the Kazakh alphabet; by their code points ә, ғ and қ would come after я.
_ALPHABET = str.maketrans({letter: chr(0x4E00 + place) for place, letter in enumerate("аәбвгғдеёжзийкқлмнңоөпрстуұүфхһцчшщъыіьэюя")})


@dataclass(frozen=True)
class TableRow:
    """An incident in the table: its values on the day, who recorded and changed it, and its number of sources (None: not counted)."""

    on: IncidentOnDay
    hands: tuple[str, ...] = ()
    sources: int | None = None

    @property
    def incident(self) -> Incident:
        return self.on.incident


@dataclass(frozen=True)
class TableColumn:
    """A column. `value` is the value in a file, `key` the sort key (the value, if it is not given), `words` what the page shows where that is more
    than the value. `width` is that of a sheet, in characters."""

    name: str
    label: str
    value: Callable[[TableRow], Value]
    key: Callable[[TableRow], Any] | None = None
    words: Callable[[TableRow], str] | None = None
    counts: bool = False
    width: int = 18

    @property
    def heading(self) -> str:
        """Its heading in the reader's language."""
        return tr(self.label)

    def shown(self, row: TableRow) -> str:
        """Return the cell of the page; empty where nothing is known."""
        if self.words:
            return self.words(row)
        value = self.value(row)
        if isinstance(value, date):
            return day(value)
        return number(value) if isinstance(value, int) else value or ""

    def sorted_by(self, row: TableRow) -> Any:
        """Return the sort key; None where nothing is known."""
        if self.key:
            return self.key(row)
        value = self.value(row)
        return in_order_of_letters(value) if isinstance(value, str) else value


def in_order_of_letters(text: str) -> str | None:
    """Return the sort key of a text: case is ignored, and Kazakh letters have their place. None for an empty text."""
    return text.casefold().translate(_ALPHABET) or None


def _joined(parts: Iterable[str]) -> str:
    return ", ".join(dict.fromkeys(part for part in parts if part))


def _title(row: TableRow) -> str:
    """Return the title as the page shows it, marked if it is only proposed."""
    title = title_for(row.incident)
    return title.text if is_recorded_title(row.incident, title) else tr("{title} (proposed)").format(title=title.text)


def _date(row: TableRow) -> Value:
    incident = row.incident
    return incident.day if incident.day is None or incident.precision in (None, DatePrecision.DAY) else incident_date(incident)


def _categories(row: TableRow) -> str:
    return _joined(tr(CATEGORIES[code].label) for code in row.incident.categories)


def _place(row: TableRow) -> str:
    abroad = row.incident.country if row.incident.country not in (None, home().code) else ""
    return _joined((place_name(row.incident.place or "", row.incident.region or row.incident.country), abroad or ""))


def _status(track: Track) -> Callable[[TableRow], str]:
    def last(row: TableRow) -> str:
        status = row.on.last.get(track)
        return f"{tr(STATUS_LABELS[status.code])}, {day(status.day, 'short')}" if status else ""

    return last


def _by_status(track: Track) -> Callable[[TableRow], Any]:
    """Return a sort key by the words of the status, then by its day."""

    def key(row: TableRow) -> Any:
        status = row.on.last.get(track)
        return (in_order_of_letters(tr(STATUS_LABELS[status.code])), status.day) if status else None

    return key


def _waited(row: TableRow) -> str:
    waited = row.on.waited
    if row.on.answered:
        return tr("answered")
    return number(waited) if waited is not None else ""


COLUMNS: dict[str, TableColumn] = {
    one.name: one
    for one in (
        TableColumn("number", gettext_noop("Number"), lambda row: row.incident.number, lambda row: number_parts(row.incident.number), width=14),
        TableColumn("date", gettext_noop("Date"), _date, lambda row: row.incident.day, lambda row: incident_date(row.incident), width=13),
        TableColumn("title", gettext_noop("Title"), _title, lambda row: in_order_of_letters(title_for(row.incident).text), width=60),
        TableColumn("persons", gettext_noop("Persons"), lambda row: _joined(victim.name for victim in row.incident.victims), width=30),
        TableColumn("outlets", gettext_noop("Against the outlet"), lambda row: _joined(row.incident.outlets), width=24),
        TableColumn("region", gettext_noop("Region"), lambda row: region_name(row.incident.region), width=22),
        TableColumn("place", gettext_noop("Place"), _place, width=20),
        TableColumn("category", gettext_noop("Category"), _categories, width=30),
        TableColumn("actor", gettext_noop("Who did it"), lambda row: tr(ACTOR_LABELS[row.incident.actor]), width=22),
        TableColumn("perpetrator", gettext_noop("Perpetrator: last status"), _status(Track.PERPETRATOR), _by_status(Track.PERPETRATOR), width=32),
        TableColumn("journalist", gettext_noop("Journalist: last status"), _status(Track.JOURNALIST), _by_status(Track.JOURNALIST), width=32),
        TableColumn("since_status", gettext_noop("Days since the last status"), lambda row: row.on.since_last_status, counts=True),
        TableColumn("silent", gettext_noop("Days without news"), lambda row: row.on.silent, counts=True),
        TableColumn(
            "waited", gettext_noop("Days without accountability"), lambda row: row.on.waited, words=_waited, counts=True,
        ),
        TableColumn("custody", gettext_noop("Days in custody"), lambda row: row.on.days_in_custody, counts=True),
        TableColumn("online", gettext_noop("Online"), lambda row: tr("yes") if _ONLINE.of(row.incident) else tr("no"), width=10),
        TableColumn(SOURCES, gettext_noop("Sources"), lambda row: row.sources, counts=True, width=11),
        TableColumn("recorded", gettext_noop("Recorded on"), lambda row: row.incident.recorded, width=13),
        TableColumn("by", gettext_noop("Recorded by"), lambda row: row.hands[0] if row.hands else "", width=18),
    )
}  # fmt: skip
# Without the title a row has no heading.
TITLE = "title"
USUAL = ("date", TITLE, "region", "actor", "perpetrator", "journalist", "silent")
