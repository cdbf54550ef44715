"""The publications: what they count, whom they name, that every figure opens its records, and that every format says the same."""

import json
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import typer
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree, html
from sqlalchemy import Engine, select
from typer.testing import CliRunner

from flows.cli import report_command
from records.country import home
from records.database import open_database, read_session, write_transaction
from records.errors import NoSuchIncident
from records.i18n import LANGUAGES, speaking
from records.incident_model import Incident, Status, Victim
from records.incidents import add_status, admit
from records.incidents.repository import withdraw
from records.settings import read_settings
from records.tables import LedgerRow
from records.vocabulary import Actor, Category, DatePrecision, StatusCode
from reports.impunity.clocks import is_punishable
from reports.publications import (
    Figure,
    Impunity,
    Monthly,
    Panel,
    ReportFormat,
    ReportKind,
    ReportPeriod,
    ReportRefused,
    ReportRequest,
    Statement,
    WrongPeriod,
    impunity,
    monthly,
    note_report,
    notes_file,
    period,
    publish,
    statement,
)
from reports.publications.cases import CaseStory, Escape
from reports.publications.figure_index import compact
from reports.publications.figures import require_sum
from reports.publications.monthly_report import require_sums
from reports.publications.persons_affected import affected_persons, doubtful_persons
from reports.publications.reference import index_rank, unpunished
from reports.publications.unchecked_texts import TextsUnchecked
from reports.publications.wording import cases_of_category as counted_words
from reports.publications.wording import percent
from tests.golden.publications import record
from tests.golden.publications.documents import FOLDER, NAMES, docx_text, made
from tests.golden.publications.record import COUNTS, NOW, TODAY, UNTIL

pytestmark = pytest.mark.usefixtures("catalogues")

YEAR = ReportPeriod(date(2021, 1, 1), UNTIL, UNTIL)
HEARD = Panel(date(2021, 1, 1), ())
DAY = timedelta(days=1)


def incident(number: str = "KZ-2021-0001", day: date | None = date(2021, 6, 10), *codes: str, **fields: Any) -> Incident:
    """An attack with statuses on the days that follow it."""
    first = day or date(2021, 6, 10)
    statuses = tuple(Status(first + nth * DAY, StatusCode(code), "source") for nth, code in enumerate(codes, 1))
    plain: dict[str, Any] = {"precision": DatePrecision.DAY, "region": "KZ-35", "statuses": statuses, "recorded": first}
    primary = fields.pop("primary", Category.ATT)
    return Incident(number=number, primary=primary, **{"categories": (primary,), **plain, **fields}, day=day)


def published(engine: Engine, kind: ReportKind = ReportKind.STATEMENT, until: date = UNTIL, since: date | None = None, **asked: Any) -> bytes:
    with read_session(engine) as session:
        return publish(session, ReportRequest(kind, until, since, **asked), TODAY).content


def notes(engine: Engine, kind: ReportKind = ReportKind.STATEMENT, until: date = UNTIL, **asked: Any) -> str:
    """The file of notes to the editor that goes with a document."""
    with read_session(engine) as session:
        return notes_file(publish(session, ReportRequest(kind, until, **asked), TODAY).document)


def data(engine: Engine, kind: ReportKind = ReportKind.STATEMENT, until: date = UNTIL, since: date | None = None, **asked: Any) -> Any:
    return json.loads(published(engine, kind, until, since, form=ReportFormat.JSON, **asked))


def parsed(content: bytes) -> Any:
    """A page as a tree."""
    return html.fromstring(content)


def words_of(report: Statement | Monthly | Impunity, lang: str = "en") -> str:
    from reports.publications.markdown import markdown
    from reports.publications.publish import report_document

    with speaking(lang):
        return markdown(report_document(report))


def notes_of(report: Statement | Monthly | Impunity, lang: str = "en") -> str:
    from reports.publications.publish import report_document

    with speaking(lang):
        return notes_file(report_document(report))


# The statement of 2 November 2021


def test_the_statement_counts_what_the_seed_counts(press: Engine) -> None:
    told = data(press)
    assert {code: figure["value"] for code, figure in told["by_category"].items()} == {code.value: count for code, count in COUNTS.items()}
    assert told["total"]["value"] == len(told["total"]["incidents"]) == 132
    assert "KZ-2019-0001" not in told["total"]["incidents"]


def test_the_statement_tells_the_seeds_four_cases_of_impunity_and_not_another_the_gravest_first(press: Engine) -> None:
    told = [case for case in data(press)["cases"] if case["story"] == "impunity"]
    assert [(case["incident"]["number"], case["escape"], case["waited"]["value"], case["counted"]) for case in told] == [
        ("KZ-2019-0001", "open", 834, False),
        ("KZ-2021-0011", "dropped", 232, True),
        ("KZ-2021-0012", "blamed", 211, True),
        ("KZ-2021-0013", "open", 145, True),
    ]


