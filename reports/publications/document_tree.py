"""A document as a small tree. Every format is written from it, so that all have the same content."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Linker = Callable[[Sequence[str]], str | None]
"""Returns the address of these incidents; None if there is none."""
Drawing = Callable[[Linker, str, float], str]
"""Draws a chart as SVG with links made by the linker, a prefix of its ids, and a width in units."""


@dataclass(frozen=True)
class TextRun:
    """Some words. `numbers` are the incidents that they link to, `href` an address elsewhere (only http or https). At most one of the two."""

    text: str
    numbers: tuple[str, ...] = ()
    href: str = ""
    strong: bool = False


Runs = tuple[TextRun, ...]


@dataclass(frozen=True)
class Heading:
    """A heading. There is one of `level` 1, at the top."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """A paragraph: `small` for remarks, `quoted` for quotations."""

    runs: Runs
    small: bool = False
    quoted: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of points."""

    items: tuple[Runs, ...]


@dataclass(frozen=True)
class DocumentTable:
    """A table: caption (empty if the heading before it says the same), column headings and rows.

    `words` is how many columns from the left have words; those after them have numbers. The first cell of a row is its heading. A row among `sums` is
    set in bold.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    words: int = 1
    sums: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A chart. A table has the same data, so a format without pictures leaves it out.

    `key` is unique in the document: the ids of both drawings, for a wide page and for a narrow one, begin with it.
    """

    caption: str
    key: str
    draw: Drawing


@dataclass(frozen=True)
class RecordRow:
    """One incident in a list of records: its number, the words of its columns, and where its sources are."""

    number: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Records:
    """Incidents that figures link to. The first column is the number."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[RecordRow, ...]


Block = Heading | Paragraph | Bullets | DocumentTable | Picture | Records


@dataclass(frozen=True)
class Document:
    """A report in one language.

    `contact` is how the publisher can be reached; empty if nothing is known. `editor` are notes to the editor, what was left out and why: they are no
    part of the publication. `behind` is the text above the list of records behind the figures; `blocks` come before it, `records`
    after.
    """

    lang: str
    title: str
    issued: str
    blocks: tuple[Block, ...]
    editor_heading: str
    editor: tuple[Runs, ...]
    behind_heading: str
    behind: str
    records: tuple[Block, ...]
    contact: str = ""


def runs(template: str, **values: str | TextRun | Runs) -> Runs:
    """Return the words of a translated template with its values in place.

    A TextRun keeps its link: `runs("In {place}: {count}", place="Oskemen", count=TextRun(…))`.
    """
    parts: list[TextRun] = []
    remaining = template
    while remaining:
        before, brace, after = remaining.partition("{")
        if before:
            parts.append(TextRun(before))
        if not brace:
            break
        name, _, remaining = after.partition("}")
        value = values[name]
        parts.extend((value,) if isinstance(value, TextRun) else (TextRun(value),) if isinstance(value, str) else value)
    return tuple(run for run in parts if run.text)


def text(text_runs: Sequence[TextRun]) -> str:
    """Return the words without links."""
    return "".join(run.text for run in text_runs)
