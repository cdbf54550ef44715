"""When an article was published: the forms in which outlets write dates, and where on a page they stand."""

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


# The day in an address: /2026/11/20/, /2026-11-20-…, /20261120/, /news/20-11-2026/.

_YEAR_FIRST = re.compile(r"(?<!\d)(?P<year>(?:19|20)\d\d)(?P<mark>[/._-])(?P<month>\d{1,2})(?P=mark)(?P<day>\d{1,2})(?!\d)")
_YEAR_LAST = re.compile(r"(?<!\d)(?P<day>\d{1,2})(?P<mark>[/._-])(?P<month>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d)(?!\d)")
_CLOSE = re.compile(r"(?:^|[/_-])(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?=$|[/._-])")


def date_in_address(url: str) -> date | None:
    """The day in the path of `url`. None if there is none, or only a month."""
    path = unquote(urlsplit(url).path)
    for form in (_YEAR_FIRST, _CLOSE, _YEAR_LAST):
        for found in form.finditer(path):
            if day := day_or_none(int(found["year"]), int(found["month"]), int(found["day"])):
                return day
    return None


# Which element of a page is the headline of its article.

_SHORTEST_TITLE = 15  # letters; a rubric («Новости») is shorter and stands in many titles
_LONGEST_TITLE = 300  # characters; what is longer is text

_HEADINGS = etree.XPath("/descendant::*[self::h1 or self::h2]")
_TITLES = etree.XPath('/descendant::meta[@property="og:title"]/@content|/descendant::title[1]/text()')
_TEXTS = etree.XPath(f"/descendant::body//text()[string-length() >= {_SHORTEST_TITLE} and not(parent::script or parent::style)]")
_NAMED = etree.XPath(
    '/descendant::body//*[contains(@class, "title") or contains(@class, "head") or contains(@class, "zag") or contains(@class, "name")]'
)
# What templates without headings call the place of an article's headline.
_TITLE_NAME = re.compile(
    r"(?:^|\s)(?:content|article|news|post|entry|item|page|full|story|material)[_-]*+"
    r"(?:(?:\w*[_-])?(?:title|head(?:ing|er|line)?|name)|(?>(?:\w*[_-])?zag)\w*+)(?:$|\s)",
    re.IGNORECASE,
)


def headline(tree: HtmlElement) -> HtmlElement | None:
    """The headline: the heading that has most of the page's title in it. (An h1 may also be the site's name.)

    If no h1 or h2 contains half of the title, another element that contains more of it is taken, because old templates put headlines into table
    cells. If nothing contains it, the longest h1 is taken (of the article, if there is one), or the element that the template names as a
    headline. None for a page without any.
    """
    headings = elements(_HEADINGS, tree)
    seen = [one for one in headings if not _is_hidden(one)]
    best = _best(tree, seen)
    # A page may hide all of itself until its scripts have run.
    return best if best is not None or len(seen) == len(headings) else _best(tree, headings)


def _best(tree: HtmlElement, headed: list[HtmlElement]) -> HtmlElement | None:
    """The headline among these headings, or what stands for one."""
    titles = [letters for title in selected(_TITLES, tree) if isinstance(title, str) and (letters := _letters(title))]
    headings = [(one, _letters(one.text_content())) for one in headed]
    likeness, best = max(((_likeness(text, titles), one) for one, text in headings), key=lambda pair: pair[0], default=(0, None))
    if likeness < _SHORTEST_TITLE or likeness * 2 < max(map(len, titles)):
        other = _repeating(tree, titles, max(_SHORTEST_TITLE, likeness + 1))
        if other is not None:
            return other
    if likeness >= _SHORTEST_TITLE:
        return best
    highest = [(one, text) for one, text in headings if one.tag == "h1"]
    own = [(one, text) for one, text in highest if next(one.iterancestors("article", "main"), None) is not None]
    return max(own or highest, key=lambda pair: len(pair[1]))[0] if highest else _named(tree)


