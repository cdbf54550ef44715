"""Archives by number, and sitemaps that are read only when somebody collects older days."""

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from spiders.config.schema import Outlet
from spiders.sources.archive import is_sitemap
from spiders.sources.kinds import KINDS
from spiders.sources.list_pages import is_numbered, numbered, numbered_page
from tests.flows.real_command import Home
from tests.pipelines.rows import rows
from tests.spiders.memory_site import crawl, memory_site
from tests.spiders.newsrooms import entry
from tests.spiders.sources.test_reaching_back import ARTICLES, NEAR, SEARCHED, WANTED, list_page, newsroom, numbers, outlet_file, reach
from tests.spiders.web_site import Answer, Asked


def test_pages_are_counted_from_one_and_entries_from_nothing() -> None:
    assert numbered_page("https://orda.example/sitemap/sitemap_news{page}.xml", 1) == "https://orda.example/sitemap/sitemap_news1.xml"
    assert numbered_page("https://habar.example/kk/news?start={start:20}", 1) == "https://habar.example/kk/news?start=0"
    assert numbered_page("https://habar.example/kk/news?start={start:20}", 4) == "https://habar.example/kk/news?start=60"
    assert numbered("https://bilik.example/novosti/{page}/?archive=1", 27) == "https://bilik.example/novosti/27/?archive=1"


def test_an_archive_by_date_has_no_number_and_a_dated_sitemap_is_no_plain_one() -> None:
    assert not is_numbered("https://a.example/{yyyy}/{mm}/")
    assert is_sitemap("https://a.example/sitemap.xml?articles=1&page={page}")
    assert is_sitemap("https://a.example/sitemap/index.xml")
    assert not is_sitemap("https://a.example/sitemap-{yyyy}-{mm}.xml")
    assert not is_sitemap("https://a.example/news/{page}/")


def outlet(archive: str) -> Outlet:
    return Outlet.model_validate(json.loads(entry("kz_one", "https://a.example", archives=[archive]))[0])


@rows("archive", ["https://a.example/news/{page}/", "https://a.example/more?offset={start:30}&count=30", "https://a.example/map.xml"])
def test_an_outlet_file_may_name_it(archive: str) -> None:
    assert KINDS["archive"].entries(outlet(archive)) == (archive,)


@rows(
    "archive",
    ["https://a.example/news/", "https://a.example/{page}/{page}/", "https://a.example/{yyyy}/{mm}/{page}/", "https://a.example/?s={start}"],
)
def test_what_no_archive_looks_like_is_a_fault(archive: str) -> None:
    with pytest.raises(ValidationError, match="archives"):
        outlet(archive)


def page_of(asked: Asked, number: int, per_page: int = 10) -> Answer | None:
    """A list page that does not link to the next one."""
    links = ARTICLES[(number - 1) * per_page : number * per_page]
    return list_page(links, "", dated_links=True) if links else None


@pytest.mark.parametrize("first", [1, 2], ids=["from the first page", "the first page has no number"])
def test_a_list_whose_pages_do_not_link_to_each_other_is_leapt_through_to_the_days(tmp_path: Path, first: int) -> None:
    home, plain = Home(tmp_path / "var"), newsroom(dated_links=True, paging=False)

    def route(asked: Asked) -> Answer | None:
        parts = asked.path.strip("/").split("/")
        if parts[0] == "novosti" and len(parts) == 2:
            return page_of(asked, int(parts[1])) if int(parts[1]) >= first else None
        return plain(asked)

    with memory_site(route) as served:
        reach(home, outlet_file(tmp_path, entry("kz_reach", served.url, archives=[f"{served.url}/novosti/{{page}}/?archive=1"])))
    assert numbers(home) == WANTED
    pages = [asked.path for asked in served.asked if asked.path.startswith("/novosti/")]
    assert len(pages) == len(set(pages)) <= 4 + SEARCHED + 2


def test_a_list_by_its_first_entry_is_leapt_through_too(tmp_path: Path) -> None:
    home, plain = Home(tmp_path / "var"), newsroom(dated_links=True, paging=False)

    def route(asked: Asked) -> Answer | None:
        return page_of(asked, int(asked.query["start"]) // 10 + 1) if asked.path == "/kk/news" else plain(asked)

    with memory_site(route) as served:
        reach(home, outlet_file(tmp_path, entry("kz_reach", served.url, archives=[f"{served.url}/kk/news?start={{start:10}}"])))
    assert numbers(home) == WANTED
    assert len([asked for asked in served.asked if asked.path == "/kk/news"]) <= 4 + SEARCHED


@pytest.mark.parametrize("oldest_first", [True, False])
def test_sitemaps_by_number_are_read_to_the_last_in_whatever_order_they_stand(tmp_path: Path, oldest_first: bool) -> None:
    home, plain = Home(tmp_path / "var"), newsroom(dated_links=False, paging=False)
    ordered = NEAR[::-1] if oldest_first else NEAR

    def route(asked: Asked) -> Answer | None:
        if asked.path.startswith("/sitemap/sitemap_news"):
            number = int(asked.path.removeprefix("/sitemap/sitemap_news").removesuffix(".xml"))
            part = ordered[(number - 1) * 20 : number * 20]
            rows = "".join(f"<url><loc>{served.url}/habar/{one}</loc><lastmod>{day}T10:00:00+05:00</lastmod></url>" for one, day in part)
            return Answer(f"<urlset>{rows}</urlset>", type="application/xml") if part and number != 2 else None
        return plain(asked)

    with memory_site(route) as served:
        reach(home, outlet_file(tmp_path, entry("kz_reach", served.url, archives=[f"{served.url}/sitemap/sitemap_news{{page}}.xml"])))
    missing = {number for number, _ in ordered[20:40]}
    assert numbers(home) == WANTED - missing, "a number that is missing ends nothing"
    assert len([path for path in served.paths() if "sitemap_news" in path]) <= 5 + 3


def test_a_sitemap_among_the_archives_is_read_for_older_days_and_no_others(tmp_path: Path) -> None:
    home, plain = Home(tmp_path / "var"), newsroom(dated_links=False, paging=False)

    def route(asked: Asked) -> Answer | None:
        if asked.path == "/all.xml":
            rows = "".join(f"<url><loc>{served.url}/habar/{one}</loc><lastmod>{day}</lastmod></url>" for one, day in NEAR)
            return Answer(f"<urlset>{rows}</urlset>", type="application/xml")
        return plain(asked)

    with memory_site(route) as served:
        file = outlet_file(tmp_path, entry("kz_reach", served.url, sections=[{"url": f"{served.url}/news/"}], archives=[f"{served.url}/all.xml"]))
        assert crawl(home, file, ["kz_reach"], "today").returncode == 0
        assert "/all.xml" not in served.paths()
        reach(home, file)
    assert numbers(home) >= WANTED
