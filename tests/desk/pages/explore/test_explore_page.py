"""The charts that filter together: each mark adds what it stands for and takes it away, and what it says is what the list shows."""

import html
import re
from datetime import date
from random import Random
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from lxml.html import document_fromstring

from desk.pages.explore import routes
from records.filter_doors import from_address, to_address
from records.filters import IncidentFilter
from tests.desk.incident_records import TODAY, admit_all, incident, many
from tests.desk.site import Browser, Site
from tests.reports.random_choices import random_filter, random_incidents

PATH = "/incidents/explore"


@pytest.fixture
def record(site: Site) -> Site:
    """A desk with sixty incidents over two years, one without a date, one withdrawn."""
    with site.writing() as session:
        admit_all(session, [*many(60), incident(900, None), incident(901, date(2026, 5, 5), withdrawn=True)])
    return site


def listed(browser: Browser, query: str) -> int:
    """How many incidents the list shows under an address."""
    found = re.search(r"<b>([\d,]+) incidents?</b>", browser.get(f"/incidents?{query}").text)
    return int(found[1].replace(",", "")) if found else 0


def marks(page: str) -> list[tuple[int, str, bool, str]]:
    """The marks that are links, of the pictures and beside them: number, query of the address, whether chosen, name."""
    found = []
    for tag in re.findall(r"<a [^>]*data-n=[^>]*>", page):
        said = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        found.append((int(said["data-n"]), urlsplit(said["href"]).query, "aria-current" in said, said["data-at"]))
    return found


def said_on(page: str) -> int:
    found = re.search(r"data-found>\s*<b>([\d,]+) incident", page)
    assert found
    return int(found[1].replace(",", ""))


def tree(page: str) -> Any:
    return document_fromstring(page)


@pytest.mark.parametrize("seed", range(2))
def test_every_figure_is_what_the_list_shows_over_filters_by_chance(both: Site, seed: int) -> None:
    chance = Random(seed)
    with both.writing() as session:
        admit_all(session, list(random_incidents(chance, 50)))
    browser, compared, chosen_ones = both.signed_in(), 0, 0
    # Many filters leave nothing; it goes on until enough was compared.
    for _ in range(90):
        if compared > 60 and chosen_ones > 3:
            break
        query = urlencode(random_filter(chance))
        page = browser.get(f"{PATH}?{query}").text
        total = listed(browser, query)
        assert said_on(page) == total, query
        found = marks(page)
        for number, way, is_chosen, _ in chance.sample(found, min(len(found), 7)) + [one for one in found if one[2]][:2]:
            assert number == (total if is_chosen else listed(browser, way)), (query, way)
            compared, chosen_ones = compared + 1, chosen_ones + is_chosen
    assert compared > 60
    assert chosen_ones > 3


def test_a_mark_adds_its_filter_keeps_the_others_and_is_taken_away_by_itself(record: Site) -> None:
    browser = record.signed_in()
    page = browser.get(f"{PATH}?q=сот&withdrawn=yes&actor=court").text + browser.get(f"{PATH}?withdrawn=yes").text
    names = {name.split(":")[0] for _, _, _, name in marks(page)}
    assert names == {"month", "region", "category", "actor", "outlet", "stage", "undated"}
    for _, way, is_chosen, name in marks(browser.get(f"{PATH}?withdrawn=yes").text):
        assert not is_chosen
        asked = dict(parse_qsl(way))
        assert asked.pop("withdrawn") == "true"
        again = [mark for mark in marks(browser.get(f"{PATH}?{way}").text) if mark[3] == name]
        assert again, name
        assert all(mark[2] for mark in again), name
        assert {mark[1] for mark in again} == {"withdrawn=true"}, name
        assert asked.keys() <= {name.split(":")[0], "since", "until"}


def test_where_one_is_chosen_no_other_of_its_kind_is_left(record: Site) -> None:
    page = record.signed_in().get(f"{PATH}?region=KZ-75&category=ATT").text
    kinds = [name for _, _, _, name in marks(page)]
    assert {name for name in kinds if name.startswith(("region:", "category:"))} <= {"region:KZ-75", "category:ATT"}


def test_a_long_time_is_drawn_by_years_and_a_year_opens_its_months(site: Site) -> None:
    with site.writing() as session:
        admit_all(session, many(90, date(2019, 2, 1)))
    browser = site.signed_in()
    years = [mark for mark in marks(browser.get(PATH).text) if mark[3].startswith("year:")]
    assert len(years) == 2 * 8
    assert sum(number for number, *_ in years) == 2 * 90
    number, way, _, _ = next(mark for mark in years if mark[3] == "year:2021")
    page = browser.get(f"{PATH}?{way}").text
    months = [mark for mark in marks(page) if mark[3].startswith("month:2021-")]
    assert sum(mark[0] for mark in months) == 2 * number == 2 * said_on(page)


