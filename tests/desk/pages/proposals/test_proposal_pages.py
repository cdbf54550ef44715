"""Proposals over HTTP: a monitor makes them with the forms of an incident, an editor decides in one press, and nobody else writes anything."""

import re
from typing import Any

import pytest
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from records import incidents
from records.tables import IncidentRow, LedgerRow, PersonalNoticeRow, ProposalRow, StatusRow
from records.vocabulary import StatusCode
from tests.conftest import NOW
from tests.desk.incident_records import TODAY, admit_all, incident
from tests.desk.site import Browser, Site, texts

NUMBER = "KZ-2026-0003"
HOSTILE = "<script>alert(1)</script>\u202e"


@pytest.fixture
def recorded(site: Site) -> Site:
    with site.writing() as session:
        admit_all(session, [incident(3, TODAY)])
        incidents.edit(session, NUMBER, {}, {"contacts": "жасырын байланыс"}, who="Berik", now=NOW)
    return site


def form_of(page: str, action: str) -> dict[str, Any]:
    """What the form that goes to this address holds."""
    body = page[page.index(f'action="{action}"') :]
    body = body[: body.index("</form>")]
    found: dict[str, Any] = {}
    for name, value in re.findall(r'<input[^>]*? name="([^"]+)"[^>]*? value="([^"]*)"', body):
        # What a browser does not send of boxes that are not ticked.
        if name not in ("texts_checked", "categories", "online"):
            found.setdefault(name, []).append(value)
    for name, body_ in re.findall(r'<select[^>]*? name="([^"]+)"[^>]*>(.*?)</select>', body, flags=re.S):
        found[name] = re.findall(r'<option value="([^"]*)" selected', body_) or [""]
    for name, value in re.findall(r'<textarea[^>]*? name="([^"]+)"[^>]*>\n?([^<]*)</textarea>', body):
        found.setdefault(name, []).append(value)
    return found


def proposed(browser: Browser, **changed: str) -> Any:
    sent = form_of(browser.get(f"/incidents/{NUMBER}?edit=1").text, f"/incidents/{NUMBER}/proposals")
    return browser.submit(f"/incidents/{NUMBER}/proposals", {**{name: value for name, value in sent.items() if name != "csrf"}, **changed})


def only(site: Site, table: Any) -> Any:
    with site.reading() as session:
        return session.scalars(select(table)).one()


def notices(site: Site) -> list[tuple[str, str]]:
    with site.reading() as session:
        return sorted((row.user, row.kind) for row in session.scalars(select(PersonalNoticeRow)))


def test_a_monitor_proposes_and_an_editor_accepts_in_one_press(recorded: Site) -> None:
    aigul, berik = recorded.signed_in("monitor"), recorded.signed_in("editor")
    page = aigul.get(f"/incidents/{NUMBER}?edit=1").text
    assert [words for words in ("жасырын байланыс", 'name="contacts"') if words in page] == []
    answer = proposed(aigul, place="Орал", note="көрші айтты")
    assert answer.headers.get("location") == f"/incidents/{NUMBER}#proposals", answer.text[:3000]
    row = only(recorded, ProposalRow)
    assert row.content == {"place": "Орал"}
    listed, here = berik.get("/proposals").text, berik.get(f"/incidents/{NUMBER}").text
    for shown in (listed, here):
        assert [words for words in ("<ins>Орал</ins>", "<del>Қостанай</del>", "көрші айтты") if words not in shown] == []
    assert berik.submit(f"/proposals/{row.id}", {"act": "accept", "next": f"/incidents/{NUMBER}"}).status_code == 303
    assert "Орал" in berik.get(f"/incidents/{NUMBER}").text
    assert notices(recorded) == [("Aigul", "accepted"), ("Berik", "proposed"), ("Dana", "proposed")]
    assert any("Aigul" in act for act in texts(aigul.get(f"/history?subject={NUMBER}").text, "//*[contains(@class, 'act')]"))
    assert berik.submit(f"/proposals/{row.id}", {"act": "accept"}).status_code == 409


def test_a_status_is_proposed_and_refused_with_a_reason(recorded: Site) -> None:
    aigul, berik = recorded.signed_in("monitor"), recorded.signed_in("editor")
    given = {"code": "CMP", "day": "24.11.2026", "source": HOSTILE}
    for wrong in ({"code": "XXX"}, {"day": "2027-01-01"}):
        assert aigul.submit(f"/incidents/{NUMBER}/proposals/status", {**given, **wrong}).status_code == 422
    assert aigul.submit(f"/incidents/{NUMBER}/proposals/status", given).headers.get("location") == f"/incidents/{NUMBER}#proposals"
    row = only(recorded, ProposalRow)
    for page in (berik.get("/proposals").text, berik.get(f"/incidents/{NUMBER}").text):
        assert "<script>alert" not in page
        assert "[U+202E]" in page
    assert berik.submit(f"/proposals/{row.id}", {"act": "refuse"}).status_code == 422
    assert berik.submit(f"/proposals/{row.id}", {"act": "other", "reason": "x"}).status_code == 422
    berik.submit(f"/proposals/{row.id}", {"act": "refuse", "reason": "дереккөз <b>жоқ</b>"})
    assert ("Aigul", "refused") in notices(recorded)
    assert "<b>жоқ" not in aigul.get("/notices").text
    assert "дереккөз" in aigul.get("/proposals").text
    with recorded.reading() as session:
        assert not session.scalars(select(StatusRow).where(StatusRow.source == HOSTILE)).all()


