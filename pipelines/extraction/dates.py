"""The publication date of an article: the places on a page that give it, and the choice between contradicting dates."""

import json
import re
from collections.abc import Iterable, Iterator
from copy import deepcopy
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import Enum, auto
from functools import cached_property, lru_cache
from itertools import chain, islice, pairwise, takewhile
from os.path import commonprefix
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml.html import HtmlElement
from parsel.csstranslator import css2xpath

from pipelines.extraction.date_grammar import day_or_none, fold_letters, is_future, read_date, read_iso
from pipelines.extraction.date_lines import (
    Piece,
    TextLine,
    change_date,
    dates_an_article,
    denies_stamp,
    elements,
    follows_update_label,
    foot_date,
    is_hidden,
    is_site_head,
    is_trail,
    is_update,
    may_hold_date,
    pieces_behind,
    pieces_of,
    printed_date,
    read_lines,
    selected,
    stands_beside,
    texts,
)

if TYPE_CHECKING:
    from htmldate.utils import Extractor


# The day in a URL: /2026/11/20/, /2026-11-20-…, /20261120/, /news/20-11-2026/.

_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[/._-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(?P<day>\d{1,2})(?P<mark>[/._-])(?P<month>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)")
_CLOSE = re.compile(r"(?:^|[/_-])(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?=$|[/._-])")


def date_in_address(url: str) -> date | None:
    """Return the day in the path of `url`. None if there is none, or only a month."""
    path = unquote(urlsplit(url).path)
    for form in (_YEAR_FIRST, _CLOSE, _YEAR_LAST):
        for match in form.finditer(path):
            if day := day_or_none(int(match["year"]), int(match["month"]), int(match["day"])):
                return day
    return None


# The element of a page that is the headline of its article.

_SHORTEST_TITLE = 15  # letters; a section name («Новости») is shorter and occurs in many titles
_LONGEST_TITLE = 300  # characters; anything longer is text

_HEADINGS = etree.XPath("/descendant::*[self::h1 or self::h2]")
_TITLES = etree.XPath('/descendant::meta[@property="og:title"]/@content|/descendant::title[1]/text()')
_TEXTS = etree.XPath(f"/descendant::body//text()[string-length() >= {_SHORTEST_TITLE} and not(parent::script or parent::style)]")
_NAMED = etree.XPath(
    '/descendant::body//*[contains(@class, "title") or contains(@class, "head") or contains(@class, "zag") or contains(@class, "name")]'
)
# Names of the headline element in templates without headings.
_TITLE_NAME = re.compile(
    r"(?:^|\s)(?:content|article|news|post|entry|item|page|full|story|material)[_-]*+"
    r"(?:(?:\w*[_-])?(?:title|head(?:ing|er|line)?|name)|(?>(?:\w*[_-])?zag)\w*+)(?:$|\s)",
    re.IGNORECASE,
)


def headline(tree: HtmlElement) -> HtmlElement | None:
    """Return the headline: the heading with most of the page's title in it. (An h1 may also be the site's name.)

    If no h1 or h2 contains half of the title, another element that contains more of it is taken, because old templates put headlines into table
    cells. If nothing contains it, the longest h1 is taken (of the article, if there is one), or the element that the template names as a headline.
    None for a page without any.
    """
    headings = elements(_HEADINGS, tree)
    visible = [heading for heading in headings if not _is_hidden(heading)]
    best = _best(tree, visible)
    # A page may be entirely hidden until its scripts have run.
    return best if best is not None or len(visible) == len(headings) else _best(tree, headings)


def _best(tree: HtmlElement, headed: list[HtmlElement]) -> HtmlElement | None:
    """Return the headline among these headings, or the element that replaces one."""
    titles = [letters for title in selected(_TITLES, tree) if isinstance(title, str) and (letters := _letters(title))]
    headings = [(heading, _letters(heading.text_content())) for heading in headed]
    likeness, best = max(((_likeness(text, titles), heading) for heading, text in headings), key=lambda pair: pair[0], default=(0, None))
    if likeness < _SHORTEST_TITLE or likeness * 2 < max(map(len, titles)):
        other = _repeating(tree, titles, max(_SHORTEST_TITLE, likeness + 1))
        if other is not None:
            return other
    if likeness >= _SHORTEST_TITLE:
        return best
    highest = [(heading, text) for heading, text in headings if heading.tag == "h1"]
    own = [(heading, text) for heading, text in highest if next(heading.iterancestors("article", "main"), None) is not None]
    return max(own or highest, key=lambda pair: len(pair[1]))[0] if highest else _named(tree)


def _repeating(tree: HtmlElement, titles: list[str], least: int) -> HtmlElement | None:
    """Return the element that contains most of a title: at least `least` letters, and half of it.

    If several do, one that contains nothing else is preferred, then one that is no link.
    """
    candidates: list[tuple[int, bool, bool, HtmlElement]] = []
    for text, element, is_first in texts(_TEXTS, tree):
        if len(text) > _LONGEST_TITLE or (likeness := max((_repeated(_letters(text), title) for title in titles), default=0)) < least:
            continue
        around = [element, *element.iterancestors()]
        if not any(stands_beside(block) or is_trail(block) or is_hidden(block) for block in around):
            candidates.append((likeness, is_first, all(block.tag != "a" for block in around), element))
    return max(candidates, key=lambda candidate: candidate[:3], default=(0, False, False, None))[3]


def _repeated(text: str, title: str) -> int:
    if text in title:
        return len(text) if len(text) * 2 >= len(title) else 0
    return len(title) if title in text else 0


def _named(tree: HtmlElement) -> HtmlElement | None:
    """Return the element that the template names as an article's headline, if there is exactly one."""
    named = [
        element
        for element in elements(_NAMED, tree)
        if _TITLE_NAME.search(element.get("class", ""))
        and _SHORTEST_TITLE <= len(_letters(element.text_content())) <= _LONGEST_TITLE
        and not any(map(stands_beside, (element, *element.iterancestors())))
    ]
    inner = [candidate for candidate in named if not any(candidate in other.iterancestors() for other in named)]
    return inner[0] if len(inner) == 1 else None


def _is_hidden(element: HtmlElement) -> bool:
    """Return whether a reader cannot see it. Templates include a second copy of an article for printing."""
    return any(map(is_hidden, (element, *element.iterancestors())))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold_letters(text)))


