"""Answers that a server cuts, over a real connection and through the real crawler: none is stored, all are tried again, whole ones are taken."""

import json
import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from tests.flows.real_command import Home, crawl
from tests.spiders.cutting_site import FRAMINGS, PACKINGS, Cut, CuttingSite, cutting_site
from tests.spiders.web_site import article_page

TODAY = datetime.now(UTC).date()
OUTLET = "kz_oral"
PAIRS = [(packing, framing) for packing in PACKINGS for framing in FRAMINGS if (packing, framing) != ("plain", "shorter")]
"""A plain body with a length that fits it is whole by all that HTTP says."""


def feed(site: CuttingSite, paths: list[str], packing: str = "plain", framing: str = "length", headers: tuple[tuple[str, str], ...] = ()) -> Cut:
    items = "".join(
        f"<item><title>{path}</title><link>{site.url}{path}</link><pubDate>{TODAY:%a, %d %b %Y} 01:00:00 +0500</pubDate></item>" for path in paths
    )
    body = f"<rss version='2.0'><channel><title>Oral</title>{items}</channel></rss>".encode()
    return Cut(body, packing, framing, type="application/rss+xml", headers=headers)


def visit(home: Home, site: CuttingSite, run: str, **more: object) -> dict[str, str]:
    """One crawl of the outlet: fates by path."""
    file = home.data.parent / "outlets.yaml"
    entry = {"name": OUTLET, "title": {"ru": OUTLET}, "home": f"{site.url}/", "country": "KZ", "languages": ["kk"], "delay": 0}
    file.write_text(json.dumps([{**entry, "feeds": [f"{site.url}/rss.xml"], **more}]), encoding="utf-8")
    done = crawl(home, file, [OUTLET], run)
    assert done.returncode == 0, done.stderr + home.logs()
    return {row["url"].removeprefix(site.url): row["fate"] for row in home.rows("pages", "--run", run)}


def page(number: int) -> bytes:
    return article_page(number, TODAY).encode()


def test_a_page_cut_anywhere_in_any_packing_is_never_stored_and_is_stored_once_it_comes_whole(tmp_path: Path) -> None:
    home, chance = Home(tmp_path / "var"), random.Random(20261127)
    with cutting_site() as site:
        whole: dict[str, Cut] = {}
        for number, (packing, framing) in enumerate(PAIRS, 1):
            whole[f"/{TODAY:%Y}/{number}"] = Cut(page(number), packing, framing)
        site.answers = {"/rss.xml": feed(site, list(whole))}
        for path, answer in whole.items():
            # Before the article's own end: what a page has behind it may be missing.
            last = answer.body.rindex(b"</article>") if answer.packing == "plain" else len(answer.packed)
            site.answers[path] = Cut(answer.body, answer.packing, answer.framing, after=chance.randrange(last))
        fates = visit(home, site, "cut")
        assert {path: fates[path] for path in whole} == dict.fromkeys(whole, "broken_off")
        assert home.rows("articles") == []
        assert set(Counter(site.asked[path] for path in whole)) == {3}, "each is asked twice more at once, as after a lost connection"
        site.answers |= whole
        # The feed forgets them: they are asked for all the same.
        site.answers["/rss.xml"] = feed(site, [])
        fates = visit(home, site, "whole")
        assert {path: fates[path] for path in whole} == dict.fromkeys(whole, "stored")
    assert len(home.rows("articles")) == len(whole)


def test_a_page_without_its_end_tags_that_reaches_its_length_is_stored(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with cutting_site() as site:
        bare = page(1).replace(b"</article></body></html>", b"")
        site.answers = {"/rss.xml": feed(site, ["/1", "/2"]), "/1": Cut(bare), "/2": Cut(page(2).replace(b"</html>", b""), framing="closed")}
        fates = visit(home, site, "one")
    assert (fates["/1"], fates["/2"]) == ("stored", "stored")


def test_a_page_that_never_says_its_end_is_taken_when_the_same_bytes_came_in_three_runs(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    endless = page(1).replace(b"</article></body></html>", b"")
    with cutting_site() as site:
        site.answers = {"/rss.xml": feed(site, ["/1", "/2"]), "/1": Cut(endless, framing="closed"), "/2": Cut(endless, framing="closed")}
        seen = []
        for number in range(3):
            # The other breaks off elsewhere each time, so it stays what it is: cut.
            site.answers["/2"] = Cut(endless, framing="closed", after=len(endless) - 200 - number)
            fates = visit(home, site, f"run{number}")
            seen.append((fates["/1"], fates["/2"]))
    assert seen == [("broken_off", "broken_off"), ("broken_off", "broken_off"), ("stored", "broken_off")]


def test_a_source_that_is_cut_is_no_list_and_keeps_no_validator(tmp_path: Path) -> None:
    home, validator = Home(tmp_path / "var"), (("ETag", '"v1"'),)
    with cutting_site() as site:
        site.answers = {f"/{number}": Cut(page(number)) for number in range(1, 6)}
        ways = (("gzip", "shorter"), ("plain", "closed"), ("plain", "length"), ("br", "chunked"))
        sources = {
            f"/{packing}-{framing}.xml": feed(site, [f"/{number}"], packing, framing, validator) for number, (packing, framing) in enumerate(ways, 1)
        }
        listed = f"<urlset><url><loc>{site.url}/5</loc><lastmod>{TODAY}</lastmod></url></urlset>".encode()
        # A file that is packed itself, whole by its length and cut before it was put on the server.
        sources["/news.xml.gz"] = Cut(PACKINGS["gzip"][1](listed), type="application/gzip", headers=validator)
        more = {"feeds": [site.url + path for path in list(sources)[:4]], "sitemaps": [f"{site.url}/news.xml.gz"]}
        for path, whole in sources.items():
            site.answers[path] = replace(whole, after=len(whole.packed) - 9)
        site.answers["/news.xml.gz"] = replace(sources["/news.xml.gz"], framing="shorter", after=len(sources["/news.xml.gz"].packed) - 9)
        fates = visit(home, site, "cut", **more)
        assert {path: fates[path] for path in sources} == dict.fromkeys(sources, "broken_off")
        site.answers |= sources
        site.asked_with.clear()
        fates = visit(home, site, "whole", **more)
        assert not any("if-none-match" in head.lower() for path, head in site.asked_with if path in sources)
    assert {path: fates[path] for path in sources} == dict.fromkeys(sources, "listing")
    assert {fates[f"/{number}"] for number in range(1, 6)} == {"stored"}
