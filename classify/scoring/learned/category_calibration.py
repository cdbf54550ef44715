"""From the chances of the codes to those that are given.

Whether an incident is of a coarse class (`records.vocabulary.CoarseClass`) is weighed anew for each: the likeliest of its codes by the words of the article, the heaviest act
of it that the rules tie to the press, by either set of tables, and how that act weighs beside the article's heaviest of all. So an act in the sentence that carries the incident
counts more than a word anywhere. The weights are learned from the corpus held out; how often a class is met is set by hand, since the corpus has more of rare ones.
"""

import math
from collections.abc import Mapping

from classify.scoring.learned.features import Features
from records.vocabulary import READ_BY_MACHINE, Category, CoarseClass

MOST_CODES = 5
_CODES = {coarse.value: [code.value for code in READ_BY_MACHINE if code.facts.coarse is coarse] for coarse in CoarseClass}
# Chances nearer to 0 and 1 say no more than these.
_SUREST = 0.9995
# An article with hardly any act has no heaviest one.
_LEAST_ACT = 0.05


def signs(found: Features, chance: Mapping[str, float]) -> dict[str, list[float]]:
    """What speaks for each coarse class, in the order of the weights. `chance` are the chances of the codes, by head."""
    heaviest = [max([_LEAST_ACT, *(_act(found, act, codes) for codes in _CODES.values())]) for act in _ACTS]
    return {kind: _signs(found, chance, codes, heaviest) for kind, codes in _CODES.items()}


_ACTS = ("rules:act", "act")


def _act(found: Features, act: str, codes: list[str]) -> float:
    return max(found.get(f"{act}:{code}", 0.0) for code in codes)


def _signs(found: Features, chance: Mapping[str, float], codes: list[str], heaviest: list[float]) -> list[float]:
    likeliest = min(max(1 - _SUREST, *(chance[f"code:{code}"] for code in codes)), _SUREST)
    acts = [_act(found, act, codes) for act in _ACTS]
    return [math.log(likeliest / (1 - likeliest)), *acts, *(weight / most for weight, most in zip(acts, heaviest, strict=True))]


def category_chances(
    found: Features, chance: Mapping[str, float], weights: Mapping[str, list[float]], least: float, least_code: float
) -> list[tuple[Category, float]]:
    """The codes of an article, likeliest first: of each class at least this likely the likeliest code, and others of it that are likely enough themselves; one always.

    `weights` are those of a class's signs, and the offset last.
    """
    kinds = {kind: _chance(weights[kind], values) for kind, values in signs(found, chance).items()}
    best = max(kinds, key=lambda kind: kinds[kind])
    codes: list[tuple[Category, float]] = []
    for kind, likely in kinds.items():
        if likely >= least or kind == best:
            first, *others = sorted(_CODES[kind], key=lambda code: -chance[f"code:{code}"])
            codes.append((Category(first), round(likely, 3)))
            codes += [(Category(code), round(min(likely, chance[f"code:{code}"]), 3)) for code in others if chance[f"code:{code}"] >= least_code]
    return sorted(codes, key=lambda pair: (-pair[1], pair[0].value))[:MOST_CODES]


def _chance(weights: list[float], values: list[float]) -> float:
    *slopes, offset = weights
    return 1 / (1 + math.exp(-sum(slope * value for slope, value in zip(slopes, values, strict=True)) - offset))
