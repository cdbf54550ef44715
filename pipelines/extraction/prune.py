"""Removal of what surrounds an article (menus, side columns, comments, share bars, captions), and the article's extent among the paragraphs.

Tags, roles and the names of elements decide what to cut. Names are compared as whole words ("ads", not "shadows"). An element stays if most of the
page's prose, or its main heading, is inside it, because names can be wrong, above all on wrappers ("with-sidebar").
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice, pairwise

from lxml.html import HtmlElement

from pipelines.extraction.blocks import BlockRun, words_in
from pipelines.extraction.markup_names import (
    BODY_FIRST,
    BODY_NAMES,
    BODY_SECOND,
    LIKELY,
    PAIRS,
    ROLES_OUT,
    SURE,
    TAGS_GUARDED,
    TAGS_OUT,
    WITHOUT,
)
from pipelines.extraction.phrases import ends_article, is_site_phrase, lists_others, names_in, opens_comments
from pipelines.extraction.title import comparable_words, divides, says_title

# The extent of an article among the paragraphs of a page. A choice is the set of positions of the chosen paragraphs; each function takes one and
# returns another, empty if nothing is chosen.

_MAIN_SHARE = 0.85  # of the chosen words: the innermost element with this share is the article's own
_LINKED = 0.4  # of a paragraph's words: with more links it is a teaser or a list of links
_TEASER = 0.8  # the same for paragraphs that a source chose
_GOING_ON = 2  # paragraphs below the heading of a removed list: a single one may not belong to the article
_CLOSING_WORDS = 5  # of a last line without a full stop: a quote, a verse
_DECK = re.compile(r"(?:(?<![A-Za-z])d|D)ec?k(?![a-z])")
FULL_STOP = re.compile(r"[.!?…。！？][\"»”)」』]?$")


def words_of(runs: list[BlockRun], places: Iterable[int]) -> int:
    """Return the number of words in the paragraphs at `places`."""
    return sum(runs[place].words for place in places)


class ArticleFrame:
    """The innermost element around most of the chosen words, and the elements that contain chosen paragraphs."""

    def __init__(self, runs: list[BlockRun], chosen: set[int]) -> None:
        weight: dict[HtmlElement, int] = defaultdict(int)
        for place in chosen:
            weight[runs[place].owner] += runs[place].words
            for ancestor in runs[place].owner.iterancestors():
                weight[ancestor] += runs[place].words
        enough = _MAIN_SHARE * words_of(runs, chosen)
        root = runs[0].owner.getroottree().getroot()
        # In document order an inner element comes later, so the last one with enough words is the innermost.
        self._element = [element for element in root.iter() if weight.get(element, 0) >= enough][-1]
        self._inside = {*self._element.iter()}
        owners = {runs[place].owner for place in chosen}
        self._names = {_name(runs[place]) for place in chosen if runs[place].words >= 10}
        self._homes = owners | {owner.getparent() for owner in owners} | {self._element}

    def around(self, run: BlockRun) -> bool:
        """Return whether a paragraph is in the element around most of the chosen words."""
        return run.owner in self._inside

    def near(self, run: BlockRun) -> bool:
        """Return whether a paragraph is next to chosen ones, or in an element of the same name; a list item counts as its list."""
        parent = run.owner.getparent()
        if _name(run) in self._names:
            return True
        return (
            run.owner in self._homes or parent in self._homes or (run.owner.tag == "li" and parent is not None and parent.getparent() in self._homes)
        )


def is_one_article(runs: list[BlockRun], chosen: set[int], title: str) -> bool:
    """Return whether no linked headline of another article is directly above or among the chosen paragraphs, as it is in lists."""
    if not chosen:
        return False
    plain = comparable_words(title)
    among = runs[max(0, min(chosen) - 2) : max(chosen) + 1]
    return not any(run.linked >= max(3, 0.6 * run.words) and not says_title(run.text, plain) for run in among)


def without_lists(runs: list[BlockRun], chosen: set[int]) -> set[int]:
    """Remove lines of links that name themselves a list of other articles."""
    return {place for place in chosen if runs[place].linked <= _LINKED * runs[place].words or not lists_others(runs[place].text)}


def main_stretch(runs: list[BlockRun], chosen: set[int]) -> tuple[int, int]:
    """Return the range between two main headings that contains the article: the first with nearly the maximum of chosen words.

    A main heading between paragraphs of one element only divides that article.
    """
    heads = [place for place, run in enumerate(runs) if run.owner.tag == "h1" and not (divides(runs, -1, place) or _within(runs, chosen, place))]
    spans = [*pairwise([0, *heads, len(runs)])]
    chosen_words = [run.words if place in chosen else 0 for place, run in enumerate(runs)]
    words = [sum(chosen_words[start:end]) for start, end in spans]
    most = max(words)
    return next(span for span, count in zip(spans, words, strict=True) if count >= 0.7 * most)


def cut_at_other_articles(runs: list[BlockRun], chosen: set[int]) -> set[int]:
    """Cut at a line such as "Похожие новости" or "Пікірлер", if twenty words precede it (one word, if it opens comments)."""
    places = sorted(chosen)
    before = 0
    for at, place in enumerate(places):
        between = range(places[at - 1] + 1 if at else place, place + 1)
        if before and any(opens_comments(runs[p].text) for p in between):
            return {*places[:at]}
        heads = [p for p in between if before >= 20 and ends_article(runs[p].text) and not _boxed(runs, places[at - 1], p, place)]
        if heads and not _goes_on(runs, places[at - 1], heads[-1], chosen):
            return {*places[:at]}
        before += runs[place].words
    return chosen


def add_following_prose(runs: list[BlockRun], chosen: set[int]) -> set[int]:
    """Add prose directly after the last position, in the same element or in further elements of the same name ("chunk", "chunk", …).

    trafilatura stops after the first of them.
    """
    long = [runs[place] for place in chosen if runs[place].words >= 10]
    names, parents = set(map(_name, long)), {run.owner.getparent() for run in long}
    more = set()
    for place in range(max(chosen, default=len(runs)) + 1, len(runs)):
        run = runs[place]
        is_sibling = run.owner.getparent() in parents
        if ends_article(run.text) or opens_comments(run.text) or not (_name(run) in names or is_sibling or run.heading):
            break
        if _is_lede(run) or (is_sibling and run.words >= _CLOSING_WORDS and not run.linked and not is_site_phrase(run.text)):
            more.add(place)
    return chosen | more


def ledes(runs: list[BlockRun], chosen: set[int], frame: ArticleFrame, title: str) -> set[int]:
    """Add introductions above the article, even if separated from it. `title` is normalised."""
    first = min(chosen, default=0)
    # Between the main heading and the article there is only date, author, lede and cover.
    under_head = (runs[0].owner.tag == "h1" or says_title(runs[0].text, title)) and first <= 8
    above = (place for place in range(max(0, first - 6), first) if _is_lede(runs[place]) and not _is_deck(runs[place]))
    return {place for place in above if under_head or frame.near(runs[place])}


def signature(runs: list[BlockRun], chosen: set[int]) -> set[int]:
    """Add the line below the last paragraph, in the same element, if it consists of names."""
    below = max(chosen, default=len(runs)) + 1
    if below >= len(runs):
        return set()
    run, last = runs[below], runs[below - 1]
    home = last.owner if last.owner.tag not in ("p", "div") else last.owner.getparent()
    return {below} if home in (run.owner, *run.owner.iterancestors()) and names_in(run.text) else set()


def fill_gaps(runs: list[BlockRun], chosen: set[int], frame: ArticleFrame) -> set[int]:
    """Add what is between the chosen paragraphs, next to them or in elements of the same name, and remove what is mostly links."""
    between = range(min(chosen, default=0), max(chosen, default=-1) + 1)
    return {
        place
        for place in between
        if (place in chosen or frame.near(runs[place])) and runs[place].linked <= (_TEASER if place in chosen else _LINKED) * runs[place].words
    }


def _name(run: BlockRun) -> tuple[object, object, object]:
    """Return the names of a paragraph and its parent. An element without a class equals only itself."""
    parent = run.owner.getparent()
    if parent is None:
        return (run.owner.tag, None, None)
    return (run.owner.tag, parent.tag, parent.get("class") or parent)


def _within(runs: list[BlockRun], chosen: set[int], head: int) -> bool:
    parent = runs[head].owner.getparent()
    siblings = [place for place in chosen if runs[place].owner.getparent() is parent and not runs[place].heading]
    return any(place < head for place in siblings) and any(place > head for place in siblings)


def _boxed(runs: list[BlockRun], previous: int, head: int, following: int) -> bool:
    """Return whether such a line is only the heading of a box inside the article.

    Then the paragraphs on both sides are in one element, and the line is not.
    """
    parent = runs[previous].owner.getparent()
    return runs[following].owner.getparent() is parent and runs[head].owner.getparent() is not parent


def _goes_on(runs: list[BlockRun], previous: int, head: int, chosen: set[int]) -> bool:
    """Return whether the article continues below such a line because the list there was cut as furniture.

    Then sentences without links follow, in the element of the paragraphs above it, or in one of the same name.
    """
    home = _make_of_home(runs[previous])
    below = [runs[place] for place in range(head + 1, head + 1 + _GOING_ON) if place in chosen]
    sentences = [run for run in below if not run.linked and _is_lede(run) and _make_of_home(run) == home]
    return len(sentences) == _GOING_ON and _make_of_home(runs[head])[1:] == home[1:]


def _make_of_home(run: BlockRun) -> tuple[object, object, object]:
    """Return the tag of a paragraph, tag and class of its parent, and the grandparent."""
    parent = run.owner.getparent()
    return (run.owner.tag, None, None) if parent is None else (run.owner.tag, (parent.tag, parent.get("class")), parent.getparent())


def _is_deck(run: BlockRun) -> bool:
    """Return whether a line is marked as the headline's second line, or is an item of a list of key points."""
    home = run.owner if run.owner.tag != "p" else run.owner.getparent()
    return run.owner.tag == "li" or any(_DECK.search(element.get("class", "")) for element in (run.owner, home) if element is not None)


