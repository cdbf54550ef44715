"""The pieces of a picture: escaped texts, rectangles, marks that open their records, and the frame around them.

There is no script, no style element and no style attribute. Colours and sizes are presentation attributes, which the Content-Security-Policy of the
desk allows and which a separate document needs. Texts and axes are `currentColor`, so that they fit a dark page. Style sheets are stronger than
presentation attributes: a page that wants other colours can use the classes `main`, `other`, `block-A`.
"""

import re
from collections.abc import Iterable

from markupsafe import Markup, escape

from records.i18n import reader, tr
from reports.charts.text_width import width, wrap

TEAL, AMBER, PALE, GREY = "#0f5e63", "#b45309", "#d9e0e1", "#667276"
SIZE, SMALL, LINE = 12, 11, 15
NARROW = 480
"""Below this width labels stand above their bars: a phone."""
# resvg, which makes the PNG, drops a text whose families it lacks: the generic name at the end is not for looks.
_FONTS = "system-ui, sans-serif"
_KEY = re.compile("[A-Za-z][A-Za-z0-9_-]*")


def digits(value: float) -> str:
    """A coordinate, to one decimal."""
    return f"{value:.1f}".removesuffix(".0")


def draw_text(x: float, y: float, words: str, size: float = SIZE, anchor: str = "start", fill: str = "") -> str:
    """A text with its baseline at y."""
    more = (
        ("" if size == SIZE else f' font-size="{size}"')
        + ("" if anchor == "start" else f' text-anchor="{anchor}"')
        + (f' fill="{fill}"' if fill else "")
    )
    return f'<text x="{digits(x)}" y="{digits(y)}"{more}>{escape(words)}</text>'


def write_lines(x: float, y: float, lines: Iterable[str], size: float = SIZE, anchor: str = "start", fill: str = "") -> str:
    """Lines of text below each other. The first baseline is at y."""
    return "".join(draw_text(x, y + n * LINE, words, size, anchor, fill) for n, words in enumerate(lines))


def box(x: float, y: float, wide: float, high: float, look: str) -> str:
    """A rectangle. `look` are its attributes."""
    return f'<rect x="{digits(x)}" y="{digits(y)}" width="{digits(wide)}" height="{digits(high)}" {look}/>'


def area(x: float, y: float, wide: float, high: float) -> str:
    """An invisible area that can be pointed at and touched, for a bar that is too small."""
    return box(x, y, wide, high, 'fill="none" pointer-events="all"')


def rule(x1: float, y1: float, x2: float, y2: float, opacity: float = 0.15) -> str:
    """A thin line in the colour of the text."""
    return f'<path d="M{digits(x1)} {digits(y1)}L{digits(x2)} {digits(y2)}" stroke="currentColor" stroke-opacity="{opacity}"/>'


class MarkLink(str):
    """The address of a mark on a page whose charts filter. `chosen`: what the mark stands for is chosen already, and the address takes it away again; `at` names
    the mark on every such page, so that the focus finds it after the page has changed."""

    __slots__ = ("at", "chosen")
    at: str
    chosen: bool

    def __new__(cls, address: str, at: str, *, chosen: bool = False) -> "MarkLink":
        made = super().__new__(cls, address)
        made.at, made.chosen = at, chosen
        return made


def draw_mark(count: int, title: str, href: str | None, inside: str) -> str:
    """One bar, tile or point: the words for pointing at it and for reading aloud, and the link to its records if there is one. A `MarkLink` also says whether
    it is chosen."""
    name = f'class="mark" data-n="{count}"'
    if href is None:
        return f'<g {name} role="img"><title>{escape(title)}</title>{inside}</g>'
    if isinstance(href, MarkLink):
        name += f' data-at="{escape(href.at)}"'
        if href.chosen:
            name = name.replace('class="mark"', 'class="mark chosen" aria-current="true"', 1)
            title = tr("{what} – chosen; take this filter away").format(what=title)
    return f'<a {name} href="{escape(href)}"><title>{escape(title)}</title>{inside}</a>'


def whole_picture(kind: str, key: str, title: str, told: str, wide: float, high: float, body: str) -> Markup:
    """The whole chart. `key` is the beginning of its ids and must differ between charts on one page.

    The result is Markup, so that a template shows it without `|safe`. Every text in it went through `escape`.
    """
    if not _KEY.fullmatch(key):
        raise ValueError(f"{key!r} is no key of a chart: letters, digits, _ and - only, a letter first")
    size = f'viewBox="0 0 {digits(wide)} {digits(high)}" width="{digits(wide)}" height="{digits(high)}"'
    return Markup(  # noqa: S704
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart chart-{kind}" {size} role="group" aria-labelledby="{key}-t" '
        f'aria-describedby="{key}-d" lang="{reader()}" font-family="{_FONTS}" font-size="{SIZE}" fill="currentColor">'
        f'<title id="{key}-t">{escape(title)}</title><desc id="{key}-d">{escape(told)}</desc>{body}</svg>'
    )


def nothing(kind: str, key: str, title: str, wide: float) -> Markup:
    """A chart without data: it says so in words."""
    words = tr("No records for this choice.")
    lines = wrap(words, SIZE, wide - 24)
    high = 30 + LINE * len(lines)
    frame = box(0.5, 0.5, wide - 1, high - 1, 'rx="4" fill="none" stroke="currentColor" stroke-opacity="0.3"')
    return whole_picture(kind, key, title, words, wide, high, frame + write_lines(12, 26, lines))


def legend(entries: Iterable[tuple[str, str]], wide: float, top: float = 0) -> tuple[str, float]:
    """Coloured squares with words, in as many rows as they need, and the height of that."""
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
