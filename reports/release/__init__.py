"""Open data: a dated bundle of the confirmed incidents with checksums, for anybody to use and check.

`release` reads the records and makes the files, `packed` puts them into one archive, `note_release` writes the ledger's row.
docs/decisions/0019-release.md gives the reasons.
"""

from reports.release.build import Release, ReleaseRequest, is_noted, note_release, release
from reports.release.previous import previous_release
from reports.release.release_description import SUMS, File, packed, sums

__all__ = ["SUMS", "File", "Release", "ReleaseRequest", "is_noted", "note_release", "packed", "previous_release", "release", "sums"]
