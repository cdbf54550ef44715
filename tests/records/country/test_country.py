"""Packs of countries: their regions, places in the reader's language, working days, and codes of other countries."""

import sys
from dataclasses import replace
from datetime import date
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from records import country
from records.country import CountryPack, find_country_pack, home, known_countries, region_name, region_words
from records.country.codes import country_codes
from records.country.kz import DAYS_OFF
from records.country.kz import PACK as KZ
from records.country.pack import DaysOff, after_working_days, is_working_day
from records.country.places import place_name, place_names, shown_name
from records.errors import SettingsError
from records.i18n import use_language

PACKS = [find_country_pack(code) for code in known_countries()]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_a_pack_has_its_own_regions_each_with_a_short_name_and_one_tile_and_zones_that_exist(pack: CountryPack) -> None:
    on_tiles = [code for row in pack.tiles for code in row.split() if code != "."]
    assert sorted(on_tiles) == sorted(pack.regions) == sorted(pack.short_regions) == sorted(pack.tile_places)
    assert len({len(row.split()) for row in pack.tiles}) == 1
    assert all(code.startswith(f"{pack.code}-") for code in pack.regions)
    assert {*pack.region_zones, *pack.parents, *pack.parents.values(), *pack.seats} <= set(pack.regions)
    assert pack.code in pack.neighbourhood
    assert all(ZoneInfo(zone).key == zone for zone in (pack.zone, *pack.region_zones.values()))


def test_home_is_kazakhstan_unless_set_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    assert home() is KZ
    monkeypatch.setenv("QORGAN_HOME_COUNTRY", "newsroom.utopia")
    utopia = replace(KZ, code="UT", prefix="UTO")
    module = ModuleType("newsroom.utopia")
    module.__dict__["PACK"] = utopia
    monkeypatch.setitem(sys.modules, "newsroom", ModuleType("newsroom"))
    monkeypatch.setitem(sys.modules, "newsroom.utopia", module)
    home.cache_clear()
    try:
        assert home() is utopia
    finally:
        home.cache_clear()


def test_a_pack_is_found_by_its_code_and_what_is_none_is_refused_by_the_name_of_the_setting() -> None:
    assert find_country_pack("KZ") is find_country_pack("kz") is KZ
    for name in ("", "ZZ", "Kazakhstan", "records.country.pack", "a..b", ".kz", "no.such.module"):
        with pytest.raises(SettingsError, match="QORGAN_HOME_COUNTRY.*KZ"):
            country.find_country_pack(name)


def test_places_abroad_are_known_from_those_at_home() -> None:
    codes = ("KZ", "KZ-10", "KG", "KG-GB", "RU-MOW", "kg", "KG-", "RU-MOWX")
    assert [code for code in codes if KZ.is_place_abroad(code)] == ["KG", "KG-GB", "RU-MOW"]
    assert [code for code in codes[:7] if KZ.is_region_abroad(code)] == ["KG-GB", "RU-MOW"]


def test_a_region_is_known_by_its_name_in_every_language() -> None:
    assert region_words("KZ-59") == ["KZ-59", "Солтүстік Қазақстан облысы", "Северо-Казахстанская область", "North Kazakhstan region"]
    assert [region_name(code) for code in ("KZ-59", "KG-GB", None)] == ["North Kazakhstan region", "KG-GB", ""]


def test_codes_of_iso_3166_name_countries_and_those_of_unions_do_not() -> None:
    assert [code for code in ("KZ", "KG", "XK", "QQ", "EU", "UN", "ZZ") if code in country_codes()] == ["KZ", "KG", "XK"]


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
        with use_language(lang):
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


# As the ministry of labour and the press printed them for the year.
OFF_2026 = [(1, 1), (1, 2), (1, 7), (3, 9), (3, 23), (3, 24), (3, 25), (5, 1), (5, 7), (5, 11), (5, 27), (7, 6), (10, 26), (12, 16)]
OFF_2025 = [(1, 1), (1, 2), (1, 3), (1, 7), (3, 10), (3, 21), (3, 24), (3, 25), (5, 1), (5, 7), (5, 9), (6, 6), (7, 7), (9, 1), (10, 27), (12, 16)]


@pytest.mark.parametrize(("year", "printed"), [(2025, OFF_2025), (2026, OFF_2026)])
def test_the_days_off_of_a_year_beside_weekends_are_those_that_were_printed(year: int, printed: list[tuple[int, int]]) -> None:
    days = [date.fromordinal(one) for one in range(date(year, 1, 1).toordinal(), date(year + 1, 1, 1).toordinal())]
    assert [(day.month, day.day) for day in days if day.weekday() < 5 and not is_working_day(day, DAYS_OFF)] == printed


def test_days_that_changed_or_were_exchanged() -> None:
    worked = [date(2024, 5, 4), date(2026, 8, 31), date(2024, 6, 17), date(2023, 1, 9), date(2026, 3, 16), date(2022, 12, 1)]
    free = [date(2024, 5, 8), date(2025, 8, 30), date(2027, 3, 15), date(2021, 12, 1)]
    assert [day for day in worked + free if is_working_day(day, DAYS_OFF)] == worked


@pytest.mark.parametrize(
    ("sent", "days", "last"),
    [
        (date(2026, 11, 23), 5, date(2026, 11, 30)),
        (date(2026, 11, 27), 1, date(2026, 11, 30)),
        (date(2026, 11, 28), 1, date(2026, 11, 30)),
        (date(2026, 3, 18), 5, date(2026, 3, 30)),
        (date(2026, 12, 10), 5, date(2026, 12, 18)),
        (date(2025, 12, 26), 5, date(2026, 1, 6)),
        (date(2026, 11, 2), 15, date(2026, 11, 23)),
    ],
)
def test_a_term_is_counted_from_the_day_after_and_over_what_is_free(sent: date, days: int, last: date) -> None:
    assert after_working_days(sent, days, DAYS_OFF) == last


def test_without_a_country_only_weekends_are_free() -> None:
    assert after_working_days(date(2025, 12, 31), 2, DaysOff()) == date(2026, 1, 2)
