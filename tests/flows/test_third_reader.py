"""The third reader in a run: what is read, what that may cost, and that it decides nothing."""

import platform
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import Engine, select

from classify.reader.client import ReaderServer, most_tokens
from flows.third_reader import ReaderCounts, ask_third_reader
from records import reader_answers
from records.database import read_session, write_transaction
from records.model import Article
from records.settings import Settings
from records.tables import DraftArticleRow, DraftRow, ReaderAnswerRow, ScreeningRow
from records.vocabulary import DraftState, ReaderField
from tests.classify.reader.chat_server import ChatServer, answered, chat_server, refused
from tests.conftest import NOW
from tests.records import rows

pytest.importorskip("openai")
platform.processor()

ATTACK = "неизвестный напал на журналистку"
SAID: dict[str, Any] = {
    "label": {"code": "incident", "quote": ATTACK},
    "categories": [{"code": "ATT", "quote": ATTACK}],
    "texts": {"en": {"title": "Journalist attacked", "summary": ""}},
}


@pytest.fixture
def served() -> Iterator[ChatServer]:
    with chat_server(lambda _body: answered(SAID)) as server:
        yield server


def settings(served: ChatServer, **more: Any) -> Settings:
    return Settings(reader=served.address, **{"reader_model": "m", "reader_seconds": 20.0, **more})


def stored(engine: Engine, *articles: tuple[str, float]) -> None:
    with write_transaction(engine) as session:
        for name, score in articles:
            rows.article(session, name, title=name, text=f"Вчера {ATTACK} у дома {name}.", lang="ru")
            rows.screening(session, name, flagged=score > 0.01, model="judges 1", score=score)


def ask(engine: Engine, with_settings: Settings) -> ReaderCounts:
    counts = ask_third_reader(engine, with_settings, "judges 1", NOW)
    assert counts is not None
    return counts


def test_only_what_passes_the_wide_gate_is_read_and_no_article_twice(engine: Engine, served: ChatServer) -> None:
    stored(engine, ("flagged", 0.9), ("at the gate", 0.004), ("ordinary", 0.0))
    counts = ask(engine, settings(served))
    assert (counts.read, counts.unusable, counts.tokens, counts.away) == (2, 0, 1400, "")
    assert ask(engine, settings(served)).read == 0
    assert len(served.asked) == 2
    with read_session(engine) as session:
        said = reader_answers.answers_of(session, ["flagged", "at the gate", "ordinary"])
    assert set(said) == {"flagged", "at the gate"}
    assert said["at the gate"][1].of(ReaderField.CATEGORIES) == ["ATT"]


def test_an_incident_that_the_third_reader_alone_sees_becomes_no_draft_and_changes_no_screening(engine: Engine, served: ChatServer) -> None:
    stored(engine, ("at the gate", 0.004))
    ask(engine, settings(served))
    with read_session(engine) as session:
        assert session.scalars(select(DraftRow)).all() == []
        assert [row.flagged for row in session.scalars(select(ScreeningRow))] == [False]
        assert session.scalars(select(ReaderAnswerRow)).one().label == "incident"


def test_another_model_reads_anew(engine: Engine, served: ChatServer) -> None:
    stored(engine, ("flagged", 0.9))
    ask(engine, settings(served))
    assert ask(engine, settings(served, reader_model="another")).read == 1


def test_the_same_text_is_paid_for_once(engine: Engine, served: ChatServer) -> None:
    with write_transaction(engine) as session:
        for name in ("one", "two"):
            rows.article(session, name, title="Нападение", text=f"Вчера {ATTACK}.", lang="ru")
            rows.screening(session, name, model="judges 1", score=0.9)
    assert ask(engine, settings(served)).tokens == 700
    assert len(served.asked) == 1
    with read_session(engine) as session:
        assert len(reader_answers.answers_of(session, ["one", "two"])) == 2


