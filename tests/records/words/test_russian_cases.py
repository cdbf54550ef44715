"""Russian places and months as they stand behind «в». What the endings do not decide is not declined."""

import pytest

from records.words.russian_cases import in_month, in_place


@pytest.mark.parametrize(
    ("place", "told"),
    [
        ("Алматы", "в Алматы"), ("Кокшетау", "в Кокшетау"), ("Актобе", "в Актобе"), ("Астана", "в Астане"), ("Петропавловск", "в Петропавловске"),
        ("Талдыкорган", "в Талдыкоргане"), ("Костанай", "в Костанае"), ("Семей", "в Семее"), ("Рудный", "в Рудном"), ("Никольский", "в Никольском"),
        ("Боровое", "в Боровом"), ("Сарань", "в Сарани"), ("Акколь", "в Акколе"), ("Усть-Каменогорск", "в Усть-Каменогорске"), ("София", "в Софии"),
        ("Ханой", "в Ханое"), ("Владивосток", "во Владивостоке"), ("Нижний Новгород", "в Нижнем Новгороде"), ("Новая Бухтарма", "в Новой Бухтарме"),
        ("Карасайский район", "в Карасайском районе"), ("район Алтай", "в районе Алтай"), ("Область Абай", "в области Абай"),
        ("Западно-Казахстанская область", "в Западно-Казахстанской области"), ("Город Шымкент", "в городе Шымкент"), ("ВКО", "в ВКО"),
    ],
)  # fmt: skip
def test_a_place_is_declined_by_its_ending(place: str, told: str) -> None:
    assert in_place(place) == told


@pytest.mark.parametrize("place", ["Турара Рыскулова", "станция Актогай", "Баян-Ульгий", "Tashkent", "Шал акына", "", "  ", "Х"])
def test_a_name_of_which_the_endings_do_not_decide_is_left_alone(place: str) -> None:
    assert in_place(place) == ""


def test_months_are_declined() -> None:
    assert [in_month(month) for month in ("январь", "март", "май", "август")] == ["январе", "марте", "мае", "августе"]
