"""Every way in which somebody may alter the ledger or the records past it is found and named."""

from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, delete, insert, text
from sqlalchemy.exc import DBAPIError

from records import ledger, review
from records.database import read_session, write_transaction
from records.ledger import ledger_verify
from records.tables import LedgerRow
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.records import rows
from tests.records.ledger.chain import act, chain_faults, head, unguarded

_EVERYWHERE = [
    "UPDATE ledger SET who = 'x' WHERE id = 1",
    "DELETE FROM ledger WHERE id = 1",
    # SQLite takes the second condition to tell the clause from a join.
    "INSERT INTO ledger SELECT * FROM ledger WHERE id = 1 AND true ON CONFLICT (id) DO UPDATE SET who = 'x'",
]
_STATEMENTS = {
    "sqlite": [
        *_EVERYWHERE,
        "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE id = 1",
        "REPLACE INTO ledger SELECT * FROM ledger WHERE id = 1",
    ],
    "postgresql": [
        *_EVERYWHERE,
        "TRUNCATE ledger",
        "INSERT INTO ledger SELECT * FROM ledger WHERE id = 1 ON CONFLICT (id) DO UPDATE SET who = 'x'",
    ],
}


@pytest.mark.parametrize(
    ("engine", "statement"), [(kind, statement) for kind, statements in _STATEMENTS.items() for statement in statements], indirect=["engine"]
)
def test_through_the_application_nobody_can_change_or_take_out_a_row_of_the_ledger(engine: Engine, statement: str) -> None:
    act(engine)
    with pytest.raises(DBAPIError, match="append-only"), write_transaction(engine) as session:
        session.execute(text(statement))
    assert chain_faults(engine) == []


CHANGES = {
    "at": "at = '2020-01-01 00:00:00+00:00'",
    "who": "who = 'Somebody'",
    "action": "action = 'reject'",
    "subject": "subject = 'model 9'",
    "before": """before = '{"n": 9}'""",
    "after": """after = '{"n": 9}'""",
    "reason": "reason = 'other'",
    "note": "note = 'a word'",
    "salt": f"salt = '{'f' * 32}'",
    "hash": f"hash = '{'f' * 64}'",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_value_altered_in_any_column_of_the_ledger_is_found_and_its_row_named(engine: Engine, column: str) -> None:
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text(f"UPDATE ledger SET {CHANGES[column]} WHERE id = 3"))
    found = chain_faults(engine)
    assert found[0] == "ledger row 3 was altered"
    # With another hash, the row after it does not follow either.
    assert len(found) == (2 if column == "hash" else 1)


def test_every_column_of_the_ledger_is_covered_by_its_hash() -> None:
    assert {column.name for column in LedgerRow.__table__.columns} == {*CHANGES, "id", "previous"}


def test_another_hash_of_the_row_before_is_found(engine: Engine) -> None:
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text(f"UPDATE ledger SET previous = '{'f' * 64}' WHERE id = 3"))
    assert chain_faults(engine) == ["ledger row 3 is out of its place: it was moved, inserted or exchanged"]


@pytest.mark.parametrize(
    ("gone", "told"),
    [((1,), "ledger row 1 is missing"), ((3,), "ledger row 3 is missing"), ((2, 3, 4), "ledger rows 2 to 4 are missing")],
)
def test_rows_taken_out_are_named_in_one_line(engine: Engine, gone: tuple[int, ...], told: str) -> None:
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text(f"DELETE FROM ledger WHERE id IN ({', '.join(map(str, gone))})"))
    assert chain_faults(engine) == [told]


def test_rows_that_changed_places_are_both_named(engine: Engine) -> None:
    act(engine)
    with unguarded(engine) as connection:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(text(f"UPDATE ledger SET id = {new} WHERE id = {old}"))
    assert {line.split(" is out")[0] for line in chain_faults(engine)} >= {"ledger row 2", "ledger row 3"}


