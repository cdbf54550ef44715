"""Persons who may be one, at the desk: whoever fills in a form learns it, an editor decides and takes it back, and nothing is merged by itself."""

import re
from datetime import date

import pytest
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from records.incident_model import Victim
from records.ledger import verify
from records.persons.decisions import edit_person
from records.persons.repository import all_persons
from records.tables import DraftRow
from tests.desk.incident_records import admit_all, incident
from tests.desk.site import Browser, Site, texts
from tests.records.persons.persons_case import BY, admit_victims, pointers

ONE, OTHER = "Бауыржан Жүсіпов", "Бауыржан Жусупов"


@pytest.fixture
def record(site: Site) -> Site:
    """One name in two spellings, and somebody else."""
    with site.writing() as session:
        admit_victims(session, (Victim(ONE, "тілші", "Орда"),), (Victim(OTHER),), (Victim("Нурлан Асанов"),))
    return site


def persons(site: Site) -> list[tuple[int, ...]]:
    with site.reading() as session:
        faults = verify.ledger_chain_faults(session)
        assert faults == []
        return [(one.id, *one.merged) for one in all_persons(session)]


def pairs(browser: Browser, address: str = "/persons/review") -> list[tuple[str, str]]:
    answer = browser.get(address)
    assert answer.status_code == 200
    return re.findall(r'<h2 id="pair-\d+"><bdi>(.+?)</bdi> · <bdi>(.+?)</bdi></h2>', answer.text)


def decide(browser: Browser, act: str, first: int = 1, second: int = 2, **more: str) -> int:
    answer = browser.submit("/persons/decide", {"first": first, "second": second, "act": act, **more})
    return answer.status_code  # type: ignore[no-any-return]


def undo_of(browser: Browser) -> str:
    found = re.search(r'name="row" value="(\d+)"', browser.get("/persons/review").text)
    assert found
    return found[1]


def test_an_editor_says_that_two_are_one_or_two_and_takes_it_back(record: Site) -> None:
    editor = record.signed_in("editor")
    assert pairs(editor) == [(ONE, OTHER)]
    assert persons(record) == [(1,), (2,), (3,)]
    for act, stands in (("one", [(1, 2), (3,)]), ("two", [(1,), (2,), (3,)])):
        assert decide(editor, act, note="он сам сказал") == 303
        assert (persons(record), pairs(editor)) == (stands, [])
        assert "он сам сказал" in editor.get("/persons/review").text
        assert editor.submit("/persons/undo", {"row": undo_of(editor)}).status_code == 303
        assert (persons(record), pairs(editor)) == ([(1,), (2,), (3,)], [(ONE, OTHER)])


def test_a_monitor_sees_the_pairs_and_cannot_decide(record: Site) -> None:
    monitor = record.signed_in("monitor")
    assert pairs(monitor) == [(ONE, OTHER)]
    page = monitor.get("/persons/review").text
    assert 'action="/persons/' not in page
    assert decide(monitor, "one") == 403
    decide(record.signed_in("editor"), "two")
    assert monitor.submit("/persons/undo", {"row": undo_of(record.signed_in("editor"))}).status_code == 403
    assert persons(record) == [(1,), (2,), (3,)]


def test_strangers_see_nobody_and_what_cannot_be_decided_changes_nothing(record: Site) -> None:
    for method, address in (("GET", "/persons/review"), ("GET", "/persons/of/KZ-2026-0001"), ("POST", "/persons/near")):
        answer = record.browser().request(method, address)
        assert (answer.status_code in (303, 401, 403), ONE in answer.text) == (True, False), address
    editor = record.signed_in("editor")
    for address in ("/persons/decide", "/persons/undo", "/persons/near"):
        assert editor.post(address, data={"first": 1, "second": 2, "act": "one", "row": 1}).status_code == 403
    for first, second, act, status in (
        ("1", "2", "both", 422), ("1", "1", "one", 422), ("1", "9", "two", 404), ("1", "99999999999999999999", "one", 422), ("a", "2", "one", 422),
    ):  # fmt: skip
        answer = editor.submit("/persons/decide", {"first": first, "second": second, "act": act})
        assert (answer.status_code, 'class="notice bad"' in answer.text or "<h1>" in answer.text) == (status, True)
    assert persons(record) == [(1,), (2,), (3,)]


def test_what_somebody_else_has_decided_meanwhile_is_said(record: Site) -> None:
    editor = record.signed_in("editor")
    assert decide(editor, "two") == 303
    again = editor.submit("/persons/decide", {"first": 1, "second": 2, "act": "two"})
    assert again.status_code == 422
    row = undo_of(editor)
    with record.writing() as session:
        edit_person(session, 1, {"gender": "male"}, **BY)
    late = editor.submit("/persons/undo", {"row": row})
    assert late.status_code == 409
    assert editor.submit("/persons/undo", {"row": "9" * 18}).status_code == 409
    assert pairs(editor) == []


