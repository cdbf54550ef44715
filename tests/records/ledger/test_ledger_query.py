"""Reading the ledger from its end: filters, pages, what can be undone, and whether the newest rows agree."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine, text, update
from sqlalchemy.orm import Session

from records.database import read_session, write_transaction
from records.ledger import append, ledger_query, row_hash
from records.ledger.ledger_query import LedgerFilter, LedgerLook
from records.ledger.ledger_verify import Head
from records.tables import DraftRow, LedgerRow
from records.vocabulary import DraftState, LedgerAction, ScreeningLabel
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.records.ledger.chain import act, unguarded

# NOW is 11:00 in Kazakhstan.
TODAY = date(2026, 11, 24)


def add(engine: Engine, subject: str, action: LedgerAction = LedgerAction.REJECT, *, who: str = "Aigul", at: datetime = NOW) -> None:
    with write_transaction(engine) as session:
        append(session, at=at, who=who, action=action, subject=subject, before={}, after={})


def found(engine: Engine, wanted: LedgerFilter | None = None, before: int | None = None, limit: int = 50) -> tuple[list[int], int | None]:
    """The ids of a page, and where the next one begins."""
    with read_session(engine) as session:
        page = ledger_query.acts(session, wanted or LedgerFilter(), before=before, limit=limit)
        return [row.id for row in page.rows], page.next


def test_the_newest_row_comes_first_and_each_page_goes_on_where_the_one_before_ended(engine: Engine) -> None:
    act(engine, 5)
    assert found(engine, limit=2) == ([5, 4], 4)
    assert found(engine, before=4, limit=2) == ([3, 2], 2)
    assert found(engine, before=2, limit=2) == ([1], None)
    assert found(engine, limit=5) == ([5, 4, 3, 2, 1], None)
    assert found(engine, before=1) == ([], None)


def test_a_page_has_fifty_rows(engine: Engine) -> None:
    act(engine, 51)
    assert found(engine) == (list(range(51, 1, -1)), 2)
    with read_session(engine) as session:
        assert len(ledger_query.acts(session, LedgerFilter()).rows) == 50


def test_the_ledger_is_narrowed_by_person_action_and_day_and_by_all_at_once(engine: Engine) -> None:
    add(engine, "draft 1")
    add(engine, "draft 2", LedgerAction.DEFER)
    add(engine, "draft 3", who="Berik", at=NOW + timedelta(days=1))
    assert found(engine, LedgerFilter(who="Aigul")) == ([2, 1], None)
    assert found(engine, LedgerFilter(action="defer")) == ([2], None)
    assert found(engine, LedgerFilter(who="Aigul", action="reject")) == ([1], None)
    assert found(engine, LedgerFilter(since=TODAY + timedelta(days=1))) == ([3], None)
    assert found(engine, LedgerFilter(until=TODAY)) == ([2, 1], None)
    assert found(engine, LedgerFilter(since=TODAY, until=TODAY + timedelta(days=1))) == ([3, 2, 1], None)
    assert found(engine, LedgerFilter(who="Dana")) == ([], None)


@pytest.mark.parametrize(("hours", "day"), [(0, TODAY), (-1, TODAY - timedelta(days=1)), (23, TODAY), (24, TODAY + timedelta(days=1))])
def test_a_day_is_that_of_the_home_country_from_midnight_to_midnight(engine: Engine, hours: int, day: date) -> None:
    midnight = datetime(2026, 11, 23, 19, 0, tzinfo=NOW.tzinfo)
    add(engine, "draft 1", at=midnight + timedelta(hours=hours))
    days = [TODAY + timedelta(days=offset) for offset in range(-2, 3)]
    assert [one for one in days if found(engine, LedgerFilter(since=one, until=one))[0]] == [day]


def test_a_number_means_a_draft_and_what_was_thought_of_it_the_second_time(engine: Engine) -> None:
    for subject in ("draft 12", "second 12", "draft 1", "incident KZ-2026-0012", "12"):
        add(engine, subject)
    for written in ("12", " #12 ", "012"):
        assert found(engine, LedgerFilter(subject=written)) == ([2, 1], None), written
    assert found(engine, LedgerFilter(subject="draft 12")) == ([1], None)
    assert found(engine, LedgerFilter(subject="１２")) == ([], None), "digits of another script name no draft"


def test_an_incident_comes_with_the_drafts_that_it_was_made_of_and_those_that_follow_it(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for values in ({"incident": "KZ-2026-0001"}, {"follows": "KZ-2026-0001"}, {"incident": "KZ-2026-0002"}):
            session.add(DraftRow(state=DraftState.NEW, score=0.9, label=ScreeningLabel.INCIDENT, proposal={}, fields={}, created_at=NOW, **values))
    for subject in ("draft 1", "draft 2", "draft 3", "incident KZ-2026-0001", "incident KZ-2026-0002"):
        add(engine, subject)
    for written in ("KZ-2026-0001", "kz-2026-0001", "incident KZ-2026-0001", "#KZ-2026-0001"):
        assert found(engine, LedgerFilter(subject=written)) == ([4, 2, 1], None), written
    assert found(engine, LedgerFilter(subject="XY-2026-0001")) == ([], None)


def undoable(engine: Engine, ids: Sequence[int] | None = None) -> set[int]:
    with read_session(engine) as session:
        rows = [row for row in session.query(LedgerRow) if ids is None or row.id in ids]
        return set(ledger_query.undoable(session, rows))


def test_only_the_last_decision_on_a_draft_that_still_counts_can_be_undone(engine: Engine) -> None:
    add(engine, "draft 1", LedgerAction.DEFER)
    add(engine, "draft 1", LedgerAction.REJECT)
    add(engine, "draft 2", LedgerAction.CONFIRM)
    add(engine, "incident KZ-2026-0001", LedgerAction.CONFIRM)
    assert undoable(engine) == {2, 3}
    add(engine, "draft 1", LedgerAction.UNDO)
    assert undoable(engine) == {1, 3}
    add(engine, "draft 1", LedgerAction.UNDO)
    add(engine, "draft 1", LedgerAction.UNDO)
    assert undoable(engine) == {3}
    add(engine, "draft 1", LedgerAction.REJECT)
    assert undoable(engine) == {3, 8}
    assert undoable(engine, [1, 4]) == {8}, "whatever was decided later counts too"


def test_the_names_are_those_of_the_newest_rows_each_once(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    for who in ("Dana", "Aigul", "Berik", "Aigul"):
        add(engine, "draft 1", who=who)
    with read_session(engine) as session:
        assert ledger_query.names(session) == ["Aigul", "Berik", "Dana"]
        monkeypatch.setattr(ledger_query, "NEWEST", 3)
        assert ledger_query.names(session) == ["Aigul", "Berik"]


@pytest.fixture
def unread_engine(tmp_path: Path) -> Iterator[Engine]:
    """SQLite alone: PostgreSQL takes nothing that cannot be read."""
    made = open_upgraded(f"sqlite:///{tmp_path / 'l.db'}")
    yield made
    made.dispose()


def look(engine: Engine, newest: int = 1000) -> LedgerLook:
    with read_session(engine) as session:
        return ledger_query.look(session, NOW, newest)


def head(engine: Engine) -> Head | None:
    with read_session(engine) as session:
        return ledger_query.head(session)


def test_an_empty_ledger_has_no_head_and_no_fault(engine: Engine) -> None:
    assert look(engine) == LedgerLook(NOW, 0, 1, None, ())
    assert head(engine) is None


def test_newest_rows_that_agree_are_counted_with_their_head(engine: Engine) -> None:
    act(engine, 5)
    last = head(engine)
    assert last is not None
    assert last.id == 5
    assert look(engine) == look(engine, 5) == LedgerLook(NOW, 5, 1, last, ())
    assert look(engine, 2) == LedgerLook(NOW, 2, 4, last, ())


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE ledger SET who = 'x' WHERE id = 4", ["ledger row 4 was altered"]),
        ("UPDATE ledger SET who = 'x' WHERE id = 2", []),
        ("DELETE FROM ledger WHERE id = 4", ["ledger rows 4 to 4 are missing"]),
        ("DELETE FROM ledger WHERE id IN (3, 4)", ["ledger rows 3 to 4 are missing"]),
        ("UPDATE ledger SET after = 'no json' WHERE id = 4", ["ledger row 4 was altered"]),
    ],
)
def test_faults_among_the_newest_rows_are_told_and_those_before_are_left_to_the_whole_check(
    unread_engine: Engine, change: str, told: list[str]
) -> None:
    act(unread_engine, 5)
    with unguarded(unread_engine) as connection:
        connection.execute(text(change))
    assert list(look(unread_engine, 3).faults) == told


def renew(engine: Engine, id: int) -> None:
    """Another hash of the row before, and the row's own hash made to fit."""
    with Session(engine) as session:
        row = session.get_one(LedgerRow, id)
        row.previous = "f" * 64
        renewed = row_hash(row)
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            connection.execute(text("DROP TRIGGER ledger_refuses_update"))
        else:
            connection.execute(text("ALTER TABLE ledger DISABLE TRIGGER USER"))
        connection.execute(update(LedgerRow).where(LedgerRow.id == id).values(previous="f" * 64, hash=renewed))
        if engine.dialect.name == "sqlite":
            connection.execute(text("CREATE TRIGGER ledger_refuses_update BEFORE UPDATE ON ledger BEGIN SELECT 1; END"))


