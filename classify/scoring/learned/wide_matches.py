"""An article as the trained model reads it: once with the rules' own tables, and once with the wide tables, which find more than the rules could
use."""

from dataclasses import dataclass

from classify.matching.actor_outcome import find_actor, find_outcome
from classify.matching.lexicon import WIDE
from classify.matching.matches import Matches
from classify.matching.names import attach_names
from classify.scoring.rules import RuleScorer, Verdict
from classify.text.spacy_pipelines import finder
from records.vocabulary import Actor, Outcome


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
        """Whether anything of the press is mentioned, or an act that names it. An article without either is not scored."""
        named = any(mention.strength > 0 and mention.code != "site" for marks in (self.narrow, self.wide) for mention in marks.press)
        return named or bool(self.narrow.of("sure") or self.wide.of("sure"))


def read_twice(narrow: Matches, judge: RuleScorer) -> WideReading:
    """The second reading of a text whose matches by the narrow tables are known."""
    rules = judge.weigh(narrow)
    tables = finder((narrow.lang, narrow.folded), WIDE)
    wide = tables.press_of(narrow.words)
    attach_names(wide, narrow.lang)
    tables.rest_of(wide)
    weights = dict(rules.weights)
    return WideReading(narrow, rules, wide, judge.weigh(wide), find_outcome(narrow, weights), find_actor(narrow, weights))
