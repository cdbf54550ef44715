"""An article as the trained judge reads it: by the rules' own tables, and once more by the wide ones, which find more than the rules can bear."""

from dataclasses import dataclass

from classify.circumstances import find_actor, find_outcome
from classify.judge import RuleJudge, Verdict
from classify.lexicon import WIDE
from classify.marks import Marks
from classify.names import attach_names
from classify.pipeline import finder
from records.vocabulary import Actor, Outcome


@dataclass(frozen=True)
class Reading:
    """Marks and the rules' verdict by either set of tables; outcome and actor as the rules find them."""

    narrow: Marks
    rules: Verdict
    wide: Marks
    wider: Verdict
    outcome: Outcome
    actor: Actor

    @property
    def of_press(self) -> bool:
        """Whether anything of the press is mentioned, or an act that names it; an article of nothing of the sort is not judged."""
        named = any(mention.strength > 0 and mention.code != "site" for marks in (self.narrow, self.wide) for mention in marks.press)
        return named or bool(self.narrow.of("sure") or self.wide.of("sure"))


def read_twice(narrow: Marks, judge: RuleJudge) -> Reading:
    """The reading of a text of which the marks by the narrow tables are known."""
    rules = judge.weigh(narrow)
    tables = finder((narrow.lang, narrow.folded), WIDE)
    wide = tables.press_of(narrow.words)
    attach_names(wide, narrow.lang)
    tables.rest_of(wide)
    weights = dict(rules.weights)
    return Reading(narrow, rules, wide, judge.weigh(wide), find_outcome(narrow, weights), find_actor(narrow, weights))
