"""What stands around an article and is cut out of the tree before anyone looks for the text: menus, side columns, comments, share bars, captions.

Told by tag, role and the names that people give their elements. Names are compared as whole words ("ads", not "shadows"), and a named element stays if
most of the page's prose, or its main heading, is inside it: names lie, above all on wrappers ("with-sidebar").
"""

import re

from lxml.html import HtmlElement

_TAGS_OUT = (
    "script",
    "style",
    "template",
    "iframe",
    "frame",
    "embed",
    "svg",
    "canvas",
    "select",
    "input",
    "textarea",
    "option",
    "link",
    "meta",
    "progress",
)
# May be left open by mistake, and then hold the page; an <aside> may be a box of the article, a <form> wrap a whole page (ASP.NET).
_TAGS_GUARDED = {
    "nav": 0.7, "footer": 0.7, "figcaption": 0.7, "noscript": 0.7, "object": 0.7, "audio": 0.7, "video": 0.7, "map": 0.7, "button": 0.7, "dialog": 0.7,
    "menu": 0.7, "datalist": 0.7, "applet": 0.7, "fieldset": 0.3, "aside": 0.3, "form": 0.3,
}  # fmt: skip
_ROLES_OUT = frozenset(
    [
        "navigation",
        "complementary",
        "banner",
        "contentinfo",
        "search",
        "dialog",
        "alertdialog",
        "alert",
        "menu",
        "menubar",
        "toolbar",
        "tablist",
        "tooltip",
        "status",
        "marquee",
        "log",
    ]
)
# Names of furniture in whatever company; only an element that holds nearly all prose may bear one.
_SURE = frozenset(
    [
        "comment",
        "comments",
        "commentlist",
        "kommentarii",
        "disqus",
        "respond",
        "reply",
        "replies",
        "cookie",
        "cookies",
        "gdpr",
        "consent",
        "footer",
        "breadcrumb",
        "breadcrumbs",
        "kroshki",
        "pagination",
        "pager",
        "paging",
        "navigation",
        "navbar",
        "menu",
        "submenu",
        "related",
        "relateds",
        "recommend",
        "recommended",
        "recommendation",
        "recommendations",
        "similar",
        "pohozhie",
        "subscribe",
        "subscription",
        "subscribes",
        "podpiska",
        "newsletter",
        "newsletters",
        "share",
        "shares",
        "sharing",
        "sharer",
        "sharethis",
        "addthis",
        "socials",
        "social",
        "socialbar",
        "likely",
        "ya-share2",
        "signin",
        "signup",
        "login",
        "popup",
        "modal",
        "advert",
        "advertisement",
        "advertising",
        "adsbygoogle",
        "ads",
        "reklama",
        "copyright",
        "copyrights",
        "teasers",
        "readalso",
        "readmore",
        "seealso",
        "outbrain",
        "taboola",
        "sociable",
        "crosslinks",
        "promo-links",
        "skip-link",
        "sr-only",
        "screen-reader-text",
        "visually-hidden",
        "visuallyhidden",
        "noprint",
        "marquee",
        "ticker",
        "currency",
        "weather",
        "pogoda",
        "kursy",
        "informer",
        "counters",
    ]
)
# Names that furniture and parts of articles share: they count on elements with little of the page's prose.
_LIKELY = frozenset(
    ["nav", "sidebar", "side", "widget", "widgets", "banner", "banners", "tags", "tag", "taglist", "tagcloud", "teaser", "popular", "trending", "trends", "top", "topnews", "lastnews", "latestnews", "newsfeed", "feed", "lenta", "latest", "promo", "ad", "views", "view", "viewed", "viewers", "rating", "ratings", "votes", "vote", "like", "likes", "author", "authors", "byline", "avtor", "meta", "postmeta", "infobar", "toolbar", "tools", "statistics", "stat", "caption", "credit", "credits", "photoauthor", "copyright-notice", "notice", "toc", "disclaimer", "rss", "donate", "donation", "paywall", "gallery", "carousel", "slider", "swiper", "slick", "owl", "more", "next", "prev", "previous", "also", "adjacent", "hidden", "print", "source", "sources", "date", "time", "timestamp", "category", "categories", "rubric", "rubrics", "cats", "poll", "quiz", "calendar", "telegram", "whatsapp", "banner-text", "tooltip", "hint", "message", "alert", "announcement", "player", "correction", "typo", "orphus"]
)  # fmt: skip
_PAIRS = frozenset(
    (
        "read also", "see also", "read more", "more news", "other news", "last news", "latest news", "news list", "news feed", "more stories", "hot news",
        "read next", "you may", "may like", "also read", "top news", "most read", "most popular", "social links", "tag cloud", "chitayte takzhe", "po teme",
        "same news", "other posts", "related posts", "post tags", "post meta", "post author", "author box", "author bio", "author info",
    )
)  # fmt: skip
_WITHOUT = frozenset(
    ["with", "has", "no", "without", "hide", "not", "left", "right", "open", "closed", "disabled"]
)  # "with-sidebar", "comments-closed": a state, not a thing
BODY_NAMES = frozenset(
    [
        "articlebody",
        "article-body",
        "entry-content",
        "post-content",
        "post-body",
        "article-content",
        "article-text",
        "story-body",
        "news-text",
        "news-detail-text",
        "full-text",
    ]
)
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)

