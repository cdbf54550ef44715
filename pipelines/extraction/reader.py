"""The bytes of a page become an article, or the reason why it is none. Pure: no network and no disk; "now" is the time when the page was fetched."""

from copy import deepcopy
from dataclasses import dataclass, replace
from datetime import date, datetime, tzinfo
from functools import partial
from urllib.parse import urlsplit

from cssselect import SelectorError
from lxml.html import HtmlElement

from pipelines.extraction import page_kind
from pipelines.extraction.article_text import ArticleText, read_text
from pipelines.extraction.captions import captions
from pipelines.extraction.charset import decode
from pipelines.extraction.consent import asks_consent
from pipelines.extraction.dates import find_published
from pipelines.extraction.dates.last_resort import guessed_day
from pipelines.extraction.dates.read_date import precision_of
from pipelines.extraction.language import detect
from pipelines.extraction.page_facts import Facts, canonical_of, read_facts
from pipelines.extraction.paywall import NO_WALL, SHORT, Wall, is_asking, is_partial, read_wall
from pipelines.extraction.person_names import persons_in
from pipelines.extraction.script_state import Stated, stated_article
from pipelines.extraction.tree import parse
from pipelines.extraction.word_count import words_in
from pipelines.items import Css, PageItem
from records.vocabulary import Fate, PublishedPrecision

_LOGIN_WORDS = 40  # beside a field for a password; with more there is an article
_LEAST_OF_STUB = 5  # words of a stub behind a pay wall: less says nothing beside the title


@dataclass(frozen=True)
class TextBlock:
    """One paragraph, list item, heading or row of a table, in reading order."""

    text: str


@dataclass(frozen=True)
class Extraction:
    """What a page says. `canonical` is its rel=canonical, absolute and unjudged; `published` is in the outlet's zone, a date where the page gives no time.

    `unsure` marks a date that was only guessed, `partial` a text of which the page shows no more than the beginning (a pay wall, a registration).
    """

    title: str
    blocks: tuple[TextBlock, ...]
    authors: tuple[str, ...]
    lang: str
    canonical: str | None
    published: date | datetime | None
    unsure: bool = False
    partial: bool = False

    @property
    def text(self) -> str:
        """All blocks, one a line."""
        return "\n".join(block.text for block in self.blocks)

    @property
    def surely_published(self) -> date | datetime | None:
        """The date, unless it was guessed: nothing is reckoned from a guess."""
        return None if self.unsure else self.published

    @property
    def date_precision(self) -> PublishedPrecision | None:
        """How exactly it is known when the article was published."""
        return precision_of(self.published, unsure=self.unsure)


@dataclass(frozen=True)
class NotAnArticle:
    """Why a page is no article; `detail` says it in a few words. `title` and `published` are what it says all the same, where it was read."""

    fate: Fate
    detail: str
    canonical: str | None = None
    title: str = ""
    published: date | datetime | None = None
    unsure: bool = False


@dataclass(frozen=True)
class _Surroundings:
    """What a page shows beside its text: its walls, the words under its pictures, whether it asks for a password or for consent."""

    login: bool
    wall: Wall = NO_WALL
    captions: tuple[str, ...] = ()
    consent: bool = False


