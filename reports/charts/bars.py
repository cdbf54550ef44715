"""Charts with horizontal bars: longest waits without accountability, the funnel of cases, counts by category, and counts by name."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from heapq import nsmallest
from typing import NamedTuple

from markupsafe import Markup

from records.i18n import gettext_noop, ntr, tr
from records.vocabulary import CATEGORIES, Category
from reports.charts.chart_words import Cell, ChartTable, days_in_words, in_all, incidents_in_words, number, share, table_of
from reports.charts.drawing import (
    AMBER,
    GREY,
    LINE,
    NARROW,
    PALE,
    SIZE,
    TEAL,
    area,
    box,
    draw_chart,
    draw_mark,
    draw_text,
    empty_chart,
    width,
    wrap,
    write_lines,
)
from reports.impunity import STAGE_LABELS, Funnel, FunnelStage
from reports.one_line import one_line

_BAR = 16
_BETWEEN = 8
_MAIN = f'class="main" fill="{TEAL}"'


@dataclass(frozen=True)
class _Bar:
    """One bar: its name, length, end text, description, and link to its records."""

    name: str
    count: int
    at_end: str
    said: str
    href: str | None
    letter: str = ""
    """The letter before the name, in a column of its own."""
    look: str = _MAIN


def _draw_bars(rows: Sequence[_Bar], wide: float, top: float = 4, most_lines: int | None = None, track: bool = False) -> tuple[str, float]:
    """Draw bars in the given order to one scale, and return the SVG and the y coordinate below it.

    With `track` the full length is drawn faintly behind each bar.
    """
    indent = 18.0 if any(row.letter for row in rows) else 0.0
    room = wide - indent if wide < NARROW else wide * 0.4 - indent
    names = [wrap(row.name, SIZE, room, most_lines) for row in rows]
    column = indent + max((width(line, SIZE) for lines in names for line in lines), default=0.0)
    start = 0.0 if wide < NARROW else column + 10
    full = wide - start - max((width(row.at_end, SIZE) for row in rows), default=0.0) - 8
    most = max((row.count for row in rows), default=0)
    body, y = "", top
    for row, lines in zip(rows, names, strict=True):
        high = LINE * len(lines)
        bar_top = y + high + 3 if wide < NARROW else y + max(high - _BAR, 0) / 2
        # A single line of text is moved down a little, to align with its bar.
        text_y = y + 12 + (0 if wide < NARROW else max(_BAR - high, 0) / 2)
        end = bar_top + _BAR if wide < NARROW else y + max(high, _BAR)
        long = max(full * row.count / most, 1.0) if row.count else 0.0
        inside = area(0, y - 2, wide, end - y + 4)
        inside += (draw_text(0, text_y, row.letter, fill="") if row.letter else "") + write_lines(indent, text_y, lines)
        if track:
            inside += box(start, bar_top, full, _BAR, 'fill="currentColor" fill-opacity="0.07"')
        inside += box(start, bar_top, long, _BAR, row.look) if row.count else ""
        inside += draw_text(start + (full if track else long) + 6, bar_top + 12.5, row.at_end)
        body += draw_mark(row.count, row.said, row.href, inside)
        y = end + _BETWEEN
    return body, y


def footnotes(lines: Iterable[str], wide: float, top: float) -> tuple[str, float]:
    """Return wrapped lines of text as SVG, and the y coordinate below them."""
    wrapped = [part for line in lines for part in wrap(line, SIZE, wide)]
    return write_lines(0, top + 12, wrapped), top + LINE * len(wrapped) + 4


# Longest waits without accountability.

_MOST_CASES = 20
"""The number of bars that fit on one screen."""
_TITLE_LINES = 3

Case = tuple[str, str, int]
"""Number and title of an incident, and its days without accountability."""


def days_without_accountability(
    cases: Sequence[Case],
    *,
    most: int = _MOST_CASES,
    href: Callable[[str], str | None] | None = None,
    title: str | None = None,
    key: str = "waiting",
    width: float = 640,
) -> Markup:
    """Draw a bar for each of the `most` longest waits; a line below gives the number of the others.

    A title is cut after three lines; the tooltip shows all of it.
    """
    title = title or tr("Days without accountability")
    if not cases:
        return empty_chart("waiting", key, title, width)
    longest = _longest(cases, most)
    rows = []
    for case, named, waited in longest:
        name = f"{one_line(case)} {one_line(named)}"
        rows.append(_Bar(name, waited, days_in_words(waited), f"{name}: {days_in_words(waited)}", href(case) if href else None))
    body, high = _draw_bars(rows, width, most_lines=_TITLE_LINES)
    description = tr("Cases: {n}. The longest wait: {days}.").format(n=number(len(cases)), days=days_in_words(longest[0][2]))
    remaining = len(cases) - len(rows)
    if remaining:
        notes, high = footnotes([_more(remaining)], width, high)
        body, description = body + notes, f"{description} {_more(remaining)}"
    return draw_chart("waiting", key, title, description, width, high, body)


def days_without_accountability_table(
    cases: Sequence[Case], *, most: int = _MOST_CASES, href: Callable[[str], str | None] | None = None
) -> ChartTable:
    """Return the data of `days_without_accountability`, one row for each case."""
    rows: list[list[Cell | str]] = [
        [Cell(one_line(case), href(case) if href else None), one_line(named), number(waited)] for case, named, waited in _longest(cases, most)
    ]
    remaining = len(cases) - len(rows)
    return table_of([tr("Number"), tr("Case"), tr("Days")], [*rows, *([["", _more(remaining), ""]] if remaining else [])])


def _longest(cases: Sequence[Case], most: int) -> list[Case]:
    return nsmallest(most, cases, key=lambda case: (-case[2], case[0]))


def _more(remaining: int) -> str:
    return ntr("and {n} more case", "and {n} more cases", remaining).format(n=number(remaining))


# The funnel: each stage as a share of all recorded cases.

_BESIDE = f'class="other" fill="{AMBER}"'


class FunnelStep(NamedTuple):
    """A stage, the number of cases that reached it, and the link to them."""

    label: str
    reached: int
    href: str | None = None


def funnel_chart(
    stages: Sequence[tuple[str, int, str | None]],
    outside: Sequence[tuple[str, int, str | None]] = (),
    *,
    title: str | None = None,
    key: str = "funnel",
    width: float = 640,
) -> Markup:
    """Draw a bar for each stage, with its share of the first. `outside` are counts outside the stages, drawn below in the second colour."""
    title = title or tr("How far cases got")
    steps, asides = [_plain(step) for step in stages], [_plain(step) for step in outside]
    if not steps or not any(step.reached for step in (*steps, *asides)):
        return empty_chart("funnel", key, title, width)
    whole = steps[0].reached
    rows = [_row(step, whole, _MAIN) for step in steps] + [_row(step, whole, _BESIDE) for step in asides]
    body, high = _draw_bars(rows, width, track=True)
    return draw_chart("funnel", key, title, "; ".join(row.said for row in rows), width, high - 4, body)


def funnel_table(stages: Sequence[tuple[str, int, str | None]], outside: Sequence[tuple[str, int, str | None]] = ()) -> ChartTable:
    """Return the data of `funnel_chart`, one row for each stage."""
    steps = [_plain(step) for step in (*stages, *outside)] if stages else []
    rows = [(step.label, Cell(number(step.reached), step.href), share(step.reached, steps[0].reached)) for step in steps]
    return table_of([tr("Stage"), tr("Cases"), tr("Share of all recorded")], rows)


def impunity_steps(funnel: Funnel, href: Callable[[FunnelStage], str | None] | None = None) -> tuple[list[FunnelStep], list[FunnelStep]]:
    """Convert a funnel of `reports.impunity` to the arguments of `funnel_chart`: its stages, and the cases held to account without a court."""
    steps = {stage: FunnelStep(tr(STAGE_LABELS[stage]), len(funnel.at(stage)), href(stage) if href else None) for stage in FunnelStage}
    return [step for stage, step in steps.items() if stage is not FunnelStage.WITHOUT_COURT], [steps[FunnelStage.WITHOUT_COURT]]


def _plain(step: tuple[str, int, str | None]) -> FunnelStep:
    name, reached, href = step
    return FunnelStep(one_line(name), reached, href)


def _row(step: FunnelStep, whole: int, look: str) -> _Bar:
    count, part = number(step.reached), share(step.reached, whole)
    return _Bar(step.label, step.reached, f"{count} · {part}", f"{step.label}: {count} ({part})", step.href, look=look)


# Words and colours of Adil Soz's blocks A, B and C, and of what is in none of them.

BLOCKS: tuple[str | None, ...] = ("A", "B", "C", None)

BLOCK_LABELS: dict[str | None, str] = {
    "A": gettext_noop("violations of the rights of journalists and media"),
    "B": gettext_noop("violations of the right to receive and spread information"),
    "C": gettext_noop("charges and claims"),
    None: gettext_noop("outside the blocks"),
}

# Dark, pale, middle, hollow: neighbours differ in lightness by 3:1, the pale one has a border, and what is in no block is dashed.
BLOCK_LOOKS: dict[str | None, str] = {
    "A": f'class="block-A" fill="{TEAL}"',
    "B": f'class="block-B" fill="{PALE}" stroke="{GREY}"',
    "C": f'class="block-C" fill="{AMBER}"',
    None: f'class="block-none" fill="none" stroke="{GREY}" stroke-dasharray="2 2"',
}


def block_words(block: str | None) -> str:
    """Return the name of a block in the reader's language, with its letter first."""
    return tr(BLOCK_LABELS[block]) if block is None else f"{block}: {tr(BLOCK_LABELS[block])}"


