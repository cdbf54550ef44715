"""What a person may write into a field of a draft, and in which ways."""

from typing import Any

import pytest
from sqlalchemy import Engine

from records import review
from records.database import read_session, write_transaction
from records.errors import BadDecision
from records.tables import IncidentRow, LedgerRow
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
    from records.review.draft_fields import checked

    assert checked({name: written}) == {name: kept}


@pytest.mark.parametrize(
    ("written", "day", "precision"), [("2021-06-10", "2021-06-10", "day"), ("2021-06", "2021-06-01", "month"), (2021, "2021-01-01", "year")]
)
def test_how_much_of_a_date_is_written_says_how_much_is_known(written: Any, day: str, precision: str) -> None:
    from records.review.draft_fields import checked

    assert checked({"incident_date": written}) == {"incident_date": day, "date_precision": precision}