def _repeating(tree: HtmlElement, titles: list[str], least: int) -> HtmlElement | None:
    """The element that contains most of a title: at least `least` letters, and half of it.

    If several do, one that holds nothing else is preferred, then one that is no link.
    """
    found: list[tuple[int, bool, bool, HtmlElement]] = []
    for text, element, is_first in texts(_TEXTS, tree):
        if len(text) > _LONGEST_TITLE or (likeness := max((_repeated(_letters(text), title) for title in titles), default=0)) < least:
            continue
        around = [element, *element.iterancestors()]
        if not any(stands_beside(block) or is_trail(block) or is_hidden(block) for block in around):
            found.append((likeness, is_first, all(block.tag != "a" for block in around), element))
    return max(found, key=lambda one: one[:3], default=(0, False, False, None))[3]


def _repeated(text: str, title: str) -> int:
    if text in title:
        return len(text) if len(text) * 2 >= len(title) else 0
    return len(title) if title in text else 0


def _named(tree: HtmlElement) -> HtmlElement | None:
    """The element that the template names as an article's headline, if there is exactly one."""
    named = [
        one
        for one in elements(_NAMED, tree)
        if _TITLE_NAME.search(one.get("class", ""))
        and _SHORTEST_TITLE <= len(_letters(one.text_content())) <= _LONGEST_TITLE
        and not any(map(stands_beside, (one, *one.iterancestors())))
    ]
    inner = [one for one in named if not any(one in other.iterancestors() for other in named)]
    return inner[0] if len(inner) == 1 else None


def _is_hidden(element: HtmlElement) -> bool:
    """Whether a reader does not see it. Templates keep a second copy of an article for the printer."""
    return any(map(is_hidden, (element, *element.iterancestors())))


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, fold_letters(text)))


def _likeness(text: str, titles: list[str]) -> int:
    """How many letters of a title the heading shares with it: the whole heading, the whole title, or their common beginning."""
    return max((len(text) if text in title else len(commonprefix((text, title))) for title in titles), default=0)


# Tells the lines of an article from lines that lead to other articles.

# Words of a link, more than which have no names of sections or authors.
_LONGEST_NAME = 5
# What begins the lists and the comments under an article.
_OTHER_MATTERS = re.compile(
    r"(?:читайте (?:также|ещ[её]|по теме)|(?:новости |материалы )?по теме|похож|друг(?:ие|ое)|ещ[её] новост|самое (?:читаемое|популярное)|популярн"
    r"|(?:последн|свеж|главн)\w+ (?:новост|публикац|стат|записи)|рекоменду|вам может|смотрите также|(?:оставить |добавить )?коммент|обсужден"
    r"|оқи отыр|тағы оқы|ұқсас|тақырып\w* орай|соңғы жаңалық|басқа жаңалық|көп оқыл|танымал|пікір"
    r"|related|read also|more (?:news|from)|latest|most (?:read|popular)|comments?\b|leave a)\D{0,60}$",
    re.IGNORECASE,
)
_NOTHING = TextLine("")


def _begins_other_matters(line: TextLine) -> bool:
    """Whether the line is the heading over a list of other articles or over comments. A bare number of comments is not such a heading."""
    return _OTHER_MATTERS.match(line.text) is not None


def _lines_of_teasers(lines: list[TextLine]) -> list[TextLine]:
    """The lines that give the dates of other articles: in one line with their headlines, or next to them."""
    around = zip([_NOTHING, *lines], lines, [*lines[1:], _NOTHING], strict=False)
    return [line for before, line, behind in around if _dates(line) and (before.is_headline or line.is_headline or behind.is_headline)]


def _without_lists(lines: list[TextLine], fewest: int = 2) -> list[TextLine]:
    """The lines without headlines of other articles. If there are at least `fewest` of those, the dates beside them go too."""
    dated = _lines_of_teasers(lines)
    gone = dated if len(dated) >= fewest else []
    return [line for line in lines if line.longest_link <= _LONGEST_NAME and not any(line is other for other in gone)]


def _behind_text(lines: list[TextLine]) -> list[TextLine]:
    """The lines after the last sentence that does not introduce another article."""
    text = [place for place, line in enumerate(lines) if line.is_sentence and not (place and lines[place - 1].is_headline)]
    return lines[text[-1] + 1 :] if text else lines


def _dates(line: TextLine) -> bool:
    return not line.is_sentence and may_hold_date(line.text)


# Where things stand around the headline of an article: after it, before it, beside it, and below the text.

