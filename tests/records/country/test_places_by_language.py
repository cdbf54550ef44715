"""Places in the reader's language, whatever was written."""

import pytest

from records.country.places_by_language import place_name, place_names, shown_name
from records.i18n import speaking


@pytest.mark.parametrize(
    ("written", "area", "kk", "ru", "en"),
    [
        ("Караганда", "KZ-35", "Қарағанды", "Караганда", "Karaganda"),
        ("Kostanay", "KZ-39", "Қостанай", "Костанай", "Kostanay"),
        ("темиртау", None, "Теміртау", "темиртау", "Temirtau"),
        ("Қазалы", "KZ-43", "Қазалы", "Казалинск", "Kazaly"),
        ("Карасайский район", "KZ-19", "Қарасай ауданы", "Карасайский район", "Karasay district"),
        ("Нур-Султан", "KZ-71", "Нұр-Сұлтан", "Нур-Султан", "Nur-Sultan"),
        ("Бишкек", "KG", "Бішкек", "Бишкек", "Bishkek"),
        # No table has it; two regions have it and none is said.
        ("Сұлукент", "KZ-35", "Сұлукент", "Сұлукент", "Сұлукент"),
        ("Алматы ауданы", None, "Алматы ауданы", "Алматы ауданы", "Almaty district"),
        ("", None, "", "", ""),
    ],
)
def test_a_place_is_called_as_the_reader_s_language_calls_it(written: str, area: str | None, kk: str, ru: str, en: str) -> None:
    expected = {"kk": kk, "ru": "Темиртау" if ru == "темиртау" else ru, "en": en}
    for lang in expected:
        with speaking(lang):
            assert place_name(written, area) == expected[lang]
        assert place_name(written, area, lang) == expected[lang]


def test_a_search_knows_all_names_of_a_place_and_a_language_without_names_shows_what_was_written() -> None:
    assert place_names("Караганда", "KZ-35") == ["Караганда", "Қарағанды", "Karaganda"]
    assert place_names("") == []
    assert place_name("Караганда", "KZ-35", "ky") == "Караганда"


def test_a_district_is_shown_with_its_unit() -> None:
    assert [shown_name("district", "Қарасай", "kk"), shown_name("quarter", "Алмалинский", "ru"), shown_name("town", "село Талапкер", "ru")] == [
        "Қарасай ауданы", "Алмалинский район", "Талапкер",
    ]  # fmt: skip
