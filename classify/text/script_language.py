"""Which language an article is in, by its letters and commonest words: kk, ru, en, or none of them."""

import re
from itertools import islice
from typing import NamedTuple

from records.vocabulary import SCREENING_LANGUAGES
from records.words.kazakh_latin import is_kazakh_latin

# What is looked at: enough letters to be sure, few enough to cost nothing on a book.
SAMPLE = 4_000

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_ARABIC = re.compile("[\u0621-\u06d5]")
_KAZAKH = re.compile("[әғқңұүөһі]")
# Letters of Ukrainian, Belarusian, Uzbek, Tajik, Bashkir, Tatar, Serbian, Macedonian, Abkhaz that neither Kazakh nor Russian has.
_FOREIGN_CYRILLIC = re.compile("[їєґўҳҷӣӯҙҡҫҗјљњћђѓќџѕ]")
# Kazakh letters that neither Kyrgyz, Mongolian, Tuvan, Yakut (which share ө, ү, ң) nor Ukrainian and Belarusian (which share і) have.
_KAZAKH_ONLY = re.compile("[әқғұ]")
_KAZAKH_ARABIC = re.compile("[ۋۇەڭىٴ]")
_NOT_KAZAKH_ARABIC = re.compile("[ېۈئےٹڈھ]")
_WORDS = re.compile(r"[^\W\d_]+")
# Where the outlet says that it is Kazakh, a letter of one of its Latin alphabets is enough.
_KAZAKH_LATIN = re.compile("[qǵğǧñńūýıäşáóúöü]|[agnouscyi]['’ʼ‘`]")

_ENGLISH = """the of and to in was were is are that for with by from his her has had have on said at as it who not a an be its will this they
    their or but which can if would been after may you more no he she i"""
# Kazakh as it is typed on a Russian keyboard: words that Russian does not have, and the commonest ones that Kazakh does not.
_KAZAKH_PLAIN = """жане мен бен пен деп деген дейди деди болды болып болган болады кеше бугин ертен бул осы сол ушин екен жок бар емес керек еди кейин дейин туралы
    бойынша калай казир айтты айтады отыр тур журген журип келди кетти алды берди дурыс адам халык озимиз озинин биздин биз сиз олар оны онын бир еки уш жылы куни тунде
    облысы каласы ауданы ауыл аким сот соты тилши журналистер курметти достар жазып жазды казак казакстан калган барган соны"""
_RUSSIAN = "и в не на что с по как это от для из за был была были он она они его её к у но же так или при уже до об"
# Bulgarian is the one language left that has no letter of its own beside Russian.
_BULGARIAN_WORDS = frozenset({"се", "са", "че", "като", "със", "през", "който", "която", "това", "няма", "беше"})
_ENGLISH_WORDS = frozenset(_ENGLISH.split())
_KAZAKH_PLAIN_WORDS, _RUSSIAN_WORDS = frozenset(_KAZAKH_PLAIN.split()), frozenset(_RUSSIAN.split())
# Share of words that must be among the commonest. English news has 30-45%, other Latin-script languages under 10%.
_ENGLISH_SHARE = 0.14
_BULGARIAN_SHARE = 0.03
# Kazakh without its letters has 8-25% of these words and hardly a Russian one; Russian news under 1%.
_KAZAKH_PLAIN_SHARE = 0.06


class Script(NamedTuple):
    """The language (empty: none of ours) and the alphabet: cyrillic, latin or arabic; plain is Kazakh in Russian letters, without its own."""

    lang: str
    alphabet: str


def find_language(text: str, hint: str = "") -> Script:
    """Language and alphabet of a text. `hint` is the language that the outlet gives; it decides only if the letters do not. An empty `lang`
    means that the text cannot be read here."""
    sample = _sample(text).lower()
    counts = {"cyrillic": len(_CYRILLIC.findall(sample)), "latin": len(_LATIN.findall(sample)), "arabic": len(_ARABIC.findall(sample))}
    alphabet = max(counts, key=lambda name: counts[name])
    letters = counts[alphabet]
    hint = hint[:2].lower()
    if not letters or letters < sum(map(str.isalpha, sample)) // 2:
        return Script(hint if hint in SCREENING_LANGUAGES and not letters else "", alphabet)
    if alphabet == "cyrillic":
        lang = _cyrillic_language(sample, letters, hint)
        # Half typed so, it has і or ү alone, as Kyrgyz and Ukrainian have; then the outlet has to say that it is Kazakh.
        plain = (lang == "ru" or (not lang and hint == "kk")) and _is_plain_kazakh(sample)
        return Script("kk", "plain") if plain else Script(lang, alphabet)
    if alphabet == "latin":
        return Script(_latin_language(sample, letters, hint), alphabet)
    ours = len(_KAZAKH_ARABIC.findall(sample)) > letters * 0.08 and len(_NOT_KAZAKH_ARABIC.findall(sample)) < letters * 0.02
    return Script("kk" if ours else "", alphabet)


def _sample(text: str) -> str:
    """The beginning of the text. If that is hardly words (a table of numbers), the first words, wherever they stand."""
    start = text[:SAMPLE]
    if len(text) <= SAMPLE or sum(map(str.isalpha, start)) >= SAMPLE // 10:
        return start
    return " ".join(match.group() for match in islice(_WORDS.finditer(text), SAMPLE // 6))


def _cyrillic_language(sample: str, letters: int, hint: str) -> str:
    kazakh = len(_KAZAKH.findall(sample))
    if len(_FOREIGN_CYRILLIC.findall(sample)) > max(2, letters * 0.005):
        return ""
    if kazakh > letters * 0.03:
        own = len(_KAZAKH_ONLY.findall(sample))
        if letters >= 100 and own < kazakh * 0.12:
            return ""
        # Between 3 and 6 letters of 100 the page is half Russian; the outlet knows better what it is.
        return hint if kazakh < letters * 0.06 and hint in ("kk", "ru") else "kk"
    words = _WORDS.findall(sample)
    if sum(word in _BULGARIAN_WORDS for word in words) > len(words) * _BULGARIAN_SHARE:
        return ""
    return "kk" if hint == "kk" and kazakh and letters < 200 else "ru"


def _is_plain_kazakh(sample: str) -> bool:
    """Whether a text in Russian letters is Kazakh, typed on a keyboard without the Kazakh ones."""
    words = _WORDS.findall(sample)
    kazakh = sum(word in _KAZAKH_PLAIN_WORDS for word in words)
    return kazakh >= max(2, len(words) * _KAZAKH_PLAIN_SHARE) and kazakh > sum(word in _RUSSIAN_WORDS for word in words)


def _latin_language(sample: str, letters: int, hint: str) -> str:
    if is_kazakh_latin(sample):
        return "kk"
    words = _WORDS.findall(sample)
    if sum(word in _ENGLISH_WORDS for word in words) >= len(words) * _ENGLISH_SHARE:
        return "en"
    if hint == "kk" and _KAZAKH_LATIN.search(sample):
        return "kk"
    return "en" if hint == "en" and len(words) < 40 and re.fullmatch("[\x00-\x7f\u2010-\u2030£€]+", sample) else ""
