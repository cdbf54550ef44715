"""An article as words in sentences, cut by spaCy."""

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import spacy
from spacy.language import Language

from classify.languages import kazakh

_END = frozenset({".", "!", "?", "…", "...", "!!", "?!", "!!!", "???", ".."})
_CLOSING = frozenset("»”“\"')]’")
_REMEMBERED = 200_000


class _Token(NamedTuple):
    lower: str
    length: int
    is_word: bool
    is_line: bool
    is_end: bool
    is_closing: bool
    is_capital: bool
    starts_sentence: bool


@dataclass(frozen=True, slots=True)
class Words:
    """The words of a text (punctuation left out): lower-case forms with ё as е, offsets, capitals; sentences as (first word, word after the last).

    `joined[i]` is false where punctuation stands between word i and the word before it.
    """

    text: str
    forms: list[str]
    starts: list[int]
    ends: list[int]
    capital: list[bool]
    joined: list[bool]
    sentences: list[tuple[int, int]]

    def original(self, start: int, end: int) -> str:
        """The text from word `start` to word `end` (exclusive)."""
        return self.text[self.starts[start] : self.ends[end - 1]] if start < end else ""

    def sentence_of(self, word: int) -> int:
        """The number of the sentence that holds this word."""
        low, high = 0, len(self.sentences)
        while low < high:
            middle = (low + high) // 2
            if self.sentences[middle][1] <= word:
                low = middle + 1
            else:
                high = middle
        return low


@cache
def tokenizer(lang: str) -> Language:
    """The blank spaCy pipeline of kk, ru or en."""
    return spacy.blank(kazakh.Kazakh.lang if lang == "kk" else lang)


class WordCutter:
    """Cuts texts of one language into words. Remembers what it knows of each form, up to a limit."""

    def __init__(self, lang: str) -> None:
        self.language = tokenizer(lang)
        self._known: dict[int, _Token] = {}

    def cut(self, text: str) -> Words:
        """The words and sentences of a text. A line end closes a sentence, and so does a full stop before a capital, a digit or a quotation mark."""
        doc = self.language.make_doc(text)
        words = Words(text, [], [], [], [], [], [])
        first, closing, joined = 0, False, False
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        for orth, start in doc.to_array(["ORTH", "IDX"]).tolist():
            token = self._known.get(orth)
            if token is None:
                token = self._known[orth] = _describe(doc.vocab.strings[orth])
            if token.is_line or (closing and token.starts_sentence):
                if len(words.forms) > first:
                    words.sentences.append((first, len(words.forms)))
                    first = len(words.forms)
                closing = False
            if token.is_word:
                words.forms.append(token.lower)
                words.starts.append(start)
                words.ends.append(start + token.length)
                words.capital.append(token.is_capital)
                words.joined.append(joined)
                closing, joined = False, True
            else:
                joined = joined and token.lower == "-"
                closing = token.is_end or (closing and token.is_closing)
        if len(words.forms) > first:
            words.sentences.append((first, len(words.forms)))
        return words


def _describe(text: str) -> _Token:
    lower = text.replace("İ", "I").lower().replace("ё", "е")
    first = text[0]
    is_word = any(map(str.isalnum, text))
    return _Token(
        lower=lower.rstrip(".") if is_word else lower,
        length=len(text),
        is_word=is_word,
        is_line="\n" in text,
        is_end=text in _END,
        is_closing=text in _CLOSING,
        is_capital=is_word and first.isupper(),
        starts_sentence=first.isupper() or first.isdigit() or first in '«“"„—–-•',
    )
