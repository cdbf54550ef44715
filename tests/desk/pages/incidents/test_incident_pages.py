"""The incidents of the desk: the list and its filters, the download, the record, and what an editor does to it."""

import csv
import io
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import func, select

from records import incidents, review
from records.database import read_session, write_transaction
from records.filter_doors import address_of, from_address
from records.filters import IncidentFilter
from records.incident_model import Penalty, Status, Victim
from records.incidents import load
from records.tables import IncidentRow, LedgerRow, SnapshotRow, StatusRow
from records.vocabulary import Actor, Category, DatePrecision, Motive, SentenceKind, StatusCode, TermUnit
from reports.incident_cache import IncidentCache
from reports.incident_choice import chosen
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.site import Site, open_site

DAY = timedelta(days=1)


def steps_on(page: str) -> list[str]:
    """The statuses of the timeline, in its order."""
    return re.findall(r'<p class="step-words"><b>([^<]+)</b>', page)


def numbers_on(page: str) -> list[str]:
    """The incidents of the list, in its order."""
    return re.findall(r'<th scope="row"><a href="/incidents/(KZ-\d{4}-\d{4})"', page)


@pytest.fixture
def record(site: Site) -> Site:
    """A desk with six incidents, of which one is withdrawn and one has no date."""
    with site.writing() as session:
        admit_all(
            session,
            [
                incident(1, date(2026, 3, 5)),
                incident(2, date(2026, 3, 20)),
                incident(3, date(2026, 4, 2), region=None, actor=Actor.COURT, outlets=("Орал өңірі",)),
                incident(4, date(2026, 5, 1), withdrawn=True),
                incident(5, None),
                incident(6, date(2026, 6, 1), precision=DatePrecision.MONTH, victims=(Victim("Сәуле Ықыласова"),), title="Редакциядағы тінту"),
            ],
        )
    return site


def test_the_list_is_sorted_by_date_and_leaves_withdrawn_ones_out(record: Site) -> None:
    page = record.signed_in().get("/incidents").text
    assert numbers_on(page) == ["KZ-2026-0006", "KZ-2026-0003", "KZ-2026-0002", "KZ-2026-0001", "KZ-2026-0005"]
    assert "<b>5 incidents</b>" in page
    withdrawn = record.signed_in().get("/incidents?withdrawn=yes").text
    assert "KZ-2026-0004" in numbers_on(withdrawn)
    assert "<b>6 incidents</b>" in withdrawn


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("since=2026-03-10&until=2026-04-30", ["0003", "0002"]),
        ("category=DET", ["0002"]),
        ("region=none", ["0003"]),
        ("actor=court", ["0003", "0002"]),
        ("outlet=Орал+өңірі", ["0003"]),
        ("numbers=KZ-2026-0001,kz-2026-0003", ["0003", "0001"]),
        ("undated=yes", ["0005"]),
        ("q=ықыласова", ["0006"]),
        ("q=ТІНТУ", ["0006"]),
        ("q=kz-2026-0002", ["0002"]),
        ("stage=court", ["0003"]),
        ("stage=accountability", []),
        ("stage=unanswered&since=2026-03-01", ["0003", "0001"]),
        ("block=none", []),
        ("category=NOTHING&since=soon&region=KZ-99", ["0006", "0003", "0002", "0001", "0005"]),
    ],
)
def test_the_list_is_narrowed_by_what_the_address_says(record: Site, query: str, expected: list[str]) -> None:
    assert numbers_on(record.signed_in().get(f"/incidents?{query}").text) == [f"KZ-2026-{serial}" for serial in expected]


