"""Parsing of a page's text into a tree for the later steps: limited in depth, without comments."""

import re

from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HTMLParser, HtmlProcessingInstruction, document_fromstring

from pipelines.extraction.blocks import words_in
from pipelines.extraction.markup_names import name_set

# Deeper than any intentional page (the 181 benchmark pages stay under 60); unclosed tags nest without end, and libxml2 cuts at 2048.
_MAX_DEPTH = 120
_FLAT = 24  # levels that remain of a deeper page
_TOO_DEEP = etree.XPath("boolean(" + "/*" * _MAX_DEPTH + ")")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*+)([^<>]*+)>")
# A tag with more attributes than any real one (the benchmark pages stay under 60). libxml2 compares each attribute with all before it, so they are
# removed first. Attributes follow the HTML tokenizer exactly, or a stray quote or sign would hide the rest: whatever is no blank, slash or ">" begins
# one, also a quote, a "=" or a "<". Every "<" is tried, in any context, so that no comment or script hides a tag either.
_NAME = r"[a-zA-Z][^ \t\n\r\f<>/]*+(?:<++(?![a-zA-Z])[^ \t\n\r\f<>/]*+)*+"
_VALUE = r"""[ \t\n\r\f]*+=[ \t\n\r\f]*+(?:"[^"]*+"|'[^']*+'|[^ \t\n\r\f>"'][^ \t\n\r\f>]*+)"""
_CROWDED = re.compile(rf"<({_NAME})(?=[ \t\n\r\f/])(?:[ \t\n\r\f/]*+[^ \t\n\r\f/>][^ \t\n\r\f/>=]*+(?:{_VALUE})?+){{200,}}+")
_NEVER_CLOSED = name_set("area base br col embed hr img input link meta param source track wbr")
# lxml calls its own class lookup, in Python, whenever an element is accessed; it has extra classes only for forms, whose fields are not read here.
_CLASSES = etree.ElementDefaultClassLookup(HtmlElement, HtmlComment, HtmlProcessingInstruction, HtmlEntity)
_INLINE = name_set("a abbr b big code em font i small span strong sub sup u")


def count_words(element: HtmlElement, limit: int = 1_000_000) -> int:
    """Count the words in an element, stopping above `limit`, so that testing many nested elements for size is cheap."""
    words = 0
    for text in element.itertext():
        words += words_in(text)
        if words > limit:
            break
    return words


def without_crowded_tags(text: str) -> str:
    """Return the text of a page with all attributes removed from overcrowded tags. Everything that libxml2 reads passes through this."""
    return _CROWDED.sub(r"<\1", text)


def parse(text: str) -> HtmlElement | None:
    """Return the page's tree, at most `_MAX_DEPTH` levels deep; None if there is no markup or text."""
    text = without_crowded_tags(text)
    tree = _parse(text)
    if tree is not None and (_too_much(tree[1]) or _TOO_DEEP(tree[0])):
        tree = _parse(_flatten(text))
    return tree[0] if tree is not None else None


def _parse(text: str) -> tuple[HtmlElement, HTMLParser] | None:
    # As UTF-8 bytes with the charset given, so that a wrong meta tag or XML declaration in the text is ignored.
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, huge_tree=True)
    parser.set_element_class_lookup(_CLASSES)
    try:
        return document_fromstring(text.encode("utf-8", "ignore"), parser=parser), parser
    except (etree.ParserError, etree.XMLSyntaxError, ValueError):
        return None


def _too_much(parser: HTMLParser) -> bool:
    return any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def _flatten(text: str) -> str:
    """Remove the tags below the depth limit. Borders of blocks become line breaks, so that paragraphs remain separate."""
    depth = 0

    def keep(match: re.Match[str]) -> str:
        nonlocal depth
        closing, name = bool(match[1]), match[2].lower()
        if name in _NEVER_CLOSED or match[3].endswith("/"):
            return match[0]
        depth = max(0, depth - 1) if closing else depth + 1
        if depth + closing <= _FLAT:
            return match[0]
        return "" if name in _INLINE else "<br><br>"

    return _TAG.sub(keep, text)
