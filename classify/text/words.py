"""Cleaned text with offsets into the original, and an article as words in sentences, tokenised by spaCy."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from spacy.tokens import Doc

from records.language.letters import CYRILLIC_LOOK_ALIKES, LATIN_LOOK_ALIKES
from records.model import Article

# The text as it is read: each letter is cleaned, and its position in the original is stored.
#
# Reasons shown to a monitor point into the outlet's text. So every cleaning that changes the length stores, for each clean character, the offset from
# which it came. In the common case (nothing to clean, or one letter replaced by one letter) no such table is needed, and it costs almost nothing.

# Invisible characters: soft hyphen, zero-width ones, direction marks, byte order mark.
_INVISIBLE = "\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\ufeff"
_INVISIBLE_OR_COMBINING = re.compile(f"[{_INVISIBLE}\u0300-\u036f]")
# One for one, so offsets stay: spaces of every width, Windows line ends, hyphens that are not minus, the schwa some Kazakh keyboards give for ә.
_SPACES = dict.fromkeys("\u00a0\u1680\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\x00", " ")
# Lone surrogates come from broken JSON and cannot be encoded.
_HALVES = {chr(code): "\ufffd" for code in range(0xD800, 0xE000)}
_SWAPS = str.maketrans({**_SPACES, **_HALVES, "\r": "\n", "\u2010": "-", "\u2011": "-", "ə": "ә", "Ə": "Ә"})
# Encoded pictures and the like: no word of a language is this long, and a tokenizer may take minutes over one.
_LONGEST_WORD = 150
_ENDLESS = re.compile(rf"\S{{{_LONGEST_WORD},}}")
# A word that mixes Latin and Cyrillic letters is a Cyrillic or a Latin word with borrowed look-alikes.
_MIXED_WORD = re.compile(r"(?<![^\W\d_])[^\W\d_]*(?:[A-Za-z][\u0400-\u04ff]|[\u0400-\u04ff][A-Za-z])[^\W\d_]*")
_TO_CYRILLIC = str.maketrans(LATIN_LOOK_ALIKES, CYRILLIC_LOOK_ALIKES)
_TO_LATIN = str.maketrans(CYRILLIC_LOOK_ALIKES, LATIN_LOOK_ALIKES)
_CYRILLIC, _LATIN = re.compile("[\u0400-\u04ff]"), re.compile("[A-Za-z]")
_NOT_LATIN_LIKE, _NOT_CYRILLIC_LIKE = (
    re.compile(f"[^A-Za-z{CYRILLIC_LOOK_ALIKES}]"),
    re.compile(f"(?![{LATIN_LOOK_ALIKES}])[A-Za-z]"),
)
# Letters that determine the alphabet of a text.
_ALPHABET_SAMPLE = 4_000

# Longer texts are read in sections of about this many characters, so that a short item deep inside a long page is judged by its own context. Most
# news articles are shorter, and a section can contain one whole story.
SECTION = 6_000


@dataclass(frozen=True)
class CleanText:
    """A cleaned text.

    `clean` is what is read. `origin[i]` is the offset of its character i in the original (None: equal to i), and its last is the end of the original.
    """

    clean: str
    origin: Sequence[int] | None = None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original offsets of clean[start:end]; end is exclusive in both.

        Everything that became the last character is included: an h after its s, a mark after its letter.
        """
        if self.origin is None or start >= end:
            return start, end
        return self.origin[start], max(self.origin[end - 1] + 1, self.origin[end])


def full_text(article: Article) -> str:
    """Return the text in which the offsets of reasons count: title, line break, text; only the text if there is no title."""
    return f"{article.title}\n{article.text}" if article.title else article.text


def clean_text(original: str) -> CleanText:
    """Bring letters to one form (NFC, no invisible characters, no look-alikes, plain spaces) and store their offsets."""
    text, origin = original, None
    if _INVISIBLE_OR_COMBINING.search(original) or not unicodedata.is_normalized("NFC", original):
        text, origin = _compose(original)
    text = _ENDLESS.sub(_broken_up, text.translate(_SWAPS))
    if not _MIXED_WORD.search(text):
        return CleanText(text, origin)
    sample = text[:_ALPHABET_SAMPLE]
    cyrillic = len(_CYRILLIC.findall(sample)) > len(_LATIN.findall(sample))
    return CleanText(_MIXED_WORD.sub(lambda match: _unmix(match.group(), cyrillic), text), origin)


def _broken_up(match: re.Match[str]) -> str:
    """Return an endless word of the same length with spaces at intervals, so that it does not block the tokenizer."""
    run = match.group()
    return "".join(run[at : at + _LONGEST_WORD - 1] + " " for at in range(0, len(run), _LONGEST_WORD))[: len(run)]