def test_a_run_reads_at_most_so_many_articles_and_those_of_open_drafts_first(engine: Engine, served: ChatServer) -> None:
    stored(engine, ("a", 0.9), ("b", 0.9), ("in a draft", 0.9))
    with write_transaction(engine) as session:
        session.add(DraftRow(id=1, state=DraftState.NEW, score=0.9, label="incident", proposal={}, fields={}, created_at=NOW, version=1))
        session.flush()
        session.add(DraftArticleRow(article_id="in a draft", draft_id=1, outlet="x"))
    assert ask(engine, settings(served, reader_articles=1)).read == 1
    with read_session(engine) as session:
        assert list(reader_answers.answers_of(session, ["a", "b", "in a draft"])) == ["in a draft"]


def test_no_question_is_asked_that_could_cost_more_than_the_day_allows(engine: Engine, served: ChatServer) -> None:
    stored(engine, ("a", 0.9), ("b", 0.9))
    one = most_tokens(ReaderServer(served.address, "m"), Article("a", f"Вчера {ATTACK} у дома a.", "a", "ru", published_at="2026-11-23"))
    assert ask(engine, settings(served, reader_daily_tokens=one - 1)).read == 0
    counts = ask(engine, settings(served, reader_daily_tokens=one + 100))
    assert (counts.read, len(served.asked)) == (1, 1)
    assert "QORGAN_READER_DAILY_TOKENS" in counts.away


def test_a_server_that_is_away_ends_the_asking_and_is_said_and_the_next_run_tries_again(
    engine: Engine, served: ChatServer, capsys: pytest.CaptureFixture[str]
) -> None:
    stored(engine, ("a", 0.9), ("b", 0.9))
    served.reply = lambda _body: refused(503, "overloaded")
    counts = ask(engine, settings(served, reader_key="s3cret"))
    assert (counts.read, len(served.asked)) == (0, 1)
    assert "HTTP 503: overloaded" in counts.away
    said = capsys.readouterr().err
    assert "overloaded" in said.replace("\n", " ")
    assert "s3cret" not in said
    served.reply = lambda _body: answered(SAID)
    assert ask(engine, settings(served)).read == 2


def test_nonsense_is_not_asked_for_again_and_three_in_a_row_end_the_asking(engine: Engine, served: ChatServer) -> None:
    stored(engine, *((name, 0.9) for name in "abcd"))
    served.reply = lambda _body: answered("I cannot help with that.")
    counts = ask(engine, settings(served))
    assert (counts.read, counts.unusable) == (0, 3)
    assert "QORGAN_READER_MODEL" in counts.away
    assert ask(engine, settings(served)).unusable == 1


def test_an_article_that_names_a_withheld_person_is_never_sent(engine: Engine, served: ChatServer, monkeypatch: pytest.MonkeyPatch) -> None:
    class Names:
        def names_somebody(self, text: str) -> bool:
            return "hidden" in text

    monkeypatch.setattr("flows.third_reader.withheld_names", lambda _session: Names())
    stored(engine, ("hidden", 0.9), ("open", 0.9))
    assert ask(engine, settings(served)).read == 1
    assert "hidden" not in str(served.asked)


def test_without_a_server_nothing_is_done(engine: Engine) -> None:
    assert ask_third_reader(engine, Settings(), "judges 1", NOW) is None


def test_opinions_on_one_draft_are_joined_only_within_one_model(engine: Engine, served: ChatServer) -> None:
    stored(engine, ("a", 0.9))
    ask(engine, settings(served))
    with read_session(engine) as session:
        model, answer = reader_answers.answers_of(session, ["a"])["a"]
    other = replace(answer, values=(), titles={"kk": "Шабуыл"})
    joined = reader_answers.combined([("m", other), (model, answer), ("z", replace(answer, titles={"ru": "x"}))])
    assert joined is not None
    assert joined[1].of(ReaderField.CATEGORIES) == ["ATT"]
    assert set(joined[1].titles) == {"kk", "en"}
