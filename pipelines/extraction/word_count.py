"""How many words a text has, in any script."""

import re

# Scripts that part words by nothing: Han and kana, and those of Thailand, Laos, Burma and Cambodia. Hangul, Arabic and Hebrew part them by spaces.
_HAN = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
_THAI = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_UNSPACED = re.compile(f"{_HAN.pattern}|{_THAI.pattern}")
# Letters in a word of news, as dictionaries of these languages part it: Chinese 1.6, Japanese 2.2; Thai 4 with its marks.
_OF_HAN, _OF_THAI = 2, 4


def words_in(text: str) -> int:
    """Words as spaces part them; of a script that has none, as many as so many letters make on average."""
    if text.isascii() or not _UNSPACED.search(text):
        return len(text.split())
    spaced = sum(any(map(str.isalnum, word)) for word in _UNSPACED.sub(" ", text).split())
    return spaced + -(-len(_HAN.findall(text)) // _OF_HAN) + -(-len(_THAI.findall(text)) // _OF_THAI)
