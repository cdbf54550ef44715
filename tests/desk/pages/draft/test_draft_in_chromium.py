"""A draft and its stored page in the real Chromium: by keyboard, with two people, on a phone, and with a page that would do harm."""

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect

from records import review
from records.review import edits
from records.tables import DraftArticleRow, DraftRow
from records.vocabulary import ENCODER, PageChange, UnsureField
from tests.conftest import NOW
from tests.desk.draft_case import TEXT, TITLE, later, store
from tests.desk.site import Site, add_draft
from tests.records.rows import screening

GRAVE = ("serious", "critical")

Open = Callable[..., Page]


def state(site: Site, draft: int) -> DraftRow:
    with site.reading() as session:
        found: DraftRow = session.get_one(DraftRow, draft)
        return found


def field(page: Page, name: str) -> Any:
    return page.locator(f"#decision [name={name}]").first


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
    place = page.locator("[data-field=place]")
    expect(place.locator("[data-machine-line]")).to_be_hidden()
    expect(place.get_by_text("the machine is unsure")).to_be_visible()
    field(page, "place").fill("Темиртау")
    expect(place.get_by_text("the machine is unsure")).to_be_hidden()
    expect(place.locator("[data-machine-line]")).to_contain_text("machine: Караганда")
    place.get_by_role("button").click()
    expect(field(page, "place")).to_have_value("Караганда")
    expect(place.locator("[data-machine-line]")).to_be_hidden()
    field(page, "place").fill("Темиртау")
    expect(field(page, "summary_ru")).to_have_value("")
    page.get_by_role("button", name="Put it into the summary").click()
    expect(field(page, "summary_ru")).to_be_focused()
    expect(field(page, "summary_ru")).to_have_value(sentence)
    page.keyboard.press("Escape")
    page.keyboard.press("c")
    page.wait_for_url("**told=*")
    expect(page.get_by_role("status").filter(has_text="confirmed as KZ-2026-0001")).to_be_visible()
    assert state(site, case).fields == {"place": "Темиртау", "summary": {"ru": sentence}, "texts_checked": []}, "put in, and vouched for by nobody"
    page.keyboard.press("u")
    page.wait_for_url(f"**/drafts/{case}?undone*")
    assert state(site, case).state == "new"
    expect(field(page, "place")).to_have_value("Темиртау")


def test_what_was_typed_is_there_again_after_the_page_was_closed(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}")
    field(page, "title").fill("Другое название")
    page.locator("[name=victim_profession]").first.fill("корреспондент")
    rows = page.locator("[data-row]")
    expect(rows).to_have_count(2)
    rows.last.locator("[data-key=name]").fill("Асель Жумина")
    expect(rows).to_have_count(3)
    expect(page.locator("[data-autosave-said]")).to_contain_text("saved")
    page.reload()
    expect(field(page, "title")).to_have_value("Другое название")
    expect(page.locator("[name=victim_name]").nth(1)).to_have_value("Асель Жумина")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("c")
    page.wait_for_url("**told=*")
    assert state(site, draft).fields == {
        "title": "Другое название",
        "texts_checked": ["title_ru"],
        "victims": [
            {"name": "Ерлан Тастемиров", "profession": "корреспондент", "outlet": "Вестник степи"},
            {"name": "Асель Жумина", "profession": "", "outlet": ""},
        ],
    }


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


OFFERS_COME_ANEW_WHILE_THE_DESK_IS_ASKED = """() => {
  const plain = window.fetch;
  window.fetch = (address, ...rest) => {
    if (String(address) === "/health") document.dispatchEvent(new CustomEvent("htmx:afterSettle"));
    return plain(address, ...rest);
  };
}"""


def test_a_merge_is_sent_though_its_button_was_replaced_in_the_meantime(opened: Open, site: Site) -> None:
    case = site.drafts[3]
    with site.writing() as session:
        review.confirm(session, case, who="Berik", now=NOW)
        news = add_draft(session, "news", title="Тастемирова вызвали в суд")
    page = opened(f"/drafts/{news}")
    expect(page.locator("#like button")).to_have_count(1)
    field(page, "title").fill("Другое название")
    page.evaluate(OFFERS_COME_ANEW_WHILE_THE_DESK_IS_ASKED)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("m")
    page.keyboard.press("1")
    page.wait_for_url("**told=*")
    assert (state(site, news).state, state(site, news).incident) == ("merged", "KZ-2026-0001")


