"""Highlighting of an article's text by its screening: the text in pieces, each with its roles (who, act, because, summary).

A screening gives its spans in the title, a line break and the text (docs/contracts.md, section 5). Spans may overlap; then a piece has several roles.
A span that does not fit the text is left out: the screening may be older than the page, and a wrong mark is worse than none.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

# If a piece has several roles, the first of these gives its colour.
ROLES = ("act", "who", "because", "summary")
# Signs that reverse the order in which letters are shown; in foreign text they are shown by name instead of applied.
_TURNING = {code: f"[U+{code:04X}]" for code in (*range(0x202A, 0x202F), *range(0x2066, 0x206A))}


@dataclass(frozen=True)
class MarkedText:
    """A piece of text and its roles. No role means that nothing was found there."""

    text: str
    roles: tuple[str, ...] = ()


@dataclass(frozen=True)
class Highlighted:
    """An article's title and text in pieces.

    Joined they are title and text again, with characters that change the direction of writing shown by name.
    """

    title: tuple[MarkedText, ...]
    text: tuple[MarkedText, ...]

    @property
    def roles(self) -> tuple[str, ...]:
        """The roles that occur, for an explanation of the colours."""
        present = {role for piece in (*self.title, *self.text) for role in piece.roles}
        return tuple(role for role in ROLES if role in present)


def highlighted(title: str, text: str, reasons: Sequence[Mapping[str, Any]], summary: Sequence[Mapping[str, Any]] = ()) -> Highlighted:
    """Return title and text with the reasons of their screening marked in them, and the passages that it proposes as their summary."""
    begin = len(title) + 1 if title else 0
    passages = [*reasons, *({**passage, "role": "summary"} for passage in summary)]
    spans = [span for marked in passages if (span := _span(marked, begin + len(text))) is not None]
    return Highlighted(tuple(_pieces(title, spans, 0)), tuple(_pieces(text, spans, begin)))


def visible(text: str) -> str:
    """Return the text, with characters that change the direction of writing shown by name."""
    return text.translate(_TURNING)


def _span(reason: Mapping[str, Any], length: int) -> tuple[int, int, str] | None:
    start, end, role = reason.get("start"), reason.get("end"), reason.get("role")
    if not isinstance(start, int) or not isinstance(end, int) or not 0 <= start < end <= length:
        return None
    return start, end, role if role in ROLES else "because"


def _pieces(text: str, spans: Sequence[tuple[int, int, str]], begin: int) -> Iterable[MarkedText]:
    """Yield the pieces of a text that begins at `begin` in the whole to which the spans refer."""
    inside = [(max(start - begin, 0), min(end - begin, len(text)), role) for start, end, role in spans]
    inside = [span for span in inside if span[0] < span[1]]
    edges = sorted({0, len(text), *(edge for span in inside for edge in span[:2])})
    begins, ends = Counter((first, role) for first, _, role in inside), Counter((last, role) for _, last, role in inside)
    # The number of spans of each role over the position, updated at each edge, since a text may have thousands of overlapping spans.
    over = Counter[str]()
    for start, end in pairwise(edges):
        for role in ROLES:
            over[role] += begins[start, role] - ends[start, role]
        yield MarkedText(visible(text[start:end]), tuple(role for role in ROLES if over[role]))
