"""A journalist's own case step by step: the order of a day, the court case of each step, and her times in custody with their ends."""

from datetime import date, timedelta

import pytest

from records.country import CustodyKind, LegalTerm
from records.incident_model import NO_PENALTY, Penalty, Status
from records.vocabulary import Category, SentenceKind, StatusCode, TermUnit
from reports.impunity.legal_cases import Custody, LegalCases, days_in_custody, kinds_of, of_journalist, order_matters
from reports.impunity.pursuit import read_journalist_case
from reports.impunity.term_lengths import end_of_limit, end_of_term

FIRST = date(2024, 1, 10)


def of_one_day(codes: str) -> list[Status]:
    return [Status(FIRST, StatusCode(code)) for code in codes.split()]


def courses(codes: str, of: str) -> dict[str, str]:
    """The course of each step of a case with steps of a day each; no code twice."""
    steps = [Status(FIRST + timedelta(days=nth), StatusCode(code)) for nth, code in enumerate(codes.split())]
    return {step.code.value: kind.value for step, kind in LegalCases(steps, [Category(code) for code in of.split()]).placed}


@pytest.mark.parametrize(
    ("entered", "read"),
    [
        ("JSN JCT JIN", "JIN JCT JSN"), ("JRL JDT", "JRL JDT"), ("JDT JRL", "JDT JRL"), ("JHA JDT", "JHA JDT"), ("JOV JSN JDM", "JOV JSN JDM"),
        ("JDR JIN", "JDR JIN"), ("JRL JDT JCT", "JRL JDT JCT"), ("JRL JSN", "JSN JRL"), ("REP JRL CVF JAC", "JAC JRL"),
    ],
)  # fmt: skip
def test_steps_of_one_day_stand_as_entered_unless_one_can_only_come_first(entered: str, read: str) -> None:
    steps = of_journalist(of_one_day(entered))
    assert " ".join(step.code.value for step in steps) == read
    assert order_matters(steps) == (read in ("JRL JDT", "JHA JDT", "JOV JSN JDM", "JDR JIN", "JRL JDT JCT"))


@pytest.mark.parametrize("earlier", ["JSN", "JDM", "JAC", "JDR"])
@pytest.mark.parametrize("entered", ["JSN JOV", "JOV JSN", "JDM JSN JOV", "JRL JSN JOV"])
def test_what_a_court_rules_again_is_not_overturned_by_the_order_of_its_day(earlier: str, entered: str) -> None:
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
        ("CRM", ["criminal"]), ("ADM CRM CIV", ["criminal", "administrative", "civil"]), ("ARR", ["administrative"]), ("ARR CRM", ["criminal"]),
        ("DET BLK", ["administrative", "ban"]), ("SUM", ["administrative"]), ("CLS", ["ban"]),
    ],
)  # fmt: skip
def test_the_categories_say_which_cases_an_incident_holds(categories: str, kinds: list[str]) -> None:
    assert [kind.value for kind in kinds_of([Category(code) for code in categories.split()])] == kinds


def test_each_step_belongs_to_the_court_case_of_its_kind_or_to_what_it_follows() -> None:
    assert courses("JSN JFN JDM", "CRM ADM CIV") == {"JSN": "criminal", "JFN": "administrative", "JDM": "civil"}
    assert set(courses("JIN JSN JFN JDM", "ADM").values()) == {"administrative"}
    assert courses("JIN JAA", "CRM") == {"JIN": "criminal", "JAA": "administrative"}, "an arrest never ends a criminal case"
    assert courses("JIN JSN JCT", "CRM ADM") == {"JIN": "criminal", "JSN": "criminal", "JCT": "administrative"}
    assert courses("JDT JRL JCT", "CRM ADM")["JCT"] == "criminal", "a release closes no case"
    assert courses("JFN JSN JDR", "CRM ADM")["JDR"] == "criminal", "all are closed: the one that was closed last"
    assert courses("JSN JAP JFN JUP", "CRM ADM") == {"JSN": "criminal", "JAP": "criminal", "JFN": "administrative", "JUP": "criminal"}
    assert courses("JSN JFN JOV", "CRM ADM")["JOV"] == "administrative"
    assert courses("JCT JAA JRL", "CRM")["JRL"] == "administrative"
    assert courses("JAA JDT JRL", "CRM")["JRL"] == "criminal"


LATER = date(2026, 11, 24)
PRISON = Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)
YEAR = Penalty(SentenceKind.PRISON, 1, TermUnit.YEARS)
DAYS_15 = Penalty(term=15, unit=TermUnit.DAYS)