@pytest.mark.parametrize(
    ("category", "count", "ru", "kk", "en"),
    [
        (Category.OBS, 77, "77 случаев воспрепятствования", "77 оқиға", "77 cases of obstruction"),
        (Category.SUR, 2, "2 случая слежки", "2 оқиға", "2 cases of surveillance"),
        (Category.ATT, 21, "21 нападение на журналистов", "журналистерге жасалған 21 шабуыл", "21 attacks on journalists"),
        (Category.DET, 1, "1 задержание", "1 оқиға", "1 detention of"),
        (Category.THR, 1030, "1\u00a0030 угроз", "қоқан-лоққы көрсетілген 1\u00a0030 оқиға", "1,030 threats"),
    ],
)
def test_a_count_stands_in_the_right_form_of_each_language(category: Category, count: int, ru: str, kk: str, en: str) -> None:
    for lang, expected in (("ru", ru), ("kk", kk), ("en", en)):
        with speaking(lang):
            assert expected in counted_words(category, Figure(count)).text


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_category_has_words_for_its_counts(lang: str) -> None:
    with speaking(lang):
        for category in Category:
            assert all(str(count) in counted_words(category, Figure(count)).text for count in (1, 2, 5))


def test_nobody_killed_or_abducted_is_said_only_where_it_is_true() -> None:
    said = "killed, abducted or went missing"
    assert said in words_of(statement([incident()], YEAR, HEARD))
    beside = statement([incident(categories=(Category.ATT, Category.DIS))], YEAR, HEARD)
    assert said not in words_of(beside)
    assert beside.spared == (Category.KIL,)
    # Where somebody was killed, or may have been, nothing is fortunate.
    for killed in (incident(primary=Category.KIL), incident(day=None, primary=Category.KIL), incident(categories=(Category.ATT, Category.KIL))):
        assert "Fortunately" not in words_of(statement([killed], YEAR, HEARD))
    # Killed some day in 2021: perhaps since June.
    since_june = replace(YEAR, since=date(2021, 6, 1))
    vague = incident(day=date(2021, 1, 1), primary=Category.KIL, precision=DatePrecision.YEAR)
    assert statement([], since_june, HEARD, earlier=[vague]).spared == (Category.DIS,)
    assert statement([incident(day=None, primary=Category.KIL)], YEAR, HEARD).spared == (Category.DIS,)
    assert statement([incident(day=date(2020, 12, 31), primary=Category.KIL)], YEAR, HEARD).spared == (Category.KIL, Category.DIS)


def test_figures_of_several_blocks_stand_by_block_and_the_killing_before_everything() -> None:
    some = [
        incident("KZ-2021-0001", primary=Category.ACC),
        incident("KZ-2021-0002", primary=Category.KIL, victims=(Victim("Асель Ахметова", "корреспондент", "Заман"),)),
        incident("KZ-2021-0003"),
        incident("KZ-2021-0004", primary=Category.BOR),
    ]
    told = words_of(statement(some, YEAR, HEARD), "ru")
    lead = told.index("За это время мы зафиксировали")
    assert told[lead:].startswith("За это время мы зафиксировали [1 убийство](#KZ-2021-0002): корреспондент издания «Заман» Асель Ахметова.")
    lines = [line for line in told.splitlines() if line.startswith("- ")][:3]
    assert [line.split(":")[0] for line in lines] == ["- A", "- Вне разделов", "- B"]
    assert lines[0].index("убийство") < lines[0].index("нападение")
    assert "всего – [2 инцидента]" in lines[0]
    assert lead < told.index(lines[0])
    assert "За это время мы зафиксировали" not in words_of(statement(some[2:3], YEAR, HEARD), "ru")


def test_cases_are_chosen_by_how_those_responsible_escaped() -> None:
    cases = [
        incident("KZ-2021-0001", date(2021, 1, 5), "PTI", "DRP"),
        incident("KZ-2021-0002", date(2021, 2, 5), "PTI", "DRP"),
        incident("KZ-2021-0003", date(2021, 3, 5), "RFS"),
        incident("KZ-2021-0004", date(2021, 4, 5), "CMP"),
        incident("KZ-2021-0005", date(2021, 1, 2), "REP"),
        incident("KZ-2021-0006", date(2021, 1, 3), "PTI", "APN"),
    ]
    older = [incident("KZ-2015-0001", date(2015, 1, 1), "PTI"), incident("KZ-2014-0001", date(2014, 1, 1), "PTI", "DRP")]
    told = statement(cases, YEAR, HEARD, earlier=older)
    assert [(case.incident.number, case.escape) for case in told.cases] == [
        ("KZ-2015-0001", Escape.OPEN),
        ("KZ-2021-0001", Escape.DROPPED),
        ("KZ-2021-0003", Escape.REFUSED),
        ("KZ-2021-0004", Escape.OPEN),
    ]
    assert told.total.value == 6
    assert len(statement(cases, YEAR, HEARD, earlier=older, most_cases=9).cases) == 5


