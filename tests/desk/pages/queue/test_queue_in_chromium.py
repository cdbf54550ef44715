"""The queue in the real Chromium: by keyboard alone, in bulk, with two people, away from the network, on a phone; and figures that agree with the database."""

import re
from collections import Counter
from typing import Any

import pytest
from playwright.sync_api import APIResponse, Page, Response, Route, expect
from sqlalchemy import select

from records import review
from records.review import queue
from records.review.queue import PAGE
from records.tables import DraftRow, IncidentRow, LedgerRow, SavedEditRow
from records.users import Role
from tests.desk.pages.in_chromium import Open
from tests.desk.pages.queue.cards_seen import much_alike
from tests.desk.pages.queue.queue_browser import articles, card, focused, order, press, states, victim
from tests.desk.site import NAMES, Site, add_draft


def test_drafts_are_cleared_by_keyboard_alone_the_figures_follow_and_u_goes_back_through_the_day(opened: Open, site: Site) -> None:
    page = opened()
    drafts = order(page)
    press(page, "j", "k")
    for number, draft in enumerate(drafts[:6]):
        assert focused(page) == draft
        expect(card(page, draft)).to_have_class(re.compile(r"\bcurrent\b"))
        if number % 2:
            press(page, "r")
            expect(page.locator("#ask-reject")).to_be_visible()
            press(page, "1")
        else:
            press(page, "c")
        expect(card(page, draft)).to_be_hidden()
        expect(card(page, drafts[number + 1])).to_be_focused()
        site.clock.pass_by(minutes=1)
    assert states(site, *drafts[:6]) == ["confirmed", "rejected"] * 3
    assert order(page) == drafts[6:]
    for name, figure in {"kind:": "9", "kind:incident": "9", "state:new": "9", "state:confirmed": "3", "state:rejected": "3"}.items():
        expect(page.locator(f'[data-count="{name}"]')).to_have_text(figure)
    expect(page.locator("[data-waiting]")).to_have_text("9")
    assert int(page.locator("#undo").get_attribute("data-left") or 0) <= 10
    press(page, "u")
    expect(card(page, drafts[5])).to_be_focused()
    expect(page.locator("#undo")).to_be_hidden()
    expect(page.locator('[data-count="state:rejected"]')).to_have_text("2")
    page.goto("/queue")  # Also after the page was opened again.
    for draft in reversed(drafts[:5]):
        press(page, "u")
        expect(page.locator("#said")).to_contain_text(f"Draft {draft} ")
        expect(card(page, draft)).to_be_focused()
    assert set(states(site)) == {"new"}
    press(page, "u")
    expect(page.locator("#said")).not_to_contain_text("Draft ")


def test_the_same_keys_work_on_all_that_is_selected_and_escape_leaves_the_dialog_and_then_the_selection(opened: Open, site: Site) -> None:
    page = opened()
    drafts = order(page)
    press(page, "x", "d")
    expect(page.locator("#ask-defer")).to_be_visible()
    press(page, "Escape")
    expect(page.locator("#ask-defer")).to_be_hidden()
    expect(page.locator(".bulk")).to_be_visible()
    press(page, "Escape")
    expect(page.locator(".bulk")).to_be_hidden()
    assert set(states(site)) == {"new"}
    press(page, "x", "j", "j", "j", "Shift+X")
    expect(page.locator(".bulk [data-selected]")).to_have_text("4 selected")
    press(page, "r", "5")
    expect(page.locator("#undo")).to_contain_text("4 drafts rejected")
    expect(card(page, drafts[4])).to_be_focused()
    with site.reading() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.action == "reject")).all()
    assert [(row.subject, row.reason) for row in rows] == [(f"draft {draft}", "statistics") for draft in drafts[:4]]
    press(page, "u")
    expect(card(page, drafts[0])).to_be_focused()
    assert order(page) == drafts
    assert set(states(site)) == {"new"}


def test_other_asks_for_a_note_and_keys_stay_at_their_places_on_a_cyrillic_layout(opened: Open, site: Site) -> None:
    page = opened()
    first, second = order(page)[:2]
    page.evaluate("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'о', code: 'KeyJ', bubbles: true}))")
    assert focused(page) == second
    press(page, "k", "r", "9")
    expect(page.locator("#reject-note")).to_be_focused()
    page.keyboard.type("a 9 in words")
    press(page, "Enter")
    expect(card(page, first)).to_be_hidden()
    with site.reading() as session:
        row = session.scalars(select(LedgerRow).where(LedgerRow.action == "reject")).one()
    assert (row.subject, row.reason, row.note) == (f"draft {first}", "other", "a 9 in words")