def test_pages_of_the_list_follow_one_another_without_a_gap_or_a_repetition(site: Site) -> None:
    with site.writing() as session:
        admitted = admit_all(session, [incident(nth, TODAY - (nth % 40) * DAY if nth % 9 else None) for nth in range(1, 121)])
    browser, way, seen = site.signed_in(), "/incidents", []
    for _ in range(4):
        page = browser.get(way).text
        seen += numbers_on(page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        if more is None:
            break
        way = more[1].replace("&amp;", "&")
    assert sorted(seen) == sorted(admitted)
    assert len(seen) == 120


def test_a_search_that_finds_nothing_says_what_to_do(record: Site) -> None:
    page = record.signed_in().get("/incidents?q=қарақұрт").text
    assert "No incident fits" in page
    assert 'href="/incidents"' in page


def test_an_empty_record_leads_to_the_queue(site: Site) -> None:
    assert 'href="/queue">Go to the queue' in site.signed_in().get("/incidents").text


def test_a_title_of_markup_stays_text(site: Site) -> None:
    with site.writing() as session:
        admit_all(session, [incident(1, TODAY, title="<script>alert(1)</script>", place='"><img src=x>')])
    browser = site.signed_in()
    for way in ("/incidents", "/incidents/KZ-2026-0001", "/history", "/reports"):
        page = browser.get(way).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_list_knows_a_change_at_once(record: Site) -> None:
    browser = record.signed_in("editor")
    assert "Жаңа тақырып" not in browser.get("/incidents").text
    with record.writing() as session:
        incidents.edit(session, "KZ-2026-0001", {"title": "Жаңа тақырып"}, {}, who="Berik", now=NOW)
    assert "Жаңа тақырып" in browser.get("/incidents").text
    with record.writing() as session:
        number = review.confirm(session, record.drafts[0], who="Aigul", now=NOW).incident
    assert number in numbers_on(browser.get("/incidents").text)
    with record.writing() as session:
        review.undo(session, record.drafts[0], who="Aigul", now=NOW)
    assert number not in numbers_on(browser.get("/incidents").text)


def test_a_record_written_past_the_ledger_is_seen_too(record: Site) -> None:
    browser = record.signed_in()
    before = len(numbers_on(browser.get("/incidents").text))
    with record.writing() as session:
        row = session.get_one(IncidentRow, "KZ-2026-0001")
        values = {column.name: getattr(row, column.name) for column in IncidentRow.__table__.columns}
        session.add(IncidentRow(**{**values, "number": "KZ-2026-0777", "serial": 777}))
    assert len(numbers_on(browser.get("/incidents").text)) == before + 1


# --- download ---


def downloaded(site: Site, form: str, query: str = "", role: str = "monitor") -> Any:
    return site.signed_in(role).submit(f"/incidents/export?{query}", {"format": form})


def test_a_download_honours_the_filters_says_so_and_stands_in_the_ledger(record: Site) -> None:
    answer = downloaded(record, "csv", "since=2026-03-10&until=2026-04-30&q=Kostanai")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert "since=2026-03-10" in rows[0][0]
    assert "words=Kostanai" in rows[0][0]
    assert [row[0] for row in rows[2:]] == ["KZ-2026-0003", "KZ-2026-0002"]
    with record.reading() as session:
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    assert (last.who, last.action, last.subject, last.after["rows"]) == ("Aigul", "export", "export incidents", 2)
    assert last.after["filters"]["until"] == "2026-04-30"


def test_all_three_forms_hold_the_same_incidents(record: Site) -> None:
    lines = [json.loads(line) for line in downloaded(record, "jsonl", "numbers=KZ-2026-0001,KZ-2026-0006").text.splitlines()]
    assert [line["number"] for line in lines] == ["KZ-2026-0006", "KZ-2026-0001"]
    book = load_workbook(io.BytesIO(downloaded(record, "xlsx", "numbers=KZ-2026-0001,KZ-2026-0006").content))
    assert [row[0].value for row in book["incidents"].iter_rows(min_row=2)] == ["KZ-2026-0006", "KZ-2026-0001"]


def test_a_download_holds_no_formula_and_nothing_unpublished(record: Site) -> None:
    with record.writing() as session:
        facts, private = {"title": "=HYPERLINK(1)"}, {"safety_notes": "ешкімге айтпа", "contacts": ""}
        incidents.edit(session, "KZ-2026-0001", facts, private, who="Berik", now=NOW)
    text = downloaded(record, "csv", role="editor").text
    assert "'=HYPERLINK(1)" in text
    assert "ешкімге айтпа" not in text


def test_a_form_that_is_no_form_of_an_export_is_refused(record: Site) -> None:
    assert downloaded(record, "exe").status_code == 422


# --- the record ---


def test_the_record_shows_clocks_timeline_and_what_three_bodies_make_of_it(record: Site) -> None:
    with record.writing() as session:
        killed = replace(incident(7, date(2026, 7, 1)), primary=Category.KIL, categories=(Category.KIL,), facts={"motive": Motive.CONFIRMED})
        told = tuple(
            Status(date(2026, 7, 1 + at), code, f"https://dala.example/news/{at}") for at, code in enumerate((StatusCode.REP, StatusCode.PTI))
        )
        admit_all(session, [replace(killed, statuses=told)])
    page = record.signed_in().get("/incidents/KZ-2026-0007").text
    assert "Still running: nobody has been held accountable" in page
    assert f'<p class="clock-number">{(TODAY - date(2026, 7, 1)).days}</p>' in page
    assert steps_on(page) == ["reported", "pre-trial investigation opened"]
    assert "ongoing" in page
    assert "complete impunity" in page
    assert 'href="https://dala.example/news/1"' in page
    assert 'rel="prev" href="/incidents/KZ-2026-0006"' in page


def test_the_record_of_a_case_against_a_journalist_shows_her_clocks_and_says_that_no_clock_of_accountability_runs(record: Site) -> None:
    with record.writing() as session:
        case = replace(incident(7, date(2026, 7, 1)), primary=Category.CRM, categories=(Category.CRM,))
        told = (
            Status(date(2026, 7, 1), StatusCode.JDT, "x"),
            Status(date(2026, 8, 1), StatusCode.JSN, "x", penalty=Penalty(SentenceKind.PRISON, 7, TermUnit.YEARS)),
        )
        admit_all(session, [replace(case, statuses=told)])
    page = record.signed_in().get("/incidents/KZ-2026-0007").text
    assert "Does not run: this is a case against the journalist" in page
    assert "In custody today." in page
    assert f'<p class="clock-number">{(TODAY - date(2026, 7, 1)).days}</p>' in page
    assert "<b>journalist sentenced</b>: prison, 7 years" in page
    assert "Still running: nobody has been held accountable" not in page
    assert "somebody answered" not in page
    assert "Council of Europe" not in page


def test_her_sentence_in_an_old_record_is_nowhere_shown_as_somebody_who_answered(record: Site) -> None:
    page = record.signed_in().get("/incidents/KZ-2026-0005").text
    assert "CVF tells what became of a perpetrator, and CRM is the journalist&#39;s own case" in page
    assert "somebody answered" not in page
    assert '<span class="badge good">answered</span>' not in record.signed_in().get("/incidents").text


def test_an_editor_withdraws_a_wrong_status_or_puts_the_right_one_in_its_place_and_the_page_tells_both(record: Site) -> None:
    browser = record.signed_in("editor")
    with record.reading() as session:
        found = incidents.find(session, "KZ-2026-0002")
    assert found is not None
    (_, complaint), (opened,) = found.statuses, found.misplaced_statuses
    page = browser.get("/incidents/KZ-2026-0002").text
    assert "PTI tells what became of a perpetrator, and DET is the journalist&#39;s own case" in page
    form = browser.get(f"/incidents/KZ-2026-0002?correct={opened.id}").text
    assert f'action="/incidents/KZ-2026-0002/statuses/{opened.id}"' in form
    given = {"code": "JIN", "day": opened.day.isoformat(), "source": "Полиция департаменті", "act": "correct"}
    refused = browser.submit(f"/incidents/KZ-2026-0002/statuses/{opened.id}", given)
    assert (refused.status_code, "needs a reason" in refused.text) == (422, True)
    assert browser.submit(f"/incidents/KZ-2026-0002/statuses/{opened.id}", {**given, "reason": "бұл – өз ісі"}).status_code == 303
    assert browser.submit(f"/incidents/KZ-2026-0002/statuses/{complaint.id}", {"reason": "қате", "act": "withdraw"}).status_code == 303
    page = browser.get("/incidents/KZ-2026-0002").text
    assert "What became of the journalist" in page
    assert "Withdrawn: бұл – өз ісі" in page
    assert "is the journalist&#39;s own case" not in page
    with record.reading() as session:
        found = incidents.find(session, "KZ-2026-0002")
    assert found is not None
    assert [status.code for status in found.statuses] == ["REP", "JIN"]
    assert {status.code: status.withdrawn for status in found.withdrawn_statuses} == {"CMP": "қате", "PTI": "бұл – өз ісі"}


def test_her_sentence_is_refused_at_the_desk_as_that_of_a_perpetrator_with_what_to_choose(record: Site) -> None:
    given = {**STATUS, "code": "CVF", "day": "2026-05-01"}
    answer = record.signed_in("editor").submit("/incidents/KZ-2026-0002/statuses", given)
    assert answer.status_code == 422
    assert "CVF tells what became of a perpetrator, and DET is the journalist&#39;s own case; choose one of JSN, JFN, JDM" in answer.text
    with record.reading() as session:
        assert not session.scalar(select(func.count()).where(StatusRow.code == "CVF", StatusRow.number == "KZ-2026-0002"))


def test_a_withdrawn_record_says_so_and_takes_no_status(record: Site) -> None:
    page = record.signed_in("editor").get("/incidents/KZ-2026-0004").text
    assert "Withdrawn." in page
    assert "Add a status" not in page


def test_a_status_that_would_stop_the_confirmation_that_gives_the_number_back_can_be_withdrawn_of_a_withdrawn_record(record: Site) -> None:
    browser = record.signed_in("editor")
    with record.reading() as session:
        first, *rest = session.scalars(select(StatusRow.id).where(StatusRow.number == "KZ-2026-0004").order_by(StatusRow.id)).all()
    form = browser.get(f"/incidents/KZ-2026-0004?correct={first}").text
    assert ('value="withdraw"' in form, 'value="correct"' in form) == (True, False)
    assert browser.submit(f"/incidents/KZ-2026-0004/statuses/{first}", {"reason": "қате", "act": "withdraw"}).status_code == 303
    with record.reading() as session:
        assert session.scalars(select(StatusRow.id).where(StatusRow.number == "KZ-2026-0004", StatusRow.withdrawn.is_(False))).all() == rest


def test_where_nothing_punishable_was_done_the_clock_says_so_and_does_not_speak_of_a_case_that_there_is_not(record: Site) -> None:
    with record.writing() as session:
        admit_all(session, [replace(incident(7, date(2026, 7, 1)), primary=Category.ACC, categories=(Category.ACC,), statuses=())])
    page = record.signed_in().get("/incidents/KZ-2026-0007").text
    assert "Does not run: nothing punishable is on record here" in page
    assert "this is a case against the journalist" not in page


@pytest.mark.parametrize("number", ["KZ-2026-9999", "nothing", "KZ-2026-00010000", "%00"])
def test_a_number_that_is_not_there_is_404(record: Site, number: str) -> None:
    assert record.signed_in().get(f"/incidents/{number}").status_code == 404


def test_only_editors_see_what_is_not_published_and_it_is_marked_so(record: Site) -> None:
    with record.writing() as session:
        incidents.edit(session, "KZ-2026-0001", {}, {"safety_notes": "үйде қонбайды", "contacts": "туысы арқылы"}, who="Berik", now=NOW)
    for_editor = record.signed_in("editor").get("/incidents/KZ-2026-0001").text
    assert "үйде қонбайды" in for_editor
    assert "not published" in for_editor
    for_monitor = record.signed_in("monitor").get("/incidents/KZ-2026-0001?edit=1").text
    assert "үйде қонбайды" not in for_monitor
    assert "туысы арқылы" not in for_monitor
    assert 'name="safety_notes"' not in for_monitor
    for way in ("/history", "/incidents", "/reports"):
        assert "үйде қонбайды" not in record.signed_in("editor").get(way).text


def test_a_source_that_is_no_web_address_is_never_a_link(record: Site) -> None:
    with record.writing() as session:
        incidents.add_status(session, "KZ-2026-0001", StatusCode.CMP, TODAY, source="javascript:alert(1)", who="Berik", now=NOW)
    page = record.signed_in().get("/incidents/KZ-2026-0001").text
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_a_source_shows_its_stored_page_its_hash_and_how_it_was_changed(record: Site) -> None:
    with record.writing() as session:
        number = review.confirm(session, record.drafts[0], who="Aigul", now=NOW).incident
        first = session.scalars(select(SnapshotRow).where(SnapshotRow.article_id == "a")).one()
        session.add(
            SnapshotRow(article_id="a", fetched_at=NOW, url=first.url, status=200, sha256="2" * 64, file=first.file, offset=9, change="edited",
                        title="Происшествие у дома", text="Журналиста Серикова задели у дома. Он подал заявление.")
        )  # fmt: skip
    page = record.signed_in().get(f"/incidents/{number}").text
    assert 'href="/articles/a/page"' in page
    assert "1" * 64 in page
    assert "<del>избили" in page
    assert "<ins>задели" in page
    with record.writing() as session:
        for state in session.scalars(select(SnapshotRow).where(SnapshotRow.article_id == "a")):
            state.dropped_at = NOW
    page = record.signed_in().get(f"/incidents/{number}").text
    assert 'href="/articles/a/page"' not in page
    assert "the stored page was cleared away" in page


def test_the_decisions_of_its_drafts_stand_with_the_record(record: Site) -> None:
    with record.writing() as session:
        number = review.confirm(session, record.drafts[0], who="Aigul", now=NOW, note="екі куә бар").incident
    page = record.signed_in().get(f"/incidents/{number}").text
    assert f'href="/drafts/{record.drafts[0]}"' in page
    assert "екі куә бар" in page
    assert f'href="/history?subject={number}"' in page


# --- an editor's forms ---

STATUS = {"code": "CRTP", "day": "2026-11-20", "source": "https://sot.example/7", "note": "Бірінші отырыс"}


def test_an_editor_adds_a_status_with_its_source(record: Site) -> None:
    answer = record.signed_in("editor").submit("/incidents/KZ-2026-0001/statuses", STATUS)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/incidents/KZ-2026-0001#timeline")
    with record.reading() as session:
        row = session.scalars(select(StatusRow).order_by(StatusRow.id.desc()).limit(1)).one()
    assert (row.number, row.code, row.day, row.source, row.note, row.recorded_by) == (
        "KZ-2026-0001", "CRTP", date(2026, 11, 20), STATUS["source"], STATUS["note"], "Berik",
    )  # fmt: skip
    page = record.signed_in().get("/incidents/KZ-2026-0001").text
    assert "in court" in page
    assert "Бірінші отырыс" in page


def test_a_status_that_stands_there_already_is_refused_beside_the_field_and_what_was_typed_stays(record: Site) -> None:
    editor = record.signed_in("editor")
    assert editor.submit("/incidents/KZ-2026-0001/statuses", STATUS).status_code == 303
    answer = editor.submit("/incidents/KZ-2026-0001/statuses", {**STATUS, "day": "20 қараша"})
    assert answer.status_code == 422
    found: Any = html.document_fromstring(answer.text)
    (said,) = found.xpath("//p[@id='w-code']/text()")
    assert said == "This status stands there already, on the same day with the same details: perpetrator in court, 2026-11-20"
    (box,) = found.xpath("//form//select[@id='f-code']")
    assert (box.get("aria-invalid"), box.value) == ("true", "CRTP")
    assert found.xpath("//textarea[@id='f-note']/text()") == [STATUS["note"]]
    with record.reading() as session:
        assert session.scalar(select(func.count()).where(StatusRow.number == "KZ-2026-0001", StatusRow.code == "CRTP")) == 1


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"source": " "}, "a status needs its source"),
        ({"day": "2027-01-01"}, "has not come yet"),
        ({"day": "2026-01-01"}, "lies before the incident itself"),
        ({"day": "жақында"}, "Жақында is no date; write it as"),
        ({"day": ""}, "Give the day of the status"),
        ({"day": "25.11.2026"}, "has not come yet"),
        ({"day": "11.2026"}, "write the day too"),
        ({"code": "XXX"}, "Choose what became of the case"),
    ],
)
def test_a_status_that_cannot_be_comes_back_with_the_reason_and_what_was_typed(record: Site, wrong: dict[str, str], words: str) -> None:
    given = {**STATUS, **wrong}
    answer = record.signed_in("editor").submit("/incidents/KZ-2026-0001/statuses", given)
    assert answer.status_code == 422
    assert words.lower() in answer.text.lower()
    assert "Бірінші отырыс" in answer.text
    assert '<details class="add-status" id="status-form" open>' in answer.text
    with record.reading() as session:
        assert not session.scalar(select(func.count()).where(StatusRow.number == "KZ-2026-0001", StatusRow.code == "CRTP"))


