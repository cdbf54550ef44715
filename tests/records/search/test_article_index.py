"""The index comes up to what is stored, whoever brings it up and however often."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, text

from records.database import read_session, write_transaction
from records.model import EvidenceRef
from records.search import article_index
from records.search.article_index import IndexProgress, catch_up, catch_up_wholly, forget_index, index_progress
from records.search.article_search import find_articles
from records.search.index_tables import PROGRESS
from records.vocabulary import PageChange
from records.watched_pages import add_state
from records.words.asked_words import asked_words
from records.words.word_keys import KEY_VERSION
from tests.conftest import NOW
from tests.records.rows import article

REF = EvidenceRef("f", 0, "1" * 64)


def found(engine: Engine, typed: str) -> list[str]:
    with read_session(engine) as session:
        return [one.article.id for one in find_articles(session, asked_words(typed)).states]


def progress(engine: Engine) -> IndexProgress:
    with read_session(engine) as session:
        return index_progress(session)


def store(engine: Engine, numbers: Sequence[int], **values: Any) -> None:
    with write_transaction(engine) as session:
        for nth in numbers:
            article(session, f"a{nth}", text=f"Журналист Сериков {nth}", **values)


def state(engine: Engine, title: str | None, words: str | None, change: PageChange = PageChange.EDITED) -> None:
    with write_transaction(engine) as session:
        add_state(session, "a1", change, at=NOW, evidence=REF, url="u", status=200, title=title, text=words)


def test_articles_are_found_once_the_index_has_come_up_to_them(engine: Engine) -> None:
    assert catch_up(engine) == 0
    assert progress(engine) == IndexProgress(0, 0)
    store(engine, range(5))
    assert progress(engine) == IndexProgress(0, 5)
    assert found(engine, "Serikov") == []
    assert catch_up(engine, most=3) == 3
    assert progress(engine) == IndexProgress(3, 2)
    assert found(engine, "Serikov") == ["a2", "a1", "a0"]
    assert list(catch_up_wholly(engine)) == [2]
    assert progress(engine) == IndexProgress(5, 0)
    assert found(engine, "Serikov") == ["a4", "a3", "a2", "a1", "a0"]
    assert list(catch_up_wholly(engine)) == []


def test_later_states_of_a_page_are_found_by_what_changed(engine: Engine) -> None:
    store(engine, [1, 2])
    list(catch_up_wholly(engine))
    state(engine, None, None, PageChange.GONE)
    assert list(catch_up_wholly(engine)) == []
    assert progress(engine) == IndexProgress(2, 0), "a state without words is passed over"
    state(engine, None, "Ахметова жауап берді")
    state(engine, "Омарова", None)
    assert list(catch_up_wholly(engine)) == [2]
    assert found(engine, "Akhmetova") == found(engine, "Омарова") == ["a1"]
    assert found(engine, "Сериков") == ["a2", "a1"]


def test_an_index_of_other_keys_is_made_anew(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store(engine, [1, 2])
    list(catch_up_wholly(engine))
    monkeypatch.setattr(article_index, "KEY_VERSION", KEY_VERSION + 1)
    assert progress(engine) == IndexProgress(0, 2)
    assert list(catch_up_wholly(engine)) == [2]
    assert found(engine, "Serikov") == ["a2", "a1"]
    assert progress(engine) == IndexProgress(2, 0)


def test_the_index_can_be_forgotten_and_is_made_anew(engine: Engine) -> None:
    store(engine, [1])
    list(catch_up_wholly(engine))
    forget_index(engine)
    assert found(engine, "Serikov") == []
    assert list(catch_up_wholly(engine)) == [1]
    assert found(engine, "Serikov") == ["a1"]


def test_several_may_bring_it_up_at_once_and_each_article_is_found_once(engine: Engine) -> None:
    store(engine, range(40))
    threads = [threading.Thread(target=lambda: [catch_up(engine, most=7) for _ in range(20)]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    list(catch_up_wholly(engine))
    assert progress(engine) == IndexProgress(40, 0)
    assert len(found(engine, "Serikov")) == len(set(found(engine, "Serikov"))) == 20


def test_work_that_was_overtaken_writes_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store(engine, [1, 2])
    read = article_index._keys

    def overtaken(row: Any) -> set[str]:
        monkeypatch.setattr(article_index, "_keys", read)
        assert catch_up(engine) == 2
        return read(row)

    monkeypatch.setattr(article_index, "_keys", overtaken)
    assert catch_up(engine) == 0
    assert found(engine, "Serikov") == ["a2", "a1"]


def test_a_state_that_comes_late_under_a_smaller_number_is_taken_too(engine: Engine) -> None:
    """On a server a number is given before the commit, so that a larger one may be read first."""
    if engine.dialect.name == "sqlite":
        pytest.skip("its one writer gives numbers in the order of commits")
    store(engine, [1, 2])
    with write_transaction(engine) as session:
        session.execute(text("UPDATE snapshots SET id = 9 WHERE article_id = 'a2'"))
    list(catch_up_wholly(engine))
    with write_transaction(engine) as session:
        article(session, "late", text="Ахметов")
    assert catch_up(engine) == 1
    assert found(engine, "Ахметов") == ["late"]
    assert catch_up(engine) == 0
    with engine.connect() as connection:
        assert connection.execute(PROGRESS.select()).one().reached == 9
