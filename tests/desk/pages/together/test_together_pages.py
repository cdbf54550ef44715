"""Giving work, commenting and being told, over HTTP: who may, what is refused, and that nothing hostile becomes markup or leaves the house."""

import json
import re
from typing import Any

import pytest
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from records import review, users
from records.collaboration import WorkSubject, current_assignment, give
from records.tables import AssignmentRow, CommentRow, LedgerRow, PersonalNoticeRow
from tests.conftest import NOW
from tests.desk.site import Browser, Site, texts

SCRIPT = '<script>alert(1)</script> <img src=x onerror=alert(2)> https://a.kz/"><b>x javascript:alert(3)'
SECRET = "тек әріптестерге арналған сөз"


@pytest.fixture
def number(site: Site) -> str:
    with site.writing() as session:
        return review.confirm(session, site.drafts[1], who="Berik", now=NOW).incident or ""


def rows(site: Site, table: Any) -> list[Any]:
    with site.reading() as session:
        return list(session.scalars(select(table).order_by(table.id)))


def test_a_draft_is_given_and_its_card_its_page_and_the_list_say_whose_it_is(site: Site, snapshot: SnapshotAssertion) -> None:
    aigul, draft = site.signed_in("monitor"), site.drafts[0]
    answer = aigul.submit("/together/give", {"id": draft, "to": "Berik", "next": f"/drafts/{draft}"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/drafts/{draft}")
    told = {
        who: texts(browser.get("/queue").text, "//*[contains(@class, 'whose')]")
        for who, browser in (("Aigul", aigul), ("Berik", site.signed_in("editor")))
    }
    told["page"] = texts(aigul.get(f"/drafts/{draft}/together").text, "//*[@id='given']")
    told["list"] = texts(aigul.get("/together").text, "//main//section")
    site.clock.pass_by(days=9)
    told["nine days later"] = texts(site.signed_in("editor").get("/together").text, "//main//section")
    assert told == snapshot


def test_the_queue_and_the_table_are_narrowed_to_what_is_given(site: Site, number: str) -> None:
    aigul = site.signed_in("monitor")
    aigul.submit("/together/give", {"id": [site.drafts[0], number], "to": "Aigul"})

    def cards(address: str) -> list[str]:
        return re.findall(r'id="d(\d+)"', aigul.get(address).text)

    assert cards("/queue?mine=true") == cards("/queue?given=Aigul") == [str(site.drafts[0])]
    assert cards("/queue?given=Berik") == []
    assert 'class="empty"' in site.signed_in("editor").get("/queue?mine=true").text
    row = f'<a href="/incidents/{number}"'
    assert [row in aigul.get(f"/incidents?{query}").text for query in ("given_me=true", "given=Aigul", "given=Berik")] == [True, True, False]
    aigul.submit("/together/give", {"id": number, "to": ""})
    assert row not in aigul.get("/incidents?given_me=true").text
    assert aigul.get("/incidents/explore?given=Aigul").status_code == 200


def test_a_script_is_told_what_could_be_given_and_what_not(site: Site, number: str) -> None:
    aigul = site.signed_in("monitor")
    answer = aigul.submit("/together/give", {"id": [site.drafts[0], site.drafts[1]], "to": "Berik"}, headers={"Accept": "application/json"})
    told = answer.json()
    assert told["done"] == [site.drafts[0]]
    assert [one["id"] for one in told["failed"]] == [site.drafts[1]]
    assert told["failed"][0]["status"] == 409


def test_nothing_is_given_to_somebody_who_may_no_longer_sign_in_and_theirs_is_shown(site: Site, snapshot: SnapshotAssertion) -> None:
    with site.writing() as session:
        give(session, WorkSubject(draft=site.drafts[0]), "Aigul", who="Berik", now=NOW)
        users.disable(session, users.find(session, "Aigul"), who="Dana", now=NOW)
    berik = site.signed_in("editor")
    assert berik.submit("/together/give", {"id": site.drafts[2], "to": "Aigul"}).status_code == 422
    assert berik.submit("/together/give", {"id": site.drafts[2], "to": "nobody"}).status_code == 404
    assert berik.submit("/together/give", {"id": "1;DROP TABLE drafts", "to": "Berik"}).status_code == 404
    asked = {
        "/together": "//*[contains(@class, 'badge')]", "/queue": "//*[contains(@class, 'whose')]", f"/drafts/{site.drafts[0]}/together": "//*[@id='given']",
    }  # fmt: skip
    assert {way: texts(berik.get(way).text, place) for way, place in asked.items()} == snapshot
    berik.submit("/together/give", {"id": site.drafts[0], "to": "Berik"})
    with site.reading() as session:
        held = current_assignment(session, WorkSubject(draft=site.drafts[0]))
        assert held is not None
        assert held.holder == "Berik"


def unread(browser: Browser) -> list[str]:
    """The number at the bell, if there is one."""
    return texts(browser.get("/notices").text, "//*[contains(@class, 'bell-count')]")


def test_who_is_named_is_told_with_a_counter_and_reads_it(site: Site, number: str) -> None:
    aigul, berik = site.signed_in("monitor"), site.signed_in("editor")
    answer = aigul.submit(f"/incidents/{number}/comments", {"text": "@berik қараңызшы:\nекінші жол"})
    assert answer.headers["location"] == f"/incidents/{number}#comments"
    assert (unread(berik), unread(aigul)) == (["1"], [])
    assert "екінші жол" in berik.get("/notices").text
    (notice,) = rows(site, PersonalNoticeRow)
    assert notice.kind == "mentioned"
    assert site.signed_in("operator").submit(f"/notices/{notice.id}").headers["location"] == "/notices"
    assert unread(berik) == ["1"]
    assert berik.submit(f"/notices/{notice.id}").headers["location"] == f"/incidents/{number}#comment-{notice.comment_id}"
    assert f'id="comment-{notice.comment_id}"' in berik.get(f"/incidents/{number}").text
    assert unread(berik) == []
    for _ in range(3):
        aigul.submit(f"/incidents/{number}/comments", {"text": "@Berik"})
    assert unread(berik) == ["3"]
    berik.submit("/notices/read")
    assert unread(berik) == [], "all at once"


def test_hostile_text_is_only_text(site: Site, number: str) -> None:
    aigul = site.signed_in("monitor")
    aigul.submit(f"/incidents/{number}/comments", {"text": f"{SCRIPT}\u202e @Berik"})
    for page in (aigul.get(f"/incidents/{number}").text, site.signed_in("editor").get("/notices").text):
        assert [words for words in ("<script>alert", "<img src=x", 'href="javascript') if words in page] == []
        assert "\u202e" not in re.sub(r"<textarea.*?</textarea>", "", page, flags=re.S)
        assert "[U+202E]" in page
    assert 'href="https://a.kz/" rel="noreferrer noopener nofollow"' in aigul.get(f"/incidents/{number}").text


def test_a_refused_comment_comes_back_with_what_was_typed(site: Site, number: str) -> None:
    aigul = site.signed_in("monitor")
    for text in ("", "ә" * 100_000):
        answer = aigul.submit(f"/incidents/{number}/comments", {"text": text})
        assert (answer.status_code, 'id="w-text"' in answer.text, text[:50] in answer.text) == (422, True, True)
    assert rows(site, CommentRow) == []


def test_only_its_author_changes_a_comment_and_withdraws_it(site: Site, number: str) -> None:
    aigul, berik = site.signed_in("monitor"), site.signed_in("editor")
    aigul.submit(f"/incidents/{number}/comments", {"text": "бірінші нұсқа"})
    (comment,) = rows(site, CommentRow)
    assert berik.submit(f"/comments/{comment.id}", {"text": "мен"}).status_code == 422
    assert berik.submit(f"/comments/{comment.id}", {"act": "withdraw"}).status_code == 422
    aigul.submit(f"/comments/{comment.id}", {"text": "екінші нұсқа"})
    page = berik.get(f"/incidents/{number}").text
    assert page.index("екінші нұсқа") < page.index("бірінші нұсқа"), "and what it said before"
    aigul.submit(f"/comments/{comment.id}", {"act": "withdraw"})
    assert "нұсқа" not in aigul.get(f"/incidents/{number}").text
    assert rows(site, CommentRow)[0].withdrawn_at


def test_a_case_is_followed_by_a_button(site: Site, number: str) -> None:
    aigul, way = site.signed_in("monitor"), f"/incidents/{number}/follow"

    def following() -> bool:
        return 'name="act" value="stop"' in aigul.get(f"/incidents/{number}").text

    assert not following()
    assert aigul.submit(way).headers["location"] == f"/incidents/{number}#together"
    assert following()
    site.signed_in("editor").submit(f"/incidents/{number}/statuses", {"code": "CMP", "day": "2026-11-23", "source": "арыз"})
    assert unread(aigul) == ["1"]
    aigul.submit(way, {"act": "stop"})
    assert not following()
    assert aigul.submit("/incidents/KZ-2026-0999/follow").status_code == 404


def test_nothing_of_it_is_done_without_signing_in_or_by_a_form_from_elsewhere(site: Site, number: str) -> None:
    sent: tuple[tuple[str, dict[str, Any]], ...] = (
        ("/together/give", {"id": site.drafts[0], "to": "Aigul"}),
        (f"/incidents/{number}/comments", {"text": "x"}),
        ("/notices/read", {}),
        (f"/incidents/{number}/follow", {}),
    )
    aigul = site.signed_in("monitor")
    for address, fields in sent:
        assert aigul.post(address, data=fields).status_code == 403
        assert aigul.post(address, data={**fields, "csrf": "x" * 43}).status_code == 403
        assert site.browser().post(address, data=fields).status_code in (303, 401, 403)
    assert rows(site, AssignmentRow) == rows(site, CommentRow) == []
    for address in ("/together", "/notices"):
        assert site.browser().get(address).status_code == 303


def test_what_is_said_of_a_draft_is_hidden_from_who_is_to_judge_it_blind(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(review.opinions, "is_chosen_for_opinion", lambda _: True)
    aigul, draft = site.signed_in("monitor"), site.drafts[0]
    aigul.submit(f"/drafts/{draft}/comments", {"text": f"@Berik {SECRET}"})
    with site.writing() as session:
        review.reject(session, draft, who="Aigul", now=NOW, reason="opinion")
    berik = site.signed_in("editor")
    for address in (f"/drafts/{draft}", f"/drafts/{draft}/together", "/notices"):
        assert SECRET not in berik.get(address).text

    assert SECRET in aigul.get(f"/drafts/{draft}/together").text


def test_comments_are_in_no_export_no_answer_of_the_api_and_no_row_of_the_ledger(site: Site, number: str) -> None:
    aigul, berik = site.signed_in("monitor"), site.signed_in("editor")
    for address in (f"/incidents/{number}/comments", f"/drafts/{site.drafts[0]}/comments"):
        aigul.submit(address, {"text": SECRET})
    aigul.submit("/together/give", {"id": site.drafts[0], "to": "Berik"})
    for answer in (
        berik.submit("/incidents/export", {"format": "jsonl"}),
        berik.submit("/incidents/file", {"format": "csv"}),
        berik.get("/history"),
        berik.get("/feeds/incidents.atom"),
        berik.get("/api/v1/incidents"),
        berik.get("/api/v1/drafts"),
        berik.get("/search?q=әріптестерге"),
    ):
        assert SECRET not in answer.content.decode("utf-8", "replace")
    assert SECRET not in json.dumps([[row.note, row.before, row.after] for row in rows(site, LedgerRow)], ensure_ascii=False)


def test_colleagues_are_offered_behind_an_at_sign(site: Site) -> None:
    aigul = site.signed_in("monitor")
    headers = {"X-CSRF-Token": aigul.csrf()}

    def offered(words: str) -> list[str]:
        return [one["value"] for one in aigul.post("/suggestions/colleagues", json={"words": words}, headers=headers).json()["offers"]]

    assert offered("") == ["Aigul", "Berik", "Dana"]
    assert offered("Бер") == ["Berik"]
    assert offered("nobody") == []


def test_who_names_nobody_is_told_so_and_nobody_else_is(site: Site, number: str) -> None:
    editor = site.signed_in("editor")
    assert editor.submit(f"/incidents/{number}/comments", {"text": "@Nobody, қарашы"}).status_code == 303
    told = [texts(browser.get(f"/incidents/{number}").text, "//*[@class='wrong']") for browser in (editor, site.signed_in("monitor"))]
    assert ["@Nobody" in str(one) for one in told] == [True, False]
