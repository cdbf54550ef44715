"""The figures of the page agree with what happened, after each decision and each undo."""

import re

from tests.desk.pages.queue.cards_seen import make, send, undo
from tests.desk.site import Browser, Site


def on_the_page(browser: Browser) -> dict[str, str]:
    """The figures of the rail on the page, by their names there."""
    return dict(re.findall(r'data-count="([\w:]*)">([^<]*)<', browser.get("/queue").text))


def test_each_answer_tells_the_figures_that_the_page_would_show(site: Site) -> None:
    drafts, browser = [make(site, name) for name in ("s", "t", "v")], site.signed_in()
    told = send(browser, drafts[0]).json()["counts"]
    assert (told["found"], told["words"]) == (5, "drafts wait")
    assert (told["rail"]["kind:"], told["rail"]["state:confirmed"], told["rail"]["kind:incident"]) == ("5", "1", "5")
    assert on_the_page(browser) == told["rail"]
    send(site.signed_in("editor"), drafts[1], action="reject", reason="old")
    told = send(browser, drafts[2], action="defer", until="week").json()["counts"]
    assert (told["found"], told["rail"]["state:rejected"], told["rail"]["state:deferred"]) == (3, "1", "1"), "others' decisions count as well"
    assert undo(browser)["counts"]["found"] == 4


def test_the_figures_are_those_of_the_filters_from_which_it_was_decided(site: Site) -> None:
    draft, browser = make(site, "s"), site.signed_in()
    assert send(browser, draft, next="/queue?lang=kk").json()["counts"]["found"] == 1
    assert send(browser, site.drafts[0], action="reject", reason="old", next="/queue?state=rejected").json()["counts"]["words"] == "rejected"
