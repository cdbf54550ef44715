"""Fitting of the prefilter: one strongly regularised logistic regression over word prefixes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

from classify.scoring.linear import NAMED, NAMING, Prefilter, word_prefixes
from classify.training.corpus import Example

# Words that fewer articles have do not generalise.
_LEAST_ARTICLES = 5
# Inverse strength of the regularisation: the strongest that loses no incident of the corpus by more than a little.
_STRENGTH = 0.03
# Share of the corpus's incidents that prefilters may drop without having seen them.
_LOST = 0.02
# Weights: a look-alike may pass, ordinary news should not.
_LOOKALIKE_COUNTS, _ORDINARY_COUNTS = 0.3, 2.0
_FOLDS = 5
# Prefixes of the words for journalists. журнал has the same prefix.
_NAMED = word_prefixes(" ".join(NAMED))


@dataclass(frozen=True)
class FittedPrefilter:
    """A prefilter, and which articles were let through by prefilters that had not seen them."""

    door: Prefilter
    let_in: NDArray[np.bool_]


def fit_prefilter(examples: Sequence[Example], words: Sequence[frozenset[str]], seed: int) -> FittedPrefilter:
    """Return a prefilter from articles, their variations and real news; `words` are the prefixes of their words, in the same order."""
    places = _known(examples, words)
    table = _table(words, places)
    answers = np.array([example.telling for example in examples])
    counts = np.array([1.0 if example.telling else _ORDINARY_COUNTS if example.real else _LOOKALIKE_COUNTS for example in examples])
    held_out = np.zeros(len(examples))
    for inside, outside in GroupKFold(_FOLDS, shuffle=True, random_state=seed).split(
        table, groups=[example.case or example.origin for example in examples]
    ):
        held_out[outside] = _regression(table[inside], answers[inside], counts[inside], seed).decision_function(table[outside])
    named = np.array([not _NAMED.isdisjoint(prefixes) for prefixes in words])
    held_out += NAMING * named
    incidents = np.array([example.telling and not example.real and example.id == example.origin for example in examples])
    regression = _regression(table, answers, counts, seed)
    weights = {word: round(float(regression.coef_[0][at]), 4) for word, at in places.items()}
    least = round(float(np.quantile(held_out[incidents], _LOST)), 4)
    return FittedPrefilter(Prefilter(weights, round(float(regression.intercept_[0]), 4), least), held_out >= least)


def _known(examples: Sequence[Example], words: Sequence[frozenset[str]]) -> dict[str, int]:
    articles: dict[str, set[str]] = {}
    for example, prefixes in zip(examples, words, strict=True):
        for word in prefixes:
            articles.setdefault(word, set()).add(example.origin)
    return {word: at for at, word in enumerate(sorted(word for word, having in articles.items() if len(having) >= _LEAST_ARTICLES))}


def _table(words: Sequence[frozenset[str]], places: dict[str, int]) -> Any:
    cells = [(number, places[word]) for number, prefixes in enumerate(words) for word in sorted(prefixes) if word in places]
    at, columns = zip(*cells, strict=True)
    return csr_matrix((np.ones(len(cells)), (np.array(at), np.array(columns))), shape=(len(words), len(places)))


def _regression(table: Any, answers: NDArray[np.bool_], counts: NDArray[np.float64], seed: int) -> LogisticRegression:
    return LogisticRegression(C=_STRENGTH, solver="liblinear", random_state=seed).fit(table, answers, sample_weight=counts)
