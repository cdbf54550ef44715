"""The proving press tells the truth about itself: every kind is served, texts differ, pages hold the true words, the score notices what is wrong."""

import gzip
import http.client
import json
import subprocess
import sys
import zlib
from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime, timedelta
from itertools import combinations
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from lxml import etree, html
from ruamel.yaml import YAML

from tests.paths import ROOT
from tests.press import Press, build_press, outlets_yaml, serve
from tests.press.dates import ZONE
from tests.press.matching import address_key, compare
from tests.press.model import Article, Site
from tests.press.score import Row, as_table, read_rows, score
from tests.press.score import main as score_command
from tests.press.texts import Writer, words
from tests.press.truth import Hit, Truth

NOW = datetime(2026, 11, 24, 14, 30, tzinfo=ZONE)
COUNT = 14


@pytest.fixture(scope="module")
def press() -> Iterator[Press]:
    """A small press, served."""
    with serve(build_press(11, COUNT, now=NOW)) as served:
        yield served


@pytest.fixture(scope="module")
def truth(press: Press) -> Truth:
    """What is true about it."""
    return press.truth()


def ask(url: str, **headers: str) -> tuple[int, bytes, dict[str, str]]:
    """One request without redirects, by a visitor of its own."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
    try:
        connection.request(
            "GET", parts.path + (f"?{parts.query}" if parts.query else ""), headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        return answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()}
    finally:
        connection.close()


def page_words(site: Site, article: Article) -> list[str]:
    """The words a reader sees on an article's page, decoded as the page itself says (a server that is busy once is asked again)."""
    status, body, _ = ask(site.url(article.path))
    if status in (429, 503):
        status, body, _ = ask(site.url(article.path))
    assert status == 200, site.url(article.path)
    charset = "cp1251" if site.name in ("kz_press_rdf", "kz_press_pages") else "utf-8"
    document = html.document_fromstring(body.decode(charset))
    for script in [node for node in document.iter("script", "style") if isinstance(node, html.HtmlElement)]:
        script.drop_tree()
    return words(" ".join(map(str, document.itertext())))


def perfect(truth: Truth) -> tuple[list[Row], list[Row]]:
    """What a collector without fault would export."""
    wanted = [article for article in truth.articles if article.expected]
    articles: list[Row] = [
        {"outlet": article.outlet, "url": article.urls[0], "title": article.title, "text": article.body, "published_at": article.published or None}
        for article in wanted
    ]
    fates = [(trap, trap.fates[0] if trap.fates else "redirect_loop") for trap in truth.traps if trap.fates or trap.never]
    pages: list[Row] = [
        {"outlet": trap.outlet, "url": trap.urls[0], "run": 1, "fate": fate, "at": "2026-11-24T14:40:00+05:00"} for trap, fate in fates
    ]
    return articles, pages


def test_every_kind_of_outlet_serves_its_home_its_sources_and_its_articles(press: Press) -> None:
    assert len(press.sites) == 14
    for site in press.sites:
        sources = [path for name in ("feeds", "sitemaps") for path in site.sources.get(name, ())] + [
            path for path, _, _ in site.sources.get("sections", ())
        ]
        for path in ("/", *sources):
            assert ask(site.url(path))[0] == 200, site.url(path)
        assert len([article for article in site.articles if article.expected]) >= COUNT


def test_two_articles_share_no_run_of_eight_words_and_almost_none_of_four(press: Press) -> None:
    bodies = [words(article.text.body) for site in press.sites for article in site.articles if article.twin_of is None]
    eights = [{tuple(body[start : start + 8]) for start in range(len(body) - 7)} for body in bodies]
    assert len(set().union(*eights)) == sum(map(len, eights))
    runs = [{tuple(body[start : start + 4]) for start in range(len(body) - 3)} for body in bodies]
    assert max(len(one & other) / min(len(one), len(other)) for one, other in combinations(runs, 2)) < 0.06


def test_the_same_seed_writes_the_same_press_and_another_one_another(press: Press) -> None:
    same = build_press(11, COUNT, now=NOW)
    assert [article.text for site in press.sites for article in site.articles] == [article.text for site in same.sites for article in site.articles]
    assert Writer(4).article("ru") != Writer(11).article("ru") == Writer(11).article("ru")


def test_every_true_word_stands_on_its_page_in_the_encoding_it_declares_among_words_that_are_not_its_text(press: Press) -> None:
    for site in press.sites:
        for article in site.articles:
            shown = " ".join(page_words(site, article))
            for block in (article.text.title, *article.text.body.split("\n")):
                assert " ".join(words(block)) in shown, f"{site.url(article.path)}: {block}"
            assert compare(article.text.body, shown, article.text.title).foreign > 60, site.url(article.path)