def _likeness(text: str, titles: list[str]) -> int:
    """Return how many letters of a title the heading shares: the whole heading, the whole title, or their common beginning."""
    return max((len(text) if text in title else len(commonprefix((text, title))) for title in titles), default=0)


# Separation of an article's lines from lines that lead to other articles.

# Maximum words of a link that is the name of a section or author.
_LONGEST_NAME = 5
# Beginnings of the lists and comments below an article.
_OTHER_MATTERS = re.compile(
    r"(?:читайте (?:также|ещ[её]|по теме)|(?:новости |материалы )?по теме|похож|друг(?:ие|ое)|ещ[её] новост|самое (?:читаемое|популярное)|популярн"
    r"|(?:последн|свеж|главн)\w+ (?:новост|публикац|стат|записи)|рекоменду|вам может|смотрите также|(?:оставить |добавить )?коммент|обсужден"
    r"|оқи отыр|тағы оқы|ұқсас|тақырып\w* орай|соңғы жаңалық|басқа жаңалық|көп оқыл|танымал|пікір"
    r"|related|read also|more (?:news|from)|latest|most (?:read|popular)|comments?\b|leave a)\D{0,60}$",
    re.IGNORECASE,
)
_NOTHING = TextLine("")


def _begins_other_articles(line: TextLine) -> bool:
    """Return whether the line is a heading of a list of other articles or of comments. A bare number of comments is none."""
    return _OTHER_MATTERS.match(line.text) is not None


def _lines_of_teasers(lines: list[TextLine]) -> list[TextLine]:
    """Return the lines with dates of other articles: in one line with their headlines, or next to them."""
    around = zip([_NOTHING, *lines], lines, [*lines[1:], _NOTHING], strict=False)
    return [line for before, line, behind in around if _dates(line) and (before.is_headline or line.is_headline or behind.is_headline)]


def _without_lists(lines: list[TextLine], fewest: int = 2) -> list[TextLine]:
    """Return the lines without headlines of other articles, and without the adjacent dates if there are at least `fewest` headlines."""
    dated = _lines_of_teasers(lines)
    gone = dated if len(dated) >= fewest else []
    return [line for line in lines if line.longest_link <= _LONGEST_NAME and not any(line is other for other in gone)]


