"""The trained lexical model: prefilter, features, one linear head for each question, category chances, and the scorer. It is loaded from one file;
nothing is downloaded or random.
"""

import hashlib
import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from types import MappingProxyType
from typing import Any
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from classify.matching.lexicon import WIDE
from classify.matching.matches import Matches
from classify.matching.names import attach_names
from classify.matching.outcomes import find_actor, find_outcome
from classify.scoring.rules import RuleScorer, ScoredAct, Verdict
from classify.text.spacy_pipelines import finder
from classify.text.words import ArticleWords
from records.language.stems import kazakh_stem
from records.vocabulary import READ_BY_MACHINE, Actor, Category, CoarseClass, Outcome, ScreeningLabel

# The prefilter: a linear model over word prefixes, in all languages at once. It drops texts that are certainly no incident.
#
# It takes a tenth of a millisecond; reading an article takes ten. It is trained together with the model (`classify.training.prefilter_fit`) so that
# it drops next to no incident of the corpus, measured on articles held out. A plain word for journalists counts much.

_WORD = re.compile(r"[^\W\d_]{3,}|\d{3}")
# Prefix length: enough letters to separate words, few enough to unite their forms.
_LETTERS = 6
# Words about the press alone, or nearly: a post of one sentence has too few other words to judge.
NAMED = (
    "journalis", "reporter", "correspond", "photograph", "blogger",
    "журналис", "репортер", "корреспонд", "фотокор", "фотограф", "съемочн", "блогер", "тілші", "түсірілім",
)  # fmt: skip
# What such a word adds to the sum, in addition to its own weight. As a pass by itself it would let in a third of ordinary Russian news.
NAMING = 1.0


@dataclass(frozen=True)
class Prefilter:
    """The weight of each word prefix as a sign of an incident. A text passes if the sum reaches `least`."""

    weights: dict[str, float]
    intercept: float
    least: float

    def lets_in(self, text: str) -> bool:
        """Return whether a text is worth reading."""
        return self.likeness(text) >= self.least

    def likeness(self, text: str) -> float:
        """Return how similar a text is to one that reports an incident."""
        lower = text.lower().replace("ё", "е")
        named = NAMING if any(word in lower for word in NAMED) else 0.0
        return self.sum_of(word_prefixes(text)) + named

    def sum_of(self, words: frozenset[str]) -> float:
        """Return the sum over the words of a text."""
        return self.intercept + sum(self.weights.get(word, 0.0) for word in words)


def word_prefixes(text: str) -> frozenset[str]:
    """Return the prefixes of a text's words, each once."""
    return frozenset(word[:_LETTERS] for word in _WORD.findall(text.lower().replace("ё", "е")))


# An article as the trained model reads it: once with the rules' tables, and once with the wide tables, which are too broad for the rules.


@dataclass(frozen=True)
class WideReading:
    """Matches and the rules' verdict by both sets of tables; outcome and actor as the rules find them."""

    narrow: Matches
    rules: Verdict
    wide: Matches
    wider: Verdict
    outcome: Outcome
    actor: Actor

    @property
    def of_press(self) -> bool:
        """Whether the press is mentioned, or an act that names it; an article without either is not scored."""
        named = any(mention.strength > 0 and mention.code != "site" for marks in (self.narrow, self.wide) for mention in marks.press)
        return named or bool(self.narrow.of("sure") or self.wide.of("sure"))


def read_twice(narrow: Matches, judge: RuleScorer) -> WideReading:
    """Return the second reading of a text whose matches by the narrow tables are known."""
    rules = judge.weigh(narrow)
    tables = finder((narrow.lang, narrow.folded), WIDE)
    wide = tables.press_of(narrow.words)
    attach_names(wide, narrow.lang)
    tables.rest_of(wide)
    weights = dict(rules.weights)
    return WideReading(narrow, rules, wide, judge.weigh(wide), find_outcome(narrow, weights), find_actor(narrow, weights))


