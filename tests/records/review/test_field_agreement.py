"""Agreement by field, by language and by two people, in a period."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine

from records.database import read_session
from records.review.field_agreement import FieldAgreement, FieldPair, by_field, by_language, by_people, field_pairs
from records.vocabulary import OpinionField
from tests.conftest import NOW
from tests.records.review.test_field_opinions import opined

F = OpinionField


def pair(first: str, second: str, by: tuple[str, str] = ("A", "B"), lang: str = "kk") -> FieldPair:
    return FieldPair(F.CATEGORY, first, second, float(first == second), lang, *by)


def test_each_field_has_its_share_and_codes_have_kappa() -> None:
    victims = [FieldPair(F.VICTIMS, [], [], alike, "kk", "A", "B") for alike in (1, 0.5, 0)]
    found = by_field([*victims, pair("ATT", "ATT"), pair("THR", "THR"), pair("ATT", "THR"), pair("THR", "THR")])
    assert [one.field for one in found] == [F.CATEGORY, F.VICTIMS]
    assert (found[0].pairs, found[0].same, found[0].alike) == (4, 3, 0.75)
    assert found[0].kappa == pytest.approx(0.5)
    assert found[1] == FieldAgreement(F.VICTIMS, 3, 1, 0.5, None)


def test_languages_and_people_are_told_apart_and_two_people_are_one_pair_whoever_was_first() -> None:
    pairs = [pair("ATT", "THR"), pair("THR", "ATT", ("B", "A"), "ru"), pair("ATT", "ATT", ("A", "C"), "ru")]
    assert {lang: one[0].pairs for lang, one in by_language(pairs).items()} == {"kk": 1, "ru": 2}
    people = by_people(pairs)
    assert {two: one[0].pairs for two, one in people.items()} == {("A", "B"): 2, ("A", "C"): 1}
    # A said ATT both times and B said THR both times: nothing in common, and nothing that chance would give.
    assert people["A", "B"][0].kappa == 0


def test_a_period_takes_what_was_said_in_it(engine: Engine) -> None:
    opined(engine)
    with read_session(engine) as session:
        assert len(field_pairs(session, NOW, NOW + timedelta(seconds=1))) == len(field_pairs(session)) == 5
        assert field_pairs(session, NOW + timedelta(seconds=1)) == field_pairs(session, None, NOW) == []
        assert {one.people for one in field_pairs(session)} == {("Aigul", "Berik")}
