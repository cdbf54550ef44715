"""Friday: the journalist's page tells all of it, mistakes are taken back, and the week is counted."""

import re

from playwright.sync_api import expect

from tests.desk.week.colleague import Colleague
from tests.desk.week.monday import TITLES
from tests.desk.week.office import CASE_TITLE, CYRILLIC, KEPT_OUT, LATIN, MONDAY, THREAT_TITLE

WRONG = {"kk": "Бұл басқа Гүлнар", "ru": "Это другая Гульнар"}


def the_journalist_has_one_page_in_two_scripts(aigul: Colleague) -> None:
    page = aigul.page
    aigul.goes("Incidents", within=".nav")
    aigul.goes("Journalists and others named", within="#main")
    page.locator("#f-q").fill("Abdikadyr")
    aigul.presses("Show")
    aigul.sees(aigul.counted("{n} person", "{n} persons", 1), ".found")
    page.get_by_role("link", name=CYRILLIC).click()
    page.wait_for_url("**/persons/*")
    expect(page.locator(".case-head")).to_have_text([TITLES[aigul.lang], CASE_TITLE, THREAT_TITLE])
    aigul.sees(f"{CYRILLIC}; {LATIN}", ".person-facts")
    aigul.fits()


def a_wrong_comment_is_withdrawn(berik: Colleague) -> None:
    page = berik.page
    berik.goes("Incidents", within=".nav")
    page.get_by_role("link", name=TITLES[berik.lang]).click()
    page.wait_for_url("**/incidents/KZ-2026-*")
    page.locator("#f-comment").fill(WRONG[berik.lang])
    berik.presses("Send", page.locator("#together"))
    berik.sees(WRONG[berik.lang], ".comment-text")
    page.locator(".comment-change > summary").click()
    berik.presses("Withdraw", page.locator(".comment-change"))
    berik.sees(berik.words("withdrawn by its author"), ".comment")
    expect(page.locator("#together")).not_to_contain_text(WRONG[berik.lang])


def a_wrong_decision_is_undone(berik: Colleague, draft: int) -> None:
    page = berik.page
    berik.goes("History", within=".nav")
    act = page.locator(".act", has=page.locator(f".act-subject[href='/drafts/{draft}']")).first
    berik.presses("Undo", act)
    expect(page.locator(".act-head").first).to_contain_text(berik.words("undone"), ignore_case=True)
    berik.goes("Queue", within=".nav")
    berik.sees(KEPT_OUT, f"#d{draft}")


def the_week_is_counted(berik: Colleague, number: int) -> None:
    page = berik.page
    berik.goes("Incidents", within=".nav")
    if page.locator(".find-button").is_visible():
        page.locator(".find-button").click()
    page.locator(".more-filters > summary").click()
    page.locator("#f-recorded_since").fill(f"{MONDAY:%d.%m.%Y}")
    expect(page.locator("#d-recorded_since")).to_contain_text("2026")
    berik.presses("Show", page.locator("form.filters"))
    page.wait_for_url(re.compile("recorded_since="))
    expect(page.locator(".found b")).to_have_text(berik.counted("{n} incident", "{n} incidents", number))
    expect(page.locator(".incidents tbody tr")).to_have_count(number)
    berik.fits()