def _behind_text(lines: list[TextLine]) -> list[TextLine]:
    """Return the lines after the last sentence that does not introduce another article."""
    text = [place for place, line in enumerate(lines) if line.is_sentence and not (place and lines[place - 1].is_headline)]
    return lines[text[-1] + 1 :] if text else lines


def _dates(line: TextLine) -> bool:
    return not line.is_sentence and may_hold_date(line.text)


# Layout around the headline of an article: what is after it, before it, outside the article, and below the text.

# The range of "just before the headline": ancestor levels with anything before it, blocks on each level, characters of a block (a list or menu has
# more), and all ancestor levels.
_CLIMB, _BLOCKS, _BLOCK_LENGTH, _LEVELS = 3, 3, 300, 8
# Characters of one paragraph, and of several, that are the text itself; a lead and a caption above the date are shorter.
_LONG_PARAGRAPH, _TEXT = 250, 400
# Maximum lines between headline and text, and maximum lines of text and footer of an article.
_HEAD_LINES, _ARTICLE_LINES = 40, 400
# Lines read below the innermost block with headline and text, for the footer of the article.
_FOOT_LINES = 4
_ROWS = frozenset({"td", "th", "tr", "tbody", "table"})


class Layout:
    """One page around its headline, evaluated lazily. The headline may be None."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree

    @cached_property
    def headline(self) -> HtmlElement | None:
        """Return the element of the headline, if there is one."""
        return headline(self.tree)

    @cached_property
    def _around(self) -> list[HtmlElement]:
        return [] if self.headline is None else [self.headline, *self.headline.iterancestors()]

    @cached_property
    def _behind(self) -> Iterator[TextLine]:
        return read_lines(self._pieces_behind())  # read lazily: first the head, then what is below

    def is_beside(self, element: HtmlElement) -> bool:
        """Return whether the element is in a side column, a list of other articles, comments or other parts of the site."""
        node: HtmlElement | None = element
        while node is not None and node not in self._around:
            if stands_beside(node):
                return True
            node = node.getparent()
        return False

    def article(self) -> HtmlElement | None:
        """Return the element of the whole article: <article>, <main>, or what is marked as such around the headline."""
        for element in self._around:
            if element.tag in ("article", "main") or "Article" in element.get("itemtype", "") or element.get("role") in ("main", "article"):
                return element
        return None

    def lines_after(self) -> list[TextLine]:
        """Return the lines from the headline to the first sentence. Without a headline they start at the beginning of <article>."""
        return _without_lists(self._head[: self._lead], fewest=_HEAD_LINES)

    def lines_behind_lead(self) -> list[TextLine]:
        """Return the lines between the first sentence and the text.

        Nothing after a second sentence is included, and nothing next to the headline of another article.
        """
        places = [place for place, line in enumerate(self._head) if line.is_sentence]
        second = places[1] if len(places) > 1 else self._text
        return _without_lists(self._head[self._lead : second]) + _without_lists(self._head[second : self._text], fewest=1)

    def lines_below(self) -> list[TextLine]:
        """Return the lines below the text that may be the footer of this article, without lists of other articles and comments."""
        if not self._head:
            return []
        level = self._head[max(0, self._text - 1)].blocks
        lines = chain(self._head[self._text :], islice(self._behind, _ARTICLE_LINES))
        own = list(takewhile(lambda line: line.blocks <= level + 1 and not _begins_other_articles(line), lines))
        foot = _without_lists(_behind_text(own), fewest=1 if _lines_of_teasers(self._head[self._lead :]) else 2)
        return [line for line in foot if line.blocks <= level] + [line for line in foot if line.blocks > level][:_FOOT_LINES]

    def lines_before(self) -> list[TextLine]:
        """Return the lines just before the headline, in its own block or within its <article>, the nearest first."""
        return [line for own, block in self._blocks_before if own for line in block]

    def lines_above(self) -> list[TextLine]:
        """Return the lines a little further up, the nearest first. They may belong to the article or to the site."""
        return [line for own, block in self._blocks_before if not own for line in block]

    @cached_property
    def _lead(self) -> int:
        """Return the number of lines before the first sentence."""
        return next((place for place, line in enumerate(self._head) if line.is_sentence), len(self._head))

    @cached_property
    def _text(self) -> int:
        """Return the number of lines in the head up to the end of its last sentence."""
        return next((place for place in range(len(self._head), 0, -1) if self._head[place - 1].is_sentence), len(self._head))

    @cached_property
    def _head(self) -> list[TextLine]:
        return list(_until_text(self._behind))

    def _pieces_behind(self) -> Iterator[Piece]:
        if self.headline is not None:
            yield from pieces_behind(self.headline)
        else:
            for article in islice(self.tree.iter("article"), 1):
                yield from pieces_of(article)

    @cached_property
    def _blocks_before(self) -> list[tuple[bool, list[TextLine]]]:
        """Return the blocks before the headline, the nearest first, each with whether it certainly belongs to the article."""
        article = self.article()
        blocks: list[tuple[bool, list[TextLine]]] = []
        climbed = 0
        for level, (node, parent) in enumerate(islice(pairwise(self._around), _LEVELS)):
            in_body = parent.tag == "body"
            if parent.tag == "html" or (in_body and level > 0) or climbed == _CLIMB:
                break
            # Not within <main>: some sites put their clock there too.
            own = (article is not None and article.tag != "main") or (climbed == 0 and not in_body and (level == 0 or node.tag in _ROWS))
            before = [(own or _dates_an_article(block), lines) for block, pieces in _pieces_before(node, parent) if (lines := _short(pieces))]
            blocks += before
            climbed += bool(before) or node.getprevious() is not None
            if parent is article:
                break
        return blocks


def _pieces_before(node: HtmlElement, parent: HtmlElement) -> Iterator[tuple[HtmlElement | None, Iterable[Piece]]]:
    """Yield what is before `node` in its parent, block by block, the nearest first. None means text without a block."""
    for sibling in islice(node.itersiblings(preceding=True), _BLOCKS):
        if sibling.tail and sibling.tail.strip():
            yield None, [sibling.tail]
        if not is_site_head(sibling):
            yield sibling, pieces_of(sibling)
    if parent.text and parent.text.strip():
        yield None, [parent.text]


def _dates_an_article(block: HtmlElement | None) -> bool:
    return block is not None and any(map(dates_an_article, block.iter(etree.Element)))


def _short(pieces: Iterable[Piece]) -> list[TextLine]:
    """Return the lines of a block that is short enough to be the head of an article; no lines of a longer block."""
    lines: list[TextLine] = []
    length = 0
    for line in read_lines(pieces):
        lines.append(line)
        length += len(line.text)
        if length > _BLOCK_LENGTH:
            return []
    return _without_lists(lines, fewest=1)


def _until_text(lines: Iterator[TextLine]) -> Iterator[TextLine]:
    """Yield the lines up to where the text has certainly begun, or where other articles begin after a short text."""
    length = 0
    for line in islice(lines, _HEAD_LINES):
        yield line
        length += len(line.text) if line.is_sentence else 0
        if len(line.text) >= _LONG_PARAGRAPH or length >= _TEXT or (length and _begins_other_articles(line)):
            return


# A guessed day for a page without a recognised date: that of its last change, or the result of htmldate. It is right in four of five cases, so it is
# reported as unsure.

# No outlet of the region had a site earlier; htmldate uses the same bound.
_FIRST = "1995-01-01"
_MONTH = re.compile(r"/((?:199|20\d)\d)/(0?[1-9]|1[0-2])/")
# Elements and letters: a larger page is not a written article, and htmldate applies many patterns to all of it.
_MOST_ELEMENTS, _MOST_LETTERS = 10_000, 400_000


def guessed_day(tree: HtmlElement, url: str, *, now: datetime, zone: tzinfo) -> date | None:
    """Return the guessed publication day in `zone`, from the line of the last change or from patterns over the source; None if not found.

    It is never after `now`, nor outside the month in the URL. The first of a month is not taken: it means "some time in that month" or year (a
    copyright line).
    """
    here = now.astimezone(zone)
    if (changed := _changed(tree, here, zone)) is not None:
        return changed
    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS or _count_letters(tree) > _MOST_LETTERS:
        return None
    try:
        guessed = _found(tree, url, here.date().isoformat())
        day = date.fromisoformat(guessed) if guessed else None
    except (etree.LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, OverflowError, RecursionError):
        return None
    return None if day is None or day.day == 1 or is_future(day, here) or not _in_month_of(url, day) else day


def _changed(tree: HtmlElement, now: datetime, zone: tzinfo) -> date | None:
    """Return the day of the last change if the lines around the headline give no other: the page is at least, and mostly just, as old."""
    layout = Layout(tree)
    change_dates = (change_date(line.text, now=now, zone=zone) for line in layout.lines_after() + layout.lines_before())
    first = next((value for value in change_dates if value is not None), None)
    return first.date() if isinstance(first, datetime) else first


def _in_month_of(url: str, day: date) -> bool:
    """Return whether the URL names no other month than the day's: "/story/2016/10/…"."""
    match = _MONTH.search(url)
    return match is None or (int(match[1]), int(match[2])) == (day.year, day.month)


