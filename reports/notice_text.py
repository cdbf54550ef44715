"""The text of a notice, short enough for every service, from parts and items; and words of others made safe for it.

Pure. Titles and places come from the web. Nothing in them may break a line, change the direction of writing, hide a letter, or act as markup in a service.
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from records.i18n import tr

# Telegram takes 4,096 UTF-16 units a message, title included; the rest is for what a service adds itself.
ROOM = 3600
# Items of one list, and letters of one text within an item.
MOST = 20
LETTERS = 160
# What services read as markup or as a call to somebody, by a look-alike that is neither.
_MARKUP = str.maketrans(
    {"<": "‹", ">": "›", "[": "(", "]": ")", "{": "(", "}": ")", "*": "∗", "_": "-", "`": "'", "~": "∼", "|": "¦", "\\": "/", "@": "＠"}
)
# Letters by their class, blank on every screen.
_BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")


@dataclass(frozen=True)
class MessagePart:
    """A part of a message: its heading, and its items, of which the last are left out first."""

    head: str
    items: Sequence[str] = ()
    total: int = 0


def plain(text: str, most: int = LETTERS) -> str:
    """A text of somebody else on one line, without control characters, invisible characters and stacked marks, and with nothing that acts as
    markup; cut after `most` letters."""
    letters: list[str] = []
    for letter in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(letter)
        if kind in ("Cc", "Zs", "Zl", "Zp"):
            letters.append(" ")
        elif kind[0] != "C" and kind not in ("Mn", "Me") and letter not in _BLANK:
            letters.append(letter)
    line = " ".join("".join(letters).split()).translate(_MARKUP)
    return line if len(line) <= most else line[: most - 1].rstrip() + "…"


def message(head: str, parts: Sequence[MessagePart]) -> tuple[str, str]:
    """Title and text. While both together are too long, the last item of the longest list is dropped."""
    title = f"Qorgan: {head}"
    shown = [min(len(part.items), MOST) for part in parts]
    while _units(title) + _units(text := _text(parts, shown)) > ROOM and max(shown, default=0) > 1:
        lengths = [sum(map(_units, part.items[:count])) if count > 1 else 0 for part, count in zip(parts, shown, strict=True)]
        shown[lengths.index(max(lengths))] -= 1
    return title, text


def _text(parts: Sequence[MessagePart], shown: Sequence[int]) -> str:
    told = []
    for part, count in zip(parts, shown, strict=True):
        more = [tr("and {n} more").format(n=part.total - count)] if part.total > count else []
        told.append("\n".join([part.head, *part.items[:count], *more]))
    return "\n\n".join(told)


def _units(text: str) -> int:
    """The length as Telegram counts it."""
    return len(text.encode("utf-16-le")) // 2