@pytest.mark.parametrize("way", ["statuses", "edit"])
def test_a_monitor_may_not_change_a_record(record: Site, way: str) -> None:
    assert record.signed_in("monitor").submit(f"/incidents/KZ-2026-0001/{way}", STATUS).status_code == 403
    assert 'action="/incidents/KZ-2026-0001/edit"' not in record.signed_in("monitor").get("/incidents/KZ-2026-0001?edit=1").text


def form_of(page: str) -> dict[str, Any]:
    """The fields of the form of an edit, as a browser would send them untouched."""
    form = page[page.index('class="edit" data-kept=') :]
    fields: dict[str, Any] = {}
    for tag in re.findall(r"<input[^>]+>", form):
        name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]*)"', tag)
        if name and not ('type="checkbox"' in tag and " checked" not in tag) and name[1] != "csrf":
            fields.setdefault(name[1], []).append(value[1] if value else "")
    for name, inside in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen_now = re.search(r'value="([^"]*)" selected', inside)
        fields[name] = [chosen_now[1] if chosen_now else ""]
    for name, inside in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>(.*?)</textarea>', form, re.S):
        fields[name] = [inside]
    return fields


def test_an_untouched_form_changes_nothing(record: Site) -> None:
    browser = record.signed_in("editor")
    for number in ("KZ-2026-0001", "KZ-2026-0003", "KZ-2026-0005", "KZ-2026-0006"):
        fields = form_of(browser.get(f"/incidents/{number}?edit=1").text)
        with record.reading() as session:
            before = session.scalar(select(func.max(LedgerRow.id)))
        assert browser.submit(f"/incidents/{number}/edit", fields).status_code == 303
        with record.reading() as session:
            assert session.scalar(select(func.max(LedgerRow.id))) == before


