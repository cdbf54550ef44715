"""The result of a trial, as plain values; between processes it is one line of JSON."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from records.tables import ArticleRow, OutletRunRow, PageRow
from records.vocabulary import Cause, Fate

HOSTS_VARIABLE = "TRIAL_HOSTS_DATABASE"
"""Where the database is named in which all processes keep when a host may be asked next. No setting: it is handed from process to process."""
# Characters of an article's beginning, and entries of each list.
_FIRST_WORDS, _MOST = 240, 40


@dataclass(frozen=True)
class PageTried:
    """A source or a page, and its fate."""

    url: str
    fate: Fate
    source: bool


@dataclass(frozen=True)
class ArticleTried:
    """An article that could be read. `day` is as on the page; empty if none was found."""

    url: str
    title: str
    lang: str
    day: str
    words: str


@dataclass(frozen=True)
class TrialResult:
    """The end of a trial.

    `served`: the sources that listed articles, with whether the entry names them. `links`: how many they listed. `stopped`: why it ended before
    everything was tried.
    """

    answered: bool
    cause: Cause | None
    served: tuple[tuple[str, str, bool], ...]
    links: int
    pages: tuple[PageTried, ...]
    articles: tuple[ArticleTried, ...]
    stopped: str = ""

    @property
    def good(self) -> bool:
        """Whether an article could be read."""
        return bool(self.articles)


def read_result(session: Session, outlet: str, stopped: str | None) -> TrialResult:
    """Read the result from the trial's own database."""
    part = session.scalars(select(OutletRunRow).where(OutletRunRow.outlet == outlet).order_by(OutletRunRow.started_at.desc())).first()
    pages = session.scalars(select(PageRow).where(PageRow.outlet == outlet).order_by(PageRow.source.desc(), PageRow.id).limit(_MOST))
    articles = session.scalars(select(ArticleRow).where(ArticleRow.outlet == outlet).order_by(ArticleRow.fetched_at).limit(_MOST))
    return TrialResult(
        answered=part is not None and part.state == "answered",
        cause=Cause(part.cause) if part is not None and part.cause in list(Cause) else None,
        served=tuple((way["kind"], way["url"], bool(way["named"])) for way in (part.ways if part else ())),
        links=part.found if part else 0,
        pages=tuple(PageTried(row.url[:2000], Fate(row.fate), row.source) for row in pages),
        articles=tuple(ArticleTried(row.url[:2000], row.title[:300], row.lang, row.published_at or "", row.text[:_FIRST_WORDS]) for row in articles),
        stopped=stopped or "",
    )


def result_line(result: TrialResult) -> str:
    """Return the result as one line of JSON, without its line ending."""
    return json.dumps({"result": asdict(result)}, ensure_ascii=True, default=datetime.isoformat)


def result_from(given: dict[str, Any]) -> TrialResult:
    """Return the result in a line's values. Raises ValueError if it is not one."""
    try:
        return TrialResult(
            answered=bool(given["answered"]),
            cause=Cause(given["cause"]) if given["cause"] else None,
            served=tuple((str(kind), str(url), bool(named)) for kind, url, named in given["served"]),
            links=int(given["links"]),
            pages=tuple(PageTried(str(one["url"]), Fate(one["fate"]), bool(one["source"])) for one in _list(given["pages"])),
            articles=tuple(
                ArticleTried(**{name: str(one[name]) for name in ("url", "title", "lang", "day", "words")}) for one in _list(given["articles"])
            ),
            stopped=str(given["stopped"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError("not a result") from error


def _list(given: Iterable[Any]) -> list[Any]:
    return list(given)[:_MOST]
