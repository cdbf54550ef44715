"""A watched page is compared with its earlier state in linear time, whatever the two say."""

from collections.abc import Callable

import pytest

from pipelines.extraction.reader import Extraction, TextBlock
from pipelines.revisit.page_diff import PageLook, PageReading, PageText, comparable_text, compare_pages
from tests.linear.growth import growth

# Letters on the page: always more paragraphs than are matched one by one, and never more letters than a process keeps memory for between two goes. Beyond
# that what is measured is how fast the system hands out memory, and where a page of it costs much that grows faster than the page.
SIZES = (8_000, 16_000, 32_000)
TITLE = "Журналиста не пустили на сессию"
Made = Callable[[int], tuple[list[str], list[str]]]

STATES: dict[str, Made] = {
    "the same paragraph": lambda size: (["слово один"] * (size // 10), ["слово один"] * (size // 10)),
    "one paragraph more": lambda size: (["слово один"] * (size // 10), ["слово один"] * (size // 10 + 1)),
    "all paragraphs other": lambda size: ([f"было {n}x" for n in range(size // 10)], [f"стало {n}x" for n in range(size // 10)]),
    "every second one other": lambda size: (
        [f"было {n}x" for n in range(size // 10)],
        [f"{'было' if n % 2 else 'стало'} {n}x" for n in range(size // 10)],
    ),
    "counters": lambda size: ([f"просмотров {n}" for n in range(size // 14)], [f"показов {n}" for n in range(size // 14)]),
    "few kinds": lambda size: ([f"вид {n % 7}x" for n in range(size // 8)], [f"вид {n * 3 % 7}x" for n in range(size // 8)]),
    "as many kinds as a hundred": lambda size: ([f"вид {n % 101}x" for n in range(size // 8)], [f"вид {n * 7 % 101}x" for n in range(size // 8)]),
    "turned round": lambda size: ([f"абзац {n}x" for n in range(size // 10)], [f"абзац {n}x" for n in reversed(range(size // 10))]),
    "put together": lambda size: ([f"абзац {n}x" for n in range(size // 10)], [" ".join(f"абзац {n}x" for n in range(size // 10))]),
    "one word": lambda size: (["а" * size], ["б" * size]),
    "many words": lambda size: (["слово " * (size // 6)], ["слова " * (size // 6)]),
    "words of a link": lambda size: (["читайте также " * (size // 14)], ["читайте также " * (size // 14) + "иначе"]),
}


def reading(lines: list[str]) -> PageReading:
    blocks = tuple(map(TextBlock, lines))
    links = frozenset(comparable_text(line) for line in lines[:100])
    words = comparable_text(" ".join(lines))
    return PageReading(Extraction(TITLE, blocks, (), "ru", None, None), links, (comparable_text(TITLE),), words)


@pytest.mark.parametrize("name", STATES)
@pytest.mark.parametrize("kept", [True, False], ids=["its earlier state is kept", "its earlier state is gone"])
def test_two_states_of_a_page_are_compared_in_linear_time(name: str, kept: bool) -> None:
    def comparing(size: int) -> Callable[[], object]:
        before, now = STATES[name](size)
        look = PageLook("https://site.example/1", "https://site.example/1", False, reading(now), tuple(now))
        return lambda: compare_pages(PageText(TITLE, tuple(before)), reading(before) if kept else None, tuple(before) if kept else (), look)

    grown = growth(comparing, SIZES)
    assert grown.linear, grown
