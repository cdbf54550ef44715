"""The infographic of a period: its figures, the page with them as SVG or PNG, and the row of the ledger about it."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

from markupsafe import Markup
from sqlalchemy.orm import Session

from records.i18n import tr, use_language
from records.language.dates import as_of_day
from records.vocabulary import Category
from reports import charts
from reports.charts import Month
from reports.charts.chart_words import number, share
from reports.charts.drawing import GREY, TEAL, box, digits, draw_chart, draw_text, rule, wrap
from reports.impunity import Funnel, funnel
from reports.kinds import ReportKind
from reports.publications import Monthly, ReportPeriod, ReportRequest
from reports.publications.document_tree import text
from reports.publications.monthly_report import monthly_title
from reports.publications.publish import MadeFile, note_made
from reports.publications.remarks import counting_in_words
from reports.publications.report_data import report_data
from reports.publications.report_period import publisher, publisher_contact

# The figures: some of the monthly report, and how far its crimes got, as the impunity report counts it. No name is among them.


@dataclass(frozen=True)
class InfographicFigures:
    """Counts of incidents of a period, and of persons in `persons`.

    `without_reaction` are incidents without any recorded step; `unpunished` of the `crimes` are those in which nobody was held to account. `months`
    are the twelve that end with that of the last day.
    """

    period: ReportPeriod
    total: int
    total_before: int
    persons: int
    persons_before: int
    without_reaction: int
    crimes: int
    unpunished: int
    by_category: dict[Category, int]
    months: dict[Month, int]
    months_before: dict[Month, int]
    track: Funnel


def _infographic_figures(report: Monthly) -> InfographicFigures:
    """Return the figures of a report over any period."""
    return InfographicFigures(
        period=report.period,
        total=report.total.value,
        total_before=report.total_before.value,
        persons=report.persons.affected.value,
        persons_before=report.persons_before.affected.value,
        without_reaction=report.without_reaction.value,
        crimes=report.rate.unanswered.whole.value,
        unpunished=report.rate.unanswered.part.value,
        by_category={line.category: line.now.value for block in report.blocks for line in block.lines if line.now.value},
        months={month: figure.value for month, figure in report.year.months.items()},
        months_before={month: figure.value for month, figure in report.year.months_before.items()},
        track=funnel(report.records, report.period.as_of),
    )


# The picture: an upright page with the charts of the reports, drawn by the same functions, so that it is accessible and translated as they are.

_WIDE = 800
"""The width of an upright A4 page in units; texts are set as in a document of 9 to 11 points."""
_HIGH = 1131
_MARGIN = 40
_INNER = _WIDE - 2 * _MARGIN
_BETWEEN = 24
_HALF = (_INNER - _BETWEEN) / 2
_SIZE = re.compile(r'(viewBox="0 0 ([0-9.]+) ([0-9.]+)") width="[0-9.]+" height="[0-9.]+"')


class BigFigure(NamedTuple):
    """One of the large figures: what it counts, the figure, and the text below."""

    label: str
    value: str
    beneath: str


def _infographic_picture(infographic_figures: InfographicFigures) -> Markup:
    """Return the page as SVG in the reader's language, on white and without links, for print and for posts."""
    title = monthly_title(infographic_figures.period)
    big = big_figures(infographic_figures)
    body, y = _band(title, _as_of_in_words(infographic_figures))
    figures, y = _figures(big, y)
    body += figures
    line, y = _under(
        tr("Twelve months"),
        charts.month_line(infographic_figures.months, infographic_figures.months_before, key="infographic-line", width=_INNER),
        _MARGIN,
        y,
        _INNER,
    )
    body += line
    left, ends = _under(
        tr("Incidents by category"), charts.by_category(infographic_figures.by_category, key="infographic-categories", width=_HALF), _MARGIN, y, _HALF
    )
    steps, separate = charts.impunity_steps(infographic_figures.track)
    drawn = charts.funnel_chart(steps, separate, title=tr("Share of the crimes against journalists"), key="infographic-track", width=_HALF)
    right, end = _under(tr("What became of the crimes against journalists"), drawn, _MARGIN + _HALF + _BETWEEN, y, _HALF)
    body += left + right
    foot, high = _foot(list(_method(infographic_figures)), max(ends, end))
    description = " ".join(f"{figure.label}: {figure.value}. {figure.beneath}." for figure in big)
    ground = box(0, 0, _WIDE, high, 'fill="#fff"')
    return draw_chart("infographic", "infographic", title, description, _WIDE, high, ground + f'<g color="#16201f" fill="#16201f">{body}{foot}</g>')


def big_figures(infographic_figures: InfographicFigures) -> tuple[BigFigure, ...]:
    """Return the large figures in words."""
    before = tr("a year before: {n}")
    return (
        BigFigure(tr("Incidents"), number(infographic_figures.total), before.format(n=number(infographic_figures.total_before))),
        BigFigure(tr("Persons affected"), number(infographic_figures.persons), before.format(n=number(infographic_figures.persons_before))),
        BigFigure(
            tr("Incidents with no reaction of the authorities on record"),
            number(infographic_figures.without_reaction),
            tr("share of all incidents: {share}").format(share=share(infographic_figures.without_reaction, infographic_figures.total)),
        ),
        BigFigure(
            tr("Crimes in which nobody was held to account"),
            number(infographic_figures.unpunished),
            tr("crimes in all: {n}; share: {share}").format(
                n=number(infographic_figures.crimes), share=share(infographic_figures.unpunished, infographic_figures.crimes)
            ),
        ),
    )


def _as_of_in_words(infographic_figures: InfographicFigures) -> str:
    """Return in words the day as of which the figures are."""
    return tr("As of {as_of_day}").format(as_of_day=as_of_day(infographic_figures.period.as_of))


