"""The inbox: who may see it, what is told of a message, and what is made of it."""

import html
from pathlib import Path

import pytest
from sqlalchemy import select

from pipelines.evidence.taken_files import file_path
from records.hand.file_rows import files_of_draft, files_of_incident
from records.intake.received_messages import files_of_message, find_message
from records.outlets.requests import waiting_requests
from records.persons.person_decisions import edit_person
from records.persons.person_rows import new_person
from records.tables import DraftRow, EvidenceFileRow, HandTipRow, LedgerRow
from records.vocabulary import Door, LeftBehind, MessageFate, SenderStanding
from reports.exports.export_shapes import SHAPES
from tests.conftest import NOW
from tests.desk.site import Browser, Site, open_site
from tests.records.intake.received import receive
from tests.records.ledger.chain import chain_faults

EVIL = "<script>alert(1)</script>"


def page(browser: Browser, id: int) -> str:
    answer = browser.get(f"/inbox/{id}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def state(site: Site, id: int) -> str:
    with site.reading() as session:
        return find_message(session, id).state


def test_nobody_who_is_not_signed_in_sees_it(site: Site) -> None:
    id = receive(site.engine)
    for path in ("/inbox", f"/inbox/{id}"):
        answer = site.browser().get(path)
        assert (answer.status_code, answer.headers["location"].startswith("/login")) == (303, True)
    for act in ("attach", "tip", "aside", "back"):
        assert site.browser().post(f"/inbox/{id}/{act}").status_code in (303, 401, 403)
        assert site.signed_in("monitor").post(f"/inbox/{id}/{act}", data={"because": "x"}).status_code == 403, "no form of ours"
    assert state(site, id) == "waiting"
    assert site.signed_in("monitor").get("/inbox/99").status_code == 404


def test_a_message_is_told_with_who_sent_it_and_how_far_that_is_known(site: Site) -> None:
    browser = site.signed_in("monitor")
    said = {SenderStanding.CLAIMED: "sender not verified", SenderStanding.FORGED: "probably forged", SenderStanding.VERIFIED: "sender verified"}
    for nth, (standing, words) in enumerate(said.items(), 1):
        id = receive(site.engine, nth, files=("акт.pdf",), standing=standing, left_out=(("үлкен.zip", LeftBehind.TOO_LARGE),))
        shown = page(browser, id)
        for part in (words, "Сәуле <saule@mail.example>", "қоқан-лоққы", "акт.pdf", "үлкен.zip", "The message as it came"):
            assert part in shown
        assert words in html.unescape(browser.get("/inbox").text)
    assert "3" in browser.get("/notices").text


def test_nothing_that_a_stranger_wrote_is_a_part_of_the_page(site: Site) -> None:
    id = receive(
        site.engine, files=(f"../{EVIL}.pdf",), subject=EVIL, text=f"{EVIL} https://716.kz/'\"><img/src=x>", sender_name=EVIL, sender=f"{EVIL}@x", forwarded_from=EVIL,
        lang='"><script>', left_out=((EVIL, LeftBehind.OTHER_KIND),),
    )  # fmt: skip
    browser = site.signed_in("monitor")
    for path in ("/inbox", f"/inbox/{id}", f"/cases/new?message={id}"):
        answer = browser.get(path)
        assert answer.status_code == 200
        assert "<script>alert" not in answer.text
        assert "<img/src" not in answer.text
        assert '"><script>' not in answer.text


def test_what_came_with_a_message_is_given_out_as_bytes_to_be_saved(site: Site) -> None:
    id = receive(site.engine, files=("акт.pdf",))
    with site.reading() as session:
        whole, files = files_of_message(session, id)
        assert whole is not None
    for row in (whole, files[0]):
        # Its bytes are not there in this test; that it may be asked for is what counts.
        assert site.signed_in("monitor").get(f"/files/{row.id}").status_code == 404
    for row in (whole, files[0]):
        path = file_path(site.settings.evidence, row.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"<html><script>alert(1)</script>")
        answer = site.signed_in("monitor").get(f"/files/{row.id}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith('attachment; filename="qorgan-file-')
        assert "sandbox" in answer.headers["content-security-policy"]


def test_a_case_is_made_of_it_with_its_files_and_words_and_once(site: Site) -> None:
    id = receive(site.engine, files=("акт.pdf",), forwarded_from="Біреу")
    browser = site.signed_in("monitor")
    form = html.unescape(browser.get(f"/cases/new?message={id}").text)
    for part in ("Бізге қоқан-лоққы", "Сәуле <saule@mail.example>, Біреу", "24.11.2026", "акт.pdf", f'name="message" value="{id}"'):
        assert part in form
    assert "Not kept" not in form
    typed = {
        "message": id,
        "way": "mail",
        "came_on": "24.11.2026",
        "told": "Бізге қоқан-лоққы жасады",
        "from_whom": "Сәуле",
        "told_lang": "kk",
        "primary": "THR",
        "do": "draft",
    }
    made = browser.submit("/cases/new", typed)
    assert made.status_code == 303, made.text
    draft = int(made.headers["location"].rpartition("/")[2])
    with site.reading() as session:
        assert [one.name for one in files_of_draft(session, draft)] == ["акт.pdf"]
        tip = session.get_one(HandTipRow, draft)
        assert (tip.door, tip.way, session.get_one(DraftRow, draft).lang) == (Door.MAIL, "mail", "kk")
        row = find_message(session, id)
        assert (row.state, row.draft_id, row.settled_by) == ("case", draft, "Aigul")
    again = browser.submit("/cases/new", typed)
    assert again.status_code == 409
    assert "қоқан-лоққы" in again.text, "what was typed comes back"
    assert browser.get(f"/cases/new?message={id}").status_code == 409
    assert f"/inbox/{id}" in browser.get(f"/drafts/{draft}").text
    refused = browser.submit(f"/inbox/{id}/back")
    assert (refused.status_code, state(site, id)) == (422, "case")
    assert chain_faults(site.engine) == []


def test_a_message_of_files_alone_becomes_a_case_too(site: Site) -> None:
    id = receive(site.engine, files=("дауыс.ogg",), text="", subject="", door=Door.TELEGRAM, sender="4711", standing=SenderStanding.ACCOUNT)
    browser = site.signed_in("monitor")
    assert "Message 1" in browser.get("/inbox").text
    made = browser.submit("/cases/new", {"message": id, "way": "message", "came_on": "24.11.2026", "told_lang": "kk", "do": "draft"})
    assert made.status_code == 303


def test_an_editor_records_it_at_once_after_a_look_at_all_of_it(site: Site) -> None:
    id = receive(site.engine, files=("акт.pdf",))
    browser = site.signed_in("editor")
    typed = {
        "message": id,
        "way": "mail",
        "came_on": "24.11.2026",
        "told": "x",
        "told_lang": "kk",
        "primary": "THR",
        "victim_name": "Айгүл Сапарқызы",
        "do": "record",
    }
    look = browser.submit("/cases/new", typed)
    assert "акт.pdf" in look.text
    sure = look.text.partition('name="sure" value="')[2].partition('"')[0]
    made = browser.submit("/cases/new", {**typed, "sure": sure})
    assert made.status_code == 303, made.text
    number = made.headers["location"].rpartition("/")[2]
    with site.reading() as session:
        assert [one.name for one in files_of_incident(session, number)] == ["акт.pdf"]


def test_a_page_that_it_names_is_asked_for_and_a_private_one_is_not(site: Site) -> None:
    id = receive(site.engine, text="Қараңыз: https://716.kz/news/1, http://10.0.0.1/x")
    browser = site.signed_in("monitor")
    shown = page(browser, id)
    assert 'value="https://716.kz/news/1"' in shown
    assert 'value="http://10.0.0.1' not in shown
    assert browser.submit(f"/inbox/{id}/tip", {"url": "http://10.0.0.1/x"}).status_code == 422
    assert state(site, id) == "waiting"
    assert browser.submit(f"/inbox/{id}/tip", {"url": "https://716.kz/news/1"}).status_code == 303
    with site.reading() as session:
        assert [row.url for row in waiting_requests(session)] == ["https://716.kz/news/1"]
    assert "its page is to be taken" in page(browser, id).lower()


def test_it_is_put_with_a_draft_or_an_incident_and_taken_back(site: Site) -> None:
    id = receive(site.engine, files=("акт.pdf",))
    browser = site.signed_in("monitor")
    for wrong in ("", "99999", "KZ-2026-0999", "abc"):
        answer = browser.submit(f"/inbox/{id}/attach", {"to": wrong})
        assert answer.status_code in (404, 422)
        assert "w-to" in answer.text
    draft = site.drafts[0]
    assert browser.submit(f"/inbox/{id}/attach", {"to": str(draft)}).status_code == 303
    assert f"/inbox/{id}" in browser.get(f"/drafts/{draft}/files").text
    assert "акт.pdf" in browser.get(f"/drafts/{draft}/files").text
    assert browser.submit(f"/inbox/{id}/attach", {"to": str(draft)}).status_code == 409
    assert browser.submit(f"/inbox/{id}/back").status_code == 303
    assert "акт.pdf" not in browser.get(f"/drafts/{draft}/files").text
    assert state(site, id) == "waiting"
    browser.submit(f"/inbox/{id}/attach", {"to": str(draft)})
    browser.submit(f"/drafts/{draft}/decision", {"action": "reject", "reason": "not_press"})
    with site.reading() as session:
        decided = session.get_one(DraftRow, draft).state
    assert decided == "rejected"
    assert browser.submit(f"/inbox/{id}/back").status_code == 403, "that takes evidence from what is decided"
    assert site.signed_in("editor").submit(f"/inbox/{id}/back").status_code == 303


def test_it_is_set_aside_with_a_reason_and_put_back(site: Site) -> None:
    id = receive(site.engine)
    browser = site.signed_in("monitor")
    assert browser.submit(f"/inbox/{id}/aside", {"because": " "}).status_code == 422
    assert browser.submit(f"/inbox/{id}/aside", {"because": "жарнама"}).status_code == 303
    assert "жарнама" in page(browser, id)
    assert "Aigul" in page(browser, id)
    assert f"/inbox/{id}" not in browser.get("/inbox").text
    assert f"/inbox/{id}" in browser.get("/inbox?part=aside").text
    assert browser.submit(f"/inbox/{id}/back").status_code == 303
    with site.reading() as session:
        acts = session.scalars(select(LedgerRow.action).where(LedgerRow.subject == f"message {id}").order_by(LedgerRow.id)).all()
        assert acts == ["receive", "settle", "put_back"]
    assert "message put back" in page(browser, id)
    assert f"/inbox/{id}" in browser.get("/history").text


def test_what_was_refused_is_told_with_its_reason_and_nothing_can_be_made_of_it(site: Site) -> None:
    id = receive(site.engine, fate=MessageFate.TOO_LARGE)
    receive(site.engine, 2, fate=MessageFate.OVER_LIMIT)
    browser = site.signed_in("monitor")
    assert "1 message was refused today" in browser.get("/inbox").text
    refused = browser.get("/inbox?part=refused").text
    assert "too large" in refused
    shown = page(browser, id)
    assert "still lies in the mailbox" in shown
    assert "/attach" not in shown
    assert browser.submit(f"/inbox/{id}/aside", {"because": "x"}).status_code == 409


@pytest.mark.parametrize("address", ["/inbox?part=none", "/inbox?before=-1", f"/inbox?before={2**70}", "/inbox?part=aside"])
def test_any_address_is_a_page(site: Site, address: str) -> None:
    assert site.signed_in("monitor").get(address).status_code in (200, 422)


def test_the_queue_says_how_many_wait_where_messages_are_taken_in(site: Site, tmp_path: Path) -> None:
    assert "/inbox" not in site.signed_in("monitor").get("/queue").text
    made = open_site(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "other", telegram_token="1:aSecretToken")
    receive(made.engine)
    shown = made.signed_in("monitor").get("/queue").text
    assert 'href="/inbox"' in shown
    assert "There is no message here" not in made.signed_in("monitor").get("/inbox").text
    made.engine.dispose()


def test_a_name_that_is_withheld_stays_in_the_house_when_it_stands_in_a_file_or_a_reason(site: Site) -> None:
    with site.writing() as session:
        person = new_person(session, [{"name": "Айдана Карлыгашева"}], who="Aigul", now=NOW)
        edit_person(session, person.id, {"publish": False, "publish_reason": "суд"}, who="Aigul", now=NOW)
    id = receive(site.engine, files=("Карлыгашева Айдана.pdf",), text="Айдана Карлыгашева", sender_name="Айдана Карлыгашева")
    browser = site.signed_in("monitor")
    assert "Карлыгашева" in page(browser, id), "the desk shows it"
    browser.submit(f"/inbox/{id}/aside", {"because": "об Айдане Карлыгашевой"})
    shape = SHAPES["decisions"]
    with site.reading() as session:
        with_names = str(list(shape.records(session, shape.filter())))
        outside = str(list(shape.rows(session, shape.filter())))
        assert session.scalars(select(EvidenceFileRow.name).where(EvidenceFileRow.name.like("Карл%"))).all()
    assert "арлыгаш" in with_names
    assert "арлыгаш" not in outside
