"""The ledger as it leaves the house: whoever tries names against its hashes learns nothing, and its rows can be checked still."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

import pytest
from sqlalchemy import Engine, update
from sqlalchemy.orm import Session

from records.database import read_session, write_transaction
from records.filters import RowFilter
from records.incident_model import Victim
from records.ledger import INITIAL_HASH, append, content_hash
from records.ledger.entries import WrittenNote, note_words, written_note
from records.persons.decisions import edit_person, mark_separate_persons
from records.tables import LedgerRow
from records.vocabulary import LedgerAction
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.exports.other_exports import DECISION_COLUMNS
from tests.desk.incident_records import admit_all, incident
from tests.records.ledger.chain import unguarded
from tests.records.persons.persons_case import BY

NAME, OTHER = "Динара Омарова", "Марат Оспанов"


def exported(session: Session) -> list[dict[str, Any]]:
    return list(EXPORT_DEFINITIONS["decisions"].rows(session, RowFilter()))


def two_cases(session: Session) -> None:
    admit_all(session, [incident(nth, date(2026, 1, nth), victims=(Victim(name),), title="x", summary={}) for nth, name in ((1, NAME), (2, OTHER))])


def computed(row: dict[str, Any], previous: str, salt: str | None) -> str:
    """The hash of an exported row with a salt that somebody knows, or guesses."""
    values = {name: row[name] for name in ("id", "who", "action", "subject", "before", "after", "reason", "note")}
    return content_hash(**values, at=datetime.fromisoformat(row["at"]), previous=previous, salt=salt)


def with_name(value: Any, name: str) -> Any:
    """A row as whoever tries a name fills it."""
    if isinstance(value, dict):
        filled = {key: with_name(inner, name) for key, inner in value.items() if key != "publish" or "spellings" in value}
        if "spellings" in value:
            return {**filled, "names": {"ru": name}, "spellings": [name]}
        return {**filled, "name": name, "person": 1} if value.get("name", "") is None else filled
    return [with_name(one, name) for one in value] if isinstance(value, list) else value


def tried(rows: list[dict[str, Any]], name: str) -> Iterator[int]:
    """The rows whose hash fits this name. Of the row before the hash is taken as exported, or worked out."""
    previous = INITIAL_HASH
    for row in rows:
        subject = "person 1" if row["subject"] == "person" else row["subject"]
        said = {**row, "subject": subject, "before": with_name(row["before"], name), "after": with_name(row["after"], name)}
        worked_out = computed(said, previous, row["salt"])
        if said != row and row["hash"] in (worked_out, computed(said, previous, "")):
            yield row["id"]
        previous = row["hash"] or worked_out


def without_salts(engine: Engine) -> None:
    """The rows so far as they were before there was a salt."""
    with unguarded(engine) as connection:
        previous = INITIAL_HASH
        for row in connection.execute(LedgerRow.__table__.select().order_by(LedgerRow.id)).mappings().all():
            hash = content_hash(**{**{name: row[name] for name in row if name not in ("salt", "hash")}, "previous": previous})
            connection.execute(update(LedgerRow).where(LedgerRow.id == row["id"]).values(salt="", previous=previous, hash=hash))
            previous = hash


def test_every_row_can_be_worked_out_while_nobody_is_withheld(engine: Engine) -> None:
    with write_transaction(engine) as session:
        two_cases(session)
    with read_session(engine) as session:
        rows = exported(session)
    assert tuple(rows[0]) == DECISION_COLUMNS
    for before, row in zip([INITIAL_HASH, *(row["hash"] for row in rows)], rows, strict=False):
        assert row["hash"] == computed(row, before, row["salt"])


@pytest.mark.parametrize("old", [True, False])
def test_no_hash_tells_whose_name_was_left_out(engine: Engine, old: bool) -> None:
    with write_transaction(engine) as session:
        two_cases(session)
    if old:
        without_salts(engine)
    with read_session(engine) as session:
        open_rows = [{**row, "salt": row["salt"] or ""} for row in exported(session)]
    assert all(row["hash"] for row in open_rows)
    with write_transaction(engine) as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, **BY)
        mark_separate_persons(session, 2, 1, **BY)
        edit_person(session, 2, {"gender": "male"}, **BY)
        admit_all(session, [incident(3, date(2026, 1, 3), title="x", summary={}, victims=())])
    with read_session(engine) as session:
        rows = exported(session)
    assert list(tried(rows, NAME)) == [], "neither her row nor any row after it fits the name"
    assert NAME not in str(rows)
    assert "'person': 1" not in str(rows)
    assert {row["subject"] for row in rows} == {"person", "person 2", *(f"incident KZ-2026-000{nth}" for nth in (1, 2, 3))}
    assert [row["after"]["apart"] for row in rows if row["subject"] == "person 2"][-1] == [], "nor does her number stand in another's record"
    shown = [row for row in rows if row["id"] > (len(open_rows) if old else 0)]
    assert all(row["hash"] for row in shown), "rows with a salt are still joined by their hashes"
    assert any(row["salt"] for row in shown)
    if old:
        assert [row["hash"] for row in rows[: len(open_rows)]] == [None] * len(open_rows)


def test_the_attack_of_this_module_finds_the_name_where_rows_have_no_salt_and_keep_their_hashes(engine: Engine) -> None:
    """So that the test above can fail."""
    with write_transaction(engine) as session:
        two_cases(session)
    without_salts(engine)
    with read_session(engine) as session:
        hashes = {row["id"]: row["hash"] for row in exported(session)}
    with write_transaction(engine) as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, **BY)
    with read_session(engine) as session:
        rows = [{**row, "hash": hashes.get(row["id"]) or row["hash"]} for row in exported(session)]
    assert list(tried(rows, NAME))
    assert not set(tried(rows, OTHER)) - {2}


def test_a_note_is_reported_in_words_next_to_the_note_that_the_hash_covers(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for note in (written_note(WrittenNote.PROPOSED, "Dana", "a call"), "note:proposed:Dana"):
            append(session, at=BY["now"], who="Aigul", action=LedgerAction.EDIT, subject="incident KZ-2026-0001", before={}, after={}, note=note)
    with read_session(engine) as session:
        rows = exported(session)
    assert [(row["note"], row["note_words"]) for row in rows] == [
        ("note:proposed:Dana\na call", note_words("note:proposed:Dana\na call")),
        (" note:proposed:Dana", "note:proposed:Dana"),
    ]
    for before, row in zip([INITIAL_HASH, *(row["hash"] for row in rows)], rows, strict=False):
        assert row["hash"] == computed(row, before, row["salt"])
