"""Articles are found over spellings, the newest first, page by page, once the index has come up to them."""

import threading
from collections.abc import Sequence
from typing import Any

import pytest
from sqlalchemy import Engine, event, inspect, text

from records import search
from records.database import read_session, write_transaction
from records.language.stems import KEY_VERSION, parse_search_terms
from records.model import EvidenceRef
from records.search import (
    INDEX_TABLES,
    PROGRESS,
    STATES,
    IndexProgress,
    find_articles,
    forget_index,
    index_all_batches,
    index_batch,
    index_progress,
)
from records.tables import Base
from records.vocabulary import PageChange
from records.watched_pages import add_state
from tests.conftest import NOW
from tests.records.rows import article

TEXTS = {
    "a": ("ru", "Журналиста Серикова избили у дома", "Вера Сапаркызы подала заявление в полицию."),
    "b": ("kk", "Тілші сотқа шақырылды", "Вера Сапарқызына айып тағылды, журналистер наразы."),
    "c": ("en", "Journalist Saparkyzy fined", "The court fined Vera Saparkyzy."),
    "d": ("kk", "تىلشى", "سوت بولدى"),
    "e": ("ru", "Сапаров и 100% <b>победа</b>", "Ничего об этом."),
}


@pytest.fixture
def filled(engine: Engine) -> Engine:
    with write_transaction(engine) as session:
        for name, (lang, title, words) in TEXTS.items():
            article(session, name, lang=lang, title=title, text=words)
    list(index_all_batches(engine))
    return engine


FOUND = {
    "Сапарқызы": "cba", "Saparkyzy": "cba", "сапаркызы вера": "cba", "Сапар": "ecba", "Сапаров": "e", "журналист": "ba", "журналистов": "ba", "полиция": "a",
    "сот": "b", "Сапарқызы -суд": "cba", "Сапарқызы -court": "ba", "-court": "", "100%": "e", "تىلشى": "d", "бірде-бір жоқ сөз": "", '"Сапарқ': "",
}  # fmt: skip
# No sign that was typed means anything to the index.
SIGNS = (
    "", "я", "\x00", "🙂", "*", '"', '"""', "AND OR NOT NEAR", "NEAR(a b)", "words:Сапар", "a & | ! :* '", "((((", "%_\\", "а" * 10_000, "сот " * 500,
)  # fmt: skip


def test_a_word_is_found_in_every_spelling_script_and_case(filled: Engine) -> None:
    with read_session(filled) as session:
        pages = {typed: find_articles(session, parse_search_terms(typed)) for typed in (*FOUND, *SIGNS)}
    got = {typed: "".join(one.article.id for one in pages[typed].states) for typed in FOUND}
    assert (got, [pages[typed].number for typed in FOUND]) == (FOUND, [len(ids) for ids in FOUND.values()])


def pages(engine: Engine, typed: str) -> list[tuple[str, int]]:
    """The only article of each page, and how many there are."""
    got, before = [], None
    with read_session(engine) as session:
        while True:
            page = find_articles(session, parse_search_terms(typed), before=before, limit=1)
            got += [(one.article.id, page.number) for one in page.states]
            before = page.next
            if before is None:
                return got


