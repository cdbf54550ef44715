"""Decoding of a page's bytes and repair of mojibake. The bytes decide, because pages name their charset wrongly.

These are tried in order: a byte order mark; zero bytes (UTF-16 without a mark); UTF-8, if the bytes are valid UTF-8 (text in a single-byte charset is
never valid by chance); last, the single-byte charset whose result looks most like natural text. A page made of two charsets is decoded in pieces.
Text that was encoded twice is decoded twice. The result never contains U+FFFD.
"""

import codecs
import re
from collections.abc import Callable
from functools import cache
from itertools import groupby, pairwise

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

# Repair of mojibake: text that was decoded with the wrong charset and stored as Unicode, recognised by letter sequences that no language has.
# Four kinds occur in the region: UTF-8 read as western or Cyrillic Windows, koi8-r or DOS („Ð¿Ñ€“, „РїСЂ“, „п©я─“, „╨┐╤А“); Windows Cyrillic read as
# western („Ðåäàêöèÿ“); koi8-r and Windows Cyrillic read as each other („пЕДЮЙЖХЪ“); Kazakhstan's KZ-1048 read as Windows Cyrillic, which has other
# letters instead of the Kazakh ones („ќала“). Only the affected parts are repaired: the template of a page is often right where its text is not.

_BYTES = bytes(range(0x80, 0x100))


def _characters_of(charset: str) -> dict[str, int]:
    """Return the characters that a charset gives for the bytes above ASCII. For unassigned bytes browsers use the control character."""
    characters = {chr(byte): byte for byte in _BYTES} if charset in ("cp1251", "cp1252") else {}
    return characters | {octet.decode(charset): octet[0] for octet in (bytes([byte]) for byte in _BYTES) if octet.decode(charset, "ignore")}


def _without_clash(charset: str) -> dict[str, int]:
    """Return `_characters_of` without control characters of assigned bytes, which do not indicate the charset. Latin-1 gives them for cp1252's."""
    characters = _characters_of(charset)
    if charset == "cp1251":
        return {
            char: byte
            for char, byte in characters.items()
            if not ("\x80" <= char <= "\xff") or bytes([byte]).decode("cp1251", "ignore") in ("", char)
        }
    return characters


_SHOWN = {charset: _without_clash(charset) for charset in ("cp1252", "cp1251", "koi8-r", "cp866")}
_CYRILLIC = re.compile("[А-Яа-яЁёӘәҒғҚқҢңӨөҰұҮүҺһІі]+")


def _letters(charset: str, first: int, last: int) -> str:
    return "[" + re.escape("".join(char for char, byte in _SHOWN[charset].items() if first <= byte <= last)) + "]"


def _pair(charset: str) -> str:
    """Return a pattern for a UTF-8 letter read in the charset: two bytes for Cyrillic (D0 to D3) and «» (C2), three for dashes, quotes and № (E2)."""
    second = _letters(charset, 0x80, 0xBF)
    return f"(?:{_letters(charset, 0xD0, 0xD3)}{second}|{_letters(charset, 0xC2, 0xC2)}{second}|{_letters(charset, 0xE2, 0xE2)}{second}{second})"


# Three such letters in a row are not natural text; similar letters nearby belong to them.
_RUNS = {charset: re.compile(f"{_pair(charset)}{{3,}}(?:[ -@\\[-`{{-~]{{1,4}}{_pair(charset)}+)*") for charset in _SHOWN}
_SHORT = {charset: re.compile(rf"(?<!\w){_pair(charset)}{{1,2}}(?!\w)") for charset in _SHOWN}
# A cheap test before the pattern is applied to the page: о, а and е occur in every text.
_SIGNS = {charset: tuple(letter.encode().decode(charset) for letter in "оае") for charset in ("cp1251", "koi8-r", "cp866")} | {"cp1252": ("Ð", "Ñ")}

