"""The stored page at the desk: what stands around it, that its bytes are held against their hash, and that it can do nothing."""

import gzip
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import update

from desk.stored_page import POLICY, harmless
from pipelines.evidence.warc_records import StoredPage, read_warc
from records.archived_pages import note_asked, note_kept, note_refused
from records.database import write_transaction
from records.hand.file_rows import Belonging, KeptBytes, add_file, withdraw_file
from records.page_pictures import note_picture
from records.review import groups
from records.tables import SnapshotRow
from records.vocabulary import Door, FileKind, PageChange
from tests.conftest import NOW
from tests.desk.draft_case import TEXT, html_page, last_state, later, make_case, store, write
from tests.desk.site import Browser, Site

PAGE = html_page("Заголовок", "Первый абзац.\n\nВторой абзац.")


def parsed(text: str) -> Any:
    """The page as a tree."""
    return html.document_fromstring(text)


def words(answer: Any) -> str:
    """The page as it is read."""
    assert answer.status_code == 200, answer.text
    return " ".join(" ".join(parsed(answer.text).xpath("//main")[0].itertext()).split())


@pytest.fixture
def browser(site: Site) -> Browser:
    make_case(site)
    return site.signed_in()


def test_around_the_page_stand_its_address_moment_place_and_hash_which_matches(site: Site, browser: Browser) -> None:
    ref = store(site, "case1", PAGE)
    said = words(browser.get("/articles/case1/page"))
    for part in ("https://kz-dala.example/news/1", "2026-11-24 06:00:00 UTC", "2026/11/24/run.warc.gz", "from byte 0", "✓ SHA-256 matches"):
        assert part in said
    assert said.count(hashlib.sha256(PAGE).hexdigest()) == 2
    assert ref.sha256 in said


def test_what_the_web_archive_made_of_the_page_stands_beside_it(site: Site, browser: Browser) -> None:
    store(site, "case1", PAGE)
    assert "Wayback" not in words(browser.get("/articles/case1/page"))
    with write_transaction(site.engine) as session:
        note_asked(session, "case1", "job", NOW)
    assert "At the Wayback Machine asked for on" in words(browser.get("/articles/case1/page"))
    with write_transaction(site.engine) as session:
        note_refused(session, "case1", "error: <b>blocked", NOW, asked=False)
    assert "not taken: error: <b>blocked · asked for again after" in words(browser.get("/articles/case1/page"))
    with write_transaction(site.engine) as session:
        note_kept(session, "case1", "https://web.archive.org/web/20261124060102/https://kz-dala.example/news/1", NOW, NOW)
    said = browser.get("/articles/case1/page")
    assert "snapshot of" in words(said)
    assert parsed(said.text).xpath("//a[contains(@href, 'web.archive.org')]/@href") == [
        "https://web.archive.org/web/20261124060102/https://kz-dala.example/news/1"
    ]


def test_the_picture_that_was_drawn_of_the_page_stands_beside_it(site: Site, browser: Browser) -> None:
    store(site, "case1", PAGE)
    assert "Picture of the page" not in words(browser.get("/articles/case1/page"))
    with write_transaction(site.engine) as session:
        draft = groups.draft_of(session, "case1")
        kept = KeptBytes("a" * 64, 7, FileKind.PNG)
        file = add_file(session, kept, "kz_dala.png", Door.SCREENSHOT, Belonging(draft=draft), who="qorgan", now=NOW).id
        note_picture(session, "case1", NOW, file=file)
    said = browser.get("/articles/case1/page")
    assert "Picture of the page drawn of what was stored" in words(said)
    assert parsed(said.text).xpath("//dd/a[contains(@href, '/files/')]/@href") == [f"/files/{file}/shown"]
    with write_transaction(site.engine) as session:
        withdraw_file(session, file, who="Aigul", now=NOW, because="names a minor")
    assert "Picture of the page" not in words(browser.get("/articles/case1/page"))


def test_bytes_that_were_altered_on_disk_differ_and_are_not_shown(site: Site, browser: Browser) -> None:
    ref = store(site, "case1", PAGE)
    file = site.settings.evidence / ref.file
    # As somebody would who packs another page in its place.
    file.unlink()
    other = write(site.settings.evidence, PAGE.replace("Первый".encode(), "Другой".encode()))
    said = words(browser.get("/articles/case1/page"))
    assert "✗ SHA-256 differs" in said
    assert ref.sha256 in said
    assert other.sha256 in said
    assert "<iframe" not in browser.get("/articles/case1/page").text
    assert browser.get("/articles/case1/raw").status_code == 404


@pytest.mark.parametrize(
    ("ruin", "told"),
    [
        (lambda file: file.unlink(), "the file is missing"),
        (lambda file: file.write_bytes(file.read_bytes()[:80]), "the record cannot be read"),
        (lambda file: file.write_bytes(b"nothing of ours"), "the record cannot be read"),
        (lambda file: file.write_bytes(b""), "the record cannot be read"),
    ],
)
def test_evidence_that_is_gone_or_broken_says_so(site: Site, browser: Browser, ruin: Any, told: str) -> None:
    ref = store(site, "case1", PAGE)
    ruin(site.settings.evidence / ref.file)
    assert told in words(browser.get("/articles/case1/page"))
    assert browser.get("/articles/case1/raw").status_code == 404
    assert browser.get("/articles/case1/warc").status_code == 404


