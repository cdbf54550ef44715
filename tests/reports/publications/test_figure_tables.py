"""Tables of figures: how wide their words are."""

from reports.charts.text_width import width
from reports.publications.figure_tables import table, widest_word, widest_words
from reports.publications.figures import Figure


def test_the_widest_word_of_a_column_is_that_of_its_head_or_of_a_cell() -> None:
    made = table("", ("Номер", "Случай", "Ответственность"), [("KZ-2021-0001", "слово " * 30, Figure(3))], label_columns=2)
    assert widest_words(made, 10) == tuple(width(word, 10) for word in ("KZ-2021-0001", "Случай", "Ответственность"))


def test_the_widest_word_need_not_be_the_longest() -> None:
    assert widest_word(["шшшшшш iiiiiiii"], 10) == width("шшшшшш", 10)
    assert widest_word([], 10) == widest_word(["", " "], 10) == 0


def test_a_word_may_break_behind_a_hyphen_and_the_number_of_an_incident_may_not() -> None:
    assert widest_word(["Западно-Казахстанская область"], 10) == width("Казахстанская", 10)
    assert widest_word(["KZ-2021-0001"], 10) == width("KZ-2021-0001", 10)


def test_what_is_no_word_of_a_language_asks_for_no_more_room_than_a_long_word() -> None:
    assert widest_word(["x" * 500], 10) == width("x" * 40, 10)
