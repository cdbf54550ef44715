"""What may be corrected on a person's record; anything else is refused by name."""

from typing import Any

import pytest

from records.errors import BadDecision
from records.persons.person_fields import checked_person_fields
from records.tables import PersonRow


def row(**given: Any) -> PersonRow:
    return PersonRow(**{"names": {"kk": "Айгүл"}, "publish": True, "publish_reason": "", **given})


@pytest.mark.parametrize(
    ("fields", "values"),
    [
        ({"ru": " Айгуль "}, {"names": {"kk": "Айгүл", "ru": "Айгуль"}}),
        ({"ru": "Айгуль", "en": "Aigul", "kk": ""}, {"names": {"ru": "Айгуль", "en": "Aigul"}}),
        ({"gender": "Female", "profession": "тілші"}, {"gender": "female", "profession": "тілші"}),
        (
            {"outlets": "Орда; Власть"},
            {"outlets": [{"outlet": "Орда", "since": None, "until": None}, {"outlet": "Власть", "since": None, "until": None}]},
        ),
        ({"outlets": [{"outlet": "Орда", "since": "2020-01-05"}]}, {"outlets": [{"outlet": "Орда", "since": "2020-01-05", "until": None}]}),
        ({"outlets": ""}, {"outlets": []}),
        ({"publish": "no", "publish_reason": "threats"}, {"publish": False, "publish_reason": "threats"}),
        ({"publish": True}, {"publish": True, "publish_reason": ""}),
    ],
)
def test_fields_are_kept_in_one_form(fields: dict[str, Any], values: dict[str, Any]) -> None:
    assert checked_person_fields(row(), fields) == values


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"gendre": "male"}, "did you mean gender"),
        ({"xyzzy": ""}, "fields are kk"),
        ({"gender": "f"}, "one of female, male, unknown"),
        ({"publish": "perhaps"}, "true or false"),
        ({"publish": "no"}, "for a reason"),
        ({"publish_reason": "threats"}, "set publish=no"),
        ({"outlets": [{"name": "Орда"}]}, "semicolons"),
        ({"outlets": [{"outlet": "Орда", "since": "2020"}]}, "a day"),
        ({"outlets": [{"outlet": "Орда", "since": "2021-01-01", "until": "2020-01-01"}]}, "not after"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name(fields: dict[str, Any], told: str) -> None:
    with pytest.raises(BadDecision, match=told):
        checked_person_fields(row(), fields)


def test_a_name_that_is_published_again_loses_its_reason_and_a_withheld_one_keeps_it() -> None:
    withheld = row(publish=False, publish_reason="threats")
    assert checked_person_fields(withheld, {"publish": "yes"}) == {"publish": True, "publish_reason": ""}
    assert checked_person_fields(withheld, {"publish": "no"}) == {"publish": False, "publish_reason": "threats"}
    assert checked_person_fields(withheld, {"gender": "male"}) == {"gender": "male"}
    with pytest.raises(BadDecision, match="for a reason"):
        checked_person_fields(withheld, {"publish_reason": ""})
