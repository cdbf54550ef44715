"""A document as .docx. A figure carries the number of a note, and links to it; the notes at the end of the text name the incidents.

python-docx has no footnotes, so the notes stand in a section of their own, with bookmarks. Text is written directly as WordprocessingML, because
building a list of 20,000 records element by element takes minutes.
"""

from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import escape, quoteattr
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Docx
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from lxml import etree

from records.i18n import LANGUAGES
from reports import charts
from reports.publications.document_tree import Block, Bullets, Document, DocumentTable, Heading, Paragraph, Picture, Records, Runs, TextRun
from reports.publications.figure_index import Behind, compact
from reports.publications.figure_tables import column_widths

_WIDE = Cm(16.5)
_PIXELS = 1000
_UNITS = 640
_MAIN_PART = "word/document.xml"
_MOMENT = (1980, 1, 1, 0, 0, 0)
_COMPRESSION = 3
_LINKED_NOTE = 200
"""A note of up to so many pieces links each of them. In a longer one the links would be larger than the document."""


def word(document: Document, as_of: datetime) -> bytes:
    """The whole file. `as_of` stands in it as the time when it was made, so that the same records give the same text."""
    made = docx.Document()
    _prepare(made, document, as_of)
    writer = _Writer(made)
    writer.heading(1, document.title)
    writer.add(_paragraph(_words(document.issued)))
    writer.blocks(document.blocks)
    writer.notes(document)
    writer.blocks(document.records)
    stream = BytesIO()
    made.save(stream)
    return _with_main_part(stream, writer.finish())


def _with_main_part(saved: BytesIO, xml: str) -> bytes:
    """The file with its main part replaced and every time in it the same, so that the same records give the same bytes."""
    made = BytesIO()
    with ZipFile(saved) as parts, ZipFile(made, "w", ZIP_DEFLATED, compresslevel=_COMPRESSION) as packed:
        for name in parts.namelist():
            content = xml.encode() if name == _MAIN_PART else parts.read(name)
            packed.writestr(ZipInfo(name, _MOMENT), content, ZIP_DEFLATED, _COMPRESSION)
    return made.getvalue()


def _prepare(made: Docx, document: Document, as_of: datetime) -> None:
    section = made.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin = section.bottom_margin = Cm(2)
    normal = made.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Sans", Pt(10.5)
    for name in ("Heading 1", "Heading 2", "Heading 3"):
        fonts = made.styles[name].element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        for script in ("ascii", "hAnsi", "cs"):
            fonts.set(qn(f"w:{script}"), "Liberation Sans")
    for lang in made.styles.element.iter(qn("w:lang")):
        lang.set(qn("w:val"), LANGUAGES[document.lang].tag)
    about = made.core_properties
    about.title, about.author, about.language = document.title[:255], document.issued.partition(" · ")[0][:255], LANGUAGES[document.lang].tag
    about.comments, about.last_modified_by = "", ""
    about.created = about.modified = as_of
    about.revision = 1


