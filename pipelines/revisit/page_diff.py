"""Whether a page still says what it said. Pure.

Both states of a page are read by the same reader at the same time, the earlier one from its evidence. So a new version of the reader changes nothing.
Only the words of title and paragraphs count. Teasers, counters, adverts and side columns do not, even if the reader lets them through.
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
from records.vocabulary import Fate, PageChange

# How the paragraphs of one text become those of another. Pure, and in time that grows with their number, however many there are.

# Paragraphs that are matched with each other one by one: the time for it grows with their square.
MOST_LINES = 500


def paragraph_changes(known: Sequence[str], now: Sequence[str]) -> Iterator[tuple[str, int, int, int, int]]:
    """How the one becomes the other, as `SequenceMatcher.get_opcodes` says it. Of very many paragraphs only those that stand once on either side are laid
    beside each other; what lies between two of them counts as exchanged."""
    if max(len(known), len(now)) <= MOST_LINES:
        yield from SequenceMatcher(None, known, now).get_opcodes()
        return
    at, now_at = 0, 0
    for place, now_place in [*_anchors(known, now), (len(known), len(now))]:
        # From the last paragraph that stayed on, as long as what follows is the same.
        start, now_start = at, now_at
        while at < place and now_at < now_place and known[at] == now[now_at]:
            at, now_at = at + 1, now_at + 1
        if at > start:
            yield "equal", start, at, now_start, now_at
        if at < place or now_at < now_place:
            yield "replace", at, place, now_at, now_place
        at, now_at = place, now_place


def _anchors(known: Sequence[str], now: Sequence[str]) -> list[tuple[int, int]]:
    """The places of paragraphs that stand once in either text and in the same order in both: the longest such row (patience sorting)."""
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


# Share of the earlier text, in runs of words, under which nothing of it is left: a teaser with the first sentence of a brief is more of it than that of
# a report, and both stay under it.
_GONE_BELOW = 0.1
_RUN = 5  # words: shorter ones stand on any page of the same outlet
_LABEL = 3  # words before a link ("Читайте также:") that leave it one
_COUNTER = 5  # words of a line that counts something ("Просмотров: 1 204")
_LONGEST_LINK = 60  # words; of a title too
_SAME_TITLE = 0.6  # words in common with what it was: an edited title is still the article's
_WORD = re.compile(r"\w+")
_HOME = re.compile(r"/(?:(?:ru|kk|kz|kaz|rus|en|eng|qaz)/?)?(?:(?:index|home|default|main)(?:\.\w{3,5})?/?)?$", re.IGNORECASE)
# Answers that say nothing of the article: a wall, or bytes that nobody can read.
_SILENT = frozenset({Fate.BOT_WALL, Fate.BAD_CONTENT, Fate.TOO_LARGE, Fate.NOT_READ})


@dataclass(frozen=True)
class PageReading:
    """What a page shows: what the reader found, its lines, and the page's links, headings and words, all in the form that `comparable_text` gives.

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
class PageLook:
    """One look at a page: the address that was asked and the one that answered, whether a post of a channel is meant, how the page reads now,
    and those of its paragraphs that belong to it alone."""

    asked: str
    answered: str
    post: bool
    now: PageReading
    own: tuple[str, ...]


@dataclass(frozen=True)
class PageDiff:
    """What the look found (None: nothing can be said), and the article as it is now, if it was edited."""

    change: PageChange | None
    told: PageText | None = None


def read_shown_page(page: PageItem, zone: tzinfo, css: Css) -> PageReading:
    """What a page shows. Never raises, whatever it holds."""
    kind = next((value for name, value in page.headers if name.lower() == "content-type"), "")
    found = extract(page, zone=zone, css=css) if page.part is None else extract_post(page, zone=zone)
    tree = parse(decode(page.body, kind))
    if tree is None:
        return PageReading(found)
    links = frozenset(words for link in tree.iter("a") if 0 < len((words := comparable_text(link.text_content())).split()) <= _LONGEST_LINK)
    heads = tuple(words for head in tree.iter("title", "h1") if (words := comparable_text(head.text_content())))
    others = page.part is not None and bool(posts_on(tree, page.final_url))
    return PageReading(found, links, heads, _visible(tree), others)


def compare_pages(known: PageText, before: PageReading | None, before_own: Sequence[str], look: PageLook) -> PageDiff:
    """Compare a look with the article as it was known.

    `before` is the earlier state of the page, read anew from its evidence, and `before_own` are its own paragraphs. Both are None if the evidence
    is gone. `known` is what was stored then.
    """
    found = look.now.found
    if isinstance(found, NotAnArticle) and found.fate in _SILENT:
        return PageDiff(None)
    if look.post:
        # A channel's page that shows other posts and not this one.
        if isinstance(found, NotAnArticle):
            return PageDiff(PageChange.GONE if look.now.others else None)
    elif _is_gone(known, look):
        return PageDiff(PageChange.GONE)
    if isinstance(found, NotAnArticle):
        # The heading is still there and the text is not: it was taken off the page. Where it is there, it is the reader that fails.
        emptied = _share_left(known, look.now) < _GONE_BELOW
        return PageDiff(PageChange.EDITED, PageText(known.title, ())) if emptied else PageDiff(None)
    title = _title(known, before, look.now)
    lines = _lines(known.lines, before, before_own, look)
    edited = title != known.title or comparable_text("\n".join(lines)) != comparable_text("\n".join(known.lines))
    return PageDiff(PageChange.EDITED, PageText(title, lines)) if edited else PageDiff(PageChange.SAME)


