"""The smallest pieces of dates."""

from classify.matching.dates.date_atoms import AtomReader
from classify.matching.dates.date_pieces import AtomKind, DateText
from tests.classify.matching.dates.reading import marks_of, told


def kinds(lang: str, text: str) -> list[AtomKind]:
    return [atom.kind for atom in AtomReader(DateText(marks_of(lang, text))).atoms()]


def test_pieces_stand_in_reading_order_and_overlap_nowhere() -> None:
    text = "Вчера, в пятницу, 24 июля 2018 года, через два дня после 12.03.2018, тем летом."
    assert kinds("ru", text) == [
        AtomKind.NEAR, AtomKind.WEEKDAY, AtomKind.MONTH_DAY, AtomKind.YEAR, AtomKind.LATER, AtomKind.FULL, AtomKind.SEASON,
    ]  # fmt: skip


def test_numbers_of_laws_versions_and_hours_are_no_dates() -> None:
    assert told("ru", "В 10.04 он читал статью 158 и версию 1.2.3.4, дело 2019-07-24-5.") == "-"


def test_a_number_like_a_year_counts_alone_only_with_a_word_for_year() -> None:
    atoms = AtomReader(DateText(marks_of("ru", "Собрали 2015 подписей, как в 2016 году."))).atoms()
    assert [(atom.year, bool(atom.count)) for atom in atoms] == [(2015, False), (2016, True)]
