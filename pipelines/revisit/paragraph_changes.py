"""How the paragraphs of one text become those of another. Pure, and in time that grows with their number, however many there are."""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

# Paragraphs that are matched with each other one by one: the time for it grows with their square.
MOST_LINES = 500


def paragraph_changes(known: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """How the one becomes the other, as `SequenceMatcher.get_opcodes` says it. Of very many paragraphs only those that stand once on either side are laid
    beside each other; what lies between two of them counts as exchanged."""
    if max(len(known), len(now)) <= MOST_LINES:
        yield from SequenceMatcher(None, known, now).get_opcodes()
        return
    at, now_at = 0, 0
    for place, now_place in [*_anchors(known, now), (len(known), len(now))]:
        # From the last paragraph that stayed on, as long as what follows is the same.
        start, now_start = at, now_at
        while at < place and now_at < now_place and known[at] == now[now_at]:
            at, now_at = at + 1, now_at + 1
        if at > start:
            yield "equal", start, at, now_start, now_at
        if at < place or now_at < now_place:
            yield "replace", at, place, now_at, now_place
        at, now_at = place, now_place


def _anchors(known: Sequence[str], now: Sequence[str]) -> list[tuple[int, int]]:
    """The places of paragraphs that stand once in either text and in the same order in both: the longest such row (patience sorting)."""
    once, now_once = ({line: place for place, line in enumerate(lines) if counts[line] == 1} for lines in (known, now) for counts in [Counter(lines)])
    piles: list[int] = []
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for line, place in once.items():
        if (now_place := now_once.get(line)) is None:
            continue
        pile = bisect_left(piles, now_place)
        before[place] = tops[pile - 1] if pile else None
        piles[pile : pile + 1], tops[pile : pile + 1] = [now_place], [place]
    row: list[tuple[int, int]] = []
    last = tops[-1] if tops else None
    while last is not None:
        row.append((last, now_once[known[last]]))
        last = before[last]
    return row[::-1]
