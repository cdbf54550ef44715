"""Many incidents are corrected at once: what will change is told before, each has its own row in the ledger, and what somebody else changed stays."""

import html
import re

import pytest
from sqlalchemy import select

from desk.pages.incidents import bulk_change, bulk_routes
from desk.pages.incidents.bulk_change import asked_change
from records import incidents
from records.errors import BadDecision
from records.ledger.written_notes import note_words
from records.tables import IncidentRow, LedgerRow
from records.vocabulary import Actor
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.site import Browser, Site

NUMBERS = [f"KZ-2026-{nth:04}" for nth in range(1, 9)]


@pytest.fixture
def record(site: Site) -> Site:
    with site.writing() as session:
        admit_all(session, [incident(nth, TODAY, actor=Actor.COURT if nth < 3 else Actor.BUSINESS, statuses=()) for nth in range(1, 9)])
        admit_all(session, [incident(9, TODAY, withdrawn=True)])
    return site


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found, page
    return found[1]


def foresee(browser: Browser, numbers: list[str], **fields: object) -> str:
    answer = browser.submit("/incidents/bulk", {"act": "foresee", "numbers": ",".join(numbers), **fields})
    assert answer.status_code == 200, answer.text
    return str(answer.text)


def edits(site: Site) -> list[tuple[str, str, str]]:
    with site.reading() as session:
        return [
            (row.subject, row.who, row.note) for row in session.scalars(select(LedgerRow).where(LedgerRow.action == "edit").order_by(LedgerRow.id))
        ]


def test_what_will_change_is_told_before_and_nothing_is_written_until_then(record: Site) -> None:
    page = foresee(record.signed_in("editor"), [*NUMBERS[:4], "KZ-2026-0009"], actor="court")
    assert "Will change: 2 of 5" in page
    assert "are so already: 2" in page
    assert "it is withdrawn" in page.lower()
    assert seen_on(page) == "KZ-2026-0003:1,KZ-2026-0004:1"
    assert edits(record) == []


def test_each_incident_is_corrected_with_a_row_of_its_own_in_the_ledger(record: Site) -> None:
    editor = record.signed_in("editor")
    page = foresee(editor, NUMBERS, actor="court", place="Орал", online="yes", added=["SMR"])
    done = editor.submit(
        "/incidents/bulk",
        {"act": "change", "seen": seen_on(page), "actor": "court", "place": "Орал", "online": "yes", "added": ["SMR"], "note": "бір іс"},
    )
    assert "Changed: 8 of 8" in done.text
    assert edits(record) == [(f"incident {number}", "Berik", "бір іс") for number in NUMBERS]
    with record.reading() as session:
        for row in session.scalars(select(IncidentRow).where(IncidentRow.number.in_(NUMBERS))):
            assert (row.actor, row.place, row.online, "SMR" in row.categories) == ("court", "Орал", True, True)


def test_what_somebody_else_changed_meanwhile_stays_and_is_told(record: Site) -> None:
    editor = record.signed_in("editor")
    page = foresee(editor, NUMBERS[2:5], actor="court")
    with record.writing() as session:
        incidents.edit(session, NUMBERS[3], {"actor": "unknown", "place": "Ақтау"}, {}, who="Dana", now=NOW)
    done = editor.submit("/incidents/bulk", {"act": "change", "seen": seen_on(page), "actor": "court"})
    assert "Changed: 2 of 3" in done.text
    assert "somebody else has changed it since you looked" in done.text.lower()
    with record.reading() as session:
        assert [session.get_one(IncidentRow, number).actor for number in NUMBERS[2:5]] == ["court", "unknown", "court"]


def test_a_category_is_taken_away_unless_it_is_the_last_or_a_status_would_be_out_of_place(record: Site) -> None:
    editor = record.signed_in("editor")
    with record.writing() as session:
        row = session.get_one(IncidentRow, NUMBERS[0])
        only, two = row.primary, session.get_one(IncidentRow, NUMBERS[3])
        assert len(row.categories) == 1
        assert two.categories[1] == "SMR"
    assert "no category would be left" in foresee(editor, [NUMBERS[0]], dropped=[only]).lower()
    page = foresee(editor, NUMBERS, dropped=["SMR"])
    assert "Will change: 2 of 8" in page
    done = editor.submit("/incidents/bulk", {"act": "change", "seen": seen_on(page), "dropped": ["SMR"]})
    assert "Changed: 2 of 2" in done.text


@pytest.mark.parametrize(
    ("fields", "name"),
    [
        ({"actor": ["wizard"]}, "actor"),
        ({"region": ["KZ-99"]}, "region"),
        ({"added": ["XXX"]}, "added"),
        ({"added": ["ATT"], "dropped": ["ATT"]}, "dropped"),
    ],
)
def test_a_value_that_is_none_is_told_beside_its_field(fields: dict[str, list[str]], name: str) -> None:
    assert set(asked_change(fields)[1]) == {name}