def test_j_and_k_lead_along_the_queue_on_a_kazakh_keyboard_too(opened: Open, site: Site) -> None:
    page = opened("/queue")
    order = [int(found) for found in page.locator(".draft").evaluate_all("all => all.map(one => one.dataset.id)")]
    page.goto(f"/drafts/{order[0]}")
    page.keyboard.press("j")
    page.wait_for_url(f"**/drafts/{order[1]}*")
    page.evaluate("document.dispatchEvent(new KeyboardEvent('keydown', {key: 'л', code: 'KeyK', bubbles: true}))")
    page.wait_for_url(f"**/drafts/{order[0]}*")


def test_o_opens_the_stored_page_in_a_tab_of_its_own(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}")
    with page.context.expect_page() as tab:
        page.keyboard.press("o")
    stored = tab.value
    expect(stored.get_by_text("✓ SHA-256 matches")).to_be_visible()
    expect(stored.frame_locator("iframe").get_by_role("heading", name=TITLE)).to_be_visible()


def test_the_question_mark_lists_the_keys(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[0]}")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_contain_text("merge; then 1–5 for one that is alike")


def test_two_people_on_one_draft_see_each_other_and_cannot_overwrite(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    theirs = opened(f"/drafts/{draft}", role="editor")
    mine = opened(f"/drafts/{draft}")
    expect(mine.locator("[data-others]")).to_have_text("Berik is looking at it")
    field(mine, "place").fill("Темиртау")
    theirs.keyboard.press("r")
    theirs.keyboard.press("6")
    theirs.wait_for_url("**told=*")
    mine.keyboard.press("Escape")
    with mine.expect_response(f"**/drafts/{draft}/decision") as answer:
        mine.keyboard.press("c")
    assert answer.value.status == 409
    expect(mine.locator("#problem")).to_contain_text("was rejected by Berik")
    expect(field(mine, "place")).to_have_value("Темиртау")
    expect(mine.locator(".decided")).to_contain_text("Rejected by Berik: opinion")
    assert state(site, draft).state == "rejected"


def test_a_fault_is_said_beside_its_field_which_gets_the_focus(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}")
    field(page, "incident_date").fill("скоро")
    expect(page.locator("#d-incident_date")).to_contain_text("Скоро is no date")
    page.keyboard.press("Escape")
    with page.expect_response("**/decision"):
        page.keyboard.press("c")
    expect(page.locator("#w-incident_date")).to_be_visible()
    expect(page.locator("#w-incident_date")).to_be_in_viewport()
    expect(field(page, "incident_date")).to_have_value("скоро")
    expect(field(page, "incident_date")).to_be_focused()
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("e")
    expect(field(page, "incident_date")).to_be_focused()


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


def test_some_articles_are_split_off(opened: Open, site: Site) -> None:
    draft = site.drafts[-1]
    page = opened(f"/drafts/{draft}")
    page.get_by_text("Some of these tell of another event").click()
    page.get_by_role("checkbox", name="ждут в прокуратуре").check()
    page.get_by_role("button", name="Split off").click()
    page.wait_for_url("**split=*")
    with site.reading() as session:
        made = session.get_one(DraftArticleRow, "case4").draft_id
    assert made != draft
    expect(page.get_by_role("link", name=f"Draft {made}").first).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1440, "light"), (1440, "dark")])
def test_no_grave_fault_of_accessibility_and_nothing_beside_the_window(opened: Open, site: Site, width: int, scheme: str) -> None:
    draft = site.drafts[-1]
    later(site, "case1", PageChange.EDITED, text=TEXT.replace("вырвал", "попросил"))
    with site.writing() as session:
        edits.save(session, draft, "Aigul", {"place": "Темиртау", "contacts": "редакция"}, NOW)
        review.reject(session, site.drafts[0], who="Berik", now=NOW, reason="not_work", note="спор соседей")
        passage = {"start": len(TITLE) + 1, "end": len(TITLE) + 1 + TEXT.index(","), "text": TEXT[: TEXT.index(",")]}
        row = session.get_one(DraftRow, draft)
        row.proposal = {**row.proposal, "proposed_summary": [passage], "unsure": list(UnsureField)}
        screening(session, "case1", **{**row.proposal, "model": f"test 2{ENCODER}", "summary": [passage]})
    page = opened(f"/drafts/{draft}", viewport={"width": width, "height": 800}, color_scheme=scheme)
    expect(page.locator("#like button, #like p.soft")).to_have_count(1)
    for address in (f"/drafts/{draft}", f"/drafts/{site.drafts[0]}", "/articles/case1/page", "/queue"):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        assert page.evaluate("document.documentElement.scrollWidth") <= width, address
        if address == f"/drafts/{draft}":
            # At the others, and at the dialogs, `tests/desk/accessible` looks.
            found = Axe().run(page).response["violations"]
            assert not [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found if one["impact"] in GRAVE]


