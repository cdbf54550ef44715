"""Reader of feeds: RSS 0.9x to 2.0, RDF (RSS 1.0) and Atom."""

from typing import Any
from urllib.parse import urlsplit

from pipelines.dedup.urls import clean
from records.i18n import gettext_noop
from records.model import DiscoveredLink
from spiders.sources.documents import local_name, namespace, plain_title, text_of, xml_document, xml_root
from spiders.sources.list_pages import ListWalk, OutletSource
from spiders.sources.source_kind import SourceAnswer, SourceContent, SourceKind

_PREFIXES = {
    "http://www.w3.org/2005/Atom": "atom:",
    "http://purl.org/atom/ns#": "atom:",
    "http://purl.org/dc/elements/1.1/": "dc:",
    "http://purl.org/dc/terms/": "dcterms:",
    "http://rssnamespace.org/feedburner/ext/1.0": "feedburner:",
}
# In order of preference; all but the first of each line are rare.
_TITLES = ("title", "dc:title")
_PUBLISHED = ("pubdate", "published", "dc:date", "atom:published", "issued", "dcterms:issued", "dcterms:created", "created")
_UPDATED = ("updated", "atom:updated", "modified", "dcterms:modified")

_Parts = dict[str, list[Any]]
# How a feed begins, after its prolog.
_BEGINNINGS = (b"<rss", b"<feed", b"<rdf:rdf")


class FeedSource(SourceKind):
    """Feeds of a site."""

    code = "feed"
    label = gettext_noop("feed")
    field = "feeds"
    meaning = "RSS 2.0, RDF or Atom"
    title = gettext_noop("Feeds")
    rare = False
    usual = ("/feed/", "/rss")
    complete = True
    rank = 0

    def read(self, answer: SourceAnswer) -> SourceContent:
        return SourceContent(read_feed(answer.body, answer.url, answer.content_type))

    def recognises(self, head: bytes) -> bool:
        return any(word in head for word in _BEGINNINGS)

    def is_conditional(self, source: OutletSource) -> bool:
        return True

    def goes_on(self, walk: ListWalk, *, mostly_new: bool) -> bool:
        # The next page of a feed is a guess.
        return mostly_new

    def numbered_address(self, walk: ListWalk, number: int) -> str | None:
        return next_feed_page(walk.first, number)


def read_feed(body: bytes, url: str, content_type: str = "") -> list[DiscoveredLink]:
    """Return the links of a feed in order, each once. `url` is the feed's own address, against which relative links are resolved.

    It reads any charset, and feeds that are slightly broken XML. Raises Unreadable if it is not a feed. Dates are returned as written in the feed.
    """
    root = xml_root(xml_document(body, content_type, "rss|feed|RDF"), url)
    links: dict[str, DiscoveredLink] = {}
    for node in root.iter("{*}item", "{*}entry"):
        parts = _parts(node)
        address = _link(node, parts, node.base or url)
        if address:
            links.setdefault(
                address, DiscoveredLink(address, plain_title(_first(parts, _TITLES)), _first(parts, _PUBLISHED), _first(parts, _UPDATED))
            )
    return list(links.values())


def next_feed_page(url: str, page: int) -> str:
    """Return the address of a WordPress feed's older page (`?paged=2`; the first is 1). Raises ValueError for a page below 1."""
    if page < 1:
        raise ValueError("feed pages are counted from 1")
    parts = urlsplit(url)
    remaining = [piece for piece in parts.query.split("&") if piece and piece.partition("=")[0] != "paged"]
    return parts._replace(query="&".join([*remaining, f"paged={page}"])).geturl()


def _parts(node: Any) -> _Parts:
    """Return the children of an item by name: without prefix in the item's own namespace, with a prefix in known ones, with `?` in others."""
    own = namespace(node)
    parts: _Parts = {}
    for child in node.iterchildren("*"):
        prefix = "" if namespace(child) == own else _PREFIXES.get(namespace(child), "?")
        parts.setdefault(prefix + local_name(child), []).append(child)
    return parts


def _first(parts: _Parts, names: tuple[str, ...]) -> str:
    """Return the first non-empty text of these elements, in the order of `names`."""
    return next((text for name in names for node in parts.get(name, ()) if (text := text_of(node))), "")


def _link(node: Any, parts: _Parts, base: str) -> str | None:
    """Return the article's address: the publisher's own behind a feed service, the link, the alternate link, or the permanent id."""
    candidates = [text_of(child) for child in parts.get("feedburner:origlink", ())]
    links = [*parts.get("link", ()), *parts.get("atom:link", ())]
    candidates += [text_of(child) for child in links if text_of(child)]
    alternates = [child for child in links if child.get("href") and child.get("rel", "alternate") == "alternate"]
    alternates.sort(key=lambda child: "html" not in child.get("type", "html"))
    for address in candidates:
        if cleaned := clean(address, base):
            return cleaned
    for child in alternates:
        if cleaned := clean(child.get("href"), child.base or base):
            return cleaned
    lasting = [text_of(child) for child in parts.get("guid", ()) if child.get("isPermaLink", "true").lower() != "false"]
    lasting += [text_of(child) for child in parts.get("id", ())]
    lasting += [value for name, value in node.items() if name.endswith("}about")]
    return next((cleaned for address in lasting if (cleaned := clean(address))), None)
