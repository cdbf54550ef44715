"""What the statuses say of themselves: whose story each tells, who answered, what an outcome becomes. The two stories never meet."""

from dataclasses import FrozenInstanceError, fields
from itertools import combinations

import pytest

from records.i18n import LANGUAGES, speaking, tr
from records.vocabulary import ACCOUNTABILITY, NO_STEP, ON_TRACK, STATUS_LABELS, STATUSES, TRACK_LABELS, Category, Outcome, StatusCode, Track
from records.vocabulary.status_codes import status_of_outcome, statuses_where
from records.vocabulary.status_facts import PenaltyPart, StatusFacts

C, S = Category, StatusCode


def test_every_status_has_its_entry_and_tells_one_story_and_a_journalists_begins_with_j() -> None:
    assert set(STATUSES) == set(S)
    assert {code for code, facts in STATUSES.items() if facts.track is Track.JOURNALIST} == {code for code in S if code.startswith("J")}


def test_lists_show_each_status_once_on_its_own_track() -> None:
    listed = [code for codes in ON_TRACK.values() for code in codes]
    assert len(listed) == len(set(listed)) == len(S)
    assert all(STATUSES[code].track is track for track, codes in ON_TRACK.items() for code in codes)


def test_somebody_answers_only_by_what_becomes_of_the_perpetrator() -> None:
    assert {S.APN, S.DSP, S.CVP, S.CVF, S.CVM, S.APO} == ACCOUNTABILITY
    assert all(STATUSES[code].track is Track.PERPETRATOR for code in ACCOUNTABILITY)


def test_what_was_done_with_whoever_did_something_punishable_needs_something_punishable() -> None:
    needing = statuses_where(lambda facts: facts.needs_punishable)
    assert needing == {S.PTI, S.SUS, S.DRP, S.BLM, S.APN, S.CRTP, S.ACQ, S.CVP, S.CVF, S.CVM}
    assert all(STATUSES[code].track is Track.PERPETRATOR for code in needing)


def test_that_a_case_is_known_or_silent_is_no_step_of_anybody() -> None:
    assert {S.REP, S.NOI} == NO_STEP


@pytest.mark.parametrize("whose", Track)
@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_never_becomes_a_status_of_the_other_story_whatever_the_categories(whose: Track, outcome: Outcome) -> None:
    some = [(), *((one,) for one in C), *combinations(C, 2)]
    found = {status_of_outcome(whose, outcome, categories) for categories in some} - {None}
    assert {STATUSES[code].track for code in found if code} <= {whose}


@pytest.mark.parametrize("outcome", Outcome)
def test_an_outcome_of_which_it_is_not_told_whose_it_is_proposes_nothing(outcome: Outcome) -> None:
    assert status_of_outcome(None, outcome, [C.ATT, C.CRM]) is None


@pytest.mark.parametrize(
    ("categories", "ruling"),
    [
        ([C.CRM], S.JSN),
        ([C.ARR], S.JAA),
        ([C.ADM], S.JFN),
        ([C.CIV], S.JDM),
        ([C.ADM, C.CRM], S.JSN),
        ([C.CIV, C.ADM], S.JFN),
        ([C.ATT], S.JSN),
        ([], S.JSN),
    ],
)
def test_what_a_ruling_against_the_journalist_is_follows_from_the_kind_of_case(categories: list[Category], ruling: StatusCode) -> None:
    assert status_of_outcome(Track.JOURNALIST, Outcome.CONVICTED, categories) is ruling
    assert status_of_outcome(Track.PERPETRATOR, Outcome.CONVICTED, categories) is S.CVF


@pytest.mark.parametrize(
    ("outcome", "of_perpetrator", "of_journalist"),
    [
        (Outcome.INVESTIGATING, S.PTI, S.JIN),
        (Outcome.DROPPED, S.DRP, S.JDR),
        (Outcome.ACQUITTED, S.ACQ, S.JAC),
        (Outcome.REFUSED, S.RFS, None),
        (Outcome.VICTIM_BLAMED, S.BLM, None),
    ],
)
def test_one_word_of_an_article_means_another_status_in_each_story(
    outcome: Outcome, of_perpetrator: StatusCode, of_journalist: StatusCode | None
) -> None:
    assert status_of_outcome(Track.PERPETRATOR, outcome, [C.ATT]) is of_perpetrator
    assert status_of_outcome(Track.JOURNALIST, outcome, [C.CRM]) is of_journalist


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_two_statuses_have_one_label_in_any_language(lang: str) -> None:
    with speaking(lang):
        said = [tr(label) for label in STATUS_LABELS.values()]
    assert len(set(said)) == len(S)


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
