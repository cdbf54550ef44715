"""Persons are merged, split, told apart and corrected; each of it can be taken back, and the ledger agrees."""

import shutil
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records.database import open_engine, write_transaction
from records.errors import NothingToUndo, QorganError
from records.incident_model import Victim
from records.persons.decisions import (
    checked_person_fields,
    edit_person,
    mark_separate_persons,
    merge_persons,
    pair_acts,
    split_person,
    undo_pair,
    undo_person,
    unmerge_person,
)
from records.persons.repository import LEDGER_NAMES, PersonOutlet, all_persons, language_of, merged_person, person_content, person_of, persons_of
from records.tables import LedgerRow, PersonRow
from records.vocabulary import Gender
from tests.desk.incident_records import admit_all, incident
from tests.records.persons.persons_case import BY, admit_victims, found, pointers, whole
from tests.records.review.refusals import refusal

NAMES = ("Бауыржан Жүсіпов", "Бауыржан Жусупов", "Bauyrzhan Zhussupov")


def three(session: Session) -> list[str]:
    return admit_victims(session, *((Victim(name),) for name in NAMES))


def contents(session: Session) -> dict[int, dict[str, Any]]:
    return {row.id: person_content(row) for row in session.scalars(select(PersonRow))}


def test_a_merged_person_is_one_with_all_incidents_and_undo_gives_both_back(session: Session) -> None:
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


def test_what_came_by_a_merged_spelling_goes_with_it_when_the_merge_is_undone(session: Session) -> None:
    three(session)
    merge_persons(session, 2, 1, **BY)
    (later,) = admit_all(session, [incident(4, None, victims=(Victim(NAMES[1]),))])
    assert pointers(session, later) == [1]
    undo_person(session, 2, **BY)
    assert pointers(session, later) == [2]


def test_a_person_is_never_merged_with_herself_nor_through_a_merged_record(session: Session, snapshot: SnapshotAssertion) -> None:
    three(session)
    merge_persons(session, 2, 1, **BY)
    stands = contents(session)
    assert [refusal(merge_persons, session, id, into, **BY) for id, into in ((1, 1), (2, 3), (3, 2), (9, 1), (1, 9))] == snapshot
    assert refusal(merge_persons, session, 1, 3, who=" ", now=BY["now"]) == snapshot
    assert contents(session) == stands
    with pytest.raises(NothingToUndo):
        undo_person(session, 1, **BY)


def test_an_incident_of_somebody_else_becomes_another_person_and_comes_back(session: Session, snapshot: SnapshotAssertion) -> None:
    one, two, other = admit_victims(session, (Victim("Айгүл Сапарова"),), (Victim("Сапарова Айгүл"), Victim("Ким")), (Victim("Нурлан Асанов"),))
    made = split_person(session, 1, [two.lower()], **BY)
    assert (pointers(session, one), pointers(session, two)) == ([1], [made.id, 2])
    assert person_of(session, 1).spellings == ("Айгүл Сапарова",)
    assert person_of(session, made.id).spellings == ("Сапарова Айгүл",)
    undo_person(session, 1, **BY)
    assert (pointers(session, one), pointers(session, two)) == ([1], [1, 2])
    assert whole(session) == []
    assert refusal(split_person, session, 1, [other], **BY) == snapshot
    assert refusal(split_person, session, 1, [one, two], **BY) == snapshot


def test_a_record_that_was_merged_by_mistake_is_taken_out_at_any_time(session: Session, snapshot: SnapshotAssertion) -> None:
    numbers = three(session)
    merge_persons(session, 2, 1, **BY)
    edit_person(session, 1, {"gender": "male"}, **BY)
    unmerge_person(session, 1, 2, **BY)
    assert pointers(session, numbers[1]) == [2]
    assert refusal(unmerge_person, session, 1, 3, **BY) == snapshot
    undo_person(session, 2, **BY)
    assert pointers(session, numbers[1]) == [1]


def test_an_undo_that_would_lead_in_a_circle_is_refused(session: Session, snapshot: SnapshotAssertion) -> None:
    three(session)
    merge_persons(session, 2, 1, **BY)
    unmerge_person(session, 1, 2, **BY)
    merge_persons(session, 1, 2, **BY)
    assert refusal(undo_person, session, 2, **BY) == snapshot


