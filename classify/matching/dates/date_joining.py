"""Pieces of dates that stand side by side are one date: «2019 жылғы» and «24 шілде», «во вторник» and «13 мая», «осенью» and «прошлого года»."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from classify.matching.dates.date_pieces import AtomKind, DateAtom, DateText

# What may stand between two pieces of one date.
_BETWEEN = re.compile(
    r"в|во|на|со?|аи|аи\w{1,6}|месяц\w{0,2}|of|in|the|on|куни|кунги|кун|г|ж|жили|жилги|жилдин|году?а?|утром|вечером|днем|ночью|around|about"
)
_MOST_BETWEEN = 2
_LOOSE = re.compile(r"[\s,()–—-]*")
_YEARS = (AtomKind.YEAR, AtomKind.SHIFTED_YEAR, AtomKind.SAME_YEAR)
_IN_A_YEAR = (AtomKind.MONTH_DAY, AtomKind.MONTH, AtomKind.SEASON)
_DAYS = (AtomKind.FULL, AtomKind.MONTH_DAY)
_BESIDE_DAYS = (AtomKind.WEEKDAY, AtomKind.NEAR)


@dataclass(slots=True)
class ToldDate:
    """A date as it is told: its chief piece, with the year, weekday, week or month that another piece adds. Words start to end (exclusive)."""

    atom: DateAtom
    start: int
    end: int
    year: DateAtom | None = None
    weekday: int = 0
    period: DateAtom | None = None


def join(text: DateText, atoms: Sequence[DateAtom]) -> list[ToldDate]:
    """The dates, in reading order."""
    told: list[ToldDate] = []
    for atom in atoms:
        one = ToldDate(atom, atom.start, atom.end)
        if told and _are_side_by_side(text, told[-1], one):
            both = _both(told[-1], one)
            if both is not None:
                told[-1] = both
                continue
        told.append(one)
    return [one for one in told if one.atom.kind is not AtomKind.YEAR or one.atom.count]


def _are_side_by_side(text: DateText, one: ToldDate, other: ToldDate) -> bool:
    between = text.forms[one.end : other.start]
    if len(between) > _MOST_BETWEEN or not all(map(_BETWEEN.fullmatch, between)):
        return False
    words = text.marks.words
    if words.capital[one.end] and words.text[words.ends[one.end - 1] - 1] == ".":
        return False
    gaps = ((words.ends[at - 1], words.starts[at]) for at in range(one.end, other.start + 1))
    if not all(_LOOSE.fullmatch(words.text, *gap) for gap in gaps):
        return False
    return words.sentence_of(one.start) == words.sentence_of(other.start)


def _both(one: ToldDate, other: ToldDate) -> ToldDate | None:
    """The date that both tell together; None if they are two dates."""
    first, second = one.atom.kind, other.atom.kind
    if _is_year(one) and second in _IN_A_YEAR:
        return ToldDate(other.atom, one.start, other.end, year=one.atom)
    if first in _IN_A_YEAR and one.year is None and _is_year(other):
        return ToldDate(one.atom, one.start, other.end, year=other.atom, weekday=one.weekday)
    if first in _BESIDE_DAYS and second in _DAYS:
        return ToldDate(other.atom, one.start, other.end, weekday=one.atom.day)
    if first in _DAYS and second in _BESIDE_DAYS:
        return ToldDate(one.atom, one.start, other.end, year=one.year, weekday=other.atom.day)
    if {first, second} == {AtomKind.NEAR, AtomKind.WEEKDAY}:
        near = one if first is AtomKind.NEAR else other
        return ToldDate(near.atom, one.start, other.end)
    if first is AtomKind.WEEKDAY and second is AtomKind.WEEKDAY and other.start - one.end <= 1:
        # В ночь с субботы на воскресенье.
        return ToldDate(other.atom, one.start, other.end)
    for whole, part in ((one, other), (other, one)):
        if whole.atom.kind is AtomKind.PERIOD and (whole.atom.unit, part.atom.kind) in (("week", AtomKind.WEEKDAY), ("month", AtomKind.DAY)):
            return ToldDate(part.atom, one.start, other.end, period=whole.atom)
    return None


def _is_year(told: ToldDate) -> bool:
    return told.atom.kind in _YEARS or (told.atom.kind is AtomKind.AGO and told.atom.unit == "year")
