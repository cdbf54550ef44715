"""The folder of anchors: a file to which a line is added for each, and beside it each anchor in a file of its own, of which time stamps are made.

It may lie on another medium. On a file system that knows it, `chattr +a anchors.jsonl` lets nobody but root take a line out.
"""

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from records.durable_files import make_folder, sync_folder, write_file
from records.errors import BadAnchor
from records.i18n import tr
from records.ledger.anchors import Anchor, read_anchor

FILE = "anchors.jsonl"
# A line that is longer is none of ours: a tenth of it is the longest anchor.
_LONGEST = 4096


@dataclass(frozen=True)
class AnchorFolder:
    """Anchors by the folder in which they lie."""

    path: Path

    @property
    def file(self) -> Path:
        """The file with one line for each anchor."""
        return self.path / FILE

    def document(self, anchor: Anchor) -> Path:
        """The file of one anchor alone. `ots stamp` and `openssl ts -query -data` take it as it is."""
        return self.path / anchor.file_name

    def stamp(self, anchor: Anchor) -> Path:
        """The answer of a time stamping authority to it (RFC 3161), if one was asked."""
        return self.path / f"{anchor.file_name}.tsr"

    def add(self, anchor: Anchor) -> None:
        """Write an anchor down. When this returns, it is on the medium. Adding it again changes nothing. OSError if it cannot be written."""
        if not self.path.exists():
            make_folder(self.path)
            self.path.chmod(0o700)
        self.put(self.document(anchor), anchor.document)
        if self.file.exists() and any(line == anchor.line for _, line in self._lines()):
            return
        with os.fdopen(os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "rb+") as out:
            # A machine that stopped in the middle of a line left its begin, which must not swallow this one.
            whole = out.seek(0, os.SEEK_END) == 0 or (out.seek(-1, os.SEEK_END) >= 0 and out.read(1) == b"\n")
            out.write((b"" if whole else b"\n") + anchor.document)
            out.flush()
            os.fsync(out.fileno())
        sync_folder(self.path)

    def put(self, path: Path, content: bytes) -> None:
        """Write a file of this folder, whole or not at all. One that is there stays as it is."""
        write_file(path, content, replace=False)

    def anchors(self, tell: Callable[[str], None]) -> list[Anchor]:
        """Every anchor that the file holds; a line that is none is told. A file that is not there holds none. OSError if it cannot be read."""
        found = []
        for number, line in self._lines() if self.file.exists() else ():
            try:
                found.append(read_anchor(line))
            except BadAnchor:
                tell(tr("{file}, line {number}: this is no anchor, or not the whole of one").format(file=self.file, number=number))
        return found

    def _lines(self) -> Iterator[tuple[int, str]]:
        with self.file.open("rb") as lines:
            number = 1
            while piece := lines.readline(_LONGEST):
                if piece.strip():
                    yield number, piece.decode("utf-8", errors="replace").rstrip("\n")
                number += piece.endswith(b"\n")