def test_edits_are_taken_back_one_by_one_and_what_a_link_added_meanwhile_stays(session: Session) -> None:
    admit_victims(session, (Victim("Айгүл Сапарова"),))
    edit_person(session, 1, {"gender": "female"}, **BY)
    edit_person(session, 1, {"profession": "тілші", "publish": "no", "publish_reason": "threats"}, note="арыз", **BY)
    admit_all(session, [incident(2, None, victims=(Victim("Айгүл Сапарова", outlet="Орда"),))])
    undo_person(session, 1, **BY)
    one = person_of(session, 1)
    assert (one.gender, one.profession, one.publish, one.publish_reason, [on.outlet for on in one.outlets]) == ("female", "", True, "", ["Орда"])
    undo_person(session, 1, **BY)
    assert person_of(session, 1).gender == "unknown"
    actions = session.scalars(select(LedgerRow.action).where(LedgerRow.subject == "person 1").order_by(LedgerRow.id)).all()
    assert actions == ["record", "edit", "edit", "link", "undo", "undo"]
    assert whole(session) == []


def test_a_person_who_is_published_again_has_no_withheld_record_left(session: Session, snapshot: SnapshotAssertion) -> None:
    three(session)
    edit_person(session, 2, {"publish": "no", "publish_reason": "threats"}, **BY)
    merge_persons(session, 2, 1, **BY)
    assert not person_of(session, 1).publish
    assert refusal(edit_person, session, 2, {"publish": "yes"}, **BY) == snapshot
    edit_person(session, 1, {"publish": "yes"}, **BY)
    assert person_of(session, 1).publish
    assert whole(session) == []


def test_taking_back_that_a_name_is_published_withholds_it_again_in_every_record_that_was(session: Session, snapshot: SnapshotAssertion) -> None:
    three(session)
    edit_person(session, 2, {"publish": "no", "publish_reason": "threats"}, **BY)
    merge_persons(session, 2, 1, **BY)
    merge_persons(session, 3, 1, **BY)
    stood = contents(session)
    edit_person(session, 1, {"publish": "yes"}, **BY)
    assert refusal(edit_person, session, 1, {"publish": "yes"}, **BY) == snapshot
    undo_person(session, 1, **BY)
    assert contents(session) == stood
    assert (person_of(session, 1).publish, person_of(session, 1).publish_reason) == (False, "threats")
    assert whole(session) == []


def withheld_twice(session: Session) -> list[str]:
    numbers = admit_victims(session, (Victim("Сауле Бекова"),), (Victim("Сауле Бекова"),), (Victim("Сәуле Бекова"),))
    merge_persons(session, 2, 1, **BY)
    edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, **BY)
    return numbers


@pytest.mark.parametrize("act", ["split", "take_out", "undo"])
def test_what_leaves_a_withheld_person_stays_withheld_until_somebody_publishes_it(session: Session, act: str) -> None:
    _, two, three = withheld_twice(session)
    made = {
        "split": lambda: split_person(session, 1, [two], **BY),
        "take_out": lambda: unmerge_person(session, 1, 2, **BY),
        "undo": lambda: undo_person(session, 2, **BY),
    }[act]()
    assert pointers(session, two if act == "split" else three) == [made.id]
    assert (person_of(session, made.id).publish, person_of(session, made.id).publish_reason) == (False, "threats")
    edit_person(session, made.id, {"publish": "yes"}, **BY)
    assert person_of(session, made.id).publish
    assert not person_of(session, 1).publish
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
            "take_out": lambda one, other: unmerge_person(session, one, other, **BY),
            "apart": lambda one, other: mark_separate_persons(session, one, other, **BY),
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


FOUR = ("Бауыржан Жүсіпов", "Бауыржан Жусупов", "Bauyrzhan Zhussupov", "Нурлан Асанов")


def told(session: Session, most: int = 10) -> list[tuple[int, int, bool]]:
    return [(act.id, act.other, act.is_one) for act in pair_acts(session, most)]


