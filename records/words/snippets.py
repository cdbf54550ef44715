"""The part of a text in which what was asked for stands, with these words marked."""

from records.words.asked_words import AskedWords
from records.words.word_keys import kept_keys, words_in

# Letters that are looked through: what stands further on is not shown.
_LOOKED = 20_000
_ROOM = 240
_BEFORE = 60

Piece = tuple[str, bool]
"""A piece of text, and whether it was asked for."""


def marked(text: str, asked: AskedWords, lang: str = "") -> tuple[Piece, ...]:
    """The whole text in pieces. They are plain: whoever shows them escapes them."""
    return _pieces(text, _found(text, asked, lang), 0, len(text))


def snippet(text: str, asked: AskedWords, lang: str = "", room: int = _ROOM) -> tuple[Piece, ...]:
    """The part of a text, about `room` letters long, that has the most of the words; its beginning if none stands in it. Line ends are spaces."""
    read = " ".join(text[:_LOOKED].split())
    found = _found(read, asked, lang)
    best, most = 0, 0
    for place, (start, _, _) in enumerate(found):
        told = len({word for begin, _, word in found[place : place + 20] if begin < start + room - _BEFORE})
        if told > most:
            best, most = start, told
    first = _whole_word(read, max(0, best - _BEFORE)) if most else 0
    last = min(len(read), first + room)
    if last < len(read):
        space = read.rfind(" ", first + room // 2, last)
        last = space if space > 0 else last
    before = (("…", False),) if first else ()
    after = (("…", False),) if last < len(read) or len(text) > _LOOKED else ()
    return (*before, *_pieces(read, found, first, last), *after)


def _found(text: str, asked: AskedWords, lang: str) -> list[tuple[int, int, int]]:
    """Where the words stand, and which of the wanted ones each is."""
    found = []
    for match in words_in(text[:_LOOKED]):
        keys = kept_keys(match[0], lang)
        nth = next((nth for nth, word in enumerate(asked.wanted) if word.is_key(keys)), None)
        if nth is not None:
            found.append((match.start(), match.end(), nth))
    return found


def _whole_word(text: str, at: int) -> int:
    space = text.find(" ", at, at + _BEFORE) if at else -1
    return space + 1 if space >= 0 else at


def _pieces(text: str, found: list[tuple[int, int, int]], first: int, last: int) -> tuple[Piece, ...]:
    pieces: list[Piece] = []
    at = first
    for start, end, _ in found:
        if start < at or end > last:
            continue
        pieces += [(text[at:start], False), (text[start:end], True)]
        at = end
    return tuple(piece for piece in (*pieces, (text[at:last], False)) if piece[0])
