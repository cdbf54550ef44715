"""The queue as a person sees it, and the requests of its script."""

import re
from typing import Any

from lxml import html
from sqlalchemy import select

from records.tables import DraftRow, SavedEditRow
from tests.desk.numbered_drafts import renumber
from tests.desk.site import Browser, Site, add_draft

JSON = {"Accept": "application/json"}
VICTIM = {"persons": [{"name": "Асель Тестова", "role": "victim"}]}


def make(site: Site, identifier: str, title: str = "", **screened: Any) -> int:
    """A further draft with a victim and a date, so that one key confirms it, unless something else is said."""
    with site.writing() as session:
        return add_draft(session, identifier, title=title or f"{identifier} избит", text="т", screened={**VICTIM, **screened})


def make_draft(site: Site, identifier: str, number: int | None = None, **values: Any) -> int:
    """A further draft as it is said; with an id of one's own."""
    with site.writing() as session:
        made = add_draft(session, identifier, **values)
        return made if number is None else renumber(session, made, identifier, number)


def much_alike(site: Site) -> tuple[int, int]:
    """Two drafts, of which the second perhaps belongs to the first."""
    with site.writing() as session:
        one, other = (add_draft(session, name, title=f"{name} КУРЬЕР", text=f"{name}.") for name in ("Суд", "Поджог"))
    return one, other


def tree(text: str) -> Any:
    return html.document_fromstring(text)


def words(part: Any) -> str:
    """What stands there, as it is read."""
    return " ".join(" ".join(part.itertext()).split())


def shown(browser: Browser, address: str = "/queue") -> list[int]:
    """The drafts on a page of the queue, in order."""
    answer = browser.get(address)
    assert answer.status_code == 200, answer.text
    return [int(found) for found in re.findall(r'<article[^>]* data-id="(\d+)"', answer.text)]


def card(browser: Browser, draft: int, address: str = "") -> Any:
    """The card of a draft."""
    (found,) = tree(browser.get(address or f"/queue/cards?id={draft}").text).xpath(f"//article[@data-id='{draft}']")
    return found


def said(browser: Browser, draft: int, address: str = "") -> str:
    """What a card says."""
    return words(card(browser, draft, address))


def lines(found: Any) -> str:
    """What a card says, each of its parts on a line."""
    return "\n".join(filter(None, (words(one) for one in found.xpath(".//h2 | .//p | .//dt | .//dd | .//button | .//*[@class='ways']//a"))))


def facts(browser: Browser, draft: int) -> dict[str, tuple[str, str]]:
    """The facts of a card by their headings: the first of what is said, and whose word it is: "yours", "maybe" (the machine is unsure) or nothing."""
    found = {}
    for one in card(browser, draft).xpath(".//dl[@class='known']/dd"):
        marks = one.xpath("./b/@class")
        found[words(one.xpath("./preceding-sibling::dt[1]")[0])] = ((one.text or "").strip().split(",")[0], marks[0] if marks else "")
    return found


def stamp(browser: Browser, draft: int) -> str:
    """What the card showed, in one word."""
    return str(card(browser, draft).get("data-seen"))


def on_the_page(browser: Browser) -> dict[str, str]:
    """The figures of the rail on the page, by their names there."""
    return dict(re.findall(r'data-count="([\w:]*)">([^<]*)<', browser.get("/queue").text))


def post(browser: Browser, url: str, **given: Any) -> Any:
    """Send something as the script of the page does, with the token of the page."""
    if "X-CSRF-Token" not in browser.headers:
        browser.headers["X-CSRF-Token"] = browser.csrf()
    return browser.post(url, **given)


def send(browser: Browser, *ids: int, action: str = "confirm", **fields: Any) -> Any:
    """Decide as the script of the page does."""
    return post(browser, "/queue/decide", data={"id": list(ids), "action": action, **fields}, headers=JSON)


def decide(browser: Browser, draft: int, **fields: Any) -> Any:
    """The same on one draft, confirmed twice, should it ask."""
    return send(browser, draft, **{"sure": "1", **fields})


def failed(answer: Any) -> Any:
    """The first of what could not be decided."""
    return answer.json()["failed"][0]


def undo(browser: Browser, **fields: Any) -> Any:
    """Press u."""
    return post(browser, "/queue/undo", data=fields or {"last": "1"}, headers=JSON).json()


def type_in(browser: Browser, draft: int, **fields: str | list[str]) -> Any:
    """Type into the form of the draft's page and leave; it is saved by itself."""
    return post(browser, f"/drafts/{draft}/edits", json={"fields": fields})


def look(browser: Browser, here: int | None = None, **given: Any) -> Any:
    """What the page tells and asks every few seconds: which draft is looked at, and in which states drafts are shown."""
    return post(browser, "/presence", json={"here": here, "shown": {}, **given}).json()


def state(site: Site, draft: int) -> str:
    with site.reading() as session:
        return str(session.get_one(DraftRow, draft).state)


def typed(site: Site, draft: int) -> dict[str, dict[str, Any]]:
    """What is kept of what people typed into a draft, by their names."""
    with site.reading() as session:
        return {row.user: row.fields for row in session.scalars(select(SavedEditRow).where(SavedEditRow.draft_id == draft))}
