"""Our own rate is over crimes against journalists alone, and says so."""

from dataclasses import replace

import pytest

from records.i18n import LANGUAGES, speaking
from records.vocabulary import Category
from reports.publications.document_tree import text
from reports.publications.figures import Figure, ReportRefused, figure_of
from reports.publications.own_rate import own_rate, rate_in_words
from tests.reports.publications.told import UNTIL, case

pytestmark = pytest.mark.usefixtures("catalogues")
MANY = [
    case("KZ-2021-0001", Category.ATT, "DRP"),
    case("KZ-2021-0002", Category.THR, "APN"),
    case("KZ-2021-0003", Category.CRM, "JSN"),
    case("KZ-2021-0004", Category.ACC),
    case("KZ-2021-0005", Category.DET),
    case("KZ-2021-0006", Category.DET, facts={"lawful": "no"}),
]
TOTAL = figure_of(one.number for one in MANY)


def test_only_what_the_law_punishes_is_in_the_rate() -> None:
    rate = own_rate(MANY, UNTIL, TOTAL)
    assert rate.unanswered.whole.numbers == ("KZ-2021-0001", "KZ-2021-0002", "KZ-2021-0006")
    assert rate.unanswered.part.numbers == ("KZ-2021-0001", "KZ-2021-0006")
    assert rate.beside.numbers == ("KZ-2021-0003", "KZ-2021-0004", "KZ-2021-0005")


def test_a_journalists_own_sentence_is_no_accountability() -> None:
    sentenced = replace(MANY[0], number="KZ-2021-0009", categories=(Category.ATT, Category.CRM), statuses=MANY[2].statuses)
    assert own_rate([sentenced], UNTIL, figure_of(["KZ-2021-0009"])).unanswered.value == 1.0


def test_an_incident_that_is_in_neither_part_refuses_the_report() -> None:
    with pytest.raises(ReportRefused, match="difference of -1"):
        own_rate(MANY, UNTIL, Figure(7, (*TOTAL.numbers, "KZ-2021-0007")))


def test_the_base_and_what_is_outside_are_said() -> None:
    with speaking("en"):
        first, second = map(text, rate_in_words(own_rate(MANY, UNTIL, TOTAL), UNTIL))
    assert "of 3 cases involving a punishable act, nobody had been held to account in 2 (67%) as of December 31, 2021." in first
    assert second.startswith("Outside this rate: 3 incidents.")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_of_no_incidents_nothing_is_said(lang: str) -> None:
    with speaking(lang):
        assert list(rate_in_words(own_rate([], UNTIL, Figure(0)), UNTIL)) == []
