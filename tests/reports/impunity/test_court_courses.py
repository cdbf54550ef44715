"""The steps of a day in their order, and each step in the court case to which it belongs."""

from datetime import date, timedelta

import pytest

from records.incident_model import Status
from records.vocabulary import Category, StatusCode
from reports.impunity.court_courses import Courses, kinds_of, of_journalist, order_matters

FIRST = date(2024, 1, 10)


def of_one_day(codes: str) -> list[Status]:
    return [Status(FIRST, StatusCode(code)) for code in codes.split()]


def placed(codes: str, of: str) -> dict[str, str]:
    """The course of each step of a case with steps of a day each; no code twice."""
    steps = [Status(FIRST + timedelta(days=nth), StatusCode(code)) for nth, code in enumerate(codes.split())]
    return {step.code.value: kind.value for step, kind in Courses(steps, [Category(code) for code in of.split()]).placed}


@pytest.mark.parametrize(
    ("entered", "read"),
    [
        ("JSN JCT JIN", "JIN JCT JSN"),
        ("JRL JDT", "JRL JDT"),
        ("JDT JRL", "JDT JRL"),
        ("JHA JDT", "JHA JDT"),
        ("JOV JSN JDM", "JOV JSN JDM"),
        ("JDR JIN", "JDR JIN"),
        ("JRL JDT JCT", "JRL JDT JCT"),
        ("JRL JSN", "JSN JRL"),
        ("REP JRL CVF JAC", "JAC JRL"),
    ],
)
def test_steps_of_one_day_stand_as_entered_unless_one_can_only_come_first(entered: str, read: str) -> None:
    steps = of_journalist(of_one_day(entered))
    assert " ".join(step.code.value for step in steps) == read
    assert order_matters(steps) == (read in ("JRL JDT", "JHA JDT", "JOV JSN JDM", "JDR JIN", "JRL JDT JCT"))


@pytest.mark.parametrize("earlier", ["JSN", "JDM", "JAC", "JDR"])
@pytest.mark.parametrize("entered", ["JSN JOV", "JOV JSN", "JDM JSN JOV", "JRL JSN JOV"])
def test_what_a_court_rules_anew_is_not_overturned_by_the_order_of_its_day(earlier: str, entered: str) -> None:
    before = Status(FIRST - timedelta(days=99), StatusCode(earlier))
    codes = [step.code.value for step in of_journalist([before, *of_one_day(entered)])]
    assert codes[:2] == [earlier, "JOV"]
    assert sorted(codes[1:]) == sorted(entered.split())
    assert order_matters(of_one_day(entered)), "somebody looks, in whatever order the two were entered"


@pytest.mark.parametrize("earlier", [[], ["JIN"], ["JSN", "JOV"]])
def test_where_nothing_of_an_earlier_day_could_be_overturned_the_steps_stay_as_entered_and_somebody_looks(earlier: list[str]) -> None:
    before = [Status(FIRST - timedelta(days=99 - nth), StatusCode(code)) for nth, code in enumerate(earlier)]
    steps = of_journalist([*before, *of_one_day("JSN JOV")])
    assert [step.code.value for step in steps] == [*earlier, "JSN", "JOV"]
    assert order_matters(steps)


@pytest.mark.parametrize(
    ("categories", "kinds"),
    [
        ("CRM", ["criminal"]),
        ("ADM CRM CIV", ["criminal", "administrative", "civil"]),
        ("ARR", ["administrative"]),
        ("ARR CRM", ["criminal"]),
        ("DET BLK", ["administrative", "ban"]),
        ("SUM", ["administrative"]),
        ("CLS", ["ban"]),
    ],
)
def test_the_categories_say_which_cases_an_incident_holds(categories: str, kinds: list[str]) -> None:
    assert [kind.value for kind in kinds_of([Category(code) for code in categories.split()])] == kinds


def test_a_ruling_belongs_to_the_case_of_its_kind_and_to_the_only_one_where_there_is_no_such_case() -> None:
    assert placed("JSN JFN JDM", "CRM ADM CIV") == {"JSN": "criminal", "JFN": "administrative", "JDM": "civil"}
    assert set(placed("JIN JSN JFN JDM", "ADM").values()) == {"administrative"}
    assert placed("JIN JAA", "CRM") == {"JIN": "criminal", "JAA": "administrative"}, "an arrest never ends a criminal case"


def test_what_may_belong_to_any_case_belongs_to_the_gravest_that_no_court_has_closed() -> None:
    assert placed("JIN JSN JCT", "CRM ADM") == {"JIN": "criminal", "JSN": "criminal", "JCT": "administrative"}
    assert placed("JDT JRL JCT", "CRM ADM")["JCT"] == "criminal", "a release closes no case"
    assert placed("JFN JSN JDR", "CRM ADM")["JDR"] == "criminal", "all are closed: the one that was closed last"


def test_an_appeal_belongs_to_the_last_ruling_and_its_outcome_to_what_was_appealed() -> None:
    assert placed("JSN JAP JFN JUP", "CRM ADM") == {"JSN": "criminal", "JAP": "criminal", "JFN": "administrative", "JUP": "criminal"}
    assert placed("JSN JFN JOV", "CRM ADM")["JOV"] == "administrative"


def test_a_release_belongs_to_what_she_was_taken_by() -> None:
    assert placed("JCT JAA JRL", "CRM")["JRL"] == "administrative"
    assert placed("JAA JDT JRL", "CRM")["JRL"] == "criminal"
