"""A case by hand, from the form to the record; with a reader's, a monitor's and an editor's rights."""

import html
import re
from typing import Any

import pytest
from sqlalchemy import select

from records.database import read_session
from records.hand.file_rows import files_of_incident
from records.incidents import find
from records.tables import DraftRow, HandTipRow, IncidentRow, LedgerRow
from tests.desk.site import Site

HOW = {"way": "call", "came_on": "21.11.2026", "told": "Біреу камераны сындырды", "from_whom": "Сәуле", "told_lang": "kk"}
FACTS = {"primary": "ATT", "incident_date": "20 ноября", "victim_name": "Айгүл Сапарқызы", "title": "Камераны сындырды", "place": "Тараз"}


def sent(site: Site, role: str, do: str, fields: dict[str, Any] | None = None, **more: Any) -> Any:
    return site.signed_in(role).submit("/cases/new", {**HOW, "do": do, **(fields or {})}, **more)


def test_a_monitor_puts_a_call_into_the_queue_and_the_draft_shows_what_was_told(site: Site) -> None:
    answer = sent(site, "monitor", "draft", FACTS)
    assert answer.status_code == 303, html.unescape(answer.text)
    place = answer.headers["location"]
    with read_session(site.engine) as session:
        draft = session.get_one(DraftRow, int(place.rsplit("/", 1)[1]))
        assert (draft.state, draft.fields["incident_date"], draft.fields["primary"]) == ("new", "2026-11-20", "ATT")
    editor = site.signed_in("editor")
    shown = html.unescape(editor.get(place).text)
    for words in ("From a call, November 21, 2026", "Біреу камераны сындырды", "Сәуле", "Камераны сындырды"):
        assert words in shown, words
    assert "machine:" not in shown
    queue = html.unescape(editor.get("/queue").text)
    assert "by hand" in queue
    assert "Камераны сындырды" in queue


def test_who_it_came_from_is_seen_by_editors_and_by_who_took_it_down_alone(site: Site) -> None:
    place = sent(site, "editor", "draft").headers["location"]
    assert "Сәуле" in site.signed_in("editor").get(place).text
    assert "Сәуле" not in site.signed_in("monitor").get(place).text


def test_an_editor_sees_all_that_is_recorded_before_it_is_and_then_records_it(site: Site) -> None:
    looked = sent(site, "editor", "record", FACTS)
    words = html.unescape(looked.text)
    assert looked.status_code == 200
    for said in ("All of this will be recorded", "From a call, November 21, 2026".lower(), "Айгүл Сапарқызы", "Сәуле"):
        assert said.lower() in words.lower(), said
    with read_session(site.engine) as session:
        assert session.scalars(select(HandTipRow)).all() == []
    sure = re.search(r'name="sure" value="([^"]+)"', looked.text)
    assert sure
    # What was changed since is shown once more.
    assert "All of this" in sent(site, "editor", "record", {**FACTS, "place": "Алматы", "sure": sure[1]}).text
    answer = sent(site, "editor", "record", {**FACTS, "sure": sure[1]})
    number = answer.headers["location"].rsplit("/", 1)[1]
    with read_session(site.engine) as session:
        incident = find(session, number)
        assert incident is not None
        assert [source.way for source in incident.articles] == ["call"]
        assert [row.subject.split()[0] for row in session.scalars(select(LedgerRow)) if "take_down" in row.action] == ["tip"]
    shown = html.unescape(site.signed_in("monitor").get(f"/incidents/{number}").text)
    assert "From a call, November 21, 2026" in shown
    assert "Сәуле" not in shown
    assert "hand:call" not in shown


def test_a_monitor_records_nothing_at_once(site: Site) -> None:
    assert sent(site, "monitor", "record", FACTS).status_code == 403
    with read_session(site.engine) as session:
        assert session.scalars(select(IncidentRow)).all() == []