# The features of the trained model: the matches of an article, the rules' verdict, and the words around them.
#
# The name of a feature shows its kind. `cue:ATT`, `press:crew:3`, `topic:crime` are the same in every language, so that languages learn from each
# other. `ru:w:…` are words of the important sentences, `b` and `s` two words in a row or with one between, `a` words anywhere, `t` words of the
# beginning. `rules:…` is the rules' verdict. Press words are replaced by their kind (`<crew>`), so that no name is learned. `=incident`, `=followup`,
# `=code:ATT` and `=outcome:dropped` are the rules' own scores, whose weight is set by hand and not learned (`LinearModel.raw`).

Features = dict[str, float]

# Sentences whose words are features: those with most weight, and those that name the press.
_SENTENCES = 4
_STRONG, _WEAK = 0.4, 0.25
_ANYWHERE, _BEGINNING = 0.4, 0.7
_SAID = 1.5
_HITS = ("topic", "followup", "report", "outcome", "actor", "official", "other", "negation", "hypothetical", "frame", "country")
_CODED = frozenset({"topic", "followup", "report", "outcome", "actor"})
_ENGLISH_ENDING = re.compile("(?:ing|ed|es|s|ly)$")
# Letters of a word that are compared: enough to separate words, few enough to unite forms.
_FEATURE_LETTERS = {"kk": 7, "ru": 6, "en": 7}


def features(reading: WideReading) -> Features:
    """Return the features of one article, or of one section; zeros are left out."""
    feature_values: Features = defaultdict(float)
    marks, verdict = reading.wide, reading.wider
    _of_rules(reading, feature_values)
    _of_press(marks, feature_values)
    _of_acts(marks, verdict, feature_values)
    _of_hits(marks, feature_values)
    _of_places(marks, feature_values)
    _of_words(marks, verdict, feature_values)
    return {name: value for name, value in feature_values.items() if value}


def _of_rules(reading: WideReading, feature_values: Features) -> None:
    """Add the rules' verdict, by their own narrower tables."""
    verdict = reading.rules
    feature_values["=incident"] = verdict.score
    for code, weight in verdict.categories:
        feature_values[f"=code:{code.value}"] = weight
        feature_values[f"rules:code:{code.value}"] = 2 * weight
    if verdict.categories:
        feature_values[f"rules:first:{verdict.categories[0][0].value}"] = 1.0
    for item in verdict.evidence:
        name = f"rules:act:{item.cue.code}"
        feature_values[name] = max(feature_values[name], item.weight)
    feature_values[f"=outcome:{reading.outcome.value}"] = 1.0
    feature_values["=followup"] = float(verdict.label is ScreeningLabel.FOLLOWUP)
    for question, answer in (("label", verdict.label), ("outcome", reading.outcome), ("actor", reading.actor)):
        feature_values[f"rules:{question}:{answer.value}"] = _SAID


def _of_press(marks: Matches, feature_values: Features) -> None:
    counts = Counter(f"press:{mention.code}:{int(mention.strength * 3.99)}" for mention in marks.press)
    feature_values.update({name: math.log1p(count) for name, count in counts.items()})
    strong = sum(mention.strength >= _STRONG for mention in marks.press)
    weak = sum(mention.strength < _WEAK for mention in marks.press)
    feature_values["strong"], feature_values["weak"] = math.log1p(strong), math.log1p(weak)
    feature_values["weak share"] = weak / len(marks.press) if marks.press else 0.0
    feature_values["no press"] = float(not marks.press)


def _of_acts(marks: Matches, verdict: Verdict, feature_values: Features) -> None:
    feature_values["rules"] = verdict.score
    for item in verdict.evidence:
        feature_values[f"act:{item.cue.code}"] = max(feature_values[f"act:{item.cue.code}"], item.weight)
    for number, weight in enumerate(sorted((item.weight for item in verdict.evidence), reverse=True)[:4]):
        feature_values[f"act {number}"] = weight
    feature_values["acts"] = math.log1p(sum(item.weight > 0.3 for item in verdict.evidence))
    feature_values["sure"] = float(any(cue.sure and cue.damp > 0.5 for cue in marks.cues))
    for cue in marks.cues:
        feature_values[f"cue:{cue.code}"] = max(feature_values[f"cue:{cue.code}"], cue.weight * cue.damp)


