"""The queue in the real Chromium: by keyboard alone, in bulk, with two people, away from the network, on a phone."""

import re

import pytest
from playwright.sync_api import Page, Response, expect
from sqlalchemy import select

from records.review import edits
from records.review.drafts_queue import PAGE
from records.tables import DraftRow, IncidentRow, LedgerRow, SavedEditRow
from records.users import Role
from tests.desk.pages.queue.queue_browser import Open, card, order
from tests.desk.site import NAMES, Site, add_draft


def focused(page: Page) -> int | None:
    """The draft whose card has the focus."""
    found: int | None = page.evaluate("Number(document.activeElement.dataset.id) || null")
    return found


def states(site: Site) -> dict[int, str]:
    with site.reading() as session:
        return {row.id: row.state for row in session.scalars(select(DraftRow))}


def test_ten_drafts_are_cleared_by_keyboard_alone_and_the_focus_goes_on(opened: Open, site: Site) -> None:
    page = opened()
    drafts = order(page)
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == drafts[0]
    for number, draft in enumerate(drafts[:10]):
        assert focused(page) == draft
        expect(card(page, draft)).to_have_class(re.compile(r"\bcurrent\b"))
        if number % 2:
            page.keyboard.press("r")
            expect(page.locator("#ask-reject")).to_be_visible()
            page.keyboard.press("1")
        else:
            page.keyboard.press("c")
        expect(card(page, draft)).to_be_hidden()
        expect(card(page, drafts[number + 1])).to_be_focused()
    found = states(site)
    assert [found[draft] for draft in drafts[:10]] == ["confirmed", "rejected"] * 5
    assert order(page) == drafts[10:]


def test_undo_brings_the_last_decision_back_with_its_card_and_the_focus(opened: Open, site: Site) -> None:
    page = opened()
    first, second = order(page)[:2]
    page.keyboard.press("c")
    expect(page.locator("#undo")).to_contain_text(f"Draft {first} confirmed as KZ-2026-0001")
    assert int(page.locator("#undo").get_attribute("data-left") or 0) <= 10
    expect(card(page, second)).to_be_focused()
    page.keyboard.press("u")
    expect(card(page, first)).to_be_focused()
    expect(page.locator("#undo")).to_be_hidden()
    assert states(site)[first] == "new"


def test_the_same_keys_work_on_all_that_is_selected_and_one_undo_takes_all_back(opened: Open, site: Site) -> None:
    page = opened()
    drafts = order(page)
    page.keyboard.press("x")
    for _ in range(3):
        page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    expect(page.locator(".bulk [data-selected]")).to_have_text("4 selected")
    page.keyboard.press("r")
    page.keyboard.press("5")
    expect(page.locator("#undo")).to_contain_text("4 drafts rejected")
    expect(card(page, drafts[4])).to_be_focused()
    with site.reading() as session:
        rows = session.scalars(select(LedgerRow).where(LedgerRow.action == "reject")).all()
    assert [(row.subject, row.reason) for row in rows] == [(f"draft {draft}", "statistics") for draft in drafts[:4]]
    page.keyboard.press("u")
    expect(card(page, drafts[0])).to_be_focused()
    assert order(page) == drafts
    assert set(states(site).values()) == {"new"}


