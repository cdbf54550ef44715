"""Other articles shown on an article's page: rows of cards in side columns and below the text, and "read also" boxes between its paragraphs.

The shape tells a card, not its name: first a linked headline of the same site, then little text, and neighbours of the same shape.
"""

from collections import defaultdict
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.markup_names import BODY_NAMES, name_set
from pipelines.extraction.phrases import leads_elsewhere
from pipelines.extraction.prune import remove_element
from pipelines.extraction.tree import count_words

_LEAST_CARDS, _LEAST_BOXES = 3, 2
_CARD_WORDS = 90  # a headline and a lede; more is a chapter of an article
_HEADLINE_WORDS = 3
_BEFORE_LINK = 5  # words of date, section or number before the headline
_BOX_WORDS, _BOX_PROSE = 90, 50  # a "read also" box: a headline or a few, one with its first sentence
_CARD_TAGS = name_set("li div article section tr td p a dd")


def prune_boxes(tree: HtmlElement) -> None:
    """Cut "read also" boxes out of `tree`."""
    for element in [*tree.iter()]:
        if element.getparent() is not None and element.text and leads_elsewhere(element.text):
            _prune_box(element)


def prune_cards(tree: HtmlElement, host: str) -> tuple[int, int]:
    """Cut rows of cards out of `tree`. Gives the number of cards, and of their words outside links. `host` is the page's own."""
    cards = [card for group in _card_groups(tree, host) for card in group]
    words = 0
    for card in cards:
        if card.getparent() is not None:
            words += count_words(card) - _count_linked(card)
            remove_element(card)
    return len(cards), words


def _prune_box(label: HtmlElement) -> None:
    """Cut the box in which a label such as "Читайте также:" stands. If the label is a heading of its own, the list of links after it goes too."""
    box = label
    while (parent := box.getparent()) is not None and _is_box(parent):
        box = parent
    if _count_linked(box):
        remove_element(box)
        return
    following = box.getnext()
    while following is not None and _is_box(following) and _count_linked(following) >= 0.3 * count_words(following):
        after = following.getnext()
        remove_element(following)
        following = after
    if box.getparent() is not None and count_words(box) <= 6:
        remove_element(box)


def _is_box(element: HtmlElement) -> bool:
    words = count_words(element, _BOX_WORDS)
    if element.tag in ("body", "html", "main") or words > _BOX_WORDS or len(element) > _BOX_WORDS:
        return False
    return words - _count_linked(element) <= _BOX_PROSE and element.find(".//h1") is None


def _card_groups(tree: HtmlElement, host: str) -> list[list[HtmlElement]]:
    """Groups of cards: neighbours of one tag and class of which nearly all are cards with addresses of their own, and rows of headline, text,
    headline, text."""
    groups: list[list[HtmlElement]] = []
    linked = _around_links(tree)
    for parent in tree.iter(
        "div", "ul", "ol", "section", "tbody", "table", "tr", "aside", "main", "article", "body", "td", "nav", "center", "dl", "span"
    ):
        if parent not in linked or len(parent) < _LEAST_BOXES or _is_body(parent):
            continue
        makes: dict[tuple[str, str], list[HtmlElement]] = defaultdict(list)
        for child in parent:
            if child.tag in _CARD_TAGS:
                makes[(child.tag, child.get("class", ""))].append(child)
        groups.extend(siblings for siblings in makes.values() if _are_cards(siblings, host))
        if flat := _flat_row(parent, host):
            groups.append(flat)
    return groups


def _around_links(tree: HtmlElement) -> set[HtmlElement]:
    """Every element with a link inside it."""
    around: set[HtmlElement] = set()
    for link in tree.iter("a"):
        for element in link.iterancestors():
            if element in around:
                break
            around.add(element)
    return around


def _are_cards(siblings: list[HtmlElement], host: str) -> bool:
    # Two boxes with a headline each are teasers as well; two paragraphs that begin with a link are not.
    least = _LEAST_BOXES if siblings[0].tag in ("div", "li", "article", "section") else _LEAST_CARDS
    if siblings[0].tag == "a" and any((card.tail or "").strip() for card in siblings):
        return False  # links with text around them are parts of sentences
    if len(siblings) < least:
        return False
    addresses = [address for card in siblings if (address := _card_address(card, host))]
    return len(addresses) >= max(least, 0.8 * len(siblings)) and len(set(addresses)) >= least


def _flat_row(parent: HtmlElement, host: str) -> list[HtmlElement]:
    """Links that stand alone between other elements, each a headline, with what belongs to them: everything from the first link on.

    A link with text around it is part of a sentence.
    """
    alone = [
        child
        for child in parent
        if child.tag == "a" and count_words(child) >= _HEADLINE_WORDS and not (child.tail or "").strip() and _same_site(child.get("href", ""), host)
    ]
    between = [child for child in parent if child.tag in ("p", "small", "time", "span", "div") and count_words(child, _CARD_WORDS) <= _CARD_WORDS]
    if (
        len({child.get("href") for child in alone}) < _LEAST_CARDS
        or len(between) < len(alone) - 1
        or count_words(parent, _CARD_WORDS * len(alone)) > _CARD_WORDS * len(alone)
    ):
        return []
    start = parent.index(alone[0])
    return [child for child in parent[start:] if child.find(".//h1") is None and child.tag != "h1"]


def _is_body(element: HtmlElement) -> bool:
    """Whether it is the article's own element, or is named so. Its paragraphs may begin with links."""
    names = {*element.get("class", "").split(), element.get("id", "")}
    return (
        element.get("itemprop") == "articleBody"
        or not BODY_NAMES.isdisjoint(names)
        or (element.tag == "article" and element.find(".//h1") is not None)
    )


def _card_address(card: HtmlElement, host: str) -> str:
    """The address to which a card leads; "" if it is no card."""
    if count_words(card, _CARD_WORDS) > _CARD_WORDS:
        return ""
    links = [card] if card.tag == "a" else [link for link in card.iter("a") if link.text_content().strip()]
    if not 1 <= len(links) <= 4:
        return ""
    headline = max(links, key=count_words)
    href: str = headline.get("href", "")
    if count_words(headline) < _HEADLINE_WORDS or not _same_site(href, host) or _words_before(card, headline) > _BEFORE_LINK:
        return ""
    return href


def _words_before(card: HtmlElement, link: HtmlElement) -> int:
    words = 0
    for event, element in etree.iterwalk(card, events=("start", "end")):
        if element is link:
            return words
        if event == "start":
            words += len((element.text or "").split())
        elif element is not card:
            words += len((element.tail or "").split())
    return words


def _same_site(href: str, host: str) -> bool:
    try:
        other = urlsplit(href.strip()).hostname or ""
    except ValueError:
        return False
    return not href.startswith(("#", "mailto:", "tel:", "javascript:")) and (not other or other.removeprefix("www.") == host.removeprefix("www."))


def _count_linked(element: HtmlElement) -> int:
    if element.tag == "a":
        return count_words(element)
    return sum(count_words(link) for link in element.iter("a"))