def test_undated_incidents_are_counted_apart_and_can_be_chosen(record: Site) -> None:
    browser = record.signed_in()
    page = browser.get(PATH).text
    assert "1 incident without a date is in no month." in page
    (apart,) = [mark for mark in marks(page) if mark[3] == "undated:yes"]
    assert said_on(browser.get(f"{PATH}?{apart[1]}").text) == apart[0] == 1
    assert "without a date" not in browser.get(f"{PATH}?since=2026-01-01").text.split("data-found")[1]


def test_the_list_and_the_charts_lead_to_each_other_with_the_whole_filter(record: Site) -> None:
    browser = record.signed_in()
    for chance in map(Random, range(12)):
        asked = to_address(from_address(IncidentFilter, random_filter(chance)))
        there = re.search(rf'href="({PATH}[^"]*)"', browser.get("/incidents?" + urlencode(asked)).text)
        assert there
        assert {name: values[0] for name, values in parse_qs(urlsplit(html.unescape(there[1])).query).items()} == asked
        back = re.search(r'href="(/incidents[^"]*)" data-leave', browser.get(html.unescape(there[1])).text)
        assert back
        assert {name: values[0] for name, values in parse_qs(urlsplit(html.unescape(back[1])).query).items()} == asked


def test_a_script_gets_the_same_charts_without_the_page_around(record: Site) -> None:
    browser = record.signed_in()
    whole, part = browser.get(f"{PATH}?region=KZ-75").text, browser.get(f"{PATH}?region=KZ-75", headers={"HX-Request": "true"}).text
    assert part.strip().startswith('<div id="explore"')
    assert part.strip() in whole
    assert "csrf" not in part


def test_what_is_kept_follows_the_records_the_day_and_the_language_and_has_a_bound(record: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(routes, "MOST_KEPT", 3)
    browser, russian = record.signed_in(), record.signed_in("editor", lang="ru")
    assert said_on(browser.get(PATH).text) == 61
    assert "инцидент" in russian.get(PATH).text
    with record.writing() as session:
        admit_all(session, [incident(950, date(2026, 6, 6))])
    assert said_on(browser.get(PATH).text) == 62
    for region in ("KZ-75", "KZ-71", "KZ-79", "KZ-10", "KZ-11"):
        browser.get(f"{PATH}?region={region}")
    with record.reading() as session:
        assert len(record.app.state.office.shelf.book(session).worked_out["explored"]) == 3


def test_a_choice_too_long_for_links_is_narrowed_by_the_form_and_the_page_stays_light(record: Site) -> None:
    browser = record.signed_in()
    numbers = ",".join(f"KZ-2026-{nth:04}" for nth in range(1, 400))
    page = browser.get(f"{PATH}?numbers={numbers}")
    assert len(page.content) < 150_000
    assert not marks(page.text)
    assert f'type="hidden" name="numbers" value="{numbers}"' in page.text
    narrowed = browser.get(f"{PATH}?numbers={numbers}&region=KZ-75").text
    assert said_on(narrowed) == listed(browser, f"numbers={numbers}&region=KZ-75")


def test_nonsense_in_the_address_narrows_nothing_and_hostile_words_are_only_words(record: Site) -> None:
    browser = record.signed_in()
    assert said_on(browser.get(f"{PATH}?region=KZ-99&category=NO&stage=far&since=soon").text) == 61
    page = browser.get(f'{PATH}?q=%3Cscript%3E"%27').text
    assert "<script>\"'" not in page
    assert "No incident fits" in page


def test_days_are_read_as_people_write_them_and_what_is_none_is_told_beside_its_field(record: Site) -> None:
    browser = record.signed_in()
    written = browser.get(f"{PATH}?since=наурыз 2026&until=31/5").text
    assert said_on(written) == listed(browser, "since=2026-03-01&until=2026-05-31") > 0
    found = tree(written)
    assert [found.get_element_by_id(f"f-{name}").value for name in ("since", "until")] == ["наурыз 2026", "31/5"]
    assert "March 2026" in found.get_element_by_id("d-since").text_content()
    assert tree(browser.get(f"{PATH}?since=2026-03-05").text).get_element_by_id("f-since").value == "05.03.2026"
    wrong = tree(browser.get(f"{PATH}?since=soon&until=31.11.2026&region=KZ-99").text)
    assert [wrong.get_element_by_id(f"f-{name}").value for name in ("since", "until")] == ["soon", "31.11.2026"]
    assert "is no date" in wrong.get_element_by_id("w-since").text_content()
    assert "the calendar has no such day" in wrong.get_element_by_id("w-until").text_content()
    # What has no field of its own is told above the form.
    assert "KZ-99: there is no such choice" in wrong.text_content()
    turned = tree(browser.get(f"{PATH}?since=2026-05-01&until=2026-03-01").text)
    assert "lies before the first one" in turned.get_element_by_id("w-until").text_content()
    assert turned.get_element_by_id("f-since").value == "01.05.2026"


def test_an_empty_record_says_so(site: Site) -> None:
    assert "No incident is on record yet" in site.signed_in().get(PATH).text


def test_no_name_of_a_person_stands_on_the_page(record: Site) -> None:
    page = record.signed_in().get(PATH).text
    assert "Тастемиров" not in page
    assert TODAY.isoformat() not in page
