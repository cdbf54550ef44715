"""What was missed, counted by somebody who has only the rows and the sentence of docs/contracts.md on it: no line of the product is read here."""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from tests.reports.rules_in_words import sentence_after

_WORDS = sentence_after("- **Missed.**")


def _numbers(words: str) -> list[int]:
    found = re.search(words, _WORDS)
    assert found, words
    return [int(number) for number in found.groups()]


(_DISPUTED,) = _numbers(r"`disputed`, the (\d+) in 100 with the largest `disagreement`")
(_NEAR,) = _numbers(r"`near`, of all others the (\d+) in 100 with the highest score")
CARDS = dict(zip(("disputed", "near", "far"), _numbers(r"Of them (\d+), (\d+) and (\d+) are drawn by chance"), strict=True))


@dataclass(frozen=True)
class ScreenedOut:
    """A row: an article, its score, and how far the judges are apart on it."""

    article: str
    score: float
    apart: float | None


def stratum_of(rows: Sequence[ScreenedOut]) -> dict[str, str]:
    """The stratum of every article of a week."""
    placed: dict[str, str] = {}
    most = sorted((row for row in rows if row.apart), key=lambda row: (-(row.apart or 0), -row.score, row.article))
    for row in most[: round(len(rows) * _DISPUTED / 100)]:
        placed[row.article] = "disputed"
    left = sorted((row for row in rows if row.article not in placed), key=lambda row: (-row.score, row.article))
    for nth, row in enumerate(left):
        placed[row.article] = "near" if nth < round(len(left) * _NEAR / 100) else "far"
    return placed


def cards_of(placed: Mapping[str, str]) -> dict[str, int]:
    """How many are drawn from each stratum."""
    sizes, handed_on, cards = Counter(placed.values()), 0, dict[str, int]()
    for name, number in CARDS.items():
        cards[name] = min(sizes[name], number + handed_on)
        handed_on = number + handed_on - cards[name]
    return cards


def missed(placed: Mapping[str, str], decided: Collection[str], incidents: Collection[str]) -> float:
    """How many were missed, when people have decided on these articles and these of them tell of incidents."""
    total = 0.0
    for name in set(placed.values()):
        mine = [article for article in placed if placed[article] == name]
        looked_at = [article for article in mine if article in decided]
        total += len(mine) * sum(article in incidents for article in looked_at) / len(looked_at)
    return total
