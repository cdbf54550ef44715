"""Russian names in the nominative."""

import pytest

from classify.text.russian_names import russian_nominative


@pytest.mark.parametrize(
    ("name", "role", "expected"),
    [
        ("Айгерим Досанову", "журналистку", "Айгерим Досанова"),
        ("Тимура Сатыбалдиева", "журналиста", "Тимур Сатыбалдиев"),
        ("Тимура Сатыбалдиева", "", "Тимур Сатыбалдиев"),
        ("Динаре Омаровой", "", "Динара Омарова"),
        ("Андрею Лунскому", "корреспонденту", "Андрей Лунский"),
        ("Марины Костюк", "", "Марина Костюк"),
        ("Руслан Ким", "", "Руслан Ким"),
    ],
)
def test_russian_names_come_to_the_nominative(name: str, role: str, expected: str) -> None:
    assert " ".join(russian_nominative(name.split(), role)) == expected
