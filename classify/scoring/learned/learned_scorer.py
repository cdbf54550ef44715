"""The trained scorer. The rules find what speaks for an incident and where; the model says how likely one is, of what kind, and what came of it."""

from classify.matching.matches import Matches
from classify.scoring.learned.category_calibration import category_chances
from classify.scoring.learned.features import features
from classify.scoring.learned.linear_model import FOLLOWUP, INCIDENT, REPORT, LinearModel
from classify.scoring.learned.wide_matches import WideReading, read_twice
from classify.scoring.rules import RuleScorer, ScoredAct, Verdict
from records.vocabulary import Actor, Outcome, ScreeningLabel

# What only the wide tables find counts less when grounds are shown and the sentence that matters is looked for.
_WIDE_SHARE = 0.7
# An article this likely to tell of an incident is no report, however many figures it holds.
_NO_REPORT = 0.3


class LearnedScorer:
    """Weighs matches with a trained model. The rules find the words and the sentences that matter, so that a verdict can show its reasons."""

    def __init__(self, model: LinearModel) -> None:
        self.model = model.name
        self.threshold: float = model.settings["threshold"]
        self._model = model
        self._rules = RuleScorer()

    def lets_in(self, text: str) -> bool:
        """The model's own prefilter."""
        return self._model.door.lets_in(text)

    def weigh(self, marks: Matches) -> Verdict:
        """Score, label, categories, actor and outcome of one text."""
        reading = read_twice(marks, self._rules)
        if not reading.of_press:
            return Verdict(0.0, ScreeningLabel.NONE, likeness=self._model.door.likeness(marks.words.text))
        found = features(reading)
        chance, settings = self._model.chances(found), self._model.settings
        score, told_before = round(chance[INCIDENT], 4), _told_before(reading)
        return Verdict(
            score,
            self._label(score, chance, told_before=told_before),
            tuple(category_chances(found, chance, settings["kinds"], settings["kind"], settings["codes"])) if score >= self.threshold / 2 else (),
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


def _told_before(reading: WideReading) -> bool:
    """Whether any word says that the case is an earlier one, or that something came of it. Without such a word, a short text is news of the
    event itself."""
    return any(marks.of(kind) for marks in (reading.narrow, reading.wide) for kind in ("followup", "outcome"))


def _grounds(reading: WideReading) -> list[ScoredAct]:
    """The acts that the narrow or the wide tables find, one for each place; those of the rules come first."""
    found = {(item.cue.start, item.cue.end): item for item in reading.rules.evidence}
    for item in reading.wider.evidence:
        found.setdefault((item.cue.start, item.cue.end), ScoredAct(item.cue, item.weight * _WIDE_SHARE, item.press))
    return sorted(found.values(), key=lambda item: -item.weight)


def _weights(reading: WideReading) -> tuple[tuple[int, float], ...]:
    weights = dict(reading.rules.weights)
    for sentence, weight in reading.wider.weights:
        weights[sentence] = max(weights.get(sentence, 0.0), weight * _WIDE_SHARE)
    return tuple(sorted(weights.items()))


def _likeliest(chance: dict[str, float], question: str) -> str:
    heads = [head for head in chance if head.startswith(f"{question}:")]
    return max(heads, key=lambda head: chance[head]).partition(":")[2]
