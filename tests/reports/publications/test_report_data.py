"""What is read for a report: earlier journalists under pursuit, killings whose day is vague, and the cases that the editor chose."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.errors import BadDecision, NoSuchIncident
from records.incident_model import Penalty
from records.incidents import admit
from records.incidents.repository import withdraw
from records.vocabulary import Category, DatePrecision, SentenceKind, TermUnit
from reports.publications import ReportKind, ReportRequest
from reports.publications.publish import report_document
from reports.publications.report_data import Report, report_data
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.reports.publications.told import UNTIL, case

pytestmark = pytest.mark.usefixtures("catalogues")
TODAY = date(2026, 11, 25)
SINCE = date(2021, 6, 1)


@pytest.fixture(scope="module")
def press(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A small record, to be read only."""
    folder: Path = tmp_path_factory.mktemp("told")
    engine = open_upgraded(f"sqlite:///{folder / 'told.db'}")
    with write_transaction(engine) as session:
        for one in (
            case("KZ-2019-0001", Category.CRM, "JDT", "JSN", day=date(2019, 5, 1), penalty=Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)),
            case("KZ-2021-0001", Category.OBS, "CMP", day=date(2021, 7, 1)),
            case("KZ-2021-0002", Category.KIL, "REP", day=date(2021, 1, 1), precision=DatePrecision.YEAR),
            case("KZ-2021-0003", Category.CRT, day=date(2021, 8, 1)),
            case("KZ-2021-0004", Category.ATT, day=date(2021, 8, 1)),
            case("KZ-2022-0001", Category.ATT, day=date(2022, 8, 1)),
        ):
            admit(session, one, who="Aigul", now=NOW)
        withdraw(session, "KZ-2021-0004", who="Aigul", now=NOW)
    yield engine
    engine.dispose()


def read(engine: Engine, kind: ReportKind, *tell: str) -> Report:
    with read_session(engine) as session:
        return report_data(session, ReportRequest(kind, UNTIL, SINCE, tell=tell), TODAY)


@pytest.mark.parametrize("kind", ReportKind)
def test_every_report_names_who_is_in_custody_since_before_it_and_tells_a_killing_that_may_lie_in_it(press: Engine, kind: ReportKind) -> None:
    report = read(press, kind)
    assert [one.incident.number for one in report.pursuits.held] == ["KZ-2019-0001"]
    assert "KZ-2021-0002" in [one.incident.number for one in report.cases]
    assert report.total.numbers == ("KZ-2021-0001", "KZ-2021-0003")
    listed = {row.number for block in report_document(report).records for row in getattr(block, "rows", ())}
    assert {"KZ-2019-0001", "KZ-2021-0002"} <= listed


@pytest.mark.parametrize("kind", ReportKind)
def test_a_case_that_the_editor_chose_is_told_in_every_report(press: Engine, kind: ReportKind) -> None:
    assert "KZ-2021-0003" not in [one.incident.number for one in read(press, kind).cases]
    assert "KZ-2021-0003" in [one.incident.number for one in read(press, kind, "KZ-2021-0003").cases]
    assert "KZ-2019-0001" in [one.incident.number for one in read(press, kind, "KZ-2019-0001").cases]


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize(
    ("number", "error"),
    [("KZ-2021-0099", NoSuchIncident), ("nonsense", NoSuchIncident), ("KZ-2021-0004", BadDecision), ("KZ-2022-0001", BadDecision)],
)
def test_a_number_that_cannot_be_told_is_refused_and_named(press: Engine, kind: ReportKind, number: str, error: type[Exception]) -> None:
    with pytest.raises(error, match=number):
        read(press, kind, number)