def test_lines_of_the_article_stay_readable(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}", viewport={"width": 1800, "height": 900})
    longest = page.evaluate(
        """() => {
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
    )
    assert 45 <= longest <= 70


def test_with_text_twice_as_large_nothing_is_cut_off(opened: Open, site: Site) -> None:
    page = opened(f"/drafts/{site.drafts[-1]}", viewport={"width": 1280, "height": 800})
    page.evaluate("document.documentElement.style.fontSize = '200%'")
    assert page.evaluate("document.documentElement.scrollWidth") <= 1280
    button = page.locator('.decide [data-act="confirm"]')
    button.scroll_into_view_if_needed()
    expect(button).to_be_in_viewport()


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
        """Counted, not told."""


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


def test_a_stored_page_that_would_do_harm_loads_nothing_and_runs_nothing(opened: Open, site: Site) -> None:
    foreign = Foreign()
    thread = threading.Thread(target=foreign.serve_forever, daemon=True)
    thread.start()
    try:
        store(site, "case1", HARM.format(f=foreign.home).encode())
        page = opened("/articles/case1/page")
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
        assert foreign.asked == []
        assert foreign.connected == 0
        # The same page opened by itself leads back into its frame, and does as little.
        page.goto("/articles/case1/raw")
        page.wait_for_load_state("networkidle")
        assert "/page?snapshot=" in page.url
        assert foreign.connected == 0
    finally:
        foreign.shutdown()
        foreign.server_close()


def test_the_foreign_host_would_have_been_asked_by_a_browser_without_all_that(chromium: Browser) -> None:
    foreign = Foreign()
    thread = threading.Thread(target=foreign.serve_forever, daemon=True)
    thread.start()
    try:
        page = chromium.new_page()
        page.set_content(HARM.format(f=foreign.home).replace("location", "noted"), wait_until="commit")
        page.wait_for_timeout(1500)
        page.close()
        assert len(set(foreign.asked)) >= 5, foreign.asked
    finally:
        foreign.shutdown()
        foreign.server_close()


def test_hostile_words_of_an_article_run_nothing_in_the_browser(opened: Open, site: Site) -> None:
    said = "\"'><img src=x onerror=\"document.title='taken'\"><script>document.title='taken'</script>\u202e"
    with site.writing() as session:
        draft = add_draft(
            session, "bad", title=f"Плохой {said}", text=f"Текст {said}", authors=[said], url=f"https://x.example/{said}",
            screened={"persons": [{"name": said, "role": "victim"}], "place": said, "reasons": [{"start": 0, "end": 30, "role": "act"}]},
        )  # fmt: skip
        edits.save(session, draft, "Aigul", {"summary_ru": said, "victim_name": [said, said]}, NOW)
    page = opened(f"/drafts/{draft}")
    expect(field(page, "place")).to_have_value(said)
    page.locator("[data-take]:visible").first.click()
    page.wait_for_timeout(300)
    assert "taken" not in page.title().replace("document.title='taken'", "")
    assert page.locator("main img").count() == 0


def test_the_part_of_the_legal_case_opens_as_soon_as_the_kind_is_a_case(site: Site, opened: Open) -> None:
    page = opened(f"/drafts/{site.drafts[0]}")
    part = page.locator("details[data-legal]")
    expect(part).not_to_have_attribute("open", "")
    page.locator("[name=primary]").select_option("CRM")
    expect(page.locator("[name=law_articles]")).to_be_visible()
    assert Axe().run(page, context="details[data-legal]").response["violations"] == []
