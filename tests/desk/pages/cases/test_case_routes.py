"""A case by hand, from the form to the record; with a reader's, a monitor's and an editor's rights."""

import html
import re
from typing import Any

from sqlalchemy import select

from records.database import read_session
from records.evidence_files import files_of_incident
from records.incidents import find
from records.tables import DraftRow, IncidentRow, LedgerRow, ManualTipRow
from tests.desk.site import Site

HOW = {"way": "call", "came_on": "21.11.2026", "told": "Біреу камераны сындырды", "from_whom": "Сәуле", "told_lang": "kk"}
FACTS = {"primary": "ATT", "incident_date": "20 ноября", "victim_name": "Айгүл Сапарқызы", "title": "Камераны сындырды", "place": "Тараз"}
FROM_A_CALL = "From a call, November 21, 2026"


def sent(site: Site, role: str, do: str, fields: dict[str, Any] | None = None, **more: Any) -> Any:
    return site.signed_in(role).submit("/cases/new", {**HOW, "do": do, **(fields or {})}, **more)


def draft_in(answer: Any) -> int:
    """The draft to which it leads."""
    return int(answer.headers["location"].rsplit("/", 1)[1])


def sure_of(answer: Any) -> str:
    """What is sent to say that all of it is meant."""
    found = re.search(r'name="sure" value="([^"]+)"', answer.text)
    assert found
    return found[1]


def test_a_monitor_puts_a_call_into_the_queue_and_the_draft_shows_what_was_told_to_who_may_know_it(site: Site) -> None:
    answer = sent(site, "monitor", "draft", FACTS)
    assert answer.status_code == 303, html.unescape(answer.text)
    place = answer.headers["location"]
    with read_session(site.engine) as session:
        draft = session.get_one(DraftRow, draft_in(answer))
        assert (draft.state, draft.fields["incident_date"], draft.fields["primary"]) == ("new", "2026-11-20", "ATT")
    editor, monitor = site.signed_in("editor"), site.signed_in("monitor")
    shown = html.unescape(editor.get(place).text)
    for words in (FROM_A_CALL, "Біреу камераны сындырды", "Сәуле", "Камераны сындырды"):
        assert words in shown, words
    assert "machine:" not in shown
    assert "Камераны сындырды" in html.unescape(editor.get("/queue").text)
    # Who it came from is seen by editors and by who took it down alone.
    assert "Сәуле" in monitor.get(place).text
    taken_by_the_editor = sent(site, "editor", "draft").headers["location"]
    assert ["Сәуле" in browser.get(taken_by_the_editor).text for browser in (editor, monitor)] == [True, False]


def test_an_editor_sees_all_that_is_recorded_before_it_is_and_then_records_it(site: Site) -> None:
    looked = sent(site, "editor", "record", FACTS)
    words = html.unescape(looked.text).lower()
    assert looked.status_code == 200
    assert [said for said in (FROM_A_CALL, "Айгүл Сапарқызы", "Сәуле") if said.lower() not in words] == []
    with read_session(site.engine) as session:
        assert session.scalars(select(ManualTipRow)).all() == []
    # What was changed since is shown once more.
    assert sure_of(sent(site, "editor", "record", {**FACTS, "place": "Алматы", "sure": sure_of(looked)})) != sure_of(looked)
    answer = sent(site, "editor", "record", {**FACTS, "sure": sure_of(looked)})
    number = answer.headers["location"].rsplit("/", 1)[1]
    with read_session(site.engine) as session:
        incident = find(session, number)
        assert incident is not None
        assert [source.way for source in incident.articles] == ["call"]
        assert [row.subject.split()[0] for row in session.scalars(select(LedgerRow)) if "take_down" in row.action] == ["tip"]
    shown = html.unescape(site.signed_in("monitor").get(f"/incidents/{number}").text)
    assert [words in shown for words in (FROM_A_CALL, "Сәуле", "hand:call")] == [True, False, False]


