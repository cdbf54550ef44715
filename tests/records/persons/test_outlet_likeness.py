"""Which names of outlets mean one outlet."""

import pytest

from records.persons.outlet_likeness import outlets_agree


@pytest.mark.parametrize(
    ("one", "other"),
    [("Орда", "Orda"), ("Orda.kz", "Орда.кз"), ("«Хабар 24»", "телеканал Khabar 24"), ("газета «Уральская неделя»", "Уральская неделя")],
)
def test_spellings_and_kinds_do_not_matter(one: str, other: str) -> None:
    assert outlets_agree(one, other)


@pytest.mark.parametrize(("one", "other"), [("Хабар", "Хабар 24"), ("31 канал", "7 канал"), ("Орда", "Власть"), ("", ""), ("Орда", "")])
def test_other_outlets_and_none_do_not_agree(one: str, other: str) -> None:
    assert not outlets_agree(one, other)
