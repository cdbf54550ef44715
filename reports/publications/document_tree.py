"""A document as a small tree. Every format is written from it, so that all of them say the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Linker = Callable[[Sequence[str]], str | None]
"""The address under which these incidents open; None where there is none."""
Drawing = Callable[[Linker, str, float], str]
"""Draws a chart as SVG: with links made by the linker, the beginning of the ids in it, and so many units wide."""


@dataclass(frozen=True)
class TextRun:
    """Some words. `numbers` are the incidents that they open, `href` an address elsewhere (only http or https). At most one of the two."""

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
    """`small` for remarks, `quoted` for what somebody said."""

    runs: Runs
    small: bool = False
    quoted: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of points."""

    items: tuple[Runs, ...]


@dataclass(frozen=True)
class DocumentTable:
    """A table: caption (none if the heading before it says the same), head and rows.

    `words` is how many columns from the left hold words; those after them hold numbers. The first cell of a row is its head. A row among `sums`
    is set in bold.
    """

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    words: int = 1
    sums: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A chart. A table has the same data, so a format without pictures leaves it out. `key` is its own in the document: two drawings of it, for a wide page and for a
    narrow one, begin their ids with it."""

    caption: str
    key: str
    draw: Drawing


@dataclass(frozen=True)
class Listed:
    """One incident in a list of records: its number, the words of its columns, and where its sources are."""

    number: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Records:
    """Incidents that figures open. The first column is the number."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[Listed, ...]


Block = Heading | Paragraph | Bullets | DocumentTable | Picture | Records


@dataclass(frozen=True)
class Document:
    """A report in one language.

    `contact` is how the publisher can be reached; empty if nothing is known. `editor` are notes to whoever edits it, what was left out and why: they are no part of the publication (`editor_notes`). `behind` stands over the list of records behind the figures; `blocks` come
    before it, `records` after.
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
    """The words of a translated template with its values in place. A TextRun keeps its link: `runs("In {place}: {count}", place="Oskemen",
    count=TextRun(…))`."""
    made: list[TextRun] = []
    rest = template
    while rest:
        before, brace, after = rest.partition("{")
        if before:
            made.append(TextRun(before))
        if not brace:
            break
        name, _, rest = after.partition("}")
        value = values[name]
        made.extend((value,) if isinstance(value, TextRun) else (TextRun(value),) if isinstance(value, str) else value)
    return tuple(run for run in made if run.text)


def text(some: Sequence[TextRun]) -> str:
    """The words without links."""
    return "".join(run.text for run in some)