@pytest.fixture
def five(session: Session) -> Session:
    admit_victims(session, *((Victim(name),) for name in (*FOUR, FOUR[0])))
    return session


def test_what_was_decided_about_pairs_is_told_the_newest_first(five: Session) -> None:
    merge_persons(five, 2, 1, **BY)
    mark_separate_persons(five, 1, 4, **BY)
    edit_person(five, 3, {"gender": "male"}, **BY)
    assert told(five) == [(1, 4, False), (2, 1, True)]
    assert told(five, 1) == [(1, 4, False)]
    assert [act.names for act in pair_acts(five, 10)] == [(FOUR[0], FOUR[3]), (FOUR[1], FOUR[0])]


def test_an_act_is_taken_back_and_told_no_longer(five: Session) -> None:
    merge_persons(five, 2, 1, **BY)
    mark_separate_persons(five, 3, 4, **BY)
    for act in pair_acts(five, 10):
        assert undo_pair(five, act.row.id, **BY) == act
    assert told(five) == []
    assert [one.id for one in all_persons(five)] == [1, 2, 3, 4]
    assert whole(five) == []


def test_an_act_that_was_taken_back_or_followed_by_another_is_refused(five: Session, snapshot: SnapshotAssertion) -> None:
    merge_persons(five, 2, 1, **BY)
    mark_separate_persons(five, 3, 4, **BY)
    apart, one = pair_acts(five, 10)
    undo_person(five, 2, **BY)
    edit_person(five, 3, {"gender": "male"}, **BY)
    assert told(five) == []
    for act in (apart, one):
        assert refusal(undo_pair, five, act.row.id, **BY) == snapshot
    undo_person(five, 3, **BY)
    assert told(five) == [(3, 4, False)], "it is the last one again"


def test_what_says_nothing_of_a_pair_is_neither_told_nor_taken_back(five: Session) -> None:
    split_person(five, 1, ["KZ-2026-0005"], **BY)
    last = edit_person(five, 4, {"profession": "тілші"}, **BY)
    assert told(five) == []
    assert last.profession == "тілші"
    for row in range(1, 40):
        with pytest.raises(NothingToUndo):
            undo_pair(five, row, **BY)


def row(**given: Any) -> PersonRow:
    return PersonRow(**{"names": {"kk": "Айгүл"}, "publish": True, "publish_reason": "", **given})


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        ({"ru": " Айгуль "}, {"names": {"kk": "Айгүл", "ru": "Айгуль"}}),
        ({"ru": "Айгуль", "en": "Aigul", "kk": ""}, {"names": {"ru": "Айгуль", "en": "Aigul"}}),
        ({"gender": "Female", "profession": "тілші"}, {"gender": "female", "profession": "тілші"}),
        (
            {"outlets": "Орда; Власть"},
            {"outlets": [{"outlet": "Орда", "since": None, "until": None}, {"outlet": "Власть", "since": None, "until": None}]},
        ),
        ({"outlets": [{"outlet": "Орда", "since": "2020-01-05"}]}, {"outlets": [{"outlet": "Орда", "since": "2020-01-05", "until": None}]}),
        ({"outlets": ""}, {"outlets": []}),
        ({"publish": "no", "publish_reason": "threats"}, {"publish": False, "publish_reason": "threats"}),
        ({"publish": True}, {"publish": True, "publish_reason": ""}),
    ],
)
def test_fields_are_kept_in_one_form(fields: dict[str, Any], values: dict[str, Any]) -> None:
    assert checked_person_fields(row(), fields) == values


def test_what_does_not_fit_is_refused_with_what_would(snapshot: SnapshotAssertion) -> None:
    wrong: tuple[dict[str, Any], ...] = (
        {"gendre": "male"}, {"xyzzy": ""}, {"gender": "f"}, {"publish": "perhaps"}, {"publish": "no"}, {"publish_reason": "threats"},
        {"outlets": [{"name": "Орда"}]}, {"outlets": [{"outlet": "Орда", "since": "2020"}]},
        {"outlets": [{"outlet": "Орда", "since": "2021-01-01", "until": "2020-01-01"}]},
    )  # fmt: skip
    assert {str(fields): refusal(checked_person_fields, row(), fields) for fields in wrong} == snapshot


