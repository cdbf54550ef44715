"""A by-line names persons. Buttons, sections, desks, agencies and their codes are none."""

import pytest

from pipelines.extraction.person_names import is_person, persons_in


@pytest.mark.parametrize(
    ("line", "names"),
    [
        ("By Jane Doe", ["Jane Doe"]),
        ("ByJane Doe", ["Jane Doe"]),
        ("Jane Doe and John Roe, Staff Writers", ["Jane Doe", "John Roe"]),
        ("Von Max Muster und Eva Beispiel", ["Max Muster", "Eva Beispiel"]),
        ("Jane Doe in Washington", ["Jane Doe"]),
        ("Jane Doe | Reuters", ["Jane Doe"]),
        ("Jane Doe @janedoe", ["Jane Doe"]),
        ("Ludwig van der Berg", ["Ludwig van der Berg"]),
        ("Jean-Pierre O'Brien", ["Jean-Pierre O'Brien"]),
        ("Автор: Айгүл Сапарқызы", ["Айгүл Сапарқызы"]),
        ("Мәтін: Ерлан Сәбитұлы, Айгүл Сапарқызы", ["Ерлан Сәбитұлы", "Айгүл Сапарқызы"]),
        ("А. Иванов", ["А. Иванов"]),
        ("Иванов А.", ["Иванов А."]),
        ("Сергей ПРИМЕРОВ и Дана Омарова", ["Сергей ПРИМЕРОВ", "Дана Омарова"]),
        ("Динара Серикова от 24.11.2026", ["Динара Серикова"]),
        ("Aıgúl Saparqyzy", ["Aıgúl Saparqyzy"]),
        ("Нұрбек Әлі оғлы", ["Нұрбек Әлі оғлы"]),
        ("山田太郎", ["山田太郎"]),
        ("[田中宏，Alpha]", ["田中宏"]),
        ("作者：王小明", ["王小明"]),
        ("Jane Doe 著、山田 太郎 監訳、佐藤 花子 訳", ["Jane Doe", "山田 太郎", "佐藤 花子"]),
        ("김민수 기자", ["김민수 기자"]),
    ],
)
def test_persons_are_found_in_a_by_line(line: str, names: list[str]) -> None:
    assert persons_in(line) == names


@pytest.mark.parametrize(
    "words",
    [
        "Log In", "Close Follow", "Read More", "Sign Up", "Local News", "Admin", "admin", "ByABC News", "ABC News", "(obe)", "KazTAG", "КазТАГ", "Reuters", "BBC News", "Associated Press",
        "News Desk", "Staff Writer", "The Editorial Board", "Редакция", "Отдел новостей", "Служба информации", "Корреспондент «Дала сөзі»", "Пресс-служба МЧС", "Общество",
        "Жаңалықтар бөлімі редакциясы", "Басты бет", "Войти", "24.11.2026", "https://example.org/author/7", "desk@example.org", "Getty Images", "jane", "", "a b c d e f g",
    ],
)  # fmt: skip
def test_what_is_no_person_is_left_out(words: str) -> None:
    assert persons_in(words) == []


def test_a_name_has_capitals_and_two_words() -> None:
    assert is_person("Дана Омарова")
    assert not is_person("дана омарова")
    assert not is_person("Дана")