def extract(page: PageItem, *, zone: tzinfo, css: Css) -> Extraction | NotAnArticle:
    """The article on a page. Never raises for what a page holds, however large, deep or broken; a wrong selector in `css` finds nothing.

    The way of every page, one step a line: bytes, charset, tree, page kind, facts (title and authors among them), date, text, what stands around a short
    text, language, article. The date is read before the text, because reading the text cuts from the tree what says the date.
    """
    content_type = next((value for name, value in page.headers if name.lower() == "content-type"), "")
    if reason := page_kind.unreadable(page.body, content_type):
        return NotAnArticle(Fate.BAD_CONTENT, reason)
    source = decode(page.body, content_type)
    tree = parse(source)
    if tree is None:
        return NotAnArticle(Fate.EMPTY, "no markup and no text")
    held = [*tree.iter()]  # lxml makes the object of an element anew whenever it is looked at, unless somebody holds it
    page = page if _is_address(page.final_url) else replace(page, final_url="")
    stated = stated_article(tree, page.final_url)
    # A page built by scripts asks to switch them on, as a bot wall does. If its data holds the article, it is no wall.
    if stated is None and page_kind.is_walled(tree, page.body, page.status, page.headers):
        return NotAnArticle(Fate.BOT_WALL, "a protection service answered", canonical_of(tree, page.final_url))
    facts = read_facts(tree, page.final_url, page.hints.title, stated)
    published = _published(tree, page, zone, css, stated)
    guess = guessed_day(tree, page.final_url, now=page.fetched_at, zone=zone) if published is None and facts.kind != "list" else None
    login = page_kind.asks_password(tree)
    untouched = deepcopy(tree)
    article = read_text(tree, untouched, urlsplit(page.final_url).hostname or "", facts, css.text)
    del held
    seen = _surroundings(untouched, facts, article, login)
    article, partial = _whole_or_partial(article, facts, seen)
    if refusal := _refusal(tree, page.final_url, facts, article, seen, partial):
        return replace(refusal, canonical=facts.canonical, title=facts.title, published=published or guess, unsure=guess is not None)
    authors = facts.authors or tuple(name for line in article.names for name in persons_in(line))
    lang = detect(f"{facts.title}\n{article.text}")
    return Extraction(
        facts.title,
        tuple(map(TextBlock, article.lines)),
        authors,
        lang,
        facts.canonical,
        published or guess,
        unsure=guess is not None,
        partial=partial,
    )


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


def _surroundings(untouched: HtmlElement, facts: Facts, article: ArticleText, login: bool) -> _Surroundings:
    """What stands around a text that is too short to be surely whole. It is looked for in the page as it came, since furniture was cut from its tree."""
    if words_in(article.text) >= (SHORT if facts.free is not False else 2 * SHORT):
        return _Surroundings(login)
    held = [*untouched.iter()]
    seen = _Surroundings(login, read_wall(untouched, facts), tuple(captions(untouched)), asks_consent(untouched))
    del held
    return seen


def _whole_or_partial(article: ArticleText, facts: Facts, seen: _Surroundings) -> tuple[ArticleText, bool]:
    """The article as the page lets it be read, and whether that is only its beginning. Of a stub the words that ask to pay are taken off; where it shows
    no line the description stands for it. A story in pictures has its captions for a text."""
    if is_partial(seen.wall, article.text, facts.body):
        lines = tuple(line for line in article.lines if not is_asking(line))
        return replace(article, lines=lines or tuple(filter(None, [facts.description]))), True
    if page_kind.too_short(article.text, facts.title) and facts.kind != "list":
        told = [line for line in (*seen.captions, *facts.video.split("\n")) if line and line not in article.lines]
        return replace(article, lines=(*article.lines, *told)), False
    return article, False


def _refusal(tree: HtmlElement, url: str, facts: Facts, article: ArticleText, seen: _Surroundings, partial: bool) -> NotAnArticle | None:
    """Why a page that was read is no article: by its words, its form, its links, and by how little text it has."""
    words = words_in(article.text)
    if seen.consent and facts.kind != "article":
        return NotAnArticle(Fate.BOT_WALL, "asks for consent before it shows anything")
    if page_kind.is_gone(facts, tree, words):
        return NotAnArticle(Fate.GONE, "the page says that it is not there")
    if seen.login and words < _LOGIN_WORDS and not (partial and facts.kind == "article"):
        return NotAnArticle(Fate.NOT_ARTICLE, "a login form")
    if not article.own and page_kind.is_list(facts, url, article.cards, article.headlines, article.text, whole=article.whole):
        return NotAnArticle(Fate.NOT_ARTICLE, "a list of articles")
    if not article.lines:
        return NotAnArticle(Fate.EMPTY, "no text besides furniture")
    if words < _LEAST_OF_STUB if partial else page_kind.too_short(article.text, facts.title):
        return NotAnArticle(Fate.TOO_SHORT, f"{words} words")
    return None
