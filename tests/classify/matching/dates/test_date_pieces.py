"""The text in which pieces of dates are looked for."""

from classify.matching.dates.date_numerals import Numeral
from classify.matching.dates.date_pieces import DateText
from tests.classify.matching.dates.reading import marks_of


def test_a_text_knows_its_sentences_and_what_makes_a_date_the_last_one() -> None:
    text = DateText(marks_of("ru", "Его нашли. В прошлую пятницу он ушел."))
    assert text.sentence(0) == (0, 2)
    assert text.sentence(5) == (2, 7)
    assert text.modifiers == {4: "last"}


def test_a_day_of_a_month_is_one_of_thirty_one_and_ordered_or_in_figures() -> None:
    text = DateText(marks_of("ru", "два 24 июля"))
    assert [text.is_day(Numeral(value, 1, ordinal=False)) for value in (0, 1, 31, 32)] == [False, True, True, False]
    assert [text.orders(Numeral(2, 1, ordinal=False)), text.orders(Numeral(24, 2, ordinal=False))] == [False, True]
