"""`scrapy crawl`, `shell`, `parse`, `fetch` and `check`: one spider for every address; a look is read as a crawl reads it, and stores nothing."""

import inspect
import json
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from scrapy import Request
from scrapy.exceptions import UsageError
from scrapy.http import HtmlResponse, TextResponse
from scrapy.settings import Settings
from syrupy.assertion import SnapshotAssertion

from spiders.config.schema import Outlet
from spiders.crawl.spider_loader import OutletLoader, UnknownOutlet
from spiders.preview import PreviewLoader, listed_links, preview_article, preview_spider_at, preview_spider_for
from spiders.sample.server import outlets_file, serve
from spiders.sample.story_files import printing_day
from tests.flows.real_command import Home, free_ports, with_tables
from tests.spiders.newsrooms import entry
from tests.spiders.scrapy_command import scrapy
from tests.spiders.web_site import Answer, Asked, site

WORDS = "Журналиста не пустили на заседание маслихата, и она написала об этом жалобу прокурору города. "
ARTICLE = f"<html lang=ru><head><title>Журналиста не пустили</title></head><body><article><h1>Журналиста не пустили</h1>{f'<p>{WORDS * 3}</p>' * 4}</article></body></html>"
FEED = "<rss version='2.0'><channel><title>n</title><item><title>a</title><link>{url}/2026/11/20/pustili</link></item></channel></rss>"


def newsroom(asked: Asked) -> Answer | None:
    if asked.path == "/robots.txt":
        return Answer("User-agent: *\nDisallow: /closed/", type="text/plain")
    if asked.path == "/rss":
        return Answer(FEED.format(url=f"http://{asked.headers['Host']}"), type="application/rss+xml")
    return Answer(ARTICLE) if asked.path.endswith("pustili") else None


def untouched(home: Home) -> bool:
    """Whether no run, no page and no visit stands in the database."""
    with closing(sqlite3.connect(home.data / "qorgan.db")) as connection:
        return not any(connection.execute(f"select count(*) from {table}").fetchone()[0] for table in ("runs", "outlet_runs", "pages", "articles"))


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize("command", ["shell", "parse"])
def test_what_the_reader_reads_is_shown_of_an_address_of_any_outlet_or_of_none(tmp_path: Path, command: str) -> None:
    home, file = with_tables(Home(tmp_path / "var")), tmp_path / "own.yaml"
    with site(newsroom) as served:
        file.write_text(entry("kz_own", served.url if command == "shell" else "https://other.example"), encoding="utf-8")
        page = f"{served.url}/2026/11/20/pustili"
        if command == "shell":
            said = scrapy(home, file, "shell", page, "-c", "(article['title'], article['lang'], response.status)").stdout
            assert said == "('Журналиста не пустили', 'ru', 200)\n"
        else:
            parsed = scrapy(home, file, "parse", page, "--nocolour", "--nolinks").stdout
            assert "'title': 'Журналиста не пустили'" in parsed
            assert "'published_at': '2026-11-20'" in parsed
    assert untouched(home)


@pytest.mark.usefixtures("processes")
def test_parse_shows_which_articles_a_feed_names_and_says_why_an_address_gave_nothing(tmp_path: Path) -> None:
    home, file = with_tables(Home(tmp_path / "var")), tmp_path / "own.yaml"
    with site(newsroom) as served:
        file.write_text(entry("kz_own", "https://other.example"), encoding="utf-8")
        assert "/2026/11/20/pustili>" in scrapy(home, file, "parse", f"{served.url}/rss", "--nocolour").stdout
        refused = scrapy(home, file, "parse", f"{served.url}/closed/pustili", code=1)
        assert "RefusedByRobots" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert {one.path for one in served.asked} == {"/robots.txt", "/rss"}


@pytest.mark.usefixtures("processes")
def test_check_asks_the_first_source_of_an_outlet_and_fails_where_it_names_no_article(tmp_path: Path) -> None:
    home, file = with_tables(Home(tmp_path / "var")), tmp_path / "own.yaml"
    with site(newsroom) as served:
        file.write_text(entry("kz_own", served.url, feeds=[f"{served.url}/rss"]), encoding="utf-8")
        assert "OK" in scrapy(home, file, "check", "kz_own").stderr
        file.write_text(entry("kz_own", served.url, feeds=[f"{served.url}/2026/pustili"]), encoding="utf-8")
        assert "FAILED" in scrapy(home, file, "check", "kz_own", code=1).stderr
    assert untouched(home)


OURS = "tests.spiders.watching_components"


@pytest.mark.usefixtures("processes")
def test_a_feed_a_later_pipeline_and_an_extension_get_each_stored_article_once(tmp_path: Path) -> None:
    home, feed = with_tables(Home(tmp_path / "var")), tmp_path / "out.jsonl"
    more = [f'ITEM_PIPELINES={{"{OURS}.LaterPipeline": 900}}', f'EXTENSIONS={{"{OURS}.ScrapedExtension": 500}}']
    port = free_ports(3)
    with serve(port, printing_day(datetime.now(UTC))):
        said = scrapy(
            home, outlets_file(port, tmp_path), "crawl", "kz_sample_mayak", "-o", str(feed), *(word for one in more for word in ("-s", one))
        )
    stored = {row["id"]: row for row in home.rows("articles")}
    fed = [json.loads(line) for line in feed.read_text(encoding="utf-8").splitlines()]
    assert len(fed) == len(stored) > 40
    assert {row.pop("seen") for row in fed} == set(range(1, len(fed) + 1))
    # As the export has them, which counts the versions of each too.
    assert [{**row, "versions": 1, "fetched_at": ""} for row in fed] == [{**stored[row["id"]], "fetched_at": ""} for row in fed]
    assert said.stdout.split() == ["pipeline", str(len(fed)), "extension", str(len(fed))]
    assert said.stderr == ""


