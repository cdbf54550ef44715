"""Articles are read by whoever takes a part of them, each once; the run waits for what others read, and takes over what a dead one had."""

import threading
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import cast

import pytest
from sqlalchemy import Engine, select, update

from classify.screen import Screener
from flows import shared_screening
from flows.shared_screening import PARTS, SharedScreening
from flows.steps import ScreenedCounts
from records.database import read_session, write_transaction
from records.model import Article, Screening
from records.outlets import claims
from records.settings import read_settings
from records.tables import ArticleRow, ClaimRow, ScreeningRow
from tests.records import rows


class CountingScreener:
    """Flags every article, and keeps which it has read."""

    model = "test 1"
    as_good = ()

    def __init__(self) -> None:
        self.read: list[str] = []

    def screen_many(self, articles: Iterable[Article]) -> Iterator[Screening]:
        for article in articles:
            self.read.append(article.id)
            yield Screening(article.id, self.model, flagged=True)


def stored(engine: Engine, count: int) -> list[str]:
    ids = [f"{number % 16:x}{number:03}" for number in range(count)]
    with write_transaction(engine) as session:
        for one in ids:
            rows.article(session, one)
    return ids


def screening(engine: Engine, screener: CountingScreener, *, shared: bool) -> SharedScreening:
    made = SharedScreening(engine, read_settings(), "r1", lambda: None, shared=shared)
    made.screener = cast(Screener, screener)
    return made


@pytest.mark.parametrize("shared", [True, False])
def test_every_article_is_read_once_and_counted(engine: Engine, shared: bool) -> None:
    ids, screener = stored(engine, 40), CountingScreener()
    made = screening(engine, screener, shared=shared)
    made.to_the_end()
    assert Counter(screener.read) == Counter(ids)
    assert made.counts == ScreenedCounts(40, 40, 0)
    with read_session(engine) as session:
        assert session.query(ClaimRow).all() == []


def test_the_parts_hold_every_id_once() -> None:
    ids = [f"{number:02x}" for number in range(256)]
    assert [sum(part.start <= one < part.end for part in PARTS) for one in ids] == [1] * 256


def test_what_another_process_reads_is_left_to_it_and_waited_for(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    ids, screener = stored(engine, 32), CountingScreener()
    with write_transaction(engine) as session:
        session.add(ClaimRow(outlet="(screening 0)", run_id="r1", host="elsewhere", pid=1, beat_at=datetime.now(UTC)))
    monkeypatch.setattr(shared_screening, "WORTH_LOADING", 32)
    made = screening(engine, screener, shared=True)
    made.beside_others()
    theirs = [one for one in ids if one[0] in "01"]
    assert sorted(screener.read) == sorted(set(ids) - set(theirs))
    waited = threading.Event()

    def sleep(_seconds: float) -> None:
        waited.set()
        with write_transaction(engine) as session:
            session.execute(update(ArticleRow).where(ArticleRow.unread).values(unread=False))

    monkeypatch.setattr(time, "sleep", sleep)
    made.to_the_end()
    assert waited.is_set()
    assert not set(theirs) & set(screener.read)


def test_for_a_few_articles_a_process_that_has_done_its_shard_loads_no_model(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    ids, screener = stored(engine, 20), CountingScreener()
    monkeypatch.setattr(shared_screening, "WORTH_LOADING", 21)
    screening(engine, screener, shared=True).beside_others()
    assert screener.read == []
    monkeypatch.setattr(shared_screening, "WORTH_LOADING", 20)
    screening(engine, screener, shared=True).beside_others()
    assert sorted(screener.read) == sorted(ids)


def test_the_part_of_a_process_that_died_elsewhere_is_read_when_its_claim_is_stale(engine: Engine) -> None:
    ids, screener = stored(engine, 32), CountingScreener()
    with write_transaction(engine) as session:
        gone = datetime.now(UTC) - claims.STALE - timedelta(seconds=1)
        session.add(ClaimRow(outlet="(screening 0)", run_id="r1", host="elsewhere", pid=1, beat_at=gone))
    screening(engine, screener, shared=True).to_the_end()
    assert sorted(screener.read) == sorted(ids)


def test_what_others_have_read_is_counted_too_and_what_was_read_before_is_not(engine: Engine) -> None:
    stored(engine, 16)
    before, mine, theirs = CountingScreener(), CountingScreener(), CountingScreener()
    screening(engine, before, shared=False).to_the_end()
    made, other = screening(engine, mine, shared=True), screening(engine, theirs, shared=True)
    with write_transaction(engine) as session:
        for number in range(5):
            rows.article(session, f"{number}new")
    other.to_the_end()
    assert made.counts == ScreenedCounts(5, 5, 0)
    assert mine.read == []


def test_while_a_run_is_collecting_it_reads_a_few_at_a_time_and_only_where_enough_are_waiting(engine: Engine) -> None:
    stored(engine, shared_screening.WORTH_WHILE + shared_screening.AT_ONCE)
    screener = CountingScreener()
    made, read = screening(engine, screener, shared=True), [0]
    for _ in range(10):
        made.meanwhile()
        read.append(len(screener.read))
    steps = [after - before for before, after in pairwise(read)]
    assert max(steps) <= shared_screening.AT_ONCE
    assert steps[0] > 0
    left = shared_screening.WORTH_WHILE + shared_screening.AT_ONCE - len(screener.read)
    assert shared_screening.WORTH_WHILE - shared_screening.AT_ONCE <= left < shared_screening.WORTH_WHILE


@pytest.mark.parametrize("engine", ["postgresql"], indirect=True)
def test_two_processes_that_read_at_once_read_nothing_twice(engine: Engine) -> None:
    ids, readers = stored(engine, 160), [CountingScreener(), CountingScreener()]
    threads = [threading.Thread(target=screening(engine, reader, shared=True).to_the_end) for reader in readers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(one for reader in readers for one in reader.read) == Counter(ids)
    with read_session(engine) as session:
        assert len(session.scalars(select(ScreeningRow)).all()) == 160
