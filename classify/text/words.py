"""An article as words in sentences, cut by spaCy."""

from dataclasses import dataclass
from typing import NamedTuple

from spacy.tokens import Doc

_END = frozenset({".", "!", "?", "…", "...", "!!", "?!", "!!!", "???", ".."})
_CLOSING = frozenset("»”“\"')]’")
_REMEMBERED = 100_000
# Tables and lists without full stops are cut here; sentences of the news have under 60 words.
_LONGEST_SENTENCE = 100


class _Token(NamedTuple):
    lower: str
    length: int
    is_word: bool
    is_end: bool
    is_closing: bool
    is_space: bool
    is_capital: bool
    starts_sentence: bool


@dataclass(frozen=True, slots=True)
class ArticleWords:
    """The words of a text, without punctuation: lower-case forms with е for ё, offsets, capitals, and sentences as (first word, word after the
    last).

    `joined[i]` is false if punctuation stands between word i and the word before it.
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
        """Whether a word belongs to a sentence. Words of a page's footer belong to none after it is taken off."""
        sentence = self.sentence_of(word)
        return sentence < len(self.sentences) and self.sentences[sentence][0] <= word


class WordReader:
    """Reads spaCy's tokens as words. What it found for a token is remembered (up to a limit), because news repeats its words."""

    def __init__(self) -> None:
        self._known: dict[int, _Token] = {}

    def words_of(self, doc: Doc, text: str) -> ArticleWords:
        """The words of a text. A sentence ends at a line end, and at a full stop before a capital, a digit or a quotation mark."""
        words = ArticleWords(text, [], [], [], [], [], [])
        first, closing, joined = 0, False, False
        for number, (orth, at) in enumerate(doc.to_array(["ORTH", "IDX"]).tolist()):
            token = self._known.get(orth) or self._token(orth, doc[number].text)
            if token.is_space:
                if token.is_end:
                    first, closing = _close(words, first), False
                continue
            if (closing and token.starts_sentence) or len(words.forms) - first >= _LONGEST_SENTENCE:
                first, closing = _close(words, first), False
            if token.is_word:
                words.forms.append(token.lower)
                words.starts.append(at)
                words.ends.append(at + token.length)
                words.capital.append(token.is_capital)
                words.joined.append(joined)
                closing, joined = False, True
            else:
                joined = joined and token.lower == "-"
                closing = token.is_end or (closing and token.is_closing)
        _close(words, first)
        return words

    def _token(self, orth: int, text: str) -> _Token:
        if len(self._known) > _REMEMBERED:
            self._known.clear()
        self._known[orth] = token = _describe(text)
        return token


def _close(words: ArticleWords, first: int) -> int:
    """End the sentence that began at word `first`, if it has words. The next one begins at the number returned."""
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
        # Spaces that hold a line end close a sentence as a full stop does.
        is_end=text in _END or "\n" in text,
        is_closing=text in _CLOSING,
        is_space=text.isspace(),
        is_capital=is_word and first.isupper(),
        starts_sentence=first.isupper() or first.isdigit() or first in '«“"„—–-•',
    )
