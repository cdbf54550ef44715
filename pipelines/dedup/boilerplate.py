"""Detection of text that an outlet's pages have in common: side columns, teasers, newsletter boxes and footers.

On one page such blocks look like text; comparing pages shows them. There are two rules. A block that occurs on many different stories of the outlet
belongs to the site. A block that is the title or the first sentences of another story is a teaser of it, unless the page contains more of that story:
then the page is an update or a copy, and the block is its own.
"""

import hashlib
import re
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile
from typing import Any, Protocol, Self

_WORD = re.compile(r"\w+")
REMEMBERED_PAGES = 200  # pages in memory: a week or two of a regional outlet
_BLOCKS = 80  # stored of one page: longer pages keep their first and last
# Site furniture is on nearly every page, a backgrounder ("Напомним, …") on the few about one story, a stock sentence ("Ведётся расследование.") on a
# few percent. A small number of pages proves little, so a larger share is required.
_LEAST_STORIES, _SHARE, _SHARE_OF_FEW, _FEW_STORIES = 4, 0.25, 0.5, 20
_LEAD_WORDS, _TITLE_WORDS = 60, 30  # stored of the lead and the title to recognise a teaser
_LEAST_TEASER, _LEAST_TITLE = 6, 3  # words: shorter beginnings are common phrases
_DATE_WORDS = 3  # after a title
_HEAD = 3  # words by which titles and leads are indexed


class _HasText(Protocol):
    """A block, as far as this comparison needs it."""

    @property
    def text(self) -> str: ...


@dataclass(frozen=True)
class _Seen:
    """A remembered page: the words of title and introduction, and the keys of its blocks in reading order."""

    title: str
    lead: str
    keys: tuple[str, ...]


