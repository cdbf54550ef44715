"""How a report was counted stands in it; what a person has still to decide is a note to the editor, and never printed."""

import pytest

from records.i18n import LANGUAGES, speaking
from records.incident_model import Incident, Victim
from records.vocabulary import Category
from reports.publications.document_tree import Document, text
from reports.publications.markdown import markdown
from reports.publications.monthly_document import monthly_document
from reports.publications.monthly_report import monthly
from reports.publications.remarks import Panel
from reports.publications.statement_document import statement_document
from reports.publications.statement_report import statement
from tests.reports.publications.told import YEAR, case

pytestmark = pytest.mark.usefixtures("catalogues")
HEARD = Panel(YEAR.since, ())
DOUBTFUL = [case("KZ-2021-0001", Category.ATT, victims=(Victim("Наталья Юрьева"), Victim("Natalia Yurieva")))]


def documents(some: list[Incident]) -> list[Document]:
    return [statement_document(statement(some, YEAR, HEARD)), monthly_document(monthly(some, YEAR, HEARD))]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_who_are_probably_one_are_named_to_the_editor_and_nowhere_in_the_document(lang: str) -> None:
    with speaking(lang):
        for document in documents(DOUBTFUL):
            (noted,) = [text(one) for one in document.editor if "Natalia Yurieva" in text(one)]
            assert "Наталья Юрьева – Natalia Yurieva" in noted
            assert "qorgan" not in noted
            assert "Наталья Юрьева – Natalia Yurieva" not in markdown(document).partition(document.editor_heading)[0]
