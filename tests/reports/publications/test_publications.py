"""The publications as they are made of a record: what they count, that every figure opens its records, and that every format says the same."""

import importlib
import json
import pkgutil
import re
from collections.abc import Callable
from datetime import date, timedelta
from io import BytesIO
from pprint import pformat
from types import ModuleType
from typing import Any
from zipfile import ZipFile

import pytest
from docx.oxml.ns import qn
from lxml import etree, html
from sqlalchemy import Engine, select
from syrupy.assertion import SnapshotAssertion

from records.database import read_session, write_transaction
from records.filters import IncidentFilter
from records.i18n import LANGUAGES, use_language
from records.incident_model import Victim
from records.incidents import add_status, import_incident
from records.incidents.repository import withdraw
from records.tables import LedgerRow
from records.vocabulary import Category, StatusCode
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from reports.kinds import DOCUMENT_KINDS, ReportFormat, ReportKind
from reports.publications import PublishedReport, ReportRefused, ReportRequest, WrongPeriod, note_report, period
from reports.publications.figures import compact
from reports.publications.publish import publish
from reports.publications.report_period import ReportPeriod
from tests.golden.publications.documents import FOLDER, NAMES, document, docx_text, request
from tests.golden.publications.record import COUNTS, NOW, TODAY, UNTIL
from tests.pseudo_language import forgotten
from tests.reports.publications.told import case

OfPress = Callable[[ReportRequest], PublishedReport]

JANUARY = date(2021, 1, 1)
DAY = timedelta(days=1)
# What a document in a language that was added holds beside its words: the anchors, and names in Latin letters.
DATA = frozenset({"id", "figure", "Aigerim", "Saktapova", "UNESCO"})


def published(engine: Engine, kind: ReportKind = ReportKind.STATEMENT, until: date = UNTIL, since: date | None = None, **asked: Any) -> bytes:
    with read_session(engine) as session:
        return publish(session, ReportRequest(kind, until, since, **asked), TODAY).content


def data(engine: Engine, kind: ReportKind = ReportKind.STATEMENT, until: date = UNTIL, since: date | None = None, **asked: Any) -> Any:
    return json.loads(published(engine, kind, until, since, form=ReportFormat.JSON, **asked))


def parsed(content: bytes) -> Any:
    """A page as a tree."""
    return html.fromstring(content.decode())


def pages(of_press: OfPress, lang: str, since: date | None = None) -> dict[ReportKind, Any]:
    """The page of every kind as a tree."""
    return {kind: parsed(of_press(ReportRequest(kind, UNTIL, since, lang)).content) for kind in DOCUMENT_KINDS}


# The documents


@pytest.mark.parametrize("name", NAMES)
def test_the_document_is_the_one_that_was_looked_at(of_press: OfPress, name: str) -> None:
    made = document(name, of_press(request(name)))
    assert made == (FOLDER / name).read_text(encoding="utf-8"), "if this is meant: python -m tests.golden.publications, and look at it"


def test_the_statement_counts_what_the_seed_counts_and_tells_its_four_cases_of_impunity(of_press: OfPress) -> None:
    found = json.loads(of_press(ReportRequest(ReportKind.STATEMENT, UNTIL, form=ReportFormat.JSON)).content)
    assert {code: figure["value"] for code, figure in found["by_category"].items()} == {code.value: count for code, count in COUNTS.items()}
    assert found["total"]["value"] == len(found["total"]["incidents"]) == 132
    assert "KZ-2019-0001" not in found["total"]["incidents"]
    cases = [one for one in found["cases"] if one["story"] == "impunity"]
    assert [(one["incident"]["number"], one["escape"], one["waited"]["value"], one["counted"]) for one in cases] == [
        ("KZ-2019-0001", "open", 834, False),
        ("KZ-2021-0011", "dropped", 232, True),
        ("KZ-2021-0012", "blamed", 211, True),
        ("KZ-2021-0013", "open", 145, True),
    ]


