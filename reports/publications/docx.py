"""A document as .docx. A figure carries the number of a note, and links to it; the notes at the end of the text name the incidents.

python-docx has no footnotes, so the notes stand in a section of their own, with bookmarks.
"""

from datetime import datetime
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

import docx
from docx.document import Document as Docx
from docx.oxml.ns import nsdecls

from records.i18n import LANGUAGES
from reports.publications.document_tree import Document
from reports.publications.docx_body import docx_body
from reports.publications.docx_frame import set_frame
from reports.publications.docx_styles import set_styles

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
    body = docx_body(made, document)
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
