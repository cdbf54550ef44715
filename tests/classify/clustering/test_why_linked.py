"""What a person is told of two articles that perhaps are of one event."""

from datetime import date
from typing import Any

import pytest

from classify.clustering.outlet_keys import outlet_key
from classify.clustering.pair_features import pair_of
from classify.clustering.person_keys import person_key
from classify.clustering.why_linked import reasons_of
from records.incident_model import Traits
from records.vocabulary import LinkReason


def told(**values: Any) -> Traits:
    return Traits("a", "ru", **{"published": date(2024, 3, 12), **values})


ALIKE: dict[str, tuple[dict[str, Any], list[LinkReason]]] = {
    "the same person": ({"persons": (person_key("Рустем Есиркегенов"),)}, [LinkReason.PERSON]),
    "the same outlet": ({"outlets": (outlet_key("Степной вестник"),)}, [LinkReason.OUTLET]),
    "one town within days": ({"place": "уральск", "region": "KZ-27"}, [LinkReason.PLACE_AND_DAYS]),
    "a case against one person": (
        {"persons": (person_key("Рустем Есиркегенов"),), "codes": ("CRM",)},
        [LinkReason.PERSON, LinkReason.CASE],
    ),
    "the encoder finds them alike": ({"vector": (3, 4)}, [LinkReason.WORDS]),
}


@pytest.mark.parametrize("what", ALIKE)
def test_what_both_articles_share_is_said(what: str) -> None:
    shared, reasons = ALIKE[what]
    assert list(reasons_of(pair_of(told(**shared), told(**shared)))) == reasons


def test_one_town_after_months_is_a_place_and_no_more() -> None:
    here = {"place": "уральск", "region": "KZ-27"}
    assert reasons_of(pair_of(told(**here), told(**here, published=date(2024, 9, 1)))) == (LinkReason.PLACE,)


def test_one_town_within_days_is_no_more_than_a_place_where_the_acts_are_dated_months_apart() -> None:
    here = {"place": "уральск", "region": "KZ-27", "precision": "day"}
    assert reasons_of(pair_of(told(**here, day=date(2023, 9, 12)), told(**here, day=date(2024, 3, 10)))) == (LinkReason.PLACE,)
    month = {**here, "precision": "month", "day": date(2023, 9, 1)}
    assert reasons_of(pair_of(told(**month), told(**here, day=date(2024, 3, 10)))) == (LinkReason.PLACE,)


def test_two_cases_of_one_kind_that_share_nobody_and_nothing_are_no_one_case() -> None:
    assert reasons_of(pair_of(told(codes=("CRM",)), told(codes=("CRM",)))) == ()
