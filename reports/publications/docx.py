"""A document as .docx: its styles, tables, pages and body. Figures have links to notes at the end of the text, which name the incidents.

python-docx has no footnotes, so the notes are in a section of their own, with bookmarks.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from html import unescape
from io import BytesIO
from typing import Any, NamedTuple
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_TAB_ALIGNMENT, WD_TAB_LEADER
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.section import _Footer, _Header
from docx.shared import Cm, Pt, RGBColor
from lxml import etree

from records.i18n import LANGUAGES, tr
from reports import charts
from reports.charts.drawing import width
from reports.publications.document_tree import Block, Bullets, Document, DocumentTable, Heading, Paragraph, Picture, Records, Runs, TextRun
from reports.publications.figure_tables import widest_word
from reports.publications.figures import IncidentSetIndex, compact
from reports.publications.html import Contents

# The styles of a .docx. Everything in its body is set by one of them, so that an editor changes a style and not each paragraph.

FONT = "Liberation Sans"
TABLE_SIZES = {"": 9.5, "Small": 8.0, "Tiny": 7.0}
"""Font sizes of tables in points, by the suffix of their styles: the largest, and smaller ones for columns that do not fit."""
_INK, _PALE, _GREY = "0B5459", "EEF3F2", "4A5654"
_LINE = f'w:val="single" w:sz="4" w:space="0" w:color="{_GREY}"'
_CONTENTS_TAB = 470
"""The right margin of the contents, in points, at which the numbers of pages stand."""


class _DocxStyle(NamedTuple):
    """A style of paragraphs by its name (Word recognises its own by theirs), its base, and how it differs.

    Lengths are in points, `line` is a multiple of the height of a line, `then` is the style of the next paragraph. `xml` are the properties that
    python-docx cannot set: borders, bullets, levels of headings.
    """

    name: str
    base: str = "Normal"
    size: float = 0.0
    bold: bool | None = None
    italic: bool | None = None
    colour: str = ""
    before: float | None = None
    after: float | None = None
    line: float | None = None
    left: float | None = None
    right: float | None = None
    first: float | None = None
    align: WD_ALIGN_PARAGRAPH | None = None
    keep_with_next: bool | None = None
    keep_together: bool | None = None
    then: str = ""
    offered: bool = True
    xml: str = ""

    @property
    def id(self) -> str:
        """Return its id, by which paragraphs name it."""
        return self.name.replace(" ", "")


def _heading(level: int, points: float, before: int) -> _DocxStyle:
    return _DocxStyle(
        f"Heading {level}",
        size=points,
        bold=True,
        colour=_INK,
        before=before,
        after=5,
        line=1,
        keep_with_next=True,
        keep_together=True,
        then="Normal",
        xml=f'<w:outlineLvl w:val="{level - 1}"/>',
    )


def _border(side: str, line: str) -> str:
    return f"<w:pBdr><w:{side} {line}/></w:pBdr>"


_SMALLER = {name: points for name, points in TABLE_SIZES.items() if name}
_STYLES = (
    _DocxStyle("Normal", "", size=10.5, after=7, line=1.12),
    _DocxStyle("Title", size=20, bold=True, colour=_INK, after=4, line=1, keep_with_next=True, then="Subtitle"),
    _DocxStyle("Subtitle", colour=_GREY, after=12, then="Normal", xml=_border("bottom", f'w:val="single" w:sz="8" w:space="6" w:color="{_INK}"')),
    _heading(1, 14, 16),
    _heading(2, 12, 12),
    _heading(3, 10.5, 10),
    _DocxStyle("TOC Heading", size=12, bold=True, colour=_INK, before=6, after=4, keep_with_next=True, then="Normal"),
    *(_DocxStyle(f"toc {level}", after=2, left=(level - 1) * 15, right=30, then="Normal", offered=False) for level in (1, 2)),
    _DocxStyle("Caption", size=9.5, bold=True, before=10, after=4, line=1, keep_with_next=True, keep_together=True, then="Normal"),
    _DocxStyle("Picture", after=10, line=1, then="Normal"),
    _DocxStyle("Quote", italic=True, left=20, right=20, keep_together=True, then="Normal", xml=_border("left", f'w:val="single" w:sz="18" w:space="10" w:color="{_INK}"')),
    _DocxStyle("Remark", size=9.5, colour=_GREY),
    _DocxStyle("List Bullet", after=4, xml='<w:numPr><w:numId w:val="1"/></w:numPr><w:contextualSpacing w:val="0"/>'),
    _DocxStyle("Figure Entry", size=8.5, after=2.5, line=1, left=25, first=-25),
    _DocxStyle("Table Text", size=TABLE_SIZES[""], before=1.5, after=1.5, line=1),
    _DocxStyle("Table Number", "Table Text", align=WD_ALIGN_PARAGRAPH.RIGHT),
    *(_DocxStyle(f"Table Text {name}", "Table Text", size=points) for name, points in _SMALLER.items()),
    *(_DocxStyle(f"Table Number {name}", f"Table Text {name}", align=WD_ALIGN_PARAGRAPH.RIGHT) for name in _SMALLER),
    _DocxStyle("After Table", size=6, after=3, line=1, offered=False),
    _DocxStyle("Header", size=8, colour=_GREY, after=0, line=1, offered=False, xml=_border("bottom", _LINE)),
    _DocxStyle("Footer", size=8, colour=_GREY, after=0, line=1, offered=False),
    _DocxStyle("Page Number", "Footer", align=WD_ALIGN_PARAGRAPH.RIGHT, offered=False),
)  # fmt: skip
# Borders, margins of cells and the look of the first row are beyond python-docx.
_TABLE_STYLE = f'<w:tblPr><w:tblBorders><w:top {_LINE}/><w:bottom {_LINE}/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9D2D1"/></w:tblBorders><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_GREY}"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{_PALE}"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'  # fmt: skip


def set_styles(word_file: Docx, tag: str) -> None:
    """Set our styles, and the language of the text, by which its spelling is checked."""
    styles = word_file.styles
    for style in _STYLES:
        _set_paragraph_style(_new_style(word_file, style.name, WD_STYLE_TYPE.PARAGRAPH), style, word_file)
    for style in _STYLES:
        if style.then:
            styles[style.name].next_paragraph_style = styles[style.then]
    styles["Normal"].element.set(qn("w:default"), "1")
    for fonts in styles["Normal"].element.iter(qn("w:rFonts")):
        for script in ("w:eastAsia", "w:cs"):
            fonts.set(qn(script), FONT)
    for level in (1, 2):
        styles[f"toc {level}"].paragraph_format.tab_stops.add_tab_stop(Pt(_CONTENTS_TAB), WD_TAB_ALIGNMENT.RIGHT, WD_TAB_LEADER.DOTS)
    strong, hyperlink, strong_link, mark = (
        _new_style(word_file, name, WD_STYLE_TYPE.CHARACTER) for name in ("Strong", "Hyperlink", "Strong Link", "Figure Mark")
    )
    for style in (strong, strong_link):
        style.font.bold = style.font.cs_bold = style.quick_style = True
    for style in (hyperlink, mark):
        style.font.color.rgb = RGBColor.from_string(_INK)
    hyperlink.font.underline, mark.font.superscript, strong_link.base_style = True, True, hyperlink
    table = _new_style(word_file, "Report Table", WD_STYLE_TYPE.TABLE)
    table.paragraph_format.space_after, table.paragraph_format.line_spacing = Pt(0), 1.0
    table.element.extend(parse_xml(f"<w:style {nsdecls('w')}>{_TABLE_STYLE}</w:style>"))
    for lang in styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), tag)
    for theme in word_file.settings.element.iter(qn("w:themeFontLang")):
        theme.set(qn("w:val"), tag)


def _new_style(word_file: Docx, name: str, kind: WD_STYLE_TYPE) -> Any:
    """Return an empty style instead of the template's of this name."""
    if name in word_file.styles:
        word_file.styles[name].delete()
    style = word_file.styles.add_style(name, kind, builtin=True)
    style.element.styleId = name.replace(" ", "")
    return style