def on(days: int, code: str, penalty: Penalty = NO_PENALTY) -> Status:
    return Status(FIRST + timedelta(days=days), StatusCode(code), penalty=penalty)


def day(days: int) -> date:
    return FIRST + timedelta(days=days)


def custody(*told: Status, of: str = "CRM", as_of: date = LATER) -> list[Custody]:
    chased = read_journalist_case(told, [Category(code) for code in of.split()], as_of)
    assert chased is not None
    return list(chased.custody)


def at_home(*told: Status, of: str = "CRM") -> list[Custody]:
    chased = read_journalist_case(told, [Category(code) for code in of.split()], LATER)
    assert chased is not None
    return list(chased.house_arrest)


def test_custody_runs_from_remand_to_house_arrest_which_is_none_of_it() -> None:
    told = (on(0, "JDT"), on(10, "JHA"), on(40, "JRL"))
    assert custody(*told) == [Custody(day(0), day(10))]
    assert at_home(*told) == [Custody(day(10), day(40))]
    assert at_home(on(0, "JHA"), on(10, "JFN"), of="CRM ADM") == [Custody(day(0), None)]


def test_release_acquittal_a_dropped_case_and_a_sentence_without_prison_end_custody() -> None:
    for code in ["JRL", "JAC", "JDR"]:
        assert custody(on(0, "JDT"), on(200, code)) == [Custody(day(0), day(200))]
    for kind in [SentenceKind.SUSPENDED, SentenceKind.RESTRICTED]:
        assert custody(on(0, "JDT"), on(50, "JSN", Penalty(kind))) == [Custody(day(0), day(50))]
        assert custody(on(0, "JDT"), on(50, "JSN"), as_of=day(99)) == [Custody(day(0), None)]
        assert custody(on(50, "JSN")) == []


def test_a_fine_lets_her_go_after_a_detention_or_from_another_case_and_never_from_prison() -> None:
    for of in ["CRM", "CRM ADM"]:
        fine, prison = on(31, "JFN"), on(31, "JSN", PRISON)
        for told in ((on(0, "JDT"), fine, prison), (on(0, "JDT"), prison, fine)):
            assert custody(*told, of=of) == [Custody(day(0), None)]
    for code in ["JFN", "JDM"]:
        for categories in ["DET", "ARR", "DET ADM"]:
            assert custody(on(0, "JDT"), on(1, code), of=categories) == [Custody(day(0), day(1))]
            assert custody(on(0, "JDT"), on(1, code), on(5, "JDT"), of=categories, as_of=day(6))[-1] == Custody(day(5), None)
    assert custody(on(0, "JDT"), on(1, "JFN"), of="DET CRM ADM CIV") == [Custody(day(0), day(1))]
    assert custody(on(0, "JDT"), on(2, "JDM"), of="CRM CIV", as_of=day(100)) == [Custody(day(0), None)]


def test_of_several_open_cases_the_one_that_is_dropped_may_be_another_and_only_a_release_ends_remand() -> None:
    withdrawn_claim = (on(0, "JDT"), on(30, "JIN"), on(60, "JDR"))
    for of in ("CRM CIV", "CRM ADM", "CIV ADM CRM"):
        assert custody(*withdrawn_claim, of=of, as_of=day(100)) == [Custody(day(0), None)]
        assert custody(*withdrawn_claim, on(61, "JRL"), of=of) == [Custody(day(0), day(61))]
    assert custody(*withdrawn_claim, of="CRM BLK") == [Custody(day(0), day(60))], "a ban is no court case"
    assert custody(on(-9, "JDM"), *withdrawn_claim, of="CRM CIV") == [Custody(day(0), day(60))], "the other one is settled"


def test_a_detention_is_remand_from_its_second_step_on() -> None:
    told = (on(0, "JDT"), on(3, "JCH"))
    assert custody(*told, of="DET CRM") == [Custody(day(0), day(3), term_over=True, law=CustodyKind.DETENTION)]
    assert custody(*told, of="CRM", as_of=day(99)) == [Custody(day(0), None)]
    assert custody(on(0, "JDT"), on(2, "JDT"), of="DET CRM", as_of=day(99)) == [Custody(day(0), None)]


def test_remand_goes_over_into_prison_without_a_gap_and_an_appeal_changes_nothing() -> None:
    told = (on(0, "JDT"), on(100, "JCT"), on(200, "JSN", PRISON), on(210, "JAP"), on(300, "JUP"))
    assert custody(*told) == [Custody(day(0), None)]
    assert days_in_custody(custody(*told, as_of=day(300)), day(300)) == 300
    long_remand = custody(on(0, "JDT"), on(700, "JSN", PRISON))
    assert long_remand == [Custody(day(0), None)], "a sentence to prison tells that she was held until then"


