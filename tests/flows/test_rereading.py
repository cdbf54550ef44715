"""An archive of 5,000 articles is read anew by another model: newest first, in slices, told, and without loss when it is broken off."""

import itertools
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from statistics import fmean, variance
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, func, insert, select, update
from syrupy.assertion import SnapshotAssertion

from classify.screen import Screener
from flows import screening_steps as steps_module
from flows.reread_messages import RereadSchedule, announcement, cost, lasting, reread_status, say_reread_periodically
from flows.rereading import CLAIM, ArchiveSlice, read_slice, resume_reread
from flows.sampling import SIZES, allocate_sample, draw_sample
from flows.screening_steps import BATCH, PARTS, ScreenedCounts, SharedScreening, reread_batch, screen_batch
from records import review
from records.database import read_session, write_transaction
from records.filters import WAITING, DraftFilter, DraftKind, RowFilter
from records.model import Article, Screening
from records.outlets import claims
from records.rereads import Reread
from records.review import weekly_sample
from records.review.queue import count_drafts
from records.review.weekly_sample import DISPUTED, FAR, NEAR, Stratum
from records.settings import read_settings
from records.tables import ArticleRow, ClaimRow, DraftArticleRow, DraftRow, RereadRow, SampleRow, SampleWeekRow, ScreeningRow, WatchRow
from records.vocabulary import DraftState, ScreeningLabel
from reports.exports.article_exports import missed_rows
from reports.missed_incidents import draw, estimate
from tests.conftest import NOW, Speak
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
    assert said[0].split()[0] == "5000"
    # The pace was not known before the first batch.
    assert [one.split()[1] for one in said[1:]] == ["200"]
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
    assert said[0].split()[0] == "3400"
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
    assert said[0].split()[0] == "1"
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
    stands = resume_reread(engine, cast(Screener, QuickScreener("new")), NOW)

    def other_run() -> None:
        reread_batch(engine, cast(Screener, QuickScreener("new")), stands, NOW)

    slice_, _, _ = _read(engine, QuickScreener("new", at={50: other_run}))
    assert sorted(_screened(engine, "new")) == sorted(order)
    assert slice_.stands is not None
    assert (slice_.stands.read, slice_.stands.ended) == (700, True)


def test_a_reading_is_counted_once_and_not_again_by_every_run(engine: Engine) -> None:
    _archive(engine, 300)
    screener = cast(Screener, QuickScreener("new"))
    assert resume_reread(engine, screener, NOW) == resume_reread(engine, screener, NOW)
    with read_session(engine) as session:
        assert session.query(RereadRow).count() == 1


# Eleven in the morning in Kazakhstan.
NOW_REREAD_WORDS = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
MILLION = Reread(1, "new", 1_000_000, 0, 0.0, None, False)


def test_a_million_articles_cost_two_hours_of_reading_in_twelve_runs_and_are_done_in_the_evening(snapshot: SnapshotAssertion) -> None:
    assert announcement(MILLION, 150.0, RereadSchedule(10, every_minutes=60), 200, NOW_REREAD_WORDS) == snapshot


def test_when_it_is_done_is_not_told_where_nobody_knows_when_the_next_run_begins(snapshot: SnapshotAssertion) -> None:
    assert "done" not in cost(MILLION, 150.0, RereadSchedule(10), NOW_REREAD_WORDS)
    assert cost(MILLION, 150.0, RereadSchedule(600), NOW_REREAD_WORDS) == snapshot


def test_runs_that_begin_more_often_than_they_read_are_told_one_after_the_other(snapshot: SnapshotAssertion) -> None:
    assert cost(MILLION, 150.0, RereadSchedule(10, every_minutes=5), NOW_REREAD_WORDS) == snapshot


def test_where_no_pace_is_known_it_is_promised_for_after_the_first_batch(snapshot: SnapshotAssertion) -> None:
    assert announcement(MILLION, None, RereadSchedule(10), 200, NOW_REREAD_WORDS) == snapshot


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 minute"), (61, "2 minutes"), (7_140, "119 minutes"), (7_141, "2 hours"), (10_800, "3 hours"), (10_801, "4 hours")]
)
def test_a_length_of_time_is_rounded_up(seconds: float, words: str) -> None:
    assert lasting(seconds) == words


def test_how_it_stands_is_read_and_left_with_pace_and_time_once_there_is_one(snapshot: SnapshotAssertion) -> None:
    assert reread_status(MILLION) == "0 of 1000000 read, 1000000 left"
    assert reread_status(Reread(1, "new", 450, 450, 20.0, (NOW_REREAD_WORDS, "a"), True)) == "450 of 450 read, 0 left"
    read = Reread(1, "new", 1_000_000, 400_000, 50_000.0, (NOW_REREAD_WORDS, "a"), False)
    assert reread_status(read) == snapshot