def test_everything_works_by_pointer_too(opened: Open, site: Site) -> None:
    page = opened(has_touch=True)
    first, second, third = order(page)[:3]
    card(page, first).locator("[data-act=confirm]").tap()
    expect(card(page, first)).to_be_hidden()
    page.locator("#undo button").tap()
    expect(card(page, first)).to_be_visible()
    for draft in (second, third):
        card(page, draft).get_by_role("checkbox").tap()
    page.locator(".bulk").get_by_role("button", name="Defer").tap()
    page.locator("#ask-defer [value=week]").tap()
    expect(card(page, third)).to_be_hidden()
    assert states(site, first, second, third) == ["new", "deferred", "deferred"]


def test_without_scripts_the_same_buttons_decide(opened: Open, site: Site) -> None:
    page = opened(java_script_enabled=False)
    first = int(page.locator(".draft[data-state=new]").first.get_attribute("data-id") or 0)
    page.locator(f"#d{first}").get_by_role("button", name="Reject").click()
    page.get_by_role("button", name="Opinion").click()
    expect(page.locator("#undo")).to_contain_text(f"Draft {first} ")
    assert states(site, first) == ["rejected"]
    page.locator("#undo button").click()
    expect(page.locator(f"#d{first}")).to_be_visible()
    assert states(site, first) == ["new"]


def test_two_browsers_on_one_draft_see_each_other_and_only_one_decides(opened: Open, site: Site) -> None:
    aigul, berik = opened("monitor"), opened("editor")
    first = order(aigul)[0]
    with aigul.expect_response("**/presence"):
        aigul.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    # The queue alone is no draft that somebody looks at.
    expect(card(aigul, first).locator("[data-others]")).to_be_hidden()
    with berik.expect_response("**/presence"):
        card(berik, first).locator("h2").hover()
        berik.mouse.down()
        berik.mouse.up()
    aigul.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(card(aigul, first).locator("[data-others]")).to_contain_text("Berik")
    press(berik, "c")
    expect(card(berik, first)).to_be_hidden()
    press(aigul, "c")
    expect(card(aigul, first).locator("[data-stands]")).to_contain_text("confirmed by Berik")
    expect(card(aigul, first).locator("[data-act=confirm]")).to_be_disabled()
    second = order(berik)[0]
    press(berik, "c")
    expect(card(berik, second)).to_be_hidden()
    aigul.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(card(aigul, second)).to_have_class(re.compile(r"\bgone\b"))
    expect(card(aigul, second).locator("[data-stands]")).to_contain_text("KZ-2026-0002")


def test_away_from_the_network_nothing_is_decided_and_nothing_typed_is_lost(opened: Open, site: Site) -> None:
    page = opened()
    first = order(page)[0]
    press(page, "r")
    page.locator("#reject-note").fill("a long explanation")
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    page.locator("#ask-reject [value=opinion]").click()
    expect(page.locator("#ask-reject [data-hindered]")).to_be_visible()
    expect(page.locator("#reject-note")).not_to_have_attribute("aria-invalid", "true")
    assert states(site, first) == ["new"]
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#reject-note")).to_have_value("a long explanation")
    page.locator("#ask-reject [value=opinion]").click()
    expect(card(page, first)).to_be_hidden()
    assert states(site, first) == ["rejected"]