def test_a_period_without_records_is_published_as_one(press: Engine, snapshot: SnapshotAssertion) -> None:
    asked: Any = {"until": date(2010, 12, 31), "since": date(2010, 1, 1)}
    for kind in DOCUMENT_KINDS:
        assert data(press, kind, **asked)["total"] == {"value": 0, "incidents": []}
        assert published(press, kind, form=ReportFormat.DOCX, **asked)
    statements = (published(press, lang=lang, form=ReportFormat.MD, **asked).decode() for lang in LANGUAGES)
    others = (published(press, kind, form=ReportFormat.MD, **asked).decode() for kind in DOCUMENT_KINDS if kind is not ReportKind.STATEMENT)
    assert "\n".join([*statements, *others]) == snapshot


def test_a_language_that_was_added_has_reports_and_a_summary_in_the_export(press: Engine, one_more_language: str) -> None:
    for kind in DOCUMENT_KINDS:
        text = published(press, kind, lang=one_more_language, form=ReportFormat.MD).decode()
        assert text.count("⟦") > 20
        wrong = {line: words for line in text.splitlines() if (words := forgotten(line, DATA))}
        assert wrong == {}, pformat(wrong)
    with read_session(press) as session, use_language(one_more_language):
        row = next(iter(EXPORT_DEFINITIONS["incidents"].rows(session, IncidentFilter(as_of=UNTIL))))
    assert list(row["summary"]) == ["kk", "ru", "en", one_more_language]


# Counting


def test_what_became_known_after_the_last_day_changes_no_report(own_press: Engine) -> None:
    before = {kind: published(own_press, kind, form=ReportFormat.JSON) for kind in DOCUMENT_KINDS}
    with write_transaction(own_press) as session:
        add_status(session, "KZ-2021-0011", StatusCode.CVF, UNTIL + DAY, source="court", who="Aigul", now=NOW)
        add_status(session, "KZ-2019-0001", StatusCode.APO, date(2022, 5, 1), source="court", who="Aigul", now=NOW)
        import_incident(session, case("KZ-2021-0133", Category.ATT, day=UNTIL + DAY), who="Aigul", now=NOW)
    assert {kind: published(own_press, kind, form=ReportFormat.JSON) for kind in DOCUMENT_KINDS} == before
    later = data(own_press, until=UNTIL + DAY)
    assert "KZ-2021-0011" not in [one["incident"]["number"] for one in later["cases"]]
    assert later["total"]["value"] == 133


def test_a_withdrawn_incident_counts_nowhere(own_press: Engine) -> None:
    with write_transaction(own_press) as session:
        withdraw(session, "KZ-2021-0012", who="Aigul", now=NOW)
    found = data(own_press)
    assert (found["total"]["value"], found["by_category"]["ATT"]["value"]) == (131, 15)
    assert "KZ-2021-0012" not in json.dumps(found)


def test_an_incident_without_a_date_counts_nowhere_and_is_named(own_press: Engine) -> None:
    with write_transaction(own_press) as session:
        import_incident(session, case("KZ-2026-0001", Category.ATT, "CMP", day=None, region=None), who="Aigul", now=NOW)
    for kind in DOCUMENT_KINDS:
        found = data(own_press, kind)
        assert found["remarks"]["undated"] == ["KZ-2026-0001"], kind
        assert "KZ-2026-0001" not in found["total"]["incidents"], kind
        text = published(own_press, kind, form=ReportFormat.MD).decode()
        assert '<a id="KZ-2026-0001"></a>' in text, kind
        assert "](#KZ-2026-0001)" in text, kind


def test_an_undated_incident_is_not_known_before_the_day_on_which_it_was_recorded(engine: Engine) -> None:
    with write_transaction(engine) as session:
        import_incident(session, case("KZ-2021-0001", Category.ATT, day=date(2021, 6, 10)), who="Aigul", now=NOW)
        import_incident(session, case("KZ-2026-0001", Category.KIL, day=None, recorded=date(2021, 7, 2)), who="Aigul", now=NOW)
    for kind in DOCUMENT_KINDS:
        assert "KZ-2026-0001" not in json.dumps(data(engine, kind, date(2021, 7, 1), JANUARY)), kind
        after = data(engine, kind, date(2021, 7, 2), JANUARY)
        assert after["remarks"]["undated"] == ["KZ-2026-0001"], kind
        assert [one["incident"]["number"] for one in after["cases"]] == ["KZ-2026-0001"], "who may have been killed is told"


