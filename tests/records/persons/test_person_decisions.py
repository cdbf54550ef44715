"""Persons are merged, split and told apart, and each of it can be taken back; incidents keep pointing rightly, and the ledger agrees."""

import shutil
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from records.database import open_engine, write_transaction
from records.errors import BadDecision, NoSuchPerson, NothingToUndo, QorganError
from records.incident_model import Victim
from records.persons.person_decisions import edit_person, merge_persons, split_person, take_out, tell_apart, undo_person
from records.persons.person_rows import all_persons, person, person_content
from records.tables import LedgerRow, PersonRow
from tests.desk.incident_records import admit_all, incident
from tests.records.persons.persons_case import BY, admit_victims, found, pointers, whole

NAMES = ("Бауыржан Жүсіпов", "Бауыржан Жусупов", "Bauyrzhan Zhussupov")


def three(session: Session) -> list[str]:
    return admit_victims(session, *((Victim(name),) for name in NAMES))


def contents(session: Session) -> dict[int, dict[str, Any]]:
    return {row.id: person_content(row) for row in session.scalars(select(PersonRow))}


def test_a_merged_person_is_one_with_all_incidents_and_undo_gives_both_back(engine: Engine) -> None:
    with write_transaction(engine) as session:
        numbers = three(session)
        before = contents(session)
        merge_persons(session, 2, 1, **BY)
        merge_persons(session, 3, 1, **BY)
        assert [pointers(session, number) for number in numbers] == [[1], [1], [1]]
        assert found(session, numbers[1]).victims[0].name == NAMES[1], "an incident keeps its spelling"
        undo_person(session, 2, **BY)
        assert [pointers(session, number) for number in numbers] == [[1], [2], [1]]
        undo_person(session, 3, **BY)
        assert contents(session) == before
        assert whole(session) == []


def test_what_came_by_a_merged_spelling_goes_with_it_when_the_merge_is_undone(engine: Engine) -> None:
    with write_transaction(engine) as session:
        three(session)
        merge_persons(session, 2, 1, **BY)
        (later,) = admit_all(session, [incident(4, None, victims=(Victim(NAMES[1]),))])
        assert pointers(session, later) == [1]
        undo_person(session, 2, **BY)
        assert pointers(session, later) == [2]


@pytest.mark.parametrize(
    ("id", "into", "told"),
    [(1, 1, "cannot be merged with the same record"), (2, 3, "person 2 is merged into 1"), (3, 2, "person 2 is merged into 1")],
)
def test_a_person_is_never_merged_with_herself_nor_through_a_merged_record(engine: Engine, id: int, into: int, told: str) -> None:
    with write_transaction(engine) as session:
        three(session)
        merge_persons(session, 2, 1, **BY)
        stands = contents(session)
        with pytest.raises(BadDecision, match=told):
            merge_persons(session, id, into, **BY)
        assert contents(session) == stands


def test_nobody_and_a_decision_without_a_name_are_refused(engine: Engine) -> None:
    with write_transaction(engine) as session:
        three(session)
        for id, into in ((9, 1), (1, 9)):
            with pytest.raises(NoSuchPerson, match="no person 9"):
                merge_persons(session, id, into, **BY)
        with pytest.raises(BadDecision, match="name of the person"):
            merge_persons(session, 1, 2, who=" ", now=BY["now"])
        with pytest.raises(NothingToUndo):
            undo_person(session, 1, **BY)