def test_what_is_typed_into_a_form_outlives_the_network_and_the_page(opened: Open, site: Site) -> None:
    page, draft = opened(), site.drafts[0]
    make = f"""async () => {{
        document.querySelector("main").innerHTML = `<form method="post" data-autosave="/drafts/{draft}/edits"><input name="title">
            <input type="checkbox" name="codes" value="ATT"><input type="checkbox" name="codes" value="THR">
            <p data-autosave-said data-kept="kept here"></p></form>`;
        await import("/static/autosave.js?" + Math.random());
    }}"""
    page.evaluate(make)
    page.locator("[name=title]").fill("First")
    expect(page.locator("[data-autosave-said]")).to_have_text("saved 11:00")
    page.route("**/edits", lambda route: route.abort())
    page.locator("[name=title]").fill("Second")
    page.locator("[value=THR]").check()
    expect(page.locator("[data-autosave-said]")).to_have_text("kept here")
    # The page is gone before the desk comes back.
    page.goto("/account")
    page.unroute("**/edits")
    page.evaluate(make)
    expect(page.locator("[name=title]")).to_have_value("Second")
    expect(page.locator("[data-autosave-said]")).to_have_text("saved 11:00")
    with site.reading() as session:
        assert session.scalars(select(SavedEditRow)).one().fields == {"title": "Second", "codes": ["THR"]}


def test_filters_leave_a_short_address_at_which_the_language_switches(opened: Open) -> None:
    page = opened()
    press(page, "/")
    page.keyboard.type("Ахметова")
    press(page, "Enter")
    expect(page.locator(".draft")).to_have_count(1)
    assert re.search(r"/queue\?q=[^&]+$", page.url)
    address = page.url
    for tongue, lang in (("Қаз", "kk"), ("Рус", "ru"), ("Eng", "en")):
        page.locator(".tongues a", has_text=tongue).click()
        expect(page.locator("html")).to_have_attribute("lang", lang)
        assert page.url == address


def test_the_first_page_of_a_queue_of_long_cards_is_light_and_asks_nobody_else(opened: Open, site: Site) -> None:
    page = opened()
    words = "ему запретили снимать на заседании, хотя оно было объявлено открытым для всех жителей района"
    with site.writing() as session:
        for number in range(40):
            reasons = [{"role": "who", "start": 150, "end": 160}, {"role": "act", "start": 170, "end": 190}]
            add_draft(session, f"long{number}", title=f"{number}-й: {words}", text=f"{words}; {words}; {words}.", screened={"reasons": reasons})
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto("/queue", wait_until="networkidle")
    # The first ones, and those that follow before they are needed.
    expect(page.locator(".draft")).to_have_count(2 * PAGE)
    assert {answer.url.split("/")[2] for answer in answers} == {page.url.split("/")[2]}
    weights = {answer.url: answer.request.sizes()["responseBodySize"] for answer in answers}
    assert 30_000 < sum(weights.values()) <= 150_000, weights


def test_c_asks_once_more_where_something_is_missing_any_other_key_takes_it_back_and_bulk_leaves_it_out(opened: Open, site: Site) -> None:
    with site.writing() as session:
        lacking = {"score": 0.99, "incident_date": None, "date_precision": None}
        draft = add_draft(session, "Шарипов", title="Шарипов задержан", text="Его увезли.", screened=lacking)
    page = opened()
    other = order(page)[1]
    expect(card(page, draft)).to_be_focused()
    press(page, "x", "j", "x", "c")
    expect(card(page, other)).to_be_hidden()
    expect(page.locator("#said")).to_contain_text(f"draft {draft}")
    assert states(site, draft, other) == ["new", "confirmed"]
    page.goto("/queue")
    expect(card(page, draft)).to_be_focused()
    press(page, "c")
    expect(card(page, draft).locator(".again")).to_be_visible()
    press(page, "x", "x")
    expect(card(page, draft).locator(".again")).to_have_count(0)
    press(page, "c")
    assert states(site, draft) == ["new"], "the first c after another key asks again"
    press(page, "c")
    expect(card(page, draft)).to_be_hidden()
    assert states(site, draft) == ["confirmed"]


def test_an_edit_shows_on_the_card_and_an_old_card_is_not_confirmed_but_fetched_again(opened: Open, site: Site) -> None:
    page = opened()
    draft = order(page)[0]
    press(page, "e")
    page.wait_for_url(f"**/drafts/{draft}*")
    page.locator("[name=place]").fill("Орал")
    expect(page.locator("[data-autosave-said]")).to_have_text("saved 11:00")
    page.go_back()
    expect(card(page, draft)).to_contain_text("Oral")
    expect(card(page, draft).locator(".yours")).to_have_count(1)
    card(page, draft).focus()
    with site.writing() as session:
        queue.save_edits(session, draft, NAMES[Role.MONITOR], {"place": "Тараз"}, site.clock.now)
    press(page, "c")
    expect(card(page, draft)).to_contain_text("Taraz")  # As the reader's language calls it.
    expect(card(page, draft)).to_be_focused()
    assert states(site, draft) == ["new"]
    press(page, "c")
    expect(card(page, draft)).to_be_hidden()
    with site.reading() as session:
        assert session.scalars(select(IncidentRow)).one().place == "Тараз"