def _is_lede(run: BlockRun) -> bool:
    """Return whether it is an introduction: a full sentence of ten or more words directly above the body.

    Without a full stop it is the second line of a headline, and left out.
    """
    return run.words >= 10 and run.owner.tag != "h1" and run.linked <= 0.2 * run.words and FULL_STOP.search(run.text) is not None


_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")
_NO_NAME = re.compile(r"[:\[\]!]")  # "print:hidden", "[&_p]:mt-2": the style under a condition, not the kind of element
_VIEW_MODE = re.compile(r"view-mode", re.I)  # Drupal's display mode for part of a page, not a counter of views
_SIGNS = frozenset(word for name in SURE | LIKELY | PAIRS for word in _WORDS.findall(name))  # without any of them a name needs no closer check
_HEADLINE_WORDS = 6  # an id with this many hyphens is a headline
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.I)
_SURE_LIMIT, _LIKELY_LIMIT = 0.7, 0.3  # of the page's prose; a brief of 40 words with 80 words of comments still loses the comments
_STAY = frozenset(("html", "body", "main", "article"))


def prune_unread(tree: HtmlElement) -> None:
    """Cut elements without readable text: scripts, styles, form fields."""
    for element in [*tree.iter(*TAGS_OUT)]:
        remove_element(element)


