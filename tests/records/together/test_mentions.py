"""Whom a text names."""

from records.together.mentions import MOST_NAMED, mentions, unknown_names

NAMES = ("Айгүл", "Айгүл Серік", "Berik", "Ай")


def named(text: str) -> list[str]:
    return [one.name for one in mentions(text, NAMES)]


def test_the_longest_name_counts_in_any_capitals_and_letters() -> None:
    assert named("@Айгүл Серік, қара; @berik пен @АЙГҮЛ, @ай!") == ["Айгүл Серік", "Berik", "Айгүл", "Ай"]


def test_an_address_a_longer_word_and_nobody_are_no_mention() -> None:
    assert named("aigul@Berik.kz @Berikov @Айгүлге @nobody @ @@Berik user_@Berik @") == []
    assert named("(@Berik)\n@Berik") == ["Berik", "Berik"]


def test_a_mention_says_where_it_stands() -> None:
    text = "сәлем, @Айгүл Серік."
    (one,) = mentions(text, NAMES)
    assert text[one.start : one.end] == "@Айгүл Серік"


def test_a_list_of_everybody_ends() -> None:
    assert len(named("@Berik " * 500)) == MOST_NAMED
    assert named("@" * 100_000) == []


def test_what_names_nobody_is_told_and_an_address_is_not() -> None:
    assert unknown_names("@Nobody, @Айгүл және @Nobody, x@mail.kz", ["Айгүл"]) == ["@Nobody"]
    assert unknown_names("ешкім", ["Айгүл"]) == []