def test_a_case_without_a_summary_in_the_language_is_told_from_its_fields_and_the_editor_is_told_so(press: Engine) -> None:
    kazakh = published(press, lang="kk", form=ReportFormat.MD).decode()
    assert "2021 жылғы 5 сәуірде Петропавлда" in kazakh
    assert "тілшісі Серік Бекенов, Ольга Тарасова («kyzyl-tv.example») және оператор Жанат Омаров шабуылға ұшырады." in kazakh
    assert "KZ-2021-0012: бұл тілде қысқаша мазмұны жоқ (бары: ru, en)" in notes(press, lang="kk")
    assert "Охранники торгового дома" not in kazakh.split("## Жазбалар тізімі")[0]
    assert "нет краткого изложения" not in notes(press, lang="ru")


def test_a_note_on_a_status_is_told_in_its_own_language_alone(press: Engine) -> None:
    assert "съёмка велась «вызывающе»" in published(press, lang="ru", form=ReportFormat.MD).decode()
    english = published(press, lang="en", form=ReportFormat.MD).decode()
    assert "вызывающе" not in english
    assert "Left out, since they are in another language: notes on steps of 1 incident (KZ-2021-0012)" in notes(press, lang="en")


def test_a_note_in_three_languages_gives_the_reason_to_each_reader(press: Engine) -> None:
    reasons = {"ru": "нападавший не услышал", "kk": "естімеген", "en": "the attacker did not hear her"}
    for lang in LANGUAGES:
        told = published(press, lang=lang, form=ReportFormat.MD).decode()
        assert [reason in told for reason in reasons.values()] == [reason == reasons[lang] for reason in reasons.values()]


def test_the_rank_is_that_of_the_year_as_known_on_the_day() -> None:
    ranks = {2021: 155, 2022: 122, 2023: 134, 2024: 142, 2025: 141}
    assert {year: rank.rank for year in ranks if (rank := index_rank(year, date(year, 12, 31)))} == ranks
    assert index_rank(2021, date(2021, 4, 19)) is None
    assert index_rank(2020, date(2026, 1, 1)) is None
    share = unpunished(UNTIL)
    assert share
    assert (share.year, share.percent) == (2020, 87)
    early = statement([], ReportPeriod(date(2017, 1, 1), date(2017, 5, 1), date(2017, 5, 1)), HEARD)
    told = notes_of(early)
    assert "index of 2017 is not in the table" in told
    assert "UNESCO's share is not in the table" in told
    assert "in place" not in words_of(early)


def test_a_share_short_of_everything_is_not_said_to_be_everything() -> None:
    with speaking("en"):
        assert [percent(share) for share in (0, 0.001, 0.5, 0.999, 1)] == ["0%", "1%", "50%", "99%", "100%"]


# Counting


def test_what_became_known_after_the_last_day_changes_no_report(engine: Engine) -> None:
    with write_transaction(engine) as session:
        record.store(session)
    before = {(kind, form): published(engine, kind, form=form) for kind in ReportKind for form in ReportFormat}
    with write_transaction(engine) as session:
        add_status(session, "KZ-2021-0011", StatusCode.CVF, UNTIL + DAY, source="court", who="Aigul", now=NOW)
        add_status(session, "KZ-2019-0001", StatusCode.APO, date(2022, 5, 1), source="court", who="Aigul", now=NOW)
        admit(session, incident("KZ-2021-0133", UNTIL + DAY), who="Aigul", now=NOW)
    assert {(kind, form): published(engine, kind, form=form) for kind in ReportKind for form in ReportFormat} == before
    told = data(engine, until=UNTIL + DAY)
    assert "KZ-2021-0011" not in [case["incident"]["number"] for case in told["cases"]]
    assert told["total"]["value"] == 133


