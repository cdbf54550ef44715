"""Decided articles: those that a model learns from, and those that only test it.

The number of a draft decides for ever in which half all its articles are, by the parity of the SHA-256 of `draft <number>`. One half trains. The
other is held back and only tests a new model ("past decisions"). No model ever trains on the held half, neither the new one nor the one before, so
that both are compared on decisions that neither has seen.
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
    """Whether the articles of this draft only test and never train."""
    return hashlib.sha256(f"draft {draft}".encode()).digest()[0] % 2 == 1


def split_halves(decided: Iterable[DecidedArticle]) -> Decisions:
    """The decided articles as examples, each in the half of its draft."""
    training: list[Example] = []
    held: list[Example] = []
    for one in decided:
        (held if is_held(one.draft) else training).append(as_example(one))
    return Decisions(tuple(training), tuple(held))


def as_example(one: DecidedArticle) -> Example:
    """A decided article as an example, without spans. People mark none, and the machine's own would only teach it what it says already."""
    name = f"decision-{one.draft}-{one.article}"
    return Example(name, one.lang, one.title, one.text, one.label, one.categories, one.victims, one.actor, one.outcome, one.outcome_of, origin=name)


def held_articles(held: Sequence[Example]) -> list[Article]:
    """The articles of the held half, as screening gets them."""
    return [Article(example.id, example.text, example.title, example.lang) for example in held]
