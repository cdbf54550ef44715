"""The migration that adds the legal case keeps every incident as it was, and the ledger still stands behind it."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, text

from records.database import alembic_config, open_engine, read_session, upgrade
from records.filters import IncidentFilter
from records.incident_fields import BY_NAME
from records.incidents import load
from records.vocabulary import Lawful
from tests.conftest import NOW

_LISTS = {
    "categories": ["DET"],
    "victims": [{"name": "Сәуле", "profession": "тілші", "outlet": ""}],
    "outlets": ["Дала"],
    "sources": [],
    "private": {},
}


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the version before, with an incident."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'before.db'}"
    made = open_engine(url)
    command.upgrade(alembic_config(made), "0010")
    given: dict[str, Any] = {
        "number": "KZ-2021-0001", "year": 2021, "serial": 1, "withdrawn": False, "title": "Ұстау", "primary": "DET", "happened_on": date(2021, 6, 10),
        "date_precision": "day", "actor": "law_enforcement", "online": False, "motive": "confirmed", "version": 3, "summary": json.dumps({"kk": "Ұсталды."}),
        "created_at": NOW.replace(tzinfo=None) if request.param == "sqlite" else NOW, **{name: json.dumps(held) for name, held in _LISTS.items()},
    }  # fmt: skip
    names = ", ".join(f'"{name}"' for name in given)
    with made.begin() as connection:
        connection.execute(text(f"INSERT INTO incidents ({names}) VALUES ({', '.join(f':{name}' for name in given)})"), given)
    yield made
    made.dispose()


def test_an_incident_of_before_is_the_same_and_nothing_is_known_of_its_case(before: Engine) -> None:
    upgrade(before)
    with read_session(before) as session:
        (one,) = load(session, IncidentFilter())
    assert (one.number, one.title, one.day, one.outlets, one.summary) == ("KZ-2021-0001", "Ұстау", date(2021, 6, 10), ("Дала",), {"kk": "Ұсталды."})
    assert one.victims[0].name == "Сәуле"
    said = {
        name: BY_NAME[name].of(one) for name in ("lawful", "law_articles", "claimant", "amount_claimed", "amount_awarded", "currency", "next_dates")
    }
    assert said == {
        "lawful": Lawful.UNKNOWN, "law_articles": (), "claimant": None, "amount_claimed": None, "amount_awarded": None, "currency": None, "next_dates": (),
    }  # fmt: skip


def test_going_back_leaves_the_incident_as_it_was(before: Engine) -> None:
    upgrade(before)
    command.downgrade(alembic_config(before), "0010")
    with before.connect() as connection:
        assert connection.execute(text("SELECT number, title, version FROM incidents")).one() == ("KZ-2021-0001", "Ұстау", 3)
