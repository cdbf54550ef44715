"""A document as a small tree, from which every format is written: so all of them say the same."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

Linker = Callable[[Sequence[str]], str | None]
"""The address under which these incidents open; None where there is none."""


@dataclass(frozen=True)
class TextRun:
    """Words. `numbers` are the incidents they open, `href` an address elsewhere (http or https alone); at most one of the two."""

    text: str
    numbers: tuple[str, ...] = ()
    href: str = ""
    strong: bool = False


Runs = tuple[TextRun, ...]


@dataclass(frozen=True)
class Heading:
    """`level` 1 stands once, at the top."""

    level: int
    text: str


@dataclass(frozen=True)
class Paragraph:
    """`small` for remarks."""

    runs: Runs
    small: bool = False


@dataclass(frozen=True)
class Bullets:
    """A list of points."""

    items: tuple[Runs, ...]


@dataclass(frozen=True)
class DocumentTable:
    """Caption (none where the heading before it says it), head, rows, and how many columns from the left hold words; those after them hold numbers. The first cell of a row is its head. A row among `sums` is
    set in strong type."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Runs, ...], ...]
    words: int = 1
    sums: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Picture:
    """A chart; `draw` gives it as SVG with links made by the linker. What it shows stands in a table too, so a format without pictures leaves it out."""

    caption: str
    draw: Callable[[Linker], str]


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
    """A report in one language. `editor` are notes to whoever edits it: what was left out and why. `behind` heads the list of what stands behind each figure;
    `blocks` come before it, `records` after."""

    lang: str
    title: str
    issued: str
    blocks: tuple[Block, ...]
    editor_heading: str
    editor: tuple[Runs, ...]
    behind_heading: str
    behind: str
    records: tuple[Block, ...]


def runs(template: str, **values: str | TextRun | Runs) -> Runs:
    """The words of a translated template with values in their places; a Run keeps its link: `runs("In {place}: {count}", place="Oskemen", count=Run(…))`."""
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
    """The words alone."""
    return "".join(run.text for run in some)
