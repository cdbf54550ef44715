"""Which codes name a country."""

import pytest

from records.country.codes import country_codes


@pytest.mark.parametrize(("code", "known"), [("KZ", True), ("KG", True), ("XK", True), ("QQ", False), ("EU", False), ("UN", False), ("ZZ", False)])
def test_codes_of_iso_3166_name_countries_and_those_of_unions_do_not(code: str, known: bool) -> None:
    assert (code in country_codes()) is known
