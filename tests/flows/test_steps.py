"""The steps of a run that read what was collected."""

from collections.abc import Iterable, Iterator
from typing import cast

import pytest
from sqlalchemy import Engine, select

from classify.screen import Screener
from flows import steps
from flows.steps import ScreenedCounts, screen_batch
from records import encoded_articles
from records.database import read_session, write_transaction
from records.model import Article, EncodedText, Passage, Screening
from records.tables import ScreeningRow
from records.vocabulary import ENCODER, Readers, UnsureField
from tests.conftest import NOW
from tests.records import rows


class OneOfTwoJudges:
    """A screener whose encoder reads all but every third article, and to which one article is in a language that nobody reads."""

    model = f"test 2{ENCODER}"
    as_good = ()

    def screen_many(self, articles: Iterable[Article]) -> Iterator[Screening]:
        for article in articles:
            if article.id == "a1":
                yield Screening(article.id, self.model, error="language")
            else:
                readers = Readers.LEXICAL if int(article.id[1:]) % 3 == 0 else Readers.BOTH
                summary, unsure = (Passage(0, 5, "Title"),), (UnsureField.PLACE,)
                encoded = EncodedText("e 1", article.id.encode()) if readers is Readers.BOTH else None
                # All but one tell of something that is worth a look.
                yield Screening(article.id, self.model, flagged=article.id != "a4", summary=summary, unsure=unsure, readers=readers, encoded=encoded)


def test_a_batch_counts_and_keeps_what_the_lexical_judge_read_alone(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(steps, "BATCH", 4)
    with write_transaction(engine) as session:
        for number in range(7):
            rows.article(session, f"a{number}")
    screener = cast(Screener, OneOfTwoJudges())
    batches = [screen_batch(engine, screener, NOW) for _ in range(3)]
    # The newest first: a6 to a3, then a2 to a0.
    assert batches == [ScreenedCounts(4, 3, 2), ScreenedCounts(3, 2, 1), ScreenedCounts()]
    assert sum(batches, ScreenedCounts()) == ScreenedCounts(7, 5, 3)
    with read_session(engine) as session:
        kept = {row.article_id: row for row in session.scalars(select(ScreeningRow))}
        encoded = encoded_articles.kept(session, list(kept), "e 1")
    assert {id: row.readers for id, row in kept.items()} == {
        "a0": "lexical", "a1": None, "a2": "both", "a3": "lexical", "a4": "both", "a5": "both", "a6": "lexical",
    }  # fmt: skip
    assert (kept["a2"].body["summary"], kept["a2"].body["unsure"]) == ([{"start": 0, "end": 5, "text": "Title"}], ["place"])
    assert encoded == {"a2": b"a2", "a5": b"a5"}, "of what comes into a draft, and only where the encoder read it"
