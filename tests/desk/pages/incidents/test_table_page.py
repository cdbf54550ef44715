"""The page of the table: its form, address, columns and files, and the views that people keep of it."""

import csv
import html
import io
import re
from datetime import date
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select
from starlette.datastructures import QueryParams
from syrupy.assertion import SnapshotAssertion

from desk.pages.incidents.table import LATEST, TableAddress, filter_form, in_place, parse_table_address, statuses, view_query
from desk.pages.incidents.table_columns import COLUMNS, USUAL, TableRow
from records.database import write_transaction
from records.filters import IncidentFilter, entries
from records.i18n import use_language
from records.incident_model import Status, Victim
from records.incidents.repository import edit
from records.persons.decisions import edit_person
from records.tables import LedgerRow, SavedViewRow
from records.vocabulary import DatePrecision, StatusCode
from reports.incidents import IncidentOnDay
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.pages.incidents.test_incident_pages import tree, words
from tests.desk.site import Site

NAMES = [entry.address for entry in entries(IncidentFilter).values() if entry.address]
HERS, HIS = "KZ-2026-0001", "KZ-2026-0002"
NASTY = '<script>alert(1)</script> "Ә"'


@pytest.fixture
def record(site: Site) -> Site:
    told = (Status(date(2026, 3, 6), StatusCode.PTI, "x"),)
    with site.writing() as session:
        admit_all(
            session,
            [
                incident(1, date(2026, 3, 5), victims=(Victim("Айгүл Сапарқызы", "тілші"),), title="=Хат келді", summary={}, statuses=told),
                incident(2, date(2026, 11, 1), precision=DatePrecision.MONTH, victims=(Victim("Тимур Ахметов"),)),
            ],
        )
    return site


# The address


@given(
    st.sampled_from([sign + name for name in COLUMNS for sign in ("", "-")]),
    st.lists(st.sampled_from(sorted(COLUMNS)), max_size=8),
    st.integers(0, 36_500),
    st.booleans(),
)
def test_what_an_address_says_is_read_back(order: str, columns: list[str], silent: int, mine: bool) -> None:
    asked = TableAddress(IncidentFilter(silent=silent, mine=mine or None, asked_by="Aigul"), order, in_place(columns), view=3)
    read = parse_table_address(asked.query(first="51"), "Aigul")
    assert (read.filter, read.order, read.columns, read.first, read.view) == (asked.filter, asked.order, asked.columns, 51, 3)
    assert not read.wrong
    assert view_query(read) == view_query(asked)


def test_what_is_the_rule_stands_in_no_address_and_what_makes_no_sense_is_named_while_the_rest_holds() -> None:
    assert TableAddress().way() == "/incidents"
    assert (parse_table_address({}).order, parse_table_address({}).columns) == (LATEST, USUAL)
    for said in ({"order": "-salary"}, {"columns": "date,salary"}, {"silent": "-1"}, {"since": "31.02.2026"}):
        read = parse_table_address({**said, "actor": "court"})
        assert set(read.wrong) == set(said)
        assert (read.filter, read.order, "title" in read.columns) == (IncidentFilter(actor="court"), LATEST, True)
    assert {parse_table_address({"first": first}).first for first in ("0", "-5", "x", "٣", "9" * 30, "1.5")} == {1}, (
        "a page that is none is the first"
    )


def test_a_click_sorts_from_the_largest_number_or_the_first_letter_and_the_next_one_turns_it() -> None:
    turns = {("", "silent"): "-silent", ("-silent", "silent"): "silent", ("silent", "silent"): "-silent", ("", "title"): "title",
             ("title", "title"): "-title", ("", "date"): "date"}  # fmt: skip
    assert {(order, by): (TableAddress(order=order) if order else TableAddress()).turned(by) for order, by in turns} == turns


def test_the_title_stays_at_its_place_whatever_is_chosen() -> None:
    assert in_place(["date", "actor"]) == ("date", "title", "actor")
    assert in_place(["number", "date"]) == ("number", "date", "title")
    assert in_place(["actor", "title", "actor"]) == ("actor", "title")
    assert parse_table_address(QueryParams("columns=date&columns=silent")).columns == ("date", "title", "silent")


# The form and the columns


@given(st.dictionaries(st.sampled_from([*NAMES, "order", "columns", "first", "view"]), st.text(max_size=30), max_size=4))
def test_no_filter_of_nonsense_is_an_error(record: Site, said: dict[str, str]) -> None:
    if not hasattr(record, "kept"):
        record.kept = record.signed_in()  # type: ignore[attr-defined]
    assert record.kept.get("/incidents", params=said).status_code == 200  # type: ignore[attr-defined]


