"""Where things stand around the headline of an article: after it, before it, beside it, and below the text."""

from collections.abc import Iterable, Iterator
from functools import cached_property
from itertools import chain, islice, pairwise, takewhile

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.dates.block_roles import dates_an_article, is_site_head, stands_beside
from pipelines.extraction.dates.headline import headline
from pipelines.extraction.dates.lines import TextLine, read_lines
from pipelines.extraction.dates.page_pieces import Piece, pieces_behind, pieces_of
from pipelines.extraction.dates.teaser_lines import begins_other_matters, behind_text, lines_of_teasers, without_lists

# How far "just before the headline" reaches: levels up that hold anything before it, blocks on each, and characters of a block, more being a list or
# a menu; and levels up in all.
_CLIMB, _BLOCKS, _BLOCK_LENGTH, _LEVELS = 3, 3, 300, 8
# Characters of one paragraph, and of several, that are the text itself; a lead and the words to a picture above the date are shorter.
_LONG_PARAGRAPH, _TEXT = 250, 400
# Between the headline and the text there are fewer lines than this, and in text and foot of an article fewer than that.
_HEAD_LINES, _ARTICLE_LINES = 40, 400
# Lines looked at below the innermost block that holds headline and text, for the foot of the article.
_FOOT_LINES = 4
_ROWS = frozenset({"td", "th", "tr", "tbody", "table"})


class Layout:
    """One page around its headline, looked at no further than asked for. The headline may be None."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree

    @cached_property
    def headline(self) -> HtmlElement | None:
        """The element of the headline, if there is one."""
        return headline(self.tree)

    @cached_property
    def _around(self) -> list[HtmlElement]:
        return [] if self.headline is None else [self.headline, *self.headline.iterancestors()]

    @cached_property
    def _behind(self) -> Iterator[TextLine]:
        return read_lines(self._pieces_behind())  # read no further than asked for: first the head, then what is below

    def is_beside(self, element: HtmlElement) -> bool:
        """Whether the element is in a side column, a list of other articles, comments or other parts of the site."""
        node: HtmlElement | None = element
        while node is not None and node not in self._around:
            if stands_beside(node):
                return True
            node = node.getparent()
        return False

    def article(self) -> HtmlElement | None:
        """The element of the whole article: <article>, <main>, or what is marked as such around the headline."""
        for element in self._around:
            if element.tag in ("article", "main") or "Article" in element.get("itemtype", "") or element.get("role") in ("main", "article"):
                return element
        return None

    def lines_after(self) -> list[TextLine]:
        """The lines from the headline to the first sentence. Without a headline they start at the beginning of <article>."""
        return without_lists(self._head[: self._lead], fewest=_HEAD_LINES)

    def lines_behind_lead(self) -> list[TextLine]:
        """The lines between the first sentence and the text. Nothing after a second sentence, and nothing beside the headline of another article."""
        places = [place for place, line in enumerate(self._head) if line.is_sentence]
        second = places[1] if len(places) > 1 else self._text
        return without_lists(self._head[self._lead : second]) + without_lists(self._head[second : self._text], fewest=1)

    def lines_below(self) -> list[TextLine]:
        """The lines under the text that may be the foot of this article. Lists of other articles and comments are left out."""
        if not self._head:
            return []
        level = self._head[max(0, self._text - 1)].blocks
        lines = chain(self._head[self._text :], islice(self._behind, _ARTICLE_LINES))
        own = list(takewhile(lambda line: line.blocks <= level + 1 and not begins_other_matters(line), lines))
        foot = without_lists(behind_text(own), fewest=1 if lines_of_teasers(self._head[self._lead :]) else 2)
        return [line for line in foot if line.blocks <= level] + [line for line in foot if line.blocks > level][:_FOOT_LINES]

    def lines_before(self) -> list[TextLine]:
        """The lines just before the headline, in its own block or within its <article>, the nearest first."""
        return [line for own, block in self._blocks_before if own for line in block]

    def lines_above(self) -> list[TextLine]:
        """The lines a little further up, the nearest first. They may belong to the article or to the site."""
        return [line for own, block in self._blocks_before if not own for line in block]

    @cached_property
    def _lead(self) -> int:
        """How many lines stand before the first sentence."""
        return next((place for place, line in enumerate(self._head) if line.is_sentence), len(self._head))

    @cached_property
    def _text(self) -> int:
        """How many lines of the head there are up to the end of its last sentence."""
        return next((place for place in range(len(self._head), 0, -1) if self._head[place - 1].is_sentence), len(self._head))

    @cached_property
    def _head(self) -> list[TextLine]:
        return list(_until_text(self._behind))

    def _pieces_behind(self) -> Iterator[Piece]:
        if self.headline is not None:
            yield from pieces_behind(self.headline)
        else:
            for article in islice(self.tree.iter("article"), 1):
                yield from pieces_of(article)

    @cached_property
    def _blocks_before(self) -> list[tuple[bool, list[TextLine]]]:
        """The blocks before the headline, the nearest first, each with whether it surely belongs to the article."""
        article = self.article()
        blocks: list[tuple[bool, list[TextLine]]] = []
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
    """What stands before `node` in its parent, block by block, the nearest first. None stands for text without a block."""
    for sibling in islice(node.itersiblings(preceding=True), _BLOCKS):
        if sibling.tail and sibling.tail.strip():
            yield None, [sibling.tail]
        if not is_site_head(sibling):
            yield sibling, pieces_of(sibling)
    if parent.text and parent.text.strip():
        yield None, [parent.text]


def _dates_an_article(block: HtmlElement | None) -> bool:
    return block is not None and any(map(dates_an_article, block.iter(etree.Element)))


def _short(pieces: Iterable[Piece]) -> list[TextLine]:
    """The lines of a block that is short enough to be the head of an article; no lines of a longer block."""
    lines: list[TextLine] = []
    length = 0
    for line in read_lines(pieces):
        lines.append(line)
        length += len(line.text)
        if length > _BLOCK_LENGTH:
            return []
    return without_lists(lines, fewest=1)


def _until_text(lines: Iterator[TextLine]) -> Iterator[TextLine]:
    """The lines up to the place where the text has surely begun, or where other articles begin behind a short text."""
    length = 0
    for line in islice(lines, _HEAD_LINES):
        yield line
        length += len(line.text) if line.is_sentence else 0
        if len(line.text) >= _LONG_PARAGRAPH or length >= _TEXT or (length and begins_other_matters(line)):
            return