def test_l_shows_the_article_beside_follows_the_focus_and_is_remembered(opened: Open, site: Site) -> None:
    page = opened()
    first, second = order(page)[:2]
    titles = {draft: card(page, draft).locator("h2").inner_text() for draft in (first, second)}
    expect(page.locator("#pane")).to_be_hidden()
    press(page, "l")
    expect(page.locator("#pane h2")).to_have_text(titles[first])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    press(page, "j")
    expect(page.locator("#pane h2")).to_have_text(titles[second])
    assert not any(url.endswith(f"/queue/{second}/article") for url in asked), "it had come along already"
    expect(card(page, second)).to_be_focused()
    page.reload()
    expect(page.locator("#pane h2")).to_have_text(titles[first])
    press(page, "l")
    page.reload()
    expect(page.locator("#pane")).to_be_hidden()


# Figures


def agree(page: Page, site: Site) -> None:
    """The figures of the page and of a recount, as soon as they have come."""
    with site.reading() as session:
        found = Counter(session.scalars(select(DraftRow.state)))
    for state in ("new", "confirmed", "rejected", "merged", "deferred"):
        expect(page.locator(f'[data-count="state:{state}"]')).to_have_text(str(found[state]))
    for figure in ('[data-count="kind:"]', "[data-waiting]"):
        expect(page.locator(figure)).to_have_text(str(found["new"]))
    shown = page.locator(".cards > li:not([hidden]) > .draft:not(.gone)").count()
    expect(page.locator("span[data-shown]")).to_have_text(f", {shown} shown" if found["new"] > shown else "")


def test_the_figures_agree_after_each_decision_and_in_another_tab(opened: Open, site: Site) -> None:
    with site.writing() as session:
        for nth in range(20):
            add_draft(session, f"Герой{nth:02}", title=f"Герой{nth:02} пожаловался", text="т", screened=victim(f"Герой{nth:02}"))
    page = opened()
    other = page.context.new_page()
    other.goto("/queue")
    agree(page, site)
    for keys in ("c", "r1", "d1", "r1", "m1", "u"):
        here = order(page)
        card(page, here[0]).focus()
        if keys == "m1" or here[0] % 2:
            for draft in here[:3]:
                card(page, draft).get_by_role("checkbox").check()
        before, last = keys[:-1], keys[-1]
        press(page, *before)
        if keys == "m1":
            expect(page.locator("#ask-merge .reasons button").first).to_be_focused()
        with page.expect_response(re.compile(r"/queue/(decide|undo)$")):
            press(page, last)
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        agree(page, site)
    with site.writing() as session:
        review.reject(session, order(page)[-1], reason="old", who="Berik", now=site.clock.now)
    rails = []
    for tab in (page, other):
        tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        agree(tab, site)
        rails.append(tab.locator("[data-count]").evaluate_all("all => all.map(one => [one.dataset.count, one.textContent])"))
    assert rails[0] == rails[1]


def test_answers_that_overtake_one_another_leave_the_newest_figures(opened: Open, site: Site) -> None:
    page = opened()
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/queue/decide", lambda route: held.append((route, route.fetch())), times=1)
    first, second = order(page)[:2]
    press(page, "c")
    expect(card(page, first)).to_have_attribute("aria-busy", "true")
    while not held:  # The first is answered before the second is decided, and its answer comes later.
        page.wait_for_timeout(20)
    card(page, second).focus()
    press(page, "c")
    expect(card(page, second)).to_be_hidden()
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(card(page, first)).to_be_hidden()
    expect(page.locator('[data-count="state:confirmed"]')).to_have_text("2")


# Merging


def kept(page: Page) -> Any:
    """The drafts among which the dialog lets one choose the one that is kept."""
    return page.locator("#ask-merge .reasons").first.locator("button")


def select_three(page: Page) -> list[int]:
    three = order(page)[:3]
    for draft in three:
        card(page, draft).get_by_role("checkbox").check()
    return three


