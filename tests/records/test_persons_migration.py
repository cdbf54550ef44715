"""The migration that makes persons of victims: nothing is lost, one spelling is one person, and what is only alike stays apart."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, func, select, text

from records.database import alembic_config, open_engine, read_session, upgrade, write_transaction
from records.filters import IncidentFilter
from records.incidents import load
from records.ledger import ledger_verify
from records.ledger.entries import FIRST, content_hash
from records.persons.person_rows import all_persons
from records.persons.suggestions import doubtful_pairs
from records.persons.victim_links import linked_victims
from records.tables import PersonNameRow
from tests.conftest import NOW

VICTIMS: list[list[dict[str, str]]] = [
    [{"name": "Бауыржан Жүсіпов", "profession": "", "outlet": "Орда"}],
    [{"name": "Жүсіпов  Бауыржан", "profession": "тілші", "outlet": "газета «Орда»"}],
    [{"name": "Бауыржан Жусупов", "profession": "", "outlet": "Орда"}],
    [{"name": "А. Иванов", "profession": "", "outlet": "Орда"}, {"name": "Иванов А.", "profession": "", "outlet": ""}],
    [{"name": "А. Иванов", "profession": "", "outlet": "орда"}, {"name": "А. Иванов", "profession": "", "outlet": ""}],
    [],
    [{"name": "Айгүл Сапарова", "profession": "", "outlet": ""}, {"name": "Айгүл Сапарова", "profession": "", "outlet": ""}],
    *([{"name": "Серик Ахметов", "profession": "", "outlet": outlet}] for outlet in ("", "Хабар 24", "Уральская неделя", "", "Khabar 24", "")),
]
COLUMNS = {
    "title": "", "primary": "ATT", "categories": ["ATT"], "outlets": [], "actor": "unknown", "online": False, "motive": "unconfirmed", "summary": {},
    "sources": [], "private": {}, "withdrawn": False,
}  # fmt: skip


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the version before, with incidents, their victims, and the ledger that tells of them."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'before.db'}"
    made = open_engine(url)
    command.upgrade(alembic_config(made), "0007")
    at, previous = NOW if request.param == "postgresql" else NOW.replace(tzinfo=None), FIRST
    with made.begin() as connection:
        for serial, victims in enumerate(VICTIMS, 1):
            number = f"KZ-2026-{serial:04}"
            values: dict[str, Any] = {**COLUMNS, "victims": victims}
            plain = {name: json.dumps(value) if isinstance(value, list | dict) else value for name, value in values.items()}
            names = ", ".join(f'"{name}"' for name in plain)
            connection.execute(
                text(
                    f"INSERT INTO incidents (number, year, serial, created_at, version, {names}) VALUES (:number, 2026, :serial, :at, 1, "
                    + ", ".join(f":{name}" for name in plain)
                    + ")"
                ),
                {**plain, "number": number, "serial": serial, "at": at},
            )
            after = {**{name: value for name, value in values.items() if name != "private"}, "private": None, "statuses": []}
            row: dict[str, Any] = {
                "id": serial,
                "who": "Aigul",
                "action": "record",
                "subject": f"incident {number}",
                "note": "",
                "previous": previous,
            }
            previous = content_hash(serial, NOW, "Aigul", "record", row["subject"], {}, after, None, "", previous)
            connection.execute(
                text(
                    "INSERT INTO ledger (id, at, who, action, subject, before, after, note, previous, hash)"
                    " VALUES (:id, :at, :who, :action, :subject, '{}', :after, :note, :previous, :hash)"
                ),
                {**row, "at": at, "after": json.dumps(after), "hash": previous},
            )
    yield made
    made.dispose()


def pointers(engine: Engine) -> list[list[tuple[str, int | None]]]:
    with read_session(engine) as session:
        return [[(victim.name, victim.person) for victim in one.victims] for one in load(session, IncidentFilter())]


def test_victims_become_persons_and_the_ledger_tells_it(before: Engine) -> None:
    upgrade(before)
    found = pointers(before)
    assert [[name for name, _ in one] for one in found] == [[victim["name"] for victim in victims] for victims in VICTIMS]
    ids = [[id for _, id in one] for one in found]
    assert all(id is not None for one in ids for id in one)
    assert ids[0] == ids[1], "one spelling, whatever the order"
    assert ids[2] != ids[0], "another spelling is not merged silently"
    assert ids[3][0] == ids[4][0], "a surname with an initial, in one outlet"
    assert len({ids[3][0], ids[3][1], ids[4][1]}) == 3, "an initial alone says nothing"
    assert ids[6][0] != ids[6][1], "twice in one incident: two persons"
    with read_session(before) as session:
        persons = {person.id: person for person in all_persons(session)}
        first = persons[ids[0][0] or 0]
        assert first.spellings == ("Бауыржан Жүсіпов", "Жүсіпов  Бауыржан")
        assert first.profession == "тілші"
        assert [one.outlet for one in first.outlets] == ["Орда", "газета «Орда»"]
        assert first.names == {"kk": "Бауыржан Жүсіпов"}
        assert len(persons) == 10
        faults = ledger_verify.faults(session)
        ledger_verify.standing_faults(session, faults.append)
        assert faults == []


def test_namesakes_of_two_outlets_stay_two_and_are_listed_for_a_person_to_decide(before: Engine) -> None:
    upgrade(before)
    ids = [one[0][1] for one in pointers(before)[7:]]
    first, other, unsaid = ids[0], ids[2], ids[3]
    assert ids == [first, first, other, unsaid, first, unsaid], "the first is at one outlet; who is meant without one cannot be told any more"
    assert len({first, other, unsaid}) == 3
    with read_session(before) as session:
        pairs = doubtful_pairs(all_persons(session))
    assert {(first, other), (first, unsaid), (other, unsaid)} <= {(pair.first.id, pair.second.id) for pair in pairs}


def test_the_migration_makes_the_persons_that_recording_one_after_the_other_makes(before: Engine, empty_sqlite: Path, tmp_path: Path) -> None:
    upgrade(before)
    fresh = open_engine(f"sqlite:///{shutil.copy(empty_sqlite, tmp_path / 'fresh.db')}")
    with write_transaction(fresh) as session:
        recorded = [linked_victims(session, victims, who="Aigul", now=NOW) for victims in VICTIMS]
    fresh.dispose()
    assert [[victim["person"] for victim in victims] for victims in recorded] == [[id for _, id in one] for one in pointers(before)]


def test_after_it_persons_are_made_and_found_as_ever(before: Engine) -> None:
    upgrade(before)
    with write_transaction(before) as session:
        known = linked_victims(session, [{"name": "Бауыржан Жусупов", "outlet": "Орда"}, {"name": "Жаңа Адам"}], who="Aigul", now=NOW)
        assert known[0]["person"] == pointers(before)[2][0][1]
        assert known[1]["person"] == 11
        assert session.scalar(select(func.count()).select_from(PersonNameRow)) == 11


def test_a_second_upgrade_changes_nothing(before: Engine) -> None:
    upgrade(before)
    stands = pointers(before)
    upgrade(before)
    assert pointers(before) == stands
