"""The comparison of cards with their labels: which fields count as wrong, and which of them are marked."""

from typing import Any

import pytest

from tests.bench.cards import FIELDS, card, one_for_each_event, report

LABEL: dict[str, Any] = {
    "id": "a",
    "label": "incident",
    "categories": ["ATT", "OBS"],
    "persons": [{"name": "Данияр Утегенов", "role": "victim"}, {"name": "Руслан Бисенов", "role": "other"}],
    "outlets": ["Ак Жайык"],
    "place": "Атырау",
    "region": "KZ-23",
    "incident_date": "2023-05-16",
    "date_precision": "day",
    "outcome": "investigating",
    "outcome_of": "perpetrator",
    "incident_key": "dump",
}
RIGHT = {**LABEL, "flagged": True, "unsure": [], "categories": [{"code": "ATT", "score": 0.9}]}


def test_a_card_as_its_label_is_right() -> None:
    assert card(LABEL, RIGHT).wrong == ()


@pytest.mark.parametrize(
    ("field", "changes"),
    [
        ("label", {"label": "followup"}),
        ("categories", {"categories": [{"code": "OBS", "score": 0.9}, {"code": "ATT", "score": 0.8}]}),
        ("victims", {"persons": [{"name": "Данияру Утегенову", "role": "victim"}]}),
        ("victims", {"persons": [*LABEL["persons"], {"name": "Асель Омарова", "role": "victim"}]}),
        ("victims", {"persons": []}),
        ("outlets", {"outlets": []}),
        ("outlets", {"outlets": ["Ак Жайык", "Время"]}),
        ("place", {"place": None}),
        ("place", {"region": "KZ-27"}),
        ("incident_date", {"incident_date": "2023-05-17"}),
        ("incident_date", {"incident_date": "2023-05-01", "date_precision": "month"}),
        ("incident_date", {"incident_date": None, "date_precision": None}),
        ("outcome", {"outcome": "none", "outcome_of": "perpetrator"}),
        ("outcome_of", {"outcome_of": "journalist"}),
    ],
)
def test_a_field_that_differs_is_wrong(field: str, changes: dict[str, Any]) -> None:
    assert card(LABEL, {**RIGHT, **changes}).wrong == (field,)


def test_a_name_in_another_spelling_or_with_a_patronymic_is_right() -> None:
    for name in ("Утегенов Данияр", "Daniyar Utegenov", "Утегенов Данияр Маратович", "Утегенов"):
        assert card(LABEL, {**RIGHT, "persons": [{"name": name, "role": "victim"}]}).wrong == ()


def test_a_month_counts_by_its_month() -> None:
    month = {**LABEL, "incident_date": "2023-05-01", "date_precision": "month"}
    assert card(month, {**RIGHT, "incident_date": "2023-05-16", "date_precision": "month"}).wrong == ()


def test_whose_an_outcome_is_counts_only_where_there_is_one() -> None:
    none = {**LABEL, "outcome": "none", "outcome_of": None}
    assert card(none, {**RIGHT, "outcome": "none", "outcome_of": "perpetrator"}).wrong == ()


def test_only_marks_at_wrong_fields_count_for_a_card() -> None:
    wrong = {**RIGHT, "outlets": [], "unsure": ["outlets", "place"]}
    assert card(LABEL, wrong).marked == {"outlets"}
    lines = report([LABEL, {**LABEL, "label": "none"}], [wrong, RIGHT], [card(LABEL, wrong), card(LABEL, RIGHT)])
    assert any(line.startswith("cards right in every field: 1 of 2") for line in lines)
    assert any(line.startswith("cards with a mistake that are marked at one: 1 of 1") for line in lines)
    assert any(line.startswith(f"fields that are marked: 2 of {2 * len(FIELDS)}") for line in lines)
    assert any(line.startswith("other articles that are flagged: 1 of 1") for line in lines)


def test_an_event_is_one_card() -> None:
    cards = [card(LABEL, RIGHT), card({**LABEL, "id": "b"}, RIGHT), card({**LABEL, "id": "c", "incident_key": None}, RIGHT)]
    assert [one.label["id"] for one in one_for_each_event(cards)] == ["a", "c"]
