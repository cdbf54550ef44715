"""Journalists under pursuit: who is in custody by name, sums per currency, and figures that fit together and open their incidents."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from syrupy.assertion import SnapshotAssertion

from records.i18n import LANGUAGES, use_language
from records.incident_model import Incident, Penalty, Status, Victim
from records.vocabulary import Category, SentenceKind, StatusCode, TermUnit
from reports.publications.document_tree import Block, Bullets, DocumentTable, Paragraph, Runs, text
from reports.publications.figures import ReportRefused
from reports.publications.sections import Pursuits, pursuit_editor_notes, pursuit_in_short, pursuit_tables, pursuits, require_parts
from tests.reports.publications.told import UNTIL, YEAR, case

pytestmark = pytest.mark.usefixtures("catalogues")
OLD = case("KZ-2020-0001", Category.CRM, "JDT", day=date(2020, 10, 1))
NEW = case("KZ-2021-0001", Category.ADM, "JFN")
BLOW = case("KZ-2021-0002", Category.ATT, "PTI")


def test_who_was_taken_before_the_period_is_in_custody_on_its_last_day() -> None:
    found = pursuits([NEW, BLOW], [OLD], YEAR)
    assert (found.of_period.pursued, found.on_record.pursued) == (("KZ-2021-0001",), ("KZ-2021-0001", "KZ-2020-0001"))
    assert [(one.incident.number, one.since, one.days.value, one.end_unknown) for one in found.held] == [("KZ-2020-0001", date(2020, 10, 1), 0, True)]
    assert found.earlier == (OLD,)


def _for_a_year(incident: Incident) -> Incident:
    return replace(incident, statuses=tuple(replace(status, penalty=Penalty(term=1, unit=TermUnit.YEARS)) for status in incident.statuses))


def test_one_person_in_custody_whom_two_incidents_hold_stands_once_with_each_day_counted_once() -> None:
    dana = Victim("Дана Ержанова", person=4)
    arrest = _for_a_year(case("KZ-2021-0001", Category.ARR, "JDT", day=date(2021, 11, 1), victims=(dana,)))
    trial = _for_a_year(case("KZ-2021-0002", Category.CRM, "JDT", day=date(2021, 11, 11), victims=(dana,)))
    with_another = _for_a_year(case("KZ-2021-0003", Category.CRM, "JDT", day=date(2021, 11, 12), victims=(dana, Victim("Азат Мұрат", person=5))))
    found = pursuits([trial, arrest, with_another], [], YEAR)
    assert [(one.incident, one.also, one.since, one.days.value) for one in found.held] == [
        (arrest, ("KZ-2021-0002",), date(2021, 11, 1), 60),
        (with_another, (), date(2021, 11, 12), 49),
    ]
    assert len(found.on_record.in_custody) == 3, "figures count cases"


def test_whose_name_is_withheld_is_not_put_together_because_that_would_join_her_cases() -> None:
    hidden = Victim("журналист", person=4, publish=False)
    two = [case(f"KZ-2021-000{nth}", Category.ARR, "JDT", day=date(2021, 11, nth), victims=(hidden,)) for nth in (1, 2)]
    assert [one.also for one in pursuits(two, [], YEAR).held] == [(), ()]


def test_a_figure_that_names_somebody_who_is_not_pursued_refuses_the_report() -> None:
    found = pursuits([NEW], [OLD], YEAR).on_record
    for wrong in (replace(found, arrested=("KZ-2021-0009",)), replace(found, on_trial=found.pursued[:1]), replace(found, ended_well=found.going_on),
                  replace(found, going_on=(), ended_well=("KZ-2020-0001",))):  # fmt: skip
        with pytest.raises(ReportRefused, match="KZ-"):
            require_parts(wrong)


any_case = st.builds(lambda primary, codes: case("x", primary, *codes), st.sampled_from(Category), st.lists(st.sampled_from(StatusCode), max_size=6))


@given(st.lists(any_case, max_size=8).map(lambda made: [replace(one, number=f"KZ-2021-{nth:04d}") for nth, one in enumerate(made)]))
def test_whatever_is_recorded_the_figures_fit_together(many: list[Incident]) -> None:
    found = pursuits(many[::2], many[1::2], YEAR)
    assert set(found.of_period.pursued) <= set(found.on_record.pursued)
    assert {one.incident.number for one in found.held} <= set(found.on_record.pursued)


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
    with use_language("en"):
        return [text(one) for one in runs_of(pursuit_in_short(found, UNTIL))]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_figure_of_the_table_that_is_not_nought_opens_its_incidents(lang: str) -> None:
    with use_language(lang):
        (table,) = [block for block in pursuit_tables(pursuits(MANY[:3], MANY[3:], YEAR), UNTIL) if isinstance(block, DocumentTable)]
    assert len(table.columns) == 3
    for row in table.rows:
        for cell in row[1:]:
            assert (text(cell) == "0") == (not cell[0].numbers)


def test_the_section_is_written_in_these_words(snapshot: SnapshotAssertion) -> None:
    """Who is in custody by name or title, the longest first; days of an earlier time apart; sums by currency; and what the editor has to look at."""
    steps = ((date(2021, 6, 1), StatusCode.JDT), (date(2021, 6, 11), StatusCode.JRL), (date(2021, 12, 1), StatusCode.JDT))
    again = replace(HELD, statuses=tuple(Status(day, code) for day, code in steps))
    dana = Victim("Дана Ержанова", person=4)
    two = [case(f"KZ-2021-000{nth}", Category.CRM, "JDT", day=date(2021, 12, nth), victims=(dana,)) for nth in (1, 2)]
    days = Penalty(term=3, unit=TermUnit.DAYS)
    late = case("KZ-2021-0004", Category.ARR, "JAA", "JRL")
    gate = case("KZ-2021-0005", Category.CRM, "JRL", "JDT")
    doubtful = [
        case("KZ-2021-0001", Category.DET, "JDT"),
        case("KZ-2021-0002", Category.ARR, "JAA"),
        case("KZ-2021-0003", Category.CRM, "JDT", "JSN"),
        replace(late, statuses=(replace(late.statuses[0], penalty=days), late.statuses[1])),
        replace(gate, statuses=tuple(replace(one, day=date(2021, 3, 1)) for one in gate.statuses)),
    ]
    records = {"all": MANY, "in custody again": [again], "two cases of one person": two, "doubtful": doubtful, "none": []}
    written = []
    for name, some in records.items():
        found = pursuits(some, [], YEAR)
        with use_language("en"):
            notes = [f"to the editor: {text(one)}" for one in pursuit_editor_notes(found)]
        written += [f"# {name}", *lines(found), *notes, ""]
    assert "\n".join(written) == snapshot