# How far "just before the headline" reaches: levels up that hold anything before it, blocks on each, and characters of a block, more being a list or
# a menu; and levels up in all.
_CLIMB, _BLOCKS, _BLOCK_LENGTH, _LEVELS = 3, 3, 300, 8
# Characters of one paragraph, and of several, that are the text itself; a lead and the words to a picture above the date are shorter.
_LONG_PARAGRAPH, _TEXT = 250, 400
# Between the headline and the text there are fewer lines than this, and in text and foot of an article fewer than that.
_HEAD_LINES, _ARTICLE_LINES = 40, 400
# Lines looked at below the innermost block that holds headline and text, for the foot of the article.
_FOOT_LINES = 4
_ROWS = frozenset({"td", "th", "tr", "tbody", "table"})


class Layout:
    """One page around its headline, looked at no further than asked for. The headline may be None."""

    def __init__(self, tree: HtmlElement) -> None:
        self.tree = tree

    @cached_property
    def headline(self) -> HtmlElement | None:
        """The element of the headline, if there is one."""
        return headline(self.tree)

    @cached_property
    def _around(self) -> list[HtmlElement]:
        return [] if self.headline is None else [self.headline, *self.headline.iterancestors()]

    @cached_property
    def _behind(self) -> Iterator[TextLine]:
        return read_lines(self._pieces_behind())  # read no further than asked for: first the head, then what is below

    def is_beside(self, element: HtmlElement) -> bool:
        """Whether the element is in a side column, a list of other articles, comments or other parts of the site."""
        node: HtmlElement | None = element
        while node is not None and node not in self._around:
            if stands_beside(node):
                return True
            node = node.getparent()
        return False

    def article(self) -> HtmlElement | None:
        """The element of the whole article: <article>, <main>, or what is marked as such around the headline."""
        for element in self._around:
            if element.tag in ("article", "main") or "Article" in element.get("itemtype", "") or element.get("role") in ("main", "article"):
                return element
        return None

    def lines_after(self) -> list[TextLine]:
        """The lines from the headline to the first sentence. Without a headline they start at the beginning of <article>."""
        return _without_lists(self._head[: self._lead], fewest=_HEAD_LINES)

    def lines_behind_lead(self) -> list[TextLine]:
        """The lines between the first sentence and the text. Nothing after a second sentence, and nothing beside the headline of another article."""
        places = [place for place, line in enumerate(self._head) if line.is_sentence]
        second = places[1] if len(places) > 1 else self._text
        return _without_lists(self._head[self._lead : second]) + _without_lists(self._head[second : self._text], fewest=1)

    def lines_below(self) -> list[TextLine]:
        """The lines under the text that may be the foot of this article. Lists of other articles and comments are left out."""
        if not self._head:
            return []
        level = self._head[max(0, self._text - 1)].blocks
        lines = chain(self._head[self._text :], islice(self._behind, _ARTICLE_LINES))
        own = list(takewhile(lambda line: line.blocks <= level + 1 and not _begins_other_matters(line), lines))
        foot = _without_lists(_behind_text(own), fewest=1 if _lines_of_teasers(self._head[self._lead :]) else 2)
        return [line for line in foot if line.blocks <= level] + [line for line in foot if line.blocks > level][:_FOOT_LINES]

    def lines_before(self) -> list[TextLine]:
        """The lines just before the headline, in its own block or within its <article>, the nearest first."""
        return [line for own, block in self._blocks_before if own for line in block]

    def lines_above(self) -> list[TextLine]:
        """The lines a little further up, the nearest first. They may belong to the article or to the site."""
        return [line for own, block in self._blocks_before if not own for line in block]

    @cached_property
    def _lead(self) -> int:
        """How many lines stand before the first sentence."""
        return next((place for place, line in enumerate(self._head) if line.is_sentence), len(self._head))

    @cached_property
    def _text(self) -> int:
        """How many lines of the head there are up to the end of its last sentence."""
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
        """The blocks before the headline, the nearest first, each with whether it surely belongs to the article."""
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
    """What stands before `node` in its parent, block by block, the nearest first. None stands for text without a block."""
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
    """The lines of a block that is short enough to be the head of an article; no lines of a longer block."""
    lines: list[TextLine] = []
    length = 0
    for line in read_lines(pieces):
        lines.append(line)
        length += len(line.text)
        if length > _BLOCK_LENGTH:
            return []
    return _without_lists(lines, fewest=1)


