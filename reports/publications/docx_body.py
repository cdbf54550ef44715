"""The body of a .docx as text, because building a list of 20,000 records element by element takes minutes."""

import re
from html import unescape
from io import BytesIO
from xml.sax.saxutils import quoteattr

from docx.document import Document as Docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Cm
from lxml import etree

from records.i18n import tr
from reports import charts
from reports.publications import docx_frame
from reports.publications.contents import Contents
from reports.publications.document_tree import Block, Bullets, Document, DocumentTable, Heading, Paragraph, Picture, Records, Runs, TextRun
from reports.publications.docx_styles import TABLE_SIZES
from reports.publications.docx_tables import LANDSCAPE, PORTRAIT, cell, column_widths, fitting_widths, grid, keeps
from reports.publications.docx_words import escaped, field, link, paragraph, words
from reports.publications.figure_index import Behind, compact

_WIDE = Cm(16.6)
_PIXELS = 1400
_UNITS = 640
_LINKED_NOTE = 200
"""A note of up to so many pieces links each of them. In a longer one the links would be larger than the document."""
_RECORDS = "Small"
"""The size of lists of records."""
_HERE = "{}"
_TOLD = re.compile(r"<desc[^<>]*>([^<]*)</desc>")


def docx_body(made: Docx, document: Document) -> str:
    """What stands between the beginning and the end of the body: title, contents, text and notes on upright pages, the lists of records on turned ones.

    Pictures and links become parts of `made`.
    """
    writer = _BodyWriter(made)
    text_of_report = writer.blocks(document.blocks) + writer.notes(document)
    records = writer.blocks(document.records)
    begin = paragraph(words(document.title), "Title") + paragraph(words(document.issued), "Subtitle")
    upright = begin + writer.contents() + text_of_report + paragraph("", "AfterTable", section=docx_frame.upright_section(made))
    return upright + records + docx_frame.turned_section(made)


