"""One key for all spellings of a word: Kazakh letters and their Russian stand-ins, Cyrillic and Latin, cases and numbers.

A word of a text stands under the keys of `kept_keys`; who asks for a word asks for those of `asked_keys`. The language of a text is known, that of a word in a
search is not: so a text is read with the stems of its own language, and a search with those of all. A name is written with a capital, and stands under its whole
spelling too. How rough the letters are is said in `records.persons.rough_letters`; on top of it comes what spellings of names exchange: и before a vowel,
нг for ң, о or у for ө, е and и, ү before і, a soft consonant at the end. О and у alone stay two letters: Омаров is not Умаров.

`KEY_VERSION` goes up with every change here: then what was kept under older keys is kept anew.
"""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache

from records.persons.given_names import is_given_name
from records.persons.rough_letters import rough
from records.words.kazakh_stem import stem as kazakh_stem
from records.words.russian_stem import russian_stem, without_many

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
