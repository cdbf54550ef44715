"""An archive of 5,000 articles is read anew by another model: newest first, in slices, told, and without loss when it is broken off."""

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import cast

import pytest
from sqlalchemy import Engine, insert, select

from classify.screen import Screener
from flows.reread_words import RereadSchedule
from flows.rereading import CLAIM, ArchiveSlice, read_slice, take_up
from flows.steps import BATCH, reread_batch, screen_batch
from records.database import read_session, write_transaction
from records.model import Article, Screening
from records.outlets import claims
from records.rereads import Reread
from records.tables import ArticleRow, RereadRow, ScreeningRow
from tests.conftest import NOW
from tests.records import rows

STORED = 5_000


class Killed(BaseException):
    """As if the process had been killed in the middle of a batch."""


class QuickScreener:
    """Reads at once, keeps in mind what it was asked, and does something at an article."""

    def __init__(self, model: str, as_good: tuple[str, ...] = (), at: dict[int, Callable[[], None]] | None = None) -> None:
        self.model, self.as_good, self._at = model, as_good, at or {}
        self.asked: list[str] = []

    def screen_many(self, articles: Iterable[Article]) -> Iterator[Screening]:
        for article in articles:
            self.asked.append(article.id)
            self._at.get(len(self.asked), lambda: None)()
            yield Screening(article.id, self.model)


