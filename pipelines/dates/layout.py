"""How a page is laid out around the headline of its article: what stands after it, before it and beside it."""

from collections.abc import Iterator
from itertools import islice

from lxml.html import HtmlElement

from pipelines.dates.blocks import is_site_head, stands_beside
from pipelines.dates.headline import headline
from pipelines.dates.lines import Line, Piece, pieces_behind, pieces_of, read_lines

# How far "just before the headline" reaches: levels up, blocks on each level, and characters of a block, more being a list or a menu.
_CLIMB, _BLOCKS, _BLOCK_LENGTH = 3, 3, 300


class Layout:
    """One page around its headline (None when it has none)."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree
        self.headline = headline(tree)
        self._around = [] if self.headline is None else [self.headline, *self.headline.iterancestors()]

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
        """The lines from the headline to the first long paragraph; without a headline from the start of <article>."""
        if self.headline is not None:
            return read_lines(pieces_behind(self.headline))
        return [line for article in islice(self.tree.iter("article"), 1) for line in read_lines(pieces_of(article))]

    def lines_before(self) -> list[Line]:
        """The lines just before the headline, in its own block or within its <article>; the nearest first."""
        return [line for own, block in self._blocks_before() if own for line in block]

    def lines_above(self) -> list[Line]:
        """The lines a little further up, which may be the article's or the site's; the nearest first."""
        return [line for own, block in self._blocks_before() if not own for line in block]

    def _blocks_before(self) -> Iterator[tuple[bool, list[Line]]]:
        article = self.article()
        for level, (node, parent) in enumerate(zip(self._around[:_CLIMB], self._around[1:], strict=False)):
            in_body = parent.tag == "body"
            if parent.tag == "html" or (in_body and level > 0):
                return
            # Not within <main>: some sites put their clock there too.
            own = (article is not None and article.tag != "main") or (level == 0 and not in_body)
            for pieces in _pieces_before(node, parent):
                lines = read_lines(pieces)
                if sum(len(line.text) for line in lines) <= _BLOCK_LENGTH:
                    yield own, lines
            if parent is article:
                return


def _pieces_before(node: HtmlElement, parent: HtmlElement) -> Iterator[list[Piece]]:
    for sibling in islice(node.itersiblings(preceding=True), _BLOCKS):
        if sibling.tail and sibling.tail.strip():
            yield [sibling.tail]
        if not is_site_head(sibling):
            yield list(pieces_of(sibling))
    if parent.text and parent.text.strip():
        yield [parent.text]