def test_a_page_that_was_cleared_away_says_when_and_keeps_its_hash(site: Site, browser: Browser) -> None:
    ref = store(site, "case1", PAGE)
    with site.writing() as session:
        session.execute(update(SnapshotRow).where(SnapshotRow.article_id == "case1").values(dropped_at=NOW))
    said = words(browser.get("/articles/case1/page"))
    assert "cleared away on Nov 24, 2026" in said
    assert ref.sha256 in said
    assert browser.get("/articles/case1/raw").status_code == 404


def test_later_states_stand_beside_it_with_what_went_and_what_came(site: Site, browser: Browser) -> None:
    store(site, "case1", PAGE)
    edited = later(site, "case1", PageChange.EDITED, b"<p>later", text=TEXT.replace("вырвал у него из рук телефон", "попросил убрать телефон"))
    later(site, "case1", PageChange.GONE, b"<p>gone", days=9)
    later(site, "case1", PageChange.BACK, b"<p>back", days=12)
    page = parsed(browser.get("/articles/case1/page").text)
    states = [" ".join(" ".join(one.itertext()).split()) for one in page.xpath("//ol[contains(@class,'states')]/li")]
    assert [next(word for word in ("first stored", "edited", "taken down", "put back") if word in state) for state in states] == [
        "first stored", "edited", "taken down", "put back",
    ]  # fmt: skip
    assert page.xpath("//ol[contains(@class,'states')]/li[2]//del[contains(., '−') and contains(., 'вырвал')]")
    assert page.xpath("//ol[contains(@class,'states')]/li[2]//ins[contains(., '+') and contains(., 'попросил')]")
    assert b"<p>later" in browser.get(f"/articles/case1/raw?snapshot={edited}").content


def test_the_frame_has_its_own_policy_and_the_page_around_it_a_sandbox(site: Site, browser: Browser) -> None:
    store(site, "case1", PAGE)
    frame = parsed(browser.get("/articles/case1/page").text).xpath("//iframe")[0]
    assert frame.get("sandbox") == ""
    assert frame.get("src").startswith("/articles/case1/raw?snapshot=")
    assert frame.get("title")
    raw = browser.get("/articles/case1/raw")
    assert raw.headers["content-security-policy"] == POLICY
    assert raw.headers["x-frame-options"] == "SAMEORIGIN"
    assert raw.headers["x-content-type-options"] == "nosniff"
    assert raw.headers["cache-control"] == "no-store"
    directives = dict(part.strip().partition(" ")[::2] for part in POLICY.split(";"))
    assert directives["default-src"] == "'none'"
    assert directives["sandbox"] == ""
    assert "script-src" not in directives
    assert not any("http" in value or "'self'" in value for name, value in directives.items() if name != "frame-ancestors")


def test_opened_by_itself_it_leads_to_the_page_around_it(site: Site, browser: Browser) -> None:
    store(site, "case1", PAGE)
    answer = browser.get("/articles/case1/raw", headers={"Sec-Fetch-Dest": "document"})
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/articles/case1/page?snapshot=")


@pytest.mark.parametrize(
    ("charset", "body"),
    [("windows-1251", "Тілші".replace("і", "и")), ("utf-8", "Тілші"), ("utf-16", "Тілші"), ("koi8-r", "Корреспондента избили у редакции")],
)
def test_letters_stand_as_they_were_stored_whatever_the_charset(site: Site, browser: Browser, charset: str, body: str) -> None:
    store(site, "case1", f"<html><title>{body}</title><body><p>{body} {body} {body}</p>".encode(charset), f"text/html; charset={charset}")
    raw = browser.get("/articles/case1/raw")
    assert raw.headers["content-type"] == "text/html; charset=utf-8"
    assert body in raw.text


