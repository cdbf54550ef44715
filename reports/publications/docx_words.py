"""Pieces of WordprocessingML as text: words, links, fields and paragraphs. How they look stands in the styles that they name (`docx_styles`)."""

from xml.sax.saxutils import escape, quoteattr


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
