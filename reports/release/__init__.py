"""The open data: a dated, checksummed bundle of the confirmed incidents, for anybody to take, read, check and build upon.

`release` reads the record and makes the files, `packed` puts them into one archive, `keep` writes the ledger's row. docs/decisions/0019-release.md
gives the choices.
"""

from reports.release.build import Release, ReleaseRequest, keep, release
from reports.release.release_files import SUMS, File, packed, sums

__all__ = ["SUMS", "File", "Release", "ReleaseRequest", "keep", "packed", "release", "sums"]
