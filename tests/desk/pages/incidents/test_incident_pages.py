"""The list of incidents and its downloads, the record of an incident, and what an editor does to it."""

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from lxml import html
from openpyxl import load_workbook
from sqlalchemy import func, select
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner

from flows.cli.main import app
from records import incidents, review
from records.incident_model import Incident, Penalty, Status, Victim
from records.incidents.tracks import NOT_PLACED
from records.tables import IncidentRow, LedgerRow, SnapshotRow, StatusRow
from records.vocabulary import Actor, Category, DatePrecision, Motive, SentenceKind, StatusCode, TermUnit
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.site import Site, open_site

DAY = timedelta(days=1)
ONE, TWO, SEVEN = "KZ-2026-0001", "KZ-2026-0002", "KZ-2026-0007"
STATUS = {"code": "CRTP", "day": "2026-11-20", "source": "https://sot.example/7", "note": "Бірінші отырыс"}
IN_PRISON = Status(date(2026, 10, 1), StatusCode.JSN, "суд", "", penalty=Penalty(SentenceKind.PRISON, 2, TermUnit.YEARS))
SET_FREE = Status(date(2026, 11, 20), StatusCode.JRL, "суд", "")
# A sentence of the journalist's, as it was recorded before there were two tracks.
AS_JUSTICE = Status(date(2026, 10, 1), StatusCode.CVF, "суд", "")


def numbers_on(page: str) -> list[str]:
    """The incidents of the list, in its order."""
    return re.findall(r'<th scope="row"><a href="/incidents/(KZ-\d{4}-\d{4})"', page)


def steps_on(page: str) -> list[str]:
    """The statuses of the timeline, in its order."""
    return re.findall(r'<p class="step-words"><b>([^<]+)</b>', page)


def tree(text: str) -> Any:
    return html.document_fromstring(text)


def words(page: Any, where: str) -> list[str]:
    """What stands in these parts of a page, as it is read."""
    return [" ".join(" ".join(part.itertext()).split()) for part in page.xpath(where)]


def admit(site: Site, *some: Incident) -> None:
    with site.writing() as session:
        admit_all(session, list(some))


@pytest.fixture
def record(site: Site) -> Site:
    """A desk with six incidents, of which one is withdrawn and one has no date."""
    admit(
        site,
        incident(1, date(2026, 3, 5)),
        incident(2, date(2026, 3, 20)),
        incident(3, date(2026, 4, 2), region=None, actor=Actor.COURT, outlets=("Орал өңірі",)),
        incident(4, date(2026, 5, 1), withdrawn=True),
        incident(5, None),
        incident(6, date(2026, 6, 1), precision=DatePrecision.MONTH, victims=(Victim("Сәуле Ықыласова"),), title="Редакциядағы тінту"),
    )
    return site


@pytest.fixture
def cases(site: Site) -> Site:
    """Four cases against journalists: in prison, set free, told as justice, and without any step."""
    told = ((IN_PRISON,), (IN_PRISON, SET_FREE), (AS_JUSTICE,), ())
    admit(site, *(incident(5 + 8 * at, date(2026, 3, 5 + at), statuses=steps) for at, steps in enumerate(told)))
    return site


# The list

NARROWED = {
    "": ["0006", "0003", "0002", "0001", "0005"], "withdrawn=yes": ["0006", "0004", "0003", "0002", "0001", "0005"],
    "since=2026-03-10&until=2026-04-30": ["0003", "0002"], "category=DET": ["0002"], "region=none": ["0003"], "actor=court": ["0003", "0002"],
    "outlet=Орал+өңірі": ["0003"], "numbers=KZ-2026-0001,kz-2026-0003": ["0003", "0001"], "undated=yes": ["0005"], "q=ықыласова": ["0006"],
    "q=ТІНТУ": ["0006"], "q=kz-2026-0002": ["0002"], "stage=court": ["0003"], "stage=accountability": [],
    "stage=unanswered&since=2026-03-01": ["0003", "0001"], "block=none": [], "q=қарақұрт": [],
    "category=NOTHING&since=soon&region=KZ-99": ["0006", "0003", "0002", "0001", "0005"],
}  # fmt: skip


