"""In a language that was added to the list, reports and exports are written in that language and show nothing else but data."""

from collections.abc import Iterator
from pathlib import Path
from pprint import pformat

import pytest
from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.i18n import speaking
from reports.exports.export_shapes import SHAPES
from reports.publications import ReportFormat, ReportKind, ReportRequest, publish
from tests.empty_database import open_upgraded
from tests.golden.publications import record
from tests.golden.publications.record import TODAY, UNTIL
from tests.pseudo_language import forgotten

# The anchors of a document, and names in Latin letters.
DATA = frozenset({"id", "figure", "Aigerim", "Saktapova", "UNESCO"})


@pytest.fixture
def press(tmp_path: Path) -> Iterator[Engine]:
    made = open_upgraded(f"sqlite:///{tmp_path / 'press.db'}")
    with write_transaction(made) as session:
        record.store(session)
    yield made
    made.dispose()


@pytest.mark.parametrize("kind", list(ReportKind))
def test_a_report_is_written_in_a_language_that_was_added(press: Engine, one_more_language: str, kind: ReportKind) -> None:
    with read_session(press) as session:
        text = publish(session, ReportRequest(kind, UNTIL, None, one_more_language, ReportFormat.MD), TODAY).content.decode()
    assert text.count("⟦") > 20
    wrong = {line: words for line in text.splitlines() if (words := forgotten(line, DATA))}
    assert wrong == {}, pformat(wrong)


def test_a_summary_in_a_language_that_was_added_is_a_field_of_the_export(press: Engine, one_more_language: str) -> None:
    with read_session(press) as session, speaking(one_more_language):
        rows = list(SHAPES["incidents"].rows(session, IncidentFilter(as_of=UNTIL)))
    assert list(rows[0]["summary"]) == ["kk", "ru", "en", one_more_language]