def test_a_notice_says_which_proposal_it_tells_of_and_calls_a_status_a_status(recorded: Site, snapshot: SnapshotAssertion) -> None:
    aigul, berik = recorded.signed_in("monitor"), recorded.signed_in("editor")
    assert proposed(aigul, place="Орал").status_code == 303
    status = {"code": "CMP", "day": "24.11.2026", "source": "адвокат"}
    assert aigul.submit(f"/incidents/{NUMBER}/proposals/status", status).status_code == 303
    told = {"editor": texts(berik.get("/notices").text, "//*[contains(@class, 'notices')]/li")}
    with recorded.reading() as session:
        ids = session.scalars(select(ProposalRow.id).order_by(ProposalRow.id)).all()
    assert berik.submit(f"/proposals/{ids[0]}", {"act": "accept"}).status_code == 303
    assert berik.submit(f"/proposals/{ids[1]}", {"act": "refuse", "reason": "қате күн"}).status_code == 303
    told["monitor"] = texts(aigul.get("/notices").text, "//*[contains(@class, 'notices')]/li")
    assert told == snapshot


def test_what_has_changed_meanwhile_or_stands_there_by_now_is_told_before_and_at_the_press(recorded: Site, snapshot: SnapshotAssertion) -> None:
    aigul, berik = recorded.signed_in("monitor"), recorded.signed_in("editor")
    proposed(aigul, place="Орал")
    with recorded.writing() as session:
        incidents.edit(session, NUMBER, {"place": "Ақтау"}, {}, who="Dana", now=NOW)
    row = only(recorded, ProposalRow)
    assert berik.submit(f"/proposals/{row.id}", {"act": "accept"}).status_code == 409
    told = [texts(berik.get("/proposals").text, "//*[contains(@class, 'proposals')]")]
    berik.submit(f"/proposals/{row.id}", {"act": "accept", "sure": "1"})
    with recorded.reading() as session:
        assert session.get_one(IncidentRow, NUMBER).place == "Орал"
    aigul.submit(f"/incidents/{NUMBER}/proposals/status", {"code": "PTI", "day": "24.11.2026", "source": "арыз"})
    with recorded.writing() as session:
        incidents.add_status(session, NUMBER, StatusCode.PTI, TODAY, source="арыз", who="Dana", now=NOW)
    assert [*told, texts(berik.get("/proposals").text, "//*[contains(@class, 'proposals')]")] == snapshot


def test_a_monitor_decides_on_nothing_and_takes_back_only_her_own(recorded: Site) -> None:
    aigul = recorded.signed_in("monitor")
    proposed(aigul, place="Орал")
    row = only(recorded, ProposalRow)
    with recorded.reading() as session:
        acts = session.query(LedgerRow).count()
    for address, fields in (
        (f"/proposals/{row.id}", {"act": "accept"}),
        (f"/incidents/{NUMBER}/edit", {"place": "x"}),
        (f"/incidents/{NUMBER}/statuses", {}),
    ):
        assert aigul.submit(address, fields).status_code == 403
    assert recorded.signed_in("editor").submit(f"/proposals/{row.id}/back").status_code == 422
    assert f'action="/proposals/{row.id}/back"' in aigul.get(f"/incidents/{NUMBER}").text
    aigul.submit(f"/proposals/{row.id}/back")
    assert only(recorded, ProposalRow).decision == "taken_back"
    with recorded.reading() as session:
        assert session.query(LedgerRow).count() == acts


def test_nothing_is_proposed_from_elsewhere(recorded: Site) -> None:
    aigul = recorded.signed_in("monitor")
    for address in (f"/incidents/{NUMBER}/proposals", f"/incidents/{NUMBER}/proposals/status", "/proposals/1", "/proposals/1/back"):
        assert aigul.post(address, data={"place": "x", "act": "accept"}).status_code == 403
        assert recorded.browser().post(address, data={}).status_code in (303, 401, 403)
    assert aigul.submit("/incidents/KZ-2026-0999/proposals", {"place": "x"}).status_code == 404
    assert recorded.browser().get("/proposals").status_code == 303
    answer = aigul.submit(f"/incidents/{NUMBER}/proposals/status", {"code": "CMP", "day": "23.11.2026", "source": "x" * 200_000})
    assert answer.status_code == 422
    with recorded.reading() as session:
        assert not session.scalars(select(ProposalRow)).all()
