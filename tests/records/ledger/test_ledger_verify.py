"""The ledger refuses to be changed, and every way in which somebody may alter it, or the records past it, is found and named."""

import hashlib
import threading
from collections.abc import Callable
from datetime import date, datetime, timedelta, timezone
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import Engine, delete, insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import ledger, review
from records.database import read_session, write_transaction
from records.evidence_files import file_content
from records.ledger import entries, verify
from records.manual_tips import tip_content
from records.messages import message_content
from records.persons.repository import person_content
from records.state_requests import request_content
from records.tables import Base, EvidenceFileRow, LedgerRow, ManualTipRow, PersonRow, ReceivedMessageRow, SnapshotRow, StateRequestRow
from records.vocabulary import LedgerAction
from tests.conftest import NOW
from tests.pipelines.evidence.cleared_store import Store
from tests.records import rows
from tests.records.ledger.chain import act, chain_faults, head, unguarded

ALMATY = ZoneInfo("Asia/Almaty")
OLD = NOW - timedelta(days=200)


def test_a_row_holds_what_was_done_and_the_hash_of_the_row_before(engine: Engine) -> None:
    given: list[dict[str, Any]] = [
        {"at": NOW, "who": "Aigul", "action": LedgerAction.REJECT, "subject": "draft 1", "before": {"b": 1, "a": "ә"}, "after": {}},
        {"at": NOW.astimezone(ALMATY), "who": "Berik", "action": LedgerAction.UNDO, "subject": "draft 2", "before": {}, "after": {"x": None}, "reason": "other", "note": "сөз"},
    ]  # fmt: skip
    with write_transaction(engine) as session:
        first, second = (ledger.append(session, **one) for one in given)
        assert (first.id, second.id, first.previous, second.previous) == (1, 2, "0" * 64, first.hash)
    with read_session(engine) as session:
        kept = [{name: getattr(row, name) for name in (*given[1],)} for row in session.query(LedgerRow).order_by(LedgerRow.id)]
    assert kept == [{**given[0], "reason": None, "note": ""}, given[1]]


def test_the_hash_of_a_row_is_the_one_that_was_published_for_it() -> None:
    """Heads stand in released files and in print: another way to count the hash would make all of them wrong."""
    values: dict[str, Any] = {
        "id": 7, "at": NOW, "who": "Aigul", "action": "reject", "subject": "draft 1", "before": {"b": 1, "a": "ә"}, "after": {}, "reason": None,
        "note": "", "previous": "0" * 64,
    }  # fmt: skip
    written = (
        '{"action":"reject","after":{},"at":"2026-11-24T06:00:00.000000+00:00","before":{"a":"ә","b":1},"id":7,"note":"","previous":"'
        + "0" * 64
        + '","reason":null,"subject":"draft 1","who":"Aigul"}'
    )
    assert ledger.content_hash(**values) == hashlib.sha256(written.encode()).hexdigest()
    assert ledger.content_hash(**{**values, "at": NOW.astimezone(ALMATY)}) == ledger.content_hash(**values)
    assert ledger.row_hash(LedgerRow(**values)) == ledger.content_hash(**values)


def test_a_row_is_hashed_with_a_salt_of_its_own_and_one_without_as_it_was_before(session: Session) -> None:
    first, second = (
        ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.REJECT, subject="draft 1", before={}, after={"name": "Анна"}) for _ in (1, 2)
    )
    assert first.salt != second.salt
    assert {len(row.salt) for row in (first, second)} == {32}
    values = {name: getattr(first, name) for name in ("id", "at", "who", "action", "subject", "before", "after", "reason", "note", "previous")}
    assert first.hash == ledger.content_hash(**values, salt=first.salt) != ledger.content_hash(**values)
    assert ledger.content_hash(**values, salt="") == ledger.content_hash(**values, salt=None) == ledger.content_hash(**values)


def test_two_who_append_at_once_take_two_places(engine: Engine) -> None:
    def add(name: str) -> None:
        for _ in range(5):
            with write_transaction(engine) as session:
                ledger.append(session, at=NOW, who=name, action=LedgerAction.CONFIRM, subject="draft 1", before={}, after={})

    both = [threading.Thread(target=add, args=(name,)) for name in ("Aigul", "Berik")]
    for one in both:
        one.start()
    for one in both:
        one.join()
    with read_session(engine) as session:
        assert [row.id for row in session.query(LedgerRow).order_by(LedgerRow.id)] == list(range(1, 11))
        assert verify.ledger_chain_faults(session) == []