def _set_paragraph_style(made_style: Any, style: _DocxStyle, word_file: Docx) -> None:
    """Set the properties of a style. Those that are None come from its base."""
    made_style.base_style = word_file.styles[style.base] if style.base else None
    made_style.quick_style = style.offered
    place, font = made_style.paragraph_format, made_style.font
    # First what python-docx cannot set, since it puts its own in the right order around that.
    made_style.element.get_or_add_pPr().extend(parse_xml(f"<w:pPr {nsdecls('w')}>{style.xml}</w:pPr>"))
    place.keep_with_next, place.keep_together = style.keep_with_next, style.keep_together
    place.alignment, place.line_spacing = style.align, style.line
    place.space_before, place.space_after = _points(style.before), _points(style.after)
    place.left_indent, place.right_indent, place.first_line_indent = _points(style.left), _points(style.right), _points(style.first)
    font.bold = font.cs_bold = style.bold
    font.italic = font.cs_italic = style.italic
    if style.name == "Normal":
        font.name, place.widow_control = FONT, True
    if style.colour:
        font.color.rgb = RGBColor.from_string(style.colour)
    if style.size:
        font.size = Pt(style.size)
        # The size of Arabic letters, of which python-docx knows nothing.
        made_style.element.rPr.find(qn("w:sz")).addnext(parse_xml(f'<w:szCs {nsdecls("w")} w:val="{int(style.size * 2)}"/>'))


