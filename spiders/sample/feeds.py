"""What the sample sites offer to programs: an RSS 2.0 feed as WordPress writes it, an index of sitemaps, a Google news sitemap and a plain
sitemap."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import format_datetime
from xml.etree import ElementTree

_PREFIXES = {
    "atom": "http://www.w3.org/2005/Atom",
    "dc": "http://purl.org/dc/elements/1.1/",
    "news": "http://www.google.com/schemas/sitemap-news/0.9",
}
_SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9"


@dataclass(frozen=True)
class SampleEntry:
    """One line of a feed or sitemap: the full address as the source spells it, and what the source says of it."""

    address: str
    title: str
    published: datetime
    guid: str = ""
    author: str | None = None
    section: str = ""
    excerpt: str = ""


def rss(title: str, home: str, about: str, lang: str, entries: Iterable[SampleEntry]) -> bytes:
    """An RSS 2.0 feed with excerpts only; `pubDate` carries the offset of the outlet's own clock."""
    listed = list(entries)
    root = _root("rss", ("atom", "dc"), version="2.0")
    channel = _child(root, "channel")
    _child(channel, "title", title)
    _child(channel, "atom:link", href=f"{home}feed/", rel="self", type="application/rss+xml")
    _child(channel, "link", home)
    _child(channel, "description", about)
    _child(channel, "lastBuildDate", format_datetime(max(entry.published for entry in listed)))
    _child(channel, "language", lang)
    _child(channel, "generator", "https://wordpress.org/?v=6.6.2")
    for entry in listed:
        item = _child(channel, "item")
        _child(item, "title", entry.title)
        _child(item, "link", entry.address)
        if entry.author:
            _child(item, "dc:creator", entry.author)
        _child(item, "pubDate", format_datetime(entry.published))
        _child(item, "category", entry.section)
        _child(item, "guid", entry.guid, isPermaLink="false")
        _child(item, "description", entry.excerpt)
    return _written(root)


def sitemap_index(children: Mapping[str, datetime]) -> bytes:
    """An index of sitemaps: full address and last change of each."""
    root = _root("sitemapindex", (), xmlns=_SITEMAP)
    for address, changed in children.items():
        sitemap = _child(root, "sitemap")
        _child(sitemap, "loc", address)
        _child(sitemap, "lastmod", changed.isoformat())
    return _written(root)


def news_sitemap(outlet: str, lang: str, entries: Iterable[SampleEntry]) -> bytes:
    """A sitemap with Google's news extension: publication date and title of every address."""
    root = _root("urlset", ("news",), xmlns=_SITEMAP)
    for entry in entries:
        page = _child(root, "url")
        _child(page, "loc", entry.address)
        news = _child(page, "news:news")
        publication = _child(news, "news:publication")
        _child(publication, "news:name", outlet)
        _child(publication, "news:language", lang)
        _child(news, "news:publication_date", entry.published.isoformat())
        _child(news, "news:title", entry.title)
    return _written(root)


def sitemap(addresses: Iterable[str]) -> bytes:
    """A plain sitemap, without dates."""
    root = _root("urlset", (), xmlns=_SITEMAP)
    for address in addresses:
        _child(_child(root, "url"), "loc", address)
    return _written(root)


# Prefixed names are written as they stand and declared on the root: ElementTree would number namespaces it does not know.


def _root(name: str, prefixes: tuple[str, ...], **attributes: str) -> ElementTree.Element:
    return ElementTree.Element(name, attributes | {f"xmlns:{prefix}": _PREFIXES[prefix] for prefix in prefixes})


def _child(parent: ElementTree.Element, name: str, text: str | None = None, /, **attributes: str) -> ElementTree.Element:
    child = ElementTree.SubElement(parent, name, attributes)
    child.text = text
    return child


def _written(root: ElementTree.Element) -> bytes:
    ElementTree.indent(root)
    written: bytes = ElementTree.tostring(root, encoding="utf-8", xml_declaration=True)
    return written
