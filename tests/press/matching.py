"""Which stored row is which true article, and how much of its text is right.

Addresses are compared without what does not make another page: case of host, fragment, trackers, spelling of letters, a slash at the end.
Texts are compared by runs of three words, so that order does not matter and a word shared by chance counts for nothing.
"""

import re
from collections import Counter
from dataclasses import dataclass
from urllib.parse import parse_qsl, unquote, urlsplit

from tests.press.texts import words
from tests.press.truth import TrueArticle

_TRACKER = re.compile(r"^(utm_\w+|fbclid|yclid|gclid)$")
_RUN = 3  # words
_LEAST_SHARED = 0.2  # of a stored text's runs, to take it for an article whose address it does not bear


def address_key(url: str) -> str:
    """The address without what does not make another page."""
    parts = urlsplit(url.strip())
    kept = sorted((name, value) for name, value in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKER.match(name))
    query = "&".join(f"{name}={value}" for name, value in kept)
    return f"{parts.netloc.lower()}{unquote(parts.path).rstrip('/').lower()}?{query}"


def runs(found: list[str]) -> set[tuple[str, ...]]:
    """All runs of `_RUN` neighbouring words."""
    return {tuple(found[start : start + _RUN]) for start in range(len(found) - _RUN + 1)}


@dataclass(frozen=True)
class Kept:
    """Words of one stored text against the true body."""

    true: int
    kept: int
    stored: int
    foreign: int


def compare(body: str, stored: str, title: str) -> Kept:
    """How many true words were kept and how many stored words are foreign; the title at the start of the stored text is not foreign."""
    truth, found = words(body), words(stored)
    heading = words(title)
    if heading and found[: len(heading)] == heading:
        found = found[len(heading) :]
    return Kept(len(truth), _covered(truth, runs(found)), len(found), len(found) - _covered(found, runs(truth)))


def _covered(found: list[str], known: set[tuple[str, ...]]) -> int:
    """How many of the words lie in a run that is known."""
    marks = [False] * len(found)
    for start in range(len(found) - _RUN + 1):
        if tuple(found[start : start + _RUN]) in known:
            marks[start : start + _RUN] = [True] * _RUN
    return sum(marks)


class Finder:
    """Finds the true article behind a stored row: by its address, else by its text."""

    def __init__(self, articles: list[TrueArticle]) -> None:
        self._articles = articles
        self._by_address = {address_key(url): article for article in reversed(articles) for url in article.urls}
        self._by_run: dict[tuple[str, ...], int] = {}
        for place, article in enumerate(articles):
            for run in runs(words(article.body)):
                self._by_run.setdefault(run, place)

    def find(self, url: str, text: str) -> TrueArticle | None:
        """The true article, or None for a page that is none."""
        known = self._by_address.get(address_key(url))
        if known:
            return known
        found = runs(words(text))
        votes = Counter(self._by_run[run] for run in found if run in self._by_run)
        if not votes:
            return None
        place, shared = votes.most_common(1)[0]
        return self._articles[place] if shared >= _LEAST_SHARED * len(found) else None