def test_what_is_wrong_is_said_beside_its_field_and_what_was_typed_stays_and_a_monitor_records_nothing_at_once(site: Site) -> None:
    for field, value in (("way", ""), ("came_on", "31.02.2026"), ("came_on", "01.12.2026"), ("came_on", ""), ("incident_date", "who knows")):
        answer = sent(site, "monitor", "draft", {**FACTS, field: value})
        assert (answer.status_code, f'id="w-{field}"' in answer.text) == (422, True), (field, value)
        assert [words for words in ("Біреу камераны сындырды", "Камераны сындырды") if words not in answer.text] == []
    answer = sent(site, "editor", "record", {"told": "x"})
    assert (answer.status_code, 'id="problem"' in answer.text) == (422, True), "an incident needs a kind of violation"
    assert sent(site, "monitor", "record", FACTS).status_code == 403
    assert site.browser().get("/cases/new").headers["location"].startswith("/login")
    with read_session(site.engine) as session:
        assert session.scalars(select(IncidentRow)).all() == []


def test_files_come_with_the_form_and_stay_when_something_is_wrong_with_it(site: Site) -> None:
    photo = {"file": ("а.jpg", b"%PDF-1.7 x", "image/jpeg")}
    wrong = sent(site, "editor", "draft", {**FACTS, "way": ""}, files=photo)
    assert wrong.status_code == 422
    given = re.findall(r'name="given" value="(\d+)"', wrong.text)
    assert len(given) == 1
    assert "PDF" in wrong.text
    sure = sure_of(sent(site, "editor", "record", {**FACTS, "given": given}))
    number = sent(site, "editor", "record", {**FACTS, "given": given, "sure": sure}).headers["location"].rsplit("/", 1)[1]
    with read_session(site.engine) as session:
        assert [str(row.id) for row in files_of_incident(session, number)] == given


def test_a_draft_by_hand_is_confirmed_on_its_page_and_corrects_no_machine_and_no_media_reported_it(site: Site) -> None:
    answer = sent(site, "monitor", "draft", FACTS)
    place, editor = answer.headers["location"], site.signed_in("editor", lang="ru")
    card = html.unescape(editor.get("/queue").text).partition(f'id="d{draft_in(answer)}"')[2].partition("</article>")[0]
    assert ("Айгүл Сапарқызы" in card, 'class="corrected"' in card) == (True, False)
    version = re.search(r'name="version" value="([^"]+)"', editor.get(place).text)
    assert version
    assert editor.submit(f"{place}/decision", {"do": "confirm", "version": version[1]}).status_code == 303
    with read_session(site.engine) as session:
        number = session.scalars(select(IncidentRow.number)).one()
        incident = find(session, number)
        assert incident is not None
        assert (incident.statuses, session.get_one(DraftRow, draft_in(answer)).incident) == ((), number)
    english = site.signed_in("editor")
    assert "machine:" not in html.unescape(english.get(place).text)
    # Behind it the form offers every status that there is.
    assert "reported" not in html.unescape(english.get(f"/incidents/{number}").text).partition('id="status-form"')[0].lower()


def test_a_place_that_lies_in_one_region_alone_says_the_region(site: Site) -> None:
    for place, region in (("Караганда", "KZ-35"), ("актобе", "KZ-15"), ("Абай", None), ("Нигде", None)):
        answer = sent(site, "monitor", "draft", {**FACTS, "place": place})
        with read_session(site.engine) as session:
            assert session.get_one(DraftRow, draft_in(answer)).fields.get("region") == region, place


def test_a_case_without_a_title_is_called_by_how_it_came_wherever_it_is_named(site: Site) -> None:
    where = sent(site, "monitor", "draft", {"primary": "ATT", "victim_name": "Айгүл Сапарқызы"}).headers["location"]
    editor = site.signed_in("editor")
    id = where.rsplit("/", 1)[1]
    assert editor.submit("/together/give", {"id": id, "to": "Aigul"}).status_code == 303
    for page, browser in (("/together", editor), ("/notices", site.signed_in("monitor")), ("/search?q=Сапарқызы", editor)):
        shown = html.unescape(browser.get(page).text)
        assert FROM_A_CALL in shown, page