def test_a_row_put_in_with_a_hash_that_looks_right_is_found(engine: Engine) -> None:
    act(engine)
    with unguarded(engine) as connection:
        for id_ in (5, 4, 3):
            connection.execute(text(f"UPDATE ledger SET id = {id_ + 1} WHERE id = {id_}"))
        before = connection.execute(text("SELECT hash FROM ledger WHERE id = 2")).scalar_one()
        connection.execute(insert(LedgerRow), [forged(3, before)])
    found = chain_faults(engine)
    assert {line.split(" ")[2] for line in found} == {"4", "5", "6"}


def test_a_row_numbered_before_the_first_is_found(engine: Engine) -> None:
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(insert(LedgerRow), [forged(0, ledger.FIRST)])
    assert "ledger row 0 was inserted: rows are numbered from 1, each number once" in chain_faults(engine)


def test_a_row_exchanged_with_its_hash_renewed_does_not_carry_the_next_one(engine: Engine) -> None:
    act(engine)
    rewrite(engine, 3, 3)
    assert chain_faults(engine) == ["ledger row 4 does not follow row 3: one of the two was exchanged"]


def test_a_history_written_wholly_anew_from_a_row_on_is_found_by_a_head_noted_before(engine: Engine) -> None:
    act(engine)
    noted = head(engine)
    act(engine, 2)
    assert chain_faults(engine, noted) == []
    rewrite(engine, 3, 7)
    assert chain_faults(engine) == []
    assert chain_faults(engine, noted) == ["ledger row 5 is not the one that was noted as the head; what stands from there on was written anew"]


def test_a_noted_head_that_was_cut_off_is_missed(engine: Engine) -> None:
    act(engine)
    noted = head(engine)
    with unguarded(engine) as connection:
        connection.execute(text("DELETE FROM ledger WHERE id > 3"))
    assert chain_faults(engine) == []
    assert chain_faults(engine, noted) == ["ledger row 5, which was noted as the head, is missing"]


@pytest.mark.parametrize("junk", ["after = 'no json'", "at = 'never'", "who = x'ff'", "before = '[[[' || 'x'"])
def test_a_row_that_cannot_be_read_is_named_and_does_not_stop_the_reading(tmp_path: Path, junk: str) -> None:
    engine = open_upgraded(f"sqlite:///{tmp_path / 'l.db'}")
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text(f"UPDATE ledger SET {junk} WHERE id = 3"))
        connection.execute(text("UPDATE ledger SET who = 'x' WHERE id = 5"))
    assert chain_faults(engine) == ["ledger row 3 was altered", "ledger row 5 was altered"]
    engine.dispose()


def test_text_that_is_no_text_is_told_and_no_crash(tmp_path: Path) -> None:
    engine = open_upgraded(f"sqlite:///{tmp_path / 'l.db'}")
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text("UPDATE ledger SET note = CAST(x'ff' AS TEXT) WHERE id = 3"))
    with read_session(engine) as session:
        [line] = ledger_verify.faults(session)
    assert line.startswith("the ledger cannot be read beyond row 0: ")
    assert "decode" in line, "the reason is that of the database"
    engine.dispose()


def forged(id_: int, previous: str, **values: Any) -> dict[str, Any]:
    """A row as the application would write it."""
    row = {
        "id": id_, "at": NOW, "who": "Somebody", "action": "train", "subject": "model 0", "before": {}, "after": {}, "reason": None, "note": "",
        "previous": previous, **values,
    }  # fmt: skip
    return {**row, "hash": ledger.content_hash(**row)}


def rewrite(engine: Engine, first: int, last: int) -> None:
    """Write rows anew with other content and hashes that fit."""
    with unguarded(engine) as connection:
        for id_ in range(first, last + 1):
            before = connection.execute(text(f"SELECT hash FROM ledger WHERE id = {id_ - 1}")).scalar_one()
            connection.execute(delete(LedgerRow).where(LedgerRow.id == id_))
            connection.execute(insert(LedgerRow), [forged(id_, before)])


