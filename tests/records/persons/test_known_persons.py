"""The persons in the memory of one process are those of the database, whatever was decided since, and only those who were named are read again."""

import random
from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from sqlalchemy import Engine, delete
from sqlalchemy.orm import Session

from records.database import read_session, write_transaction
from records.errors import QorganError
from records.incident_model import Victim
from records.persons import known_persons
from records.persons.known_persons import KnownPersons, begin_so, name_keys
from records.persons.person_decisions import edit_person, merge_persons, tell_apart, undo_person
from records.persons.person_rows import all_persons, new_person
from records.persons.suggestions import doubtful_pairs
from records.tables import PersonNameRow, PersonRow
from tests.records.persons.persons_case import BY, admit_victims

NAMES = ("Гүлнар Сапарқызы", "Gulnar Saparkyzy", "Гүлмира Ахметова", "Гульмира Ахметова", "Бауыржан Жүсіпов", "Бауыржан Жусупов", "Олег Ким 7")


@pytest.fixture
def seven(engine: Engine) -> Engine:
    with write_transaction(engine) as session:
        admit_victims(session, *((Victim(name, "", f"Орда {at % 2}"),) for at, name in enumerate(NAMES)))
    return engine


def all_that_is_told(session: Session, known: KnownPersons) -> object:
    """Everything that can be asked."""
    beginnings = ("Гүл", "saparq", "жүс б", "Ким", "7", "петр")
    return (
        known.everybody(session),
        [[one.id for one in known.beginning(session, name_keys(typed))] for typed in beginnings],
        [[one.id for one in known.sounding_like(session, [name])] for name in NAMES],
        sorted(known.outlets(session)),
        [[one.id for one in known.with_ids(session, [id])] for id in range(9)],
    )


def test_a_name_is_found_by_its_beginnings_in_any_order_and_spelling(seven: Engine) -> None:
    known = KnownPersons()
    with read_session(seven) as session:

        def names(typed: str) -> list[str]:
            return [one.name for one in known.beginning(session, name_keys(typed))]

        assert names("сапарк гул") == names("Saparq") == list(NAMES[:2])
        assert names("гүлм") == list(NAMES[2:4])
        assert names("Ким 7") == names("7") == [NAMES[6]]
        assert names("Ким Ким") == names("апарк") == [], "each word once, and from its beginning"


def test_whoever_may_be_one_with_somebody_sounds_like_her(seven: Engine) -> None:
    known = KnownPersons()
    with read_session(seven) as session:
        everybody = known.everybody(session)
        pairs = doubtful_pairs(everybody)
        assert pairs
        for person in everybody:
            near = known.sounding_like(session, person.all_names)
            mine = [pair for pair in pairs if person.id in (pair.first.id, pair.second.id)]
            assert doubtful_pairs(near, {person.id}) == doubtful_pairs(everybody, {person.id}) == mine


def test_what_is_decided_is_followed_as_if_all_were_read_anew(seven: Engine) -> None:
    chance, known = random.Random(5), KnownPersons()

    def acts(session: Session) -> list[Callable[[], object]]:
        one, other = chance.sample(range(1, 8), 2)
        name = f"{chance.choice(NAMES)}а"
        return [
            lambda: merge_persons(session, one, other, **BY),
            lambda: tell_apart(session, one, other, **BY),
            lambda: edit_person(session, one, {"spellings": f"{name}\n{NAMES[one - 1]}"}, **BY),
            lambda: undo_person(session, one, **BY),
            lambda: new_person(session, [{"name": name, "outlet": "Дала"}], **BY),
        ]

    done = 0
    for _ in range(60):
        try:
            with write_transaction(seven) as session:
                chance.choice(acts(session))()
            done += 1
        except QorganError:
            continue
        with read_session(seven) as session:
            assert all_that_is_told(session, known) == all_that_is_told(session, KnownPersons())
    assert done > 15


def test_only_those_who_are_named_since_are_read_again(seven: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    known, whole = KnownPersons(), count()
    monkeypatch.setattr(known_persons, "all_persons", lambda session: [all_persons(session), next(whole)][0])

    def names() -> list[str]:
        with read_session(seven) as session:
            return [one.name for one in known.everybody(session)]

    names()
    with write_transaction(seven) as session:
        new_person(session, [{"name": "Анна Новая"}], **BY)
        merge_persons(session, 2, 1, **BY)
    assert "Анна Новая" in names()
    assert NAMES[1] not in names()
    assert next(whole) == 1


def test_records_that_went_without_the_ledger_are_noticed_with_its_next_row(seven: Engine) -> None:
    known = KnownPersons()
    with read_session(seven) as session:
        known.everybody(session)
    with write_transaction(seven) as session:
        session.execute(delete(PersonNameRow).where(PersonNameRow.person_id == 7))
        session.execute(delete(PersonRow).where(PersonRow.id == 7))
        merge_persons(session, 2, 1, **BY)
    with read_session(seven) as session:
        assert NAMES[6] not in [one.name for one in known.everybody(session)]


@pytest.mark.parametrize(
    ("words", "sought", "is_so"),
    [(("AkmEt", "gUlmIrA"), ("gUl", "Ak"), True), (("AkmEt",), ("Ak", "Ak"), False), (("AkmEt",), ("kmEt",), False), (("a",), (), True)],
)
def test_each_word_that_is_sought_begins_a_word_of_its_own(words: Any, sought: Any, is_so: bool) -> None:
    assert begin_so(words, sought) is is_so