@pytest.mark.parametrize(
    ("fields", "beside"),
    [
        ({"way": ""}, "how it came"),
        ({"came_on": "31.02.2026"}, "31.02.2026"),
        ({"came_on": "01.12.2026"}, "w-came_on"),
        ({"came_on": ""}, "on which day"),
        ({"incident_date": "who knows"}, "who knows"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(site: Site, fields: dict[str, str], beside: str) -> None:
    answer = sent(site, "monitor", "draft", {**FACTS, **fields})
    assert answer.status_code == 422
    assert beside in html.unescape(answer.text)
    assert "Біреу камераны сындырды" in answer.text
    assert "Камераны сындырды" in answer.text


def test_an_incident_needs_a_kind_of_violation(site: Site) -> None:
    answer = sent(site, "editor", "record", {"told": "x"})
    assert answer.status_code == 422
    assert "kind of violation" in html.unescape(answer.text)


def test_files_come_with_the_form_and_stay_when_something_is_wrong_with_it(site: Site) -> None:
    photo = {"file": ("а.jpg", b"%PDF-1.7 x", "image/jpeg")}
    wrong = sent(site, "editor", "draft", {**FACTS, "way": ""}, files=photo)
    assert wrong.status_code == 422
    given = re.findall(r'name="given" value="(\d+)"', wrong.text)
    assert len(given) == 1
    assert "document (PDF)" in wrong.text
    looked = sent(site, "editor", "record", {**FACTS, "given": given})
    sure = re.search(r'name="sure" value="([^"]+)"', looked.text)
    assert sure
    number = sent(site, "editor", "record", {**FACTS, "given": given, "sure": sure[1]}).headers["location"].rsplit("/", 1)[1]
    with read_session(site.engine) as session:
        assert [str(row.id) for row in files_of_incident(session, number)] == given


def test_whoever_is_not_signed_in_is_sent_to_sign_in(site: Site) -> None:
    assert site.browser().get("/cases/new", follow_redirects=False).headers["location"].startswith("/login")


def test_a_draft_by_hand_is_confirmed_on_its_page_in_another_language(site: Site) -> None:
    place = sent(site, "monitor", "draft", FACTS).headers["location"]
    editor = site.signed_in("editor")
    shown = editor.get(place, headers={"Accept-Language": "ru"}).text
    version = re.search(r'name="version" value="([^"]+)"', shown)
    assert version
    answer = editor.submit(f"{place}/decision", {"do": "confirm", "version": version[1]})
    assert answer.status_code == 303, html.unescape(answer.text)
    with read_session(site.engine) as session:
        assert session.get_one(DraftRow, int(place.rsplit("/", 1)[1])).incident


def test_what_a_person_took_down_corrects_no_machine_and_no_media_reported_it(site: Site) -> None:
    place = sent(site, "monitor", "draft", FACTS).headers["location"]
    editor = site.signed_in("editor")
    card = html.unescape(editor.get("/queue").text).partition(f'id="d{place.rsplit("/", 1)[1]}"')[2].partition("</article>")[0]
    assert "Айгүл Сапарқызы" in card
    assert "corrected" not in card
    assert "reported" not in card
    version = re.search(r'name="version" value="([^"]+)"', editor.get(place).text)
    assert version
    assert editor.submit(f"{place}/decision", {"do": "confirm", "version": version[1]}).status_code == 303
    with read_session(site.engine) as session:
        number = session.scalars(select(IncidentRow.number)).one()
        incident = find(session, number)
        assert incident is not None
        assert incident.statuses == ()
    decided = html.unescape(editor.get(place).text)
    assert "Facts as decided" in decided
    assert "machine:" not in decided
    # Behind it the form offers every status that there is.
    told = html.unescape(editor.get(f"/incidents/{number}").text).partition('id="status-form"')[0]
    assert "No status is recorded yet." in told
    assert "reported" not in told.lower()


@pytest.mark.parametrize(("place", "region"), [("Караганда", "KZ-35"), ("актобе", "KZ-15"), ("Абай", None), ("Нигде", None)])
def test_a_place_that_lies_in_one_region_alone_says_the_region(site: Site, place: str, region: str | None) -> None:
    where = sent(site, "monitor", "draft", {**FACTS, "place": place}).headers["location"]
    with read_session(site.engine) as session:
        assert session.get_one(DraftRow, int(where.rsplit("/", 1)[1])).fields.get("region") == region


def test_a_case_without_a_title_is_called_by_how_it_came_wherever_it_is_named(site: Site) -> None:
    where = sent(site, "monitor", "draft", {"primary": "ATT", "victim_name": "Айгүл Сапарқызы"}).headers["location"]
    editor = site.signed_in("editor")
    id = where.rsplit("/", 1)[1]
    assert editor.submit("/together/give", {"id": id, "to": "Aigul"}).status_code == 303
    for page, browser in (("/together", editor), ("/notices", site.signed_in("monitor")), ("/search?q=Сапарқызы", editor)):
        shown = html.unescape(browser.get(page).text)
        assert "From a call, November 21, 2026" in shown, page
        assert "Without a title" not in shown, page