def test_a_withdrawn_incident_counts_nowhere(engine: Engine) -> None:
    with write_transaction(engine) as session:
        record.store(session)
        withdraw(session, "KZ-2021-0012", who="Aigul", now=NOW)
    told = data(engine)
    assert (told["total"]["value"], told["by_category"]["ATT"]["value"]) == (131, 15)
    assert "KZ-2021-0012" not in json.dumps(told)


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_incident_without_a_date_counts_nowhere_and_is_named(engine: Engine, kind: ReportKind, lang: str) -> None:
    with write_transaction(engine) as session:
        record.store(session, incident("KZ-2026-0001", None, "CMP", region=None))
    told = data(engine, kind)
    assert told["remarks"]["undated"] == ["KZ-2026-0001"]
    assert "KZ-2026-0001" not in told["total"]["incidents"]
    named = published(engine, kind, lang=lang, form=ReportFormat.MD).decode()
    said = {
        "kk": "Күні белгісіз, сондықтан еш жерде саналмаған",
        "ru": "Без даты и потому нигде не учтено",
        "en": "Without a date, and therefore counted nowhere",
    }
    assert said[lang] in named
    assert '<a id="KZ-2026-0001"></a>' in named


def test_a_date_known_to_the_month_counts_by_its_stored_day(press: Engine) -> None:
    told = data(press)
    assert told["remarks"]["imprecise"] == ["KZ-2021-0064"]
    assert "KZ-2021-0064" in told["total"]["incidents"]
    day = next(one["date"] for one in told["records"] if one["number"] == "KZ-2021-0064")
    assert day.endswith("-01")
    assert "KZ-2021-0064" not in data(press, since=date.fromisoformat(day) + DAY)["total"]["incidents"]


def test_persons_are_counted_apart_and_each_once() -> None:
    three = (Victim("Серік Бекенов"), Victim("Ольга Тарасова"), Victim("Жанат Омаров"))
    found = affected_persons([incident("KZ-2021-0001", victims=three), incident("KZ-2021-0002", victims=three[:1]), incident("KZ-2021-0003")])
    assert found.affected == Figure(3, ("KZ-2021-0001", "KZ-2021-0002"))
    assert found.unnamed == ("KZ-2021-0003",)
    assert found.folded == ()


@pytest.mark.parametrize(
    "spellings",
    [
        ("Айгерім Сақтапова", "Aigerim Saktapova", "Айгерим Сактапова", "САКТАПОВА Айгерим Маратовна"),
        ("Ержан Жүнісов", "Yerzhan Zhunisov", "Жүнісов, Ержан"),
        ("Наталья Юрьева", "Natalya Yuryeva"),
        ("Шыңғыс Төлегенұлы", "Shyngys Tolegenuly"),
    ],
)
def test_one_person_in_several_spellings_is_one(spellings: tuple[str, ...]) -> None:
    found = affected_persons([incident(victims=tuple(map(Victim, spellings)))])
    assert found.affected.value == 1
    assert found.folded == (spellings,)


def test_a_spelling_that_differs_in_more_than_letters_is_told_and_counts_apart() -> None:
    names = ("Наталья Юрьева", "Natalia Yurieva")
    some = [incident(victims=tuple(map(Victim, names)))]
    assert affected_persons(some).affected.value == 2
    assert doubtful_persons(some) == (names,)


@pytest.mark.parametrize(
    "others", [("Серік Бекенов", "Серик Бекова"), ("А. Иванова", "Анна Иванова"), ("Ержан Омаров", "Ерлан Омаров"), ("***", "###")]
)
def test_different_persons_stay_apart(others: tuple[str, str]) -> None:
    assert affected_persons([incident(victims=tuple(map(Victim, others)))]).affected.value == 2


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_report_says_which_spellings_it_took_as_one_person(press: Engine, lang: str) -> None:
    assert "Айгерім Сақтапова = Aigerim Saktapova = Айгерим Сактапова" in published(press, lang=lang, form=ReportFormat.MD).decode()


def test_lines_that_do_not_come_to_their_total_refuse_the_report_with_the_difference() -> None:
    report = monthly([incident("KZ-2021-0001"), incident("KZ-2021-0002", primary=Category.BOR)], YEAR, HEARD)
    require_sums(report)
    with pytest.raises(ReportRefused, match=r"come to 2, the total is 3, a difference of -1; look at KZ-2021-0009"):
        require_sums(replace(report, total=Figure(3, (*report.total.numbers, "KZ-2021-0009"))))
    with pytest.raises(ReportRefused, match="difference of 1"):
        require_sum("x", [Figure(1, ("a",)), Figure(1, ("a",))], Figure(1, ("a",)))
    with pytest.raises(ReportRefused):
        require_sum("x", [Figure(1, ("b",))], Figure(1, ("a",)))


