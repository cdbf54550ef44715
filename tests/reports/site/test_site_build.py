"""The whole site: which files it has, that the same record gives the same bytes, what is published and what is not, and that the ledger knows of it."""

import re
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from sqlalchemy import Engine, select

from records.database import read_session, write_transaction
from records.tables import LedgerRow
from reports.site import build, note_site
from tests.conftest import NOW
from tests.reports.site.small_site import BASE, HOSTILE, JAILED, WITHDRAWN, files_of, filled, written

LANGUAGES = ("kk", "ru", "en")
ELSEWHERE = {"https://news.example/a?b=1&c=2", "https://creativecommons.org/licenses/by/4.0/"}


class Addresses(HTMLParser):
    """Every address that a page asks for or leads to, and every id."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.asked: list[str] = []
        self.links: list[str] = []
        self.ids: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = dict(attrs)
        self.tags.add(tag)
        self.attributes |= told.keys()
        address = told.get("href") or told.get("src")
        if told.get("id"):
            self.ids.append(told["id"] or "")
        if address:
            passive = tag == "a" or (tag == "link" and told.get("rel") in ("canonical", "alternate"))
            (self.links if passive else self.asked).append(address)


def pages(files: dict[str, bytes]) -> dict[str, Addresses]:
    return {name: Addresses(content.decode()) for name, content in files.items() if name.endswith(".html")}


def test_there_is_a_page_for_each_incident_person_outlet_region_and_year_in_each_language(small_files: dict[str, bytes]) -> None:
    for lang in LANGUAGES:
        for name in ("index", "incidents/index", f"incidents/{JAILED}", "persons/index", "outlets/index", "regions/KZ-75", "years/2026", "years/undated",
                     "categories/CRM", "method", "corrections", "data"):  # fmt: skip
            assert f"{lang}/{name}.html" in small_files
        assert sum(name.startswith(f"{lang}/incidents/KZ-") for name in small_files) == 16
    assert {name.split("/", 1)[1] for name in small_files if name.startswith("kk/")} == {
        name.split("/", 1)[1] for name in small_files if name.startswith("en/")
    }


def test_the_same_record_gives_the_same_bytes(small_record: Engine, small_files: dict[str, bytes], tmp_path: Path) -> None:
    written(small_record, tmp_path / "again", BASE)
    assert files_of(tmp_path / "again") == small_files


def test_every_link_within_the_site_leads_to_a_file_of_it(small_files: dict[str, bytes]) -> None:
    broken = set()
    for name, page in pages(small_files).items():
        for address in (*page.asked, *page.links):
            parts = urlsplit(address)
            if parts.scheme:
                if address.startswith(BASE) and unquote(parts.path[1:]) not in small_files:
                    broken.add((name, address))
                continue
            there = (Path("/") / name).parent / unquote(parts.path) if parts.path else Path("/") / name
            if _resolved(there) not in small_files:
                broken.add((name, address))
    assert broken == set()


def _resolved(path: Path) -> str:
    parts: list[str] = []
    for part in path.parts[1:]:
        if part == "..":
            assert parts, f"{path} leads out of the site"
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_nothing_is_asked_for_from_elsewhere_and_only_sources_lead_there(small_files: dict[str, bytes]) -> None:
    for name, page in pages(small_files).items():
        assert not [address for address in page.asked if urlsplit(address).scheme or address.startswith("//")], name
        outward = {address for address in page.links if not address.startswith(BASE) and urlsplit(address).scheme}
        assert all(urlsplit(address).scheme in ("http", "https") for address in outward), (name, outward)
        if "/incidents/KZ-" not in name:
            assert outward <= ELSEWHERE, (name, outward)
    assert b"url(" not in small_files["static/site.css"]
    assert b"@import" not in small_files["static/site.css"]


def test_no_page_has_an_inline_script_or_style_and_each_has_the_policy(small_files: dict[str, bytes]) -> None:
    for name, page in pages(small_files).items():
        content = small_files[name].decode()
        assert "style" not in page.tags | page.attributes, name
        assert not [one for one in page.attributes if one.startswith("on")], name
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", content)), name
        assert "default-src 'none'" in content
        assert len(page.ids) == len(set(page.ids)), name


def test_hostile_texts_stay_texts_in_every_file(small_files: dict[str, bytes]) -> None:
    assert any(b"onerror" in content for name, content in small_files.items() if HOSTILE in name), "it is told"
    for name, content in small_files.items():
        if name.endswith((".html", ".atom")):
            assert b"<script>alert" not in content, name
            assert b"<img" not in content, name
            assert b'href="javascript' not in content, name
    assert not [name for name in small_files if "passwd" in name or ".." in name]


def test_nothing_of_the_house_is_published(small_files: dict[str, bytes]) -> None:
    for name, content in small_files.items():
        text = content.decode("utf-8", "replace")
        for secret in ("Құпия", "құпия", "жасырын байланыс", "Berik"):
            assert secret not in text, (name, secret)


def test_a_withdrawn_incident_leaves_its_number_and_day_and_is_in_no_list(small_files: dict[str, bytes]) -> None:
    for lang in LANGUAGES:
        page = small_files[f"{lang}/incidents/{WITHDRAWN}.html"].decode()
        main = page.partition("<main")[2].partition("</main>")[0]
        assert f"<h1>{WITHDRAWN}</h1>" in main
        assert "2026-11-24" in main
        assert main.count("<p>") == 1
        assert "noindex" in page
    naming = {name for name, content in small_files.items() if WITHDRAWN.encode() in content}
    assert naming == {f"{lang}/{page}.html" for lang in LANGUAGES for page in ("corrections", f"incidents/{WITHDRAWN}")}


def test_what_happened_after_the_day_is_not_reported(small_record: Engine, tmp_path: Path) -> None:
    built = written(small_record, tmp_path / "early", until=date(2026, 6, 1))
    files = files_of(tmp_path / "early")
    page = files[f"en/incidents/{JAILED}.html"].decode()
    assert "2026-06-01" in page
    assert "2026-06-02" not in page
    assert f'href="{JAILED}.html"' not in page
    assert built.as_of == date(2026, 6, 1)


def test_without_an_address_there_is_neither_a_sitemap_nor_a_feed(small_record: Engine, tmp_path: Path) -> None:
    written(small_record, tmp_path / "plain")
    files = files_of(tmp_path / "plain")
    assert not [name for name in files if "sitemap" in name or "feeds" in name or "pictures" in name or name == "robots.txt"]
    page = files["ru/index.html"].decode()
    assert "canonical" not in page
    assert 'hreflang="kk" href="../kk/index.html"' in page


def test_the_ledger_keeps_what_was_published_and_from_which_state(engine: Engine, tmp_path: Path) -> None:
    built = written(filled(engine, 3), tmp_path / "public")
    with write_transaction(engine) as session:
        note_site(session, built, who="Aigul", now=NOW)
    with read_session(engine) as session:
        *_, before, row = session.scalars(select(LedgerRow).order_by(LedgerRow.id))
        assert (row.action, row.subject, row.who) == ("report", "report site 2026-11-24", "Aigul")
        assert row.after["head"] == f"{before.id}:{before.hash}"
        assert (row.after["sha256"], row.after["incidents"], row.after["withdrawn"]) == (built.sha256, 6, 1)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_first_page_with_all_it_asks_for_is_small(small_files: dict[str, bytes], lang: str) -> None:
    for name in (f"{lang}/index.html", f"{lang}/incidents/index.html"):
        assets = sum(len(content) for asset, content in small_files.items() if asset.startswith("static/"))
        assert len(small_files[name]) + assets < 120_000


@pytest.mark.usefixtures("processes")
def test_several_processes_write_the_same_site(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    alone = written(filled(engine), tmp_path / "alone", BASE)
    monkeypatch.setattr(build, "_MANY", 0)
    monkeypatch.setattr(build, "_BATCH", 5)
    several = written(engine, tmp_path / "several", BASE, processors=2)
    assert several.sha256 == alone.sha256
    assert files_of(tmp_path / "several") == files_of(tmp_path / "alone")
