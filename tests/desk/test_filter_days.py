"""The days by which a page is narrowed are written as in every form, kept as they were typed, and said beside the field where they are wrong."""

import re
from datetime import date

import pytest

from desk.filter_days import filter_days
from records import review
from records.i18n import speaking
from tests.conftest import NOW
from tests.desk.site import Site

TODAY = date(2026, 11, 24)
PAGES = ("/queue", "/history", "/reports")


def field(page: str, name: str) -> tuple[str, str]:
    """What a field shows, and what is wrong beside it."""
    value = re.search(rf'<input id="f-{name}"[^>]* value="([^"]*)"', page)
    wrong = re.search(rf'<p class="wrong" id="w-{name}">([^<]*)</p>', page)
    return value[1] if value else "", wrong[1] if wrong else ""


@pytest.mark.parametrize(
    ("since", "until", "found"),
    [
        ("2026-11-21", "", (date(2026, 11, 21), None)),
        ("21.11.2026", "ноябрь 2026", (date(2026, 11, 21), date(2026, 11, 30))),
        ("2025", "2025", (date(2025, 1, 1), date(2025, 12, 31))),
        ("вчера", "кеше", (date(2026, 11, 23), date(2026, 11, 23))),
        ("21/11", "31.12.2027", (date(2026, 11, 21), date(2027, 12, 31))),
        ("abc", "9999-12-31", (None, None)),
        ("2026-11-21", "2026-11-20", (None, None)),
    ],
)
def test_the_two_ends_are_read_as_people_write_them(since: str, until: str, found: tuple[date | None, date | None]) -> None:
    days = filter_days({"since": since, "until": until}, TODAY)
    assert (days.since, days.until) == found


def test_what_was_typed_is_shown_and_a_day_of_an_address_as_people_write_it() -> None:
    with speaking("en"):
        days = filter_days({"since": "2026-11-21", "until": "жексенбі күні"}, TODAY)
        assert days.shown("since") == "21.11.2026"
        assert [one.words for one in days.read("since")] == ["Saturday, November 21, 2026"]
        assert days.shown("until") == "жексенбі күні"


@pytest.mark.parametrize("way", PAGES)
def test_nonsense_is_said_beside_the_field_which_keeps_it_and_the_page_is_there(site: Site, way: str) -> None:
    browser = site.signed_in()
    answer = browser.get(f"{way}?since=abc&until=2026-13-40")
    assert answer.status_code == 200
    assert field(answer.text, "since")[0] == "abc"
    assert "Abc is no date" in field(answer.text, "since")[1]
    assert "2026-13-40" in field(answer.text, "until")[1]
    assert 'type="date"' not in answer.text


@pytest.mark.parametrize("way", PAGES)
def test_an_end_before_its_beginning_is_said_beside_the_end(site: Site, way: str) -> None:
    page = site.signed_in().get(f"{way}?since=24.11.2026&until=01.11.2026").text
    assert field(page, "since") == ("24.11.2026", "")
    assert field(page, "until") == ("01.11.2026", "The last day lies before the first one; neither of the two narrows the list")


def test_the_history_of_a_month_written_in_words_is_that_month(site: Site) -> None:
    with site.writing() as session:
        review.reject(session, site.drafts[0], who="Aigul", now=NOW, reason="old")
    browser = site.signed_in()
    assert "Draft 1" in browser.get("/history?since=ноябрь 2026&until=ноябрь 2026&subject=1").text
    assert "Nothing in the ledger fits" in browser.get("/history?until=октябрь 2026&subject=1").text


def test_while_it_is_typed_a_month_is_understood_too(site: Site) -> None:
    browser = site.signed_in()
    answer = browser.post("/written-days/period?of=until", data={"until": "ноябрь 2026"}, headers={"X-CSRF-Token": browser.csrf()})
    assert "November 2026" in answer.text


def test_every_part_of_an_address_of_the_queue_that_nobody_knows_is_said_beside_its_field_and_the_list_is_there(site: Site) -> None:
    page = site.signed_in().get("/queue?region=ZZ&order=foo&since=abc&lang=xx&category=QQQ&score=many&outlet=" + "x" * 81).text
    for name, value in {"region": "ZZ", "order": "foo", "since": "abc", "lang": "xx", "category": "QQQ", "score": "many"}.items():
        assert value in field(page, name)[1].casefold() or value in field(page, name)[1], name
    assert field(page, "outlet")[1].endswith("there is no such choice")
    assert page.count('<article class="draft"') == 3
    assert "Clear" in page


def test_an_address_that_is_understood_says_nothing_beside_its_fields(site: Site) -> None:
    page = site.signed_in().get("/queue?region=KZ-35&order=newest&since=2026-11-01&q=избит").text
    assert not any(field(page, name)[1] for name in ("since", "until", "region", "order", "q"))