STATEMENTS = {
    "sqlite": ["INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE id = 1", "REPLACE INTO ledger SELECT * FROM ledger WHERE id = 1"],
    "postgresql": ["TRUNCATE ledger", "INSERT INTO ledger SELECT * FROM ledger WHERE id = 1 ON CONFLICT (id) DO UPDATE SET who = 'x'"],
}


@pytest.mark.parametrize("engine", STATEMENTS, indirect=True)
def test_through_the_application_nobody_can_change_or_take_out_a_row_of_the_ledger(engine: Engine) -> None:
    act(engine)
    for statement in (
        "UPDATE ledger SET who = 'x' WHERE id = 1",
        "DELETE FROM ledger WHERE id = 1",
        # SQLite takes the second condition to tell the clause from a join.
        "INSERT INTO ledger SELECT * FROM ledger WHERE id = 1 AND true ON CONFLICT (id) DO UPDATE SET who = 'x'",
        *STATEMENTS[engine.dialect.name],
    ):
        with pytest.raises(DBAPIError, match="append-only"), write_transaction(engine) as session:
            session.execute(text(statement))
    assert chain_faults(engine) == []


CHANGES = {
    "at": "at = '2020-01-01 00:00:00+00:00'", "who": "who = 'Somebody'", "action": "action = 'reject'", "subject": "subject = 'model 9'",
    "before": """before = '{"n": 9}'""", "after": """after = '{"n": 9}'""", "reason": "reason = 'other'", "note": "note = 'a word'",
    "salt": f"salt = '{'f' * 32}'", "hash": f"hash = '{'f' * 64}'", "previous": f"previous = '{'f' * 64}'",
}  # fmt: skip
DAMAGE: dict[str, tuple[str, ...]] = {
    **{f"another {column}": (f"UPDATE ledger SET {change} WHERE id = 3",) for column, change in CHANGES.items()},
    "the first row is gone": ("DELETE FROM ledger WHERE id = 1",),
    "one row is gone": ("DELETE FROM ledger WHERE id = 3",),
    "three rows are gone": ("DELETE FROM ledger WHERE id IN (2, 3, 4)",),
    "two rows changed places": tuple(f"UPDATE ledger SET id = {new} WHERE id = {old}" for old, new in ((2, 99), (3, 2), (99, 3))),
}


def test_every_column_of_the_ledger_is_covered_by_its_hash() -> None:
    assert {column.name for column in LedgerRow.__table__.columns} == {*CHANGES, "id"}


@pytest.mark.parametrize("damage", DAMAGE)
def test_damage_past_the_guards_is_found_and_the_row_named(engine: Engine, snapshot: SnapshotAssertion, damage: str) -> None:
    act(engine)
    with unguarded(engine) as connection:
        for statement in DAMAGE[damage]:
            connection.execute(text(statement))
    assert chain_faults(engine) == snapshot


@pytest.mark.parametrize("junk", ["after = 'no json'", "at = 'never'", "who = x'ff'", "before = '[[[' || 'x'"])
def test_a_row_that_cannot_be_read_is_named_and_does_not_stop_the_reading(lax_engine: Engine, snapshot: SnapshotAssertion, junk: str) -> None:
    act(lax_engine)
    with unguarded(lax_engine) as connection:
        connection.execute(text(f"UPDATE ledger SET {junk} WHERE id = 3"))
        connection.execute(text("UPDATE ledger SET who = 'x' WHERE id = 5"))
    assert chain_faults(lax_engine) == snapshot


def test_text_that_is_no_text_is_told_and_no_crash(lax_engine: Engine, snapshot: SnapshotAssertion) -> None:
    act(lax_engine)
    with unguarded(lax_engine) as connection:
        connection.execute(text("UPDATE ledger SET note = CAST(x'ff' AS TEXT) WHERE id = 3"))
    with read_session(lax_engine) as session:
        [line] = verify.ledger_chain_faults(session)
    told, _, reason = line.partition(": ")
    assert told == snapshot
    assert "decode" in reason, "the reason is that of the database"


@pytest.mark.parametrize(("written", "faults"), [("""{"n":3} """, 0), ("""{"n":3} x""", 1), ("""{"n":3}{}""", 1)])
def test_a_value_is_read_to_its_end_whatever_stands_behind_it(lax_engine: Engine, written: str, faults: int) -> None:
    act(lax_engine)
    with unguarded(lax_engine) as connection:
        connection.execute(text("UPDATE ledger SET after = :written WHERE id = 3"), {"written": written})
    assert len(chain_faults(lax_engine)) == faults


