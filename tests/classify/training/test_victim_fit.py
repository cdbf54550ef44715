"""What the signs of a person count: fitted on known persons, told from labels, and left to the words where too few are known."""

import random

from classify.scoring.joint.victims import ANYBODY, victim_odds
from classify.training.encoder.labelled_texts import NamedPerson
from classify.training.victim_fit import JudgedPerson, fit_victims, known_persons
from tests.classify.training.encoder.some_texts import incident

LABELLED = incident(1, persons=(NamedPerson("Айгерим Досанова", "victim"), NamedPerson("Марат Ибраев", "official")))


def person(number: int, victim: bool, dice: random.Random) -> JudgedPerson:
    """One whose mark says who she is, and whose place says nothing."""
    mark = dice.gauss(1.5 if victim else -1.5, 1.0)
    return JudgedPerson(f"a{number // 2}", {ANYBODY: 1.0, "mark": mark, "place": dice.random()}, victim)


def people(victims: int = 60, others: int = 90) -> list[JudgedPerson]:
    dice = random.Random(1)
    return [person(number, number < victims, dice) for number in range(victims + others)]


def test_a_sign_counts_by_what_it_says() -> None:
    weights = fit_victims(people())
    assert set(weights) == {ANYBODY, "mark", "place"}
    # A mark lies 3 apart between the kinds of people, a place 1 between the first and the last.
    assert 3 * weights["mark"] > 5 * abs(weights["place"])


def test_as_many_are_called_victims_as_there_are() -> None:
    weights = fit_victims(people())
    called = [victim_odds(one.signs, weights) >= 0 for one in people()]
    assert 54 <= sum(called) <= 66
    assert sum(one.victim for one, said in zip(people(), called, strict=True) if said) > 50


def test_the_order_of_articles_changes_nothing() -> None:
    assert fit_victims(people()) == fit_victims(people())


def test_where_few_are_known_the_words_decide() -> None:
    assert fit_victims(people(victims=10)) == {}
    assert fit_victims(people(others=10)) == {}
    assert fit_victims([]) == {}


def test_a_person_is_known_by_her_name_in_any_case_and_script() -> None:
    named = [(name, {ANYBODY: 1.0}) for name in ("Досановой Айгерим", "Aigerim Dosanova", "М. Ибраев", "Айгерим Сатпаева")]
    assert [one.victim for one in known_persons(LABELLED, named)] == [True, True, False, False]
