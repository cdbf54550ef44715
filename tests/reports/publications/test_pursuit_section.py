"""The section on journalists under pursuit: who is in custody by name, sums per currency, and every figure opens its incidents."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest

from records.i18n import LANGUAGES, speaking
from records.incident_model import Penalty, Status, Victim
from records.vocabulary import Category, SentenceKind, StatusCode, TermUnit
from reports.publications.document_tree import Block, Bullets, DocumentTable, Heading, Paragraph, Runs, text
from reports.publications.pursuit_figures import Pursuits, pursuits
from reports.publications.pursuit_section import pursuit_in_full, pursuit_in_short, to_the_editor
from tests.reports.publications.told import UNTIL, YEAR, case

pytestmark = pytest.mark.usefixtures("catalogues")
HELD = case("KZ-2021-0001", Category.CRM, "JDT", day=date(2021, 12, 1), victims=(Victim("Дана Ержанова", "тілші", "dala-716.example"),))
NAMELESS = case("KZ-2021-0002", Category.CRM, "JDT", title="Blogger detained", title_lang="en", day=date(2021, 12, 2))
TENGE = case("KZ-2021-0003", Category.ADM, "JFN", penalty=Penalty(sum=200_000, currency="KZT"))
EUROS = case("KZ-2021-0004", Category.ADM, "JFN", penalty=Penalty(sum=300, currency="EUR"))
PRISON = case("KZ-2021-0005", Category.CRM, "JSN", penalty=Penalty(SentenceKind.PRISON, 3, TermUnit.DAYS))
FREED = case("KZ-2021-0006", Category.CRM, "JIN", "JAC")
MANY = [HELD, NAMELESS, TENGE, EUROS, PRISON, FREED]


def runs_of(blocks: Iterable[Block]) -> list[Runs]:
    found: list[Runs] = []
    for block in blocks:
        match block:
            case Paragraph():
                found.append(block.runs)
            case Bullets():
                found += block.items
            case DocumentTable():
                found += [cell for row in block.rows for cell in row]
    return found


def lines(found: Pursuits) -> list[str]:
    with speaking("en"):
        return [text(one) for one in runs_of(pursuit_in_short(found, UNTIL))]


def test_who_is_in_custody_is_named_or_told_by_the_title_with_the_days_the_longest_first() -> None:
    told = lines(pursuits(MANY, [], YEAR))
    assert told[-2:] == [
        "KZ-2021-0001 Dana Yerzhanova (dala-716.example): since December 1, 2021, 30 days",
        "KZ-2021-0002 Blogger detained: since December 2, 2021, 29 days",
    ]


def test_days_of_an_earlier_time_in_custody_are_not_told_as_if_they_were_of_this_one() -> None:
    steps = ((date(2021, 6, 1), StatusCode.JDT), (date(2021, 6, 11), StatusCode.JRL), (date(2021, 12, 1), StatusCode.JDT))
    told = lines(pursuits([replace(HELD, statuses=tuple(Status(day, code) for day, code in steps))], [], YEAR))
    assert told[-1] == "KZ-2021-0001 Dana Yerzhanova (dala-716.example): since December 1, 2021; with earlier times 40 days in all"


def test_sums_of_two_currencies_are_never_added() -> None:
    told = lines(pursuits(MANY, [], YEAR))
    assert {"Fined: 2", "Fines, EUR: 300", "Fines, KZT: 200,000", "Sentenced (prison): 1"} <= set(told)
    assert "Ended well (acquitted, dropped, or a ban lifted): 1" in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_of_the_table_that_is_not_nought_opens_its_incidents(lang: str) -> None:
    with speaking(lang):
        (table,) = [block for block in pursuit_in_full(pursuits(MANY[:3], MANY[3:], YEAR), UNTIL) if isinstance(block, DocumentTable)]
    assert len(table.columns) == 3
    for row in table.rows:
        for cell in row[1:]:
            assert (text(cell) == "0") == (not cell[0].numbers)


@pytest.mark.parametrize("section", [pursuit_in_short, pursuit_in_full])
def test_a_record_without_such_a_case_says_so_and_what_that_means(section: object) -> None:
    assert callable(section)
    with speaking("en"):
        heading, paragraph = section(pursuits([], [], YEAR), UNTIL)
    assert isinstance(heading, Heading)
    assert "That does not say that there is none." in text(paragraph.runs)


def test_the_editor_is_told_whose_term_has_passed_without_a_release() -> None:
    with speaking("en"):
        assert [text(one) for one in to_the_editor(pursuits(MANY, [], YEAR))] == [
            "The term has passed and no release is on record, so that nobody is told as in custody: 1 incident."
        ]


def test_the_editor_is_told_by_which_law_nobody_is_in_custody_any_more_and_what_cannot_be_as_it_is_recorded() -> None:
    days = Penalty(term=3, unit=TermUnit.DAYS)
    some = [
        case("KZ-2021-0001", Category.DET, "JDT"),
        case("KZ-2021-0002", Category.ARR, "JAA"),
        case("KZ-2021-0003", Category.CRM, "JDT", "JSN"),
        replace(late := case("KZ-2021-0004", Category.ARR, "JAA", "JRL"), statuses=(replace(late.statuses[0], penalty=days), late.statuses[1])),
        replace(
            gate := case("KZ-2021-0005", Category.CRM, "JRL", "JDT"), statuses=tuple(replace(one, day=date(2021, 3, 1)) for one in gate.statuses)
        ),
    ]
    with speaking("en"):
        told = [text(one) for one in to_the_editor(pursuits(some, [], YEAR))]
    by_law = "Neither a length nor a release is on record, and the longest time that the law allows has passed"
    assert told == [
        f"{by_law} (3 days; Code of Criminal Procedure, article 131), so that nobody is told as in custody: 1 incident.",
        f"{by_law} (30 days; Code of Administrative Offences, article 50), so that nobody is told as in custody: 1 incident.",
        "Released later than the term or the law allows; a step may be missing: 1 incident.",
        "Told as in custody, under a sentence whose kind or length is not on record: 1 incident.",
        "Several steps of one day are read as they were entered, and not in the usual order of a case; see whether that is right: 1 incident.",
    ]


def test_a_person_whom_two_incidents_hold_is_named_once_with_the_numbers_of_both() -> None:
    dana = Victim("Дана Ержанова", person=4)
    two = [case(f"KZ-2021-000{nth}", Category.CRM, "JDT", day=date(2021, 12, nth), victims=(dana,)) for nth in (1, 2)]
    told = lines(pursuits(two, [], YEAR))
    assert told[-1] == "KZ-2021-0001, KZ-2021-0002 Dana Yerzhanova: since December 1, 2021, 30 days"
    assert "In custody (cases): 2" in told
