"""Ways into an outlet: when what its file names gives nothing, the next way is tried, the one that served is said, and a wrong guess stays cheap."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from scrapy.exceptions import DownloadConnectionRefusedError

from tests.conftest import NOW
from tests.flows.real_command import Home
from tests.spiders.memory_site import crawl, memory_site
from tests.spiders.newsrooms import LINKS, NEWS, PLAIN, TODAY, WALL, base, entry, feed, pages, row, sitemap
from tests.spiders.web_site import Answer, Asked, article_page


def visit(home: Home, folder: Path, text: str, run: str = "visit") -> dict[str, Any]:
    file = folder / "found.yaml"
    file.write_text(text, encoding="utf-8")
    done = crawl(home, file, ["kz_found"], run, now=NOW)
    assert done.returncode == 0, done.stderr + home.logs()
    return row(home, run)


@pytest.mark.parametrize(
    ("path", "kind"),
    [("/kz/news.rss", "feed"), ("/feed/", "feed"), ("/rss", "feed"), ("/maps/news.xml", "sitemap"), ("/sitemap.xml", "sitemap"),
     ("/wp-json/wp/v2/posts", "wordpress"), ("/zhanalyqtar/", "section")],
    ids=["the home page names a feed", "/feed/", "/rss", "robots.txt names a sitemap", "/sitemap.xml", "WordPress", "a list page of the menu"],
)  # fmt: skip
def test_when_the_named_feed_is_gone_the_next_way_serves_and_is_named(tmp_path: Path, path: str, kind: str) -> None:
    home = Home(tmp_path / "var")
    head = f'<link rel="alternate" type="application/rss+xml" href="{path}">' if path == "/kz/news.rss" else ""
    menu = f'<nav><a href="{path}">Жаңалықтар</a></nav>' if kind == "section" else ""
    robots = f"User-agent: *\nDisallow:\nSitemap: {{base}}{path}\n" if path == "/maps/news.xml" else "User-agent: *\nDisallow:\n"

    def way_in(asked: Asked) -> Answer:
        if kind == "feed":
            return feed(served.url)
        if kind == "sitemap":
            return sitemap(served.url)
        if kind == "section":
            return Answer(f"<html><body><main>{LINKS}</main></body></html>")
        posts = [{"link": f"{served.url}/habar/{number}", "date_gmt": f"{day}T03:00:00", "title": {"rendered": "Хабар"}} for number, day in NEWS]
        return Answer(json.dumps(posts), type="application/json", headers={"X-WP-TotalPages": "1"})

    route = pages(
        {
            "/": lambda asked: Answer(f"<html><head>{head}</head><body>{menu}<p>Қош келдіңіз</p></body></html>"),
            "/robots.txt": lambda asked: Answer(robots.replace("{base}", served.url), type="text/plain"),
            path: way_in,
        }
    )
    with memory_site(route) as served:
        found = visit(home, tmp_path, entry("kz_found", served.url, feeds=[f"{served.url}/gone.rss"]))
    assert found["state"] == "answered"
    assert [(way, named) for way, _, named in found["ways"]] == [(kind, False)]
    assert path in found["ways"][0][1] or found["ways"][0][1].endswith("/wp-json/")
    assert len(home.rows("articles")) == len(NEWS)


def test_an_outlet_with_nothing_but_a_home_page_gives_its_articles(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with memory_site(pages({"/": lambda asked: Answer(f"<html><body><main>{LINKS}</main></body></html>")})) as served:
        found = visit(home, tmp_path, entry("kz_found", served.url))
        assert len(home.rows("articles")) == len(NEWS)
        assert found["ways"] == [("home", f"{served.url}/", False)]
        asked = len(served.asked)
        visit(home, tmp_path, entry("kz_found", served.url), "again")
        later = served.paths()[asked - 1 :]
    assert not {"/feed/", "/rss", "/sitemap.xml", "/wp-json/wp/v2/posts"} & set(later), "guesses that were wrong are not made again within a week"


def test_the_way_that_served_is_asked_first_the_next_time(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with memory_site(pages({"/": lambda asked: Answer(PLAIN), "/rss": lambda asked: feed(served.url)})) as served:
        text = entry("kz_found", served.url, feeds=[f"{served.url}/gone.rss"])
        visit(home, tmp_path, text)
        asked = len(served.paths())
        again = visit(home, tmp_path, text, "again")
        later = served.paths()[asked:]
    assert again["state"] == "answered"
    assert ("feed", f"{served.url}/rss", False) in again["ways"]
    assert set(later) <= {"/gone.rss", "/rss", "/"}, "one wrong address of the file costs one request, and nothing is guessed"


def test_a_feed_that_its_outlet_has_forgotten_does_not_count_as_a_way_in(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    shown = Answer(f"<html><body><main>{LINKS}</main></body></html>")
    with memory_site(pages({"/": lambda asked: shown, "/old.rss": lambda asked: feed(base(asked), old=True)})) as served:
        found = visit(home, tmp_path, entry("kz_found", served.url, feeds=[f"{served.url}/old.rss"]))
    assert [kind for kind, _, _ in found["ways"]] == ["home"]
    assert len(home.rows("articles")) == len(NEWS)


def test_a_selector_that_finds_nothing_any_more_is_replaced_by_the_shape_of_the_links(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with memory_site(pages({"/news/": lambda asked: Answer(f"<html><body><main>{LINKS}</main></body></html>")})) as served:
        text = entry("kz_found", served.url, sections=[{"url": f"{served.url}/news/", "links": "div.old a::attr(href)"}])
        assert visit(home, tmp_path, text)["state"] == "answered"
    assert len(home.rows("articles")) == len(NEWS)
    (listed,) = [line for line in home.rows("pages", "--fate", "listing") if line["url"].endswith("/news/")]
    assert "selector finds nothing" in listed["detail"]


@pytest.mark.parametrize(
    ("status", "body", "cause"),
    [
        (200, PLAIN, "empty"), (403, "<h1>403 Forbidden</h1>", "forbidden"), (403, WALL, "bot_wall"), (500, "<h1>500</h1>", "server_error"),
        (404, "<h1>404</h1>", "gone"),
    ],
)  # fmt: skip
def test_an_outlet_into_which_no_way_leads_fails_for_the_cause_of_its_own_pages(tmp_path: Path, status: int, body: str, cause: str) -> None:
    home = Home(tmp_path / "var")
    others = {path: (lambda asked: Answer("<h1>403</h1>", 403)) for path in ("/feed/", "/rss", "/sitemap.xml", "/wp-json/wp/v2/posts")}
    with memory_site(pages({"/": lambda asked: Answer(body, status), **others})) as served:
        found = visit(home, tmp_path, entry("kz_found", served.url))
    assert (found["state"], found["cause"], found["ways"]) == ("failed", cause, [])


def test_a_host_that_does_not_answer_is_not_guessed_at(tmp_path: Path) -> None:
    def refused(_asked: Asked) -> Answer:
        raise DownloadConnectionRefusedError

    home = Home(tmp_path / "var")
    with memory_site(refused) as served:
        found = visit(home, tmp_path, entry("kz_found", served.url))
    assert (found["state"], found["cause"]) == ("failed", "unreachable")
    assert {line["url"] for line in home.rows("pages")} == {f"{served.url}/", f"{served.url}/robots.txt"}


def test_articles_that_all_fail_make_the_outlet_fail_although_its_feed_answers(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with memory_site(
        lambda asked: feed(served.url) if asked.path == "/feed/" else Answer("<h1>403</h1>", 403) if "habar" in asked.path else None
    ) as served:
        found = visit(home, tmp_path, entry("kz_found", served.url, feeds=[f"{served.url}/feed/"]))
    assert (found["state"], found["cause"]) == ("failed", "forbidden")


def test_an_article_that_failed_is_asked_again_when_the_feed_has_forgotten_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    broken = True

    def article(asked: Asked) -> Answer:
        return Answer("<h1>500</h1>", 500) if broken else Answer(article_page(1000, TODAY))

    listed: dict[str, Callable[[Asked], Answer | None]] = {"/feed/": lambda asked: feed(base(asked)), "/habar/1000": article}
    with memory_site(pages(listed)) as served:
        text = entry("kz_found", served.url, feeds=[f"{served.url}/feed/"])
        visit(home, tmp_path, text)
        assert len(home.rows("articles")) == len(NEWS) - 1
        broken = False
        listed["/feed/"] = lambda asked: Answer(feed(base(asked)).body.replace("1000", "1011"), type="application/rss+xml")
        visit(home, tmp_path, text, "again")
    assert len(home.rows("articles")) == len(NEWS)
