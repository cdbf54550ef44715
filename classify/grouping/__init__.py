"""Grouping: which articles tell of one event, whatever outlet and language they come from. Pure; candidates are looked up by the caller."""

from classify.grouping.keys import keys_of
from classify.grouping.matching import grouped, matches
from classify.grouping.traits import traits_of

__all__ = ["grouped", "keys_of", "matches", "traits_of"]