def _until_text(lines: Iterator[TextLine]) -> Iterator[TextLine]:
    """The lines up to the place where the text has surely begun, or where other articles begin behind a short text."""
    length = 0
    for line in islice(lines, _HEAD_LINES):
        yield line
        length += len(line.text) if line.is_sentence else 0
        if len(line.text) >= _LONG_PARAGRAPH or length >= _TEXT or (length and _begins_other_matters(line)):
            return


# The day that is guessed for a page on which our own reading found no date: that of its last change, or what htmldate finds. It is right in four cases of five,
# so it is only told as unsure.

# Before it no outlet of the region had a site; htmldate knows the same bound.
_FIRST = "1995-01-01"
_MONTH = re.compile(r"/((?:199|20\d)\d)/(0?[1-9]|1[0-2])/")
# Elements and letters: a page with more is no article that anybody wrote, and htmldate reads the whole of it with many patterns.
_MOST_ELEMENTS, _MOST_LETTERS = 10_000, 400_000


def guessed_day(tree: HtmlElement, url: str, *, now: datetime, zone: tzinfo) -> date | None:
    """The day on which the page was published, in `zone`, as far as the line of its last change or patterns over its whole source can tell; None where they find none.

    Never a day after `now`, nor outside the month in the address. The first of a month stands for "sometime in that month" or year (a line of rights), and is not taken.
    """
    here = now.astimezone(zone)
    if (changed := _changed(tree, here, zone)) is not None:
        return changed
    if sum(1 for _ in islice(tree.iter(), _MOST_ELEMENTS + 1)) > _MOST_ELEMENTS or _count_letters(tree) > _MOST_LETTERS:
        return None
    try:
        found = _found(tree, url, here.date().isoformat())
        day = date.fromisoformat(found) if found else None
    except (etree.LxmlError, ValueError, TypeError, AttributeError, IndexError, KeyError, OverflowError, RecursionError):
        return None
    return None if day is None or day.day == 1 or is_future(day, here) or not _in_month_of(url, day) else day


def _changed(tree: HtmlElement, now: datetime, zone: tzinfo) -> date | None:
    """The day of the last change, where the lines around the headline tell no other: the page is no younger, and mostly as old."""
    layout = Layout(tree)
    told = (change_date(line.text, now=now, zone=zone) for line in layout.lines_after() + layout.lines_before())
    first = next((value for value in told if value is not None), None)
    return first.date() if isinstance(first, datetime) else first


def _in_month_of(url: str, day: date) -> bool:
    """Whether the address names no other month than that of the day: "/story/2016/10/…"."""
    told = _MONTH.search(url)
    return told is None or (int(told[1]), int(told[2])) == (day.year, day.month)


def _found(tree: HtmlElement, url: str, last: str) -> str | None:
    """What htmldate finds, first in the places that pages have for a date, then in any text of the page."""
    # A crawler or a desk loads this package without reading a page.
    from htmldate import find_date
    from htmldate.utils import Extractor
    from htmldate.validators import get_max_date, get_min_date

    told = find_date(tree, extensive_search=False, original_date=True, url=url, min_date=_FIRST, max_date=last)
    return told or _in_any_text(tree, Extractor(False, get_max_date(last), get_min_date(_FIRST), True, "%Y-%m-%d"))


def _in_any_text(tree: HtmlElement, options: "Extractor") -> str | None:
    """htmldate's extensive search without dateparser, which takes seconds to load its two hundred languages and finds no more."""
    from htmldate.core import compare_reference, search_page, serialize
    from htmldate.extractors import FREE_TEXT_EXPRESSIONS, discard_unwanted
    from htmldate.settings import CLEANING_LIST, MAX_SEGMENT_LEN, MIN_SEGMENT_LEN
    from htmldate.utils import clean_html
    from htmldate.validators import check_extracted_reference

    text = discard_unwanted(clean_html(deepcopy(tree), CLEANING_LIST))
    earliest: datetime | None = None
    for segment in (str(found).strip() for found in selected(FREE_TEXT_EXPRESSIONS, text)):
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


# What a page tells programs about its date of publication: JSON-LD, meta elements, microdata.

