"""The folder of a site: written beside the one that stands, and put into its place when it is whole."""

import hashlib
import json
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from records.errors import QorganError
from records.fault_names import named
from records.i18n import tr

MARKER = "qorgan-site.json"
"""By this file a folder is known as a site that was written here: only such a one, or an empty one, is replaced."""


class ForeignFolder(QorganError):
    """The folder for the site holds other things. Raised before anything is read; exit 2."""


class SiteNotWritten(QorganError):
    """A file of the site could not be written. Raised by the folder; exit 1, and the site that stood there stands still."""


class SiteFolder:
    """Takes the files of a site one by one. `add` may be called only inside of `with`; after `stand` they are the site, without it they are gone. What stood there before is
    removed at the end of `with`, and comes back where that ends with an error: so `stand` takes no longer than two renamings, and may be called within a transaction.

    Nothing of them is kept in memory but their hashes. Where a site stands already, it is replaced by two renamings: whoever asks between the two finds nothing for
    a moment. A folder that is a link is followed.
    """

    def __init__(self, output: Path) -> None:
        self.place = output.resolve()
        self._new = Path()
        self._old: Path | None = None
        self._stands = False
        self._made: set[str] = set()
        self._sums: dict[str, str] = {}
        if self.place.exists() and not _is_ours(self.place):
            raise ForeignFolder(tr("{folder} holds other things than a site of Qorgan; give an empty or a new folder").format(folder=output))

    def __enter__(self) -> "SiteFolder":
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            self._new = Path(tempfile.mkdtemp(prefix=f".{self.place.name}.new-", dir=self.place.parent))
            self._new.chmod(0o755)
        except OSError as error:
            raise self._not_written(error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None and self._stands:
            self.place.rename(self._new)
            if self._old is not None:
                self._old.rename(self.place)
        elif self._old is not None:
            shutil.rmtree(self._old, ignore_errors=True)
        shutil.rmtree(self._new, ignore_errors=True)

    @property
    def files(self) -> int:
        """How many files it has so far."""
        return len(self._sums)

    @property
    def names(self) -> list[str]:
        """The files by name."""
        return sorted(self._sums)

    @property
    def sha256(self) -> str:
        """SHA-256 over names and hashes of all files, in the form of `sha256sum`. It stands for the whole site."""
        return hashlib.sha256("".join(f"{self._sums[name]}  {name}\n" for name in self.names).encode()).hexdigest()

    def add(self, name: str, content: bytes) -> None:
        """Write one file. Raises SiteNotWritten, and ValueError for a name that was there before."""
        if name in self._sums:
            raise ValueError(f"{name} is written twice")
        # Strings and no paths: a site has tens of thousands of files.
        beneath = name.rpartition("/")[0]
        try:
            if beneath not in self._made:
                (self._new / beneath).mkdir(parents=True, exist_ok=True)
                self._made.add(beneath)
            with open(f"{self._new}/{name}", "wb") as file:
                file.write(content)
        except OSError as error:
            raise self._not_written(error) from error
        self._sums[name] = hashlib.sha256(content).hexdigest()

    def stand(self, told: dict[str, str | int]) -> None:
        """Put the whole site into its place. `told` is written into the marker beside the hash of everything."""
        marker = json.dumps({"made_by": "qorgan report site", "files": self.files, "sha256": self.sha256, **told}, ensure_ascii=False, indent=1)
        old = self.place.with_name(f".{self.place.name}.old-{os.getpid()}")
        try:
            (self._new / MARKER).write_text(marker + "\n", encoding="utf-8")
            if self.place.exists():
                self.place.rename(old)
                self._old = old
            self._new.rename(self.place)
            self._stands = True
        except OSError as error:
            if old.exists() and not self.place.exists():
                old.rename(self.place)
                self._old = None
            raise self._not_written(error) from error

    def _not_written(self, error: OSError) -> SiteNotWritten:
        told = tr("the site could not be written to {folder}: {reason}")
        return SiteNotWritten(told.format(folder=self.place, reason=named(error) or error.strerror or error))


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARKER).is_file() or not any(folder.iterdir()))
