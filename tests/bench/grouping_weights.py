"""Fits how much every sign speaks for one event, and tells by cross-validation what that is worth on events it was not fitted on.

    python -m tests.bench.grouping_weights [--rarity] [--weights]

Pairs that nothing tells apart, of both development sets and of two thirds of the press texts (`press_events.py`), these once as the screening reads them and
once as they are labelled, which is as a better reader would; logistic regression with a quadratic penalty. Events are the units: a pair is judged by weights
fitted without the folds of its two events. The rules (`rules.py`) and the table of concepts are made by hand with these sets in view, so that no figure
printed here is one of unseen events. `--rarity` counts the corpus anew first (`rarity.tsv`); `--weights` prints the weights alone.
"""

import math
import sys
from collections import Counter, defaultdict
from itertools import combinations
from pathlib import Path

import numpy as np

from classify.clustering import keys
from classify.clustering.group import group_odds
from classify.clustering.pair import is_unlike, make_pair
from classify.clustering.rules import WEIGHTS, are_surely_different, in_order, signs_of
from classify.training.corpus import read_corpus
from records.event_thresholds import JOINS
from tests.bench.grouping import OWN, SECOND, Told, read_events
from tests.bench.press_events import as_labelled, as_screened, retold_twice

PENALTY, FOLDS, SEEDS, ROUNDS = 1.0, 4, 3, 40
_RARITY = Path(keys.__file__).parent / "rarity.tsv"
# A term that fewer articles have counts as unseen.
_LEAST_ARTICLES = 3
_APART = -6.0


def fitted(signs: np.ndarray, one_event: np.ndarray) -> np.ndarray:
    """Weights by sign, the last one that of nothing (Newton's method)."""
    x = np.c_[signs, np.ones(len(signs))]
    weights, penalty = np.zeros(x.shape[1]), np.eye(x.shape[1]) * PENALTY
    penalty[-1, -1] = 1e-6
    for _ in range(ROUNDS):
        chance = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        step = np.linalg.solve((x * (chance * (1 - chance))[:, None]).T @ x + penalty, x.T @ (chance - one_event) + penalty @ weights)
        weights = weights - step * min(1.0, 3 / np.abs(step).max())
    return weights


class Pairs:
    """The pairs of a set that nothing tells apart: the numbers of their articles, their signs, whether they tell of one event, and whether that is not known."""

    def __init__(self, told: list[Told]) -> None:
        self.told = told
        both = combinations(range(len(told)), 2)
        near = [(one, other) for one, other in both if not is_unlike(told[one].traits, told[other].traits)]
        pairs = [(numbers, make_pair(*in_order(*(told[number].traits for number in numbers)))) for numbers in near]
        pairs = [(numbers, pair) for numbers, pair in pairs if not are_surely_different(pair)]
        self.numbers = np.array([numbers for numbers, _ in pairs])
        self.signs = np.array([list(signs_of(pair).values()) for _, pair in pairs])
        self.one_event = np.array([float(told[one].event == told[other].event) for one, other in self.numbers])
        self.doubtful = np.array([frozenset((told[one].event, told[other].event)) in retold_twice() for one, other in self.numbers])

    def folds(self, seed: int) -> np.ndarray:
        """The fold of every article: that of its event."""
        events = sorted({one.event for one in self.told})
        order = np.random.default_rng(seed).permutation(len(events))
        fold = {events[place]: number % FOLDS for number, place in enumerate(order)}
        return np.array([fold[one.event] for one in self.told])


def fit_without(sets: list[Pairs], folds: list[np.ndarray], left_out: tuple[int, ...]) -> np.ndarray:
    """Weights fitted on the pairs of all sets in which no event of these folds is."""
    kept = [~pairs.doubtful & ~np.isin(fold[pairs.numbers], left_out).any(axis=1) for pairs, fold in zip(sets, folds, strict=True)]
    signs = np.concatenate([pairs.signs[keep] for pairs, keep in zip(sets, kept, strict=True)])
    return fitted(signs, np.concatenate([pairs.one_event[keep] for pairs, keep in zip(sets, kept, strict=True)]))


