"""The parts that charts are drawn from: PNG conversion, widths of texts, shapes, linked marks, the frame of a picture, and the grid of months.

There is no script, no style element and no style attribute. Colours and sizes are presentation attributes, which the Content-Security-Policy of the
desk allows and which a separate document needs. Texts and axes are `currentColor`, so that they fit a dark page. Style sheets override presentation
attributes: a page that needs other colours can use the classes `main`, `other`, `block-A`.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

from markupsafe import Markup, escape

from records.i18n import reader_language, tr
from reports.charts.chart_words import number, short_months

# Charts as pixels, for documents that cannot show SVG.

_FONTS = [str(path) for path in sorted((Path(__file__).parent / "third_party").glob("*.ttf"))]
_FAMILY = "Liberation Sans"
_WIDTH = re.compile(r'\bwidth="([0-9.]+)"')


def png(svg: str, width: int) -> bytes:
    """Render a chart as a PNG `width` pixels wide, on white.

    Every `currentColor` becomes black. Every text is set in Liberation Sans, which is stored next to this file and has all letters of Kazakh; fonts
    of the system are ignored, so that a picture is the same everywhere. Raises ValueError if the string has no width of its own.
    """
    # Imported here: most callers need only SVG.
    import resvg_py

    own = _WIDTH.search(svg)
    if own is None or not float(own[1]):
        raise ValueError("the picture has no width of its own")
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=str(svg),
            width=width,
            background="#ffffff",
            skip_system_fonts=True,
            font_files=_FONTS,
            font_family=_FAMILY,
            sans_serif_family=_FAMILY,
        )
    )


# The largest possible width of a text, and where it can be broken. A browser draws with the font that the reader has. For each character the table
# has the wider of its widths in DejaVu Sans (one of the widest usual sans-serif fonts) and Liberation Sans (as wide as Arial and Helvetica), in em,
# rounded up to a twentieth. A label that fits by this table fits in both, and in every narrower font.

_BY_WIDTH: dict[float, str] = {
    0.25: "\u202f",
    0.30: "'IijlіІ",
    0.35: " ,./:;\\|·\u00a0‘’",
    0.40: "()-[]ft",
    0.45: "!r",
    0.50: '"*J`',
    0.55: "cszгзсэ“”",
    0.60: "?L_kvxyвтухчьғұү–",
    0.65: "$0123456789FTabdeghnopqu{}ГЗТУабеийклоряёәқөһҰҮ«»",
    0.70: "ABEKPSVXYZАБВЕРХЧЬднпцЁңҒҺ",
    0.75: "CNRUИЙКСЭЯъҚ",
    0.80: "&DGHOQДЛНОПЦмыӘҢӨ",
    0.85: "#+<=>^w~Ъю",
    0.90: "MМФЫф",
    0.95: "жшщ",
    1.00: "%Wm—…",
    1.05: "@",
    1.10: "ЖШЩЮ№",
}
_EM = {character: width for width, characters in _BY_WIDTH.items() for character in characters}
_VOWELS = frozenset("аеёиоуыэюяәіөүұaeiouy")
_PIECES = re.compile(r"[^-/]+[-/]*|[-/]+")


@lru_cache(maxsize=4096)
def width(text: str, size: float) -> float:
    """Return the largest width of `text` at a font size, in the unit of the size."""
    return sum(_EM[character] if character in _EM else _rare(character) for character in text) * size


def _rare(character: str) -> float:
    """Return the width of a character outside the table: 0 for a combining mark, a little more than a full square for others."""
    return 0.0 if unicodedata.combining(character) else 1.4


@lru_cache(maxsize=4096)
def wrap(text: str, size: float, room: float, most: int | None = None) -> tuple[str, ...]:
    """Break a text into lines that fit into `room`.

    It breaks at spaces and after hyphens and slashes. A word is broken, with a hyphen, only if it is too wide alone, and then between syllables if it
    has any. With `most` there are no more lines than that, and the last ends in an ellipsis if something is left. A room below one character still
    gets one character in each line.
    """
    lines = _lines(text, size, room)
    if most is None or len(lines) <= most:
        return tuple(lines)
    return (*lines[: most - 1], _ended(lines[most - 1], size, room))


def _lines(text: str, size: float, room: float) -> list[str]:
    lines = [""]
    # Not str.split(): it would also break at the no-break spaces within numbers.
    for word in re.split("[ \t\n\r]+", text.strip()):
        between = " " if lines[-1] else ""
        for piece in _PIECES.findall(word):
            if width(lines[-1] + between + piece, size) <= room:
                lines[-1] += between + piece
            else:
                *full, last = _chopped(piece, size, room)
                lines += [*full, last] if lines[-1] else []
                lines = lines if lines[-1] else [*lines[:-1], *full, last]
            between = ""
    return lines


def _chopped(piece: str, size: float, room: float) -> list[str]:
    """Cut a piece of a word into parts that fit the room."""
    parts: list[str] = []
    while width(piece, size) > room and len(piece) > 1:
        most = next((n for n in range(1, len(piece)) if width(piece[: n + 1] + "-", size) > room), len(piece) - 1)
        upto = next((n for n in range(most, 1, -1) if _parts_syllables(piece.lower(), n)), most)
        parts.append(piece[:upto] + "-")
        piece = piece[upto:]
    return [*parts, piece]


def _parts_syllables(word: str, at: int) -> bool:
    """Return whether a word in Kazakh, Russian or English may be broken here.

    That is before a consonant followed by a vowel, with a vowel on either side.
    """
    return at + 1 < len(word) and word[at] not in _VOWELS and word[at].isalpha() and word[at + 1] in _VOWELS and not _VOWELS.isdisjoint(word[:at])


def _ended(line: str, size: float, room: float) -> str:
    while line and width(line + "…", size) > room:
        line = line[:-1]
    return line.rstrip(" -/") + "…"


TEAL, AMBER, PALE, GREY = "#0f5e63", "#b45309", "#d9e0e1", "#667276"
SIZE, SMALL, LINE = 12, 11, 15
NARROW = 480
"""Below this width, that of a phone, labels are above their bars."""
# resvg, which makes the PNG, drops a text whose font families it lacks: the generic name at the end prevents that.
_FONT_FILES = "system-ui, sans-serif"
_KEY = re.compile("[A-Za-z][A-Za-z0-9_-]*")


def digits(value: float) -> str:
    """Return a coordinate, to one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def draw_text(x: float, y: float, words: str, size: float = SIZE, anchor: str = "start", fill: str = "") -> str:
    """Return a text with its baseline at y."""
    more = (
        ("" if size == SIZE else f' font-size="{size}"')
        + ("" if anchor == "start" else f' text-anchor="{anchor}"')
        + (f' fill="{fill}"' if fill else "")
    )
    return f'<text x="{digits(x)}" y="{digits(y)}"{more}>{escape(words)}</text>'


