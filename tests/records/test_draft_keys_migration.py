"""The migration that writes keys in the place of words lets every draft be found in every spelling."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, select, text

from records.database import alembic_config, open_engine, read_session, upgrade
from records.tables import DraftRow
from records.words.asked_words import asked_words
from tests.conftest import NOW


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the version before, with a corrected draft and one of which nothing is said."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'before.db'}"
    made = open_engine(url)
    command.upgrade(alembic_config(made), "0018")
    given: dict[str, Any] = {
        "state": "new", "score": 0.5, "label": "incident", "sample": False, "created_at": NOW.replace(tzinfo=None) if request.param == "sqlite" else NOW, "version": 1,
    }  # fmt: skip
    said = '{"title": "Ерғалиева сотқа шақырылды", "persons": [{"name": "Ерғалиева"}]}'
    with made.begin() as connection:
        for more in (
            {"id": 1, "proposal": said, "fields": '{"place": "Ақтау"}', "searched": "ерғалиева"},
            {"id": 2, "proposal": "{}", "fields": "{}", "searched": ""},
        ):
            values = {**given, **more}
            names = ", ".join(values)
            connection.execute(text(f"INSERT INTO drafts ({names}) VALUES ({', '.join(f':{name}' for name in values)})"), values)
    yield made
    made.dispose()


def test_old_drafts_are_found_in_every_spelling(before: Engine) -> None:
    upgrade(before)
    with read_session(before) as session:
        first, second = session.scalars(select(DraftRow.searched).order_by(DraftRow.id))
    assert all(asked_words(one).are_said(first) for one in ("Ергалиева", "Yergaliyeva", "актау", "сот"))
    assert second == ""
    command.downgrade(alembic_config(before), "0018")
