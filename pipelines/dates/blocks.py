"""What the blocks of a page are for, as far as their tags and the names in their templates tell."""

import re

from lxml.html import HtmlElement

_UNSEEN = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "iframe", "select", "button", "form", "figure", "blockquote", "nav", "aside", "footer",
        "dialog", "object", "video", "audio",
    }
)  # fmt: skip
# Classes and ids of blocks about other articles, of readers' words and of the site's own furniture.
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:aside|side-?bar|side|related|similar|recommend\w*|popular|comments?|disqus|currenc\w*|kurs\w*|exchange|weather|pogoda|archive"
    r"|ticker|lenta|latest|last-?news|recent|also|read-?more|more-?news|other-?news|top-?news|hot|foot|footer|top-?bar|top-?line|header-?top|banner"
    r"|advert\w*|ads?|copyright|cookies?|subscri\w*|menu|nav\w*|poll|carousel|slider|pagination)(?:$|[\s_-])|(?:^|\s)widget(?:$|[\s_-])",
    re.IGNORECASE,
)
_OWN_FOOT = re.compile(r"(?:entry|post|article)-?_?(?:foot|footer)\b", re.IGNORECASE)  # where some themes put the article's own date
_SITE_HEAD = re.compile(r"(?:^|\s)(?:clock|today|top|head|header|calendar)(?:$|[\s_-])|site-head|current-date|-clock", re.IGNORECASE)
_UPDATE_NAME = re.compile(r"(?:^|[\s_-]|date|last)(?:updat|modif)", re.IGNORECASE)
_PUBLISHED_NAME = re.compile(r"publi|posted|created", re.IGNORECASE)
_UPDATE_WORD = re.compile(r"\b(?:updat|modif|обновл|изменен|жаңарт|өзгерт)", re.IGNORECASE)
_UPDATE_LABEL = re.compile(rf"{_UPDATE_WORD.pattern}\D{{0,25}}$", re.IGNORECASE)


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


def stands_beside(element: HtmlElement) -> bool:
    """Whether the block is about something else than its article: other articles, comments, the site, or nothing that is read."""
    if not isinstance(element.tag, str):  # a comment in the source
        return True
    names = _names(element)
    if element.tag in _UNSEEN:
        return element.tag != "footer" or not _OWN_FOOT.search(names)
    return len(names) > 1 and _BESIDE.search(names) is not None and not _OWN_FOOT.search(names)


def is_site_head(element: HtmlElement) -> bool:
    """Whether a block before the headline is the head of the site, with its clock, rather than that of the article."""
    return element.tag == "header" or _SITE_HEAD.search(_names(element)) is not None


def is_update(element: HtmlElement) -> bool:
    """Whether the element's names say that it holds when the article was changed, and not also when it was published."""
    names = f"{_names(element)} {element.get('itemprop', '')}"
    return bool(_UPDATE_NAME.search(names)) and not _PUBLISHED_NAME.search(names)


def begins_with_update_word(text: str | None) -> bool:
    """«Обновлено: …»"""
    return text is not None and _UPDATE_WORD.match(text.lstrip()) is not None


def ends_with_update_label(text: str) -> bool:
    """«… Обновлено:», so that the date that follows is none of publication."""
    return _UPDATE_LABEL.search(text[-60:]) is not None


def follows_update_label(element: HtmlElement) -> bool:
    """Whether the text just before the element announces an update («Обновлено: <time>»)."""
    before, parent = element.getprevious(), element.getparent()
    if before is None:
        return parent is not None and ends_with_update_label(parent.text or "")
    words = before.text_content() if isinstance(before.tag, str) else ""
    return ends_with_update_label(words + (before.tail or ""))
