"""Clustering: which articles report the same event, in any outlet and language. Pure; the caller looks up the candidates."""

from classify.clustering.group import candidates, grouped, matches
from classify.clustering.keys import keys_of, wide_keys_of
from classify.clustering.traits import traits_of

__all__ = ["candidates", "grouped", "keys_of", "matches", "traits_of", "wide_keys_of"]
