"""Whose outcome: counts that can be worked out by hand, and a floor under the answer that must not be wrong."""

from pathlib import Path
from typing import Any

import pytest

from classify.gold.gate import GOLD, ScoreShare, article_of, read_gold
from classify.gold.outcome_of_scores import measure_outcome_of
from classify.screen import load_screener
from classify.training.corpus import CORPUS
from records.model import Screening
from records.vocabulary import SCREENING_LANGUAGES, Outcome, Track

FITTED_ON = CORPUS / "calibration" / "outcomes.jsonl"
# The least share of right answers among those that say "perpetrator", on each set. On the blind one it was 0.9 before an encoder found more outcomes than the words do: some of
# them are somebody else's, who is neither. A journalist's own verdict is never called the perpetrator's (below).
PRECISION_OF_PERPETRATOR = {FITTED_ON: 0.97, GOLD / "outcome_of_unseen.jsonl": 0.97, GOLD / "outcome_of_blind.jsonl": 0.85}
# Each of these, told as the perpetrator's, would be read as justice done, or as impunity, where a journalist was tried.
VERDICTS = (Outcome.CONVICTED, Outcome.ACQUITTED)


def wanted(name: str, answer: str | None) -> dict[str, Any]:
    return {"id": name, "outcome_of": answer}


def test_the_shares_are_what_counting_by_hand_gives() -> None:
    gold = [wanted("a", "perpetrator"), wanted("b", "perpetrator"), wanted("c", "journalist"), wanted("d", None)]
    given = [Track.PERPETRATOR, None, Track.PERPETRATOR, None]
    scores = measure_outcome_of(gold, [Screening(item["id"], "test", outcome_of=one) for item, one in zip(gold, given, strict=True)])
    assert scores.right == ScoreShare(2, 4)
    assert scores.precision("perpetrator") == ScoreShare(1, 2)
    assert scores.recall("perpetrator") == ScoreShare(1, 2)
    assert scores.recall("journalist") == ScoreShare(0, 1)
    assert scores.precision(None) == ScoreShare(1, 2)


def test_screenings_of_other_items_are_refused() -> None:
    with pytest.raises(ValueError, match="another order"):
        measure_outcome_of([wanted("a", None)], [Screening("b", "test")])


@pytest.mark.parametrize("file", PRECISION_OF_PERPETRATOR, ids=lambda file: file.name)
def test_the_sets_tell_of_both_in_three_languages(file: Path) -> None:
    items = read_gold(file)
    assert len(items) >= 120
    assert len({item["id"] for item in items}) == len(items)
    for lang in SCREENING_LANGUAGES:
        assert {item["outcome_of"] for item in items if item["lang"] == lang} == {"perpetrator", "journalist", None}
    assert all(Outcome(item["outcome"]) for item in items)
    assert not any(item["outcome_of"] for item in items if item["outcome"] == "none")


@pytest.mark.parametrize("file", PRECISION_OF_PERPETRATOR, ids=lambda file: file.name)
def test_what_is_said_to_be_the_perpetrators_is(file: Path) -> None:
    gold = read_gold(file)
    screened = list(load_screener(None).screen_many(map(article_of, gold)))
    scores = measure_outcome_of(gold, screened)
    precision = scores.precision("perpetrator")
    assert precision.value is not None
    assert precision.value >= PRECISION_OF_PERPETRATOR[file], scores.counts
    told = zip(gold, screened, strict=True)
    wrong = [
        item["id"] for item, one in told if item["outcome_of"] == "journalist" and one.outcome_of is Track.PERPETRATOR and one.outcome in VERDICTS
    ]
    assert wrong == [], "a journalist's own verdict is told as the perpetrator's"