def test_a_log_gets_a_line_now_and_then_and_one_at_the_end() -> None:
    said: list[str] = []
    seconds = iter([0, 10, 59, 60, 61, 61, 70])
    show = say_reread_periodically(said.append, every=60, clock=lambda: next(seconds))
    for read in (1, 2, 3, 4):
        show(Reread(1, "new", 10, read, 0.0, None, False))
    show(Reread(1, "new", 10, 10, 0.0, None, True))
    assert said == ["3 of 10 read, 7 left", "10 of 10 read, 0 left"]


@pytest.mark.parametrize(("lang", "words"), [("kk", "қайта оқылады"), ("ru", "прочитаны заново"), ("en", "read anew")])
def test_it_is_told_in_the_readers_language(speak: Speak, lang: str, words: str) -> None:
    speak(lang)
    assert words in announcement(MILLION, 150.0, RereadSchedule(10), 200, NOW_REREAD_WORDS)


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
    monkeypatch.setattr(steps_module, "WORTH_LOADING", 32)
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
    monkeypatch.setattr(steps_module, "WORTH_LOADING", 21)
    screening(engine, screener, shared=True).beside_others()
    assert screener.read == []
    monkeypatch.setattr(steps_module, "WORTH_LOADING", 20)
    screening(engine, screener, shared=True).beside_others()
    assert sorted(screener.read) == sorted(ids)


def test_the_part_of_a_process_that_died_elsewhere_is_read_when_its_claim_is_stale(engine: Engine) -> None:
    ids, screener = stored(engine, 32), CountingScreener()
    with write_transaction(engine) as session:
        gone = datetime.now(UTC) - claims.CLAIM_TIMEOUT - timedelta(seconds=1)
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
    stored(engine, steps_module.WORTH_WHILE + steps_module.AT_ONCE)
    screener = CountingScreener()
    made, read = screening(engine, screener, shared=True), [0]
    for _ in range(10):
        made.meanwhile()
        read.append(len(screener.read))
    steps = [after - before for before, after in pairwise(read)]
    assert max(steps) <= steps_module.AT_ONCE
    assert steps[0] > 0
    left = steps_module.WORTH_WHILE + steps_module.AT_ONCE - len(screener.read)
    assert steps_module.WORTH_WHILE - steps_module.AT_ONCE <= left < steps_module.WORTH_WHILE


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


# A Wednesday; the week before it is 2026-W47.
NOW_SAMPLING = datetime(2026, 11, 25, 6, tzinfo=UTC)
LAST_WEEK = datetime(2026, 11, 18, 6, tzinfo=UTC)


def _screened_out(engine: Engine, number: int, at: datetime = LAST_WEEK, *, disputed: bool = True) -> None:
    with write_transaction(engine) as session:
        for one in range(number):
            rows.article(session, f"a{one}", title=f"Мақала {one}", now=at)
            # On every third the encoder was asked; the lower the score, the farther it is apart.
            apart = None if one % 3 or not disputed else (number - one) / number
            rows.screening(session, f"a{one}", flagged=False, score=one / 10_000, disagreement=apart)


def test_the_sample_is_drawn_once_a_week_from_all_strata_and_marked(engine: Engine) -> None:
    _screened_out(engine, 600)
    assert draw_sample(engine, "test 1", NOW_SAMPLING) == sum(SIZES.values()) == 30
    assert draw_sample(engine, "test 1", NOW_SAMPLING + timedelta(days=1)) == 0
    with read_session(engine) as session:
        # All of the six on which the judges are farthest apart; the four cards that are left go to what is near the threshold.
        assert [(one.week, one.stratum, one.population, one.drawn) for one in weekly_sample.strata(session)] == [
            ("2026-W47", "disputed", 6, 6),
            ("2026-W47", "far", 564, 10),
            ("2026-W47", "near", 30, 14),
        ]
        drafts = select(DraftArticleRow.article_id).join(SampleRow, SampleRow.draft_id == DraftArticleRow.draft_id)
        assert set(session.scalars(drafts.where(SampleRow.stratum == "disputed"))) == {f"a{one}" for one in range(0, 18, 3)}
        assert count_drafts(session, DraftFilter(state=WAITING, kind=DraftKind.SAMPLE), NOW_SAMPLING.date()) == 30
        assert count_drafts(session, DraftFilter(state=WAITING, kind=DraftKind.INCIDENT), NOW_SAMPLING.date()) == 0
        assert session.scalar(select(func.count()).select_from(WatchRow)) == 30
        near = session.scalars(select(DraftRow.score).join(SampleRow, SampleRow.draft_id == DraftRow.id).where(SampleRow.stratum == "near"))
        assert min(near) >= 0.0568