# Removes ASCII letters and signs, which are most of a page.
_ASCII_WORDS = bytes(byte for byte in range(0x80) if byte not in b" <>")
_AS_SPACES = bytes.maketrans(b"<>", b"  ")
_WESTERN, _ACCENTED, _ASCII_LETTER = re.compile("[À-ÿ]{4,}"), re.compile("[À-ÿ]"), re.compile("[A-Za-z]")
_CAPITAL, _SMALL = re.compile("[А-ЯЁ]"), re.compile("[а-яё]")
_FLIPPED = re.compile("(?<![^\\W\\d_])[а-яё][А-ЯЁ]{3,}(?![^\\W\\d_])")
# Three words of only accented letters are not names, and two with one small letter before capitals are not abbreviations.
_WESTERN_WORDS, _FLIPPED_WORDS = 3, 2
_TEXT = re.compile("[^<>]+")
_SAMPLE = 4_000  # characters by which a charset is chosen
_KAZAKH_SHOWN = dict(zip("ҚқҰұӘәҒғҮүҢңӨөҺһ".encode("kz1048").decode("cp1251", "replace"), "ҚқҰұӘәҒғҮүҢңӨөҺһ", strict=True))
_KAZAKH_PLACES = re.compile("[" + "".join(_KAZAKH_SHOWN) + "]")
_KAZAKH = re.compile("[қғңәөүұ]")
# Required number of the seven small letters: other languages have at most four, and no ќ with them.
_PLACES = 5
# Serbian and Macedonian share some of these letters, Ukrainian and Belarusian others; these are only Serbian or Macedonian.
_NOT_KAZAKH = re.compile("[љњџђЉЊЏЂ]")


def _repaired(text: str, likeness: Callable[[str], float]) -> str:
    """Return the text without mojibake. `likeness` rates how much a text looks natural and decides between possible charsets."""
    words = _without_ascii(text)
    if not words:
        return text
    for charset, signs in _SIGNS.items():
        if any(sign in words for sign in signs):
            text = _undo_utf8(text, charset)
            words = _without_ascii(text)
    if len(_WESTERN.findall(words)) >= _WESTERN_WORDS:
        text = _TEXT.sub(lambda match: _undo_western(match.group(), likeness), text)
    if len(_FLIPPED.findall(words)) >= _FLIPPED_WORDS:
        text = _TEXT.sub(lambda match: _undo_flipped(match.group(), likeness), text)
    return _undo_kazakh(text) if "ќ" in text else text


def _without_ascii(text: str) -> str:
    """Return the non-ASCII letters of a text, separated by spaces where spaces and elements separate words, for faster tests."""
    return b" ".join(text.encode("utf-8", "surrogatepass").translate(_AS_SPACES, _ASCII_WORDS).split()).decode("utf-8", "surrogatepass")


def _undo_utf8(text: str, charset: str) -> str:
    """Decode UTF-8 that was read in this charset. Single short words come last: they count only if there is a longer run."""
    undone = _RUNS[charset].sub(lambda match: _again(match.group(), charset), text)
    if undone == text:
        return text
    return _SHORT[charset].sub(lambda match: _cyrillic_or_same(match.group(), charset), undone)


def _again(run: str, charset: str) -> str:
    """Return a run decoded again, or if that fails, with each of its words that can be decoded."""
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
    """Repair a text of mostly western accented letters by the Cyrillic charset that makes it look most natural."""
    if not _WESTERN.search(part) or len(_ASCII_LETTER.findall(part)) * 2 > len(_ACCENTED.findall(part)):
        return part
    return _most_likely(part, (("cp1252", "cp1251"), ("cp1252", "kz1048"), ("cp1252", "koi8-r")), likeness)


def _undo_flipped(part: str, likeness: Callable[[str], float]) -> str:
    """Repair a text with swapped case in koi8-r or Windows Cyrillic. A genuine headline in capitals looks more natural unchanged."""
    if not _FLIPPED.search(part) or len(_CAPITAL.findall(part)) < 3 * len(_SMALL.findall(part)):
        return part
    return _most_likely(part, (("cp1251", "cp1251"), ("cp1251", "koi8-r"), ("koi8-r", "cp1251")), lambda text: likeness(text.lower()))


def _most_likely(part: str, pairs: tuple[tuple[str, str], ...], likeness: Callable[[str], float]) -> str:
    """Return the text converted between the pair of charsets after which its beginning looks most natural."""
    source, meant = max(pairs, key=lambda pair: likeness(part[:_SAMPLE].translate(_reread(*pair))))
    return part.translate(_reread(source, meant))


@cache
def _reread(source: str, meant: str) -> dict[int, str]:
    return {ord(char): bytes([byte]).decode(meant, "ignore") for char, byte in _SHOWN[source].items()}


