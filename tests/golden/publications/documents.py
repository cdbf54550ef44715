"""The golden documents: by their name the text of what `publish` makes of the invented record."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml.ns import qn
from sqlalchemy import Engine

from records.database import read_session
from records.i18n import LANGUAGES
from reports.publications import Published, ReportFormat, ReportKind, ReportRequest, notes_file, publish
from tests.golden.publications.record import TODAY, UNTIL

FOLDER = Path(__file__).parent
# The statement in every format; the others, which are made by the same writers, as Markdown; and the notes to the editor.
NAMES = [f"statement.{lang}.{form}" for lang in LANGUAGES for form in ("html", "md", "json", "docx.txt", "notes.md")] + [
    f"{kind}.{lang}.{form}" for kind in ("monthly", "impunity", "yearly") for lang in LANGUAGES for form in ("md", "notes.md")
]


def made(engine: Engine, name: str) -> str:
    """The document of that name, made now."""
    kind, lang, form = name.removesuffix(".txt").split(".", 2)
    if form == "notes.md":
        return notes_file(_published(engine, kind, lang, ReportFormat.MD).document)
    content = _published(engine, kind, lang, ReportFormat(form)).content
    return "\n".join(docx_text(content)) + "\n" if form == "docx" else content.decode()


def _published(engine: Engine, kind: str, lang: str, form: ReportFormat) -> Published:
    until = UNTIL.replace(month=10, day=31) if kind == "monthly" else UNTIL
    with read_session(engine) as session:
        return publish(session, ReportRequest(ReportKind(kind), until, None, lang, form), TODAY)


def docx_text(content: bytes) -> Iterator[str]:
    """Its paragraphs, and the rows of its tables, in order; empty ones left out."""
    for block in docx.Document(BytesIO(content)).element.body:
        if block.tag == qn("w:p"):
            words = "".join(block.itertext(qn("w:t")))
        else:
            rows = block.iter(qn("w:tr"))
            words = "\n".join(" | ".join("".join(cell.itertext(qn("w:t"))) for cell in row.iter(qn("w:tc"))) for row in rows)
        if words.strip():
            yield re.sub(r"[ \t]+$", "", words, flags=re.MULTILINE)