@pytest.mark.usefixtures("processes")
@pytest.mark.parametrize(
    ("words", "more"),
    [(["crawl", "kz_eyn"], {}), (["parse", "https://own.example/1", "--spider", "kz_eyn"], {}), (["list"], {"QORGAN_CONTCAT": "x"})],
)
def test_wrong_use_is_one_line_and_exits_2(tmp_path: Path, words: list[str], more: dict[str, str], snapshot: SnapshotAssertion) -> None:
    (tmp_path / "own.yaml").write_text(entry("kz_eyin", "https://eyin.example"), encoding="utf-8")
    assert scrapy(Home(tmp_path / "var", more), tmp_path / "own.yaml", *words, code=2).stderr == snapshot(name=words[0])
    assert not (tmp_path / "var" / "qorgan.db").exists()


def test_an_address_is_looked_at_by_the_spider_of_its_outlet_or_of_its_host(tmp_path: Path) -> None:
    (tmp_path / "own.yaml").write_text(entry("kz_own", "https://own.example"), encoding="utf-8")
    loader = PreviewLoader(OutletLoader([tmp_path / "own.yaml"]))
    [own] = loader.find_by_request(Request("https://own.example/1"))
    assert loader.load(own).outlet is not None
    [elsewhere] = loader.find_by_request(Request("https://else.example/1"))
    assert loader.load(elsewhere).trusted == frozenset({"else.example"})
    assert loader.load(elsewhere).outlet is None
    assert loader.list() == ["kz_own"]
    with pytest.raises(UnknownOutlet, match="kz_own"):
        loader.load("kz_onw")


def oral(**more: Any) -> Outlet:
    return Outlet.model_validate(json.loads(entry("kz_oral", "https://oral.example", **more))[0])


def test_what_check_asks_is_the_first_source_of_the_entry() -> None:
    plain, fed = (preview_spider_for(oral(feeds=feeds)) for feeds in ([], ["https://oral.example/rss"]))
    assert "@url https://oral.example/\n" in (inspect.getdoc(plain.check) or "")  # type: ignore[attr-defined]
    assert "@url https://oral.example/rss\n" in (inspect.getdoc(fed.check) or "")  # type: ignore[attr-defined]
    assert plain.name == "kz_oral"


def test_a_look_asks_a_host_no_sooner_than_a_crawl() -> None:
    slow = preview_spider_for(oral(delay=7))
    settings = Settings({"CONCURRENT_REQUESTS_PER_DOMAIN": 1})
    slow.update_settings(settings)
    assert settings.getfloat("DOWNLOAD_DELAY") == 7
    settings.set("DOWNLOAD_DELAY", "1", priority="cmdline")
    with pytest.raises(UsageError, match=" 7 s"):
        slow.update_settings(settings)


def test_a_host_of_no_outlet_is_trusted_as_far_as_it_was_typed() -> None:
    elsewhere = preview_spider_at("http://127.0.0.1:8000/a")
    assert elsewhere.trusted == frozenset({"127.0.0.1:8000"})
    assert elsewhere.outlet is None


ORAL = "https://oral.example"


def test_an_article_has_the_fields_of_an_export_and_other_pages_a_fate() -> None:
    read = preview_article(HtmlResponse(f"{ORAL}/2026/11/20/a", body=ARTICLE.encode()), None)
    assert (read["title"], read["lang"], read["published_at"], read["outlet"]) == ("Журналиста не пустили", "ru", "2026-11-20", "oral.example")
    assert len(read["sha256"]) == 64
    json.dumps(read)
    assert preview_article(HtmlResponse(f"{ORAL}/b", body=b"<p>kurz</p>"), None)["fate"] in ("too_short", "empty", "not_article")


def test_feeds_sitemaps_and_pages_are_read_for_addresses_of_their_own_host() -> None:
    feed = f"<rss><channel><item><link>{ORAL}/2026/a</link></item><item><link>https://else.example/b</link></item></channel></rss>"
    assert listed_links(TextResponse(f"{ORAL}/rss", body=feed.encode()), None) == [f"{ORAL}/2026/a"]
    sitemap = f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"><url><loc>{ORAL}/2026/c</loc></url></urlset>'
    assert listed_links(TextResponse(f"{ORAL}/map.xml", body=sitemap.encode()), None) == [f"{ORAL}/2026/c"]
    assert listed_links(TextResponse(f"{ORAL}/rss", body=b"<rss>\x00"), None) == []


def test_a_list_page_is_read_by_the_selector_of_its_outlet() -> None:
    section = {"url": f"{ORAL}/news/", "links": ".own a::attr(href)"}
    page = '<div class=own><a href="/2026/11/20/own-one">Own</a></div><div><a href="/2026/11/20/other-one">Other</a></div>'
    assert listed_links(HtmlResponse(f"{ORAL}/news/", body=page.encode()), oral(sections=[section])) == [f"{ORAL}/2026/11/20/own-one"]