def _of_hits(marks: Matches, feature_values: Features) -> None:
    for kind in _HITS:
        hits = marks.of(kind)
        if hits:
            feature_values[f"n:{kind}"] = math.log1p(len(hits))
        for hit in hits if kind in _CODED else ():
            feature_values[f"{kind}:{hit.phrase.code}"] = max(feature_values[f"{kind}:{hit.phrase.code}"], hit.phrase.weight)


def _of_places(marks: Matches, feature_values: Features) -> None:
    """Add where press and acts occur: together, at the beginning, in which share of the article."""
    press = {mention.sentence for mention in marks.press if mention.strength >= _STRONG}
    acts = {cue.sentence for cue in marks.cues if cue.damp > 0.5}
    count = max(len(marks.words.sentences), 1)
    feature_values["together"] = math.log1p(len(press & acts))
    feature_values["press first"], feature_values["act first"], feature_values["together first"] = (
        float(0 in press),
        float(0 in acts),
        float(0 in press & acts),
    )
    feature_values["press share"], feature_values["act share"] = len(press) / count, len(acts) / count


def _of_words(marks: Matches, verdict: Verdict, feature_values: Features) -> None:
    lang, words = marks.lang, marks.words
    press = {at: mention.code for mention in marks.press for at in range(mention.start, mention.end)}
    everything = [_stems(words, number, press, lang) for number in range(len(words.sentences))]
    for stems in everything:
        for stem in stems:
            feature_values[f"{lang}:a:{stem}"] = _ANYWHERE
    for number in _telling(marks, verdict):
        stems = everything[number]
        for stem in stems:
            feature_values[f"{lang}:w:{stem}"] = 1.0
        for gap, name in ((1, "b"), (2, "s")):
            for left, right in zip(stems, stems[gap:], strict=False):
                feature_values[f"{lang}:{name}:{left} {right}"] = 1.0
    for stem in everything[0] if everything else ():
        feature_values[f"{lang}:t:{stem}"] = _BEGINNING


def _telling(marks: Matches, verdict: Verdict) -> list[int]:
    """Return the sentences that matter most."""
    weights = dict(verdict.weights)
    press = {mention.sentence for mention in marks.press if mention.strength >= _STRONG}
    matter = [number for number in range(len(marks.words.sentences)) if weights.get(number, 0.0) > 0 or number in press]
    return sorted(matter, key=lambda number: -weights.get(number, 0.0) - 0.3 * (number in press))[:_SENTENCES]


def _stems(words: ArticleWords, sentence: int, press: dict[int, str], lang: str) -> list[str]:
    first, last = words.sentences[sentence]
    stems: list[str] = []
    for at in range(first, last):
        if at not in press:
            stems.append(_stem(words.forms[at], lang))
        elif not stems or stems[-1] != f"<{press[at]}>":
            stems.append(f"<{press[at]}>")
    return stems


def _stem(word: str, lang: str) -> str:
    if not word.isalpha():
        return "#" if word[0].isdigit() else word
    if lang == "kk":
        word = kazakh_stem(word)
    elif lang == "en":
        word = _ENGLISH_ENDING.sub("", word)
    return word[: _FEATURE_LETTERS[lang]]


# The yes-or-no questions; codes, outcomes and actors have one head for each answer, `code:ATT`.
INCIDENT, FOLLOWUP, REPORT = "incident", "followup", "report"


# The shipped model: made by `qorgan train --output classify/scoring/learned/kk-ru-en.npz` from the corpus in this repository.
SHIPPED = Path(__file__).parent / "kk-ru-en.npz"
# Weight of the rules' own scores, set by hand: trained freely they get next to nothing, since the corpus is written to be hard for them, while on
# real news they are the more reliable half. 3 is nearly as good (docs/decisions/0009-classifier.md).
_RULES_COUNT = 5.0
_RULES_COUNT_IN_KINDS = 4.0
_RULES_COUNT_IN_COURSE = 1.5