def test_an_editor_corrects_the_fields_and_the_history_tells_what_changed(record: Site) -> None:
    browser = record.signed_in("editor")
    fields = form_of(browser.get("/incidents/KZ-2026-0001?edit=1").text)
    changed = {"title": "Түзетілген тақырып", "incident_date": "2026-02", "primary": "ATT", "outlets": "Дала жаршысы\r\nОрал өңірі", "actor": "business",
               "victim_name": ["Ерлан Тастемиров", "Айгүл Сейтқали", ""], "victim_profession": ["тілші", "", ""], "victim_outlet": ["", "", ""],
               "summary_en": "What happened.", "safety_notes": "үйде қонбайды", "note": "редакциядан нақтыланды"}  # fmt: skip
    assert browser.submit("/incidents/KZ-2026-0001/edit", {**fields, **changed}).status_code == 303
    with record.reading() as session:
        found = incidents.find(session, "KZ-2026-0001")
        private = session.get_one(IncidentRow, "KZ-2026-0001").private
    assert found is not None
    assert (found.title, found.day, found.precision) == ("Түзетілген тақырып", date(2026, 2, 1), DatePrecision.MONTH)
    assert found.categories == (Category.ATT, Category.THR)
    assert found.outlets == ("Дала жаршысы", "Орал өңірі")
    assert [(one.name, one.profession, one.outlet) for one in found.victims] == [("Ерлан Тастемиров", "тілші", ""), ("Айгүл Сейтқали", "", "")]
    assert found.summary["en"] == "What happened."
    assert found.summary["ru"]
    assert private["safety_notes"] == "үйде қонбайды"
    history = browser.get("/history").text
    assert "редакциядан нақтыланды" in history
    assert "<del>Айгүл Сейтқали: қоқан-лоққы хат келді</del>" in history
    assert "<ins>Түзетілген тақырып</ins>" in history
    assert "үйде қонбайды" not in history


