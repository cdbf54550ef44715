"""Reports and statistics: the figures and charts of a period, linked to their records, and the documents to download."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, TypeVar
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Request
from markupsafe import Markup
from starlette.responses import Response

from desk.auth.dependencies import Db, Now, Reader
from desk.form_dates import FilterDays, filter_days
from desk.rendering import page
from desk.security_log import SecurityEvent
from desk.state import desk_state
from records.clock import day_of
from records.database import write_transaction
from records.errors import BadDecision, QorganError
from records.filters import NONE, UNANSWERED
from records.i18n import LANGUAGES, reader_language, tr
from records.review import queue
from records.vocabulary import Category
from reports import charts
from reports.charts import ChartTable, Month, NamedCount
from reports.impunity import NO_REGION, FunnelStage
from reports.incidents import IncidentCollection
from reports.kinds import DOCUMENT_FORMATS, DOCUMENT_KINDS, ReportFormat, ReportKind
from reports.statistics import ScreeningQuality, Statistics, StatisticsPeriod, screening_quality, statistics
from reports.withheld import withheld_names

if TYPE_CHECKING:
    from reports.publications import NotePart, PublishedReport


# A chart with its table and its notes, as pages show it.

# Each chart is drawn twice, for a desktop and for a phone, where labels are above their bars. The style sheet shows one of them.
WHOLE, HALF, PHONE = 1120.0, 550.0, 300.0


@dataclass(frozen=True)
class ChartFigure:
    """A chart in both widths, with its table. `aside` is what the chart cannot show, with its number and the link to it."""

    key: str
    title: str
    wide: Markup
    narrow: Markup
    table: ChartTable
    note: str = ""
    aside: NamedCount | None = None


@dataclass(frozen=True)
class Column:
    """Charts below each other. `whole`: over the width of the page."""

    figures: tuple[ChartFigure, ...]
    whole: bool = False


def chart_figure(
    key: str,
    title: str,
    draw: Callable[[float, str], Markup],
    table: ChartTable,
    *,
    whole: bool = False,
    note: str = "",
    aside: NamedCount | None = None,
) -> ChartFigure:
    """Return a chart, drawn in both widths. `draw` takes the width and the prefix of the ids."""
    return ChartFigure(key, title, draw(WHOLE if whole else HALF, key), draw(PHONE, f"{key}-n"), table, note, aside)


router = APIRouter(prefix="/reports")
Value = TypeVar("Value")
_CASES = 8
_MOST_CACHED = 24
_FORMS = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "html": "text/html; charset=utf-8",
    "md": "text/markdown; charset=utf-8",
    "json": "application/json",
}


@router.get("")
def show(request: Request, person: Reader, session: Db, now: Now, since: str = "", until: str = "", period: str = "") -> Response:
    """Show the statistics of a period. `period` names a usual one: year, last, months, all."""
    return _page(request, session, day_of(now), since, until, period)


class _DocumentForm:
    """The request of the form: a document, its language and format, and the cases to describe."""

    def __init__(
        self,
        kind: Annotated[str, Form()] = "",
        format: Annotated[str, Form()] = "docx",
        lang: Annotated[str, Form()] = "",
        since: Annotated[str, Form()] = "",
        until: Annotated[str, Form()] = "",
        tell: Annotated[str, Form()] = "",
        final: Annotated[str, Form()] = "",
    ) -> None:
        self.kind, self.format, self.lang, self.since, self.until, self.tell, self.final = kind, format, lang, since, until, tell, final


@router.post("/document")
def document(request: Request, person: Reader, session: Db, now: Now, asked: Annotated[_DocumentForm, Depends()]) -> Response:
    """Make a document over the period, as a file. The ledger notes who had it made."""
    # Imported here, since it loads the document writers, and most visitors of the page download none.
    from reports.publications import note_report

    report = _made_or_refused(request, session, day_of(now), asked)
    if isinstance(report, Response):
        return report
    with write_transaction(desk_state(request).engine) as kept:
        note_report(kept, report, who=person.name, now=now)
        desk_state(request).security.note(request, SecurityEvent.EXPORT_MADE, what=asked.kind, format=asked.format)
    return _file(report.content, _FORMS[asked.format], f"{_name(report)}.{asked.format}")


@router.post("/notes")
def notes(request: Request, person: Reader, session: Db, now: Now, asked: Annotated[_DocumentForm, Depends()]) -> Response:
    """Show the page with the notes to the editor on a document over the period."""
    from reports.publications import notes_for_page

    report = _made_or_refused(request, session, day_of(now), asked)
    if isinstance(report, Response):
        return report
    return _page(
        request, session, day_of(now), asked.since, asked.until, "", asked=asked, notes=notes_for_page(report.document), titled=report.document.title
    )


@router.post("/notes/file")
def notes_alone(request: Request, person: Reader, session: Db, now: Now, asked: Annotated[_DocumentForm, Depends()]) -> Response:
    """Return these notes as a file of their own."""
    from reports.publications import notes_file

    report = _made_or_refused(request, session, day_of(now), asked)
    if isinstance(report, Response):
        return report
    return _file(notes_file(report.document).encode(), _FORMS["md"], f"{_name(report)}.notes.md")


def _made_or_refused(request: Request, session: Db, today: date, document_form: _DocumentForm) -> "PublishedReport | Response":
    """Return the requested document, or the page that says why there is none."""
    try:
        return _made(request, session, today, document_form)
    except QorganError as error:
        return _page(request, session, today, document_form.since, document_form.until, "", error=str(error), status=422, asked=document_form)


def _made(request: Request, session: Db, today: date, document_form: _DocumentForm) -> "PublishedReport":
    """Make the requested document. Raises what `publish` raises, and BadDecision for an invalid choice."""
    from reports.publications import ReportRequest, requested_numbers
    from reports.publications.publish import publish

    if document_form.kind not in DOCUMENT_KINDS or document_form.format not in DOCUMENT_FORMATS or document_form.lang not in LANGUAGES:
        raise BadDecision(tr("choose a document, its language and its format"))
    days = _period(desk_state(request).shelf.book(session), today, document_form.since, document_form.until, "")
    report_request = ReportRequest(
        ReportKind(document_form.kind),
        days.until,
        days.since,
        document_form.lang,
        ReportFormat(document_form.format),
        tell=requested_numbers([document_form.tell]),
        final=bool(document_form.final),
    )
    return publish(session, report_request, today)


def _name(published_report: "PublishedReport") -> str:
    request = published_report.wanted
    return f"{request.kind}-{request.since}-{request.until}-{request.lang}"


def _file(content: bytes, kind: str, name: str) -> Response:
    return Response(content, media_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _page(
    request: Request,
    session: Db,
    today: date,
    since: str,
    until: str,
    period: str,
    *,
    error: str = "",
    status: int = 200,
    asked: _DocumentForm | None = None,
    notes: "tuple[tuple[NotePart, ...], ...] | None" = None,
    titled: str = "",
) -> Response:
    """Return the page.

    `asked` is the request of its form, and `notes` are those on the document of this title; None if none were requested.
    """
    book = desk_state(request).shelf.book(session)
    days = _period(book, today, since, until, period)
    figures, heard = _counted(request, session, book, days, today)
    return page(
        request,
        "reports.html",
        status=status,
        found=figures,
        heard=heard,
        days=days,
        typed=_typed(filter_days({"since": since, "until": until}, today), days),
        columns=_columns(figures),
        records=_records_address(days),
        unanswered=_records_address(days, stage=UNANSWERED),
        usual=_usual(days, today, book),
        own=reader_language(),
        today=today,
        error=error,
        chosen=asked,
        notes=notes,
        titled=titled,
    )


def _typed(asked: FilterDays, days: StatisticsPeriod) -> FilterDays:
    """Return the values of the two fields: what was typed, else the period that is shown."""
    return replace(asked, typed={"since": days.since.isoformat(), "until": days.until.isoformat(), **asked.typed})


def _counted(request: Request, session: Db, book: IncidentCollection, days: StatisticsPeriod, today: date) -> tuple[Statistics, ScreeningQuality]:
    """Return the statistics, counted once for each state of the records, because many people look and few decide."""
    stamp = (book.head, queue.queue_version(session), today)
    cached = getattr(request.app.state, "statistics_kept", None)
    if cached is None or cached[0] != stamp:
        cached = request.app.state.statistics_kept = (stamp, {})
    # The replacement of a withheld name is in the reader's language.
    of_days: dict[tuple[StatisticsPeriod, str], tuple[Statistics, ScreeningQuality]] = cached[1]
    key = (days, reader_language())
    if key not in of_days:
        if len(of_days) >= _MOST_CACHED:
            of_days.clear()
        # Charts are copied from the page into publications, so withheld names are left out.
        visible_incidents = map(withheld_names(session).incident, book.incidents)
        of_days[key] = (statistics(visible_incidents, days, today), screening_quality(session, days))
    return of_days[key]


def _period(book: IncidentCollection, today: date, since: str, until: str, period: str) -> StatisticsPeriod:
    """Return the period of the address: a usual one, given days, or this year so far. An invalid day is left out."""
    given_days = filter_days({"since": since, "until": until}, today)
    first, last = given_days.since, given_days.until
    match period:
        case "last":
            return StatisticsPeriod(date(today.year - 1, 1, 1), date(today.year - 1, 12, 31))
        case "months":
            return StatisticsPeriod((today.replace(day=1) - timedelta(days=334)).replace(day=1), today)
        case "all":
            return StatisticsPeriod(min(_earliest(book, today), today), today)
    first = first or (date(last.year, 1, 1) if last else date(today.year, 1, 1))
    last = last or max(first, today)
    return StatisticsPeriod(first, max(first, last))


def _earliest(book: IncidentCollection, today: date) -> date:
    return next((incident.day for incident in book.incidents if incident.day and not incident.withdrawn), date(today.year, 1, 1))


def _usual(days: StatisticsPeriod, today: date, book: IncidentCollection) -> list[tuple[str, str, bool]]:
    """Return usual periods: words, address, and whether it is the current one."""
    words = {"year": tr("This year"), "last": tr("Last year"), "months": tr("Twelve months"), "all": tr("Everything")}
    return [(label, f"/reports?period={name}", _period(book, today, "", "", name) == days) for name, label in words.items()]


def _records_address(days: StatisticsPeriod, **more: str) -> str:
    """Return the address of the list of records of some days."""
    return "/incidents?" + urlencode({"since": days.since.isoformat(), "until": days.until.isoformat(), **more})


def _columns(figures: Statistics) -> list[Column]:
    """Return the charts by column."""
    days, before = figures.days, figures.days.year_before

    def of_month(year: int, month: int) -> str:
        own = (year, month) in figures.by_month or before is None
        return _records_address((days if own or before is None else before).part((year, month)))

    def of_block(year: int, month: int, block: str | None) -> str:
        return _records_address(days.part((year, month)), block=block or NONE)

    def of_category(category: Category) -> str:
        return _records_address(days, category=category.value)

    def of_region(code: str) -> str:
        return _records_address(days, region=NONE if code == NO_REGION else code)

    def of_stage(stage: FunnelStage) -> str:
        return _records_address(days, stage=stage.value)

    def of_case(number: str) -> str:
        return f"/incidents/{number}"

    steps, separate = charts.impunity_steps(figures.funnel, of_stage)
    by_month = chart_figure(
        "monthly",
        tr("Month by month"),
        lambda width, key: charts.monthly_chart(_drawn(figures.by_month), figures.before, href=of_month, key=key, width=width),
        charts.monthly_table(_drawn(figures.by_month), figures.before, href=of_month),
        whole=True,
        note=tr("Hollow bars: the same days a year before.") if figures.before else "",
    )
    categories = chart_figure(
        "categories",
        tr("What was done"),
        lambda width, key: charts.by_category(figures.by_category, href=of_category, key=key, width=width),
        charts.by_category_table(figures.by_category, href=of_category),
    )
    regions = chart_figure(
        "regions",
        tr("Where"),
        lambda width, key: charts.region_tiles(figures.by_region, href=of_region, key=key, width=width),
        charts.region_tiles_table(figures.by_region, href=of_region),
    )
    stages = chart_figure(
        "funnel",
        tr("How far cases got"),
        lambda width, key: charts.funnel_chart(steps, separate, key=key, width=width),
        charts.funnel_table(steps, separate),
    )
    waiting = chart_figure(
        "waiting",
        tr("Longest without accountability"),
        lambda width, key: charts.days_without_accountability(figures.waiting, most=_CASES, href=of_case, key=key, width=width),
        charts.days_without_accountability_table(figures.waiting, href=of_case),
    )
    by_block = chart_figure(
        "stacked",
        tr("Month by month, by block"),
        lambda width, key: charts.stacked_months(_drawn(figures.by_block), href=of_block, key=key, width=width),
        charts.stacked_months_table(_drawn(figures.by_block), href=of_block),
        whole=True,
    )
    return [Column((by_month,), whole=True), Column((categories, stages)), Column((regions, waiting)), Column((by_block,), whole=True)]


def _drawn(by_month: Mapping[Month, Value]) -> Mapping[Month, Value]:
    """Return the counts, or an empty mapping if all are 0; then the chart says so in words."""
    return by_month if any(by_month.values()) else {}
