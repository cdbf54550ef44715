"""What is on record of one outlet: its visits, its sources with what each answered last, what failed, its days, and what came of its articles."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from desk.draft_titles import draft_title
from desk.highlighting import visible
from desk.pages.draft.view import web_address
from pipelines.dedup.urls import site_of
from records.outlets.health import outlet_days
from records.outlets.run_history import last_success
from records.tables import ArticleRow, DraftArticleRow, DraftRow, OutletRunRow, PageRow
from records.vocabulary import Fate, WayKind
from spiders.config.schema import Outlet
from spiders.sources.fallback import named_ways
from spiders.sources.telegram import preview_address

# Visits in which sources and faults are looked for, days of the picture, lines of each list.
VISITS, DAYS = 40, 60
_FAULTS, _LATEST, _DRAFTS, _MOST_SOURCES, _MOST_TRIES = 12, 8, 5, 60, 4000
# Articles of which languages and copies are told.
_MOST_SHARED = 1000
# What no operator has to mend.
FINE = frozenset({
    Fate.STORED, Fate.CHANGED, Fate.KNOWN, Fate.NEAR_COPY, Fate.LISTING, Fate.OUT_OF_PERIOD, Fate.FETCHED, Fate.NOT_ARTICLE, Fate.TOO_SHORT,
})  # fmt: skip


# The place of a number in an archive's address, as `re.escape` writes it.
_PLACE = re.compile(r"\\\{[a-z]+(?::\d+)?\\\}")


@dataclass(frozen=True)
class SourceTold:
    """One source. `named`: its entry names it; `tried`, `fate`: the last try, None where none of the visits asked it; `brought`: the last visit in which it
    answered and new articles came."""

    kind: WayKind | None
    url: str
    href: str | None
    named: bool
    tried: datetime | None
    fate: Fate | None
    brought: datetime | None

    @property
    def good(self) -> bool:
        """Whether its last try answered."""
        return self.fate in FINE


@dataclass(frozen=True)
class FaultTold:
    """A page or source that did not answer as it should."""

    at: datetime
    url: str
    href: str | None
    fate: Fate
    source: bool


@dataclass(frozen=True)
class ArticleTold:
    """An article, as lists of the desk show it."""

    id: str
    title: str
    lang: str
    day: date | None
    copy: bool


@dataclass(frozen=True)
class OutletTold:
    """Everything of it. `articles` are those of the last `DAYS` days; `languages` and `copies` are of the newest of them, `looked_at` so many."""

    answered: datetime | None
    visits: tuple[OutletRunRow, ...]
    sources: tuple[SourceTold, ...]
    faults: tuple[FaultTold, ...]
    days: tuple[tuple[date, int, bool], ...]
    articles: int
    looked_at: int
    languages: tuple[tuple[str, int], ...]
    copies: int
    latest: tuple[ArticleTold, ...]
    drafts: int
    incidents: int
    newest_drafts: tuple[tuple[int, str, str], ...]


def outlet_facts(session: Session, name: str, entry: Outlet | None, today: date, now: datetime) -> OutletTold:
    """What is on record of the outlet. `today` is its own day."""
    visits = _visits(session, name)
    tries = _tries(session, name, [one.run_id for one in visits])
    first = today - timedelta(days=DAYS - 1)
    since = now - timedelta(days=DAYS)
    languages, copies = _shares(session, name, since)
    drafts, incidents = _drafts(session, name)
    days = outlet_days(session, name, first, today)
    return OutletTold(
        answered=last_success(session, name),
        visits=visits,
        sources=tuple(_sources(entry, visits, tries)),
        faults=tuple(_faults(session, name, [one.run_id for one in visits])),
        days=tuple((row.day, row.articles, row.answered > 0 or row.articles > 0) for row in days),
        articles=sum(row.articles for row in days),
        looked_at=sum(count for _, count in languages),
        languages=languages,
        copies=copies,
        latest=_latest(session, name),
        drafts=drafts,
        incidents=incidents,
        newest_drafts=_newest_drafts(session, name),
    )


def _visits(session: Session, name: str) -> tuple[OutletRunRow, ...]:
    query = select(OutletRunRow).where(OutletRunRow.outlet == name).order_by(OutletRunRow.started_at.desc()).limit(VISITS)
    return tuple(session.scalars(query))


def _tries(session: Session, name: str, runs: Sequence[str]) -> list[PageRow]:
    """What these visits asked for as sources, the newest first."""
    query = select(PageRow).where(PageRow.run_id.in_(runs), PageRow.outlet == name, PageRow.source.is_(True))
    return list(session.scalars(query.order_by(PageRow.at.desc(), PageRow.id.desc()).limit(_MOST_TRIES)))


def _faults(session: Session, name: str, runs: Sequence[str]) -> Iterable[FaultTold]:
    query = (
        select(PageRow)
        .where(PageRow.run_id.in_(runs), PageRow.outlet == name, PageRow.fate.not_in([one.value for one in FINE]))
        .order_by(PageRow.at.desc(), PageRow.id.desc())
        .limit(_FAULTS)
    )
    for row in session.scalars(query):
        yield FaultTold(row.at, visible(row.url), web_address(row.url), Fate(row.fate), row.source)


def _sources(entry: Outlet | None, visits: Sequence[OutletRunRow], tries: Sequence[PageRow]) -> Iterable[SourceTold]:
    """The sources that the entry names, and those that served although it names none."""
    named = _named(entry) if entry is not None else []
    served = [(WayKind(way["kind"]), str(way["url"])) for visit in visits for way in visit.ways if way.get("kind") in list(WayKind)]
    for kind, url in list(dict.fromkeys([*named, *served]))[:_MOST_SOURCES]:
        last = next((one for one in tries if _is_of(kind, url, one.url)), None)
        brought = next((one.started_at for one in visits if _brought(one, kind, url)), None)
        fate = Fate(last.fate) if last else None
        yield SourceTold(kind, visible(url), web_address(url), (kind, url) in named, last.at if last else None, fate, brought)


def _named(entry: Outlet) -> list[tuple[WayKind, str]]:
    ways = [(way.kind, way.url) for way in named_ways(entry, [preview_address(channel) for channel in entry.telegram])]
    return [*ways, *((WayKind.ARCHIVE, url) for url in entry.archives)]


def _brought(visit: OutletRunRow, kind: WayKind, url: str) -> bool:
    stored = visit.fates.get(Fate.STORED.value, 0)
    return bool(stored) and any(way.get("kind") == kind.value and way.get("url") == url for way in visit.ways)


def _is_of(kind: WayKind, url: str, asked: str) -> bool:
    """Whether what was asked is a page of this source: WordPress, archives and channels are asked under addresses of their own."""
    if kind is WayKind.WORDPRESS:
        return site_of(asked) == site_of(url) and ("wp-json" in asked or "rest_route" in asked)
    if kind is WayKind.ARCHIVE:
        return re.match(_PLACE.sub("[0-9]+", re.escape(url)), asked) is not None
    if kind is WayKind.TELEGRAM:
        return asked.partition("?")[0] == url
    return asked == url


def _shares(session: Session, name: str, since: datetime) -> tuple[tuple[tuple[str, int], ...], int]:
    newest = (
        select(ArticleRow.lang, ArticleRow.copy_of)
        .where(ArticleRow.outlet == name, ArticleRow.fetched_at >= since)
        .order_by(ArticleRow.fetched_at.desc())
        .limit(_MOST_SHARED)
        .subquery()
    )
    query = select(newest.c.lang, func.count(), func.count(newest.c.copy_of)).group_by(newest.c.lang)
    rows = sorted(session.execute(query), key=lambda row: -row[1])
    return tuple((lang, count) for lang, count, _ in rows), sum(copies for _, _, copies in rows)


def _latest(session: Session, name: str) -> tuple[ArticleTold, ...]:
    query = select(ArticleRow.id, ArticleRow.title, ArticleRow.lang, ArticleRow.published_on, ArticleRow.copy_of)
    rows = session.execute(query.where(ArticleRow.outlet == name).order_by(ArticleRow.fetched_at.desc(), ArticleRow.id).limit(_LATEST))
    return tuple(ArticleTold(id, visible(title), lang, day, copy is not None) for id, title, lang, day, copy in rows)


def _drafts(session: Session, name: str) -> tuple[int, int]:
    """How many drafts have an article of it, and how many incidents have one as a source."""
    query = (
        select(func.count(DraftRow.id.distinct()), func.count(DraftRow.incident.distinct()))
        .select_from(ArticleRow)
        .join(DraftArticleRow, DraftArticleRow.article_id == ArticleRow.id)
        .join(DraftRow, DraftRow.id == DraftArticleRow.draft_id)
        .where(_of_outlet(name))
    )
    drafts, incidents = session.execute(query).one()
    return drafts, incidents


def _of_outlet(name: str) -> ColumnElement[bool]:
    """Put so that SQLite goes through the articles of drafts, which are few, and not through all of the outlet."""
    return func.coalesce(ArticleRow.outlet, "") == name


def _newest_drafts(session: Session, name: str) -> tuple[tuple[int, str, str], ...]:
    ids = (
        select(DraftArticleRow.draft_id)
        .join(ArticleRow, ArticleRow.id == DraftArticleRow.article_id)
        .where(_of_outlet(name))
        .distinct()
        .order_by(DraftArticleRow.draft_id.desc())
        .limit(_DRAFTS)
    )
    rows = session.scalars(select(DraftRow).where(DraftRow.id.in_(list(session.scalars(ids)))).order_by(DraftRow.id.desc()))
    return tuple((row.id, *_titled({**row.proposal, **row.fields})) for row in rows)


def _titled(said: Mapping[str, object]) -> tuple[str, str]:
    title, lang = draft_title(said, ())
    return visible(title), lang