def test_what_was_typed_is_there_again_when_it_is_refused(record: Site) -> None:
    browser = record.signed_in("editor")
    fields = form_of(browser.get("/incidents/KZ-2026-0001?edit=1").text)
    answer = browser.submit("/incidents/KZ-2026-0001/edit", {**fields, "title": "Жаңа сөз", "incident_date": "өткен аптада", "note": "себеп"})
    assert answer.status_code == 422
    for words in ('<p class="wrong" id="w-incident_date">Өткен аптада is no date; write it as', "Жаңа сөз", "өткен аптада", "себеп"):
        assert words in answer.text


def test_two_editors_cannot_overwrite_each_other(record: Site) -> None:
    browser = record.signed_in("editor")
    fields = form_of(browser.get("/incidents/KZ-2026-0001?edit=1").text)
    with record.writing() as session:
        incidents.edit(session, "KZ-2026-0001", {"title": "Бірінші"}, {}, who="Dana", now=NOW)
    answer = browser.submit("/incidents/KZ-2026-0001/edit", {**fields, "title": "Екінші"})
    assert answer.status_code == 409
    assert "Екінші" in answer.text
    with record.reading() as session:
        assert session.get_one(IncidentRow, "KZ-2026-0001").title == "Бірінші"


def test_a_record_page_prints_addresses_and_leaves_what_is_unpublished_out(record: Site) -> None:
    style = record.signed_in().get("/static/incident.css").text
    printed = style[style.index("@media print") :]
    assert ".unpublished" in printed.split("display: none")[0]
    assert ".print-only" in printed


