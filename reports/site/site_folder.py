"""The folder of a site: written next to the current one, and put into its place when it is complete."""

import json
import os
import shutil
import tempfile
from pathlib import Path
from types import TracebackType

from records.errors import QorganError
from records.i18n import tr
from reports.site.site_files import SiteFiles, not_written

MARKER = "qorgan-site.json"
"""Marks a folder as a site that was written here: only such a folder, or an empty one, is replaced."""


class ForeignFolder(QorganError):
    """The folder for the site contains other things. Raised before anything is read; exit 2."""


class SiteFolder(SiteFiles):
    """Takes the files of a site one by one.

    `add` may be called only inside of `with`; after `stand` they are the site, without it they are removed. The earlier site is removed at the end of
    `with`, and restored if that ends with an error: so `stand` takes no longer than two renamings, and may be called within a transaction. A request
    between the two renamings finds nothing for a moment. A folder that is a link is followed.
    """

    def __init__(self, output: Path) -> None:
        super().__init__(Path(), output.resolve())
        self._old: Path | None = None
        self._current = False
        if self.place.exists() and not _is_ours(self.place):
            raise ForeignFolder(tr("{folder} holds other things than a site of Qorgan; give an empty or a new folder").format(folder=output))

    def __enter__(self) -> "SiteFolder":
        try:
            self.place.parent.mkdir(parents=True, exist_ok=True)
            self.root = Path(tempfile.mkdtemp(prefix=f".{self.place.name}.new-", dir=self.place.parent))
            self.root.chmod(0o755)
        except OSError as error:
            raise not_written(self.place, error) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        if error is not None and self._current:
            self.place.rename(self.root)
            if self._old is not None:
                self._old.rename(self.place)
        elif self._old is not None:
            shutil.rmtree(self._old, ignore_errors=True)
        shutil.rmtree(self.root, ignore_errors=True)

    def stand(self, details: dict[str, str | int]) -> None:
        """Put the whole site into its place. `details` are written into the marker with the hash of everything."""
        marker = json.dumps({"made_by": "qorgan report site", "files": self.files, "sha256": self.sha256, **details}, ensure_ascii=False, indent=1)
        old = self.place.with_name(f".{self.place.name}.old-{os.getpid()}")
        try:
            (self.root / MARKER).write_text(marker + "\n", encoding="utf-8")
            if self.place.exists():
                self.place.rename(old)
                self._old = old
            self.root.rename(self.place)
            self._current = True
        except OSError as error:
            if old.exists() and not self.place.exists():
                old.rename(self.place)
                self._old = None
            raise not_written(self.place, error) from error


def _is_ours(folder: Path) -> bool:
    return folder.is_dir() and ((folder / MARKER).is_file() or not any(folder.iterdir()))
