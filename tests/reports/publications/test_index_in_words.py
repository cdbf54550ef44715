"""The rank with its year and its trend, who is placed before, and a quotation: each only where the tables have it, and else the editor is told."""

from dataclasses import replace
from datetime import date

import pytest

from records.i18n import speaking
from reports.publications import Panel, ReportPeriod, Statement, statement
from reports.publications.document_tree import text
from reports.publications.index_in_words import index_in_words, index_notes, quotation_in_words
from reports.publications.reference import Rank, comparison, known_ranks, quotation

pytestmark = pytest.mark.usefixtures("catalogues")


def of(year: int, month: int = 11, day: int = 2) -> Statement:
    last = date(year, month, day)
    return statement([], ReportPeriod(date(year, 1, 1), last, last), Panel(date(year, 1, 1), ()))


def said(report: Statement, lang: str = "en") -> list[str]:
    with speaking(lang):
        return [text(one) for one in index_in_words(report)]


def test_the_rank_stands_with_its_trend_and_the_ranks_before_it() -> None:
    assert said(of(2025))[0].endswith("That is 1 place higher than in 2024. Earlier ranks: 142 (2024), 134 (2023), 122 (2022), 155 (2021).")
    assert "That is 8 places lower than in 2023." in said(of(2024))[0]
    assert "Это на 8 мест ниже, чем в 2023 году." in said(of(2024), "ru")[0]
    assert "Бұл 2023 жылғы орнынан 8 саты төмен." in said(of(2024), "kk")[0]


def test_a_year_without_a_rank_says_of_which_year_the_last_known_one_is() -> None:
    told = of(2026)
    assert said(told)[0].startswith("The last known rank is that of 2025: Kazakhstan was number 141 of 180 then")
    assert said(told, "ru")[0].startswith("Последнее известное место относится к 2025 году: Казахстан занимал 141-е место из 180")
    assert "2025 жылға тиесілі" in said(told, "kk")[0]
    with speaking("en"):
        assert "index of 2026 is not in the table as of this day; the last known one is told" in text(next(index_notes(told)))


def test_what_was_published_later_is_not_known() -> None:
    assert [rank.year for rank in known_ranks(2025, date(2025, 3, 1))] == [2024, 2023, 2022, 2021]
    assert said(of(2020)) == []
    assert comparison(2021, date(2021, 11, 1)) is None
    assert quotation(2021, date(2021, 11, 1)) is None


def test_equal_ranks_are_said_to_be_equal() -> None:
    one = of(2025)
    assert isinstance(one.rank, Rank)
    same = replace(one, earlier_ranks=(replace(one.rank, year=2024),))
    assert "That is the same place as in 2024." in said(same)[0]


def test_who_is_placed_before_stands_only_with_the_index_of_its_year() -> None:
    assert said(of(2021))[1] == "Countries such as Honduras, Pakistan and South Sudan ranked higher (statement of Adil Soz of 2 November 2021)."
    assert "как Гондурас, Пакистан и Южный Судан" in said(of(2021), "ru")[1]
    assert len(said(of(2025))) == 1
    with speaking("en"):
        assert any("comparison.yaml" in text(one) for one in index_notes(of(2025)))


def test_a_quotation_stands_only_in_a_language_that_has_its_words() -> None:
    report = of(2021)
    with speaking("en"):
        assert text(quotation_in_words(report.quotation)).startswith("UN Secretary-General António Guterres: “I urge Member States")
        assert not any("quotation.yaml" in text(one) for one in index_notes(report))
    with speaking("ru"):
        assert quotation_in_words(report.quotation) == ()
        assert any("quotation.yaml" in text(one) for one in index_notes(report))
    with speaking("en"):
        assert quotation_in_words(of(2024).quotation) == ()
