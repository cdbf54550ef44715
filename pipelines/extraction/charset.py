"""Bytes become text. A page may name its charset wrongly, so the bytes decide.

These are tried in order: a byte order mark; zero bytes (UTF-16 without a mark); UTF-8, wherever the bytes are valid UTF-8 (text in a single-byte
charset is never valid by chance); last, the single-byte charset whose reading looks most like writing. A page put together from two charsets is read
piece by piece. Text that was encoded twice is decoded twice. The result never contains U+FFFD.
"""

import codecs
import re
from collections.abc import Callable
from itertools import pairwise

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, resolve_encoding

from pipelines.extraction.mojibake import repaired

_MARKS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"), (codecs.BOM_UTF16_LE, "utf-16-le"),
          (codecs.BOM_UTF16_BE, "utf-16-be"))  # fmt: skip
# Read by the web of the region: Windows and Unix Cyrillic, Kazakhstan's own KZ-1048, DOS, and western Windows. The first wins a tie.
_CANDIDATES = ("cp1251", "kz1048", "koi8-r", "cp866", "iso8859-5", "cp1252")
_WIDE = {"utf-8", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7"}
_SAMPLE = 4_000  # bytes around letters above ASCII that are scored: the guess does not change with more
_UTF8_LETTER = rb"(?:[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3})"
_UTF8_RUN = re.compile(rb"(?:%s)+" % _UTF8_LETTER)
_UTF8_SURE = re.compile(rb"(?:%s){3,}(?:[\x20-\x2f]{1,2}(?:%s)+)*" % (_UTF8_LETTER, _UTF8_LETTER))
_HIGH = re.compile(rb"[\x80-\xff]+")
_NEAR_HIGH = re.compile(rb"[\x20-\x7e]{0,2}[\x80-\xff][\x20-\x7e\x80-\xff]{0,200}")
_ASCII, _ASCII_CONTROLS = bytes(range(0x80)), bytes(byte for byte in range(0x80) if (byte < 0x20 and byte not in b"\t\n\r") or byte == 0x7F)
_CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffd-\uffff]")


def decode(body: bytes, content_type: str) -> str:
    """The text of a page, free of control characters and of U+FFFD. Never raises.

    `content_type` is the header's value, empty where there was none. It and the page's own meta count only where the bytes leave a choice.
    """
    text = repaired(_read(body, content_type), _likeness)
    return _CONTROLS.sub("", text) if _has_controls(text) else text


def _has_controls(text: str) -> bool:
    """Whether there is anything to take out: hardly a page has such a character, and to look for them letter by letter takes ten times as long."""
    raw = text.encode("utf-8", "surrogatepass")
    others = raw.translate(None, _ASCII)
    return len(raw.translate(None, _ASCII_CONTROLS)) < len(raw) or _CONTROLS.search(others.decode("utf-8", "surrogatepass")) is not None


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
    """Whether it is UTF-16: every ASCII letter and every space then has a zero byte on one side."""
    head = body[:4096]
    even, odd = head[::2].count(0), head[1::2].count(0)
    if max(even, odd) < 8 or even + odd < len(head) / 50 or min(even, odd) > max(even, odd) / 10:
        return None
    return "utf-16-le" if odd > even else "utf-16-be"


def _read_broken(body: bytes, content_type: str) -> str:
    """Read bytes that are not clean UTF-8: damaged UTF-8, or a single-byte charset with pieces of UTF-8 in it."""
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
    """Python names of the charsets that the header and the page claim. Unicode ones are left out, because the bytes have already shown that
    they are not."""
    claims = (http_content_type_encoding(content_type), html_body_declared_encoding(body[:8192]))
    names = [resolve_encoding(claim) for claim in claims if claim]
    return [name for name in names if name and name.replace("_", "-") not in _WIDE]


def _strictly(body: bytes, name: str) -> str | None:
    """The text in a multi-byte charset (GB 18030, Shift JIS, …) if every byte fits it. A single-byte charset proves nothing, since every byte
    fits it."""
    if not re.match(r"gb|big5|euc|shift|sjis|iso2022|cp9[34]|hz|johab", name.lower()):
        return None
    try:
        return body.decode(name)
    except UnicodeDecodeError:
        return None