_SETTINGS = ("threshold", "report", "codes", "kind", "kinds")


class ModelError(ValueError):
    """Raised on loading for a model file that cannot be used; screening does not start without a model."""


class ModelOutdated(ModelError):
    """Raised on loading for a model of another vocabulary; it has to be trained again."""

    def __init__(self, file: Path, missing: Collection[str], unknown: Collection[str]) -> None:
        faults = [f"{words} {', '.join(sorted(heads))}" for words, heads in (("was not trained for", missing), ("was trained for", unknown)) if heads]
        super().__init__(f"{file.name} {'; '.join(faults)}")
        self.heads = tuple(sorted({*missing, *unknown}))
        """The heads that differ between model and vocabulary, as `code:ATT`."""


@dataclass(frozen=True)
class Calibration:
    """From a head's raw sum to a chance: 1 / (1 + exp(-(slope * sum + offset)))."""

    slope: float
    offset: float

    def chance(self, raw: float) -> float:
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, self.slope * raw + self.offset))))


@dataclass(frozen=True)
class LinearModel:
    """Weights of all heads (features × heads), the offset of each, and the calibration of each sum to a chance."""

    name: str
    places: dict[str, int]
    """Row of each feature."""
    heads: tuple[str, ...]
    weights: NDArray[np.float32]
    intercepts: NDArray[np.float32]
    calibrations: dict[str, Calibration]
    settings: dict[str, Any]
    """Thresholds: incident ("threshold"), "report", "codes", a coarse class ("kind"); "kinds" are the weights of each class's signs."""
    door: Prefilter

    def raw(self, feature_values: Features) -> dict[str, float]:
        """Return the sum of every head, including the rules' own scores with their fixed weights; unknown features count nothing."""
        rows = [(self.places[name], value) for name, value in feature_values.items() if name in self.places]
        at = np.fromiter((row for row, _ in rows), dtype=np.int64, count=len(rows))
        values = np.fromiter((value for _, value in rows), dtype=np.float32, count=len(rows))
        sums = values @ self.weights[at] + self.intercepts
        return {head: float(value) + rules_part(head, feature_values) for head, value in zip(self.heads, sums, strict=True)}

    def chances(self, feature_values: Features) -> dict[str, float]:
        """Return the chance of every head."""
        return {head: self.calibrations[head].chance(raw) for head, raw in self.raw(feature_values).items()}


def rules_part(head: str, feature_values: Features) -> float:
    """Return what the rules' own score adds to the sum of a head."""
    own = feature_values.get(f"={head}", 0.0)
    if head == INCIDENT:
        return own * _RULES_COUNT
    return own * (_RULES_COUNT_IN_KINDS if head.startswith("code:") else _RULES_COUNT_IN_COURSE)


