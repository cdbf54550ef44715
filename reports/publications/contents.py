"""The contents of a document: its headings below the title, in their order."""

from typing import NamedTuple


class ContentsEntry(NamedTuple):
    """A heading, and its place in the order, beginning with 1."""

    level: int
    text: str
    place: int


class Contents:
    """Collects headings while a document is written."""

    def __init__(self) -> None:
        self._entries: list[ContentsEntry] = []

    def add(self, level: int, text: str) -> int:
        """Take in a heading; the answer is its place."""
        self._entries.append(ContentsEntry(level, text, len(self._entries) + 1))
        return len(self._entries)

    def entries(self) -> tuple[ContentsEntry, ...]:
        """The headings so far."""
        return tuple(self._entries)