def test_the_form_shows_what_was_typed_what_it_was_taken_for_and_what_is_wrong() -> None:
    typed = {"since": "21.11.2026", "until": "32.11.2026", "status": "PTI"}
    form = filter_form(parse_table_address({**typed, "numbers": HERS, "order": "title", "stage": "moon"}, "Aigul"), TODAY)
    assert {name: form.typed[name] for name in typed} == typed
    assert set(form.wrong) == {"until"}
    assert len(form.outside) == 1, "what belongs to no field is said above the list"
    assert {("numbers", HERS), ("order", "title")} <= set(form.hidden)
    assert [one.iso for one in form.understood["since"]] == ["2026-11-21"]
    assert [chip for chip, _ in form.chips] == [f"records: {HERS}"]
    assert [len(statuses()), sum(len(options) for _, options in statuses())] == [2, len(StatusCode)], "every status under its own story"


def test_a_column_shows_its_value_in_each_language() -> None:
    full = TableRow(IncidentOnDay(incident(5, date(2026, 3, 5), statuses=(Status(date(2026, 3, 6), StatusCode.JDT, "x"),)), TODAY), ("Berik",), 3)
    empty = TableRow(IncidentOnDay(incident(1, None, title="", victims=(), outlets=(), region=None, place=None, statuses=()), TODAY))
    for column in COLUMNS.values():
        for lang in ("kk", "ru", "en"):
            with use_language(lang):
                assert column.heading
                assert isinstance(column.shown(full), str)
                assert isinstance(column.shown(empty), str)
        assert not re.search(r"\bKZ-\d\d\b|\b[A-Z]{3}\b", column.shown(full).replace("KZ-2026-0005", "")), f"{column.name}: words, and no codes"


def test_the_last_status_of_each_story_has_a_column_of_its_own(record: Site) -> None:
    page = record.signed_in().get(f"/incidents?columns=perpetrator,journalist&numbers={HERS}").text
    cells = [cell.partition(",")[0] for cell in re.findall(r'data-th="[^"]+">([^<]+)<', page)]
    assert cells == ["pre-trial investigation opened", "—"]


def test_the_note_on_unchecked_texts_follows_the_filters(record: Site) -> None:
    for query, count in (("q=nobodyatall", 0), (f"q={HERS}&texts=unchecked-ru", 1)):
        links = tree(record.signed_in(lang="en").get(f"/incidents?{query}").text).xpath("//p[@class='note']/a[contains(@href, 'texts=unchecked')]")
        assert [one.text_content().split()[-1] for one in links] == [str(count)] * 3
        assert dict(parse_qsl(urlsplit(links[0].get("href")).query)) == {**dict(parse_qsl(query)), "texts": "unchecked-kk"}


# Files


def file(site: Site, form: str, query: str, lang: str = "ru") -> Any:
    return site.signed_in(lang=lang).submit(f"/incidents/file?{query}", {"format": form})


def csv_rows(site: Site, query: str, lang: str = "ru") -> list[list[str]]:
    return list(csv.reader(io.StringIO(file(site, "csv", query, lang).content.decode("utf-8-sig")), delimiter=";"))


def test_the_file_of_a_view_has_its_order_and_columns_in_words_with_real_dates_and_stands_in_the_ledger(record: Site) -> None:
    answer = file(record, "xlsx", "order=title&columns=date,title,actor,perpetrator")
    sheet = load_workbook(io.BytesIO(answer.content)).active
    assert sheet is not None
    rows = list(sheet.iter_rows(values_only=True))
    assert [row[0] for row in rows[1:]] == [HERS, HIS]
    assert (rows[1][1].date(), rows[1][2]) == (date(2026, 3, 5), "'=Хат келді")
    assert str(rows[2][1]).startswith("ноябрь 2026"), "known to the month"
    with record.reading() as session:
        last = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    assert (last.who, last.action, last.subject, last.after["rows"]) == ("Aigul", "export", "export incidents", 2)
    assert len(csv_rows(record, "columns=title", "kk")[0]) == 2
    assert file(record, "jsonl", "").status_code == 422


def test_a_name_that_is_withheld_stays_withheld_in_the_file_of_a_view(record: Site) -> None:
    with record.writing() as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, who="Berik", now=NOW)
    assert "Сапарқызы" in record.signed_in().get("/incidents?columns=persons").text, "the desk shows her"
    for query, found in (("columns=title,persons", True), ("person=saparkyzy&columns=persons", False), ("q=сапарқызы&columns=persons", False)):
        text = str(csv_rows(record, query))
        assert ("апарқызы" in text, HERS in text) == (False, found), "nobody is found by it"


def test_a_title_that_was_emptied_is_made_of_the_fields_and_marked_in_the_table_and_in_files(record: Site) -> None:
    with record.writing() as session:
        edit(session, HERS, {"title": "", "titles": {}}, {}, who="Aigul", now=NOW)
    page = tree(record.signed_in(lang="ru").get("/incidents").text)
    (heading,) = page.xpath(f"//th[a/@href='/incidents/{HERS}']")
    title = heading.xpath("string(./a)")
    assert title
    assert words(heading, "./span[@class='badge']") == ["предложено"]
    assert [one[1] for one in csv_rows(record, "columns=title") if one[0] == HERS] == [f"{title} (предложено)"]


