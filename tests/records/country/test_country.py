"""Packs of countries: each whole in itself, and found by its code or by the name of its module."""

import sys
from dataclasses import replace
from types import ModuleType
from zoneinfo import ZoneInfo

import pytest

from records import country
from records.country import CountryPack, find, home, known, region_name, region_words
from records.country.kz import PACK as KZ
from records.errors import SettingsError

PACKS = [find(code) for code in known()]


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_every_region_of_a_pack_has_a_short_name_and_one_tile(pack: CountryPack) -> None:
    on_tiles = [code for row in pack.tiles for code in row.split() if code != "."]
    assert sorted(on_tiles) == sorted(pack.regions) == sorted(pack.short_regions) == sorted(pack.tile_places)
    assert len({len(row.split()) for row in pack.tiles}) == 1


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack.code)
def test_a_pack_speaks_of_its_own_regions_only_and_of_zones_that_exist(pack: CountryPack) -> None:
    assert all(code.startswith(f"{pack.code}-") for code in pack.regions)
    assert {*pack.region_zones, *pack.parents, *pack.parents.values(), *pack.seats} <= set(pack.regions)
    assert pack.code in pack.neighbourhood
    for zone in (pack.zone, *pack.region_zones.values()):
        assert ZoneInfo(zone).key == zone


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


def test_a_pack_is_found_by_its_code_in_large_or_small_letters() -> None:
    assert find("KZ") is find("kz") is KZ


@pytest.mark.parametrize("name", ["", "ZZ", "Kazakhstan", "records.country.pack", "a..b", ".kz", "no.such.module"])
def test_what_is_no_pack_is_refused_in_words_that_name_the_setting(name: str) -> None:
    with pytest.raises(SettingsError, match="QORGAN_HOME_COUNTRY.*KZ"):
        country.find(name)


def test_places_abroad_are_told_from_those_at_home() -> None:
    assert [code for code in ("KZ", "KZ-10", "KG", "KG-GB", "RU-MOW", "kg", "KG-", "RU-MOWX") if KZ.is_place_abroad(code)] == [
        "KG",
        "KG-GB",
        "RU-MOW",
    ]
    assert [code for code in ("KZ-10", "KG", "KG-GB", "RU-MOW", "KG-") if KZ.is_region_abroad(code)] == ["KG-GB", "RU-MOW"]


def test_a_region_is_known_by_its_name_in_every_language() -> None:
    assert region_words("KZ-59") == ["KZ-59", "Солтүстік Қазақстан облысы", "Северо-Казахстанская область", "North Kazakhstan region"]
    assert [region_name(code) for code in ("KZ-59", "KG-GB", None)] == ["North Kazakhstan region", "KG-GB", ""]
