"""Every page of the desk in the real Chromium, in every state of `every_look`: axe finds nothing at all, in light and dark, on a phone and with letters of
twice the size; nothing is sideways, cut off or covered; and Tab reaches every control, in order, with a ring that is seen."""

import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, Response, ViewportSize

from tests.conftest import NOW
from tests.desk.accessible.every_look import EMPTY, LOOKS, NO_PAGE, Look
from tests.desk.accessible.full_desk import WITH_FACTOR, FullDesk, full_desk
from tests.desk.probe import every_route
from tests.desk.serving_desk import on_a_port
from tests.desk.site import PASSWORD, Site, open_site


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


LANGUAGES = ("kk", "ru", "en")
WIDE: ViewportSize = {"width": 1440, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
LARGE: ViewportSize = {"width": 1280, "height": 800}
AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
# The desk measures its bar anew once it is laid out: what is looked at before that is no state in which anybody sees the page.
TWICE = (
    "async () => { document.documentElement.style.fontSize = '200%';"
    " await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))) }"
)
LOOKING = Path(__file__).with_name("looking.js").read_text(encoding="utf-8")
# All its rules, those that are only advice too, and the size of targets (WCAG 2.5.8), which it leaves out by itself. What an outlet's page holds is the outlet's.
_ALL = "{resultTypes: ['violations'], iframes: false, rules: {'target-size': {enabled: true}}}"
# Those that see how a page is laid out and coloured.
_SEEN = (
    "{resultTypes: ['violations'], iframes: false, runOnly: {type: 'rule', values: ['color-contrast', 'target-size', 'scrollable-region-focusable']}}"
)
_OWN = "[...looking.faint(), ...looking.misordered(), ...looking.cutOff(), ...looking.sideways()]"
_ROOM = "[...looking.cutOff(), ...looking.sideways()]"


@pytest.fixture(scope="module")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FullDesk]:
    with full_desk(tmp_path_factory.mktemp("full")) as made:
        yield made


