"""Who a name may mean, with reasons; nothing is decided."""

import pytest
from sqlalchemy import Engine

from records.database import write_transaction
from records.incident_model import Victim
from records.persons.likeness import Likeness, LikenessReason
from records.persons.person_decisions import merge_persons, tell_apart
from records.persons.person_rows import all_persons
from records.persons.suggestions import doubtful_pairs, lookup_keys, reasons_in_words, suggest
from tests.records.persons.persons_case import BY, admit_victims
from tests.records.persons.test_likeness import PAIRS


@pytest.mark.parametrize(("one", "other"), [(one, other) for verdict, one, other in PAIRS if verdict != "different"])
def test_two_names_that_may_be_one_share_a_key(one: str, other: str) -> None:
    assert lookup_keys(one) & lookup_keys(other)


def test_a_name_is_suggested_with_reasons_and_the_likeliest_first(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(
            session, (Victim("Бауыржан Жүсіпов", outlet="Орда"), Victim("Нурлан Жүсіпов"), Victim("Бауыржан Әлиев")), (Victim("Б. Жүсіпов"),)
        )
        first, second = suggest(all_persons(session), "Бауыржан Жусупов", "Orda.kz")
        assert (first.person.id, first.spelling, first.likened.likeness) == (1, "Бауыржан Жүсіпов", Likeness.LIKELY)
        assert (second.person.id, second.likened.likeness) == (4, Likeness.POSSIBLE)
        assert reasons_in_words(first.likened) == "the surname is spelled a little differently; other outlets"
        assert suggest(all_persons(session), "Кто Угодно") == []


def test_the_outlet_makes_an_initial_likely_and_another_outlet_leaves_nothing_sure(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, (Victim("Бауыржан Жүсіпов", outlet="Орда"),))
        (initial,) = suggest(all_persons(session), "Б. Жүсіпов", "Орда")
        assert (initial.likened.likeness, initial.likened.reasons) == (Likeness.LIKELY, (LikenessReason.INITIAL, LikenessReason.SAME_OUTLET))
        (same,) = suggest(all_persons(session), "Бауыржан Жүсіпов", "Власть")
        assert (same.likened.likeness, same.likened.reasons) == (Likeness.LIKELY, (LikenessReason.SPELLING, LikenessReason.OTHER_OUTLET))


def test_pairs_who_may_be_one_are_listed_until_somebody_decides(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(
            session, *((Victim(name),) for name in ("Бауыржан Жүсіпов", "Шоқан Уәлиханов", "Бауыржан Жусупов", "Chokan Valikhanov", "Б. Жусупов"))
        )
        pairs = [(pair.first.id, pair.second.id, pair.likened.likeness) for pair in doubtful_pairs(all_persons(session))]
        assert pairs == [(2, 4, Likeness.SAME), (1, 3, Likeness.LIKELY), (1, 5, Likeness.POSSIBLE), (3, 5, Likeness.POSSIBLE)]
        merge_persons(session, 3, 1, **BY)
        tell_apart(session, 5, 1, **BY)
        assert [(pair.first.id, pair.second.id) for pair in doubtful_pairs(all_persons(session))] == [(2, 4)]


def test_pairs_of_some_persons_are_those_with_one_of_them(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_victims(session, *((Victim(name),) for name in ("Бауыржан Жүсіпов", "Бауыржан Жусупов", "Айгүл Сапарова", "Айгуль Сапарова")))
        persons = all_persons(session)
    found = [[(pair.first.id, pair.second.id) for pair in doubtful_pairs(persons, of)] for of in (None, {2}, {3, 4}, {9}, ())]
    assert found == [[(3, 4), (1, 2)], [(1, 2)], [(3, 4)], [], []], "the likeliest first"
