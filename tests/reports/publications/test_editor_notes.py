"""The notes to the editor: a file of their own, and no word of them in what is published."""

import pytest
from syrupy.assertion import SnapshotAssertion

from records.i18n import LANGUAGES, use_language
from records.incident_model import Incident, Victim
from records.vocabulary import Category
from reports.publications.document_tree import Document, Paragraph, TextRun, runs, text
from reports.publications.docx import word
from reports.publications.html import html_document
from reports.publications.markdown import NotePart, markdown, notes_file, notes_for_page
from reports.publications.monthly_report import monthly, monthly_document
from reports.publications.remarks import PanelCoverage
from reports.publications.statement_report import statement, statement_document
from tests.conftest import NOW
from tests.reports.publications.told import YEAR, case

SECRET = "A person has to look at"
MANY = ("KZ-2021-0001", "KZ-2021-0002", "KZ-2021-0007")


def document(*notes: tuple[TextRun, ...], lang: str = "en") -> Document:
    return Document(
        lang=lang, title="Report", issued="Fund", blocks=(Paragraph((TextRun("Text."),)),), editor_heading="Notes to the editor", editor=notes,
        behind_heading="Records", behind="Behind.", records=(),
    )  # fmt: skip


TWO = document(
    runs(f"{SECRET}: {{incidents}}.", incidents=TextRun("3 incidents", MANY)), runs("No summary: {number}.", number=TextRun("KZ-2021-0001", MANY[:1]))
)


def test_no_publication_holds_a_note() -> None:
    docx_bytes = word(TWO, NOW)
    bare = word(document(), NOW)
    assert docx_bytes == bare
    assert markdown(TWO) == markdown(document())
    assert html_document(TWO) == html_document(document())


def test_the_file_names_the_incidents_of_each_note_and_leads_to_the_desk_where_there_is_one(snapshot: SnapshotAssertion) -> None:
    told = notes_file(TWO)
    assert told.startswith("# Notes to the editor\n\nReport · Fund\n")
    assert f"- {SECRET}: 3 incidents (KZ-2021-0001–0002, 0007)." in told
    assert "- No summary: KZ-2021-0001." in told
    assert "](" not in told, "no link that leads nowhere"
    told = notes_file(TWO, "https://desk.example")
    assert "[3 incidents](https://desk.example/incidents?numbers=KZ-2021-0001,KZ-2021-0002,KZ-2021-0007) (KZ-2021-0001–0002, 0007)" in told
    assert "\n".join(notes_file(document(lang=lang)) for lang in LANGUAGES) == snapshot


def test_the_desk_shows_them_with_ways_to_the_incidents() -> None:
    first, second = notes_for_page(TWO)
    assert NotePart("3 incidents", "/incidents?numbers=KZ-2021-0001,KZ-2021-0002,KZ-2021-0007") in first
    assert NotePart("KZ-2021-0001", "/incidents/KZ-2021-0001") in second
    assert first[0] == NotePart(f"{SECRET}: ")


pytestmark = pytest.mark.usefixtures("catalogues")
HEARD = PanelCoverage(YEAR.since, ())
DOUBTFUL = [case("KZ-2021-0001", Category.ATT, victims=(Victim("Наталья Юрьева"), Victim("Natalia Yurieva")))]


def documents(some: list[Incident]) -> list[Document]:
    return [statement_document(statement(some, YEAR, HEARD)), monthly_document(monthly(some, YEAR, HEARD))]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_who_are_probably_one_are_named_to_the_editor_and_nowhere_in_the_document(lang: str) -> None:
    with use_language(lang):
        for made in documents(DOUBTFUL):
            (noted,) = [text(one) for one in made.editor if "Natalia Yurieva" in text(one)]
            assert "Наталья Юрьева – Natalia Yurieva" in noted
            assert "qorgan" not in noted
            assert "Наталья Юрьева – Natalia Yurieva" not in markdown(made).partition(made.editor_heading)[0]