@pytest.mark.parametrize(
    "kind", ["application/pdf", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/json", "text/html-not", "", 'x"; y=<z>']
)
def test_anything_but_html_is_given_out_as_a_file_only(site: Site, browser: Browser, kind: str) -> None:
    body = b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"
    store(site, "case1", body, kind)
    answer = browser.get("/articles/case1/raw")
    assert answer.content == body
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert re.fullmatch(r'attachment; filename="case1-\d+\.\w+"', answer.headers["content-disposition"])
    page = browser.get("/articles/case1/page")
    assert "<iframe" not in page.text
    assert "Not a web page" in page.text


def test_the_warc_record_alone_is_a_warc_file_of_its_own(site: Site, browser: Browser, tmp_path: Path) -> None:
    store(site, "case2", b"<p>another record before it")
    store(site, "case1", PAGE)
    answer = browser.get("/articles/case1/warc")
    assert answer.headers["content-disposition"].startswith('attachment; filename="case1-')
    (tmp_path / "one.warc.gz").write_bytes(answer.content)
    with open(tmp_path / "one.warc.gz", "rb") as stream:
        pages = list(read_warc(stream))
    assert [page.body for page in pages if isinstance(page, StoredPage)] == [PAGE]
    assert len(pages) == 1
    assert gzip.decompress(answer.content).startswith(b"WARC/1")


WORKING = ["base", "meta", "link", "iframe", "object", "embed", "frame"]
SPELLINGS = [
    "<{0} href=//x>",
    "<{1} href=//x>",
    "<{0}\n\thref=//x",
    "<{0}/href=//x>",
    "</p><{0}\x0chref='//x'/>",
    "<!--><{0} href=//x>",
    '<p title="><{0} href=//x>">',
]


@pytest.mark.parametrize("tag", WORKING)
@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("charset", ["utf-8", "utf-16", "utf-16-le", "windows-1251"])
def test_what_acts_by_itself_is_taken_out_however_it_is_spelt(tag: str, spelling: str, charset: str) -> None:
    body = ("<html><body><p>Текст страницы, в которой есть слова.</p>" + spelling.format(tag, tag.upper())).encode(charset)
    page = StoredPage("https://x.example/", 200, (("Content-Type", f"text/html; charset={charset}"),), body, "", 0)
    shown = parsed(harmless(page).decode())
    assert not [one for one in shown.iter() if one.tag == tag]
    assert "Текст страницы" in shown.text_content()


@pytest.mark.parametrize(
    "link",
    [
        '<a href="//x">',
        "<a title='a'href=//x>",
        "<a/HREF = '//x'>",
        "<area\nhref\n=\n//x>",
        "<svg><a xlink:href='a' href='//x'>",
        "<a href='&#104;ttp://x'>",
        "<svg><a xlink:href='//x'>",
    ],
)
def test_links_lead_nowhere_but_within_the_page(link: str) -> None:
    page = StoredPage("https://x.example/", 200, (("Content-Type", "text/html"),), f"<p>{link}words</a><a href='#part' id=a>part</a>".encode(), "", 0)
    shown = parsed(harmless(page).decode())
    assert [one.get("href") for one in shown.iter() if one.get("href")] == ["#part"]
    assert not [name for one in shown.iter() for name in one.attrib if name.endswith(":href")]
    assert "words" in shown.text_content()


@given(
    st.binary(max_size=400),
    st.sampled_from(["text/html", "text/html; charset=utf-7", "text/html; charset=iso-2022-jp", "text/html; charset=utf-16be"]),
)
def test_no_bytes_in_any_charset_become_a_tag_that_acts(body: bytes, kind: str) -> None:
    page = StoredPage("https://x.example/", 200, (("content-type", kind),), b"<p>" + body + b"<MeTa http-equiv=refresh content=0>", "", 0)
    found = harmless(page)
    found.decode("utf-8")
    assert not re.search(rb"(?i)<(base|meta|link|iframe|object|embed)[\s/>]", found)


@pytest.mark.parametrize("id", ["none", "..%2f..%2fetc%2fpasswd", "%00", "case1%00", "a" * 500, "case1'--", "%E2%80%AE"])
def test_an_article_that_is_not_there_is_not_found_whatever_its_id(site: Site, browser: Browser, id: str) -> None:
    store(site, "case1", PAGE)
    for path in ("page", "raw", "warc"):
        assert browser.get(f"/articles/{id}/{path}").status_code == 404


@pytest.mark.parametrize("snapshot", ["0", "-1", "999999", "99999999999999999999", "1 OR 1=1", "x", "²"])
def test_a_state_that_is_not_there_or_of_another_article_is_not_found(site: Site, browser: Browser, snapshot: str) -> None:
    store(site, "case1", PAGE)
    with site.reading() as session:
        other = last_state(session, "case3")
    for path in ("page", "raw", "warc"):
        assert browser.get(f"/articles/case1/{path}", params={"snapshot": snapshot}).status_code == 404
        assert browser.get(f"/articles/case1/{path}", params={"snapshot": other}).status_code == 404


@pytest.mark.parametrize("file", ["../outside.warc.gz", "../../../../etc/passwd", "/etc/passwd", "", "2026"])
def test_no_file_outside_the_evidence_is_read_whatever_a_row_says(site: Site, browser: Browser, file: str) -> None:
    ref = store(site, "case1", PAGE)
    whole = (site.settings.evidence / ref.file).read_bytes()
    (site.settings.evidence.parent / "outside.warc.gz").write_bytes(whole)
    with site.writing() as session:
        session.execute(update(SnapshotRow).where(SnapshotRow.article_id == "case1").values(file=file))
    assert browser.get("/articles/case1/page").status_code == 200
    assert "SHA-256 matches" not in browser.get("/articles/case1/page").text
    for path in ("raw", "warc"):
        assert browser.get(f"/articles/case1/{path}").status_code == 404


def test_a_hostile_address_and_title_are_shown_as_words(site: Site, browser: Browser) -> None:
    store(site, "case1", PAGE, url='javascript:alert(1)//"><img src=x onerror=alert(1)>')
    page = parsed(browser.get("/articles/case1/page").text)
    assert not page.xpath("//main//img | //main//script | //a[starts-with(@href, 'javascript:')]")
    assert "javascript:alert(1)" in page.text_content()
