"""How a page is laid out around the headline of its article: what stands after it, before it, beside it and below the text."""

import re
from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, islice, pairwise, takewhile

from lxml import etree
from lxml.html import HtmlElement

from pipelines.dates.blocks import dates_an_article, is_site_head, stands_beside
from pipelines.dates.headline import headline
from pipelines.dates.lines import Line, read_lines
from pipelines.dates.pieces import Piece, pieces_behind, pieces_of
from pipelines.dates.printed import may_hold_date

# How far "just before the headline" reaches: levels up that hold anything before it, blocks on each, and characters of a block, more being a list or
# a menu; and levels up in all.
_CLIMB, _BLOCKS, _BLOCK_LENGTH, _LEVELS = 3, 3, 300, 8
# Characters. Lines of so many are sentences, and together they are the text itself; a lead above the date is shorter.
_SENTENCE, _TEXT = 80, 250
# Between the headline and the text there are fewer lines than this, and in text and foot of an article fewer than that.
_HEAD_LINES, _ARTICLE_LINES = 40, 400
# Lines looked at below the innermost block that holds headline and text, for the foot of the article.
_FOOT_LINES = 4
# Words of a link: fewer are the name of a section or an author, and more the headline of another article.
_HEADLINE_WORDS, _LONG_NAME_WORDS = 4, 6
# What begins the lists and comments under an article.
_OTHER_MATTERS = re.compile(
    r"(?:читайте (?:также|ещ[её]|по теме)|по теме|похож|друг(?:ие|ое)|ещ[её] (?:новост|по теме)|(?:последн|свеж|главн|популярн)\w+ (?:новост|публикац|стат|записи)"
    r"|новости по теме|самое (?:читаемое|популярное)|популярн|рекоменду|материалы по теме|вам может|смотрите также|комментари|оставить комм|добавить комм"
    r"|обсужден|оқи отыр|тағы оқы|ұқсас|тақырып\w* орай|соңғы жаңалық|басқа жаңалық|көп оқыл|танымал|пікір|related|read also|more (?:news|from)|latest"
    r"|most (?:read|popular)|comments?\b|leave a)\w*[^\d]{0,40}$",
    re.IGNORECASE,
)
_ROWS = frozenset({"td", "th", "tr", "tbody", "table"})
_NOTHING = Line("")


