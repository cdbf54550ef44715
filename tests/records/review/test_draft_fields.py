"""What a person may write into a field of a draft, and in which ways."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from records import review
from records.country import home
from records.database import read_session, write_transaction
from records.errors import BadDecision
from records.review.draft_fields import FIELDS, checked
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import Category
from tests.conftest import NOW
from tests.records.review.arriving import arrive, state

TODAY = NOW.date()
BY: dict[str, Any] = {"who": "Aigul", "now": NOW}


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"colour": "red"}, "colour is no field"),
        ({"regoin": "KZ-35"}, "did you mean region"),
        ({"categories": ["ATT", "XXX"]}, "categories: XXX"),
        ({"categories": []}, "categories"),
        ({"primary": "nonsense"}, "primary: nonsense"),
        ({"incident_date": "2026-13-01"}, "incident_date: 2026-13-01"),
        ({"incident_date": "вчера"}, "incident_date: вчера"),
        ({"region": "Марс"}, "region: Марс"),
        ({"victims": [{"name": ""}]}, "victims"),
        ({"victims": [{"name": "А", "age": "3"}]}, "victims"),
        ({"persons": [{"name": "А", "role": "hero"}]}, "hero"),
        ({"summary": "text"}, "summary"),
        ({"online": "perhaps"}, "online: perhaps"),
        ({"country": "Kazakhstan"}, "country"),
        ({"follows": "0042"}, "follows"),
        ({"status": "WON"}, "status: WON"),
        ({"status_date": "2026-11"}, "status_date"),
        ({"actor": ["court"]}, "actor"),
        ({"title": ["x"]}, "title"),
    ],
)
def test_a_correction_that_does_not_fit_is_refused_by_name_and_nothing_is_decided(engine: Engine, fields: dict[str, Any], told: str) -> None:
    with write_transaction(engine) as session:
        draft = arrive(session, "a", "Сериков")
    with pytest.raises(BadDecision, match=told), write_transaction(engine) as session:
        review.confirm(session, draft, fields=fields, **BY)
    with read_session(engine) as session:
        assert state(session, draft) == "new"
        assert session.query(LedgerRow).count() == session.query(IncidentRow).count() == 0


@pytest.mark.parametrize(
    ("name", "written", "kept"),
    [
        ("region", "Карагандинская область", "KZ-35"),
        ("region", "kz-35", "KZ-35"),
        ("country", "kg", "KG"),
        ("categories", "att, THR", ["ATT", "THR"]),
        ("categories", [{"code": "ATT", "score": 0.4}], ["ATT"]),
        ("victims", "Асель Тестова; Б. Сынақов", [{"name": "Асель Тестова", "profession": "", "outlet": ""}, {"name": "Б. Сынақов", "profession": "", "outlet": ""}]),
        ("outlets", "Мысал; Үлгі", ["Мысал", "Үлгі"]),
        ("online", "yes", True),
        ("title", "  Заголовок ", "Заголовок"),
        ("place", "", None),
    ],
)  # fmt: skip
def test_people_write_in_more_ways_than_one(name: str, written: Any, kept: Any) -> None:
    assert checked({name: written}) == {name: kept}


@pytest.mark.parametrize(
    ("written", "day", "precision"), [("2021-06-10", "2021-06-10", "day"), ("2021-06", "2021-06-01", "month"), (2021, "2021-01-01", "year")]
)
def test_how_much_of_a_date_is_written_says_how_much_is_known(written: Any, day: str, precision: str) -> None:
    assert checked({"incident_date": written}) == {"incident_date": day, "date_precision": precision}


def refused(name: str, written: Any) -> str:
    with pytest.raises(BadDecision) as error:
        checked({name: written})
    return str(error.value)


CODES = ", ".join(Category)
ROLES = "victim, perpetrator, official, other"
A_PERSON = "a name, or name, profession, outlet, person"


@pytest.mark.parametrize(
    ("name", "written", "told"),
    [
        ("regoin", "x", "regoin is no field of a draft; did you mean region?"),
        ("zzz", "x", f"zzz is no field of a draft; fields are {', '.join(sorted(FIELDS))}"),
        ("title", ["x"], "title: ['x'] does not fit; write a text"),
        ("title", True, "title: True does not fit; write a text"),
        ("primary", "nonsense", f"primary: nonsense does not fit; write one of {CODES}"),
        ("primary", 7, f"primary: 7 does not fit; write one of {CODES}"),
        ("categories", [], f"categories: [] does not fit; write one of {CODES}"),
        ("categories", ["ATT", "XXX"], f"categories: XXX does not fit; write one of {CODES}"),
        ("victims", [{"name": " ", "outlet": "x"}], "victims: {'name': ' ', 'outlet': 'x'} does not fit; write a name"),
        ("victims", [{"name": "А", "age": "3"}], f"victims: {{'name': 'А', 'age': '3'}} does not fit; write {A_PERSON}"),
        ("victims", [{"name": 3}], f"victims: {{'name': 3}} does not fit; write {A_PERSON}"),
        ("victims", [3], f"victims: 3 does not fit; write {A_PERSON}"),
        ("persons", [{"name": "А", "role": "hero"}], f"persons: hero does not fit; write one of {ROLES}"),
        ("outlets", ["x", 3], "outlets: ['x', 3] does not fit; write a list of texts"),
        ("region", "Марс", f"region: Марс does not fit; write one of {', '.join(home().regions)}"),
        ("country", "Kazakhstan", "country: Kazakhstan does not fit; write two letters, as KZ"),
        ("country", 12, "country: 12 does not fit; write two letters, as KZ"),
        ("incident_date", "вчера", "incident_date: вчера does not fit; write a date as 2021-06-10, or 2021-06, or 2021"),
        ("incident_date", "2021-02-30", "incident_date: 2021-02-30 does not fit; write a date as 2021-06-10, or 2021-06, or 2021"),
        ("incident_date", True, "incident_date: True does not fit; write a date as 2021-06-10, or 2021-06, or 2021"),
        ("status_date", "2026-11", "status_date: 2026-11 does not fit; write a day as 2021-06-10"),
        ("status_date", "x", "status_date: x does not fit; write a day as 2021-06-10"),
        ("online", "perhaps", "online: perhaps does not fit; write true or false"),
        ("summary", "x", 'summary: x does not fit; write texts by language, as {"kk": "…", "ru": "…"}'),
        ("summary", {"de": "x"}, 'summary: {\'de\': \'x\'} does not fit; write texts by language, as {"kk": "…", "ru": "…"}'),
        ("summary", {"kk": 3}, 'summary: {\'kk\': 3} does not fit; write texts by language, as {"kk": "…", "ru": "…"}'),
        ("follows", "0042", "follows: 0042 does not fit; write a number as KZ-2021-0042"),
        ("follows", 42, "follows: 42 does not fit; write a number as KZ-2021-0042"),
        ("country", "x" * 60, f"country: {'x' * 60} does not fit; write two letters, as KZ"),
        ("country", "x" * 61, f"country: {'x' * 59}… does not fit; write two letters, as KZ"),
    ],
)
def test_what_does_not_fit_is_told_in_one_line_that_says_what_would(name: str, written: Any, told: str) -> None:
    assert refused(name, written) == told


PERSON = {"name": "Асель", "profession": "", "outlet": ""}


@pytest.mark.parametrize(
    ("name", "written", "kept"),
    [
        ("title", None, {"title": None}),
        ("title", "", {"title": None}),
        ("title", 7, {"title": "7"}),
        ("primary", " att ", {"primary": "ATT"}),
        ("primary", "", {"primary": None}),
        ("categories", "THR,att,THR", {"categories": ["THR", "ATT"]}),
        ("categories", [{"code": "OBS", "score": 1}, "THR"], {"categories": ["OBS", "THR"]}),
        ("victims", None, {"victims": []}),
        ("victims", "Асель; ;", {"victims": [PERSON]}),
        ("victims", [{"name": " Асель ", "profession": None}, "Асель"], {"victims": [PERSON, PERSON]}),
        ("persons", "Аким", {"persons": [{"name": "Аким", "role": "victim"}]}),
        ("persons", [{"name": "Аким", "role": "official"}], {"persons": [{"name": "Аким", "role": "official"}]}),
        ("outlets", ["Дала ", " "], {"outlets": ["Дала"]}),
        ("outlets", None, {"outlets": []}),
        ("outlets", "Дала;;Теңіз ", {"outlets": ["Дала", "Теңіз"]}),
        ("region", None, {"region": None}),
        ("region", " KZ-10 ", {"region": "KZ-10"}),
        ("country", None, {"country": None}),
        ("country", " kz ", {"country": "KZ"}),
        ("incident_date", "", {"incident_date": None, "date_precision": None}),
        ("incident_date", " 2021-06-10 ", {"incident_date": "2021-06-10", "date_precision": "day"}),
        ("incident_date", date(2021, 6, 10), {"incident_date": "2021-06-10", "date_precision": "day"}),
        ("status_date", None, {"status_date": None}),
        ("status_date", "2021-06-10", {"status_date": "2021-06-10"}),
        ("summary", {"kk": " бір ", "ru": " ", "en": None}, {"summary": {"kk": "бір"}}),
        ("follows", "", {"follows": None}),
        ("follows", " kz-2021-0042 ", {"follows": "KZ-2021-0042"}),
        *(("online", written, {"online": True}) for written in (True, "true", "Yes ", 1, "1")),
        *(("online", written, {"online": False}) for written in (False, "false", "no", 0, "", None, "none")),
    ],
)
def test_each_way_to_write_a_field_is_kept_in_one_form(name: str, written: Any, kept: dict[str, Any]) -> None:
    assert checked({name: written}) == kept


def test_several_fields_are_kept_together() -> None:
    assert checked({"title": "x", "incident_date": "2021"}) == {"title": "x", "incident_date": "2021-01-01", "date_precision": "year"}
    assert checked({}) == {}