def test_a_name_that_is_published_again_loses_its_reason_and_a_withheld_one_keeps_it(snapshot: SnapshotAssertion) -> None:
    withheld = row(publish=False, publish_reason="threats")
    assert checked_person_fields(withheld, {"publish": "yes"}) == {"publish": True, "publish_reason": ""}
    assert checked_person_fields(withheld, {"publish": "no"}) == {"publish": False, "publish_reason": "threats"}
    assert checked_person_fields(withheld, {"gender": "male"}) == {"gender": "male"}
    assert refusal(checked_person_fields, withheld, {"publish_reason": ""}) == snapshot


def record(id: int, **given: Any) -> Any:
    values = {
        "names": {}, "spellings": [], "profession": "", "gender": "unknown", "outlets": [], "publish": True, "publish_reason": "", "apart": [],
    }  # fmt: skip
    return SimpleNamespace(**{**values, "id": id, **given})


def test_what_the_standing_record_says_counts_first_and_the_others_fill_in() -> None:
    first = record(5, names={"ru": "Б. Жусупов"}, spellings=["Б. Жусупов"], outlets=[{"outlet": "Орда", "since": None, "until": None}])
    second = record(2, names={"ru": "Бауыржан", "kk": "Бауыржан Жүсіпов"}, spellings=["Бауыржан Жүсіпов"], gender="male", profession="тілші")
    one = merged_person(first, [second])
    assert (one.id, one.merged) == (5, (2,))
    assert one.names == {"kk": "Бауыржан Жүсіпов", "ru": "Б. Жусупов"}
    assert one.spellings == ("Б. Жусупов", "Бауыржан Жүсіпов")
    assert (one.gender, one.profession, one.outlets) == (Gender.MALE, "тілші", (PersonOutlet("Орда"),))
    assert one.name == "Бауыржан Жүсіпов"
    assert one.all_names == ("Б. Жусупов", "Бауыржан Жүсіпов")


def test_one_record_that_is_withheld_withholds_the_person() -> None:
    one = merged_person(record(1), [record(2, publish=False, publish_reason="threats")])
    assert (one.publish, one.publish_reason) == (False, "threats")


@pytest.mark.parametrize(("name", "lang"), [("Бауыржан Жүсіпов", "kk"), ("Бауыржан Жусупов", "ru"), ("Bauyrzhan Zhussupov", "en"), ("Іңкәр", "kk")])
def test_letters_show_for_whose_readers_a_name_is_written(name: str, lang: str) -> None:
    assert language_of(name) == lang


def test_every_column_of_a_person_stands_in_the_ledger(session: Session) -> None:
    admit_victims(session, (Victim("Айгүл Сапарова", "тілші", "Орда"),))
    assert {column.name for column in PersonRow.__table__.columns} - set(LEDGER_NAMES) == {"id", "created_at", "version"}
    row = session.scalars(select(LedgerRow).where(LedgerRow.subject == "person 1")).one()
    assert (row.action, row.before, row.after) == ("record", {}, person_content(session.get_one(PersonRow, 1)))


def test_merged_records_are_read_as_one_by_any_of_their_ids(session: Session, snapshot: SnapshotAssertion) -> None:
    admit_victims(session, *((Victim(name),) for name in ("Бауыржан Жүсіпов", "Бауыржан Жусупов", "Bauyrzhan Zhussupov", "Нурлан Асанов")))
    merge_persons(session, 3, 2, **BY)
    merge_persons(session, 2, 1, **BY)
    for ids in ([1], [2], [3], [1, 2, 3]):
        assert {(one.id, one.merged) for one in persons_of(session, ids).values()} == {(1, (2, 3))}
    assert person_of(session, 3).spellings == ("Бауыржан Жүсіпов", "Бауыржан Жусупов", "Bauyrzhan Zhussupov")
    assert [one.id for one in all_persons(session)] == [1, 4]
    assert persons_of(session, []) == {}
    assert refusal(person_of, session, 9) == snapshot


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
