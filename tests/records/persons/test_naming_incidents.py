"""Which incidents name a person, under whatever spelling."""

from sqlalchemy import Engine

from records.database import write_transaction
from records.incident_model import Victim
from records.persons.naming_incidents import are_named_once, named_records, numbers_by_person
from records.persons.person_decisions import merge_persons
from tests.records.persons.persons_case import BY, admit_victims


def test_incidents_of_all_merged_records_are_one_persons(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three = admit_victims(
            session, (Victim("Бауыржан Жүсіпов"),), (Victim("Бауыржан Жусупов"), Victim("Бауыржан Жүсіпов")), (Victim("Нурлан Асанов"),)
        )
        assert numbers_by_person(session) == {1: (one, two), 2: (two,), 3: (three,)}
        merge_persons(session, 2, 1, **BY)
        assert numbers_by_person(session) == {1: (one, two), 3: (three,)}


def test_records_are_named_once_where_one_incident_names_any_of_them(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, (Victim("Бауыржан Жүсіпов"), Victim("Нурлан Асанов")), (Victim("Нурлан Асанов"),))
        assert are_named_once(session, {1})
        assert not are_named_once(session, {2})
        assert not are_named_once(session, {1, 2})
        assert named_records(session, {2, 9}) == {2}
