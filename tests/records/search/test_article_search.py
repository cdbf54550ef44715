"""Articles are found over spellings, the newest first, page by page, and no sign that was typed means anything to the index."""

import pytest
from sqlalchemy import Engine, event, text

from records.database import read_session, write_transaction
from records.search import article_search
from records.search.article_index import catch_up_wholly
from records.search.article_search import find_articles
from records.words.asked_words import asked_words
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
    list(catch_up_wholly(engine))
    return engine


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Сапарқызы", "cba"),
        ("Saparkyzy", "cba"),
        ("сапаркызы вера", "cba"),
        ("Сапар", "ecba"),
        ("Сапаров", "e"),
        ("журналист", "ba"),
        ("журналистов", "ba"),
        ("полиция", "a"),
        ("сот", "b"),
        ("Сапарқызы -суд", "cba"),
        ("Сапарқызы -court", "ba"),
        ("-court", ""),
        ("100%", "e"),
        ("تىلشى", "d"),
        ("бірде-бір жоқ сөз", ""),
        ('"Сапарқ', ""),
    ],
)
def test_a_word_is_found_in_every_spelling_script_and_case(filled: Engine, typed: str, expected: str) -> None:
    with read_session(filled) as session:
        page = find_articles(session, asked_words(typed))
        assert "".join(one.article.id for one in page.states) == expected
        assert page.number == len(expected)


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "я",
        "\x00",
        "🙂",
        "*",
        '"',
        '"""',
        "AND OR NOT NEAR",
        "NEAR(a b)",
        "words:Сапар",
        "a & | ! :* '",
        "((((",
        "%_\\",
        "а" * 10_000,
        "сот " * 500,
    ],
)
def test_whatever_is_typed_is_no_error(filled: Engine, typed: str) -> None:
    with read_session(filled) as session:
        find_articles(session, asked_words(typed))


def test_a_page_ends_where_the_next_begins(filled: Engine) -> None:
    got, before = "", None
    with read_session(filled) as session:
        while True:
            page = find_articles(session, asked_words("Сапар"), before=before, limit=1)
            got += page.states[0].article.id
            assert page.number == 4
            before = page.next
            if before is None:
                break
    assert got == "ecba"


def test_counting_ends_where_nobody_reads_on(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(article_search, "MOST_COUNTED", 2)
    with read_session(filled) as session:
        assert find_articles(session, asked_words("Сапар"), limit=1).number == 3


def test_a_word_that_very_many_have_is_not_looked_for_as_a_beginning(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Else a search for a common word would gather a third of the index."""
    monkeypatch.setattr(article_search, "MOST_COUNTED", 2)
    with write_transaction(filled) as session:
        for nth in range(3):
            article(session, f"s{nth}", title="Сапар", text="Жол.")
    list(catch_up_wholly(filled))
    with read_session(filled) as session:
        assert {one.article.id for one in find_articles(session, asked_words("Сапар")).states} == {"s0", "s1", "s2", "e"}, (
            "Сапаров may be the genitive of many"
        )
        assert {one.article.id for one in find_articles(session, asked_words("Сапаркыз")).states} == {"a", "b", "c"}


@pytest.mark.parametrize("newest", [1, 2, 100])
def test_pages_are_whole_wherever_a_common_word_stands_among_the_newest(filled: Engine, monkeypatch: pytest.MonkeyPatch, newest: int) -> None:
    """What is not found among the newest states is found in the index."""
    monkeypatch.setattr(article_search, "MOST_COUNTED", 1)
    monkeypatch.setattr(article_search, "_NEWEST", newest)
    got: list[str] = []
    before = None
    with read_session(filled) as session:
        while True:
            page = find_articles(session, asked_words("Сапар"), before=before, limit=1)
            got += [one.article.id for one in page.states]
            before = page.next
            if before is None:
                break
    assert got == ["e", "c", "b", "a"]


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
@pytest.mark.parametrize(("most", "typed", "in_order"), [(1_000, "Сапар", False), (1_000, "жоқсөз", False), (1, "Сапар", True)])
def test_only_for_common_words_postgresql_reads_the_states_one_by_one(
    filled: Engine, monkeypatch: pytest.MonkeyPatch, most: int, typed: str, in_order: bool
) -> None:
    """Else it reads a million of them for a word that nobody wrote."""
    monkeypatch.setattr(article_search, "MOST_COUNTED", most)
    said: list[str] = []
    event.listen(filled, "before_cursor_execute", lambda _connection, _cursor, words, *_: said.append(words))
    with read_session(filled) as session:
        find_articles(session, asked_words(typed), limit=2)
    assert any("words @@" in words and "state >= " in words for words in said) is in_order
    assert any("AS MATERIALIZED" in words for words in said) is not in_order


def test_a_search_that_takes_too_long_is_broken_off_and_the_next_one_is_not(filled: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    with read_session(filled) as session:
        slow = (
            "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000) SELECT count(*) FROM n"
            if filled.dialect.name == "sqlite"
            else "SELECT pg_sleep(60)"
        )
        monkeypatch.setattr(article_search, "PATIENCE", 0.05)
        assert article_search._in_time(session, lambda: len(session.execute(text(slow)).all()), 0) == (0, True)
        monkeypatch.undo()
        assert len(find_articles(session, asked_words("Сапар")).states) == 4
