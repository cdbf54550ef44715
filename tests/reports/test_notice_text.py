"""The text of a notice: safe whatever a title holds, and no longer than the strictest service takes."""

import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from reports.digests import MOST, ROOM, MessagePart, message, plain


@given(st.text())
def test_no_text_of_somebody_else_breaks_a_line_turns_it_or_hides_in_it(text: str) -> None:
    line = plain(text)
    assert len(line) <= 160
    assert "\n" not in line
    assert line == line.strip()
    assert all(unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp", "Mn", "Me") for letter in line)
    assert not set("<>[]{}*_`~|\\@") & set(line)


def test_the_longest_list_loses_its_last_items_first_and_says_how_many() -> None:
    short, long = MessagePart("Short:", ["- one", "- two"], 2), MessagePart("Long:", [f"- {'x' * 300} {nth}" for nth in range(MOST)], 50)
    title, text = message("head", [short, long])
    assert title == "Qorgan: head"
    assert len(title) + len(text) <= ROOM
    assert text.split("\n")[:6] == ["Short:", "- one", "- two", "", "Long:", f"- {'x' * 300} 0"]
    shown = text.count("x" * 300)
    assert 1 < shown < MOST
    assert text.endswith(f"and {50 - shown} more")
