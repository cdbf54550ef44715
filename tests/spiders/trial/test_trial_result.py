"""A trial's result crosses from one process to another as a line of JSON."""

import json

import pytest

from records.vocabulary import Cause, Fate, WayKind
from spiders.trial.trial_result import ArticleTried, PageTried, TrialResult, result_from, result_line

RESULT = TrialResult(
    answered=False, cause=Cause.EMPTY, served=((WayKind.FEED, "https://x.example/rss", True),), links=3,
    pages=(PageTried("https://x.example/rss", Fate.LISTING, source=True),),
    articles=(ArticleTried("https://x.example/1", "Қазақша", "kk", "2026-11-24", "сөз"),), stopped="time",
)  # fmt: skip


def test_a_result_comes_back_as_it_was() -> None:
    line = result_line(RESULT)
    assert "\n" not in line
    assert result_from(json.loads(line)["result"]) == RESULT
    assert RESULT.good


@pytest.mark.parametrize(
    "wrong", [{}, {"answered": True}, {**json.loads(result_line(RESULT))["result"], "pages": [{"url": "x", "fate": "nonsense", "source": 1}]}]
)
def test_what_is_no_result_is_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match="not a result|nonsense"):
        result_from(wrong)
