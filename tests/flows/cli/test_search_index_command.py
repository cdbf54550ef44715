"""`qorgan search-index` brings the index up, and makes it anew."""

import pytest

from flows.cli.search_index_command import search_index
from records.database import open_database, read_session, write_transaction
from records.search.article_index import index_progress
from records.settings import read_settings
from tests.records.rows import article


def test_it_brings_the_index_up_and_makes_it_anew(capsys: pytest.CaptureFixture[str]) -> None:
    engine = open_database(read_settings().database)
    with write_transaction(engine) as session:
        for name in ("a", "b"):
            article(session, name)
    for anew in (False, False, True):
        search_index(anew)
        assert capsys.readouterr().out == "2 stored texts can be searched\n"
        with read_session(engine) as session:
            assert index_progress(session).waiting == 0
    engine.dispose()