def _points(length: float | None) -> Pt | None:
    return None if length is None else Pt(length)


# Pieces of WordprocessingML as text: words, links, fields and paragraphs. Their look is defined by the named styles.


def words(text: str, style: str = "") -> str:
    """Return some words, in a character style."""
    if not text:
        return ""
    return f'<w:r>{_look(style)}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'


def link(anchor: str, inside: str) -> str:
    """Return words that link to a bookmark of the document."""
    return f'<w:hyperlink w:anchor={quoteattr(anchor)} w:history="1">{inside}</w:hyperlink>'


def field(instruction: str, placeholder: str = "") -> str:
    """Return a field that Word and LibreOffice compute when they open the document, as the number of a page. `placeholder` is its text until then."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{words(placeholder)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(inside: str, style: str = "", *, keep: bool = False, section: str = "") -> str:
    """Return a paragraph in a style.

    `keep`: on one page with what follows. `section` are the settings of the section that ends with it.
    """
    about = (f'<w:pStyle w:val="{style}"/>' if style else "") + ("<w:keepNext/>" if keep else "") + section
    return f"<w:p>{f'<w:pPr>{about}</w:pPr>' if about else ''}{inside}</w:p>"


def escaped(text: str) -> str:
    """Escape a text for XML. Most need no change, and there are hundreds of thousands, so that is checked first."""
    return escape(text) if "&" in text or "<" in text or ">" in text else text


def _look(style: str) -> str:
    return f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""


# Tables of a .docx: columns in which no word breaks, heads that are repeated on every page, rows that stay whole.

PORTRAIT, LANDSCAPE = 9411, 14343
"""The width between the margins of an upright page, and of a landscape one, in twentieths of a point."""
_MARGINS = 85
_SHORT = 15
"""A table with at most this many rows stays on one page."""
_SHORT_TEXT = 24
"""Texts with at most this many letters should not be broken at spaces."""
_LONGEST = 120
"""The number of letters of a text that count for the width of its column."""


def column_widths(columns: Sequence[Sequence[str]], whole: int, words: int, size: float) -> tuple[tuple[int, ...], bool]:
    """Return the widths of columns, given with all their texts, together about `whole`, and whether each fits its longest word.

    Columns of short words, as days are, get space for the whole of them if there is any. The rest goes to the columns of words, which are the first
    ones, by the length of their texts; else to all.
    """
    longest = [max(map(len, texts)) for texts in columns]
    breaking = [widest_word(texts, size) * 20 + _MARGINS for texts in columns]
    unbroken = [
        max(need, _comfortable(texts, most, size, words=nth < words))
        for nth, (texts, most, need) in enumerate(zip(columns, longest, breaking, strict=True))
    ]
    needed = unbroken if sum(unbroken) <= whole else breaking
    left = whole - sum(needed)
    if left < 0:
        return tuple(int(need * whole / sum(needed)) for need in needed), False
    shortfalls = [
        max(0.0, min(most, _LONGEST) * size * 10 - need) if nth < words else 0.0 for nth, (most, need) in enumerate(zip(longest, needed, strict=True))
    ]
    shares = [shortfall / sum(shortfalls) for shortfall in shortfalls] if sum(shortfalls) else [1 / len(columns)] * len(columns)
    return tuple(int(need + left * share) for need, share in zip(needed, shares, strict=True)), True


def _comfortable(texts: Sequence[str], most: int, size: float, *, words: bool) -> float:
    """Return the width for short texts without a break, and for the heading of a column of numbers in two lines."""
    if not words:
        return width(texts[0], size) * 10 + _MARGINS
    if most > _SHORT_TEXT:
        return 0.0
    return max(width(text, size) for text in set(texts) if len(text) * 2 >= most) * 20 + _MARGINS


def fitting_widths(columns: Sequence[Sequence[str]], whole: int, words: int) -> tuple[tuple[int, ...], str]:
    """Return the widths of columns, and the largest of TABLE_SIZES in which no word breaks, else the smallest."""
    for name, points in TABLE_SIZES.items():
        widths, fits = column_widths(columns, whole, words, points)
        if fits:
            return widths, name
    return widths, name


def grid(widths: Sequence[int], rows: Sequence[Sequence[str]]) -> str:
    """Return a table. Each row is its cells, made by `cell`; the first is the heading.

    A short paragraph follows it, since two tables that touch become one.
    """
    head, *body_rows = rows
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    body = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(row)}</w:tr>" for row in body_rows)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(head)}</w:tr>{body}</w:tbl>"
        f"{paragraph('', 'AfterTable')}"
    )


def cell(inside: str, width: int, *, number: bool = False, size: str = "", keep: bool = False) -> str:
    """Return a cell, its width in twentieths of a point, in one of TABLE_SIZES. `keep`: its row stays on one page with the next."""
    style = ("TableNumber" if number else "TableText") + size
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph(inside, style, keep=keep)}</w:tc>'


def keeps(nth: int, rows: int) -> bool:
    """Return whether a row (0 is the heading) stays with the next one: the heading always, in a short table all but the last."""
    return nth == 0 or (rows <= _SHORT and nth < rows)


# The frame of a .docx: the page header with publisher and title, the footer with contact and page number, and the orientation of pages.

_SHORT_SIDE, _LONG_SIDE = Cm(21), Cm(29.7)
_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def set_frame(word_file: Docx, publisher: str, title: str, contact: str) -> None:
    """Set header and footer of every page. The first has no header, since it has the title."""
    section = word_file.sections[0]
    section.page_width, section.page_height = _SHORT_SIDE, _LONG_SIDE
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2.3), Cm(2.1)
    section.header_distance, section.footer_distance = Cm(1.1), Cm(0.9)
    section.different_first_page_header_footer = True
    foot = (paragraph(words(contact), "Footer") if contact else "") + paragraph(_page_of_pages(), "PageNumber")
    _fill(section.header, paragraph(words(f"{publisher} · {title}"), "Header"))
    _fill(section.first_page_header, paragraph("", "Footer"))
    _fill(section.footer, foot)
    _fill(section.first_page_footer, foot)


def upright_section(word_file: Docx) -> str:
    """Return the settings of the section of upright pages as text, to be put at its end."""
    return etree.tostring(word_file.sections[0]._sectPr, encoding="unicode")


def turned_section(word_file: Docx) -> str:
    """Return the settings of the section of landscape pages that follows, with the same header and footer on each page."""
    section = word_file.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = _LONG_SIDE, _SHORT_SIDE
    section.different_first_page_header_footer = False
    for name in ("w:headerReference", "w:footerReference"):
        for reference in section._sectPr.findall(qn(name)):
            section._sectPr.remove(reference)
    return etree.tostring(section._sectPr, encoding="unicode")


def _page_of_pages() -> str:
    parts = re.split("(" + "|".join(map(re.escape, _FIELDS)) + ")", tr("Page {page} of {pages}"))
    return "".join(field(_FIELDS[part], "1") if part in _FIELDS else words(part) for part in parts)


def _fill(part: _Header | _Footer, inside: str) -> None:
    """Replace the content of a header or a footer by paragraphs."""
    part.is_linked_to_previous = False
    element = part._element
    for old in list(element):
        element.remove(old)
    for child in parse_xml(f"<w:body {nsdecls('w')}>{inside}</w:body>"):
        element.append(child)


# The body of a .docx as text, because building a list of 20,000 records element by element takes minutes.

_WIDE = Cm(16.6)
_PIXELS = 1400
_UNITS = 640
_LINKED_NOTE = 200
"""A note with at most this many pieces links each of them. In a longer one the links would be larger than the document."""
_RECORDS = "Small"
"""The size of lists of records."""
_HERE = "{}"
_DESCRIPTION = re.compile(r"<desc[^<>]*>([^<]*)</desc>")


def _docx_body(word_file: Docx, document: Document) -> str:
    """Return the body: title, contents, text and notes on upright pages, the lists of records on landscape ones.

    Pictures and links become parts of `word_file`.
    """
    writer = _BodyWriter(word_file)
    text_of_report = writer.blocks(document.blocks) + writer.notes(document)
    records = writer.blocks(document.records)
    begin = paragraph(words(document.title), "Title") + paragraph(words(document.issued), "Subtitle")
    upright = begin + writer.contents() + text_of_report + paragraph("", "AfterTable", section=upright_section(word_file))
    return upright + records + turned_section(word_file)


class _BodyWriter:
    """Writes blocks one after another, and remembers headings and figures for the contents and the notes."""

    def __init__(self, word_file: Docx) -> None:
        self._word_file = word_file
        self._behind = IncidentSetIndex()
        self._contents = Contents()
        self._marks = 0

    def blocks(self, blocks: tuple[Block, ...]) -> str:
        """Return the XML of some blocks."""
        return "".join(map(self._block, blocks))

    def notes(self, document: Document) -> str:
        """Return the incidents behind the figures that were written so far; empty if there are none."""
        entries = list(self._behind.entries())
        if not entries:
            return ""
        written = [self._heading(2, document.behind_heading), paragraph(words(document.behind))]
        for place, numbers in entries:
            pieces = compact(numbers)
            if len(pieces) > _LINKED_NOTE:
                inside = words(", ".join(label for _, label in pieces))
            else:
                inside = words(", ").join(link(_name(first), words(label, "Hyperlink")) for first, label in pieces)
            written.append(paragraph(self._bookmark(f"figure_{place}", words(f"[{place}] ")) + inside, "FigureEntry"))
        return "".join(written)

    def contents(self) -> str:
        """Return the headings written so far, as links with fields for their page numbers.

        It is no TOC field: LibreOffice shows a TOC as it is in the file, and the pages of headings are not known here.
        """
        lines = [paragraph(words(tr("Contents")), "TOCHeading")]
        for level, heading, place in self._contents.entries():
            inside = words(heading) + "<w:r><w:tab/></w:r>" + field(f"PAGEREF {_part(place)} \\h")
            lines.append(paragraph(link(_part(place), inside), f"toc{level - 1}"))
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

    def _heading(self, level: int, text: str) -> str:
        """Return a heading one level up: the document's title, its level 1, has a style of its own."""
        return paragraph(self._bookmark(_part(self._contents.add(level, text)), words(text)), f"Heading{level - 1}")

    def _runs(self, runs: Runs, *, strong: bool = False) -> str:
        return "".join(self._run(run, strong or run.strong) for run in runs)

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
        relation = self._word_file.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return f"<w:hyperlink r:id={quoteattr(relation)}>{words(run.text, linked)}</w:hyperlink>"

    def _bookmark(self, name: str, inside: str) -> str:
        self._marks += 1
        return f'<w:bookmarkStart w:id="{self._marks}" w:name={quoteattr(name)}/>{inside}<w:bookmarkEnd w:id="{self._marks}"/>'

    def _picture(self, picture: Picture) -> str:
        """Return the chart and its caption on one page, with its numbers as alternative text."""
        drawn = picture.draw(lambda _: None, picture.key, _UNITS)
        holder = self._word_file.add_paragraph(style="Picture")
        shape = holder.add_run().add_picture(BytesIO(charts.png(drawn, _PIXELS)), width=_WIDE)
        for side in ("distT", "distB", "distL", "distR"):
            # LibreOffice moves a picture without a distance to the text.
            shape._inline.set(side, "0")
        description = _DESCRIPTION.search(drawn)
        shape._inline.docPr.set("descr", " ".join(filter(None, (f"{picture.caption}.", unescape(description[1]) if description else ""))))
        shape._inline.docPr.set("title", picture.caption)
        return paragraph(words(picture.caption), "Caption") + etree.tostring(holder._p, encoding="unicode")

    def _table(self, table: DocumentTable) -> str:
        columns = [[column, *(_set(row[nth]) for row in table.rows)] for nth, column in enumerate(table.columns)]
        widths, size = fitting_widths(columns, PORTRAIT, table.words)
        last = len(table.rows)

        def row(nth: int, cells: list[str]) -> list[str]:
            return [cell(inside, widths[place], number=place >= table.words, size=size, keep=keeps(nth, last)) for place, inside in enumerate(cells)]

        rows = [row(0, [words(column) for column in table.columns])]
        rows += [row(nth + 1, [self._runs(content, strong=nth in table.sums) for content in cells]) for nth, cells in enumerate(table.rows)]
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
            other_cells = [before + escaped(content) + after for content, (before, after) in zip(row.cells, around, strict=True)]
            rows.append([begin + self._bookmark(_name(row.number), words(row.number)) + end, *other_cells])
        return paragraph(words(records.caption), "Caption") + grid(widths, rows)


