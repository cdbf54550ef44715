"""A person's page: all on record under one name, whatever the spelling, and what an editor does to the record."""

import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine
from starlette.datastructures import FormData

from desk.pages.persons.view import changed_fields, incidents_of, number_of, person_cases, person_values, submitted_person
from records.database import read_session, write_transaction
from records.errors import BadDecision
from records.incident_model import Incident, Status, Victim
from records.ledger import verify
from records.persons.decisions import edit_person, merge_persons
from records.persons.repository import KnownPerson, PersonOutlet, all_persons, person_of
from records.tables import IncidentRow
from records.vocabulary import Category, StatusCode
from reports.incidents import CachedIncident, IncidentCache, cache_incident
from tests.desk.incident_records import admit_all, incident
from tests.desk.site import Browser, Site
from tests.records.persons.persons_case import BY

SEVERAL = (("Бауыржан Жүсіпов", "Бауыржан Жусупов"), ("Бауыржан Жусупов",), ("Нурлан Асанов",))


def test_incidents_of_all_her_records_stand_once_and_follow_the_record(engine: Engine) -> None:
    with write_transaction(engine) as session:
        admit_all(session, [incident(nth, date(2026, 1, nth), victims=tuple(map(Victim, some))) for nth, some in enumerate(SEVERAL, 1)])
    shelf = IncidentCache()

    def numbers(id: int) -> list[str]:
        with read_session(engine) as session:
            return [entry.incident.number[-1] for entry in incidents_of(shelf.book(session), person_of(session, id))]

    assert (numbers(1), numbers(2), numbers(3)) == (["1"], ["2", "1"], ["3"])
    with write_transaction(engine) as session:
        merge_persons(session, 1, 2, **BY)
    assert numbers(1) == numbers(2) == ["2", "1"]
    with read_session(engine) as session:
        assert [number_of(shelf.book(session), person_of(session, id)) for id in (1, 2, 3)] == [2, 2, 1]
    with write_transaction(engine) as session:
        session.get_one(IncidentRow, "KZ-2026-0002").withdrawn = True
    # What changes without the ledger is read when the process starts anew.
    shelf = IncidentCache()
    assert numbers(2) == ["1"]


TODAY = date(2026, 11, 24)
HER = KnownPerson(7, {"ru": "Анна Ли"}, ("Анна Ли",), merged=(9,))


def case(nth: int, category: Category, *steps: tuple[date, StatusCode], person: int = 7) -> CachedIncident:
    statuses = tuple(Status(day, code, "адвокат", "") for day, code in steps)
    made = incident(nth, steps[0][0], victims=(Victim("Он"), Victim("Анна Ли", "редактор", "Орда", person)), statuses=statuses)
    return cache_incident(replace(made, primary=category, categories=(category,)))


def test_two_cases_that_hold_her_at_once_count_a_day_once() -> None:
    first = case(1, Category.CRM, (date(2026, 11, 1), StatusCode.JDT), (date(2026, 11, 11), StatusCode.JRL))
    second = case(2, Category.CRM, (date(2026, 11, 6), StatusCode.JDT), (date(2026, 11, 16), StatusCode.JRL), person=9)
    told = person_cases(HER, [second, first], TODAY)
    assert ([one.days for one in told.custody], told.days_in_custody, told.held) == ([10, 10], 15, False)
    assert told.running == 0


def test_an_attack_that_nobody_answered_is_counted_and_one_that_was_is_not() -> None:
    attack = (date(2026, 1, 1), StatusCode.REP)
    entries = [case(1, Category.ATT, attack), case(2, Category.ATT, attack, (date(2026, 5, 1), StatusCode.CVF))]
    told = person_cases(HER, entries, TODAY)
    assert (told.unanswered, told.running, told.custody, told.days_in_custody) == (1, 0, (), 0)
    assert [one.role for one in told.cases] == ["редактор, Орда"] * 2
    assert (bool(told.cases[1].against_others), told.cases[1].against_her) == (True, "")
    nobody = person_cases(HER, [], TODAY)
    assert (nobody.cases, nobody.custody, nobody.unanswered, nobody.held) == ((), (), 0, False)


KNOWN = KnownPerson(7, {"ru": "Анна Ли"}, ("Анна Ли",), "редактор", outlets=(PersonOutlet("Орда", "2021-06-10"),))


def typed_into(**more: Any) -> dict[str, Any]:
    return {**person_values(KNOWN), **more}


