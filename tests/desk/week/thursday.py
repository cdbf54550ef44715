"""Thursday: an operator mends an outlet whose feed has moved, and asks it once more."""

import re

from playwright.sync_api import expect

from tests.desk.week.colleague import Colleague
from tests.desk.week.office import NEW_FEED, OLD_FEED, OUTLET, OUTLET_TITLES

# A trial really asks, in a process of its own (milliseconds).
_PATIENCE = 150_000


def an_outlet_is_mended(dana: Colleague, press: str) -> None:
    page = dana.page
    dana.goes("Outlets", within=".nav")
    page.get_by_role("link", name=OUTLET_TITLES[dana.lang]).first.click()
    page.wait_for_url(f"**/outlets/{OUTLET}*")
    dana.sees(dana.words("What failed lately"))
    expect(page.locator(".outlet-faults").first).to_contain_text(OLD_FEED)
    dana.goes("Correct the entry")
    page.locator("#f-feeds").fill(f"{press}{NEW_FEED}")
    dana.presses("Check and try", page.locator("#entry"))
    _five_articles_are_read(dana)
    dana.presses("Save the entry", page.locator("#trial"))
    page.wait_for_url(re.compile("told=saved"))
    dana.sees(dana.words("Saved. The next run takes the entry as it stands now."), "#said")


def it_answers_again(dana: Colleague) -> None:
    dana.presses("Try now")
    dana.page.wait_for_url("**#trial")
    _five_articles_are_read(dana)
    expect(dana.page.locator("#trial")).to_contain_text(NEW_FEED)


def _five_articles_are_read(dana: Colleague) -> None:
    said = dana.counted("{n} article could be read.", "{n} articles could be read.", 5)
    expect(dana.page.locator("#trial")).to_contain_text(said, timeout=_PATIENCE)
    dana.fits()
