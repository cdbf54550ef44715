"""Which paragraphs of a pruned page are the article.

Three opinions are asked: trafilatura, then schema.org's articleBody, then the element with most prose. The paragraphs themselves come from the page,
so that none is joined with another, cut or lost by trafilatura's rules. Prose between chosen paragraphs belongs to the article too.
"""

import logging
import re
from collections import defaultdict
from copy import deepcopy
from itertools import islice, pairwise

from lxml import etree
from lxml.html import HtmlElement

from pipelines.extraction.blocks import BlockRun
from pipelines.extraction.heading import comparable_words, says_title, under_heading
from pipelines.extraction.phrases import ends_article, is_furniture, lists_others, names_in, opens_comments

# trafilatura logs "discarding data" for every page without an article; the page's fate says the same.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)

_WORD = re.compile(r"\w+")
_MAIN_SHARE = 0.85  # of the chosen words: the innermost element with so many is the article's own
_HEARD = 0.6  # of a paragraph's word triples found in a source: the paragraph is the source's
_LINKED = 0.4  # of a paragraph's words: with more links it is a teaser or a list of links
_TEASER = 0.8  # ... even where an opinion chose it
_LARGEST = 40_000  # elements: beyond it (a page of about 3 MB, no article seen had a tenth) trafilatura takes minutes, and the third opinion decides
_CLOSING_WORDS = 5  # of a last line without a full stop: a quote, a verse
_FULL_STOP = re.compile(r"[.!?…][\"»”)]?$")


def choose(tree: HtmlElement, runs: list[BlockRun], body: str, title: str) -> list[BlockRun]:
    """The paragraphs of the article in reading order; empty if no opinion finds any.

    `body` is schema.org's articleBody, empty if the page has none. `title` tells the article's own main heading from that of the next article on
    an endless page.
    """
    runs = under_heading(runs, title)
    heard = Heard(_trafilatura(tree))
    chosen = {place for place, run in enumerate(runs) if heard.has(run.text)}
    chosen = _second_opinion(runs, chosen, body)
    chosen = {
        place for place in _third_opinion(runs, chosen) if runs[place].linked <= _LINKED * runs[place].words or not lists_others(runs[place].text)
    }
    if not chosen:
        return []
    frame = _Frame(runs, chosen)
    apart, first, last = _bounds(runs, {place for place in chosen if frame.around(runs[place])}, frame, comparable_words(title))
    return [
        run
        for place in range(min([first, *apart]), last + 1)
        if (frame.near(run := runs[place]) or place in apart) and run.linked <= (_TEASER if place in chosen else _LINKED) * run.words
    ]


def _trafilatura(tree: HtmlElement) -> str:
    """trafilatura's text of a copy of the page; "" if it finds none or fails. Then the other opinions decide.

    `fast` leaves out its comparison with two other extractors, which costs time and lowers F1 on the benchmark.
    """
    # A crawler or a desk loads this module for the words of its outcomes alone, and reads no page itself.
    import trafilatura
    from trafilatura.settings import Document

    if sum(1 for _ in islice(tree.iter(), _LARGEST + 1)) > _LARGEST:
        return ""
    try:
        document = trafilatura.bare_extraction(deepcopy(tree), fast=True, include_comments=False)
    except (etree.LxmlError, AttributeError, IndexError, KeyError, RecursionError):
        return ""
    return (document.text or "") if isinstance(document, Document) else ""


class Heard:
    """A text that can be asked which paragraphs come from it. It may have cut or joined lines, so words are compared in threes."""

    def __init__(self, text: str) -> None:
        words = _WORD.findall(text.lower())
        self.words = len(words)
        self._threes = set(zip(words, words[1:], words[2:], strict=False))
        self._lines = {" ".join(_WORD.findall(line.lower())) for line in text.split("\n")}

    def has(self, text: str) -> bool:
        words = _WORD.findall(text.lower())
        if len(words) < 3:
            return bool(words) and " ".join(words) in self._lines
        threes = [*zip(words, words[1:], words[2:], strict=False)]
        return sum(three in self._threes for three in threes) >= _HEARD * len(threes)


def _second_opinion(runs: list[BlockRun], chosen: set[int], body: str) -> set[int]:
    """Add paragraphs of the articleBody. If it holds clearly more than what was chosen, it alone counts, because then another part of the page
    was chosen."""
    if not body:
        return chosen
    heard = Heard(body)
    said = {place for place, run in enumerate(runs) if run.words > 2 and heard.has(run.text)}
    agreed = _words(runs, said & chosen)
    return said if _words(runs, said) >= 40 and agreed < 0.3 * _words(runs, said) else said | chosen


def _words(runs: list[BlockRun], places: set[int]) -> int:
    return sum(runs[place].words for place in places)


def _third_opinion(runs: list[BlockRun], chosen: set[int]) -> set[int]:
    """Take the element with most prose directly in it, if the choice has less than half of its words, or nothing."""
    weights: dict[HtmlElement, set[int]] = defaultdict(set)
    for place, run in enumerate(runs):
        if run.words >= 8 and run.linked <= 0.1 * run.words and not run.heading and (run.words >= 25 or _FULL_STOP.search(run.text)):
            weights[run.owner].add(place)
            if run.owner.tag in ("p", "blockquote", "div") and (parent := run.owner.getparent()) is not None:
                weights[parent].add(place)
    best = max(weights.values(), key=lambda places: _words(runs, places), default=set())
    if _words(runs, chosen) >= 0.5 * _words(runs, best):
        return chosen
    return best | chosen if best & chosen else best