def test_a_page_ends_where_the_next_begins_and_counting_where_nobody_reads_on(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pages(filled, "Сапар") == [(id, 4) for id in "ecba"]
    monkeypatch.setattr(search, "MOST_COUNTED", 2)
    with read_session(filled) as session:
        assert find_articles(session, parse_search_terms("Сапар"), limit=1).number == 3
    # What is not found among the newest states is found in the index.
    monkeypatch.setattr(search, "MOST_COUNTED", 1)
    for newest in (1, 2, 100):
        monkeypatch.setattr(search, "_NEWEST", newest)
        assert [id for id, _ in pages(filled, "Сапар")] == list("ecba"), newest


def test_a_word_that_very_many_have_is_not_looked_for_as_a_beginning(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a search for a common word would gather a third of the index."""
    monkeypatch.setattr(search, "MOST_COUNTED", 2)
    with write_transaction(filled) as session:
        for nth in range(3):
            article(session, f"s{nth}", title="Сапар", text="Жол.")
    list(index_all_batches(filled))
    with read_session(filled) as session:
        assert {one.article.id for one in find_articles(session, parse_search_terms("Сапар")).states} == {"s0", "s1", "s2", "e"}, (
            "Сапаров may be the genitive of many"
        )
        assert {one.article.id for one in find_articles(session, parse_search_terms("Сапаркыз")).states} == {"a", "b", "c"}


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("most", "typed", "in_order"), [(1_000, "Сапар", False), (1_000, "жоқсөз", False), (1, "Сапар", True)])
def test_only_for_common_words_postgresql_reads_the_states_one_by_one(
    filled: Engine, monkeypatch: pytest.MonkeyPatch, most: int, typed: str, in_order: bool
) -> None:
    """Else it reads a million of them for a word that nobody wrote."""
    monkeypatch.setattr(search, "MOST_COUNTED", most)
    said: list[str] = []
    event.listen(filled, "before_cursor_execute", lambda _connection, _cursor, words, *_: said.append(words))
    with read_session(filled) as session:
        find_articles(session, parse_search_terms(typed), limit=2)
    assert any("words @@" in words and "state >= " in words for words in said) is in_order
    assert any("AS MATERIALIZED" in words for words in said) is not in_order


def test_a_search_that_takes_too_long_is_broken_off_and_the_next_one_is_not(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    slow = (
        "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT count(*) FROM n"
        if filled.dialect.name == "sqlite"
        else "SELECT pg_sleep(60)"
    )
    with read_session(filled) as session:
        monkeypatch.setattr(search, "SEARCH_TIMEOUT_SECONDS", 0.05)
        assert search._in_time(session, lambda: len(session.execute(text(slow)).all()), 0) == (0, True)
        # However long a busy machine takes for it.
        monkeypatch.setattr(search, "SEARCH_TIMEOUT_SECONDS", 600.0)
        assert len(find_articles(session, parse_search_terms("Сапар")).states) == 4


REF = EvidenceRef("f", 0, "1" * 64)


def found(engine: Engine, typed: str) -> list[str]:
    with read_session(engine) as session:
        return [one.article.id for one in find_articles(session, parse_search_terms(typed)).states]


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
    assert index_batch(engine) == 0
    assert progress(engine) == IndexProgress(0, 0)
    store(engine, range(5))
    assert progress(engine) == IndexProgress(0, 5)
    assert found(engine, "Serikov") == []
    assert index_batch(engine, most=3) == 3
    assert progress(engine) == IndexProgress(3, 2)
    assert found(engine, "Serikov") == ["a2", "a1", "a0"]
    assert list(index_all_batches(engine)) == [2]
    assert progress(engine) == IndexProgress(5, 0)
    assert found(engine, "Serikov") == ["a4", "a3", "a2", "a1", "a0"]
    assert list(index_all_batches(engine)) == []


def test_later_states_of_a_page_are_found_by_what_changed(engine: Engine) -> None:
    store(engine, [1, 2])
    list(index_all_batches(engine))
    state(engine, None, None, PageChange.GONE)
    assert list(index_all_batches(engine)) == []
    assert progress(engine) == IndexProgress(2, 0), "a state without words is passed over"
    state(engine, None, "Ахметова жауап берді")
    state(engine, "Омарова", None)
    assert list(index_all_batches(engine)) == [2]
    assert found(engine, "Akhmetova") == found(engine, "Омарова") == ["a1"]
    assert found(engine, "Сериков") == ["a2", "a1"]


@pytest.mark.parametrize("forgotten", [False, True])
def test_an_index_that_is_forgotten_or_of_other_keys_is_made_again(engine: Engine, monkeypatch: pytest.MonkeyPatch, forgotten: bool) -> None:
    store(engine, [1, 2])
    list(index_all_batches(engine))
    if forgotten:
        forget_index(engine)
        assert found(engine, "Serikov") == []
    else:
        monkeypatch.setattr(search, "KEY_VERSION", KEY_VERSION + 1)
    assert progress(engine) == IndexProgress(0, 2)
    assert list(index_all_batches(engine)) == [2]
    assert (found(engine, "Serikov"), progress(engine)) == (["a2", "a1"], IndexProgress(2, 0))


def test_several_may_bring_it_up_at_once_and_each_article_is_found_once(engine: Engine) -> None:
    store(engine, range(20))
    threads = [threading.Thread(target=lambda: [index_batch(engine, most=3) for _ in range(10)]) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    list(index_all_batches(engine))
    assert progress(engine) == IndexProgress(20, 0)
    assert len(found(engine, "Serikov")) == len(set(found(engine, "Serikov"))) == 20


def test_work_that_was_overtaken_writes_nothing(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    store(engine, [1, 2])
    read = search._keys

    def overtaken(row: Any) -> set[str]:
        monkeypatch.setattr(search, "_keys", read)
        assert index_batch(engine) == 2
        return read(row)

    monkeypatch.setattr(search, "_keys", overtaken)
    assert index_batch(engine) == 0
    assert found(engine, "Serikov") == ["a2", "a1"]


def test_a_state_that_comes_late_under_a_smaller_number_is_taken_too(engine: Engine) -> None:
    """On a server a number is given before the commit, so that a larger one may be read first."""
    if engine.dialect.name == "sqlite":
        pytest.skip("its one writer gives numbers in the order of commits")
    store(engine, [1, 2])
    with write_transaction(engine) as session:
        session.execute(text("UPDATE snapshots SET id = 9 WHERE article_id = 'a2'"))
    list(index_all_batches(engine))
    with write_transaction(engine) as session:
        article(session, "late", text="Ахметов")
    assert index_batch(engine) == 1
    assert found(engine, "Ахметов") == ["late"]
    assert index_batch(engine) == 0
    with engine.connect() as connection:
        assert connection.execute(PROGRESS.select()).one().reached == 9


def test_the_tables_of_the_index_are_named_and_belong_to_no_copy_of_the_records(engine: Engine) -> None:
    there = set(inspect(engine).get_table_names())
    assert there - {*Base.metadata.tables, "alembic_version"} <= INDEX_TABLES
    assert {PROGRESS.name, STATES} <= there
    assert not INDEX_TABLES & set(Base.metadata.tables)
