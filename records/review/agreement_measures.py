"""How far two readers agree: plain measures over pairs of what the first said and what the second said."""

from collections import Counter
from collections.abc import Collection, Hashable, Sequence


def share_alike(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """The share of the pairs whose two values are the same, 0 to 1. None without a pair."""
    return sum(first == second for first, second in pairs) / len(pairs) if pairs else None


def cohen_kappa(pairs: Sequence[tuple[Hashable, Hashable]]) -> float | None:
    """Agreement beyond chance: (p_o - p_e) / (1 - p_e), where p_o is the share alike and p_e the share that two readers would have alike who drew each code as often as these did, each for
    herself. 1 = full, 0 = as chance, below 0 = less. None without a pair, and where both always said one and the same code, so that chance alone agrees fully.

    Source: J. Cohen, A coefficient of agreement for nominal scales, Educational and Psychological Measurement 20 (1960), 37-46.
    """
    observed = share_alike(pairs)
    if observed is None:
        return None
    first, second = Counter(one for one, _ in pairs), Counter(other for _, other in pairs)
    # Whole numbers as long as possible: a share of exactly 1 is seen as such.
    by_chance = sum(first[code] * second[code] for code in first)
    whole = len(pairs) ** 2
    return None if by_chance == whole else (observed - by_chance / whole) / (1 - by_chance / whole)


def jaccard(first: Collection[Hashable], second: Collection[Hashable]) -> float:
    """How much of two sets is common: what is in both by what is in either, 0 to 1. Two empty sets are alike.

    Source: P. Jaccard, Étude comparative de la distribution florale, Bulletin de la Société Vaudoise des Sciences Naturelles 37 (1901), 547-579.
    """
    both, either = set(first) & set(second), set(first) | set(second)
    return len(both) / len(either) if either else 1.0