def test_by_keyboard_three_cards_become_one_the_oldest_or_the_one_that_is_chosen_and_u_takes_the_whole_back(opened: Open, site: Site) -> None:
    page = opened()
    three = order(page)[:3]
    first = min(three)
    press(page, "x", "j", "j", "Shift+X", "m")
    expect(kept(page)).to_have_count(3)
    expect(kept(page).first).to_be_focused()
    expect(kept(page).first).to_have_attribute("value", str(first))
    press(page, "Enter")
    expect(page.locator("#undo")).to_contain_text(f"draft {first}")
    expect(card(page, first)).to_be_focused()
    expect(card(page, first)).to_contain_text("3 articles")
    assert sorted(states(site, *three)) == ["merged", "merged", "new"]
    press(page, "u")
    expect(card(page, first)).to_contain_text("1 article")
    assert [*states(site, *three), *(articles(site, draft) for draft in three)] == ["new"] * 3 + [1] * 3
    assert sorted(order(page)[:3]) == sorted(three)
    for by_digit in (True, False):
        select_three(page)
        page.locator(".bulk").get_by_role("button", name="Merge").click()
        expect(kept(page)).to_have_count(3)
        chosen = int(kept(page).nth(2).get_attribute("value") or 0)
        assert chosen != first
        if by_digit:
            press(page, "3")
        else:
            kept(page).nth(2).click()
        expect(card(page, chosen)).to_contain_text("3 articles")
        assert articles(site, chosen) == 3
        page.locator("#undo button").click()
        expect(card(page, chosen)).to_contain_text("1 article")
        assert states(site, *three) == ["new"] * 3


def test_where_somebody_was_faster_it_is_said_on_that_card_and_the_others_stay_selected(opened: Open, site: Site) -> None:
    page = opened()
    three = select_three(page)
    press(page, "m")
    expect(page.locator("#ask-merge .reasons button").first).to_be_focused()
    with site.writing() as session:
        review.reject(session, three[1], reason="old", who="Berik", now=site.clock.now)
    press(page, "Enter")
    expect(page.locator("#said")).to_contain_text(f"draft {three[1]}")
    expect(card(page, three[1]).locator("[data-stands]")).to_contain_text("rejected by Berik")
    expect(card(page, three[1]).locator("[data-act=confirm]")).to_be_disabled()
    for draft in (three[0], three[2]):
        expect(card(page, draft).get_by_role("checkbox")).to_be_checked()
        expect(card(page, draft).locator("[data-act=confirm]")).to_be_enabled()
    expect(page.locator(".bulk [data-selected]")).to_have_text("2 selected")
    press(page, "m")
    expect(kept(page)).to_have_count(2)
    press(page, "1")
    expect(page.locator("#undo")).to_contain_text("1 draft merged")
    assert sorted(states(site, three[0], three[2])) == ["merged", "new"]


def test_m_merges_with_the_number_that_is_typed_and_b_joins_to_what_it_perhaps_belongs_to(opened: Open, site: Site) -> None:
    one, other = much_alike(site)
    page = opened()
    first, second = [draft for draft in order(page) if draft not in (one, other)][:2]
    card(page, first).focus()
    press(page, "m")
    expect(page.locator("#merge-into")).to_be_focused()
    page.keyboard.type("KZ-1999-0001")
    press(page, "Enter")
    expect(page.locator("#ask-merge [data-meant]")).to_contain_text("KZ-1999-0001")
    expect(page.locator("#merge-into")).to_be_focused()
    page.locator("#merge-into").fill(str(second))
    press(page, "Enter")
    meant = page.locator("#ask-merge [data-meant] button")
    expect(meant).to_have_count(1)
    expect(meant).to_be_focused()
    expect(meant).to_have_attribute("value", str(second))
    assert states(site, first) == ["new"], "what a number means is seen before anything is merged"
    press(page, "Enter")
    expect(page.locator("#undo")).to_contain_text(f"draft {second}")
    assert states(site, first) == ["merged"]
    card(page, one).focus()
    press(page, "b")
    expect(page.locator("#said")).to_have_text(page.locator("#queue").get_attribute("data-nojoin") or "")
    card(page, other).focus()
    press(page, "b")
    expect(card(page, other)).to_be_hidden()
    assert states(site, other) == ["merged"]
    press(page, "u")
    expect(card(page, other)).to_be_visible()
    assert states(site, one, other) == ["new", "new"]