def save_model(model: LinearModel, file: Path, further_arrays: Mapping[str, NDArray[Any]] = MappingProxyType({})) -> str:
    """Write the model and further arrays by name (`classify.scoring.learned_weights`), and return its SHA-256.

    The same model gives the same bytes on every machine.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    header = {
        "name": model.name,
        "heads": list(model.heads),
        "features": sorted(model.places, key=lambda name: model.places[name]),
        "calibrations": {head: [calibration.slope, calibration.offset] for head, calibration in model.calibrations.items()},
        "settings": model.settings,
        "door": {"weights": model.door.weights, "intercept": model.door.intercept, "least": model.door.least},
    }
    text = np.frombuffer(json.dumps(header, ensure_ascii=False, sort_keys=True).encode(), dtype=np.uint8)
    with open(file, "wb") as stream:
        # Half precision: a third digit of a weight changes no verdict, and the file is half as large.
        arrays: dict[str, Any] = {"told": text, "weights": model.weights.astype(np.float16), "intercepts": model.intercepts, **further_arrays}
        np.savez_compressed(stream, **arrays)
    return hashlib.sha256(file.read_bytes()).hexdigest()


def heads_of_vocabulary() -> tuple[str, ...]:
    """Return the heads that a model must have, in order: the categories that the machine reads, the outcomes, the actors."""
    questions: tuple[tuple[str, Iterable[StrEnum]], ...] = (("code", READ_BY_MACHINE), ("outcome", Outcome), ("actor", Actor))
    return (INCIDENT, REPORT, FOLLOWUP, *(f"{question}:{answer.value}" for question, answers in questions for answer in answers))


def load_model(file: Path) -> LinearModel:
    """Return the model of a file.

    Raises ModelError for one that is missing or invalid, ModelOutdated for one of another vocabulary.
    """
    model = _read(file)
    expected, heads = set(heads_of_vocabulary()), set(model.heads)
    if expected != heads:
        raise ModelOutdated(file, expected - heads, heads - expected)
    return model


def _read(file: Path) -> LinearModel:
    try:
        with np.load(file, allow_pickle=False) as arrays:
            header = json.loads(arrays["told"].tobytes().decode())
            weights, intercepts = arrays["weights"].astype(np.float32), arrays["intercepts"].astype(np.float32)
        return LinearModel(
            name=header["name"],
            places={name: at for at, name in enumerate(header["features"])},
            heads=tuple(header["heads"]),
            weights=weights,
            intercepts=intercepts,
            calibrations={head: Calibration(*pair) for head, pair in header["calibrations"].items()},
            settings={name: header["settings"][name] for name in _SETTINGS},
            door=Prefilter(**header["door"]),
        )
    except (OSError, ValueError, KeyError, TypeError, EOFError, BadZipFile) as error:
        raise ModelError(f"{file.name}: {error}") from error


# From the chances of all codes to the categories of an article.
#
# The chance of each coarse class (`records.vocabulary.CoarseClass`) is computed again from its likeliest code by the words of the article, its
# heaviest act that the rules tie to the press, by either set of tables, and the ratio of that act to the heaviest of the article. So an act in the
# main sentence of the incident counts more than a word anywhere. The weights are learned from the corpus held out; class frequencies are set by hand,
# since the corpus has more of rare ones.

MOST_CODES = 5
_CODES = {coarse.value: [code.value for code in READ_BY_MACHINE if code.facts.coarse is coarse] for coarse in CoarseClass}
# Chances are limited to this distance from 0 and 1.
_SUREST = 0.9995
# An article with hardly any act has no heaviest one.
_LEAST_ACT = 0.05


def signs(feature_values: Features, chance: Mapping[str, float]) -> dict[str, list[float]]:
    """Return the signs of each coarse class, in the order of the weights; `chance` are the chances of the codes, by head."""
    heaviest = [max([_LEAST_ACT, *(_act(feature_values, act, codes) for codes in _CODES.values())]) for act in _ACTS]
    return {kind: _signs(feature_values, chance, codes, heaviest) for kind, codes in _CODES.items()}


_ACTS = ("rules:act", "act")


def _act(feature_values: Features, act: str, codes: list[str]) -> float:
    return max(feature_values.get(f"{act}:{code}", 0.0) for code in codes)


def _signs(feature_values: Features, chance: Mapping[str, float], codes: list[str], heaviest: list[float]) -> list[float]:
    likeliest = min(max(1 - _SUREST, *(chance[f"code:{code}"] for code in codes)), _SUREST)
    acts = [_act(feature_values, act, codes) for act in _ACTS]
    return [math.log(likeliest / (1 - likeliest)), *acts, *(weight / most for weight, most in zip(acts, heaviest, strict=True))]


def category_chances(
    feature_values: Features, chance: Mapping[str, float], weights: Mapping[str, list[float]], least: float, least_code: float
) -> list[tuple[Category, float]]:
    """Return the codes of an article, likeliest first, at least one.

    Of each class that reaches `least`: its likeliest code, and others that reach `least_code`. `weights` are those of a class's signs, and the offset
    last.
    """
    kinds = {kind: _chance(weights[kind], values) for kind, values in signs(feature_values, chance).items()}
    best = max(kinds, key=lambda kind: kinds[kind])
    codes: list[tuple[Category, float]] = []
    for kind, likely in kinds.items():
        if likely >= least or kind == best:
            first, *further = sorted(_CODES[kind], key=lambda code: -chance[f"code:{code}"])
            codes.append((Category(first), round(likely, 3)))
            codes += [(Category(code), round(min(likely, chance[f"code:{code}"]), 3)) for code in further if chance[f"code:{code}"] >= least_code]
    return sorted(codes, key=lambda pair: (-pair[1], pair[0].value))[:MOST_CODES]


def _chance(weights: list[float], values: list[float]) -> float:
    *slopes, offset = weights
    return 1 / (1 + math.exp(-sum(slope * value for slope, value in zip(slopes, values, strict=True)) - offset))


# The trained scorer. The rules find the signs of an incident and their positions; the model gives its chance, its kind and its outcome.

# Factor for matches of the wide tables alone, in the grounds and in the choice of the main sentence.
_WIDE_SHARE = 0.7
# An article this likely to report an incident is not labelled a report, however many figures it has.
_NO_REPORT = 0.3


class TrainedScorer:
    """A scorer with a trained model. The rules find the words and the sentences that matter, so that a verdict can show its reasons."""

    def __init__(self, model: LinearModel) -> None:
        self.model = model.name
        self.threshold: float = model.settings["threshold"]
        self._model = model
        self._rules = RuleScorer()

    def lets_in(self, text: str) -> bool:
        """Return whether the model's own prefilter lets the text through."""
        return self._model.door.lets_in(text)

    def weigh(self, marks: Matches) -> Verdict:
        """Return score, label, categories, actor and outcome of one text."""
        reading = read_twice(marks, self._rules)
        if not reading.of_press:
            return Verdict(0.0, ScreeningLabel.NONE, likeness=self._model.door.likeness(marks.words.text))
        feature_values = features(reading)
        chance, settings = self._model.chances(feature_values), self._model.settings
        score, told_before = round(chance[INCIDENT], 4), _is_earlier_case(reading)
        return Verdict(
            score,
            self._label(score, chance, told_before=told_before),
            tuple(category_chances(feature_values, chance, settings["kinds"], settings["kind"], settings["codes"]))
            if score >= self.threshold / 2
            else (),
            tuple(_grounds(reading)),
            _weights(reading),
            Actor(_likeliest(chance, "actor")),
            Outcome(_likeliest(chance, "outcome")),
            told_before,
            chance,
        )

    def _label(self, score: float, chance: dict[str, float], *, told_before: bool) -> ScreeningLabel:
        if chance[REPORT] >= self._model.settings["report"] and score < _NO_REPORT:
            return ScreeningLabel.REPORT
        if score < self.threshold:
            return ScreeningLabel.NONE
        return ScreeningLabel.FOLLOWUP if chance[FOLLOWUP] >= 0.5 and told_before else ScreeningLabel.INCIDENT


