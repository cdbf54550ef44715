"""The page of the table: what is typed into its form, what no filter understands, which columns it shows, and its files."""

import csv
import html
import io
import re
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from sqlalchemy import select

from desk.pages.incidents.filter_form import filter_form, statuses
from desk.pages.incidents.table_address import understood
from desk.pages.incidents.table_columns import COLUMNS, TableRow
from records.filter_entries import entries
from records.filters import IncidentFilter
from records.i18n import speaking
from records.incident_model import Status, Victim
from records.incidents.repository import edit
from records.persons.person_decisions import edit_person
from records.tables import LedgerRow
from records.vocabulary import DatePrecision, StatusCode
from reports.incident_on_day import IncidentOnDay
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.site import Site

NAMES = [entry.address for entry in entries(IncidentFilter).values() if entry.address]
HERS, HIS = "KZ-2026-0001", "KZ-2026-0002"


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


@given(st.dictionaries(st.sampled_from([*NAMES, "order", "columns", "first", "view"]), st.text(max_size=30), max_size=4))
def test_no_filter_of_nonsense_is_an_error_and_none_is_lost(record: Site, said: dict[str, str]) -> None:
    if not hasattr(record, "browser_kept"):
        record.browser_kept = record.signed_in()  # type: ignore[attr-defined]
    answer = record.browser_kept.get("/incidents", params=said)  # type: ignore[attr-defined]
    assert answer.status_code == 200


def test_the_form_shows_what_was_typed_what_it_was_taken_for_and_what_is_wrong() -> None:
    asked = understood(
        {"since": "21.11.2026", "until": "32.11.2026", "numbers": "KZ-2026-0001", "order": "title", "stage": "moon", "status": "PTI"}, "Aigul"
    )
    form = filter_form(asked, TODAY)
    assert (form.typed["since"], form.typed["until"], form.typed["status"]) == ("21.11.2026", "32.11.2026", "PTI")
    assert set(form.wrong) == {"until"}
    assert len(form.outside) == 1, "what belongs to no field is told above the list"
    assert ("numbers", "KZ-2026-0001") in form.hidden
    assert ("order", "title") in form.hidden
    assert [one.iso for one in form.understood["since"]] == ["2026-11-21"]
    assert [words for words, _ in form.chips] == ["records: KZ-2026-0001"]


def test_every_status_is_offered_under_its_own_story() -> None:
    assert sum(len(options) for _, options in statuses()) == len(StatusCode)
    assert len(statuses()) == 2


@pytest.mark.parametrize("name", COLUMNS)
def test_a_column_shows_its_value_in_each_language(name: str) -> None:
    full = TableRow(IncidentOnDay(incident(5, date(2026, 3, 5), statuses=(Status(date(2026, 3, 6), StatusCode.JDT, "x"),)), TODAY), ("Berik",), 3)
    empty = TableRow(IncidentOnDay(incident(1, None, title="", victims=(), outlets=(), region=None, place=None, statuses=()), TODAY))
    for lang in ("kk", "ru", "en"):
        with speaking(lang):
            assert COLUMNS[name].heading
            assert isinstance(COLUMNS[name].shown(full), str)
            assert isinstance(COLUMNS[name].shown(empty), str)
    assert not re.search(r"\bKZ-\d\d\b|\b[A-Z]{3}\b", COLUMNS[name].shown(full).replace("KZ-2026-0005", "")), "words, and no codes"


def test_the_last_status_of_each_story_has_a_column_of_its_own(record: Site) -> None:
    page = record.signed_in().get("/incidents?columns=perpetrator,journalist&numbers=KZ-2026-0001").text
    cells = dict(re.findall(r'data-th="([^"]+)">([^<]+)<', page))
    assert cells["Perpetrator: last status"].startswith("pre-trial investigation opened")
    assert cells["Journalist: last status"] == "—"


def file(site: Site, form: str, query: str, lang: str = "ru") -> Any:
    return site.signed_in(lang=lang).submit(f"/incidents/file?{query}", {"format": form})


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
    text = file(record, "csv", "columns=title", "kk").content.decode("utf-8-sig")
    assert len(list(csv.reader(io.StringIO(text), delimiter=";"))[0]) == 2
    assert file(record, "jsonl", "").status_code == 422


def test_a_name_that_is_withheld_stays_withheld_in_the_file_of_a_view(record: Site) -> None:
    with record.writing() as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "threats"}, who="Berik", now=NOW)
    assert "Сапарқызы" in record.signed_in().get("/incidents?columns=persons").text, "the desk shows her"
    for query in ("columns=title,persons", "person=saparkyzy&columns=persons", "q=сапарқызы&columns=persons"):
        text = file(record, "csv", query).content.decode("utf-8-sig")
        assert "апарқызы" not in text
        assert (HERS in text) is ("person=" not in query and "q=" not in query), "nobody is found by it"


def test_a_title_that_was_emptied_is_told_from_the_fields_and_marked_in_the_table_and_in_files(record: Site) -> None:
    with record.writing() as session:
        edit(session, HERS, {"title": "", "titles": {}}, {}, who="Aigul", now=NOW)
    browser = record.signed_in(lang="ru")
    page = browser.get("/incidents").text
    row = page[page.index(f'<a href="/incidents/{HERS}"') :].partition("</th>")[0]
    told = html.unescape(row.partition(">")[2].partition("</a>")[0])
    assert told
    assert "предложено" in row
    rows = list(csv.reader(io.StringIO(file(record, "csv", "columns=title").content.decode("utf-8-sig")), delimiter=";"))
    assert [f"{told} (предложено)"] == [one[1] for one in rows if one[0] == HERS]


def test_the_note_on_unchecked_texts_follows_the_filters(record: Site) -> None:
    page = record.signed_in(lang="en").get("/incidents?q=nobodyatall").text
    note = page[page.index("Texts that nobody has checked") :].partition("</p>")[0]
    assert note.count(" 0</a>") == 3
    assert 'href="/incidents?q=nobodyatall&amp;texts=unchecked-kk"' in note
    page = record.signed_in(lang="en").get(f"/incidents?q={HERS}&texts=unchecked-ru").text
    note = page[page.index("Texts that nobody has checked") :].partition("</p>")[0]
    assert note.count(" 1</a>") == 3
