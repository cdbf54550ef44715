"""Many incidents are corrected at once: what will change is shown before, each has its own row in the ledger, and what somebody else changed stays."""

import html
from typing import Any

import pytest
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from desk.pages.incidents import routes
from desk.pages.incidents.routes import parse_bulk_change
from records import incidents
from records.errors import BadDecision
from records.ledger.entries import note_words
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import Actor
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.pages.incidents.test_incident_pages import tree, words
from tests.desk.site import Browser, Site

NUMBERS = [f"KZ-2026-{nth:04}" for nth in range(1, 9)]


@pytest.fixture
def record(site: Site) -> Site:
    with site.writing() as session:
        admit_all(session, [incident(nth, TODAY, actor=Actor.COURT if nth < 3 else Actor.BUSINESS, statuses=()) for nth in range(1, 9)])
        admit_all(session, [incident(9, TODAY, withdrawn=True)])
    return site


def step(browser: Browser, act: str, status: int = 200, query: str = "", **fields: Any) -> Any:
    """Send a step of the change; its page."""
    answer = browser.submit(f"/incidents/bulk{query}", {"act": act, **fields})
    assert answer.status_code == status, answer.text
    return tree(answer.text)


def foresee(browser: Browser, numbers: list[str], **fields: Any) -> Any:
    return step(browser, "foresee", numbers=",".join(numbers), **fields)


def seen(page: Any) -> str:
    return str(page.xpath("//input[@name='seen']/@value")[0])


def change(browser: Browser, numbers: list[str], **fields: Any) -> Any:
    """See what will change, and change it."""
    return step(browser, "change", seen=seen(foresee(browser, numbers, **fields)), **fields)


def happened(page: Any) -> str:
    """What the page says of how many."""
    return words(page, "//p[@class='foreseen']/b | //div[contains(@class, 'notice')]/p")[0].partition(".")[0]


def refused(page: Any) -> dict[str, str]:
    """Why which incidents cannot be so."""
    return {row.xpath("string(./td[1])"): row.xpath("string(.//span[@class='wrong'])") for row in page.xpath("//tr[.//span[@class='wrong']]")}


def edits(site: Site) -> list[tuple[str, str, str]]:
    with site.reading() as session:
        return [
            (row.subject, row.who, row.note) for row in session.scalars(select(LedgerRow).where(LedgerRow.action == "edit").order_by(LedgerRow.id))
        ]


def values(site: Site) -> dict[str, tuple[Any, ...]]:
    with site.reading() as session:
        return {row.number: (row.actor, row.place, row.categories, row.primary) for row in session.scalars(select(IncidentRow))}


def test_what_will_change_is_shown_before_and_nothing_is_written_until_then(record: Site) -> None:
    page = foresee(record.signed_in("editor"), [*NUMBERS[:4], "KZ-2026-0009"], actor="court")
    assert happened(page) == "Will change: 2 of 5"
    assert [one.split()[-1] for one in words(page, "//p[@class='foreseen']/span")] == ["2", "1"], "are so already, and cannot be so"
    assert list(refused(page)) == ["KZ-2026-0009"]
    assert seen(page) == "KZ-2026-0003:1,KZ-2026-0004:1"
    assert edits(record) == []


def test_each_incident_is_corrected_with_a_row_of_its_own_in_the_ledger(record: Site) -> None:
    done = change(record.signed_in("editor"), NUMBERS, actor="court", place="Орал", online="yes", added=["SMR"], note="бір іс")
    assert happened(done) == "Changed: 8 of 8"
    assert edits(record) == [(f"incident {number}", "Berik", "бір іс") for number in NUMBERS]
    with record.reading() as session:
        for row in session.scalars(select(IncidentRow).where(IncidentRow.number.in_(NUMBERS))):
            assert (row.actor, row.place, row.online, "SMR" in row.categories) == ("court", "Орал", True, True)


def test_what_somebody_else_changed_meanwhile_or_cannot_be_so_stays_and_is_named_with_the_reason(record: Site, snapshot: SnapshotAssertion) -> None:
    editor, kept = record.signed_in("editor"), values(record)
    page = foresee(editor, NUMBERS[2:5], actor="court")
    with record.writing() as session:
        incidents.edit(session, NUMBERS[3], {"actor": "unknown", "place": "Ақтау"}, {}, who="Dana", now=NOW)
    done = step(editor, "change", seen=seen(page), actor="court")
    assert happened(done) == "Changed: 2 of 3"
    assert [values(record)[number][0] for number in NUMBERS[2:5]] == ["court", "unknown", "court"]
    only, two = kept[NUMBERS[0]], kept[NUMBERS[3]]
    assert (len(only[2]), two[2][1]) == (1, "SMR")
    last = foresee(editor, [NUMBERS[0]], dropped=[only[3]])
    assert (list(refused(done)), list(refused(last))) == ([NUMBERS[3]], [NUMBERS[0]])
    assert [refused(done), refused(last)] == snapshot
    assert happened(foresee(editor, NUMBERS, dropped=["SMR"])) == "Will change: 2 of 8"
    assert happened(change(editor, NUMBERS, dropped=["SMR"])) == "Changed: 2 of 2"