def _archive(engine: Engine, number: int = STORED) -> list[str]:
    """Articles that the old model has read; their ids, the newest first."""
    body = {"flagged": False, "score": 0.0, "label": "none"}
    with write_transaction(engine) as session:
        rows.article(session, "first", now=NOW - timedelta(days=9_000))
        stored = {column.name: getattr(session.get_one(ArticleRow, "first"), column.name) for column in ArticleRow.__table__.columns} | {
            "unread": False
        }
        made = [{**stored, "id": f"a{one:04}", "fetched_at": NOW - timedelta(hours=one // 7)} for one in range(number - 1)]
        session.execute(insert(ArticleRow), made)
        screened = [{"article_id": row["id"], "model": "old", "at": NOW, **body, "body": body} for row in [*made, stored]]
        session.execute(insert(ScreeningRow), screened)
        session.query(ArticleRow).update({ArticleRow.unread: False})
        order = select(ArticleRow.id).order_by(ArticleRow.fetched_at.desc(), ArticleRow.id.desc())
        return list(session.scalars(order))


def _read(
    engine: Engine, screener: QuickScreener, run: str = "run 1", minutes: float = 600, clock: Callable[[], float] | None = None
) -> tuple[ArchiveSlice, list[str], list[Reread]]:
    said: list[str] = []
    shown: list[Reread] = []
    ticking = itertools.count()
    slice_ = read_slice(
        engine, cast(Screener, screener), run, RereadSchedule(minutes), said.append, shown.append, clock=clock or (lambda: float(next(ticking)))
    )
    return slice_, said, shown


def _screened(engine: Engine, model: str) -> list[str]:
    """What a model has read, in its order."""
    with read_session(engine) as session:
        return list(session.scalars(select(ScreeningRow.article_id).where(ScreeningRow.model == model).order_by(ScreeningRow.id)))


def test_an_archive_is_read_anew_once_the_newest_first_and_told_before_and_while(engine: Engine) -> None:
    order = _archive(engine)
    slice_, said, shown = _read(engine, QuickScreener("new"))
    assert _screened(engine, "new") == order
    assert slice_.counts.read == STORED
    assert said[0].startswith("5000 stored articles are to be read anew by new, after the news and beginning with the newest.")
    assert "goes on where it stopped" in said[0]
    # The pace was not known before the first batch.
    assert [one.split(" that takes")[0] for one in said[1:]] == ["At 200 articles a second"]
    assert [one.read for one in shown] == list(range(BATCH, STORED + 1, BATCH))
    assert (shown[0].left, shown[-1].left, shown[-1].ended) == (STORED - BATCH, 0, True)
    again, said, shown = _read(engine, QuickScreener("new"), "run 2")
    assert (again.counts.read, said, shown) == (0, [], [])


def test_a_reading_that_is_killed_loses_one_batch_at_most_and_goes_on_from_there(engine: Engine) -> None:
    order = _archive(engine)

    def killed() -> None:
        raise Killed

    first = QuickScreener("new", at={1_730: killed})
    with pytest.raises(Killed):
        _read(engine, first)
    assert _screened(engine, "new") == order[:1_600]
    second = QuickScreener("new")
    slice_, said, _ = _read(engine, second, "run 2")
    assert said[0].startswith("3400 stored articles are to be read anew")
    assert second.asked == order[1_600:]
    assert _screened(engine, "new") == order
    assert max(Counter([*first.asked, *second.asked]).values()) == 2
    assert slice_.stands is not None
    assert (slice_.stands.read, slice_.stands.ended) == (STORED, True)


def test_a_run_reads_for_its_minutes_and_the_next_one_goes_on(engine: Engine) -> None:
    order = _archive(engine, 1_000)
    minutes = itertools.count(step=20)
    slice_, _, shown = _read(engine, QuickScreener("new"), minutes=2, clock=lambda: float(next(minutes)))
    # It begins at 0 and asks for the time before, at the beginning and at the end of each batch: 20, 40 and 60, then 80, 100 and 120.
    assert (slice_.counts.read, len(shown)) == (2 * BATCH, 2)
    assert _screened(engine, "new") == order[: 2 * BATCH]
    _read(engine, QuickScreener("new"), "run 2")
    assert _screened(engine, "new") == order


def test_nobody_waits_for_the_database_while_a_batch_is_read(engine: Engine) -> None:
    _archive(engine, 300)

    def crawler() -> None:
        # On SQLite this would wait for a minute and fail, if a transaction were open.
        with write_transaction(engine) as session:
            rows.article(session, "of a crawler")

    screener = QuickScreener("new", at={50: crawler})
    _read(engine, screener)
    assert "of a crawler" not in screener.asked, "what came meanwhile is news"
    news = QuickScreener("new")
    assert screen_batch(engine, cast(Screener, news), NOW).read == 1
    assert news.asked == ["of a crawler"]


def test_news_is_read_without_a_look_at_the_archive(engine: Engine) -> None:
    _archive(engine, 300)
    with write_transaction(engine) as session:
        rows.article(session, "today", now=NOW + timedelta(hours=1))
        rows.article(session, "late", now=NOW - timedelta(days=4_000))
    news = QuickScreener("new")
    assert screen_batch(engine, cast(Screener, news), NOW).read == 2
    assert news.asked == ["today", "late"]
    assert screen_batch(engine, cast(Screener, news), NOW).read == 0


def test_a_model_that_comes_back_reads_only_what_came_without_it(engine: Engine) -> None:
    order = _archive(engine, 500)
    _read(engine, QuickScreener("new"))
    with write_transaction(engine) as session:
        rows.article(session, "today", now=NOW + timedelta(hours=1))
    screen_batch(engine, cast(Screener, QuickScreener("new")), NOW)
    back = QuickScreener("old")
    slice_, said, _ = _read(engine, back, "run 2")
    assert back.asked == ["today"]
    assert said[0].startswith("1 stored article is to be read anew by old")
    assert slice_.stands is not None
    assert slice_.stands.ended
    assert _screened(engine, "new") == [*order, "today"]


def test_what_one_that_is_as_good_has_read_is_not_read_anew(engine: Engine) -> None:
    _archive(engine, 300)
    alone = QuickScreener("new", as_good=("old",))
    slice_, said, _ = _read(engine, alone)
    assert (alone.asked, said, slice_.stands and slice_.stands.total) == ([], [], 0)


def test_while_one_run_reads_the_archive_another_one_leaves_it(engine: Engine) -> None:
    _archive(engine, 300)
    with write_transaction(engine) as session:
        assert claims.claim(session, CLAIM, "run 1", datetime.now(UTC))
    other = QuickScreener("new")
    slice_, said, _ = _read(engine, other, "run 2")
    assert (other.asked, said) == ([], [])
    assert slice_.stands is not None
    assert slice_.stands.left == 300


def test_a_batch_that_two_runs_read_at_once_is_counted_once_so_that_nothing_is_left_unread(engine: Engine) -> None:
    order = _archive(engine, 700)
    stands = take_up(engine, cast(Screener, QuickScreener("new")), NOW)

    def other_run() -> None:
        reread_batch(engine, cast(Screener, QuickScreener("new")), stands, NOW)

    slice_, _, _ = _read(engine, QuickScreener("new", at={50: other_run}))
    assert sorted(_screened(engine, "new")) == sorted(order)
    assert slice_.stands is not None
    assert (slice_.stands.read, slice_.stands.ended) == (700, True)


def test_a_reading_is_counted_once_and_not_again_by_every_run(engine: Engine) -> None:
    _archive(engine, 300)
    screener = cast(Screener, QuickScreener("new"))
    assert take_up(engine, screener, NOW) == take_up(engine, screener, NOW)
    with read_session(engine) as session:
        assert session.query(RereadRow).count() == 1
