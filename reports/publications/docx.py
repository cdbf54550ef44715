"""A document as .docx. A figure carries the number of a note, and links to it; the notes at the end of the text name the incidents.

python-docx has no footnotes, so the notes stand in a section of their own, with bookmarks.
"""

import re
from collections.abc import Sequence
from datetime import datetime
from html import unescape
from io import BytesIO
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.section import _Footer, _Header
from docx.shared import Cm
from lxml import etree

from records.i18n import LANGUAGES, tr
from reports import charts
from reports.charts.drawing import width
from reports.publications.document_tree import Block, Bullets, Document, DocumentTable, Heading, Paragraph, Picture, Records, Runs, TextRun
from reports.publications.figure_tables import widest_word
from reports.publications.figures import Behind, compact
from reports.publications.html import Contents

# The styles of a .docx. Everything in its body is set by one of them, so that whoever edits the document changes a style and not each paragraph.

FONT = "Liberation Sans"
TABLE_SIZES = {"": 9.5, "Small": 8.0, "Tiny": 7.0}
"""Points of the words in a table, by what its styles are called: the largest, and those for columns that it has no room for."""
_INK, _PALE, _GREY = "0B5459", "EEF3F2", "4A5654"
_LINE = f'w:val="single" w:sz="4" w:space="0" w:color="{_GREY}"'
_LARGEST = TABLE_SIZES[""]
_CLOSE = '<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'


class _DocxStyle(NamedTuple):
    """A style: of what kind, its id, its name (Word knows its own by theirs), the style that it begins from, and what differs."""

    kind: str
    id: str
    name: str
    based: str
    inside: str


def _size(points: float) -> str:
    return f'<w:sz w:val="{int(points * 2)}"/><w:szCs w:val="{int(points * 2)}"/>'


def _heading(level: int, points: float, before: int) -> _DocxStyle:
    place = (
        f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="100" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="{level - 1}"/>'
    )
    return _DocxStyle(
        "paragraph",
        f"Heading{level}",
        f"heading {level}",
        "Normal",
        f'<w:next w:val="Normal"/><w:qFormat/><w:pPr>{place}</w:pPr><w:rPr><w:b/><w:bCs/><w:color w:val="{_INK}"/>{_size(points)}</w:rPr>',
    )


def _contents(level: int) -> _DocxStyle:
    """A line of the contents: the number of its page at the right margin, behind dots."""
    place = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9400"/></w:tabs><w:spacing w:after="40"/><w:ind w:left="{(level - 1) * 300}" w:right="600"/>'
    return _DocxStyle(
        "paragraph", f"TOC{level}", f"toc {level}", "Normal", f'<w:next w:val="Normal"/><w:uiPriority w:val="39"/><w:pPr>{place}</w:pPr>'
    )


