"""Victims are linked to persons by the very spelling; whoever is only alike becomes a record of their own."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records import incidents
from records.database import read_session, write_transaction
from records.incident_model import Victim
from records.ledger import verify
from records.persons.decisions import edit_person, merge_persons, split_person
from records.persons.repository import all_persons, person_of
from records.persons.victims import are_named_once, link_victims, link_victims_in_bulk, named_records, numbers_by_person
from records.review.incident_facts import corrections
from records.tables import LedgerRow, PersonRow
from records.vocabulary import Gender
from tests.records.persons.persons_case import BY, admit_victims, found, pointers, whole
from tests.records.review.refusals import refusal


def edit_victims(session: Any, number: str, victims: list[dict[str, Any]]) -> list[int | None]:
    incidents.edit(session, number, *corrections({"victims": victims}), **BY)
    return pointers(session, number)


def test_one_spelling_in_any_order_is_one_person_and_another_spelling_is_not(session: Session) -> None:
    one, two, three = admit_victims(
        session, (Victim("Бауыржан Жүсіпов", outlet="Орда"),), (Victim("ЖҮСІПОВ Бауыржан"),), (Victim("Бауыржан Жусупов", outlet="Орда"),)
    )
    assert pointers(session, one) == pointers(session, two) == [1]
    assert pointers(session, three) == [2]
    assert whole(session) == []


def test_the_same_spelling_at_another_outlet_is_not_taken_for_the_same_person(session: Session) -> None:
    numbers = admit_victims(
        session, (Victim("Айгүл Сапарова", outlet="Орда"),), (Victim("Айгүл Сапарова", outlet="Власть"),), (Victim("Айгүл Сапарова", outlet="Orda"),),
        (Victim("Айгүл Сапарова"),),
    )  # fmt: skip
    assert [pointers(session, number) for number in numbers] == [[1], [2], [1], [3]], "of two namesakes neither is chosen by chance"


def test_a_namesake_of_whom_no_outlet_is_known_hides_nobody_whose_outlet_is_the_same(session: Session) -> None:
    outlets = ("Орда", "Власть", "", "Orda", "", "Власть")
    numbers = admit_victims(session, *((Victim("Айгүл Сапарова", outlet=outlet),) for outlet in outlets))
    assert [pointers(session, number) for number in numbers] == [[1], [2], [3], [1], [3], [2]]


@pytest.mark.parametrize("name", ["А. Иванов", "Иванов"])
def test_a_surname_with_an_initial_or_alone_is_linked_at_the_same_outlet_only(session: Session, name: str) -> None:
    numbers = admit_victims(session, (Victim(name, outlet="Орда"),), (Victim(name, outlet="Orda"),), (Victim(name),), (Victim(name),))
    assert [pointers(session, number) for number in numbers] == [[1], [1], [2], [3]]


def test_two_victims_of_one_name_in_one_incident_are_two_persons(session: Session) -> None:
    (number,) = admit_victims(session, (Victim("Айгүл Сапарова"), Victim("Айгүл Сапарова")))
    assert pointers(session, number) == [1, 2]
    edited = [{"name": "Айгүл Сапарова", "profession": "тілші"}, {"name": "Айгүл Сапарова"}]
    assert edit_victims(session, number, edited) == [1, 2], "an edit keeps both"


def test_whoever_is_named_anew_in_an_edit_is_found_or_made_and_the_others_stay(session: Session) -> None:
    one, two = admit_victims(session, (Victim("А. Иванов"),), (Victim("Бауыржан Жүсіпов"),))
    victims = [{"name": "А. Иванов"}, {"name": "Бауыржан Жүсіпов"}, {"name": "Жаңа Адам"}]
    assert edit_victims(session, one, victims) == [1, *pointers(session, two), 3]
    assert whole(session) == []


def test_an_editor_may_name_the_person_and_the_spelling_joins_the_record(session: Session, snapshot: SnapshotAssertion) -> None:
    one, two = admit_victims(session, (Victim("Бауыржан Жүсіпов"),), (Victim("Нурлан Асанов"),))
    assert edit_victims(session, two, [{"name": "Bauyrzhan Zhussupov", "person": 1}]) == [1]
    assert person_of(session, 1).spellings == ("Бауыржан Жүсіпов", "Bauyrzhan Zhussupov")
    assert session.scalars(select(LedgerRow.action).where(LedgerRow.subject == "person 1").order_by(LedgerRow.id)).all() == ["record", "link"]
    assert refusal(edit_victims, session, two, [{"name": "Кто-то", "person": 9}]) == snapshot
    assert refusal(corrections, {"victims": [{"name": "Кто-то", "person": "9"}]}) == snapshot


def test_the_outlet_of_a_person_without_one_is_learned(session: Session) -> None:
    numbers = admit_victims(
        session, (Victim("Айгүл Сапарова"),), (Victim("Айгүл Сапарова", outlet="Орда"),), (Victim("Айгүл Сапарова", outlet="Власть"),)
    )
    assert [pointers(session, number) for number in numbers] == [[1], [1], [2]]
    assert [one.outlet for one in person_of(session, 1).outlets] == ["Орда"]
    assert whole(session) == []


def test_an_incident_carries_what_the_record_says_of_its_victims(session: Session) -> None:
    (number,) = admit_victims(session, (Victim("Айгүл Сапарова", "тілші", "Орда"),))
    edit_person(session, 1, {"gender": "female", "publish": "no", "publish_reason": "threats", "ru": "Айгуль Сапарова"}, **BY)
    assert found(session, number).victims == (
        Victim(
            "Айгүл Сапарова", "тілші", "Орда", person=1, gender=Gender.FEMALE, publish=False,
            names={"kk": "Айгүл Сапарова", "ru": "Айгуль Сапарова"},
        ),
    )  # fmt: skip


def test_what_has_no_letters_is_a_person_of_its_own(session: Session) -> None:
    one, two = admit_victims(session, (Victim("№ 7"),), ())
    assert pointers(session, one) == [1]
    assert pointers(session, two) == []
    assert len(all_persons(session)) == 1


def withhold(session: Any, id: int) -> None:
    edit_person(session, id, {"publish": "no", "publish_reason": "threats", "gender": "female"}, **BY)


@pytest.mark.parametrize("corrected", ["Динара Умарова", "Омарова Дина", "Dinara Omarova"])
def test_whose_name_is_corrected_stays_the_same_person_and_withheld(session: Session, corrected: str) -> None:
    one, two = admit_victims(session, (Victim("Марат Оспанов"), Victim("Динара Омарова")), (Victim("Динара Омарова"),))
    withhold(session, 2)
    assert edit_victims(session, one, [{"name": corrected}, {"name": "Марат Оспанов"}]) == [2, 1]
    assert person_of(session, 2).spellings == ("Динара Омарова", corrected)
    assert [(victim.publish, victim.gender) for victim in found(session, one).victims] == [(False, Gender.FEMALE), (True, Gender.UNKNOWN)]
    assert pointers(session, two) == [2]
    assert len(all_persons(session)) == 2
    assert whole(session) == []


def test_two_names_that_are_corrected_at_once_stay_each_with_the_person_whose_place_they_take(session: Session) -> None:
    (one,) = admit_victims(session, (Victim("Айгүл Сапарова"), Victim("Айгүл Бекова")))
    assert edit_victims(session, one, [{"name": "Айгүл Сапарбаева"}, {"name": "Айгүл Бековна"}]) == [1, 2]


def test_quite_another_name_in_the_place_of_one_that_is_withheld_is_withheld_until_somebody_decides(session: Session) -> None:
    one, two = admit_victims(session, (Victim("Динара Омарова"),), (Victim("Нурлан Асанов"),))
    withhold(session, 1)
    assert edit_victims(session, one, [{"name": "Сәуле Мұратбек"}]) == [3]
    assert (person_of(session, 3).publish, person_of(session, 3).publish_reason) == (False, "threats")
    assert edit_victims(session, two, [{"name": "Ерлан Серіков"}]) == [4]
    assert person_of(session, 4).publish, "where nobody was withheld, nobody is"


def test_the_name_of_another_known_person_is_no_correction_unless_it_is_alike_and_the_one_before_is_withheld(session: Session) -> None:
    one, two, three = admit_victims(
        session, (Victim("Динара Омарова"),), (Victim("Айгүл Сапарова"),), (Victim("Айгүл Бекова"), Victim("Динара Бекова"), Victim("Динара Умарова"))
    )
    assert edit_victims(session, two, [{"name": "Айгүл Бекова"}]) == [3]
    withhold(session, 1)
    assert edit_victims(session, one, [{"name": "Динара Умарова"}]) == [1]
    assert not found(session, one).victims[0].publish
    assert edit_victims(session, one, [{"name": "Динара Бекова"}]) == [4], "the given name alone makes a public person nobody who is withheld"
    assert [victim.publish for victim in found(session, three).victims] == [True, True, True]
    assert "Динара Бекова" not in person_of(session, 1).all_names


def test_strangers_of_one_given_name_are_two_where_another_incident_names_the_first(session: Session) -> None:
    one, two = admit_victims(session, (Victim("Марат Ахметов"),), (Victim("Марат Ахметов"),))
    assert edit_victims(session, two, [{"name": "Марат Жумабаев"}]) == [2]
    assert pointers(session, one) == [1]
    assert [one.all_names for one in all_persons(session)] == [("Марат Ахметов",), ("Марат Жумабаев",)]
    assert whole(session) == []


def test_whoever_has_only_the_given_name_of_a_withheld_person_is_withheld_as_a_record_of_its_own(session: Session) -> None:
    one, _ = admit_victims(session, (Victim("Динара Омарова"),), (Victim("Динара Омарова"),))
    withhold(session, 1)
    assert edit_victims(session, one, [{"name": "Динара Бекжанова"}]) == [2]
    assert (person_of(session, 2).publish, person_of(session, 1).spellings) == (False, ("Динара Омарова",))


def test_in_the_only_incident_of_a_person_the_corrected_name_takes_the_place_of_the_wrong_one(session: Session) -> None:
    (one,) = admit_victims(session, (Victim("Марат Ахметов"), Victim("Динара Омарова")))
    withhold(session, 2)
    assert edit_victims(session, one, [{"name": "Марат Жумабаев"}, {"name": "Динара Бекжанова"}]) == [1, 2]
    assert person_of(session, 1).all_names == ("Марат Жумабаев",)
    assert person_of(session, 2).spellings == ("Динара Омарова", "Динара Бекжанова"), "a name that is withheld is withheld still"
    assert whole(session) == []


def test_the_next_article_is_linked_to_the_record_that_was_split_off_with_that_spelling(session: Session) -> None:
    _, two, three = admit_victims(session, (Victim("Сауле Бекова"),), (Victim("Сауле Бекоова"),), (Victim("Нурлан Асанов"),))
    merge_persons(session, 2, 1, **BY)
    made = split_person(session, 1, [two], **BY)
    assert edit_victims(session, three, [{"name": "Сауле Бекоова"}]) == [made.id]
    assert whole(session) == []


NAMES = ["Асан Үлгі", "А. Үлгі", "Ботагөз Мысал", "Б. Мысал", "Анна Иванова"]

VICTIM = st.fixed_dictionaries(
    {"name": st.sampled_from(NAMES), "profession": st.just(""), "outlet": st.sampled_from(["", "Таң", "Дала"]), "person": st.none()}
)

INCIDENTS = st.lists(st.lists(VICTIM, max_size=3), max_size=6)


def whom(session: Session, linked: list[list[dict[str, Any]]]) -> list[list[tuple[str, str]]]:
    """For each victim who stands for the person: her first spelling, and her first outlet. Ids differ with the order in which persons were made."""
    rows = {row.id: row for row in session.scalars(select(PersonRow))}
    told = {id: (row.spellings[0], row.outlets[0]["outlet"] if row.outlets else "") for id, row in rows.items()}
    return [[told[victim["person"]] for victim in victims] for victims in linked]


def same_as_before(linked: list[list[dict[str, Any]]]) -> list[int]:
    """For each victim in turn the place of the first that is the same person."""
    ids = [victim["person"] for victims in linked for victim in victims]
    return [ids.index(id) for id in ids]


@given(known=INCIDENTS, new=INCIDENTS)
def test_they_are_linked_as_one_incident_after_the_other_would_be(
    engine: Engine, known: list[list[dict[str, Any]]], new: list[list[dict[str, Any]]]
) -> None:
    found = []
    for together in (True, False):
        with Session(engine) as session:
            before = [link_victims(session, victims, **BY) for victims in known]
            one_by_one = (link_victims(session, victims, **BY) for victims in new)
            linked = list(link_victims_in_bulk(session, new, **BY) if together else one_by_one)
            found.append((same_as_before([*before, *linked]), whom(session, linked)))
            session.rollback()
    assert found[0] == found[1]


def test_each_new_person_is_a_row_of_the_ledger(engine: Engine) -> None:
    with write_transaction(engine) as session:
        victims = [[{"name": name, "profession": "", "outlet": "", "person": None}] for name in ("Асан Үлгі", "Ботагөз Мысал")]
        ids = [of_one[0]["person"] for of_one in link_victims_in_bulk(session, victims, **BY)]
    with read_session(engine) as session:
        assert session.scalars(select(LedgerRow.subject).order_by(LedgerRow.id)).all() == [f"person {id}" for id in ids]
        assert verify.ledger_chain_faults(session) == []


def test_of_many_no_more_is_asked_than_of_one(engine: Engine) -> None:
    def questions(names: list[str]) -> int:
        said: list[str] = []

        def note(_connection: object, _cursor: object, words: str, *_: object) -> None:
            said.append(words)

        with write_transaction(engine) as session:
            event.listen(engine, "before_cursor_execute", note)
            list(link_victims_in_bulk(session, [[{"name": name, "person": None}] for name in names], **BY))
            event.remove(engine, "before_cursor_execute", note)
        return sum(words.startswith("SELECT") for words in said)

    assert questions([f"Асан {word}ұлы" for word in ("Бек", "Дос", "Ер", "Жан", "Нұр", "Сап")]) == questions(["Ботагөз Мысал"])


def test_incidents_of_all_merged_records_are_one_persons(session: Session) -> None:
    one, two, three = admit_victims(
        session, (Victim("Бауыржан Жүсіпов"),), (Victim("Бауыржан Жусупов"), Victim("Бауыржан Жүсіпов")), (Victim("Нурлан Асанов"),)
    )
    assert numbers_by_person(session) == {1: (one, two), 2: (two,), 3: (three,)}
    merge_persons(session, 2, 1, **BY)
    assert numbers_by_person(session) == {1: (one, two), 3: (three,)}


def test_records_are_named_once_where_one_incident_names_any_of_them(session: Session) -> None:
    admit_victims(session, (Victim("Бауыржан Жүсіпов"), Victim("Нурлан Асанов")), (Victim("Нурлан Асанов"),))
    assert are_named_once(session, {1})
    assert not are_named_once(session, {2})
    assert not are_named_once(session, {1, 2})
    assert named_records(session, {2, 9}) == {2}
