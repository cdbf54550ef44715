"""The yearly report as data."""

from dataclasses import replace
from datetime import date

import pytest

from records.vocabulary import Actor, Category, JfjType
from reports.publications import Figure, Panel, ReportRefused, yearly
from reports.publications.year_so_far import DatedIncident
from reports.publications.yearly_report import MOST_IN_CHAPTER, first_year_read, require_sums
from tests.reports.publications.told import YEAR, case

HEARD = Panel(date(2021, 1, 1), ())
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
    report = yearly(many, YEAR, HEARD, asked=many[-1:])
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
