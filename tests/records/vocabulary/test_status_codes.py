"""What the statuses say of themselves: whose story each tells, who answered, what an outcome becomes. The two stories never meet."""

from itertools import combinations, product

import pytest

from records.i18n import LANGUAGES, tr, use_language
from records.vocabulary import ACCOUNTABILITY, NO_STEP, ON_TRACK, STATUS_LABELS, STATUSES, Category, Outcome, StatusCode, Track
from records.vocabulary.incident_codes import PenaltyPart, status_of_outcome, statuses_where

C, S = Category, StatusCode


def test_every_status_has_its_entry_and_tells_one_story_and_a_journalists_begins_with_j() -> None:
    assert set(STATUSES) == set(S)
    assert {code for code, facts in STATUSES.items() if facts.track is Track.JOURNALIST} == {code for code in S if code.startswith("J")}
    listed = [code for codes in ON_TRACK.values() for code in codes]
    assert len(listed) == len(set(listed)) == len(S)
    assert all(STATUSES[code].track is track for track, codes in ON_TRACK.items() for code in codes)


def test_who_answers_what_needs_something_punishable_and_what_is_no_step() -> None:
    assert {S.APN, S.DSP, S.CVP, S.CVF, S.CVM, S.APO} == ACCOUNTABILITY
    needing = statuses_where(lambda facts: facts.needs_punishable)
    assert needing == {S.PTI, S.SUS, S.DRP, S.BLM, S.APN, S.CRTP, S.ACQ, S.CVP, S.CVF, S.CVM}
    assert {S.REP, S.NOI} == NO_STEP
    assert all(STATUSES[code].track is Track.PERPETRATOR for code in ACCOUNTABILITY | needing | NO_STEP)


def test_liberty_rulings_and_penalties_belong_to_the_journalists_story_and_go_together() -> None:
    for code, facts in STATUSES.items():
        if facts.takes_liberty or facts.gives_liberty or facts.verdict or facts.lasts or facts.penalty:
            assert facts.track is Track.JOURNALIST, code
        assert not (facts.takes_liberty and facts.gives_liberty), code
        # A court may say for how long somebody is remanded, and that is no ruling.
        assert facts.verdict == (bool(facts.penalty) and code is not StatusCode.JDT), code
        # What lasts until its length has passed is a ruling that may have one.
        assert not facts.lasts or PenaltyPart.TERM in facts.penalty, code
    assert any(facts.lasts for facts in STATUSES.values())


def test_an_outcome_never_becomes_a_status_of_the_other_story_whatever_the_categories() -> None:
    some = [(), *((one,) for one in C), *combinations(C, 2)]
    wrong = []
    for whose, outcome in product(Track, Outcome):
        found = {status_of_outcome(whose, outcome, categories) for categories in some} - {None}
        if not {STATUSES[code].track for code in found if code} <= {whose}:
            wrong.append((whose, outcome, found))
    assert wrong == []
    assert {status_of_outcome(None, outcome, [C.ATT, C.CRM]) for outcome in Outcome} == {None}, "of which it is not known whose it is"


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
    with use_language(lang):
        assert len({tr(label) for label in STATUS_LABELS.values()}) == len(S)
