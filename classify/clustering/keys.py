"""The distinctive words of a text as numbers with their rarity: names in plain spelling, concepts (`classify/clustering/concepts.tsv`) and figures.

They make texts in any two languages comparable without storing the texts.
"""

import re
import zlib
from collections.abc import Iterator
from enum import IntEnum
from functools import cache, lru_cache
from heapq import nsmallest
from pathlib import Path

from classify.clustering.outlet_keys import outlet_key
from classify.clustering.person_keys import bare_surname
from classify.clustering.spelling import consonant_key, family_stem, plain_spelling
from classify.text.script import arabic_to_cyrillic, latin_to_cyrillic
from classify.text.spacy_pipelines import STOP_WORDS
from classify.text.words import clean_text, full_text
from records.language.stems import kazakh_nominative, kazakh_stem
from records.model import Article
from records.vocabulary import SCREENING_LANGUAGES

_FOLDER = Path(__file__).parent
_LONGEST = 6_000
_WORD = re.compile(r"[^\W\d_]{3,}")
_NUMBER = re.compile(r"(?<![\d.,:])\d{1,3}(?:[ \u00a0.,:]?\d{1,3})*(?!\d)")
_LATIN, _CYRILLIC, _ARABIC = re.compile("[a-z]"), re.compile("[\u0400-\u04ff]"), re.compile("[\u0600-\u06ff]")
# Russian and English words are truncated instead of stemmed; their beginnings are specific enough.
_BEGINNING = 6
_SHORTEST_STEM, _SHORTEST_NAME = 4, 4
# Two consonant frames of this length seldom agree by chance.
_LONG_FRAME = 4


class TermKind(IntEnum):
    """The kind of a term. Stems are only counted, to distinguish ordinary words from names; all other kinds are comparable across languages."""

    NAME = 0
    CONCEPT = 1
    STEM = 2
    NUMBER = 3


_KINDS = tuple(TermKind)
# Number of terms of each kind, the rarest first.
MOST = {TermKind.NAME: 32, TermKind.CONCEPT: 28, TermKind.NUMBER: 8}
# The rarity of a term is log(N / number of articles with it) in steps of a half (`rarity.tsv`); this is that of a term in no article of the corpus.
STEP = 0.5
UNSEEN = 13
# Terms in every tenth article say nothing, and a place in every twentieth says little.
_LEAST, _OFTEN = 5, 6


def terms_of(article: Article, lang: str) -> tuple[int, ...]:
    """Return the rarest terms of the text: at most 68 numbers under 2**31, whose six lowest bits are rarity and kind."""
    known = rarities()
    found: dict[TermKind, set[int]] = {kind: set() for kind in MOST}
    for kind, term in read_terms(full_text(article)[:_LONGEST], lang):
        rarity = known.get((kind, "", term), UNSEEN)
        if kind in MOST and rarity >= _LEAST:
            found[kind].add(_coded(kind, term, rarity))
    return tuple(number for kind in MOST for number in nsmallest(MOST[kind], found[kind], key=lambda number: (-rarity_of(number), number)))


def read_terms(text: str, lang: str) -> Iterator[tuple[TermKind, str]]:
    """Yield every term of a text, in order."""
    clean = _readable(text, lang)
    for match in _WORD.finditer(clean):
        word = match.group()
        lower = word.lower()
        if lower in STOP_WORDS:
            continue
        concept = _concept(lower, lang)
        opens = _opens(clean, match.start())
        if word[0].isupper() and not (opens and (concept or is_plain_word(lower, lang))):
            name = _name_term(lower, lang)
            if name:
                yield TermKind.NAME, name
        elif len(_stem(lower, lang)) >= _SHORTEST_STEM:
            yield TermKind.STEM, _stem(lower, lang)
        if concept:
            yield TermKind.CONCEPT, concept
    for quoted in _QUOTED.finditer(clean):
        yield TermKind.NAME, outlet_key(quoted[1])
        # The later words of a name in quotation marks are in lower case.
        for word in _WORD.findall(quoted[1]):
            name = _name_term(word.lower(), lang) if word[0].islower() else ""
            if name:
                yield TermKind.NAME, name
    for match in _NUMBER.finditer(clean):
        number = re.sub(r"[ \u00a0]", "", match.group()).replace(".", ",")
        if len(number) > 1:
            yield TermKind.NUMBER, number


