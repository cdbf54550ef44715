"""The outlets: how each answered, what failed and why. Here people ask for another visit, or report a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Annotated

from fastapi import APIRouter, Form, Request
from markupsafe import Markup, escape
from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from desk.auth.dependencies import Db, Now, Operator, Reader, Writing
from desk.desk_state import desk_state
from desk.rendering import page
from desk.safe_redirect import safe_redirect
from pipelines.tips import BadTip, accepted_address
from records import rereads
from records.articles import lately_read_alone
from records.clock import day_of
from records.country import region_name
from records.database import read_session, write_transaction
from records.errors import BadDecision
from records.i18n import kept, ntr, own_words, tr
from records.ledger.written_notes import note_words
from records.outlets.requests import RequestKind, ask_for_page, ask_to_run, latest_requests, waiting_requests
from records.tables import OutletRow, RequestRow
from records.vocabulary import CAUSE_LABELS, FATE_LABELS, Cause, Fate
from reports.panel_health import DAYS, OutletHealth, panel_health

router = APIRouter(prefix="/outlets")
NATIONAL = "national"
# Height of the small picture of an outlet's days, and the width of one.
_HIGH, _STEP = 24, 5
_REQUESTS = 30
_LONGEST_NOTE = 1000
# What became of a request beside the causes of failing and the fates of pages.
_OUTCOMES = {
    "answered": kept("it answered"),
    "lost": kept("the run did not come to it"),
    "running": kept("is being visited"),
    "busy": kept("was being visited already"),
}


@dataclass(frozen=True)
class OutletGroup:
    """The outlets of a region, or the national ones."""

    code: str
    name: str
    outlets: tuple[OutletHealth, ...]

    @property
    def failing(self) -> int:
        """How many of them fail."""
        return sum(outlet.failing for outlet in self.outlets)

    @property
    def articles(self) -> int:
        """Articles of the week."""
        return sum(outlet.week for outlet in self.outlets)


@router.get("")
def show(request: Request, person: Reader, session: Db, now: Now, failing: str = "", region: str = "") -> Response:
    """All outlets, by region; `failing=1` only those that fail."""
    return _page(request, session, now, failing=bool(failing), region=region)


@router.post("/again")
def run_again(
    person: Operator, session: Writing, now: Now, outlet: Annotated[str, Form()] = "", next: Annotated[str, Form()] = "/outlets"
) -> Response:
    """Ask that the next run visits this outlet. Raises BadDecision for an outlet that is not on the panel."""
    if session.get(OutletRow, outlet[:80]) is None:
        raise BadDecision(tr("no outlet is called {name}").format(name=outlet[:80]))
    ask_to_run(session, outlet, who=person.name, now=now)
    return RedirectResponse(f"{safe_redirect(next, '/outlets')}#requests", status_code=303)


@router.post("/tip")
def tip(request: Request, person: Reader, now: Now, url: Annotated[str, Form()] = "", note: Annotated[str, Form()] = "") -> Response:
    """Ask that the next run takes a page. An address that may not be fetched comes back with the reason."""
    try:
        address = accepted_address(url.strip())
        if not note.strip():
            raise BadDecision(tr("say in a word why this page matters"))
    except (BadTip, BadDecision) as error:
        with read_session(desk_state(request).engine) as session:
            return _page(request, session, now, typed={"url": url, "note": note}, error=str(error), status=422)
    with write_transaction(desk_state(request).engine) as session:
        ask_for_page(session, address, who=person.name, now=now, note=note.strip()[:_LONGEST_NOTE])
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
    shown = [one for one in everything if (one.failing or not failing) and (not region or (one.region or NATIONAL) == region)]
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
        requests=[(row, outcome_words(row)) for row in requests],
        names={one.name: title(one) for one in everything},
        bars=lambda outlet: bars(outlet, today),
        answered=lambda outlet: _ago(outlet, now),
        title=title,
        note_words=note_words,
        today=today,
        days=DAYS,
        told=request.query_params.get("told", ""),
        lately=lately_read_alone(session),
        rereading=rereads.newest(session),
        typed=typed or {"url": "", "note": ""},
        error=error,
    )


def _to_join(request: Request, session: Session) -> list[OutletHealth]:
    """The outlets that were saved at the desk and that no run has visited: they join the panel with their first visit."""
    read = desk_state(request).outlets.read(desk_state(request).settings.data)
    saved = [read.by_name[name] for name in sorted(read.of_desk) if read.by_name[name].dead is None]
    known = set(session.scalars(select(OutletRow.name).where(OutletRow.name.in_([one.name for one in saved])))) if saved else set()
    return [OutletHealth.to_join(one.name, one.title.model_dump(), one.home, one.region) for one in saved if one.name not in known]


def title(outlet: OutletHealth) -> str:
    """The outlet's name in the reader's language."""
    return own_words(outlet.title) or outlet.name


def _groups(outlets: Sequence[OutletHealth]) -> list[OutletGroup]:
    """The national press first, then regions by name; in each, failing outlets first."""
    found: dict[str, list[OutletHealth]] = {}
    for outlet in outlets:
        found.setdefault(outlet.region or NATIONAL, []).append(outlet)
    names = {code: _region(code) for code in found}
    ordered = sorted(found, key=lambda code: (code != NATIONAL, names[code].casefold()))
    return [OutletGroup(code, names[code], tuple(sorted(found[code], key=lambda one: (not one.failing, title(one).casefold())))) for code in ordered]


def _region(code: str) -> str:
    if code == NATIONAL:
        return tr("National press")
    return region_name(code)


def _ago(outlet: OutletHealth, now: datetime) -> str:
    """When it answered last, as short as possible, because one page shows it for each outlet."""
    if outlet.answered_at is None:
        return tr("never")
    days = (day_of(now) - day_of(outlet.answered_at)).days
    return tr("today") if days <= 0 else tr("yesterday") if days == 1 else ntr("{n} day ago", "{n} days ago", days).format(n=days)


def bars(outlet: OutletHealth, today: date) -> Markup:
    """The last thirty days as `reports.charts.spark` draws them, in a third of its bytes. One page shows it for each outlet, so its words
    stand beside it and its colours in the style sheet."""
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
    said = ntr("{n} article in 30 days", "{n} articles in 30 days", articles).format(n=articles)
    said += "; " + ntr("{n} day failed", "{n} days failed", failed).format(n=failed) if failed else ""
    inside = (f'<path class="g" d="{good}"/>' if good else "") + (f'<path class="b" d="{bad}"/>' if bad else "")
    return Markup(f'<svg class="sp" viewBox="0 0 150 25" role="img" aria-label="{escape(said)}">{inside}</svg>')  # noqa: S704


def outcome_words(row: RequestRow) -> str:
    """What became of a request; empty while it waits."""
    if row.outcome is None:
        return tr("a run has taken it up") if row.taken_at else ""
    if row.kind == RequestKind.TIP and row.outcome in list(Fate):
        return tr(FATE_LABELS[Fate(row.outcome)])
    if row.outcome in list(Cause):
        return tr(CAUSE_LABELS[Cause(row.outcome)])
    return tr(_OUTCOMES[row.outcome]) if row.outcome in _OUTCOMES else row.outcome