def test_only_what_differs_is_given_with_days_as_they_are_kept() -> None:
    assert changed_fields(KNOWN, person_values(KNOWN), TODAY) == {}
    rows = [{"outlet": "Орда", "since": "10 июня 2021", "until": "вчера"}]
    kept = [{"outlet": "Орда", "since": "2021-06-10", "until": "2026-11-23"}]
    assert changed_fields(KNOWN, typed_into(en="Anna Li", outlets=rows), TODAY) == {"en": "Anna Li", "outlets": kept}
    # A name is withheld with a reason, which goes when it is published.
    withheld = {"publish": False, "publish_reason": "просила"}
    assert changed_fields(KNOWN, typed_into(**withheld), TODAY) == withheld
    assert changed_fields(KNOWN, typed_into(publish=True, publish_reason="осталось"), TODAY) == {}
    names = ("outlet", "outlet", "outlet_since", "outlet_since", "outlet_until", "outlet_until")
    read = submitted_person(FormData([("ru", " Анна Ли "), *zip(names, ("Орда", " ", "", "", "", ""), strict=True)]))
    assert (read["ru"], read["publish"], read["outlets"]) == ("Анна Ли", False, [{"outlet": "Орда", "since": "", "until": ""}])


def test_what_is_wrong_is_said_of_its_field() -> None:
    for more, field in (
        ({"publish": False}, "publish_reason"),
        ({"outlets": [{"outlet": "", "since": "2021", "until": ""}]}, "outlets"),
        ({"outlets": [{"outlet": "Орда", "since": "31.02.2021", "until": ""}]}, "outlets"),
        ({"outlets": [{"outlet": "Орда", "since": "02.03.2022", "until": "01.03.2022"}]}, "outlets"),
    ):
        with pytest.raises(BadDecision) as refused:
            changed_fields(KNOWN, typed_into(**more), TODAY)
        assert refused.value.field == field


KAZAKH, RUSSIAN, LATIN = "Бауыржан Жүсіпов", "Бауыржан Жусупов", "Baurzhan Zhusupov"
NOTE = "сам сказал <b>"


@pytest.fixture
def record(site: Site) -> Site:
    """Person 1 under two spellings, of which the second was merged into it: attacked once, and twice detained. Person 3 is somebody else."""
    taken = (Status(date(2026, 3, 2), StatusCode.JDT, "https://dala.example/2", ""), Status(date(2026, 3, 12), StatusCode.JRL, "адвокат", ""))
    again = (Status(date(2026, 11, 14), StatusCode.JDT, "https://dala.example/3", ""),)
    with site.writing() as session:
        admit_all(session, [
            incident(1, date(2026, 1, 1), victims=(Victim(KAZAKH, "тілші", "Орда"),), title="Шабуыл"),
            _arrest(2, date(2026, 3, 2), RUSSIAN, taken),
            _arrest(3, date(2026, 11, 14), KAZAKH, again),
            incident(4, date(2026, 5, 1), victims=(Victim("Нурлан Асанов"),)),
        ])  # fmt: skip
        merge_persons(session, 2, 1, **BY)
    return site


def _arrest(nth: int, day: date, name: str, statuses: tuple[Status, ...]) -> Incident:
    made = incident(nth, day, victims=(Victim(name, "блогер", "Орда"),), statuses=statuses)
    return replace(made, primary=Category.CRM, categories=(Category.CRM,))


def text(browser: Browser, address: str = "/persons/1") -> str:
    answer = browser.get(address)
    assert answer.status_code == 200
    return str(answer.text)


def numbers(page: str) -> list[str]:
    return re.findall(r'<p class="case-head"><a href="/incidents/(KZ-\d{4}-\d{4})"', page)


def test_the_page_tells_every_incident_under_every_spelling_the_times_in_custody_and_what_was_merged(record: Site) -> None:
    monitor = record.signed_in()
    page = text(monitor)
    assert numbers(page) == ["KZ-2026-0003", "KZ-2026-0002", "KZ-2026-0001"]
    assert (RUSSIAN in page, "Асанов" in page) == (True, False)
    times = re.findall(r"<li><b>(.+?)</b> <span>(.+?)</span>", page)
    unknown = "Term or end of custody: not stated; these days are not counted."
    assert times == [("since Nov 14, 2026", unknown), ("Mar 2, 2026 – Mar 12, 2026", "10 days")]
    assert re.findall(r"<dd>(\d+)</dd>", page)[:4] == ["3", "1", "1", "10"]
    # A merged record leads to the one that stands for both, and the history tells it by the name of the record.
    answer = monitor.get("/persons/2")
    assert (answer.status_code, answer.headers["location"]) == (303, "/persons/1")
    assert monitor.get("/persons/99").status_code == 404
    assert 'href="/persons/1"' in text(monitor, "/search?q=Жусупов")
    acts = page[page.index('id="acts-title"') :]
    history = monitor.get("/history?subject=person%202").text
    assert re.search(r'href="/persons/2">[^<]*2</a>', acts)
    assert all(re.search(r"<ins>[^<]*1</ins>", shown) for shown in (acts, history))
    assert 'href="/drafts/1"' not in history