def test_a_report_that_read_fewer_incidents_than_the_record_holds_is_refused(press: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    from reports.publications import report_records as reading_of_reports

    monkeypatch.setattr(reading_of_reports, "counted_in_the_record", lambda *_: 133)
    with pytest.raises(ReportRefused, match="counts 132 incidents, the record holds 133 for these days, a difference of -1"):
        published(press)


days = st.dates(date(2019, 6, 1), date(2022, 3, 1))
incidents_of_any_kind = st.lists(
    st.builds(
        lambda day, primary, region, actor, codes, names, precision: incident(
            "KZ-2021-0001", day, *codes, primary=primary, region=region, actor=actor, victims=tuple(map(Victim, names)), precision=precision
        ),
        st.none() | days,
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
    told, month, free = (
        statement(many, YEAR, HEARD, earlier=many),
        monthly(many, YEAR, HEARD, year_before=many, followed=many, earlier=many),
        impunity(many, YEAR, HEARD, earlier=many),
    )
    assert sum(figure.value for figure in told.by_category.values()) == told.total.value == month.total.value == free.total.value == len(inside)
    assert sum(line.now.value for block in month.blocks for line in block.lines) == len(inside)
    assert {one.incident.number for one in month.followups}.isdisjoint(inside)
    crimes = {one.number for one in many if one.number in inside and is_punishable(one)}
    assert set(free.crimes.numbers) == set(told.rate.unanswered.whole.numbers) == set(month.rate.unanswered.whole.numbers) == crimes
    assert set(free.beside.numbers) == set(told.rate.beside.numbers) == inside - crimes
    for report in (told, month, free):
        assert {one.number for one in report.records} == inside
        assert {case.incident.number for case in report.cases if case.counted} <= inside
        assert all(case.story is not CaseStory.IMPUNITY or is_punishable(case.incident) for case in report.cases)
        words_of(report, "kk")


# The monthly report


def test_the_monthly_report_parts_new_cases_from_news_of_earlier_ones() -> None:
    june = ReportPeriod(date(2021, 6, 1), date(2021, 6, 30), date(2021, 6, 30))
    new, older, silent = (
        incident("KZ-2021-0002", date(2021, 6, 10), "CMP"),
        incident("KZ-2021-0001", date(2021, 5, 30), "PTI", "DRP", "CVF"),
        incident(),
    )
    report = monthly([new], june, HEARD, followed=[older, replace(silent, day=date(2021, 5, 1)), new])
    assert report.total == Figure(1, ("KZ-2021-0002",))
    assert [(one.incident.number, [status.code for status in one.statuses]) for one in report.followups] == [
        ("KZ-2021-0001", [StatusCode.DRP, StatusCode.CVF])
    ]


def test_blocks_stand_in_order_with_what_is_outside_them_in_a_line_of_its_own() -> None:
    many = [
        incident(f"KZ-2021-{nth:04d}", primary=code)
        for nth, code in enumerate((Category.BOR, Category.CRM, Category.ACC, Category.THR, Category.ATT), 1)
    ]
    report = monthly(many, YEAR, HEARD)
    assert [(block.block, [line.category for line in block.lines]) for block in report.blocks] == [
        ("A", [Category.ATT, Category.THR]),
        ("B", [Category.ACC]),
        ("C", [Category.CRM]),
        (None, [Category.BOR]),
    ]
    assert "outside the blocks" in words_of(report)


def test_a_month_is_compared_with_the_same_month_of_the_year_before(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for number, day in (("KZ-2024-0001", date(2024, 2, 29)), ("KZ-2024-0002", date(2024, 3, 1)), ("KZ-2025-0001", date(2025, 2, 28))):
            admit(session, incident(number, day), who="Aigul", now=NOW)
    told = data(engine, ReportKind.MONTHLY, date(2025, 2, 28))
    assert (told["total"]["incidents"], told["total_before"]["incidents"]) == (["KZ-2025-0001"], ["KZ-2024-0001"])
    assert period(date(2024, 2, 1), date(2024, 2, 29), TODAY).a_year_before() == ReportPeriod(date(2023, 2, 1), date(2023, 2, 28), date(2023, 2, 28))
    assert "+0" not in published(engine, ReportKind.MONTHLY, date(2025, 2, 28), form=ReportFormat.MD).decode()


def test_days_on_which_an_outlet_was_not_heard_are_named(press: Engine) -> None:
    told = data(press)["remarks"]
    assert told["stretches"] == [{"first": "2021-11-02", "last": "2021-11-02", "expected": 1, "missing": ["kz_dala"]}]
    assert told["panel_since"] == "2021-10-30"
    assert "1 день, когда открылись сайты не всех изданий: 2 нояб. 2021" in published(press, lang="ru", form=ReportFormat.MD).decode()
    assert data(press, since=date(2021, 1, 1), until=date(2021, 2, 1))["remarks"]["without_panel"]


# Every figure opens its records


@pytest.mark.parametrize("kind", ReportKind)
def test_every_figure_of_the_page_opens_records_that_are_in_it(press: Engine, kind: ReportKind) -> None:
    page = parsed(published(press, kind, since=date(2019, 1, 1)))
    known = {element.get("id") for element in page.iter() if element.get("id")}
    links = [link.get("href") for link in page.iter("a")] + [link.get("{http://www.w3.org/1999/xlink}href") for link in page.iter("a")]
    inside = [link for link in links if link and link.startswith("#")]
    assert len(inside) > 100
    assert {link[1:] for link in inside} <= known
    for figure in page.xpath("//td/a[@class='figure']"):
        if figure.get("data-behind") and figure.text.isdigit() and kind not in (ReportKind.MONTHLY, ReportKind.YEARLY):
            entry = page.get_element_by_id(f"figure-{figure.get('data-behind')}")
            assert sum(_many(piece.text) for piece in entry.iter("a")) == int(figure.text)


def _many(piece: str) -> int:
    serials = [int(part[-4:]) for part in piece.split("–")]
    return serials[-1] - serials[0] + 1


@pytest.mark.parametrize("kind", ReportKind)
def test_every_link_of_the_markdown_and_of_the_docx_leads_somewhere(press: Engine, kind: ReportKind) -> None:
    text = published(press, kind, since=YEAR.since, form=ReportFormat.MD).decode()
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(re.findall(r'<a id="([^"]+)">', text))
    body = etree.fromstring(ZipFile(BytesIO(published(press, kind, since=YEAR.since, form=ReportFormat.DOCX))).read("word/document.xml"))
    anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
    assert anchors
    assert anchors <= {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}


def test_with_the_address_of_a_desk_figures_open_there(press: Engine) -> None:
    page = parsed(published(press, base_url="https://desk.example/"))
    links = [link.get("href") for link in page.iter("a")]
    assert "https://desk.example/incidents?numbers=KZ-2021-0119,KZ-2021-0126" in links
    assert "https://desk.example/incidents/KZ-2021-0011" in links


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_page_and_docx_say_the_same(press: Engine, kind: ReportKind, lang: str) -> None:
    page = parsed(published(press, kind, lang=lang))
    for picture in page.xpath("//*[local-name()='svg']"):
        picture.getparent().remove(picture)
    ours = [" ".join(one.text_content().split()) for one in page.xpath("//h1|//h2|//h3|//p|//ul/li|//table//th|//table//td|//caption|//figcaption")]
    docx = published(press, kind, lang=lang, form=ReportFormat.DOCX)
    theirs = [" ".join(cell.split()) for line in docx_text(docx) for row in line.split("\n") for cell in row.split(" | ")]
    marks = re.compile(r"\[\d+\](?=\W|$)")
    assert sorted(filter(None, ours)) == sorted(line for cell in theirs if not re.match(r"\[\d+\] KZ", cell) and (line := marks.sub("", cell)))


def test_numbers_are_written_as_short_as_they_can_be_read() -> None:
    numbers = ["KZ-2021-0001", "KZ-2021-0002", "KZ-2021-0003", "KZ-2021-0007", "KZ-2022-0001"]
    assert compact(numbers) == [("KZ-2021-0001", "KZ-2021-0001–0003"), ("KZ-2021-0007", "0007"), ("KZ-2022-0001", "KZ-2022-0001")]
    assert compact([]) == []


# Formats


@pytest.mark.parametrize("name", NAMES)
def test_the_document_is_the_one_that_was_looked_at(press: Engine, name: str) -> None:
    assert made(press, name) == (FOLDER / name).read_text(encoding="utf-8"), "if this is meant: python -m tests.golden.publications, and look at it"


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("form", ReportFormat)
def test_a_period_without_records_is_told_as_one(press: Engine, kind: ReportKind, lang: str, form: ReportFormat) -> None:
    content = published(press, kind, date(2010, 12, 31), date(2010, 1, 1), lang=lang, form=form)
    said = {"kk": "ештеңе болған жоқ деген сөз емес", "ru": "не значит, что ничего не произошло", "en": "does not say that nothing happened"}
    if form is ReportFormat.JSON:
        assert json.loads(content)["total"] == {"value": 0, "incidents": []}
    else:
        assert said[lang] in ("\n".join(docx_text(content)) if form is ReportFormat.DOCX else content.decode())


def test_a_page_is_one_file_without_scripts_that_can_be_read_aloud(press: Engine) -> None:
    for kind in ReportKind:
        page = parsed(published(press, kind, lang="kk"))
        assert page.get("lang") == "kk"
        assert not page.xpath("//script|//link|//img|//iframe|//@onclick|//*[@src]")
        levels = [int(heading.tag[1]) for heading in page.xpath("//h1|//h2|//h3")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in zip(levels, levels[1:], strict=False))
        for table in page.iter("table"):
            assert table.xpath("thead/tr/th[@scope='col']")
            assert len(table.xpath("tbody/tr")) == len(table.xpath("tbody/tr/th[@scope='row']"))
        ids = page.xpath("//@id")
        assert len(ids) == len(set(ids))


def test_what_the_record_holds_is_text_and_nothing_else(engine: Engine) -> None:
    hostile = "<script>alert(1)</script> | [x](javascript:y) \x07\u202e& \n# head"
    case = incident("KZ-2021-0001", date(2021, 6, 10), "PTI", "DRP", title=hostile, place=hostile, victims=(Victim(hostile, "", hostile),),
                    summary={"en": hostile}, outlets=(hostile,))  # fmt: skip
    with write_transaction(engine) as session:
        admit(session, case, who="Aigul", now=NOW)
    for kind in ReportKind:
        page = published(engine, kind)
        assert b"<script" not in page
        text = published(engine, kind, form=ReportFormat.MD).decode()
        assert not re.search(r"(?<!\\)<script", text)
        assert not re.search(r"(?<!\\)\]\(javascript", text)
        assert "\n# head" not in text
        etree.fromstring(ZipFile(BytesIO(published(engine, kind, form=ReportFormat.DOCX))).read("word/document.xml"))


def test_a_docx_opens_in_libreoffice_and_its_pages_hold_the_whole(press: Engine, tmp_path: Path) -> None:
    soffice = shutil.which("soffice")
    assert soffice, "LibreOffice is not here to open the document with: apt-get install -y --no-install-recommends libreoffice-writer"
    for kind, fewest in ((ReportKind.STATEMENT, 4), (ReportKind.IMPUNITY, 8)):
        file = tmp_path / f"{kind}.docx"
        file.write_bytes(published(press, kind, lang="kk", form=ReportFormat.DOCX))
        profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
        subprocess.run(
            [soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), str(file)],
            check=True,
            capture_output=True,
            timeout=600,
        )
        pdf = file.with_suffix(".pdf").read_bytes()
        assert len(re.findall(rb"/Type\s*/Page\b", pdf)) >= fewest


# The ledger and the command


def test_a_report_stands_in_the_ledger_with_its_hash_and_the_state_it_was_made_of(engine: Engine) -> None:
    with write_transaction(engine) as session:
        record.store(session)
    with read_session(engine) as session:
        made_now = publish(session, ReportRequest(ReportKind.STATEMENT, UNTIL, lang="ru"), TODAY)
    with write_transaction(engine) as session:
        note_report(session, made_now, who="Aigul", now=NOW)
    with read_session(engine) as session:
        before, row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(2)).all()[::-1]
    assert (row.action, row.subject, row.who) == ("report", "report statement 2021-01-01 2021-11-02", "Aigul")
    assert row.after == {
        "kind": "statement", "since": "2021-01-01", "until": "2021-11-02", "as_of": "2021-11-02", "lang": "ru", "format": "html",
        "sha256": made_now.sha256, "incidents": 132, "head": f"{before.id}:{before.hash}",
    }  # fmt: skip


@pytest.fixture
def command(tmp_path: Path) -> typer.Typer:
    app = typer.Typer()
    report_command.add_to(app)
    app.command()(lambda: None)
    return app


def test_the_command_writes_the_document_to_a_file(command: typer.Typer, tmp_path: Path) -> None:
    file = tmp_path / "statement.json"
    asked = ["report", "statement", "--until", "2021-11-02", "--lang", "kk", "--format", "json", "--as", "Aigul", "--output", str(file)]
    found = CliRunner().invoke(command, asked)
    assert found.exit_code == 0, found.output
    assert json.loads(file.read_text(encoding="utf-8"))["language"] == "kk"


def test_the_command_writes_the_notes_to_the_editor_beside_the_document_and_never_into_it(command: typer.Typer, tmp_path: Path) -> None:
    with write_transaction(open_database(read_settings().database)) as session:
        admit(session, incident("KZ-2021-0001", primary=Category.KIL), who="Aigul", now=NOW)
    asked = ["report", "statement", "--until", "2021-06-30", "--lang", "en"]
    note = "KZ-2021-0001 has no summary"
    for form in ("docx", "html", "md"):
        folder = tmp_path / form
        folder.mkdir()
        found = CliRunner().invoke(command, [*asked, "--format", form, "--output", str(folder / f"report.{form}")])
        assert found.exit_code == 0, found.output
        assert sorted(file.name for file in folder.iterdir()) == ["report." + form, "report.notes.md"] or form == "md"
        assert note in (folder / "report.notes.md").read_text(encoding="utf-8")
        whole = (folder / f"report.{form}").read_bytes()
        assert note not in ("\n".join(docx_text(whole)) if form == "docx" else whole.decode())
        assert "3 notes to the editor" in found.stderr
    found = CliRunner().invoke(command, [*asked, "--format", "md"])
    assert note not in found.stdout
    assert note in found.stderr
    found = CliRunner().invoke(command, [*asked, "--format", "json", "--output", str(tmp_path / "report.json")])
    assert not (tmp_path / "report.notes.md").exists(), "JSON holds them as data"
    assert any(note in one for one in json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["notes_to_the_editor"])


def test_the_command_refuses_a_final_document_that_tells_what_nobody_has_checked(command: typer.Typer, tmp_path: Path) -> None:
    with write_transaction(open_database(read_settings().database)) as session:
        admit(session, incident("KZ-2021-0001", primary=Category.KIL, summary={"en": "Somebody was killed."}), who="Aigul", now=NOW)
    file = tmp_path / "report.docx"
    asked = ["report", "statement", "--until", "2021-06-30", "--lang", "en", "--format", "docx", "--output", str(file)]
    refused = CliRunner().invoke(command, [*asked, "--final"]).exception
    assert isinstance(refused, TextsUnchecked)
    assert "KZ-2021-0001" in str(refused)
    assert not list(tmp_path.glob("report*")), "nothing is written"
    assert CliRunner().invoke(command, asked).exit_code == 0
    assert CliRunner().invoke(command, ["report", "release", "--final"]).exit_code == 2


def test_an_undated_incident_is_not_known_before_the_day_on_which_it_was_recorded(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit(session, incident("KZ-2021-0001", date(2021, 6, 10)), who="Aigul", now=NOW)
        admit(session, incident("KZ-2026-0001", None, primary=Category.KIL, recorded=date(2021, 7, 2)), who="Aigul", now=NOW)
    for kind in ReportKind:
        before = data(engine, kind, date(2021, 7, 1), date(2021, 1, 1))
        assert "KZ-2026-0001" not in json.dumps(before), kind
        after = data(engine, kind, date(2021, 7, 2), date(2021, 1, 1))
        assert after["remarks"]["undated"] == ["KZ-2026-0001"], kind
        assert [case["incident"]["number"] for case in after["cases"]] == ["KZ-2026-0001"], "who may have been killed is told"


def test_the_command_tells_the_cases_that_it_is_asked_for_and_refuses_what_there_is_not(command: typer.Typer) -> None:
    with write_transaction(open_database(read_settings().database)) as session:
        admit(session, incident("KZ-2021-0001", date(2021, 5, 10), primary=Category.CRT), who="Aigul", now=NOW)
    asked = ["report", "monthly", "--until", "2021-06-30", "--lang", "en", "--format", "md"]
    assert "## Other cases" not in CliRunner().invoke(command, asked).output
    found = CliRunner().invoke(command, [*asked, "--tell", "KZ-2021-0001"])
    assert found.exit_code == 0, found.output
    assert "## Other cases" in found.output
    assert isinstance(CliRunner().invoke(command, [*asked, "--tell", "KZ-2021-0009"]).exception, NoSuchIncident)
    assert CliRunner().invoke(command, ["report", "release", "--tell", "KZ-2021-0001"]).exit_code == 2


def test_the_ledger_says_which_cases_the_editor_chose(engine: Engine) -> None:
    with write_transaction(engine) as session:
        record.store(session)
    with read_session(engine) as session:
        made_now = publish(session, ReportRequest(ReportKind.STATEMENT, UNTIL, tell=("KZ-2021-0070",)), TODAY)
    with write_transaction(engine) as session:
        note_report(session, made_now, who="Aigul", now=NOW)
    with read_session(engine) as session:
        row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    assert row.after["tell"] == ["KZ-2021-0070"]


@pytest.mark.parametrize(
    "asked",
    [
        ["statement", "--since", "2021-11-03", "--until", "2021-11-02"],
        ["monthly", "--until", "2021-13-01"],
        ["weekly"],
        ["statement", "--base-url", "javascript:x"],
    ],
)
def test_a_wrong_call_is_refused_with_exit_2(command: typer.Typer, asked: list[str]) -> None:
    assert CliRunner().invoke(command, ["report", *asked]).exit_code == 2


def test_a_period_that_is_not_over_is_told_as_of_today() -> None:
    assert period(date(2026, 1, 1), date(2026, 12, 31), TODAY).as_of == TODAY
    with pytest.raises(WrongPeriod):
        period(date(2027, 1, 1), date(2027, 12, 31), TODAY)
