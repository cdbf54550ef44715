"""A person as one value, made of the records that were merged."""

from types import SimpleNamespace
from typing import Any

import pytest

from records.persons.person_model import PersonOutlet, language_of, together
from records.vocabulary import Gender


def row(id: int, **given: Any) -> Any:
    values = {
        "names": {}, "spellings": [], "profession": "", "gender": "unknown", "outlets": [], "publish": True, "publish_reason": "", "apart": [],
    }  # fmt: skip
    return SimpleNamespace(**{**values, "id": id, **given})


def test_what_the_standing_record_says_counts_first_and_the_others_fill_in() -> None:
    first = row(5, names={"ru": "Б. Жусупов"}, spellings=["Б. Жусупов"], outlets=[{"outlet": "Орда", "since": None, "until": None}])
    second = row(2, names={"ru": "Бауыржан", "kk": "Бауыржан Жүсіпов"}, spellings=["Бауыржан Жүсіпов"], gender="male", profession="тілші")
    one = together(first, [second])
    assert (one.id, one.merged) == (5, (2,))
    assert one.names == {"kk": "Бауыржан Жүсіпов", "ru": "Б. Жусупов"}
    assert one.spellings == ("Б. Жусупов", "Бауыржан Жүсіпов")
    assert (one.gender, one.profession, one.outlets) == (Gender.MALE, "тілші", (PersonOutlet("Орда"),))
    assert one.name == "Бауыржан Жүсіпов"
    assert one.all_names == ("Б. Жусупов", "Бауыржан Жүсіпов")


def test_one_record_that_is_withheld_withholds_the_person() -> None:
    one = together(row(1), [row(2, publish=False, publish_reason="threats")])
    assert (one.publish, one.publish_reason) == (False, "threats")


@pytest.mark.parametrize(("name", "lang"), [("Бауыржан Жүсіпов", "kk"), ("Бауыржан Жусупов", "ru"), ("Bauyrzhan Zhussupov", "en"), ("Іңкәр", "kk")])
def test_letters_show_for_whose_readers_a_name_is_written(name: str, lang: str) -> None:
    assert language_of(name) == lang