def test_articles_lie_in_the_last_six_days_and_none_but_the_mistyped_one_in_the_future(press: Press) -> None:
    for site in press.sites:
        for article in site.articles:
            if article.style == "future":
                assert article.published > NOW
            else:
                assert NOW - timedelta(days=6) <= article.published <= NOW, site.name


def test_a_page_with_utc_times_names_the_day_before_the_true_one(press: Press) -> None:
    site = next(site for site in press.sites if site.name == "kz_press_utc")
    for article in site.articles[:COUNT]:
        body = ask(site.url(article.path))[1].decode()
        day_before = (article.published - timedelta(days=1)).date().isoformat()
        assert f'article:published_time" content="{day_before}T' in body


def test_pages_with_visible_dates_only_hold_no_machine_readable_one(press: Press) -> None:
    site = next(site for site in press.sites if site.name == "kz_press_visible")
    styles = set()
    for article in site.articles:
        body = ask(site.url(article.path))[1].decode()
        assert not any(mark in body for mark in ("datetime=", "published", "datePublished", f"{article.published:%Y-%m-%d}"))
        styles.add(article.style)
    assert len(styles) >= 7


def test_feeds_and_sitemaps_are_well_formed_but_for_the_two_that_are_meant_to_be_broken(press: Press) -> None:
    for site in press.sites:
        for path in [*site.sources.get("feeds", ()), *site.sources.get("sitemaps", ())]:
            body = ask(site.url(path))[1]
            if path in ("/lenta.rss", "/export.rss"):
                continue
            root = etree.fromstring(body)
            titles = {title.text for title in root.iter("{*}title")}
            assert not site.sources.get("feeds") or len(titles & {article.text.title for article in site.articles}) >= 4, path
            assert len(root.findall(".//{*}item") + root.findall(".//{*}entry") + root.findall(".//{*}loc")) >= 4, path


def test_the_wordpress_feed_gives_ten_items_a_page_and_ends(press: Press) -> None:
    site = press.sites[0]
    counts = []
    for page in range(1, 9):
        status, body, _ = ask(site.url("/feed/") + f"?paged={page}")
        if status == 404:
            break
        counts.append(len(etree.fromstring(body).findall(".//item")))
    assert counts[:-1] == [10] * (len(counts) - 1)
    assert sum(counts) == len(site.listed("feed"))


def test_a_source_asked_again_with_its_validators_answers_304(press: Press) -> None:
    for site in press.sites:
        for path in [*site.sources.get("feeds", ()), *site.sources.get("sitemaps", ())]:
            if path in ("/lenta.rss", "/export.rss"):
                continue
            first = ask(site.url(path))[2]
            assert ask(site.url(path), If_None_Match=first["etag"])[0] == 304
            assert ask(site.url(path), If_Modified_Since=first["last-modified"])[0] == 304
            assert press.hits[-2].if_none_match == first["etag"]