def _found(tree: HtmlElement, url: str, last: str) -> str | None:
    """Return what htmldate finds, first in the usual places for a date, then in any text of the page."""
    # Imported here because crawler and desk load this package without reading pages.
    from htmldate import find_date
    from htmldate.utils import Extractor
    from htmldate.validators import get_max_date, get_min_date

    usual = find_date(tree, extensive_search=False, original_date=True, url=url, min_date=_FIRST, max_date=last)
    return usual or _in_any_text(tree, Extractor(False, get_max_date(last), get_min_date(_FIRST), True, "%Y-%m-%d"))


def _in_any_text(tree: HtmlElement, options: "Extractor") -> str | None:
    """Return the result of htmldate's extensive search without dateparser, which takes seconds to load and finds no more."""
    from htmldate.core import compare_reference, search_page, serialize
    from htmldate.extractors import FREE_TEXT_EXPRESSIONS, discard_unwanted
    from htmldate.settings import CLEANING_LIST, MAX_SEGMENT_LEN, MIN_SEGMENT_LEN
    from htmldate.utils import clean_html
    from htmldate.validators import check_extracted_reference

    text = discard_unwanted(clean_html(deepcopy(tree), CLEANING_LIST))
    earliest: datetime | None = None
    for segment in (str(value).strip() for value in selected(FREE_TEXT_EXPRESSIONS, text)):
        if MIN_SEGMENT_LEN < len(segment) < MAX_SEGMENT_LEN:
            earliest = compare_reference(earliest, segment, options)
    return check_extracted_reference(earliest, options) or search_page(serialize(text), options)