class BoilerplateMemory:
    """The last pages of one outlet, and what they have in common.

    It stores no text except titles and introductions: a few hundred bytes per page as JSON.
    """

    def __init__(self) -> None:
        self._pages: OrderedDict[str, _Seen] = OrderedDict()
        self._holders: dict[str, set[str]] = defaultdict(set)
        self._heads: dict[str, set[str]] = defaultdict(set)

    def observe(self, url: str, title: str, blocks: Iterable[_HasText]) -> None:
        """Remember a page, replacing an earlier entry of its URL. Beyond `REMEMBERED_PAGES` pages the oldest is removed."""
        texts = [block.text for block in blocks]
        lead = next((words for text in texts if len(words := _words(text)) >= _LEAST_TEASER), [])
        keys = [_key(_words(text)) for text in texts]
        if len(keys) > _BLOCKS:
            keys = keys[: _BLOCKS // 2] + keys[-_BLOCKS // 2 :]
        self._remember(_short(url), _Seen(" ".join(_words(title)[:_TITLE_WORDS]), " ".join(lead[:_LEAD_WORDS]), tuple(keys)))

    def clean(self, url: str, title: str, blocks: Iterable[_HasText]) -> list[str]:
        """Return the blocks that belong to the page, in order. Call `observe` first. The cost depends on this page only."""
        here = _short(url)
        texts = [block.text for block in blocks]
        words = [_words(text) for text in texts]
        keys = [_key(block_words) for block_words in words]
        lead = next((place for place, block_words in enumerate(words) if len(block_words) >= _LEAST_TEASER), -1)
        own = self._own_stories(here, " ".join(_words(title)[:_TITLE_WORDS]), Counter(keys))
        return [
            text for place, text in enumerate(texts) if not self._is_common(keys[place]) and (place == lead or not self._is_teaser(words[place], own))
        ]

    def to_json(self) -> dict[str, Any]:
        """Return plain data for a database column."""
        return {"pages": [[url, page.title, page.lead, list(page.keys)] for url, page in self._pages.items()]}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Create a memory from the data that `to_json` returned."""
        memory = cls()
        for url, title, lead, keys in data.get("pages", []):
            memory._remember(url, _Seen(title, lead, tuple(keys)))
        return memory

    def _remember(self, url: str, page: _Seen) -> None:
        self._forget(url)
        self._pages[url] = page
        for key in page.keys:
            self._holders[key].add(url)
        for head in _heads(page):
            self._heads[head].add(url)
        while len(self._pages) > REMEMBERED_PAGES:
            self._forget(next(iter(self._pages)))

    def _forget(self, url: str) -> None:
        page = self._pages.pop(url, None)
        if page is None:
            return
        for index, names in ((self._holders, page.keys), (self._heads, tuple(_heads(page)))):
            for name in names:
                index[name].discard(url)
                if not index[name]:
                    del index[name]

    def _is_common(self, key: str) -> bool:
        """Return whether a block occurs on so many stories that it belongs to none.

        Pages with the same title or introduction count as one story in several copies.
        """
        holders = [self._pages[url] for url in self._holders.get(key, ())]
        stories = min(len({page.title for page in holders}), len({page.lead for page in holders}))
        share = _SHARE_OF_FEW if len(self._pages) < _FEW_STORIES else _SHARE
        return stories >= _LEAST_STORIES and stories >= share * len(self._pages)

    def _own_stories(self, here: str, title: str, keys: Counter[str]) -> set[str]:
        """Return the remembered pages about the same story as this one.

        These are the page itself, pages with the same title, and pages of which it contains two blocks or half. Introductions, teasers of other pages
        and common blocks do not count for this.
        """
        own = {url for url, page in self._pages.items() if page.title == title} | {here}
        shared: Counter[str] = Counter()
        for key in keys:
            if not self._is_common(key):
                shared.update(self._holders.get(key, ()))
        for url, _ in shared.items():
            page = self._pages[url]
            own_keys = [key for key in page.keys if key != _key(page.lead.split()) and not self._is_common(key) and not self._leads_others(key, url)]
            common = sum(key in keys for key in own_keys)
            if common >= 2 or (own_keys and common >= len(own_keys) / 2):
                own.add(url)
        return own

    def _leads_others(self, key: str, url: str) -> bool:
        """Return whether a block is the first one on another page, which makes it a teaser of that page here."""
        return any(self._pages[other].keys[:1] == (key,) for other in self._holders.get(key, ()) if other != url)

    def _is_teaser(self, words: Sequence[str], own: set[str]) -> bool:
        """Return whether a block is the title and/or the beginning of another story. A date or number before it is ignored."""
        start = next((place for place, word in enumerate(words[:8]) if not word.isdigit()), 0)
        bare = list(words[start:])
        if len(bare) < _LEAST_TITLE:
            return False
        urls = self._heads.get(" ".join(bare[:_HEAD]), set()) - own
        return any(_teases(bare, self._pages[url]) for url in urls)


def _teases(words: list[str], page: _Seen) -> bool:
    title, lead = page.title.split(), page.lead.split()
    if len(title) >= _LEAST_TITLE and words[: len(title)] == title:
        remaining = list(dropwhile(str.isdigit, words[len(title) :]))
        return len(remaining) <= _DATE_WORDS or _begins(remaining, lead)
    return len(words) >= _LEAST_TEASER and _begins(words, lead)


def _begins(words: list[str], lead: list[str]) -> bool:
    """Return whether `words` are the beginning of `lead`, with the last word perhaps cut off.

    A longer text may continue where the stored introduction ends.
    """
    if len(words) > len(lead) and len(lead) < _LEAD_WORDS:
        return False
    cut = min(len(words), len(lead))
    return words[: cut - 1] == lead[: cut - 1] and lead[cut - 1].startswith(words[cut - 1]) if cut else False


def _heads(page: _Seen) -> Iterator[str]:
    for text in (page.title, page.lead):
        words = text.split()
        if len(words) >= _LEAST_TITLE:
            yield " ".join(words[:_HEAD])


def _words(text: str) -> list[str]:
    return _WORD.findall(text.lower())


def _key(words: Sequence[str]) -> str:
    return hashlib.blake2b(" ".join(words).encode(), digest_size=6).hexdigest()


def _short(url: str) -> str:
    return hashlib.blake2b(url.encode(), digest_size=8).hexdigest()
