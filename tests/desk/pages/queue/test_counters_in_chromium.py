"""The figures and the foot of the page in the real Chromium: what they say agrees with the database, whoever decides, and nothing covers anything."""

from collections import Counter
from random import Random

import pytest
from playwright.sync_api import APIResponse, Page, Route, expect
from sqlalchemy import select

from records import review
from records.tables import DraftRow
from tests.desk.pages.queue.queue_browser import Open, card, order, victim
from tests.desk.site import Site, add_draft

# What cannot be pressed or read where it stands, after the browser has brought it into sight: by its middle, which is covered by something else.
COVERED = """(wanted) => [...document.querySelectorAll(wanted)].filter((one) => one.getClientRects().length).filter((one) => {
    if (one.matches('.draft *')) one.focus();
    const [box] = one.getClientRects();
    const middle = document.elementFromPoint(box.left + box.width / 2, box.top + box.height / 2);
    return !middle || !one.contains(middle);
}).map((one) => one.outerHTML.slice(0, 120))"""
FOOT = "#dock button, #said, #undo p, .bulk-said"
CARD = ".draft.current .acts button, .draft.current .acts a, .draft.current h2 a, .draft.current .pick input"


def rail(page: Page) -> dict[str, str]:
    return dict(page.locator("[data-count]").evaluate_all("all => all.map(one => [one.dataset.count, one.textContent])"))


def agree(page: Page, site: Site) -> None:
    """The figures of the page and of a recount, as soon as they have come."""
    with site.reading() as session:
        states = Counter(session.scalars(select(DraftRow.state)))
    for state in ("new", "confirmed", "rejected", "merged", "deferred"):
        expect(page.locator(f'[data-count="state:{state}"]')).to_have_text(str(states[state]))
    expect(page.locator('[data-count="kind:"]')).to_have_text(str(states["new"]))
    expect(page.locator("[data-waiting]")).to_have_text(str(states["new"]))
    shown = page.locator(".cards > li:not([hidden]) > .draft:not(.gone)").count()
    expect(page.locator("span[data-shown]")).to_have_text(f", {shown} shown" if states["new"] > shown else "")


def test_over_forty_drafts_every_figure_agrees_after_each_decision_and_in_another_tab(opened: Open, site: Site) -> None:
    with site.writing() as session:
        for nth in range(40):
            name = f"Герой{nth:02}"
            add_draft(session, name, title=f"{name} пожаловался", text="т", screened=victim(name))
    page, chance = opened(), Random(7)
    other = page.context.new_page()
    other.goto("/queue")
    agree(page, site)
    for _ in range(14):
        what = chance.choice(["c", "r", "d", "bulk", "merge", "u"])
        here = order(page)
        card(page, here[0]).focus()
        if what == "c":
            page.keyboard.press("c")
            expect(card(page, here[0])).to_be_hidden()
        elif what == "u":
            page.keyboard.press("u")
            expect(page.locator("#said")).not_to_be_empty()
        elif what in ("r", "d"):
            page.keyboard.press(what)
            page.keyboard.press("1")
            expect(card(page, here[0])).to_be_hidden()
        else:
            for draft in here[:3]:
                card(page, draft).get_by_role("checkbox").check()
            page.keyboard.press("r" if what == "bulk" else "m")
            if what == "merge":
                expect(page.locator("#ask-merge .reasons button").first).to_be_focused()
            page.keyboard.press("1")
            expect(page.locator(".bulk")).to_be_hidden()
        expect(page.locator("[aria-busy=true]")).to_have_count(0)
        agree(page, site)
    with site.writing() as session:
        review.reject(session, order(page)[-1], reason="old", who="Berik", now=site.clock.now)
    for tab in (page, other):
        tab.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
        agree(tab, site)
    assert rail(page) == rail(other)


def test_answers_that_overtake_one_another_leave_the_newest_figures(opened: Open, site: Site) -> None:
    page = opened()
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/queue/decide", lambda route: held.append((route, route.fetch())), times=1)
    first, second = order(page)[:2]
    page.keyboard.press("c")
    expect(card(page, first)).to_have_attribute("aria-busy", "true")
    while not held:  # The first is answered before the second is decided, and its answer comes later.
        page.wait_for_timeout(20)
    card(page, second).focus()
    page.keyboard.press("c")
    expect(card(page, second)).to_be_hidden()
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(card(page, first)).to_be_hidden()
    expect(page.locator('[data-count="state:confirmed"]')).to_have_text("2")


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (390, 844)])
def test_with_a_selection_a_message_and_the_undo_bar_at_once_nothing_is_covered(opened: Open, width: int, height: int) -> None:
    page = opened(viewport={"width": width, "height": height})
    page.keyboard.press("c")
    expect(page.locator("#undo")).to_be_visible()
    page.keyboard.press("x")
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
        page.keyboard.press("j")
    boxes = [page.locator(one).bounding_box() for one in ("#said", "#undo", "#decide")]
    for nth, box in enumerate(boxes):
        for other in boxes[nth + 1 :]:
            assert box
            assert other
            assert box["y"] + box["height"] <= other["y"] + 1 or other["y"] + other["height"] <= box["y"] + 1
