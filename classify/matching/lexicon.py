"""The words that a monitor may extend: one table per language in `lexica/`, compiled into phrases indexed by their first word.

A table has five columns, separated by tabs: kind, code, weight, pattern, note. Lines that begin with # are remarks. In a pattern
    word        is that word;              stem*      any word that begins so;      a|b*     either;
    a*!ab*      a word that begins with a but not with ab;                          ?word    may be missing;
    ~  or ~5    up to three (five) words in between;     {press}   a press word or name found before (kinds press and outlet);
    ;          separates patterns in one row. A hyphen separates words, in patterns as in texts: write "мастер класс*".
Patterns never extend beyond their sentence. Weights are from 0 to 1. `lexica/README.md` describes the kinds.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from records.language.letters import fold_cyrillic

LEXICA = Path(__file__).parent.parent / "lexica"
# Tables that are too broad for the rules: a trained judge learns the worth of each match. A language without one is read with the usual one.
WIDE = LEXICA / "wide"
KINDS = frozenset(
    {
        "press", "outlet", "medium", "cue", "sure", "frame", "mask", "other", "negation", "hypothetical", "topic", "followup", "report",
        "outcome", "actor", "official", "month", "weekday", "day", "unit", "shift", "period", "season", "refer",
        "dated", "hour", "footer", "title", "country", "seat", "because",
        "offender", "harmed", "suffered", "pursued", "complains", "appeals", "points",
    }
)  # fmt: skip
# The size at which the cache of looked-up words is emptied, so that a process that runs for months does not grow.
_REMEMBERED = 200_000


class LexiconError(ValueError):
    """Raised on loading for a row that cannot be used, with file, line and fault; screening must not start with half a lexicon."""


@dataclass(frozen=True, slots=True)
class Element:
    """One position in a pattern."""

    words: frozenset[str] = frozenset()
    stems: tuple[str, ...] = ()
    not_stems: tuple[str, ...] = ()
    gap: int = 0
    optional: bool = False
    press: bool = False

    def fits(self, word: str) -> bool:
        if self.not_stems and word.startswith(self.not_stems):
            return False
        return word in self.words or (bool(self.stems) and word.startswith(self.stems))

    def stem_in(self, word: str) -> str:
        """Return the longest stem of this element that the word begins with; the word itself if it must match whole."""
        return word if word in self.words else max((stem for stem in self.stems if word.startswith(stem)), key=len, default=word)


class Phrase(NamedTuple):
    """One row of a lexicon, compiled."""

    kind: str
    code: str
    weight: float
    elements: tuple[Element, ...]


class Hit(NamedTuple):
    """A phrase found at words start to end (exclusive)."""

    phrase: Phrase
    start: int
    end: int


def compile_pattern(pattern: str) -> tuple[Element, ...]:
    """Return the elements of a pattern. Raises ValueError with what is wrong in it."""
    elements = tuple(_compile_element(piece) for piece in pattern.split())
    if not elements or elements[0].gap or elements[0].optional:
        raise ValueError(f"pattern must begin with a word: {pattern!r}")
    return elements


def _compile_element(piece: str) -> Element:
    if piece.startswith("~"):
        return Element(gap=int(piece[1:] or 3))
    optional = piece.startswith("?")
    first, *excluded = piece.removeprefix("?").split("!")
    if first == "{press}":
        return Element(press=True, optional=optional)
    choices = [choice for choice in first.split("|") if choice]
    if "-" in piece:
        raise ValueError(f"words are parted at hyphens, write two: {piece!r}")
    if not choices or "*" in "".join(choice.rstrip("*") for choice in choices):
        raise ValueError(f"cannot read {piece!r}")
    return Element(
        words=frozenset(choice for choice in choices if not choice.endswith("*")),
        stems=tuple(choice[:-1] for choice in choices if choice.endswith("*")),
        not_stems=tuple(stem.rstrip("*") for stem in excluded),
        optional=optional,
    )


def read_rows(path: Path, columns: int) -> Iterator[tuple[int, list[str]]]:
    """Yield line number and cells of each row.

    Remarks and empty lines are left out; missing cells at the end are empty.
    """
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            cells = [cell.strip() for cell in line.split("\t")]
            yield number, cells + [""] * (columns - len(cells))


def read_phrases(path: Path) -> list[Phrase]:
    """Return the phrases of one table. Raises LexiconError at the first bad row."""
    phrases = []
    for number, (kind, code, weight, pattern, *_note) in read_rows(path, 5):
        try:
            if kind not in KINDS:
                raise ValueError(f"unknown kind {kind!r}")
            strength = float(weight or 1)
            if not 0 <= strength <= 1:
                raise ValueError(f"weight {weight} is outside 0..1")
            phrases += [Phrase(kind, code, strength, compile_pattern(alternative)) for alternative in pattern.lower().replace("ё", "е").split(";")]
        except ValueError as fault:
            raise LexiconError(f"{path.name} line {number}: {fault}") from fault
    return phrases


class Lexicon:
    """The phrases of one language, indexed by their first word.

    With `folded`, words are compared without the differences that Latin spellings lose.
    """

    def __init__(self, lang: str, phrases: Iterable[Phrase], *, folded: bool = False) -> None:
        self.lang = lang
        self.folded = folded
        self.after_press: list[Phrase] = []
        self._phrases: list[Phrase] = []
        self._by_word: dict[str, list[Phrase]] = {}
        self._by_stem: dict[str, list[Phrase]] = {}
        self._known: dict[str, tuple[Phrase, ...]] = {}
        for phrase in phrases:
            self._add(_folded(phrase) if folded else phrase)
        self._lengths = sorted({len(stem) for stem in self._by_stem})

    def _add(self, phrase: Phrase) -> None:
        self._phrases.append(phrase)
        first = phrase.elements[0]
        if first.press:
            self.after_press.append(phrase)
        for word in first.words:
            self._by_word.setdefault(word, []).append(phrase)
        for stem in first.stems:
            self._by_stem.setdefault(stem, []).append(phrase)

    def starting_with(self, word: str) -> tuple[Phrase, ...]:
        """Return the phrases that may begin with this lower-case word."""
        phrases = self._known.get(word)
        if phrases is None:
            if len(self._known) > _REMEMBERED:
                self._known.clear()
            form = fold_cyrillic(word) if self.folded else word
            candidates = list(self._by_word.get(form, ()))
            for length in self._lengths:
                if length > len(form):
                    break
                candidates += self._by_stem.get(form[:length], ())
            phrases = self._known[word] = tuple(dict.fromkeys(phrase for phrase in candidates if phrase.elements[0].fits(form)))
        return phrases

    def find(self, words: list[str], sentence: tuple[int, int], press: Mapping[int, int], kinds: frozenset[str]) -> Iterator[Hit]:
        """Yield every phrase of these kinds within words[first:last].

        `press` maps the first word of each press mention to the word after it.
        """
        first, last = sentence
        for at in range(first, last):
            for phrase in self.starting_with(words[at]):
                if phrase.kind in kinds:
                    end = self._match(phrase.elements, 1, words, at + 1, last, press)
                    if end >= 0:
                        yield Hit(phrase, at, end)
            if at in press:
                for phrase in self.after_press:
                    if phrase.kind in kinds:
                        end = self._match(phrase.elements, 1, words, press[at], last, press)
                        if end >= 0:
                            yield Hit(phrase, at, end)

    def _match(self, elements: tuple[Element, ...], number: int, words: list[str], at: int, last: int, press: Mapping[int, int]) -> int:
        while number < len(elements):
            element = elements[number]
            number += 1
            if element.gap:
                for skipped in range(element.gap + 1):
                    end = self._match(elements, number, words, at + skipped, last, press)
                    if end >= 0:
                        return end
                return -1
            fits_here = at < last and (at in press if element.press else element.fits(fold_cyrillic(words[at]) if self.folded else words[at]))
            if element.optional:
                if fits_here:
                    end = self._match(elements, number, words, press[at] if element.press else at + 1, last, press)
                    if end >= 0:
                        return end
                continue
            if not fits_here:
                return -1
            at = press[at] if element.press else at + 1
        return at


def _folded(phrase: Phrase) -> Phrase:
    return phrase._replace(
        elements=tuple(
            Element(
                frozenset(map(fold_cyrillic, element.words)), tuple(map(fold_cyrillic, element.stems)), tuple(map(fold_cyrillic, element.not_stems)),
                element.gap, element.optional, element.press,
            )
            for element in phrase.elements
        )
    )  # fmt: skip


def load_lexicon(lang: str, *, folded: bool = False, folder: Path = LEXICA) -> Lexicon:
    """Return the cached lexicon of one language, with the outlets, countries and seats that all languages share."""
    return _made(lang, folded, folder)


@cache
def _made(lang: str, folded: bool, folder: Path) -> Lexicon:
    shared = [phrase for name in ("outlets", "countries", "seats") for phrase in _read_once(LEXICA / f"{name}.tsv")]
    own = folder / f"{lang}.tsv"
    return Lexicon(lang, [*_read_once(own if own.exists() else LEXICA / own.name), *shared], folded=folded)


@cache
def _read_once(path: Path) -> tuple[Phrase, ...]:
    return tuple(read_phrases(path))