def prune_sure(tree: HtmlElement) -> int:
    """Cut what is certainly not the article, by tag, role or a clear name, and return how many words of prose there were before.

    An element with most of the page's prose stays.
    """
    return _cut_lighter(tree, _SURE_LIMIT)


def prune_likely(tree: HtmlElement) -> None:
    """Cut what is probably not the article, unless much of the prose is in it.

    Call it after the teasers of other articles are cut; with them a short article would have too small a share of the prose.
    """
    _cut_lighter(tree, _LIKELY_LIMIT, _only_body(tree))


def _only_body(tree: HtmlElement) -> HtmlElement | None:
    """Return the element named as the body of an article, if there is just one. (Lists name the body of each teaser like this.)"""
    named = {element for element in tree.iter() if not BODY_NAMES.isdisjoint(element.get("class", "").lower().split())}
    outer = [*islice((element for element in named if named.isdisjoint(element.iterancestors())), 2)]
    return outer[0] if len(outer) == 1 else None


def _cut_lighter(tree: HtmlElement, least: float, protected: HtmlElement | None = None) -> int:
    """Cut marked elements whose share of the prose is below their limit, and return the words of prose before.

    Elements of one tag and class are counted together: a body whose every paragraph has a bad name stays, as do the ancestors of `protected`.
    """
    elements = [*tree.iter()]
    weights = _Weights(tree, elements, protected)
    before = weights.total
    limits = [(element, limit) for element in elements if (limit := _limit(element)) >= least]
    alike: dict[tuple[str, str], int] = defaultdict(int)
    for element, _ in limits:
        alike[_make(element)] += weights.prose(element)
    for element, limit in limits:
        if weights.attached(element) and not weights.holds(element, limit) and alike[_make(element)] <= limit * before:
            weights.forget(element)
            remove_element(element)
    return before


