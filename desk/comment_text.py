"""A comment in pieces: plain text, web addresses that may be followed, and colleagues who are named. Nothing in it is ever markup."""

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from desk.highlighting import visible
from desk.pages.incident.view import web_address
from records.together.mentions import mentions

# An address ends where a space, a quotation mark or a bracket begins; what ends the sentence does not belong to it.
_ADDRESS = re.compile(r"""https?://[^\s<>"'«»„“”()\[\]{}]+""")
_SENTENCE_ENDS = ".,;:!?…"
# Longer ones are cut in what is shown, not in where they lead.
_SHOWN = 80


@dataclass(frozen=True)
class TextPiece:
    """Part of a text. `href` leads out of the house; `named` is somebody of the desk."""

    text: str
    href: str = ""
    named: bool = False


def comment_pieces(text: str, names: Collection[str]) -> list[TextPiece]:
    """The text in pieces, in order. `names` are those who can be named."""
    found: list[TextPiece] = []
    at = 0
    for address in _ADDRESS.finditer(text):
        href = web_address(address[0].rstrip(_SENTENCE_ENDS))
        if href and visible(href) == href:
            found += _named(text[at : address.start()], names)
            found.append(TextPiece(href if len(href) <= _SHOWN else href[: _SHOWN - 1] + "…", href=href))
            at = address.start() + len(href)
    return [*found, *_named(text[at:], names)]


def _named(text: str, names: Collection[str]) -> Iterator[TextPiece]:
    at = 0
    for one in mentions(text, names):
        if one.start > at:
            yield TextPiece(visible(text[at : one.start]))
        yield TextPiece(text[one.start : one.end], named=True)
        at = one.end
    if at < len(text):
        yield TextPiece(visible(text[at:]))
