"""Whoever looks at the pages of a desk, each in a browser of their own."""

import re

import pyotp
from playwright.sync_api import Browser, Page

from tests.conftest import NOW
from tests.desk.accessible.full_desk import WITH_FACTOR
from tests.desk.site import PASSWORD


class Visitors:
    """Browsers at one desk, one for each person, signed in when they first come."""

    def __init__(self, chromium: Browser, address: str, app: pyotp.TOTP | None = None) -> None:
        self.chromium, self.address, self.app = chromium, address, app
        self.pages: dict[str, Page] = {}
        self.wrong: list[str] = []

    def page(self, who: str) -> Page:
        """The page of this person; of nobody, and of somebody who has yet to give a code ("half")."""
        if who not in self.pages:
            # Colours that are on their way from light to dark are neither's.
            context = self.chromium.new_context(base_url=self.address, locale="en", reduced_motion="reduce")
            # What a browser keeps of one look (the pane that is open) is not in the next.
            context.add_init_script("try { localStorage.clear() } catch {}")
            page = self.pages[who] = context.new_page()
            page.on("pageerror", lambda error: self.wrong.append(str(error)))
            page.on("console", lambda said: self.wrong.append(said.text) if "Content Security Policy" in said.text else None)
            page.on("request", lambda asked: self.wrong.append(asked.url) if not asked.url.startswith((self.address, "data:")) else None)
            if who:
                self._sign_in(page, who)
        return self.pages[who]

    def _sign_in(self, page: Page, who: str) -> None:
        page.goto("/login")
        page.locator("[name=username]").fill(WITH_FACTOR if who == "half" else who)
        page.locator("[name=password]").fill(PASSWORD)
        page.keyboard.press("Enter")
        page.wait_for_url(re.compile("/(queue|account|login/factor)"))
        if who == WITH_FACTOR and self.app:
            page.locator("[name=code]").fill(self.app.at(NOW))
            page.keyboard.press("Enter")
            page.wait_for_url("**/queue*")

    def leave(self) -> None:
        for page in self.pages.values():
            page.context.close()
