"""Comparison of a page with its earlier state. Pure.

Both states are read by the same reader at the same time, the earlier one from its evidence, so a new version of the reader makes no difference. Only
the words of title and paragraphs count; teasers, counters, adverts and side columns do not, even if the reader extracts them.
"""

import re
import unicodedata
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import tzinfo
from difflib import SequenceMatcher
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from pipelines.dedup.urls import identity
from pipelines.extraction.charset import decode
from pipelines.extraction.reader import Extraction, NotAnArticle, TextBlock, extract
from pipelines.extraction.telegram import extract_post, posts_on
from pipelines.extraction.tree import parse
from pipelines.items import Css, PageItem
from pipelines.page_headers import content_type
from records.vocabulary import Fate, PageChange

# Differences between two lists of paragraphs, in time that grows linearly with their number.

# Maximum number of paragraphs that are matched one by one, since the time grows with the square.
MOST_LINES = 500


def paragraph_changes(known: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """Yield the changes between two lists of paragraphs in the form of `SequenceMatcher.get_opcodes`.

    In long lists only paragraphs that are unique on both sides are matched; those between two matches count as replaced.
    """
    if max(len(known), len(now)) <= MOST_LINES:
        yield from SequenceMatcher(None, known, now).get_opcodes()
        return
    at, now_at = 0, 0
    for place, now_place in [*_anchors(known, now), (len(known), len(now))]:
        # Start at the last matched paragraph and continue as long as the following ones are equal.
        start, now_start = at, now_at
        while at < place and now_at < now_place and known[at] == now[now_at]:
            at, now_at = at + 1, now_at + 1
        if at > start:
            yield "equal", start, at, now_start, now_at
        if at < place or now_at < now_place:
            yield "replace", at, place, now_at, now_place
        at, now_at = place, now_place


def _anchors(known: Sequence[str], now: Sequence[str]) -> list[tuple[int, int]]:
    """Return the positions of paragraphs that are unique in both texts, in the longest common order (patience sorting)."""
    once, now_once = ({line: place for place, line in enumerate(lines) if counts[line] == 1} for lines in (known, now) for counts in [Counter(lines)])
    piles: list[int] = []
    tops: list[int] = []
    before: dict[int, int | None] = {}
    for line, place in once.items():
        if (now_place := now_once.get(line)) is None:
            continue
        pile = bisect_left(piles, now_place)
        before[place] = tops[pile - 1] if pile else None
        piles[pile : pile + 1], tops[pile : pile + 1] = [now_place], [place]
    row: list[tuple[int, int]] = []
    last = tops[-1] if tops else None
    while last is not None:
        row.append((last, now_once[known[last]]))
        last = before[last]
    return row[::-1]


# Share of the earlier text, in runs of words, below which the article counts as gone. A teaser with the first sentence stays below it, for a brief as
# for a report.
_GONE_BELOW = 0.1
_RUN = 5  # words: shorter runs occur on any page of the same outlet
_LABEL = 3  # words before a link ("Читайте также:") that may belong to it
_COUNTER = 5  # words of a line that counts something ("Просмотров: 1 204")
_LONGEST_LINK = 60  # words; also the limit for a title
_SAME_TITLE = 0.6  # share of words in common: an edited title is still the article's
_WORD = re.compile(r"\w+")
_HOME = re.compile(r"/(?:(?:ru|kk|kz|kaz|rus|en|eng|qaz)/?)?(?:(?:index|home|default|main)(?:\.\w{3,5})?/?)?$", re.IGNORECASE)
# Answers that say nothing about the article: a bot wall, or unreadable bytes.
_SILENT = frozenset({Fate.BOT_WALL, Fate.BAD_CONTENT, Fate.TOO_LARGE, Fate.NOT_READ})


@dataclass(frozen=True)
class PageReading:
    """What a page shows: the reader's result, its lines, and the page's links, headings and words, normalised by `comparable_text`.

    `others` is true for a page of a channel that shows posts.
    """

    found: Extraction | NotAnArticle
    links: frozenset[str] = frozenset()
    heads: tuple[str, ...] = ()
    words: str = ""
    others: bool = False

    @property
    def blocks(self) -> tuple[TextBlock, ...]:
        return self.found.blocks if isinstance(self.found, Extraction) else ()


@dataclass(frozen=True)
class PageText:
    """The words of an article: its title, and its paragraphs without what repeats on other pages of the outlet."""

    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class PageRevisit:
    """One check of a page: requested and final URL, whether it is a channel's post, its present reading and its own paragraphs."""

    asked: str
    answered: str
    post: bool
    now: PageReading
    own: tuple[str, ...]


@dataclass(frozen=True)
class PageDiff:
    """The result of a check (None: undecided), and the current article if it was edited."""

    change: PageChange | None
    told: PageText | None = None


def read_visible_page(page: PageItem, zone: tzinfo, css: Css) -> PageReading:
    """Return what a page shows. Never raises, whatever its content."""
    extraction = extract(page, zone=zone, css=css) if page.post_number is None else extract_post(page, zone=zone)
    tree = parse(decode(page.body, content_type(page.headers)))
    if tree is None:
        return PageReading(extraction)
    links = frozenset(words for link in tree.iter("a") if 0 < len((words := comparable_text(link.text_content())).split()) <= _LONGEST_LINK)
    heads = tuple(words for head in tree.iter("title", "h1") if (words := comparable_text(head.text_content())))
    has_posts = page.post_number is not None and bool(posts_on(tree, page.final_url))
    return PageReading(extraction, links, heads, _visible(tree), has_posts)


def compare_pages(page_text: PageText, before: PageReading | None, before_own: Sequence[str], look: PageRevisit) -> PageDiff:
    """Compare a check with the article as it was known.

    `before` is the earlier state of the page, read again from its evidence, and `before_own` are its own paragraphs. Both are empty if the evidence
    is gone. `page_text` is what was stored then.
    """
    extraction = look.now.found
    if isinstance(extraction, NotAnArticle) and extraction.fate in _SILENT:
        return PageDiff(None)
    if look.post:
        # A channel's page that shows other posts but not this one.
        if isinstance(extraction, NotAnArticle):
            return PageDiff(PageChange.GONE if look.now.others else None)
    elif _is_gone(page_text, look):
        return PageDiff(PageChange.GONE)
    if isinstance(extraction, NotAnArticle):
        # If the heading is still there without the text, the text was removed. If the text is still there, the reader failed.
        emptied = _share_left(page_text, look.now) < _GONE_BELOW
        return PageDiff(PageChange.EDITED, PageText(page_text.title, ())) if emptied else PageDiff(None)
    title = _title(page_text, before, look.now)
    lines = _lines(page_text.lines, before, before_own, look)
    edited = title != page_text.title or comparable_text("\n".join(lines)) != comparable_text("\n".join(page_text.lines))
    return PageDiff(PageChange.EDITED, PageText(title, lines)) if edited else PageDiff(PageChange.SAME)


def comparable_text(text: str) -> str:
    """Return a form in which texts with equal words are equal, whatever their case, punctuation, spaces, invisible marks and line breaks."""
    plain = unicodedata.normalize("NFKC", text)
    marks = {ord(letter): None for letter in set(plain) if unicodedata.category(letter) == "Cf"}
    whole = plain.translate(marks) if marks else plain
    return " ".join(_WORD.findall(whole.lower().replace("ё", "е")))


def _is_gone(page_text: PageText, look: PageRevisit) -> bool:
    share = _share_left(page_text, look.now)
    if identity(look.asked) != identity(look.answered):
        leads_up = isinstance(look.now.found, NotAnArticle) and _is_above(look.answered, look.asked)
        return share < _GONE_BELOW or leads_up or (_is_home(look.answered) and not _is_home(look.asked))
    return share < _GONE_BELOW and not _is_headed(page_text.title, look.now)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and _HOME.match(parts.path or "/") is not None


def _is_above(url: str, query: str) -> bool:
    """Return whether a URL is the section that contains the other one."""
    section = urlsplit(url).path.rstrip("/") + "/"
    return urlsplit(query).path.startswith(section) and len(urlsplit(query).path) > len(section)


def _is_headed(title: str, now: PageReading) -> bool:
    """Return whether the page still has the article's title as its own, perhaps slightly changed."""
    words = comparable_text(title)
    heads = [*now.heads, *([comparable_text(now.found.title)] if isinstance(now.found, Extraction) else [])]
    return bool(words) and any(
        words in head or SequenceMatcher(None, words.split(), head.split()[:60], autojunk=False).ratio() >= 0.6 for head in heads
    )


def _share_left(page_text: PageText, now: PageReading) -> float:
    """Return the share of the known text that is still on the page, in runs of five words. 1 if too little is known to decide."""
    runs = set(_runs(comparable_text("\n".join(page_text.lines))))
    if not runs:
        return 1.0
    shown_runs = set(_runs(now.words)) | set(_runs(comparable_text("\n".join(block.text for block in now.blocks))))
    return len(runs & shown_runs) / len(runs)


def _runs(words: str) -> Iterator[tuple[str, ...]]:
    split = words.split()
    return zip(*(split[start:] for start in range(min(_RUN, len(split)))), strict=False)


def _title(page_text: PageText, before: PageReading | None, now: PageReading) -> str:
    """Return the current title.

    This is the known one if the words are equal, or if the same reader also finds this title in the earlier state.
    """
    assert isinstance(now.found, Extraction)
    read_before = before.found.title if before is not None and isinstance(before.found, Extraction) else page_text.title
    # The known title may have come from a feed, whose wording differs from the page's.
    same = (
        comparable_text(now.found.title) in ("", comparable_text(page_text.title), comparable_text(read_before))
        or comparable_text(page_text.title) in now.heads
    )
    return page_text.title if same else now.found.title


def _lines(paragraphs: Sequence[str], before: PageReading | None, before_own: Sequence[str], look: PageRevisit) -> tuple[str, ...]:
    """Return the known paragraphs with real removals and additions applied, so that only edits make a difference."""
    stays = _staying(paragraphs, before, before_own, look.now)
    new = _added(paragraphs, before, look)
    lines: list[str] = []
    for operation, start, stop, now_start, now_stop in paragraph_changes(
        [comparable_text(line) for line in paragraphs], [comparable_text(line) for line in look.own]
    ):
        old, now = paragraphs[start:stop], look.own[now_start:now_stop]
        # The paragraphs were only joined or split differently.
        if operation == "equal" or comparable_text("\n".join(old)) == comparable_text("\n".join(now)):
            lines += old
            continue
        counted, counts = _counters(old), _counters(now)
        put_in = [line for line in now if line in new and _counter(line) not in counted]
        lines += [line for line in old if line in stays or _counter(line) in counts]
        lines += put_in
    return tuple(lines)


def _staying(paragraphs: Sequence[str], before: PageReading | None, before_own: Sequence[str], now: PageReading) -> set[str]:
    """Return known paragraphs that cannot be called removed.

    They are elsewhere on the page, are no longer read from the old page either, or are teasers or parts of the site.
    """
    shown_texts = {comparable_text(block.text) for block in now.blocks}
    own = {comparable_text(line) for line in (before_own if before is not None else paragraphs)}
    links = before.links if before is not None else frozenset[str]()
    return {line for line in paragraphs if (words := comparable_text(line)) in shown_texts or words not in own or _is_link(words, links)}


def _added(paragraphs: Sequence[str], before: PageReading | None, look: PageRevisit) -> set[str]:
    """Return paragraphs that are new on the page and are not teasers."""
    earlier = {comparable_text(line) for line in paragraphs} | (
        {comparable_text(block.text) for block in before.blocks} if before is not None else set()
    )
    return {line for line in look.own if (words := comparable_text(line)) and words not in earlier and not _is_link(words, look.now.links)}


def _is_link(words: str, links: frozenset[str]) -> bool:
    """Return whether a paragraph is only a link, apart from a few words before it."""
    split = words.split()
    return any(" ".join(split[start:]) in links for start in range(min(_LABEL + 1, len(split))))


def _counter(line: str) -> tuple[str, ...] | None:
    """Return what a line counts, in words, or None if it counts nothing. Lines with the same words are one counter at two times."""
    words = comparable_text(line).split()
    counted_words = tuple(word for word in words if not word.isdigit())
    return counted_words if len(counted_words) < len(words) and len(counted_words) <= _COUNTER else None


def _counters(lines: Sequence[str]) -> Set[tuple[str, ...] | None]:
    return {counted for line in lines if (counted := _counter(line)) is not None}


def _visible(tree: HtmlElement) -> str:
    body = tree.find("body")
    pieces: list[str] = []
    for element in (body if body is not None else tree).iter():
        texts = (element.tail,) if element.tag in ("script", "style", "svg", "noscript", "template") else (element.text, element.tail)
        pieces += filter(None, texts)
    return comparable_text(" ".join(pieces))
