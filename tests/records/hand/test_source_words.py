"""A source without an address is told in the reader's language; a stranger's text stays as it is."""

from datetime import date

import pytest

from records.hand.source_words import source_code, source_words
from tests.conftest import Speak


@pytest.mark.parametrize(
    ("lang", "words"),
    [("en", "from a call, November 21, 2026"), ("ru", "по звонку, 21 ноября 2026 г."), ("kk", "қоңырау бойынша, 2026 жылғы 21 қараша")],
)
def test_a_code_is_told_in_the_readers_language(speak: Speak, lang: str, words: str) -> None:
    speak(lang)
    assert source_words(source_code("call", date(2026, 11, 21))).replace("\xa0", " ").replace("\u202f", " ") == words


@pytest.mark.parametrize(
    "text", ["https://a.example/1", "hand:call", "hand:call:2026-13-41", "hand:spy:2026-11-21", "hand:call:2026-11-21 x", "решение суда", ""]
)
def test_what_is_no_such_code_stays(text: str) -> None:
    assert source_words(text) == text
