"""Windows: a text is read to its end, each window begins inside the one before, and an endless one is cut."""

import pytest

from classify.encoder.windows import MOST_WINDOWS, OVERLAP, WINDOW, windows_of

ROOM = WINDOW - 2


def test_an_empty_text_has_none_and_a_short_one_has_one() -> None:
    assert windows_of(0) == []
    assert windows_of(1) == [(0, 1)]
    assert windows_of(ROOM) == [(0, ROOM)]


@pytest.mark.parametrize("length", [ROOM + 1, 2 * ROOM - OVERLAP, 2 * ROOM - OVERLAP + 1, 1500])
def test_a_longer_one_is_read_to_its_end_and_every_edge_is_read_twice(length: int) -> None:
    found = windows_of(length)
    assert found[0][0] == 0
    assert found[-1][1] == length
    assert all(last - first <= ROOM for first, last in found)
    assert all(before[1] - after[0] == OVERLAP for before, after in zip(found, found[1:], strict=False))
    # None lies wholly inside the one before it.
    assert all(after[1] > before[1] for before, after in zip(found, found[1:], strict=False))


def test_no_text_has_more_than_twelve() -> None:
    assert len(windows_of(1_000_000)) == MOST_WINDOWS