_SCRIPTS = etree.XPath('/descendant::script[contains(@type, "ld+json")]')
_METAS = etree.XPath("/descendant::meta[@content or @value]")  # some engines write value
_ITEMS = etree.XPath(
    # Attributes are asked for before their values: an article has few such elements, and this reads the whole page.
    "/descendant::*[@itemprop or @pubdate or @property]"
    '[@itemprop="datePublished" or @pubdate or not(self::meta) and (contains(@property, "datePublished") or starts-with(@property, "dc:"))]'
)

# Names of meta elements (property or name), the most exact first. None of modified dates: they are not asked at all.
_META_NAMES = (
    "article:published_time", "og:article:published_time", "og:published_time", "og:pubdate", "article:published", "published_time", "datepublished",
    "date.issued", "dc.date.issued", "dcterms.issued", "dc.date.created", "dcterms.created", "dc.date", "dc:date", "dcterms.date", "dc.created",
    "parsely-pub-date", "sailthru.date", "mediator_published_time", "cxenseparse:recs:publishtime", "article_date_original", "pubdate", "pub_date",
    "publishdate", "publish_date", "publish-date", "published", "publication_date", "publicationdate", "citation_publication_date", "datecreated",
    "article:created_time", "date",
)  # fmt: skip

_ARTICLE_TYPE = re.compile(r"(?:Article|Posting|Report)$")
_PAGE_TYPE = re.compile(r"(?:WebPage|CreativeWork)$")
# Where the page's own node may lie. Lists of other pages (itemListElement, hasPart, comment) are not entered.
_ENTERED = ("@graph", "mainEntity", "mainEntityOfPage")
# `\s*+` and `(?<!\s)`: a long stretch of white space is looked through once, not once for each of its characters.
_WRAPPING = re.compile(r"^\s*+(?:<!--|(?://|/\*)?\s*+<!\[CDATA\[(?:\s*\*/)?)|(?:-->|(?:(?://|/\*)|(?<!\s))\s*\]\]>(?:\s*\*/)?)\s*$")
_TRAILING_COMMA = re.compile(r",(?=\s*[}\]])")
_BROKEN_TYPE = re.compile(r'"@type"\s*+:\s*+(?:\[\s*+)?"[^"]*(?:Article|Posting)"')
_BROKEN_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{4,60})"')


def _structured_dates(tree: HtmlElement, url: str) -> Iterator[str]:
    """`datePublished` in JSON-LD: first of the article at this address, then of other articles, then of the page. JSON that is broken is
    searched as text."""
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
        if _BROKEN_TYPE.search(written) and (found := _BROKEN_DATE.search(written)):
            yield found[1]
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
        for one in value:
            yield from _nodes(one)
    elif isinstance(value, dict):
        yield value
        for key in _ENTERED:
            yield from _nodes(value.get(key))


def _texts(value: Any) -> Iterator[str]:
    for one in value if isinstance(value, list) else [value]:
        text = one.get("@value") if isinstance(one, dict) else one
        if isinstance(text, str):
            yield text


def _is_a(node: dict[str, Any], kind: re.Pattern[str]) -> bool:
    return any(kind.search(name) for name in _texts(node.get("@type")))


def _names(node: dict[str, Any], url: str) -> bool:
    """Whether the object says that it describes the page at `url`. Host and scheme may differ, as between mirrors."""
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
    """The contents of meta elements that hold a date of publication, the most exact name first."""
    told: dict[str, str] = {}
    for meta in elements(_METAS, tree):
        name = (meta.get("property") or meta.get("name") or "").lower()
        if name and name not in told:
            told[name] = meta.get("content") or meta.get("value", "")
    yield from (told[name] for name in _META_NAMES if told.get(name))


def _item_dates(tree: HtmlElement, layout: Layout) -> Iterator[str]:
    """Dates marked as published by microdata, RDFa or the old `pubdate` attribute. Blocks that lead to other articles are left out."""
    for element in elements(_ITEMS, tree):
        if not layout.is_beside(element):
            yield element.get("content") or element.get("datetime") or element.text_content()


# When an article was published. What its page says is weighed against what the source (feed, sitemap or list page) said.

