"""What a page says about itself beside its text: title, authors, canonical address, schema.org data."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urljoin, urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.authors import authors_of, unescaped_line
from pipelines.extraction.markup_names import name_set
from pipelines.extraction.phrases import is_furniture
from pipelines.extraction.script_state import Stated
from pipelines.extraction.title import title_of

_ARTICLE_TYPES = name_set(
    "article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle reviewnewsarticle blogposting liveblogposting report "
    "advertisercontentarticle backgroundnewsarticle"
)
_LIST_TYPES = frozenset(("collectionpage", "searchresultspage", "profilepage"))
_HOMES = name_set("/ ./ /ru /ru/ /kz /kz/ /kk /kk/ index.php /index.php index.html /index.html")
_DEEPEST = 12  # levels of nested schema.org data that are walked


@dataclass(frozen=True)
class Facts:
    """`kind` is "article", "list" or "" as the page's metadata says; `body` is schema.org's articleBody."""

    title: str
    authors: tuple[str, ...]
    canonical: str | None
    site: str
    kind: str
    body: str
    description: str


@dataclass
class _Schema:
    headlines: list[str] = field(default_factory=list)
    authors: list[str] = field(default_factory=list)
    bodies: list[str] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    articles: int = 0
    lists: int = 0


def read_facts(tree: HtmlElement, url: str, hint: str, stated: Stated | None = None) -> Facts:
    """`url` is the address that answered; `hint` the title by which the source listed the page, empty where it gave none; `stated` the article in the data of
    a page built by scripts."""
    schema = _schema(tree)
    if stated is not None:
        _join(schema, stated)
    metas = _metas(tree)
    site = unescaped_line(metas.get("og:site_name", "") or (schema.publishers[0] if schema.publishers else "")) or _home_name(tree, url)
    kind = _kind(schema, metas, tree)
    title = title_of(tree, metas, schema.headlines, site, hint, url)
    return Facts(
        title=title,
        authors=authors_of(tree, schema.authors, metas, (site, *schema.publishers), url, title),
        canonical=canonical_of(tree, url),
        site=site,
        kind=kind,
        body=_body(schema.bodies) if kind != "list" else "",
        description=unescaped_line(metas.get("og:description", "") or metas.get("description", "")),
    )


def _home_name(tree: HtmlElement, url: str) -> str:
    """The site's name as its first link to the front page shows it: the words of the link, or the alt text of its logo."""
    host = urlsplit(url).hostname or ""
    for link in tree.iter("a"):
        href = link.get("href", "").strip()
        if href in _HOMES or (host and re.fullmatch(rf"(?:https?:)?//{re.escape(host)}(?::\d+)?/?", href)):
            image = link.find(".//img")
            name = unescaped_line(link.text_content()) or (unescaped_line(image.get("alt")) if image is not None else "")
            if name and len(name.split()) <= 6 and not is_furniture(name):
                return name
    return ""


def canonical_of(tree: HtmlElement, url: str) -> str | None:
    """The absolute address of the page's rel=canonical link as it stands there; None where it has none or it is no web address."""
    for link in tree.iter("link"):
        if "canonical" in link.get("rel", "").lower().split() and (href := link.get("href", "").strip()):
            try:
                absolute = urljoin(url, href)
                return absolute if urlsplit(absolute).scheme in ("http", "https") and urlsplit(absolute).hostname else None
            except ValueError:
                return None
    return None


def _metas(tree: HtmlElement) -> dict[str, str]:
    """The first content of each meta tag by its lower-cased name."""
    metas: dict[str, str] = {}
    for meta in tree.iter("meta"):
        name = (meta.get("property") or meta.get("name") or meta.get("itemprop") or "").strip().lower()
        content = (meta.get("content") or "").strip()
        if name and content:
            metas.setdefault(name, content)
    return metas


def _kind(schema: _Schema, metas: dict[str, str], tree: HtmlElement) -> str:
    if schema.lists and schema.articles != 1:
        return "list"
    if metas.get("og:type", "").lower() in ("article", "news", "newsarticle") or "article:published_time" in metas or schema.articles == 1:
        return "article"
    body = tree.find("body")
    names = set((body.get("class") or "").lower().split()) if body is not None else set()
    if names & {"single", "single-post", "node--type-article", "page-node-type-article"} and metas.get("og:type", "").lower() != "website":
        return "article"
    return "list" if names & {"archive", "category", "tag", "author", "search-results", "paged"} else ""


def _schema(tree: HtmlElement) -> _Schema:
    found = _Schema()
    for script in tree.iter("script"):
        if "ld+json" in (script.get("type") or "").lower() and script.text:
            for node in _nodes(_load(script.text), 0):
                _note(found, node)
    return found


def _load(text: str) -> object:
    text = text.strip().removeprefix("<!--").removesuffix("-->").removeprefix("//<![CDATA[").removesuffix("//]]>")
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(data: object, depth: int) -> Iterator[dict[str, object]]:
    if depth > _DEEPEST:
        return
    if isinstance(data, list):
        for entry in data:
            yield from _nodes(entry, depth + 1)
    elif isinstance(data, dict):
        yield data
        for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"):
            yield from _nodes(data.get(key), depth + 1)


def _note(found: _Schema, node: dict[str, object]) -> None:
    types = {str(kind).rsplit("/", 1)[-1].lower() for kind in _listed(node.get("@type"))}
    found.lists += bool(types & _LIST_TYPES)
    if not types & _ARTICLE_TYPES:
        return
    found.articles += 1
    found.headlines.extend(unescaped_line(text) for text in _listed(node.get("headline")) + _listed(node.get("name")) if isinstance(text, str))
    found.bodies.extend(text for text in _listed(node.get("articleBody")) if isinstance(text, str))
    found.authors.extend(name for author in _listed(node.get("author")) for name in _names(author))
    found.publishers.extend(name for publisher in _listed(node.get("publisher")) for name in _names(publisher))


def _join(schema: _Schema, stated: Stated) -> None:
    """Add what the page's script data says, where schema.org says nothing."""
    schema.articles = schema.articles or 1
    schema.headlines = schema.headlines or [stated.title]
    schema.authors = schema.authors or [*stated.authors]
    schema.bodies = schema.bodies or [stated.body]


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _names(value: object) -> list[str]:
    if isinstance(value, dict):
        value = value.get("name")
    return [unescaped_line(name) for name in _listed(value) if isinstance(name, str) and name.strip()]


def _body(bodies: list[str]) -> str:
    """The longest article body in schema.org, without markup. Blocks and line breaks become lines."""
    text = max(bodies, key=len, default="")
    text = unescape(unescape(text)) if "&" in text else text
    text = re.sub(r"(?i)<\s*(?:br|/p|/div|/li|/h\d)[^<>]*>", "\n", text)
    return re.sub(r"<[^<>]{0,500}>", "", text)