def _undo_kazakh(text: str) -> str:
    """Restore Kazakh letters if the text has і and several of the letters that Windows Cyrillic shows for them.

    Parts that already have Kazakh letters are left unchanged.
    """
    if len(set(_KAZAKH_PLACES.findall(text)) & set("ќўјєїѕґ")) < _PLACES or "і" not in text or _NOT_KAZAKH.search(text):
        return text
    letters = str.maketrans(_KAZAKH_SHOWN)
    return _TEXT.sub(lambda match: match.group() if _KAZAKH.search(match.group()) else match.group().translate(letters), text)


_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF16_LE, "utf-16-le"),
          (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
# Charsets used in the region: Windows and Unix Cyrillic, Kazakhstan's KZ-1048, DOS, and western Windows. The first wins a tie.
_CANDIDATES = ("cp1251", "kz1048", "koi8-r", "cp866", "iso8859-5", "cp1252")
_WIDE = {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7"}
_UTF8_LETTER = rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
_UTF8_RUN = re.compile(rb"(?:%s)+" % _UTF8_LETTER)
_UTF8_SURE = re.compile(rb"(?:%s){3,}(?:[\x20-\x2f]{1,2}(?:%s)+)*" % (_UTF8_LETTER, _UTF8_LETTER))
_HIGH = re.compile(rb"[\x80-\xff]+")
_NEAR_HIGH = re.compile(rb"[\x20-\x7e]{0,2}[\x80-\xff][\x20-\x7e\x80-\xff]{0,200}")
_ASCII, _ASCII_CONTROLS = bytes(range(0x80)), bytes(byte for byte in range(0x80) if (byte < 0x20 and byte not in b"\t\n\r") or byte == 0x7F)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffd-\uffff]")


def decode(body: bytes, content_type: str) -> str:
    """Return the text of a page without control characters and U+FFFD. Never raises.

    `content_type` is the header's value, empty if missing. It and the page's own meta element count only if the bytes are ambiguous.
    """
    text = _repaired(_read(body, content_type), _likeness)
    return _CONTROLS.sub("", text) if _has_controls(text) else text


def _has_controls(text: str) -> bool:
    """Return whether there are control characters. Few pages have any, and removing them letter by letter takes ten times as long."""
    raw = text.encode("utf-8", "surrogatepass")
    beyond_ascii = raw.translate(None, _ASCII)
    return len(raw.translate(None, _ASCII_CONTROLS)) < len(raw) or _CONTROLS.search(beyond_ascii.decode("utf-8", "surrogatepass")) is not None


def _read(body: bytes, content_type: str) -> str:
    for mark, name in _MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(name, "ignore")
    if wide := _wide_without_mark(body):
        return body.decode(wide, "ignore")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return _read_broken(body, content_type)


def _wide_without_mark(body: bytes) -> str | None:
    """Return the name of the UTF-16 charset if the bytes are UTF-16 (ASCII characters then have one zero byte), else None."""
    head = body[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < 8 or even + odd < len(head) / 50 or min(even, odd) > max(even, odd) / 10:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _read_broken(body: bytes, content_type: str) -> str:
    """Decode bytes that are not clean UTF-8: damaged UTF-8, or a single-byte charset with pieces of UTF-8."""
    high = sum(map(len, _HIGH.findall(body)))
    as_utf8 = sum(map(len, _UTF8_RUN.findall(body)))
    if as_utf8 > high / 2:
        return _mixed(body, _UTF8_RUN, _repair)
    declared = _declared(body, content_type)
    for name in declared:
        if name not in _CANDIDATES and (text := _strictly(body, name)) is not None:
            return text
    best = _best_single_byte(body, declared)
    return _mixed(body, _UTF8_SURE, lambda piece: piece.decode(best, "replace").replace("\ufffd", ""))


def _declared(body: bytes, content_type: str) -> list[str]:
    """Return Python names of the charsets that header and page declare.

    Unicode ones are left out, because the bytes have already excluded them.
    """
    claims = (http_content_type_encoding(content_type), html_body_declared_encoding(body[:8192]))
    names = [resolve_encoding(claim) for claim in claims if claim]
    return [name for name in names if name and name.replace("_", "-") not in _WIDE]


def _strictly(body: bytes, name: str) -> str | None:
    """Decode a multi-byte charset (GB 18030, Shift JIS, …) if every byte is valid, else return None.

    A single-byte charset proves nothing, since every byte is valid.
    """
    if not re.match(r"gb|big5|euc|shift|sjis|iso2022|cp9[34]|hz|johab", name.lower()):
        return None
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return None


def _best_single_byte(body: bytes, declared: list[str]) -> str:
    """Decode by the single-byte charset whose result looks most natural; a declared one wins a near tie."""
    pieces, size = [], 0
    for match in _NEAR_HIGH.finditer(body):
        pieces.append(match.group())
        size += len(match.group())
        if size > _SAMPLE:
            break
    sample = b"\n".join(pieces)
    names = dict.fromkeys([*declared, *_CANDIDATES])
    scores = {name: _likeness(sample.decode(name, "replace")) * (1.002 if name in declared else 1) for name in names}
    return max(scores, key=lambda name: scores[name])


_COMMON = re.compile("[оеаинтсрвлкмдпуыі]")
_LETTER = re.compile("[а-яёәғқңөұүһі]")
_CAPITAL_AFTER_SMALL = re.compile(r"(?<![^\W\d_])[А-ЯЁӘҒҚҢӨҰҮҺІ](?=[а-яёәғқңөұүһі]|\b)|(?<=[А-ЯЁӘҒҚҢӨҰҮҺІ])[А-ЯЁӘҒҚҢӨҰҮҺІ]")
_FLIP = re.compile("[а-яёәғқңөұүһі][А-ЯЁӘҒҚҢӨҰҮҺІ]|[а-яёА-ЯЁ][ЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЄЇґєјЅѕїÀ-ÿ]|[À-ÿ]{3}|[À-ÿ][A-Z]|[A-Za-z][а-яё]|[а-яё][A-Za-z]")
_ACCENTED_LETTERS = re.compile("(?<=[A-Za-z])[À-öø-ÿ]|[À-öø-ÿ](?=[a-z])")
_MARKED = re.compile("[«»„“”‘’—–…№\xa0]")
_ODD = re.compile("[\u2500-\u25ff\u2320\u2321ЂЃѓЉЊЌЋЏђљњќћџ¤¦¬¶†‡‰‹›\x80-\x9f\ufffd√≈≤≥÷]")


def _likeness(text: str) -> float:
    """Rate how much `text` looks like natural Kazakh, Russian or accented Latin.

    Letters in their usual frequency and case raise the rating. Box drawing, rare letters and capitals inside words lower it.
    """
    return (
        2.0 * len(_COMMON.findall(text)) + len(_LETTER.findall(text)) + len(_CAPITAL_AFTER_SMALL.findall(text)) + len(_ACCENTED_LETTERS.findall(text))
        + 0.5 * len(_MARKED.findall(text)) - 3.0 * len(_FLIP.findall(text)) - 3.0 * len(_ODD.findall(text))
    )  # fmt: skip


def _mixed(body: bytes, utf8: re.Pattern[bytes], other: Callable[[bytes], str]) -> str:
    """Decode the pieces that `utf8` matches as UTF-8, and the rest with `other`."""
    edges = [0, *(edge for match in utf8.finditer(body) for edge in match.span()), len(body)]
    parts = [body[start:end] for start, end in pairwise(edges)]
    return "".join(part.decode("utf-8", "ignore") if place % 2 else other(part) for place, part in enumerate(parts))


def _repair(piece: bytes) -> str:
    """Decode the parts of a UTF-8 page that are not UTF-8.

    A word in Windows Cyrillic is decoded. Part of a letter, cut off by a byte limit, is dropped.
    """
    return _HIGH.sub(_cyrillic_or_nothing, piece).decode("utf-8", "ignore")


def _cyrillic_or_nothing(match: re.Match[bytes]) -> bytes:
    raw = match.group()
    # A single byte is more often part of a letter (all UTF-8 Cyrillic starts with D0 to D3) than a one-letter word.
    if len(raw) == 1 and not (raw >= b"\xe0" and match.string[match.end() : match.end() + 1] == b" "):
        return b""
    text = raw.decode("cp1251", "replace")
    return text.encode() if re.fullmatch("[А-яЁёІі«»—–„“”…№\xa0]+", text) else b""
