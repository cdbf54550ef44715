"""Grouping: which articles tell of one event, whatever outlet and language they come from. Pure; candidates are looked up by the caller."""

from classify.clustering.candidate_keys import keys_of
from classify.clustering.group_match import grouped, matches
from classify.clustering.traits import traits_of

__all__ = ["grouped", "keys_of", "matches", "traits_of"]
