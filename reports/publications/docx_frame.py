"""What stands around the pages of a .docx: the head with publisher and title, the foot with the contact and the number of the page, and how pages lie."""

import re

from docx.document import Document as Docx
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml
from docx.section import _Footer, _Header
from docx.shared import Cm
from lxml import etree

from records.i18n import tr
from reports.publications.docx_words import field, paragraph, words

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
