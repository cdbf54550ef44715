"""An outlet's last weeks in a picture as small as a word: articles a day, and the days that failed."""

from collections.abc import Sequence
from datetime import date

from markupsafe import Markup, escape

from records.i18n import reader, tr
from reports.charts.chart_tables import Cell, ChartTable, table_of
from reports.charts.chart_words import number, short_day
from reports.charts.drawing import AMBER, TEAL

Day = tuple[date, int, bool]
"""A day, its articles, and whether the outlet answered."""

_HIGH, _STEP = 28, 5


def spark(days: Sequence[Day], *, href: str | None = None) -> Markup:
    """A bar for each day from the first to the last: a dot for a day without articles, a cross for a day that failed, nothing for a day that
    is not given.

    It stays under 1.5 KB for thirty days, because a page shows one for each outlet. So it has one link and one sentence for the whole, and no
    ids. The table has each day.
    """
    if not days:
        return _drawn(tr("No day has been looked at yet."), 30 * _STEP, "", href)
    first, last = min(day for day, _, _ in days), max(day for day, _, _ in days)
    most = max(count for _, count, _ in days)
    bars, crosses = "", ""
    for day, count, ok in sorted(days):
        x = (day - first).days * _STEP + 2
        high = max(round((_HIGH - 8) * count / most), 3) if count else 0
        if count or ok:
            bars += f"M{x} {_HIGH}v-{high}" if count else f"M{x} {_HIGH - 1}v-2"
        if not ok:
            crosses += f"M{x - 2} {_HIGH - high - 6}l4 4m0-4l-4 4"
    body = f'<path class="main" stroke="{TEAL}" stroke-width="4" d="{bars}"/>' if bars else ""
    body += f'<path class="other" stroke="{AMBER}" stroke-width="1.5" fill="none" d="{crosses}"/>' if crosses else ""
    return _drawn(_told(days, first, last, most), ((last - first).days + 1) * _STEP, body, href)


def _drawn(told: str, wide: int, body: str, href: str | None) -> Markup:
    frame = f'<path d="M0 {_HIGH + 0.5}h{wide}" stroke="currentColor" stroke-opacity=".4"/>'
    inside = f"<title>{escape(told)}</title>{body}{frame}"
    # The link is what is read aloud; a picture that is an image as a whole would hide it.
    if href is not None:
        hit = f'<path fill="none" pointer-events="all" d="M0 0h{wide}v{_HIGH}h-{wide}z"/>'
        inside = f'<a href="{escape(href)}">{inside}{hit}</a>'
    name = f'role="img" aria-label="{escape(told)}"' if href is None else 'role="group"'
    size = f'width="{wide}" height="{_HIGH + 1}" viewBox="0 0 {wide} {_HIGH + 1}"'
    return Markup(f'<svg xmlns="http://www.w3.org/2000/svg" class="spark" {size} {name} lang="{reader()}">{inside}</svg>')  # noqa: S704


def _told(days: Sequence[Day], first: date, last: date, most: int) -> str:
    failed = sum(not ok for _, _, ok in days)
    told = tr("Articles a day, {first} – {last}: {n} in all, {most} at most.").format(
        first=short_day(first), last=short_day(last), n=number(sum(count for _, count, _ in days)), most=number(most)
    )
    return told + " " + tr("Days that failed (crosses): {n}.").format(n=number(failed)) if failed else told


def spark_table(days: Sequence[Day]) -> ChartTable:
    """The data of `spark`, one row for each day."""
    rows: list[list[Cell | str]] = [[short_day(day), number(count), tr("yes") if ok else tr("failed")] for day, count, ok in sorted(days)]
    return table_of([tr("Day"), tr("Articles"), tr("Answered")], rows)