def _best_single_byte(body: bytes, declared: list[str]) -> str:
    """The charset whose reading looks most like writing; a declared one wins a near tie."""
    pieces, size = [], 0
    for found in _NEAR_HIGH.finditer(body):
        pieces.append(found.group())
        size += len(found.group())
        if size > _SAMPLE:
            break
    sample = b"\n".join(pieces)
    names = dict.fromkeys([*declared, *_CANDIDATES])
    scores = {name: _likeness(sample.decode(name, "replace")) * (1.002 if name in declared else 1) for name in names}
    return max(scores, key=lambda name: scores[name])


_COMMON = re.compile("[оеаинтсрвлкмдпуыі]")
_LETTER = re.compile("[а-яёәғқңөұүһі]")
_CAPITAL = re.compile(r"(?<![^\W\d_])[А-ЯЁӘҒҚҢӨҰҮҺІ](?=[а-яёәғқңөұүһі]|\b)|(?<=[А-ЯЁӘҒҚҢӨҰҮҺІ])[А-ЯЁӘҒҚҢӨҰҮҺІ]")
_FLIP = re.compile("[а-яёәғқңөұүһі][А-ЯЁӘҒҚҢӨҰҮҺІ]|[а-яёА-ЯЁ][ЂЃѓЉЊЌЋЏђљњќћџЎўЈҐЄЇґєјЅѕїÀ-ÿ]|[À-ÿ]{3}|[À-ÿ][A-Z]|[A-Za-z][а-яё]|[а-яё][A-Za-z]")
_ACCENTED = re.compile("(?<=[A-Za-z])[À-öø-ÿ]|[À-öø-ÿ](?=[a-z])")
_MARKED = re.compile("[«»„“”‘’—–…№\xa0]")
_ODD = re.compile("[\u2500-\u25ff\u2320\u2321ЂЃѓЉЊЌЋЏђљњќћџ¤¦¬¶†‡‰‹›\x80-\x9f\ufffd√≈≤≥÷]")


def _likeness(text: str) -> float:
    """How much `text` looks like writing in Kazakh, Russian or accented Latin.

    Letters in their usual frequency and usual case raise it. Box drawing, rare letters and capitals inside words lower it.
    """
    return (
        2.0 * len(_COMMON.findall(text)) + len(_LETTER.findall(text)) + len(_CAPITAL.findall(text)) + len(_ACCENTED.findall(text))
        + 0.5 * len(_MARKED.findall(text)) - 3.0 * len(_FLIP.findall(text)) - 3.0 * len(_ODD.findall(text))
    )  # fmt: skip


def _mixed(body: bytes, utf8: re.Pattern[bytes], other: Callable[[bytes], str]) -> str:
    """Read the pieces that `utf8` finds as UTF-8 and what lies between them with `other`."""
    edges = [0, *(edge for found in utf8.finditer(body) for edge in found.span()), len(body)]
    parts = [body[start:end] for start, end in pairwise(edges)]
    return "".join(part.decode("utf-8", "ignore") if place % 2 else other(part) for place, part in enumerate(parts))


def _repair(piece: bytes) -> str:
    """Read the parts of a UTF-8 page that are not UTF-8. A word in Windows Cyrillic is decoded. Half a letter, cut off by a byte limit, is
    dropped."""
    return _HIGH.sub(_cyrillic_or_nothing, piece).decode("utf-8", "ignore")


def _cyrillic_or_nothing(found: re.Match[bytes]) -> bytes:
    raw = found.group()
    # One byte alone is more often half a letter (all UTF-8 Cyrillic starts with D0 to D3) than a one-letter word.
    if len(raw) == 1 and not (raw >= b"\xe0" and found.string[found.end() : found.end() + 1] == b" "):
        return b""
    text = raw.decode("cp1251", "replace")
    return text.encode() if re.fullmatch("[А-яЁёІі«»—–„“”…№\xa0]+", text) else b""