_BOX_TAGS = frozenset(["div", "p", "figure", "table", "tbody", "tr", "td", "center", "a", "span", "picture"])
_CAPTION_NAMES = frozenset(["caption", "captions", "sign", "imgsign", "desc", "alt", "podpis", "credit", "photographer", "legend"])
_CAPTION_TAGS = frozenset(["p", "div", "small", "span", "em", "i", "cite", "center", "td", "strong", "b"])
_CAPTION_WORDS = 30
_SURE_LIMIT, _LIKELY_LIMIT = 0.7, 0.3  # of the page's prose; a brief of 40 words under 80 words of comments still loses the comments
_STAY = frozenset(("html", "body", "main", "article"))


def prune(tree: HtmlElement) -> None:
    """Cut furniture out of `tree`, in place. At least the element with the page's prose always stays."""
    for element in [*tree.iter(*_TAGS_OUT)]:
        cut(element)
    _cut_captions(tree)
    weights = _Weights(tree)
    for element in [*tree.iter()]:
        if element.tag in ("html", "body") or not weights.attached(element):
            continue
        limit = _limit(element)
        if limit and not weights.holds(element, limit):
            weights.forget(element)
            cut(element)


def _cut_captions(tree: HtmlElement) -> None:
    """Captions outside <figcaption>: what repeats a picture's alt text, and the words of a box that holds a picture and little else. A full sentence in
    such a box is text, unless its element bears a caption's name."""
    for image in [*tree.iter("img")]:
        if image.getparent() is None:
            continue
        alt = " ".join((image.get("alt") or "").split()).lower()
        box = image
        while (
            (parent := box.getparent()) is not None
            and parent.tag in _BOX_TAGS
            and len(parent.text_content().split()) <= _CAPTION_WORDS
            and parent.find(".//h1") is None
        ):
            box = parent
        following = box.getnext()
        for element in [*box.iter(), *([] if following is None else [following])]:
            if element.getparent() is not None and element.tag in _CAPTION_TAGS and element.find(".//img") is None:
                text = " ".join(element.text_content().split())
                if text and _is_caption(element, text, alt, inside=element is not following):
                    cut(element)


def _is_caption(element: HtmlElement, text: str, alt: str, *, inside: bool) -> bool:
    if len(text.split()) > _CAPTION_WORDS:
        return False
    if len(alt) > 10 and text.lower() == alt:
        return True
    named = not _CAPTION_NAMES.isdisjoint(word.lower() for word in _WORDS.findall(element.get("class", "") + " " + element.get("id", "")))
    return named or (inside and text[-1] not in '.!?:…"»”')


def cut(element: HtmlElement) -> None:
    """Remove an element and leave the text after it where it is."""
    if element.getparent() is not None:
        element.drop_tree()


def _limit(element: HtmlElement) -> float:
    """The share of the page's prose above which `element` is no furniture after all; 0 for an element that bears no sign of it."""
    if element.tag in ("tr", "tbody"):
        return 0.0  # tables fold rows away until somebody clicks
    if element.tag in _TAGS_GUARDED:
        return _TAGS_GUARDED[element.tag]
    attributes = element.attrib
    if not attributes:
        return 0.0
    if attributes.get("role", "").lower() in _ROLES_OUT:
        return _SURE_LIMIT
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or _HIDDEN.search(attributes.get("style", "")):
        return _LIKELY_LIMIT
    if element.tag in _STAY:
        return 0.0
    return max(_limit_of_name(attributes.get("class", "")), _limit_of_name(attributes.get("id", "")))


def _limit_of_name(name: str) -> float:
    if not name:
        return 0.0
    parts = name.split()[:12]
    if not BODY_NAMES.isdisjoint(parts):
        return 0.0
    return max(map(_limit_of_word, parts), default=0.0)


_known: dict[str, float] = {}


def _limit_of_word(part: str) -> float:
    """Of one class name: "post-related__item" is read as post, related, item."""
    if (known := _known.get(part)) is None:
        known = _read_word(part)
        if len(_known) < 20_000:
            _known[part] = known
    return known


def _read_word(part: str) -> float:
    whole = part.lower()
    words = [word.lower() for word in _WORDS.findall(part)]
    if words and words[0] in _WITHOUT:
        return 0.0
    if (
        whole in _SURE
        or any(word in _SURE for word in words)
        or any(f"{first} {second}" in _PAIRS for first, second in zip(words, words[1:], strict=False))
    ):
        return _SURE_LIMIT
    return _LIKELY_LIMIT if whole in _LIKELY or any(word in _LIKELY for word in words) else 0.0


class _Weights:
    """Words of prose (outside links) and headings under each element, kept true while elements are cut."""

    def __init__(self, tree: HtmlElement) -> None:
        self._tree = tree
        self._prose: dict[HtmlElement, int] = {}
        self._main: set[HtmlElement] = set()
        for element in reversed([*tree.iter()]):
            self._weigh(element)
        self._total = max(1, self._prose.get(tree, 0))

    def _weigh(self, element: HtmlElement) -> None:
        """Children come before their parents in reversed document order."""
        linked = element.tag == "a"
        own = 0 if linked else _count(element.text)
        for child in element:
            own += self._prose.get(child, 0) + (0 if linked else _count(child.tail))
        self._prose[element] = 0 if linked else own
        if element.tag == "h1" and own < 60:
            self._main.update((element, *element.iterancestors()))

    def attached(self, element: HtmlElement) -> bool:
        return element in self._prose

    def holds(self, element: HtmlElement, limit: float) -> bool:
        return element in self._main or self._prose[element] > limit * self._total

    def forget(self, element: HtmlElement) -> None:
        gone = self._prose[element]
        for ancestor in element.iterancestors():
            self._prose[ancestor] -= gone
        self._total = max(1, self._total - gone)
        for inner in element.iter():
            self._prose.pop(inner, None)


def _count(text: str | None) -> int:
    return len(text.split()) if text else 0
