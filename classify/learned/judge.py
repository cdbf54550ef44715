"""The trained judge: the rules find what speaks for an incident and where, the model says how likely one is, of what kind, and what came of it."""

from classify.judge import RuleJudge, Verdict
from classify.learned.features import features
from classify.learned.model import FOLLOWUP, INCIDENT, REPORT, Model
from classify.marks import Marks
from records.vocabulary import Actor, Category, Outcome, ScreeningLabel

# Of the 26 codes, those at least this likely are given; the likeliest one always.
MOST_CODES = 5


class LearnedJudge:
    """Weighs marks by a trained model. Spans and sentences that matter stay those of the rules, so that a verdict shows its grounds."""

    def __init__(self, model: Model) -> None:
        self.model = model.name
        self.threshold: float = model.settings["threshold"]
        self._model = model
        self._rules = RuleJudge()

    def weigh(self, marks: Marks) -> Verdict:
        """Score, label, categories, actor and outcome of one text."""
        rules = self._rules.weigh(marks)
        chance = self._model.chances(features(marks, rules))
        score = round(chance[INCIDENT], 4)
        return Verdict(
            score,
            self._label(score, chance),
            tuple(_codes(chance, self._model.settings["codes"])) if score >= self.threshold / 2 else (),
            rules.evidence,
            rules.weights,
            Actor(_likeliest(chance, "actor")),
            Outcome(_likeliest(chance, "outcome")),
        )

    def _label(self, score: float, chance: dict[str, float]) -> ScreeningLabel:
        if chance[REPORT] >= 0.5 and chance[REPORT] > score:
            return ScreeningLabel.REPORT
        if score < self.threshold:
            return ScreeningLabel.NONE
        return ScreeningLabel.FOLLOWUP if chance[FOLLOWUP] >= 0.5 else ScreeningLabel.INCIDENT


def _codes(chance: dict[str, float], least: float) -> list[tuple[Category, float]]:
    ranked = sorted(((chance[f"code:{code.value}"], code) for code in Category), key=lambda pair: -pair[0])
    return [(code, round(value, 3)) for number, (value, code) in enumerate(ranked[:MOST_CODES]) if number == 0 or value >= least]


def _likeliest(chance: dict[str, float], question: str) -> str:
    heads = [head for head in chance if head.startswith(f"{question}:")]
    return max(heads, key=lambda head: chance[head]).partition(":")[2]
