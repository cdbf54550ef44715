"""What stands behind each figure: one entry for each set of incidents, in the order in which a document first names it."""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from urllib.parse import urlencode

from records.incidents import number_parts

# A link that carries numbers has to go through every server and mail on its way.
_IN_A_LINK = 100


class Behind:
    """Gives every set of two or more incidents its place in the list. A set of one needs none: its figure opens the record itself."""

    def __init__(self, base_url: str = "") -> None:
        self._places: dict[tuple[str, ...], int] = {}
        self._base = base_url.rstrip("/")

    def place(self, numbers: Sequence[str]) -> int | None:
        """The place of a set, beginning with 1; None for a single incident or none."""
        return self._places.setdefault(tuple(numbers), len(self._places) + 1) if len(numbers) > 1 else None

    def link(self, numbers: Sequence[str]) -> str | None:
        """The address under which incidents open: on the desk if a base address is given, else in the document."""
        if not numbers:
            return None
        place = self.place(numbers)
        if place is None:
            return self.record(numbers[0])
        if self._base and len(numbers) <= _IN_A_LINK:
            return f"{self._base}/incidents?{urlencode({'numbers': ','.join(numbers)}, safe=',')}"
        return f"#figure-{place}"

    def record(self, number: str) -> str:
        """The address of one incident."""
        return f"{self._base}/incidents/{number}" if self._base else f"#{number}"

    def entries(self) -> Iterable[tuple[int, tuple[str, ...]]]:
        """The sets by their places."""
        return ((place, numbers) for numbers, place in self._places.items())


def compact(numbers: Sequence[str]) -> list[tuple[str, str]]:
    """Numbers written as short as possible, each piece beside the incident that it opens: KZ-2021-0001–0003, 0007, KZ-2022-0001."""
    pieces: list[tuple[str, str]] = []
    year_before = first = last = ""
    serial_before = 0
    for number in sorted(numbers):
        year, serial = _parts(number)
        if year == year_before and serial == serial_before + 1:
            last = number
        else:
            if first:
                pieces.append(_piece(first, last, pieces))
            first = last = number
        year_before, serial_before = year, serial
    return [*pieces, _piece(first, last, pieces)] if first else []


def _piece(first: str, last: str, before: Sequence[tuple[str, str]]) -> tuple[str, str]:
    """The number. The year is written only where it begins."""
    year, _ = _parts(first)
    words = first[len(year) :] if before and _parts(before[-1][0])[0] == year else first
    return first, words if first == last else f"{words}–{last[len(year) :]}"


@lru_cache(maxsize=100_000)
def _parts(number: str) -> tuple[str, int]:
    """What the numbers of a year have in common, and the serial. One incident stands behind a dozen figures, so this is asked often."""
    parts = number_parts(number)
    return (number[: number.rindex("-") + 1], parts[1]) if parts else (number, -1)
