"""Files below a folder, written one by one, with a hash of each."""

import hashlib
from collections.abc import Mapping
from pathlib import Path

from records.error_translation import translate_error
from records.errors import QorganError
from records.i18n import tr


class SiteNotWritten(QorganError):
    """A file of the site could not be written. Exit 1, and the earlier site stays in place."""


def not_written(place: Path, reason: object) -> SiteNotWritten:
    """Return the error that says why the site for this folder could not be written."""
    if isinstance(reason, OSError):
        reason = translate_error(reason) or reason.strerror or reason
    return SiteNotWritten(tr("the site could not be written to {folder}: {reason}").format(folder=place, reason=reason))


class SiteFiles:
    """Writes files one by one below `root`. Only their hashes stay in memory. `place` is the final folder, which errors name."""

    def __init__(self, root: Path, place: Path) -> None:
        self.root, self.place = root, place
        self._made: set[str] = set()
        self._sums: dict[str, str] = {}

    @property
    def files(self) -> int:
        """How many files there are so far."""
        return len(self._sums)

    @property
    def names(self) -> list[str]:
        """The files by name."""
        return sorted(self._sums)

    @property
    def sha256(self) -> str:
        """SHA-256 over names and hashes of all files, in the form of `sha256sum`, which identifies the whole site."""
        return hashlib.sha256("".join(f"{self._sums[name]}  {name}\n" for name in self.names).encode()).hexdigest()

    def add(self, name: str, content: bytes) -> None:
        """Write one file. Raises SiteNotWritten, and ValueError for a name that was written before."""
        if name in self._sums:
            raise ValueError(f"{name} is written twice")
        # Strings instead of paths: a site has tens of thousands of files.
        beneath = name.rpartition("/")[0]
        try:
            if beneath not in self._made:
                (self.root / beneath).mkdir(parents=True, exist_ok=True)
                self._made.add(beneath)
            with open(f"{self.root}/{name}", "wb") as file:
                file.write(content)
        except OSError as error:
            raise not_written(self.place, error) from error
        self._sums[name] = hashlib.sha256(content).hexdigest()

    def take(self, sums: Mapping[str, str]) -> None:
        """Count files that another process wrote below the same folder: their hashes by name. Raises ValueError for a repeated name."""
        for name in sums:
            if name in self._sums:
                raise ValueError(f"{name} is written twice")
        self._sums.update(sums)

    def handed_over(self) -> dict[str, str]:
        """Return the hashes of what was written since the last call, by name, and forget them."""
        written, self._sums = self._sums, {}
        return written
