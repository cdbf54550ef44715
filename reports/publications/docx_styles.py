"""The styles of a .docx. Everything in its body is set by one of them, so that whoever edits the document changes a style and not each paragraph."""

from typing import NamedTuple

from docx.document import Document as Docx
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

FONT = "Liberation Sans"
TABLE_SIZES = {"": 9.5, "Small": 8.0, "Tiny": 7.0}
"""Points of the words in a table, by what its styles are called: the largest, and those for columns that it has no room for."""
_INK, _PALE, _GREY = "0B5459", "EEF3F2", "4A5654"
_LINE = f'w:val="single" w:sz="4" w:space="0" w:color="{_GREY}"'
_LARGEST = TABLE_SIZES[""]
_CLOSE = '<w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>'


class DocxStyle(NamedTuple):
    """A style: of what kind, its id, its name (Word knows its own by theirs), the style that it begins from, and what differs."""

    kind: str
    id: str
    name: str
    based: str
    inside: str


def _size(points: float) -> str:
    return f'<w:sz w:val="{int(points * 2)}"/><w:szCs w:val="{int(points * 2)}"/>'


def _heading(level: int, points: float, before: int) -> DocxStyle:
    place = (
        f'<w:keepNext/><w:keepLines/><w:spacing w:before="{before}" w:after="100" w:line="240" w:lineRule="auto"/><w:outlineLvl w:val="{level - 1}"/>'
    )
    return DocxStyle(
        "paragraph",
        f"Heading{level}",
        f"heading {level}",
        "Normal",
        f'<w:next w:val="Normal"/><w:qFormat/><w:pPr>{place}</w:pPr><w:rPr><w:b/><w:bCs/><w:color w:val="{_INK}"/>{_size(points)}</w:rPr>',
    )


def _contents(level: int) -> DocxStyle:
    """A line of the contents: the number of its page at the right margin, behind dots."""
    place = f'<w:tabs><w:tab w:val="right" w:leader="dot" w:pos="9400"/></w:tabs><w:spacing w:after="40"/><w:ind w:left="{(level - 1) * 300}" w:right="600"/>'
    return DocxStyle(
        "paragraph", f"TOC{level}", f"toc {level}", "Normal", f'<w:next w:val="Normal"/><w:uiPriority w:val="39"/><w:pPr>{place}</w:pPr>'
    )


