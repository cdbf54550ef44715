"""An article as words in sentences, cut by spaCy."""

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import spacy
from spacy.language import Language

from classify.languages import kazakh

_END = frozenset({".", "!", "?", "…", "...", "!!", "?!", "!!!", "???", ".."})
_CLOSING = frozenset("»”“\"')]’")
_REMEMBERED = 100_000
_RUN = re.compile(r"\n|\S+")
# Tables and lists without full stops are cut here; sentences of the news have under 60 words.
_LONGEST_SENTENCE = 100


class _Token(NamedTuple):
    lower: str
    length: int
    is_word: bool
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

    def is_read(self, word: int) -> bool:
        """Whether a word stands in a sentence; those of a page's footer stand in none once it is taken off."""
        sentence = self.sentence_of(word)
        return sentence < len(self.sentences) and self.sentences[sentence][0] <= word


@cache
def tokenizer(lang: str) -> Language:
    """The blank spaCy pipeline of kk, ru or en."""
    return spacy.blank(kazakh.Kazakh.lang if lang == "kk" else lang)


class WordCutter:
    """Cuts texts of one language into words.

    spaCy's tokenizer looks at one run of non-spaces at a time, so what it made of each run is remembered here (up to a limit): news repeats itself, and
    this halves the time of a whole screening.
    """

    def __init__(self, lang: str) -> None:
        self.language = tokenizer(lang)
        self._known: dict[str, tuple[tuple[int, _Token], ...]] = {}

    def cut(self, text: str) -> Words:
        """The words and sentences of a text. A line end closes a sentence, and so does a full stop before a capital, a digit or a quotation mark."""
        words = Words(text, [], [], [], [], [], [])
        first, closing, joined = 0, False, False
        for match in _RUN.finditer(text):
            run, at = match.group(), match.start()
            if run[0] == "\n":
                first = _close(words, first)
                closing = False
                continue
            for offset, token in self._known.get(run) or self._tokens(run):
                if (closing and token.starts_sentence) or len(words.forms) - first >= _LONGEST_SENTENCE:
                    first = _close(words, first)
                    closing = False
                if token.is_word:
                    words.forms.append(token.lower)
                    words.starts.append(at + offset)
                    words.ends.append(at + offset + token.length)
                    words.capital.append(token.is_capital)
                    words.joined.append(joined)
                    closing, joined = False, True
                else:
                    joined = joined and token.lower == "-"
                    closing = token.is_end or (closing and token.is_closing)
        _close(words, first)
        return words

    def _tokens(self, run: str) -> tuple[tuple[int, _Token], ...]:
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        found = tuple((token.idx, _describe(token.text)) for token in self.language.make_doc(run))
        self._known[run] = found
        return found


def _close(words: Words, first: int) -> int:
    """Ends the sentence that began at word `first`, if it has words; the next one begins at the number returned."""
    if len(words.forms) > first:
        words.sentences.append((first, len(words.forms)))
    return len(words.forms)


def _describe(text: str) -> _Token:
    lower = text.replace("İ", "I").lower().replace("ё", "е")
    first = text[0]
    is_word = any(map(str.isalnum, text))
    return _Token(
        lower=lower.rstrip(".") if is_word else lower,
        length=len(text),
        is_word=is_word,
        is_end=text in _END,
        is_closing=text in _CLOSING,
        is_capital=is_word and first.isupper(),
        starts_sentence=first.isupper() or first.isdigit() or first in '«“"„—–-•',
    )
