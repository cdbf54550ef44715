"""The stored page at the desk: what stands around it, that its bytes are held against their hash, and that it can do nothing."""

import gzip
import hashlib
import re
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import html
from sqlalchemy import update
from sqlalchemy.orm import Session
from syrupy.assertion import SnapshotAssertion

from desk.stored_page import POLICY, harmless
from pipelines.evidence.reading import StoredPage, read_warc
from records.database import write_transaction
from records.evidence_files import FileTarget, StoredBytes, add_file, withdraw_file
from records.page_pictures import note_picture
from records.review import groups
from records.tables import SnapshotRow
from records.vocabulary import FileKind, IntakeChannel, PageChange
from records.web_archive import note_archived, note_asked, note_refused
from tests.conftest import NOW
from tests.desk.draft_case import TEXT, html_page, last_state, later, make_case, store, write
from tests.desk.site import Browser, Site

PAGE = html_page("Заголовок", "Первый абзац.\n\nВторой абзац.")
AROUND = "/articles/case1/page"


def parsed(text: str) -> Any:
    """The page as a tree."""
    return html.document_fromstring(text)


def page_of(browser: Browser) -> Any:
    """The page around what was stored."""
    answer = browser.get(AROUND)
    assert answer.status_code == 200, answer.text
    return parsed(answer.text)


def words(part: Any) -> str:
    return " ".join(" ".join(part.itertext()).split())


def proof(page: Any) -> list[str]:
    """How the proof is called, and the rows below it."""
    return [words(one) for one in page.xpath("//*[@id='proof-title'] | //div[@class='proof']//dl/div")]


def statuses(browser: Browser, article: str = "case1", **params: Any) -> set[int]:
    """What the page, its bytes and its record answer."""
    return {browser.get(f"/articles/{article}/{path}", params=params).status_code for path in ("page", "raw", "warc")}


@pytest.fixture
def browser(site: Site) -> Browser:
    make_case(site)
    return site.signed_in()


def test_around_the_page_stand_its_address_moment_place_and_hash_which_matches(site: Site, browser: Browser, snapshot: SnapshotAssertion) -> None:
    ref = store(site, "case1", PAGE)
    said = "\n".join(proof(page_of(browser)))
    assert ref.sha256 == hashlib.sha256(PAGE).hexdigest()
    assert said.count(ref.sha256) == 2
    assert said.replace(ref.sha256, "HASH") == snapshot


def test_what_the_web_archive_made_of_the_page_stands_beside_it(site: Site, browser: Browser, snapshot: SnapshotAssertion) -> None:
    store(site, "case1", PAGE)
    kept = "https://web.archive.org/web/20261124060102/https://kz-dala.example/news/1"
    plain, told = len(proof(page_of(browser))), []
    acts: list[Callable[[Session], object]] = [
        lambda session: note_asked(session, "case1", "job", NOW),
        lambda session: note_refused(session, "case1", "error: <b>blocked", NOW, on_request=False),
        lambda session: note_archived(session, "case1", kept, NOW, NOW),
    ]
    for act in acts:
        with write_transaction(site.engine) as session:
            act(session)
        told.append(proof(page_of(browser))[plain:])
    assert told == snapshot
    assert page_of(browser).xpath("//a[contains(@href, 'web.archive.org')]/@href") == [kept]


def test_the_picture_that_was_drawn_of_the_page_stands_beside_it(site: Site, browser: Browser) -> None:
    store(site, "case1", PAGE)

    def pictures() -> list[str]:
        return list(page_of(browser).xpath("//dd/a[contains(@href, '/files/')]/@href"))

    assert pictures() == []
    with write_transaction(site.engine) as session:
        draft = groups.draft_of(session, "case1")
        kept = StoredBytes("a" * 64, 7, FileKind.PNG)
        file = add_file(session, kept, "kz_dala.png", IntakeChannel.SCREENSHOT, FileTarget(draft=draft), who="qorgan", now=NOW).id
        note_picture(session, "case1", NOW, file=file)
    assert pictures() == [f"/files/{file}/shown"]
    with write_transaction(site.engine) as session:
        withdraw_file(session, file, who="Aigul", now=NOW, because="names a minor")
    assert pictures() == []


def test_bytes_that_were_altered_on_disk_differ_and_are_not_shown(site: Site, browser: Browser) -> None:
    ref = store(site, "case1", PAGE)
    # As somebody would who packs another page in its place.
    (site.settings.evidence / ref.file).unlink()
    other = write(site.settings.evidence, PAGE.replace("Первый".encode(), "Другой".encode()))
    page = page_of(browser)
    assert proof(page)[0].endswith("✗ SHA-256 differs")
    assert page.xpath("//div[@class='proof']//dl//code[@class='hash']/text()") == [ref.sha256, other.sha256]
    assert not page.xpath("//iframe")
    assert browser.get("/articles/case1/raw").status_code == 404


