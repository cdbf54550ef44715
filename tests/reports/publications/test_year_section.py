"""The year so far as a reader gets it."""

import re
from datetime import date

from records.i18n import speaking
from records.vocabulary import Category
from reports.publications import Panel, ReportPeriod, monthly
from reports.publications.document_tree import Block, DocumentTable, Listed, Picture, Records, text
from reports.publications.markdown import markdown
from reports.publications.monthly_document import monthly_document
from reports.publications.year_section import comparison_lists, year_told
from reports.publications.year_so_far import DatedIncident
from tests.reports.publications.told import case

MARCH = ReportPeriod(date(2021, 3, 1), date(2021, 3, 31), date(2021, 3, 31))
INSIDE = case("KZ-2021-0003", Category.ATT)
DATED = [
    DatedIncident("KZ-2020-0001", Category.ACC, date(2020, 1, 5)),
    DatedIncident("KZ-2021-0001", Category.THR, date(2021, 1, 5)),
    DatedIncident("KZ-2021-0003", Category.ATT, date(2021, 3, 1)),
]


def section(*late: str) -> list[Block]:
    found = [case(number, Category.THR, day=date(2021, 1, 5), recorded=date(2021, 3, 5)) for number in late]
    with speaking("en"):
        return list(year_told(monthly([INSIDE], MARCH, Panel(None, ()), dated=DATED, late=found)))


def tables(blocks: list[Block]) -> list[list[list[str]]]:
    return [[[text(cell) for cell in row] for row in one.rows] for one in blocks if isinstance(one, DocumentTable)]


def test_the_month_stands_beside_its_year_and_the_year_before() -> None:
    year, months = tables(section())
    assert ["Attack", "1", "1", "0"] in year
    assert ["Threat", "0", "1", "0"] in year
    assert ["Refusal of information", "0", "0", "1"] in year
    assert year[-1] == ["In all", "1", "2", "1"]
    assert [months[0][0], months[-1]] == ["April 2020", ["March 2021", "1", "0"]]
    assert len(months) == 12


def test_the_line_of_twelve_months_opens_its_records() -> None:
    (picture,) = [one for one in section() if isinstance(one, Picture)]
    with speaking("en"):
        drawn = picture.draw(lambda numbers: "/" + ",".join(numbers) if numbers else None, picture.key, 640)
    assert 'href="/KZ-2021-0003"' in drawn
    assert 'href="/KZ-2020-0001"' in drawn, "the line of the year before"


def test_it_says_that_what_was_recorded_late_is_in_the_year() -> None:
    assert "recorded late" in " ".join(text(one.runs) for one in section("KZ-2021-0001") if hasattr(one, "runs"))
    assert "recorded late" not in " ".join(text(one.runs) for one in section() if hasattr(one, "runs"))


def test_two_years_without_records_have_no_section() -> None:
    assert list(year_told(monthly([], MARCH, Panel(None, ())))) == []


def test_what_other_months_count_is_listed_by_number_day_and_category_and_nothing_twice() -> None:
    there = (Records("", ("Number",), (Listed("KZ-2021-0003", ()),)),)
    with speaking("en"):
        (made,) = comparison_lists([*DATED, DATED[1]], there)
        assert isinstance(made, Records)
        assert [(row.number, row.cells) for row in made.rows] == [
            ("KZ-2020-0001", ("Jan 5, 2020", "refusal of information")), ("KZ-2021-0001", ("Jan 5, 2021", "threat")),
        ]  # fmt: skip
        assert comparison_lists(DATED[2:], there) == ()


def test_every_link_of_a_month_in_the_middle_of_a_year_leads_somewhere() -> None:
    with speaking("en"):
        told = markdown(monthly_document(monthly([INSIDE], MARCH, Panel(None, ()), dated=DATED)))
    assert set(re.findall(r"\]\(#([^)]+)\)", told)) <= set(re.findall(r'<a id="([^"]+)">', told))