def test_where_nobody_knows_how_far_the_judges_are_apart_the_sample_is_drawn_as_before(engine: Engine) -> None:
    _screened_out(engine, 600, disputed=False)
    draw_sample(engine, "test 1", NOW_SAMPLING)
    with read_session(engine) as session:
        assert [(one.stratum, one.population, one.drawn) for one in weekly_sample.strata(session)] == [("far", 570, 10), ("near", 30, 20)]


def test_the_sample_waits_until_the_model_has_read_all_of_the_week(engine: Engine) -> None:
    _screened_out(engine, 40)
    with write_transaction(engine) as session:
        rows.article(session, "unread", now=LAST_WEEK)
    assert draw_sample(engine, "test 1", NOW_SAMPLING) == 0
    with write_transaction(engine) as session:
        rows.screening(session, "unread", flagged=False, model="test 2")
    assert draw_sample(engine, "test 1", NOW_SAMPLING) == 0
    assert draw_sample(engine, "test 1", NOW_SAMPLING, as_good=("test 2",)) == 30


def test_an_archive_that_a_new_model_read_last_week_is_in_no_sample_of_it(engine: Engine) -> None:
    _screened_out(engine, 40, at=LAST_WEEK - timedelta(days=300))
    with write_transaction(engine) as session:
        session.query(ScreeningRow).update({ScreeningRow.at: LAST_WEEK})
    assert draw_sample(engine, "test 1", NOW_SAMPLING) == 0