# Views


def save(site: Site, name: str, query: str = "actor=court&order=title&columns=title,actor", role: str = "monitor", **more: str) -> str:
    answer = site.signed_in(role).submit(f"/incidents/views?{query}", {"name": name, **more})
    assert answer.status_code == 303, answer.text
    return str(answer.headers["location"])


def views(site: Site, role: str = "editor", address: str = "/incidents") -> list[str]:
    """The names of the views that somebody is offered."""
    page = tree(site.signed_in(role).get(address).text)
    return [str(one).strip() for one in page.xpath("//nav[@class='views']/a[starts-with(@href, '/incidents/views/')]/text()[1]")]


def test_a_view_keeps_filters_order_and_columns_and_opens_with_them(record: Site) -> None:
    page = record.signed_in().get(save(record, NASTY)).text
    assert 'option value="court" selected' in page
    assert '<th scope="col" aria-sort="ascending"><a' in page
    assert html.escape(NASTY, quote=False).replace('"', "&#34;") in page
    assert "<script>alert" not in page
    assert len(tree(page).xpath("//thead//th")) == 2


def test_three_views_stand_there_from_the_start_for_everybody(record: Site) -> None:
    ready = [f"/incidents?{query}" for query in ("silent=90&order=-silent", "mine=true&order=-recorded", "custody=true&order=-custody")]
    browser = record.signed_in()
    assert set(ready) <= set(tree(browser.get("/incidents").text).xpath("//nav[@class='views']/a/@href"))
    for address in ready:
        assert tree(browser.get(address).text).xpath("//nav[@class='views']/a[@aria-current='true']/@href") == [address]


def test_somebody_elses_own_view_is_refused_in_the_words_of_one_that_there_is_not(record: Site, snapshot: SnapshotAssertion) -> None:
    way, other = save(record, "менікі"), record.signed_in("editor")
    hers, none, strange = other.get(way), other.get("/incidents/views/999"), other.get("/incidents/views/x")
    assert [answer.status_code for answer in (hers, none, strange)] == [404, 404, 404]
    said = [words(tree(answer.text), "//main") for answer in (hers, none)]
    assert said[0] == said[1] == snapshot
    assert "менікі" not in other.get("/incidents?view=1").text


def test_a_shared_view_is_seen_by_all_and_an_editor_may_delete_it(record: Site) -> None:
    way, editor = save(record, "бөлім", shared="yes"), record.signed_in("editor")
    assert views(record) == ["бөлім"]
    assert record.signed_in("operator").get(way).status_code == 200
    assert editor.submit(way, {"act": "rename", "name": "x"}).status_code == 422
    assert editor.submit(way, {"act": "delete"}).headers["location"] == "/incidents"
    assert views(record) == []


def test_the_owner_renames_shares_keeps_again_and_deletes(record: Site) -> None:
    way, mine = save(record, "бір"), record.signed_in()
    mine.submit(way, {"act": "rename", "name": "екі"})
    mine.submit(way, {"act": "share"})
    assert views(record) == ["екі"]
    mine.submit(way, {"act": "keep"})
    assert record.signed_in("editor").get(way).status_code == 404
    mine.submit(way + "?silent=90", {"act": "update"})
    assert 'name="silent" type="text" value="90"' in mine.get(way).text
    assert mine.submit(way, {"act": "burn"}).status_code == 422
    mine.submit(way, {"act": "delete"})
    assert mine.get(way).status_code == 404


def test_a_name_that_is_taken_is_refused_beside_the_field_and_stays_typed(record: Site) -> None:
    save(record, "бір")
    answer = record.signed_in().submit("/incidents/views?silent=90", {"name": "бір"})
    page = tree(answer.text)
    assert (answer.status_code, page.xpath("//p[@class='wrong']/@id")) == (422, ["w-name"])
    assert page.xpath("//input[@id='f-name' or @id='f-silent']/@value") == ["90", "бір"]


def test_a_view_whose_filter_makes_no_sense_any_more_opens_with_the_others_and_says_so(record: Site, snapshot: SnapshotAssertion) -> None:
    way = save(record, "ескі")
    with write_transaction(record.engine) as session:
        session.query(SavedViewRow).update({"query": "actor=wizard&category=ATT&order=salary&numbers=nonsense&columns=title,salary"})
    answer = record.signed_in().get(way)
    page = tree(answer.text)
    assert (answer.status_code, page.xpath("//select[@name='category']/option[@selected]/@value")) == (200, ["ATT"])
    assert words(page, "//div[@class='notice warn'] | //p[@class='wrong']") == snapshot


def test_nobody_keeps_a_view_without_signing_in(record: Site) -> None:
    browser = record.browser()
    assert browser.get("/incidents/views/1").headers["location"].startswith("/login")
    assert browser.post("/incidents/views", data={"name": "x"}).status_code in (303, 401, 403)
