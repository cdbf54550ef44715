"""Reports as data: what a statement and a monthly report count and choose, what is read for a report, and the index of press freedom in words."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from records.country import home
from records.database import read_session, write_transaction
from records.errors import BadDecision, NoSuchIncident
from records.i18n import LANGUAGES, use_language
from records.incident_model import Incident, Penalty, Victim
from records.incidents import import_incident
from records.incidents.repository import withdraw
from records.vocabulary import Actor, Category, DatePrecision, SentenceKind, StatusCode, TermUnit
from reports.impunity.clocks import is_punishable
from reports.kinds import DOCUMENT_KINDS, ReportKind
from reports.publications import Figure, PanelCoverage, ReportPeriod, ReportRefused, ReportRequest, Statement, impunity, monthly, statement
from reports.publications.cases import CaseStory
from reports.publications.document_tree import text
from reports.publications.figures import require_sum
from reports.publications.markdown import markdown
from reports.publications.monthly_report import require_sums
from reports.publications.publish import report_document
from reports.publications.report_data import Report, report_data
from reports.publications.report_period import Rank, comparison, index_rank, known_ranks, quotation, unpunished
from reports.publications.statement_report import index_in_words, index_notes, quotation_in_words
from reports.publications.wording import cases_of_category, percent
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.reports.publications.told import UNTIL, YEAR, case

HEARD = PanelCoverage(date(2021, 1, 1), ())


def words_of(report: Report, lang: str = "en") -> str:
    with use_language(lang):
        return markdown(report_document(report))


# The statement


def test_nobody_killed_or_abducted_is_said_only_where_it_is_true() -> None:
    both, killed_or_missing = (Category.KIL, Category.DIS), Category.KIL
    assert statement([case("KZ-2021-0001", Category.ATT)], YEAR, HEARD).spared == both
    assert statement([case("KZ-2021-0001", Category.ATT, categories=(Category.ATT, Category.DIS))], YEAR, HEARD).spared == (Category.KIL,)
    # Where somebody was killed, or may have been, nothing is fortunate.
    for killed in (
        case("KZ-2021-0001", Category.KIL),
        case("KZ-2021-0001", Category.KIL, day=None),
        case("KZ-2021-0001", Category.ATT, categories=(Category.ATT, Category.KIL)),
    ):
        assert killed_or_missing not in statement([killed], YEAR, HEARD).spared
    # Killed some day in 2021: perhaps since June.
    vague = case("KZ-2021-0001", Category.KIL, day=date(2021, 1, 1), precision=DatePrecision.YEAR)
    assert statement([], replace(YEAR, since=date(2021, 6, 1)), HEARD, earlier=[vague]).spared == (Category.DIS,)
    assert statement([case("KZ-2020-0001", Category.KIL, day=date(2020, 12, 31))], YEAR, HEARD).spared == both


def test_figures_of_several_blocks_stand_by_block_and_the_killing_before_everything() -> None:
    some = [
        case("KZ-2021-0001", Category.ACC),
        case("KZ-2021-0002", Category.KIL, victims=(Victim("Асель Ахметова", "корреспондент", "Заман"),)),
        case("KZ-2021-0003", Category.ATT),
        case("KZ-2021-0004", Category.BOR),
    ]
    words = words_of(statement(some, YEAR, HEARD), "ru")
    lead = words.index("За это время мы зафиксировали")
    assert words[lead:].startswith("За это время мы зафиксировали [1 убийство](#KZ-2021-0002): корреспондент издания «Заман» Асель Ахметова.")
    lines = [line for line in words.splitlines() if line.startswith("- ")][:3]
    assert [line.split(":")[0] for line in lines] == ["- A", "- Вне разделов", "- B"]
    assert lines[0].index("убийство") < lines[0].index("нападение")
    assert "всего – [2 инцидента]" in lines[0]
    assert lead < words.index(lines[0])
    assert "За это время мы зафиксировали" not in words_of(statement(some[2:3], YEAR, HEARD), "ru")


def test_counts_stand_in_the_right_form_of_each_language(snapshot: SnapshotAssertion) -> None:
    lines = []
    for lang in LANGUAGES:
        with use_language(lang):
            lines += [
                f"{lang} {category}: " + "; ".join(cases_of_category(category, Figure(count)).text for count in (1, 2, 5, 21, 1030))
                for category in Category
            ]
    assert "\n".join(lines) == snapshot


def test_a_share_short_of_everything_is_not_said_to_be_everything() -> None:
    with use_language("en"):
        assert [percent(share) for share in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "1%", "50%", "99%", "100%"]


def test_lines_that_do_not_come_to_their_total_refuse_the_report_with_the_difference() -> None:
    report = monthly([case("KZ-2021-0001", Category.ATT), case("KZ-2021-0002", Category.BOR)], YEAR, HEARD)
    require_sums(report)
    with pytest.raises(ReportRefused, match=r" 2, .* 3, .* -1; .*KZ-2021-0009"):
        require_sums(replace(report, total=Figure(3, (*report.total.numbers, "KZ-2021-0009"))))
    with pytest.raises(ReportRefused, match=" 1;"):
        require_sum("x", [Figure(1, ("a",)), Figure(1, ("a",))], Figure(1, ("a",)))
    with pytest.raises(ReportRefused):
        require_sum("x", [Figure(1, ("b",))], Figure(1, ("a",)))


incidents_of_any_kind = st.lists(
    st.builds(
        lambda day, primary, region, actor, codes, names, precision: case(
            "x", primary, *codes, day=day, region=region, actor=actor, victims=tuple(map(Victim, names)), precision=precision
        ),
        st.none() | st.dates(date(2019, 6, 1), date(2022, 3, 1)),
        st.sampled_from(Category),
        st.none() | st.sampled_from([*home().regions, "RU-MOW"]),
        st.sampled_from(Actor),
        st.lists(st.sampled_from(StatusCode), max_size=4),
        st.lists(st.text(max_size=8), max_size=2),
        st.sampled_from(DatePrecision),
    ),
    max_size=12,
).map(lambda made: [replace(one, number=f"KZ-2021-{nth:04d}") for nth, one in enumerate(made, 1)])


@given(incidents_of_any_kind)
def test_any_incidents_make_reports_that_add_up_and_whose_figures_are_counted_records(many: list[Incident]) -> None:
    inside = {one.number for one in many if one.day and YEAR.since <= one.day <= UNTIL}
    stated, month, free = (
        statement(many, YEAR, HEARD, earlier=many),
        monthly(many, YEAR, HEARD, year_before=many, followed=many, earlier=many),
        impunity(many, YEAR, HEARD, earlier=many),
    )
    assert sum(figure.value for figure in stated.by_category.values()) == stated.total.value == month.total.value == free.total.value == len(inside)
    assert sum(line.now.value for block in month.blocks for line in block.lines) == len(inside)
    assert {one.incident.number for one in month.followups}.isdisjoint(inside)
    crimes = {one.number for one in many if one.number in inside and is_punishable(one)}
    assert set(free.crimes.numbers) == set(stated.rate.unanswered.whole.numbers) == set(month.rate.unanswered.whole.numbers) == crimes
    assert set(free.beside.numbers) == set(stated.rate.beside.numbers) == inside - crimes
    for report in (stated, month, free):
        assert {one.number for one in report.records} == inside
        assert {one.incident.number for one in report.cases if one.counted} <= inside
        assert all(one.story is not CaseStory.IMPUNITY or is_punishable(one.incident) for one in report.cases)
        words_of(report, "kk")


def test_the_monthly_report_parts_new_cases_from_news_of_earlier_ones() -> None:
    june = ReportPeriod(date(2021, 6, 1), date(2021, 6, 30), date(2021, 6, 30))
    new = case("KZ-2021-0002", Category.ATT, "CMP", day=date(2021, 6, 10))
    older = case("KZ-2021-0001", Category.ATT, "PTI", "DRP", "CVF", day=date(2021, 5, 30))
    silent = case("KZ-2021-0003", Category.ATT, day=date(2021, 5, 1))
    report = monthly([new], june, HEARD, followed=[older, silent, new])
    assert report.total == Figure(1, ("KZ-2021-0002",))
    assert [(one.incident.number, [status.code for status in one.statuses]) for one in report.followups] == [
        ("KZ-2021-0001", [StatusCode.DRP, StatusCode.CVF])
    ]


# What is read for a report

SINCE, TODAY = date(2021, 6, 1), date(2026, 11, 25)


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engine]:
    """A small record, to be read only."""
    engine = open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('small') / 'small.db'}")
    with write_transaction(engine) as session:
        for one in (
            case("KZ-2019-0001", Category.CRM, "JDT", "JSN", day=date(2019, 5, 1), penalty=Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)),
            case("KZ-2021-0001", Category.OBS, "CMP", day=date(2021, 7, 1)),
            case("KZ-2021-0002", Category.KIL, "REP", day=date(2021, 1, 1), precision=DatePrecision.YEAR),
            case("KZ-2021-0003", Category.CRT, day=date(2021, 8, 1)),
            case("KZ-2021-0004", Category.ATT, day=date(2021, 8, 1)),
            case("KZ-2022-0001", Category.ATT, day=date(2022, 8, 1)),
        ):
            import_incident(session, one, who="Aigul", now=NOW)
        withdraw(session, "KZ-2021-0004", who="Aigul", now=NOW)
    yield engine
    engine.dispose()


@pytest.mark.parametrize("kind", DOCUMENT_KINDS)
def test_every_report_names_who_is_in_custody_since_before_it_a_killing_that_may_lie_in_it_and_what_the_editor_chose(
    small: Engine, kind: ReportKind
) -> None:
    def read(*tell: str) -> Report:
        with read_session(small) as session:
            return report_data(session, ReportRequest(kind, UNTIL, SINCE, tell=tell), TODAY)

    def told(*tell: str) -> set[str]:
        return {one.incident.number for one in read(*tell).cases}

    report = read()
    assert [one.incident.number for one in report.pursuits.held] == ["KZ-2019-0001"]
    assert "KZ-2021-0002" in told()
    assert report.total.numbers == ("KZ-2021-0001", "KZ-2021-0003")
    listed = {row.number for block in report_document(report).records for row in getattr(block, "rows", ())}
    assert {"KZ-2019-0001", "KZ-2021-0002"} <= listed
    assert "KZ-2021-0003" not in told()
    assert "KZ-2021-0003" in told("KZ-2021-0003")
    assert "KZ-2019-0001" in told("KZ-2019-0001")
    for number, error in (
        ("KZ-2021-0099", NoSuchIncident),
        ("nonsense", NoSuchIncident),
        ("KZ-2021-0004", BadDecision),
        ("KZ-2022-0001", BadDecision),
    ):
        with pytest.raises(error, match=number):
            read(number)


# The index of press freedom


def of(year: int, month: int = 11, day: int = 2) -> Statement:
    last = date(year, month, day)
    return statement([], ReportPeriod(date(year, 1, 1), last, last), PanelCoverage(date(year, 1, 1), ()))


def test_the_rank_is_that_of_the_year_as_known_on_the_day() -> None:
    ranks = {2021: 155, 2022: 122, 2023: 134, 2024: 142, 2025: 141}
    assert {year: rank.rank for year in ranks if (rank := index_rank(year, date(year, 12, 31)))} == ranks
    assert index_rank(2021, date(2021, 4, 19)) is None
    assert index_rank(2020, date(2026, 1, 1)) is None
    assert [rank.year for rank in known_ranks(2025, date(2025, 3, 1))] == [2024, 2023, 2022, 2021]
    share = unpunished(date(2021, 11, 2))
    assert share
    assert (share.year, share.percent) == (2020, 87)
    assert comparison(2021, date(2021, 11, 1)) is None
    assert quotation(2021, date(2021, 11, 1)) is None


def test_the_rank_who_is_placed_before_and_a_quotation_are_written_where_the_tables_have_them(snapshot: SnapshotAssertion) -> None:
    newest = of(2025)
    assert isinstance(newest.rank, Rank)
    reports = {f"{year}": of(year) for year in (2017, 2020, 2021, 2024, 2025, 2026)}
    reports["the same rank again"] = replace(newest, earlier_ranks=(replace(newest.rank, year=2024),))
    written = []
    for name, report in reports.items():
        written.append(f"# {name}")
        for lang in LANGUAGES:
            with use_language(lang):
                written += [f"{lang}: {text(one)}" for one in index_in_words(report)]
                written += [f"{lang} quoted: {text(quotation_in_words(report.quotation))}"] * bool(quotation_in_words(report.quotation))
                written += [f"{lang} to the editor: {text(one)}" for one in index_notes(report)]
    assert "\n".join(written) == snapshot