@pytest.mark.parametrize(
    ("fields", "name"),
    [({"actor": ["wizard"]}, "actor"), ({"region": ["KZ-99"]}, "region"), ({"added": ["XXX"]}, "added"), ({"added": ["ATT"], "dropped": ["ATT"]}, "dropped")],
)  # fmt: skip
def test_a_value_that_is_none_is_refused_beside_its_field(fields: dict[str, list[str]], name: str) -> None:
    assert set(parse_bulk_change(fields)[1]) == {name}


def test_nothing_selected_nothing_said_and_too_many_are_refused(record: Site, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    editor = record.signed_in("editor")
    none = step(editor, "choose", 422, "?actor=court")
    assert none.xpath("//select[@name='actor']/option[@selected]/@value") == ["court"]
    silent = step(editor, "foresee", 422, numbers=NUMBERS[0])
    for module in (routes, routes):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 5)
    many = step(editor, "choose", all="yes")
    assert [happened(page) for page in (none, silent, many)] == snapshot
    assert step(editor, "choose", query="?order=number", all="first").xpath("//input[@name='numbers']/@value") == [",".join(NUMBERS[:5])]
    step(editor, "change", 422, seen=",".join(f"{number}:1" for number in NUMBERS), actor="court")
    assert edits(record) == []


def test_all_that_the_table_found_are_taken_in_its_order(record: Site) -> None:
    page = step(record.signed_in("editor"), "choose", query="?actor=court&order=number", all="yes")
    assert page.xpath("//input[@name='numbers']/@value") == [",".join(NUMBERS[:2])]


def test_a_monitor_may_not_and_a_reopened_address_leads_back(record: Site) -> None:
    monitor = record.signed_in()
    for act in ("choose", "undo"):
        assert monitor.submit("/incidents/bulk", {"act": act, "chosen": NUMBERS[0], "seen": f"{NUMBERS[0]}:1"}).status_code == 403
    assert 'id="bulk"' not in monitor.get("/incidents").text
    assert monitor.get("/incidents/bulk?actor=court").headers["location"] == "/incidents?actor=court"


def test_a_batch_that_fails_is_named_and_the_others_stand(record: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "BATCH", 2)
    real = incidents.edit

    def failing(session: object, number: str, *given: object, **more: object) -> object:
        if number == NUMBERS[5]:
            raise BadDecision("no")
        return real(session, number, *given, **more)  # type: ignore[arg-type]

    editor = record.signed_in("editor")
    page = foresee(editor, NUMBERS, place="Орал")
    monkeypatch.setattr(incidents, "edit", failing)
    done = step(editor, "change", seen=seen(page), place="Орал")
    assert happened(done) == "Changed: 6 of 8"
    assert {number: why.endswith(": no") for number, why in refused(done).items()} == dict.fromkeys(NUMBERS[4:6], True)
    assert [subject for subject, _, _ in edits(record)] == [f"incident {number}" for number in NUMBERS if number not in NUMBERS[4:6]]


def test_the_first_step_names_what_was_chosen_and_the_last_one_takes_the_whole_change_back(record: Site) -> None:
    editor, before = record.signed_in("editor"), values(record)
    few = editor.submit("/incidents/bulk", {"act": "choose", "chosen": NUMBERS[:3]}).text
    with record.reading() as session:
        assert all(html.escape(session.get_one(IncidentRow, number).title) in few and number in few for number in NUMBERS[:3])
    assert step(editor, "choose", chosen=[*NUMBERS, "KZ-2026-0009"]).xpath("//details[.//ul[contains(@class, 'chosen')]]"), "many are folded"
    done = change(editor, NUMBERS[:5], actor="court", place="Орал", added=["SMR"], note="бір іс")
    assert happened(done) == "Changed: 5 of 5"
    with record.writing() as session:
        incidents.edit(session, NUMBERS[4], {"place": "Ақтау"}, {}, who="Dana", now=NOW)
    undone = step(editor, "undo", seen=seen(done))
    assert (happened(undone), list(refused(undone))) == ("Taken back: 4 of 5", [NUMBERS[4]])
    after = values(record)
    assert after[NUMBERS[4]][1] == "Ақтау"
    assert {**after, NUMBERS[4]: before[NUMBERS[4]]} == before
    assert edits(record)[-1] == (f"incident {NUMBERS[3]}", "Berik", "note:taken_back:\nбір іс")
    assert happened(step(editor, "undo", seen=seen(done))) == "Taken back: 0 of 5"


def test_a_note_that_looks_like_one_of_the_program_stays_the_persons_when_the_change_is_taken_back(record: Site) -> None:
    editor = record.signed_in("editor")
    done = change(editor, NUMBERS[:1], place="Орал", note="note:proposed:Dana")
    step(editor, "undo", seen=seen(done))
    assert [note_words(note) for _, _, note in edits(record)] == ["note:proposed:Dana", "taken back; note:proposed:Dana"]