# Counts by category of violation.

CategoryHref = Callable[[Category], str | None]


def by_category(
    counts: Mapping[Category, int],
    *,
    href: CategoryHref | None = None,
    title: str | None = None,
    key: str = "categories",
    width: float = 640,
) -> Markup:
    """Draw a bar for each given category, also those with 0, grouped by block, with the sums of the blocks below.

    Counts are by primary category, so that every incident is counted once.
    """
    title = title or tr("Incidents by category")
    if not counts:
        return empty_chart("categories", key, title, width)
    ordered = _ordered(counts)
    names = {category: tr(CATEGORIES[category].label) for category in ordered}
    rows = [
        _Bar(
            names[category],
            count,
            number(count),
            f"{names[category]}: {incidents_in_words(count)}",
            href(category) if href else None,
            _letter(category),
        )
        for category, count in ordered.items()
    ]
    body, end = _draw_bars(rows, width)
    sums = [f"{block_words(block)} – {number(count)}" for block, count in _of_blocks(counts).items()]
    notes, high = footnotes(sums, width, end + 4)
    return draw_chart("categories", key, title, " ".join([in_all(ordered, names), "; ".join(sums)]), width, high, body + notes)


def by_category_table(counts: Mapping[Category, int], *, href: CategoryHref | None = None) -> ChartTable:
    """Return the data of `by_category`, one row for each category."""
    rows: list[list[Cell | str]] = [
        [tr(CATEGORIES[category].label), _letter(category) or tr(BLOCK_LABELS[None]), Cell(number(count), href(category) if href else None)]
        for category, count in _ordered(counts).items()
    ]
    last: list[list[Cell | str]] = [[tr("In all"), "", number(sum(counts.values()))]] if rows else []
    return table_of([tr("Category"), tr("Block"), tr("Incidents")], rows + last)