def test_escape_leaves_the_dialog_and_then_what_is_selected(opened: Open, site: Site) -> None:
    page = opened()
    page.keyboard.press("x")
    page.keyboard.press("d")
    expect(page.locator("#ask-defer")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#ask-defer")).to_be_hidden()
    expect(page.locator(".bulk")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator(".bulk")).to_be_hidden()
    assert set(states(site).values()) == {"new"}


def test_m_merges_with_the_number_that_is_typed(opened: Open, site: Site) -> None:
    page = opened()
    first, second = order(page)[:2]
    page.keyboard.press("m")
    expect(page.locator("#merge-into")).to_be_focused()
    page.keyboard.type("KZ-1999-0001")
    page.keyboard.press("Enter")
    expect(page.locator("#ask-merge [data-meant]")).to_contain_text("Nothing that takes articles is found by “KZ-1999-0001”")
    expect(page.locator("#merge-into")).to_be_focused()
    page.locator("#merge-into").fill(str(second))
    page.keyboard.press("Enter")
    meant = page.locator("#ask-merge [data-meant] button")
    expect(meant).to_have_count(1)
    expect(meant).to_be_focused()
    expect(meant).to_contain_text(f"Draft {second}")
    assert states(site)[first] == "new", "what a number means is seen before anything is merged"
    page.keyboard.press("Enter")
    expect(page.locator("#undo")).to_contain_text(f"Draft {first} merged with draft {second}")
    assert states(site)[first] == "merged"


def test_b_joins_a_draft_to_what_it_perhaps_belongs_to_and_u_takes_that_back(site: Site, opened: Open) -> None:
    with site.writing() as session:
        one, other = (add_draft(session, name, title=f"{name} КУРЬЕР", text=f"{name}.") for name in ("Суд", "Поджог"))
    page = opened()
    card(page, one).focus()
    page.keyboard.press("b")
    expect(page.locator("#said")).to_contain_text("Nothing is known")
    card(page, other).focus()
    page.keyboard.press("b")
    expect(card(page, other)).to_be_hidden()
    assert states(site)[other] == "merged"
    page.keyboard.press("u")
    expect(card(page, other)).to_be_visible()
    assert (states(site)[one], states(site)[other]) == ("new", "new")


def test_other_asks_for_a_note_first(opened: Open, site: Site) -> None:
    page = opened()
    first = order(page)[0]
    page.keyboard.press("r")
    page.keyboard.press("9")
    expect(page.locator("#reject-note")).to_be_focused()
    page.keyboard.type("a 9 in words")
    page.keyboard.press("Enter")
    expect(card(page, first)).to_be_hidden()
    with site.reading() as session:
        row = session.scalars(select(LedgerRow).where(LedgerRow.action == "reject")).one()
    assert (row.reason, row.note) == ("other", "a 9 in words")


def test_the_keys_stay_at_their_places_on_a_cyrillic_layout(opened: Open) -> None:
    page = opened()
    drafts = order(page)
    page.evaluate("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'о', code: 'KeyJ', bubbles: true}))")
    assert focused(page) == drafts[1]


def test_everything_works_by_pointer_too(opened: Open, site: Site) -> None:
    page = opened(has_touch=True)
    first, second, third = order(page)[:3]
    card(page, first).get_by_role("button", name="Confirm").tap()
    expect(card(page, first)).to_be_hidden()
    page.locator("#undo button").tap()
    expect(card(page, first)).to_be_visible()
    card(page, second).get_by_role("checkbox").tap()
    card(page, third).get_by_role("checkbox").tap()
    page.locator(".bulk").get_by_role("button", name="Defer").tap()
    page.get_by_role("button", name="In a week").tap()
    expect(card(page, third)).to_be_hidden()
    found = states(site)
    assert [found[draft] for draft in (first, second, third)] == ["new", "deferred", "deferred"]


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_no_button_moves_away_from_under_the_pointer_as_its_card_becomes_the_current_one(opened: Open, lang: str) -> None:
    page = opened(locale=lang, viewport={"width": 1440, "height": 900})
    second = card(page, order(page)[1])
    # Within the card: the page may scroll to it.
    places = """one => [...one.querySelectorAll('[data-act]')].map(button => {
      const [at, of] = [button.getBoundingClientRect(), one.getBoundingClientRect()];
      return [at.x - of.x, at.y - of.y, at.width, at.height].map(Math.round);
    })"""
    before = second.evaluate(places)
    assert len(before) > 5
    second.locator("[data-act=give]").click()
    expect(page.locator("#ask-give")).to_be_visible()
    expect(second).to_have_class(re.compile(r"\bcurrent\b"))
    assert second.evaluate(places) == before


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
    expect(card(aigul, first).locator("[data-others]")).to_have_text("Berik is looking at it")
    berik.keyboard.press("c")
    expect(card(berik, first)).to_be_hidden()
    aigul.keyboard.press("c")
    expect(card(aigul, first).locator("[data-stands]")).to_contain_text("confirmed by Berik")
    expect(card(aigul, first).get_by_role("button", name="Confirm")).to_be_disabled()
    second = order(berik)[0]
    berik.keyboard.press("c")
    expect(card(berik, second)).to_be_hidden()
    aigul.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    expect(card(aigul, second)).to_have_class(re.compile(r"\bgone\b"))
    expect(card(aigul, second).locator("[data-stands]")).to_contain_text("confirmed by Berik as KZ-2026-0002")


def test_away_from_the_network_nothing_is_decided_and_nothing_typed_is_lost(opened: Open, site: Site) -> None:
    page = opened()
    first = order(page)[0]
    page.keyboard.press("r")
    page.locator("#reject-note").fill("a long explanation")
    page.context.set_offline(True)
    expect(page.locator("#offline")).to_be_visible()
    page.locator("#ask-reject").get_by_role("button", name="Opinion").click()
    expect(page.locator("#ask-reject [data-hindered]")).to_be_visible()
    expect(page.locator("#reject-note")).not_to_have_attribute("aria-invalid", "true")
    assert states(site)[first] == "new"
    page.context.set_offline(False)
    expect(page.locator("#offline")).to_be_hidden()
    expect(page.locator("#reject-note")).to_have_value("a long explanation")
    page.locator("#ask-reject").get_by_role("button", name="Opinion").click()
    expect(card(page, first)).to_be_hidden()
    assert states(site)[first] == "rejected"


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


def test_the_language_switches_and_the_page_stays(opened: Open) -> None:
    page = opened(address="/queue?score=70")
    for lang, heading in (("Қаз", "kk"), ("Рус", "ru"), ("Eng", "en")):
        page.locator(".tongues a", has_text=lang).click()
        expect(page.locator("html")).to_have_attribute("lang", heading)
        assert page.url.endswith("/queue?score=70")


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
@pytest.mark.parametrize(("width", "zoom"), [(360, 100), (1280, 200), (360, 200)])
def test_nothing_needs_sideways_scrolling_on_a_phone_or_with_large_text(opened: Open, lang: str, width: int, zoom: int) -> None:
    page = opened(viewport={"width": width, "height": 740}, locale=lang)
    page.evaluate(f"document.documentElement.style.fontSize = '{zoom}%'")
    if width < 640:
        page.locator(".find-button").click()
    page.locator("summary").first.click()
    page.keyboard.press("Escape")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_filters_work_and_leave_a_short_address(opened: Open) -> None:
    page = opened()
    page.keyboard.press("/")
    page.keyboard.type("Ахметова")
    page.keyboard.press("Enter")
    expect(page.locator(".draft")).to_have_count(1)
    assert re.search(r"/queue\?q=[^&]+$", page.url)


def test_without_scripts_the_same_buttons_decide(opened: Open, site: Site) -> None:
    page = opened(java_script_enabled=False)
    first = int(page.locator(".draft[data-state=new]").first.get_attribute("data-id") or 0)
    page.locator(f"#d{first}").get_by_role("button", name="Reject").click()
    page.get_by_role("button", name="Opinion").click()
    expect(page.locator("#undo")).to_contain_text(f"Draft {first} rejected: opinion")
    page.locator("#undo button").click()
    expect(page.locator(f"#d{first}")).to_be_visible()
    assert states(site)[first] == "new"


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
    assert sum(weights.values()) <= 150_000, weights
    assert sum(weights.values()) > 30_000


def bare(site: Site, name: str = "Шарипов") -> int:
    """A draft of which neither date nor victim is known; the likeliest of all."""
    with site.writing() as session:
        return add_draft(
            session, name, title=f"{name} задержан", text="Его увезли.", screened={"score": 0.99, "incident_date": None, "date_precision": None}
        )


def test_c_asks_once_more_where_date_or_victim_is_missing_and_any_other_key_takes_it_back(opened: Open, site: Site) -> None:
    draft = bare(site)
    page = opened()
    expect(card(page, draft)).to_be_focused()
    page.keyboard.press("c")
    expect(card(page, draft).locator(".again")).to_contain_text("no date, no victim is named: press c once more")
    page.keyboard.press("x")
    page.keyboard.press("x")
    expect(card(page, draft).locator(".again")).to_have_count(0)
    page.keyboard.press("c")
    assert states(site)[draft] == "new", "the first c after another key asks anew"
    page.keyboard.press("c")
    expect(card(page, draft)).to_be_hidden()
    assert states(site)[draft] == "confirmed"


def test_bulk_leaves_out_what_asks_once_more_and_says_so(opened: Open, site: Site) -> None:
    draft = bare(site)
    page = opened()
    other = order(page)[1]
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("c")
    expect(card(page, other)).to_be_hidden()
    expect(page.locator("#said")).to_contain_text("left out, because it is confirmed only by itself")
    assert (states(site)[draft], states(site)[other]) == ("new", "confirmed")


def test_an_edit_made_on_the_page_of_the_draft_shows_on_its_card_and_is_recorded(opened: Open, site: Site) -> None:
    page = opened()
    draft = order(page)[0]
    page.keyboard.press("e")
    page.wait_for_url(f"**/drafts/{draft}*")
    page.locator("[name=place]").fill("Орал")
    expect(page.locator("[data-autosave-said]")).to_have_text("saved 11:00")
    page.go_back()
    expect(card(page, draft)).to_contain_text("Oral")
    expect(card(page, draft).locator(".yours")).to_have_text("corrected")
    card(page, draft).focus()
    page.keyboard.press("c")
    expect(card(page, draft)).to_be_hidden()
    with site.reading() as session:
        assert session.scalars(select(IncidentRow)).one().place == "Орал"


def test_an_old_card_is_not_confirmed_and_comes_anew(opened: Open, site: Site) -> None:
    page = opened()
    draft = order(page)[0]
    with site.writing() as session:
        edits.save(session, draft, NAMES[Role.MONITOR], {"place": "Тараз"}, site.clock.now)
    page.keyboard.press("c")
    expect(card(page, draft)).to_contain_text("Taraz")  # As the reader's language calls it.
    expect(card(page, draft)).to_be_focused()
    assert states(site)[draft] == "new"
    page.keyboard.press("c")
    expect(card(page, draft)).to_be_hidden()


def test_l_shows_the_article_beside_follows_the_focus_and_is_remembered(opened: Open, site: Site) -> None:
    page = opened()
    first, second = order(page)[:2]
    titles = {draft: card(page, draft).locator("h2").inner_text() for draft in (first, second)}
    expect(page.locator("#pane")).to_be_hidden()
    page.keyboard.press("l")
    expect(page.locator("#pane h2")).to_have_text(titles[first])
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.keyboard.press("j")
    expect(page.locator("#pane h2")).to_have_text(titles[second])
    assert not any(url.endswith(f"/queue/{second}/article") for url in asked), "it had come along already"
    expect(card(page, second)).to_be_focused()
    page.reload()
    expect(page.locator("#pane h2")).to_have_text(titles[first])
    page.keyboard.press("l")
    page.reload()
    expect(page.locator("#pane")).to_be_hidden()


def test_u_again_and_again_goes_back_through_the_day_also_after_the_page_was_opened_anew(opened: Open, site: Site) -> None:
    page = opened()
    drafts = order(page)[:3]
    for draft in drafts:
        page.keyboard.press("c")
        expect(card(page, draft)).to_be_hidden()
        site.clock.pass_by(minutes=1)
    page.goto("/queue")
    for draft in reversed(drafts):
        page.keyboard.press("u")
        expect(page.locator("#said")).to_contain_text(f"Taken back: Draft {draft} confirmed as")
        expect(card(page, draft)).to_be_focused()
    page.keyboard.press("u")
    expect(page.locator("#said")).to_contain_text("nothing more today")
    assert {states(site)[draft] for draft in drafts} == {"new"}


def test_three_cards_on_one_event_are_merged_by_m_and_taken_apart_by_one_u(opened: Open, site: Site) -> None:
    page = opened()
    drafts = order(page)[:3]
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    page.keyboard.press("m")
    oldest = min(drafts)
    expect(page.locator("#ask-merge").get_by_role("button", name=re.compile(f"Draft {oldest} .*the oldest of them"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#undo")).to_contain_text(f"2 drafts merged with draft {oldest}, the oldest of them")
    expect(card(page, oldest)).to_contain_text("3 articles")
    assert sorted(states(site)[draft] for draft in drafts) == ["merged", "merged", "new"]
    page.keyboard.press("u")
    expect(card(page, max(drafts))).to_be_visible()
    assert {states(site)[draft] for draft in drafts} == {"new"}


def test_the_figures_agree_with_what_happened(opened: Open, site: Site) -> None:
    page = opened()
    first, second = order(page)[:2]
    page.keyboard.press("c")
    expect(card(page, first)).to_be_hidden()
    page.keyboard.press("r")
    page.keyboard.press("5")
    expect(card(page, second)).to_be_hidden()
    for name, number in {"kind:": "13", "kind:incident": "13", "state:new": "13", "state:confirmed": "1", "state:rejected": "1"}.items():
        expect(page.locator(f'[data-count="{name}"]')).to_have_text(number)
    expect(page.locator("[data-waiting]")).to_have_text("13")
    page.keyboard.press("u")
    expect(page.locator('[data-count="state:rejected"]')).to_have_text("0")


@pytest.mark.parametrize("width", [390, 1280])
def test_what_is_said_offered_and_selected_covers_neither_each_other_nor_the_card(opened: Open, site: Site, width: int) -> None:
    page = opened(viewport={"width": width, "height": 844})
    page.keyboard.press("c")
    expect(page.locator("#undo")).to_be_visible()
    page.keyboard.press("x")
    expect(page.locator(".bulk")).to_be_visible()
    page.evaluate("window.desk.say('Something was said about it')")
    lying = """() => {
        const boxes = ['#said', '#undo', '#decide'].map((one) => document.querySelector(one).getBoundingClientRect());
        const over = boxes.some((one, at) => boxes.slice(at + 1).some((other) => one.bottom > other.top + 1 && other.bottom > one.top + 1));
        const card = document.activeElement.getBoundingClientRect();
        return { over, hidden: card.bottom > Math.min(...boxes.map((one) => one.top)) && card.height < 400 };
    }"""
    page.wait_for_function(f"() => {{ const found = ({lying})(); return !found.over && !found.hidden; }}")
    page.evaluate("window.scrollTo(0, document.body.scrollHeight)")
    last = page.locator(".cards > li:not([hidden])").last.bounding_box()
    dock = page.locator("#dock").bounding_box()
    assert last
    assert dock
    assert last["y"] + last["height"] <= dock["y"] + 1, "the last card can be scrolled above it"


@pytest.mark.parametrize("lang", ["kk", "ru", "en"])
def test_a_phone_shows_the_first_card_within_200_pixels(opened: Open, lang: str) -> None:
    page = opened(viewport={"width": 390, "height": 844}, locale=lang, has_touch=True)
    box = page.locator(".draft").first.bounding_box()
    assert box
    assert box["y"] <= 200
    page.locator(".find-button").tap()
    expect(page.locator("#f-q")).to_be_visible()
    expect(page.locator(".kinds a").first).to_be_visible()