def _count_letters(tree: HtmlElement) -> int:
    letters = 0
    for element in tree.iter():
        letters += len(element.text or "") + len(element.tail or "") + sum(map(len, element.attrib.values()))
        if letters > _MOST_LETTERS:
            break
    return letters


# Machine-readable dates of publication: JSON-LD, meta elements, microdata.

_SCRIPTS = etree.XPath('/descendant::script[contains(@type, "ld+json")]')
_METAS = etree.XPath("/descendant::meta[@content or @value]")  # some engines write value
_ITEMS = etree.XPath(
    # Test for attributes before their values: an article has few such elements, and this reads the whole page.
    "/descendant::*[@itemprop or @pubdate or @property]"
    '[@itemprop="datePublished" or @pubdate or not(self::meta) and (contains(@property, "datePublished") or starts-with(@property, "dc:"))]'
)

# Names of meta elements (property or name), the most exact first. Modification dates are not read.
_META_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "og:pubdate", "article:published", "published_time", "datepublished",
    "date.issued", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dc:date", "dcterms.date", "dc.created",
    "parsely-pub-date", "sailthru.date", "mediator_published_time", "cxenseparse:recs:publishtime", "article_date_original", "pubdate", "pub_date",
    "publishdate", "publish_date", "publish-date", "published", "publication_date", "publicationdate", "citation_publication_date", "datecreated",
    "article:created_time", "date",
)  # fmt: skip

