"""Kazakh in Latin or Arabic letters is turned into Cyrillic before it is read.

Latin spellings in use: with apostrophes (s'yg'arma, a'kim), with acutes and digraphs (jýrnalıst, ákim, sh), with diaereses and cedillas (jurnalist, äkim, ş, ğ), with plain letters (gh,
sh, w). The letters y, ı, i, u and w stand for different sounds in each. So a spelling is recognised first by the letters that only it uses. What
remains ambiguous (и or й, ы or і) is made equal by `fold_cyrillic`, which is also applied to the lexicon for such texts.
"""

import re
from collections.abc import Sequence

from records.words.kazakh_latin import has_apostrophes

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

_ARABIC = {
    "ا": "а", "ب": "б", "ۆ": "в", "گ": "г", "ع": "ғ", "د": "д", "ە": "е", "ج": "ж", "ز": "з", "ي": "и", "ی": "и", "ك": "к", "ک": "к",
    "ق": "қ", "ل": "л", "م": "м", "ن": "н", "ڭ": "ң", "و": "о", "پ": "п", "ر": "р", "س": "с", "ت": "т", "ۋ": "у", "ۇ": "ұ", "ف": "ф",
    "ح": "х", "ھ": "һ", "ه": "һ", "چ": "ч", "ش": "ш", "ى": "ы", "ئ": "і", "ۈ": "ү", "ې": "е", "،": ",", "؛": ";", "؟": "?", "ـ": "",
}  # fmt: skip
_ARABIC_FRONT = {"ا": "ә", "و": "ө", "ۇ": "ү", "ى": "і"}
_ARABIC_WORD = re.compile("[\u0600-\u06ff]+")
# The high hamza stands before a word of front vowels; ە, گ and ك occur in such words only and make it superfluous.
_HAMZA = "\u0674\u0621"
_FRONT_SIGNS = frozenset("ەگكک")

_LETTERS = re.compile(r"[^\W\d_]+")
_BACK, _FRONT = re.compile("[aoqğǧ]"), re.compile("[eäöü]")

# Addresses and handles stay as they are: outlets are known by them.
_DOMAIN = r"[\w-]+\.(?:kz|com|org|ru|net|info|asia|media)\b"
_KEPT = rf"(?:https?://\S+|(?<![\w-]){_DOMAIN}|@{_DOMAIN}|@\w+)"
_LATIN_PIECE = re.compile(rf"{_KEPT}|[^\W\d_]+", re.IGNORECASE)
# In the alphabet of 2017 an apostrophe belongs to the letter before it.
_APOSTROPHE = re.compile("['’ʼ‘`´]")
_LATIN_PIECE_2017 = re.compile(rf"{_KEPT}|[^\W\d_](?:[^\W\d_]|(?<=[agnouscyi])['’ʼ‘`´])*", re.IGNORECASE)


_FOLD = str.maketrans("әғқңөұүһіыйёщц", "агкноуухиииешс")


def fold_cyrillic(word: str) -> str:
    """A lower-case Cyrillic word without the differences that Latin spellings and plain keyboards lose."""
    return word.translate(_FOLD)


def latin_to_cyrillic(text: str) -> tuple[str, list[int]]:
    """The text in Cyrillic, and for each of its characters the offset of the Latin letter it came from."""
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
    # ы stands in words of back vowels, і in words of front ones.
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
    """As `latin_to_cyrillic`, for the Kazakh Arabic alphabet. It has no capitals, so neither has the result."""
    letters: list[str] = []
    origin: list[int] = []
    at = 0
    for match in _ARABIC_WORD.finditer(text):
        _copy(text, at, match.start(), letters, origin)
        word = match.group()
        front = word[0] in _HAMZA or bool(_FRONT_SIGNS.intersection(word))
        for number, letter in enumerate(word):
            sound = "" if letter in _HAMZA else (front and _ARABIC_FRONT.get(letter)) or _ARABIC.get(letter, letter)
            letters.extend(sound)
            origin.extend([match.start() + number] * len(sound))
        at = match.end()
    _copy(text, at, len(text), letters, origin)
    return "".join(letters), origin
