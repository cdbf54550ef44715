"""Golden pages: for every family of templates a page of our own making with the quirks of the real one, and one test for each field read from it.

`tests/golden/FAMILY/page.html` holds the bytes as a server sends them, `expected.json` what a person reads on the page. A reader is mended by a rule that
serves the family; a golden page changes only when the family does.
"""

import json
import re
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from pipelines.evidence.writer import EvidenceWriter
from pipelines.extraction.charset import decode
from pipelines.extraction.date_grammar import split_date_parts, to_iso, unify_letters
from pipelines.extraction.reader import Extraction, extract
from pipelines.extraction.telegram import Post, posts
from pipelines.items import OutletFacts, PageItem
from tests.bench.extraction import compare, score
from tests.bench.extraction import main as benchmark
from tests.golden import fetching
from tests.golden.skeleton import main
from tests.paths import ROOT
from tests.pipelines.rows import rows

GOLDEN = ROOT / "tests" / "golden"
FAMILIES = sorted(folder.name for folder in GOLDEN.iterdir() if (folder / "page.html").exists() and folder.name != "telegram")
FIELDS: dict[str, Callable[[Extraction], Any]] = {
    "title": lambda found: found.title, "text": lambda found: [block.text for block in found.blocks], "authors": lambda found: list(found.authors),
    "published_at": lambda found: to_iso(found.published), "lang": lambda found: found.lang, "canonical": lambda found: found.canonical,
    "partial": lambda found: found.partial,
}  # fmt: skip
# What most families need not tell.
USUAL = {"partial": False}


