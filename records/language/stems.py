"""One key for all spellings of a word: Kazakh letters and their Russian stand-ins, Cyrillic and Latin, cases and numbers.

A word of a text stands under the keys of `kept_keys`; who asks for a word asks for those of `asked_keys`. The language of a text is known, that of a word in a
search is not: so a text is read with the stems of its own language, and a search with those of all. A name is written with a capital, and stands under its whole
spelling too. How rough the letters are is said in `records.language.names`; on top of it comes what spellings of names exchange: и before a vowel,
нг for ң, о or у for ө, е and и, ү before і, a soft consonant at the end. О and у alone stay two letters: Омаров is not Умаров.

`KEY_VERSION` goes up with every change here: then what was kept under older keys is kept anew.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from records.language.names import is_given_name, rough

# Kazakh stems: suffixes are taken off from the end, one after the other, as long as vowel harmony and the remaining length allow it.
#
# Kazakh joins many suffixes: тіл-ші-лер-іміз-ге. Only inflection is removed here (plural, possession, case, predicate, and the commonest verb endings).
# Derivation (-шы, -лық) stays, so тілші does not become тіл. A stemmer guesses: forms of one word mostly get the same stem, which may be no word of the
# dictionary.

_CASE = (
    "ның нің дың дің тың тің", "нан нен дан ден тан тен", "нда нде", "ға ге қа ке на не", "ны ні ды ді ты ті", "да де та те", "мен бен пен",
)  # fmt: skip
_POSSESSION = ("ымыз іміз мыз міз", "ыңыз іңіз ңыз ңіз", "сы сі", "ын ін сын сін", "ым ім", "ың ің", "ы і")
_PLURAL = ("лар лер дар дер тар тер",)
_PREDICATE = ("мын мін бын бін пын пін", "сың сің", "сыз сіз")
_VERB = (
    "ылмаған ілмеген ылмады ілмеді", "ылған ілген ынған інген лған лген нған нген", "ылды ілді ынды інді лды лді", "ған ген қан кен", "ып іп",
    "ыпты іпті", "атын етін йтын йтін", "майды мейді байды бейді пайды пейді", "айды ейді йды йді", "удан уден уға уге", "уда уде", "уы уі",
)  # fmt: skip
# -сы is a possessive after a vowel; in these the с belongs to the word.
_ENDS_IN_S = ("облыс", "жұмыс", "дауыс", "журналис", "қатынас", "құрылыс", "ұйғарыс", "кеңес", "туыс", "таныс", "келіс", "баспасөз")
_BACK, _FRONT = frozenset("аоұыя"), frozenset("әөүіе")
_VOWELS = _BACK | _FRONT | frozenset("иуэюё")
# Short words are stems themselves; three letters must remain (қала-да, газет-ке, сот-қа).
_SHORTEST = 3


def _endings(*groups: Sequence[str]) -> tuple[str, ...]:
    return tuple(sorted({ending for group in groups for words in group for ending in words.split()}, key=len, reverse=True))


_NOMINAL = tuple(_endings(group) for group in (_PREDICATE, _CASE, _POSSESSION, _PLURAL))
_VERBAL = _endings(_VERB)
_CASE_ONLY = _endings(_CASE)


def _harmonious(stem: str, ending: str) -> bool:
    """Whether a suffix agrees with the last vowel of its stem: back after back, front after front. Loan words (и, у, э) allow both."""
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
    """The stem of a lower-case Kazakh word: журналистерге → журналист, тілшісінің → тілші, ұсталды → ұста."""
    result = word
    for endings in _NOMINAL:
        result = _without(result, endings)
    # After a vowel the possessive is -сы; what is left after it may carry a plural: тілші-лер-і.
    result = _without(result, _NOMINAL[3])
    return result if result != word else _without(word, _VERBAL)


# Endings of surnames after which even an ending that also closes given names (Айда-на, Нұрсұл-тан) is surely a case.
_SURNAME_ENDINGS = ("ов", "ев", "ин", "ын", "ова", "ева", "ина", "ына", "ская", "ский", "ұлы", "қызы", "бек", "бай", "хан")
_SURE_CASES = _endings(("ның нің дың дің тың тің", "ға ге қа", "ны ні ды ді ты ті"))
_CHILD = {"ұл": "ұлы", "қыз": "қызы"}
_AFTER_CHILD = frozenset({"ын", "ына", "ының", "ында", "ынан", "ымен"})


@lru_cache(maxsize=50_000)
def kazakh_nominative(name: str) -> str:
    """A Kazakh personal name without its case ending, capitals kept: Асхатты → Асхат, Сапарқызына → Сапарқызы, Айдана → Айдана."""
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


# Russian stems: the endings of nouns and adjectives are taken off, until none is left.
#
# It is a light stemmer, as Dolamic and Savoy describe one ("Indexing and searching strategies for the Russian language", 2009): what follows a root by derivation stays,
# so журналистка does not become журналист. Verbs keep their last consonants: избил, избила and избили are one, избить is another.

_ENDINGS = (
    "иями", "ями", "ами", "ыми", "ими", "ого", "его", "ому", "ему", "иях", "иям", "ием", "ией", "ую", "юю", "ая", "яя", "ое", "ее", "ые", "ие", "ый", "ий", "ой", "ей", "ою", "ею", "ью",
    "ых", "их", "ым", "им", "ом", "ем", "ам", "ям", "ах", "ях", "а", "я", "у", "ю", "ы", "и", "е", "о", "й", "ь",
)  # fmt: skip
# In the plural of many nouns an ending, in most surnames a part of the name.
_OF_MANY = ("ов", "ев")
_RUSSIAN_VOWELS = frozenset("аәеёиоөуұүыіэюя")
# Letters that must remain: суд, бой. Of a surname more, since шов is no шо.
_SHORTEST_RUSSIAN, _SHORTEST_OF_MANY = 3, 3


@lru_cache(maxsize=50_000)
def russian_stem(word: str) -> str:
    """The stem of a lower-case Russian word: журналиста → журналист, полицией → полиц, Ахметовой → ахметов."""
    stem = word.replace("ё", "е")
    while (shorter := _without_ending(stem)) != stem:
        stem = shorter
    return stem


def without_many(stem: str) -> str:
    """A stem without -ов or -ев, which may be an ending: журналистов → журналист. Also Сериков → серик, which is another name."""
    base = stem[:-2]
    return base if stem.endswith(_OF_MANY) and len(base) >= _SHORTEST_OF_MANY and any(letter in _RUSSIAN_VOWELS for letter in base) else stem


def _without_ending(stem: str) -> str:
    for ending in _ENDINGS:
        base = stem[: -len(ending)]
        if stem.endswith(ending) and len(base) >= _SHORTEST_RUSSIAN and any(letter in _RUSSIAN_VOWELS for letter in base):
            return base
    return stem


KEY_VERSION = 1
# Marks of stress, soft hyphens and spaces without width stand inside of words and are no letters.
_SILENT = "\u0300-\u036f\u00ad\u200b-\u200f\u2060\ufeff"
_WORD = re.compile(rf"[^\W_](?:[^\W_]|[{_SILENT}]|['’ʼ](?=[^\W_]))*")
_UNHEARD = re.compile(rf"[{_SILENT}]")
_OWNED = re.compile("['’]s$")
_NO_SIGN = re.compile(r"[\W_]+")
# Х is x in some Latin spellings of Kazakh, кс in all of Russian.
_H_AS_X = re.compile("^x|x(?=[bdglmnrvz])")
_ROUND = re.compile("[өöó]")
_BEFORE_VOWEL = re.compile("I(?=[AEOU])")
_HARD = re.compile("d(?=[kpsctfh])")
_DOUBLED = re.compile(r"(.)\1+")
_HARMONY = re.compile("U(?:[a-z]+I)+")
# A woman's surname, and one that declines as adjectives do.
_SURNAME_END = re.compile("(?<=..)(?:(?<=[OE]v)|(?<=In))A$|(?<=.sk)[AI]$")
_KAZAKH_VOWELS = tuple("аәеоөұүыіиуэ")
_LAST_VOWELS = re.compile("(?<=...)[AEIOU]+$")
# In shorter words these differences tell two words apart (мэр, мир); in longer ones two spellings of a name (Кенжеғали, Кенжигали).
_LONG = 5
# A key is no longer. Whoever writes a longer word finds it by its beginning.
_LONGEST = 40


def words_in(text: str) -> Iterator[re.Match[str]]:
    """The words of a text, with their places. Marks of stress and apostrophes inside belong to a word; hyphens part two."""
    return _WORD.finditer(text)


@lru_cache(maxsize=100_000)
def kept_keys(word: str, lang: str) -> tuple[str, ...]:
    """The keys under which a word of a text in this language stands; none for what has no letter and no figure."""
    plain = _plain(word)
    if fixed := _fixed(plain):
        return (fixed,)
    found = _stems(plain, (lang,)) if lang in _STEMS else _stems(plain, _STEMS)
    if word[:1].isupper():
        found = (*found, plain)
    return _keys(found, plain)


@lru_cache(maxsize=20_000)
def asked_keys(word: str) -> tuple[str, ...]:
    """The keys for which is asked with a word of a search. -ов is taken for an ending, unless what is before it is a given name, or a capital shows that it is a
    surname."""
    plain = _plain(word)
    if fixed := _fixed(plain):
        return (fixed,)
    found = list(_stems(plain, _STEMS))
    stem = russian_stem(plain)
    base = without_many(stem)
    if base != stem and (word[:1].isupper() or is_given_name(base)):
        found.remove(base)
    return _keys((*found, plain), plain)


def begun(word: str) -> tuple[str, ...]:
    """What the keys of a word begin with of which these are the first letters; none for what is meant whole: a number, and a Latin word that
    begins with a doubled letter (DDoS), which would be the beginning of other words (Досанова) once its letters are folded."""
    plain = _plain(word)
    if _fixed(plain) or (plain.isascii() and plain[:1] == plain[1:2]):
        return ()
    letters = [_settled(rough(said)) for said in _round(plain)]
    return tuple(dict.fromkeys(key for one in letters for key in (_even(one).lower(), one.lower()) if key))


def keys_in(text: str, lang: str) -> set[str]:
    """All keys of a text."""
    return {key for word in words_in(text) for key in kept_keys(word[0], lang)}


def searched_in(texts: Iterable[str]) -> str:
    """All keys of some short texts whose language is not known, in one text in which `SearchedFor` looks: each between two spaces."""
    found = dict.fromkeys(key for text in texts for word in words_in(text) for lang in ("", *_STEMS) for key in kept_keys(word[0], lang))
    return f" {' '.join(found)} " if found else ""


def _keys(forms: Iterable[str], plain: str) -> tuple[str, ...]:
    found = dict.fromkeys(_key(rough(said)) for form in forms for said in _round(form))
    if plain.isascii():
        # Latin names have no endings that a stemmer knows; in Cyrillic their last vowel falls away.
        found |= {_key(_LAST_VOWELS.sub("", _settled(rough(plain)))): None}
    return tuple(filter(None, found))


def _round(form: str) -> tuple[str, ...]:
    """A word with ө as Russian letters write it: Өтеген is Отеген to some and Утеген to others."""
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
    """The key of what is no word of these alphabets: a number, a word in Arabic or Georgian letters. It is found as it is written."""
    if rough(plain) and not any(letter.isdecimal() for letter in plain):
        return ""
    letters = _NO_SIGN.sub("", plain)
    # So every key is made of small Latin letters and figures, whichever index holds it.
    return letters[:_LONGEST] if letters.isascii() else "x" + hashlib.blake2b(letters.encode(), digest_size=8).hexdigest()


def _settled(letters: str) -> str:
    """Rough letters without what spellings exchange also in short words."""
    said = _HARD.sub("t", _BEFORE_VOWEL.sub("", letters)).replace("ng", "n")
    return _DOUBLED.sub(r"\1", said)


def _key(letters: str) -> str:
    said = _settled(_SURNAME_END.sub("", _settled(letters)))
    if said[-1:] in ("b", "g"):
        # Кітап and кітабы, жүрек and жүрегі.
        said = said[:-1] + ("p" if said[-1] == "b" else "k")
    elif len(said) > 3 and said.endswith("st"):
        # Журналистер is журналис-тер as well as журналист-ер.
        said = said[:-1]
    return (_even(said) if len(said) >= _LONG else said).lower()[:_LONGEST]


def _even(letters: str) -> str:
    wide = letters.replace("E", "I")
    return _DOUBLED.sub(r"\1", _HARMONY.sub(lambda found: found[0].replace("I", "U"), wide))


# What somebody typed into a search, as words: which of them must be there, and which must not.

# What is typed beyond this is not read: a search of more words finds nothing that some of them would not find.
LONGEST = 1000
MOST_WORDS = 12
# Of a shorter word, also once its letters are folded (ккккк), the first letters say too little to look for all that begins so.
_SHORTEST_BEGINNING = 3
_MINUS = ("-", "−", "–")


@dataclass(frozen=True)
class AskedWord:
    """One word: the keys of which one must be there, or the beginnings of keys (none: it is meant whole)."""

    written: str
    keys: tuple[str, ...]
    beginnings: tuple[str, ...] = ()

    @cached_property
    def parts(self) -> tuple[str, ...]:
        """What one of stands in such a text as `word_keys.searched_in` makes where it says the word. What begins with a beginning that is looked for need not be looked for."""
        whole = [f" {key} " for key in self.keys if not (self.beginnings and key.startswith(self.beginnings))]
        return (*whole, *(f" {one}" for one in self.beginnings))

    def is_said(self, searched: str) -> bool:
        """Whether it stands in such a text as `word_keys.searched_in` makes."""
        return any(part in searched for part in self.parts)

    def is_key(self, keys: Iterable[str]) -> bool:
        """Whether a word of a text with these keys is meant."""
        return any(key in self.keys or (self.beginnings and key.startswith(self.beginnings)) for key in keys)


@dataclass(frozen=True)
class AskedWords:
    """All words that were asked for. `left_out`: words were left out, since there were too many."""

    wanted: tuple[AskedWord, ...] = ()
    unwanted: tuple[AskedWord, ...] = ()
    left_out: bool = False

    def __bool__(self) -> bool:
        return bool(self.wanted or self.unwanted)

    def are_said(self, searched: str) -> bool:
        """Whether a text of keys (`word_keys.searched_in`) has all wanted words, and none that is unwanted."""
        return all(word.is_said(searched) for word in self.wanted) and not any(word.is_said(searched) for word in self.unwanted)


@lru_cache(maxsize=1000)
def asked_words(typed: str) -> AskedWords:
    """The words of what was typed. A word in quotation marks is meant whole, and so is what `word_keys.begun` says; of any other, with three letters or more, also
    what begins so. A minus before a word
    leaves out what has it. Signs say nothing else, and what holds no letter and no figure asks for nothing: it narrows
    nothing beside words, and finds nothing alone."""
    read = typed[:LONGEST]
    wanted: dict[AskedWord, None] = {}
    unwanted: dict[AskedWord, None] = {}
    left_out = len(typed) > LONGEST
    for found in words_in(read):
        quoted = sum(map(read[: found.start()].count, '"«»“”„')) % 2 == 1
        keys = asked_keys(found[0])
        if not keys:
            continue
        if len(wanted) + len(unwanted) >= MOST_WORDS:
            left_out = True
            break
        minus = read[: found.start()].endswith(_MINUS) and read[: found.start() - 1][-1:].strip() == ""
        beginnings = () if quoted or minus else tuple(one for one in begun(found[0]) if len(one) >= _SHORTEST_BEGINNING)
        word = AskedWord(found[0], keys, beginnings)
        (unwanted if minus else wanted)[word] = None
    return AskedWords(tuple(wanted), tuple(unwanted), left_out)