def test_nothing_selected_nothing_said_and_too_many_are_told_in_words(record: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = record.signed_in("editor")
    none = editor.submit("/incidents/bulk?actor=court", {"act": "choose"})
    assert (none.status_code, "select the incidents first" in none.text) == (422, True)
    assert 'option value="court" selected' in none.text
    silent = editor.submit("/incidents/bulk", {"act": "foresee", "numbers": NUMBERS[0]})
    assert (silent.status_code, "say what is to change" in silent.text) == (422, True)
    for module in (bulk_routes, bulk_change):
        monkeypatch.setattr(module, "MOST_AT_ONCE", 5)
    many = editor.submit("/incidents/bulk", {"act": "choose", "all": "yes"})
    assert "8 incidents are found, and at most 5 can be changed at once" in many.text
    first = editor.submit("/incidents/bulk?order=number", {"act": "choose", "all": "first"})
    assert f'name="numbers" value="{",".join(NUMBERS[:5])}"' in first.text
    seen = ",".join(f"{number}:1" for number in NUMBERS)
    assert editor.submit("/incidents/bulk", {"act": "change", "seen": seen, "actor": "court"}).status_code == 422
    assert edits(record) == []


def test_all_that_the_table_found_are_taken_in_its_order(record: Site) -> None:
    page = record.signed_in("editor").submit("/incidents/bulk?actor=court&order=number", {"act": "choose", "all": "yes"}).text
    assert f'name="numbers" value="{",".join(NUMBERS[:2])}"' in page


def test_a_monitor_may_not_and_a_reopened_address_leads_back(record: Site) -> None:
    monitor = record.signed_in()
    assert monitor.submit("/incidents/bulk", {"act": "choose", "chosen": NUMBERS[0]}).status_code == 403
    assert 'id="bulk"' not in monitor.get("/incidents").text
    assert monitor.get("/incidents/bulk?actor=court").headers["location"] == "/incidents?actor=court"


def test_a_batch_that_fails_is_told_and_the_others_stand(record: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_change, "BATCH", 2)
    real = incidents.edit

    def failing(session: object, number: str, *given: object, **more: object) -> object:
        if number == NUMBERS[5]:
            raise BadDecision("no")
        return real(session, number, *given, **more)  # type: ignore[arg-type]

    editor = record.signed_in("editor")
    page = foresee(editor, NUMBERS, place="Орал")
    monkeypatch.setattr(incidents, "edit", failing)
    done = editor.submit("/incidents/bulk", {"act": "change", "seen": seen_on(page), "place": "Орал"})
    assert "Changed: 6 of 8" in done.text
    assert "nothing was saved: no" in done.text.lower()
    assert [subject for subject, _, _ in edits(record)] == [f"incident {number}" for number in NUMBERS if number not in NUMBERS[4:6]]


def test_the_first_step_names_what_was_chosen_and_the_last_one_takes_the_whole_change_back(record: Site) -> None:
    editor = record.signed_in("editor")
    few = editor.submit("/incidents/bulk", {"act": "choose", "chosen": NUMBERS[:3]}).text
    with record.reading() as session:
        before = {row.number: (row.actor, row.place, row.categories, row.primary) for row in session.scalars(select(IncidentRow))}
        assert all(html.escape(session.get_one(IncidentRow, number).title) in few and number in few for number in NUMBERS[:3])
    assert "<summary>Which ones</summary>" in editor.submit("/incidents/bulk", {"act": "choose", "chosen": [*NUMBERS, "KZ-2026-0009"]}).text
    fields = {"actor": "court", "place": "Орал", "added": ["SMR"], "note": "бір іс"}
    done = editor.submit("/incidents/bulk", {"act": "change", "seen": seen_on(foresee(editor, NUMBERS[:5], **fields)), **fields}).text
    assert "Changed: 5 of 5" in done
    with record.writing() as session:
        incidents.edit(session, NUMBERS[4], {"place": "Ақтау"}, {}, who="Dana", now=NOW)
    undone = editor.submit("/incidents/bulk", {"act": "undo", "seen": seen_on(done)}).text
    assert "Taken back: 4 of 5." in undone
    assert "It was changed since; nothing was taken back here" in undone or "it was changed since; nothing was taken back here" in undone
    with record.reading() as session:
        after = {row.number: (row.actor, row.place, row.categories, row.primary) for row in session.scalars(select(IncidentRow))}
        assert after[NUMBERS[4]][1] == "Ақтау"
    assert {**after, NUMBERS[4]: before[NUMBERS[4]]} == before
    assert edits(record)[-1] == (f"incident {NUMBERS[3]}", "Berik", "note:taken_back:\nбір іс")
    again = editor.submit("/incidents/bulk", {"act": "undo", "seen": seen_on(done)}).text
    assert "Taken back: 0 of 5." in again


def test_a_note_that_looks_like_one_of_the_program_stays_the_persons_when_the_change_is_taken_back(record: Site) -> None:
    editor = record.signed_in("editor")
    fields = {"place": "Орал", "note": "note:proposed:Dana"}
    done = editor.submit("/incidents/bulk", {"act": "change", "seen": seen_on(foresee(editor, NUMBERS[:1], **fields)), **fields}).text
    editor.submit("/incidents/bulk", {"act": "undo", "seen": seen_on(done)})
    assert [note_words(note) for _, _, note in edits(record)] == ["note:proposed:Dana", "taken back; note:proposed:Dana"]
    monitor = record.signed_in("monitor")
    assert monitor.submit("/incidents/bulk", {"act": "undo", "seen": seen_on(done)}).status_code == 403