# A page that dates itself no more than this before it was fetched tells when it was built, until nothing better is found.
_JUST_BUILT = timedelta(minutes=2)
# Above the article a moment of today is mostly the clock in the head of the site, which is not this much behind even where pages are kept for a while.
_CLOCK_BEHIND = timedelta(hours=1)
# By how much what the page prints has to be earlier than the source's word, to prove that to be a last change. No two clocks in use here are twelve
# hours apart, and a server that counts its days by another clock is off by no more than one.
_LATER_MOMENT, _LATER_DAY = timedelta(hours=12), timedelta(days=1)

_IN_UTC = re.compile(r"\s*(\d{4}-\d\d-\d\dT\d\d:\d\d)[\d:.]{0,10}(?:Z|\+00:?00)\s*$")
_MOST_ITEMS = 50  # elements marked as dates of publication
_OFFSET = re.compile(r"[+-](?!00:?00)\d\d:?\d\d$")

_DATED = etree.XPath(
    './/*[self::time or contains(@class, "date") or contains(@class, "time") or contains(@class, "publ") or contains(@class, "posted")'
    ' or contains(@class, "data")]'
)


class _DateSource(Enum):
    """Who says when the article was published."""

    OUTLET_CSS = auto()
    PAGE = auto()
    HINT = auto()
    PRINTED = auto()
    ADDRESS = auto()


class _Said(NamedTuple):
    """One statement of when the article was published."""

    value: date | datetime
    source: _DateSource


def find_published(
    tree: HtmlElement, url: str, *, now: datetime, zone: tzinfo, hint: str = "", css: str | None = None, data: str = ""
) -> date | datetime | None:
    """The moment (in `zone`) or the day when the article was published; None if nothing credible says so.

    `now` (aware) is when the page was fetched. A date more than ten minutes after it is not believed. `hint` is the date that the feed, sitemap
    or list page gave, in its own words. `css` is the outlet's own selector; it may end in ::text or ::attr(name), and a wrong one raises
    cssselect.SelectorError. `data` is the date in the data from which scripts build the page.
    """
    here = now.astimezone(zone)
    said = (one for one in _statements(tree, url, here, zone, hint, css, data) if not is_future(one.value, here))
    return _choose(said, here)


def _choose(said: Iterator[_Said], now: datetime) -> date | datetime | None:
    """The first statement, unless a later one gives the time of the same day, or shows that the first one is a later change."""
    best: _Said | None = None
    doubted: list[_Said] = []
    for one in said:
        if _is_doubtful(one, now):
            doubted.append(one)
        elif best is None or _tells_time_of(one, best) or _shows_later_change(one, best):
            best = one
        if best is not None and not _is_coarse(best.value) and (best.source is not _DateSource.HINT or _bears_out(one, best)):
            return best.value
    for one in doubted:
        if best is None or _tells_time_of(one, best):
            best = one
    return None if best is None else best.value


def _is_doubtful(one: _Said, now: datetime) -> bool:
    """Whether it may only say when the page was built. What the outlet's own selector found is not doubted."""
    return isinstance(one.value, datetime) and one.source is not _DateSource.OUTLET_CSS and one.value >= now - _JUST_BUILT


def _is_coarse(value: date | datetime) -> bool:
    """Whether it gives only the day. A system that knows no time writes midnight, here or in UTC."""
    return not isinstance(value, datetime) or value.time() == time() or value.astimezone(UTC).time() == time()


def _day(value: date | datetime) -> date:
    return value.date() if isinstance(value, datetime) else value


def _is_clock(value: date | datetime, now: datetime) -> bool:
    return value >= now - _CLOCK_BEHIND if isinstance(value, datetime) else value == now.date()


def _tells_time_of(one: _Said, best: _Said) -> bool:
    return _is_coarse(best.value) and not _is_coarse(one.value) and _day(one.value) == _day(best.value)


def _shows_later_change(one: _Said, best: _Said) -> bool:
    """Whether an earlier date on the page shows that the source's date is a later change. A sitemap gives the last change, a feed the
    publication, and a hint does not say from which of them it comes."""
    if best.source is not _DateSource.HINT or one.source not in (_DateSource.PRINTED, _DateSource.ADDRESS):
        return False
    if isinstance(best.value, datetime) and isinstance(one.value, datetime):
        return best.value - one.value > _LATER_MOMENT
    return _day(best.value) - _day(one.value) > _LATER_DAY


