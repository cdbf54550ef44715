"""The open data: closed unless a setting opens it; what it holds, how often it may be asked for, and that it gives away nothing else."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import Engine

from desk import state
from desk.state import EACH_MINUTE, OpenDataCopies, OpenDataLimit, OpenDataNotReady
from records import incidents, ledger
from records.database import write_transaction
from records.incidents.repository import withdraw
from records.persons.decisions import edit_person
from records.settings import Settings
from records.vocabulary import LedgerAction
from reports.publications.figures import ReportRefused
from tests.conftest import NOW
from tests.desk.site import Site, open_site
from tests.golden.publications.record import NOW as DAY_OF_CASE
from tests.reports.release.full_case import full_case

pytestmark = pytest.mark.usefixtures("catalogues")

OPEN_WAYS = ("/open/incidents.csv", "/open/incidents.json", "/open/feed.atom")


@pytest.fixture
def opened(tmp_path: Path) -> Iterator[Site]:
    """A desk whose open doors are open, with one incident."""
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", open_data=True)
    with made.writing() as session:
        incidents.import_incident(session, full_case(), who="Aigul", now=NOW)
    yield made
    made.engine.dispose()


def test_without_the_setting_there_is_nothing_for_anybody(site: Site) -> None:
    assert Settings().open_data is False
    for way in OPEN_WAYS:
        for browser in (site.browser(), site.signed_in("operator")):
            answer = browser.get(way)
            assert answer.status_code == 404
            assert not answer.headers.get_list("set-cookie")


def test_anybody_reads_it_without_a_token_from_any_page_and_who_has_it_already_gets_no_bytes(opened: Site) -> None:
    browser, editor, first = opened.browser(), opened.signed_in("editor"), {}
    for way in OPEN_WAYS:
        answer = first[way] = browser.get(way, headers={"Origin": "https://other.example"})
        assert answer.status_code == 200
        assert b"KZ-2021-0900" in answer.content
        told = {name: answer.headers.get(name) for name in ("access-control-allow-origin", "access-control-allow-credentials", "cache-control")}
        assert told == {"access-control-allow-origin": "*", "access-control-allow-credentials": None, "cache-control": "public, no-cache"}
        assert answer.headers["cross-origin-resource-policy"] == "cross-origin"
        assert not answer.headers.get_list("set-cookie")
        assert editor.get(way).content == answer.content, "who asks makes no difference"
        for headers in ({"If-None-Match": answer.headers["etag"]}, {"If-Modified-Since": answer.headers["last-modified"]}):
            again = browser.get(way, headers=headers)
            assert (again.status_code, again.content) == (304, b"")
    with opened.writing() as session:
        incidents.edit(session, "KZ-2021-0900", {"titles": {"en": "Charged"}, "texts_checked": ["title_en"]}, {}, who="Aigul", now=NOW)
    for way in OPEN_WAYS:
        assert browser.get(way, headers={"If-None-Match": first[way].headers["etag"]}).status_code == 200


def test_the_language_is_asked_for_by_name_and_does_not_hang_on_the_browser(opened: Site) -> None:
    browser = opened.browser()
    plain = browser.get("/open/incidents.json", headers={"Accept-Language": "kk"})
    assert plain.content == browser.get("/open/incidents.json", headers={"Accept-Language": "ru"}).content
    assert browser.get("/open/incidents.json?lang=kk").content != plain.content
    assert browser.get("/open/incidents.json?lang=xx").status_code == 422


def test_what_is_withheld_or_withdrawn_is_gone_with_the_next_request(opened: Site) -> None:
    browser = opened.browser()
    [row] = csv.DictReader(io.StringIO(browser.get(OPEN_WAYS[0]).text, newline=""))
    assert "Асель Ким" in row["victims"]
    with opened.writing() as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "she asked"}, who="Aigul", now=NOW)
    for way in OPEN_WAYS:
        assert "Асель" not in browser.get(way).text
    with opened.writing() as session:
        withdraw(session, "KZ-2021-0900", who="Aigul", now=NOW)
    for way in OPEN_WAYS:
        assert "KZ-2021-0900" not in browser.get(way).text


def test_a_record_that_names_somebody_who_is_withheld_is_not_given_at_all(opened: Site) -> None:
    with opened.writing() as session:
        incidents.edit(session, "KZ-2021-0900", {"titles": {"ru": "Асель Ким под судом"}, "texts_checked": ["title_ru"]}, {}, who="Aigul", now=NOW)
        edit_person(session, 1, {"publish": "no", "publish_reason": "she asked"}, who="Aigul", now=NOW)
    for way in OPEN_WAYS:
        answer = opened.browser().get(way)
        assert answer.status_code == 503
        assert answer.headers["retry-after"]
        assert "Асель" not in answer.text


def test_who_asks_too_often_waits(opened: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state, "EACH_MINUTE", 3)
    browser = opened.browser()
    assert [browser.get(OPEN_WAYS[0]).status_code for _ in range(3)] == [200] * 3
    refused = browser.get(OPEN_WAYS[0])
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "60")
    opened.clock.pass_by(minutes=1)
    assert browser.get(OPEN_WAYS[0]).status_code == 200


def test_they_only_give_and_no_other_address_opens_with_them(opened: Site) -> None:
    browser = opened.browser()
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = browser.request(method, OPEN_WAYS[0])
        assert (answer.status_code, answer.headers.get_list("set-cookie")) == (405, [])
    for way in ("/open", "/open/", "/open/incidents", "/open/../api/v1/incidents", "/api/v1/incidents", "/feeds/incidents.atom"):
        assert browser.get(way).status_code in (303, 401), way


TODAY = DAY_OF_CASE.date()


@pytest.fixture
def record(engine: Engine) -> Engine:
    """A database with one incident."""
    with write_transaction(engine) as session:
        incidents.import_incident(session, full_case(), who="Aigul", now=DAY_OF_CASE)
    return engine


def test_a_copy_stays_until_something_published_changes(record: Engine) -> None:
    copies = OpenDataCopies()
    first = copies.copy(record, "ru", TODAY)
    assert copies.copy(record, "ru", TODAY + timedelta(days=9)) is first
    with write_transaction(record) as session:
        ledger.append(session, at=DAY_OF_CASE, who="Aigul", action=LedgerAction.EXPORT, subject="export incidents", before={}, after={})
    assert copies.copy(record, "ru", TODAY) is first
    assert copies.copy(record, "kk", TODAY) is not first
    with write_transaction(record) as session:
        incidents.edit(session, "KZ-2021-0900", {"place": "Ақсай"}, {}, who="Aigul", now=DAY_OF_CASE)
    assert "Ақсай".encode() in copies.copy(record, "ru", TODAY).files["incidents.csv"]


def test_nobody_waits_for_a_copy_that_another_request_makes(record: Engine) -> None:
    copies = OpenDataCopies()
    with copies._making, pytest.raises(OpenDataNotReady):
        copies.copy(record, "ru", TODAY)
    assert copies.copy(record, "ru", TODAY)


def test_a_record_that_could_not_be_released_is_not_given_and_is_tried_once(record: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    copies, tried = OpenDataCopies(), []

    def refused(*asked: object) -> None:
        tried.append(asked)
        raise ReportRefused("it does not add up")

    copies.copy(record, "ru", TODAY)
    with write_transaction(record) as session:
        incidents.edit(session, "KZ-2021-0900", {"place": "Ақсай"}, {}, who="Aigul", now=DAY_OF_CASE)
    monkeypatch.setattr(state, "open_copy", refused)
    for _ in range(2):
        with pytest.raises(OpenDataNotReady):
            copies.copy(record, "ru", TODAY)
    assert len(tried) == 1


def test_a_network_that_asks_too_often_waits_for_the_rest_of_the_minute_and_no_other_does() -> None:
    pace = OpenDataLimit()
    for nth in range(EACH_MINUTE):
        assert not pace.wait("10.0.0.1", NOW + timedelta(milliseconds=nth))
        pace.wait(f"2001:db8::{nth:x}", NOW)
    assert pace.wait("10.0.0.1", NOW + timedelta(seconds=20)) == timedelta(seconds=40)
    assert not pace.wait("10.0.0.2", NOW + timedelta(seconds=20))
    assert pace.wait("2001:db8::ffff", NOW), "addresses of one household are one"
    assert not pace.wait("10.0.0.1", NOW + timedelta(seconds=60))
    assert not pace.wait("2001:db8::ffff", NOW - timedelta(days=1)), "a clock that is set back begins a new minute"


def test_no_flood_of_addresses_fills_the_memory() -> None:
    pace = OpenDataLimit()
    for nth in range(state._MOST + EACH_MINUTE + 1):
        last = pace.wait(f"10.{nth >> 16}.{nth >> 8 & 255}.{nth & 255}", NOW)
    assert last, "those beyond are counted as one"
    assert len(pace._asked) == state._MOST + 1