def test_a_further_arrest_or_prison_is_served_after_what_was_served_before() -> None:
    assert custody(on(0, "JSN", YEAR), on(1, "JDT")) == [Custody(day(0), date(2025, 1, 10), term_over=True)]
    assert custody(on(0, "JAA", DAYS_15), on(9, "JAA", DAYS_15), of="ARR") == [Custody(day(0), day(30), term_over=True)]
    assert custody(on(0, "JDT"), on(1, "JAA", DAYS_15), of="ARR") == [Custody(day(0), day(15), term_over=True)]
    assert custody(on(0, "JDT"), on(31, "JAA", DAYS_15), of="ARR") == [Custody(day(0), day(46), term_over=True)]


def test_steps_of_one_day_take_her_or_let_her_go_in_their_order() -> None:
    gate = custody(on(0, "JAA", DAYS_15), on(15, "JRL"), on(15, "JDT"), of="ARR", as_of=day(40))
    assert gate == [Custody(day(0), day(15)), Custody(day(15), None)]
    assert custody(on(0, "JDT"), on(0, "JRL"), of="DET") == [Custody(day(0), day(0))]
    assert custody(on(0, "JHA"), on(0, "JDT"), as_of=day(9)) == [Custody(day(0), None)]
    assert custody(on(0, "JDT"), on(0, "JHA"), as_of=day(9)) == [Custody(day(0), day(0))]


def test_an_arrest_ends_with_its_length_or_with_the_release_that_is_recorded() -> None:
    arrest = on(0, "JAA", DAYS_15)
    assert custody(arrest, as_of=day(14)) == [Custody(day(0), None)]
    assert custody(arrest, as_of=day(15)) == [Custody(day(0), day(15), term_over=True)]
    assert custody(arrest, on(5, "JRL")) == [Custody(day(0), day(5))]
    again = custody(arrest, on(40, "JDT"), as_of=day(50))
    assert again == [Custody(day(0), day(15), term_over=True), Custody(day(40), None)]
    for days in [15, 17, 400]:
        assert custody(on(0, "JAA", DAYS_15), on(days, "JRL"), of="ARR") == [Custody(day(0), day(days), late=days > 15)]
        assert custody(on(0, "JAA", DAYS_15), on(12, "JCT"), on(days, "JRL"), of="ARR") == [Custody(day(0), day(days), late=days > 15)]
    served = Custody(day(0), day(15), term_over=True)
    for step in (on(100, "JAC"), on(100, "JHA"), on(100, "JDR"), on(100, "JSN", Penalty(SentenceKind.SUSPENDED))):
        assert custody(on(0, "JAA", DAYS_15), step, of="ARR") == [served]


@pytest.mark.parametrize(
    ("code", "categories", "until", "law"),
    [
        ("JDT", "DET", date(2024, 1, 13), CustodyKind.DETENTION), ("JDT", "DET ADM", date(2024, 1, 13), CustodyKind.DETENTION),
        ("JDT", "ARR", date(2025, 7, 10), CustodyKind.REMAND), ("JDT", "CRM", date(2025, 7, 10), CustodyKind.REMAND),
        ("JDT", "DET ARR CRM", date(2025, 7, 10), CustodyKind.REMAND), ("JDT", "DET CRM", date(2024, 1, 13), CustodyKind.DETENTION),
        ("JAA", "ARR", date(2024, 2, 9), CustodyKind.ARREST),
    ],
)  # fmt: skip
def test_where_no_length_is_known_nobody_is_in_custody_for_longer_than_the_law_allows(
    code: str, categories: str, until: date, law: CustodyKind
) -> None:
    assert custody(on(0, code), of=categories, as_of=until - timedelta(days=1)) == [Custody(day(0), None)]
    assert custody(on(0, code), of=categories) == [Custody(day(0), until, term_over=True, law=law)]


def test_time_in_remand_counts_into_the_sentence_and_who_served_it_already_is_free_with_the_ruling() -> None:
    assert custody(on(0, "JDT"), on(100, "JSN", YEAR)) == [Custody(day(0), date(2025, 1, 10), term_over=True)]
    assert custody(on(0, "JDT"), on(500, "JSN", YEAR)) == [Custody(day(0), day(500), term_over=True)]
    assert custody(on(0, "JDT"), on(500, "JSN", YEAR), on(501, "JRL")) == [Custody(day(0), day(501), late=True)]