def _method(infographic_figures: InfographicFigures) -> Iterable[str]:
    """Yield how incidents were counted, and the source of the figures."""
    if not infographic_figures.total:
        yield tr("No incident of this period is on record. That does not say that nothing happened.")
    for sentence in counting_in_words(infographic_figures.period):
        yield text(sentence)
    contact = publisher_contact()
    yield tr("Source: {publisher}").format(publisher=publisher()) + (f" · {contact}" if contact else "")


def _band(title: str, beneath: str) -> tuple[str, float]:
    """Return publisher and title on a band over the whole width, and the y coordinate below it."""
    # The period goes on a line of its own, after the subject.
    lines = [line for part in re.split("(?<=:) ", title, maxsplit=1) for line in wrap(part, 28, _INNER)]
    high = 84 + 36 * len(lines)
    body = box(0, 0, _WIDE, high, f'fill="{TEAL}"') + draw_text(_MARGIN, 34, publisher(), 14, fill="#ffffff")
    for nth, line in enumerate(lines):
        body += draw_text(_MARGIN, 72 + 36 * nth, line, 28, fill="#ffffff")
    return body + draw_text(_MARGIN, high - 20, beneath, 14, fill="#ffffff"), high + 16


def _figures(big: Sequence[BigFigure], top: float) -> tuple[str, float]:
    """Return the large figures next to each other, with labels above them that may be long."""
    wide = (_INNER - _BETWEEN * (len(big) - 1)) / len(big)
    labels = [wrap(figure.label, 13, wide) for figure in big]
    beneath = [wrap(figure.beneath, 12, wide) for figure in big]
    value = top + 17 * max(map(len, labels)) + 44
    body = ""
    for nth, figure in enumerate(big):
        x = _MARGIN + nth * (wide + _BETWEEN)
        body += "".join(draw_text(x, top + 17 * (place + 1), line, 13) for place, line in enumerate(labels[nth]))
        body += draw_text(x, value, figure.value, _fitting(figure.value, wide), fill=TEAL)
        body += "".join(draw_text(x, value + 4 + 16 * (place + 1), line, 12, fill=GREY) for place, line in enumerate(beneath[nth]))
    return body, value + 16 * max(map(len, beneath)) + 22


def _fitting(value: str, room: float) -> float:
    """Return the largest font size at which a large figure fits."""
    return next((size for size in (44.0, 36.0, 28.0, 20.0) if len(wrap(value, size, room)) == 1), 14.0)


def _under(heading: str, chart: Markup, x: float, y: float, wide: float) -> tuple[str, float]:
    """Return a chart under its heading, and the y coordinate below it."""
    lines = wrap(heading, 17, wide)
    body = rule(x, y, x + wide, y, 0.4) + "".join(draw_text(x, y + 24 + 21 * nth, line, 17, fill=TEAL) for nth, line in enumerate(lines))
    top = y + 14 + 21 * len(lines) + 6
    size = _SIZE.search(chart)
    if size is None:
        raise ValueError("the chart has no size of its own")
    placed = f'x="{digits(x)}" y="{digits(top)}" {size[1]} width="{size[2]}" height="{size[3]}"'
    return body + str(chart)[: size.start()] + placed + str(chart)[size.end() :], top + float(size[3]) + 20


def _foot(lines: Sequence[str], top: float) -> tuple[str, float]:
    """Return method and source at the bottom of the page, and the height of the page: A4, or more if charts need it."""
    wrapped = [line for paragraph in lines for line in wrap(paragraph, 11, _INNER)]
    high = 15 * len(wrapped) + 44
    top = max(top, _HIGH - high)
    body = rule(_MARGIN, top, _WIDE - _MARGIN, top, 0.4)
    return body + "".join(draw_text(_MARGIN, top + 22 + 15 * nth, line, 11, fill=GREY) for nth, line in enumerate(wrapped)), top + high


# Making an infographic from the records, and noting it in the ledger.

_PIXELS = 1600
"""The width of a PNG: twice the units of the page."""


class InfographicForm(StrEnum):
    """The file format of an infographic."""

    SVG = "svg"
    PNG = "png"


@dataclass(frozen=True)
class InfographicRequest:
    """A request for an infographic. `since` None means from the beginning of the month of `until`."""

    until: date
    since: date | None = None
    lang: str = "en"
    form: InfographicForm = InfographicForm.SVG


@dataclass(frozen=True)
class Infographic:
    """A finished infographic."""

    wanted: InfographicRequest
    figures: InfographicFigures
    content: bytes

    @property
    def sha256(self) -> str:
        """SHA-256 of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


def make_infographic(session: Session, infographic_request: InfographicRequest, today: date) -> Infographic:
    """Make the infographic of the records as they are now. Raises WrongPeriod, and ReportRefused if the figures do not add up."""
    with use_language(infographic_request.lang):
        report = report_data(
            session, ReportRequest(ReportKind.MONTHLY, infographic_request.until, infographic_request.since, infographic_request.lang), today
        )
        assert isinstance(report, Monthly)
        figures = _infographic_figures(report)
        drawn = _infographic_picture(figures)
    content = charts.png(drawn, _PIXELS) if infographic_request.form is InfographicForm.PNG else f"{drawn}\n".encode()
    return Infographic(infographic_request, figures, content)


def note_infographic(session: Session, infographic: Infographic, *, who: str, now: datetime) -> None:
    """Note in the ledger that it was made, and from which state of the ledger. Call it in `records.database.write_transaction`."""
    file = MadeFile(
        "infographic",
        infographic.figures.period,
        infographic.wanted.lang,
        infographic.wanted.form.value,
        infographic.sha256,
        infographic.figures.total,
    )
    note_made(session, file, who=who, now=now)
