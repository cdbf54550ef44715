"""The features of the trained model: the matches of an article, what the rules make of them, and the words around them.

The name of a feature says what it is. `cue:ATT`, `press:crew:3`, `topic:crime` are the same in every language, so that what is learned in one helps
the others. `ru:w:…` are words of the sentences that matter, `b` and `s` two words in a row or with one between, `a` words anywhere, `t` words of the
beginning. `rules:…` is what the rules say. The press's own words are replaced by their kind (`<crew>`), so that a name teaches nothing. `=incident`,
`=followup`, `=code:ATT` and `=outcome:dropped` are the rules' own scores. Their weight is set by hand and not learned (`LinearModel.raw`).
"""

import math
import re
from collections import Counter, defaultdict

from classify.matching.matches import Matches
from classify.scoring.learned.wide_matches import WideReading
from classify.scoring.rules import Verdict
from classify.text.words import ArticleWords
from records.vocabulary import ScreeningLabel
from records.words.kazakh_stem import stem

Features = dict[str, float]

# Sentences whose words are looked at one by one: those that weigh most, and those that name the press.
_SENTENCES = 4
_STRONG, _WEAK = 0.4, 0.25
_ANYWHERE, _BEGINNING = 0.4, 0.7
_SAID = 1.5
_HITS = ("topic", "followup", "report", "outcome", "actor", "official", "other", "negation", "hypothetical", "frame", "country")
_CODED = frozenset({"topic", "followup", "report", "outcome", "actor"})
_ENGLISH_ENDING = re.compile("(?:ing|ed|es|s|ly)$")
# Letters of a word that are compared: enough to part words, few enough to unite forms.
_LETTERS = {"kk": 7, "ru": 6, "en": 7}


def features(reading: WideReading) -> Features:
    """The features of one article, or of one section. Zeros are left out."""
    found: Features = defaultdict(float)
    marks, verdict = reading.wide, reading.wider
    _of_rules(reading, found)
    _of_press(marks, found)
    _of_acts(marks, verdict, found)
    _of_hits(marks, found)
    _of_places(marks, found)
    _of_words(marks, verdict, found)
    return {name: value for name, value in found.items() if value}


def _of_rules(reading: WideReading, found: Features) -> None:
    """What the rules say, by their own narrower tables."""
    verdict = reading.rules
    found["=incident"] = verdict.score
    for code, weight in verdict.categories:
        found[f"=code:{code.value}"] = weight
        found[f"rules:code:{code.value}"] = 2 * weight
    if verdict.categories:
        found[f"rules:first:{verdict.categories[0][0].value}"] = 1.0
    for item in verdict.evidence:
        name = f"rules:act:{item.cue.code}"
        found[name] = max(found[name], item.weight)
    found[f"=outcome:{reading.outcome.value}"] = 1.0
    found["=followup"] = float(verdict.label is ScreeningLabel.FOLLOWUP)
    for question, answer in (("label", verdict.label), ("outcome", reading.outcome), ("actor", reading.actor)):
        found[f"rules:{question}:{answer.value}"] = _SAID


def _of_press(marks: Matches, found: Features) -> None:
    counts = Counter(f"press:{mention.code}:{int(mention.strength * 3.99)}" for mention in marks.press)
    found.update({name: math.log1p(count) for name, count in counts.items()})
    strong = sum(mention.strength >= _STRONG for mention in marks.press)
    weak = sum(mention.strength < _WEAK for mention in marks.press)
    found["strong"], found["weak"] = math.log1p(strong), math.log1p(weak)
    found["weak share"] = weak / len(marks.press) if marks.press else 0.0
    found["no press"] = float(not marks.press)


def _of_acts(marks: Matches, verdict: Verdict, found: Features) -> None:
    found["rules"] = verdict.score
    for item in verdict.evidence:
        found[f"act:{item.cue.code}"] = max(found[f"act:{item.cue.code}"], item.weight)
    for number, weight in enumerate(sorted((item.weight for item in verdict.evidence), reverse=True)[:4]):
        found[f"act {number}"] = weight
    found["acts"] = math.log1p(sum(item.weight > 0.3 for item in verdict.evidence))
    found["sure"] = float(any(cue.sure and cue.damp > 0.5 for cue in marks.cues))
    for cue in marks.cues:
        found[f"cue:{cue.code}"] = max(found[f"cue:{cue.code}"], cue.weight * cue.damp)


def _of_hits(marks: Matches, found: Features) -> None:
    for kind in _HITS:
        hits = marks.of(kind)
        if hits:
            found[f"n:{kind}"] = math.log1p(len(hits))
        for hit in hits if kind in _CODED else ():
            found[f"{kind}:{hit.phrase.code}"] = max(found[f"{kind}:{hit.phrase.code}"], hit.phrase.weight)


def _of_places(marks: Matches, found: Features) -> None:
    """Where press and acts stand: together, at the beginning, in which share of the article."""
    press = {mention.sentence for mention in marks.press if mention.strength >= _STRONG}
    acts = {cue.sentence for cue in marks.cues if cue.damp > 0.5}
    count = max(len(marks.words.sentences), 1)
    found["together"] = math.log1p(len(press & acts))
    found["press first"], found["act first"], found["together first"] = float(0 in press), float(0 in acts), float(0 in press & acts)
    found["press share"], found["act share"] = len(press) / count, len(acts) / count


def _of_words(marks: Matches, verdict: Verdict, found: Features) -> None:
    lang, words = marks.lang, marks.words
    press = {at: mention.code for mention in marks.press for at in range(mention.start, mention.end)}
    everything = [_stems(words, number, press, lang) for number in range(len(words.sentences))]
    for stems in everything:
        for one in stems:
            found[f"{lang}:a:{one}"] = _ANYWHERE
    for number in _telling(marks, verdict):
        stems = everything[number]
        for one in stems:
            found[f"{lang}:w:{one}"] = 1.0
        for gap, name in ((1, "b"), (2, "s")):
            for left, right in zip(stems, stems[gap:], strict=False):
                found[f"{lang}:{name}:{left} {right}"] = 1.0
    for one in everything[0] if everything else ():
        found[f"{lang}:t:{one}"] = _BEGINNING


def _telling(marks: Matches, verdict: Verdict) -> list[int]:
    """The sentences that matter most."""
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
        word = stem(word)
    elif lang == "en":
        word = _ENGLISH_ENDING.sub("", word)
    return word[: _LETTERS[lang]]