class Layout:
    """One page around its headline (None when it has none)."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.headline = headline(tree)
        self._around = [] if self.headline is None else [self.headline, *self.headline.iterancestors()]
        self._behind = read_lines(self._pieces_behind())  # read no further than asked for: first the head, then what is below

    def is_beside(self, element: HtmlElement) -> bool:
        """Whether the element lies in a side column, a list of other articles, comments or the furniture of the site."""
        node: HtmlElement | None = element
        while node is not None and node not in self._around:
            if stands_beside(node):
                return True
            node = node.getparent()
        return False

    def article(self) -> HtmlElement | None:
        """The element of the whole article: <article>, <main> or what is marked as such around the headline."""
        for element in self._around:
            if element.tag in ("article", "main") or "Article" in element.get("itemtype", "") or element.get("role") in ("main", "article"):
                return element
        return None

    def lines_after(self) -> list[Line]:
        """The lines from the headline to the first sentence; without a headline from the start of <article>."""
        return [line for line in self._head[: self._lead] if line.longest_link < _LONG_NAME_WORDS]

    def lines_behind_lead(self) -> list[Line]:
        """The lines between the first sentence and the text."""
        return _without_lists(self._head[self._lead : self._text])

    def lines_below(self) -> list[Line]:
        """The lines in and under the text that may be of its own foot: none of lists of other articles or of comments."""
        if not self._head:
            return []
        level = self._head[max(0, self._text - 1)].blocks
        lines = takewhile(lambda line: line.blocks <= level + 1, chain(self._head[self._text :], islice(self._behind, _ARTICLE_LINES)))
        own = list(takewhile(lambda line: not _OTHER_MATTERS.match(line.text), lines))
        own = _without_lists(own, fewest=1 if _listed(self._head[self._lead :]) else 2)
        inside = [line for line in own if line.blocks <= level]
        return inside + [line for line in own if line.blocks > level][:_FOOT_LINES]

    def lines_before(self) -> list[Line]:
        """The lines just before the headline, in its own block or within its <article>; the nearest first."""
        return [line for own, block in self._blocks_before if own for line in block]

    def lines_above(self) -> list[Line]:
        """The lines a little further up, which may be the article's or the site's; the nearest first."""
        return [line for own, block in self._blocks_before if not own for line in block]

    @cached_property
    def _lead(self) -> int:
        """How many lines there are before the first sentence."""
        return next((place for place, line in enumerate(self._head) if _is_sentence(line)), len(self._head))

    @cached_property
    def _text(self) -> int:
        """How many lines of the head there are to the end of its last sentence."""
        return next((place for place in range(len(self._head), 0, -1) if _is_sentence(self._head[place - 1])), len(self._head))

    @cached_property
    def _head(self) -> list[Line]:
        return list(_until_text(self._behind))

    def _pieces_behind(self) -> Iterator[Piece]:
        if self.headline is not None:
            yield from pieces_behind(self.headline)
        else:
            for article in islice(self.tree.iter("article"), 1):
                yield from pieces_of(article)

    @cached_property
    def _blocks_before(self) -> list[tuple[bool, list[Line]]]:
        """The blocks before the headline, the nearest first, and whether each is surely of the article."""
        article = self.article()
        blocks: list[tuple[bool, list[Line]]] = []
        climbed = 0
        for level, (node, parent) in enumerate(islice(pairwise(self._around), _LEVELS)):
            in_body = parent.tag == "body"
            if parent.tag == "html" or (in_body and level > 0) or climbed == _CLIMB:
                break
            # Not within <main>: some sites put their clock there too.
            own = (article is not None and article.tag != "main") or (climbed == 0 and not in_body and (level == 0 or node.tag in _ROWS))
            before = [(own or _dates_an_article(block), lines) for block, pieces in _pieces_before(node, parent) if (lines := _short(pieces))]
            blocks += before
            climbed += bool(before) or node.getprevious() is not None
            if parent is article:
                break
        return blocks


def _pieces_before(node: HtmlElement, parent: HtmlElement) -> Iterator[tuple[HtmlElement | None, Iterable[Piece]]]:
    """What stands before `node` in its parent, block by block (None: bare text), the nearest first."""
    for sibling in islice(node.itersiblings(preceding=True), _BLOCKS):
        if sibling.tail and sibling.tail.strip():
            yield None, [sibling.tail]
        if not is_site_head(sibling):
            yield sibling, pieces_of(sibling)
    if parent.text and parent.text.strip():
        yield None, [parent.text]


def _dates_an_article(block: HtmlElement | None) -> bool:
    return block is not None and any(map(dates_an_article, block.iter(etree.Element)))


def _short(pieces: Iterable[Piece]) -> list[Line]:
    """The lines of a block that is short enough to be a head; none of a longer one."""
    lines: list[Line] = []
    length = 0
    for line in read_lines(pieces):
        lines.append(line)
        length += len(line.text)
        if length > _BLOCK_LENGTH:
            return []
    return _without_lists(lines, fewest=1)


def _is_sentence(line: Line) -> bool:
    return len(line.text) >= _SENTENCE and line.linked * 2 < len(line.text.split())


def _is_headline(line: Line) -> bool:
    """Whether the line is the headline of another article: a link of several words and little else."""
    return line.longest_link >= _HEADLINE_WORDS and line.linked * 2 >= len(line.text.split())


def _until_text(lines: Iterator[Line]) -> Iterator[Line]:
    length = 0
    for line in islice(lines, _HEAD_LINES):
        yield line
        length += len(line.text) if _is_sentence(line) else 0
        if length >= _TEXT or (length and _OTHER_MATTERS.match(line.text)):
            return


def _listed(lines: list[Line]) -> list[Line]:
    """The lines that date other articles: beside their headlines, or in one line with them."""
    around = zip([_NOTHING, *lines], lines, [*lines[1:], _NOTHING], strict=False)
    return [line for before, line, behind in around if _dates_a_list(line) and any(map(_is_headline, (before, line, behind)))]


def _without_lists(lines: list[Line], fewest: int = 2) -> list[Line]:
    """The lines without headlines of other articles, and without the dates beside such where there are at least `fewest` of them."""
    listed = _listed(lines)
    gone = listed if len(listed) >= fewest else []
    return [line for line in lines if line.longest_link < _LONG_NAME_WORDS and not any(line is other for other in gone)]


def _dates_a_list(line: Line) -> bool:
    return not _is_sentence(line) and may_hold_date(line.text)