def test_evidence_that_is_gone_or_broken_or_was_cleared_away_says_so(site: Site, browser: Browser, snapshot: SnapshotAssertion) -> None:
    ref = store(site, "case1", PAGE)
    file = site.settings.evidence / ref.file
    whole, said = file.read_bytes(), []
    for content in (None, whole[:80], b"nothing of ours", b""):
        file.unlink()
        if content is not None:
            file.write_bytes(content)
        said.append(proof(page_of(browser))[0])
        assert statuses(browser) == {200, 404}
        file.touch()
    with site.writing() as session:
        session.execute(update(SnapshotRow).where(SnapshotRow.article_id == "case1").values(dropped_at=NOW))
    cleared = proof(page_of(browser))
    assert [*said, cleared[0], cleared[5]] == snapshot
    assert ref.sha256 in cleared[4], "it keeps its hash"
    assert browser.get("/articles/case1/raw").status_code == 404


def test_later_states_stand_beside_it_with_what_went_and_what_came(site: Site, browser: Browser) -> None:
    store(site, "case1", PAGE)
    edited = later(site, "case1", PageChange.EDITED, b"<p>later", text=TEXT.replace("вырвал у него из рук телефон", "попросил убрать телефон"))
    later(site, "case1", PageChange.GONE, b"<p>gone", days=9)
    later(site, "case1", PageChange.BACK, b"<p>back", days=12)
    states = page_of(browser).xpath("//ol[contains(@class,'states')]/li")
    assert [one.xpath("string(.//*[contains(@class, 'badge')])") for one in states] == ["first stored", "edited", "taken down", "put back"]
    went, came = ("".join(words(one) for one in states[1].xpath(f".//{tag}")) for tag in ("del", "ins"))
    assert ("−" in went, "вырвал" in went, "+" in came, "попросил" in came) == (True,) * 4
    assert b"<p>later" in browser.get(f"/articles/case1/raw?snapshot={edited}").content


def test_the_frame_has_its_own_policy_and_opened_by_itself_leads_to_the_page_around_it(site: Site, browser: Browser) -> None:
    store(site, "case1", PAGE)
    (frame,) = page_of(browser).xpath("//iframe")
    assert frame.get("sandbox") == ""
    assert frame.get("src").startswith("/articles/case1/raw?snapshot=")
    assert frame.get("title")
    raw = browser.get("/articles/case1/raw")
    wanted = {"content-security-policy": POLICY, "x-frame-options": "SAMEORIGIN", "x-content-type-options": "nosniff", "cache-control": "no-store"}
    assert {name: raw.headers[name] for name in wanted} == wanted
    directives = dict(part.strip().partition(" ")[::2] for part in POLICY.split(";"))
    assert (directives["default-src"], directives["sandbox"], "script-src" in directives) == ("'none'", "", False)
    assert not any("http" in value or "'self'" in value for name, value in directives.items() if name != "frame-ancestors")
    alone = browser.get("/articles/case1/raw", headers={"Sec-Fetch-Dest": "document"})
    assert (alone.status_code, alone.headers["location"].partition("=")[0]) == (303, f"{AROUND}?snapshot")


@pytest.mark.parametrize(
    ("charset", "body"), [("windows-1251", "Тилши"), ("utf-8", "Тілші"), ("utf-16", "Тілші"), ("koi8-r", "Корреспондента избили у редакции")]
)
def test_letters_stand_as_they_were_stored_whatever_the_charset(site: Site, browser: Browser, charset: str, body: str) -> None:
    store(site, "case1", f"<html><title>{body}</title><body><p>{body} {body} {body}</p>".encode(charset), f"text/html; charset={charset}")
    raw = browser.get("/articles/case1/raw")
    assert (raw.headers["content-type"], body in raw.text) == ("text/html; charset=utf-8", True)


