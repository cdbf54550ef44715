"""The open data: a dated, checksummed bundle of the confirmed incidents, for anybody to take, read, check and build upon.

`release` reads the record and makes the files, `packed` puts them into one archive, `keep` writes the ledger's row. docs/decisions/0019-release.md
gives the choices.
"""

from reports.release.files import SUMS, File, packed, sums
from reports.release.releasing import Release, Wanted, keep, release

__all__ = ["SUMS", "File", "Release", "Wanted", "keep", "packed", "release", "sums"]
