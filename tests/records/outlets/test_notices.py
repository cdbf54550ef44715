"""An outage and its end are told once, on any history of an outlet."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete

from records.database import read_session, write_transaction
from records.outlets import health
from records.outlets.notices import last_notices, last_successes, outages
from records.tables import NoticeRow, OutletDayRow
from records.vocabulary import Cause
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.flows.notify.visits import notices, tell, visit

DAY = timedelta(days=1)


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A database for many small histories, one after another."""
    made = open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('notices') / 'test.db'}")
    yield made
    made.dispose()


def by_hand(rows: list[OutletDayRow]) -> tuple[int, Cause | None, datetime | None]:
    """The same counted one by one: failing days back from the newest, the newest cause, the last success. Days without a visit are passed over."""
    failing, cause = 0, None
    for row in reversed([row for row in rows if row.tried]):
        if row.answered:
            break
        failing, cause = failing + 1, cause or (Cause(row.cause) if row.cause else None)
    return failing, cause, max((row.last_success for row in rows if row.last_success), default=None)


@given(st.lists(st.lists(st.sampled_from([None, Cause.DNS, Cause.TLS]), max_size=3), max_size=12))
def test_an_outage_is_what_the_outlets_standing_says_on_any_history(shared: Engine, history: list[list[Cause | None]]) -> None:
    with write_transaction(shared) as session:
        session.execute(delete(OutletDayRow))
        for day, causes in enumerate(history):
            for cause in causes:
                health.note_visit(session, "kz_oral", NOW.date() + day * DAY, cause, NOW + day * DAY)
    last = NOW.date() + 12 * DAY
    with read_session(shared) as session:
        found = outages(session, last).get("kz_oral")
        standing = by_hand(health.outlet_days(session, "kz_oral", NOW.date(), last))
        assert (found.days if found else 0, found.cause if found else None) == standing[:2]
        assert last_successes(session).get("kz_oral") == standing[2]


def _expected(history: list[bool | None]) -> list[str]:
    """The rule in other words: told on the second failing day of a row, and on the first answer after that."""
    told, row, failing = [], 0, False
    for answered in history:
        if answered is None:
            continue
        row = 0 if answered else row + 1
        if row == 2:
            failing = True
            told.append("failing")
        if answered and failing:
            failing = False
            told.append("recovered")
    return told


@given(history=st.lists(st.sampled_from([True, False, None]), max_size=14))
def test_every_outage_is_told_once_and_ends_once_on_any_history(shared: Engine, history: list[bool | None], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.notify.outlet_notices.send", lambda addresses, words, setting: True)
    with write_transaction(shared) as session:
        session.execute(delete(OutletDayRow))
        session.execute(delete(NoticeRow))
    for day, answered in enumerate(history):
        if answered is not None:
            visit(shared, day, None if answered else Cause.DNS)
        tell(shared, day, "json://unused/")
    assert [kind for _, kind in notices(shared)] == _expected(history)
    with read_session(shared) as session:
        assert len(last_notices(session)) == bool(_expected(history))
