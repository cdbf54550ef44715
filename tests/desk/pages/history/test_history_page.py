"""The history of the desk: who decided what, what it changed, the way back, and whether the ledger holds."""

import re
from datetime import date
from typing import cast

import pytest
from sqlalchemy import Engine, select, text

from desk.pages.history.ledger_words import ledger_sentence
from records import incidents, review
from records.database import read_session
from records.incident_model import Victim
from records.ledger import ledger_query
from records.ledger.entries import append
from records.outlets.requests import ask_for_page
from records.review import second_opinions
from records.tables import LedgerRow, SecondOpinionRow
from records.vocabulary import LedgerAction, StatusCode
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.site import Site
from tests.records.persons.persons_case import admit_victims


def rows_on(page: str) -> list[int]:
    """The rows of the ledger that the page shows, in its order."""
    return [int(row) for row in re.findall(r'<li class="act" id="row-(\d+)"', page)]


def last_row(site: Site) -> LedgerRow:
    with site.reading() as session:
        row: LedgerRow = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    return row


def reject(site: Site, nth: int, who: str = "Aigul", note: str = "") -> int:
    """Reject the nth draft; the row that says so."""
    with site.writing() as session:
        review.reject(session, site.drafts[nth], who=who, now=site.clock(), reason="opinion", note=note)
    return last_row(site).id


def test_the_newest_decision_stands_first_with_who_why_and_what(site: Site) -> None:
    reject(site, 0, note="бұл пікір")
    row = reject(site, 1, who="Berik")
    page = site.signed_in().get("/history").text
    assert rows_on(page)[:2] == [row, row - 1]
    assert "бұл пікір" in page
    assert "<b>Berik</b>" in page
    assert "<del>new</del>" in page
    assert "<ins>rejected</ins>" in page
    assert "opinion" in page


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("who=Berik", ["b"]),
        ("action=reject", ["b", "a"]),
        ("action=status", []),
        ("subject=1", ["a"]),
        ("since=2026-11-26", ["b"]),
        ("until=2026-11-25", ["a"]),
        ("since=2026-12-31", []),
        ("since=anything&action=nothing&who=Berik", ["b"]),
    ],
)
def test_the_history_is_narrowed_by_what_the_address_says(site: Site, query: str, expected: list[str]) -> None:
    rows = {"a": reject(site, 0)}
    site.clock.pass_by(days=3)
    rows["b"] = reject(site, 1, who="Berik")
    page = site.signed_in().get(f"/history?{query}").text
    assert [row for row in rows_on(page) if row in rows.values()] == [rows[name] for name in expected]
    if not expected:
        assert "Nothing in the ledger fits" in page


def test_the_history_of_an_incident_holds_that_of_its_drafts(site: Site) -> None:
    reject(site, 1)
    with site.writing() as session:
        number = review.confirm(session, site.drafts[0], who="Aigul", now=NOW).incident
        assert number
        incidents.edit(session, number, {"title": "Нақты тақырып"}, {}, who="Berik", now=NOW)
    page = site.signed_in().get(f"/history?subject={number}").text
    subjects = set(re.findall(r'class="act-subject" href="([^"]+)"', page))
    assert subjects == {f"/incidents/{number}", f"/drafts/{site.drafts[0]}"}


