"""The numbers at each stage: those of the funnel, worked out once for a book and a day."""

from datetime import timedelta

from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.filters import STAGES, UNANSWERED
from records.vocabulary import FunnelStage
from reports.impunity import funnel
from reports.incident_cache import IncidentCache
from reports.stage_numbers import stage_numbers
from tests.desk.incident_records import TODAY, admit_all, many


def test_they_are_those_of_the_funnel_and_are_worked_out_once(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, many(40))
    with read_session(engine) as session:
        book = IncidentCache().book(session)
    found, whole = stage_numbers(book, TODAY), funnel(book.incidents, TODAY)
    assert found.keys() == set(map(str, STAGES))
    assert all(found[stage] == set(whole.at(stage)) for stage in FunnelStage)
    assert found[UNANSWERED] == set(whole.recorded) - set(whole.accountable)
    assert len(found["court"]) > 3
    assert stage_numbers(book, TODAY) is found
    assert stage_numbers(book, TODAY - timedelta(days=400)) is not found
