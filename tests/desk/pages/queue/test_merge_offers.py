"""What a merge offers: each draft and incident told so that one knows it again, and of several the one that is kept and why."""

import html
import re

from records import review
from tests.conftest import NOW
from tests.desk.pages.queue.cards_seen import make
from tests.desk.site import Browser, Site, add_draft

WHOLE = {"place": "Тараз", "region": "KZ-31", "incident_date": "2026-11-20", "incident_date_precision": "day"}


def offered(browser: Browser, *ids: int) -> list[tuple[str, str, str]]:
    """Digit, what is named, and all its words, of each offer."""
    page = browser.get("/queue/offers?" + "&".join(f"id={id}" for id in ids)).text
    found = re.findall(r'value="([^"]+)">(?:<kbd[^>]*>(\d)</kbd>)?(.*?)</button>', page, re.S)
    return [(digit, into, " ".join(html.unescape(re.sub("<[^>]+>", " ", words)).split())) for into, digit, words in found]


def test_an_offer_tells_title_who_day_place_outlet_and_number_of_articles(site: Site) -> None:
    browser = site.signed_in()
    first, second = make(site, "s", "Асель избита", **WHOLE), make(site, "t", "Берик избит", persons=[], incident_date=None, place=None, region=None)
    (one, two) = offered(browser, second, first)
    assert one[:2] == ("1", str(first))
    for words in (f"Draft {first}", "Асель избита", "Асель Тестова", "Nov 20, 2026", "Taraz", "1 article", "the oldest of them"):
        assert words in one[2], words
    assert two[:2] == ("2", str(second))
    assert "no victim is named · no date · " in two[2]
    assert "the oldest" not in two[2]


def test_what_is_much_alike_follows_with_the_next_digits_and_an_incident_is_told_as_recorded(site: Site) -> None:
    with site.writing() as session:
        one, other = (add_draft(session, name, title=f"{name} КУРЬЕР", text=f"{name}.") for name in ("Суд", "Поджог"))
        review.confirm(session, one, who="Berik", now=NOW, fields={"title": "Суд над газетой", "place": "Орал"})
    browser = site.signed_in()
    found = offered(browser, other)
    assert [(digit, into) for digit, into, _ in found] == [("1", "KZ-2026-0001")]
    assert "Суд над газетой" in found[0][2]
    assert "Oral" in found[0][2], "as the reader's language calls it"
    beside = offered(browser, other, make(site, "s"))
    assert [(digit, into == "KZ-2026-0001") for digit, into, _ in beside] == [("1", False), ("2", False), ("3", True)]


def test_numbers_that_no_draft_has_offer_nothing(site: Site) -> None:
    browser = site.signed_in()
    assert offered(browser, 10**12, 0) == []
    assert offered(browser) == []


def test_without_scripts_the_page_that_asks_offers_the_same(site: Site) -> None:
    browser = site.signed_in()
    first, second = make(site, "s", "Асель избита"), make(site, "t", "Берик <избит>")
    page = browser.submit("/queue/decide", {"id": [str(second), str(first)], "action": "merge"}).text
    assert page.index(f'name="into" value="{first}"') < page.index(f'name="into" value="{second}"')
    assert "the oldest of them, whose number people know" in page
    assert "Берик &lt;избит&gt;" in page
    assert browser.submit("/queue/decide", {"id": [str(second), str(first)], "action": "merge", "into": str(second)}).status_code == 303