def _is_earlier_case(reading: WideReading) -> bool:
    """Return whether any word says that the case is an earlier one, or that it has an outcome.

    Without such a word, a short text is news of the event itself.
    """
    return any(marks.of(kind) for marks in (reading.narrow, reading.wide) for kind in ("followup", "outcome"))


def _grounds(reading: WideReading) -> list[ScoredAct]:
    """Return the acts that the narrow or the wide tables find, one for each position; those of the rules come first."""
    by_position = {(item.cue.start, item.cue.end): item for item in reading.rules.evidence}
    for item in reading.wider.evidence:
        by_position.setdefault((item.cue.start, item.cue.end), ScoredAct(item.cue, item.weight * _WIDE_SHARE, item.press))
    return sorted(by_position.values(), key=lambda item: -item.weight)


def _weights(reading: WideReading) -> tuple[tuple[int, float], ...]:
    weights = dict(reading.rules.weights)
    for sentence, weight in reading.wider.weights:
        weights[sentence] = max(weights.get(sentence, 0.0), weight * _WIDE_SHARE)
    return tuple(sorted(weights.items()))


def _likeliest(chance: dict[str, float], question: str) -> str:
    heads = [head for head in chance if head.startswith(f"{question}:")]
    return max(heads, key=lambda head: chance[head]).partition(":")[2]
