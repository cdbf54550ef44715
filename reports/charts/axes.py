"""The frame of charts over months: the months, a vertical scale, and names below that never overlap."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.charts.chart_words import number, short_months
from reports.charts.drawing import SMALL, draw_text, rule
from reports.charts.text_width import width

Month = tuple[int, int]
"""Year and month."""

PLOT_HEIGHT = 170
_GAP = 5


def months_between(first: Month, last: Month) -> list[Month]:
    """Every month from the first to the last."""
    return [(nth // 12, nth % 12 + 1) for nth in range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])]


def ticks(most: int, about: int = 5) -> list[int]:
    """Round numbers from 0 to at least `most`, in steps of 1, 2 or 5 times a power of ten. Five at most."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if step * about >= most:
                return list(range(0, step * max(1, -(-most // step)) + 1, step))
        power *= 10


@dataclass(frozen=True)
class Plot:
    """Where months stand, and how high a count is drawn."""

    months: Sequence[Month]
    scale: Sequence[int]
    wide: float
    top: float

    @property
    def left(self) -> float:
        """Where the months begin, to the right of the numbers of the scale."""
        return max(width(number(tick), SMALL) for tick in self.scale) + 8

    @property
    def slot(self) -> float:
        """The width of one month."""
        return (self.wide - self.left - 2) / len(self.months)

    @property
    def floor(self) -> float:
        """The line of zero."""
        return self.top + PLOT_HEIGHT

    def x(self, nth: int) -> float:
        """Where the nth month begins."""
        return self.left + nth * self.slot

    def height(self, count: int) -> float:
        """How high a count is drawn. A count above zero always gets some height."""
        return max(PLOT_HEIGHT * count / self.scale[-1], 1.0) if count else 0.0

    def grid(self) -> str:
        """The scale with its numbers."""
        lines = ""
        for tick in self.scale:
            y = self.floor - PLOT_HEIGHT * tick / self.scale[-1]
            lines += rule(self.left, y, self.wide, y, 0.15 if tick else 0.7) + draw_text(self.left - 6, y + 4, number(tick), SMALL, "end")
        return lines

    def names(self, years: bool = True) -> str:
        """Months and years below the chart."""
        return _written(self._month_names(), self.floor + 16) + (_written(self._year_names(), self.floor + 32) if years else "")

    def _month_names(self) -> Iterable[tuple[float, str]]:
        """Short names if they fit; else numbers; else the number of every second, third, … month, from January on."""
        middles = [(self.x(nth) + self.slot / 2, month) for nth, (_, month) in enumerate(self.months)]
        short = short_months()
        if max(width(name, SMALL) for name in short) + _GAP <= self.slot:
            return [(x, short[month - 1]) for x, month in middles]
        wanted = width("12", SMALL) + _GAP
        step = next((step for step in (1, 2, 3, 6) if wanted <= self.slot * step), 0)
        return [(x, str(month)) for x, month in middles if step and (month - 1) % step == 0 and x + wanted / 2 <= self.wide]

    def _year_names(self) -> Iterable[tuple[float, str]]:
        """Each year in the middle of its months. If there are many, every second, fifth, … year. A year that would touch the one before it
        is left out."""
        wanted = width("0000", SMALL) + _GAP
        step = next((step for step in (1, 2, 5, 10, 20, 50, 100, 1000) if wanted <= self.slot * 12 * step), 10_000)
        end = 0.0
        for year, group in groupby(enumerate(self.months), key=lambda one: one[1][0]):
            places = [nth for nth, _ in group]
            middle = min(self.x(places[0]) + self.slot * len(places) / 2, self.wide - wanted / 2)
            if year % step == 0 and middle - wanted / 2 >= end:
                end = middle + wanted / 2
                yield middle, str(year)


def _written(names: Iterable[tuple[float, str]], y: float) -> str:
    return "".join(draw_text(x, y, name, SMALL, "middle") for x, name in names)