def test_only_pairs_of_one_incident_are_shown_where_it_is_asked_for(record: Site) -> None:
    with record.writing() as session:
        admit_victims_later(session)
    editor = record.signed_in("editor")
    assert len(pairs(editor)) == 2
    assert pairs(editor, "/persons/review?incident=KZ-2026-0002") == [(ONE, OTHER)]
    assert len(pairs(editor, "/persons/review?incident=KZ-2026-0005")) == 1
    back = editor.submit("/persons/decide", {"first": 1, "second": 2, "act": "two", "incident": "KZ-2026-0002"})
    assert back.headers["Location"] == "/persons/review?incident=KZ-2026-0002#pairs"
    for unknown in ("KZ-2026-0099", "nothing", "%00"):
        assert editor.get(f"/persons/review?incident={unknown}").status_code == 404


def admit_victims_later(session: Session) -> None:
    names = ("Айгүл Сапарова", "Айгуль Сапарова")
    admit_all(session, [incident(nth, date(2026, 2, nth), victims=(Victim(name),), title="") for nth, name in enumerate(names, 4)])


def test_the_page_of_an_incident_leads_there_and_tells_what_is_in_doubt(record: Site) -> None:
    monitor, editor = record.signed_in("monitor"), record.signed_in("editor")
    page = monitor.get("/incidents/KZ-2026-0002").text
    assert 'hx-get="/persons/of/KZ-2026-0002"' in page
    assert 'href="/persons/review?incident=KZ-2026-0002"' in page, "also without scripts"
    part = monitor.get("/persons/of/KZ-2026-0002").text
    assert [words for words in (ONE, OTHER) if words not in part] == []
    links = [texts(browser.get("/persons/of/KZ-2026-0002").text, "//a[contains(@href, '/persons/review')]") for browser in (monitor, editor)]
    assert links[0] != links[1] != [], "one may only look, the other decides"
    assert monitor.get("/persons/of/KZ-2026-0003").text.strip() == "", "nobody is in doubt"
    assert monitor.get("/persons/of/KZ-2026-0099").status_code == 404


def near(browser: Browser, *victims: tuple[str, str]) -> list[str]:
    answer = browser.submit("/persons/near", {"victim_name": [name for name, _ in victims], "victim_outlet": [outlet for _, outlet in victims]})
    assert answer.status_code == 200
    return texts(f"<div>{answer.text}</div>", "/html/body/*") if answer.text.strip() else []


def test_whoever_writes_a_name_learns_whom_it_may_mean(record: Site, snapshot: SnapshotAssertion) -> None:
    monitor = record.signed_in("monitor")
    assert near(monitor) == near(monitor, ("", "Орда")) == near(monitor, ("Кто Угодно", "")) == []
    # Like somebody; surely somebody; of the same name at another outlet.
    told = [near(monitor, ("Б. Жусупов", "Орда"), ("Кто Угодно", "")), near(monitor, (ONE, "Орда")), near(monitor, (ONE, "Власть"))]
    assert told == snapshot
    with record.writing() as session:
        edit_person(session, 1, {"publish": False, "publish_reason": "угрозы"}, **BY)
    assert "name withheld" in str(near(monitor, (ONE, "")))
    assert "name withheld" in monitor.get("/persons/review").text


def test_whatever_a_form_sends_is_answered(record: Site) -> None:
    monitor = record.signed_in("monitor")
    sent: tuple[dict[str, list[str]], ...] = ({"victim_name": ["x" * 100_000]}, {"victim_name": ["Аа Бб"] * 500}, {"victim_outlet": ["Орда"]}, {})
    assert [monitor.submit("/persons/near", given).status_code for given in sent] == [200] * 4


def test_the_forms_of_a_draft_and_of_an_incident_ask_while_names_are_written(record: Site) -> None:
    editor = record.signed_in("editor")
    for address in (f"/drafts/{record.drafts[0]}", "/incidents/KZ-2026-0001?edit=1"):
        assert re.search(r'hx-post="/persons/near" hx-params="victim_name,victim_outlet"', editor.get(address).text), address


def test_a_confirmation_is_followed_by_whom_it_may_concern(record: Site) -> None:
    monitor = record.signed_in("monitor")
    id = record.drafts[0]
    names = {"victim_name": "Бауржан Жусупов", "victim_profession": "", "victim_outlet": ""}
    form = dict(re.findall(r'<(?:input|textarea)[^>]* name="(version|queue|article)" value="([^"]*)"', monitor.get(f"/drafts/{id}").text))
    on = monitor.submit(f"/drafts/{id}/decision", {**form, **names, "do": "confirm"})
    assert on.status_code == 303, on.text
    page = monitor.get(on.headers["Location"]).text
    found = re.search(r'hx-get="(/persons/of/KZ-2026-\d{4})"', page)
    assert found, page
    assert OTHER in monitor.get(found[1]).text
    with record.reading() as session:
        assert pointers(session, found[1].rpartition("/")[2]) == [4], "nothing is merged by itself"


def test_a_confirmation_in_the_queue_says_it_too(record: Site) -> None:
    with record.writing() as session:
        known, plain = record.drafts[:2]
        session.get_one(DraftRow, known).proposal = {**session.get_one(DraftRow, known).proposal, "victims": [{"name": "Бауржан Жусупов"}]}
    monitor = record.signed_in("monitor")
    said: list[str] = []
    for id in (known, plain):
        answer = monitor.submit("/queue/decide", {"one": f"confirm:{id}", "sure": "1"}, headers={"Accept": "application/json"}).json()
        said.append(answer["said"])
    assert len(said[0]) > len(said[1]) > 0, "it may be that of a known person"
