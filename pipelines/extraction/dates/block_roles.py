"""What a block of a page is for. Its tag and the names in its template tell."""

import re
from functools import lru_cache

from lxml.html import HtmlElement

_UNSEEN = frozenset(
    {
        "script", "style", "noscript", "template", "svg", "iframe", "select", "button", "form", "figure", "blockquote", "nav", "aside", "footer",
        "dialog", "object", "video", "audio",
    }
)  # fmt: skip
# Classes and ids of blocks about other articles, of readers' words and of the site's own furniture, in English and in Latin Russian.
_BESIDE = re.compile(
    r"(?:^|[\s_-])(?:aside|side-?(?:bar|col\w*)|(?:left|right)-?(?:bar|col\w*|side\w*|menu)|col\w*[_-](?:left|right)|side|related|similar"
    r"|recommend\w*|interest\w*|popular|most-?(?:read|view)\w*|\w*comments?|disqus|cackle|guestbook|currenc\w*|kurs\w*|rates|exchange|weather|pogoda"
    r"|archive|arh?iv|ticker|lenta|latest\w*|last-?(?:news|items?)|recent|also|pohoz\w*|drugie|read-?more|more-?news|other-?news|top-?news|hot"
    r"|foot|footer|top-?bar|top-?line|header-?top|banner|advert\w*|ads?|reklam\w*|copyright|cookies?|subscri\w*|podpisk\w*|menu|nav\w*|poll|opros|vote"
    r"|carousel|slider|pagination|moduletable\w*)(?:$|[\s_-])|(?:^|\s)widget(?!\s+Blog(?![\w-]))(?:$|[\s_-])",  # Blogger's "widget Blog" holds the article
    re.IGNORECASE,
)
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
# The way to a page from the front page, which mostly ends with its headline.
_TRAIL = re.compile(r"bread-?_?crumb|pathway|speedbar|(?:^|[\s_-])(?:crumbs?|path|trail|nav\w*)(?:$|[\s_-])", re.IGNORECASE)
_COUNTER = re.compile(
    r"(?:^|[\s_-])(?:views?|hits?|eye|count(?:er)?|shows?|watch(?:ed)?|likes?|rating|comments?|prosmotr\w*|readed|read)(?:$|[\s_-])", re.IGNORECASE
)
_COUNT = re.compile(r"\A[\s(\[]*+\d[\d\s.,]*+[kк]?[\s)\]]*+", re.IGNORECASE)
_OWN_FOOT = re.compile(r"(?:entry|post|article)-?_?(?:foot|footer)\b", re.IGNORECASE)  # where some themes put the article's own date
_SITE_HEAD = re.compile(r"(?:^|\s)(?:clock|today|top|head|header|calendar)(?:$|[\s_-])|site-head|current-date|-clock", re.IGNORECASE)
_ARTICLE_DATE = re.compile(
    # From the first such word of a name on, looked for once: a name of many of them is not read anew from each.
    r"(?<![\w-])(?>[\w-]*?(?:news|post|article|item|entry|story|content|detail))[\w-]*(?:date|time|data)|(?:date|time|data)[_-]*(?:news|post|publ|creat)"
    r"|published|create-?date|date-?creat|pub-?date|post-?date",
    re.IGNORECASE,
)
_UPDATE_NAME = re.compile(r"(?:^|[\s_-]|date|last)(?:updat|modif)", re.IGNORECASE)
# WordPress calls the date of an entry "entry-date", and many of its themes add "updated" whether it was changed or not.
_PUBLISHED_NAME = re.compile(r"publi|posted|created|entry-date", re.IGNORECASE)
_UPDATE_WORD = re.compile(r"\b(?:updat|modif|обновл|изменен|жаңарт|өзгерт)", re.IGNORECASE)
_UPDATE_LABEL = re.compile(rf"{_UPDATE_WORD.pattern}\D{{0,25}}$", re.IGNORECASE)


def _names(element: HtmlElement) -> str:
    return f"{element.get('class', '')} {element.get('id', '')}"


@lru_cache(maxsize=8192)  # the names of a site's template are the same on all its pages
def _says(names: str, what: re.Pattern[str], but: re.Pattern[str] | None = None) -> bool:
    return len(names) > 1 and what.search(names) is not None and (but is None or but.search(names) is None)


def stands_beside(element: HtmlElement) -> bool:
    """Whether the block is not part of the article: other articles, comments, the site itself, or something that nobody reads."""
    if not isinstance(element.tag, str):  # a comment in the source
        return True
    names = _names(element)
    if element.tag in _UNSEEN:
        return element.tag != "footer" or not _says(names, _OWN_FOOT)
    return _says(names, _BESIDE, _OWN_FOOT)


def is_hidden(element: HtmlElement) -> bool:
    """Whether the element is not shown."""
    return "hidden" in element.attrib or _HIDDEN.search(element.get("style", "")) is not None


def is_trail(element: HtmlElement) -> bool:
    """Whether the block is the path from the front page to this page («Главная » Общество » …»)."""
    return _says(_names(element), _TRAIL)


def is_counter(element: HtmlElement) -> bool:
    """Whether the element holds only a number of views, comments and the like. Beside a date such a number could be read as a year or a time."""
    return _says(_names(element), _COUNTER) and _COUNT.fullmatch(element.text_content()) is not None


def is_site_head(element: HtmlElement) -> bool:
    """Whether a block before the headline is the head of the site, with its clock, and not the head of the article."""
    return element.tag == "header" or _says(_names(element), _SITE_HEAD)


def dates_an_article(element: HtmlElement) -> bool:
    """Whether the element's names say that it holds the date of an article («news-date»)."""
    return _says(_names(element), _ARTICLE_DATE)


def is_update(element: HtmlElement) -> bool:
    """Whether the element's names say that it holds only the date of the last change."""
    return _says(f"{_names(element)} {element.get('itemprop', '')}", _UPDATE_NAME, _PUBLISHED_NAME)


def begins_with_update_word(text: str | None) -> bool:
    """«Обновлено: …»"""
    return text is not None and _UPDATE_WORD.match(text.lstrip()) is not None


def ends_with_update_label(text: str) -> bool:
    """Whether the text ends in «… Обновлено:». The date after it is then not the date of publication."""
    return _UPDATE_LABEL.search(text[-60:]) is not None


def follows_update_label(element: HtmlElement) -> bool:
    """Whether the text just before the element announces an update («Обновлено: <time>»)."""
    before, parent = element.getprevious(), element.getparent()
    if before is None:
        return parent is not None and ends_with_update_label(parent.text or "")
    words = before.text_content() if isinstance(before.tag, str) else ""
    return ends_with_update_label(words + (before.tail or ""))
