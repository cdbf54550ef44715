"""The monthly and the yearly report: cases by block, what was recorded late, a month in its year, and the chapters of a year."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from records.i18n import LANGUAGES, use_language
from records.incident_model import Incident, Status, Victim
from records.vocabulary import Actor, Category, DatePrecision, JfjType, StatusCode
from reports.publications import Figure, Monthly, PanelCoverage, ReportPeriod, ReportRefused, monthly, yearly
from reports.publications.document_tree import Block, DocumentTable, Picture, RecordRow, Records, text
from reports.publications.markdown import markdown
from reports.publications.monthly_report import MOST_NARRATIVES, monthly_document, year_comparison
from reports.publications.sections import DatedIncident, comparison_lists, first_day_read, year_so_far
from reports.publications.yearly_report import MOST_IN_CHAPTER, first_year_read, require_sums, yearly_document
from tests.reports.publications.told import YEAR, case

MARCH = ReportPeriod(date(2021, 3, 1), date(2021, 3, 31), date(2021, 3, 31))
HEARD = PanelCoverage(date(2021, 1, 1), ())


def of_march(*incidents: Incident, **beside: Any) -> Monthly:
    return monthly(incidents, MARCH, HEARD, **beside)


def month_in_words(of_march: Monthly, lang: str = "en") -> str:
    with use_language(lang):
        return markdown(monthly_document(of_march))


def test_cases_stand_under_their_block_and_kind_the_gravest_first() -> None:
    told = month_in_words(
        of_march(
            case("KZ-2021-0001", Category.ACC),
            case("KZ-2021-0002", Category.THR),
            case("KZ-2021-0003", Category.ATT),
            case("KZ-2021-0004", Category.CRM, "JIN"),
        )
    )
    order = [
        "## A:", "### Attack", "](#KZ-2021-0003)", "### Threat", "](#KZ-2021-0002)", "## B:", "](#KZ-2021-0001)", "## C:", "](#KZ-2021-0004)",
        "## New cases",
    ]  # fmt: skip
    places = [told.index(one) for one in order]
    assert places == sorted(places)


def test_the_reaction_of_the_authorities_stands_with_its_day_and_note_and_where_there_is_none_it_says_so(snapshot: SnapshotAssertion) -> None:
    step = Status(date(2021, 3, 9), StatusCode.DRP, "court", "the attacker did not hear")
    dropped, reported = replace(case("KZ-2021-0001", Category.ATT), statuses=(step,)), case("KZ-2021-0002", Category.THR, "REP")
    late = replace(case("KZ-2021-0003", Category.ATT), statuses=(Status(date(2021, 4, 1), StatusCode.CMP),))
    assert of_march(dropped, reported).without_reaction.numbers == ("KZ-2021-0002",)
    assert of_march(dropped, late).without_reaction.numbers == ("KZ-2021-0003",), "a step after the last day is none yet"
    written = (month_in_words(of_march(*some)).split("## List of records")[0] for some in ((dropped, reported), (reported,), (dropped,)))
    assert "\n".join(written) == snapshot


def test_what_happened_before_and_was_recorded_within_is_reported_apart_and_counted_in_no_figure_of_the_period() -> None:
    found_late = case("KZ-2021-0001", Category.ATT, day=date(2021, 2, 27), recorded=date(2021, 3, 1))
    others = [
        case("KZ-2021-0002", Category.ATT, day=date(2021, 2, 27), recorded=date(2021, 2, 28)),
        case("KZ-2021-0003", Category.ATT, day=date(2021, 2, 27), recorded=date(2021, 4, 1)),
        case("KZ-2021-0004", Category.ATT, day=date(2021, 3, 2), recorded=date(2021, 3, 3)),
        case("KZ-2021-0005", Category.ATT, day=None, recorded=date(2021, 3, 3)),
        case("KZ-2021-0006", Category.ATT, day=date(2021, 2, 27), recorded=date(2021, 3, 1), withdrawn=True),
    ]
    found = of_march(late=[found_late, *others], followed=[found_late])
    assert found.late.numbers == ("KZ-2021-0001",)
    assert found.late_of_year.numbers == ("KZ-2021-0001",)
    assert (found.total.value, found.followups, found.narratives) == (0, (), ())
    told = month_in_words(found)
    headings = re.findall("^## (.*)$", told, re.MULTILINE)
    assert headings.index("Recorded late") == headings.index("What became of earlier cases") + 1
    assert "[1 incident](#KZ-2021-0001)" in told.split("## Recorded late")[1].split("## ")[0]
    assert '<a id="KZ-2021-0001"></a>' in told
    assert "Recorded late" not in month_in_words(of_march())


def test_a_month_in_which_everything_was_recorded_late_says_that_nothing_of_it_is_on_record_and_tells_what_was_found() -> None:
    late = [case(f"KZ-2020-{nth:04d}", Category.KIL, day=date(2020, 12, nth), recorded=date(2021, 3, nth)) for nth in range(1, 6)]
    found = of_march(late=late)
    assert (found.total.value, found.late.value, found.late_of_year.value) == (0, 5, 0)
    told = month_in_words(found)
    assert told.split("## Recorded late")[1].split("## List of records")[0].count("](#KZ-2020-000") >= 5
    assert [one.incident.number for one in found.late_cases] == [one.number for one in late]


def test_more_than_can_be_reported_is_reported_by_gravity_and_says_so() -> None:
    many = [case(f"KZ-2021-{nth:04d}", Category.THR) for nth in range(1, MOST_NARRATIVES + 2)]
    killed = case("KZ-2021-0900", Category.ATT, day=date(2021, 3, 3))
    asked = many[-1]
    found = of_march(*many, killed, requested=[asked])
    told = [one.incident.number for block in found.narratives for one in block.cases]
    assert len(told) == MOST_NARRATIVES
    assert {"KZ-2021-0900", asked.number} <= set(told)
    assert f"Told are the {MOST_NARRATIVES} gravest of [{MOST_NARRATIVES + 2} incidents]" in month_in_words(found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bad_records_make_a_report_all_the_same(lang: str, catalogues: None) -> None:
    crowd = case("KZ-2021-0001", Category.DET, victims=tuple(Victim(f"Куанышбек Пострадавший-{nth}", "тілші") for nth in range(40)))
    bare = Incident("KZ-2021-0002", Category.ACC, (Category.ACC,), date(2021, 3, 2), day=date(2021, 3, 1), precision=DatePrecision.MONTH)
    undated = case("KZ-2021-0003", Category.KIL, day=None, region=None)
    one_language = case("KZ-2021-0004", Category.ATT, summary={"kk": "Тілшіні ұрды."}, title="Тілшіні ұрды", title_lang="kk")
    told = month_in_words(of_march(crowd, bare, undated, one_language), lang)
    assert all(f'<a id="KZ-2021-000{nth}"></a>' in told for nth in range(1, 5))
    month_in_words(of_march(), lang)


MARCH_2024 = ReportPeriod(date(2024, 3, 1), date(2024, 3, 31), date(2024, 3, 14))


def dated(*days: date) -> list[DatedIncident]:
    return [DatedIncident(f"KZ-2024-{nth:04d}", Category.ATT, day) for nth, day in enumerate(days, 1)]


def test_the_year_so_far_ends_with_the_day_and_so_does_the_year_before() -> None:
    found = year_so_far(dated(date(2024, 1, 1), date(2024, 3, 14), date(2024, 3, 15), date(2023, 3, 14), date(2023, 3, 15)), MARCH_2024)
    assert found.total == Figure(2, ("KZ-2024-0001", "KZ-2024-0002"))
    assert found.total_before == Figure(1, ("KZ-2024-0004",))
    assert (found.before.since, found.before.as_of) == (date(2023, 1, 1), date(2023, 3, 14))
    assert found.blocks[0].now == found.total
    found = year_so_far(dated(date(2023, 3, 31), date(2023, 4, 1), date(2024, 3, 14), date(2024, 3, 15)), MARCH_2024)
    assert list(found.months)[0] == (2023, 4)
    assert list(found.months)[-1] == (2024, 3)
    assert [figure.value for figure in found.months.values()] == [1, *[0] * 10, 1]
    assert list(found.months_before) == [(year - 1, month) for year, month in found.months]
    assert found.months_before[2023, 3] == Figure(0), "the month of the year before ends with the same day"
    assert first_day_read(date(2024, 3, 14)) == date(2022, 4, 1)
    assert first_day_read(date(2024, 12, 31)) == date(2023, 1, 1)
    found = year_so_far([], MARCH_2024)
    assert (found.total.value, len(found.months), len(found.months_before)) == (0, 12, 12)


INSIDE = case("KZ-2021-0003", Category.ATT)
DATED = [
    DatedIncident("KZ-2020-0001", Category.ACC, date(2020, 1, 5)),
    DatedIncident("KZ-2021-0001", Category.THR, date(2021, 1, 5)),
    DatedIncident("KZ-2021-0003", Category.ATT, date(2021, 3, 1)),
]


def section(*late: str) -> list[Block]:
    found = [case(number, Category.THR, day=date(2021, 1, 5), recorded=date(2021, 3, 5)) for number in late]
    with use_language("en"):
        return list(year_comparison(monthly([INSIDE], MARCH, PanelCoverage(None, ()), dated=DATED, late=found)))


def tables(blocks: list[Block]) -> list[list[list[str]]]:
    return [[[text(cell) for cell in row] for row in one.rows] for one in blocks if isinstance(one, DocumentTable)]


def test_the_month_stands_with_its_year_the_year_before_and_what_was_recorded_late() -> None:
    year, months = tables(section())
    assert ["Attack", "1", "1", "0"] in year
    assert ["Threat", "0", "1", "0"] in year
    assert ["Refusal of information", "0", "0", "1"] in year
    assert year[-1] == ["In all", "1", "2", "1"]
    assert [months[0][0], months[-1]] == ["April 2020", ["March 2021", "1", "0"]]
    assert len(months) == 12
    (picture,) = [one for one in section() if isinstance(one, Picture)]
    with use_language("en"):
        drawn = picture.draw(lambda numbers: "/" + ",".join(numbers) if numbers else None, picture.key, 640)
    assert 'href="/KZ-2021-0003"' in drawn
    assert 'href="/KZ-2020-0001"' in drawn, "the line of the year before"
    assert "recorded late" in " ".join(text(one.runs) for one in section("KZ-2021-0001") if hasattr(one, "runs"))
    assert "recorded late" not in " ".join(text(one.runs) for one in section() if hasattr(one, "runs"))
    assert list(year_comparison(monthly([], MARCH, PanelCoverage(None, ())))) == []


def test_what_other_months_count_is_listed_by_number_day_and_category_and_nothing_twice() -> None:
    there = (Records("", ("Number",), (RecordRow("KZ-2021-0003", ()),)),)
    with use_language("en"):
        (made,) = comparison_lists([*DATED, DATED[1]], there)
        assert isinstance(made, Records)
        assert [(row.number, row.cells) for row in made.rows] == [
            ("KZ-2020-0001", ("Jan 5, 2020", "refusal of information")), ("KZ-2021-0001", ("Jan 5, 2021", "threat")),
        ]  # fmt: skip
        assert comparison_lists(DATED[2:], there) == ()


def test_every_link_of_a_month_in_the_middle_of_a_year_leads_somewhere() -> None:
    with use_language("en"):
        told = markdown(monthly_document(monthly([INSIDE], MARCH, PanelCoverage(None, ()), dated=DATED)))
    assert set(re.findall(r"\]\(#([^)]+)\)", told)) <= set(re.findall(r'<a id="([^"]+)">', told))


SOME = [
    case("KZ-2021-0001", Category.KIL, actor=Actor.PRIVATE_PERSON),
    case("KZ-2021-0002", Category.THR, actor=Actor.STATE_OFFICIAL),
    case("KZ-2021-0003", Category.CRM, "JIN", actor=Actor.COURT),
    case("KZ-2021-0004", Category.ATT, actor=Actor.LAW_ENFORCEMENT),
]
PAST = [case("KZ-2020-0001", Category.ATT, day=date(2020, 5, 1))]


def test_every_incident_is_in_one_chapter_with_its_categories_by_gravity_and_who_did_it() -> None:
    report = yearly(SOME, YEAR, HEARD, year_before=PAST)
    physical, other, judicial = report.chapters
    assert [chapter.kind for chapter in report.chapters] == list(JfjType)
    assert [line.category for line in physical.lines] == [Category.KIL, Category.ATT]
    assert (physical.total.value, physical.before.value, other.total.value, judicial.total.value) == (2, 1, 1, 1)
    assert physical.by_actor == {Actor.LAW_ENFORCEMENT: Figure(1, ("KZ-2021-0004",)), Actor.PRIVATE_PERSON: Figure(1, ("KZ-2021-0001",))}
    assert [one.incident.number for one in physical.cases] == ["KZ-2021-0001", "KZ-2021-0004"]
    assert report.by_state.numbers == ("KZ-2021-0002", "KZ-2021-0003", "KZ-2021-0004")


def test_a_chapter_tells_its_gravest_cases_and_those_that_the_editor_asks_for() -> None:
    many = [case(f"KZ-2021-{nth:04d}", Category.THR) for nth in range(1, MOST_IN_CHAPTER + 4)]
    report = yearly(many, YEAR, HEARD, requested=many[-1:])
    told = [one.incident.number for one in report.chapters[1].cases]
    assert len(told) == MOST_IN_CHAPTER
    assert many[-1].number in told
    assert report.chapters[1].total.value == len(many)


def test_the_years_begin_with_the_first_on_record_and_end_with_the_day() -> None:
    dated = [
        DatedIncident("KZ-2016-0001", Category.ATT, date(2016, 5, 1)),
        DatedIncident("KZ-2019-0001", Category.ATT, date(2019, 5, 1)),
        DatedIncident("KZ-2021-0001", Category.CIV, date(2021, 6, 30)),
        DatedIncident("KZ-2021-0002", Category.CIV, date(2021, 7, 1)),
    ]
    half = replace(YEAR, until=date(2021, 6, 30), as_of=date(2021, 6, 30))
    found = yearly([], half, HEARD, dated=dated).by_year
    assert list(found) == [2019, 2020, 2021]
    assert found[2021][JfjType.JUDICIAL].numbers == ("KZ-2021-0001",)
    assert first_year_read(date(2021, 6, 30)) == date(2017, 1, 1)


def test_chapters_that_do_not_come_to_the_whole_are_refused() -> None:
    report = yearly(SOME, YEAR, HEARD, year_before=PAST)
    require_sums(report)
    with pytest.raises(ReportRefused, match="Justice for Journalists"):
        require_sums(replace(report, chapters=report.chapters[:2]))
    with pytest.raises(ReportRefused):
        require_sums(replace(report, chapters=(replace(report.chapters[0], by_actor={}), *report.chapters[1:])))


def words(*incidents: Incident, lang: str = "en", **beside: Any) -> str:
    dated = [DatedIncident(one.number, one.primary, one.day) for one in (*PAST, *incidents) if one.day]
    with use_language(lang):
        return markdown(yearly_document(yearly(incidents, beside.pop("period", YEAR), HEARD, year_before=PAST, dated=dated, **beside)))


def test_it_has_the_chapters_of_justice_for_journalists_between_findings_and_method() -> None:
    headings = re.findall(r"^## (.*)$", words(*SOME), re.MULTILINE)
    assert headings[:11] == [
        "Key findings", "How it changed over the years", "Who was behind them", "Who was targeted most",
        "Physical attacks and threats to life, liberty and health", "Non-physical and/or cyber attacks and threats",
        "Attacks via judicial and/or economic means", "Journalists under pursuit", "Impunity", "Method", "Records behind the figures",
    ]  # fmt: skip


def test_a_case_from_before_the_year_is_reported_next_to_the_chapters_and_counted_in_none() -> None:
    older = case("KZ-2019-0001", Category.CRT, day=date(2019, 5, 1))
    told = words(*SOME, requested=[older])
    assert "## Other cases" in told
    assert "KZ-2019-0001" not in told.split("## Other cases")[0]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_bad_records_and_none_at_all_make_a_report_all_the_same(lang: str, catalogues: None) -> None:
    crowd = case("KZ-2021-0001", Category.DET, victims=tuple(Victim(f"Пострадавший {nth}", "тілші") for nth in range(40)))
    undated = case("KZ-2021-0003", Category.KIL, day=None, region=None)
    one_language = case("KZ-2021-0004", Category.ATT, region=None, summary={"kk": "Тілшіні ұрды."})
    told = words(crowd, undated, one_language, lang=lang)
    assert all(f'<a id="KZ-2021-000{nth}"></a>' in told for nth in (1, 3, 4))
    assert "г.." not in told
    assert words(lang=lang)
