"""The readings from which decisions teach: kept ones, and new ones of what lacks them."""

from collections.abc import Sequence
from typing import cast

import numpy as np
import pytest
from sqlalchemy import Engine

from classify.encoder.kept_reading import pack
from classify.encoder.questions import ANSWERS
from classify.screen import Screener
from flows import teaching
from flows.teaching import readings_of, teach
from records import encoded_articles
from records.database import read_session, write_transaction
from records.model import Article, DecidedArticle, EncodedText
from records.vocabulary import Category, ScreeningLabel
from tests.classify.encoder.test_kept_reading import reading
from tests.records import rows


def numbers(seed: int) -> bytes:
    chance = np.random.default_rng(seed)
    return pack(reading(chance.normal(size=ANSWERS), chance.normal(size=8)))


class Reader:
    """A screener that notes what it is asked to read, and cannot read every article whose number ends with 7."""

    encoder = "e 2"

    def __init__(self) -> None:
        self.read: list[str] = []

    def encoded(self, articles: Sequence[Article]) -> list[EncodedText | None]:
        self.read += [one.id for one in articles]
        return [None if one.id.endswith("7") else EncodedText(self.encoder, numbers(int(one.id[1:]))) for one in articles]


def decided(*articles: int) -> list[DecidedArticle]:
    return [DecidedArticle(number, f"a{number}", "ru", "", "Text", ScreeningLabel.INCIDENT, (Category.ATT,)) for number in articles]


@pytest.fixture
def store(engine: Engine) -> Engine:
    """Ten articles, of which one was read by this encoder and one by another."""
    with write_transaction(engine) as session:
        for number in range(10):
            rows.article(session, f"a{number}")
        encoded_articles.keep(session, {"a0": EncodedText("e 2", numbers(0)), "a1": EncodedText("e 1", b"of another")})
    return engine


def test_only_what_this_encoder_did_not_read_is_read_once_and_kept(store: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "_TOGETHER", 2)
    reader, told = Reader(), list[str]()
    found = readings_of(store, cast(Screener, reader), decided(*range(8)), told.append)
    assert reader.read == [f"a{number}" for number in range(1, 8)]
    assert sorted(found) == [f"a{number}" for number in range(7)], "an article that the encoder is never asked about teaches it nothing"
    assert len(told) == 1
    assert "7" in told[0]
    with read_session(store) as session:
        kept = encoded_articles.kept(session, ["a0", "a1", "a5", "a7"], "e 2")
    assert kept == {"a0": numbers(0), "a1": numbers(1), "a5": numbers(5)}

    again, silent = Reader(), list[str]()
    assert sorted(readings_of(store, cast(Screener, again), decided(*range(7)), silent.append)) == sorted(found)
    assert (again.read, silent) == ([], [])


def test_they_teach_a_correction_of_the_encoder_that_read_them(store: Engine) -> None:
    taught = teach(store, cast(Screener, Reader()), decided(*range(6)), lambda _: None)
    assert taught.correction is not None
    assert taught.correction.encoder == "e 2"
    assert teach(store, cast(Screener, Reader()), [], lambda _: None).correction is None
