"""The history of the desk: who decided what, what it changed, the way back, and whether the ledger holds."""

import re
from datetime import date
from typing import Any, cast

import pytest
from lxml import html
from sqlalchemy import select, text
from syrupy.assertion import SnapshotAssertion

from desk.pages.history.words import admin_subject, admin_value, ledger_sentence
from records import incidents, review
from records.i18n import use_language
from records.incident_model import Victim
from records.ledger.entries import append
from records.outlets.requests import request_page
from records.review import opinions
from records.tables import LedgerRow, SecondOpinionRow
from records.vocabulary import LedgerAction, StatusCode
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.site import PASSWORD, Site
from tests.records.persons.persons_case import admit_victims


def rows_on(page: str) -> list[int]:
    """The rows of the ledger that the page shows, in its order."""
    return [int(row) for row in re.findall(r'<li class="act" id="row-(\d+)"', page)]


def undoable_on(page: str) -> list[int]:
    """The rows that the page offers to undo."""
    return [int(row) for row in re.findall(r'name="row" value="(\d+)"', page)]


def tree(text: str) -> Any:
    return html.document_fromstring(text)


def chain_on(site: Site) -> Any:
    """The part of the page that says whether the ledger holds."""
    return tree(site.signed_in().get("/history").text).get_element_by_id("chain")


def last_row(site: Site) -> LedgerRow:
    with site.reading() as session:
        row: LedgerRow = session.scalars(select(LedgerRow).order_by(LedgerRow.id.desc()).limit(1)).one()
    return row


def reject(site: Site, nth: int, who: str = "Aigul", note: str = "") -> int:
    """Reject the nth draft; the row that says so."""
    with site.writing() as session:
        review.reject(session, site.drafts[nth], who=who, now=site.clock(), reason="opinion", note=note)
    return last_row(site).id


def append_row(site: Site, action: LedgerAction, **given: Any) -> LedgerRow:
    with site.writing() as session:
        return append(session, at=NOW, who="Dana", action=action, **{"subject": "draft 1", "before": {}, **given})


def test_the_newest_decision_stands_first_with_who_why_and_what(site: Site) -> None:
    reject(site, 0, note="бұл пікір")
    row = reject(site, 1, who="Berik")
    page = site.signed_in().get("/history").text
    assert rows_on(page)[:2] == [row, row - 1]
    for part in ("бұл пікір", "<b>Berik</b>", "<del>new</del>", "<ins>rejected</ins>", '<span class="act-reason">opinion</span>'):
        assert part in page


NARROWED = {
    "who=Berik": ["b"], "action=reject": ["b", "a"], "action=status": [], "subject=1": ["a"], "since=2026-11-26": ["b"], "until=2026-11-25": ["a"],
    "since=2026-12-31": [], "since=anything&action=nothing&who=Berik": ["b"],
}  # fmt: skip


def test_the_history_is_narrowed_by_what_the_address_says(site: Site) -> None:
    rows = {reject(site, 0): "a"}
    site.clock.pass_by(days=3)
    rows[reject(site, 1, who="Berik")] = "b"
    browser, found = site.signed_in(), {}
    for query in NARROWED:
        page = browser.get(f"/history?{query}").text
        found[query] = [rows[row] for row in rows_on(page) if row in rows]
        assert ('<div class="empty">' in page) == (rows_on(page) == [])
    assert found == NARROWED
    for before in ("x", "-1", "0", "9" * 30, "1.5"):
        assert browser.get(f"/history?before={before}").status_code == 200, "an unreadable place starts from the newest"


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
        admit_all(session, [incident(nth, TODAY) for nth in range(1, 61)])
    browser, way, seen = site.signed_in(), "/history", []
    while way:
        page = browser.get(way).text
        seen += rows_on(page)
        more = re.search(r'rel="next" href="([^"]+)"', page)
        way = more[1] if more else ""
    assert seen == list(range(last_row(site).id, 0, -1))


# The way back


