"""Steps of text extraction: cutting captions and cards, choosing paragraphs, comparing with other sources, and dropping non-article lines."""

import logging
import re
from collections import defaultdict
from collections.abc import Container
from itertools import chain, islice
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction import page_kind, prune
from pipelines.extraction.blocks import BlockRun, words_in
from pipelines.extraction.markup_names import BODY_NAMES, BOX_TAGS, CAPTION_NAMES, CAPTION_TAGS, name_set
from pipelines.extraction.page_facts import PageFacts
from pipelines.extraction.phrases import ends_article, is_author_line, is_date_line, is_site_phrase, leads_elsewhere, names_in, opens_comments
from pipelines.extraction.prune import FULL_STOP, remove_element, words_of
from pipelines.extraction.text_reading import TextReading
from pipelines.extraction.title import comparable_words, divides, says_title
from pipelines.extraction.tree import count_words

# Cutting of captions that no <figcaption> contains.

_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_CAPTION_WORDS = 30
_CREDIT_WORDS = 4  # "Фото: пресс-служба акимата" next to a caption
_BOX_CHILDREN = 8  # a picture's box contains the picture, its caption and a credit


def prune_captions(tree: HtmlElement) -> None:
    """Cut captions outside <figcaption>.

    These are texts that repeat a picture's alt text, texts with a caption's name next to a picture, and the only words of a box around a picture,
    unless they are a full sentence.
    """
    for image in [*tree.iter("img")]:
        if image.getparent() is None:
            continue
        alt = " ".join((image.get("alt") or "").split()).lower()
        box = _picture_box(image)
        words = count_words(box)
        following = box.getnext()
        for element in [*box.iter(), *([] if following is None else [following])]:
            own = count_words(element, _CAPTION_WORDS) if element.tag in CAPTION_TAGS and element.getparent() is not None else 0
            if 0 < own <= _CAPTION_WORDS and element.find(".//img") is None:
                alone = element is not following and words - own <= _CREDIT_WORDS
                if _is_caption(element, " ".join(element.text_content().split()), alt, alone=alone):
                    remove_element(element)


def _picture_box(image: HtmlElement) -> HtmlElement:
    """Return the outermost element that contains the picture and a few words."""
    box = image
    while (parent := box.getparent()) is not None and parent.tag in BOX_TAGS and _few_children(parent):
        if count_words(parent, _CAPTION_WORDS) > _CAPTION_WORDS or parent.find(".//h1") is not None:
            break
        box = parent
    return box


def _few_children(element: HtmlElement) -> bool:
    """Return whether there are at most `_BOX_CHILDREN`. len() would count all, which is too slow in a row of thousands of pictures."""
    return sum(1 for _ in islice(element, _BOX_CHILDREN + 1)) <= _BOX_CHILDREN


def _is_caption(element: HtmlElement, text: str, alt: str, *, alone: bool) -> bool:
    if len(alt) > 10 and text.lower() == alt:
        return True
    named = not CAPTION_NAMES.isdisjoint(word.lower() for word in _WORDS.findall(element.get("class", "") + " " + element.get("id", "")))
    return named or (alone and text[-1] not in '.!?:…"»”')


# The choice of the article's paragraphs: what trafilatura says, or where most prose is. The paragraphs come from the page, so that trafilatura's
# rules neither join, cut nor lose any.

# trafilatura logs "discarding data" for every page without an article; the page's fate says the same.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_HAN = r"\u3040-\u30ff\u3400-\u9fff"
_WORD = re.compile(rf"[{_HAN}]|[^\W{_HAN}]+")  # a Chinese or Japanese character counts as a word
_HEARD = 0.6  # share of a paragraph's word triples found in a source: the paragraph is the source's
_LARGEST = (
    40_000  # elements: on a larger page (about 3 MB, ten times any article seen) trafilatura takes minutes, and the element with most prose is used
)


def trafilatura_text(tree: HtmlElement, *, fast: bool) -> str:
    """Return trafilatura's text of the page, one paragraph per line; "" if it finds none or fails. It reads a copy of `tree`.

    `fast` leaves out its comparison with two other extractors, which costs time and lowers F1 on pages from which furniture is cut.
    """
    # Imported here because crawler and desk load this module without reading pages.
    import trafilatura
    from trafilatura.settings import Document

    if sum(1 for _ in islice(tree.iter(), _LARGEST + 1)) > _LARGEST:
        return ""
    try:
        document = trafilatura.bare_extraction(tree, fast=fast, include_comments=False)
    except (etree.LxmlError, AttributeError, IndexError, KeyError, RecursionError):
        return ""
    return (document.text or "") if isinstance(document, Document) else ""


