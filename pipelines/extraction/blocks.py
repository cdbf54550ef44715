"""Division of an element tree into paragraphs with their share of link text, and counting of words in any script."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.date_lines import is_hidden
from pipelines.extraction.markup_names import name_set

# Word counts for any script.

# Scripts without spaces between words: Han and kana, and those of Thailand, Laos, Burma and Cambodia. Hangul, Arabic and Hebrew use spaces.
_HAN = re.compile(r"[\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]")
_THAI = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")
_UNSPACED = re.compile(f"{_HAN.pattern}|{_THAI.pattern}")
# Letters per word of news according to dictionaries: Chinese 1.6, Japanese 2.2; Thai 4 with its marks.
_OF_HAN, _OF_THAI = 2, 4


def words_in(text: str) -> int:
    """Return the number of words: as separated by spaces, or estimated from the number of letters for scripts without spaces."""
    if text.isascii() or not _UNSPACED.search(text):
        return len(text.split())
    spaced = sum(any(map(str.isalnum, word)) for word in _UNSPACED.sub(" ", text).split())
    return spaced + -(-len(_HAN.findall(text)) // _OF_HAN) + -(-len(_THAI.findall(text)) // _OF_THAI)


# Short texts on a page before anything is cut from it: buttons, headings, notices, captions.

_UNSEEN = name_set("script style noscript template svg iframe object select option head")
_LEVELS = 12  # ancestors of a text that are checked for being hidden


def visible_words(tree: HtmlElement, most: int) -> str:
    """Return the text of the body outside scripts. It stops after more than `most` words."""
    body = tree.find("body")
    pieces: list[str] = []
    words = 0
    for element in (body if body is not None else tree).iter():
        texts = (element.tail,) if element.tag in ("script", "style", "svg") else (element.text, element.tail)
        for text in filter(None, texts):
            pieces.append(text)
            words += len(text.split())
        if words > most:
            break
    return " ".join(pieces)


def short_lines(tree: HtmlElement, longest: int) -> Iterator[tuple[HtmlElement, str]]:
    """Yield each element of the body that begins with its own text, with that text if at most `longest` letters long."""
    body = tree.find("body")
    for element in body.iter() if body is not None else ():
        if isinstance(element.tag, str) and element.tag not in _UNSEEN and element.text and element.text.strip() and len(element.text) <= longest:
            words = " ".join(element.text_content().split()) if sum(1 for _ in islice(element.iter(), 12)) < 12 else " ".join(element.text.split())
            if words and len(words) <= longest:
                yield element, words


def is_shown(element: HtmlElement) -> bool:
    """Return whether neither the element nor an ancestor is hidden or a template."""
    return not any(is_hidden(around) or around.tag in _UNSEEN for around in (element, *islice(element.iterancestors(), _LEVELS)))


_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_BORDERS = _HEADINGS | name_set(
    "address article aside blockquote body caption center dd details div dl dt fieldset figcaption figure footer form header hr html li main "
    "menu nav ol p pre section summary table tbody td tfoot th thead tr ul"
)
_SPACE = re.compile(r"[\s\u00a0\u200b\u00ad\ufeff]+")
_BREAK = "\x00"  # placeholder for <br> until the run is split; the text has no control characters by then
# The pattern begins with the break itself: leading white space would make it quadratic on long stretches.
_TWO_BREAKS = re.compile(rf"{_BREAK}(?:\s*{_BREAK})+")
_ENDED = re.compile(r"[.!?…:;»”\"。！？]\s*$")


@dataclass(frozen=True)
class BlockRun:
    """A paragraph, list item, heading or table row of the page.

    `owner` is the block element that encloses it. Words are those of `words_in`.
    """

    text: str
    owner: HtmlElement
    words: int
    linked: int  # number of words in links

    @property
    def prose(self) -> int:
        return self.words - self.linked

    @property
    def heading(self) -> bool:
        return self.owner.tag in _HEADINGS


@dataclass
class _Open:
    """Text gathered since the last border."""

    parts: list[str] = field(default_factory=list)
    linked: list[str] = field(default_factory=list)


def text_pieces(root: HtmlElement) -> list[BlockRun]:
    """Return every non-empty piece of text below `root`, in document order.

    A row of plain cells is one piece. Two line breaks, or one after a full sentence, begin a new paragraph.
    """
    pieces: list[BlockRun] = []
    open_ = _Open()
    owners, links, rows = [root], 0, 0
    for event, element in etree.iterwalk(root, events=("start", "end")):
        border = element.tag in _BORDERS and not (rows and element.tag in ("td", "th"))
        if event == "start":
            if border:
                pieces.extend(_close(open_, owners[-1]))
                owners.append(element)
            elif element.tag == "br":
                open_.parts.append(_BREAK)
            elif rows and element.tag in ("td", "th"):
                open_.parts.append(" ")
            rows += element.tag == "tr" and _plain(element)
            links += element.tag == "a"
            _take(open_, element.text, links)
        else:
            if border:
                pieces.extend(_close(open_, owners.pop()))
            links -= element.tag == "a"
            rows -= element.tag == "tr" and bool(rows)
            if element is not root:
                _take(open_, element.tail, links)
    pieces.extend(_close(open_, root))
    return pieces


def _plain(row: HtmlElement) -> bool:
    """Return whether a table row holds data: no cell contains blocks."""
    return len(row) > 1 and all(cell.tag in ("td", "th") and not any(child.tag in _BORDERS or child.tag == "br" for child in cell) for cell in row)


def _take(open_: _Open, text: str | None, links: int) -> None:
    if text:
        open_.parts.append(text)
        if links:
            open_.linked.append(text)


def _close(open_: _Open, owner: HtmlElement) -> Iterator[BlockRun]:
    raw, linked = "".join(open_.parts), " ".join(open_.linked)
    open_.parts.clear()
    open_.linked.clear()
    if not raw.strip():
        return
    texts = list(_paragraphs(raw))
    share = min(1.0, words_in(linked) / max(1, words_in(raw.replace(_BREAK, " "))))
    for text in texts:
        if words := words_in(text):
            yield BlockRun(text, owner, words, _linked_words(text, words, linked, share, len(texts)))


def _linked_words(text: str, words: int, linked: str, share: float, parts: int) -> int:
    """Return the link words of one piece. If the run was split, each piece has the links whose words it contains."""
    if not linked:
        return 0
    if parts == 1:
        return round(share * words)
    inside = set(linked.split())
    return sum(word in inside for word in text.split()) if share > 0.02 else 0


def _paragraphs(raw: str) -> Iterator[str]:
    for piece in _TWO_BREAKS.split(raw):
        lines = [_SPACE.sub(" ", line).strip() for line in piece.split(_BREAK)]
        gathered = ""
        for line in lines:
            if gathered and _ENDED.search(gathered) and len(gathered) > 60:
                yield gathered
                gathered = line
            else:
                gathered = f"{gathered} {line}".strip()
        if gathered:
            yield gathered