def _name_term(lower: str, lang: str) -> str:
    """Return the consonants of a name if it is long enough, else its plain form; empty if it is too short to be distinctive."""
    return _bones(bare_surname(family_stem(plain_spelling(kazakh_nominative(lower) if lang == "kk" else lower))))


def name_number(plain_form: str, whole: bool = False) -> int:
    """Return the number of a name in plain form, without rarity; 0 for a name that is too short.

    An outlet's key uses the number of its `whole` form.
    """
    term = plain_form if whole else _bones(bare_surname(family_stem(plain_spelling(plain_form))))
    return without_rarity(_coded(TermKind.NAME, term, 0)) if term else 0


def _bones(form: str) -> str:
    if len(form) < _SHORTEST_NAME:
        return ""
    bones = consonant_key(form)
    return bones if len(bones) >= _LONG_FRAME else form.rstrip("аеиоу")


def is_plain_word(lower: str, lang: str) -> bool:
    """Return whether the corpus has the word as an ordinary one, so that its capital letter is no evidence of a name."""
    return (TermKind.STEM, lang, _stem(lower, lang)) in rarities()


# A short name: of an outlet, a company, a market.
_QUOTED = re.compile(r"[«“\"„]([^\W\d_][^«»“”\"„\n]{2,40})[»”\"“]")
# What comes before a meaningless capital: the beginning of the text, of a line or of a sentence.
_OPENS = re.compile(r"(?:^|[.!?…:\n])(?:[^\S\n]|[«»\"“”'—–-])*$")


def _opens(text: str, at: int) -> bool:
    return at == 0 or bool(_OPENS.search(text[max(0, at - 6) : at]))


def _readable(text: str, lang: str) -> str:
    clean = clean_text(text).clean
    if lang != "kk":
        return clean
    if _ARABIC.search(clean):
        clean = arabic_to_cyrillic(clean)[0]
    lower = clean.lower()
    return latin_to_cyrillic(clean)[0] if len(_LATIN.findall(lower)) > len(_CYRILLIC.findall(lower)) else clean


@lru_cache(maxsize=50_000)
def _stem(lower: str, lang: str) -> str:
    return kazakh_stem(lower) if lang == "kk" else lower.replace("ё", "е")[:_BEGINNING]


@lru_cache(maxsize=50_000)
def _concept(lower: str, lang: str) -> str:
    """Return the concept of a word: that of the longest matching prefix in the table."""
    table = _concepts().get(lang, {})
    whole = table.get(lower + ".")
    if whole:
        return whole
    short = _stem(lower, lang) + "."
    if short in table:
        return table[short]
    return next((table[lower[:end]] for end in range(min(len(lower), 14), 2, -1) if lower[:end] in table), "")


@cache
def _concepts() -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {lang: {} for lang in SCREENING_LANGUAGES}
    for line in (_FOLDER / "concepts.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            concept, *columns = line.split("\t")
            for lang, cell in zip(SCREENING_LANGUAGES, columns, strict=True):
                tables[lang].update(dict.fromkeys(cell.split("|"), concept))
    return tables


@cache
def rarities() -> dict[tuple[TermKind, str, str], int]:
    """Return the rarity of the corpus terms, by kind, language (stems only) and term."""
    rows: dict[tuple[TermKind, str, str], int] = {}
    for line in (_FOLDER / "rarity.tsv").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, lang, rarity, terms = line.split("\t")
            rows |= {(TermKind[kind], lang, term): int(rarity) for term in terms.split(" ")}
    return rows


@lru_cache(maxsize=20_000)
def is_often_told(place: str) -> bool:
    """Return whether so many articles name this place that it does not distinguish events."""
    return any(rarities().get((TermKind.NAME, "", _name_term(word, "ru")), UNSEEN) <= _OFTEN for word in place.split())


@lru_cache(maxsize=200_000)
def _coded(kind: TermKind, term: str, rarity: int) -> int:
    return (zlib.crc32(f"{kind.value}{term}".encode("utf-8", "replace")) & 0x1FFFFFF) << 6 | rarity << 2 | kind


def rarity_of(number: int) -> int:
    """Return the rarity of a term number, in steps of a half."""
    return number >> 2 & 0xF


def without_rarity(number: int) -> int:
    """Return a term number without its rarity."""
    return number & ~0x3C


def kind_of(number: int) -> TermKind:
    """Return the kind of a term number."""
    return _KINDS[number & 3]