class _TextMatcher:
    """A source text for matching paragraphs. It may have cut or joined lines, so words are compared in triples."""

    def __init__(self, text: str) -> None:
        lines = [_WORD.findall(line) for line in text.lower().split("\n")]
        words = [*chain.from_iterable(lines)]
        self.words = len(words)
        self._threes = set(zip(words, words[1:], words[2:], strict=False))
        self._short = {" ".join(line) for line in lines if len(line) < 3}

    def has(self, text: str) -> bool:
        """Return whether a paragraph comes from the text."""
        words = _WORD.findall(text.lower())
        if len(words) < 3:
            return bool(words) and " ".join(words) in self._short
        return sum(map(self._threes.__contains__, zip(words, words[1:], words[2:], strict=False))) >= _HEARD * (len(words) - 2)


def matching_paragraphs(runs: list[BlockRun], text: str) -> set[int]:
    """Return the positions of the paragraphs that come from `text`."""
    heard = _TextMatcher(text)
    return {place for place, run in enumerate(runs) if heard.has(run.text)}


def with_most_prose(runs: list[BlockRun], chosen: set[int]) -> set[int]:
    """Choose the element with most direct prose if nothing is chosen: on a page too large for trafilatura, or unreadable for it."""
    if chosen:
        return chosen
    weights: dict[HtmlElement, set[int]] = defaultdict(set)
    for place, run in enumerate(runs):
        if run.words >= 8 and run.linked <= 0.1 * run.words and not run.heading and (run.words >= 25 or FULL_STOP.search(run.text)):
            weights[run.owner].add(place)
            if run.owner.tag in ("p", "blockquote", "div") and (parent := run.owner.getparent()) is not None:
                weights[parent].add(place)
    return max(weights.values(), key=lambda places: words_of(runs, places), default=set())


# Other articles on an article's page: rows of cards in side columns and below the text, and "read also" boxes between its paragraphs. Cards are
# recognised by shape, not by name: first a linked headline of the same site, then little text, and neighbours of the same shape.

_LEAST_CARDS, _LEAST_BOXES = 3, 2
_CARD_WORDS = 90  # a headline and a lede; more is a section of an article
_HEADLINE_WORDS = 3
_BEFORE_LINK = 5  # words of date, section or number before the headline
_BOX_WORDS, _BOX_PROSE = 90, 50  # a "read also" box: one or a few headlines, one of them with its first sentence
_CARD_TAGS = name_set("li div article section tr td p a dd")


def prune_boxes(tree: HtmlElement) -> None:
    """Cut "read also" boxes out of `tree`."""
    for element in [*tree.iter()]:
        if element.getparent() is not None and element.text and leads_elsewhere(element.text):
            _prune_box(element)


def prune_cards(tree: HtmlElement, host: str) -> tuple[int, int]:
    """Cut rows of cards out of `tree`, and return the number of cards and of their words outside links. `host` is the page's own."""
    cards = [card for group in _card_groups(tree, host) for card in group]
    words = 0
    for card in cards:
        if card.getparent() is not None:
            words += count_words(card) - _count_linked(card)
            remove_element(card)
    return len(cards), words


def _prune_box(label: HtmlElement) -> None:
    """Cut the box around a label such as "Читайте также:". If the label is a separate heading, the list of links after it is cut too."""
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
    """Return groups of cards.

    These are neighbours of one tag and class of which nearly all are cards with different URLs, and rows of headline, text, headline, text.
    """
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
    """Return every element with a link inside it."""
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
    """Return links that are alone between other elements, each a headline, with what belongs to them: everything from the first link on.

    A link with text around it is part of a sentence.
    """
    links = [child for child in parent if child.tag == "a" and not (child.tail or "").strip()]
    if len(links) < _LEAST_CARDS:
        return []
    alone = [child for child in links if count_words(child) >= _HEADLINE_WORDS and _same_site(child.get("href", ""), host)]
    if len({child.get("href") for child in alone}) < _LEAST_CARDS:
        return []
    between = [child for child in parent if child.tag in ("p", "small", "time", "span", "div") and count_words(child, _CARD_WORDS) <= _CARD_WORDS]
    if len(between) < len(alone) - 1 or count_words(parent, _CARD_WORDS * len(alone)) > _CARD_WORDS * len(alone):
        return []
    start = parent.index(alone[0])
    return [child for child in parent[start:] if child.find(".//h1") is None and child.tag != "h1"]


def _is_body(element: HtmlElement) -> bool:
    """Return whether it is the article's own element, or is named so. Its paragraphs may begin with links."""
    names = {*element.get("class", "").split(), element.get("id", "")}
    return (
        element.get("itemprop") == "articleBody"
        or not BODY_NAMES.isdisjoint(names)
        or (element.tag == "article" and element.find(".//h1") is not None)
    )