class _Writer:
    """Collects the body as text, with pictures in place."""

    def __init__(self, made: Docx) -> None:
        self._made = made
        self._behind = Behind()
        self._parts: list[str] = []
        self._marks = 0

    def add(self, xml: str) -> None:
        self._parts.append(xml)

    def heading(self, level: int, text: str) -> None:
        self.add(_paragraph(_words(text), f"Heading{level}"))

    def blocks(self, blocks: tuple[Block, ...]) -> None:
        for block in blocks:
            match block:
                case Heading():
                    self.heading(block.level, block.text)
                case Paragraph():
                    self.add(_paragraph(self._runs(block.runs)))
                case Bullets():
                    self._parts += [_paragraph(self._runs(item), "ListBullet") for item in block.items]
                case DocumentTable():
                    self._table(block)
                case Picture():
                    self._picture(block)
                case Records():
                    self._records(block)

    def notes(self, document: Document) -> None:
        entries = list(self._behind.entries())
        if not entries:
            return
        self.heading(2, document.behind_heading)
        self.add(_paragraph(_words(document.behind)))
        for place, numbers in entries:
            pieces = compact(numbers)
            if len(pieces) > _LINKED_NOTE:
                inside = _words(", ".join(words for _, words in pieces))
            else:
                inside = _words(", ").join(_link(_name(first), words) for first, words in pieces)
            self.add(_paragraph(self._bookmark(f"figure_{place}", _words(f"[{place}] ")) + inside))

    def finish(self) -> str:
        """The main part of the file, with all that was collected in the place of its body."""
        end = etree.tostring(self._made.element.body.sectPr, encoding="unicode")
        return f"<?xml version='1.0' encoding='UTF-8' standalone='yes'?>\n<w:document {nsdecls('w', 'r')}><w:body>{''.join(self._parts)}{end}</w:body></w:document>"

    def _runs(self, some: Runs) -> str:
        return "".join(map(self._run, some))

    def _run(self, run: TextRun) -> str:
        if run.href:
            return self._outward(run)
        if not run.numbers:
            return _words(run.text, strong=run.strong)
        place = self._behind.place(run.numbers)
        if place is None:
            return _link(_name(run.numbers[0]), run.text, strong=run.strong)
        return _words(run.text, strong=run.strong) + _link(f"figure_{place}", f"[{place}]", raised=True)

    def _outward(self, run: TextRun) -> str:
        if not run.href.startswith(("https://", "http://")):
            return _words(run.text)
        relation = self._made.part.relate_to(run.href, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
        return f"<w:hyperlink r:id={quoteattr(relation)}>{_words(run.text, linked=True)}</w:hyperlink>"

    def _bookmark(self, name: str, inside: str) -> str:
        self._marks += 1
        return f'<w:bookmarkStart w:id="{self._marks}" w:name={quoteattr(name)}/>{inside}<w:bookmarkEnd w:id="{self._marks}"/>'

    def _picture(self, picture: Picture) -> None:
        self.add(_paragraph(_words(picture.caption, strong=True), keep=True))
        paragraph = self._made.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        shape = paragraph.add_run().add_picture(BytesIO(charts.png(picture.draw(lambda _: None, picture.key, _UNITS), _PIXELS)), width=_WIDE)
        shape._inline.docPr.set("descr", picture.caption)
        shape._inline.docPr.set("title", picture.caption)
        self.add(etree.tostring(paragraph._p, encoding="unicode"))

    def _table(self, table: DocumentTable) -> None:
        many = len(table.columns) > _MANY_COLUMNS
        head = "".join(_cell(_words(column, strong=True, small=many), nth >= table.words) for nth, column in enumerate(table.columns))
        rows = [
            "<w:tr><w:trPr><w:cantSplit/></w:trPr>"
            + "".join(_cell(self._runs(_strong(cell) if nth in table.sums else cell), place >= table.words) for place, cell in enumerate(row))
            + "</w:tr>"
            for nth, row in enumerate(table.rows)
        ]
        if table.caption:
            self.add(_paragraph(_words(table.caption, strong=True), keep=True))
        self.add(_grid(len(table.columns), head, rows, column_widths(table, _WHOLE) if many or table.words > 1 else ()))

    def _records(self, records: Records) -> None:
        head = "".join(_cell(_words(column, strong=True, small=True)) for column in records.columns)
        rows = []
        for row in records.rows:
            cells = "".join(_cell(_words(cell, small=True)) for cell in row.cells)
            number = self._bookmark(_name(row.number), _words(row.number, small=True))
            rows.append(f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell(number)}{cells}</w:tr>")
        self.add(_paragraph(_words(records.caption, strong=True), keep=True))
        self.add(_grid(len(records.columns), head, rows, _RECORD_WIDTHS if len(records.columns) == len(_RECORD_WIDTHS) else ()))


# Of number, date, place, category, case, status: in twentieths of a point, together as wide as the page between its margins.
_RECORD_WIDTHS = (1250, 1150, 1350, 1500, 2500, 1650)
_WHOLE = sum(_RECORD_WIDTHS)
_MANY_COLUMNS = 5
_CELL_MARGINS = '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'


def _grid(columns: int, head: str, rows: list[str], widths: tuple[int, ...] = ()) -> str:
    first = _WHOLE * 2 // 7 if columns > _MANY_COLUMNS else _WHOLE * 2 // 5 if columns > 2 else _WHOLE // 2
    wide = widths or (first, *[(_WHOLE - first) // (columns - 1)] * (columns - 1))
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in wide)
    return (
        f'<w:tbl><w:tblPr><w:tblStyle w:val="TableGrid"/><w:tblW w:w="{sum(wide)}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'{_CELL_MARGINS}<w:tblLook w:firstRow="1" w:firstColumn="1"/></w:tblPr><w:tblGrid>{grid}</w:tblGrid>'
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{head}</w:tr>{''.join(rows)}</w:tbl>{_paragraph('')}"
    )


def _cell(inside: str, number: bool = False) -> str:
    align = '<w:jc w:val="right"/>' if number else ""
    return f'<w:tc><w:p><w:pPr><w:spacing w:before="20" w:after="20"/>{align}</w:pPr>{inside}</w:p></w:tc>'


def _paragraph(inside: str, style: str = "", keep: bool = False) -> str:
    about = (f'<w:pStyle w:val="{style}"/>' if style else "") + ("<w:keepNext/>" if keep else "")
    return f"<w:p>{f'<w:pPr>{about}</w:pPr>' if about else ''}{inside}</w:p>"


def _words(text: str, *, strong: bool = False, small: bool = False, linked: bool = False, raised: bool = False) -> str:
    if not text:
        return ""
    look = (
        ("<w:b/>" if strong else "")
        + ('<w:color w:val="0B5459"/>' if linked else "")
        + ('<w:sz w:val="15"/>' if small else "")
        + ('<w:u w:val="single"/>' if linked and not raised else "")
        + ('<w:vertAlign w:val="superscript"/>' if raised else "")
    )
    return f'<w:r>{f"<w:rPr>{look}</w:rPr>" if look else ""}<w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def _link(anchor: str, text: str, *, strong: bool = False, raised: bool = False) -> str:
    return f'<w:hyperlink w:anchor={quoteattr(anchor)} w:history="1">{_words(text, strong=strong, linked=True, raised=raised)}</w:hyperlink>'


def _strong(some: Runs) -> Runs:
    return tuple(TextRun(run.text, run.numbers, run.href, strong=True) for run in some)


def _name(number: str) -> str:
    """The name of a bookmark. It may hold only letters, digits and underscores."""
    return "record_" + "".join(letter if letter.isalnum() else "_" for letter in number)