def write_lines(x: float, y: float, lines: Iterable[str], size: float = SIZE, anchor: str = "start", fill: str = "") -> str:
    """Return lines of text below each other. The first baseline is at y."""
    return "".join(draw_text(x, y + n * LINE, words, size, anchor, fill) for n, words in enumerate(lines))


def box(x: float, y: float, wide: float, high: float, look: str) -> str:
    """Return a rectangle. `look` are its attributes."""
    return f'<rect x="{digits(x)}" y="{digits(y)}" width="{digits(wide)}" height="{digits(high)}" {look}/>'


def area(x: float, y: float, wide: float, high: float) -> str:
    """Return an invisible area that can be pointed at and touched, for a bar that is too small."""
    return box(x, y, wide, high, 'fill="none" pointer-events="all"')


def rule(x1: float, y1: float, x2: float, y2: float, opacity: float = 0.15) -> str:
    """Return a thin line in the colour of the text."""
    return f'<path d="M{digits(x1)} {digits(y1)}L{digits(x2)} {digits(y2)}" stroke="currentColor" stroke-opacity="{opacity}"/>'


class MarkLink(str):
    """The address of a mark on a page whose charts filter.

    `chosen`: the value of the mark is selected already, and the address removes it from the selection. `at` identifies the mark on every such page,
    so that the focus can be restored after the page has changed.
    """

    __slots__ = ("at", "chosen")
    at: str
    chosen: bool

    def __new__(cls, address: str, at: str, *, chosen: bool = False) -> "MarkLink":
        link = super().__new__(cls, address)
        link.at, link.chosen = at, chosen
        return link


def draw_mark(count: int, title: str, href: str | None, inside: str) -> str:
    """Return one bar, tile or point with its accessible name, and the link to its records if there is one. A `MarkLink` also marks it as chosen."""
    name = f'class="mark" data-n="{count}"'
    if href is None:
        return f'<g {name} role="img"><title>{escape(title)}</title>{inside}</g>'
    if isinstance(href, MarkLink):
        name += f' data-at="{escape(href.at)}"'
        if href.chosen:
            name = name.replace('class="mark"', 'class="mark chosen" aria-current="true"', 1)
            title = tr("{what} – chosen; take this filter away").format(what=title)
    return f'<a {name} href="{escape(href)}"><title>{escape(title)}</title>{inside}</a>'


def draw_chart(kind: str, key: str, title: str, text: str, wide: float, high: float, body: str) -> Markup:
    """Return the whole chart. `key` is the prefix of its ids and must differ between charts on one page.

    The result is Markup, so that a template shows it without `|safe`. Every text in it went through `escape`. Raises ValueError for an invalid key.
    """
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of a chart: letters, digits, _ and - only, a letter first")
    size = f'viewBox="0 0 {digits(wide)} {digits(high)}" width="{digits(wide)}" height="{digits(high)}"'
    return Markup(  # noqa: S704
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-{kind}" {size} role="group" aria-labelledby="{key}-t" '
        f'aria-describedby="{key}-d" lang="{reader_language()}" font-family="{_FONT_FILES}" font-size="{SIZE}" fill="currentColor">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(text)}</desc>{body}</svg>'
    )


