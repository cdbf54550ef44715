"""Facts that a page gives in addition to its text: title, authors, canonical URL, schema.org data."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.authors import authors_of, unescaped_line
from pipelines.extraction.markup_names import name_set
from pipelines.extraction.phrases import is_site_phrase, joined_words
from pipelines.extraction.script_state import ScriptArticle
from pipelines.extraction.title import title_of

# Statements about the article in schema.org's vocabulary (JSON-LD).

_ARTICLE_TYPES = name_set(
    "article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle reviewnewsarticle blogposting liveblogposting report "
    "advertisercontentarticle backgroundnewsarticle"
)
_LIST_TYPES = frozenset(("collectionpage", "searchresultspage", "profilepage"))
_PAGE_TYPES = frozenset(("webpage", "creativework"))
_OFFICES = ("organization", "corporation")
_DEEPEST = 12  # levels of nested schema.org data that are read
_MOST_UPDATES = 2_000  # entries of a live blog

Node = dict[str, Any]


@dataclass(frozen=True)
class _StatedArticle:
    """One article as JSON-LD states it. `body` has one paragraph per line, including entries of a live blog, the earliest first."""

    headlines: tuple[str, ...]
    authors: tuple[str, ...]
    body: str


@dataclass
class _Schema:
    """All statements of the page's JSON-LD.

    `free` is isAccessibleForFree, None if not given; `locked` are the selectors of the parts that are not free; `video` is the description of the
    page's video.
    """

    articles: list[_StatedArticle] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    lists: int = 0
    free: bool | None = None
    locked: list[str] = field(default_factory=list)
    video: str = ""

    @property
    def headline(self) -> str:
        """Return the first headline that is stated."""
        return next((headline for article in self.articles for headline in article.headlines), "")

    def of(self, title: str) -> list[_StatedArticle]:
        """Return the articles with this title; all of them, if none has it."""
        plain = joined_words(title)
        own = [article for article in self.articles if any(joined_words(headline) == plain for headline in article.headlines)]
        return own or self.articles


def _read_schema(tree: HtmlElement) -> _Schema:
    """Read the page's JSON-LD. Never raises, whatever the data contains."""
    schema = _Schema()
    nodes = [
        node
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower() and script.text
        for node in _nodes(_load(script.text), 0)
    ]
    people, offices = _named(nodes, ("person",)), _named(nodes, _OFFICES)
    for node in nodes:
        _note(schema, node, people, offices)
    return schema


def _without_markup(text: str) -> str:
    """Return a text without markup, with line breaks for blocks and <br>."""
    text = unescape(unescape(text)) if "&" in text else text
    text = re.sub(r"(?i)<\s*(?:br|/p|/div|/li|/h\d)[^<>]*>", "\n", text)
    return re.sub(r"<[^<>]{0,500}>", "", text)