def test_a_row_that_does_not_follow_the_one_before_is_told_with_both(engine: Engine) -> None:
    act(engine, 5)
    renew(engine, 4)
    told = ["ledger row 4 does not follow row 3: one of the two was exchanged", "ledger row 5 does not follow row 4: one of the two was exchanged"]
    assert list(look(engine).faults) == told
    assert list(look(engine, 2).faults) == told, "the first row that is looked at is held to the one before it"
    assert replace(look(engine, 1), faults=()) == LedgerLook(NOW, 1, 5, head(engine), ())


def test_the_first_row_of_all_follows_nothing(engine: Engine) -> None:
    act(engine, 3)
    renew(engine, 1)
    told = [f"ledger row {row} does not follow row {row - 1}: one of the two was exchanged" for row in (1, 2)]
    assert list(look(engine).faults) == told
    assert list(look(engine, 2).faults) == told[1:]


def test_a_row_that_cannot_be_read_hides_no_fault_beside_it(unread_engine: Engine) -> None:
    act(unread_engine, 5)
    renew(unread_engine, 3)
    with unguarded(unread_engine) as connection:
        connection.execute(text("UPDATE ledger SET after = 'no json' WHERE id = 5"))
    told = [f"ledger row {row} does not follow row {row - 1}: one of the two was exchanged" for row in (3, 4)]
    assert list(look(unread_engine, 3).faults) == [*told, "ledger row 5 was altered"]


def test_a_ledger_whose_first_row_is_another_is_told(engine: Engine) -> None:
    act(engine, 2)
    with unguarded(engine) as connection:
        connection.execute(text("DELETE FROM ledger WHERE id = 1"))
    assert list(look(engine).faults) == ["ledger rows 1 to 1 are missing"]


def test_any_other_name_is_a_subject_as_it_is_written(engine: Engine) -> None:
    with read_session(engine) as session:
        assert ledger_query.subjects(session, " kz-2026-0009 ") == ["incident KZ-2026-0009"]
        assert ledger_query.subjects(session, "model 3") == ["model 3"]