# --- the book beneath ---


@pytest.fixture(params=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Site]:
    """A desk over either database."""
    url = f"sqlite:///{tmp_path / 'any.db'}" if request.param == "sqlite" else request.getfixturevalue("upgraded_postgresql_url")
    made = open_site(url, tmp_path / "var")
    yield made
    made.engine.dispose()


def test_the_book_is_what_the_record_holds_however_it_changes(anywhere: Site) -> None:
    shelf = IncidentCache()

    def same() -> bool:
        with read_session(anywhere.engine) as session:
            everything = load(session, IncidentFilter(withdrawn=True))
            held = {one.number: replace(one, articles=()) for one in everything}
            return {entry.incident.number: entry.incident for entry in shelf.book(session).entries} == held

    assert same()
    with write_transaction(anywhere.engine) as session:
        admit_all(session, [incident(1, TODAY), incident(2, None), incident(3, TODAY - DAY, withdrawn=True)])
    assert same()
    with write_transaction(anywhere.engine) as session:
        incidents.add_status(session, "KZ-2026-0001", StatusCode.APO, TODAY, source="редакция", who="Berik", now=NOW)
        incidents.edit(session, "KZ-2026-0002", {"happened_on": TODAY - 3 * DAY, "date_precision": "day"}, {}, who="Berik", now=NOW)
    assert same()


