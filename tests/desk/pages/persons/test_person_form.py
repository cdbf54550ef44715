"""The form of a person's record: what was changed is given, in the form that the record keeps, and what is wrong is said of its field."""

from datetime import date
from typing import Any

import pytest
from starlette.datastructures import FormData

from desk.pages.persons.person_form import changed_fields, standing, typed
from records.errors import BadDecision
from records.persons.person_model import KnownPerson, PersonOutlet

TODAY = date(2026, 11, 24)
HER = KnownPerson(7, {"ru": "Анна Ли"}, ("Анна Ли",), "редактор", outlets=(PersonOutlet("Орда", "2021-06-10"),))


def said(**more: Any) -> dict[str, Any]:
    return {**standing(HER), **more}


def test_what_stands_is_no_change() -> None:
    assert changed_fields(HER, standing(HER), TODAY) == {}


def test_only_what_differs_is_given_with_days_as_they_are_kept() -> None:
    rows = [{"outlet": "Орда", "since": "10 июня 2021", "until": "вчера"}]
    assert changed_fields(HER, said(en="Anna Li", outlets=rows), TODAY) == {
        "en": "Anna Li", "outlets": [{"outlet": "Орда", "since": "2021-06-10", "until": "2026-11-23"}],
    }  # fmt: skip


def test_a_name_is_withheld_with_a_reason_which_goes_when_it_is_published() -> None:
    assert changed_fields(HER, said(publish=False, publish_reason="просила"), TODAY) == {"publish": False, "publish_reason": "просила"}
    assert changed_fields(HER, said(publish=True, publish_reason="осталось"), TODAY) == {}


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"publish": False}, "publish_reason"),
        ({"outlets": [{"outlet": "", "since": "2021", "until": ""}]}, "outlets"),
        ({"outlets": [{"outlet": "Орда", "since": "31.02.2021", "until": ""}]}, "outlets"),
        ({"outlets": [{"outlet": "Орда", "since": "02.03.2022", "until": "01.03.2022"}]}, "outlets"),
    ],
)
def test_what_is_wrong_is_said_of_its_field(more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadDecision) as refused:
        changed_fields(HER, said(**more), TODAY)
    assert refused.value.field == field


def test_rows_in_which_nothing_stands_are_left_out_and_short_lists_lose_nothing_else() -> None:
    form = FormData(
        [
            ("ru", " Анна Ли "),
            ("outlet", "Орда"),
            ("outlet", " "),
            ("outlet_since", ""),
            ("outlet_since", ""),
            ("outlet_until", ""),
            ("outlet_until", ""),
        ]
    )
    read = typed(form)
    assert (read["ru"], read["publish"], read["outlets"]) == ("Анна Ли", False, [{"outlet": "Орда", "since": "", "until": ""}])
