"""What was done with a practice draft, beside what experienced monitors would have done."""

import pytest

from desk.pages.tour.practice_drafts import practice_draft
from desk.pages.tour.practice_results import is_right, result_of, what_was_done
from records.errors import BadDecision


@pytest.mark.parametrize(
    ("step", "do", "given", "right"),
    [
        (1, "confirm", {}, True),
        (1, "reject:not_work", {}, False),
        (1, "confirm", {"primary": ["THR"]}, False),
        (2, "reject:not_work", {}, True),
        (2, "reject:old", {}, False),
        (2, "confirm", {}, False),
        (3, "confirm", {}, False),
        (3, "confirm", {"primary": ["OBS"]}, True),
    ],
)
def test_a_decision_is_compared_with_that_of_experienced_monitors(step: int, do: str, given: dict[str, list[str]], right: bool) -> None:
    practice = practice_draft(step, "en")
    did = what_was_done(practice, do, given)
    assert is_right(practice, did) is right
    result = result_of(step, practice, did)
    assert result.right is right
    assert result.did.startswith("You confirmed" if do == "confirm" else "You rejected")
    assert result.done
    assert result.why


@pytest.mark.parametrize(("do", "given"), [("", {}), ("merge", {}), ("reject", {}), ("reject:because", {}), ("confirm", {"primary": [""]})])
def test_what_is_no_decision_is_refused(do: str, given: dict[str, list[str]]) -> None:
    with pytest.raises(BadDecision):
        what_was_done(practice_draft(1, "en"), do, given)
