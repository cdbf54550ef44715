"""The inbox: who may see it, what is said of a message, and what is made of it."""

import html
from pathlib import Path
from typing import Any

from lxml.html import document_fromstring
from sqlalchemy import select

from desk.pages.inbox.view import (
    earlier_use_words,
    message_view,
    messages_shown,
    number_waiting,
    omitted_parts,
    parts,
    refused_today,
    screening_hint,
    sender_words,
)
from pipelines.evidence.files import file_path
from records.evidence_files import files_of_draft, files_of_incident
from records.messages import dismiss_message, files_of_message, find_message, make_tip
from records.outlets.requests import waiting_requests
from records.persons.decisions import edit_person
from records.persons.repository import new_person
from records.tables import DraftRow, EvidenceFileRow, LedgerRow, ManualTipRow
from records.vocabulary import IntakeChannel, MessageFate, OmittedPartReason, SenderVerification
from reports.exports.export_definitions import EXPORT_DEFINITIONS
from tests.conftest import NOW
from tests.desk.site import Browser, Site, open_site
from tests.records.intake.received import receive
from tests.records.ledger.chain import chain_faults

EVIL = "<script>alert(1)</script>"
TYPED = {
    "way": "mail",
    "came_on": "24.11.2026",
    "told": "Бізге қоқан-лоққы жасады",
    "from_whom": "Сәуле",
    "told_lang": "kk",
    "primary": "THR",
    "do": "draft",
}


def page(browser: Browser, id: int) -> str:
    answer = browser.get(f"/inbox/{id}")
    assert answer.status_code == 200
    return html.unescape(answer.text)


def tree(text: str) -> Any:
    return document_fromstring(text)


def listed(browser: Browser, part: str = "waiting") -> list[int]:
    """The messages of a part of the inbox, in its order."""
    found = tree(browser.get(f"/inbox?part={part}").text)
    return [int(href.rpartition("/")[2]) for href in found.xpath("//ol[contains(@class, 'inbox')]//p[@class='inbox-title']/a/@href")]


def state(site: Site, id: int) -> str:
    with site.reading() as session:
        return find_message(session, id).state


def test_nobody_who_is_not_signed_in_sees_it_and_any_address_is_a_page(site: Site) -> None:
    id = receive(site.engine)
    for path in ("/inbox", f"/inbox/{id}"):
        answer = site.browser().get(path)
        assert (answer.status_code, answer.headers["location"].startswith("/login")) == (303, True)
    monitor = site.signed_in("monitor")
    for act in ("attach", "tip", "aside", "back"):
        assert site.browser().post(f"/inbox/{id}/{act}").status_code in (303, 401, 403)
        assert monitor.post(f"/inbox/{id}/{act}", data={"because": "x"}).status_code == 403, "no form of ours"
    assert state(site, id) == "waiting"
    assert monitor.get("/inbox/99").status_code == 404
    for query in ("part=none", "before=-1", f"before={2**70}", "part=aside"):
        assert monitor.get(f"/inbox?{query}").status_code in (200, 422)


def test_a_message_is_shown_with_who_sent_it_and_how_far_that_is_known(site: Site) -> None:
    browser = site.signed_in("monitor")
    said = {
        SenderVerification.CLAIMED: "sender not verified",
        SenderVerification.FORGED: "probably forged",
        SenderVerification.VERIFIED: "sender verified",
    }
    for nth, (standing, words) in enumerate(said.items(), 1):
        id = receive(site.engine, nth, files=("акт.pdf",), standing=standing, left_out=(("үлкен.zip", OmittedPartReason.TOO_LARGE),))
        shown = page(browser, id)
        for part in (words, "Сәуле <saule@mail.example>", "қоқан-лоққы", "акт.pdf", "үлкен.zip", "download>"):
            assert part in shown
        assert words in html.unescape(browser.get("/inbox").text)
    assert "3" in browser.get("/notices").text


SENDERS: list[tuple[dict[str, Any], str]] = [
    ({}, "Сәуле <saule@mail.example>"), ({"sender_name": ""}, "saule@mail.example"), ({"sender": "", "sender_name": "a, b"}, "a, b"),
    ({"sender": "", "sender_name": ""}, "no sender can be read"), ({"door": IntakeChannel.TELEGRAM, "sender": "4711"}, "Сәуле <account 4711>"),
]  # fmt: skip


