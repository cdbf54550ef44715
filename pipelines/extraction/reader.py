"""The bytes of a page become an article, or the reason why it is none. Pure: no network and no disk; "now" is the time when the page was fetched."""

from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import partial
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml.html import HtmlElement

from pipelines.extraction import page_kind
from pipelines.extraction.blocks import BlockRun, text_pieces
from pipelines.extraction.charset import decode
from pipelines.extraction.dates import find_published
from pipelines.extraction.heading import comparable_words, says_title
from pipelines.extraction.language import detect
from pipelines.extraction.page_facts import Facts, canonical_of, read_facts
from pipelines.extraction.phrases import is_author_line, is_date_line, is_furniture, names_in
from pipelines.extraction.prune import prune, prune_likely
from pipelines.extraction.script_state import Stated, stated_article
from pipelines.extraction.teasers import prune_teasers
from pipelines.extraction.text import Heard, choose
from pipelines.extraction.tree import parse
from pipelines.items import Css, PageItem
from records.vocabulary import Fate

_LONG = 20  # words


@dataclass(frozen=True)
class TextBlock:
    """One paragraph, list item, heading or row of a table, in reading order."""

    text: str


@dataclass(frozen=True)
class Extraction:
    """What a page says. `canonical` is its rel=canonical, absolute and unjudged; `published` is in the outlet's zone, a date where the page gives no time."""

    title: str
    blocks: tuple[TextBlock, ...]
    authors: tuple[str, ...]
    lang: str
    canonical: str | None
    published: date | datetime | None

    @property
    def text(self) -> str:
        """All blocks, one a line."""
        return "\n".join(block.text for block in self.blocks)


@dataclass(frozen=True)
class NotAnArticle:
    """Why a page is no article; `detail` says it in a few words."""

    fate: Fate
    detail: str
    canonical: str | None = None


def extract(page: PageItem, *, zone: tzinfo, css: Css) -> Extraction | NotAnArticle:
    """The article on a page. Never raises for what a page holds, however large, deep or broken; a wrong selector in `css` finds nothing."""
    kind = next((value for name, value in page.headers if name.lower() == "content-type"), "")
    if reason := page_kind.unreadable(page.body, kind):
        return NotAnArticle(Fate.BAD_CONTENT, reason)
    tree = parse(decode(page.body, kind))
    if tree is None:
        return NotAnArticle(Fate.EMPTY, "no markup and no text")
    page = page if _is_address(page.final_url) else replace(page, final_url="")
    canonical = canonical_of(tree, page.final_url)
    stated = stated_article(tree, page.final_url)
    # A page built by scripts asks to switch them on, as a bot wall does. If its data holds the article, it is no wall.
    if stated is None and page_kind.is_walled(tree, page.body, page.status, page.headers):
        return NotAnArticle(Fate.BOT_WALL, "a protection service answered", canonical)
    facts = read_facts(tree, page.final_url, page.hints.title, stated)
    published = _published(tree, page, zone, css, stated)
    return _read(tree, page, facts, published, css)


def _is_address(url: str) -> bool:
    try:
        return urlsplit(url).hostname is not None
    except ValueError:
        return False


def _published(tree: HtmlElement, page: PageItem, zone: tzinfo, css: Css, stated: Stated | None) -> date | datetime | None:
    find = partial(find_published, tree, page.final_url, now=page.fetched_at, zone=zone, hint=page.hints.published)
    data = stated.published if stated is not None else ""
    try:
        return find(css=css.date, data=data)
    except SelectorError:
        return find(data=data)


def _read(tree: HtmlElement, page: PageItem, facts: Facts, published: date | datetime | None, css: Css) -> Extraction | NotAnArticle:
    login = page_kind.asks_password(tree)
    own = _by_selector(tree, css.text)
    prune(tree)
    cards = prune_teasers(tree, urlsplit(page.final_url).hostname or "")
    prune_likely(tree)
    body = tree.find("body")
    found = text_pieces(body if body is not None else tree)
    chosen = own or choose(tree, found, facts.body, facts.title)
    texts, names = _cleaned(chosen, facts)
    texts = _stated(facts.body, texts, found) or texts
    text = "\n".join(texts)
    refusal = _refusal(tree, page, facts, ExtractionMeasures(cards, page_kind.count_headlines(found), text, login, bool(own)))
    if refusal is not None:
        return refusal
    if not texts:
        return NotAnArticle(Fate.EMPTY, "no text besides furniture", facts.canonical)
    if page_kind.too_short(text, facts.title):
        return NotAnArticle(Fate.TOO_SHORT, f"{len(text.split())} words", facts.canonical)
    return Extraction(facts.title, tuple(map(TextBlock, texts)), facts.authors or names, detect(f"{facts.title}\n{text}"), facts.canonical, published)


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


@dataclass(frozen=True)
class ExtractionMeasures:
    """What was seen on the way: teasers cut, headlines left, the text taken for the article, whether a password is asked for, and whether the
    outlet's own selector found the text."""

    cards: int
    headlines: int
    text: str
    login: bool
    own: bool


def _refusal(tree: HtmlElement, page: PageItem, facts: Facts, seen: ExtractionMeasures) -> NotAnArticle | None:
    words = len(seen.text.split())
    if page_kind.is_gone(facts, tree, words):
        return NotAnArticle(Fate.GONE, "the page says that it is not there", facts.canonical)
    if seen.login and words < 40:
        return NotAnArticle(Fate.NOT_ARTICLE, "a login form", facts.canonical)
    if not seen.own and page_kind.is_list(facts, page.final_url, seen.cards, seen.headlines, seen.text):
        return NotAnArticle(Fate.NOT_ARTICLE, "a list of articles", facts.canonical)
    return None


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
