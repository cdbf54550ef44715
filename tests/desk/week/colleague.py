"""Somebody at the desk with a browser of her own: signs in by the form, goes by links and buttons, and reads in her language. What goes wrong in the browser is kept."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page, Request, Response, expect

from desk.rendering import first_up
from records.i18n import ntr, tr_to, use_language
from tests.desk.site import PASSWORD

# What a browser says of a request that it gave up itself, since somebody went on to the next page.
_GIVEN_UP = "net::ERR_ABORTED"
# What htmx says of it (a request that the desk refuses or does not answer says `htmx:responseError` or `htmx:sendError` besides).
_OF_GIVEN_UP = re.compile(r"htmx:(sendAbort|afterRequest)\b")


@dataclass
class Colleague:
    """A person, her language, her page, and what went wrong in it."""

    name: str
    lang: str
    page: Page
    wrong: list[str] = field(default_factory=list)

    def words(self, message: str, **given: object) -> str:
        """A message in her language, as it stands at the beginning of a line."""
        said = tr_to(self.lang, message)
        assert said != message, f"{message!r} is not in the catalogue of {self.lang}"
        return first_up(said.format(**given))

    def counted(self, one: str, many: str, number: int) -> str:
        """A message with a number in her language."""
        with use_language(self.lang):
            said = ntr(one, many, number)
        assert said not in (one, many), f"{many!r} is not in the catalogue of {self.lang}"
        return said.format(n=number)

    def comes_in(self) -> None:
        """In the morning the session of yesterday has ended."""
        self.page.goto("/")
        expect(self.page).to_have_title(re.compile(re.escape(self.words("Sign in"))))
        self.page.get_by_label(self.words("Name"), exact=True).fill(self.name)
        self.page.get_by_label(self.words("Password"), exact=True).fill(PASSWORD)
        self.presses("Sign in")
        self.page.wait_for_url("**/queue*")
        self.fits()

    def goes(self, *links: str, within: str = "body") -> None:
        """By these links, one after the other; each is a message."""
        for message in links:
            before = self.page.url
            # Behind its words a link may count what waits there.
            name = re.compile(rf"^{re.escape(self.words(message))}( \d+)?$")
            self.page.locator(within).get_by_role("link", name=name).first.click()
            expect(self.page).not_to_have_url(before)
            self.fits()

    def presses(self, message: str, within: Locator | None = None) -> None:
        """The button of this message."""
        place = within or self.page.locator("#main")
        place.get_by_role("button", name=_beginning(self.words(message))).first.click()

    def sees(self, said: str, within: str = "#main") -> None:
        """These words, in whatever letters they begin."""
        expect(self.page.locator(within).first).to_contain_text(said, ignore_case=True)
        self.fits()

    def fits(self) -> None:
        """Nothing on the page goes sideways."""
        self.page.wait_for_load_state()
        assert self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), f"{self.page.url} goes sideways"

    def takes_offered(self, name: str) -> None:
        """The first name that is offered below the field."""
        offer = self.page.locator("#offered").get_by_role("option").first
        expect(offer).to_contain_text(name)
        offer.click()

    def is_told(self, number: int, *kinds: str) -> None:
        """The bell counts so many new notices, which are of these kinds; the page of notices is open then."""
        expect(self.page.locator(".bell-count")).to_have_text(str(number))
        self.page.locator(".bell").click()
        self.page.wait_for_url("**/notices")
        expect(self.page.locator(".notices .is-unread")).to_have_count(number)
        for kind in kinds:
            self.sees(self.words(kind), ".notices")

    def reads_all(self) -> None:
        """What is left of the notices."""
        self.page.locator(".bell").click()
        self.page.wait_for_url("**/notices")
        if self.page.locator(".is-unread").count():
            self.presses("All of them are read")
        expect(self.page.locator(".is-unread")).to_have_count(0)
        expect(self.page.locator(".bell-count")).to_have_count(0)
        self.fits()


def colleague(chromium: Browser, address: str, name: str, lang: str, width: int, height: int) -> Colleague:
    """Whose browser speaks this language, on a screen of this size; on a narrow one she touches."""
    context = chromium.new_context(
        base_url=address, locale={"kk": "kk-KZ", "ru": "ru-RU"}[lang], viewport={"width": width, "height": height}, has_touch=width < 600
    )
    one = Colleague(name, lang, context.new_page())
    one.page.on("pageerror", lambda error: one.wrong.append(f"{one.page.url}: {error}"))
    one.page.on("console", lambda said: one.wrong.extend(_said(said)))
    one.page.on("requestfailed", lambda asked: one.wrong.extend(_failed(asked)))
    one.page.on("response", lambda answer: one.wrong.extend(_refused(answer)))
    return one


def _beginning(words: str) -> re.Pattern[str]:
    """A button may name its key or its subject after its words."""
    return re.compile(rf"^{re.escape(words)}(?![\w-])")


def _said(said: ConsoleMessage) -> Iterable[str]:
    return [said.text] if said.type == "error" and not _OF_GIVEN_UP.match(said.text) else []


def _failed(asked: Request) -> Iterable[str]:
    return [] if asked.failure == _GIVEN_UP else [f"{asked.url}: {asked.failure}"]


def _refused(answer: Response) -> Iterable[str]:
    return [f"{answer.url}: {answer.status}"] if answer.status >= 400 else []