class _Frame:
    """The innermost element around most of the chosen words, and the elements that hold chosen paragraphs."""

    def __init__(self, runs: list[BlockRun], chosen: set[int]) -> None:
        weight: dict[HtmlElement, int] = defaultdict(int)
        for place in chosen:
            weight[runs[place].owner] += runs[place].words
            for ancestor in runs[place].owner.iterancestors():
                weight[ancestor] += runs[place].words
        enough = _MAIN_SHARE * _words(runs, chosen)
        root = runs[0].owner.getroottree().getroot()
        # In document order an inner element comes later, so the last one that is heavy enough is the innermost.
        self._element = [element for element in root.iter() if weight.get(element, 0) >= enough][-1]
        self._inside = {*self._element.iter()}
        owners = {runs[place].owner for place in chosen}
        self._names = {_name(runs[place]) for place in chosen if runs[place].words >= 10}
        self._homes = owners | {owner.getparent() for owner in owners} | {self._element}

    def around(self, run: BlockRun) -> bool:
        return run.owner in self._inside

    def near(self, run: BlockRun) -> bool:
        """Whether a paragraph stands beside chosen ones, or in an element of the same name; an item of a list counts as its list."""
        parent = run.owner.getparent()
        if _name(run) in self._names:
            return True
        return (
            run.owner in self._homes or parent in self._homes or (run.owner.tag == "li" and parent is not None and parent.getparent() in self._homes)
        )


def _bounds(runs: list[BlockRun], chosen: set[int], frame: _Frame, title: str) -> tuple[set[int], int, int]:
    """First and last place of the article.

    It ends before the main heading of the next article and before a heading over other articles. Introductions above it and the signature under
    it belong to it, even if they stand apart. `title` is plain.
    """
    start, end = _stretch(runs, chosen)
    places = _before_others(runs, sorted(place for place in chosen if start <= place < end))
    first = places[0]
    # Below the main heading stands only the article: date, author, lede, cover.
    start_is_head = (runs[start].owner.tag == "h1" or says_title(runs[start].text, title)) and first - start <= 8
    ledes = {place for place in range(max(start, first - 6), first) if _is_lede(runs[place]) and (start_is_head or frame.near(runs[place]))}
    last = _with_rest(runs, places, end)
    if last + 1 < end and _signs(runs[last + 1], runs[last]):
        return ledes | {last + 1}, first, last + 1
    return ledes, first, last


def _signs(run: BlockRun, last: BlockRun) -> bool:
    """Whether the line under the last paragraph, in the same element, consists of names."""
    home = last.owner if last.owner.tag not in ("p", "div") else last.owner.getparent()
    return home in (run.owner, *run.owner.iterancestors()) and bool(names_in(run.text))


def _with_rest(runs: list[BlockRun], places: list[int], end: int) -> int:
    """The last place, moved on over the prose right after it, in the same element or in further elements of the same name ("chunk", "chunk",
    …). trafilatura stops after the first of them."""
    last = places[-1]
    long = [runs[place] for place in places if runs[place].words >= 10]
    names, parents = set(map(_name, long)), {run.owner.getparent() for run in long}
    for place in range(last + 1, end):
        run = runs[place]
        beside = run.owner.getparent() in parents
        if _ends(run.text) or not (_name(run) in names or beside or run.heading):
            break
        if _is_lede(run) or (beside and run.words >= _CLOSING_WORDS and not run.linked and not is_furniture(run.text)):
            last = place
    return last


def _ends(text: str) -> bool:
    return ends_article(text) or opens_comments(text)


def _name(run: BlockRun) -> tuple[object, object, object]:
    """The names of a paragraph and its parent. An element without a class equals only itself."""
    parent = run.owner.getparent()
    if parent is None:
        return (run.owner.tag, None, None)
    return (run.owner.tag, parent.tag, parent.get("class") or parent)


def _stretch(runs: list[BlockRun], chosen: set[int]) -> tuple[int, int]:
    """The part from one main heading to the next that holds the article: the first with nearly as many chosen words as the fullest.

    A main heading between paragraphs of one element only divides that article.
    """
    heads = [place for place, run in enumerate(runs) if run.owner.tag == "h1" and not _within(runs, chosen, place)]
    spans = [*pairwise([0, *heads, len(runs)])]
    words = [_words(runs, {place for place in chosen if start <= place < end}) for start, end in spans]
    return next(span for span, count in zip(spans, words, strict=True) if count >= 0.7 * max(words))


def _within(runs: list[BlockRun], chosen: set[int], head: int) -> bool:
    parent = runs[head].owner.getparent()
    siblings = [place for place in chosen if runs[place].owner.getparent() is parent and not runs[place].heading]
    return any(place < head for place in siblings) and any(place > head for place in siblings)


def _before_others(runs: list[BlockRun], places: list[int]) -> list[int]:
    """Cut at a line such as "Похожие новости" or "Пікірлер", if twenty words stand before it (one word, if it opens comments)."""
    before = 0
    for at, place in enumerate(places):
        between = range(places[at - 1] + 1 if at else place, place + 1)
        if before and any(opens_comments(runs[p].text) for p in between):
            return places[:at]
        if before >= 20 and any(ends_article(runs[p].text) and not _boxed(runs, places[at - 1], p, place) for p in between):
            return places[:at]
        before += runs[place].words
    return places


def _boxed(runs: list[BlockRun], previous: int, head: int, following: int) -> bool:
    """Whether such a line is only the heading of a box inside the article: the paragraphs on both sides are in one element, and the line is not."""
    parent = runs[previous].owner.getparent()
    return runs[following].owner.getparent() is parent and runs[head].owner.getparent() is not parent


def _is_lede(run: BlockRun) -> bool:
    """Whether it is an introduction: a full sentence of ten words or more right above the body. Without a full stop it is the second line of a
    headline, and left out."""
    return run.words >= 10 and run.owner.tag != "h1" and run.linked <= 0.2 * run.words and _FULL_STOP.search(run.text) is not None
