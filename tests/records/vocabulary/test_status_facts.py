"""The facts of a status go together: what takes liberty is a journalist's, what lasts has a length, and what is not said is false."""

from dataclasses import FrozenInstanceError, fields

import pytest

from records.i18n import LANGUAGES, speaking, tr
from records.vocabulary import STATUSES, TRACK_LABELS, Track
from records.vocabulary.status_facts import PenaltyPart, StatusFacts


def test_what_is_not_said_of_a_status_is_false() -> None:
    bare = StatusFacts(Track.PERPETRATOR, "x")
    assert not any(getattr(bare, field.name) for field in fields(bare) if field.name not in ("track", "label"))
    with pytest.raises(FrozenInstanceError):
        bare.accountability = True  # type: ignore[misc]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_track_has_its_own_words(lang: str) -> None:
    with speaking(lang):
        assert len({tr(TRACK_LABELS[track]) for track in Track}) == len(Track)


def test_liberty_rulings_penalties_and_the_end_of_a_pursuit_belong_to_the_journalists_story() -> None:
    for code, facts in STATUSES.items():
        if facts.takes_liberty or facts.gives_liberty or facts.verdict or facts.lasts or facts.penalty:
            assert facts.track is Track.JOURNALIST, code
        if facts.accountability or facts.needs_punishable or facts.no_step:
            assert facts.track is Track.PERPETRATOR, code


def test_nothing_both_takes_liberty_and_gives_it() -> None:
    assert not [code for code, facts in STATUSES.items() if facts.takes_liberty and facts.gives_liberty]


def test_only_a_ruling_has_a_penalty_and_every_ruling_has_one() -> None:
    assert all(facts.verdict == bool(facts.penalty) for facts in STATUSES.values())


def test_what_lasts_until_its_length_has_passed_is_a_ruling_that_may_have_one() -> None:
    lasting = [facts for facts in STATUSES.values() if facts.lasts]
    assert lasting
    assert all(facts.verdict and PenaltyPart.TERM in facts.penalty for facts in lasting)
