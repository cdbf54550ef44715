"""The yearly report as its readers get it."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from records.i18n import LANGUAGES, speaking
from records.incident_model import Incident, Victim
from records.vocabulary import Category
from reports.publications import Panel, yearly
from reports.publications.markdown import markdown
from reports.publications.year_so_far import DatedIncident
from reports.publications.yearly_document import yearly_document
from tests.reports.publications.test_yearly_report import PAST, SOME
from tests.reports.publications.told import YEAR, case

HEARD = Panel(date(2021, 1, 1), ())


def words(*incidents: Incident, lang: str = "en", **beside: Any) -> str:
    dated = [DatedIncident(one.number, one.primary, one.day) for one in (*PAST, *incidents) if one.day]
    with speaking(lang):
        return markdown(yearly_document(yearly(incidents, beside.pop("period", YEAR), HEARD, year_before=PAST, dated=dated, **beside)))


def test_it_has_the_chapters_of_justice_for_journalists_between_findings_and_method() -> None:
    headings = re.findall(r"^## (.*)$", words(*SOME), re.MULTILINE)
    assert headings[:11] == [
        "Key findings", "How it changed over the years", "Who was behind them", "Who was targeted most",
        "Physical attacks and threats to life, liberty and health", "Non-physical and/or cyber attacks and threats",
        "Attacks via judicial and/or economic means", "Journalists under pursuit", "Impunity", "Method", "Records behind the figures",
    ]  # fmt: skip


def test_the_findings_are_the_figures_and_what_is_nought_is_left_out() -> None:
    told = words(*SOME)
    assert "# Attacks on journalists and media workers: 2021" in told
    assert "On record: [4 incidents](#figure-1), compared with [1](#KZ-2020-0001) on the same dates a year earlier" in told
    assert "Physical attacks and threats to life, liberty and health: [2 incidents](#figure-2), [50%](#figure-2) of all." in told
    assert "Counted as killings: [1 incident](#KZ-2021-0001)." in told
    assert "were behind [75%]" in told
    assert "On the internet" not in told.split("## How it changed")[0]
    assert "| 2020 | [1](#KZ-2020-0001) | 0 | 0 | [1](#KZ-2020-0001) |" in told


def test_a_year_that_is_not_over_says_so() -> None:
    assert "is not over in these figures" not in words(*SOME)
    half = replace(YEAR, until=date(2021, 6, 30), as_of=date(2021, 6, 30))
    told = words(*SOME, period=half)
    assert "The year 2021 is not over in these figures: they run until June 30, 2021." in told
    assert "January 1 – June 30, 2021" in told


def test_a_case_from_before_the_year_is_told_beside_the_chapters_and_counted_in_none() -> None:
    older = case("KZ-2019-0001", Category.CRT, day=date(2019, 5, 1))
    told = words(*SOME, asked=[older])
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
