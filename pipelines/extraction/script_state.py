"""The article in the data from which scripts build a page (Next.js and similar), which may show nothing without scripts.

The data contains other articles too, in menus and lists. The page's own is the one whose headline the page shows, or whose name or number is in the
URL.
"""

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml.html import HtmlElement

from pipelines.extraction.blocks import text_pieces
from pipelines.extraction.markup_names import name_set
from pipelines.extraction.prune import remove_element
from pipelines.extraction.title import comparable_words
from pipelines.extraction.tree import parse

# Names of fields, in lower case and without separators, the most reliable first.
_TITLES = ("title", "headline", "heading", "name")
_BODIES = ("content", "body", "fulltext", "contenthtml", "bodyhtml", "html", "articlebody", "text", "contentrendered")
_DATES = (
    "publishedat",
    "datepublished",
    "publishdate",
    "publishedtime",
    "publicationdate",
    "published",
    "pubdate",
    "publishedon",
    "createdat",
    "date",
)
_AUTHORS = ("author", "authors", "authorname", "writer")
_NAMES = ("name", "fullname", "title")
_ADDRESSES = ("slug", "alias", "url", "link", "uri", "path", "id")

_MOST_NODES = 100_000  # of a page's data; the largest seen have a tenth
_MOST_TITLES = 8
_DEEPEST = 40  # levels of an editor's blocks
_LEAST_BODY, _LEAST_TITLE = 12, 3  # words; fewer are labels of menus and sections
_LEAST_NUMBER = 3  # digits of a number that names an article rather than a page of a list
_EPOCH, _MILLISECONDS = 946_684_800, 100_000_000_000  # the year 2000 in seconds; above the second value a timestamp is in milliseconds
_NOT_TEXT = name_set(
    "image images picture photo gallery slider video audio embed iframe file attach attaches banner ad ads related readmore readalso link-card"
)
_HOLDERS = ("rendered", "blocks", "data", "children", "content", "items")
_NOT_PROSE = ("figure", "figcaption", "script", "style", "iframe", "video", "audio", "svg", "form", "button")


@dataclass(frozen=True)
class ScriptArticle:
    """The data about the page's article. `body` has one paragraph per line; `published` is as written, empty if missing."""

    title: str
    body: str
    authors: tuple[str, ...]
    published: str


def script_article(tree: HtmlElement, url: str) -> ScriptArticle | None:
    """Return the page's own article in its data, or None. Never raises, whatever the data contains."""
    scripts = [script.text for script in tree.iter("script") if script.get("type", "").strip().lower() == "application/json" and script.text]
    if not scripts:
        return None
    titles, marks = _titles_of(tree), _marks_of(url)
    articles = [article for text in scripts for node in _nodes(_load(text)) if (article := _article(node, titles, marks)) is not None]
    return max(articles, key=lambda article: len(article.body), default=None)


def _load(text: str) -> Any:
    try:
        return json.loads(text, strict=False)
    except (ValueError, RecursionError):
        return None


def _nodes(data: Any) -> Iterator[dict[str, Any]]:
    """Yield every object in the data, the outer before the inner."""
    waiting = [data]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop()
        if isinstance(node, dict):
            yield node
        inner = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
        waiting.extend(value for value in inner if isinstance(value, (dict, list)))


def _titles_of(tree: HtmlElement) -> list[str]:
    """Return the headlines that the page shows in its head and as its main heading, normalised."""
    heads = (meta.get("content", "") for meta in tree.iter("meta") if (meta.get("property") or meta.get("name")) in ("og:title", "twitter:title"))
    headings = (element.text_content() for element in tree.iter("title", "h1"))
    return [comparable_words(text) for text in islice(chain(heads, headings), _MOST_TITLES)]


