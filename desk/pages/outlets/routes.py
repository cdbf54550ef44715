"""The outlets: how each answered, what failed and why, one outlet in detail, and requests for another visit or for a page."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Path, Request
from markupsafe import Markup, escape
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Now, Operator, Reader, WriteSession
from desk.draft_titles import draft_title
from desk.highlighting import visible
from desk.pages.outlets.entry_form import entry_values, fingerprint, language_choices, source_inputs
from desk.rendering import page
from desk.safe_addresses import safe_redirect, web_address
from desk.state import desk_state
from pipelines.tip_urls import InvalidTip, checked_tip_url
from records import rereads
from records.clock import day_of, parse_day
from records.country import region_choices, region_name
from records.database import read_session, write_transaction
from records.errors import BadDecision
from records.i18n import gettext_noop, ntr, tr, words_for_reader
from records.ledger.entries import note_words
from records.outlets.health import outlet_days
from records.outlets.requests import RequestKind, latest_requests, request_page, request_visit, waiting_requests
from records.outlets.runs import last_success
from records.screenings import recent_lexical_only_counts
from records.tables import ArticleRow, DraftArticleRow, DraftRow, OutletRow, OutletRunRow, PageRow, RequestRow
from records.users import Role, User
from records.vocabulary import CAUSE_LABELS, FATE_LABELS, Cause, Fate
from reports.charts.months import spark, spark_table
from reports.health import DAYS, OutletHealth, panel_health
from spiders.config.schema import Outlet
from spiders.sources.fallback import configured_sources
from spiders.sources.kinds import KINDS

# The records of one outlet: its visits, its sources with their last answers, failures, days, and what came of its articles.

# Visits in which sources and failures are searched, days of the picture, lines of each list.
_VISITS, _FACT_DAYS = 40, 60
_FAULTS, _LATEST, _DRAFTS, _MOST_SOURCES, _MOST_TRIES = 12, 8, 5, 60, 4000
# The largest number of articles counted by language and copies.
_MOST_SHARED = 1000
# Results of requests that no operator has to correct.
_FINE = frozenset({
    Fate.STORED, Fate.CHANGED, Fate.KNOWN, Fate.NEAR_COPY, Fate.LISTING, Fate.OUT_OF_PERIOD, Fate.FETCHED, Fate.NOT_ARTICLE, Fate.TOO_SHORT,
})  # fmt: skip


@dataclass(frozen=True)
class SourceStatus:
    """One source. `named`: its entry names it; `tried`, `fate`: the last try, None if none of the visits requested it; `brought`: the last visit in
    which it answered and new articles came."""

    kind: str
    url: str
    href: str | None
    named: bool
    tried: datetime | None
    fate: Fate | None
    brought: datetime | None

    @property
    def good(self) -> bool:
        """Whether its last try answered."""
        return self.fate in _FINE


@dataclass(frozen=True)
class FetchFailure:
    """A page or source that did not answer as it should."""

    at: datetime
    url: str
    href: str | None
    fate: Fate
    source: bool


@dataclass(frozen=True)
class ArticleSummary:
    """An article, as lists of the desk show it."""

    id: str
    title: str
    lang: str
    day: date | None
    copy: bool


@dataclass(frozen=True)
class OutletSummary:
    """The records of an outlet. `articles` are those of the last `DAYS` days; `languages` and `copies` are of the newest `looked_at` of them."""

    answered: datetime | None
    visits: tuple[OutletRunRow, ...]
    sources: tuple[SourceStatus, ...]
    faults: tuple[FetchFailure, ...]
    days: tuple[tuple[date, int, bool], ...]
    articles: int
    looked_at: int
    languages: tuple[tuple[str, int], ...]
    copies: int
    latest: tuple[ArticleSummary, ...]
    drafts: int
    incidents: int
    newest_drafts: tuple[tuple[int, str, str], ...]


def outlet_facts(session: Session, name: str, entry: Outlet | None, today: date, now: datetime) -> OutletSummary:
    """Return the records of the outlet. `today` is the day in its own time zone."""
    visits = _visits(session, name)
    tries = _tries(session, name, [visit.run_id for visit in visits])
    first = today - timedelta(days=_FACT_DAYS - 1)
    since = now - timedelta(days=_FACT_DAYS)
    languages, copies = _shares(session, name, since)
    drafts, incidents = _drafts(session, name)
    days = outlet_days(session, name, first, today)
    return OutletSummary(
        answered=last_success(session, name),
        visits=visits,
        sources=tuple(_sources(entry, visits, tries)),
        faults=tuple(_faults(session, name, [visit.run_id for visit in visits])),
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
    query = select(OutletRunRow).where(OutletRunRow.outlet == name).order_by(OutletRunRow.started_at.desc()).limit(_VISITS)
    return tuple(session.scalars(query))


def _tries(session: Session, name: str, runs: Sequence[str]) -> list[PageRow]:
    """Return the sources that these visits requested, the newest first."""
    query = select(PageRow).where(PageRow.run_id.in_(runs), PageRow.outlet == name, PageRow.source.is_(True))
    return list(session.scalars(query.order_by(PageRow.at.desc(), PageRow.id.desc()).limit(_MOST_TRIES)))


def _faults(session: Session, name: str, runs: Sequence[str]) -> Iterable[FetchFailure]:
    query = (
        select(PageRow)
        .where(PageRow.run_id.in_(runs), PageRow.outlet == name, PageRow.fate.not_in([fate.value for fate in _FINE]))
        .order_by(PageRow.at.desc(), PageRow.id.desc())
        .limit(_FAULTS)
    )
    for row in session.scalars(query):
        yield FetchFailure(row.at, visible(row.url), web_address(row.url), Fate(row.fate), row.source)


def _sources(entry: Outlet | None, visits: Sequence[OutletRunRow], tries: Sequence[PageRow]) -> Iterable[SourceStatus]:
    """Yield the sources that the entry names, and those that worked although it does not name them."""
    named = _named(entry) if entry is not None else []
    served = [(str(source["kind"]), str(source["url"])) for visit in visits for source in visit.ways if source.get("kind") in KINDS]
    for kind, url in list(dict.fromkeys([*named, *served]))[:_MOST_SOURCES]:
        last = next((try_ for try_ in tries if KINDS[kind].is_page(url, try_.url)), None)
        brought = next((visit.started_at for visit in visits if _brought(visit, kind, url)), None)
        fate = Fate(last.fate) if last else None
        yield SourceStatus(kind, visible(url), web_address(url), (kind, url) in named, last.at if last else None, fate, brought)


def _named(entry: Outlet) -> list[tuple[str, str]]:
    return [(source.kind, source.url) for source in (*configured_sources(entry), *configured_sources(entry, older_days=True))]


def _brought(visit: OutletRunRow, kind: str, url: str) -> bool:
    stored = visit.fates.get(Fate.STORED.value, 0)
    return bool(stored) and any(source.get("kind") == kind and source.get("url") == url for source in visit.ways)


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


def _latest(session: Session, name: str) -> tuple[ArticleSummary, ...]:
    query = select(ArticleRow.id, ArticleRow.title, ArticleRow.lang, ArticleRow.published_on, ArticleRow.copy_of)
    rows = session.execute(query.where(ArticleRow.outlet == name).order_by(ArticleRow.fetched_at.desc(), ArticleRow.id).limit(_LATEST))
    return tuple(ArticleSummary(id, visible(title), lang, day, copy is not None) for id, title, lang, day, copy in rows)


def _drafts(session: Session, name: str) -> tuple[int, int]:
    """Count the drafts that have an article of it, and the incidents that have one as a source."""
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
    """Return a condition that makes SQLite go through the few articles of drafts instead of all articles of the outlet."""
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


def _titled(proposal: Mapping[str, object]) -> tuple[str, str]:
    title, lang = draft_title(proposal, ())
    return visible(title), lang


# The page of one outlet: its coverage, the answers of its sources, failures, results; and for operators its entry, which is tried before it is saved.

outlet_router = APIRouter(prefix="/outlets")
OutletName = Annotated[str, Path(max_length=80)]


@outlet_router.get("/{outlet}")
def show_outlet(request: Request, person: Reader, session: Db, now: Now, outlet: OutletName, edit: str = "") -> Response:
    """Show one outlet. 404 without an entry and records. `edit=1` opens the form of an operator."""
    return outlet_page(request, person, session, now, outlet, editing=bool(edit))


def outlet_page(
    request: Request,
    person: User,
    session: Session,
    now: datetime,
    name: str,
    *,
    status: int = 200,
    editing: bool = False,
    typed: Mapping[str, Any] | None = None,
    wrong: Mapping[str, str] | None = None,
    error: str = "",
) -> Response:
    """Return the page in one of its states. `typed` are the values of the form, by default those of this person's last trial."""
    read = desk_state(request).outlets.read(desk_state(request).settings.data)
    entry, row = read.by_name.get(name), session.get(OutletRow, name)
    if entry is None and row is None and session.scalar(select(ArticleRow.id).where(ArticleRow.outlet == name).limit(1)) is None:
        raise HTTPException(404)
    today = day_of(now, entry.region if entry else row.region if row else None)
    facts = outlet_facts(session, name, entry, today, now)
    home = entry.home if entry else row.home if row else ""
    trial = desk_state(request).trials.of(name)
    if trial is not None and not person.may(Role.OPERATOR):
        trial = None
    mine = trial is not None and trial.who == person.name and trial.typed is not None
    if typed is None and entry is not None:
        typed = trial.typed if mine and trial is not None else {**entry_values(entry), "version": fingerprint(entry)}
    return page(
        request,
        "outlet.html",
        status=status,
        name=name,
        title=words_for_reader(entry.title.model_dump() if entry else row.title if row else {}) or name,
        home=web_address(home),
        region=region_name(entry.region if entry else row.region if row else None),
        entry=entry,
        of_desk=name in read.of_desk,
        health=_health(session, name, now),
        facts=facts,
        spark=spark(facts.days),
        table=spark_table(facts.days[::-1]),
        days=_FACT_DAYS,
        dead=entry.dead if entry else None,
        editing=editing and entry is not None and person.may(Role.OPERATOR),
        typed=typed,
        wrong=wrong or {},
        error=error,
        trial=trial,
        visible=visible,
        day_in=parse_day,
        saving=mine and editing,
        told=request.query_params.get("told", ""),
        regions=region_choices(),
        tongues=language_choices(list(typed["languages"]) if typed else []),
        source_inputs=source_inputs,
        KINDS=KINDS,
    )


