"""Cutting long texts: the network reads so many pieces at once, and an article may have thousands. Each window overlaps the next."""

# Pieces in a window with start and end: 150 words of Kazakh, 180 of Russian. More cost time and gave nothing on articles of the press.
WINDOW = 256
# So many pieces of a window are read again in the next.
OVERLAP = 64
# An article this long has been told twice over.
MOST_WINDOWS = 12
# The pieces that stand at the beginning and the end of a window, and those that fill it up; as in XLM-R.
START, PADDING, END = 0, 1, 2


def windows_of(length: int, window: int = WINDOW) -> list[tuple[int, int]]:
    """First and last piece (excluded) of each window of a text of `length` pieces, in order. None for an empty one."""
    room = window - 2
    found: list[tuple[int, int]] = []
    first = 0
    while first < length and len(found) < MOST_WINDOWS:
        found.append((first, min(first + room, length)))
        if first + room >= length:
            break
        first += room - OVERLAP
    return found
