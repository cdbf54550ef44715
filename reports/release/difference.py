"""What a release tells otherwise than the one before: which incidents came, changed, were withdrawn or left its days, and how many there were in each year.

Of a change only the number and the names of the columns are told, never what stood there before: it may be a name that is withheld since. Of an incident that was
withdrawn only its number is told. The columns that move with the day (`DAILY`) are not compared.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from reports.release.about import Before
from reports.release.previous import PreviousRelease

DAILY = frozenset({"as_of", "days_without_accountability", "days_since_status", "days_under_pursuit", "days_in_custody"})
Row = Mapping[str, Any]


class ChangeKind(StrEnum):
    """What became of an incident from one release to the next."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


@dataclass(frozen=True)
class IncidentDifference:
    """An incident that is told otherwise. `fields` are the columns in which it changed, in their order; none where it came or went."""

    number: str
    kind: ChangeKind
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class YearCount:
    """How many incidents of a year the release before told, and how many this one tells."""

    year: int
    before: int
    after: int


@dataclass(frozen=True)
class Difference:
    """Everything that is told otherwise, by number. `columns` are those that only one of the two has, which are not compared."""

    before: Before
    incidents: tuple[IncidentDifference, ...]
    years: tuple[YearCount, ...]
    columns: tuple[str, ...] = ()

    def of(self, kind: ChangeKind) -> tuple[IncidentDifference, ...]:
        """The incidents of which this is so."""
        return tuple(one for one in self.incidents if one.kind is kind)


def difference(previous: PreviousRelease, rows: Iterable[Row], withdrawn: Collection[str]) -> Difference:
    """The difference to the rows of this release. `withdrawn` are the numbers of incidents that are withdrawn now; one that is neither told nor withdrawn left the days
    of the release, because its date was corrected."""
    now = {row["number"]: row for row in rows}
    common, single = _columns(previous.rows.values(), now.values())
    found = []
    for number in sorted(previous.rows.keys() | now.keys()):
        old, new = previous.rows.get(number), now.get(number)
        if old is None:
            found.append(IncidentDifference(number, ChangeKind.ADDED))
        elif new is None:
            found.append(IncidentDifference(number, ChangeKind.WITHDRAWN if number in withdrawn else ChangeKind.LEFT))
        elif fields := tuple(name for name in common if old[name] != new[name]):
            found.append(IncidentDifference(number, ChangeKind.CHANGED, fields))
    return Difference(previous.before, tuple(found), tuple(_years(previous.rows.values(), now.values())), single)


def _columns(old: Iterable[Row], new: Iterable[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that are compared, and those that only one of the two has. Where one has no incident there is nothing to compare."""
    ours, theirs = next(iter(new), {}), next(iter(old), {})
    if not ours or not theirs:
        return (), ()
    return tuple(name for name in ours if name in theirs and name not in DAILY), tuple(sorted(ours.keys() ^ theirs.keys()))


def _years(old: Iterable[Row], new: Iterable[Row]) -> Iterable[YearCount]:
    before, after = (Counter(int(row["date"][:4]) for row in rows) for rows in (old, new))
    return (YearCount(year, before[year], after[year]) for year in sorted(before.keys() | after.keys()))
