"""Mojibake: text that somebody read in the wrong charset and stored as Unicode. It is known by letters in an order that no language has, and brought back.

Four kinds occur on the web of the region: UTF-8 shown as western or Cyrillic Windows, koi8-r or DOS („Ð¿Ñ€“, „РїСЂ“, „п©я─“, „╨┐╤А“); Windows Cyrillic shown as
western („Ðåäàêöèÿ“); koi8-r and Windows Cyrillic shown as each other („пЕДЮЙЖХЪ“); Kazakhstan's KZ-1048 shown as Windows Cyrillic, which has other letters
in the places of the Kazakh ones („ќала“). Each is undone where it stands: the frame of a page is often right where its text is not.
"""

import re
from collections.abc import Callable
from functools import cache
from itertools import groupby

_BYTES = bytes(range(0x80, 0x100))


def _shown(charset: str) -> dict[str, int]:
    """The characters that a charset shows for the bytes above ASCII. Browsers show a byte that it lacks as the control character of its number."""
    shown = {chr(byte): byte for byte in _BYTES} if charset in ("cp1251", "cp1252") else {}
    return shown | {one.decode(charset): one[0] for one in (bytes([byte]) for byte in _BYTES) if one.decode(charset, "ignore")}


def _without_clash(charset: str) -> dict[str, int]:
    """`_shown`, without control characters of bytes that the charset has: they are no sign of it. Latin-1 shows them for cp1252's."""
    shown = _shown(charset)
    if charset == "cp1251":
        return {
            char: byte for char, byte in shown.items() if not ("\x80" <= char <= "\xff") or bytes([byte]).decode("cp1251", "ignore") in ("", char)
        }
    return shown


_SHOWN = {charset: _without_clash(charset) for charset in ("cp1252", "cp1251", "koi8-r", "cp866")}
_CYRILLIC = re.compile("[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]+")


def _letters(charset: str, first: int, last: int) -> str:
    return "[" + re.escape("".join(char for char, byte in _SHOWN[charset].items() if first <= byte <= last)) + "]"


def _pair(charset: str) -> str:
    """A letter of UTF-8 as the charset shows it: Cyrillic (D0 to D3) and «» (C2) in two bytes, dashes, quotes and № (E2) in three."""
    second = _letters(charset, 0x80, 0xBF)
    return f"(?:{_letters(charset, 0xD0, 0xD3)}{second}|{_letters(charset, 0xC2, 0xC2)}{second}|{_letters(charset, 0xE2, 0xE2)}{second}{second})"


# Three letters in a row are no writing; what stands near them belongs to them.
_RUNS = {charset: re.compile(f"{_pair(charset)}{{3,}}(?:[ -@\\[-`{{-~]{{1,4}}{_pair(charset)}+)*") for charset in _SHOWN}
_SHORT = {charset: re.compile(rf"(?<!\w){_pair(charset)}{{1,2}}(?!\w)") for charset in _SHOWN}
# A cheap look before the pattern runs over the page: о, а and е, which every text has.
_SIGNS = {charset: tuple(letter.encode().decode(charset) for letter in "оае") for charset in ("cp1251", "koi8-r", "cp866")} | {"cp1252": ("Ð", "Ñ")}

# Nothing of this is among ASCII letters and signs, which most of a page is made of.
_ASCII_WORDS = bytes(byte for byte in range(0x80) if byte not in b" <>")
_AS_SPACES = bytes.maketrans(b"<>", b"  ")
_WESTERN, _ACCENTED, _ASCII_LETTER = re.compile("[À-ÿ]{4,}"), re.compile("[À-ÿ]"), re.compile("[A-Za-z]")
_CAPITAL, _SMALL = re.compile("[А-ЯЁ]"), re.compile("[а-яё]")
_FLIPPED = re.compile("(?<![^\\W\\d_])[а-яё][А-ЯЁ]{3,}(?![^\\W\\d_])")
# Three words of accented letters alone are no names, and two with one small letter before capitals no abbreviations.
_WESTERN_WORDS, _FLIPPED_WORDS = 3, 2
_TEXT = re.compile("[^<>]+")
_SAMPLE = 4_000  # characters by which a charset is chosen
_KAZAKH_SHOWN = dict(zip("ҚқҰұӘәҒғҮүҢңӨөҺһ".encode("kz1048").decode("cp1251", "replace"), "ҚқҰұӘәҒғҮүҢңӨөҺһ", strict=True))
_KAZAKH_PLACES = re.compile("[" + "".join(_KAZAKH_SHOWN) + "]")
_KAZAKH = re.compile("[қғңәөүұ]")
# So many of the seven small letters: other languages have four at most, and no ќ beside them.
_PLACES = 5
# Serbian and Macedonian have some of these letters, Ukrainian and Belarusian others; these are theirs alone.
_NOT_KAZAKH = re.compile("[љњџђЉЊЏЂ]")