def _load(text: str) -> object:
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(data: object, depth: int) -> Iterator[Node]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for entry in data:
            yield from _nodes(entry, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart", "video"):
            yield from _nodes(data.get(key), depth + 1)


def _note(schema: _Schema, node: Node, people: dict[str, Node], offices: dict[str, Node]) -> None:
    types = _types(node)
    schema.lists += bool(types & _LIST_TYPES)
    if "videoobject" in types:
        schema.video = schema.video or _without_markup(_text(node.get("description")))
    if types & (_ARTICLE_TYPES | _PAGE_TYPES) and (free := _truth(node.get("isAccessibleForFree"))) is not None:
        schema.free = free if schema.free is None or types & _ARTICLE_TYPES else schema.free
        parts = [part for part in _listed(node.get("hasPart")) if isinstance(part, dict) and _truth(part.get("isAccessibleForFree")) is False]
        schema.locked += [css for part in parts for css in _listed(part.get("cssSelector")) if isinstance(css, str)]
    if not types & _ARTICLE_TYPES:
        return
    headlines = [unescaped_line(text) for text in _listed(node.get("headline")) + _listed(node.get("name")) if isinstance(text, str)]
    authors = [name for author in _listed(node.get("author")) for name in _authors(author, people)]
    bodies = [text for text in _listed(node.get("articleBody")) if isinstance(text, str)]
    body = _without_markup("\n".join([max(bodies, key=len, default=""), *_updates(node)])).strip()
    schema.articles.append(_StatedArticle(tuple(filter(None, headlines)), tuple(authors), body))
    schema.publishers += [name for publisher in _listed(node.get("publisher")) for name in _names(publisher, offices)]


def _updates(node: Node) -> Iterator[str]:
    """Yield the entries of a live blog, the earliest first, each with its heading. Those without a date keep their position."""
    entries = [entry for entry in _listed(node.get("liveBlogUpdate"))[:_MOST_UPDATES] if isinstance(entry, dict)]
    if all(isinstance(entry.get("datePublished"), str) for entry in entries):
        entries.sort(key=lambda entry: entry["datePublished"])
    for entry in entries:
        yield from filter(None, (_text(entry.get("headline")), _text(entry.get("articleBody"))))


def _named(nodes: list[Node], kinds: tuple[str, ...]) -> dict[str, Node]:
    """Return the nodes of these types by the id under which others refer to them."""
    return {
        key: node
        for node in nodes
        if isinstance(key := node.get("@id"), str) and "name" in node and any(kind.endswith(kinds) for kind in _types(node))
    }


def _types(node: Node) -> set[str]:
    return {str(kind).rsplit("/", 1)[-1].lower() for kind in _listed(node.get("@type"))}


def _truth(value: object) -> bool | None:
    """Return the value of a schema.org Boolean: true, "True" and "http://schema.org/True" are equal. None if unknown."""
    word = str(value).rsplit("/", 1)[-1].strip().lower()
    return {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}.get(word)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _authors(value: object, people: dict[str, Node]) -> list[str]:
    """Return the names of an author that is not an organisation."""
    if isinstance(value, dict) and any(kind.endswith(_OFFICES) for kind in _types(value)):
        return []
    return _names(value, people)


def _names(value: object, named: dict[str, Node]) -> list[str]:
    if isinstance(value, dict):
        value = value.get("name") if "name" in value else named.get(str(value.get("@id")), {}).get("name")
    return [unescaped_line(name) for name in _listed(value) if isinstance(name, str) and name.strip()]


_HOMES = name_set("/ ./ /ru /ru/ /kz /kz/ /kk /kk/ index.php /index.php index.html /index.html")
_NO_ARTICLES = name_set("profile product product.item product.group book music.song music.album business.business")  # of Open Graph


@dataclass(frozen=True)
class PageFacts:
    """Facts of a page.

    `kind` is "article", "list" or "" according to the metadata; `body` is schema.org's articleBody; `free` says whether the page can be read without
    paying, None if not given; `locked` are the selectors of the parts that cannot; `video` is the description of the page's video.
    """

    title: str
    authors: tuple[str, ...]
    canonical: str | None
    site: str
    kind: str
    body: str
    description: str
    free: bool | None = None
    locked: tuple[str, ...] = ()
    video: str = ""


def read_facts(tree: HtmlElement, url: str, hint: str, stated: ScriptArticle | None = None) -> PageFacts:
    """Read the facts of a page.

    `url` is the final URL; `hint` the title by which the source listed the page, empty if it gave none; `stated` the article in the data of a page
    built by scripts.
    """
    schema = _read_schema(tree)
    if stated is not None:
        _join(schema, stated)
    metas = _metas(tree)
    site = unescaped_line(metas.get("og:site_name", "") or (schema.publishers[0] if schema.publishers else "")) or _home_name(tree, url)
    kind = _kind(schema, metas, tree)
    title = title_of(tree, metas, schema.headline, site, hint, url)
    own = schema.of(title)
    return PageFacts(
        title=title,
        authors=authors_of(tree, [name for article in own for name in article.authors], (site, *schema.publishers), url, title),
        canonical=canonical_of(tree, url),
        site=site,
        kind=kind,
        body=max((article.body for article in own), key=len, default="") if kind != "list" else "",
        description=unescaped_line(metas.get("og:description", "") or metas.get("description", "")),
        free=schema.free if schema.free is not None or metas.get("article:content_tier", "").lower() != "locked" else False,
        locked=tuple(schema.locked),
        video=schema.video,
    )


def _home_name(tree: HtmlElement, url: str) -> str:
    """Return the site's name as in its first link to the front page: the words of the link, or the alt text of its logo."""
    host = urlsplit(url).hostname or ""
    for link in tree.iter("a"):
        href = link.get("href", "").strip()
        if href in _HOMES or (host and re.fullmatch(rf"(?:https?:)?//{re.escape(host)}(?::\d+)?/?", href)):
            image = link.find(".//img")
            name = unescaped_line(link.text_content()) or (unescaped_line(image.get("alt")) if image is not None else "")
            if name and len(name.split()) <= 6 and not is_site_phrase(name):
                return name
    return ""


def canonical_of(tree: HtmlElement, url: str) -> str | None:
    """Return the page's rel=canonical link as an absolute URL; None if it has none or it is not a web address."""
    for link in tree.iter("link"):
        if "canonical" in link.get("rel", "").lower().split() and (href := link.get("href", "").strip()):
            try:
                absolute = urljoin(url, href)
                return absolute if urlsplit(absolute).scheme in ("http", "https") and urlsplit(absolute).hostname else None
            except ValueError:
                return None
    return None


def _metas(tree: HtmlElement) -> dict[str, str]:
    """Return the first content of each meta element by its lower-case name."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = (meta.get("content") or meta.get("value") or "").strip()
        if name and content:
            metas.setdefault(name, content)
    return metas


def _kind(schema: _Schema, metas: dict[str, str], tree: HtmlElement) -> str:
    articles = len(schema.articles)
    if (schema.lists and articles != 1) or (not articles and metas.get("og:type", "").lower() in _NO_ARTICLES):
        return "list"
    if metas.get("og:type", "").lower() in ("article", "news", "newsarticle") or "article:published_time" in metas or articles == 1:
        return "article"
    body = tree.find("body")
    names = set((body.get("class") or "").lower().split()) if body is not None else set()
    if names & {"single", "single-post", "node--type-article", "page-node-type-article"} and metas.get("og:type", "").lower() != "website":
        return "article"
    return "list" if names & {"archive", "category", "tag", "author", "search-results", "paged"} else ""


def _join(schema: _Schema, stated: ScriptArticle) -> None:
    """Add the statements of the page's script data where schema.org has none."""
    first = schema.articles[0] if schema.articles else _StatedArticle((), (), "")
    stated_article = _StatedArticle(first.headlines or (stated.title,), first.authors or stated.authors, first.body or _without_markup(stated.body))
    schema.articles[:1] = [stated_article]