def test_the_list_is_sorted_by_date_and_narrowed_by_what_the_address_says(record: Site) -> None:
    browser = record.signed_in()
    found = {query: [number[-4:] for number in numbers_on(browser.get(f"/incidents?{query}").text)] for query in NARROWED}
    assert found == NARROWED
    for query, count in (("", 5), ("?withdrawn=yes", 6)):
        assert f"<b>{count} incidents</b>" in browser.get(f"/incidents{query}").text
    assert tree(browser.get("/incidents?q=қарақұрт").text).xpath("//div[@class='empty']//a/@href") == ["/incidents"], (
        "what to do where nothing is found"
    )


def test_pages_of_the_list_follow_one_another_without_a_gap_or_a_repetition(site: Site) -> None:
    with site.writing() as session:
        admitted = admit_all(session, [incident(nth, TODAY - (nth % 40) * DAY if nth % 9 else None) for nth in range(1, 121)])
    browser, way, seen = site.signed_in(), "/incidents", []
    while way:
        page = browser.get(way).text
        seen += numbers_on(page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        way = more[1].replace("&amp;", "&") if more else ""
    assert sorted(seen) == sorted(admitted)
    assert len(seen) == 120


def test_an_empty_record_leads_to_the_queue(site: Site) -> None:
    assert tree(site.signed_in().get("/incidents").text).xpath("//div[@class='empty']//a/@href") == ["/queue"]


def test_a_title_of_markup_stays_text(site: Site) -> None:
    admit(site, incident(1, TODAY, title="<script>alert(1)</script>", place='"><img src=x>'))
    browser = site.signed_in()
    for way in ("/incidents", f"/incidents/{ONE}", "/history", "/reports"):
        page = browser.get(way).text
        assert "<script>alert" not in page
        assert "<img src=x" not in page


def test_the_list_knows_a_change_at_once_also_one_written_past_the_ledger(record: Site) -> None:
    browser = record.signed_in("editor")
    assert "Жаңа тақырып" not in browser.get("/incidents").text
    with record.writing() as session:
        incidents.edit(session, ONE, {"title": "Жаңа тақырып"}, {}, who="Berik", now=NOW)
    assert "Жаңа тақырып" in browser.get("/incidents").text
    with record.writing() as session:
        number = review.confirm(session, record.drafts[0], who="Aigul", now=NOW).incident
    assert number in numbers_on(browser.get("/incidents").text)
    with record.writing() as session:
        review.undo(session, record.drafts[0], who="Aigul", now=NOW)
    before = numbers_on(browser.get("/incidents").text)
    assert number not in before
    with record.writing() as session:
        row = session.get_one(IncidentRow, ONE)
        values = {column.name: getattr(row, column.name) for column in IncidentRow.__table__.columns}
        session.add(IncidentRow(**{**values, "number": "KZ-2026-0777", "serial": 777}))
    assert set(numbers_on(browser.get("/incidents").text)) == {*before, "KZ-2026-0777"}


def test_who_is_in_custody_is_found_in_the_list_its_file_the_api_and_the_shell(cases: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monitor = cases.signed_in()
    assert numbers_on(monitor.get("/incidents?custody=yes").text) == ["KZ-2026-0005"]
    file = monitor.submit("/incidents/export?custody=yes", {"format": "jsonl"}).text
    assert [json.loads(line)["number"] for line in file.splitlines() if line.startswith("{")] == ["KZ-2026-0005"]
    monkeypatch.setenv("QORGAN_DATABASE_URL", cases.engine.url.render_as_string(hide_password=False))
    for day, held in (("2026-11-24", ["KZ-2026-0005"]), ("2026-11-19", ["KZ-2026-0005", "KZ-2026-0013"]), ("2026-09-01", [])):
        answer = monitor.get(f"/api/v1/incidents?in_custody=true&as_of={day}&fields=number").json()
        assert [item["number"] for item in answer["items"]] == held[::-1], day
        for what in ("incidents", "impunity"):
            run = CliRunner().invoke(app, ["export", what, "--in-custody", "--as-of", day])
            assert [json.loads(line)["number"] for line in run.stdout.splitlines()] == held, run.output


def test_the_list_says_how_many_statuses_tell_the_wrong_story_and_shows_them(cases: Site) -> None:
    def notes(query: str) -> list[str]:
        page = tree(cases.signed_in().get(f"/incidents{query}").text)
        return [one.split()[0] for one in words(page, "//p[@class='note'][a/@href='/incidents?review=yes']")]

    assert notes("") == ["1"]
    assert numbers_on(cases.signed_in().get("/incidents?review=yes").text) == ["KZ-2026-0021"]
    assert notes("?review=yes") == []
    with cases.writing() as session:
        wrong = session.scalars(select(StatusRow.id).where(StatusRow.number == "KZ-2026-0021")).one()
        incidents.withdraw_status(session, "KZ-2026-0021", wrong, reason="қате", who="Berik", now=NOW)
    assert notes("") == [], "where all are in place nothing is said of it"


# Downloads


def downloaded(site: Site, form: str, query: str = "", role: str = "monitor") -> Any:
    return site.signed_in(role).submit(f"/incidents/export?{query}", {"format": form})


def test_a_download_honours_the_filters_says_so_and_stands_in_the_ledger(record: Site) -> None:
    answer = downloaded(record, "csv", "since=2026-03-10&until=2026-04-30&q=Kostanai")
    assert answer.status_code == 200
    assert "attachment" in answer.headers["Content-Disposition"]
    rows = list(csv.reader(io.StringIO(answer.text)))
    assert "since=2026-03-10" in rows[0][0]
    assert "words=Kostanai" in rows[0][0]
    assert [row[0] for row in rows[2:]] == ["KZ-2026-0003", TWO]
    with record.reading() as session:
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    assert (last.who, last.action, last.subject, last.after["rows"]) == ("Aigul", "export", "export incidents", 2)
    assert last.after["filters"]["until"] == "2026-04-30"


def test_all_three_forms_hold_the_same_incidents_no_formula_and_nothing_unpublished(record: Site) -> None:
    query = f"numbers={ONE},KZ-2026-0006"
    lines = [json.loads(line) for line in downloaded(record, "jsonl", query).text.splitlines()]
    book = load_workbook(io.BytesIO(downloaded(record, "xlsx", query).content))
    assert [line["number"] for line in lines] == [row[0].value for row in book["incidents"].iter_rows(min_row=2)] == ["KZ-2026-0006", ONE]
    with record.writing() as session:
        incidents.edit(session, ONE, {"title": "=HYPERLINK(1)"}, {"safety_notes": "ешкімге айтпа", "contacts": ""}, who="Berik", now=NOW)
    text = downloaded(record, "csv", role="editor").text
    assert "'=HYPERLINK(1)" in text
    assert "ешкімге айтпа" not in text
    assert downloaded(record, "exe").status_code == 422


# The record


def test_the_clocks_say_what_runs_and_what_three_bodies_make_of_it(record: Site, snapshot: SnapshotAssertion) -> None:
    def case(nth: int, category: Category, *told: Status, **facts: Any) -> Incident:
        return replace(incident(nth, date(2026, 7, 1)), primary=category, categories=(category,), statuses=told, facts=facts)

    reported, opened = (
        Status(date(2026, 7, 1 + at), code, f"https://dala.example/news/{at}") for at, code in enumerate((StatusCode.REP, StatusCode.PTI))
    )
    detained, sentenced = Status(date(2026, 7, 1), StatusCode.JDT, "x"), replace(IN_PRISON, day=date(2026, 8, 1))
    admit(
        record,
        case(7, Category.KIL, reported, opened, motive=Motive.CONFIRMED),
        case(8, Category.CRM, detained, sentenced),
        case(9, Category.ACC),
        case(10, Category.ATT, Status(date(2026, 7, 2), StatusCode.APO, "а"), Status(date(2026, 7, 9), StatusCode.NOI, "б")),
    )
    pages = {nth: record.signed_in().get(f"/incidents/KZ-2026-{nth:04}").text for nth in range(7, 11)}
    clocks = {nth: words(tree(page), "//section[starts-with(@class, 'clock')]") for nth, page in pages.items()}
    assert clocks == snapshot
    running = str((TODAY - date(2026, 7, 1)).days)
    assert {nth: tree(page).xpath("//p[@class='clock-number']/text()")[0] for nth, page in pages.items()} == {7: running, 8: "—", 9: "—", 10: "1"}
    assert [steps_on(pages[nth]) for nth in (7, 10)] == [["reported", "pre-trial investigation opened"], ["apology or settlement", "no information"]]
    assert words(tree(pages[8]), "//p[@class='step-words']")[-1] == "journalist sentenced : prison, 2 years"
    assert [bool(tree(page).xpath("//li[@class='is-answer']")) for page in pages.values()] == [False, False, False, True]
    assert 'href="https://dala.example/news/1"' in pages[7]
    assert 'rel="prev" href="/incidents/KZ-2026-0006"' in pages[7]


def test_a_status_out_of_place_is_marked_and_nowhere_shown_as_somebody_who_answered(record: Site, snapshot: SnapshotAssertion) -> None:
    page = tree(record.signed_in().get("/incidents/KZ-2026-0005").text)
    assert words(page, "//ol[@class='timeline']//div[@class='notice warn']") == snapshot(name="in the record")
    assert not page.xpath("//li[@class='is-answer']")
    assert '<span class="badge good">answered</span>' not in record.signed_in().get("/incidents").text
    admit(record, incident(13, date(2026, 3, 5), statuses=(), withdrawn_statuses=(replace(AS_JUSTICE, withdrawn=NOT_PLACED),)))
    (gone,) = tree(record.signed_in("editor").get("/incidents/KZ-2026-0013").text).xpath("//details[@class='gone']")
    assert gone.get("open") is not None
    assert words(gone, ".//div[@class='notice warn']") == snapshot(name="of an import that could not place it")


def test_an_editor_withdraws_a_wrong_status_or_puts_the_right_one_in_its_place_and_the_page_tells_both(record: Site) -> None:
    browser, way = record.signed_in("editor"), f"/incidents/{TWO}"
    with record.reading() as session:
        found = incidents.find(session, TWO)
    assert found is not None
    (_, complaint), (opened,) = found.statuses, found.misplaced_statuses
    (marked,) = words(tree(browser.get(way).text), "//ol[@class='timeline']//div[@class='notice warn']")
    assert marked.startswith("PTI")
    form = browser.get(f"{way}?correct={opened.id}").text
    assert f'action="{way}/statuses/{opened.id}"' in form
    given = {"code": "JIN", "day": opened.day.isoformat(), "source": "Полиция департаменті", "act": "correct"}
    refused = browser.submit(f"{way}/statuses/{opened.id}", given)
    assert (refused.status_code, bool(tree(refused.text).xpath("//*[@id='w-reason']"))) == (422, True)
    assert browser.submit(f"{way}/statuses/{opened.id}", {**given, "reason": "бұл – өз ісі"}).status_code == 303
    assert browser.submit(f"{way}/statuses/{complaint.id}", {"reason": "қате", "act": "withdraw"}).status_code == 303
    page = tree(browser.get(way).text)
    assert [one.endswith("бұл – өз ісі") for one in words(page, "//details[@class='gone']//p[@class='step-note']")].count(True) == 1
    assert not page.xpath("//section[@id='timeline']//div[@class='notice warn']")
    with record.reading() as session:
        found = incidents.find(session, TWO)
    assert found is not None
    assert [status.code for status in found.statuses] == ["REP", "JIN"]
    assert {status.code: status.withdrawn for status in found.withdrawn_statuses} == {"CMP": "қате", "PTI": "бұл – өз ісі"}


def test_a_withdrawn_record_says_so_and_its_statuses_can_be_withdrawn_and_nothing_else(record: Site) -> None:
    browser, way = record.signed_in("editor"), "/incidents/KZ-2026-0004"
    page = tree(browser.get(way).text)
    assert page.xpath("//div[contains(@class, 'withdrawn-banner')]")
    assert not page.xpath("//*[@id='status-form']")
    with record.reading() as session:
        first, *rest = session.scalars(select(StatusRow.id).where(StatusRow.number == "KZ-2026-0004").order_by(StatusRow.id)).all()
    form = browser.get(f"{way}?correct={first}").text
    assert ('value="withdraw"' in form, 'value="correct"' in form) == (True, False)
    assert browser.submit(f"{way}/statuses/{first}", {"reason": "қате", "act": "withdraw"}).status_code == 303
    with record.reading() as session:
        assert session.scalars(select(StatusRow.id).where(StatusRow.number == "KZ-2026-0004", StatusRow.withdrawn.is_(False))).all() == rest


def test_a_number_that_is_not_there_is_404(record: Site) -> None:
    assert {record.signed_in().get(f"/incidents/{number}").status_code for number in ("KZ-2026-9999", "nothing", "KZ-2026-00010000", "%00")} == {404}


def test_only_editors_see_what_is_not_published_and_it_is_marked_so(record: Site) -> None:
    with record.writing() as session:
        incidents.edit(session, ONE, {}, {"safety_notes": "үйде қонбайды", "contacts": "туысы арқылы"}, who="Berik", now=NOW)
    for_editor = tree(record.signed_in("editor").get(f"/incidents/{ONE}").text)
    assert ["үйде қонбайды" in one for one in words(for_editor, "//aside[@class='unpublished']")] == [True]
    for_monitor = record.signed_in("monitor").get(f"/incidents/{ONE}?edit=1").text
    assert not [word for word in ("үйде қонбайды", "туысы арқылы", 'name="safety_notes"') if word in for_monitor]
    for way in ("/history", "/incidents", "/reports"):
        assert "үйде қонбайды" not in record.signed_in("editor").get(way).text
    style = record.signed_in().get("/static/incident.css").text
    printed = style[style.index("@media print") :]
    assert ".unpublished" in printed.split("display: none")[0], "nor is it printed"
    assert ".print-only" in printed


def test_a_source_that_is_no_web_address_is_never_a_link(record: Site) -> None:
    with record.writing() as session:
        incidents.add_status(session, ONE, StatusCode.CMP, TODAY, source="javascript:alert(1)", who="Berik", now=NOW)
    page = record.signed_in().get(f"/incidents/{ONE}").text
    assert "javascript:alert(1)" in page
    assert 'href="javascript' not in page


def test_a_record_shows_the_stored_page_of_a_source_how_it_was_changed_and_the_decisions_of_its_drafts(record: Site) -> None:
    with record.writing() as session:
        number = review.confirm(session, record.drafts[0], who="Aigul", now=NOW, note="екі куә бар").incident
        first = session.scalars(select(SnapshotRow).where(SnapshotRow.article_id == "a")).one()
        session.add(
            SnapshotRow(article_id="a", fetched_at=NOW, url=first.url, status=200, sha256="2" * 64, file=first.file, offset=9, change="edited",
                        title="Происшествие у дома", text="Журналиста Серикова задели у дома. Он подал заявление.")
        )  # fmt: skip
    page = record.signed_in().get(f"/incidents/{number}").text
    for part in (
        'href="/articles/a/page"', "1" * 64, "<del>избили", "<ins>задели", f'href="/drafts/{record.drafts[0]}"', "екі куә бар", f'href="/history?subject={number}"',
    ):  # fmt: skip
        assert part in page
    with record.writing() as session:
        for state in session.scalars(select(SnapshotRow).where(SnapshotRow.article_id == "a")):
            state.dropped_at = NOW
    page = record.signed_in().get(f"/incidents/{number}").text
    assert 'href="/articles/a/page"' not in page
    assert "1" * 64 in page, "what was cleared away keeps its hash"


# An editor's forms


def test_an_editor_adds_a_status_with_its_source(record: Site) -> None:
    answer = record.signed_in("editor").submit(f"/incidents/{ONE}/statuses", STATUS)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/incidents/{ONE}#timeline")
    with record.reading() as session:
        row = session.scalars(select(StatusRow).order_by(StatusRow.id.desc()).limit(1)).one()
    kept = {"number": row.number, "code": row.code, "day": row.day.isoformat(), "source": row.source, "note": row.note, "by": row.recorded_by}
    assert kept == {**STATUS, "number": ONE, "by": "Berik"}
    page = record.signed_in().get(f"/incidents/{ONE}").text
    assert ("perpetrator in court" in steps_on(page), "Бірінші отырыс" in page) == (True, True)


# What cannot be so, and the field beside which it is said.
WRONG: list[tuple[dict[str, str], str]] = [
    ({"source": " "}, "source"), ({"day": "2027-01-01"}, "day"), ({"day": "2026-01-01"}, "day"), ({"day": "жақында"}, "day"), ({"day": ""}, "day"),
    ({"day": "25.11.2026"}, "day"), ({"day": "11.2026"}, "day"), ({"code": "XXX"}, "code"),
]  # fmt: skip


def test_a_status_that_cannot_be_comes_back_with_the_reason_and_what_was_typed(record: Site, snapshot: SnapshotAssertion) -> None:
    editor, said = record.signed_in("editor"), []

    def refused(number: str, **typed: str) -> dict[str, str]:
        answer = editor.submit(f"/incidents/{number}/statuses", {**STATUS, **typed})
        page = tree(answer.text)
        assert (answer.status_code, page.xpath("string(//textarea[@id='f-note'])").strip()) == (422, STATUS["note"])
        assert page.xpath("//details[@id='status-form']/@open")
        beside = {one.get("id")[2:]: one.text for one in page.xpath("//*[@id='status-form']//p[@class='wrong']")}
        assert [page.get_element_by_id(f"f-{name}").get("aria-invalid") for name in beside] == ["true"]
        return beside

    for typed, name in WRONG:
        said.append(refused(ONE, **typed))
        assert list(said[-1]) == [name], typed
    said.append(refused(TWO, code="CVF", day="2026-05-01"))  # Her own sentence is none of a perpetrator's.
    assert editor.submit(f"/incidents/{ONE}/statuses", STATUS).status_code == 303
    said.append(refused(ONE, day="20 қараша"))  # It stands there already.
    assert [list(one) for one in said[-2:]] == [["code"], ["code"]]
    assert said == snapshot
    with record.reading() as session:
        rows = session.execute(
            select(StatusRow.number, StatusRow.code).where(StatusRow.code.in_(("CRTP", "CVF")), StatusRow.number.in_((ONE, TWO)))
        ).all()
    assert rows == [(ONE, "CRTP")]


def test_a_monitor_proposes_what_an_editor_writes(record: Site) -> None:
    monitor, way = record.signed_in("monitor"), f"/incidents/{ONE}"
    assert [monitor.submit(f"{way}/{act}", STATUS).status_code for act in ("statuses", "edit")] == [403, 403]
    assert tree(monitor.get(f"{way}?edit=1").text).xpath("//form[@class='edit']/@action") == [f"{way}/proposals"]
    assert tree(monitor.get(way).text).xpath("//*[@id='status-form']/form/@action") == [f"{way}/proposals/status"]
    assert tree(record.signed_in("editor").get(way).text).xpath("//*[@id='status-form']/form/@action") == [f"{way}/statuses"]


def form_of(page: str) -> dict[str, Any]:
    """The fields of the form of an edit, as a browser would send them untouched."""
    (form,) = tree(page).xpath("//form[@class='edit']")
    fields: dict[str, Any] = {}
    for name, value in form.form_values():
        if name != "csrf":
            fields.setdefault(name, []).append(value)
    return fields


def test_an_untouched_form_changes_nothing(record: Site) -> None:
    browser = record.signed_in("editor")

    def rows() -> int:
        with record.reading() as session:
            return int(session.scalar(select(func.max(LedgerRow.id))) or 0)

    before = rows()
    for number in (ONE, "KZ-2026-0003", "KZ-2026-0005", "KZ-2026-0006"):
        assert browser.submit(f"/incidents/{number}/edit", form_of(browser.get(f"/incidents/{number}?edit=1").text)).status_code == 303
        assert rows() == before


def test_an_editor_corrects_the_fields_and_the_history_tells_what_changed(record: Site) -> None:
    browser = record.signed_in("editor")
    fields = form_of(browser.get(f"/incidents/{ONE}?edit=1").text)
    changed = {"title": "Түзетілген тақырып", "incident_date": "2026-02", "primary": "ATT", "outlets": "Дала жаршысы\r\nОрал өңірі", "actor": "business",
               "victim_name": ["Ерлан Тастемиров", "Айгүл Сейтқали", ""], "victim_profession": ["тілші", "", ""], "victim_outlet": ["", "", ""],
               "summary_en": "What happened.", "safety_notes": "үйде қонбайды", "note": "редакциядан нақтыланды"}  # fmt: skip
    assert browser.submit(f"/incidents/{ONE}/edit", {**fields, **changed}).status_code == 303
    with record.reading() as session:
        found = incidents.find(session, ONE)
        private = session.get_one(IncidentRow, ONE).private
    assert found is not None
    assert (found.title, found.day, found.precision) == ("Түзетілген тақырып", date(2026, 2, 1), DatePrecision.MONTH)
    assert (found.categories, found.outlets) == ((Category.ATT, Category.THR), ("Дала жаршысы", "Орал өңірі"))
    assert [(one.name, one.profession, one.outlet) for one in found.victims] == [("Ерлан Тастемиров", "тілші", ""), ("Айгүл Сейтқали", "", "")]
    assert (found.summary["en"], bool(found.summary["ru"]), private["safety_notes"]) == ("What happened.", True, "үйде қонбайды")
    history = browser.get("/history").text
    for part in ("редакциядан нақтыланды", "<del>Айгүл Сейтқали: қоқан-лоққы хат келді</del>", "<ins>Түзетілген тақырып</ins>"):
        assert part in history
    assert "үйде қонбайды" not in history


def test_what_was_typed_is_there_again_when_it_is_refused_also_because_somebody_saved_first(record: Site) -> None:
    browser = record.signed_in("editor")
    fields = form_of(browser.get(f"/incidents/{ONE}?edit=1").text)
    typed = {"title": "Жаңа сөз", "incident_date": "өткен аптада", "note": "себеп"}
    answer = browser.submit(f"/incidents/{ONE}/edit", {**fields, **typed})
    assert (answer.status_code, tree(answer.text).xpath("//form[@class='edit']//p[@class='wrong']/@id")) == (422, ["w-incident_date"])
    assert [value in answer.text for value in typed.values()] == [True] * 3
    with record.writing() as session:
        incidents.edit(session, ONE, {"title": "Бірінші"}, {}, who="Dana", now=NOW)
    answer = browser.submit(f"/incidents/{ONE}/edit", {**fields, "title": "Екінші"})
    assert (answer.status_code, "Екінші" in answer.text) == (409, True)
    with record.reading() as session:
        assert session.get_one(IncidentRow, ONE).title == "Бірінші"


def test_the_pages_open_and_are_written_on_postgresql(upgraded_postgresql_url: str, tmp_path: Path) -> None:
    made = open_site(upgraded_postgresql_url, tmp_path / "var")
    admit(made, incident(1, TODAY), incident(2, TODAY - DAY), incident(3, TODAY - DAY, withdrawn=True))
    browser = made.signed_in("editor")
    assert numbers_on(browser.get("/incidents").text) == [ONE, TWO]
    assert browser.submit(f"/incidents/{ONE}/statuses", {**STATUS, "day": TODAY.isoformat()}).status_code == 303
    assert len(browser.submit("/incidents/export", {"format": "jsonl"}).text.splitlines()) == 2
    for way in (f"/incidents/{ONE}", f"/history?subject={ONE}", "/outlets", "/reports?period=all"):
        assert browser.get(way).status_code == 200
    made.engine.dispose()


def test_a_record_read_beforehand_is_not_read_again(record: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    with record.reading() as session:
        record.app.state.office.shelf.book(session)
    monkeypatch.setattr("reports.incidents._whole", lambda *_: pytest.fail("read twice"))
    assert len(numbers_on(record.signed_in().get("/incidents").text)) == 5