def test_one_connection_serves_several_pages(press: Press) -> None:
    site = press.sites[4]
    parts = urlsplit(site.base)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port or 80, timeout=10)
    for article in site.articles[:4]:
        connection.request("GET", article.path, headers={"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        assert article.text.title.split()[0] in gzip.decompress(answer.read()).decode()
    connection.close()


def test_hostile_pages_do_what_they_are_for(press: Press) -> None:
    by_name = {site.name: site for site in press.sites}
    atom, rdf, walls = by_name["kz_press_atom"], by_name["kz_press_rdf"], by_name["kz_press_newsmap"]
    refused = ask(atom.url("/lenta/429001/peregruzka"))
    assert (refused[0], refused[2]["retry-after"]) == (429, "1")
    with pytest.raises(ConnectionResetError):
        ask(rdf.url("/obshchestvo/99001-obryv.html"))
    bomb = ask(rdf.url("/kultura/99004-arhiv.html"))[1]
    assert len(bomb) < 1_000_000
    assert zlib.decompressobj(wbits=31).decompress(bomb, 1_000_000)
    # What gzip says of the length behind it.
    assert int.from_bytes(bomb[-4:], "little") > 300_000_000
    assert {ask(walls.url(path))[0] for path in ("/news/qorgan-qabyrga", "/news/tekseru-beti")} == {200, 403}
    assert ask(walls.url("/tuyiq/a"))[2]["location"] == walls.url("/tuyiq/b")


def test_the_outlet_file_names_every_outlet_with_regions_and_no_delay(press: Press) -> None:
    outlets = YAML(typ="safe").load(outlets_yaml(press))
    assert [outlet["name"] for outlet in outlets] == [site.name for site in press.sites]
    assert all(outlet["delay"] == 0 and outlet["home"].startswith("http://") for outlet in outlets)
    assert len({outlet["region"] for outlet in outlets}) == len(outlets)
    assert sum(1 for outlet in outlets if not ({"feeds", "sitemaps", "sections"} & set(outlet))) == 3


def test_no_page_shows_a_placeholder(press: Press) -> None:
    for site in press.sites:
        for path in ["/", site.articles[0].path, *site.sources.get("feeds", ()), *(path for path, _, _ in site.sources.get("sections", ()))]:
            body = ask(site.url(path))[1]
            assert not any(mark in body for mark in (b"{base}", b"{foreign}", b"{loud}", b">None<", b"Undefined")), site.url(path)


def test_the_score_of_a_faultless_collector_is_faultless(truth: Truth) -> None:
    articles, pages = perfect(truth)
    result = score(truth, articles, pages)
    assert result.wrong == []
    assert (result.overall.once.value, result.overall.words_kept.value, result.overall.words_foreign.right) == (1.0, 1.0, 0)
    assert (result.overall.dates.value, result.overall.titles.value) == (1.0, 1.0)
    assert "kz_press_twice" in as_table(result)


def test_the_score_notices_each_kind_of_fault(truth: Truth) -> None:
    articles, pages = perfect(truth)
    missing, double, late, misnamed, mixed, cut = (dict(row) for row in articles[:6])
    late["published_at"] = "2026-01-01"
    misnamed["title"] = "Новости"
    mixed["text"] += "\n" + articles[7]["text"]
    cut["text"] = cut["text"][: len(cut["text"]) // 2]
    junk = {**missing, "url": "http://127.0.0.1:1/tag/x", "title": "Тег", "text": "Список новостей по теме отопления", "published_at": None}
    pages = [{**page, "fate": "stored"} if page["fate"] == "gone" else page for page in pages]
    result = score(truth, [double, dict(double), late, misnamed, mixed, cut, *articles[6:], junk], pages)
    found = {wrong.what for wrong in result.wrong}
    assert found == {"missing", "twice", "date", "title", "text", "stranger", "trap"}
    assert {wrong.got for wrong in result.traps} == {"stored"}


def test_the_score_counts_requests_that_nobody_may_make(press: Press, truth: Truth) -> None:
    articles, pages = perfect(truth)
    before = len(press.hits)
    for path in ("/robots.txt", "/", "/zakryto/sluzhebnaya-zapiska-otdela/"):
        ask(press.sites[0].url(path))
    ask(press.foreign + "/partner/novost-partnera-1")
    for _ in range(20):
        ask(press.sites[1].url("/lenta/500001/oshibka-bazy"))
    result = score(truth, articles, pages, [hit for hit in press.hits[before:] if hit.outlet != "kz_press_atom" or "500001" in hit.target])
    assert result.foreign_requests == 1
    assert [wrong.where for wrong in result.wrong if wrong.what == "robots" and wrong.outlet == "kz_press_wordpress"] == [
        "/zakryto/sluzhebnaya-zapiska-otdela/"
    ]
    assert [wrong.what for wrong in result.traps] == ["limit"]


def test_addresses_that_lead_to_one_page_have_one_key() -> None:
    spellings = (
        "http://127.0.0.1:80/news/%D2%9B%D0%B0%D0%BB%D0%B0/?utm_source=rss&yclid=1#top",
        "HTTP://127.0.0.1:80/news/қала",
        " http://127.0.0.1:80/news/%d2%9b%d0%b0%d0%bb%d0%b0?fbclid=x\n",
    )
    assert len({address_key(url) for url in spellings}) == 1
    assert address_key("http://h/index.php?id=1") != address_key("http://h/index.php?id=2")


@pytest.mark.usefixtures("processes")
def test_the_press_is_served_by_hand_until_stdin_closes_and_scored_from_files(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    outlets, kept, log, articles, pages = (tmp_path / name for name in ("press.yaml", "truth.json", "log.jsonl", "articles.jsonl", "pages.jsonl"))
    options = ("--seed", "5", "--articles", "12", "--yaml", str(outlets), "--truth", str(kept), "--log", str(log))
    command = [sys.executable, "-m", "tests.press", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=ROOT) as served:
        assert served.stdin is not None
        assert served.stderr is not None
        while "Serving" not in (line := served.stderr.readline()):
            assert line, "the press did not start"
        home = YAML(typ="safe").load(outlets)[0]["home"]
        assert ask(home)[0] == 200
        served.stdin.close()
        assert served.wait(20) == 0
    loaded = Truth.load(kept)
    for file, rows in zip((articles, pages), perfect(loaded), strict=True):
        file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    assert score_command(["--truth", str(kept), "--articles", str(articles), "--pages", str(pages), "--log", str(log)]) == 0
    assert capsys.readouterr().out == as_table(score(loaded, *perfect(loaded), [Hit(**row) for row in read_rows(log)])) + "\n"
    loaded.save(tmp_path / "again.json")
    assert asdict(Truth.load(tmp_path / "again.json")) == asdict(loaded)
