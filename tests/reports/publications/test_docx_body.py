"""The body of a .docx: what blocks become."""

from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from records.i18n import speaking
from reports.publications.document_tree import Document, DocumentTable, Heading, Paragraph, TextRun
from reports.publications.docx import word

pytestmark = pytest.mark.usefixtures("catalogues")

HERE = (TextRun("Said"),)


def test_each_kind_of_block_has_a_style_of_its_own() -> None:
    blocks = (
        Heading(2, "Part"),
        Paragraph(HERE),
        Paragraph(HERE, small=True),
        Paragraph(HERE, quoted=True),
        Paragraph((TextRun("two", ("KZ-2021-0001", "KZ-2021-0002"), strong=True),)),
        DocumentTable("Table", ("Name", "Count"), ((HERE, (TextRun("1"),)), (HERE, (TextRun("1"),))), sums=frozenset({1})),
    )
    with speaking("en"):
        made = docx.Document(
            BytesIO(word(Document("en", "Title", "Who · when", blocks, "", (), "Behind", "Said", ()), datetime(2021, 1, 1, tzinfo=UTC)))
        )
    styles = [one.style.name for one in made.paragraphs if one.text.strip() and one.style]
    assert styles == ["Title", "Subtitle", "TOC Heading", "toc 1", "toc 1", "Heading 1", "Normal", "Remark", "Quote", "Normal", "Caption", "Heading 1", "Normal", "Figure Entry"]  # fmt: skip
    rows = [[cell.paragraphs[0].style.name for cell in row.cells if cell.paragraphs[0].style] for row in made.tables[0].rows]
    assert rows == [["Table Text", "Table Number"]] * 3
    bold = [[one.get(qn("w:val")) for one in row._tr.iter(qn("w:rStyle"))] for row in made.tables[0].rows]
    assert bold == [[], [], ["Strong", "Strong"]], "the line of the sum"