def decided_drafts(engine: Engine) -> tuple[int, int]:
    """One draft confirmed, one rejected, both with rows in the ledger."""
    with write_transaction(engine) as session:
        for identifier in ("a", "b"):
            rows.article(session, identifier)
            rows.screening(session, identifier)
        first, second = (draft.id for draft in review.propose(session, review.undrafted(session, "test 1"), now=NOW))
        review.confirm(session, first, who="Aigul", now=NOW, fields={"place": "Теміртау"})
        review.reject(session, second, who="Bolat", now=NOW.astimezone(), reason="not_work")
    return first, second


def test_records_that_stand_as_the_ledger_says_are_no_fault(engine: Engine) -> None:
    first, second = decided_drafts(engine)
    assert chain_faults(engine) == []
    with write_transaction(engine) as session:
        review.undo(session, first, who="Aigul", now=NOW)
        review.undo(session, second, who="Aigul", now=NOW)
        review.confirm(session, first, who="Bolat", now=NOW)
    assert chain_faults(engine) == []


def test_rows_cut_off_at_the_end_of_the_ledger_are_found_by_what_the_records_say(engine: Engine) -> None:
    _, second = decided_drafts(engine)
    with unguarded(engine) as connection:
        connection.execute(text("DELETE FROM ledger WHERE id = (SELECT max(id) FROM ledger)"))
    assert chain_faults(engine) == [f"draft {second} was decided, but the ledger has no row on it"]


def test_an_undoing_cut_off_at_the_end_is_found_too(engine: Engine) -> None:
    _, second = decided_drafts(engine)
    with write_transaction(engine) as session:
        review.undo(session, second, who="Aigul", now=NOW)
    with unguarded(engine) as connection:
        connection.execute(text("DELETE FROM ledger WHERE id = (SELECT max(id) FROM ledger)"))
    assert [line.split(" (")[0] for line in chain_faults(engine)] == [f"draft {second} does not stand as ledger row 4 says"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE drafts SET state = 'rejected' WHERE id = 1", "draft 1 does not stand"),
        ("UPDATE drafts SET decided_by = 'Somebody' WHERE id = 1", "(decided_by)"),
        ("UPDATE drafts SET reason = 'other' WHERE id = 2", "(reason)"),
        ("UPDATE drafts SET fields = '{}' WHERE id = 1", "(fields)"),
        ("UPDATE drafts SET state = 'confirmed' WHERE id = 2", "(state)"),
        ("UPDATE incidents SET place = 'elsewhere'", "(place)"),
        ("UPDATE incidents SET withdrawn = true", "(withdrawn)"),
        ("UPDATE statuses SET code = 'CVF'", "(statuses)"),
        ("DELETE FROM statuses", "(statuses)"),
    ],
)
def test_a_record_changed_past_the_ledger_is_found_and_the_field_named(engine: Engine, change: str, told: str) -> None:
    decided_drafts(engine)
    with engine.begin() as connection:
        connection.execute(text(change))
    (line,) = chain_faults(engine)
    assert told in line


def test_an_incident_without_a_row_in_the_ledger_and_one_that_is_gone_are_found(engine: Engine) -> None:
    decided_drafts(engine)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM statuses"))
        connection.execute(text("UPDATE incidents SET number = 'KZ-1999-0001'"))
    found = chain_faults(engine)
    assert any("incident KZ-2026-0001 is in the ledger" in line and "gone" in line for line in found)
    assert "incident KZ-1999-0001 is recorded, but the ledger has no row on it" in found