def _marks_of(url: str) -> set[str]:
    """Return what names the article in the URL: its last part, and the numbers in its path."""
    try:
        path = unquote(urlsplit(url).path).rstrip("/").lower()
    except ValueError:
        return set()
    last = path.rsplit("/", 1)[-1]
    return {last, last.rsplit(".", 1)[0], *re.findall(rf"(?<!\d)\d{{{_LEAST_NUMBER},}}(?!\d)", path)} - {""}


def _article(node: dict[str, Any], titles: list[str], marks: set[str]) -> ScriptArticle | None:
    """Return the article that an object describes, if it is the page's own."""
    fields = {re.sub(r"[\W_]", "", name).lower(): value for name, value in node.items()}
    title = next((text for name in _TITLES if isinstance(text := fields.get(name), str) and len(text.split()) >= _LEAST_TITLE), "")
    if not title or not (_is_borne(comparable_words(title), titles) or _is_named(fields, marks)):
        return None
    bodies = ("\n".join(_lines(fields[name], 0)) for name in _BODIES if name in fields)
    body = next((text for text in bodies if len(text.split()) >= _LEAST_BODY), "")
    if not body:
        return None
    published = next((text for name in _DATES if (text := _moment(fields.get(name)))), "")
    return ScriptArticle(" ".join(title.split()), body, tuple(_authors(fields)), published)


def _is_borne(title: str, titles: list[str]) -> bool:
    """Return whether the page shows the headline, perhaps followed by the name of the site."""
    return any(text == title or text.startswith(title + " ") for text in titles)


def _is_named(fields: dict[str, Any], marks: set[str]) -> bool:
    values = (str(value).rstrip("/").rsplit("/", 1)[-1].lower() for name in _ADDRESSES if isinstance(value := fields.get(name), (str, int)))
    return any(value in marks for value in values)


def _lines(value: Any, depth: int) -> list[str]:
    """Return the paragraphs of a text in HTML, or in the blocks of an editor (Editor.js, ProseMirror, Portable Text)."""
    if depth > _DEEPEST:
        return []
    if isinstance(value, str):
        return _paragraphs(value)
    if isinstance(value, list):
        if value and all(isinstance(leaf, dict) and isinstance(leaf.get("text"), str) and leaf.get("type", "text") == "text" for leaf in value):
            return _paragraphs("".join(leaf["text"] for leaf in value))
        return [line for inner in value for line in _lines(inner, depth + 1)]
    if not isinstance(value, dict) or str(value.get("type") or value.get("_type") or "").lower() in _NOT_TEXT:
        return []
    inside = [line for name in _HOLDERS if name in value for line in _lines(value[name], depth + 1)]
    return inside or next((_paragraphs(text) for name in ("html", "text") if isinstance(text := value.get(name), str)), [])


def _paragraphs(markup: str) -> list[str]:
    if "<" not in markup and "&" not in markup:
        return [" ".join(line.split()) for line in markup.split("\n") if line.strip()]
    tree = parse(f"<body>{markup}")
    if tree is None:
        return []
    for element in [*tree.iter(*_NOT_PROSE)]:
        remove_element(element)
    return [run.text for run in text_pieces(tree)]


def _authors(fields: dict[str, Any]) -> Iterator[str]:
    for name in _AUTHORS:
        value = fields.get(name)
        for item in value if isinstance(value, list) else [value]:
            text = next((item[key] for key in item if key.lower().replace("_", "") in _NAMES), None) if isinstance(item, dict) else item
            if isinstance(text, str) and text.strip():
                yield " ".join(text.split())


def _moment(value: Any) -> str:
    """Return a date in words unchanged, and one in seconds or milliseconds since 1970 as ISO 8601."""
    if isinstance(value, str):
        return value if any(map(str.isdigit, value)) else ""
    if not isinstance(value, (int, float)) or isinstance(value, bool) or not _EPOCH <= value < 100 * _MILLISECONDS:
        return ""
    seconds = value / 1000 if value >= _MILLISECONDS else value
    return datetime.fromtimestamp(seconds, UTC).isoformat()