def forged(id_: int, previous: str) -> dict[str, Any]:
    """A row as the application would write it."""
    row: dict[str, Any] = {
        "id": id_, "at": NOW, "who": "Somebody", "action": "train", "subject": "model 0", "before": {}, "after": {}, "reason": None, "note": "",
        "previous": previous,
    }  # fmt: skip
    return {**row, "hash": ledger.content_hash(**row)}


def rewrite(engine: Engine, first: int, last: int) -> None:
    """Write rows again with other content and hashes that fit."""
    with unguarded(engine) as connection:
        for id_ in range(first, last + 1):
            before = connection.execute(text(f"SELECT hash FROM ledger WHERE id = {id_ - 1}")).scalar_one()
            connection.execute(delete(LedgerRow).where(LedgerRow.id == id_))
            connection.execute(insert(LedgerRow), [forged(id_, before)])


@pytest.mark.parametrize("at", [0, 3])
def test_a_row_that_was_put_in_is_found_though_its_hash_looks_right(engine: Engine, snapshot: SnapshotAssertion, at: int) -> None:
    act(engine)
    with unguarded(engine) as connection:
        for id_ in (5, 4, 3) if at else ():
            connection.execute(text(f"UPDATE ledger SET id = {id_ + 1} WHERE id = {id_}"))
        before = connection.execute(text("SELECT hash FROM ledger WHERE id = 2")).scalar_one()
        connection.execute(insert(LedgerRow), [forged(at, before if at else ledger.INITIAL_HASH)])
    assert chain_faults(engine) == snapshot


def test_a_row_exchanged_with_its_hash_renewed_does_not_carry_the_next_one(engine: Engine, snapshot: SnapshotAssertion) -> None:
    act(engine)
    rewrite(engine, 3, 3)
    assert chain_faults(engine) == snapshot


@pytest.mark.parametrize("cut_off", [False, True])
def test_a_history_written_again_or_cut_off_is_found_by_a_head_noted_before(engine: Engine, snapshot: SnapshotAssertion, cut_off: bool) -> None:
    act(engine)
    noted = head(engine)
    act(engine, 2)
    assert chain_faults(engine, noted) == []
    if cut_off:
        with unguarded(engine) as connection:
            connection.execute(text("DELETE FROM ledger WHERE id > 3"))
    else:
        rewrite(engine, 3, 7)
    assert chain_faults(engine) == []
    assert chain_faults(engine, noted) == snapshot


def test_the_rows_are_counted_with_the_last_one_and_told_as_they_pass(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with read_session(engine) as session:
        assert verify.verify_chain(session, list[str]().append) == verify.ChainCheckResult(0, None)
    act(engine, 7)
    monkeypatch.setattr(verify, "_STREAM", 3)
    passed: list[int] = []
    with read_session(engine) as session:
        walked = verify.verify_chain(session, list[str]().append, passed=passed.append)
    assert (walked, passed) == (verify.ChainCheckResult(7, head(engine)), [3, 3, 1])
    assert str(head(engine)) == f"7:{head(engine).hash}"


def draft(session: Session, identifier: str) -> int:
    rows.article(session, identifier)
    rows.screening(session, identifier)
    (made,) = review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW)
    return made.id


@pytest.fixture
def decided(engine: Engine) -> Engine:
    """Draft 1 is confirmed, draft 2 is rejected, draft 3 waits."""
    with write_transaction(engine) as session:
        drafts = [draft(session, identifier) for identifier in ("a", "b", "c")]
        assert drafts == [1, 2, 3]
        review.confirm(session, 1, who="Aigul", now=NOW, fields={"place": "Теміртау"})
        review.reject(session, 2, who="Bolat", now=NOW.astimezone(timezone(timedelta(hours=5))), reason="not_work")
    return engine


def test_records_that_stand_as_the_ledger_says_are_no_fault(decided: Engine) -> None:
    with read_session(decided) as session:
        said = [row.after["decided_at"] for row in session.query(LedgerRow).where(LedgerRow.subject == "draft 2")]
    assert said[0].endswith("+05:00"), "the same moment written in another zone is the same"
    assert chain_faults(decided) == []
    with write_transaction(decided) as session:
        for id in (1, 2):
            review.undo(session, id, who="Aigul", now=NOW)
        review.confirm(session, 1, who="Bolat", now=NOW)
    assert chain_faults(decided) == []