def repaired(text: str, likeness: Callable[[str], float]) -> str:
    """The text without mojibake. `likeness` tells how much a text looks like writing; it chooses where the signs leave a choice."""
    words = _without_ascii(text)
    if not words:
        return text
    for charset, signs in _SIGNS.items():
        if any(sign in words for sign in signs):
            text = _undo_utf8(text, charset)
            words = _without_ascii(text)
    if len(_WESTERN.findall(words)) >= _WESTERN_WORDS:
        text = _TEXT.sub(lambda found: _undo_western(found.group(), likeness), text)
    if len(_FLIPPED.findall(words)) >= _FLIPPED_WORDS:
        text = _TEXT.sub(lambda found: _undo_flipped(found.group(), likeness), text)
    return _undo_kazakh(text) if "ќ" in text else text


def _without_ascii(text: str) -> str:
    """The other letters of a text, those of a word beside one another, with a space where spaces and elements part them: a look at it takes a fraction of the
    time."""
    return b" ".join(text.encode("utf-8", "surrogatepass").translate(_AS_SPACES, _ASCII_WORDS).split()).decode("utf-8", "surrogatepass")


def _undo_utf8(text: str, charset: str) -> str:
    """Decode what is UTF-8 in the charset's letters. Single short words are left to the end: they count only beside a run."""
    undone = _RUNS[charset].sub(lambda found: _again(found.group(), charset), text)
    if undone == text:
        return text
    return _SHORT[charset].sub(lambda found: _cyrillic_or_same(found.group(), charset), undone)


def _again(run: str, charset: str) -> str:
    """A run decoded once more. If it does not decode whole, each of its words that does."""
    whole = _decoded(run, charset)
    if whole is not None:
        return whole
    parts = ("".join(part) for _, part in groupby(run, key=str.isascii))
    return "".join(part if (text := _decoded(part, charset)) is None else text for part in parts)


def _decoded(run: str, charset: str) -> str | None:
    table = _SHOWN[charset]
    try:
        return bytes(ord(char) if char.isascii() else table[char] for char in run).decode("utf-8")
    except (KeyError, UnicodeDecodeError):
        return None


def _cyrillic_or_same(word: str, charset: str) -> str:
    text = _decoded(word, charset)
    return text if text is not None and _CYRILLIC.fullmatch(text) else word


def _undo_western(part: str, likeness: Callable[[str], float]) -> str:
    """A text of western accented letters and hardly another, in the Cyrillic charset in which it looks like writing."""
    if not _WESTERN.search(part) or len(_ASCII_LETTER.findall(part)) * 2 > len(_ACCENTED.findall(part)):
        return part
    return _most_likely(part, (("cp1252", "cp1251"), ("cp1252", "kz1048"), ("cp1252", "koi8-r")), likeness)


def _undo_flipped(part: str, likeness: Callable[[str], float]) -> str:
    """A text whose small and capital letters have changed places, in koi8-r or Windows Cyrillic. An honest headline in capitals looks more like
    writing as it is."""
    if not _FLIPPED.search(part) or len(_CAPITAL.findall(part)) < 3 * len(_SMALL.findall(part)):
        return part
    return _most_likely(part, (("cp1251", "cp1251"), ("cp1251", "koi8-r"), ("koi8-r", "cp1251")), lambda text: likeness(text.lower()))


def _most_likely(part: str, ways: tuple[tuple[str, str], ...], likeness: Callable[[str], float]) -> str:
    """The text with what one charset shows for a byte put as another shows it: the way after which its beginning looks most like writing."""
    shown, meant = max(ways, key=lambda way: likeness(part[:_SAMPLE].translate(_reread(*way))))
    return part.translate(_reread(shown, meant))


@cache
def _reread(shown: str, meant: str) -> dict[int, str]:
    return {ord(char): bytes([byte]).decode(meant, "ignore") for char, byte in _SHOWN[shown].items()}


def _undo_kazakh(text: str) -> str:
    """Put the Kazakh letters into their places, if the text has several of the letters that Windows Cyrillic shows there, and і. Parts of it that have
    Kazakh letters are right already."""
    if len(set(_KAZAKH_PLACES.findall(text)) & set("ќўјєїѕґ")) < _PLACES or "і" not in text or _NOT_KAZAKH.search(text):
        return text
    letters = str.maketrans(_KAZAKH_SHOWN)
    return _TEXT.sub(lambda found: found.group() if _KAZAKH.search(found.group()) else found.group().translate(letters), text)
