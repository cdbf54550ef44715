"""The charts that filter together: each mark adds what it stands for and takes it away, and what it says is what the list shows."""

import html
import re
from datetime import date
from random import Random
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

import pytest
from lxml.html import document_fromstring
from syrupy.assertion import SnapshotAssertion

from desk.pages.explore import routes
from desk.pages.explore.routes import FILTER_WORDS, LONGEST, columns_of, filter_chips, links_fit, stage_words
from desk.pages.reports.routes import ChartFigure
from records.filter_queries import filter_from_query, filter_to_query
from records.filters import STAGES, UNANSWERED, IncidentFilter, entries
from records.vocabulary import Actor, Category
from reports.incident_selection import ExplorerCounts
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


def first_values(href: str) -> dict[str, str]:
    return {name: values[0] for name, values in parse_qs(urlsplit(html.unescape(href)).query).items()}


@pytest.mark.parametrize("seed", range(2))
def test_every_figure_is_what_the_list_shows_over_filters_by_chance(both: Site, seed: int) -> None:
    chance = Random(seed)
    with both.writing() as session:
        admit_all(session, list(random_incidents(chance, 30)))
    browser, compared, chosen_ones = both.signed_in(), 0, 0
    # Many filters leave nothing; it goes on until enough was compared.
    for _ in range(90):
        if compared > 12 and chosen_ones > 1:
            break
        query = urlencode(random_filter(chance))
        page = browser.get(f"{PATH}?{query}").text
        total = listed(browser, query)
        assert said_on(page) == total, query
        found = marks(page)
        for number, way, is_chosen, _ in chance.sample(found, min(len(found), 5)) + [one for one in found if one[2]][:2]:
            assert number == (total if is_chosen else listed(browser, way)), (query, way)
            compared, chosen_ones = compared + 1, chosen_ones + is_chosen
    assert compared > 12
    assert chosen_ones > 1


def test_a_mark_adds_its_filter_keeps_the_others_and_is_taken_away_by_itself(record: Site) -> None:
    browser = record.signed_in()
    page = browser.get(f"{PATH}?withdrawn=yes").text
    of_kind = {name.split(":")[0]: (way, is_chosen, name) for _, way, is_chosen, name in marks(page)}
    assert of_kind.keys() == {"month", "region", "category", "actor", "outlet", "stage", "undated"}
    for kind, (way, is_chosen, name) in of_kind.items():
        assert not is_chosen
        asked = dict(parse_qsl(way))
        assert asked.pop("withdrawn") == "true"
        again = [mark for mark in marks(browser.get(f"{PATH}?{way}").text) if mark[3] == name]
        assert {mark[1:3] for mark in again} == {("withdrawn=true", True)}, name
        assert asked.keys() <= {kind, "since", "until"}


def test_where_one_is_chosen_no_other_of_its_kind_is_left(record: Site) -> None:
    page = record.signed_in().get(f"{PATH}?region=KZ-75&category=ATT").text
    kinds = {name for _, _, _, name in marks(page) if name.startswith(("region:", "category:"))}
    assert kinds <= {"region:KZ-75", "category:ATT"}


def test_a_long_time_is_drawn_by_years_and_a_year_opens_its_months(site: Site) -> None:
    with site.writing() as session:
        admit_all(session, many(60, date(2019, 2, 1)))
    browser = site.signed_in()
    years = [mark for mark in marks(browser.get(PATH).text) if mark[3].startswith("year:")]
    assert (len(years), sum(number for number, *_ in years)) == (2 * 8, 2 * 60)
    number, way, _, _ = next(mark for mark in years if mark[3] == "year:2021")
    page = browser.get(f"{PATH}?{way}").text
    months = [mark for mark in marks(page) if mark[3].startswith("month:2021-")]
    assert sum(mark[0] for mark in months) == 2 * number == 2 * said_on(page)


def test_undated_incidents_are_counted_apart_and_can_be_chosen(record: Site) -> None:
    browser = record.signed_in()
    (apart,) = [mark for mark in marks(browser.get(PATH).text) if mark[3] == "undated:yes"]
    assert said_on(browser.get(f"{PATH}?{apart[1]}").text) == apart[0] == 1
    assert "undated:yes" not in {mark[3] for mark in marks(browser.get(f"{PATH}?since=2026-01-01").text)}


def test_the_list_and_the_charts_lead_to_each_other_with_the_whole_filter(record: Site) -> None:
    browser = record.signed_in()
    for chance in map(Random, range(8)):
        asked = filter_to_query(filter_from_query(IncidentFilter, random_filter(chance)))
        there = re.search(rf'href="({PATH}[^"]*)"', browser.get("/incidents?" + urlencode(asked)).text)
        assert there
        back = re.search(r'href="(/incidents[^"]*)" data-leave', browser.get(html.unescape(there[1])).text)
        assert back
        assert first_values(there[1]) == first_values(back[1]) == asked


def test_a_script_gets_the_same_charts_without_the_page_around(record: Site) -> None:
    browser = record.signed_in()
    whole, part = (browser.get(f"{PATH}?region=KZ-75", headers=headers).text for headers in ({}, {"HX-Request": "true"}))
    assert part.strip().startswith('<div id="explore"')
    assert part.strip() in whole
    assert "csrf" not in part
    assert "Тастемиров" not in whole, "no name of a person stands on the page"
    assert TODAY.isoformat() not in whole


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
    assert document_fromstring(page).xpath("//div[@class='empty']//a/@href") == [PATH]