def comparable_text(text: str) -> str:
    """A form in which two texts are equal if their words are, whatever their case, punctuation, spaces, invisible marks and line breaks."""
    plain = unicodedata.normalize("NFKC", text)
    marks = {ord(letter): None for letter in set(plain) if unicodedata.category(letter) == "Cf"}
    whole = plain.translate(marks) if marks else plain
    return " ".join(_WORD.findall(whole.lower().replace("ё", "е")))


def _is_gone(known: PageText, look: PageLook) -> bool:
    share = _share_left(known, look.now)
    if identity(look.asked) != identity(look.answered):
        leads_up = isinstance(look.now.found, NotAnArticle) and _is_above(look.answered, look.asked)
        return share < _GONE_BELOW or leads_up or (_is_home(look.answered) and not _is_home(look.asked))
    return share < _GONE_BELOW and not _is_headed(known.title, look.now)


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return not parts.query and _HOME.match(parts.path or "/") is not None


def _is_above(url: str, asked: str) -> bool:
    """Whether an address is the section that holds the other one."""
    section = urlsplit(url).path.rstrip("/") + "/"
    return urlsplit(asked).path.startswith(section) and len(urlsplit(asked).path) > len(section)


def _is_headed(title: str, now: PageReading) -> bool:
    """Whether the page still has the article's title as its own, perhaps a little changed."""
    words = comparable_text(title)
    heads = [*now.heads, *([comparable_text(now.found.title)] if isinstance(now.found, Extraction) else [])]
    return bool(words) and any(
        words in head or SequenceMatcher(None, words.split(), head.split()[:60], autojunk=False).ratio() >= 0.6 for head in heads
    )


def _share_left(known: PageText, now: PageReading) -> float:
    """How much of the known text the page still holds, measured in runs of five words. 1 if too little is known to say."""
    runs = set(_runs(comparable_text("\n".join(known.lines))))
    if not runs:
        return 1.0
    shown = set(_runs(now.words)) | set(_runs(comparable_text("\n".join(block.text for block in now.blocks))))
    return len(runs & shown) / len(runs)


def _runs(words: str) -> Iterator[tuple[str, ...]]:
    split = words.split()
    return zip(*(split[start:] for start in range(min(_RUN, len(split)))), strict=False)


def _title(known: PageText, before: PageReading | None, now: PageReading) -> str:
    """The title as it is now. The known one, if the words are the same, or if the same reader got this title from the earlier state of the
    page too."""
    assert isinstance(now.found, Extraction)
    read_before = before.found.title if before is not None and isinstance(before.found, Extraction) else known.title
    # The known title may have come from a feed, which says it differently than the page.
    same = (
        comparable_text(now.found.title) in ("", comparable_text(known.title), comparable_text(read_before))
        or comparable_text(known.title) in now.heads
    )
    return known.title if same else now.found.title


def _lines(known: Sequence[str], before: PageReading | None, before_own: Sequence[str], look: PageLook) -> tuple[str, ...]:
    """The known paragraphs with what was really removed and added, so that only edits make the two states differ."""
    stays = _staying(known, before, before_own, look.now)
    new = _added(known, before, look)
    lines: list[str] = []
    for way, start, stop, now_start, now_stop in paragraph_changes(
        [comparable_text(line) for line in known], [comparable_text(line) for line in look.own]
    ):
        old, now = known[start:stop], look.own[now_start:now_stop]
        # Paragraphs that were only put together or parted otherwise.
        if way == "equal" or comparable_text("\n".join(old)) == comparable_text("\n".join(now)):
            lines += old
            continue
        counted, counts = _counters(old), _counters(now)
        put_in = [line for line in now if line in new and _counter(line) not in counted]
        lines += [line for line in old if line in stays or _counter(line) in counts]
        lines += put_in
    return tuple(lines)


def _staying(known: Sequence[str], before: PageReading | None, before_own: Sequence[str], now: PageReading) -> set[str]:
    """Known paragraphs of which nobody can say that they were removed: they stand elsewhere on the page, or are no longer read from the old
    page either, or are teasers or parts of the site."""
    shown = {comparable_text(block.text) for block in now.blocks}
    own = {comparable_text(line) for line in (before_own if before is not None else known)}
    links = before.links if before is not None else frozenset[str]()
    return {line for line in known if (words := comparable_text(line)) in shown or words not in own or _is_link(words, links)}


def _added(known: Sequence[str], before: PageReading | None, look: PageLook) -> set[str]:
    """Paragraphs that are on the page now, were not before, and are no teasers."""
    earlier = {comparable_text(line) for line in known} | ({comparable_text(block.text) for block in before.blocks} if before is not None else set())
    return {line for line in look.own if (words := comparable_text(line)) and words not in earlier and not _is_link(words, look.now.links)}


def _is_link(words: str, links: frozenset[str]) -> bool:
    """Whether a paragraph is only a link, apart from a few words before it."""
    split = words.split()
    return any(" ".join(split[start:]) in links for start in range(min(_LABEL + 1, len(split))))


def _counter(line: str) -> tuple[str, ...] | None:
    """What a line counts, in words: two lines with the same are one counter at two times. None for a line that counts nothing."""
    words = comparable_text(line).split()
    told = tuple(word for word in words if not word.isdigit())
    return told if len(told) < len(words) and len(told) <= _COUNTER else None


def _counters(lines: Sequence[str]) -> Set[tuple[str, ...] | None]:
    return {counted for line in lines if (counted := _counter(line)) is not None}


def _visible(tree: HtmlElement) -> str:
    body = tree.find("body")
    pieces: list[str] = []
    for element in (body if body is not None else tree).iter():
        texts = (element.tail,) if element.tag in ("script", "style", "svg", "noscript", "template") else (element.text, element.tail)
        pieces += filter(None, texts)
    return comparable_text(" ".join(pieces))
