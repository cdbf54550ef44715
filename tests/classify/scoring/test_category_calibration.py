"""From chances of codes to the codes that are given: class by class, by what the words say and what the rules tie to the press."""

from classify.scoring.learned.category_calibration import MOST_CODES, category_chances, signs
from records.vocabulary import Category, CoarseClass

# One weight for the likeliest code, one for the rules' act beside the heaviest; the rest count nothing.
EQUAL = {coarse.value: [1.0, 0.0, 0.0, 2.0, 0.0, 0.0] for coarse in CoarseClass}


def chances(**high: float) -> dict[str, float]:
    return {f"code:{code.value}": high.get(code.value, 0.02) for code in Category}


def codes(found: dict[str, float], least: float = 0.35, **high: float) -> list[str]:
    return [code.value for code, _ in category_chances(found, chances(**high), EQUAL, least, 0.5)]


def test_an_act_that_the_rules_tie_to_the_press_lifts_its_class() -> None:
    assert codes({}, ATT=0.9, PRP=0.2) == ["ATT"]
    assert codes({"rules:act:PRP": 0.8}, ATT=0.9, PRP=0.2) == ["ATT", "PRP"]


def test_an_act_far_below_the_heaviest_of_the_article_lifts_little() -> None:
    assert codes({"rules:act:ATT": 0.9, "rules:act:PRP": 0.1}, ATT=0.9, PRP=0.2) == ["ATT"]


def test_of_a_class_the_likeliest_code_is_given_and_others_that_are_likely_themselves() -> None:
    assert codes({}, DET=0.8, ARR=0.7) == ["DET", "ARR"]
    assert codes({}, DET=0.8, ARR=0.3) == ["DET"]


def test_one_code_is_always_given_and_never_more_than_a_card_can_show() -> None:
    assert len(codes({}, ATT=0.03)) == 1
    assert len(codes({}, least=0.0)) == MOST_CODES


def test_signs_stay_finite_at_chances_of_nought_and_one() -> None:
    for values in signs({}, chances(ATT=1.0, DET=0.0)).values():
        assert all(abs(value) < 10 for value in values)
