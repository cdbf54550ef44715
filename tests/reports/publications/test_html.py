"""The page of a document: readable on a phone, on a wide screen and on paper."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from lxml import html
from sqlalchemy import Engine

from records.database import read_session
from records.i18n import LANGUAGES
from reports.kinds import DOCUMENT_KINDS, ReportKind
from reports.publications import PublishedReport, ReportRequest, report_period
from reports.publications.publish import publish
from tests.golden.publications.record import TODAY, UNTIL

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page, ViewportSize

pytestmark = pytest.mark.usefixtures("catalogues")

PHONE: "ViewportSize" = {"width": 360, "height": 800}
DESK: "ViewportSize" = {"width": 1280, "height": 900}


Written = Callable[[ReportKind, str], str]


def parsed(page: str) -> Any:
    """A page as a tree."""
    return html.fromstring(page)


@pytest.fixture
def written(of_press: Callable[[ReportRequest], PublishedReport]) -> Written:
    return lambda kind, lang: of_press(ReportRequest(kind, UNTIL, date(2021, 1, 1), lang)).content.decode()


@pytest.fixture
def opened(chromium: "Browser") -> Iterator["Page"]:
    context = chromium.new_context(viewport=PHONE)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", DOCUMENT_KINDS)
def test_a_phone_shows_the_whole_without_scrolling_sideways(written: Written, opened: "Page", kind: ReportKind, lang: str) -> None:
    opened.set_content(written(kind, lang))
    assert opened.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    # What stands in a head that is there to be read aloud alone is not seen.
    beyond = "[...document.querySelectorAll('body *')].filter(one => !one.closest('.stacked thead, .records thead') && one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 90))"
    assert opened.evaluate(beyond) == []
    drawn = "[...document.querySelectorAll('figure svg')].map(one => one.getBoundingClientRect().width).filter(Boolean)"
    widths = opened.evaluate(drawn)
    if kind is not ReportKind.STATEMENT:
        assert widths
    assert set(widths) <= {320}, "each chart once, drawn for a phone and not shrunk"


def test_a_wide_page_shows_the_wide_charts_and_so_does_paper(written: Written, opened: "Page") -> None:
    opened.set_content(written(ReportKind.MONTHLY, "kk"))
    shown = "[...document.querySelectorAll('figure svg')].filter(one => getComputedStyle(one.parentElement).display != 'none').map(one => one.getAttribute('width'))"
    narrow = opened.evaluate(shown)
    opened.set_viewport_size(DESK)
    wide = opened.evaluate(shown)
    assert set(narrow) == {"320"}
    assert set(wide) == {"640"}
    assert len(narrow) == len(wide) >= 4
    opened.set_viewport_size(PHONE)
    opened.emulate_media(media="print")
    assert opened.evaluate(shown) == wide


def test_paper_repeats_heads_of_tables_breaks_no_row_and_prints_where_links_lead(written: Written, opened: "Page") -> None:
    opened.set_content(written(ReportKind.STATEMENT, "ru"))
    opened.emulate_media(media="print")
    style = "([name, pseudo, what]) => getComputedStyle(document.querySelector(name), pseudo).getPropertyValue(what)"
    assert opened.evaluate(style, ["thead", None, "display"]) == "table-header-group"
    assert opened.evaluate(style, ["tbody tr", None, "break-inside"]) == "avoid"
    assert opened.evaluate(style, ["main > p", None, "break-inside"]) == "avoid"
    address = opened.evaluate("document.querySelector('a.outward').getAttribute('href')")
    assert address in opened.evaluate(style, ["a.outward", "::after", "content"])
    opened.emulate_media(media="screen")
    assert opened.evaluate(style, ["a.outward", "::after", "content"]) == "none"


def test_a_cell_that_stands_alone_on_a_phone_says_what_it_is(written: Written) -> None:
    page = parsed(written(ReportKind.MONTHLY, "ru"))
    stacked = page.xpath("//table[contains(@class, 'stacked')]")
    assert stacked
    for table in stacked:
        heads = [head.text_content() for head in table.xpath("thead/tr/th")]
        for row in table.xpath("tbody/tr"):
            assert [cell.get("data-label") for cell in row.xpath("td")] == heads[1:]


def test_the_contact_stands_at_the_foot_and_nothing_where_there_is_none(press: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    contact = {"address": {"kk": "Алматы қаласы", "ru": "Алматы", "en": ""}, "phone": "", "email": "press@example.org", "site": ""}
    real = report_period._table
    monkeypatch.setattr(
        report_period, "_table", lambda name: {"name": {"en": "Press Watch"}, "contact": contact} if name == "publisher" else real(name)
    )

    def feet() -> list[str]:
        with read_session(press) as session:
            page = parsed(publish(session, ReportRequest(ReportKind.STATEMENT, UNTIL, None, "kk"), TODAY).content.decode())
        return [one.text_content() for one in page.xpath("//footer[@class='contact']")]

    assert feet() == ["Алматы қаласы · press@example.org"]
    contact.update(address={}, email="")
    assert feet() == []
