"""The reports of the desk: figures and pictures that open their records, and documents to take along."""

import html
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from sqlalchemy import select
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from desk.pages.reports.routes import HALF, PHONE, WHOLE, chart_figure
from records import review
from records.incident_model import Victim
from records.tables import LedgerRow, SampleWeekRow, SecondOpinionRow
from records.vocabulary import Category
from reports.charts import ChartTable
from reports.statistics import StatisticsPeriod, statistics
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident, many
from tests.desk.pages.incidents.test_incident_pages import numbers_on
from tests.desk.site import Site, add_few, add_persons, open_site_with_drafts, seeded, texts
from tests.layers import is_full

DAYS = st.dates(date(2024, 1, 1), date(2026, 12, 31))


def filled(session: Session) -> None:
    """Sixty incidents over two years, one without a date, one withdrawn."""
    add_persons(session)
    add_few(session)
    admit_all(session, [*many(60), incident(900, None), incident(901, date(2026, 5, 5), withdrawn=True)])


@pytest.fixture(scope="module")
def content() -> bytes:
    return seeded(filled)


@pytest.fixture(scope="module")
def recorded(content: bytes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A desk for tests that only look."""
    folder = tmp_path_factory.mktemp("reports")
    (folder / "desk.db").write_bytes(content)
    made = open_site_with_drafts(folder)
    yield made
    made.engine.dispose()


@pytest.fixture
def record(content: bytes, tmp_path: Path) -> Iterator[Site]:
    """Another such desk."""
    (tmp_path / "desk.db").write_bytes(content)
    made = open_site_with_drafts(tmp_path)
    yield made
    made.engine.dispose()


def bars_on(page: str) -> list[tuple[str, int]]:
    """Where each bar of the wide pictures leads, and how many it stands for."""
    wide = "".join(re.findall(r'<div class="picture-wide">(.*?)</div>', page, re.S))
    return [(html.unescape(href), int(count)) for count, href in re.findall(r'<a class="mark" data-n="(\d+)" href="([^"]+)"', wide)]


def test_every_bar_opens_as_many_records_as_it_stands_for(recorded: Site) -> None:
    browser, seen = recorded.signed_in(), set[tuple[str, int]]()
    for period in ("period=year", "period=last", "period=all", "since=2025-02-10&until=2025-11-20"):
        bars = bars_on(browser.get(f"/reports?{period}").text)
        assert len(bars) > 30
        # In the fast layer every seventh bar is opened.
        for way, count in bars if is_full() else bars[:: 7 if len(bars) > 40 else 5]:
            if (way, count) in seen:
                continue
            seen.add((way, count))
            page = browser.get(way)
            assert page.status_code == 200
            if way.startswith("/incidents?"):
                assert texts(page.text, "//*[contains(@class, 'found')]//b")[0].split()[0] == str(count), way


def test_the_key_figures_add_up_with_their_lists(recorded: Site) -> None:
    browser = recorded.signed_in()
    page = browser.get("/reports?period=all").text

    def counted(way: str) -> int:
        return int(texts(browser.get(html.unescape(way)).text, "//*[contains(@class, 'found')]//b")[0].split()[0])

    (total, all_), (unanswered, _) = re.findall(r'<p class="big"><a href="([^"]+)">([^<]+)</a>', page)
    share = re.search(r"(\d+) of (\d+) cases", page)
    outside = re.search(r"(\d+) other incidents", page)
    assert share
    assert outside
    assert (all_, counted(total)) == ("60", 60)
    assert (int(share[2]) + int(outside[1]), counted(unanswered)) == (60, int(share[1]))
    assert 'href="/incidents?undated=yes"' in page
    assert numbers_on(browser.get("/incidents?undated=yes").text) == ["KZ-2026-0900"]


def test_every_picture_can_be_read_as_a_table_without_scripts_and_a_period_that_cannot_be_is_answered(recorded: Site) -> None:
    browser = recorded.signed_in()
    page = browser.get("/reports").text
    assert (page.count('<details class="as-table">'), page.count("<svg xmlns")) == (6, 12)
    main = page[page.index("<main") : page.index("</main>")]
    assert not re.search("<script| style=", main)
    ids = re.findall(r' id="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    for query in ("since=x&until=y", "since=2026-05-01&until=2026-04-01", "since=0001-01-01&until=9999-12-31", "period=century", "until=2020-03-03"):
        assert browser.get(f"/reports?{query}").status_code == 200, query


def test_figures_tell_what_was_missed_how_far_readers_agree_and_each_decision_at_once(record: Site, snapshot: SnapshotAssertion) -> None:
    browser = record.signed_in()

    def told(period: str) -> list[str]:
        return texts(browser.get(f"/reports?period={period}").text, "//*[p[@class='big']]")

    before, last = told("all"), told("last")
    assert before[0].split()[0] == "60"
    with record.writing() as session:
        review.confirm(session, record.drafts[0], who="Aigul", now=NOW)
        for nth, agreed in enumerate((True, True, False)):
            session.merge(SecondOpinionRow(draft_id=record.drafts[nth], asked_at=NOW, first_by="Aigul", second_by="Berik", second_action="confirm",
                                           second_at=NOW, agreed=agreed))  # fmt: skip
        session.add(SampleWeekRow(week="2026-W40", stratum="far", model="test 1", population=0, at=NOW))
    assert told("all")[0].split()[0] == "61"
    record.clock.pass_by(days=1)
    browser = record.signed_in()
    assert {"before": before, "last": last, "after": told("year")} == snapshot


def test_a_document_of_the_period_is_taken_along_and_stands_in_the_ledger_unless_there_is_none_such(record: Site) -> None:
    browser = record.signed_in(lang="ru")
    asked = {"lang": "ru", "since": "2026-01-01", "until": "2026-10-31"}
    for kind, form in (("statement", "docx"), ("monthly", "html"), ("impunity", "md"), ("monthly", "json")):
        answer = browser.submit("/reports/document", {**asked, "kind": kind, "format": form})
        assert answer.status_code == 200, answer.text
        assert answer.headers["Content-Disposition"] == f'attachment; filename="{kind}-2026-01-01-2026-10-31-ru.{form}"'
        assert answer.content
        with record.reading() as session:
            row = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
        assert (row.who, row.action, row.after["kind"], row.after["format"]) == ("Aigul", "report", kind, form)
    for wrong in ({"kind": "novel"}, {"format": "exe"}, {"lang": "de"}):
        for way in ("/reports/document", "/reports/notes", "/reports/notes/file"):
            assert browser.submit(way, {**asked, "kind": "monthly", "format": "docx", **wrong}).status_code == 422, (wrong, way)


def test_the_editor_chooses_further_cases_to_tell_and_a_number_that_there_is_not_is_refused_on_the_page(record: Site) -> None:
    with record.writing() as session:
        admit_all(session, [replace(incident(905, date(2025, 6, 1)), primary=Category.CRT, categories=(Category.CRT,))])
    browser = record.signed_in()
    asked = {"kind": "monthly", "format": "md", "lang": "en", "since": "2026-01-01", "until": "2026-10-31"}
    assert "## Other cases" not in browser.submit("/reports/document", asked).text
    told = browser.submit("/reports/document", {**asked, "tell": "kz-2025-0905"})
    assert "## Other cases" in told.text
    refused = browser.submit("/reports/document", {**asked, "tell": "KZ-2025-0905, KZ-2026-7777"})
    assert refused.status_code == 422
    assert "KZ-2026-7777" in str(texts(refused.text, "//*[contains(@class, 'notice')] | //*[@class='wrong']"))
    assert 'value="KZ-2025-0905, KZ-2026-7777"' in refused.text


def test_the_notes_to_the_editor_show_on_the_page_and_are_taken_along_by_themselves_and_no_document_has_them(record: Site) -> None:
    with record.writing() as session:
        admit_all(session, [replace(incident(906, date(2026, 6, 2)), primary=Category.KIL, categories=(Category.KIL,))])
    browser = record.signed_in()
    asked = {"kind": "statement", "format": "md", "lang": "en", "since": "2026-01-01", "until": "2026-10-31"}
    note = "KZ-2026-0906 has no summary"
    shown = browser.submit("/reports/notes", asked)
    assert shown.status_code == 200
    assert note in shown.text
    assert '<option value="statement" selected>' in shown.text, "what was asked for stays chosen"
    assert note not in browser.submit("/reports/document", asked).text
    file = browser.submit("/reports/notes/file", asked)
    assert note in file.text
    assert file.headers["Content-Disposition"] == 'attachment; filename="statement-2026-01-01-2026-10-31-en.notes.md"'
    assert note not in browser.get("/reports").text


def test_a_final_document_is_refused_on_the_page_with_the_numbers_that_are_to_be_checked(record: Site) -> None:
    told = replace(incident(907, date(2026, 6, 3)), primary=Category.KIL, categories=(Category.KIL,), summary={"en": "Somebody was killed."})
    with record.writing() as session:
        admit_all(session, [told])
    asked = {"kind": "statement", "format": "md", "lang": "en", "since": "2026-01-01", "until": "2026-10-31", "final": "yes"}
    for way in ("/reports/document", "/reports/notes", "/reports/notes/file"):
        refused = record.signed_in().submit(way, asked)
        assert refused.status_code == 422
        assert [words for words in ("KZ-2026-0907", 'name="final" value="yes" checked') if words not in refused.text] == []


# --- counting ---


@given(DAYS, DAYS)
def test_the_parts_of_a_period_are_the_period(one: date, other: date) -> None:
    days = StatisticsPeriod(min(one, other), max(one, other))
    parts = [days.part(month) for month in days.months]
    assert parts[0].since == days.since
    assert parts[-1].until == days.until
    for part, following in zip(parts, parts[1:], strict=False):
        assert following.since == part.until + timedelta(days=1)


@given(st.lists(st.one_of(st.none(), DAYS), max_size=40), DAYS, DAYS)
def test_every_count_adds_up_to_the_total(happened: list[date | None], one: date, other: date) -> None:
    days = StatisticsPeriod(min(one, other), max(one, other))
    found = statistics([incident(nth, day) for nth, day in enumerate(happened, 1)], days, TODAY)
    assert found.total == sum(day is not None and days.since <= day <= days.until for day in happened)
    assert found.total == sum(found.by_month.values()) == sum(found.by_category.values()) == sum(found.by_region.values())
    assert found.total == sum(sum(parts.values()) for parts in found.by_block.values())
    assert found.undated == happened.count(None)


def test_one_person_in_two_incidents_counts_once_and_nobody_counts_as_none() -> None:
    days = StatisticsPeriod(date(2026, 1, 1), TODAY)
    victims = ((Victim("Айгүл Сейтқали"),), (Victim("Айгуль Сейткали"), Victim("Ерлан Тастемиров")), ())
    found = statistics([incident(nth, date(2026, 2, 2), victims=names) for nth, names in enumerate(victims, 1)], days, TODAY)
    assert (found.persons, found.unnamed) == (2, 1)


def test_the_same_days_a_year_before_are_compared_and_a_longer_period_is_not() -> None:
    incidents = [incident(1, date(2025, 2, 28)), incident(2, date(2024, 2, 29)), incident(3, date(2024, 3, 1)), incident(4, date(2025, 6, 1))]
    found = statistics(incidents, StatisticsPeriod(date(2025, 2, 1), date(2025, 2, 28)), TODAY)
    assert (found.total, found.before) == (1, {(2024, 2): 1})
    leap = statistics([*incidents, incident(5, date(2023, 2, 28))], StatisticsPeriod(date(2024, 2, 1), date(2024, 2, 29)), TODAY)
    assert leap.before == {(2023, 2): 1}
    assert statistics(incidents, StatisticsPeriod(date(2024, 1, 1), date(2025, 12, 31)), TODAY).before is None
    assert found.by_category == {Category.THR: 1}


def test_a_figure_is_drawn_twice_with_ids_of_its_own() -> None:
    drawn: list[tuple[float, str]] = []

    def draw(width: float, key: str) -> Markup:
        drawn.append((width, key))
        return Markup(f"{key}")

    table = ChartTable((), ())
    chart_figure("months", "Months", draw, table, whole=True)
    chart_figure("regions", "Regions", draw, table)
    assert drawn == [(WHOLE, "months"), (PHONE, "months-n"), (HALF, "regions"), (PHONE, "regions-n")]


def test_an_empty_record_says_so_in_every_picture(site: Site, snapshot: SnapshotAssertion) -> None:
    page = site.signed_in().get("/reports").text
    assert sorted(set(texts(page, "//svg[@role='img' or .//text()] | //*[p[@class='big']]"))) == snapshot
