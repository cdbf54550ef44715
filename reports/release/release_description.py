"""Facts about a release for all its descriptions (period, counts, names, licence, addresses, previous release), and its files, checksums and archive."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cached_property
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from babel import Locale

from records.country import home
from records.i18n import tr
from records.language.dates import as_of_day, days_between
from records.ledger.anchors import Anchor
from records.ledger.verify import Head
from reports.publications.report_period import ReportPeriod

# The files of a release, their checksums, and the archive of all of them. The same files give the same bytes.

SUMS = "SHA256SUMS"
# The earliest time that an archive can contain; the real time would make the bytes differ.
_MOMENT = (1980, 1, 1, 0, 0, 0)
_UNIX = 3
_READABLE = 0o100644 << 16
# For 20,000 incidents a tenth larger than the best compression, in a third of the time.
_COMPRESSION = 2


@dataclass(frozen=True)
class File:
    """A file by its name and bytes."""

    name: str
    content: bytes

    @cached_property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def sums(files: Sequence[File]) -> File:
    """Return the checksums of the files by name, in the form that `sha256sum -c` reads."""
    lines = [f"{file.sha256}  {file.name}\n" for file in sorted(files, key=lambda file: file.name)]
    return File(SUMS, "".join(lines).encode())


def packed(files: Sequence[File]) -> bytes:
    """Return a ZIP archive with the files in order of their names."""
    output = BytesIO()
    with ZipFile(output, "w") as archive:
        for file in sorted(files, key=lambda file: file.name):
            put(archive, file.name, file.content)
    return output.getvalue()


def put(archive: ZipFile, name: str, content: bytes) -> None:
    """Add a file without any time and without any trace of the machine. A workbook is compressed already."""
    entry = ZipInfo(name, _MOMENT)
    entry.create_system, entry.external_attr = _UNIX, _READABLE
    archive.writestr(entry, content, ZIP_STORED if name.endswith(".xlsx") else ZIP_DEFLATED, _COMPRESSION)


LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/", "title": "Creative Commons Attribution 4.0 International"}
# The list in which the licence has this name.
SPDX = "https://spdx.org/licenses/"
_MEDIA = {
    "csv": "text/csv",
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "jsonld": "application/ld+json",
    "md": "text/markdown",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@dataclass(frozen=True)
class PreviousSummary:
    """The previous release, by its own description: its last day, SHA-256 of its list of checksums, its DOI and its address, both empty if it has
    none."""

    version: str
    sums_sha256: str
    doi: str = ""
    address: str = ""


@dataclass(frozen=True)
class ReleaseDescription:
    """Facts about a release.

    `head` is the last row of the ledger that changed what is published, written at `changed`; None if there is none yet. `anchor` is the newest
    anchor that covers a row up to that one; None if none was made. `doi` and `address` are those of this release, `address` ending with a slash; both
    are empty if it has none.
    """

    period: ReportPeriod
    incidents: int
    statuses: int
    undated: int
    head: Head | None
    changed: datetime | None
    anchor: Anchor | None = None
    doi: str = ""
    address: str = ""
    before: PreviousSummary | None = None


def title(period: ReportPeriod) -> str:
    """Return the title of the release, in the current language."""
    template = tr("Violations of the rights of journalists and media {in_country}, {period}: open data")
    return template.format(in_country=tr(home().in_country), period=days_between(period.since, period.as_of))


def emptiness() -> str:
    """Return the words for a period without incidents."""
    return tr("No incident of this period is on record. That does not say that nothing happened.")


def description(about: ReleaseDescription) -> str:
    """Describe its content in a sentence or two, in the current language."""
    if not about.incidents:
        return emptiness()
    template = tr(
        "Confirmed incidents by the day on which they happened, with what became of each, as of {as_of_day}. README.txt says how they are counted."
    )
    return template.format(as_of_day=as_of_day(about.period.as_of))


def keywords() -> list[str]:
    """Return the keywords for catalogues."""
    return [home().name, "journalists", "press freedom", "impunity", "SDG 16.10.1"]


def country_name(lang: str) -> str:
    """Return the home country in a language; if that is not known, as its pack names it."""
    return str(Locale.parse(lang).territories.get(home().code, home().name))


def media_type(name: str) -> str:
    """Return the media type of a file of the release."""
    return _MEDIA[name.rpartition(".")[2]]


def moment_of(about: ReleaseDescription) -> str:
    """Return when the incidents got their state in this release, so that the same incidents give the same bytes."""
    moment = about.changed or _beginning(about.period.as_of)
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _beginning(day: date) -> datetime:
    return datetime.combine(day, datetime.min.time(), tzinfo=UTC)