def test_the_list_works_on_both_databases(anywhere: Site) -> None:
    with write_transaction(anywhere.engine) as session:
        admit_all(session, [incident(1, TODAY), incident(2, TODAY - DAY)])
    browser = anywhere.signed_in("editor")
    assert numbers_on(browser.get("/incidents").text) == ["KZ-2026-0001", "KZ-2026-0002"]
    assert browser.submit("/incidents/KZ-2026-0001/statuses", {**STATUS, "day": TODAY.isoformat()}).status_code == 303
    assert len(browser.submit("/incidents/export", {"format": "jsonl"}).text.splitlines()) == 2
    for way in ("/incidents/KZ-2026-0001", "/history?subject=KZ-2026-0001", "/outlets", "/reports?period=all"):
        assert browser.get(way).status_code == 200


@given(
    st.dictionaries(
        st.sampled_from(["since", "until", "category", "region", "actor", "outlet", "withdrawn", "undated", "numbers", "block", "stage", "q"]),
        st.one_of(st.text(max_size=30), st.sampled_from(["2026-01-01", "ATT", "KZ-35", "court", "yes", "KZ-2026-0001,KZ-2026-0002", "A", "none"])),
    )
)
def test_the_address_of_a_choice_is_understood_as_that_choice(given_values: dict[str, str]) -> None:
    wanted = from_address(IncidentFilter, given_values)
    assert from_address(IncidentFilter, dict(parse_qsl(urlsplit(address_of(wanted, "/incidents")).query))) == wanted