def _health(session: Session, name: str, now: datetime) -> OutletHealth | None:
    """Return its state on the panel; None if it is not on it."""
    return next((outlet for outlet in panel_health(session, day_of(now)) if outlet.name == name), None)


def entry_of(request: Request, name: str) -> Outlet | None:
    """Return its entry as the next run uses it."""
    return desk_state(request).outlets.read(desk_state(request).settings.data).by_name.get(name)


router = APIRouter(prefix="/outlets")
_NATIONAL = "national"
# Height of the small picture of an outlet's days, and the width of one.
_HIGH, _STEP = 24, 5
_REQUESTS = 30
_LONGEST_NOTE = 1000
# Results of a request other than causes of failure and fates of pages.
_OUTCOMES = {
    "answered": gettext_noop("it answered"),
    "lost": gettext_noop("the run did not come to it"),
    "running": gettext_noop("is being visited"),
    "busy": gettext_noop("was being visited already"),
}


@dataclass(frozen=True)
class _OutletGroup:
    """The outlets of a region, or the national ones."""

    code: str
    name: str
    outlets: tuple[OutletHealth, ...]

    @property
    def failing(self) -> int:
        """The number of failing outlets."""
        return sum(outlet.failing for outlet in self.outlets)

    @property
    def articles(self) -> int:
        """The number of articles in the week."""
        return sum(outlet.week for outlet in self.outlets)


