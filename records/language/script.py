"""Detection of language and alphabet, and transliteration of Kazakh in Latin or Arabic letters into Cyrillic.

Latin spellings in use: with apostrophes (s'yg'arma, a'kim), with acutes and digraphs (jýrnalıst, ákim, sh), with diaereses and cedillas (jurnalist,
äkim, ş, ğ), with plain letters (gh, sh, w). The letters y, ı, i, u and w have different sounds in each. So a spelling is recognised first by the
letters that only it uses. The remaining ambiguity (и or й, ы or і) is removed by `records.language.letters.fold_cyrillic`, which is also applied to the lexicon for such
texts.
"""

import re
from collections.abc import Sequence
from itertools import islice
from typing import NamedTuple

from records.language.letters import KAZAKH_LETTER, has_apostrophes, is_kazakh_latin
from records.vocabulary import SCREENING_LANGUAGES

# The language of an article by its letters and commonest words: kk, ru, en, or none of them.

# Characters that are examined: enough to be sure, and cheap for a book.
_SAMPLE = 4_000

_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LATIN = re.compile("[A-Za-z\u00c0-\u024f]")
_ARABIC = re.compile("[\u0621-\u06d5]")
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
# Bulgarian is the one remaining language without letters that Russian lacks.
_BULGARIAN_WORDS = frozenset({"се", "са", "че", "като", "със", "през", "който", "която", "това", "няма", "беше"})
_ENGLISH_WORDS = frozenset(_ENGLISH.split())
_KAZAKH_PLAIN_WORDS, _RUSSIAN_WORDS = frozenset(_KAZAKH_PLAIN.split()), frozenset(_RUSSIAN.split())
# Share of words that must be among the commonest. English news has 30-45%, other Latin-script languages under 10%.
_ENGLISH_SHARE = 0.14
_BULGARIAN_SHARE = 0.03
# Kazakh without its letters has 8-25% of these words and hardly a Russian one; Russian news under 1%.
_KAZAKH_PLAIN_SHARE = 0.06


class Script(NamedTuple):
    """The language (empty: unsupported) and the alphabet: cyrillic, latin or arabic; plain is Kazakh in Russian letters, without its own."""

    lang: str
    alphabet: str


def find_language(text: str, hint: str = "") -> Script:
    """Return language and alphabet of a text.

    `hint` is the language that the outlet gives; it decides only if the letters do not. An empty `lang` means that the text is in no supported
    language.
    """
    sample = _sample(text).lower()
    counts = {"cyrillic": len(_CYRILLIC.findall(sample)), "latin": len(_LATIN.findall(sample)), "arabic": len(_ARABIC.findall(sample))}
    alphabet = max(counts, key=lambda name: counts[name])
    letters = counts[alphabet]
    hint = hint[:2].lower()
    if not letters or letters < sum(map(str.isalpha, sample)) // 2:
        return Script(hint if hint in SCREENING_LANGUAGES and not letters else "", alphabet)
    if alphabet == "cyrillic":
        lang = _cyrillic_language(sample, letters, hint)
        # Kazakh half typed this way has only і or ү, as Kyrgyz and Ukrainian have; then the outlet has to say that it is Kazakh.
        plain = (lang == "ru" or (not lang and hint == "kk")) and _is_plain_kazakh(sample)
        return Script("kk", "plain") if plain else Script(lang, alphabet)
    if alphabet == "latin":
        return Script(_latin_language(sample, letters, hint), alphabet)
    ours = len(_KAZAKH_ARABIC.findall(sample)) > letters * 0.08 and len(_NOT_KAZAKH_ARABIC.findall(sample)) < letters * 0.02
    return Script("kk" if ours else "", alphabet)