def test_what_is_chosen_is_what_the_filter_of_the_export_chooses(record: Site) -> None:
    with record.reading() as session:
        book = IncidentCache().book(session)
        for wanted, same in (
            (
                IncidentFilter(since=date(2026, 3, 10), until=date(2026, 5, 30)),
                IncidentFilter(since=date(2026, 3, 10), until=date(2026, 5, 30)),
            ),
            (IncidentFilter(category="THR"), IncidentFilter(category="THR")),
            (IncidentFilter(actor="court", withdrawn=True), IncidentFilter(actor="court", withdrawn=True)),
            (IncidentFilter(outlet="Орал өңірі"), IncidentFilter(outlet="Орал өңірі")),
        ):
            found = {entry.incident.number for entry in book.newest(chosen(book, wanted, TODAY))}
            assert found == {one.number for one in load(session, same)}, wanted


def test_the_clock_stops_with_the_first_answer_whatever_follows(record: Site) -> None:
    with record.writing() as session:
        admit_all(
            session,
            [
                replace(
                    incident(
                        7, date(2026, 7, 1), statuses=(Status(date(2026, 7, 2), StatusCode.APO, "а"), Status(date(2026, 7, 9), StatusCode.NOI, "б"))
                    ),
                    primary=Category.ATT,
                    categories=(Category.ATT,),
                )
            ],
        )
    page = record.signed_in().get("/incidents/KZ-2026-0007").text
    assert "The clock has stopped" in page
    assert steps_on(page) == ["apology or settlement", "no information"]


def test_a_record_read_beforehand_is_not_read_again(record: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with record.reading() as session:
        record.app.state.office.shelf.book(session)
    monkeypatch.setattr("reports.incident_cache._whole", lambda *_: pytest.fail("read twice"))
    assert len(numbers_on(record.signed_in().get("/incidents").text)) == 5


def test_a_monitor_proposes_what_an_editor_writes(record: Site) -> None:
    page = record.signed_in("monitor").get("/incidents/KZ-2026-0001").text
    assert "Propose a status" in page
    assert "Propose a correction" in page
    assert 'action="/incidents/KZ-2026-0001/statuses' not in page
    assert "Propose a status" not in record.signed_in("editor").get("/incidents/KZ-2026-0001").text