_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report)$")
_PAGE_TYPE = re.compile(r"(?:WebPage|CreativeWork)$")
# Where the page's own node may be. Lists of other pages (itemListElement, hasPart, comment) are not searched.
_ENTERED = ("@graph", "mainEntity", "mainEntityOfPage")
# `\\s*+` and `(?<!\\s)` avoid quadratic time on long stretches of white space.
_WRAPPING = re.compile(r"^\s*+(?:<!--|(?://|/\*)?\s*+<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?:(?://|/\*)|(?<!\s))\s*\]\]>(?:\s*\*/)?)\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_BROKEN_TYPE = re.compile(r'"@type"\s*+:\s*+(?:\[\s*+)?"[^"]*(?:Article|Posting)"')
_BROKEN_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,60})"')


def _structured_dates(tree: HtmlElement, url: str) -> Iterator[str]:
    """Yield `datePublished` in JSON-LD: first of the article at this URL, then of other articles, then of the page.

    Invalid JSON is searched as text.
    """
    nodes: list[dict[str, Any]] = []
    broken: list[str] = []
    for script in elements(_SCRIPTS, tree):
        written = _WRAPPING.sub("", script.text or "")
        try:
            nodes.extend(_nodes(_parsed(written)))
        except (ValueError, RecursionError):
            broken.append(written)
    articles = [node for node in nodes if _is_a(node, _ARTICLE_TYPE)]
    for node in sorted(articles, key=lambda node: not _names(node, url)):
        yield from _texts(node.get("datePublished"))
    for written in broken:
        if _BROKEN_TYPE.search(written) and (match := _BROKEN_DATE.search(written)):
            yield match[1]
    for node in nodes:
        if _is_a(node, _PAGE_TYPE):
            yield from _texts(node.get("datePublished"))
    for node in articles:
        yield from _texts(node.get("dateCreated"))


def _parsed(written: str) -> Any:
    try:
        return json.loads(written, strict=False)
    except ValueError:
        return json.loads(_TRAILING_COMMA.sub("", written), strict=False)


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _nodes(item)
    elif isinstance(value, dict):
        yield value
        for key in _ENTERED:
            yield from _nodes(value.get(key))


def _texts(value: Any) -> Iterator[str]:
    for item in value if isinstance(value, list) else [value]:
        text = item.get("@value") if isinstance(item, dict) else item
        if isinstance(text, str):
            yield text


def _is_a(node: dict[str, Any], kind: re.Pattern[str]) -> bool:
    return any(kind.search(name) for name in _texts(node.get("@type")))


def _names(node: dict[str, Any], url: str) -> bool:
    """Return whether the object describes the page at `url`. Host and scheme may differ, as between mirrors."""
    page = node.get("mainEntityOfPage")
    addresses = [node.get("url"), node.get("@id"), page.get("@id") if isinstance(page, dict) else page]
    path = _path(url)
    return len(path) > 1 and any(isinstance(address, str) and _path(address) == path for address in addresses)


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.path.rstrip('/')}?{parts.query}"


def _meta_dates(tree: HtmlElement) -> Iterator[str]:
    """Yield the contents of meta elements with a date of publication, the most exact name first."""
    contents: dict[str, str] = {}
    for meta in elements(_METAS, tree):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name and name not in contents:
            contents[name] = meta.get("content") or meta.get("value", "")
    yield from (contents[name] for name in _META_NAMES if contents.get(name))


def _item_dates(tree: HtmlElement, layout: Layout) -> Iterator[str]:
    """Yield dates marked as published by microdata, RDFa or the old `pubdate` attribute, outside blocks about other articles."""
    for element in elements(_ITEMS, tree):
        if not layout.is_beside(element):
            yield element.get("content") or element.get("datetime") or element.text_content()


# The publication date: what the page says is compared with what the source (feed, sitemap or list page) said.

# A page whose date is at most this long before it was fetched may only give its build time, until something better is found.
_JUST_BUILT = timedelta(minutes=2)
# A datetime of today above the article is mostly the clock in the site header, which is not this late even on cached pages.
_CLOCK_BEHIND = timedelta(hours=1)
# How much earlier the printed date must be than the source's date to prove that the latter is a last change. No two clocks used here are twelve hours
# apart, and a server that counts days by another clock is off by at most one.
_LATER_MOMENT, _LATER_DAY = timedelta(hours=12), timedelta(days=1)

