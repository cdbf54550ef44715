"""The last decisions on pairs of persons: which are listed, and that only one that still stands as the last of its record is taken back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from records.database import write_transaction
from records.errors import NothingToUndo
from records.incident_model import Victim
from records.persons.pair_acts import pair_acts, undo_pair
from records.persons.person_decisions import edit_person, merge_persons, split_person, tell_apart, undo_person
from records.persons.person_rows import all_persons
from tests.records.persons.persons_case import BY, admit_victims, whole

NAMES = ("Бауыржан Жүсіпов", "Бауыржан Жусупов", "Bauyrzhan Zhussupov", "Нурлан Асанов")


def told(session: Session, most: int = 10) -> list[tuple[int, int, bool]]:
    return [(act.id, act.other, act.is_one) for act in pair_acts(session, most)]


@pytest.fixture
def session(engine: Engine) -> Iterator[Session]:
    with write_transaction(engine) as made:
        admit_victims(made, *((Victim(name),) for name in (*NAMES, NAMES[0])))
        yield made


def test_what_was_decided_about_pairs_is_told_the_newest_first(session: Session) -> None:
    merge_persons(session, 2, 1, **BY)
    tell_apart(session, 1, 4, **BY)
    edit_person(session, 3, {"gender": "male"}, **BY)
    assert told(session) == [(1, 4, False), (2, 1, True)]
    assert told(session, 1) == [(1, 4, False)]
    assert [act.names for act in pair_acts(session, 10)] == [(NAMES[0], NAMES[3]), (NAMES[1], NAMES[0])]


def test_an_act_is_taken_back_and_told_no_longer(session: Session) -> None:
    merge_persons(session, 2, 1, **BY)
    tell_apart(session, 3, 4, **BY)
    for act in pair_acts(session, 10):
        assert undo_pair(session, act.row.id, **BY) == act
    assert told(session) == []
    assert [one.id for one in all_persons(session)] == [1, 2, 3, 4]
    assert whole(session) == []


def test_an_act_that_was_taken_back_or_followed_by_another_is_refused(session: Session) -> None:
    merge_persons(session, 2, 1, **BY)
    tell_apart(session, 3, 4, **BY)
    apart, one = pair_acts(session, 10)
    undo_person(session, 2, **BY)
    edit_person(session, 3, {"gender": "male"}, **BY)
    assert told(session) == []
    for act in (apart, one):
        with pytest.raises(NothingToUndo, match="something was decided after it"):
            undo_pair(session, act.row.id, **BY)
    undo_person(session, 3, **BY)
    assert told(session) == [(3, 4, False)], "it is the last one again"


def test_what_says_nothing_of_a_pair_is_neither_told_nor_taken_back(session: Session) -> None:
    split_person(session, 1, ["KZ-2026-0005"], **BY)
    last = edit_person(session, 4, {"profession": "тілші"}, **BY)
    assert told(session) == []
    assert last.profession == "тілші"
    for row in range(1, 40):
        with pytest.raises(NothingToUndo):
            undo_pair(session, row, **BY)
