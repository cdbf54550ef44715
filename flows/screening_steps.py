"""The steps after collecting: screening new articles, alone or shared with other processes, and queueing drafts.

They work in batches, because a Prefect task costs about 5 ms.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property, partial

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from classify import clustering
from classify.screen import Screener
from classify.serialization import screening_to_json
from flows.country_setting import flagged_countries
from flows.models import active_screener
from flows.run_claim import keep_run_claim
from records import rereads, review, screenings, watched_pages
from records.clock import day_of
from records.database import read_with_retry, write_with_retry
from records.model import Article, Screening
from records.outlets import claims
from records.rereads import Reread
from records.screenings import IdRange
from records.settings import Settings
from records.tables import ArticleRow
from records.vocabulary import read_alone

BATCH = 200
# Articles that are grouped in one transaction. Decisions have to wait until it ends.
_QUEUED = 50


@dataclass(frozen=True)
class ScreenedCounts:
    """How many articles were screened and flagged. `alone`: those that only the lexical judge read although the model has an encoder."""

    read: int = 0
    flagged: int = 0
    alone: int = 0

    def __add__(self, more: "ScreenedCounts") -> "ScreenedCounts":
        return ScreenedCounts(self.read + more.read, self.flagged + more.flagged, self.alone + more.alone)


def screen_batch(engine: Engine, screener: Screener, now: datetime, within: IdRange | None = None, limit: int | None = None) -> ScreenedCounts:
    """Screen up to 200 of the newest articles (or `limit`) that no model has read, of all or of a range of ids. The count is 0 if none is left."""
    rows = read_with_retry(engine, lambda session: screenings.unscreened_articles(session, limit or BATCH, within))
    screened = _read(screener, rows)
    write_with_retry(engine, lambda session: _store_screenings(session, screener, screened, now))
    return _counts(screened)


def reread_batch(
    engine: Engine, screener: Screener, reread: Reread, now: datetime, clock: Callable[[], float] = time.monotonic
) -> tuple[ScreenedCounts, Reread]:
    """Screen up to 200 articles that only other models have read, from the current position in the archive; return counts and new position."""
    began, models, place = clock(), (screener.model, *screener.as_good), reread.place
    while True:
        rows, place = read_with_retry(engine, partial(rereads.next_articles, place=place, models=models, limit=BATCH))
        if rows or place is None:
            break
    screened = _read(screener, rows)

    def keep(session: Session) -> Reread:
        # Another run may have read the same batch, if this one was suspended for so long that its claim was taken over.
        already_read = rereads.count_reread_articles(session, reread, [row.id for row in rows])
        _store_screenings(session, screener, screened, now)
        return rereads.advance_reread(session, reread, place, len(rows) - already_read, clock() - began, now)

    return _counts(screened), write_with_retry(engine, keep)


def _read(screener: Screener, rows: Sequence[ArticleRow]) -> list[Screening]:
    """Screen the articles, outside any transaction: it takes seconds, and crawlers need to store meanwhile."""
    return list(screener.screen_many(_article(row) for row in rows))


def _store_screenings(session: Session, screener: Screener, screened: Sequence[Screening], now: datetime) -> None:
    for screening in screened:
        screenings.add_screening(session, screening.id, screener.model, screening_to_json(screening), now)
    # Only for articles that enter a draft: that is one in a hundred, and nothing is learned from the others.
    screenings.store_encoded_articles(session, {screening.id: screening.encoded for screening in screened if screening.flagged and screening.encoded})


def _counts(screened: Sequence[Screening]) -> ScreenedCounts:
    alone = sum(read_alone(screening.model, None if screening.error else screening.readers) for screening in screened)
    return ScreenedCounts(len(screened), sum(screening.flagged for screening in screened), alone)


def queue_drafts(engine: Engine, model: str, now: datetime, recogniser: review.Recogniser = clustering) -> int:
    """Put every flagged article into a draft, and watch its page from then on; return how many drafts were made."""

    def some(session: Session) -> int | None:
        screenings = review.screenings_without_draft(session, model, _QUEUED)
        if not screenings:
            return None
        drafts = len(review.propose(session, screenings, now=now, recogniser=recogniser))
        watched_pages.start_watching(session, [screening.article_id for screening in screenings], day_of(now))
        return drafts

    drafts = 0
    while (more := write_with_retry(engine, some)) is not None:
        drafts += more
    return drafts


def _article(row: ArticleRow) -> Article:
    return Article(id=row.id, text=row.text, title=row.title, lang=row.lang, url=row.url, published_at=row.surely_published or "")


# Screening the articles that no model has read: by one process, or by all processes of a run, each of which takes a part of them at a time. The parts
# are ranges of ids, which are hashes. The process with the claim on a part reads a batch of it and releases it, so that no article is read twice; the
# part of a dead process is free again when its claim is stale.

# The most processes that screen at once. More parts would make the batches of a small run small.
PARTS = tuple(IdRange(f"{start:x}", f"{start + 2:x}" if start < 14 else "g") for start in range(0, 16, 2))
# Seconds between two checks of what others are reading, and the least waiting articles for which a run that is still collecting begins to screen.
_MODEL_POLL_SECONDS, WORTH_WHILE = 0.5, 50
# The least articles for which a process that has done its shard loads the model, which costs as much as reading some hundreds.
WORTH_LOADING = 300
# Articles that a run reads at once while it collects: on a busy machine one takes most of a second, during which a dead worker is not noticed.
AT_ONCE = 20


class SharedScreening:
    """The screening of one run, in one process. `shared`: other processes screen too."""

    def __init__(self, engine: Engine, settings: Settings, run_id: str, tick: Callable[[], None], *, shared: bool) -> None:
        self._engine, self._settings, self._run_id, self._tick, self._shared = engine, settings, run_id, tick, shared
        self._own = ScreenedCounts()
        self._seconds = 0.0
        self._first = read_with_retry(engine, screenings.last_screening) if shared else 0

    @cached_property
    def screener(self) -> Screener:
        """The screener, loaded when it is first needed."""
        return active_screener(self._settings, flagged_countries(self._settings.countries))

    @property
    def counts(self) -> ScreenedCounts:
        """How many articles were read since the run began: by this process, or by all if it is shared."""
        if not self._shared:
            return self._own
        return ScreenedCounts(*read_with_retry(self._engine, partial(screenings.screened_after, last=self._first, model=self.screener.model)))

    @property
    def pace(self) -> float | None:
        """Articles a second that this process reads; None if it read too few to tell."""
        return self._own.read / self._seconds if self._own.read >= BATCH and self._seconds else None

    def meanwhile(self) -> None:
        """Read a few articles of a free part, if enough are waiting. For a run that is still collecting."""
        if read_with_retry(self._engine, partial(screenings.has_unscreened_articles, least=WORTH_WHILE)):
            next((read for number, part in enumerate(PARTS) if (read := self._batch_of(number, part, AT_ONCE))), 0)

    def beside_others(self) -> None:
        """Read what no other process reads, if enough is left. For a process that has done its shard of a run."""
        if read_with_retry(self._engine, partial(screenings.has_unscreened_articles, least=WORTH_LOADING)):
            while self._round():
                self._tick()

    def to_the_end(self) -> None:
        """Read until nothing is left, and wait for what other processes are reading."""
        while True:
            read = self._round()
            self._tick()
            if read:
                continue
            if not self._shared or not read_with_retry(self._engine, partial(screenings.has_unscreened_articles, least=1)):
                return
            time.sleep(_MODEL_POLL_SECONDS)

    def _round(self) -> int:
        """Read a batch of each free part; return how many articles were read."""
        if not self._shared:
            return self._batch(None)
        return sum(self._batch_of(number, part) for number, part in enumerate(PARTS))

    def _batch_of(self, number: int, part: IdRange, limit: int | None = None) -> int:
        if not read_with_retry(self._engine, partial(screenings.unscreened_articles, limit=1, within=part)):
            return 0
        name = f"(screening {number})"
        if not write_with_retry(self._engine, lambda session: claims.claim(session, name, self._run_id, datetime.now(UTC))):
            return 0
        with keep_run_claim(self._engine, self._run_id, name):
            return self._batch(part, limit)

    def _batch(self, part: IdRange | None, limit: int | None = None) -> int:
        screener, began = self.screener, time.monotonic()
        batch = screen_batch(self._engine, screener, datetime.now(UTC), part, limit)
        self._own += batch
        self._seconds += time.monotonic() - began
        return batch.read
