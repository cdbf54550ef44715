"""Three cards on one event in the real Chromium: selected, merged into the one that is chosen, taken back by one key; and what happens when somebody was faster."""

import re

import pytest
from playwright.sync_api import Route, expect
from sqlalchemy import select

from records import review
from records.review import groups
from records.tables import DraftRow
from tests.desk.pages.queue.queue_browser import Open, card, order
from tests.desk.site import Site, add_draft


def states(site: Site, *drafts: int) -> list[str]:
    with site.reading() as session:
        return [str(session.get_one(DraftRow, draft).state) for draft in drafts]


def articles(site: Site, draft: int) -> int:
    with site.reading() as session:
        return len(groups.articles_of(session, draft))


def oldest(site: Site, *drafts: int) -> int:
    with site.reading() as session:
        query = select(DraftRow.id).where(DraftRow.id.in_(drafts)).order_by(DraftRow.created_at, DraftRow.id)
        return session.scalars(query).first() or 0


def test_by_keyboard_three_cards_become_one_and_u_takes_the_whole_back(opened: Open, site: Site) -> None:
    page = opened()
    three = order(page)[:3]
    first = oldest(site, *three)
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("Shift+X")
    page.keyboard.press("m")
    kept = page.locator("#ask-merge .reasons").first.locator("button")
    expect(kept).to_have_count(3)
    expect(kept.first).to_be_focused()
    expect(kept.first).to_contain_text(f"Draft {first}")
    expect(kept.first).to_contain_text("the oldest of them, whose number people know: it is kept if you choose no other")
    page.keyboard.press("Enter")
    expect(page.locator("#undo")).to_contain_text(f"2 drafts merged with draft {first}, the oldest of them")
    expect(card(page, first)).to_be_focused()
    expect(card(page, first)).to_contain_text("3 articles")
    assert articles(site, first) == 3
    page.keyboard.press("u")
    expect(card(page, first)).to_contain_text("1 article")
    assert states(site, *three) == ["new"] * 3
    assert [articles(site, draft) for draft in three] == [1, 1, 1]
    assert sorted(order(page)[:3]) == sorted(three)


@pytest.mark.parametrize("way", ["digit", "pointer"])
def test_another_one_is_kept_if_it_is_chosen(opened: Open, site: Site, way: str) -> None:
    page = opened()
    three = order(page)[:3]
    for draft in three:
        card(page, draft).get_by_role("checkbox").check()
    page.locator(".bulk").get_by_role("button", name="Merge").click()
    kept = page.locator("#ask-merge .reasons").first.locator("button")
    expect(kept).to_have_count(3)
    chosen = int(kept.nth(2).get_attribute("value") or 0)
    assert chosen != oldest(site, *three)
    if way == "digit":
        page.keyboard.press("3")
    else:
        kept.nth(2).click()
    expect(page.locator("#undo")).to_contain_text(f"2 drafts merged with draft {chosen}")
    expect(card(page, chosen)).to_contain_text("3 articles")
    assert articles(site, chosen) == 3
    page.locator("#undo button").click()
    expect(card(page, chosen)).to_contain_text("1 article")
    assert states(site, *three) == ["new"] * 3


def test_where_somebody_was_faster_it_is_said_on_that_card_and_the_others_stay_selected(opened: Open, site: Site) -> None:
    page = opened()
    three = order(page)[:3]
    for draft in three:
        card(page, draft).get_by_role("checkbox").check()
    page.keyboard.press("m")
    expect(page.locator("#ask-merge .reasons button").first).to_be_focused()
    with site.writing() as session:
        review.reject(session, three[1], reason="old", who="Berik", now=site.clock.now)
    page.keyboard.press("Enter")
    expect(page.locator("#said")).to_contain_text("nothing was merged, and the others stay as they are")
    expect(card(page, three[1]).locator("[data-stands]")).to_contain_text("rejected by Berik")
    expect(card(page, three[1]).get_by_role("button", name="Confirm")).to_be_disabled()
    for draft in (three[0], three[2]):
        expect(card(page, draft).get_by_role("checkbox")).to_be_checked()
        expect(card(page, draft).get_by_role("button", name="Confirm")).to_be_enabled()
    expect(page.locator(".bulk [data-selected]")).to_have_text("2 selected")
    page.keyboard.press("m")
    expect(page.locator("#ask-merge .reasons").first.locator("button")).to_have_count(2)
    page.keyboard.press("1")
    expect(page.locator("#undo")).to_contain_text("1 draft merged with")
    assert sorted(states(site, three[0], three[2])) == ["merged", "new"]


def test_a_digit_pressed_before_the_offers_have_come_chooses_all_the_same_and_lands_in_no_field(opened: Open, site: Site) -> None:
    with site.writing() as session:
        one, other = (add_draft(session, name, title=f"{name} КУРЬЕР", text=f"{name}.") for name in ("Суд", "Поджог"))
    page = opened()
    held: list[Route] = []
    page.route("**/queue/offers*", lambda route: held.append(route))
    card(page, other).focus()
    page.keyboard.press("m")
    page.keyboard.press("1")
    expect(page.locator("#merge-into")).to_have_value("")
    page.wait_for_timeout(200)
    held[0].continue_()
    expect(page.locator("#undo")).to_contain_text(f"Draft {other} merged with draft {one}")
    assert states(site, other) == ["merged"]


def test_the_dialog_fits_a_phone(opened: Open) -> None:
    page = opened(viewport={"width": 390, "height": 844}, has_touch=True)
    for draft in order(page)[:3]:
        card(page, draft).get_by_role("checkbox").tap()
    page.locator(".bulk").get_by_role("button", name="Merge").tap()
    expect(page.locator("#ask-merge .reasons button").first).to_be_visible()
    box = page.locator("#ask-merge").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390
    assert page.evaluate("document.querySelector('#ask-merge').scrollWidth <= document.querySelector('#ask-merge').clientWidth")
    assert re.search("articles? of the others", page.locator("#ask-merge").inner_text())