_FONTS = f'<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/>'
_STYLES = (
    DocxStyle("paragraph", "Normal", "Normal", "", f'<w:qFormat/><w:pPr><w:widowControl/><w:spacing w:after="140" w:line="269" w:lineRule="auto"/></w:pPr><w:rPr>{_FONTS}{_size(10.5)}</w:rPr>'),
    DocxStyle("paragraph", "Title", "Title", "Normal", f'<w:next w:val="Subtitle"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:after="80" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:b/><w:bCs/><w:color w:val="{_INK}"/>{_size(20)}</w:rPr>'),
    DocxStyle("paragraph", "Subtitle", "Subtitle", "Normal", f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:pBdr><w:bottom w:val="single" w:sz="8" w:space="6" w:color="{_INK}"/></w:pBdr><w:spacing w:after="240"/></w:pPr><w:rPr><w:color w:val="{_GREY}"/></w:rPr>'),
    _heading(1, 14, 320),
    _heading(2, 12, 240),
    _heading(3, 10.5, 200),
    DocxStyle("paragraph", "TOCHeading", "TOC Heading", "Normal", f'<w:next w:val="Normal"/><w:uiPriority w:val="39"/><w:qFormat/><w:pPr><w:keepNext/><w:spacing w:before="120" w:after="80"/></w:pPr><w:rPr><w:b/><w:bCs/><w:color w:val="{_INK}"/>{_size(12)}</w:rPr>'),
    _contents(1),
    _contents(2),
    DocxStyle("paragraph", "Caption", "caption", "Normal", f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepNext/><w:keepLines/><w:spacing w:before="200" w:after="80" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:b/><w:bCs/>{_size(9.5)}</w:rPr>'),
    DocxStyle("paragraph", "Picture", "Picture", "Normal", '<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:spacing w:after="200" w:line="240" w:lineRule="auto"/></w:pPr>'),
    DocxStyle("paragraph", "Quote", "Quote", "Normal", f'<w:next w:val="Normal"/><w:qFormat/><w:pPr><w:keepLines/><w:pBdr><w:left w:val="single" w:sz="18" w:space="10" w:color="{_INK}"/></w:pBdr><w:ind w:left="400" w:right="400"/></w:pPr><w:rPr><w:i/><w:iCs/></w:rPr>'),
    DocxStyle("paragraph", "Remark", "Remark", "Normal", f'<w:qFormat/><w:rPr><w:color w:val="{_GREY}"/>{_size(9.5)}</w:rPr>'),
    DocxStyle("paragraph", "ListBullet", "List Bullet", "Normal", '<w:qFormat/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:spacing w:after="80"/><w:contextualSpacing w:val="0"/></w:pPr>'),
    DocxStyle("paragraph", "FigureEntry", "Figure Entry", "Normal", f'<w:qFormat/><w:pPr><w:spacing w:after="50" w:line="240" w:lineRule="auto"/><w:ind w:left="500" w:hanging="500"/></w:pPr><w:rPr>{_size(8.5)}</w:rPr>'),
    DocxStyle("paragraph", "TableText", "Table Text", "Normal", f'<w:qFormat/><w:pPr>{_CLOSE}</w:pPr><w:rPr>{_size(_LARGEST)}</w:rPr>'),
    DocxStyle("paragraph", "TableNumber", "Table Number", "TableText", '<w:qFormat/><w:pPr><w:jc w:val="right"/></w:pPr>'),
    *(DocxStyle("paragraph", f"TableText{name}", f"Table Text {name}", "TableText", f"<w:qFormat/><w:rPr>{_size(points)}</w:rPr>") for name, points in TABLE_SIZES.items() if name),
    *(DocxStyle("paragraph", f"TableNumber{name}", f"Table Number {name}", f"TableText{name}", '<w:qFormat/><w:pPr><w:jc w:val="right"/></w:pPr>') for name in TABLE_SIZES if name),
    DocxStyle("paragraph", "AfterTable", "After Table", "Normal", f'<w:pPr><w:spacing w:after="60" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr>{_size(6)}</w:rPr>'),
    DocxStyle("paragraph", "Header", "header", "Normal", f'<w:pPr><w:pBdr><w:bottom {_LINE}/></w:pBdr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:color w:val="{_GREY}"/>{_size(8)}</w:rPr>'),
    DocxStyle("paragraph", "Footer", "footer", "Normal", f'<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:rPr><w:color w:val="{_GREY}"/>{_size(8)}</w:rPr>'),
    DocxStyle("paragraph", "PageNumber", "Page Number", "Footer", '<w:pPr><w:jc w:val="right"/></w:pPr>'),
    DocxStyle("character", "Strong", "Strong", "", "<w:qFormat/><w:rPr><w:b/><w:bCs/></w:rPr>"),
    DocxStyle("character", "Hyperlink", "Hyperlink", "", f'<w:rPr><w:color w:val="{_INK}"/><w:u w:val="single"/></w:rPr>'),
    DocxStyle("character", "StrongLink", "Strong Link", "Hyperlink", "<w:rPr><w:b/><w:bCs/></w:rPr>"),
    DocxStyle("character", "FigureMark", "Figure Mark", "", f'<w:rPr><w:color w:val="{_INK}"/><w:vertAlign w:val="superscript"/></w:rPr>'),
    DocxStyle("table", "ReportTable", "Report Table", "", f'<w:pPr><w:spacing w:after="0" w:line="240" w:lineRule="auto"/></w:pPr><w:tblPr><w:tblBorders><w:top {_LINE}/><w:bottom {_LINE}/><w:insideH w:val="single" w:sz="4" w:space="0" w:color="C9D2D1"/></w:tblBorders><w:tblCellMar><w:left w:w="40" w:type="dxa"/><w:right w:w="40" w:type="dxa"/></w:tblCellMar></w:tblPr><w:tblStylePr w:type="firstRow"><w:rPr><w:b/><w:bCs/></w:rPr><w:tcPr><w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="{_GREY}"/></w:tcBorders><w:shd w:val="clear" w:color="auto" w:fill="{_PALE}"/><w:vAlign w:val="bottom"/></w:tcPr></w:tblStylePr>'),
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


def _written(style: DocxStyle) -> object:
    default = ' w:default="1"' if style.id == "Normal" else ""
    based = f'<w:basedOn w:val="{style.based}"/>' if style.based else ""
    return parse_xml(
        f'<w:style {nsdecls("w")} w:type="{style.kind}"{default} w:styleId="{style.id}"><w:name w:val="{style.name}"/>{based}{style.inside}</w:style>'
    )
