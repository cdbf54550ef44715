"""Decisions as articles to learn from and to be judged by.

The rule: the number of a draft decides for ever which half all its articles are in, by the parity of the SHA-256 of `draft <number>`. One half
trains; the other is held back and only judges a new model ("past decisions"). No model ever trains on the held half, neither this one nor the one before it,
so that both are compared on decisions that neither has seen.
"""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from classify.training.corpus import Example
from records.model import Article, DecidedArticle


@dataclass(frozen=True)
class Decisions:
    """The decided articles in their two halves."""

    training: tuple[Example, ...]
    held: tuple[Example, ...]


def is_held(draft: int) -> bool:
    """Whether the articles of this draft judge and never train."""
    return hashlib.sha256(f"draft {draft}".encode()).digest()[0] % 2 == 1


def split(decided: Iterable[DecidedArticle]) -> Decisions:
    """The decided articles as examples, each in the half of its draft."""
    training: list[Example] = []
    held: list[Example] = []
    for one in decided:
        (held if is_held(one.draft) else training).append(_example(one))
    return Decisions(tuple(training), tuple(held))


def _example(one: DecidedArticle) -> Example:
    """Without spans: people mark none, and the machine's own would only teach it what it thinks already."""
    name = f"decision-{one.draft}-{one.article}"
    return Example(name, one.lang, one.title, one.text, one.label, one.categories, one.victims, one.actor, one.outcome, origin=name)


def articles_of(held: Sequence[Example]) -> list[Article]:
    """What screening is given of the held half."""
    return [Article(example.id, example.text, example.title, example.lang) for example in held]
