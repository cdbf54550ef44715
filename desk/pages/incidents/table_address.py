"""The address of the table: by what it is narrowed and sorted, which columns it shows, from which row on, and which saved view it came from."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from starlette.datastructures import ImmutableMultiDict

from desk.pages.incidents.table_columns import COLUMNS, TITLE, USUAL
from records.filter_doors import to_address, understood_address
from records.filters import IncidentFilter
from records.i18n import tr

LATEST = "-date"
_LARGEST = 10_000_000
# A longer address is cut by some proxies; numbers of incidents make up most of one.
_LONGEST = 8_000


@dataclass(frozen=True)
class TableAddress:
    """The address as it was understood. `typed` is what stands in the fields and `wrong` what is wrong with it, by the names of the parameters; what is wrong
    with order and columns stands there too. `first` is the row with which the page begins, from 1."""

    filter: IncidentFilter = IncidentFilter()
    order: str = LATEST
    columns: tuple[str, ...] = USUAL
    first: int = 1
    view: int = 0
    typed: Mapping[str, str] = field(default_factory=dict)
    wrong: Mapping[str, str] = field(default_factory=dict)

    @property
    def by(self) -> str:
        """The column by which it is sorted."""
        return self.order.removeprefix("-")

    @property
    def descending(self) -> bool:
        return self.order.startswith("-")

    def query(self, **changed: str) -> dict[str, str]:
        """What an address says, with something changed (empty = left out): what is the rule is left out."""
        said = {
            **to_address(self.filter),
            "order": "" if self.order == LATEST else self.order,
            "columns": "" if self.columns == USUAL else ",".join(self.columns),
            "view": str(self.view) if self.view else "",
            **changed,
        }
        return {name: value for name, value in said.items() if value}

    def way(self, path: str = "/incidents", **changed: str) -> str:
        """The address of the table, or of something done with it, from its first row on."""
        values = self.query(**changed)
        return path + (f"?{urlencode(values, safe=',')}" if values else "")

    def turned(self, column: str) -> str:
        """The order after a click on the heading of a column: days and numbers from the largest, words from the first letter; a second click turns it."""
        usual = f"-{column}" if COLUMNS[column].counts or column in ("date", "recorded", "number") else column
        other = column if usual.startswith("-") else f"-{column}"
        return other if self.order == usual else usual


def understood(given: Mapping[str, str], who: str = "") -> TableAddress:
    """The address, read for this person. What makes no sense is left out and told. A form without scripts names each column by itself."""
    asked = understood_address(IncidentFilter, given)
    columns = ",".join(given.getlist("columns")) if isinstance(given, ImmutableMultiDict) else given.get("columns", "")
    order = given.get("order", "")
    wrong = dict(asked.wrong)
    if order and order.removeprefix("-") not in COLUMNS:
        wrong["order"] = tr("{value}: there is no such column to sort by").format(value=order[:40])
    named = [name.strip() for name in columns.split(",") if name.strip()]
    if strange := [name for name in named if name not in COLUMNS]:
        wrong["columns"] = tr("{value}: there is no such column").format(value=strange[0][:40])
    return TableAddress(
        replace(asked.filter, asked_by=who), order if order and "order" not in wrong else LATEST, in_place(named), _count(given.get("first", "")) or 1,
        _count(given.get("view", "")), asked.typed, wrong,
    )  # fmt: skip


def in_place(named: Iterable[str]) -> tuple[str, ...]:
    """The columns that there are, in the order in which they are named, each once and with the title; the usual ones where none is left."""
    known = [name for name in dict.fromkeys(named) if name in COLUMNS]
    if not known:
        return USUAL
    if TITLE not in known:
        names = list(COLUMNS)
        behind = (place for place, name in enumerate(known) if names.index(name) > names.index(TITLE))
        known.insert(next(behind, len(known)), TITLE)
    return tuple(known)


def kept_query(address: TableAddress) -> str:
    """What a saved view keeps of an address: filters, order and columns."""
    return urlencode(address.query(view=""), safe=",")[:_LONGEST]


def _count(written: str) -> int:
    return int(written) if written.isascii() and written.isdecimal() and len(written) < 9 and int(written) <= _LARGEST else 0
