"""The migration that adds titles by language keeps every text as it stands, and claims of none that somebody checked it."""

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
from records.incident_texts.texts_of_incident import states
from records.incidents import load
from tests.conftest import NOW

_LISTS = {"categories": ["DET"], "victims": [], "outlets": [], "sources": [], "private": {}, "law_articles": [], "next_dates": []}


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the version before, with an incident."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'before.db'}"
    made = open_engine(url)
    command.upgrade(alembic_config(made), "0021")
    given: dict[str, Any] = {
        "number": "KZ-2021-0001", "year": 2021, "serial": 1, "withdrawn": False, "title": "Тілші ұсталды", "primary": "DET", "happened_on": date(2021, 6, 10),
        "date_precision": "day", "actor": "law_enforcement", "online": False, "motive": "confirmed", "lawful": "unknown", "version": 3,
        "summary": json.dumps({"ru": "Журналиста задержали."}), "created_at": NOW.replace(tzinfo=None) if request.param == "sqlite" else NOW,
        **{name: json.dumps(held) for name, held in _LISTS.items()},
    }  # fmt: skip
    names = ", ".join(f'"{name}"' for name in given)
    with made.begin() as connection:
        connection.execute(text(f"INSERT INTO incidents ({names}) VALUES ({', '.join(f':{name}' for name in given)})"), given)
    yield made
    made.dispose()


def test_texts_of_before_stand_as_they_stood_and_are_proposals(before: Engine) -> None:
    upgrade(before)
    with read_session(before) as session:
        (one,) = load(session, IncidentFilter())
    assert (one.title, one.title_lang, one.titles, one.summary) == ("Тілші ұсталды", "kk", {"kk": "Тілші ұсталды"}, {"ru": "Журналиста задержали."})
    assert {name: state.value for name, state in states(one).items() if state != "none"} == {"title_kk": "proposed", "summary_ru": "proposed"}


def test_going_back_leaves_the_incident_as_it_was(before: Engine) -> None:
    upgrade(before)
    command.downgrade(alembic_config(before), "0021")
    with before.connect() as connection:
        assert connection.execute(text("SELECT number, title, version FROM incidents")).one() == ("KZ-2021-0001", "Тілші ұсталды", 3)