def _bears_out(one: _Said, hint: _Said) -> bool:
    """Whether the page itself repeats what its source said. Then an older date further down the page proves nothing."""
    return one is not hint and one.source is _DateSource.PRINTED and not _shows_later_change(one, hint)


def _statements(tree: HtmlElement, url: str, now: datetime, zone: tzinfo, hint: str, css: str | None, data: str) -> Iterator[_Said]:
    """All statements of the date of publication, the most trusted first. They are made one by one, because the first is mostly enough."""

    def read(source: _DateSource, texts: Iterator[str]) -> Iterator[_Said]:
        return (_Said(value, source) for text in texts if (value := read_date(text, now=now, zone=zone)) is not None)

    def printed(source: _DateSource, lines: list[TextLine]) -> Iterator[_Said]:
        return (_Said(value, source) for line in lines if (value := printed_date(line.text, now=now, zone=zone)) is not None)

    if css:
        values = (printed_date(text, now=now, zone=zone, trusted=True) for text in _selected(tree, css))
        yield from (_Said(value, _DateSource.OUTLET_CSS) for value in values if value is not None)
    layout = Layout(tree)
    for text in chain(_structured_dates(tree, url), _meta_dates(tree)):
        yield from read(_DateSource.PAGE, iter([_in_own_zone(text, layout, zone)]))
    items = [*islice(_item_dates(tree, layout), _MOST_ITEMS)]
    around = layout.lines_after() + layout.lines_before() + layout.lines_behind_lead()
    stamps = [stamp for line in around for stamp in line.stamps]
    # Of several such elements most belong to a list of other articles; then what stands next to the headline is surer.
    told = (stamps, items, [data]) if len(items) > 1 else (items, [data], stamps)
    yield from read(_DateSource.PAGE, chain.from_iterable(told))
    yield from read(_DateSource.HINT, iter([hint]))
    yield from printed(_DateSource.PRINTED, around)
    yield from (one for one in printed(_DateSource.PRINTED, layout.lines_above()) if not _is_clock(one.value, now))
    if day := date_in_address(url):
        yield _Said(day, _DateSource.ADDRESS)
    yield from _agreeing(_dated_elements(layout, now, zone))
    foot = (foot_date(line.text, now=now, zone=zone) for line in layout.lines_below())
    yield from _agreeing(_Said(value, _DateSource.PRINTED) for value in foot if value is not None)


@lru_cache(maxsize=512)  # about as many as there are outlets
def _selector(css: str) -> etree.XPath:
    return etree.XPath(css2xpath(css))


def _selected(tree: HtmlElement, css: str) -> Iterator[str]:
    for found in selected(_selector(css), tree):
        if isinstance(found, str):
            yield found
        else:
            yield from (value for name in ("datetime", "content") if (value := found.get(name)))
            yield found.text_content()


def _in_own_zone(text: str, layout: Layout, zone: tzinfo) -> str:
    """A moment of the head of the page; or that of the same figures next to the headline with another offset, where the head calls the outlet's own time UTC
    and the day would be another one. Looked for only then, since most pages need no look at their lines."""
    found = _IN_UTC.match(text)
    moment = read_iso(text.strip().lower(), UTC) if found else None
    if found is None or not isinstance(moment, datetime) or moment.astimezone(zone).day == moment.day:
        return text
    stamps = (stamp for line in layout.lines_after() + layout.lines_before() for stamp in line.stamps)
    return next((stamp for stamp in stamps if stamp.startswith(found[1]) and _OFFSET.search(stamp)), text)


def _dated_elements(layout: Layout, now: datetime, zone: tzinfo) -> Iterator[_Said]:
    """The statements of those elements of the article that are named after dates."""
    article = layout.article()
    if article is None:
        return
    for element in elements(_DATED, article):
        if any(map(is_update, element.iter(etree.Element))) or follows_update_label(element) or layout.is_beside(element):
            continue
        shown, stamp = element.text_content(), element.get("datetime", "")
        text = shown if denies_stamp(shown, stamp) else stamp or shown
        if (value := printed_date(text, now=now, zone=zone)) is not None:
            yield _Said(value, _DateSource.PRINTED)


def _agreeing(said: Iterator[_Said]) -> Iterator[_Said]:
    """The statements, if all agree on the day; none if they do not, because then they belong to other articles."""
    values = list(said)
    if len({_day(one.value) for one in values}) == 1:
        yield from values
