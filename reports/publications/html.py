"""A document as one HTML file: no scripts, no external resources, accessible, and printable on A4."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from records.i18n import tr
from reports.publications.document_tree import Block, Bullets, Document, DocumentTable, Heading, Paragraph, Picture, Records, Runs, TextRun, text
from reports.publications.figure_tables import widest_words
from reports.publications.figures import IncidentSetIndex, compact

# The contents of a document: its headings below the title, in their order.


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
        """Add a heading and return its place."""
        self._entries.append(ContentsEntry(level, text, len(self._entries) + 1))
        return len(self._entries)

    def entries(self) -> tuple[ContentsEntry, ...]:
        """Return the headings so far."""
        return tuple(self._entries)


# Widths of a chart for a page and for a phone, in pixels. The narrow one fits a screen of 360 between its margins.
_WIDE, _NARROW = 640, 320
# The width for the columns of a table on a phone, the padding of each, and the size of its font, in pixels.
_ROOM, _PADDING, _SIZE = 328, 10, 16
# A table with at most this many rows stays on one sheet of paper.
_SHORT = 25

_environment = Environment(
    loader=PackageLoader("reports", "templates/publications"), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)


def html_document(document: Document, base_url: str = "") -> str:
    """Return the whole file. With a base address figures link to the desk there, else to the list of records at the end."""
    behind, contents = IncidentSetIndex(base_url), Contents()
    body = "".join(_block(block, behind, contents) for block in document.blocks)
    # All figures are written before the list of records behind them.
    entries = "".join(_entries(behind))
    if entries:
        body += _heading(2, document.behind_heading, contents)
    records = "".join(_block(block, behind, contents) for block in document.records)
    values = {"contents": _contents(contents), "body": body, "behind": entries, "records": records}
    # Every piece was escaped.
    marked = {name: Markup(value) for name, value in values.items()}  # noqa: S704
    return _environment.get_template("document.html").render(document=document, contents_heading=tr("Contents"), **marked)


def _block(block: Block, behind: IncidentSetIndex, contents: Contents) -> str:
    match block:
        case Heading():
            return _heading(block.level, block.text, contents)
        case Paragraph():
            return _paragraph(block, behind)
        case Bullets():
            return _list(block.items, behind)
        case DocumentTable():
            return _table(block, behind)
        case Picture():
            return _picture(block, behind)
        case Records():
            return _records(block, behind)


def _heading(level: int, words: str, contents: Contents) -> str:
    return f'<h{level} id="part-{contents.add(level, words)}">{escape(words)}</h{level}>\n'


def _contents(contents: Contents) -> str:
    """Return the headings as links."""
    return "".join(f'<li class="level-{level}"><a href="#part-{place}">{escape(words)}</a></li>\n' for level, words, place in contents.entries())


def _paragraph(paragraph: Paragraph, behind: IncidentSetIndex) -> str:
    words = _runs(paragraph.runs, behind)
    if paragraph.quoted:
        return f"<blockquote><p>{words}</p></blockquote>\n"
    return f"<p{' class=remark' if paragraph.small else ''}>{words}</p>\n"


def _picture(picture: Picture, behind: IncidentSetIndex) -> str:
    """Return the chart drawn twice; the style sheet shows the one that fits and hides the other from screen readers too."""
    wide, narrow = (picture.draw(behind.link, key, width) for key, width in ((picture.key, _WIDE), (f"{picture.key}-narrow", _NARROW)))
    return f'<figure><figcaption>{escape(picture.caption)}</figcaption><div class="wide">{wide}</div><div class="narrow">{narrow}</div></figure>\n'


def _list(items: tuple[Runs, ...], behind: IncidentSetIndex) -> str:
    return "<ul>" + "".join(f"<li>{_runs(item, behind)}</li>" for item in items) + "</ul>\n"


def _runs(runs: Runs, behind: IncidentSetIndex) -> str:
    return "".join(_run(run, behind) for run in runs)


def _run(run: TextRun, behind: IncidentSetIndex) -> str:
    words = str(escape(run.text))
    if run.strong:
        words = f"<strong>{words}</strong>"
    if run.href:
        return f'<a class="outward" href="{escape(run.href)}">{words}</a>' if run.href.startswith(("https://", "http://")) else words
    link = behind.link(run.numbers)
    if link is None:
        return words
    place = behind.place(run.numbers)
    # The place in the list is shown only on paper, where links cannot be opened.
    note = f' data-behind="{place}"' if place else ""
    return f'<a class="figure" href="{escape(link)}"{note}>{words}</a>'


def _table(table: DocumentTable, behind: IncidentSetIndex) -> str:
    stacked = not _fits(table)
    head = "".join(f'<th scope="col"{_align(nth, table)}>{escape(column)}</th>' for nth, column in enumerate(table.columns))
    rows = "".join(_row(row, nth, table, behind, stacked) for nth, row in enumerate(table.rows))
    # A row of a stacked table is a block on a phone, and a short table stays on one sheet of paper.
    names = [name for name, holds in (("stacked", stacked), ("short", len(table.rows) <= _SHORT)) if holds]
    classes = f' class="{" ".join(names)}"' if names else ""
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    return f"<table{classes}>{caption}<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>\n"


def _fits(table: DocumentTable) -> bool:
    """Return whether its columns fit next to each other on a phone, with no word broken."""
    return sum(widest_words(table, _SIZE)) + _PADDING * len(table.columns) <= _ROOM


def _row(row: tuple[Runs, ...], nth: int, table: DocumentTable, behind: IncidentSetIndex, stacked: bool) -> str:
    # The number of an incident must not break at its hyphens.
    whole = "" if " " in text(row[0]) else ' class="whole"'
    first = f'<th scope="row"{whole}>{_runs(row[0], behind)}</th>'
    cells = "".join(
        f"<td{_align(place, table)}{_label(table.columns[place], stacked)}>{_runs(cell, behind)}</td>" for place, cell in enumerate(row[1:], 1)
    )
    return f"<tr{' class=sum' if nth in table.sums else ''}>{first}{cells}</tr>"


def _label(column: str, stacked: bool) -> str:
    """Return the attribute with the column heading, which is shown before the cell in a stacked table."""
    return f' data-label="{escape(column)}"' if stacked else ""


def _align(place: int, table: DocumentTable) -> str:
    return ' class="n"' if place >= table.words else ""


def _records(records: Records, behind: IncidentSetIndex) -> str:
    head = "".join(f'<th scope="col">{escape(column)}</th>' for column in records.columns)
    desk = behind.record("") != "#"
    rows: list[str] = []
    for row in records.rows:
        number = escape(row.number)
        name = f'<a href="{escape(behind.record(row.number))}">{number}</a>' if desk else number
        cells = "</td><td>".join(map(str, map(escape, row.cells)))
        rows.append(f'<tr id="{number}"><th scope="row">{name}</th><td>{cells}</td></tr>')
    return (
        f'<table class="records"><caption>{escape(records.caption)}</caption><thead><tr>{head}</tr></thead><tbody>{"".join(rows)}</tbody></table>\n'
    )


def _entries(behind: IncidentSetIndex) -> Iterator[str]:
    opening = lru_cache(maxsize=100_000)(lambda number: f'<a href="{escape(behind.record(number))}">')
    for place, numbers in behind.entries():
        # Pieces consist of digits, hyphens and capital letters: an import accepts no other numbers.
        pieces = ", ".join([f"{opening(first)}{words}</a>" for first, words in compact(numbers)])
        yield f'<li id="figure-{place}">{pieces}</li>\n'
