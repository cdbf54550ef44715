"""From what machine and person say of a draft to the columns of an incident."""

from datetime import date
from typing import Any

import pytest

from records.errors import BadDecision
from records.incident_fields import COLUMN_FIELDS
from records.review.incident_facts import corrections, incident_facts, statuses_of, told_statuses
from records.vocabulary import Category, StatusCode

DAY = date(2026, 11, 20)
MACHINE: dict[str, Any] = {
    "title": "Сериков избит", "categories": [{"code": "THR", "score": 0.5}, {"code": "ATT", "score": 0.9}], "incident_date": "2026-11-22",
    "date_precision": "day", "place": "Орал", "region": "KZ-27", "outlets": ["Дала"], "actor": "court",
    "persons": [{"name": "Сериков", "role": "victim"}, {"name": "дала", "role": "victim"}, {"name": "Аким", "role": "official"}, {"name": "Сериков", "role": "victim"}],
}  # fmt: skip


def facts(**said: Any) -> dict[str, Any]:
    return incident_facts({**MACHINE, **said})


def test_an_incident_has_every_column_from_what_was_said_or_its_empty_value() -> None:
    found = facts()
    assert set(found) == {field.column for field in COLUMN_FIELDS}
    assert (found["title"], found["place"], found["region"], found["outlets"], found["actor"]) == (
        "Сериков избит",
        "Орал",
        "KZ-27",
        ["Дала"],
        "court",
    )
    assert (found["happened_on"], found["date_precision"]) == (date(2026, 11, 22), "day")
    assert (found["country"], found["during"], found["motive"], found["summary"]) == (None, None, "unconfirmed", {})


@pytest.mark.parametrize(
    ("said", "codes"),
    [
        ({}, ["ATT", "THR"]),
        ({"primary": "THR"}, ["THR", "ATT"]),
        ({"categories": ["THR", "ATT"]}, ["THR", "ATT"]),
        ({"categories": ["THR"], "primary": "OBS"}, ["OBS", "THR"]),
        ({"categories": None, "primary": "OBS"}, ["OBS"]),
    ],
)
def test_the_primary_category_is_what_a_person_named_else_listed_first_else_the_likeliest(said: dict[str, Any], codes: list[str]) -> None:
    found = facts(**said)
    assert (found["primary"], found["categories"]) == (codes[0], codes)


def test_without_a_category_there_is_no_incident() -> None:
    with pytest.raises(BadDecision) as refused:
        facts(categories=[])
    assert str(refused.value) == "nobody has said yet what kind of violation it is"
    assert refused.value.in_shell == "`--set primary=CODE` does"


def test_a_precision_without_a_date_says_nothing() -> None:
    assert facts(incident_date=None)["date_precision"] is None


VICTIM = {"name": "Сериков", "profession": "", "outlet": "Дала"}


@pytest.mark.parametrize(
    ("said", "victims"),
    [
        ({}, [VICTIM]),
        ({"outlets": ["Дала", "Теңіз"]}, [{**VICTIM, "outlet": ""}]),
        ({"outlets": None}, [{**VICTIM, "outlet": ""}, {"name": "дала", "profession": "", "outlet": ""}]),
        ({"victims": [{"name": "Б"}]}, [{"name": "Б"}]),
        ({"victims": []}, []),
        ({"persons": None}, []),
        ({"persons": [{"name": "Аким", "role": "official"}, {"name": "Б"}]}, []),
    ],
)
def test_victims_are_those_entered_else_those_among_the_persons_that_are_no_newsroom(said: dict[str, Any], victims: list[dict[str, str]]) -> None:
    assert facts(**said)["victims"] == victims


@pytest.mark.parametrize(
    ("said", "target"),
    [({}, "person"), ({"persons": []}, "outlet"), ({"persons": [], "outlets": []}, None), ({"target": "group"}, "group")],
)
def test_the_target_follows_from_who_was_harmed_where_nobody_said_it(said: dict[str, Any], target: str | None) -> None:
    assert facts(**said)["target"] == target


@pytest.mark.parametrize(
    ("said", "online"),
    [({}, False), ({"actor": "online_user"}, True), ({"actor": None}, False), ({"primary": "CYB"}, True), ({"primary": "CYB", "online": False}, False), ({"online": True}, True)],
)  # fmt: skip
def test_it_happened_online_where_somebody_says_so_else_by_who_did_it_and_what(said: dict[str, Any], online: bool) -> None:
    assert facts(**said)["online"] is online


def test_a_correction_is_parted_in_columns_and_what_is_never_published() -> None:
    columns, private = corrections({"place": " Орал ", "incident_date": "2025-12", "contacts": "туысы", "safety_notes": None})
    assert columns == {"place": "Орал", "happened_on": date(2025, 12, 1), "date_precision": "month"}
    assert private == {"contacts": "туысы", "safety_notes": ""}
    with pytest.raises(BadDecision) as refused:
        corrections({"zzz": 1, "persons": [], "place": "x"})
    words = str(refused.value)
    assert words.startswith(
        "persons is no field of an incident; fields are actor, amount_awarded, amount_claimed, categories, claimant, contacts, country, "
    )
    assert words.endswith(", title, titles, victims")


def test_statuses_are_the_persons_one_or_none_else_what_the_articles_told() -> None:
    told = [
        {"date": "2026-11-23", "outcome_of": "perpetrator", "outcome": "refused", "source": "https://a"},
        {"date": "2026-11-24", "outcome_of": "perpetrator", "outcome": "convicted", "source": "https://b"},
    ]
    both = [(date(2026, 11, 23), StatusCode.RFS, "https://a"), (date(2026, 11, 24), StatusCode.CVF, "https://b")]
    beaten = [Category.ATT]
    assert statuses_of({"statuses": told}, DAY, "s", beaten) == both
    assert statuses_of({}, DAY, "s", beaten) == statuses_of({"statuses": None}, DAY, "s", beaten) == []
    assert statuses_of({"statuses": told, "status": None}, DAY, "s", beaten) == []
    assert statuses_of({"statuses": told, "status": "PTI"}, DAY, "s", beaten) == [(DAY, StatusCode.PTI, "s")]
    given = {"status": "PTI", "status_date": "2026-11-01", "status_source": "№ 7"}
    assert statuses_of(given, DAY, "s", beaten) == [(date(2026, 11, 1), StatusCode.PTI, "№ 7")]


@pytest.mark.parametrize(
    ("categories", "code"), [(["CRM"], "JSN"), (["ARR"], "JAA"), (["ADM"], "JFN"), (["CIV", "SMR"], "JDM"), (["ARR", "CRM"], "JSN")]
)
def test_her_conviction_is_the_ruling_of_the_kind_of_case_that_the_incident_is(categories: list[str], code: str) -> None:
    told = {"statuses": [{"date": "2026-11-24", "outcome_of": "journalist", "outcome": "convicted", "source": "https://b"}]}
    assert told_statuses(told, [Category(one) for one in categories]) == [(date(2026, 11, 24), StatusCode(code), "https://b")]


@pytest.mark.parametrize("code", ["CVF", "ACQ", "DRP", "JSN"])
def test_what_was_proposed_before_there_were_two_tracks_does_not_say_whose_it_was_and_brings_no_status(code: str) -> None:
    assert (
        told_statuses({"outcome_of": "perpetrator", "statuses": [{"date": "2026-11-24", "code": code, "source": "https://b"}]}, [Category.OBS]) == []
    )
