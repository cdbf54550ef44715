"""Reaching back: `-a since= -a until=` finds the articles of those days through paging, archives, sitemaps and WordPress, and no others."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.flows.real_command import Home, with_prefect, with_tables
from tests.spiders.memory_site import crawl, killed_crawl, memory_site
from tests.spiders.newsrooms import entry
from tests.spiders.scrapy_command import scrapy
from tests.spiders.web_site import Answer, Asked, article_page, site

FIRST, LAST = date(2020, 10, 1), date(2021, 6, 30)
SINCE, UNTIL = date(2021, 1, 1), date(2021, 1, 10)
A_DAY = 3
DAYS = [LAST - timedelta(days=n) for n in range((LAST - FIRST).days + 1)]
ARTICLES = [(number, day) for number, day in enumerate((day for day in DAYS for _ in range(A_DAY)), 1000)]
WANTED = {number for number, day in ARTICLES if SINCE <= day <= UNTIL}
NEAR = [(number, day) for number, day in ARTICLES if SINCE - timedelta(days=10) <= day <= UNTIL + timedelta(days=10)]
# List pages asked for to find those of the period, beside them.
SEARCHED = 16


def list_page(links: list[tuple[int, date]], following: str, *, dated_links: bool) -> Answer:
    items = "".join(f'<h3><a href="{address(number, day, dated_links)}">{number}-хабар осында тұр</a></h3>' for number, day in links)
    more = f'<a class="next" href="{following}">Келесі</a>' if following else ""
    return Answer(f"<html><body><main>{items}</main>{more}</body></html>")


def address(number: int, day: date, dated: bool) -> str:
    return f"/{day:%Y/%m/%d}/habar-{number}" if dated else f"/habar/{number}"


def newsroom(*, dated_links: bool, paging: bool = True, per_page: int = 10) -> Callable[[Asked], Answer | None]:
    """A site whose list has 82 pages, newest first."""
    by_number = dict(ARTICLES)

    def route(asked: Asked) -> Answer | None:
        if asked.path == "/news/":
            page = int(asked.query.get("page", "1"))
            links = ARTICLES[(page - 1) * per_page : page * per_page]
            if not links or (page > 1 and not paging):
                return None
            more = f"/news/?page={page + 1}" if paging and page * per_page < len(ARTICLES) else ""
            return list_page(links, more, dated_links=dated_links)
        last = asked.path.rsplit("/", 1)[-1].removeprefix("habar-")
        if last.isdigit() and int(last) in by_number:
            return Answer(article_page(int(last), by_number[int(last)]))
        return None

    return route


def numbers(home: Home) -> set[int]:
    return {int(row["url"].rsplit("/", 1)[-1].removeprefix("habar-")) for row in home.rows("articles")}


def reach(home: Home, file: Path, run: str = "reach") -> None:
    done = crawl(home, file, ["kz_reach"], run, "--since", SINCE.isoformat(), "--until", UNTIL.isoformat())
    assert done.returncode == 0, done.stderr + home.logs()


def outlet_file(folder: Path, text: str) -> Path:
    file = folder / "reach.yaml"
    file.write_text(text, encoding="utf-8")
    return file


@pytest.mark.parametrize("dated_links", [True, False], ids=["dates in the addresses", "dates in the articles only"])
def test_list_pages_are_paged_back_to_the_days_and_no_further(tmp_path: Path, dated_links: bool) -> None:
    home = Home(tmp_path / "var")
    with memory_site(newsroom(dated_links=dated_links)) as served:
        reach(home, outlet_file(tmp_path, entry("kz_reach", served.url, sections=[{"url": f"{served.url}/news/"}])))
    assert numbers(home) == WANTED
    # 51 pages lie before the period, 4 in it, 27 behind it: none is asked for twice, and few for nothing.
    asked = [seen.query.get("page", "1") for seen in served.asked if seen.path == "/news/"]
    assert len(asked) == len(set(asked)) <= 4 + SEARCHED
    fetched = [seen for seen in served.asked if "habar" in seen.path]
    assert len(fetched) <= len(WANTED) + (0 if dated_links else 50)


def test_a_reach_back_that_was_killed_goes_on_where_it_stood(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path / "var")
    monkeypatch.setattr("pipelines.store.BATCH", 10)
    with memory_site(newsroom(dated_links=True)) as served:
        file = outlet_file(tmp_path, entry("kz_reach", served.url, sections=[{"url": f"{served.url}/news/"}]))
        killed_crawl(home, file, ["kz_reach"], "first", "--since", SINCE.isoformat(), "--until", UNTIL.isoformat(), batch=3)
        before, asked_before = numbers(home), len(served.asked)
        assert 0 < len(before) < len(WANTED)
        reach(home, file, run="second")
    again = served.asked[asked_before:]
    assert numbers(home) == WANTED
    assert "1" not in [seen.query.get("page", "1") for seen in again if seen.path == "/news/"], "the search from the front was not done again"
    assert not before & {int(seen.path.rsplit("-", 1)[1]) for seen in again if "habar" in seen.path}


def test_a_reach_back_that_ended_well_begins_again_when_it_is_asked_for_again_and_changes_nothing(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with memory_site(newsroom(dated_links=True)) as served:
        file = outlet_file(tmp_path, entry("kz_reach", served.url, sections=[{"url": f"{served.url}/news/"}]))
        reach(home, file)
        rows, asked = home.rows("articles"), len(served.asked)
        reach(home, file, run="again")
    assert home.rows("articles") == rows
    assert [seen.path for seen in served.asked[asked:] if "habar" in seen.path] == []
    assert len(served.asked) > asked


def test_what_was_outside_one_period_is_found_by_a_reach_into_another(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with memory_site(newsroom(dated_links=False)) as served:
        file = outlet_file(tmp_path, entry("kz_reach", served.url, sections=[{"url": f"{served.url}/news/"}]))
        reach(home, file)
        done = crawl(home, file, ["kz_reach"], "second", "--since", "2021-02-01", "--until", "2021-02-03")
    assert done.returncode == 0
    assert numbers(home) == WANTED | {number for number, day in ARTICLES if date(2021, 2, 1) <= day <= date(2021, 2, 3)}


@pytest.mark.parametrize("named", [True, False], ids=["named in the file", "guessed from the addresses"])
def test_an_archive_by_date_is_read_day_by_day(tmp_path: Path, named: bool) -> None:
    home = Home(tmp_path / "var")
    plain = newsroom(dated_links=True, paging=False)

    def route(asked: Asked) -> Answer | None:
        parts = asked.path.strip("/").split("/")
        if len(parts) == 3 and all(part.isdigit() for part in parts):
            day = date(*map(int, parts))
            links = [(number, when) for number, when in ARTICLES if when == day]
            return list_page(links, "", dated_links=True) if links and day != date(2021, 1, 7) else None
        return plain(asked)

    with memory_site(route) as served:
        more = {"archives": [f"{served.url}/{{yyyy}}/{{mm}}/{{dd}}/"]} if named else {}
        reach(home, outlet_file(tmp_path, entry("kz_reach", served.url, sections=[{"url": f"{served.url}/news/"}], **more)))
    # The day whose archive answers with 404 is passed over, not taken for the end.
    assert numbers(home) == {number for number, day in ARTICLES if number in WANTED and day != date(2021, 1, 7)}
    assert len(served.asked) < 10 + len(WANTED) + 20


def test_sitemaps_of_other_months_are_not_asked_for(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    plain = newsroom(dated_links=False)

    def route(asked: Asked) -> Answer | None:
        if asked.path == "/sitemap.xml":
            months = sorted({day.strftime("%Y-%m") for day in DAYS})
            body = "".join(f"<sitemap><loc>{served.url}/sitemap-posts-{month}.xml</loc></sitemap>" for month in months)
            return Answer(f"<sitemapindex>{body}</sitemapindex>", type="application/xml")
        if asked.path.startswith("/sitemap-posts-"):
            month = asked.path.removeprefix("/sitemap-posts-").removesuffix(".xml")
            body = "".join(f"<url><loc>{served.url}/habar/{number}</loc></url>" for number, day in ARTICLES if day.strftime("%Y-%m") == month)
            return Answer(f"<urlset>{body}</urlset>", type="application/xml")
        return plain(asked)

    with memory_site(route) as served:
        reach(home, outlet_file(tmp_path, entry("kz_reach", served.url, sitemaps=[f"{served.url}/sitemap.xml"])))
    assert numbers(home) == WANTED
    assert [path for path in served.paths() if "sitemap-posts" in path] == ["/sitemap-posts-2021-01.xml"]


def test_wordpress_is_asked_for_exactly_the_days(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    plain = newsroom(dated_links=False, paging=False)

    def route(asked: Asked) -> Answer | None:
        if asked.path == "/":
            return Answer(
                '<html><head><link rel="https://api.w.org/" href="/wp-json/"></head><body><a href="/habar/1000">1000-хабар осында тұр</a></body></html>'
            )
        if asked.path == "/wp-json/wp/v2/posts":
            after, before = (datetime.fromisoformat(asked.query[name].replace("Z", "+00:00")) for name in ("after", "before"))
            posts = [pair for pair in ARTICLES if after < datetime(pair[1].year, pair[1].month, pair[1].day, 5, tzinfo=UTC) < before]
            page, size = int(asked.query["page"]), 20
            if (page - 1) * size >= len(posts):
                return Answer('{"code": "rest_post_invalid_page_number"}', 400, "application/json")
            rows = [
                {"link": f"{served.url}/habar/{number}", "date_gmt": f"{day}T05:00:00", "title": {"rendered": f"{number}-хабар"}}
                for number, day in posts[(page - 1) * size : page * size]
            ]
            return Answer(json.dumps(rows), type="application/json", headers={"X-WP-TotalPages": str(-(-len(posts) // size))})
        return plain(asked)

    with memory_site(route) as served:
        reach(home, outlet_file(tmp_path, entry("kz_reach", served.url)))
    assert numbers(home) == WANTED
    assert served.paths().count("/wp-json/wp/v2/posts") == 2
    assert len([path for path in served.paths() if "habar" in path]) <= len(WANTED) + 2


def test_a_feed_is_paged_back_as_wordpress_pages_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    plain = newsroom(dated_links=False, paging=False)

    def route(asked: Asked) -> Answer | None:
        if asked.path == "/feed/":
            page = int(asked.query.get("paged", "1"))
            links = ARTICLES[(page - 1) * 10 : page * 10]
            items = "".join(
                f"<item><link>{served.url}/habar/{number}</link><pubDate>{day:%d %b %Y} 10:00:00 +0500</pubDate></item>" for number, day in links
            )
            return Answer(f"<rss><channel>{items}</channel></rss>", 200 if links else 404, "application/rss+xml")
        return plain(asked)

    with memory_site(route) as served:
        reach(home, outlet_file(tmp_path, entry("kz_reach", served.url, feeds=[f"{served.url}/feed/"])))
    assert numbers(home) == WANTED
    assert len([path for path in served.paths() if path == "/feed/"]) <= 4 + SEARCHED


@pytest.mark.usefixtures("processes")
def test_run_since_reaches_back_too(tmp_path: Path) -> None:
    home = with_prefect(Home(tmp_path / "var"))
    with site(newsroom(dated_links=True)) as served:
        file = outlet_file(tmp_path, entry("kz_reach", served.url, sections=[{"url": f"{served.url}/news/"}]))
        home.qorgan("run", "--outlets", str(file), "--since", "2021-01-30", "--until", "2021-01-31")
    assert numbers(home) == {number for number, day in ARTICLES if date(2021, 1, 30) <= day <= date(2021, 1, 31)}


@pytest.mark.usefixtures("processes")
def test_scrapy_crawl_reaches_back_as_operators_know_it(tmp_path: Path) -> None:
    home = with_tables(Home(tmp_path / "var"))
    with site(newsroom(dated_links=True)) as served:
        file = outlet_file(tmp_path, entry("kz_reach", served.url, sections=[{"url": f"{served.url}/news/"}]))
        scrapy(home, file, "crawl", "kz_reach", "-a", "since=2021-01-30", "-a", "until=2021-01-31")
    assert len(numbers(home)) == 6