def test_a_digit_pressed_before_the_offers_have_come_chooses_all_the_same_and_lands_in_no_field(opened: Open, site: Site) -> None:
    one, other = much_alike(site)
    page = opened()
    held: list[Route] = []
    page.route("**/queue/offers*", lambda route: held.append(route))
    card(page, other).focus()
    press(page, "m", "1")
    expect(page.locator("#merge-into")).to_have_value("")
    while not held:
        page.wait_for_timeout(20)
    held[0].continue_()
    expect(page.locator("#undo")).to_contain_text(f"draft {one}")
    assert states(site, other) == ["merged"]


# What lies where

PLACES = """one => [...one.querySelectorAll('[data-act]')].map(button => {
  const [at, of] = [button.getBoundingClientRect(), one.getBoundingClientRect()];
  return [at.x - of.x, at.y - of.y, at.width, at.height].map(Math.round);
})"""


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_no_button_moves_from_under_the_pointer_and_a_phone_shows_the_first_card_at_once(opened: Open, lang: str) -> None:
    page = opened(locale=lang, viewport={"width": 1440, "height": 900})
    second = card(page, order(page)[1])
    before = second.evaluate(PLACES)  # Within the card: the page may scroll to it.
    assert len(before) > 5
    second.locator("[data-act=give]").click()
    expect(page.locator("#ask-give")).to_be_visible()
    expect(second).to_have_class(re.compile(r"\bcurrent\b"))
    assert second.evaluate(PLACES) == before
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto("/queue")
    box = page.locator(".draft").first.bounding_box()
    assert box
    assert box["y"] <= 200
    page.locator(".find-button").click()
    expect(page.locator("#f-q")).to_be_visible()
    expect(page.locator(".kinds a").first).to_be_visible()


# What cannot be pressed or read where it stands, after the browser has brought it into sight: by its middle, which is covered by something else.
COVERED = """(wanted) => [...document.querySelectorAll(wanted)].filter((one) => one.getClientRects().length).filter((one) => {
    if (one.matches('.draft *')) one.focus();
    const [box] = one.getClientRects();
    const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !middle || !one.contains(middle);
}).map((one) => one.outerHTML.slice(0, 120))"""
FOOT = "#dock button, #said, #undo p, .bulk-said"
CARD = ".draft.current .acts button, .draft.current .acts a, .draft.current h2 a, .draft.current .pick input"


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_with_a_selection_a_message_and_the_undo_bar_at_once_nothing_is_covered(opened: Open, width: int, height: int) -> None:
    page = opened(viewport={"width": width, "height": height})
    press(page, "c")
    expect(page.locator("#undo")).to_be_visible()
    press(page, "x")
    expect(page.locator(".bulk")).to_be_visible()
    page.evaluate("window.desk.say('Something was said about it')")
    for _ in range(3):
        # The foot grows with what it says, and the list ends above it a moment later.
        page.wait_for_function(
            "() => getComputedStyle(document.documentElement).getPropertyValue('--dock').trim() === `${document.getElementById('dock').offsetHeight}px`"
        )
        assert not page.evaluate(COVERED, FOOT)
        assert not page.evaluate(COVERED, CARD)
        page.locator(".draft.current").focus()
        press(page, "j")
    tops = sorted((box["y"], box["y"] + box["height"]) for one in ("#said", "#undo", "#decide") if (box := page.locator(one).bounding_box()))
    assert len(tops) == 3
    assert all(above[1] <= below[0] + 1 for above, below in zip(tops, tops[1:], strict=False))
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    last, dock = page.locator(".cards > li:not([hidden])").last.bounding_box(), page.locator("#dock").bounding_box()
    assert last
    assert dock
    assert last["y"] + last["height"] <= dock["y"] + 1, "the last card can be scrolled above it"
    if width == 390:
        select_three(page)
        page.locator(".bulk").get_by_role("button", name="Merge").click()
        expect(page.locator("#ask-merge .reasons button").first).to_be_visible()
        box = page.locator("#ask-merge").bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= width
        assert page.evaluate("document.querySelector('#ask-merge').scrollWidth <= document.querySelector('#ask-merge').clientWidth")