_IN_UTC = re.compile(r"\s*(\d{4}-\d\d-\d\dT\d\d:\d\d)[\d:.]{0,10}(?:Z|\+00:?00)\s*$")
_MOST_ITEMS = 50  # elements marked as dates of publication
_OFFSET = re.compile(r"[+-](?!00:?00)\d\d:?\d\d$")

_DATED = etree.XPath(
    './/*[self::time or contains(@class, "date") or contains(@class, "time") or contains(@class, "publ") or contains(@class, "posted")'
    ' or contains(@class, "data")]'
)


class _DateSource(Enum):
    """The origin of a publication date."""

    OUTLET_CSS = auto()
    PAGE = auto()
    HINT = auto()
    PRINTED = auto()
    ADDRESS = auto()


class _DateStatement(NamedTuple):
    """One statement of when the article was published."""

    value: date | datetime
    source: _DateSource


def find_published(
    tree: HtmlElement, url: str, *, now: datetime, zone: tzinfo, hint: str = "", css: str | None = None, data: str = ""
) -> date | datetime | None:
    """Return the datetime (in `zone`) or the day when the article was published; None if nothing credible gives it.

    `now` (aware) is when the page was fetched. A date more than ten minutes after it is rejected. `hint` is the date given by the feed, sitemap or
    list page, as written. `css` is the outlet's own selector; it may end in ::text or ::attr(name), and an invalid one raises
    cssselect.SelectorError. `data` is the date in the data from which scripts build the page.
    """
    here = now.astimezone(zone)
    credible = (statement for statement in _statements(tree, url, here, zone, hint, css, data) if not is_future(statement.value, here))
    return _choose(credible, here)


def _choose(date_statements: Iterator[_DateStatement], now: datetime) -> date | datetime | None:
    """Return the first statement, unless a later one gives the time of the same day, or shows that the first is a later change."""
    best: _DateStatement | None = None
    doubted: list[_DateStatement] = []
    for statement in date_statements:
        if _is_doubtful(statement, now):
            doubted.append(statement)
        elif best is None or _tells_time_of(statement, best) or _shows_later_change(statement, best):
            best = statement
        if best is not None and not _is_coarse(best.value) and (best.source is not _DateSource.HINT or _bears_out(statement, best)):
            return best.value
    for statement in doubted:
        if best is None or _tells_time_of(statement, best):
            best = statement
    return None if best is None else best.value


def _is_doubtful(date_statement: _DateStatement, now: datetime) -> bool:
    """Return whether it may only give the build time of the page. Results of the outlet's own selector are not doubted."""
    return (
        isinstance(date_statement.value, datetime)
        and date_statement.source is not _DateSource.OUTLET_CSS
        and date_statement.value >= now - _JUST_BUILT
    )


def _is_coarse(value: date | datetime) -> bool:
    """Return whether it gives only the day. A system without times writes midnight, local or UTC."""
    return not isinstance(value, datetime) or value.time() == time() or value.astimezone(UTC).time() == time()


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _is_clock(value: date | datetime, now: datetime) -> bool:
    return value >= now - _CLOCK_BEHIND if isinstance(value, datetime) else value == now.date()


def _tells_time_of(date_statement: _DateStatement, best: _DateStatement) -> bool:
    return _is_coarse(best.value) and not _is_coarse(date_statement.value) and _day(date_statement.value) == _day(best.value)


def _shows_later_change(date_statement: _DateStatement, best: _DateStatement) -> bool:
    """Return whether an earlier date on the page shows that the source's date is a later change.

    A sitemap gives the last change, a feed the publication, and a hint does not say which of them it comes from.
    """
    if best.source is not _DateSource.HINT or date_statement.source not in (_DateSource.PRINTED, _DateSource.ADDRESS):
        return False
    if isinstance(best.value, datetime) and isinstance(date_statement.value, datetime):
        return best.value - date_statement.value > _LATER_MOMENT
    return _day(best.value) - _day(date_statement.value) > _LATER_DAY


def _bears_out(date_statement: _DateStatement, hint: _DateStatement) -> bool:
    """Return whether the page itself repeats the source's date. Then an older date further down the page proves nothing."""
    return date_statement is not hint and date_statement.source is _DateSource.PRINTED and not _shows_later_change(date_statement, hint)


