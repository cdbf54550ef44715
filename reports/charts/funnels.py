"""How far cases came: each stage as a part of all recorded cases."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from markupsafe import Markup

from records.i18n import tr
from reports.charts.bars import MAIN, Bar, draw_bars
from reports.charts.chart_tables import Cell, ChartTable, table_of
from reports.charts.chart_words import number, share
from reports.charts.drawing import AMBER, nothing, whole_picture
from reports.impunity import STAGE_LABELS, Funnel, FunnelStage
from reports.one_line import one_line

_BESIDE = f'class="other" fill="{AMBER}"'


class FunnelStep(NamedTuple):
    """A stage, how many cases reached it, and the link to them."""

    label: str
    reached: int
    href: str | None = None


def funnel_chart(
    stages: Sequence[tuple[str, int, str | None]],
    beside: Sequence[tuple[str, int, str | None]] = (),
    *,
    title: str | None = None,
    key: str = "funnel",
    width: float = 640,
) -> Markup:
    """A bar for each stage, with its share of the first. `beside` are counts that belong to no stage; they stand below in the second colour."""
    title = title or tr("How far cases got")
    steps, asides = [_plain(step) for step in stages], [_plain(step) for step in beside]
    if not steps or not any(step.reached for step in (*steps, *asides)):
        return nothing("funnel", key, title, width)
    whole = steps[0].reached
    rows = [_row(step, whole, MAIN) for step in steps] + [_row(step, whole, _BESIDE) for step in asides]
    body, high = draw_bars(rows, width, track=True)
    return whole_picture("funnel", key, title, "; ".join(row.said for row in rows), width, high - 4, body)


def funnel_table(stages: Sequence[tuple[str, int, str | None]], beside: Sequence[tuple[str, int, str | None]] = ()) -> ChartTable:
    """The data of `funnel`, one row for each stage."""
    steps = [_plain(step) for step in (*stages, *beside)] if stages else []
    rows = [(step.label, Cell(number(step.reached), step.href), share(step.reached, steps[0].reached)) for step in steps]
    return table_of([tr("Stage"), tr("Cases"), tr("Share of all recorded")], rows)


def impunity_steps(found: Funnel, href: Callable[[FunnelStage], str | None] | None = None) -> tuple[list[FunnelStep], list[FunnelStep]]:
    """The stages of a funnel of `reports.impunity`, and beside them the cases in which somebody was held to account without a court:
    `funnel(*impunity_steps(…))`."""
    steps = {stage: FunnelStep(tr(STAGE_LABELS[stage]), len(found.at(stage)), href(stage) if href else None) for stage in FunnelStage}
    return [step for stage, step in steps.items() if stage is not FunnelStage.WITHOUT_COURT], [steps[FunnelStage.WITHOUT_COURT]]


def _plain(step: tuple[str, int, str | None]) -> FunnelStep:
    name, reached, href = step
    return FunnelStep(one_line(name), reached, href)


def _row(step: FunnelStep, whole: int, look: str) -> Bar:
    count, part = number(step.reached), share(step.reached, whole)
    return Bar(step.label, step.reached, f"{count} · {part}", f"{step.label}: {count} ({part})", step.href, look=look)