def test_who_sent_it_and_what_the_screening_says_is_put_into_words(site: Site) -> None:
    for nth, (given, words) in enumerate(SENDERS, 1):
        id = receive(site.engine, nth, **given)
        with site.reading() as session:
            assert sender_words(find_message(session, id)) == words
    id = receive(site.engine, 9, left_out=(("../a\u202eb.zip", OmittedPartReason.TOO_LARGE),))
    with site.writing() as session:
        row = find_message(session, id)
        assert screening_hint(row) == ""
        hints = {}
        for row.label in ("incident", "followup", "none", "report"):
            row.score = 0.87
            hints[row.label] = screening_hint(row)
        assert "(87%)" in hints["incident"]
        assert "news" in hints["followup"]
        assert hints["none"] == hints["report"] != ""
        assert len(set(hints.values())) == 3
        assert omitted_parts(row) == [("ab.zip", "too large")]
        assert message_view(row, 0).title == "Хабар"


def test_who_is_known_is_said_and_that_a_claim_is_only_one(site: Site) -> None:
    standings = (SenderVerification.VERIFIED, SenderVerification.VERIFIED, SenderVerification.CLAIMED)
    first, sure, claimed = (receive(site.engine, nth, standing=standing) for nth, standing in enumerate(standings, 1))
    with site.writing() as session:
        make_tip(session, first, "https://716.kz/1", who="Aigul", now=NOW)
        assert "1 earlier message" in earlier_use_words(session, find_message(session, sure))
        assert "not certain" in earlier_use_words(session, find_message(session, claimed))
        assert earlier_use_words(session, find_message(session, first)) == ""


def test_parts_are_counted_and_listed_with_the_newest_first(site: Site) -> None:
    for nth in range(1, 55):
        receive(site.engine, nth)
    receive(site.engine, 60, fate=MessageFate.OVER_LIMIT)
    with site.writing() as session:
        dismiss_message(session, 1, "жарнама", who="Aigul", now=NOW)
    with site.reading() as session:
        assert [(one.name, one.count) for one in parts(session)] == [("waiting", 53), ("settled", 0), ("aside", 1), ("refused", 1)]
        first, further = messages_shown(session, "waiting", 0)
        rest, end = messages_shown(session, "waiting", further)
        assert [one.id for one in first] + [one.id for one in rest] == list(range(54, 1, -1))
        assert (end, number_waiting(session), refused_today(session, NOW)) == (0, 53, 1)
        (aside,) = messages_shown(session, "aside", 0)[0]
        assert (aside.became, aside.href) == ("set aside: жарнама", "")


def test_nothing_that_a_stranger_wrote_is_a_part_of_the_page(site: Site) -> None:
    id = receive(
        site.engine, files=(f"../{EVIL}.pdf",), subject=EVIL, text=f"{EVIL} https://716.kz/'\"><img/src=x>", sender_name=EVIL, sender=f"{EVIL}@x", forwarded_from=EVIL,
        lang='"><script>', left_out=((EVIL, OmittedPartReason.OTHER_KIND),),
    )  # fmt: skip
    for path in ("/inbox", f"/inbox/{id}", f"/cases/new?message={id}"):
        answer = site.signed_in("monitor").get(path)
        assert answer.status_code == 200
        assert not [part for part in ("<script>alert", "<img/src", '"><script>') if part in answer.text]


def test_what_came_with_a_message_is_given_out_as_bytes_to_be_saved(site: Site) -> None:
    id = receive(site.engine, files=("акт.pdf",))
    with site.reading() as session:
        whole, files = files_of_message(session, id)
        assert whole is not None
    for row in (whole, files[0]):
        assert site.signed_in("monitor").get(f"/files/{row.id}").status_code == 404, "its bytes are not there yet"
        path = file_path(site.settings.evidence, row.sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"<html><script>alert(1)</script>")
        answer = site.signed_in("monitor").get(f"/files/{row.id}")
        assert answer.headers["content-type"] == "application/octet-stream"
        assert answer.headers["content-disposition"].startswith('attachment; filename="qorgan-file-')
        assert "sandbox" in answer.headers["content-security-policy"]


# What is made of it


