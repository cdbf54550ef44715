"""The golden documents: by their name the text of what `publish` makes of the invented record."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml.ns import qn

from records.i18n import LANGUAGES
from reports.kinds import ReportFormat, ReportKind
from reports.publications import PublishedReport, ReportRequest, notes_file
from tests.golden.publications.record import UNTIL

FOLDER = Path(__file__).parent
# The statement in every format; the others, which are made by the same writers, as Markdown; and the notes to the editor.
NAMES = [f"statement.{lang}.{form}" for lang in LANGUAGES for form in ("html", "md", "json", "docx.txt", "notes.md")] + [
    f"{kind}.{lang}.{form}" for kind in ("monthly", "impunity", "yearly") for lang in LANGUAGES for form in ("md", "notes.md")
]


def request(name: str) -> ReportRequest:
    """What has to be published for the document of that name."""
    kind, lang, form = name.removesuffix(".txt").split(".", 2)
    until = UNTIL.replace(month=10, day=31) if kind == "monthly" else UNTIL
    return ReportRequest(ReportKind(kind), until, None, lang, ReportFormat.MD if form == "notes.md" else ReportFormat(form))


def document(name: str, published: PublishedReport) -> str:
    """The document of that name, out of what was published for it."""
    if name.endswith(".notes.md"):
        return notes_file(published.document)
    return "\n".join(docx_text(published.content)) + "\n" if name.endswith(".txt") else published.content.decode()


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