def test_the_last_decision_on_a_draft_is_undone_from_the_history(site: Site) -> None:
    row, browser = reject(site, 0), site.signed_in()
    assert undoable_on(browser.get("/history").text) == [row]
    answer = browser.submit("/history/undo", {"row": row, "next": "/history?who=Aigul"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/history?who=Aigul")
    assert last_row(site).action == "undo"
    assert undoable_on(browser.get("/history").text) == []
    elsewhere = browser.submit("/history/undo", {"row": reject(site, 0), "next": "//elsewhere.example/"})
    assert elsewhere.headers["Location"] == "/history", "it never leads elsewhere"


def test_a_decision_after_which_another_was_taken_is_not_undone_in_its_place(site: Site) -> None:
    browser, first = site.signed_in(), reject(site, 0)
    browser.submit("/history/undo", {"row": first})
    with site.writing() as session:
        review.defer(session, site.drafts[0], who="Berik", now=NOW, until=date(2026, 12, 30))
    second = last_row(site).id
    with site.writing() as session:
        review.reject(session, site.drafts[0], who="Berik", now=NOW, reason="old")
    third = last_row(site).id
    assert undoable_on(browser.get("/history").text) == [third]
    for row in (first, second, 10**6, 0, -1, 2**70):
        assert browser.submit("/history/undo", {"row": row}).status_code in (409, 422)
    assert last_row(site).id == third


def test_a_row_that_is_of_no_draft_offers_no_undo(site: Site) -> None:
    with site.writing() as session:
        admit_all(session, [incident(1, TODAY)])
    browser = site.signed_in()
    assert undoable_on(browser.get("/history").text) == []
    assert browser.submit("/history/undo", {"row": last_row(site).id}).status_code == 409


# The chain


def test_the_head_is_shown_and_the_newest_rows_are_looked_at_on_demand(site: Site, snapshot: SnapshotAssertion) -> None:
    row = last_row(site)
    chain = chain_on(site)
    assert chain.xpath("string(.//code[@class='hash'])") == f"{row.id}:{row.hash}"
    hints = [chain.xpath("string(.//p[@class='hint'])")]
    assert site.signed_in().submit("/history/check").status_code == 303
    chain = chain_on(site)
    assert chain.xpath("string(.//*[contains(@class, 'badge')])") == "holds"
    assert [*hints, chain.xpath("string(.//p[@class='hint'])")] == snapshot


def unguarded(site: Site, statement: str) -> None:
    """What somebody does who writes into the database past its triggers."""
    with site.engine.connect() as connection:
        for (name,) in connection.execute(text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'ledger'")).all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
        connection.exec_driver_sql(statement)
        connection.commit()


@pytest.mark.parametrize(
    "statement", ["UPDATE ledger SET who = 'Nobody' WHERE id = 2", "DELETE FROM ledger WHERE id = 2"], ids=["altered", "missing"]
)
def test_an_altered_or_missing_row_is_found_and_named_on_the_page(site: Site, statement: str, snapshot: SnapshotAssertion) -> None:
    reject(site, 0)
    unguarded(site, statement)
    site.signed_in().submit("/history/check")
    chain = chain_on(site)
    assert [one.text for one in chain.xpath(".//ul/li")] == snapshot
    assert chain.xpath("string(.//*[@class='badge bad'])") == "1 fault"


def test_a_row_that_cannot_be_read_is_named_and_hides_no_other(site: Site) -> None:
    first, second = reject(site, 0), reject(site, 1)
    unguarded(site, f"UPDATE ledger SET after = 'no json' WHERE id = {first}")
    answer = site.signed_in().get("/history")
    assert answer.status_code == 200
    assert html.fromstring(answer.text).xpath("//*[@role='alert']/@data-altered") == [str(first)]
    assert second in rows_on(answer.text)
    assert first not in rows_on(answer.text)
    site.signed_in().submit("/history/check")
    assert len(chain_on(site).xpath(".//ul/li")) >= 1


# Words, and what is not said


def test_every_act_of_the_ledger_has_words(site: Site) -> None:
    for action in LedgerAction:
        append_row(site, action, before={"a": 1}, after={"a": [1, {"b": None}], "state": "odd"})
    append_row(site, cast(LedgerAction, "unheard"), subject="model ürdis", after={"statuses": None, "fields": "text"}, reason="strange")
    for lang in ("kk", "ru", "en"):
        assert "unheard" in site.signed_in("monitor", lang=lang).get("/history").text


# As it is stored; none of it is a word of Russian or Kazakh.
STORED = re.compile(
    r"\b(user|export|report|monitor|editor|operator|password|changed|set|disabled|token|given|scope|decide|monthly|incidents|category|as_of|csv|md|\d{4}-\d\d-\d\d)\b"
)


def test_what_the_ledger_keeps_of_users_exports_and_reports_is_read_in_the_readers_words(site: Site) -> None:
    browser = site.signed_in("operator")
    browser.submit("/people", {"name": "Жан", "role": "monitor"})
    browser.submit("/people/Aigul/password")
    browser.submit("/people/Aigul/role", {"role": "editor"})
    browser.submit("/people/Aigul/disable")
    browser.submit("/account/tokens", {"confirmation": PASSWORD})
    browser.submit("/incidents/export?category=ATT&since=2026-01-01", {"format": "csv"})
    browser.submit("/reports/document", {"kind": "monthly", "format": "md", "lang": "ru"})
    for lang in ("ru", "kk"):
        browser.cookies.set("lang", lang)
        told = [re.sub(r"<[^>]+>", " ", one) for one in re.findall(r'<li class="act".*?</li>', browser.get("/history").text, re.DOTALL)]
        assert len(told) >= 7
        assert not [found[0] for one in told if (found := STORED.search(one))], told


def test_a_subject_or_value_that_nobody_knows_is_shown_as_it_stands_and_days_in_words(snapshot: SnapshotAssertion) -> None:
    assert (admin_subject("comet 7"), admin_value("password", "melted"), admin_value("comet", "x")) == ("comet 7", "melted", None)
    with use_language("en"):
        assert admin_subject("report monthly 2026-01-01 2026-01-31") == snapshot
        assert admin_subject("user Aigul") == "User Aigul"
        assert (admin_value("until", "2027-02-22T06:00:00+00:00"), admin_value("until", "2027-02-22")) == ("Feb 22, 2027, 11:00", "Feb 22, 2027")


def test_a_withdrawn_status_is_told_once_and_in_words(site: Site) -> None:
    with site.writing() as session:
        (number,) = admit_all(session, [incident(1, date(2026, 3, 1))])
        made = incidents.add_status(session, number, StatusCode.CMP, TODAY, source="№ 7", who="Dana", now=NOW)
        incidents.withdraw_status(session, number, made.id, reason="another case", who="Dana", now=NOW)
    assert [(one.field, one.after) for one in ledger_sentence(last_row(site)).changes] == [("statuses", "withdrawn")]


def test_what_the_ledger_holds_of_unpublished_fields_is_never_shown(site: Site) -> None:
    append_row(site, LedgerAction.CONFIRM, after={"fields": {"contacts": "87010000000"}, "private": "я" * 9})
    assert "87010000000" not in str(ledger_sentence(last_row(site)).changes)
    page = site.signed_in("editor").get("/history").text
    assert "87010000000" not in page
    assert "я" * 9 not in page


def test_whoever_is_asked_for_a_second_opinion_does_not_read_the_first_here_and_editors_see_where_people_differ(site: Site) -> None:
    row = reject(site, 0, note="менің ойым")
    with site.writing() as session:
        session.add(SecondOpinionRow(draft_id=site.drafts[0], asked_at=NOW, first_by="Aigul"))
    for_other = site.signed_in("editor").get("/history").text
    assert "менің ойым" not in for_other
    assert row not in undoable_on(for_other)
    assert "менің ойым" in site.signed_in("monitor").get("/history").text
    with site.writing() as session:
        opinions.record_opinion(session, site.drafts[0], who="Berik", now=NOW, action="confirm")
    page = tree(site.signed_in("editor").get("/history").text)
    assert "менің ойым" in page.text_content()
    assert page.xpath("//section[@aria-labelledby='differ-title']/p[1]/text()")[0].startswith("0 of 1 ")
    assert page.xpath("//ul[contains(@class, 'differing')]/li/a/@href") == [f"/drafts/{site.drafts[0]}"]
    assert "differing" not in site.signed_in("monitor").get("/history").text


FORGED = "note:proposed:Dana"


def test_a_note_that_looks_like_one_of_the_program_is_told_as_it_was_typed_on_every_page(site: Site) -> None:
    reject(site, 0, note=FORGED)
    with site.writing() as session:
        numbers = admit_victims(session, (Victim("Бауыржан Жүсіпов"),), (Victim("Бауыржан Жусупов"),))
        incidents.edit(session, numbers[0], {"place": "Ақтау"}, {}, who="Aigul", now=NOW, note=FORGED)
        request_page(session, "https://x.example/1", who="Aigul", now=NOW, note=FORGED)
    browser = site.signed_in("editor")
    assert browser.submit("/persons/decide", {"first": 1, "second": 2, "act": "one", "note": FORGED}).status_code == 303
    for address in ("/history", f"/drafts/{site.drafts[0]}", "/persons/review", "/persons/1", "/incidents/KZ-2026-0001", "/outlets"):
        page = browser.get(address).text
        assert (FORGED in page, "proposed by: Dana" in page) == (True, False), address