def cross_validated(pairs: Pairs, fold: np.ndarray, weights: dict[tuple[int, ...], np.ndarray]) -> tuple[float, float]:
    """Precision and recall of the flagged articles of a set, grouped by odds from weights that saw neither event."""
    odds = np.full((len(pairs.told), len(pairs.told)), _APART)
    for (one, other), signs in zip(pairs.numbers, pairs.signs, strict=True):
        fit = weights[tuple(sorted((int(fold[one]), int(fold[other]))))]
        odds[one, other] = odds[other, one] = signs @ fit[:-1] + fit[-1]
    groups: list[list[int]] = []
    for new in (number for number, one in enumerate(pairs.told) if one.flagged):
        scored = [(group_odds([float(odds[new, member]) for member in group]), group) for group in groups]
        best = max(scored, key=lambda one: one[0], default=None)
        if best is not None and best[0] >= JOINS:
            best[1].append(new)
        else:
            groups.append([new])
    found = [tuple(pairs.told[number].event for number in both) for group in groups for both in combinations(group, 2)]
    found = [both for both in found if frozenset(both) not in retold_twice()]
    right = sum(one == other for one, other in found)
    flagged = [one.event for one in pairs.told if one.flagged]
    return right / len(found), right / sum(one == other for one, other in combinations(flagged, 2))


def count_rarity() -> None:
    """Write `rarity.tsv` anew. Twice over: which words are ordinary ones is known after the first time, and then where a capital says nothing."""
    for _ in range(2):
        articles: Counter[str] = Counter()
        having: Counter[tuple[keys.TermKind, str, str]] = Counter()
        for example in read_corpus():
            articles[example.lang] += 1
            found = keys.read_terms(f"{example.title}\n{example.text}", example.lang)
            having.update({(kind, example.lang if kind is keys.TermKind.STEM else "", term) for kind, term in found})
        rows = defaultdict(list)
        for (kind, lang, term), count in having.items():
            if count >= _LEAST_ARTICLES and term:
                rarity = round(math.log((articles[lang] if lang else articles.total()) / count) / keys.STEP)
                rows[kind.name, lang, min(keys.UNSEEN, max(0, rarity))].append(term)
        head = _RARITY.read_text(encoding="utf-8").splitlines()[:1]
        lines = [f"{kind}\t{lang}\t{rarity}\t{' '.join(sorted(rows[kind, lang, rarity]))}" for kind, lang, rarity in sorted(rows)]
        _RARITY.write_text("\n".join([*head, *lines]) + "\n", encoding="utf-8")
        keys.rarities.cache_clear()


def main(arguments: list[str]) -> int:
    if "--rarity" in arguments:
        count_rarity()
    names = (SECOND.name, OWN.name, "press texts as screened", "press texts as labelled")
    sets = [Pairs(told) for told in (read_events(SECOND), read_events(OWN), as_screened(), as_labelled())]
    for seed in range(0 if "--weights" in arguments else SEEDS):
        folds = [pairs.folds(seed) for pairs in sets]
        weights: dict[tuple[int, ...], np.ndarray] = {
            (one, other): fit_without(sets, folds, (one, other)) for one in range(FOLDS) for other in range(one, FOLDS)
        }
        for name, pairs, fold in zip(names, sets, folds, strict=True):
            print("{}, flagged articles, seed {}: precision {:.3f}, recall {:.3f}".format(name, seed, *cross_validated(pairs, fold, weights)))
    *by_sign, nothing = fit_without(sets, [pairs.folds(0) for pairs in sets], ())
    for sign, weight in zip(WEIGHTS, by_sign, strict=True):
        print(f'    "{sign}": {weight:.2f},')
    print(f"NOTHING = {nothing:.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