def _sample(text: str) -> str:
    """Return the beginning of the text; if that is hardly words (a table of numbers), the first words of the text."""
    start = text[:_SAMPLE]
    if len(text) <= _SAMPLE or sum(map(str.isalpha, start)) >= _SAMPLE // 10:
        return start
    return " ".join(match.group() for match in islice(_WORDS.finditer(text), _SAMPLE // 6))


def _cyrillic_language(sample: str, letters: int, hint: str) -> str:
    kazakh = len(KAZAKH_LETTER.findall(sample))
    if len(_FOREIGN_CYRILLIC.findall(sample)) > max(2, letters * 0.005):
        return ""
    if kazakh > letters * 0.03:
        own = len(_KAZAKH_ONLY.findall(sample))
        if letters >= 100 and own < kazakh * 0.12:
            return ""
        # With 3 to 6 Kazakh letters of 100 the page is half Russian; the outlet's own statement is more reliable.
        return hint if kazakh < letters * 0.06 and hint in ("kk", "ru") else "kk"
    words = _WORDS.findall(sample)
    if sum(word in _BULGARIAN_WORDS for word in words) > len(words) * _BULGARIAN_SHARE:
        return ""
    return "kk" if hint == "kk" and kazakh and letters < 200 else "ru"


def _is_plain_kazakh(sample: str) -> bool:
    """Return whether a text in Russian letters is Kazakh, typed on a keyboard without the Kazakh ones."""
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


_COMMON = {
    "a": "а", "b": "б", "v": "в", "g": "г", "d": "д", "e": "е", "j": "ж", "z": "з", "k": "к", "q": "қ", "l": "л", "m": "м", "n": "н",
    "o": "о", "p": "п", "r": "р", "s": "с", "t": "т", "f": "ф", "h": "х", "c": "ц", "x": "х",
    "á": "ә", "ä": "ә", "ǵ": "ғ", "ğ": "ғ", "ǧ": "ғ", "ń": "ң", "ñ": "ң", "ŋ": "ң", "ó": "ө", "ö": "ө", "ú": "ү", "ü": "ү", "ū": "ұ", "ŭ": "ұ",
    "ï": "и", "ş": "ш", "ç": "ч", "sh": "ш", "ch": "ч", "gh": "ғ", "zh": "ж", "ng": "нг", "ia": "ия", "ıa": "ия", "iý": "ию", "ıý": "ию", "iya": "ия", "ïya": "ия",
    "tsia": "ция", "tsıa": "ция", "tsııa": "ция", "tsiia": "ция", "tsiya": "ция", "tsïya": "ция",
}  # fmt: skip
_ACUTE = {**_COMMON, "y": "ы", "ı": "и", "i": "і", "u": "ұ", "ý": "у", "w": "у"}
_CEDILLA = {**_COMMON, "y": "ы", "ı": "і", "i": "и", "u": "у", "ý": "у", "w": "у"}
_DOTLESS = {**_COMMON, "y": "й", "ı": "ы", "i": "і", "u": "у", "w": "ұ", "ý": "у"}

_APOSTROPHES = {**_COMMON, "a'": "ә", "g'": "ғ", "n'": "ң", "o'": "ө", "u'": "ү", "s'": "ш", "c'": "ч", "i'": "и", "y'": "у", "y": "ы", "i": "і", "u": "ұ",
                "w": "у", "i'a": "ия", "i'y'": "ию"}  # fmt: skip

_VOWELS = frozenset("aáäeoóöuúüūŭ")

_ARABIC_LETTERS = {
    "ا": "а", "ب": "б", "ۆ": "в", "گ": "г", "ع": "ғ", "د": "д", "ە": "е", "ج": "ж", "ز": "з", "ي": "и", "ی": "и", "ك": "к", "ک": "к",
    "ق": "қ", "ل": "л", "م": "м", "ن": "н", "ڭ": "ң", "و": "о", "پ": "п", "ر": "р", "س": "с", "ت": "т", "ۋ": "у", "ۇ": "ұ", "ف": "ф",
    "ح": "х", "ھ": "һ", "ه": "һ", "چ": "ч", "ش": "ш", "ى": "ы", "ئ": "і", "ۈ": "ү", "ې": "е", "،": ",", "؛": ";", "؟": "?", "ـ": "",
}  # fmt: skip
_ARABIC_FRONT = {"ا": "ә", "و": "ө", "ۇ": "ү", "ى": "і"}
_ARABIC_WORD = re.compile("[\u0600-\u06ff]+")
# The high hamza precedes a word of front vowels; ە, گ and ك occur in such words only and make it superfluous.
_HAMZA = "\u0674\u0621"
_FRONT_SIGNS = frozenset("ەگكک")

_LETTERS = re.compile(r"[^\W\d_]+")
_BACK, _FRONT = re.compile("[aoqğǧ]"), re.compile("[eäöü]")

# Addresses and handles stay as they are: outlets are identified by them.
_DOMAIN = r"[\w-]+\.(?:kz|com|org|ru|net|info|asia|media)\b"
_KEPT = rf"(?:https?://\S+|(?<![\w-]){_DOMAIN}|@{_DOMAIN}|@\w+)"
_LATIN_PIECE = re.compile(rf"{_KEPT}|[^\W\d_]+", re.IGNORECASE)
# In the alphabet of 2017 an apostrophe belongs to the letter before it.
_APOSTROPHE = re.compile("['’ʼ‘`´]")
_LATIN_PIECE_2017 = re.compile(rf"{_KEPT}|[^\W\d_](?:[^\W\d_]|(?<=[agnouscyi])['’ʼ‘`´])*", re.IGNORECASE)


def latin_to_cyrillic(text: str) -> tuple[str, list[int]]:
    """Return the text in Cyrillic, and for each of its characters the offset of the Latin letter it came from."""
    table = _APOSTROPHES if has_apostrophes(text) else _table_for(text.casefold())
    pieces = _LATIN_PIECE_2017 if table is _APOSTROPHES else _LATIN_PIECE
    letters: list[str] = []
    origin: list[int] = []
    at = 0
    for match in pieces.finditer(text):
        _copy(text, at, match.start(), letters, origin)
        if match.group()[0] == "@" or "." in match.group():
            _copy(text, match.start(), match.end(), letters, origin)
        else:
            _spell(match.group(), match.start(), table, letters, origin)
        at = match.end()
    _copy(text, at, len(text), letters, origin)
    return "".join(letters), origin


def _table_for(lower: str) -> dict[str, str]:
    acute = sum(map(lower.count, "áǵńóúý"))
    cedilla = sum(map(lower.count, "äöüşğūñ"))
    if acute > cedilla:
        return _ACUTE
    # ы occurs in words of back vowels, і in words of front ones.
    dotless = [word for word in _LETTERS.findall(lower) if "ı" in word]
    if sum(map(bool, map(_BACK.search, dotless))) > sum(map(bool, map(_FRONT.search, dotless))):
        return _DOTLESS
    return _CEDILLA if cedilla else _ACUTE


def _spell(word: str, start: int, table: dict[str, str], letters: list[str], origin: list[int]) -> None:
    at, keys = 0, _APOSTROPHE.sub("'", word.lower())
    while at < len(word):
        size = next((size for size in (5, 4, 3, 2) if keys[at : at + size] in table and len(keys) >= at + size), 1)
        piece = word[at : at + size]
        sounds = table.get("i" if piece == "İ" else keys[at : at + size], piece)
        if sounds == "ы" and at and word[at - 1].lower() in _VOWELS:
            # Two vowels never meet in Kazakh: Mamay ends in й in every spelling.
            sounds = "й"
        for number, letter in enumerate(sounds):
            letters.append(letter.upper() if piece[0].isupper() and number == 0 else letter)
            origin.append(start + at)
        at += size


def _copy(text: str, start: int, end: int, letters: list[str], origin: list[int]) -> None:
    letters.extend(text[start:end])
    origin.extend(range(start, end))


def arabic_to_cyrillic(text: str) -> tuple[str, Sequence[int]]:
    """Return the same as `latin_to_cyrillic`, for the Kazakh Arabic alphabet; without capitals, since it has none."""
    letters: list[str] = []
    origin: list[int] = []
    at = 0
    for match in _ARABIC_WORD.finditer(text):
        _copy(text, at, match.start(), letters, origin)
        word = match.group()
        front = word[0] in _HAMZA or bool(_FRONT_SIGNS.intersection(word))
        for number, letter in enumerate(word):
            sound = "" if letter in _HAMZA else (front and _ARABIC_FRONT.get(letter)) or _ARABIC_LETTERS.get(letter, letter)
            letters.extend(sound)
            origin.extend([match.start() + number] * len(sound))
        at = match.end()
    _copy(text, at, len(text), letters, origin)
    return "".join(letters), origin