def empty_chart(kind: str, key: str, title: str, wide: float) -> Markup:
    """Return a chart without data: a sentence that says so."""
    words = tr("No records for this choice.")
    lines = wrap(words, SIZE, wide - 24)
    high = 30 + LINE * len(lines)
    frame = box(0.5, 0.5, wide - 1, high - 1, 'rx="4" fill="none" stroke="currentColor" stroke-opacity="0.3"')
    return draw_chart(kind, key, title, words, wide, high, frame + write_lines(12, 26, lines))


def legend(entries: Iterable[tuple[str, str]], wide: float, top: float = 0) -> tuple[str, float]:
    """Return coloured squares with words, in as many rows as needed, and their height."""
    body, x, y = "", 0.0, top
    for look, words in entries:
        lines = wrap(words, SMALL, wide - 20)
        long = max(width(line, SMALL) for line in lines)
        if x and x + 18 + long > wide:
            x, y = 0.0, y + LINE + 3
        body += box(x + 1, y + 2, 11, 11, look) + write_lines(x + 18, y + 11, lines, SMALL)
        y += LINE * (len(lines) - 1)
        x += 18 + long + 16
    return body, (y + LINE + 8 - top if body else 0.0)


# The frame of charts over months: the months, a vertical scale, and names below that never overlap.

Month = tuple[int, int]
"""Year and month."""

PLOT_HEIGHT = 170
_GAP = 5


def months_between(first: Month, last: Month) -> list[Month]:
    """Return every month from the first to the last."""
    return [(nth // 12, nth % 12 + 1) for nth in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])]


def ticks(most: int, about: int = 5) -> list[int]:
    """Return round numbers from 0 to at least `most`, in steps of 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * about >= most:
                return list(range(0, step * max(1, -(-most // step)) + 1, step))
        power *= 10


@dataclass(frozen=True)
class Plot:
    """The geometry of a chart over months: the position of each month, and the height of each count."""

    months: Sequence[Month]
    scale: Sequence[int]
    wide: float
    top: float

    @property
    def left(self) -> float:
        """The x coordinate of the first month, to the right of the numbers of the scale."""
        return max(width(number(tick), SMALL) for tick in self.scale) + 8

    @property
    def slot(self) -> float:
        """The width of one month."""
        return (self.wide - self.left - 2) / len(self.months)

    @property
    def floor(self) -> float:
        """The y coordinate of zero."""
        return self.top + PLOT_HEIGHT

    def x(self, nth: int) -> float:
        """Return the x coordinate of the nth month."""
        return self.left + nth * self.slot

    def height(self, count: int) -> float:
        """Return the height of a count. A count above zero always gets some height."""
        return max(PLOT_HEIGHT * count / self.scale[-1], 1.0) if count else 0.0

    def grid(self) -> str:
        """Return the scale with its numbers."""
        lines = ""
        for tick in self.scale:
            y = self.floor - PLOT_HEIGHT * tick / self.scale[-1]
            lines += rule(self.left, y, self.wide, y, 0.15 if tick else 0.7) + draw_text(self.left - 6, y + 4, number(tick), SMALL, "end")
        return lines

    def names(self, years: bool = True) -> str:
        """Return the names of months and years below the chart."""
        return _written(self._month_names(), self.floor + 16) + (_written(self._year_names(), self.floor + 32) if years else "")

    def _month_names(self) -> Iterable[tuple[float, str]]:
        """Return short names if they fit; else numbers; else the number of every second, third, … month, from January on."""
        middles = [(self.x(nth) + self.slot / 2, month) for nth, (_, month) in enumerate(self.months)]
        short = short_months()
        if max(width(name, SMALL) for name in short) + _GAP <= self.slot:
            return [(x, short[month - 1]) for x, month in middles]
        needed = width("12", SMALL) + _GAP
        step = next((step for step in (1, 2, 3, 6) if needed <= self.slot * step), 0)
        return [(x, str(month)) for x, month in middles if step and (month - 1) % step == 0 and x + needed / 2 <= self.wide]

    def _year_names(self) -> Iterable[tuple[float, str]]:
        """Yield each year, centred on its months. Of many, only every second, fifth, … year is named.

        A year that would touch the one before it is left out.
        """
        needed = width("0000", SMALL) + _GAP
        step = next((step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if needed <= self.slot * 12 * step), 10_000)
        end = 0.0
        for year, group in groupby(enumerate(self.months), key=lambda item: item[1][0]):
            places = [nth for nth, _ in group]
            middle = min(self.x(places[0]) + self.slot * len(places) / 2, self.wide - needed / 2)
            if year % step == 0 and middle - needed / 2 >= end:
                end = middle + needed / 2
                yield middle, str(year)


def _written(names: Iterable[tuple[float, str]], y: float) -> str:
    return "".join(draw_text(x, y, name, SMALL, "middle") for x, name in names)