class _BodyWriter:
    """Writes blocks one after another, and remembers headings and figures for the contents and the notes."""

    def __init__(self, made: Docx) -> None:
        self._made = made
        self._behind = Behind()
        self._contents = Contents()
        self._marks = 0

    def blocks(self, blocks: tuple[Block, ...]) -> str:
        """Some blocks."""
        return "".join(map(self._block, blocks))

    def notes(self, document: Document) -> str:
        """The incidents behind the figures that were written so far; nothing where there are none."""
        entries = list(self._behind.entries())
        if not entries:
            return ""
        written = [self._heading(2, document.behind_heading), paragraph(words(document.behind))]
        for place, numbers in entries:
            pieces = compact(numbers)
            if len(pieces) > _LINKED_NOTE:
                inside = words(", ".join(told for _, told in pieces))
            else:
                inside = words(", ").join(link(_name(first), words(told, "Hyperlink")) for first, told in pieces)
            written.append(paragraph(self._bookmark(f"figure_{place}", words(f"[{place}] ")) + inside, "FigureEntry"))
        return "".join(written)

    def contents(self) -> str:
        """The headings that were written so far, as links with fields for the numbers of their pages. It is no TOC field: in one LibreOffice shows what stands in the
        file, and we do not know on which page a heading comes to stand."""
        lines = [paragraph(words(tr("Contents")), "TOCHeading")]
        for level, told, place in self._contents.entries():
            inside = words(told) + "<w:r><w:tab/></w:r>" + field(f"PAGEREF {_part(place)} \\h")
            lines.append(paragraph(link(_part(place), inside), f"TOC{level - 1}"))
        return "".join([*lines, paragraph("", "AfterTable")]) if len(lines) > 1 else ""

    def _block(self, block: Block) -> str:
        match block:
            case Heading():
                return self._heading(block.level, block.text)
            case Paragraph():
                return paragraph(self._runs(block.runs), "Quote" if block.quoted else "Remark" if block.small else "")
            case Bullets():
                return "".join(paragraph(self._runs(item), "ListBullet") for item in block.items)
            case DocumentTable():
                return self._table(block)
            case Picture():
                return self._picture(block)
            case Records():
                return self._records(block)

    def _heading(self, level: int, told: str) -> str:
        """The title of the document is its level 1 and set in a style of its own, so that what is below it begins with the first level of headings."""
        return paragraph(self._bookmark(_part(self._contents.add(level, told)), words(told)), f"Heading{level - 1}")

    def _runs(self, some: Runs, *, strong: bool = False) -> str:
        return "".join(self._run(run, strong or run.strong) for run in some)

    def _run(self, run: TextRun, strong: bool) -> str:
        plain, linked = ("Strong", "StrongLink") if strong else ("", "Hyperlink")
        if run.href:
            return self._outward(run, plain, linked)
        if not run.numbers:
            return words(run.text, plain)
        place = self._behind.place(run.numbers)
        if place is None:
            return link(_name(run.numbers[0]), words(run.text, linked))
        return words(run.text, plain) + link(f"figure_{place}", words(f"[{place}]", "FigureMark"))

    def _outward(self, run: TextRun, plain: str, linked: str) -> str:
        if not run.href.startswith(("https://", "http://")):
            return words(run.text, plain)
        relation = self._made.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return f"<w:hyperlink r:id={quoteattr(relation)}>{words(run.text, linked)}</w:hyperlink>"

    def _bookmark(self, name: str, inside: str) -> str:
        self._marks += 1
        return f'<w:bookmarkStart w:id="{self._marks}" w:name={quoteattr(name)}/>{inside}<w:bookmarkEnd w:id="{self._marks}"/>'

    def _picture(self, picture: Picture) -> str:
        """The chart under its caption, from which it is not parted; to who does not see it its numbers are told."""
        drawn = picture.draw(lambda _: None, picture.key, _UNITS)
        held = self._made.add_paragraph(style="Picture")
        shape = held.add_run().add_picture(BytesIO(charts.png(drawn, _PIXELS)), width=_WIDE)
        for side in ("distT", "distB", "distL", "distR"):
            # LibreOffice moves a picture that does not say how far text stays from it.
            shape._inline.set(side, "0")
        told = _TOLD.search(drawn)
        shape._inline.docPr.set("descr", " ".join(filter(None, (f"{picture.caption}.", unescape(told[1]) if told else ""))))
        shape._inline.docPr.set("title", picture.caption)
        return paragraph(words(picture.caption), "Caption") + etree.tostring(held._p, encoding="unicode")

    def _table(self, table: DocumentTable) -> str:
        columns = [[column, *(_set(row[nth]) for row in table.rows)] for nth, column in enumerate(table.columns)]
        widths, size = fitting_widths(columns, PORTRAIT, table.words)
        last = len(table.rows)

        def row(nth: int, cells: list[str]) -> list[str]:
            return [cell(inside, widths[place], number=place >= table.words, size=size, keep=keeps(nth, last)) for place, inside in enumerate(cells)]

        rows = [row(0, [words(column) for column in table.columns])]
        rows += [row(nth + 1, [self._runs(one, strong=nth in table.sums) for one in cells]) for nth, cells in enumerate(table.rows)]
        return (paragraph(words(table.caption), "Caption") if table.caption else "") + grid(widths, rows)

    def _records(self, records: Records) -> str:
        columns = [[records.columns[0], *(row.number for row in records.rows)]]
        columns += [[head, *(row.cells[nth] for row in records.rows)] for nth, head in enumerate(records.columns[1:])]
        widths, _ = column_widths(columns, LANDSCAPE, len(columns), TABLE_SIZES[_RECORDS])
        rows = [[cell(words(column), width, size=_RECORDS, keep=True) for column, width in zip(records.columns, widths, strict=True)]]
        # Everything of a cell but its text is the same in each row, and there may be 20,000.
        begin, end = cell(_HERE, widths[0], size=_RECORDS).split(_HERE)
        around = [cell(words(_HERE), width, size=_RECORDS).split(_HERE) for width in widths[1:]]
        for row in records.rows:
            others = [before + escaped(told) + after for told, (before, after) in zip(row.cells, around, strict=True)]
            rows.append([begin + self._bookmark(_name(row.number), words(row.number)) + end, *others])
        return paragraph(words(records.caption), "Caption") + grid(widths, rows)


def _set(some: Runs) -> str:
    """The words of a cell as wide as they are set: the number of a note stands behind a figure, and no blank parts them."""
    return "".join(f"{run.text}[00]" if len(run.numbers) > 1 else run.text for run in some)


def _part(place: int) -> str:
    """The bookmark of a heading."""
    return f"_Toc{place}"


def _name(number: str) -> str:
    """The name of a bookmark. It may hold only letters, digits and underscores."""
    return "record_" + "".join(letter if letter.isalnum() else "_" for letter in number)