@router.get("")
def show(request: Request, person: Reader, session: Db, now: Now, failing: str = "", region: str = "") -> Response:
    """Show all outlets, by region; `failing=1` only those that fail."""
    return _page(request, session, now, failing=bool(failing), region=region)


@router.post("/again")
def run_again(
    person: Operator, session: WriteSession, now: Now, outlet: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/outlets"
) -> Response:
    """Ask that the next run visits this outlet. Raises BadDecision for an outlet that is not on the panel."""
    if session.get(OutletRow, outlet[:80]) is None:
        raise BadDecision(tr("no outlet is called {name}").format(name=outlet[:80]))
    request_visit(session, outlet, who=person.name, now=now)
    return RedirectResponse(f"{safe_redirect(next, '/outlets')}#requests", status_code=303)


@router.post("/tip")
def tip(request: Request, person: Reader, now: Now, url: Annotated[str, Form()] = "", note: Annotated[str, Form()] = "") -> Response:
    """Ask that the next run fetches a page. A refused address is shown again with the reason."""
    try:
        address = checked_tip_url(url.strip())
        if not note.strip():
            raise BadDecision(tr("say in a word why this page matters"))
    except (InvalidTip, BadDecision) as error:
        with read_session(desk_state(request).engine) as session:
            return _page(request, session, now, typed={"url": url, "note": note}, error=str(error), status=422)
    with write_transaction(desk_state(request).engine) as session:
        request_page(session, address, who=person.name, now=now, note=note.strip()[:_LONGEST_NOTE])
    return RedirectResponse("/outlets?told=tip#requests", status_code=303)


