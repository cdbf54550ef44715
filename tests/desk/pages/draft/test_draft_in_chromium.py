"""A draft, its form and its stored page in the real Chromium: by keyboard, with two people, on a phone, and with a page that would do harm."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from records import review
from records.incident_model import Victim
from records.review import queue
from records.tables import DraftRow, IncidentRow
from tests.conftest import NOW
from tests.desk.draft_case import TITLE, store
from tests.desk.keyboard_only import fill_by_keyboard
from tests.desk.pages.in_chromium import Open
from tests.desk.site import Site, add_draft
from tests.records.persons.persons_case import admit_victims

GRAVE = ("serious", "critical")
ONE = "Гүлнар Сапарқызы"
ERLAN = {"name": "Ерлан Тастемиров", "profession": "", "outlet": "Вестник степи"}


def state(site: Site, draft: int) -> DraftRow:
    with site.reading() as session:
        found: DraftRow = session.get_one(DraftRow, draft)
        return found


def field(page: Page, name: str) -> Any:
    return page.locator(f"#decision [name={name}]").first


def person(page: Page, row: int, key: str = "name") -> Any:
    return page.locator("[data-row]").nth(row).locator(f"[data-key={key}]")


def names(page: Page) -> list[str]:
    found: list[str] = page.locator("[data-key=name]").evaluate_all("all => all.map(one => one.value)")
    return found


def confirm(page: Page) -> None:
    """Press c outside of the fields, and wait for the page after the decision."""
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    page.wait_for_url("**told=*")


def refused(page: Page) -> int:
    """Press c outside of the fields; the status of the refusal."""
    page.evaluate("document.activeElement.blur()")
    with page.expect_response("**/decision") as answer:
        page.keyboard.press("c")
    return int(answer.value.status)


def saved(page: Page) -> None:
    expect(page.locator("[data-autosave-said]")).to_contain_text("saved", timeout=30_000)


def test_from_the_queue_by_e_a_field_corrected_and_confirmed_by_c(opened: Open, site: Site) -> None:
    case, sentence = site.drafts[-1], "Корреспондента не пустили на заседание."
    with site.writing() as session:
        draft = session.get_one(DraftRow, case)
        draft.proposal = {**draft.proposal, "proposed_summary": [{"start": 0, "end": 9, "text": sentence}], "unsure": ["place"]}
    page = opened("/queue")
    while page.evaluate("Number(document.activeElement.dataset.id)") != case:
        page.keyboard.press("j")
    page.keyboard.press("e")
    page.wait_for_url(f"**/drafts/{case}")
    page.keyboard.press("e")
    # The first field of which the machine is unsure.
    expect(field(page, "place")).to_be_focused()
    line, unsure = page.locator("[data-field=place] [data-machine-line]"), page.locator("#u-place")
    expect(line).to_be_hidden()
    expect(unsure).to_be_visible()
    field(page, "place").fill("Темиртау")
    expect(unsure).to_be_hidden()
    expect(line).to_contain_text("Караганда")
    line.locator("[data-take]").click()
    expect(field(page, "place")).to_have_value("Караганда")
    expect(line).to_be_hidden()
    field(page, "place").fill("Темиртау")
    expect(field(page, "summary_ru")).to_have_value("")
    page.locator("[data-insert=summary_ru]").click()
    expect(field(page, "summary_ru")).to_be_focused()
    expect(field(page, "summary_ru")).to_have_value(sentence)
    page.keyboard.press("Escape")
    confirm(page)
    expect(page.get_by_role("status").filter(has_text="KZ-2026-0001")).to_be_visible()
    assert state(site, case).fields == {"place": "Темиртау", "summary": {"ru": sentence}, "texts_checked": []}, "put in, and vouched for by nobody"
    page.keyboard.press("u")
    page.wait_for_url(f"**/drafts/{case}?undone*")
    assert state(site, case).state == "new"
    expect(field(page, "place")).to_have_value("Темиртау")


TYPED: dict[str, Any] = {
    "victim_name": ["Ерлан Тастемиров", "сапарк↓"],
    "victim_profession": ["тілші"],
    "outlets": "Вестник степи",
    "primary": "OBS",
    "categories": ["THR"],
    "incident_date": "21.11.2026",
    "place": "Темирт↓",
    "country": "KZ",
    "actor": "law_enforcement",
    "target": "person",
    "motive": "confirmed",
    "status": "CMP",
    "status_date": "22 қараша",
    "status_source": "the newsroom told us",
    "titles_kk": "Тілшіні кіргізбеді",
    "summary_ru": "Не пустили на заседание.",
    "safety_notes": "call before writing",
    "contacts": "through her sister",
    "note": "checked by telephone",
}


def test_every_field_is_reached_filled_and_recorded_by_keys(opened: Open, site: Site) -> None:
    with site.writing() as session:
        admit_victims(session, (Victim(ONE, "корреспондент", "Орда"),))
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}", role="editor")
    page.keyboard.press("e")
    while page.evaluate("document.activeElement.name") != "victim_name":
        page.keyboard.press("Shift+Tab")
    assert fill_by_keyboard(page, "#decision", TYPED) == set()
    page.keyboard.press("c")
    page.wait_for_url("**told=*")
    with site.reading() as session:
        row = session.get_one(DraftRow, draft)
        incident = session.scalars(select(IncidentRow).where(IncidentRow.draft_id == draft)).one()
    assert row.state == "confirmed"
    assert [(one["name"], one["profession"], one["outlet"]) for one in incident.victims] == [
        ("Ерлан Тастемиров", "тілші", "Вестник степи"), (ONE, "корреспондент", "Орда"),
    ]  # fmt: skip
    assert (incident.primary, incident.happened_on.isoformat(), incident.place, incident.region) == ("OBS", "2026-11-21", "Темиртау", "KZ-35")
    assert "THR" in incident.categories
    assert {name: getattr(incident, name) for name in ("actor", "target", "motive")} == {name: TYPED[name] for name in ("actor", "target", "motive")}
    assert (incident.titles["kk"], incident.summary["ru"]) == (TYPED["titles_kk"], TYPED["summary_ru"])
    assert {name: incident.private[name] for name in ("safety_notes", "contacts")} == {name: TYPED[name] for name in ("safety_notes", "contacts")}
    assert (row.fields["status"], row.fields["status_date"], row.fields["status_source"]) == ("CMP", "2026-11-22", TYPED["status_source"])


def test_reject_merge_and_defer_by_keyboard(opened: Open, site: Site) -> None:
    first, second, third, case = site.drafts
    with site.writing() as session:
        review.confirm(session, case, who="Berik", now=NOW)
        news = add_draft(session, "news", title="Тастемирова вызвали в суд")
    page = opened(f"/drafts/{first}")
    page.keyboard.press("r")
    expect(page.locator("#ask-reject")).to_be_visible()
    page.keyboard.press("9")
    expect(page.locator("#reject-note")).to_be_focused()
    page.keyboard.type("соседский спор")
    page.keyboard.press("Enter")
    page.wait_for_url("**told=*")
    assert (state(site, first).state, state(site, first).reason) == ("rejected", "other")
    page.goto(f"/drafts/{second}")
    page.keyboard.press("d")
    page.keyboard.press("2")
    page.wait_for_url("**told=*")
    assert str(state(site, second).deferred_until) == "2026-12-01"
    page.goto(f"/drafts/{news}")
    expect(page.locator("#like button")).to_have_count(1)
    page.keyboard.press("m")
    expect(page.locator("#ask-merge button").first).to_be_focused()
    page.keyboard.press("1")
    page.wait_for_url("**told=*")
    assert (state(site, news).state, state(site, news).incident) == ("merged", "KZ-2026-0001")
    assert state(site, third).state == "new"


OFFERS_COME_AGAIN_WHILE_THE_DESK_IS_ASKED = """() => {
  const plain = window.fetch;
  window.fetch = (address, ...rest) => {
    if (String(address) === "/health") document.dispatchEvent(new CustomEvent("htmx:afterSettle"));
    return plain(address, ...rest);
  };
}"""


def test_a_merge_is_sent_though_its_button_was_replaced_in_the_meantime(opened: Open, site: Site) -> None:
    with site.writing() as session:
        review.confirm(session, site.drafts[3], who="Berik", now=NOW)
        news = add_draft(session, "news", title="Тастемирова вызвали в суд")
    page = opened(f"/drafts/{news}")
    expect(page.locator("#like button")).to_have_count(1)
    field(page, "title").fill("Другое название")
    page.evaluate(OFFERS_COME_AGAIN_WHILE_THE_DESK_IS_ASKED)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("m")
    page.keyboard.press("1")
    page.wait_for_url("**told=*")
    assert (state(site, news).state, state(site, news).incident) == ("merged", "KZ-2026-0001")


def test_keys_are_listed_open_the_stored_page_and_lead_along_the_queue_on_a_kazakh_keyboard_too(opened: Open, site: Site) -> None:
    page = opened("/queue")
    order = [int(found) for found in page.locator(".draft").evaluate_all("all => all.map(one => one.dataset.id)")]
    page.goto(f"/drafts/{order[0]}")
    page.keyboard.press("j")
    page.wait_for_url(f"**/drafts/{order[1]}*")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'л', code: 'KeyK', bubbles: true}))")
    page.wait_for_url(f"**/drafts/{order[0]}*")
    page.goto(f"/drafts/{site.drafts[-1]}")
    page.keyboard.press("?")
    expect(page.locator("#keys kbd", has_text="m")).to_be_visible()
    page.keyboard.press("Escape")
    with page.context.expect_page() as tab:
        page.keyboard.press("o")
    expect(tab.value.locator("#proof-title .badge.good")).to_be_visible()
    expect(tab.value.frame_locator("iframe").get_by_role("heading", name=TITLE)).to_be_visible()


def test_two_people_on_one_draft_see_each_other_and_cannot_overwrite(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    theirs, mine = opened(f"/drafts/{draft}", role="editor"), opened(f"/drafts/{draft}")
    expect(mine.locator("[data-others]")).to_contain_text("Berik")
    for page, typed in ((theirs, "Қарағанды"), (mine, "Темиртау")):
        field(page, "place").fill(typed)
        page.keyboard.press("Escape")
        saved(page)
    for page, typed in ((theirs, "Қарағанды"), (mine, "Темиртау")):
        page.reload()
        expect(field(page, "place")).to_have_value(typed)
    theirs.keyboard.press("r")
    theirs.keyboard.press("6")
    theirs.wait_for_url("**told=*")
    assert refused(mine) == 409
    expect(mine.locator("#problem")).to_contain_text("was rejected by Berik")
    expect(field(mine, "place")).to_have_value("Темиртау")
    expect(mine.locator(".decided.is-rejected h2")).to_contain_text("Berik")
    assert state(site, draft).state == "rejected"


def test_a_fault_is_said_beside_its_field_which_gets_the_focus_and_is_unfolded(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}")
    field(page, "incident_date").fill("скоро")
    expect(page.locator("#d-incident_date")).to_contain_text("Скоро")
    assert refused(page) == 422
    expect(page.locator("#w-incident_date")).to_be_in_viewport()
    expect(field(page, "incident_date")).to_have_value("скоро")
    expect(field(page, "incident_date")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("e")
    expect(field(page, "incident_date")).to_be_focused()
    field(page, "incident_date").fill("23.11.2026")
    page.locator("details.folded", has=page.locator("[name=status]")).locator("summary").click()
    field(page, "status").select_option("DRP")
    field(page, "status_date").fill("31.11.2026")
    assert refused(page) == 422
    expect(page.locator("#w-status_date")).to_contain_text("31.11.2026")
    expect(field(page, "status_date")).to_be_focused()
    expect(field(page, "status_date")).to_be_in_viewport(ratio=1)


def test_without_scripts_everything_can_be_decided(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}", java_script_enabled=False)
    page.get_by_role("link", name="Voice of Saryarka").click()
    expect(page.locator(".headline")).to_contain_text("кіргізбеді")
    page.get_by_role("button", name="Reject…").click()
    expect(page.locator("#ask-reject")).to_be_visible()
    page.get_by_role("button", name="Opinion").click()
    assert state(site, draft).state == "rejected"
    page.goto(f"/drafts/{draft}")
    page.get_by_role("button", name="Undo").click()
    page.locator("[name=place]").fill("Темиртау")
    page.get_by_role("button", name="Confirm").click()
    assert state(site, draft).fields == {"place": "Темиртау"}


# The form

COVERED = """() => {
  const body = document.querySelector(".facts-body");
  // What the panel has scrolled out of view is not covered.
  const ends = getComputedStyle(body).overflowY === "auto" ? body.getBoundingClientRect().bottom : innerHeight;
  return [...document.querySelectorAll(".facts-body input, .facts-body select, .facts-body textarea")].filter((one) => {
    const box = one.getBoundingClientRect();
    const middle = box.top + box.height / 2;
    if (!box.height || box.bottom < 0 || middle > ends || !one.checkVisibility()) return false;
    const there = document.elementFromPoint(box.left + box.width / 2, middle);
    return there && there.closest(".decide");
  }).map((one) => one.name);
}"""


def test_victims_are_in_view_without_scrolling_and_no_button_lies_over_a_field(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}", viewport={"width": 1440, "height": 900})
    for key in ("name", "profession", "outlet"):
        expect(person(page, 0, key)).to_be_in_viewport(ratio=1)
    expect(person(page, 0)).to_have_value("Ерлан Тастемиров")
    assert page.evaluate(COVERED) == []
    page.locator(".facts-body").evaluate("one => one.scrollTo(0, 300)")
    assert page.evaluate(COVERED) == []
    page.set_viewport_size({"width": 390, "height": 844})
    page.reload()
    expect(page.locator(".who-harmed")).to_be_in_viewport(ratio=1)
    expect(page.locator(".who-harmed")).to_have_text("Victims: Ерлан Тастемиров (Вестник степи)")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.closest('form')?.id") == "decision"
    expect(page.locator(":focus")).to_be_in_viewport(ratio=1)
    assert page.evaluate("document.activeElement.name") not in page.evaluate(COVERED)


def test_a_date_is_told_as_it_is_typed_in_every_language_and_the_same_day_is_no_change(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    for lang, month in (("kk", "қараша"), ("ru", "ноября")):
        page = opened(f"/drafts/{draft}", locale=lang)
        field(page, "incident_date").fill("23.11")
        expect(page.locator("#d-incident_date")).to_contain_text(month)
    page = opened(f"/drafts/{draft}")
    told, line = page.locator("#d-incident_date"), page.locator("[data-field=incident_date] > [data-machine-line]")
    expect(told).to_have_text("Monday, November 23, 2026")
    for written in ("23/11", "23 қараша", "кеше", "понедельник"):
        field(page, "incident_date").fill("")
        expect(told).to_have_text("")
        field(page, "incident_date").fill(written)
        expect(told).to_have_text("Monday, November 23, 2026")
        expect(line).to_be_hidden()
    field(page, "incident_date").fill("ноябрь 2026")
    expect(told).to_have_text("November 2026")
    expect(line).to_be_visible()
    confirm(page)
    assert state(site, draft).fields == {"incident_date": "2026-11-01", "date_precision": "month"}


def test_persons_are_added_removed_and_brought_back_by_keyboard_and_one_named_twice_is_refused_at_her_row(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}")
    page.get_by_role("button", name="Add a person").focus()
    page.keyboard.press("Enter")
    expect(person(page, 1)).to_be_focused()
    page.keyboard.type("тастемиров ЕРЛАН")
    assert refused(page) == 422
    expect(page.locator("#w-victims")).to_contain_text("Тастемиров ЕРЛАН")
    expect(person(page, 1)).to_be_focused()
    expect(person(page, 1)).to_be_in_viewport(ratio=1)
    remove = page.get_by_role("button", name="Remove this person")
    remove.nth(1).focus()
    page.keyboard.press("Enter")
    expect(page.locator("[data-row]")).to_have_count(2)
    expect(person(page, 1)).to_be_focused()
    expect(person(page, 1)).to_have_value("")
    saved(page)
    page.goto(f"/drafts/{draft}")
    expect(page.locator("[data-row]")).to_have_count(2)
    person(page, 1).fill("Асель Жумина")
    remove.first.focus()
    page.keyboard.press("Enter")
    expect(person(page, 0)).to_have_value("Асель Жумина")
    back = page.get_by_role("button", name="Bring back: Ерлан Тастемиров")
    back.focus()
    page.keyboard.press("Enter")
    expect(back).to_have_count(0)
    expect(person(page, 0)).to_be_focused()
    for _ in range(2):
        assert names(page) == ["Ерлан Тастемиров", "Асель Жумина", ""], "at her place"
        saved(page)
        page.reload()
    remove.nth(1).focus()
    page.keyboard.press("Enter")
    saved(page)
    confirm(page)
    assert state(site, draft).fields == {}


def test_two_persons_of_one_name_are_recorded_as_two_once_somebody_says_so(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}")
    two = page.get_by_label("These are two persons of the same name")
    expect(two).to_be_hidden()
    person(page, 1).fill("Ерлан Тастемиров")
    person(page, 1, "profession").fill("оператор")
    assert refused(page) == 422
    expect(page.locator("#w-victims")).to_be_visible()
    # Nothing typed is lost.
    expect(person(page, 1, "profession")).to_have_value("оператор")
    two.check()
    confirm(page)
    with site.reading() as session:
        incident = session.scalars(select(IncidentRow).where(IncidentRow.draft_id == draft)).one()
    assert [one["name"] for one in incident.victims] == ["Ерлан Тастемиров"] * 2
    assert len({one["person"] for one in incident.victims}) == 2


def test_what_was_typed_also_away_from_the_network_is_there_again_after_the_page_was_closed(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}")
    field(page, "title").fill("Другое название")
    person(page, 0, "profession").fill("корреспондент")
    expect(page.locator("[data-row]")).to_have_count(2)
    saved(page)
    page.context.set_offline(True)
    field(page, "incident_date").fill("21/11")
    person(page, 1).fill("Асель Жумина")
    expect(page.locator("[data-row]")).to_have_count(3)
    expect(page.locator("[data-autosave-said]")).to_have_attribute("data-how", "kept")
    page.context.set_offline(False)
    saved(page)
    page.reload()
    expect(field(page, "title")).to_have_value("Другое название")
    expect(field(page, "incident_date")).to_have_value("2026-11-21")
    expect(page.locator("#d-incident_date")).to_contain_text("November 21, 2026")
    expect(person(page, 1)).to_have_value("Асель Жумина")
    confirm(page)
    assert state(site, draft).fields == {
        "title": "Другое название",
        "texts_checked": ["title_ru"],
        "incident_date": "2026-11-21",
        "date_precision": "day",
        "victims": [{**ERLAN, "profession": "корреспондент"}, {"name": "Асель Жумина", "profession": "", "outlet": ""}],
    }


def test_the_part_of_the_legal_case_opens_as_soon_as_the_kind_is_a_case(site: Site, opened: Open) -> None:
    page = opened(f"/drafts/{site.drafts[0]}")
    expect(page.locator("details[data-legal]")).not_to_have_attribute("open", "")
    page.locator("[name=primary]").select_option("CRM")
    expect(page.locator("[name=law_articles]")).to_be_visible()


# How it looks


LONGEST_LINE = """() => {
  const node = document.createTreeWalker(document.querySelector('.read'), NodeFilter.SHOW_TEXT);
  const lines = new Map();
  for (let text = node.nextNode(); text; text = node.nextNode()) for (let at = 0; at < text.length; at++) {
    const range = document.createRange();
    range.setStart(text, at); range.setEnd(text, at + 1);
    const top = Math.round(range.getBoundingClientRect().bottom / 12);
    lines.set(top, (lines.get(top) || 0) + 1);
  }
  return Math.max(...lines.values());
}"""


def test_lines_of_the_article_stay_readable(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}", viewport={"width": 1800, "height": 900})
    assert 45 <= page.evaluate(LONGEST_LINE) <= 70


# What would do harm


class Foreign(ThreadingHTTPServer):
    """Somebody else's host on loopback, which counts whoever asks."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Counting)
        self.asked: list[str] = []
        self.connected = 0

    @property
    def home(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def get_request(self) -> Any:
        self.connected += 1
        return super().get_request()


class _Counting(BaseHTTPRequestHandler):
    server: Foreign

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.send_response(200)
        self.end_headers()

    do_POST = do_GET

    def log_message(self, format: str, *args: object) -> None:
        """Counted, not written."""


@pytest.fixture
def foreign() -> Iterator[Foreign]:
    with Foreign() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        yield made
        made.shutdown()


HARM = """<!doctype html><html manifest="{f}/manifest"><head><base href="{f}/base/"><meta charset=utf-8>
<meta http-equiv="&#114;efresh" content="0;url={f}/refresh"><MeTa http-equiv=refresh content="0; url={f}/refresh2">
<link rel=stylesheet href="{f}/style.css"><link rel=preconnect href="{f}"><link rel=dns-prefetch href="{f}"><link rel=prefetch href="{f}/prefetch">
<link rel=preload as=image href="{f}/preload"><link rel=icon href="{f}/icon"><link rel=modulepreload href="{f}/module.js"><link rel=prerender href="{f}/prerender">
<style>@import url("{f}/import.css"); @font-face {{ font-family: x; src: url("{f}/font") }} body {{ background: url("{f}/background.png"); font-family: x }}</style>
<script src="{f}/script.js"></script><script>fetch("{f}/fetch"); location = "{f}/location"; parent.document.title = "taken"; window.open("{f}/open")</script>
<script type=speculationrules>{{"prerender": [{{"urls": ["{f}/speculation"]}}]}}</script></head>
<body onload="location='{f}/onload'" background="{f}/attribute.png"><h1>Stored words</h1>
<img src="{f}/image.png" onerror="location='{f}/onerror'"><img srcset="{f}/set.png 1x"><picture><source srcset="{f}/source.png"><img src=relative.png></picture>
<svg onload="location='{f}/svg'"><image href="{f}/svgimage.png"/><use href="{f}/use.svg#x"/><script>fetch("{f}/svgscript")</script></svg>
<iframe src="{f}/iframe"></iframe><iframe srcdoc="<script>fetch('{f}/srcdoc')</script><img src='{f}/srcdocimage'>"></iframe>
<object data="{f}/object"></object><embed src="{f}/embed"><video src="{f}/video" poster="{f}/poster" autoplay></video><audio src="{f}/audio" autoplay></audio>
<track src="{f}/track"><input type=image src="{f}/input.png"><form action="{f}/form" method=post id=f><input name=a autofocus onfocus="this.form.submit()"><button id=go>Send</button></form>
<a href="{f}/link" ping="{f}/ping" id=link>Away</a> <a href="javascript:parent.location='{f}/javascript'" id=js>Script</a> <a href="{f}/top" target=_top id=top>Top</a> <a href="{f}/blank" target=_blank id=blank>Tab</a>
<frameset><frame src="{f}/frame"></frameset><portal src="{f}/portal"></portal><p style="background:url({f}/inline.png)">End</p></body></html>"""


def test_a_stored_page_that_would_do_harm_loads_nothing_and_runs_nothing(opened: Open, site: Site, foreign: Foreign) -> None:
    store(site, "case1", HARM.format(f=foreign.home).encode())
    page = opened("/articles/case1/page", hostile=True)
    tabs: list[Page] = []
    page.context.on("page", lambda tab: tabs.append(tab))
    frame = page.frame_locator("iframe")
    expect(frame.get_by_role("heading", name="Stored words")).to_be_visible()
    page.wait_for_load_state("networkidle")
    assert foreign.connected == 0
    here = page.url
    for id in ("go", "js", "top", "blank", "link"):
        frame.locator(f"#{id}").click(timeout=3000, force=True)
        page.wait_for_timeout(200)
    assert (page.url, tabs) == (here, [])
    assert "taken" not in page.title()
    # The same page opened by itself leads back into its frame, and does as little.
    page.goto("/articles/case1/raw")
    page.wait_for_load_state("networkidle")
    assert "/page?snapshot=" in page.url
    assert (foreign.asked, foreign.connected) == ([], 0)


def test_the_foreign_host_would_have_been_asked_by_a_browser_without_all_that(chromium: Browser, foreign: Foreign) -> None:
    page = chromium.new_page()
    page.set_content(HARM.format(f=foreign.home).replace("location", "noted"), wait_until="commit")
    for _ in range(600):
        if len(set(foreign.asked)) >= 5:
            break
        page.wait_for_timeout(50)
    page.close()
    assert len(set(foreign.asked)) >= 5, foreign.asked


def test_hostile_words_of_an_article_run_nothing_in_the_browser(opened: Open, site: Site) -> None:
    said = "\"'><img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>\u202e"
    with site.writing() as session:
        draft = add_draft(
            session, "bad", title=f"Плохой {said}", text=f"Текст {said}", authors=[said], url=f"https://x.example/{said}",
            screened={"persons": [{"name": said, "role": "victim"}], "place": said, "reasons": [{"start": 0, "end": 30, "role": "act"}]},
        )  # fmt: skip
        queue.save_edits(session, draft, "Aigul", {"summary_ru": said, "victim_name": [said, said]}, NOW)
    page = opened(f"/drafts/{draft}")
    expect(field(page, "place")).to_have_value(said)
    page.locator("[data-take]:visible").first.click()
    page.wait_for_load_state("networkidle")
    assert "taken" not in page.title().replace("document.title='taken'", "")
    assert page.locator("main img").count() == 0