def _compose(original: str) -> tuple[str, list[int]]:
    """Drop invisible characters and join each letter with its combining marks.

    A letter that has to be split again keeps its first offset. The last offset is the end.
    """
    letters: list[str] = []
    origin: list[int] = []
    at, end = 0, len(original)
    while at < end:
        start = at
        at += 1
        while at < end and unicodedata.combining(original[at]):
            at += 1
        if original[start] in _INVISIBLE:
            continue
        for letter in unicodedata.normalize("NFC", original[start:at]):
            letters.append(letter)
            origin.append(start)
    return "".join(letters), [*origin, end]


def _unmix(word: str, cyrillic_text: bool) -> str:
    """Return a mixed word in the one alphabet in which all its letters can be written.

    Where that is both, or neither, the alphabet of most of its letters or of the text.
    """
    can_be_cyrillic, can_be_latin = not _NOT_CYRILLIC_LIKE.search(word), not _NOT_LATIN_LIKE.search(word)
    if can_be_cyrillic and can_be_latin:
        cyrillic = cyrillic_text
    elif can_be_cyrillic or can_be_latin:
        cyrillic = can_be_cyrillic
    else:
        cyrillic = len(_CYRILLIC.findall(word)) * 2 >= len(word)
    return word.translate(_TO_CYRILLIC if cyrillic else _TO_LATIN)


def sections(text: str, size: int = SECTION) -> Iterator[tuple[int, int]]:
    """Yield start and end of consecutive pieces of at most `size` characters, cut at a line end or a space if one is near.

    Together they are exactly the text.
    """
    start = 0
    while len(text) - start > size:
        cut = text.rfind("\n", start + size // 2, start + size)
        if cut < 0:
            cut = text.rfind(" ", start + size // 2, start + size)
        cut = start + size if cut < 0 else cut + 1
        yield start, cut
        start = cut
    yield start, len(text)


_END = frozenset({".", "!", "?", "…", "...", "!!", "?!", "!!!", "???", ".."})
_CLOSING = frozenset("»”“\"')]’")
_REMEMBERED = 100_000
# Letters with which all forms of one name begin.
_BEGINNING = 3
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
    """The words of a text, without punctuation: lower-case forms with е for ё, offsets, capitals, and sentences as (first word, word after the last).

    `joined[i]` is false if punctuation is between word i and the word before it.
    """

    text: str
    forms: list[str]
    starts: list[int]
    ends: list[int]
    capital: list[bool]
    joined: list[bool]
    sentences: list[tuple[int, int]]
    _capitalised: dict[str, list[int]] = field(init=False, repr=False, compare=False, default_factory=dict)

    def capitalised_like(self, word: int) -> Sequence[int]:
        """Return all capitalised words that begin with the same three letters as word `word`."""
        if not self._capitalised:
            for at, form in enumerate(self.forms):
                if self.capital[at]:
                    self._capitalised.setdefault(form[:_BEGINNING], []).append(at)
        return self._capitalised.get(self.forms[word][:_BEGINNING], ())

    def original(self, start: int, end: int) -> str:
        """Return the text from word `start` to word `end` (exclusive)."""
        return self.text[self.starts[start] : self.ends[end - 1]] if start < end else ""

    def sentence_of(self, word: int) -> int:
        """Return the number of the sentence that contains this word."""
        low, high = 0, len(self.sentences)
        while low < high:
            middle = (low + high) // 2
            if self.sentences[middle][1] <= word:
                low = middle + 1
            else:
                high = middle
        return low

    def is_read(self, word: int) -> bool:
        """Return whether a word belongs to a sentence; words of a removed page footer belong to none."""
        sentence = self.sentence_of(word)
        return sentence < len(self.sentences) and self.sentences[sentence][0] <= word


class WordReader:
    """A reader of spaCy's tokens as words. Results are cached (up to a limit), because news repeats its words."""

    def __init__(self) -> None:
        self._known: dict[int, _Token] = {}

    def words_of(self, doc: Doc, text: str) -> ArticleWords:
        """Return the words of a text.

        A sentence ends at a line end, and at a full stop before a capital, a digit or a quotation mark.
        """
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
    """End the sentence that began at word `first`, if it has words, and return the first word of the next."""
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
        # Spaces with a line end close a sentence as a full stop does.
        is_end=text in _END or "\n" in text,
        is_closing=text in _CLOSING,
        is_space=text.isspace(),
        is_capital=is_word and first.isupper(),
        starts_sentence=first.isupper() or first.isdigit() or first in '«“"„—–-•',
    )