KINDS = ["application/pdf", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/json", "text/html-not", "", 'x"; y=<z>']


def test_anything_but_html_is_given_out_as_a_file_only(site: Site, browser: Browser) -> None:
    for nth, kind in enumerate(KINDS):
        body = f"<svg xmlns='http://www.w3.org/2000/svg' onload='alert({nth})'/>".encode()
        store(site, "case1", body, kind)
        answer = browser.get("/articles/case1/raw")
        assert answer.content == body, kind
        assert (answer.headers["content-type"], answer.headers["x-content-type-options"]) == ("application/octet-stream", "nosniff")
        assert re.fullmatch(r'attachment; filename="case1-\d+\.\w+"', answer.headers["content-disposition"])
        page = page_of(browser)
        assert (len(page.xpath("//iframe")), len(page.xpath("//main/div[@class='empty']"))) == (0, 1), kind


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


def made_harmless(body: bytes, kind: str = "text/html") -> bytes:
    return harmless(StoredPage("https://x.example/", 200, (("Content-Type", kind),), body, "", 0))


WORKING = ["base", "meta", "link", "iframe", "object", "embed", "frame"]
SPELLINGS = [
    "<{0} href=//x>", "<{1} href=//x>", "<{0}\n\thref=//x", "<{0}/href=//x>", "</p><{0}\x0chref='//x'/>", "<!--><{0} href=//x>", '<p title="><{0} href=//x>">',
]  # fmt: skip


def test_what_acts_by_itself_is_taken_out_however_it_is_spelt() -> None:
    wrong = []
    for tag, spelling, charset in product(WORKING, SPELLINGS, ["utf-8", "utf-16", "utf-16-le", "windows-1251"]):
        body = ("<html><body><p>Текст страницы, в которой есть слова.</p>" + spelling.format(tag, tag.upper())).encode(charset)
        shown = parsed(made_harmless(body, f"text/html; charset={charset}").decode())
        if [one for one in shown.iter() if one.tag == tag] or "Текст страницы" not in shown.text_content():
            wrong.append((tag, spelling, charset))
    assert wrong == []


LINKS = [
    '<a href="//x">', "<a title='a'href=//x>", "<a/HREF = '//x'>", "<area\nhref\n=\n//x>", "<svg><a xlink:href='a' href='//x'>", "<a href='&#104;ttp://x'>",
    "<svg><a xlink:href='//x'>",
]  # fmt: skip


def test_links_lead_nowhere_but_within_the_page() -> None:
    for link in LINKS:
        shown = parsed(made_harmless(f"<p>{link}words</a><a href='#part' id=a>part</a>".encode()).decode())
        assert [one.get("href") for one in shown.iter() if one.get("href")] == ["#part"], link
        assert not [name for one in shown.iter() for name in one.attrib if name.endswith(":href")], link
        assert "words" in shown.text_content()


@given(
    st.binary(max_size=400),
    st.sampled_from(["text/html", "text/html; charset=utf-7", "text/html; charset=iso-2022-jp", "text/html; charset=utf-16be"]),
)
def test_no_bytes_in_any_charset_become_a_tag_that_acts(body: bytes, kind: str) -> None:
    found = made_harmless(b"<p>" + body + b"<MeTa http-equiv=refresh content=0>", kind)
    found.decode("utf-8")
    assert not re.search(rb"(?i)<(base|meta|link|iframe|object|embed)[\s/>]", found)


def test_an_article_or_a_state_that_is_not_there_is_not_found_whatever_its_id(site: Site, browser: Browser) -> None:
    store(site, "case1", PAGE)
    assert statuses(browser) == {200}
    for id in ("none", "..%2f..%2fetc%2fpasswd", "%00", "case1%00", "a" * 500, "case1'--", "%E2%80%AE"):
        assert statuses(browser, id) == {404}, id
    with site.reading() as session:
        of_another = last_state(session, "case3")
    for snapshot in ("0", "-1", "999999", "99999999999999999999", "1 OR 1=1", "x", "²", of_another):
        assert statuses(browser, snapshot=snapshot) == {404}, snapshot


def test_no_file_outside_the_evidence_is_read_whatever_a_row_says(site: Site, browser: Browser) -> None:
    ref = store(site, "case1", PAGE)
    (site.settings.evidence.parent / "outside.warc.gz").write_bytes((site.settings.evidence / ref.file).read_bytes())
    for file in ("../outside.warc.gz", "../../../../etc/passwd", "/etc/passwd", "", "2026"):
        with site.writing() as session:
            session.execute(update(SnapshotRow).where(SnapshotRow.article_id == "case1").values(file=file))
        assert "✓" not in proof(page_of(browser))[0], file
        assert {browser.get(f"/articles/case1/{path}").status_code for path in ("raw", "warc")} == {404}, file


def test_a_hostile_address_and_title_are_shown_as_words(site: Site, browser: Browser) -> None:
    store(site, "case1", PAGE, url='javascript:alert(1)//"><img src=x onerror=alert(1)>')
    page = page_of(browser)
    assert not [one for one in ("//main//img", "//main//script", "//a[starts-with(@href, 'javascript:')]") if page.xpath(one)]
    assert "javascript:alert(1)" in page.text_content()