def test_a_case_is_made_of_it_with_its_files_and_words_and_once(site: Site) -> None:
    id = receive(site.engine, files=("акт.pdf",), forwarded_from="Біреу")
    browser = site.signed_in("monitor")
    form = html.unescape(browser.get(f"/cases/new?message={id}").text)
    for part in ("Бізге қоқан-лоққы", "Сәуле <saule@mail.example>, Біреу", "24.11.2026", "акт.pdf", f'name="message" value="{id}"'):
        assert part in form
    assert "Not kept" not in form
    made = browser.submit("/cases/new", {**TYPED, "message": id})
    assert made.status_code == 303, made.text
    draft = int(made.headers["location"].rpartition("/")[2])
    with site.reading() as session:
        assert [one.name for one in files_of_draft(session, draft)] == ["акт.pdf"]
        tip = session.get_one(ManualTipRow, draft)
        assert (tip.door, tip.way, session.get_one(DraftRow, draft).lang) == (IntakeChannel.MAIL, "mail", "kk")
        row = find_message(session, id)
        assert (row.state, row.draft_id, row.settled_by) == ("case", draft, "Aigul")
    again = browser.submit("/cases/new", {**TYPED, "message": id})
    assert (again.status_code, "қоқан-лоққы" in again.text) == (409, True), "what was typed comes back"
    assert browser.get(f"/cases/new?message={id}").status_code == 409
    assert f"/inbox/{id}" in browser.get(f"/drafts/{draft}").text
    assert (browser.submit(f"/inbox/{id}/back").status_code, state(site, id)) == (422, "case")
    assert chain_faults(site.engine) == []


def test_a_message_of_files_alone_becomes_a_case_too(site: Site) -> None:
    id = receive(
        site.engine, files=("дауыс.ogg",), text="", subject="", door=IntakeChannel.TELEGRAM, sender="4711", standing=SenderVerification.ACCOUNT
    )
    browser = site.signed_in("monitor")
    assert "Message 1" in browser.get("/inbox").text
    made = browser.submit("/cases/new", {"message": id, "way": "message", "came_on": "24.11.2026", "told_lang": "kk", "do": "draft"})
    assert made.status_code == 303


def test_an_editor_records_it_at_once_after_a_look_at_all_of_it(site: Site) -> None:
    browser = site.signed_in("editor")
    typed = {**TYPED, "message": receive(site.engine, files=("акт.pdf",)), "victim_name": "Айгүл Сапарқызы", "do": "record"}
    look = browser.submit("/cases/new", typed)
    assert "акт.pdf" in look.text
    sure = look.text.partition('name="sure" value="')[2].partition('"')[0]
    made = browser.submit("/cases/new", {**typed, "sure": sure})
    assert made.status_code == 303, made.text
    with site.reading() as session:
        assert [one.name for one in files_of_incident(session, made.headers["location"].rpartition("/")[2])] == ["акт.pdf"]


def test_a_page_that_it_names_is_asked_for_and_a_private_one_is_not(site: Site) -> None:
    id = receive(site.engine, text="Қараңыз: https://716.kz/news/1, http://10.0.0.1/x")
    browser = site.signed_in("monitor")
    assert tree(page(browser, id)).xpath("//input[@name='url']/@value") == ["https://716.kz/news/1"]
    assert (browser.submit(f"/inbox/{id}/tip", {"url": "http://10.0.0.1/x"}).status_code, state(site, id)) == (422, "waiting")
    assert browser.submit(f"/inbox/{id}/tip", {"url": "https://716.kz/news/1"}).status_code == 303
    with site.reading() as session:
        assert [row.url for row in waiting_requests(session)] == ["https://716.kz/news/1"]
    assert state(site, id) == "tip"
    assert tree(page(browser, id)).xpath("//section[@class='notice']"), "what became of it"