def test_the_list_finds_a_spelling_in_another_script_and_a_withheld_name_is_marked_wherever_it_is_told(record: Site) -> None:
    monitor = record.signed_in()

    def listed(query: str = "") -> list[str]:
        return re.findall(r'href="/persons/(\d+)"', text(monitor, f"/persons{query}"))

    assert (listed(), listed("?q=Zhusupov"), listed("?q=Никто"), listed("?page_number=900")) == (["1", "3"], ["1"], [], ["1", "3"])
    with record.writing() as session:
        edit_person(session, 1, {"publish": "no", "publish_reason": "просила"}, **BY)
    pages = ("/persons/1", "/incidents/KZ-2026-0002", "/incidents/KZ-2026-0004")
    assert ["name withheld" in text(monitor, page) for page in pages] == [True, True, False]
    assert listed("?withheld=1") == ["1"]


def form_of(browser: Browser, **more: Any) -> dict[str, Any]:
    version = re.search(r'name="version" value="(\d+)"', text(browser, "/persons/1?edit=1"))
    assert version
    stands = {"kk": KAZAKH, "ru": RUSSIAN, "en": "", "profession": "тілші", "gender": "unknown", "publish": "yes", "publish_reason": "", "note": NOTE}
    rows = {"outlet": ["Орда", ""], "outlet_since": ["", ""], "outlet_until": ["", ""]}
    return {"version": version[1], **stands, **rows, **more}


def test_an_editor_corrects_the_record_and_the_days_as_people_write_them(record: Site) -> None:
    editor = record.signed_in("editor")
    days = {"outlet_since": ["10.06.2021", ""], "outlet_until": ["1 қараша 2026", ""]}
    assert editor.submit("/persons/1/edit", form_of(editor, en=LATIN, gender="male", **days)).status_code == 303
    with record.reading() as session:
        found = person_of(session, 1)
        assert (found.names["en"], found.gender, found.outlets[0].since, found.outlets[0].until) == (LATIN, "male", "2021-06-10", "2026-11-01")
        faults = verify.ledger_chain_faults(session)
        assert faults == []
    assert "сам сказал &lt;b&gt;" in text(editor)


def test_what_is_wrong_or_was_changed_by_somebody_else_is_said_and_nothing_typed_is_lost(record: Site) -> None:
    editor = record.signed_in("editor")
    bad = form_of(editor, profession="редактор", outlet_since=["31.02.2021", ""])
    answer = editor.submit("/persons/1/edit", bad)
    assert answer.status_code == 422
    for kept in ('id="w-outlets"', 'value="31.02.2021"', 'value="редактор"'):
        assert kept in answer.text
    without = {name: value for name, value in form_of(editor).items() if name != "publish"}
    answer = editor.submit("/persons/1/edit", without)
    assert (answer.status_code, 'id="w-publish_reason"' in answer.text) == (422, True)
    with record.reading() as session:
        assert person_of(session, 1).publish
    stale = form_of(editor, profession="редактор")
    with record.writing() as session:
        edit_person(session, 1, {"profession": "оператор"}, **BY)
    answer = editor.submit("/persons/1/edit", stale)
    assert (answer.status_code, 'role="alert"' in answer.text, 'value="редактор"' in answer.text) == (409, True, True)


def test_two_of_one_name_are_made_two_persons_and_that_is_taken_back(record: Site) -> None:
    editor = record.signed_in("editor")
    answer = editor.submit("/persons/1/split", {"number": ["KZ-2026-0001"]})
    assert (answer.status_code, answer.headers["location"]) == (303, "/persons/4")
    assert numbers(text(editor, "/persons/4")) == ["KZ-2026-0001"]
    assert numbers(text(editor)) == ["KZ-2026-0003", "KZ-2026-0002"]
    assert editor.submit("/persons/1/undo", {}).status_code == 303
    assert numbers(text(editor)) == ["KZ-2026-0003", "KZ-2026-0002", "KZ-2026-0001"]
    assert editor.submit("/persons/1/split", {}).status_code == 422


def test_a_record_that_was_merged_by_mistake_stands_for_itself_again_and_who_may_be_one_is_decided_on_her_page(record: Site) -> None:
    editor = record.signed_in("editor")
    assert 'action="/persons/decide"' not in text(editor)
    assert editor.submit("/persons/1/take-out", {"member": "2"}).headers["location"] == "/persons/2"
    assert numbers(text(editor, "/persons/2")) == ["KZ-2026-0002"]
    assert editor.submit("/persons/1/take-out", {"member": "2"}).status_code == 422
    with record.writing() as session:
        edit_person(session, 3, {"ru": RUSSIAN}, **BY)
    assert 'action="/persons/decide"' in text(editor)
    assert editor.submit("/persons/decide", {"first": "1", "second": "3", "act": "one", "back": "1"}).headers["location"] == "/persons/1"
    with record.reading() as session:
        assert [one.merged for one in all_persons(session) if one.id == 1] == [(3,)]


def test_a_monitor_changes_no_record_of_a_person(record: Site) -> None:
    monitor = record.signed_in("monitor")
    for address in ("edit", "split", "take-out", "undo"):
        assert monitor.submit(f"/persons/1/{address}", {"member": "2", "number": "KZ-2026-0001"}).status_code == 403, address