def _page(
    request: Request,
    session: Session,
    now: datetime,
    *,
    failing: bool = False,
    region: str = "",
    typed: dict[str, str] | None = None,
    error: str = "",
    status: int = 200,
) -> Response:
    today = day_of(now)
    listed = panel_health(session, today)
    to_join = _to_join(request, session)
    everything = [*listed, *to_join]
    shown = [one for one in everything if (one.failing or not failing) and (not region or (one.region or _NATIONAL) == region)]
    requests = latest_requests(session, _REQUESTS)
    return page(
        request,
        "outlets.html",
        status=status,
        groups=_groups(shown),
        number_failing=sum(one.failing for one in everything),
        number_in_all=len(listed),
        to_join=frozenset(one.name for one in to_join),
        articles=sum(one.week for one in everything),
        untried=sum(one.untried for one in listed),
        only_failing=failing,
        region=region,
        regions=[(group.code, group.name) for group in _groups(everything)],
        waiting={row.outlet for row in waiting_requests(session) if row.kind == RequestKind.RUN_AGAIN},
        requests=[(row, _outcome_words(row)) for row in requests],
        names={one.name: title(one) for one in everything},
        bars=lambda outlet: bars(outlet, today),
        answered=lambda outlet: _ago(outlet, now),
        title=title,
        note_words=note_words,
        today=today,
        days=DAYS,
        told=request.query_params.get("told", ""),
        lately=recent_lexical_only_counts(session),
        rereading=rereads.newest_reread(session),
        typed=typed or {"url": "", "note": ""},
        error=error,
    )


def _to_join(request: Request, session: Session) -> list[OutletHealth]:
    """Return outlets that were saved at the desk and not visited yet: they join the panel with their first visit."""
    read = desk_state(request).outlets.read(desk_state(request).settings.data)
    saved = [read.by_name[name] for name in sorted(read.of_desk) if read.by_name[name].dead is None]
    visited = set(session.scalars(select(OutletRow.name).where(OutletRow.name.in_([outlet.name for outlet in saved])))) if saved else set()
    return [
        OutletHealth.to_join(outlet.name, outlet.title.model_dump(), outlet.home, outlet.region) for outlet in saved if outlet.name not in visited
    ]


def title(outlet: OutletHealth) -> str:
    """Return the outlet's name in the reader's language."""
    return words_for_reader(outlet.title) or outlet.name


def _groups(outlets: Sequence[OutletHealth]) -> list[_OutletGroup]:
    """Return the national press first, then regions by name; in each, failing outlets first."""
    by_region: dict[str, list[OutletHealth]] = {}
    for outlet in outlets:
        by_region.setdefault(outlet.region or _NATIONAL, []).append(outlet)
    names = {code: _region(code) for code in by_region}
    ordered = sorted(by_region, key=lambda code: (code != _NATIONAL, names[code].casefold()))
    return [
        _OutletGroup(code, names[code], tuple(sorted(by_region[code], key=lambda one: (not one.failing, title(one).casefold())))) for code in ordered
    ]


def _region(code: str) -> str:
    if code == _NATIONAL:
        return tr("National press")
    return region_name(code)


def _ago(outlet: OutletHealth, now: datetime) -> str:
    """Return when it answered last, as short as possible, because one page shows it for each outlet."""
    if outlet.answered_at is None:
        return tr("never")
    days = (day_of(now) - day_of(outlet.answered_at)).days
    return tr("today") if days <= 0 else tr("yesterday") if days == 1 else ntr("{n} day ago", "{n} days ago", days).format(n=days)


def bars(outlet: OutletHealth, today: date) -> Markup:
    """Draw the last thirty days as `reports.charts.spark` does, in a third of its bytes.

    One page shows it for each outlet, so its words are next to it and its colours in the style sheet.
    """
    first = today - timedelta(days=DAYS - 1)
    most = max((day.articles for day in outlet.days), default=0)
    good, bad = "", ""
    for day in outlet.days:
        x = (day.day - first).days * _STEP + 2
        high = max(round((_HIGH - 6) * day.articles / most), 2) if day.articles else 1
        if day.answered or day.articles:
            good += f"M{x} {_HIGH}v-{high}"
        if not day.answered:
            bad += f"M{x - 2} {_HIGH - 5 if not day.articles else 0}l4 4m0-4l-4 4"
    articles, failed = sum(day.articles for day in outlet.days), sum(not day.answered for day in outlet.days)
    label = ntr("{n} article in 30 days", "{n} articles in 30 days", articles).format(n=articles)
    label += "; " + ntr("{n} day failed", "{n} days failed", failed).format(n=failed) if failed else ""
    inside = (f'<path class="g" d="{good}"/>' if good else "") + (f'<path class="b" d="{bad}"/>' if bad else "")
    return Markup(f'<svg class="sp" viewBox="0 0 150 25" role="img" aria-label="{escape(label)}">{inside}</svg>')  # noqa: S704


def _outcome_words(row: RequestRow) -> str:
    """Return the result of a request; empty while it waits."""
    if row.outcome is None:
        return tr("a run has taken it up") if row.taken_at else ""
    if row.kind == RequestKind.TIP and row.outcome in list(Fate):
        return tr(FATE_LABELS[Fate(row.outcome)])
    if row.outcome in list(Cause):
        return tr(CAUSE_LABELS[Cause(row.outcome)])
    return tr(_OUTCOMES[row.outcome]) if row.outcome in _OUTCOMES else row.outcome
