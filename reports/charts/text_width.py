"""How wide a text is at most, without knowing the font, and where it can be broken.

A browser draws with the font that the reader has. For each character the table holds the wider of its widths in DejaVu Sans (one of the widest usual
sans-serif fonts) and Liberation Sans (as wide as Arial and Helvetica), in em, rounded up to a twentieth. So a label that fits by this table fits in
both, and in every narrower font.
"""

import re
import unicodedata
from functools import lru_cache

_BY_WIDTH: dict[float, str] = {
    0.25: "\u202f",
    0.30: "'IijlіІ",
    0.35: " ,./:;\\|·\u00a0‘’",
    0.40: "()-[]ft",
    0.45: "!r",
    0.50: '"*J`',
    0.55: "cszгзсэ“”",
    0.60: "?L_kvxyвтухчьғұү–",
    0.65: "$0123456789FTabdeghnopqu{}ГЗТУабеийклоряёәқөһҰҮ«»",
    0.70: "ABEKPSVXYZАБВЕРХЧЬднпцЁңҒҺ",
    0.75: "CNRUИЙКСЭЯъҚ",
    0.80: "&DGHOQДЛНОПЦмыӘҢӨ",
    0.85: "#+<=>^w~Ъю",
    0.90: "MМФЫф",
    0.95: "жшщ",
    1.00: "%Wm—…",
    1.05: "@",
    1.10: "ЖШЩЮ№",
}
_EM = {character: width for width, characters in _BY_WIDTH.items() for character in characters}
_VOWELS = frozenset("аеёиоуыэюяәіөүұaeiouy")
_PIECES = re.compile(r"[^-/]+[-/]*|[-/]+")


@lru_cache(maxsize=4096)
def width(text: str, size: float) -> float:
    """The largest width of `text` at a font size, in the unit of the size."""
    return sum(_EM[character] if character in _EM else _rare(character) for character in text) * size


def _rare(character: str) -> float:
    """The width of a character outside the table: nothing for a mark that stands on another letter, a little more than a full square for all
    others, emoji too."""
    return 0.0 if unicodedata.combining(character) else 1.4


@lru_cache(maxsize=4096)
def wrap(text: str, size: float, room: float, most: int | None = None) -> tuple[str, ...]:
    """The text in lines that fit into `room`.

    It breaks at spaces and after hyphens and slashes. A word is broken, with a hyphen, only if it is too wide alone, and then between syllables
    if it has any. With `most` there are no more lines than that, and the last ends in an ellipsis if something is left. A room below one
    character still gets one character in each line.
    """
    lines = _lines(text, size, room)
    if most is None or len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], _ended(lines[most - 1], size, room))


def _lines(text: str, size: float, room: float) -> list[str]:
    lines = [""]
    # Not str.split(): it would also break at the no-break spaces within numbers.
    for word in re.split("[ \t\n\r]+", text.strip()):
        between = " " if lines[-1] else ""
        for piece in _PIECES.findall(word):
            if width(lines[-1] + between + piece, size) <= room:
                lines[-1] += between + piece
            else:
                *full, last = _chopped(piece, size, room)
                lines += [*full, last] if lines[-1] else []
                lines = lines if lines[-1] else [*lines[:-1], *full, last]
            between = ""
    return lines


def _chopped(piece: str, size: float, room: float) -> list[str]:
    """A piece of a word, cut to fit the room."""
    parts: list[str] = []
    while width(piece, size) > room and len(piece) > 1:
        most = next((n for n in range(1, len(piece)) if width(piece[: n + 1] + "-", size) > room), len(piece) - 1)
        upto = next((n for n in range(most, 1, -1) if _parts_syllables(piece.lower(), n)), most)
        parts.append(piece[:upto] + "-")
        piece = piece[upto:]
    return [*parts, piece]


def _parts_syllables(word: str, at: int) -> bool:
    """Whether a word in Kazakh, Russian or English may be broken here: before a consonant that is followed by a vowel, with a vowel on either
    side."""
    return at + 1 < len(word) and word[at] not in _VOWELS and word[at].isalpha() and word[at + 1] in _VOWELS and not _VOWELS.isdisjoint(word[:at])


def _ended(line: str, size: float, room: float) -> str:
    while line and width(line + "…", size) > room:
        line = line[:-1]
    return line.rstrip(" -/") + "…"
