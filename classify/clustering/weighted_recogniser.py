"""Grouping with weights learned from decisions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from classify import clustering
from classify.clustering.rules import PairWeights
from records.incident_model import ArticleGroup, Candidate, Match, Traits
from records.model import Article


@dataclass(frozen=True)
class WeightedRecogniser:
    """A recogniser that works as `classify.clustering` does, but with these weights for the signs of one event."""

    weights: PairWeights

    def traits_of(self, article: Article, screening: Mapping[str, Any]) -> Traits:
        """Return the traits of an article; they do not depend on the weights."""
        return clustering.traits_of(article, screening)

    def keys_of(self, traits: Traits) -> tuple[str, ...]:
        """Return the keys for looking up the article's group; they do not depend on the weights."""
        return clustering.keys_of(traits)

    def wide_keys_of(self, traits: Traits) -> tuple[str, ...]:
        """Return the keys for looking up candidates."""
        return clustering.wide_keys_of(traits)

    def matches(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Match]:
        """Return the groups whose event `new` reports."""
        return clustering.matches(new, groups, self.weights)

    def candidates(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Candidate]:
        """Return the groups to which `new` perhaps belongs."""
        return clustering.candidates(new, groups, self.weights)