def test_each_fault_of_a_record_is_one_whole_line(engine: Engine) -> None:
    decided_drafts(engine)
    with engine.begin() as connection:
        connection.execute(text("UPDATE drafts SET reason = 'other', decided_by = 'X' WHERE id = 2"))
        connection.execute(text("UPDATE incidents SET place = 'x', withdrawn = true"))
    end = "it was changed past the ledger, or later rows are missing"
    with read_session(engine) as session:
        said = {row.subject: row.id for row in session.query(LedgerRow)}
    draft, incident = chain_faults(engine)
    assert draft.startswith(f"draft 2 does not stand as ledger row {said['draft 2']} says (")
    assert {tuple(sorted(line.split("(")[1].split(")")[0].split(", "))) for line in (draft, incident)} == {
        ("decided_by", "reason"),
        ("place", "withdrawn"),
    }
    assert incident.startswith(f"incident KZ-2026-0001 does not stand as ledger row {said['incident KZ-2026-0001']} says (")
    assert draft.endswith(f"): {end}")
    assert incident.endswith(f"): {end}")
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM statuses"))
        connection.execute(text("DELETE FROM draft_articles"))
        connection.execute(text("UPDATE incidents SET draft_id = NULL"))
        connection.execute(text("DELETE FROM incidents"))
        connection.execute(text("DELETE FROM drafts"))
    assert chain_faults(engine) == [
        f"draft 1 is in the ledger (row {said['draft 1']}), but gone",
        f"draft 2 is in the ledger (row {said['draft 2']}), but gone",
        f"incident KZ-2026-0001 is in the ledger (row {said['incident KZ-2026-0001']}), but gone",
    ]


def test_the_rows_are_counted_with_the_last_one_and_told_as_they_pass(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with read_session(engine) as session:
        assert ledger_verify.walk(session, list[str]().append) == ledger_verify.Walked(0, None)
    act(engine, 7)
    monkeypatch.setattr(ledger_verify, "_STREAM", 3)
    passed: list[int] = []
    with read_session(engine) as session:
        walked = ledger_verify.walk(session, list[str]().append, passed=passed.append)
    assert (walked, passed) == (ledger_verify.Walked(7, head(engine)), [3, 3, 1])
    assert str(head(engine)) == f"7:{head(engine).hash}"


@pytest.mark.parametrize(
    ("written", "faults"), [("""{"n":3} """, []), ("""{"n":3} x""", ["ledger row 3 was altered"]), ("""{"n":3}{}""", ["ledger row 3 was altered"])]
)
def test_a_value_is_read_to_its_end_whatever_stands_behind_it(tmp_path: Path, written: str, faults: list[str]) -> None:
    engine = open_upgraded(f"sqlite:///{tmp_path / 'l.db'}")
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text("UPDATE ledger SET after = :written WHERE id = 3"), {"written": written})
    assert chain_faults(engine) == faults
    engine.dispose()


@pytest.mark.parametrize("change", ["state = 'rejected'", "decided_by = 'Somebody'"])
def test_a_draft_that_was_decided_past_the_ledger_is_found_by_either_sign(engine: Engine, change: str) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a")
        rows.screening(session, "a")
        [draft] = review.propose(session, review.undrafted(session, "test 1"), now=NOW)
    assert chain_faults(engine) == []
    with engine.begin() as connection:
        connection.execute(text(f"UPDATE drafts SET {change}"))
    assert chain_faults(engine) == [f"draft {draft.id} was decided, but the ledger has no row on it"]


def test_the_same_moment_written_in_another_zone_is_the_same(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a")
        rows.screening(session, "a")
        [draft] = review.propose(session, review.undrafted(session, "test 1"), now=NOW)
        review.reject(session, draft.id, who="Aigul", now=NOW.astimezone(timezone(timedelta(hours=5))), reason="old")
        row = session.query(LedgerRow).one()
        assert row.after["decided_at"].endswith("+05:00")
    assert chain_faults(engine) == []
    with engine.begin() as connection:
        moment = "2026-11-24 06:00:01.000000" if engine.dialect.name == "sqlite" else "2026-11-24 06:00:01+00"
        connection.execute(text(f"UPDATE drafts SET decided_at = '{moment}'"))
    assert "(decided_at)" in chain_faults(engine)[0]
