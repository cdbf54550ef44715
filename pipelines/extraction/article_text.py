"""The text of an article: furniture and teasers cut from the page's tree, the paragraphs of the article chosen, and what stands around them taken off."""

from dataclasses import dataclass

from cssselect import SelectorError
from lxml.html import HtmlElement

from pipelines.extraction import page_kind
from pipelines.extraction.blocks import BlockRun, text_pieces
from pipelines.extraction.heading import comparable_words, says_title
from pipelines.extraction.page_facts import Facts
from pipelines.extraction.phrases import is_author_line, is_date_line, is_furniture, names_in
from pipelines.extraction.prune import prune, prune_likely
from pipelines.extraction.teasers import prune_teasers
from pipelines.extraction.text import Heard, choose

_LONG = 20  # words


@dataclass(frozen=True)
class ArticleText:
    """The article's lines and the names in its by-lines. `cards` and `headlines` count what was seen on the way: teasers that were cut, headlines that
    were left. `own` says that the outlet's own selector found the text."""

    lines: tuple[str, ...]
    names: tuple[str, ...]
    cards: int
    headlines: int
    own: bool

    @property
    def text(self) -> str:
        """All lines."""
        return "\n".join(self.lines)


def read_text(tree: HtmlElement, host: str, facts: Facts, selector: str | None) -> ArticleText:
    """The text of the article on a page of `host`. Cuts furniture out of the tree, so that whatever else is read from it is read before."""
    own = _by_selector(tree, selector)
    prune(tree)
    cards = prune_teasers(tree, host)
    prune_likely(tree)
    body = tree.find("body")
    found = text_pieces(body if body is not None else tree)
    lines, names = _cleaned(own or choose(tree, found, facts.body, facts.title), facts)
    lines = _stated(facts.body, lines, found) or lines
    return ArticleText(tuple(lines), names, cards, page_kind.count_headlines(found), bool(own))


def _stated(body: str, texts: list[str], found: list[BlockRun]) -> list[str]:
    """The lines of schema.org's articleBody, if the page shows less than half of it: it is built by scripts, or stands behind a pay wall."""
    heard = Heard(body)
    if heard.words < page_kind.LEAST_WITH_TITLE or 2 * sum(len(text.split()) for text in texts) >= heard.words:
        return []
    shown = sum(run.words for run in found if run.words > 2 and heard.has(run.text))
    lines = [" ".join(line.split()) for line in body.split("\n")]
    return [] if 2 * shown >= heard.words else [line for line in lines if line and not is_furniture(line)]


def _by_selector(tree: HtmlElement, selector: str | None) -> list[BlockRun]:
    """The paragraphs that the outlet's own selector finds. None if it finds nothing or cannot be read."""
    if not selector:
        return []
    try:
        elements: list[HtmlElement] = tree.cssselect(selector)
    except SelectorError:
        return []
    taken = set(elements)
    inner = [element for element in elements if taken.isdisjoint(element.iterancestors())]
    for element in inner:
        prune(element)
    return [run for element in inner for run in text_pieces(element)]


def _cleaned(chosen: list[BlockRun], facts: Facts) -> tuple[list[str], tuple[str, ...]]:
    """The article's lines, and the names in its by-lines.

    Left out are phrases of the site, repetitions of the title, by-lines and dates around the text, and paragraphs that stand twice.
    """
    title = comparable_words(facts.title)
    lines = [run for run in chosen if not is_furniture(run.text) and not says_title(run.text, title)]
    names: list[str] = []
    while lines and _is_margin(lines[0], facts):
        names.extend(names_in(lines.pop(0).text))
    while lines and (_is_margin(lines[-1], facts) or lines[-1].heading):
        names.extend(names_in(lines.pop().text))
    texts: list[str] = []
    seen: set[str] = set()
    for run in lines:
        key = comparable_words(run.text)
        # A long paragraph said twice on one page is a template's doing (a lede shown above and in the text); short ones may be answers in an interview.
        if key in seen and (run.words >= _LONG or (texts and comparable_words(texts[-1]) == key)):
            continue
        seen.add(key)
        texts.append(run.text)
    return texts, tuple(names)


def _is_margin(run: BlockRun, facts: Facts) -> bool:
    """Whether the line is a by-line, a date, or the name of a section or of the site, above or below the text."""
    linked = run.words <= 4 and run.linked == run.words
    return (
        linked
        or is_date_line(run.text)
        or is_author_line(run.text, facts.authors)
        or bool(names_in(run.text))
        or comparable_words(run.text) == comparable_words(facts.site)
    )