def _set(runs: Runs) -> str:
    """Return the words of a cell at their printed width: the number of a note follows a figure without a space."""
    return "".join(f"{run.text}[00]" if len(run.numbers) > 1 else run.text for run in runs)


def _part(place: int) -> str:
    """Return the bookmark of a heading."""
    return f"_Toc{place}"


def _name(number: str) -> str:
    """Return the name of a bookmark, which may contain only letters, digits and underscores."""
    return "record_" + "".join(letter if letter.isalnum() else "_" for letter in number)


_MAIN_PART = "word/document.xml"
_MOMENT = (1980, 1, 1, 0, 0, 0)
_COMPRESSION = 3


def word(document: Document, as_of: datetime) -> bytes:
    """Return the whole file. `as_of` is its creation time, so that the same records give the same text."""
    word_file = docx.Document()
    publisher = document.issued.partition(" · ")[0]
    set_styles(word_file, LANGUAGES[document.lang].tag)
    set_frame(word_file, publisher, document.title, document.contact)
    _set_properties(word_file, document, publisher, as_of)
    body = _docx_body(word_file, document)
    stream = BytesIO()
    word_file.save(stream)
    whole = f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<w:document {nsdecls('w', 'r')}><w:body>{body}</w:body></w:document>"
    return _with_main_part(stream, whole)


def _with_main_part(saved: BytesIO, xml: str) -> bytes:
    """Return the file with its main part replaced and all times equal, so that the same records give the same bytes."""
    output = BytesIO()
    with ZipFile(saved) as parts, ZipFile(output, "w", ZIP_DEFLATED, compresslevel=_COMPRESSION) as packed:
        for name in parts.namelist():
            content = xml.encode() if name == _MAIN_PART else parts.read(name)
            packed.writestr(ZipInfo(name, _MOMENT), content, ZIP_DEFLATED, _COMPRESSION)
    return output.getvalue()


def _set_properties(word_file: Docx, document: Document, publisher: str, as_of: datetime) -> None:
    about = word_file.core_properties
    about.title, about.author, about.language = document.title[:255], publisher[:255], LANGUAGES[document.lang].tag
    about.comments, about.last_modified_by = "", ""
    about.created = about.modified = as_of
    about.revision = 1
