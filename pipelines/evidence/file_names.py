"""The names of files that strangers chose: how much of one is kept, how it is shown, and under which one the file is given out."""

import re
import unicodedata

from records.vocabulary import FILE_ENDINGS, FileKind

# Characters that are kept, and that are shown.
LONGEST_KEPT = 1000
LONGEST_SHOWN = 120
_PARTS = re.compile(r"[/\\]")


def kept_name(name: str) -> str:
    """What is kept of a name: its beginning, and no zero characters, which PostgreSQL takes in no text. A half of a surrogate pair has no bytes and becomes a mark."""
    return name[:LONGEST_KEPT].replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def shown_name(name: str) -> str:
    """The name on one line: without folders, without what cannot be seen or turns the direction of writing, and no longer than a line. A name that is cut keeps its ending."""
    last = _PARTS.split(name)[-1]
    seen = "".join(" " if unicodedata.category(letter) in ("Cc", "Zl", "Zp") else letter for letter in last if unicodedata.category(letter) != "Cf")
    line = " ".join(seen.split())
    if len(line) > LONGEST_SHOWN:
        line = f"{line[: LONGEST_SHOWN - 13]}…{line[-12:]}"
    return line or "?"


def given_name(id: int, kind: FileKind, sound: str = "") -> str:
    """The name under which a file is given out: ours, so that no name of a stranger stands in a header, and nobody's name lies in a folder of downloads. Its ending is by what the
    bytes are; `sound` is `sound_ending` of them, because a program opens a recording by it."""
    return f"qorgan-file-{id}{sound if sound and kind in (FileKind.AUDIO, FileKind.VIDEO) else FILE_ENDINGS[kind]}"
