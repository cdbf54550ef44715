"""Shares, and what the types of attack hold."""

from records.i18n import speaking
from records.vocabulary import Category, JfjType
from reports.publications import Figure
from reports.publications.yearly_words import jfj_kinds, share_of


def test_a_share_opens_its_part_and_is_a_dash_of_nothing() -> None:
    with speaking("en"):
        told = share_of(Figure(1, ("KZ-2021-0001",)), Figure(4, ()))
        assert (told.text, told.numbers) == ("25%", ("KZ-2021-0001",))
        assert share_of(Figure(0), Figure(0)).text == "—"


def test_every_category_is_told_under_one_type() -> None:
    with speaking("en"):
        kinds = dict(jfj_kinds())
    assert list(kinds) == list(JfjType)
    assert sum(words.count(";") + 1 for words in kinds.values()) == len(Category)
