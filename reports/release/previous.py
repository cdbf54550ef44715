"""The release before: read from its folder or its archive, checked by its own checksums."""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from records.byte_budgets import MiB
from records.errors import QorganError
from records.i18n import tr
from reports.release.about import Before
from reports.release.release_files import SUMS

# More than a record of many years holds; a file that unpacks to more is none of ours.
_MOST = 2048 * MiB
_INCIDENTS, _PACKAGE, _DATACITE = "incidents.jsonl", "datapackage.json", "datacite.json"


class PreviousReleaseRefused(QorganError):
    """What was given as the release before is none, or is not as it was published. Raised by `previous_release`; exit 1."""


@dataclass(frozen=True)
class PreviousRelease:
    """A release that was read: what it says of itself, its language, and its incidents by number, as they stand in `incidents.jsonl`."""

    before: Before
    lang: str
    rows: Mapping[str, Mapping[str, Any]]


def previous_release(path: Path) -> PreviousRelease:
    """Read a release. Raises PreviousReleaseRefused if it is none, or if a file of it is not the one that was published."""
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
    # Releases from before there was one have none.
    cited = json.loads(_checked(_DATACITE, content(_DATACITE), expected)) if _DATACITE in expected else {}
    before = Before(package["version"], hashlib.sha256(sums).hexdigest(), cited.get("doi", ""), cited.get("url", ""))
    return PreviousRelease(before, package["language"], {row["number"]: row for row in rows})


def _checked(name: str, content: bytes | None, expected: Mapping[str, str]) -> bytes:
    if content is None or hashlib.sha256(content).hexdigest() != expected.get(name):
        raise _refused(tr("{name} of the release before is not the file that was published: its checksum is another").format(name=name))
    return content


def _refused(words: str) -> PreviousReleaseRefused:
    return PreviousReleaseRefused(words)