def test_a_date_known_to_the_month_counts_by_its_stored_day(press: Engine) -> None:
    found = data(press)
    assert found["remarks"]["imprecise"] == ["KZ-2021-0064"]
    assert "KZ-2021-0064" in found["total"]["incidents"]
    day = next(one["date"] for one in found["records"] if one["number"] == "KZ-2021-0064")
    assert day.endswith("-01")
    assert "KZ-2021-0064" not in data(press, since=date.fromisoformat(day) + DAY)["total"]["incidents"]


def test_a_month_is_compared_with_the_same_month_of_the_year_before(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for number, day in (("KZ-2024-0001", date(2024, 2, 29)), ("KZ-2024-0002", date(2024, 3, 1)), ("KZ-2025-0001", date(2025, 2, 28))):
            import_incident(session, case(number, Category.ATT, day=day), who="Aigul", now=NOW)
    found = data(engine, ReportKind.MONTHLY, date(2025, 2, 28))
    assert (found["total"]["incidents"], found["total_before"]["incidents"]) == (["KZ-2025-0001"], ["KZ-2024-0001"])
    assert period(date(2024, 2, 1), date(2024, 2, 29), TODAY).a_year_before() == ReportPeriod(date(2023, 2, 1), date(2023, 2, 28), date(2023, 2, 28))
    assert "+0" not in published(engine, ReportKind.MONTHLY, date(2025, 2, 28), form=ReportFormat.MD).decode()


def test_a_period_that_is_not_over_is_reported_as_of_today() -> None:
    assert period(date(2026, 1, 1), date(2026, 12, 31), TODAY).as_of == TODAY
    with pytest.raises(WrongPeriod):
        period(date(2027, 1, 1), date(2027, 12, 31), TODAY)


def test_days_on_which_an_outlet_was_not_heard_are_named(press: Engine) -> None:
    remarks = data(press)["remarks"]
    assert remarks["stretches"] == [{"first": "2021-11-02", "last": "2021-11-02", "expected": 1, "missing": ["kz_dala"]}]
    assert remarks["panel_since"] == "2021-10-30"
    assert data(press, since=JANUARY, until=date(2021, 2, 1))["remarks"]["without_panel"]


def test_a_report_that_read_fewer_incidents_than_the_record_holds_is_refused(press: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("reports.publications.report_data.counted_in_the_record", lambda *_: 133)
    with pytest.raises(ReportRefused, match=r"132.* 133 .*-1"):
        published(press)


# Every figure opens its records


def test_every_figure_of_the_page_opens_records_that_are_in_it(of_press: OfPress) -> None:
    for kind, page in pages(of_press, "en", date(2019, 1, 1)).items():
        known = {element.get("id") for element in page.iter() if element.get("id")}
        links = [link.get("href") for link in page.iter("a")] + [link.get("{http://www.w3.org/1999/xlink}href") for link in page.iter("a")]
        inside = [link for link in links if link and link.startswith("#")]
        assert len(inside) > 100
        assert {link[1:] for link in inside} <= known
        for figure in page.xpath("//td/a[@class='figure']"):
            if figure.get("data-behind") and figure.text.isdigit() and kind not in (ReportKind.MONTHLY, ReportKind.YEARLY):
                entry = page.get_element_by_id(f"figure-{figure.get('data-behind')}")
                assert sum(how_many(piece.text) for piece in entry.iter("a")) == int(figure.text)


def how_many(piece: str) -> int:
    serials = [int(part[-4:]) for part in piece.split("–")]
    return serials[-1] - serials[0] + 1


def test_every_link_of_the_markdown_and_of_the_docx_leads_somewhere(of_press: OfPress, kinds_and_languages: list[tuple[ReportKind, str]]) -> None:
    for kind, lang in kinds_and_languages:
        text = of_press(ReportRequest(kind, UNTIL, JANUARY, lang, ReportFormat.MD)).content.decode()
        assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= set(re.findall(r'<a id="([^"]+)">', text))
        word = ZipFile(BytesIO(of_press(ReportRequest(kind, UNTIL, JANUARY, lang, ReportFormat.DOCX)).content))
        body = etree.fromstring(word.read("word/document.xml"))
        anchors = {link.get(qn("w:anchor")) for link in body.iter(qn("w:hyperlink"))} - {None}
        assert anchors
        assert anchors <= {mark.get(qn("w:name")) for mark in body.iter(qn("w:bookmarkStart"))}


def test_with_the_address_of_a_desk_figures_open_there(press: Engine) -> None:
    page = parsed(published(press, base_url="https://desk.example/"))
    links = [link.get("href") for link in page.iter("a")]
    assert "https://desk.example/incidents?numbers=KZ-2021-0119,KZ-2021-0126" in links
    assert "https://desk.example/incidents/KZ-2021-0011" in links


def test_page_and_docx_say_the_same(of_press: OfPress, kinds_and_languages: list[tuple[ReportKind, str]]) -> None:
    marks = re.compile(r"\[\d+\](?=\W|$)")
    for kind, lang in kinds_and_languages:
        page = parsed(of_press(ReportRequest(kind, UNTIL, JANUARY, lang)).content)
        said = page.xpath("//h1|//h2|//h3|//p|//ul/li|//table//th|//table//td|//caption|//figcaption")
        ours = [" ".join("".join(one.xpath(".//text()[not(ancestor::*[local-name()='svg'])]")).split()) for one in said]
        docx = of_press(ReportRequest(kind, UNTIL, JANUARY, lang, ReportFormat.DOCX)).content
        theirs = [" ".join(cell.split()) for line in docx_text(docx) for row in line.split("\n") for cell in row.split(" | ")]
        assert sorted(filter(None, ours)) == sorted(line for cell in theirs if not re.match(r"\[\d+\] KZ", cell) and (line := marks.sub("", cell)))


def test_numbers_are_written_as_short_as_they_can_be_read() -> None:
    numbers = ["KZ-2021-0001", "KZ-2021-0002", "KZ-2021-0003", "KZ-2021-0007", "KZ-2022-0001"]
    assert compact(numbers) == [("KZ-2021-0001", "KZ-2021-0001–0003"), ("KZ-2021-0007", "0007"), ("KZ-2022-0001", "KZ-2022-0001")]
    assert compact([]) == []


# Formats


def test_a_page_is_one_file_without_scripts_that_can_be_read_aloud(of_press: OfPress) -> None:
    for page in pages(of_press, "kk", JANUARY).values():
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
    one = case("KZ-2021-0001", Category.ATT, "PTI", "DRP", day=date(2021, 6, 10), title=hostile, place=hostile, victims=(Victim(hostile, "", hostile),),
               summary={"en": hostile}, outlets=(hostile,))  # fmt: skip
    with write_transaction(engine) as session:
        import_incident(session, one, who="Aigul", now=NOW)
    for kind in DOCUMENT_KINDS:
        assert b"<script" not in published(engine, kind)
        text = published(engine, kind, form=ReportFormat.MD).decode()
        assert not re.search(r"(?<!\\)<script", text)
        assert not re.search(r"(?<!\\)\]\(javascript", text)
        assert "\n# head" not in text
        etree.fromstring(ZipFile(BytesIO(published(engine, kind, form=ReportFormat.DOCX))).read("word/document.xml"))


# The ledger


@pytest.mark.parametrize("chosen", [(), ("KZ-2021-0070",)])
def test_a_report_stands_in_the_ledger_with_its_hash_the_state_it_was_made_of_and_the_cases_that_the_editor_chose(
    own_press: Engine, chosen: tuple[str, ...]
) -> None:
    with read_session(own_press) as session:
        made = publish(session, ReportRequest(ReportKind.STATEMENT, UNTIL, lang="ru", tell=chosen), TODAY)
    with write_transaction(own_press) as session:
        note_report(session, made, who="Aigul", now=NOW)
    with read_session(own_press) as session:
        before, row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(2)).all()[::-1]
    assert (row.action, row.subject, row.who) == ("report", "report statement 2021-01-01 2021-11-02", "Aigul")
    assert row.after == {
        "kind": "statement", "since": "2021-01-01", "until": "2021-11-02", "as_of": "2021-11-02", "lang": "ru", "format": "html",
        "sha256": made.sha256, "incidents": 132, "head": f"{before.id}:{before.hash}", **({"tell": [*chosen]} if chosen else {}),
    }  # fmt: skip


def test_no_function_takes_the_name_of_a_module_of_the_publications() -> None:
    package = importlib.import_module("reports.publications")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"reports.publications.{module.name}")
        assert isinstance(getattr(package, module.name), ModuleType), module.name