def _make(element: HtmlElement) -> tuple[str, str]:
    """Return tag and class, without class names that number the element."""
    return element.tag, " ".join(name for name in element.get("class", "").split() if not any(map(str.isdigit, name)))


def remove_element(element: HtmlElement) -> None:
    """Remove an element. The text after it stays in place."""
    if element.getparent() is not None:
        element.drop_tree()


def _limit(element: HtmlElement) -> float:
    """Return the share of the page's prose above which `element` stays. 0 for an element with no sign that it should be cut."""
    tag = element.tag
    if tag in ("tr", "tbody", "html", "body"):
        return 0.0  # tables hide rows until they are expanded
    if tag in TAGS_GUARDED:
        return TAGS_GUARDED[tag]
    attributes = dict(element.items())
    if not attributes:
        return 0.0
    if "role" in attributes and attributes["role"].lower() in ROLES_OUT:
        return _SURE_LIMIT
    if "hidden" in attributes or attributes.get("aria-hidden") == "true" or ("style" in attributes and _HIDDEN.search(attributes["style"])):
        return _LIKELY_LIMIT
    if tag in _STAY:
        return 0.0
    return max((_limit_of_name(attributes[name]) for name in ("class", "id") if name in attributes), default=0.0)


@lru_cache(maxsize=20_000)
def _limit_of_name(name: str) -> float:
    if _SIGNS.isdisjoint(map(str.lower, _WORDS.findall(name))):
        return 0.0
    parts = [part for part in name.split()[:12] if not _NO_NAME.search(part) and part.count("-") < _HEADLINE_WORDS]
    if any(map(_names_body, parts)):
        return 0.0
    return max(map(_limit_of_word, parts), default=0.0)


def _names_body(part: str) -> bool:
    words = _words(part)
    return part.lower() in BODY_NAMES or (
        SURE.isdisjoint(words) and any(pair[0] in BODY_FIRST and pair[1] in BODY_SECOND for pair in pairwise(words))
    )


@lru_cache(maxsize=20_000)
def _words(part: str) -> tuple[str, ...]:
    """Return the words of one class name: "post-related__item" gives post, related, item."""
    return tuple(word.lower() for word in _WORDS.findall(part))


@lru_cache(maxsize=20_000)
def _limit_of_word(part: str) -> float:
    whole, words = part.lower(), _words(_VIEW_MODE.sub("", part))
    if words and words[0] in WITHOUT:
        return 0.0
    if whole in SURE or not SURE.isdisjoint(words) or any(" ".join(pair) in PAIRS for pair in pairwise(words)):
        return _SURE_LIMIT
    return _LIKELY_LIMIT if whole in LIKELY or not LIKELY.isdisjoint(words) else 0.0


class _Weights:
    """Counts of prose words (outside links) and headings below each element. They are updated while elements are cut."""

    def __init__(self, tree: HtmlElement, elements: list[HtmlElement], protected: HtmlElement | None = None) -> None:
        self._prose: dict[HtmlElement, int] = dict.fromkeys(elements, 0)
        self._main: set[HtmlElement] = set() if protected is None else {protected, *protected.iterancestors()}
        # From the end of the document, so that children come before their parents.
        for element in reversed(elements):
            self._weigh(element, element.tag)
        self.total = max(1, self._prose[tree])

    def _weigh(self, element: HtmlElement, tag: str) -> None:
        prose = self._prose
        words = prose[element] if tag != "a" else 0
        if tag != "a" and (text := element.text):
            words += words_in(text)
        prose[element] = words
        parent = element.getparent()
        if parent in prose and parent.tag != "a":
            tail = element.tail
            prose[parent] += words + (words_in(tail) if tail else 0)
        if tag == "h1" and words < 60:
            self._main.update((element, *element.iterancestors()))

    def attached(self, element: HtmlElement) -> bool:
        return element in self._prose

    def prose(self, element: HtmlElement) -> int:
        return self._prose[element]

    def holds(self, element: HtmlElement, limit: float) -> bool:
        return element in self._main or self._prose[element] > limit * self.total

    def forget(self, element: HtmlElement) -> None:
        gone = self._prose[element]
        for ancestor in element.iterancestors():
            if ancestor not in self._prose:
                break  # outside the counted part of the page
            self._prose[ancestor] -= gone
        self.total = max(1, self.total - gone)
        for inner in element.iter():
            self._prose.pop(inner, None)
