"""The step of the third reader (`classify.reader`) in a run. Off without QORGAN_READER.

It stores opinions and decides nothing: no article is flagged and no draft is made, changed or closed by it. An article that names somebody whose name
is withheld is never sent.
"""

import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from classify.reader.client import ReaderNonsense, ReaderServer, ReaderUnavailable, ask_reader, most_tokens
from classify.reader.prompt import messages, prompt_version
from flows.terminal import err
from records import reader_answers
from records.country import home
from records.database import read_with_retry, write_with_retry
from records.error_translation import error_reason, translate_error
from records.errors import QorganError
from records.i18n import tr
from records.model import Article
from records.outlets import claims
from records.settings import Settings
from records.tables import ArticleRow
from reports.withheld import withheld_names

# The claim for asking. No outlet has such a name.
_CLAIM = "(third reader)"
# Seconds for all questions of one run.
LIMIT = 300.0
# Unusable answers in a row after which the server is not asked again in this run.
_MOST_NONSENSE = 3


@dataclass(frozen=True)
class ReaderCounts:
    """What the third reader did in one run. `away` says why it stopped; empty if it did not."""

    read: int = 0
    unusable: int = 0
    tokens: int = 0
    away: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the form in which a run stores it."""
        return asdict(self)


def server_of(settings: Settings) -> ReaderServer:
    """Return the configured server."""
    return ReaderServer(settings.reader.rstrip("/"), settings.reader_model, settings.reader_key, settings.reader_seconds, settings.reader_tokens)


def ask_third_reader(
    engine: Engine, settings: Settings, judged_by: str, now: datetime, clock: Callable[[], float] = time.monotonic
) -> ReaderCounts | None:
    """Ask about articles that passed the wide gate of the judges' model. Of two runs at once, one asks. None if no server is configured.

    Never fails the run: where the server is away, one line on stderr and the summary say so, and the next run tries again.
    """
    if not settings.reader:
        return None
    asking = _Asking(engine, settings, judged_by, now)
    try:
        with claims.exclusive_claim(engine, _CLAIM, now) as mine:
            if mine:
                asking.do(clock)
    except (QorganError, SQLAlchemyError) as error:
        asking.away = str(translate_error(error) or error_reason(error))
    if asking.away:
        err.print(f"{asking.away}; {tr('the next run tries again')}", markup=False, highlight=False)
    return ReaderCounts(asking.read, asking.unusable, asking.tokens, asking.away)


class _Asking:
    def __init__(self, engine: Engine, settings: Settings, judged_by: str, now: datetime) -> None:
        self._engine, self._settings, self._judged_by, self._now = engine, settings, judged_by, now
        self._server, self._regions = server_of(settings), tuple(home().regions)
        self._prompt = prompt_version(self._regions)
        self.read = self.unusable = self.tokens = 0
        self.away = ""

    def do(self, clock: Callable[[], float]) -> None:
        """Ask about one article after another, until the time, the articles or the tokens are used up. Raises ReaderUnavailable."""
        until, in_a_row = clock() + LIMIT, 0
        spent = read_with_retry(self._engine, lambda session: reader_answers.tokens_since(session, self._now - timedelta(days=1)))
        rows, names = read_with_retry(
            self._engine,
            lambda session: (
                reader_answers.articles_to_read(
                    session,
                    self._judged_by,
                    self._settings.reader_gate,
                    self._server.model,
                    self._prompt,
                    self._now,
                    self._settings.reader_articles,
                ),
                withheld_names(session),
            ),
        )
        for row in rows:
            if clock() >= until or in_a_row >= _MOST_NONSENSE:
                break
            article = Article(row.id, row.text, row.title, row.lang, published_at=row.surely_published or "")
            if names and any(map(names.names_somebody, (row.title, row.text))):
                continue
            sent = sha256(repr(messages(article)[1]).encode("utf-8", "surrogatepass")).hexdigest()
            if self._already_answered(row, sent):
                continue
            if spent + self.tokens + most_tokens(self._server, article) > self._settings.reader_daily_tokens:
                self.away = tr("QORGAN_READER_DAILY_TOKENS is used up: {n} tokens in 24 hours").format(n=spent + self.tokens)
                break
            in_a_row = 0 if self._ask(article, sent) else in_a_row + 1
        if in_a_row >= _MOST_NONSENSE:
            self.away = tr("the third reader's answers are not understood; is QORGAN_READER_MODEL right?")

    def _already_answered(self, row: ArticleRow, sent: str) -> bool:
        """Return whether the same text was answered before, and take that answer."""
        answer = read_with_retry(self._engine, lambda session: reader_answers.answer_on_text(session, sent, self._server.model, self._prompt))
        if answer is None:
            return False
        key = (row.id, sent, self._server.model, self._prompt)
        write_with_retry(self._engine, lambda session: reader_answers.store_answer(session, *key, answer, self._now))
        return True

    def _ask(self, article: Article, sent: str) -> bool:
        """Ask about one article outside any transaction, and store what came of it; return whether the answer is usable."""
        key = (article.id, sent, self._server.model, self._prompt)
        try:
            answer = ask_reader(self._server, article, self._regions)
        except (ReaderNonsense, ReaderUnavailable) as error:
            fault, tokens, final = str(error), error.tokens, isinstance(error, ReaderNonsense)
            self.tokens += tokens
            # A server that could not be reached cost nothing, and says nothing of the article.
            if final or tokens:
                write_with_retry(
                    self._engine,
                    lambda session: reader_answers.store_no_answer(session, *key, fault, tokens, datetime.now(UTC), final=final),
                )
            if not final:
                raise
            self.unusable += 1
            return False
        self.read, self.tokens = self.read + 1, self.tokens + answer.tokens
        write_with_retry(self._engine, lambda session: reader_answers.store_answer(session, *key, answer, self._now))
        return True
