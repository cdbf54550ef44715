"""The cases of a month told by block with what the authorities did, and what was recorded late."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from records.i18n import LANGUAGES, speaking
from records.incident_model import Incident, Status, Victim
from records.vocabulary import Category, DatePrecision, StatusCode
from reports.publications import Monthly, Panel, ReportPeriod, monthly
from reports.publications.markdown import markdown
from reports.publications.monthly_document import monthly_document
from reports.publications.monthly_report import MOST_TOLD
from tests.reports.publications.told import case

MARCH = ReportPeriod(date(2021, 3, 1), date(2021, 3, 31), date(2021, 3, 31))
HEARD = Panel(date(2021, 1, 1), ())


def report(*incidents: Incident, **beside: Any) -> Monthly:
    return monthly(incidents, MARCH, HEARD, **beside)


def words(report: Monthly, lang: str = "en") -> str:
    with speaking(lang):
        return markdown(monthly_document(report))


def test_cases_stand_under_their_block_and_kind_the_gravest_first() -> None:
    told = words(
        report(
            case("KZ-2021-0001", Category.ACC),
            case("KZ-2021-0002", Category.THR),
            case("KZ-2021-0003", Category.ATT),
            case("KZ-2021-0004", Category.CRM, "JIN"),
        )
    )
    order = [
        "## A:",
        "### Attack",
        "](#KZ-2021-0003)",
        "### Threat",
        "](#KZ-2021-0002)",
        "## B:",
        "](#KZ-2021-0001)",
        "## C:",
        "](#KZ-2021-0004)",
        "## New cases",
    ]
    places = [told.index(one) for one in order]
    assert places == sorted(places)


def test_the_reaction_of_the_authorities_stands_with_its_day_and_note_and_where_there_is_none_it_says_so() -> None:
    step = Status(date(2021, 3, 9), StatusCode.DRP, "court", "the attacker did not hear")
    dropped, reported = replace(case("KZ-2021-0001", Category.ATT), statuses=(step,)), case("KZ-2021-0002", Category.THR, "REP")
    found = report(dropped, reported)
    told = words(found)
    assert "On March 9, 2021 the case was dropped (the attacker did not hear)." in told
    assert found.without_reaction.numbers == ("KZ-2021-0002",)
    assert "No reaction of the authorities is on record for [1 incident](#KZ-2021-0002)." in told
    assert "No reaction of the authorities to any of these cases is on record." in words(report(reported))
    assert "reaction" not in words(report(dropped))


def test_a_step_after_the_last_day_is_none_yet() -> None:
    late = replace(case("KZ-2021-0001", Category.ATT), statuses=(Status(date(2021, 4, 1), StatusCode.CMP),))
    assert report(late).without_reaction.value == 1


def test_what_happened_before_and_was_recorded_within_is_told_apart_and_counted_in_no_figure_of_the_period() -> None:
    found_late = case("KZ-2021-0001", Category.ATT, day=date(2021, 2, 27), recorded=date(2021, 3, 1))
    others = [
        case("KZ-2021-0002", Category.ATT, day=date(2021, 2, 27), recorded=date(2021, 2, 28)),
        case("KZ-2021-0003", Category.ATT, day=date(2021, 2, 27), recorded=date(2021, 4, 1)),
        case("KZ-2021-0004", Category.ATT, day=date(2021, 3, 2), recorded=date(2021, 3, 3)),
        case("KZ-2021-0005", Category.ATT, day=None, recorded=date(2021, 3, 3)),
        case("KZ-2021-0006", Category.ATT, day=date(2021, 2, 27), recorded=date(2021, 3, 1), withdrawn=True),
    ]
    found = report(late=[found_late, *others], followed=[found_late])
    assert found.late.numbers == ("KZ-2021-0001",)
    assert found.late_of_year.numbers == ("KZ-2021-0001",)
    assert (found.total.value, found.followups, found.narratives) == (0, (), ())
    told = words(found)
    assert "## Recorded late" in told
    assert told.index("## Recorded late") > told.index("## What became of earlier cases")
    assert "in no earlier report: [1 incident](#KZ-2021-0001)" in told
    assert '<a id="KZ-2021-0001"></a>' in told
    assert "Recorded late" not in words(report())


def test_a_month_in_which_everything_was_recorded_late_says_that_nothing_of_it_is_on_record_and_tells_what_was_found() -> None:
    late = [case(f"KZ-2020-{nth:04d}", Category.KIL, day=date(2020, 12, nth), recorded=date(2021, 3, nth)) for nth in range(1, 6)]
    found = report(late=late)
    assert (found.total.value, found.late.value, found.late_of_year.value) == (0, 5, 0)
    told = words(found)
    assert "No incident of this period is on record" in told
    assert told.split("## Recorded late")[1].split("## List of records")[0].count("](#KZ-2020-000") >= 5
    assert [one.incident.number for one in found.late_cases] == [one.number for one in late]


def test_more_than_can_be_told_is_told_by_gravity_and_says_so() -> None:
    many = [case(f"KZ-2021-{nth:04d}", Category.THR) for nth in range(1, MOST_TOLD + 2)]
    killed = case("KZ-2021-0900", Category.ATT, day=date(2021, 3, 3))
    asked = many[-1]
    found = report(*many, killed, asked=[asked])
    told = [one.incident.number for block in found.narratives for one in block.cases]
    assert len(told) == MOST_TOLD
    assert {"KZ-2021-0900", asked.number} <= set(told)
    assert f"Told are the {MOST_TOLD} gravest of [{MOST_TOLD + 2} incidents]" in words(found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bad_records_make_a_report_all_the_same(lang: str, catalogues: None) -> None:
    crowd = case("KZ-2021-0001", Category.DET, victims=tuple(Victim(f"Куанышбек Пострадавший-{nth}", "тілші") for nth in range(40)))
    bare = Incident("KZ-2021-0002", Category.ACC, (Category.ACC,), date(2021, 3, 2), day=date(2021, 3, 1), precision=DatePrecision.MONTH)
    undated = case("KZ-2021-0003", Category.KIL, day=None, region=None)
    one_language = case("KZ-2021-0004", Category.ATT, summary={"kk": "Тілшіні ұрды."}, title="Тілшіні ұрды", title_lang="kk")
    told = words(report(crowd, bare, undated, one_language), lang)
    assert all(f'<a id="KZ-2021-000{nth}"></a>' in told for nth in range(1, 5))
    words(report(), lang)
