"""What an encoder made of the articles of drafts."""

from sqlalchemy import Engine, func, select

from records import encoded_articles
from records.database import read_session, write_transaction
from records.model import EncodedText
from records.tables import EncodedArticleRow
from tests.records import rows


def kept(engine: Engine, encoder: str, *articles: str) -> dict[str, bytes]:
    with read_session(engine) as session:
        return encoded_articles.kept(session, articles, encoder)


def test_what_is_kept_comes_back_to_the_last_byte_and_only_under_its_encoder(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for name in ("a", "b", "c"):
            rows.article(session, name)
        encoded_articles.keep(session, {"a": EncodedText("e 1", bytes(range(256))), "b": EncodedText("e 2", b"\x00")})
        encoded_articles.keep(session, {})
    assert kept(engine, "e 1", "a", "b", "c") == {"a": bytes(range(256))}
    assert kept(engine, "e 2", "b") == {"b": b"\x00"}
    assert kept(engine, "e 2") == {}


def test_another_encoder_takes_the_place_of_the_one_before(engine: Engine) -> None:
    with write_transaction(engine) as session:
        rows.article(session, "a")
        encoded_articles.keep(session, {"a": EncodedText("e 1", b"1")})
        encoded_articles.keep(session, {"a": EncodedText("e 2", b"2")})
    assert (kept(engine, "e 1", "a"), kept(engine, "e 2", "a")) == ({}, {"a": b"2"})
    with read_session(engine) as session:
        assert session.scalar(select(func.count()).select_from(EncodedArticleRow)) == 1


def test_more_articles_than_a_statement_takes_are_kept_and_found(engine: Engine) -> None:
    names = [f"a{number}" for number in range(1_201)]
    with write_transaction(engine) as session:
        for name in names:
            rows.article(session, name)
        encoded_articles.keep(session, {name: EncodedText("e", name.encode()) for name in names})
    assert kept(engine, "e", *names) == {name: name.encode() for name in names}