def _statements(tree: HtmlElement, url: str, now: datetime, zone: tzinfo, hint: str, css: str | None, data: str) -> Iterator[_DateStatement]:
    """Yield all statements of the publication date, the most trusted first, lazily, because the first is mostly enough."""

    def read(source: _DateSource, texts: Iterator[str]) -> Iterator[_DateStatement]:
        return (_DateStatement(value, source) for text in texts if (value := read_date(text, now=now, zone=zone)) is not None)

    def printed(source: _DateSource, lines: list[TextLine]) -> Iterator[_DateStatement]:
        return (_DateStatement(value, source) for line in lines if (value := printed_date(line.text, now=now, zone=zone)) is not None)

    if css:
        values = (printed_date(text, now=now, zone=zone, trusted=True) for text in _selected(tree, css))
        yield from (_DateStatement(value, _DateSource.OUTLET_CSS) for value in values if value is not None)
    layout = Layout(tree)
    for text in chain(_structured_dates(tree, url), _meta_dates(tree)):
        yield from read(_DateSource.PAGE, iter([_in_own_zone(text, layout, zone)]))
    items = [*islice(_item_dates(tree, layout), _MOST_ITEMS)]
    around = layout.lines_after() + layout.lines_before() + layout.lines_behind_lead()
    stamps = [stamp for line in around for stamp in line.stamps]
    # Several such elements mostly belong to a list of other articles; then dates next to the headline are more reliable.
    ordered = (stamps, items, [data]) if len(items) > 1 else (items, [data], stamps)
    yield from read(_DateSource.PAGE, chain.from_iterable(ordered))
    yield from read(_DateSource.HINT, iter([hint]))
    yield from printed(_DateSource.PRINTED, around)
    yield from (statement for statement in printed(_DateSource.PRINTED, layout.lines_above()) if not _is_clock(statement.value, now))
    if day := date_in_address(url):
        yield _DateStatement(day, _DateSource.ADDRESS)
    yield from _agreeing(_dated_elements(layout, now, zone))
    foot = (foot_date(line.text, now=now, zone=zone) for line in layout.lines_below())
    yield from _agreeing(_DateStatement(value, _DateSource.PRINTED) for value in foot if value is not None)


@lru_cache(maxsize=512)  # about as many as there are outlets
def _selector(css: str) -> etree.XPath:
    return etree.XPath(css2xpath(css))


def _selected(tree: HtmlElement, css: str) -> Iterator[str]:
    for node in selected(_selector(css), tree):
        if isinstance(node, str):
            yield node
        else:
            yield from (value for name in ("datetime", "content") if (value := node.get(name)))
            yield node.text_content()


def _in_own_zone(text: str, layout: Layout, zone: tzinfo) -> str:
    """Return the datetime in the head of the page, with the offset corrected if the head calls local time UTC.

    The correct one has the same figures next to the headline with another offset. It is searched only if the day would differ, since most pages do
    not need their lines read.
    """
    match = _IN_UTC.match(text)
    moment = read_iso(text.strip().lower(), UTC) if match else None
    if match is None or not isinstance(moment, datetime) or moment.astimezone(zone).day == moment.day:
        return text
    stamps = (stamp for line in layout.lines_after() + layout.lines_before() for stamp in line.stamps)
    return next((stamp for stamp in stamps if stamp.startswith(match[1]) and _OFFSET.search(stamp)), text)


def _dated_elements(layout: Layout, now: datetime, zone: tzinfo) -> Iterator[_DateStatement]:
    """Yield the statements of those elements of the article that are named after dates."""
    article = layout.article()
    if article is None:
        return
    for element in elements(_DATED, article):
        if any(map(is_update, element.iter(etree.Element))) or follows_update_label(element) or layout.is_beside(element):
            continue
        visible, stamp = element.text_content(), element.get("datetime", "")
        text = visible if denies_stamp(visible, stamp) else stamp or visible
        if (value := printed_date(text, now=now, zone=zone)) is not None:
            yield _DateStatement(value, _DateSource.PRINTED)


def _agreeing(date_statements: Iterator[_DateStatement]) -> Iterator[_DateStatement]:
    """Yield the statements if all agree on the day; none otherwise, because then they belong to other articles."""
    values = list(date_statements)
    if len({_day(value.value) for value in values}) == 1:
        yield from values