def _card_address(card: HtmlElement, host: str) -> str:
    """Return the URL to which a card leads; "" if it is no card."""
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


# Other sources compared with the extracted lines, used if extraction lost the article.

_LOST = 0.4  # share of the words that trafilatura finds on the untouched page: with less the article was cut away
_SUSPICIOUS = 0.4  # share of the prose of the untouched page: with less a comparison is worth its time
_SENTENCE, _SENTENCES = 8, 0.7  # words of a line; share of a text's words in whole sentences: a column of headlines has less
_FEW, _MANY_CARDS = 60, 4  # words, and teasers of a page that is likely a list: trafilatura would read the teasers


def take_stated_body(state: TextReading) -> None:
    """Use schema.org's articleBody if the page shows less than half of it: it is built by scripts, or behind a pay wall."""
    heard = _TextMatcher(state.facts.body)
    if heard.words < page_kind.LEAST_WITH_TITLE or 2 * _words(state.lines) >= heard.words:
        return
    if 2 * sum(run.words for run in state.pieces if run.words > 2 and heard.has(run.text)) < heard.words:
        state.lines = _plain_lines(state.facts.body) or state.lines


def take_untouched(state: TextReading) -> None:
    """Use trafilatura's text of the untouched page if ours has few of its words: then a name or heading cut the article away.

    It is computed only if few words are left of the page's prose.
    """
    own_words = _words(state.lines)
    listed = own_words < _FEW and (state.prose < _FEW or (state.cards >= _MANY_CARDS and state.facts.kind != "article"))
    if own_words < _SUSPICIOUS * state.prose and not listed:
        heads = [run for place, run in enumerate(state.pieces) if run.owner.tag == "h1" and not divides(state.pieces, -1, place)]
        headings = {comparable_words(run.text) for run in heads} - {comparable_words(state.facts.title)}
        lines = _plain_lines(trafilatura_text(state.untouched, fast=False), headings)
        if own_words < _LOST * _words(lines) and (state.cards < _MANY_CARDS or _has_sentences(lines)):
            state.lines = lines


def _words(lines: list[str]) -> int:
    return sum(map(words_in, lines))


def _has_sentences(lines: list[str]) -> bool:
    """Return whether a text consists of sentences. For an article without text among teasers trafilatura returns their headlines."""
    sentences = [line for line in lines if words_in(line) >= _SENTENCE and prune.FULL_STOP.search(line)]
    return _words(sentences) >= _SENTENCES * _words(lines)


def _plain_lines(text: str, heads: Container[str] = ()) -> list[str]:
    """Return the lines of a text up to one of `heads`, or a heading of comments or other articles, without phrases of the site."""
    lines = [" ".join(line.split()) for line in text.split("\n")]
    end = next((place for place, line in enumerate(lines) if place and _ends(line, heads)), len(lines))
    return [line for line in lines[:end] if line and not is_site_phrase(line)]


def _ends(line: str, heads: Container[str]) -> bool:
    return opens_comments(line) or ends_article(line) or comparable_words(line) in heads


_LONG, _TOP = 20, 3  # words; paragraphs at the top that a template may repeat


def drop_phrases(state: TextReading) -> None:
    """Drop phrases of the site."""
    state.article = [run for run in state.article if not is_site_phrase(run.text)]


def drop_title(state: TextReading) -> None:
    """Drop the repeated title."""
    title = comparable_words(state.facts.title)
    state.article = [run for run in state.article if not says_title(run.text, title)]


def drop_margins(state: TextReading) -> None:
    """Drop bylines, dates and sections above and below the text; the names in them are stored for the authors."""
    lines = state.article
    while lines and _is_margin(lines[0], state.facts):
        state.names.extend(names_in(lines.pop(0).text))
    while lines and (_is_margin(lines[-1], state.facts) or lines[-1].heading):
        state.names.extend(names_in(lines.pop().text))


def drop_repeats(state: TextReading) -> None:
    """Drop paragraphs that occur twice.

    These are direct repetitions, and long first paragraphs that recur because a template shows the lede above the text.
    """
    distinct: list[BlockRun] = []
    top: list[str] = []
    last = ""
    for run in state.article:
        key = comparable_words(run.text)
        if key != last and not (key in top and run.words >= _LONG):
            distinct.append(run)
            top = [*top, key][:_TOP]
            last = key
    state.article = distinct


def _is_margin(run: BlockRun, facts: PageFacts) -> bool:
    """Return whether the line is a byline, a date, or the name of a section or of the site, above or below the text."""
    linked = run.words <= 4 and run.linked == run.words
    return (
        linked
        or is_date_line(run.text)
        or is_author_line(run.text, facts.authors)
        or bool(names_in(run.text))
        or comparable_words(run.text) == comparable_words(facts.site)
    )