def expected(family: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((GOLDEN / family / "expected.json").read_text(encoding="utf-8"))
    return told


@cache
def read(family: str) -> Extraction:
    """The page as the pipelines read it. No header tells the charset: a page has to be read by what it says itself."""
    told = expected(family)
    outlet = OutletFacts("golden", told["region"])
    body = (GOLDEN / family / "page.html").read_bytes()
    fetched_at = datetime.fromisoformat(told["fetched_at"])
    page = PageItem(outlet.name, told["url"], told["url"], 200, (("Content-Type", "text/html"),), body, fetched_at)
    found = extract(page, zone=outlet.zone, css=outlet.css)
    assert isinstance(found, Extraction), found
    return found


@rows("family, field", [(family, field) for family in FAMILIES for field in FIELDS])
def test_each_page_gives_what_a_person_reads_on_it(family: str, field: str) -> None:
    assert FIELDS[field](read(family)) == {**USUAL, **expected(family)}[field]


def test_every_family_has_a_page_for_what_is_read_by_its_own_rule() -> None:
    families = (
        "wordpress", "bitrix", "joomla", "tilda", "next", "windows-1251", "pangea", "dle", "telegram",
        "imagine", "zakon", "tengri", "egemen", "kazpravda", "kursiv", "nur", "inform", "sputnik", "anatili",
    )  # fmt: skip
    folders = [folder.name for folder in GOLDEN.iterdir()]
    assert [family for family in families if not any(name.startswith(family) for name in folders)] == []


# --- Telegram: many posts on one page -----------------------------------------------------------------------------------------------------------------

POST_FIELDS: dict[str, Callable[[Post], Any]] = {
    "number": lambda post: post.number, "address": lambda post: post.address, "title": lambda post: post.title,
    "text": lambda post: post.text.split("\n"), "published_at": lambda post: to_iso(post.published), "edited": lambda post: post.edited,
    "authors": lambda post: list(post.authors), "forwarded": lambda post: post.forwarded,
}  # fmt: skip


@rows("field", POST_FIELDS)
def test_the_posts_of_the_channel_give(field: str) -> None:
    told = expected("telegram")
    found = posts((GOLDEN / "telegram" / "page.html").read_text(encoding="utf-8"), told["url"])
    assert [POST_FIELDS[field](post) for post in found] == [post[field] for post in told["posts"]]


# --- the skeleton of a new golden page ----------------------------------------------------------------------------------------------------------------


def make(folder: Path, where: str, name: str = "qala-uni") -> tuple[str, dict[str, Any]]:
    """A skeleton: the text of its page, and its expected.json."""
    assert main([name, where], folder) == 0
    told: dict[str, Any] = json.loads((folder / name / "expected.json").read_text(encoding="utf-8"))
    return decode((folder / name / "page.html").read_bytes(), ""), told


def threes(text: str) -> set[tuple[str, ...]]:
    """Every three words in a row, without those that are kept: of one or two letters, and those of dates."""
    words = [word.lower() for word in re.findall(r"[^\W\d_]{3,}", text) if {"x", "c"} & set(split_date_parts(unify_letters(word)).shape)]
    return set(zip(words, words[1:], words[2:], strict=False))


@rows("family", FAMILIES)
def test_a_skeleton_holds_no_three_words_of_the_page_it_was_made_from(family: str, tmp_path: Path) -> None:
    page, _ = make(tmp_path / family, str(GOLDEN / family / "page.html"))
    told = expected(family)
    copied = threes(re.sub(r"<[^<>]*>", " ", page)) & threes(" ".join([told["title"], *told["text"]]))
    assert copied == set()
    assert [author for author in told["authors"] if author in page] == []


@rows("family", FAMILIES)
def test_a_skeleton_reads_as_the_page_does_but_for_its_words(family: str, tmp_path: Path) -> None:
    _, made = make(tmp_path / family, str(GOLDEN / family / "page.html"))
    told = expected(family)
    assert "refused" not in made
    assert made["lang"] == told["lang"]
    assert len(made["title"].split()) == len(told["title"].split())
    assert len(made["authors"]) == len(told["authors"])
    # Furniture that is told by its sentence («Подписаться на канал») is told no more when its words are gone.
    assert [len(text.split()) for text in told["text"]] == [len(text.split()) for text in made["text"]][: len(told["text"])]


def test_a_skeleton_keeps_the_make_of_the_page(tmp_path: Path) -> None:
    page, _ = make(tmp_path, str(GOLDEN / "wordpress-classic" / "page.html"))
    for kept in (
        'class="entry-content" itemprop="text"',
        'datetime="2023-02-23T14:05:00+06:00"',
        '"datePublished":"2023-02-23T08:05:00+00:00"',
        "23.02.2023 в 19:30",
        "Читайте также:",
        '<meta property="og:type" content="article">',
        "https://qala-uni.example/2023/02/",
    ):
        assert kept in page
    for gone in ("tobyl-vesti", "Тобыл", "zhanabekova", "akkuduk", "adsbygoogle ||", "_wpemojiSettings"):
        assert gone not in page


def test_a_skeleton_of_a_windows_page_stays_one(tmp_path: Path) -> None:
    make(tmp_path, str(GOLDEN / "windows-1251" / "page.html"))
    body = (tmp_path / "qala-uni" / "page.html").read_bytes()
    assert "Прочитано: 512".encode("cp1251") in body


def test_a_skeleton_is_the_same_every_time_and_never_written_over_work(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    where = str(GOLDEN / "pangea" / "page.html")
    assert make(tmp_path / "one", where) == make(tmp_path / "two", where)
    assert main(["qala-uni", where], tmp_path / "one") == 2
    assert str(tmp_path / "one" / "qala-uni") in capsys.readouterr().err


@pytest.mark.parametrize(("words", "code"), [(["Имя", "x.html"], 2), (["name"], 2), (["name", "missing.html"], 1)])
def test_what_cannot_be_made_is_said_in_one_line(words: list[str], code: int, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words, tmp_path) == code
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert [*tmp_path.iterdir()] == []


def test_a_page_of_a_site_is_taken_from_the_evidence_that_the_crawler_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = "https://aqtobe-uni.example/bilim/2088-mektep-gazeti.html"

    def crawl(asked: str, data: Path) -> None:
        body = (GOLDEN / "dle-kk" / "page.html").read_bytes()
        page = PageItem("golden", asked, asked, 200, (("Content-Type", "text/html"),), body, datetime(2023, 2, 25, 5, 0, tzinfo=UTC))
        EvidenceWriter(data / "evidence", "golden").write(page)

    monkeypatch.setattr(fetching, "_crawl", crawl)
    _, told = make(tmp_path, url)
    assert told["fetched_at"] == "2023-02-25T05:00:00+00:00"
    assert told["published_at"] == "2023-02-23T14:05:00+06:00"
    assert told["url"].startswith("https://qala-uni.example/bilim/2088-")


@pytest.mark.usefixtures("processes")
def test_a_page_that_the_crawler_does_not_bring_is_one_line_with_its_fate(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("QORGAN_DOWNLOAD_DELAY", "0")
    assert main(["missing", "http://127.0.0.1:9/news/1"], tmp_path) == 1
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("http://127.0.0.1:9/news/1: dns")


# --- the benchmark ------------------------------------------------------------------------------------------------------------------------------------


def test_the_benchmark_counts_runs_of_four_words_as_its_source_does() -> None:
    assert [compare(*pair) for pair in (("a b c d e", "a b c d"), ("a b c d", "a b c d a b c d"), ("a b", "a b"), ("a b c d", ""))] == [
        (1.0, 0.5), (0.2, 1.0), (1.0, 1.0), (0.0, 0.0),
    ]  # fmt: skip
    assert score({"1": "a b c d", "2": "e f g h"}, {"1": "a b c d"}).f1 == 0.5


def test_the_benchmark_ends_with_2_where_its_pages_are_absent(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert benchmark([str(tmp_path)]) == 2
    assert capsys.readouterr().err
