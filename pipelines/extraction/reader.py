"""The bytes of a page become an article, or the reason why it is none. Pure: no network and no disk; "now" is the time when the page was fetched."""

from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import partial
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml.html import HtmlElement

from pipelines.extraction import page_kind
from pipelines.extraction.article_text import ArticleText, read_text
from pipelines.extraction.charset import decode
from pipelines.extraction.dates import find_published
from pipelines.extraction.language import detect
from pipelines.extraction.page_facts import Facts, canonical_of, read_facts
from pipelines.extraction.script_state import Stated, stated_article
from pipelines.extraction.tree import parse
from pipelines.items import Css, PageItem
from records.vocabulary import Fate


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
    """The article on a page. Never raises for what a page holds, however large, deep or broken; a wrong selector in `css` finds nothing.

    The way of every page, one step a line: bytes, charset, tree, page kind, facts (title and authors among them), date, text, language, article.
    The date is read before the text, because reading the text cuts from the tree what says the date.
    """
    content_type = next((value for name, value in page.headers if name.lower() == "content-type"), "")
    if reason := page_kind.unreadable(page.body, content_type):
        return NotAnArticle(Fate.BAD_CONTENT, reason)
    tree = parse(decode(page.body, content_type))
    if tree is None:
        return NotAnArticle(Fate.EMPTY, "no markup and no text")
    page = page if _is_address(page.final_url) else replace(page, final_url="")
    stated = stated_article(tree, page.final_url)
    # A page built by scripts asks to switch them on, as a bot wall does. If its data holds the article, it is no wall.
    if stated is None and page_kind.is_walled(tree, page.body, page.status, page.headers):
        return NotAnArticle(Fate.BOT_WALL, "a protection service answered", canonical_of(tree, page.final_url))
    facts = read_facts(tree, page.final_url, page.hints.title, stated)
    published = _published(tree, page, zone, css, stated)
    login = page_kind.asks_password(tree)
    article = read_text(tree, urlsplit(page.final_url).hostname or "", facts, css.text)
    if refusal := _refusal(tree, page.final_url, facts, article, login):
        return refusal
    authors = facts.authors or article.names
    lang = detect(f"{facts.title}\n{article.text}")
    return Extraction(facts.title, tuple(map(TextBlock, article.lines)), authors, lang, facts.canonical, published)


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


def _refusal(tree: HtmlElement, url: str, facts: Facts, article: ArticleText, login: bool) -> NotAnArticle | None:
    """Why a page that was read is no article: by its words, its form, its links, and by how little text it has."""
    words = len(article.text.split())
    if page_kind.is_gone(facts, tree, words):
        return NotAnArticle(Fate.GONE, "the page says that it is not there", facts.canonical)
    if login and words < 40:
        return NotAnArticle(Fate.NOT_ARTICLE, "a login form", facts.canonical)
    if not article.own and page_kind.is_list(facts, url, article.cards, article.headlines, article.text):
        return NotAnArticle(Fate.NOT_ARTICLE, "a list of articles", facts.canonical)
    if not article.lines:
        return NotAnArticle(Fate.EMPTY, "no text besides furniture", facts.canonical)
    if page_kind.too_short(article.text, facts.title):
        return NotAnArticle(Fate.TOO_SHORT, f"{words} words", facts.canonical)
    return None
