"""The open data in memory: made anew when what is published has changed, and never given where they may not be."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from desk import open_copies
from desk.open_copies import CopyNotReady, OpenCopies
from records import incidents, ledger
from records.database import write_transaction
from records.vocabulary import LedgerAction
from reports.publications.figures import ReportRefused
from tests.golden.publications.record import NOW
from tests.reports.release.full_case import full_case

pytestmark = pytest.mark.usefixtures("catalogues")

TODAY = NOW.date()


@pytest.fixture
def record(engine: Engine) -> Engine:
    """A database with one incident."""
    with write_transaction(engine) as session:
        incidents.admit(session, full_case(), who="Aigul", now=NOW)
    return engine


def test_a_copy_stays_until_something_published_changes(record: Engine) -> None:
    copies = OpenCopies()
    first = copies.copy(record, "ru", TODAY)
    assert copies.copy(record, "ru", TODAY + timedelta(days=9)) is first
    with write_transaction(record) as session:
        ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.EXPORT, subject="export incidents", before={}, after={})
    assert copies.copy(record, "ru", TODAY) is first
    assert copies.copy(record, "kk", TODAY) is not first
    with write_transaction(record) as session:
        incidents.edit(session, "KZ-2021-0900", {"place": "Ақсай"}, {}, who="Aigul", now=NOW)
    assert "Ақсай".encode() in copies.copy(record, "ru", TODAY).files["incidents.csv"]


def test_nobody_waits_for_a_copy_that_another_request_makes(record: Engine) -> None:
    copies = OpenCopies()
    with copies._making, pytest.raises(CopyNotReady):
        copies.copy(record, "ru", TODAY)
    assert copies.copy(record, "ru", TODAY)


def test_a_record_that_could_not_be_released_is_not_given_and_is_tried_once(record: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    copies, tried = OpenCopies(), []

    def refused(*asked: object) -> None:
        tried.append(asked)
        raise ReportRefused("it does not add up")

    copies.copy(record, "ru", TODAY)
    with write_transaction(record) as session:
        incidents.edit(session, "KZ-2021-0900", {"place": "Ақсай"}, {}, who="Aigul", now=NOW)
    monkeypatch.setattr(open_copies, "open_copy", refused)
    for _ in range(2):
        with pytest.raises(CopyNotReady):
            copies.copy(record, "ru", TODAY)
    assert len(tried) == 1