def test_pages_of_the_history_follow_one_another(site: Site) -> None:
    with site.writing() as session:
        admit_all(session, [incident(nth, TODAY) for nth in range(1, 131)])
    browser, way, seen = site.signed_in(), "/history", []
    while way:
        page = browser.get(way).text
        seen += rows_on(page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        way = more[1] if more else ""
    assert seen == list(range(last_row(site).id, 0, -1))


def test_the_last_decision_on_a_draft_is_undone_from_the_history(site: Site) -> None:
    row = reject(site, 0)
    browser = site.signed_in()
    assert f'name="row" value="{row}"' in browser.get("/history").text
    answer = browser.submit("/history/undo", {"row": row, "next": "/history?who=Aigul"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/history?who=Aigul")
    assert last_row(site).action == "undo"
    assert f'name="row" value="{row}"' not in browser.get("/history").text


def test_a_decision_after_which_another_was_taken_is_not_undone_in_its_place(site: Site) -> None:
    browser = site.signed_in()
    first = reject(site, 0)
    browser.submit("/history/undo", {"row": first})
    with site.writing() as session:
        review.defer(session, site.drafts[0], who="Berik", now=NOW, until=date(2026, 12, 30))
    second = last_row(site).id
    with site.writing() as session:
        review.reject(session, site.drafts[0], who="Berik", now=NOW, reason="old")
    third = last_row(site).id
    page = browser.get("/history").text
    assert [row for row in (first, second, third) if f'name="row" value="{row}"' in page] == [third]
    for row in (first, second, 10**6, 0, -1, 2**70):
        answer = browser.submit("/history/undo", {"row": row})
        assert answer.status_code in (409, 422)
    assert last_row(site).id == third


def test_a_row_that_is_of_no_draft_offers_no_undo(site: Site) -> None:
    with site.writing() as session:
        admit_all(session, [incident(1, TODAY)])
    row = last_row(site).id
    browser = site.signed_in()
    assert 'name="row"' not in browser.get("/history").text
    assert browser.submit("/history/undo", {"row": row}).status_code == 409


def test_the_way_back_after_an_undo_never_leads_elsewhere(site: Site) -> None:
    answer = site.signed_in().submit("/history/undo", {"row": reject(site, 0), "next": "//elsewhere.example/"})
    assert answer.headers["Location"] == "/history"


# --- the chain ---


def test_the_head_is_shown_and_the_newest_rows_are_looked_at_on_demand(site: Site) -> None:
    browser = site.signed_in()
    row = last_row(site)
    page = browser.get("/history").text
    assert f"{row.id}:{row.hash}" in page
    assert "Not looked at since the desk was started" in page
    assert browser.submit("/history/check").status_code == 303
    page = browser.get("/history").text
    assert "holds" in page
    assert f"Looked at {row.id} rows from row 1 on" in page


def unguarded(site: Site, statement: str) -> None:
    """What somebody does who writes into the database past its triggers."""
    with site.engine.connect() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger'")).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(statement)
        connection.commit()


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE ledger SET who = 'Nobody' WHERE id = 2", "ledger row 2 was altered"),
        ("UPDATE ledger SET before = 'no json' WHERE id = 3", "ledger row 3 was altered"),
        ("DELETE FROM ledger WHERE id = 2", "ledger rows 2 to 2 are missing"),
    ],
)
def test_an_altered_or_missing_row_is_told(site: Site, statement: str, words: str) -> None:
    reject(site, 0)
    unguarded(site, statement)
    with site.reading() as session:
        assert words in ledger_query.look(session, NOW).faults


def test_the_fault_is_told_on_the_page(site: Site) -> None:
    reject(site, 0)
    unguarded(site, "UPDATE ledger SET who = 'Nobody' WHERE id = 2")
    browser = site.signed_in()
    browser.submit("/history/check")
    page = browser.get("/history").text
    assert "1 fault" in page
    assert "ledger row 2 was altered" in page


def test_a_look_reads_the_newest_rows_alone_and_holds_them_to_the_one_before(site: Site) -> None:
    with site.writing() as session:
        admit_all(session, [incident(nth, TODAY) for nth in range(1, 31)])
    with site.reading() as session:
        looked = ledger_query.look(session, NOW, newest=10)
    assert (looked.rows, looked.first, looked.faults) == (10, last_row(site).id - 9, ())
    unguarded(site, f"UPDATE ledger SET hash = '{'0' * 64}' WHERE id = {looked.first - 1}")
    with site.reading() as session:
        assert ledger_query.look(session, NOW, newest=10).faults != ()


def test_an_empty_ledger_holds(engine: Engine) -> None:
    with read_session(engine) as session:
        looked = ledger_query.look(session, NOW)
        assert (looked.rows, looked.faults, looked.head) == (0, (), None)
        assert ledger_query.acts(session, ledger_query.LedgerFilter(who="A", action="b", subject="KZ-2026-0001", since=TODAY, until=TODAY)).rows == ()


# --- words, and what is not said ---


def test_every_act_of_the_ledger_has_words(site: Site) -> None:
    with site.writing() as session:
        for action in LedgerAction:
            append(session, at=NOW, who="Dana", action=action, subject="draft 1", before={"a": 1}, after={"a": [1, {"b": None}], "state": "odd"})
        append(
            session,
            at=NOW,
            who="Dana",
            action=cast(LedgerAction, "unheard"),
            subject="model ürdis",
            before={},
            after={"statuses": None, "fields": "text"},
            reason="strange",
        )
    for lang in ("kk", "ru", "en"):
        assert "unheard" in site.signed_in("monitor", lang=lang).get("/history").text


def test_a_withdrawn_status_is_told_once_and_in_words(site: Site) -> None:
    with site.writing() as session:
        (number,) = admit_all(session, [incident(1, date(2026, 3, 1))])
        made = incidents.add_status(session, number, StatusCode.CMP, TODAY, source="№ 7", who="Dana", now=NOW)
        incidents.withdraw_status(session, number, made.id, reason="another case", who="Dana", now=NOW)
    told = ledger_sentence(last_row(site))
    assert [(one.field, one.after) for one in told.changes] == [("statuses", "withdrawn")]


def test_what_the_ledger_holds_of_unpublished_fields_is_never_shown(site: Site) -> None:
    with site.writing() as session:
        row = append(
            session,
            at=NOW,
            who="Dana",
            action=LedgerAction.CONFIRM,
            subject="draft 1",
            before={},
            after={"fields": {"contacts": "87010000000"}, "private": "я" * 9},
        )
        assert "87010000000" not in str(ledger_sentence(row).changes)
    page = site.signed_in("editor").get("/history").text
    assert "87010000000" not in page
    assert "я" * 9 not in page


def ask_second(site: Site, nth: int) -> None:
    with site.writing() as session:
        session.add(SecondOpinionRow(draft_id=site.drafts[nth], asked_at=NOW, first_by="Aigul"))


def test_whoever_is_asked_for_a_second_opinion_does_not_read_the_first_here(site: Site) -> None:
    row = reject(site, 0, note="менің ойым")
    ask_second(site, 0)
    for_other = site.signed_in("editor").get("/history").text
    assert "менің ойым" not in for_other
    assert f'name="row" value="{row}"' not in for_other
    assert "менің ойым" in site.signed_in("monitor").get("/history").text
    with site.writing() as session:
        second_opinions.answer(session, site.drafts[0], who="Berik", now=NOW, action="reject", reason="opinion")
    assert "менің ойым" in site.signed_in("editor").get("/history").text


def test_editors_see_where_people_differ_and_monitors_do_not(site: Site) -> None:
    reject(site, 0)
    ask_second(site, 0)
    with site.writing() as session:
        second_opinions.answer(session, site.drafts[0], who="Berik", now=NOW, action="confirm")
    for_editor = site.signed_in("editor").get("/history").text
    assert "Where people differ" in for_editor
    assert "0 of 1 second opinion agrees" in for_editor
    assert "Where people differ" not in site.signed_in("monitor").get("/history").text


@pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 30, "1.5"])
def test_an_unreadable_place_in_the_history_starts_from_the_newest(site: Site, before: str) -> None:
    assert site.signed_in().get(f"/history?before={before}").status_code == 200


FORGED = "note:proposed:Dana"


@pytest.mark.parametrize("address", ["/history", "/drafts/{draft}", "/persons/review", "/persons/1", "/incidents/KZ-2026-0001", "/outlets"])
def test_a_note_that_looks_like_one_of_the_program_is_told_as_it_was_typed_on_every_page(site: Site, address: str) -> None:
    reject(site, 0, note=FORGED)
    with site.writing() as session:
        numbers = admit_victims(session, (Victim("Бауыржан Жүсіпов"),), (Victim("Бауыржан Жусупов"),))
        incidents.edit(session, numbers[0], {"place": "Ақтау"}, {}, who="Aigul", now=NOW, note=FORGED)
        ask_for_page(session, "https://x.example/1", who="Aigul", now=NOW, note=FORGED)
    browser = site.signed_in("editor")
    assert browser.submit("/persons/decide", {"first": 1, "second": 2, "act": "one", "note": FORGED}).status_code == 303
    page = browser.get(address.format(draft=site.drafts[0])).text
    assert FORGED in page
    assert "proposed by: Dana" not in page