_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
_STYLES = (
    _DocxStyle("paragraph", "Normal", "Normal", "", f'<w:qFormat/><w:pPr><w:widowControl/><w:spacing w:after="140" w:line="269" w:lineRule="auto"/></w:pPr><w:rPr>{_FONTS}{_size(10.5)}</w:rPr>'),
    _DocxStyle("paragraph", "Title", "Title", "Normal", f'<w:next w:val="Subtitle"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:after="80" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:b/><w:bCs/><w:color w:val="{_INK}"/>{_size(20)}</w:rPr>'),
    _DocxStyle("paragraph", "Subtitle", "Subtitle", "Normal", f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="8" w:space="6" w:color="{_INK}"/></w:pBdr><w:spacing w:after="240"/></w:pPr><w:rPr><w:color w:val="{_GREY}"/></w:rPr>'),
    _heading(1, 14, 320),
    _heading(2, 12, 240),
    _heading(3, 10.5, 200),
    _DocxStyle("paragraph", "TOCHeading", "TOC Heading", "Normal", f'<w:next w:val="Normal"/><w:uiPriority w:val="39"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="120" w:after="80"/></w:pPr><w:rPr><w:b/><w:bCs/><w:color w:val="{_INK}"/>{_size(12)}</w:rPr>'),
    _contents(1),
    _contents(2),
    _DocxStyle("paragraph", "Caption", "caption", "Normal", f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="200" w:after="80" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:b/><w:bCs/>{_size(9.5)}</w:rPr>'),
    _DocxStyle("paragraph", "Picture", "Picture", "Normal", '<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:after="200" w:line="240" w:lineRule="auto"/></w:pPr>'),
    _DocxStyle("paragraph", "Quote", "Quote", "Normal", f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepLines/><w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="{_INK}"/></w:pBdr><w:ind w:left="400" w:right="400"/></w:pPr><w:rPr><w:i/><w:iCs/></w:rPr>'),
    _DocxStyle("paragraph", "Remark", "Remark", "Normal", f'<w:qFormat/><w:rPr><w:color w:val="{_GREY}"/>{_size(9.5)}</w:rPr>'),
    _DocxStyle("paragraph", "ListBullet", "List Bullet", "Normal", '<w:qFormat/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="80"/><w:contextualSpacing w:val="0"/></w:pPr>'),
    _DocxStyle("paragraph", "FigureEntry", "Figure Entry", "Normal", f'<w:qFormat/><w:pPr><w:spacing w:after="50" w:line="240" w:lineRule="auto"/><w:ind w:left="500" w:hanging="500"/></w:pPr><w:rPr>{_size(8.5)}</w:rPr>'),
    _DocxStyle("paragraph", "TableText", "Table Text", "Normal", f'<w:qFormat/><w:pPr>{_CLOSE}</w:pPr><w:rPr>{_size(_LARGEST)}</w:rPr>'),
    _DocxStyle("paragraph", "TableNumber", "Table Number", "TableText", '<w:qFormat/><w:pPr><w:jc w:val="right"/></w:pPr>'),
    *(_DocxStyle("paragraph", f"TableText{name}", f"Table Text {name}", "TableText", f"<w:qFormat/><w:rPr>{_size(points)}</w:rPr>") for name, points in TABLE_SIZES.items() if name),
    *(_DocxStyle("paragraph", f"TableNumber{name}", f"Table Number {name}", f"TableText{name}", '<w:qFormat/><w:pPr><w:jc w:val="right"/></w:pPr>') for name in TABLE_SIZES if name),
    _DocxStyle("paragraph", "AfterTable", "After Table", "Normal", f'<w:pPr><w:spacing w:after="60" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr>{_size(6)}</w:rPr>'),
    _DocxStyle("paragraph", "Header", "header", "Normal", f'<w:pPr><w:pBdr><w:bottom {_LINE}/></w:pBdr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:color w:val="{_GREY}"/>{_size(8)}</w:rPr>'),
    _DocxStyle("paragraph", "Footer", "footer", "Normal", f'<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:color w:val="{_GREY}"/>{_size(8)}</w:rPr>'),
    _DocxStyle("paragraph", "PageNumber", "Page Number", "Footer", '<w:pPr><w:jc w:val="right"/></w:pPr>'),
    _DocxStyle("character", "Strong", "Strong", "", "<w:qFormat/><w:rPr><w:b/><w:bCs/></w:rPr>"),
    _DocxStyle("character", "Hyperlink", "Hyperlink", "", f'<w:rPr><w:color w:val="{_INK}"/><w:u w:val="single"/></w:rPr>'),
    _DocxStyle("character", "StrongLink", "Strong Link", "Hyperlink", "<w:rPr><w:b/><w:bCs/></w:rPr>"),
    _DocxStyle("character", "FigureMark", "Figure Mark", "", f'<w:rPr><w:color w:val="{_INK}"/><w:vertAlign w:val="superscript"/></w:rPr>'),
    _DocxStyle("table", "ReportTable", "Report Table", "", f'<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:tblPr><w:tblBorders><w:top {_LINE}/><w:bottom {_LINE}/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9D2D1"/></w:tblBorders><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_GREY}"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{_PALE}"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'),
)  # fmt: skip


def set_styles(made: Docx, tag: str) -> None:
    """Give the document our styles, and the language of its text, by which its spelling is checked."""
    styles = made.styles.element
    ours = {style.id for style in _STYLES}
    for old in [style for style in styles.iter(qn("w:style")) if style.get(qn("w:styleId")) in ours]:
        styles.remove(old)
    for style in _STYLES:
        styles.append(_written(style))
    for lang in styles.iter(qn("w:lang")):
        lang.set(qn("w:val"), tag)
    for theme in made.settings.element.iter(qn("w:themeFontLang")):
        theme.set(qn("w:val"), tag)


def _written(style: _DocxStyle) -> object:
    default = ' w:default="1"' if style.id == "Normal" else ""
    based = f'<w:basedOn w:val="{style.based}"/>' if style.based else ""
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="{style.kind}"{default} w:styleId="{style.id}"><w:name w:val="{style.name}"/>{based}{style.inside}</w:style>'
    )


# Pieces of WordprocessingML as text: words, links, fields and paragraphs. How they look stands in the styles that they name (`docx_styles`).


def words(text: str, style: str = "") -> str:
    """Some words, in a style of characters."""
    if not text:
        return ""
    return f'<w:r>{_look(style)}<w:t xml:space="preserve">{escaped(text)}</w:t></w:r>'


def link(anchor: str, inside: str) -> str:
    """Words that lead to a bookmark of the document."""
    return f'<w:hyperlink w:anchor={quoteattr(anchor)} w:history="1">{inside}</w:hyperlink>'


def field(instruction: str, shown: str = "") -> str:
    """What Word and LibreOffice work out themselves when they open the document, as the number of a page. `shown` stands there until they did."""
    return (
        '<w:r><w:fldChar w:fldCharType="begin" w:dirty="true"/></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> {escape(instruction)} </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{words(shown)}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    )


def paragraph(inside: str, style: str = "", *, keep: bool = False, section: str = "") -> str:
    """A paragraph in a style. `keep`: on one page with what follows. `section` are the settings of the section that ends with it."""
    about = (f'<w:pStyle w:val="{style}"/>' if style else "") + ("<w:keepNext/>" if keep else "") + section
    return f"<w:p>{f'<w:pPr>{about}</w:pPr>' if about else ''}{inside}</w:p>"


def escaped(text: str) -> str:
    """A text as it stands between marks. Most need no change, and there are hundreds of thousands."""
    return escape(text) if "&" in text or "<" in text or ">" in text else text


def _look(style: str) -> str:
    return f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""


# Tables of a .docx: columns in which no word breaks, heads that are repeated on every page, rows that stay whole.

PORTRAIT, LANDSCAPE = 9411, 14343
"""The width between the margins of a page upright, and of one turned, in twentieths of a point."""
_MARGINS = 85
_SHORT = 15
"""A table of so many rows stays on one page."""
_SHORT_TEXT = 24
"""A text of up to so many letters had better not be broken at its blanks."""
_LONGEST = 120
"""As many letters of a text ask for room of their own."""


def column_widths(columns: Sequence[Sequence[str]], whole: int, words: int, size: float) -> tuple[tuple[int, ...], bool]:
    """The widths of columns, given with all their texts, together about `whole`; and whether each has room for its longest word. Columns of short words, as days are, get
    room for the whole of them if there is any. What is left goes to the columns of words, which are the first ones, by the length of their texts; else to all."""
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
    wanted = [
        max(0.0, min(most, _LONGEST) * size * 10 - need) if nth < words else 0.0 for nth, (most, need) in enumerate(zip(longest, needed, strict=True))
    ]
    shares = [want / sum(wanted) for want in wanted] if sum(wanted) else [1 / len(columns)] * len(columns)
    return tuple(int(need + left * share) for need, share in zip(needed, shares, strict=True)), True


def _comfortable(texts: Sequence[str], most: int, size: float, *, words: bool) -> float:
    """Room for short texts without a break, and for the head of a column of numbers in two lines."""
    if not words:
        return width(texts[0], size) * 10 + _MARGINS
    if most > _SHORT_TEXT:
        return 0.0
    return max(width(text, size) for text in set(texts) if len(text) * 2 >= most) * 20 + _MARGINS


def fitting_widths(columns: Sequence[Sequence[str]], whole: int, words: int) -> tuple[tuple[int, ...], str]:
    """The widths of columns, and in which of TABLE_SIZES their words are set: in the largest in which none has to break, else in the smallest."""
    for name, points in TABLE_SIZES.items():
        widths, fits = column_widths(columns, whole, words, points)
        if fits:
            return widths, name
    return widths, name


def grid(widths: Sequence[int], rows: Sequence[Sequence[str]]) -> str:
    """A table. Each row is its cells, made by `cell`; the first is the head. A short paragraph follows it, since two tables that touch become one."""
    head, *others = rows
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    look = '<w:tblLook w:val="0020" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" w:noVBand="1"/>'
    body = "".join(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{''.join(row)}</w:tr>" for row in others)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="ReportTable"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>{look}</w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid><w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(head)}</w:tr>{body}</w:tbl>"
        f"{paragraph('', 'AfterTable')}"
    )


def cell(inside: str, width: int, *, number: bool = False, size: str = "", keep: bool = False) -> str:
    """A cell so many twentieths of a point wide, in one of TABLE_SIZES. `keep`: its row stays on one page with the next."""
    style = ("TableNumber" if number else "TableText") + size
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/></w:tcPr>{paragraph(inside, style, keep=keep)}</w:tc>'


def keeps(nth: int, rows: int) -> bool:
    """Whether a row (0 is the head) stays with the next one: the head always, in a short table all but the last."""
    return nth == 0 or (rows <= _SHORT and nth < rows)


# What stands around the pages of a .docx: the head with publisher and title, the foot with the contact and the number of the page, and how pages lie.

_SHORT_SIDE, _LONG_SIDE = Cm(21), Cm(29.7)
_FIELDS = {"{page}": "PAGE", "{pages}": "NUMPAGES"}


def set_frame(made: Docx, publisher: str, title: str, contact: str) -> None:
    """Head and foot of every page. The first has no head, since the title stands there."""
    section = made.sections[0]
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


def upright_section(made: Docx) -> str:
    """The settings of the part of upright pages, as text, to stand where it ends."""
    return etree.tostring(made.sections[0]._sectPr, encoding="unicode")


def turned_section(made: Docx) -> str:
    """The settings of the part of turned pages that follows: its head and foot are those of the part before, on each of its pages."""
    section = made.sections[0]
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
    """Put paragraphs in the place of what a head or a foot holds."""
    part.is_linked_to_previous = False
    element = part._element
    for old in list(element):
        element.remove(old)
    for made in parse_xml(f"<w:body {nsdecls('w')}>{inside}</w:body>"):
        element.append(made)


# The body of a .docx as text, because building a list of 20,000 records element by element takes minutes.

_WIDE = Cm(16.6)
_PIXELS = 1400
_UNITS = 640
_LINKED_NOTE = 200
"""A note of up to so many pieces links each of them. In a longer one the links would be larger than the document."""
_RECORDS = "Small"
"""The size of lists of records."""
_HERE = "{}"
_TOLD = re.compile(r"<desc[^<>]*>([^<]*)</desc>")


def _docx_body(made: Docx, document: Document) -> str:
    """What stands between the beginning and the end of the body: title, contents, text and notes on upright pages, the lists of records on turned ones.

    Pictures and links become parts of `made`.
    """
    writer = _BodyWriter(made)
    text_of_report = writer.blocks(document.blocks) + writer.notes(document)
    records = writer.blocks(document.records)
    begin = paragraph(words(document.title), "Title") + paragraph(words(document.issued), "Subtitle")
    upright = begin + writer.contents() + text_of_report + paragraph("", "AfterTable", section=upright_section(made))
    return upright + records + turned_section(made)


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


_MAIN_PART = "word/document.xml"
_MOMENT = (1980, 1, 1, 0, 0, 0)
_COMPRESSION = 3


def word(document: Document, as_of: datetime) -> bytes:
    """The whole file. `as_of` stands in it as the time when it was made, so that the same records give the same text."""
    made = docx.Document()
    publisher = document.issued.partition(" · ")[0]
    set_styles(made, LANGUAGES[document.lang].tag)
    set_frame(made, publisher, document.title, document.contact)
    _set_properties(made, document, publisher, as_of)
    body = _docx_body(made, document)
    stream = BytesIO()
    made.save(stream)
    whole = f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<w:document {nsdecls('w', 'r')}><w:body>{body}</w:body></w:document>"
    return _with_main_part(stream, whole)


def _with_main_part(saved: BytesIO, xml: str) -> bytes:
    """The file with its main part replaced and every time in it the same, so that the same records give the same bytes."""
    made = BytesIO()
    with ZipFile(saved) as parts, ZipFile(made, "w", ZIP_DEFLATED, compresslevel=_COMPRESSION) as packed:
        for name in parts.namelist():
            content = xml.encode() if name == _MAIN_PART else parts.read(name)
            packed.writestr(ZipInfo(name, _MOMENT), content, ZIP_DEFLATED, _COMPRESSION)
    return made.getvalue()


def _set_properties(made: Docx, document: Document, publisher: str, as_of: datetime) -> None:
    about = made.core_properties
    about.title, about.author, about.language = document.title[:255], publisher[:255], LANGUAGES[document.lang].tag
    about.comments, about.last_modified_by = "", ""
    about.created = about.modified = as_of
    about.revision = 1
