"""Horizontal bars, one below the other, with names as long as they need: before the bar, or above it where the picture is narrow."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.charts.drawing import LINE, NARROW, SIZE, TEAL, area, box, draw_mark, draw_text, write_lines
from reports.charts.text_width import width, wrap

_BAR = 16
_BETWEEN = 8
MAIN = f'class="main" fill="{TEAL}"'


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length, the text at its end, its description, the link to its records."""

    name: str
    count: int
    at_end: str
    said: str
    href: str | None
    letter: str = ""
    """Stands before the name, in a column of its own."""
    look: str = MAIN


def draw_bars(rows: Sequence[Bar], wide: float, top: float = 4, most_lines: int | None = None, track: bool = False) -> tuple[str, float]:
    """The bars in the order given, drawn to one scale, and where the next thing may begin. With `track` the full length is shown faintly
    behind each."""
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
        # With one line beside a bar the text hangs a little lower, so that both stand on one height.
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
    """Lines of text below, wrapped, and where they end."""
    wrapped = [part for line in lines for part in wrap(line, SIZE, wide)]
    return write_lines(0, top + 12, wrapped), top + LINE * len(wrapped) + 4
