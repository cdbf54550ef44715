"""What a page says of its article in schema.org's words (JSON-LD)."""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from lxml.html import HtmlElement

from pipelines.extraction.authors import unescaped_line
from pipelines.extraction.markup_names import name_set

_ARTICLE_TYPES = name_set(
    "article newsarticle reportagenewsarticle analysisnewsarticle opinionnewsarticle reviewnewsarticle blogposting liveblogposting report "
    "advertisercontentarticle backgroundnewsarticle"
)
_LIST_TYPES = frozenset(("collectionpage", "searchresultspage", "profilepage"))
_PAGE_TYPES = frozenset(("webpage", "creativework"))
_OFFICES = ("organization", "corporation")
_DEEPEST = 12  # levels of nested schema.org data that are walked
_MOST_UPDATES = 2_000  # entries of a live blog

Node = dict[str, Any]


@dataclass(frozen=True)
class StatedArticle:
    """One article as JSON-LD states it. `body` has one paragraph a line, the entries of a live blog among them, the earliest first."""

    headlines: tuple[str, ...]
    authors: tuple[str, ...]
    body: str


@dataclass
class Schema:
    """All that the page's JSON-LD says. `free` is isAccessibleForFree, None where it is not said; `locked` are the selectors of the parts that are not free;
    `video` is the description of the page's video."""

    articles: list[StatedArticle] = field(default_factory=list)
    publishers: list[str] = field(default_factory=list)
    lists: int = 0
    free: bool | None = None
    locked: list[str] = field(default_factory=list)
    video: str = ""

    @property
    def headline(self) -> str:
        """The first one that is stated."""
        return next((headline for article in self.articles for headline in article.headlines), "")

    def of(self, title: str) -> list[StatedArticle]:
        """The articles that bear this title; all of them, if none does."""
        plain = _plain(title)
        own = [article for article in self.articles if any(_plain(headline) == plain for headline in article.headlines)]
        return own or self.articles


def read_schema(tree: HtmlElement) -> Schema:
    """Never raises, whatever the data holds."""
    found = Schema()
    nodes = [
        node
        for script in tree.iter("script")
        if "ld+json" in (script.get("type") or "").lower() and script.text
        for node in _nodes(_load(script.text), 0)
    ]
    people, offices = _named(nodes, ("person",)), _named(nodes, _OFFICES)
    for node in nodes:
        _note(found, node, people, offices)
    return found


def without_markup(text: str) -> str:
    """A text in which blocks and line breaks of markup are lines, and other markup is gone."""
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


def _note(found: Schema, node: Node, people: dict[str, Node], offices: dict[str, Node]) -> None:
    types = _types(node)
    found.lists += bool(types & _LIST_TYPES)
    if "videoobject" in types:
        found.video = found.video or without_markup(_text(node.get("description")))
    if types & (_ARTICLE_TYPES | _PAGE_TYPES) and (free := _truth(node.get("isAccessibleForFree"))) is not None:
        found.free = free if found.free is None or types & _ARTICLE_TYPES else found.free
        parts = [part for part in _listed(node.get("hasPart")) if isinstance(part, dict) and _truth(part.get("isAccessibleForFree")) is False]
        found.locked += [css for part in parts for css in _listed(part.get("cssSelector")) if isinstance(css, str)]
    if not types & _ARTICLE_TYPES:
        return
    headlines = [unescaped_line(text) for text in _listed(node.get("headline")) + _listed(node.get("name")) if isinstance(text, str)]
    authors = [name for author in _listed(node.get("author")) for name in _authors(author, people)]
    bodies = [text for text in _listed(node.get("articleBody")) if isinstance(text, str)]
    body = without_markup("\n".join([max(bodies, key=len, default=""), *_updates(node)])).strip()
    found.articles.append(StatedArticle(tuple(filter(None, headlines)), tuple(authors), body))
    found.publishers += [name for publisher in _listed(node.get("publisher")) for name in _names(publisher, offices)]


def _updates(node: Node) -> Iterator[str]:
    """The entries of a live blog, the earliest first, each with its heading. Those without a date stay where they stand."""
    entries = [entry for entry in _listed(node.get("liveBlogUpdate"))[:_MOST_UPDATES] if isinstance(entry, dict)]
    if all(isinstance(entry.get("datePublished"), str) for entry in entries):
        entries.sort(key=lambda entry: entry["datePublished"])
    for entry in entries:
        yield from filter(None, (_text(entry.get("headline")), _text(entry.get("articleBody"))))


def _named(nodes: list[Node], kinds: tuple[str, ...]) -> dict[str, Node]:
    """The nodes of these kinds by the name under which others point to them."""
    return {
        key: node
        for node in nodes
        if isinstance(key := node.get("@id"), str) and "name" in node and any(kind.endswith(kinds) for kind in _types(node))
    }


def _types(node: Node) -> set[str]:
    return {str(kind).rsplit("/", 1)[-1].lower() for kind in _listed(node.get("@type"))}


def _truth(value: object) -> bool | None:
    """What a value of schema.org's Boolean says: true, "True" and "http://schema.org/True" are one."""
    word = str(value).rsplit("/", 1)[-1].strip().lower()
    return {"true": True, "false": False, "1": True, "0": False, "yes": True, "no": False}.get(word)


def _listed(value: object) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _authors(value: object, people: dict[str, Node]) -> list[str]:
    """The names of an author that is no organisation."""
    if isinstance(value, dict) and any(kind.endswith(_OFFICES) for kind in _types(value)):
        return []
    return _names(value, people)


def _names(value: object, named: dict[str, Node]) -> list[str]:
    if isinstance(value, dict):
        value = value.get("name") if "name" in value else named.get(str(value.get("@id")), {}).get("name")
    return [unescaped_line(name) for name in _listed(value) if isinstance(name, str) and name.strip()]


def _plain(text: str) -> str:
    return "".join(re.findall(r"\w+", text.lower()))