def test_weeks_drawn_from_two_strata_still_count_beside_those_drawn_from_three(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for week, stratum, population in (("2025-W40", "far", 900), ("2025-W40", "near", 100), ("2026-W40", "disputed", 50)):
            session.add(SampleWeekRow(week=week, stratum=stratum, model="test 1", population=population, at=NOW_SAMPLING))
            session.flush()
            for number in range(10):
                state = DraftState.CONFIRMED if not number else DraftState.REJECTED
                draft = DraftRow(state=state, score=0.1, label=ScreeningLabel.NONE, proposal={}, fields={}, created_at=NOW_SAMPLING, sample=True)
                session.add(draft)
                session.flush()
                session.add(SampleRow(draft_id=draft.id, week=week, stratum=stratum))
    with read_session(engine) as session:
        assert [row["missed"] for row in missed_rows(session, RowFilter())] == [100.0, 5.0, 105.0]


def test_articles_of_another_week_or_in_a_draft_are_not_drawn(engine: Engine) -> None:
    _screened_out(engine, 5, at=NOW_SAMPLING)
    assert draw_sample(engine, "test 1", NOW_SAMPLING) == 0
    assert draw_sample(engine, "test 1", NOW_SAMPLING + timedelta(days=7)) == 5


def test_what_people_find_in_the_sample_tells_how_many_were_missed(engine: Engine) -> None:
    _screened_out(engine, 600)
    draw_sample(engine, "test 1", NOW_SAMPLING)
    with read_session(engine) as session:
        (week, whole) = missed_rows(session, RowFilter())
        assert (week["week"], week["missed"], whole["week"]) == ("2026-W47", None, None)
        far = list(session.scalars(select(SampleRow.draft_id).where(SampleRow.stratum == "far").order_by(SampleRow.draft_id)))
        others = list(session.scalars(select(SampleRow.draft_id).where(SampleRow.stratum != "far")))
    with write_transaction(engine) as session:
        for draft in [*far[1:], *others]:
            review.reject(session, draft, who="Aigul", now=NOW_SAMPLING, reason="not_press")
        review.confirm(session, far[0], who="Aigul", now=NOW_SAMPLING, fields={"primary": "ATT"})
    with read_session(engine) as session:
        (week, whole) = missed_rows(session, RowFilter())
        assert (week["decided"], week["found"], week["missed"]) == (30, 1, 56.4)
        assert week["missed_low"] < 56.4 < week["missed_high"]
        assert whole == {**week, "week": None}


def test_the_sample_of_a_week_without_articles_is_no_sample(engine: Engine) -> None:
    assert draw_sample(engine, "test 1", NOW_SAMPLING) == 0
    with read_session(engine) as session:
        assert list(missed_rows(session, RowFilter())) == []


# The estimate, over populations of which it is known what was missed. No database: `split_into_strata`, `allocate_sample`, `draw` and `estimate` are what a run and a report call.

DRAWS = 400
TWO = {NEAR: 20, FAR: 10}


def _estimates(strata: dict[str, list[str]], cards: dict[str, int], missed: set[str]) -> list[float]:
    """The estimate of each of many draws, when people have decided on every card."""
    found = []
    for seed in range(DRAWS):
        weeks = []
        for stratum, ids in strata.items():
            drawn = draw(ids, cards[stratum], seed=f"{seed} {stratum}")
            weeks.append(Stratum("2026-W40", stratum, len(ids), len(drawn), len(drawn), sum(article in missed for article in drawn)))
        told = estimate(weeks).missed
        assert told is not None
        found.append(told.estimate)
    return found


def _population(chance: random.Random, number: int, worth: float) -> tuple[list[tuple[str, float | None]], set[str]]:
    """Articles by their scores with how far the judges are apart, and those that were missed. `worth`: which share of these is among the most disputed; the
    others are anywhere, more of them where scores are high."""
    articles: list[tuple[str, float | None]] = [(f"a{at}", None if chance.random() < 0.7 else chance.random() ** 8) for at in range(number)]
    disputed = sorted((article for article, far in articles if far), key=lambda article: -(dict(articles)[article] or 0))[: number // 100]
    missed = set[str]()
    for _ in range(number // 100):
        anywhere = articles[int(number * chance.random() ** 3)][0]
        missed.add(chance.choice(disputed) if chance.random() < worth else anywhere)
    return articles, missed


@given(st.integers(0, 10_000), st.integers(300, 1_500), st.sampled_from([0.0, 0.5, 1.0]))
@settings(max_examples=12)
def test_the_mean_of_many_draws_is_what_was_missed_whatever_disagreement_is_worth(seed: int, number: int, worth: float) -> None:
    articles, missed = _population(random.Random(seed), number, worth)
    strata = weekly_sample.split_into_strata(articles)
    cards = allocate_sample({stratum: len(ids) for stratum, ids in strata.items()})
    found = _estimates(strata, cards, missed)
    # Four and a half standard errors of the mean, and one article found more or less: where few are found in all draws, these are no bell curve.
    error = sum(_spread(ids, cards[stratum], missed) for stratum, ids in strata.items()) ** 0.5
    one = max(len(ids) / cards[stratum] for stratum, ids in strata.items() if cards[stratum]) / DRAWS
    assert fmean(found) == pytest.approx(len(missed), abs=4.5 * error + one)


def _spread(ids: list[str], cards: int, missed: set[str]) -> float:
    """The variance of the mean of all draws from one stratum: that of drawing without putting back (hypergeometric). What the draws themselves vary by would
    be too little where by chance few of them find anything."""
    number, among = len(ids), sum(article in missed for article in ids)
    if not cards or number < 2:
        return 0.0
    share = among / number
    return (number / cards) ** 2 * cards * share * (1 - share) * (number - cards) / (number - 1) / DRAWS


@pytest.mark.parametrize("seed", range(4))
def test_where_missed_incidents_are_disputed_the_estimate_varies_less_than_with_two_strata(seed: int) -> None:
    articles, missed = _population(random.Random(seed), 1_000, worth=0.8)
    strata = weekly_sample.split_into_strata(articles)
    order = [article for article, _ in articles]
    three = _estimates(strata, allocate_sample({stratum: len(ids) for stratum, ids in strata.items()}), missed)
    two = _estimates({NEAR: order[:50], FAR: order[50:]}, TWO, missed)
    assert variance(three) < variance(two)


@given(st.lists(st.integers(0, 60), min_size=3, max_size=3))
def test_thirty_cards_are_dealt_or_all_that_there_are_and_what_a_stratum_lacks_goes_to_the_next(sizes: list[int]) -> None:
    populations = dict(zip((DISPUTED, NEAR, FAR), sizes, strict=True))
    cards = allocate_sample(populations)
    assert all(cards[stratum] <= populations[stratum] for stratum in cards)
    assert sum(cards.values()) <= 30
    if populations[FAR] >= 30:
        assert sum(cards.values()) == 30
    if populations[DISPUTED] >= 10 and populations[NEAR] >= 10:
        assert (cards[DISPUTED], cards[NEAR]) == (10, 10)
    if not populations[DISPUTED] and populations[NEAR] >= 20 and populations[FAR] >= 10:
        assert cards == {DISPUTED: 0, **TWO}
