"""Helpers shared by the readers of sources: the error for an unreadable body, and the preparation of XML and web pages.

There is one reader for each kind of source; it turns the body of an answer into links. Readers are pure and safe on hostile bodies: they read, or
raise `Unreadable`. Feeds are read with lxml and not by a feed library, because a feed is hostile input. Nothing before the root element reaches the
parser, so there is no DTD, no entity and no address to fetch.
"""

import re
from html import unescape
from html.entities import html5
from typing import Any

from lxml import etree
from parsel import Selector

from pipelines.extraction.charset import decode
from pipelines.extraction.tree import without_crowded_tags


class Unreadable(Exception):
    """The body is not what its source should be. The message says briefly what it is instead; the page's fate is bad_content."""


# The root must occur this early; before it there are only blank lines, comments, or the warnings of a broken script.
_HEAD = 20_000
_WEB_PAGE = re.compile(r"<!doctype\s+html|<html[\s>]", re.IGNORECASE)
_STRAY_AMPERSAND = re.compile(r"&(?![a-zA-Z][a-zA-Z0-9]{1,30};|#[0-9]{1,7};|#x[0-9a-fA-F]{1,6};)")
_NAMED = re.compile(r"&(?!(?:amp|lt|gt|quot|apos);)([a-zA-Z][a-zA-Z0-9]{1,30};)")
_MARKUP = re.compile(r"</?[a-zA-Z!][^<>]{0,1000}>")
# A longer title is a page in the wrong element.
_LONGEST_TITLE = 500


def xml_document(body: bytes, content_type: str, roots: str) -> str:
    """Return the document from its root element on, if that is one of `roots` (names joined by |). Raises Unreadable otherwise."""
    try:
        text = decode(body, content_type)
    except (LookupError, ValueError) as error:
        raise Unreadable("a charset that is none") from error
    root = re.compile(rf"<(?:[\w.\-]+:)?(?:{roots})[\s>/]").search(text, 0, _HEAD)
    head = text[: root.start() if root else _HEAD]
    if _WEB_PAGE.search(head):
        raise Unreadable("a web page")
    if "<!ENTITY" in head:
        raise Unreadable("declares entities of its own")
    if root is None:
        raise Unreadable("neither feed nor sitemap" if text.strip() else "empty")
    return text[root.start() :]


def parser_options(recover: bool) -> dict[str, Any]:
    """Return the options of all our XML parsers: no entities, no network, libxml2's limits on, comments removed."""
    return {"encoding": "utf-8", "recover": recover, "resolve_entities": False, "no_network": True, "load_dtd": False, "huge_tree": False,
            "remove_comments": True, "remove_pis": True}  # fmt: skip


def mend(document: str) -> str:
    """Correct wrong ampersands in XML: HTML's own entities become their characters, and any other single & is escaped."""
    return _NAMED.sub(lambda match: html5.get(match[1], "&amp;" + match[1]), _STRAY_AMPERSAND.sub("&amp;", document))


def xml_root(document: str, url: str) -> Any:
    """Return the root element. Malformed XML is corrected and read as far as possible. Raises Unreadable if nothing is left."""
    try:
        return etree.fromstring(document.encode(), etree.XMLParser(**parser_options(recover=False)), base_url=url)
    except (etree.LxmlError, ValueError):
        pass  # Not well-formed: the lenient reading follows.
    try:
        root: Any = etree.fromstring(mend(document).encode(), etree.XMLParser(**parser_options(recover=True)), base_url=url)
    except (etree.LxmlError, ValueError) as error:
        raise Unreadable("broken XML") from error
    if root is None:
        raise Unreadable("broken XML")
    return root


def parsed_page(html: str) -> Selector:
    """Parse a page once for all queries, since a page of 10 MB takes a second.

    libxml2's limits are on: a tree hundreds of levels deep is cut, because looking up the ancestors of its links would take too long.
    """
    parser = etree.HTMLParser(encoding="utf-8", recover=True, huge_tree=False, no_network=True)
    body = without_crowded_tags(html.replace("\0", "")).encode("utf-8", "replace")
    try:
        root = etree.HTML(body, parser)
    except etree.LxmlError:
        root = None  # Nothing that could be a page: a page without links.
    return Selector(root=etree.Element("html") if root is None else root, type="html")


def local_name(node: Any) -> str:
    """Return an element's name in lower case, without its namespace. An undeclared prefix is kept (`dc:date`)."""
    return node.tag.rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def namespace(node: Any) -> str:
    """Return the address of an element's namespace; empty if it has none."""
    return str(node.tag[1:].partition("}")[0]) if isinstance(node.tag, str) and node.tag.startswith("{") else ""


def text_of(node: Any) -> str:
    """Return all text inside an element, with white space reduced to single spaces."""
    return " ".join("".join(node.itertext()).split())


def plain_title(text: str) -> str:
    """Return a title as plain text: without markup, with character references decoded, on one line of at most 500 characters."""
    return " ".join(unescape(_MARKUP.sub(" ", unescape(text) if "&lt;" in text else text)).split())[:_LONGEST_TITLE].strip()
