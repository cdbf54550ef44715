"""Search keys that are equal for all spellings of a word: Kazakh letters and their Russian substitutes, Cyrillic and Latin, cases and numbers.

A word of a text is indexed under `index_keys`; a search uses `search_keys`. Texts are stemmed in their own language, searches in all, because the
language of a search is unknown. Capitalised words are also indexed unstemmed. On top of `records.language.names.rough_form`, keys ignore what spellings
of names exchange: и before a vowel, нг for ң, о or у for ө, е and и, ү before і, a soft consonant at the end. О and у alone remain distinct:
Омаров is not Умаров.

Increase `KEY_VERSION` with every change here, so that stored keys are computed again.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from records.language.cases import KAZAKH_CASE_ENDINGS
from records.language.names import is_given_name, rough_form

# Kazakh stems: suffixes are removed from the end, one after the other, as long as vowel harmony and the remaining length allow it.
#
# Kazakh joins many suffixes: тіл-ші-лер-іміз-ге. Only inflection is removed (plural, possession, case, predicate, and the commonest verb endings).
# Derivation (-шы, -лық) remains, so тілші does not become тіл. Forms of one word mostly get the same stem, which need not be a word.

# -нда and -на follow a possessive.
_CASE = (*KAZAKH_CASE_ENDINGS, "нда нде", "на не")
_POSSESSION = ("ымыз іміз мыз міз", "ыңыз іңіз ңыз ңіз", "сы сі", "ын ін сын сін", "ым ім", "ың ің", "ы і")
_PLURAL = ("лар лер дар дер тар тер",)
_PREDICATE = ("мын мін бын бін пын пін", "сың сің", "сыз сіз")
_VERB = (
    "ылмаған ілмеген ылмады ілмеді", "ылған ілген ынған інген лған лген нған нген", "ылды ілді ынды інді лды лді", "ған ген қан кен", "ып іп",
    "ыпты іпті", "атын етін йтын йтін", "майды мейді байды бейді пайды пейді", "айды ейді йды йді", "удан уден уға уге", "уда уде", "уы уі",
)  # fmt: skip
# -сы is a possessive after a vowel; in these words the с belongs to the stem.
_ENDS_IN_S = ("облыс", "жұмыс", "дауыс", "журналис", "қатынас", "құрылыс", "ұйғарыс", "кеңес", "туыс", "таныс", "келіс", "баспасөз")
_BACK, _FRONT = frozenset("аоұыя"), frozenset("әөүіе")
_VOWELS = _BACK | _FRONT | frozenset("иуэюё")
# Three letters must remain (қала-да, газет-ке, сот-қа); shorter words are stems themselves.
_SHORTEST = 3


def _endings(*groups: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({ending for group in groups for words in group for ending in words.split()}, key=len, reverse=True))


_NOMINAL = tuple(_endings(group) for group in (_PREDICATE, _CASE, _POSSESSION, _PLURAL))
_VERBAL = _endings(_VERB)
_CASE_ONLY = _endings(_CASE)


def _harmonious(stem: str, ending: str) -> bool:
    """Return whether a suffix agrees with the last vowel of its stem: back after back, front after front. Loan words (и, у, э) allow both."""
    first = next((letter for letter in ending if letter in _BACK or letter in _FRONT), "")
    last = next((letter for letter in reversed(stem) if letter in _VOWELS), "")
    if not first or last not in _BACK | _FRONT or ending in ("мен", "бен", "пен"):
        return True
    return (first in _BACK) == (last in _BACK)


def _without(word: str, endings: tuple[str, ...]) -> str:
    for ending in endings:
        stem = word[: -len(ending)]
        if ending in ("сы", "сі") and word[:-1].endswith(_ENDS_IN_S):
            continue
        if word.endswith(ending) and len(stem) >= _SHORTEST and any(letter in _VOWELS for letter in stem) and _harmonious(stem, ending):
            return stem
    return word


@lru_cache(maxsize=50_000)
def kazakh_stem(word: str) -> str:
    """Return the stem of a lower-case Kazakh word: журналистерге → журналист, тілшісінің → тілші, ұсталды → ұста."""
    result = word
    for endings in _NOMINAL:
        result = _without(result, endings)
    # After a possessive was removed, a plural may remain: тілші-лер-і.
    result = _without(result, _NOMINAL[3])
    return result if result != word else _without(word, _VERBAL)


# Endings of surnames after which an ending is surely a case, even one that also ends given names (Айда-на, Нұрсұл-тан).
_SURNAME_ENDINGS = ("ов", "ев", "ин", "ын", "ова", "ева", "ина", "ына", "ская", "ский", "ұлы", "қызы", "бек", "бай", "хан")
_SURE_CASES = _endings(("ның нің дың дің тың тің", "ға ге қа", "ны ні ды ді ты ті"))
_CHILD = {"ұл": "ұлы", "қыз": "қызы"}
_AFTER_CHILD = frozenset({"ын", "ына", "ының", "ында", "ынан", "ымен"})


@lru_cache(maxsize=50_000)
def kazakh_nominative(name: str) -> str:
    """Return a Kazakh personal name without its case ending, case of letters unchanged: Асхатты → Асхат, Сапарқызына → Сапарқызы."""
    lower = name.lower()
    for possessed, child in _CHILD.items():
        at = lower.rfind(possessed)
        if at > 1 and lower[at + len(possessed) :] in _AFTER_CHILD:
            return name[:at] + child
    for ending in _CASE_ONLY:
        base = lower[: -len(ending)]
        if lower.endswith(ending) and len(base) >= _SHORTEST and (base.endswith(_SURNAME_ENDINGS) or ending in _SURE_CASES):
            return name[: len(base)]
    return name


# Russian stems: endings of nouns and adjectives are removed until none is left.
#
# A light stemmer after Dolamic and Savoy ("Indexing and searching strategies for the Russian language", 2009): derivation remains, so журналистка
# does not become журналист. Verbs retain their last consonants: избил, избила and избили are one, избить is another.

_ENDINGS = (
    "иями", "ями", "ами", "ыми", "ими", "ого", "его", "ому", "ему", "иях", "иям", "ием", "ией", "ую", "юю", "ая", "яя", "ое", "ее", "ые", "ие", "ый", "ий", "ой", "ей", "ою", "ею", "ью",
    "ых", "их", "ым", "им", "ом", "ем", "ам", "ям", "ах", "ях", "а", "я", "у", "ю", "ы", "и", "е", "о", "й", "ь",
)  # fmt: skip
# An ending in the plural of many nouns, but a part of most surnames.
_OF_MANY = ("ов", "ев")
_RUSSIAN_VOWELS = frozenset("аәеёиоөуұүыіэюя")
# Letters that must remain, also before -ов and -ев: суд, бой, судов.
_SHORTEST_RUSSIAN = 3


@lru_cache(maxsize=50_000)
def russian_stem(word: str) -> str:
    """Return the stem of a lower-case Russian word: журналиста → журналист, полицией → полиц, Ахметовой → ахметов."""
    stem = word.replace("ё", "е")
    while (shorter := _without_ending(stem)) != stem:
        stem = shorter
    return stem


def without_many(stem: str) -> str:
    """Return a stem without -ов or -ев, which may be an ending: журналистов → журналист; also Сериков → серик, another name."""
    base = stem[:-2]
    return base if stem.endswith(_OF_MANY) and len(base) >= _SHORTEST_RUSSIAN and any(letter in _RUSSIAN_VOWELS for letter in base) else stem


def _without_ending(stem: str) -> str:
    for ending in _ENDINGS:
        base = stem[: -len(ending)]
        if stem.endswith(ending) and len(base) >= _SHORTEST_RUSSIAN and any(letter in _RUSSIAN_VOWELS for letter in base):
            return base
    return stem


KEY_VERSION = 1
# Stress marks, soft hyphens and zero-width spaces occur within words and are ignored.
_SILENT = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_SILENT}]|['’ʼ](?=[^\W_]))*")
_UNHEARD = re.compile(rf"[{_SILENT}]")
_OWNED = re.compile("['’]s$")
_NO_SIGN = re.compile(r"[\W_]+")
# Х is x in some Latin spellings of Kazakh, but x is кс in those of Russian.
_H_AS_X = re.compile("^x|x(?=[bdglmnrvz])")
_ROUND = re.compile("[өöó]")
_BEFORE_VOWEL = re.compile("I(?=[AEOU])")
_HARD = re.compile("d(?=[kpsctfh])")
_DOUBLED = re.compile(r"(.)\1+")
_HARMONY = re.compile("U(?:[a-z]+I)+")
# Endings of women's surnames, and of surnames that decline as adjectives.
_SURNAME_END = re.compile("(?<=..)(?:(?<=[OE]v)|(?<=In))A$|(?<=.sk)[AI]$")
_KAZAKH_VOWELS = tuple("аәеоөұүыіиуэ")
_LAST_VOWELS = re.compile("(?<=...)[AEIOU]+$")
# In shorter words these differences distinguish words (мэр, мир); in longer ones, spellings of one name (Кенжеғали, Кенжигали).
_LONG = 5
# Largest length of a key. Longer words are found by their beginning.
_LONGEST = 40


def words_in(text: str) -> Iterator[re.Match[str]]:
    """Return the words of a text with their positions. Stress marks and apostrophes within belong to a word; hyphens separate words."""
    return _WORD.finditer(text)


@lru_cache(maxsize=100_000)
def index_keys(word: str, lang: str) -> tuple[str, ...]:
    """Return the keys under which a word of a text in this language is indexed; empty for punctuation."""
    plain = _plain(word)
    if fixed := _fixed(plain):
        return (fixed,)
    stems = _stems(plain, (lang,)) if lang in _STEMS else _stems(plain, _STEMS)
    if word[:1].isupper():
        stems = (*stems, plain)
    return _keys(stems, plain)


@lru_cache(maxsize=20_000)
def search_keys(word: str) -> tuple[str, ...]:
    """Return the keys to search for a word.

    -ов is removed as an ending, unless the rest is a given name, or a capital shows that the word is a surname.
    """
    plain = _plain(word)
    if fixed := _fixed(plain):
        return (fixed,)
    stems = list(_stems(plain, _STEMS))
    stem = russian_stem(plain)
    base = without_many(stem)
    if base != stem and (word[:1].isupper() or is_given_name(base)):
        stems.remove(base)
    return _keys((*stems, plain), plain)


def key_prefixes(word: str) -> tuple[str, ...]:
    """Return the beginnings of keys of words that start with these letters; empty if the word must match whole.

    That applies to numbers, and to Latin words that start with a doubled letter (DDoS), which would match other words (Досанова) once folded.
    """
    plain = _plain(word)
    if _fixed(plain) or (plain.isascii() and plain[:1] == plain[1:2]):
        return ()
    letters = [_settled(rough_form(form)) for form in _round(plain)]
    return tuple(dict.fromkeys(key for letter in letters for key in (_even(letter).lower(), letter.lower()) if key))


def keys_in(text: str, lang: str) -> set[str]:
    """Return all keys of a text."""
    return {key for word in words_in(text) for key in index_keys(word[0], lang)}


def searchable_keys_text(texts: Iterable[str]) -> str:
    """Return all keys of short texts of unknown language as one text for `SearchTerms.are_said`: each key between two spaces."""
    found = dict.fromkeys(key for text in texts for word in words_in(text) for lang in ("", *_STEMS) for key in index_keys(word[0], lang))
    return f" {' '.join(found)} " if found else ""


def _keys(forms: Iterable[str], plain: str) -> tuple[str, ...]:
    keys = dict.fromkeys(_key(rough_form(variant)) for form in forms for variant in _round(form))
    if plain.isascii():
        # Latin names have no endings that a stemmer removes; their last vowel is dropped as in Cyrillic ones.
        keys |= {_key(_LAST_VOWELS.sub("", _settled(rough_form(plain)))): None}
    return tuple(filter(None, keys))


def _round(form: str) -> tuple[str, ...]:
    """Return the variants of a word with ө as Russian letters write it: Өтеген is Отеген or Утеген."""
    return (_ROUND.sub("о", form), _ROUND.sub("у", form)) if _ROUND.search(form) else (form,)


def _stems(plain: str, langs: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(stem for lang in langs for stem in _STEMS[lang](plain)))


def _kazakh(plain: str) -> tuple[str, ...]:
    stem = kazakh_stem(plain)
    # No suffix with т follows a vowel: газеті is газет and і.
    return (stem + "т" if plain[len(stem) :].startswith("т") and stem.endswith(_KAZAKH_VOWELS) else stem,)


def _russian(plain: str) -> tuple[str, ...]:
    stem = russian_stem(plain)
    return (stem, without_many(stem))


def _english(plain: str) -> tuple[str, ...]:
    return (plain[:-1] if plain.isascii() and len(plain) > 4 and plain.endswith("s") and not plain.endswith("ss") else plain,)


_STEMS: Mapping[str, Callable[[str], tuple[str, ...]]] = {"kk": _kazakh, "ru": _russian, "en": _english}


def _plain(word: str) -> str:
    lower = unicodedata.normalize("NFKC", _UNHEARD.sub("", unicodedata.normalize("NFC", word))).casefold()
    return _H_AS_X.sub("h", _OWNED.sub("", lower))


def _fixed(plain: str) -> str:
    """Return the key of a number, or of a word in letters of another alphabet, which must match as written; else empty."""
    if rough_form(plain) and not any(letter.isdecimal() for letter in plain):
        return ""
    letters = _NO_SIGN.sub("", plain)
    # Other letters are hashed, so that every key is made of lower-case Latin letters and digits.
    return letters[:_LONGEST] if letters.isascii() else "x" + hashlib.blake2b(letters.encode(), digest_size=8).hexdigest()


def _settled(letters: str) -> str:
    """Return rough letters without the differences that spellings have in words of any length."""
    folded = _HARD.sub("t", _BEFORE_VOWEL.sub("", letters)).replace("ng", "n")
    return _DOUBLED.sub(r"\1", folded)


def _key(letters: str) -> str:
    folded = _settled(_SURNAME_END.sub("", _settled(letters)))
    if folded[-1:] in ("b", "g"):
        # Кітап and кітабы, жүрек and жүрегі.
        folded = folded[:-1] + ("p" if folded[-1] == "b" else "k")
    elif len(folded) > 3 and folded.endswith("st"):
        # Журналистер may be журналис-тер or журналист-ер.
        folded = folded[:-1]
    return (_even(folded) if len(folded) >= _LONG else folded).lower()[:_LONGEST]


def _even(letters: str) -> str:
    wide = letters.replace("E", "I")
    return _DOUBLED.sub(r"\1", _HARMONY.sub(lambda match: match[0].replace("I", "U"), wide))


# Search terms: the words of a search that must occur, and those that must not.

# Limits of a search; the rest is ignored.
LONGEST = 1000
MOST_WORDS = 12
# Shorter beginnings, also after folding (ккккк), would match too many words.
_SHORTEST_BEGINNING = 3
_MINUS = ("-", "−", "–")


@dataclass(frozen=True)
class SearchTerm:
    """A search term: the alternative keys, one of which must occur, and the beginnings of keys (empty: the word must match whole)."""

    written: str
    keys: tuple[str, ...]
    beginnings: tuple[str, ...] = ()

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """The alternative strings to look for in a text from `searchable_keys_text`, without keys that a beginning covers."""
        whole = [f" {key} " for key in self.keys if not (self.beginnings and key.startswith(self.beginnings))]
        return (*whole, *(f" {beginning}" for beginning in self.beginnings))

    def is_said(self, searched: str) -> bool:
        """Return whether the word occurs in a text from `searchable_keys_text`."""
        return any(part in searched for part in self.parts)

    def is_key(self, keys: Iterable[str]) -> bool:
        """Return whether a word with these keys matches."""
        return any(key in self.keys or (self.beginnings and key.startswith(self.beginnings)) for key in keys)


@dataclass(frozen=True)
class SearchTerms:
    """All terms of a search. `left_out`: there were too many, and some were ignored."""

    wanted: tuple[SearchTerm, ...] = ()
    unwanted: tuple[SearchTerm, ...] = ()
    left_out: bool = False

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    def are_said(self, searched: str) -> bool:
        """Return whether a text from `searchable_keys_text` has all wanted words and no unwanted one."""
        return all(word.is_said(searched) for word in self.wanted) and not any(word.is_said(searched) for word in self.unwanted)


@lru_cache(maxsize=1000)
def parse_search_terms(typed: str) -> SearchTerms:
    """Return the terms of a search as it was typed.

    A word in quotation marks must match whole; any other of three letters or more also matches words that begin with it, unless `key_prefixes` excludes
    that. A minus before a word excludes what has it. Other punctuation has no meaning, and text without letters and digits is ignored.
    """
    read = typed[:LONGEST]
    required: dict[SearchTerm, None] = {}
    unwanted: dict[SearchTerm, None] = {}
    left_out = len(typed) > LONGEST
    for match in words_in(read):
        quoted = sum(map(read[: match.start()].count, '"«»“”„')) % 2 == 1
        keys = search_keys(match[0])
        if not keys:
            continue
        if len(required) + len(unwanted) >= MOST_WORDS:
            left_out = True
            break
        minus = read[: match.start()].endswith(_MINUS) and read[: match.start() - 1][-1:].strip() == ""
        beginnings = () if quoted or minus else tuple(key_prefix for key_prefix in key_prefixes(match[0]) if len(key_prefix) >= _SHORTEST_BEGINNING)
        word = SearchTerm(match[0], keys, beginnings)
        (unwanted if minus else required)[word] = None
    return SearchTerms(tuple(required), tuple(unwanted), left_out)
