"""The lists of the site: what a row keeps and in which order, its groups, the explorer, the feeds and the sitemap."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import feedparser
import pytest
from lxml import etree

from records.country import home
from records.i18n import LANGUAGES, use_language
from records.incident_model import Victim
from records.vocabulary import CATEGORIES, Actor
from reports.site.build import NEWEST, write_feeds, write_sitemap
from reports.site.pages import site_charts, write_explorer_data, write_lists
from reports.site.rows import (
    DATELESS,
    NOWHERE,
    SiteRow,
    case_line,
    counted,
    groups_of,
    in_language,
    in_order,
    pages,
    region_key,
    search_words,
    searched,
    site_row,
    write_groups,
)
from reports.site.site_frame import SiteFrame, outlet_page
from tests.desk.incident_records import incident, many
from tests.reports.site.small_site import BAD, BASE, HOSTILE, TODAY, WITHDRAWN, collecting, hostile, jailed


def row_of(nth: int, day: date | None, number: str = "") -> SiteRow:
    one = incident(nth, day)
    one = replace(one, number=number) if number else one
    return site_row(dict.fromkeys(LANGUAGES, one), TODAY)


def test_the_newest_stands_first_and_a_region_abroad_has_no_page_of_its_own() -> None:
    rows = [row_of(1, date(2026, 1, 1)), row_of(2, None), row_of(3, date(2026, 3, 1)), row_of(4, date(2026, 3, 1))]
    assert [row.number for row in in_order(rows)] == ["KZ-2026-0004", "KZ-2026-0003", "KZ-2026-0001", "KZ-2026-0002"]
    assert (region_key("KZ-75"), region_key("RU-MOW"), region_key(None)) == ("KZ-75", NOWHERE, NOWHERE)


def test_a_row_knows_the_clocks_the_last_status_and_who_has_a_page() -> None:
    one = replace(jailed(), victims=(replace(jailed().victims[0], person=7), Victim("тілші", person=8, publish=False), Victim("Белгісіз")))
    row = site_row(dict.fromkeys(LANGUAGES, one), TODAY)
    assert row.clock.in_custody_now
    assert [code.value for code in row.statuses] == ["JDT"]
    assert [person.id for person in row.persons] == [7]
    assert (row.changed, row.recorded) == (date(2026, 6, 2), date(2026, 6, 2))
    with use_language("ru"):
        assert row.persons[0].name() == "Айгул Сапаркызы"


def test_a_line_is_escaped_and_a_text_in_another_language_says_so() -> None:
    with use_language("en"):
        line = case_line(hostile(), BAD)
        assert "<script>" not in line
        assert "&lt;script&gt;" in line
        assert (in_language("en"), in_language("ru")) == ("", ' lang="ru"')
        assert "date not known" in case_line(incident(1, None), "x")


def test_only_a_title_for_which_somebody_vouches_is_reported_and_found() -> None:
    row = site_row(dict.fromkeys(LANGUAGES, jailed()), TODAY)
    assert row.titles["kk"] == "Сапарқызы қамауға алынды"
    assert "Сапар" not in row.titles["ru"] + row.titles["en"]
    for notes in ({}, {"title_kk": {"state": "checked", "stale": ["place"]}}):
        unsure = replace(jailed(), text_notes=notes, titles={"kk": "Құпиялы тақырып"}, title="Құпиялы тақырып", summary={"kk": "Бейтаныс мәтін"})
        row = site_row(dict.fromkeys(LANGUAGES, unsure), TODAY)
        assert "Құпиялы" not in row.titles["kk"] + row.lines["kk"]
        assert searched("Құпиялы") not in row.words
        assert searched("Бейтаныс") not in row.words


def test_the_search_finds_every_spelling_by_every_other_and_figures_as_they_stand() -> None:
    words = search_words(dict.fromkeys(LANGUAGES, jailed()))
    for asked in ("Сапарқызы", "Сапаркызы", "Saparkyzy", "САПАРҚЫЗЫ"):
        assert f" {searched(asked)}" in words
    assert " 0902 " in words
    assert searched("Омаров") not in words
    assert words.startswith(" ")
    assert words.endswith(" ")


def spread(count: int) -> list[SiteRow]:
    made = [incident(nth, date(2024 + nth % 3, 1 + nth % 12, 1) if nth % 10 else None) for nth in range(1, count + 1)]
    return [
        site_row(dict.fromkeys(LANGUAGES, replace(one, number=f"KZ-2026-{nth:04}", victims=(Victim("Ерлан", person=nth % 5),))), TODAY)
        for nth, one in enumerate(made)
    ]


def test_every_incident_is_in_its_groups_and_persons_and_outlets_have_one_page_each() -> None:
    some = spread(40)
    groups = groups_of(some)
    for kind in ("regions", "years", "categories", "actors"):
        assert sum(len(group.rows) for group in groups[kind]) == 40, kind
    assert [group.key for group in groups["regions"]] == [*home().regions, NOWHERE]
    assert len(groups["categories"]) == len(CATEGORIES)
    assert len(groups["actors"]) == len(Actor)
    assert {group.key for group in groups["years"]} == {"2024", "2025", "2026", DATELESS}
    assert sorted(group.key for group in groups_of(spread(40))["persons"]) == ["1", "2", "3", "4"]
    one = site_row(dict.fromkeys(LANGUAGES, replace(jailed(), outlets=("Дала", "ДАЛА "))), TODAY)
    assert [(group.key, len(group.rows)) for group in groups_of([one])["outlets"]] == [(outlet_page("дала"), 1)]
    assert [(nth, list(some), last) for nth, some, last in pages([1, 2, 3], 2)] == [(1, [1, 2], 2), (2, [3], 2)]
    assert [(nth, list(some), last) for nth, some, last in pages(list[int](), 2)] == [(1, [], 1)]
    with use_language("en"):
        assert [count for _, count in counted([site_row(dict.fromkeys(LANGUAGES, jailed()), TODAY)])] == [0, 1]


def test_a_long_list_goes_on_on_further_pages(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder, use_language("en"):
        write_groups(SiteFrame(folder, TODAY), groups_of(spread(250)))
    some = sorted(file.name for file in (tmp_path / "public" / "en" / "persons").iterdir())
    assert some == ["1.html", "2.html", "3.html", "4.html", "index.html"]
    years = {file.name for file in (tmp_path / "public" / "en" / "years").iterdir()}
    assert years == {"2024.html", "2025.html", "2026.html", "undated.html", "index.html"}
    regions = (tmp_path / "public" / "en" / "regions" / "index.html").read_text()
    assert regions.index("KZ-10.html") < regions.index("KZ-79.html")


@pytest.fixture(scope="module")
def rows() -> list[SiteRow]:
    return in_order(site_row(dict.fromkeys(LANGUAGES, one), TODAY) for one in [*many(230), incident(903, None), jailed()])


def test_codes_stand_in_the_order_of_the_list(rows: list[SiteRow], tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder:
        write_explorer_data(folder, rows, TODAY)
    cases = json.loads((tmp_path / "public" / "data" / "cases.json").read_text())
    assert cases["number"] == [row.number for row in rows]
    nth = cases["number"].index(jailed().number)
    assert cases["custody"][nth] == 1
    assert cases["codes"]["category"][cases["category"][nth]] == "CRM"
    assert cases["codes"]["region"][cases["region"][nth]] == "KZ-75"
    assert cases["codes"]["actor"][cases["actor"][nth]] == "court"
    assert [cases["codes"]["status"][one] for one in cases["status"][nth]] == ["JDT"]
    assert cases["day"][-1] == ""
    words = json.loads((tmp_path / "public" / "data" / "words-1.json").read_text())
    assert words == [row.words for row in rows]


def test_the_list_has_every_incident_once_over_its_pages_and_one_form(rows: list[SiteRow], tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder, use_language("kk"):
        write_lists(SiteFrame(folder, TODAY), rows, groups_of(rows))
    files = sorted((tmp_path / "public" / "kk" / "incidents").iterdir())
    assert [file.name for file in files] == ["index-2.html", "index-3.html", "index.html"]
    whole = "".join(file.read_text() for file in files)
    assert all(whole.count(f'<li id="{row.number}">') == 1 for row in rows)
    assert whole.count("<form") == 1
    assert 'data-filter="region" data-value="KZ-75"' in whole
    assert whole.count("explorer.js") == 1


def test_bars_and_tiles_count_what_is_in_their_pages(rows: list[SiteRow]) -> None:
    with use_language("en"):
        charts = site_charts(groups_of(rows), "../")
    assert sum(bar.count for bar in charts["category"]) == len(rows)
    assert sum(bar.count for bar in charts["actor"]) == len(rows)
    assert sum(tile.count for tile in charts["region"]) + sum(bar.count for bar in charts["nowhere"]) == len(rows)
    assert [bar.value for bar in charts["year"]] == ["2025", "2026"]
    assert max(bar.wide for bar in charts["category"]) == 100
    assert {tile.shade for tile in charts["region"]} <= {0, 1, 2, 3, 4}
    assert max(tile.shade for tile in charts["region"]) == 4
    assert len({(tile.row, tile.column) for tile in charts["region"]}) == len(charts["region"])


def test_a_record_without_anything_has_an_empty_list(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder, use_language("en"):
        write_lists(SiteFrame(folder, date(2026, 1, 1)), [], groups_of([]))
        write_explorer_data(folder, [], date(2026, 1, 1))
    assert "<li id=" not in (tmp_path / "public" / "en" / "incidents" / "index.html").read_text()
    assert json.loads((tmp_path / "public" / "data" / "words-1.json").read_text()) == []


@pytest.fixture(scope="module")
def feeds(tmp_path_factory: pytest.TempPathFactory, catalogues: None) -> Path:
    followed = in_order(site_row(dict.fromkeys(LANGUAGES, one), TODAY) for one in [*many(70), hostile()])
    place = tmp_path_factory.mktemp("feeds") / "public"
    with collecting(place) as folder, use_language("ru"):
        write_feeds(SiteFrame(folder, TODAY, BASE), followed, groups_of(followed))
    return place / "ru" / "feeds"


def test_the_whole_feed_has_the_newest_changes_first_and_is_well_formed(feeds: Path) -> None:
    feed = feedparser.parse((feeds / "incidents.atom").read_bytes())
    assert not feed.bozo
    assert len(feed.entries) == NEWEST
    assert [one.updated for one in feed.entries] == sorted((one.updated for one in feed.entries), reverse=True)
    assert all(one.id == one.link and one.id.startswith(f"{BASE}ru/incidents/KZ-") for one in feed.entries)
    assert feed.feed.language == "ru"


def test_both_forms_say_the_same(feeds: Path) -> None:
    for file in feeds.glob("*.json"):
        told, atom = json.loads(file.read_text()), feedparser.parse(file.with_suffix(".atom").read_bytes())
        assert told["version"] == "https://jsonfeed.org/version/1.1"
        assert [one["id"] for one in told["items"]] == [one.id for one in atom.entries]
        assert told["feed_url"] == f"{BASE}ru/feeds/{file.name}"


def test_a_feed_of_a_category_or_a_region_has_its_incidents_alone(feeds: Path) -> None:
    some = json.loads((feeds / "category-ATT.json").read_text())["items"]
    assert some
    assert {tag for one in some for tag in one["tags"]} == {"ATT"}
    assert json.loads((feeds / "category-KIL.json").read_text())["items"] == [], "it can be followed before anything happened"
    regions = [json.loads(file.read_text())["items"] for file in feeds.glob("region-*.json")]
    assert sum(map(len, regions)) == 71


def test_hostile_titles_are_text(feeds: Path) -> None:
    feed = "".join(file.read_text() for file in (feeds / "incidents.atom", *feeds.glob("region-*.atom")))
    assert HOSTILE in feed
    assert "<script>" not in feed


def test_it_has_every_page_but_those_left_out_and_is_named_by_robots_txt(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder:
        for name in ("index.html", "en/index.html", "en/incidents/KZ-2026-0001.html", "static/site.css"):
            folder.add(name, b"")
        write_sitemap(folder, BASE, {"en/incidents/KZ-2026-0001.html"})
    there = tmp_path / "public"
    found = etree.fromstring((there / "sitemap-1.xml").read_bytes()).xpath("//*[local-name()='loc']/text()")
    assert found == [f"{BASE}en/index.html", f"{BASE}index.html"]
    assert f"{BASE}sitemap-1.xml" in (there / "sitemap.xml").read_text()
    assert f"Sitemap: {BASE}sitemap.xml" in (there / "robots.txt").read_text()


def test_a_withdrawn_incident_is_in_none(small_files: dict[str, bytes]) -> None:
    assert WITHDRAWN not in small_files["sitemap-1.xml"].decode()
    assert small_files["sitemap-1.xml"].decode().count("<url>") == sum(name.endswith(".html") for name in small_files) - 3