def test_it_is_put_with_a_draft_or_an_incident_and_taken_back(site: Site) -> None:
    id, draft, browser = receive(site.engine, files=("акт.pdf",)), site.drafts[0], site.signed_in("monitor")
    for wrong in ("", "99999", "KZ-2026-0999", "abc"):
        answer = browser.submit(f"/inbox/{id}/attach", {"to": wrong})
        assert (answer.status_code in (404, 422), "w-to" in answer.text) == (True, True)
    assert browser.submit(f"/inbox/{id}/attach", {"to": str(draft)}).status_code == 303
    files = browser.get(f"/drafts/{draft}/files").text
    assert (f"/inbox/{id}" in files, "акт.pdf" in files) == (True, True)
    assert browser.submit(f"/inbox/{id}/attach", {"to": str(draft)}).status_code == 409
    assert browser.submit(f"/inbox/{id}/back").status_code == 303
    assert "акт.pdf" not in browser.get(f"/drafts/{draft}/files").text
    assert state(site, id) == "waiting"
    browser.submit(f"/inbox/{id}/attach", {"to": str(draft)})
    browser.submit(f"/drafts/{draft}/decision", {"do": "reject", "reason": "not_press"})
    with site.reading() as session:
        assert session.get_one(DraftRow, draft).state == "rejected"
    assert browser.submit(f"/inbox/{id}/back").status_code == 403, "that takes evidence from what is decided"
    assert site.signed_in("editor").submit(f"/inbox/{id}/back").status_code == 303


def test_it_is_set_aside_with_a_reason_and_put_back(site: Site) -> None:
    id, browser = receive(site.engine), site.signed_in("monitor")
    assert browser.submit(f"/inbox/{id}/aside", {"because": " "}).status_code == 422
    assert browser.submit(f"/inbox/{id}/aside", {"because": "жарнама"}).status_code == 303
    shown = page(browser, id)
    assert ("жарнама" in shown, "Aigul" in shown) == (True, True)
    assert (listed(browser), listed(browser, "aside")) == ([], [id])
    assert browser.submit(f"/inbox/{id}/back").status_code == 303
    with site.reading() as session:
        acts = session.scalars(select(LedgerRow.action).where(LedgerRow.subject == f"message {id}").order_by(LedgerRow.id)).all()
    assert acts == ["receive", "settle", "put_back"]
    assert "message put back" in page(browser, id)
    assert f"/inbox/{id}" in browser.get("/history").text


def test_what_was_refused_is_shown_with_its_reason_and_nothing_can_be_made_of_it(site: Site) -> None:
    id, browser = receive(site.engine, fate=MessageFate.TOO_LARGE), site.signed_in("monitor")
    receive(site.engine, 2, fate=MessageFate.OVER_LIMIT)
    (notice,) = tree(browser.get("/inbox").text).xpath("//main/div[@class='notice warn']/p/text()")
    assert notice.split()[0] == "1"
    assert "too large" in browser.get("/inbox?part=refused").text
    shown = page(browser, id)
    assert tree(shown).xpath("//section[@aria-labelledby='from-title']/p[@class='hint']")
    assert "/attach" not in shown
    assert browser.submit(f"/inbox/{id}/aside", {"because": "x"}).status_code == 409


def test_the_queue_says_how_many_wait_where_messages_are_taken_in(site: Site, tmp_path: Path) -> None:
    assert "/inbox" not in site.signed_in("monitor").get("/queue").text
    made = open_site(f"sqlite:///{tmp_path / 'other.db'}", tmp_path / "other", telegram_token="1:aSecretToken")
    id = receive(made.engine)
    assert 'href="/inbox"' in made.signed_in("monitor").get("/queue").text
    assert listed(made.signed_in("monitor")) == [id]
    made.engine.dispose()


def test_a_name_that_is_withheld_stays_in_the_house_when_it_stands_in_a_file_or_a_reason(site: Site) -> None:
    with site.writing() as session:
        person = new_person(session, [{"name": "Айдана Карлыгашева"}], who="Aigul", now=NOW)
        edit_person(session, person.id, {"publish": False, "publish_reason": "суд"}, who="Aigul", now=NOW)
    id = receive(site.engine, files=("Карлыгашева Айдана.pdf",), text="Айдана Карлыгашева", sender_name="Айдана Карлыгашева")
    browser, shape = site.signed_in("monitor"), EXPORT_DEFINITIONS["decisions"]
    assert "Карлыгашева" in page(browser, id), "the desk shows it"
    browser.submit(f"/inbox/{id}/aside", {"because": "об Айдане Карлыгашевой"})
    with site.reading() as session:
        with_names = str(list(shape.records(session, shape.filter())))
        outside = str(list(shape.rows(session, shape.filter())))
        assert session.scalars(select(EvidenceFileRow.name).where(EvidenceFileRow.name.like("Карл%"))).all()
    assert ("арлыгаш" in with_names, "арлыгаш" in outside) == (True, False)
