"""Victims are linked to persons by the very spelling; whoever is only alike becomes a record of their own."""

from typing import Any

import pytest
from sqlalchemy import Engine, select

from records import incidents
from records.database import write_transaction
from records.errors import BadDecision
from records.incident_model import Victim
from records.persons.person_decisions import edit_person, merge_persons, split_person
from records.persons.person_rows import all_persons, person
from records.review.incident_facts import corrections
from records.tables import LedgerRow
from records.vocabulary import Gender
from tests.records.persons.persons_case import BY, admit_victims, found, pointers, whole


def edit_victims(session: Any, number: str, victims: list[dict[str, Any]]) -> list[int | None]:
    incidents.edit(session, number, *corrections({"victims": victims}), **BY)
    return pointers(session, number)


def test_one_spelling_in_any_order_is_one_person_and_another_spelling_is_not(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three = admit_victims(
            session, (Victim("Бауыржан Жүсіпов", outlet="Орда"),), (Victim("ЖҮСІПОВ Бауыржан"),), (Victim("Бауыржан Жусупов", outlet="Орда"),)
        )
        assert pointers(session, one) == pointers(session, two) == [1]
        assert pointers(session, three) == [2]
        assert whole(session) == []


def test_the_same_spelling_at_another_outlet_is_not_taken_for_the_same_person(engine: Engine) -> None:
    with write_transaction(engine) as session:
        numbers = admit_victims(
            session, (Victim("Айгүл Сапарова", outlet="Орда"),), (Victim("Айгүл Сапарова", outlet="Власть"),), (Victim("Айгүл Сапарова", outlet="Orda"),),
            (Victim("Айгүл Сапарова"),),
        )  # fmt: skip
        assert [pointers(session, number) for number in numbers] == [[1], [2], [1], [3]], "of two namesakes neither is chosen by chance"


def test_a_namesake_of_whom_no_outlet_is_known_hides_nobody_whose_outlet_is_the_same(engine: Engine) -> None:
    with write_transaction(engine) as session:
        outlets = ("Орда", "Власть", "", "Orda", "", "Власть")
        numbers = admit_victims(session, *((Victim("Айгүл Сапарова", outlet=outlet),) for outlet in outlets))
        assert [pointers(session, number) for number in numbers] == [[1], [2], [3], [1], [3], [2]]


@pytest.mark.parametrize("name", ["А. Иванов", "Иванов"])
def test_a_surname_with_an_initial_or_alone_is_linked_at_the_same_outlet_only(engine: Engine, name: str) -> None:
    with write_transaction(engine) as session:
        numbers = admit_victims(session, (Victim(name, outlet="Орда"),), (Victim(name, outlet="Orda"),), (Victim(name),), (Victim(name),))
        assert [pointers(session, number) for number in numbers] == [[1], [1], [2], [3]]


def test_two_victims_of_one_name_in_one_incident_are_two_persons(engine: Engine) -> None:
    with write_transaction(engine) as session:
        (number,) = admit_victims(session, (Victim("Айгүл Сапарова"), Victim("Айгүл Сапарова")))
        assert pointers(session, number) == [1, 2]
        edited = [{"name": "Айгүл Сапарова", "profession": "тілші"}, {"name": "Айгүл Сапарова"}]
        assert edit_victims(session, number, edited) == [1, 2], "an edit keeps both"


def test_whoever_is_named_anew_in_an_edit_is_found_or_made_and_the_others_stay(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("А. Иванов"),), (Victim("Бауыржан Жүсіпов"),))
        victims = [{"name": "А. Иванов"}, {"name": "Бауыржан Жүсіпов"}, {"name": "Жаңа Адам"}]
        assert edit_victims(session, one, victims) == [1, *pointers(session, two), 3]
        assert whole(session) == []


def test_an_editor_may_name_the_person_and_the_spelling_joins_the_record(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("Бауыржан Жүсіпов"),), (Victim("Нурлан Асанов"),))
        assert edit_victims(session, two, [{"name": "Bauyrzhan Zhussupov", "person": 1}]) == [1]
        assert person(session, 1).spellings == ("Бауыржан Жүсіпов", "Bauyrzhan Zhussupov")
        assert session.scalars(select(LedgerRow.action).where(LedgerRow.subject == "person 1").order_by(LedgerRow.id)).all() == ["record", "link"]
        with pytest.raises(BadDecision, match="no person 9"):
            edit_victims(session, two, [{"name": "Кто-то", "person": 9}])
        with pytest.raises(BadDecision, match="number of a person"):
            corrections({"victims": [{"name": "Кто-то", "person": "9"}]})


def test_the_outlet_of_a_person_without_one_is_learned(engine: Engine) -> None:
    with write_transaction(engine) as session:
        numbers = admit_victims(
            session, (Victim("Айгүл Сапарова"),), (Victim("Айгүл Сапарова", outlet="Орда"),), (Victim("Айгүл Сапарова", outlet="Власть"),)
        )
        assert [pointers(session, number) for number in numbers] == [[1], [1], [2]]
        assert [one.outlet for one in person(session, 1).outlets] == ["Орда"]
        assert whole(session) == []


def test_an_incident_carries_what_the_record_says_of_its_victims(engine: Engine) -> None:
    with write_transaction(engine) as session:
        (number,) = admit_victims(session, (Victim("Айгүл Сапарова", "тілші", "Орда"),))
        edit_person(session, 1, {"gender": "female", "publish": "no", "publish_reason": "threats", "ru": "Айгуль Сапарова"}, **BY)
        assert found(session, number).victims == (
            Victim(
                "Айгүл Сапарова", "тілші", "Орда", person=1, gender=Gender.FEMALE, publish=False,
                names={"kk": "Айгүл Сапарова", "ru": "Айгуль Сапарова"},
            ),
        )  # fmt: skip