def test_an_overturned_ruling_gives_back_what_was_before_it() -> None:
    kept = custody(on(0, "JDT"), on(100, "JSN", YEAR), on(150, "JOV"), as_of=day(500))
    assert kept == [Custody(day(0), None)], "on remand again, and not free when the length of the sentence has passed"
    assert custody(on(0, "JDT"), on(100, "JSN", YEAR), on(150, "JOV"))[0].law is CustodyKind.REMAND
    assert custody(on(0, "JSN", YEAR), on(50, "JOV")) == [Custody(day(0), day(50))]
    assert custody(on(0, "JDT"), on(1, "JAA", DAYS_15), on(6, "JOV"), of="ARR") == [Custody(day(0), day(6))]


def test_a_sentence_from_the_last_day_of_february_and_one_of_ten_thousand_years_have_an_end_that_can_be_written() -> None:
    leap = Status(date(2024, 2, 29), StatusCode.JSN, penalty=YEAR)
    assert custody(leap) == [Custody(date(2024, 2, 29), date(2025, 2, 28), term_over=True)]
    assert custody(on(0, "JSN", Penalty(SentenceKind.PRISON, 10_000, TermUnit.YEARS))) == [Custody(day(0), None)]


def test_a_length_ends_on_the_same_day_of_the_month_or_its_last_and_what_is_not_known_has_no_end() -> None:
    for since, term, unit, end in [
        (date(2024, 1, 10), 15, TermUnit.DAYS, date(2024, 1, 25)),
        (date(2024, 1, 31), 1, TermUnit.MONTHS, date(2024, 2, 29)),
        (date(2024, 2, 29), 1, TermUnit.YEARS, date(2025, 2, 28)),
        (date(2024, 12, 1), 1, TermUnit.MONTHS, date(2025, 1, 1)),
        (date(2024, 1, 1), 9_000, TermUnit.YEARS, None),
    ]:
        ruling = Status(since, StatusCode.JSN, penalty=Penalty(SentenceKind.PRISON, term, unit))
        assert end_of_term(since, ruling) == end
        assert end_of_limit(since, LegalTerm(term, unit, "an article")) == end
    assert end_of_term(date(2024, 1, 1), Status(date(2024, 1, 1), StatusCode.JAA)) is None
    assert end_of_limit(date(2024, 1, 1), None) is None


MONTHS_2 = Penalty(term=2, unit=TermUnit.MONTHS)


def days(*told: Status, of: str = "CRM", as_of: int = 300) -> int:
    return days_in_custody(custody(*told, of=of, as_of=day(as_of)), day(as_of))


@pytest.mark.parametrize(("code", "of"), [("JDT", "CRM"), ("JDT", "ARR"), ("JDT", "DET"), ("JAA", "ARR")])
def test_no_day_of_custody_counts_while_neither_its_term_nor_its_end_is_on_record(code: str, of: str) -> None:
    assert days(on(0, code), of=of, as_of=2) == days(on(0, code), of=of) == 0
    assert [one.end_unknown for one in custody(on(0, code), of=of, as_of=day(2))] == [True]
    assert [one.end_unknown for one in custody(on(0, code), of=of, as_of=LATER)] == [True], "the law alone ended it"
    assert days(on(0, code), on(2, "JRL"), of=of) == 2, "a release states its end"
    assert [one.end_unknown for one in custody(on(0, code), on(2, "JRL"), of=of)] == [False]


def test_a_stated_term_of_remand_counts_until_it_has_passed_or_she_is_free() -> None:
    assert custody(on(0, "JDT", MONTHS_2)) == [Custody(day(0), date(2024, 3, 10), term_over=True)]
    assert (days(on(0, "JDT", MONTHS_2), as_of=30), days(on(0, "JDT", MONTHS_2))) == (30, 60)
    assert days(on(0, "JDT", MONTHS_2), on(10, "JRL")) == 10
    assert days(on(0, "JDT", MONTHS_2), on(50, "JDT", MONTHS_2), as_of=90) == 90, "prolonged"


def test_custody_without_a_term_counts_from_its_beginning_once_a_ruling_states_one() -> None:
    assert days(on(0, "JDT"), on(1, "JAA", DAYS_15), of="ARR") == 15
    assert days(on(0, "JDT"), on(100, "JSN", YEAR), as_of=200) == 200
    assert days(on(0, "JSN", Penalty(SentenceKind.PRISON)), as_of=200) == 0, "a prison term of unknown length"
    assert days(on(0, "JSN", Penalty(SentenceKind.PRISON, 10_000, TermUnit.YEARS)), as_of=200) == 200


def test_an_overturned_sentence_counts_until_it_was_overturned() -> None:
    assert days(on(0, "JDT"), on(100, "JSN", YEAR), on(150, "JOV"), as_of=200) == 150