def test_days_are_read_as_people_write_them_and_what_is_none_is_said_beside_its_field(record: Site, snapshot: SnapshotAssertion) -> None:
    browser = record.signed_in()

    def opened(query: str) -> Any:
        return document_fromstring(browser.get(f"{PATH}?{query}").text)

    def days(page: Any) -> list[str]:
        return [page.get_element_by_id(f"f-{name}").value for name in ("since", "until")]

    written = "since=наурыз 2026&until=31/5"
    assert said_on(browser.get(f"{PATH}?{written}").text) == listed(browser, "since=2026-03-01&until=2026-05-31") > 0
    assert days(opened(written)) == ["наурыз 2026", "31/5"]
    assert "March 2026" in opened(written).get_element_by_id("d-since").text_content()
    assert days(opened("since=2026-03-05"))[0] == "05.03.2026"
    wrong, turned = opened("since=soon&until=31.11.2026&region=KZ-99"), opened("since=2026-05-01&until=2026-03-01")
    assert days(wrong) == ["soon", "31.11.2026"]
    assert days(turned)[0] == "01.05.2026"
    # What has no field of its own is said above the form.
    said = [one.text_content() for one in wrong.xpath("//*[@id='explore']/div[@class='notice warn']/p")]
    assert [*said, *(page.get_element_by_id("w-until").text for page in (wrong, turned))] == snapshot
    assert "Soon" in wrong.get_element_by_id("w-since").text


def test_an_empty_record_leads_to_the_queue(site: Site) -> None:
    assert document_fromstring(site.signed_in().get(PATH).text).xpath("//div[@class='empty']//a/@href") == ["/queue"]


# Where the links lead


def figures(wanted: IncidentFilter, **given: object) -> dict[str, ChartFigure]:
    whole = {"by_month": {(2026, 3): 2}, "by_category": {Category.ATT: 2}, "by_region": {"KZ-75": 2}, "by_actor": {Actor.COURT: 2}}
    values = {"total": 2, "in_all": 9, "undated": 0, "by_outlet": {"A": 2}, "by_stage": {str(stage): 0 for stage in STAGES}, **whole, **given}
    return {one.key: one for column in columns_of(ExplorerCounts(**values), wanted) for one in column.figures}  # type: ignore[arg-type]


def hrefs(one: ChartFigure) -> list[str]:
    return [cell.href for row in one.table.rows for cell in row if cell.href is not None]


def test_links_of_the_charts_stay_within_the_period_and_lead_nowhere_where_nothing_is_left() -> None:
    within = IncidentFilter(since=date(2026, 3, 10), until=date(2026, 4, 2))
    chosen = IncidentFilter(since=date(2026, 3, 1), until=date(2026, 3, 31), region="KZ-75")
    assert hrefs(figures(within)["monthly"]) == ["?since=2026-03-10&until=2026-03-31"], "a month is only as long as the period leaves it"
    assert hrefs(figures(chosen)["monthly"]) == ["?region=KZ-75"], "a month that is chosen takes the whole period away"
    assert (hrefs(figures(IncidentFilter())["funnel"]), hrefs(figures(IncidentFilter())["regions"])) == ([], ["?region=KZ-75"])
    long = IncidentFilter(words="x" * LONGEST)
    assert (links_fit(long), [href for one in figures(long).values() for href in hrefs(one)]) == (False, [])
    assert "and 8 more outlets" in figures(IncidentFilter(), by_outlet={f"Outlet {nth:02}": 1 for nth in range(20)})["outlets"].wide


# Chips


def test_whatever_is_set_has_a_chip_that_takes_it_away_and_nothing_else() -> None:
    assert {name for name, entry in entries(IncidentFilter).items() if entry.address} == FILTER_WORDS.keys() | {"since", "until"}
    chance = Random(2)
    for _ in range(150):
        wanted = filter_from_query(IncidentFilter, random_filter(chance))
        told, away = filter_to_query(wanted), set[str]()
        for chip in filter_chips(wanted, PATH):
            gone = told.keys() - dict(parse_qsl(urlsplit(chip.way).query)).keys()
            assert chip.words
            assert gone == ({"since", "until"} & told.keys() if chip.at == "days" else {chip.at})
            away |= gone
        assert away == told.keys()


def test_chips_say_days_stages_and_also_what_nobody_gave_words(monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    days = [{"since": "2026-03-01", "until": "2026-03-31"}, {"since": "2026-03-01"}, {"until": "2026-03-31"}]
    for name in ("in_custody", "category"):
        monkeypatch.delitem(FILTER_WORDS, name)
    some = [*(filter_from_query(IncidentFilter, said) for said in days), IncidentFilter(in_custody=True), IncidentFilter(category="ATT")]
    assert [[chip.words for chip in filter_chips(one, PATH)] for one in some] == snapshot
    assert (stage_words("court"), stage_words(UNANSWERED)) == ("came to court", "nobody held accountable")