@pytest.mark.parametrize("undone", [False, True])
def test_rows_cut_off_at_the_end_of_the_ledger_are_found_by_what_the_records_say(decided: Engine, snapshot: SnapshotAssertion, undone: bool) -> None:
    if undone:
        with write_transaction(decided) as session:
            review.undo(session, 2, who="Aigul", now=NOW)
    with unguarded(decided) as connection:
        connection.execute(text("DELETE FROM ledger WHERE id = (SELECT max(id) FROM ledger)"))
    assert chain_faults(decided) == snapshot


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE drafts SET state = 'rejected' WHERE id = 1", "UPDATE drafts SET decided_by = 'Somebody' WHERE id = 1",
        "UPDATE drafts SET reason = 'other', decided_by = 'X' WHERE id = 2", "UPDATE drafts SET decided_at = '2026-11-24 06:00:01' WHERE id = 1",
        "UPDATE drafts SET fields = '{}' WHERE id = 1", "UPDATE drafts SET state = 'confirmed' WHERE id = 2",
        "UPDATE drafts SET state = 'rejected' WHERE id = 3", "UPDATE drafts SET decided_by = 'Somebody' WHERE id = 3",
        "UPDATE incidents SET place = 'elsewhere', withdrawn = true", "UPDATE statuses SET code = 'CVF'", "DELETE FROM statuses",
        "DELETE FROM statuses; UPDATE incidents SET number = 'KZ-1999-0001'",
        "DELETE FROM statuses; DELETE FROM draft_articles; UPDATE incidents SET draft_id = NULL; DELETE FROM incidents; DELETE FROM drafts",
    ],
)  # fmt: skip
def test_a_record_changed_past_the_ledger_is_found_and_the_field_named(decided: Engine, snapshot: SnapshotAssertion, change: str) -> None:
    with decided.begin() as connection:
        for statement in change.split("; "):
            connection.execute(text(statement))
    assert chain_faults(decided) == snapshot


# By the word of its subject: the table of a record, what the ledger keeps of it, and a column that stands there.
KINDS: dict[str, tuple[type[Base], Callable[[Any], dict[str, Any]], str]] = {
    "person": (PersonRow, person_content, "profession"),
    "file": (EvidenceFileRow, file_content, "kind"),
    "tip": (ManualTipRow, tip_content, "way"),
    "message": (ReceivedMessageRow, lambda row: message_content(row, []), "fate"),
    "request": (StateRequestRow, request_content, "kind"),
}


def made_up(table: type[Base], key: int) -> Base:
    """A row with some value in each column that needs one."""
    some: dict[type, Any] = {str: f"x{key}", int: key, bool: False, date: NOW.date()}
    columns = [column for column in table.__table__.columns if column.primary_key or not column.nullable]
    return table(
        **{
            column.name: key if column.primary_key else NOW if column.name.endswith("_at") else some.get(column.type.python_type, {})
            for column in columns
        }
    )


@pytest.mark.parametrize("kind", KINDS)
def test_every_other_kind_of_record_is_held_to_its_last_row_in_the_ledger(session: Session, snapshot: SnapshotAssertion, kind: str) -> None:
    table, content, column = KINDS[kind]
    drafts = [draft(session, identifier) for identifier in ("a", "b", "c")]
    records = [made_up(table, key) for key in drafts]
    session.add_all(records)
    session.flush()
    said = {f"{kind} {key}": content(record) for key, record in zip(drafts[:2], records, strict=False)}
    ledger.append_all(session, at=NOW, who="Aigul", action=LedgerAction.EDIT, after={**said, f"{kind} 77": said[f"{kind} 1"]})
    setattr(records[1], column, "another")
    session.flush()
    found = verify.ledger_chain_faults(session)
    verify.record_faults(session, found.append)
    assert found == snapshot, "the first stands as the ledger says, the second does not, of the third it says nothing, and one is gone"