def _ordered(counts: Mapping[Category, int]) -> dict[Category, int]:
    """Sort categories by count, the highest first, and equal counts by their order in the vocabulary."""
    places = {category: nth for nth, category in enumerate(Category)}
    return dict(sorted(counts.items(), key=lambda item: (-item[1], places[item[0]])))


def _letter(category: Category) -> str:
    return CATEGORIES[category].block or ""


def _of_blocks(counts: Mapping[Category, int]) -> dict[str | None, int]:
    sums = {block: sum(count for category, count in counts.items() if CATEGORIES[category].block == block) for block in BLOCKS}
    return {block: count for block, count in sums.items() if count}


# Counts by names without an order of their own: kinds of actors, outlets, years.

_NAME_LINES = 2


class NamedCount(NamedTuple):
    """A name, its number of incidents, and the link to them."""

    name: str
    incidents: int
    href: str | None = None


def named_bars(counts: Sequence[NamedCount], *, title: str, key: str, width: float = 640, note: str = "", sums: bool = True) -> Markup:
    """Draw a bar for each name, in the given order, with `note` below.

    `sums` is false where one incident may be under several names: the sum would not be a number of incidents and is left out.
    """
    if not counts:
        return empty_chart("named", key, title, width)
    rows = [
        _Bar(
            one_line(count.name),
            count.incidents,
            number(count.incidents),
            f"{one_line(count.name)}: {incidents_in_words(count.incidents)}",
            count.href,
        )
        for count in counts
    ]
    body, end = _draw_bars(rows, width, most_lines=_NAME_LINES)
    lines, high = footnotes([note], width, end) if note else ("", end)
    description = in_all({at: entry.incidents for at, entry in enumerate(counts)}, {at: one_line(entry.name) for at, entry in enumerate(counts)})
    return draw_chart("named", key, title, description if sums else note, width, high, body + lines)


def named_bars_table(counts: Sequence[NamedCount], *, head: str) -> ChartTable:
    """Return the data of `named_bars`, one row for each name. `head` is the heading of the names."""
    return table_of([head, tr("Incidents")], [[one_line(count.name), Cell(number(count.incidents), count.href)] for count in counts])
