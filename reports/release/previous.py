"""The previous release, read from its folder or archive and checked, its differences to this one, and the last change of published data."""

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.byte_budgets import MiB
from records.errors import QorganError
from records.i18n import tr
from records.tables import LedgerRow
from records.vocabulary import LedgerAction
from reports.release.release_description import SUMS, PreviousSummary

# The last act in the ledger that changed the content of a release. It determines the state of the record and the day of a release.

_BATCH = 200
_DECISIONS = (LedgerAction.CONFIRM, LedgerAction.MERGE, LedgerAction.SPLIT, LedgerAction.UNDO)
# What the ledger stores of an incident and no release contains.
_UNPUBLISHED = frozenset({"private", "draft_id"})


def last_change(session: Session) -> LedgerRow | None:
    """Return the last row that changed what is published; None if there is none yet.

    That is a row on an incident that changed more than the notes for the victims' safety, on a person's record, or on a draft that belongs to an
    incident. Users, outlets, drafts that wait or are rejected, messages, files, requests, reports and exports change nothing that is published. A
    person's record always counts, since a name that is withheld or published changes titles and summaries too.
    """
    query = select(LedgerRow).order_by(LedgerRow.id.desc()).execution_options(yield_per=_BATCH)
    return next((row for row in session.scalars(query) if _changes_a_release(row)), None)


def _changes_a_release(row: LedgerRow) -> bool:
    match row.subject.partition(" ")[0]:
        case "incident":
            return row.action not in (LedgerAction.REPORT, LedgerAction.EXPORT) and _published(row.before) != _published(row.after)
        case "person":
            return True
        case "draft":
            return row.action in _DECISIONS and any(of.get("incident") or of.get("merged_into") for of in (row.before, row.after))
    return False


def _published(content: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in content.items() if name not in _UNPUBLISHED}


# More than the record of many years; a larger file is not a release.
_MOST = 2048 * MiB
_INCIDENTS, _PACKAGE, _DATACITE = "incidents.jsonl", "datapackage.json", "datacite.json"


class PreviousReleaseRefused(QorganError):
    """The given previous release is none, or is not as it was published. Raised by `previous_release`; exit 1."""


@dataclass(frozen=True)
class PreviousRelease:
    """A release that was read: its own description, its language, and its incidents by number, as in `incidents.jsonl`."""

    before: PreviousSummary
    lang: str
    rows: Mapping[str, Mapping[str, Any]]


def previous_release(path: Path) -> PreviousRelease:
    """Read a release. Raises PreviousReleaseRefused if it is none, or if a file of it was changed."""
    try:
        if path.is_dir():
            return _read(lambda name: (path / name).read_bytes() if (path / name).is_file() else None)
        with ZipFile(path) as archive:
            sizes = {entry.filename: entry.file_size for entry in archive.infolist()}
            return _read(lambda name: archive.read(name) if sizes.get(name, _MOST) < _MOST else None)
    except (OSError, BadZipFile, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _refused(tr("{path} is no release that can be read").format(path=path)) from error


def _read(content: Callable[[str], bytes | None]) -> PreviousRelease:
    sums = content(SUMS)
    if sums is None:
        raise _refused(tr("a release has a file {name}; there is none").format(name=SUMS))
    expected = {name: digest for digest, _, name in (line.partition("  ") for line in sums.decode().splitlines())}
    package = json.loads(_checked(_PACKAGE, content(_PACKAGE), expected))
    rows = [json.loads(line) for line in _checked(_INCIDENTS, content(_INCIDENTS), expected).splitlines()]
    # Older releases have none.
    cited = json.loads(_checked(_DATACITE, content(_DATACITE), expected)) if _DATACITE in expected else {}
    before = PreviousSummary(package["version"], hashlib.sha256(sums).hexdigest(), cited.get("doi", ""), cited.get("url", ""))
    return PreviousRelease(before, package["language"], {row["number"]: row for row in rows})


def _checked(name: str, content: bytes | None, expected: Mapping[str, str]) -> bytes:
    if content is None or hashlib.sha256(content).hexdigest() != expected.get(name):
        raise _refused(tr("{name} of the release before is not the file that was published: its checksum is another").format(name=name))
    return content


def _refused(words: str) -> PreviousReleaseRefused:
    return PreviousReleaseRefused(words)


# The differences to the previous release: which incidents were added, changed, withdrawn or left its days, and the counts by year. Of a change only
# the number and the names of the columns are published, never the earlier value: it may be a name that is withheld since. Of a withdrawn incident
# only its number is published. The columns that change every day (`_DAILY`) are not compared.

_DAILY = frozenset({"as_of", "days_without_accountability", "days_since_status", "days_under_pursuit", "days_in_custody"})
Row = Mapping[str, Any]


class ChangeKind(StrEnum):
    """What became of an incident from one release to the next."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"
    LEFT = "left"


@dataclass(frozen=True)
class IncidentDifference:
    """An incident that differs. `fields` are the columns in which it changed, in their order; none if it was added or removed."""

    number: str
    kind: ChangeKind
    fields: tuple[str, ...] = ()


@dataclass(frozen=True)
class YearCount:
    """The number of incidents of a year in the previous release and in this one."""

    year: int
    before: int
    after: int


@dataclass(frozen=True)
class Difference:
    """All differences, by number. `columns` are those that only one of the two has, which are not compared."""

    before: PreviousSummary
    incidents: tuple[IncidentDifference, ...]
    years: tuple[YearCount, ...]
    columns: tuple[str, ...] = ()

    def of(self, kind: ChangeKind) -> tuple[IncidentDifference, ...]:
        """Return the incidents with this kind of change."""
        return tuple(incident for incident in self.incidents if incident.kind is kind)


def difference(previous: PreviousRelease, rows: Iterable[Row], withdrawn: Collection[str]) -> Difference:
    """Return the differences to the rows of this release.

    `withdrawn` are the numbers of incidents that are withdrawn now; one that is neither published nor withdrawn left the days of the release, because
    its date was corrected.
    """
    now = {row["number"]: row for row in rows}
    common, single = _columns(previous.rows.values(), now.values())
    differences = []
    for number in sorted(previous.rows.keys() | now.keys()):
        old, new = previous.rows.get(number), now.get(number)
        if old is None:
            differences.append(IncidentDifference(number, ChangeKind.ADDED))
        elif new is None:
            differences.append(IncidentDifference(number, ChangeKind.WITHDRAWN if number in withdrawn else ChangeKind.LEFT))
        elif fields := tuple(name for name in common if old[name] != new[name]):
            differences.append(IncidentDifference(number, ChangeKind.CHANGED, fields))
    return Difference(previous.before, tuple(differences), tuple(_years(previous.rows.values(), now.values())), single)


def _columns(old: Iterable[Row], new: Iterable[Row]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the columns to compare, and those that only one of the two has; empty if either has no incident."""
    ours, theirs = next(iter(new), {}), next(iter(old), {})
    if not ours or not theirs:
        return (), ()
    return tuple(name for name in ours if name in theirs and name not in _DAILY), tuple(sorted(ours.keys() ^ theirs.keys()))


def _years(old: Iterable[Row], new: Iterable[Row]) -> Iterable[YearCount]:
    before, after = (Counter(int(row["date"][:4]) for row in rows) for rows in (old, new))
    return (YearCount(year, before[year], after[year]) for year in sorted(before.keys() | after.keys()))
