"""The records of persons: read as one where they were merged, and held beside the ledger."""

import pytest
from sqlalchemy import Engine, select, text

from records.database import write_transaction
from records.errors import NoSuchPerson
from records.incident_model import Victim
from records.persons.person_decisions import merge_persons
from records.persons.person_rows import LEDGER_NAMES, all_persons, person, person_content, persons_of
from records.tables import LedgerRow, PersonRow
from tests.records.persons.persons_case import BY, admit_victims, whole


def test_every_column_of_a_person_stands_in_the_ledger(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, (Victim("Айгүл Сапарова", "тілші", "Орда"),))
        assert {column.name for column in PersonRow.__table__.columns} - set(LEDGER_NAMES) == {"id", "created_at", "version"}
        row = session.scalars(select(LedgerRow).where(LedgerRow.subject == "person 1")).one()
        assert (row.action, row.before, row.after) == ("record", {}, person_content(session.get_one(PersonRow, 1)))


def test_merged_records_are_read_as_one_by_any_of_their_ids(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, *((Victim(name),) for name in ("Бауыржан Жүсіпов", "Бауыржан Жусупов", "Bauyrzhan Zhussupov", "Нурлан Асанов")))
        merge_persons(session, 3, 2, **BY)
        merge_persons(session, 2, 1, **BY)
        for ids in ([1], [2], [3], [1, 2, 3]):
            assert {(one.id, one.merged) for one in persons_of(session, ids).values()} == {(1, (2, 3))}
        assert person(session, 3).spellings == ("Бауыржан Жүсіпов", "Бауыржан Жусупов", "Bauyrzhan Zhussupov")
        assert [one.id for one in all_persons(session)] == [1, 4]
        assert persons_of(session, []) == {}
        with pytest.raises(NoSuchPerson, match="no person 9"):
            person(session, 9)


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE persons SET publish = false", "person 1 does not stand as ledger row 1 says (publish)"),
        ("UPDATE persons SET spellings = '[]'", "person 1 does not stand as ledger row 1 says (spellings)"),
        ("DELETE FROM person_names; DELETE FROM persons", "person 1 is in the ledger (row 1), but gone"),
        (
            "INSERT INTO persons (id, names, spellings, profession, gender, outlets, publish, publish_reason, apart, created_at, version)"
            " VALUES (2, '{}', '[]', '', 'unknown', '[]', true, '', '[]', '2026-11-24', 1)",
            "person 2 is recorded, but the ledger has no row on it",
        ),
    ],
)
def test_a_person_changed_past_the_ledger_is_told_by_verify(engine: Engine, statement: str, told: str) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, (Victim("Айгүл Сапарова"),))
        assert whole(session) == []
    with write_transaction(engine) as session:
        for one in statement.split(";"):
            session.execute(text(one))
        assert any(words.startswith(told) for words in whole(session)), whole(session)
