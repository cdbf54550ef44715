"""The migration that adds how far the judges are apart leaves it open for every screening of before, and these are drawn from as before."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from sqlalchemy import Engine, select, text

from records.database import alembic_config, open_engine, read_session, upgrade
from records.review.weekly_sample import DISPUTED, FAR, NEAR, screened_out
from records.tables import ScreeningRow
from tests.conftest import NOW
from tests.records.review.test_weekly_sample import MONDAY


@pytest.fixture(params=["sqlite", "postgresql"])
def before(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A database of the version before, with thirty screenings."""
    url = request.getfixturevalue("postgresql_url") if request.param == "postgresql" else f"sqlite:///{tmp_path / 'before.db'}"
    made = open_engine(url)
    command.upgrade(alembic_config(made), "0016")
    now = NOW.replace(tzinfo=None) if request.param == "sqlite" else NOW
    article: dict[str, Any] = {
        "run_id": "run", "outlet": "kz_test", "url": "u", "lang": "ru", "title": "Т", "text": "Т.", "authors": "[]", "fetched_at": now, "text_sha256": "1" * 64,
    }  # fmt: skip
    screening = {"model": "test 1", "at": now, "flagged": False, "label": "none", "body": "{}", "readers": "both"}
    with made.begin() as connection:
        for number in range(30):
            for table, given in (
                ("articles", {**article, "id": f"a{number}"}),
                ("screenings", {**screening, "id": number + 1, "article_id": f"a{number}", "score": number / 100}),
            ):
                columns, values = ", ".join(given), ", ".join(f":{name}" for name in given)
                connection.execute(text(f"INSERT INTO {table} ({columns}) VALUES ({values})"), given)
    yield made
    made.dispose()


def test_nobody_knows_of_a_screening_of_before_how_far_the_judges_were_apart(before: Engine) -> None:
    upgrade(before)
    with read_session(before) as session:
        assert set(session.scalars(select(ScreeningRow.disagreement))) == {None}
        found = screened_out(session, MONDAY, "test 1")
        assert (found[DISPUTED], found[NEAR], len(found[FAR])) == ([], ["a29", "a28"], 28)


def test_going_back_leaves_the_screenings(before: Engine) -> None:
    upgrade(before)
    command.downgrade(alembic_config(before), "0016")
    with before.connect() as connection:
        assert connection.execute(text("SELECT count(*), max(score) FROM screenings")).one() == (30, 0.29)