def test_rows_that_are_added_at_once_follow_each_other(session: Session) -> None:
    ledger.append_all(session, at=NOW, who="Aigul", action=LedgerAction.ADMIT, after={})
    ledger.append_all(
        session, at=NOW.astimezone(ALMATY), who="Aigul", action=LedgerAction.ADMIT, after={"incident 1": {"a": 1}, "incident 2": {"a": 2}}
    )
    kept = [(row.id, row.at, row.who, row.action, row.subject, row.before, row.after, row.reason, row.note) for row in session.query(LedgerRow)]
    assert kept == [(nth, NOW, "Aigul", LedgerAction.ADMIT, f"incident {nth}", {}, {"a": nth}, None, "") for nth in (1, 2)]
    assert verify.ledger_chain_faults(session) == []


@pytest.mark.parametrize(
    "change",
    [
        "dropped_at = '2026-11-20 00:00:00+00:00' WHERE article_id = 'young'",
        "dropped_at = (SELECT max(dropped_at) FROM snapshots) WHERE article_id = 'young'",
        "dropped_at = NULL WHERE article_id = 'a'",
        "dropped_at = NULL",
    ],
)
def test_a_page_marked_as_cleared_that_no_decision_covers_is_a_fault(
    engine: Engine, tmp_path: Path, snapshot: SnapshotAssertion, change: str
) -> None:
    store = Store(engine, tmp_path / "var" / "evidence")
    store.file("run", OLD, "a", "b")
    store.file("run", NOW - timedelta(days=40), "young")
    store.clear()
    assert store.faults() == []
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE snapshots SET {change if engine.dialect.name != 'sqlite' else change.replace('00+00:00', '00.000000')}"))
    assert chain_faults(engine) == snapshot


def dropped(session: Session, article: str, sha256: str, at: datetime | None) -> None:
    """A stored page, marked as cleared away at a moment."""
    rows.article(session, article)
    state = session.query(SnapshotRow).filter_by(article_id=article).one()
    state.sha256, state.dropped_at = sha256, at


def noted(session: Session, after: dict[str, Any], action: LedgerAction = LedgerAction.CLEAR, subject: str = entries.EVIDENCE) -> None:
    ledger.append(session, at=NOW, who="Aigul", action=action, subject=subject, before={}, after=after)


def clearing(session: Session, at: datetime, pages: int, digest: str) -> None:
    noted(session, {"at": at.isoformat(), "pages": pages, "digest": digest})


def told(session: Session) -> tuple[int, list[str]]:
    found: list[str] = []
    return entries.clearing_faults(session, found.append), found


def digest_of(*lines: str) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def test_the_digest_of_a_clearing_is_over_its_pages_in_the_order_of_their_codes(session: Session) -> None:
    for article, sha256 in (("b", "1" * 64), ("A", "2" * 64), ("a", "3" * 64)):
        dropped(session, article, sha256, OLD)
    dropped(session, "other", "4" * 64, NOW)
    dropped(session, "kept", "5" * 64, None)
    assert entries.cleared_digest(session, OLD) == (3, digest_of(f"A {'2' * 64}", f"a {'3' * 64}", f"b {'1' * 64}"))
    assert entries.cleared_digest(session, NOW) == (1, digest_of(f"other {'4' * 64}"))
    assert entries.cleared_digest(session, NOW - timedelta(days=1)) == (0, digest_of())


def test_pages_that_the_ledger_covers_are_counted_and_no_fault(session: Session) -> None:
    assert told(session) == (0, [])
    for article, at in (("a", OLD), ("b", NOW), ("c", NOW), ("kept", None)):
        dropped(session, article, "1" * 64, at)
    for moment in (OLD, NOW):
        clearing(session, moment, *entries.cleared_digest(session, moment))
    # A clearing that found nothing, one that says no moment, and rows of something else.
    clearing(session, NOW - timedelta(days=1), 0, digest_of())
    noted(session, {"pages": 7})
    noted(session, {"at": "x", "pages": 7}, subject="other")
    noted(session, {"at": "x", "pages": 7}, LedgerAction.PROMOTE)
    assert told(session) == (3, [])


def test_every_way_in_which_marks_and_ledger_differ_is_told_in_its_own_line(session: Session, snapshot: SnapshotAssertion) -> None:
    alone, two, other_pages, other_count, nothing = (NOW - timedelta(days=days) for days in (9, 8, 7, 6, 5))
    for article, at in (("a", alone), ("b", two), ("c", two), ("d", other_pages), ("e", other_count)):
        dropped(session, article, "1" * 64, at)
    clearing(session, other_pages, 1, digest_of("x"))
    clearing(session, other_count, 2, entries.cleared_digest(session, other_count)[1])
    clearing(session, nothing, 4, digest_of("x"))
    assert told(session) == snapshot