def test_an_incident_of_somebody_else_becomes_another_person_and_comes_back(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, other = admit_victims(session, (Victim("Айгүл Сапарова"),), (Victim("Сапарова Айгүл"), Victim("Ким")), (Victim("Нурлан Асанов"),))
        made = split_person(session, 1, [two.lower()], **BY)
        assert (pointers(session, one), pointers(session, two)) == ([1], [made.id, 2])
        assert person(session, 1).spellings == ("Айгүл Сапарова",)
        assert person(session, made.id).spellings == ("Сапарова Айгүл",)
        undo_person(session, 1, **BY)
        assert (pointers(session, one), pointers(session, two)) == ([1], [1, 2])
        assert whole(session) == []
        with pytest.raises(BadDecision, match=f"{other} does not name person 1"):
            split_person(session, 1, [other], **BY)
        with pytest.raises(BadDecision, match="nobody would be left"):
            split_person(session, 1, [one, two], **BY)


def test_a_record_that_was_merged_by_mistake_is_taken_out_at_any_time(engine: Engine) -> None:
    with write_transaction(engine) as session:
        numbers = three(session)
        merge_persons(session, 2, 1, **BY)
        edit_person(session, 1, {"gender": "male"}, **BY)
        take_out(session, 1, 2, **BY)
        assert pointers(session, numbers[1]) == [2]
        with pytest.raises(BadDecision, match="not merged into 1"):
            take_out(session, 1, 3, **BY)
        undo_person(session, 2, **BY)
        assert pointers(session, numbers[1]) == [1]


def test_an_undo_that_would_lead_in_a_circle_is_refused(engine: Engine) -> None:
    with write_transaction(engine) as session:
        three(session)
        merge_persons(session, 2, 1, **BY)
        take_out(session, 1, 2, **BY)
        merge_persons(session, 1, 2, **BY)
        with pytest.raises(NothingToUndo, match="person 1 has been merged with 2"):
            undo_person(session, 2, **BY)


def test_edits_are_taken_back_one_by_one_and_what_a_link_added_meanwhile_stays(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, (Victim("Айгүл Сапарова"),))
        edit_person(session, 1, {"gender": "female"}, **BY)
        edit_person(session, 1, {"profession": "тілші", "publish": "no", "publish_reason": "threats"}, note="арыз", **BY)
        admit_all(session, [incident(2, None, victims=(Victim("Айгүл Сапарова", outlet="Орда"),))])
        undo_person(session, 1, **BY)
        one = person(session, 1)
        assert (one.gender, one.profession, one.publish, one.publish_reason, [on.outlet for on in one.outlets]) == ("female", "", True, "", ["Орда"])
        undo_person(session, 1, **BY)
        assert person(session, 1).gender == "unknown"
        actions = session.scalars(select(LedgerRow.action).where(LedgerRow.subject == "person 1").order_by(LedgerRow.id)).all()
        assert actions == ["record", "edit", "edit", "link", "undo", "undo"]
        assert whole(session) == []


def test_a_person_who_is_published_again_has_no_withheld_record_left(engine: Engine) -> None:
    with write_transaction(engine) as session:
        three(session)
        edit_person(session, 2, {"publish": "no", "publish_reason": "threats"}, **BY)
        merge_persons(session, 2, 1, **BY)
        assert not person(session, 1).publish
        with pytest.raises(BadDecision, match="merged into 1"):
            edit_person(session, 2, {"publish": "yes"}, **BY)
        edit_person(session, 1, {"publish": "yes"}, **BY)
        assert person(session, 1).publish
        assert whole(session) == []


def test_taking_back_that_a_name_is_published_withholds_it_again_in_every_record_that_was(engine: Engine) -> None:
    with write_transaction(engine) as session:
        three(session)
        edit_person(session, 2, {"publish": "no", "publish_reason": "threats"}, **BY)
        merge_persons(session, 2, 1, **BY)
        merge_persons(session, 3, 1, **BY)
        stood = contents(session)
        edit_person(session, 1, {"publish": "yes"}, **BY)
        with pytest.raises(BadDecision, match="person 1 stands so already"):
            edit_person(session, 1, {"publish": "yes"}, **BY)
        undo_person(session, 1, **BY)
        assert contents(session) == stood
        assert (person(session, 1).publish, person(session, 1).publish_reason) == (False, "threats")
        assert whole(session) == []


def withheld_twice(session: Session) -> list[str]:
    numbers = admit_victims(session, (Victim("Сауле Бекова"),), (Victim("Сауле Бекова"),), (Victim("Сәуле Бекова"),))
    merge_persons(session, 2, 1, **BY)
    edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, **BY)
    return numbers


@pytest.mark.parametrize("act", ["split", "take_out", "undo"])
def test_what_leaves_a_withheld_person_stays_withheld_until_somebody_publishes_it(engine: Engine, act: str) -> None:
    with write_transaction(engine) as session:
        _, two, three = withheld_twice(session)
        made = {
            "split": lambda: split_person(session, 1, [two], **BY),
            "take_out": lambda: take_out(session, 1, 2, **BY),
            "undo": lambda: undo_person(session, 2, **BY),
        }[act]()
        assert pointers(session, two if act == "split" else three) == [made.id]
        assert (person(session, made.id).publish, person(session, made.id).publish_reason) == (False, "threats")
        edit_person(session, made.id, {"publish": "yes"}, **BY)
        assert person(session, made.id).publish
        assert not person(session, 1).publish
        assert whole(session) == []


ACTS = st.lists(
    st.tuples(st.sampled_from(["merge", "split", "take_out", "apart", "edit", "undo"]), st.integers(1, 5), st.integers(1, 5)), min_size=1, max_size=12
)


@given(acts=ACTS)
def test_no_order_of_acts_loses_an_incident_leads_in_a_circle_or_parts_from_the_ledger(
    empty_engine: Engine, acts: list[tuple[str, int, int]]
) -> None:
    with Session(empty_engine) as session, session.begin():
        numbers = three(session)
        doers: dict[str, Any] = {
            "merge": lambda one, other: merge_persons(session, one, other, **BY),
            "split": lambda one, other: split_person(session, one, [numbers[other % 3]], **BY),
            "take_out": lambda one, other: take_out(session, one, other, **BY),
            "apart": lambda one, other: tell_apart(session, one, other, **BY),
            "edit": lambda one, other: edit_person(session, one, {"profession": f"{other}"}, **BY),
            "undo": lambda one, other: undo_person(session, one, **BY),
        }
        for name, one, other in acts:
            try:
                doers[name](one, other)
            except QorganError:
                continue
        standing = {one.id: one for one in all_persons(session)}
        for number, name in zip(numbers, NAMES, strict=True):
            (id,) = pointers(session, number)
            assert name in standing[id or 0].spellings
        assert whole(session) == []
        session.rollback()


@pytest.fixture
def empty_engine(request: pytest.FixtureRequest) -> Any:
    """SQLite alone: what holds of an order of acts does not depend on the database."""
    folder, empty = request.getfixturevalue("tmp_path"), request.getfixturevalue("empty_sqlite")
    made = open_engine(f"sqlite:///{shutil.copy(empty, folder / 'acts.db')}")
    yield made
    made.dispose()