def test_what_has_no_letters_is_a_person_of_its_own(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("№ 7"),), ())
        assert pointers(session, one) == [1]
        assert pointers(session, two) == []
        assert len(all_persons(session)) == 1


def withhold(session: Any, id: int) -> None:
    edit_person(session, id, {"publish": "no", "publish_reason": "threats", "gender": "female"}, **BY)


@pytest.mark.parametrize("corrected", ["Динара Умарова", "Омарова Дина", "Dinara Omarova"])
def test_whose_name_is_corrected_stays_the_same_person_and_withheld(engine: Engine, corrected: str) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("Марат Оспанов"), Victim("Динара Омарова")), (Victim("Динара Омарова"),))
        withhold(session, 2)
        assert edit_victims(session, one, [{"name": corrected}, {"name": "Марат Оспанов"}]) == [2, 1]
        assert person(session, 2).spellings == ("Динара Омарова", corrected)
        assert [(victim.publish, victim.gender) for victim in found(session, one).victims] == [(False, Gender.FEMALE), (True, Gender.UNKNOWN)]
        assert pointers(session, two) == [2]
        assert len(all_persons(session)) == 2
        assert whole(session) == []


def test_two_names_that_are_corrected_at_once_stay_each_with_the_person_whose_place_they_take(engine: Engine) -> None:
    with write_transaction(engine) as session:
        (one,) = admit_victims(session, (Victim("Айгүл Сапарова"), Victim("Айгүл Бекова")))
        assert edit_victims(session, one, [{"name": "Айгүл Сапарбаева"}, {"name": "Айгүл Бековна"}]) == [1, 2]


def test_quite_another_name_in_the_place_of_one_that_is_withheld_is_withheld_until_somebody_decides(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("Динара Омарова"),), (Victim("Нурлан Асанов"),))
        withhold(session, 1)
        assert edit_victims(session, one, [{"name": "Сәуле Мұратбек"}]) == [3]
        assert (person(session, 3).publish, person(session, 3).publish_reason) == (False, "threats")
        assert edit_victims(session, two, [{"name": "Ерлан Серіков"}]) == [4]
        assert person(session, 4).publish, "where nobody was withheld, nobody is"


def test_the_name_of_another_known_person_is_no_correction_unless_it_is_alike_and_the_one_before_is_withheld(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two, three = admit_victims(
            session,
            (Victim("Динара Омарова"),),
            (Victim("Айгүл Сапарова"),),
            (Victim("Айгүл Бекова"), Victim("Динара Бекова"), Victim("Динара Умарова")),
        )
        assert edit_victims(session, two, [{"name": "Айгүл Бекова"}]) == [3]
        withhold(session, 1)
        assert edit_victims(session, one, [{"name": "Динара Умарова"}]) == [1]
        assert not found(session, one).victims[0].publish
        assert edit_victims(session, one, [{"name": "Динара Бекова"}]) == [4], "the given name alone makes a public person nobody who is withheld"
        assert [victim.publish for victim in found(session, three).victims] == [True, True, True]
        assert "Динара Бекова" not in person(session, 1).all_names


def test_strangers_of_one_given_name_are_two_where_another_incident_names_the_first(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, two = admit_victims(session, (Victim("Марат Ахметов"),), (Victim("Марат Ахметов"),))
        assert edit_victims(session, two, [{"name": "Марат Жумабаев"}]) == [2]
        assert pointers(session, one) == [1]
        assert [one.all_names for one in all_persons(session)] == [("Марат Ахметов",), ("Марат Жумабаев",)]
        assert whole(session) == []


def test_whoever_has_only_the_given_name_of_a_withheld_person_is_withheld_as_a_record_of_its_own(engine: Engine) -> None:
    with write_transaction(engine) as session:
        one, _ = admit_victims(session, (Victim("Динара Омарова"),), (Victim("Динара Омарова"),))
        withhold(session, 1)
        assert edit_victims(session, one, [{"name": "Динара Бекжанова"}]) == [2]
        assert (person(session, 2).publish, person(session, 1).spellings) == (False, ("Динара Омарова",))


def test_in_the_only_incident_of_a_person_the_corrected_name_takes_the_place_of_the_wrong_one(engine: Engine) -> None:
    with write_transaction(engine) as session:
        (one,) = admit_victims(session, (Victim("Марат Ахметов"), Victim("Динара Омарова")))
        withhold(session, 2)
        assert edit_victims(session, one, [{"name": "Марат Жумабаев"}, {"name": "Динара Бекжанова"}]) == [1, 2]
        assert person(session, 1).all_names == ("Марат Жумабаев",)
        assert person(session, 2).spellings == ("Динара Омарова", "Динара Бекжанова"), "a name that is withheld is withheld still"
        assert whole(session) == []


def test_the_next_article_is_linked_to_the_record_that_was_split_off_with_that_spelling(engine: Engine) -> None:
    with write_transaction(engine) as session:
        _, two, three = admit_victims(session, (Victim("Сауле Бекова"),), (Victim("Сауле Бекоова"),), (Victim("Нурлан Асанов"),))
        merge_persons(session, 2, 1, **BY)
        made = split_person(session, 1, [two], **BY)
        assert edit_victims(session, three, [{"name": "Сауле Бекоова"}]) == [made.id]
        assert whole(session) == []
