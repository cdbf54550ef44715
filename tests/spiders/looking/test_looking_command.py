"""`scrapy shell`, `parse`, `fetch` and `check`: any address is read as a crawl reads it, and nothing is stored."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.flows.real_command import Home, with_tables
from tests.flows.test_faults import outlet
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


@pytest.mark.parametrize("of_an_outlet", [True, False])
def test_shell_and_parse_show_what_the_reader_reads_on_any_address(tmp_path: Path, of_an_outlet: bool) -> None:
    home, file = with_tables(Home(tmp_path / "var")), tmp_path / "own.yaml"
    with site(newsroom) as served:
        file.write_text(outlet("kz_own", served.url if of_an_outlet else "https://other.example/"), encoding="utf-8")
        page = f"{served.url}/2026/11/20/pustili"
        said = scrapy(home, file, "shell", page, "-c", "(article['title'], article['lang'], response.status)").stdout
        assert said == "('Журналиста не пустили', 'ru', 200)\n"
        parsed = scrapy(home, file, "parse", page, "--nocolour", "--nolinks").stdout
        assert "'title': 'Журналиста не пустили'" in parsed
        assert "'published_at': '2026-11-20'" in parsed
    assert untouched(home)


def test_parse_shows_which_articles_a_feed_names_and_says_why_an_address_gave_nothing(tmp_path: Path) -> None:
    home, file = with_tables(Home(tmp_path / "var")), tmp_path / "own.yaml"
    with site(newsroom) as served:
        file.write_text(outlet("kz_own", "https://other.example/"), encoding="utf-8")
        assert "/2026/11/20/pustili>" in scrapy(home, file, "parse", f"{served.url}/rss", "--nocolour").stdout
        assert "'fate'" in scrapy(home, file, "parse", f"{served.url}/rss", "--nocolour", "-c", "parse_article").stdout
        refused = scrapy(home, file, "parse", f"{served.url}/closed/pustili", code=1)
        assert "scrapy: robots: RefusedByRobots: Forbidden by robots.txt" in refused.stderr
        assert "Traceback" not in refused.stderr
        assert {one.path for one in served.asked} == {"/robots.txt", "/rss"}


def test_check_asks_the_first_source_of_an_outlet_and_fails_where_it_names_no_article(tmp_path: Path) -> None:
    home, file = with_tables(Home(tmp_path / "var")), tmp_path / "own.yaml"
    with site(newsroom) as served:
        file.write_text(outlet("kz_own", served.url, feeds=[f"{served.url}/rss"]), encoding="utf-8")
        assert "OK" in scrapy(home, file, "check", "kz_own").stderr
        file.write_text(outlet("kz_own", served.url, feeds=[f"{served.url}/2026/pustili"]), encoding="utf-8")
        assert "FAILED" in scrapy(home, file, "check", "kz_own", code=1).stderr
    assert untouched(home)


@pytest.mark.parametrize("command", ["shell", "parse"])
def test_an_unknown_spider_is_told_in_one_line(tmp_path: Path, command: str) -> None:
    (tmp_path / "own.yaml").write_text(outlet("kz_own", "https://own.example/"), encoding="utf-8")
    said = scrapy(Home(tmp_path / "var"), tmp_path / "own.yaml", command, "https://own.example/1", "--spider", "kz_onw", code=2)
    assert said.stderr == "scrapy: kz_onw is no outlet that is collected; did you mean kz_own?\n"
