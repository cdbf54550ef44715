"""Grouping with weights of one's own, as decisions taught them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from classify import clustering
from classify.clustering.rules import PairWeights
from records.incident_model import ArticleGroup, Candidate, Match, Traits
from records.model import Article


@dataclass(frozen=True)
class WeighedRecogniser:
    """Recognises the event of an article as `classify.clustering` does, but weighs the signs of one event by these weights."""

    weights: PairWeights

    def traits_of(self, article: Article, screening: Mapping[str, Any]) -> Traits:
        """The traits of an article, whatever the weights."""
        return clustering.traits_of(article, screening)

    def keys_of(self, traits: Traits) -> tuple[str, ...]:
        """The keys under which its group is looked up, whatever the weights."""
        return clustering.keys_of(traits)

    def wide_keys_of(self, traits: Traits) -> tuple[str, ...]:
        """Those under which candidates are looked up."""
        return clustering.wide_keys_of(traits)

    def matches(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Match]:
        """The groups whose event `new` tells."""
        return clustering.matches(new, groups, self.weights)

    def candidates(self, new: Traits, groups: Sequence[ArticleGroup]) -> list[Candidate]:
        """The groups to which `new` perhaps belongs."""
        return clustering.candidates(new, groups, self.weights)