@pytest.fixture(scope="module")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A desk that has nothing yet."""
    folder: Path = tmp_path_factory.mktemp("bare")
    made = open_site(f"sqlite:///{folder / 'desk.db'}", folder / "var", origin="")
    yield made
    made.engine.dispose()


@pytest.fixture(scope="module")
def visitors(chromium: Browser, full: FullDesk) -> Iterator[Visitors]:
    with on_a_port(full.site.app) as address:
        # As localhost it has a name for which browsers allow passkeys.
        made = Visitors(chromium, address.replace("127.0.0.1", "localhost"), full.app)
        yield made
        made.leave()


@pytest.fixture(scope="module")
def visitors_of_the_bare(chromium: Browser, bare: Site) -> Iterator[Visitors]:
    with on_a_port(bare.app) as address:
        made = Visitors(chromium, address)
        yield made
        made.leave()


def resized(page: Page, size: ViewportSize) -> None:
    """The window has another size, and the desk has measured its bar anew."""
    page.set_viewport_size(size)
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")


def axe_faults(page: Page, options: str) -> list[str]:
    # Behind a dialog nothing can be reached: it was looked at without it.
    found = page.evaluate(
        f"async () => (await axe.run(document.querySelector('dialog:modal') || document, {options}))"
        ".violations.map(one => [one.id, one.nodes.map(node => node.html.slice(0, 160))])"
    )
    return [f"{rule}: {places[:3]}" for rule, places in found]


def opened(page: Page, base: str, look: Look, named: dict[str, Any], lang: str) -> Response:
    """The page in this language, ready to be looked at; the answer of the desk."""
    page.context.add_cookies([{"name": "lang", "value": lang, "url": base}])
    page.emulate_media(color_scheme="light")
    page.set_viewport_size(WIDE)
    answer = page.goto(look.address.format(**named))
    assert answer is not None
    page.evaluate(LOOKING)
    if look.then:
        look.then(page)
        page.evaluate(LOOKING)
    assert page.locator("html").get_attribute("lang") == lang
    assert page.locator("h1").count() == 1
    return answer


def faults_in_a_state(page: Page, turn: int) -> dict[str, list[str]]:
    """What is wrong with a page in a state that it comes into: at one width and in one scheme, by turns."""
    scheme, size = ("light", "dark")[turn % 2], (WIDE, PHONE)[turn // 2 % 2]
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    resized(page, size)
    page.evaluate(AXE)
    return {f"{size['width']}, {scheme}": axe_faults(page, _ALL) + page.evaluate(_OWN) + page.evaluate("looking.eachFocused()")}


def faults_of_the_whole(page: Page, turn: int) -> dict[str, list[str]]:
    """What is wrong with a page, by how it is looked at: wide in one scheme and on a phone in the other, by Tab, and with letters of twice the size."""
    schemes = ("light", "dark") if turn % 2 else ("dark", "light")
    found: dict[str, list[str]] = {}
    page.evaluate(AXE)
    page.emulate_media(color_scheme=schemes[0])  # type: ignore[arg-type]
    found[f"wide, {schemes[0]}"] = axe_faults(page, _ALL) + page.evaluate(_OWN)
    found["by Tab"] = walked_by_tab(page)
    page.emulate_media(color_scheme=schemes[1])  # type: ignore[arg-type]
    resized(page, PHONE)
    found[f"phone, {schemes[1]}"] = axe_faults(page, _ALL) + page.evaluate(_OWN) + page.evaluate("looking.eachFocused()")
    resized(page, LARGE)
    page.evaluate(TWICE)
    found["letters of twice the size"] = axe_faults(page, _SEEN) + page.evaluate(_ROOM) + page.evaluate("looking.eachFocused()")
    return found


def faults_of_words(page: Page) -> dict[str, list[str]]:
    """Where the words of a language have no room."""
    resized(page, PHONE)
    found = {"phone": page.evaluate(_ROOM)}
    resized(page, LARGE)
    page.evaluate(TWICE)
    return {**found, "letters of twice the size": page.evaluate(_ROOM)}


def walked_by_tab(page: Page) -> list[str]:
    for _ in range(page.evaluate("looking.start()") + 2):
        page.keyboard.press("Tab")
    faults: list[str] = page.evaluate("looking.end()")
    return faults


def looked_at(visitors: Visitors, look: Look, named: dict[str, Any], turn: int) -> dict[str, list[str]]:
    """What is wrong with a page, by language and by how it is looked at."""
    found: dict[str, list[str]] = {}
    own = LANGUAGES[turn % 3]
    for lang in dict.fromkeys((own, *LANGUAGES)) if look.whole else (own,):
        page = visitors.page(look.who)
        assert opened(page, visitors.address, look, named, lang).status == look.status
        seen = faults_of_words(page) if lang != own else faults_of_the_whole(page, turn) if look.whole else faults_in_a_state(page, turn)
        page.context.set_offline(False)
        found |= {f"{lang}: {how}": faults for how, faults in seen.items() if faults}
    assert not visitors.wrong
    return found


@pytest.mark.parametrize(("turn", "look"), enumerate(LOOKS), ids=[look.name for look in LOOKS])
def test_a_page_keeps_nobody_out(visitors: Visitors, full: FullDesk, turn: int, look: Look) -> None:
    assert looked_at(visitors, look, full.named, turn) == {}


@pytest.mark.parametrize(("turn", "look"), enumerate(EMPTY), ids=[look.name for look in EMPTY])
def test_a_page_of_a_desk_that_has_nothing_yet_keeps_nobody_out(visitors_of_the_bare: Visitors, turn: int, look: Look) -> None:
    assert looked_at(visitors_of_the_bare, look, {}, turn) == {}


def test_every_route_that_answers_with_a_page_is_looked_at(full: FullDesk) -> None:
    """A new page without a look fails here: give it one in `every_look`."""
    routes = {path for method, path in every_route(full.site) if method == "GET"}
    looked = {look.route for look in LOOKS} - {""}
    assert routes - looked - NO_PAGE == set(), "pages without a look"
    assert looked - routes == set(), "looks at what is no page any more"
    assert NO_PAGE - routes == set()
    assert not looked & NO_PAGE
    assert looked == {look.route for look in LOOKS if look.whole}, "a page is taken through everything once"


# What keeps somebody out, put into a page by hand, and what is then said of it.
SPOILED: tuple[dict[str, str], ...] = (
    {
        # A picture without words, pale words, a pale placeholder, a field without an edge, small targets, words cut off, an order of its own.
        "document.querySelector('main').innerHTML += '<img src=\"data:image/gif;base64,R0lGODlhAQABAAAAACw=\">'": "image-alt",
        "document.querySelector('h1').style.color = '#bbb'": "color-contrast",
        "const f = document.querySelector('#f-name'); f.placeholder = 'x'; f.style.color = '#bbb';"
        "document.styleSheets[0].insertRule('::placeholder { color: #bbb !important }', document.styleSheets[0].cssRules.length)": "placeholder 1.9",
        "document.querySelector('#f-name').style.border = '0'": "edge",
        "document.querySelector('main').insertAdjacentHTML('beforeend', '<button>a</button><button>b</button>');"
        "document.querySelectorAll('main > button').forEach("
        "b => { b.style.cssText = 'min-height:0;height:14px;width:14px;padding:0;display:inline-block' })": "target-size",
        "Object.assign(document.querySelector('.lead').style, {height: '5px', overflow: 'hidden'})": "cut off",
        "document.querySelector('#f-name').tabIndex = 3": "tabindex above 0",
    },
    {
        # Something too wide, a control without a ring, a bar over everything.
        "document.querySelector('h1').style.width = '3000px'": "the page is",
        "document.querySelector('#f-name').style.outline = 'none'": "no ring",
        "const b = document.createElement('p'); b.textContent = 'x';"
        "b.style.cssText = 'position:fixed;inset:40% 0 0;background:#fff;margin:0'; document.body.append(b)": "covered",
    },
)


def test_what_keeps_somebody_out_is_found(visitors: Visitors, full: FullDesk) -> None:
    look = next(look for look in LOOKS if look.name == "people")
    page = visitors.page(look.who)
    for spoiled in SPOILED:
        opened(page, visitors.address, look, full.named, "en")
        assert faults_in_a_state(page, 0) == {"1440, light": []}
        for script in spoiled:
            page.evaluate(f"() => {{ {script} }}")
        found = str(faults_in_a_state(page, 0))
        assert [told for told in spoiled.values() if told not in found] == []
    opened(page, visitors.address, look, full.named, "en")
    page.evaluate("document.querySelector('#f-name').addEventListener('keydown', event => { if (event.key === 'Tab') event.preventDefault() })")
    assert "not reached by Tab: <select#f-role>" in str(walked_by_tab(page))
