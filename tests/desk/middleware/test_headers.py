"""What every request and answer goes through: headers, names of the desk, sizes, languages, uploads, static files."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from desk import rendering
from desk.middleware import limits
from desk.middleware.hosts import CONTENT_SECURITY_POLICY
from desk.middleware.language import chosen
from desk.middleware.limits import UploadRateLimit
from desk.safe_addresses import safe_redirect
from records import tokens, users
from tests.conftest import NOW
from tests.desk.site import Browser, Site, open_site
from tests.paths import ROOT


def test_every_page_forbids_script_style_and_frames_from_elsewhere_and_is_not_kept(probed: Site) -> None:
    browser, nobody = probed.signed_in("operator"), probed.browser()
    pages = [browser.get(way) for way in ("/account", "/people", "/nope", "/health")] + [nobody.get("/login"), nobody.get("/account")]
    for page in pages:
        assert page.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["x-frame-options"] == "DENY"
        assert "camera=()" in page.headers["permissions-policy"]
        assert "strict-transport-security" not in page.headers
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert probed.browser(scheme="https").get("/login").headers["strict-transport-security"].startswith("max-age=31536000")
    framed = browser.get("/probe/framed").headers
    assert (framed["content-security-policy"], framed["x-frame-options"]) == ("sandbox", "SAMEORIGIN")


def test_no_template_has_script_or_style_in_it_nor_anything_from_elsewhere() -> None:
    folder = ROOT / "desk"
    for file in folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), file.name
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", text), file.name
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), file.name
        assert not re.search(r"\|\s*safe\b|autoescape\s+false", text), file.name
    for file in filter(Path.is_file, (folder / "static").iterdir()):
        assert not re.search(r"https?://(?!www\.w3\.org/)|@import|innerHTML|eval\(", file.read_text(encoding="utf-8")), file.name


FOREIGN = (
    "evil.kz", "desk.test.evil.kz", "desk.test:81", "evil.kz:8460", "desk.test@evil.kz", "evil.kz/desk.test", "192.0.2.1", "[::ffff:8.8.8.8]", "",
    "x" * 300,
)  # fmt: skip


def test_only_its_own_names_and_those_of_this_machine_are_answered(site: Site) -> None:
    browser = site.browser()
    for host in FOREIGN:
        answer = browser.get("/people/", headers={"Host": host})
        assert (answer.status_code, "location" in answer.headers, bool(host) and host in answer.text) == (421, False, False), host
    assert browser.get("/health", headers=[("Host", "desk.test"), ("Host", "evil.kz")]).status_code == 421
    assert {row["event"] for row in site.noted()} == {"host_refused"}
    for host in ("desk.test", "DESK.TEST", "desk.test:80", "localhost", "localhost:8460", "127.0.0.1:8460", "[::1]:8460"):
        assert browser.get("/health", headers={"Host": host}).status_code == 200, host


def test_the_address_that_was_connected_to_is_a_name_of_the_desk(tmp_path: Path) -> None:
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", origin="")
    there = Browser(made.app, base_url="http://192.168.7.7:8460", client=("192.168.7.20", 5))
    assert there.get("/health").status_code == 200
    assert there.get("/health", headers={"Host": "192.168.7.8:8460"}).status_code == 421
    made.engine.dispose()


def test_a_feed_and_a_redirect_name_the_public_address(tmp_path: Path) -> None:
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", origin="https://desk.example.org")
    with made.writing() as session:
        token = tokens.create_token(session, users.find(session, "Aigul"), who="test", now=NOW)
    for host in ("desk.example.org", "localhost:8460"):
        browser = Browser(made.app, base_url=f"http://{host}", client=("127.0.0.1", 5), follow_redirects=False)
        assert browser.get("/people/").headers["location"].startswith("/login")
        feed = browser.get("/feeds/incidents.atom", headers={"Authorization": f"Bearer {token}"})
        assert "https://desk.example.org/feeds/incidents.atom" in feed.text
    made.engine.dispose()


def test_more_than_the_desk_can_take_is_turned_away_unread(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "REQUEST", 10_000)
    browser = site.signed_in()
    token = browser.csrf()
    fields = {"csrf": token, "lang": "kk" * 10_000}
    assert browser.post("/account/language", data=fields).status_code == 413

    def unannounced() -> Iterator[bytes]:
        yield f"csrf={token}&lang=".encode()
        for _ in range(30):
            yield b"k" * 1000

    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    assert browser.post("/account/language", content=unannounced(), headers=headers).status_code == 413
    assert browser.post("/login", content=b"x", headers={"Content-Length": "lots"}).status_code in {400, 413}


def test_the_language_is_the_one_chosen_else_the_browsers_else_the_desks() -> None:
    for cookie, accepted, lang in (
        ("kk", "ru", "kk"), ("", "ru-RU,ru;q=0.9,en;q=0.8", "ru"), ("", "de, en;q=0.3, kk;q=0.7", "kk"), ("xx", "de", "en"), ("", "", "en"),
        ("", "ru;q=0, kk;q=broken", "en"),
    ):  # fmt: skip
        assert chosen(cookie, accepted, "en") == lang, (cookie, accepted)


MB = 1_000_000
PIECE = 50_000


class _Hours:
    """A clock that only pauses move on."""

    def __init__(self) -> None:
        self.now = 100.0
        self.pauses: list[float] = []

    async def pause(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


async def _reads_all(scope: Any, receive: Callable[[], Awaitable[Any]], send: Callable[[Any], Awaitable[None]]) -> None:
    more = True
    while more:
        more = (await receive()).get("more_body", False)


def _sent(paced: UploadRateLimit, path: str, size: int) -> Awaitable[None]:
    pieces: Iterator[int] = iter(range(0, size, PIECE))

    async def receive() -> dict[str, object]:
        begun = next(pieces)
        return {"type": "http.request", "body": b"x" * min(PIECE, size - begun), "more_body": begun + PIECE < size}

    async def send(message: object) -> None: ...

    return paced({"type": "http", "method": "POST", "path": path}, receive, send)


def test_recordings_share_a_pace_and_what_is_no_file_or_small_is_read_at_once() -> None:
    hours = _Hours()

    async def send_all(*sent: tuple[str, int]) -> None:
        paced = UploadRateLimit(_reads_all, 10 * MB, lambda: hours.now, hours.pause)
        await asyncio.gather(*(_sent(paced, path, size) for path, size in sent))

    asyncio.run(send_all(("/drafts/7/edits", 5 * MB), ("/cases/files", 200_000)))
    assert not hours.pauses
    asyncio.run(send_all(("/cases/files", 50 * MB)))
    assert 4.9 < sum(hours.pauses) < 5.1
    assert max(hours.pauses) < 0.1
    begun = hours.now
    asyncio.run(send_all(*((f"/drafts/{number}/files", 10 * MB) for number in (1, 2, 3))))
    assert 2.8 < hours.now - begun < 3.2, "and none waits for another to end"


def test_the_desk_itself_keeps_to_it(site: Site) -> None:
    """The real desk takes a file whole, through the paced that paces it."""
    browser = site.signed_in()
    recording = b"OggS\x00\x02" + bytes(3 * MB)
    answer = browser.post("/cases/files", headers={"X-CSRF-Token": browser.csrf()}, files={"file": ("voice.ogg", recording, "audio/ogg")})
    assert answer.status_code == 200
    assert "voice.ogg" in answer.text


def test_static_files_are_kept_for_good_under_an_address_that_changes_with_them(site: Site) -> None:
    nobody = site.browser()
    for name in rendering.assets():
        answer = nobody.get(rendering.address(name))
        assert answer.status_code == 200
        assert "immutable" in answer.headers["cache-control"]
        assert "immutable" not in nobody.get(f"/static/{name}?v=older").headers["cache-control"]
    assert nobody.get("/static/desk.css", headers={"Accept-Encoding": "identity"}).headers["content-type"] == "text/css; charset=utf-8"
    assert nobody.get("/static/htmx.js").headers["content-type"] == "text/javascript; charset=utf-8"
    assert nobody.get("/static/..%2Fapp.py").status_code == 404


def test_an_address_that_leads_elsewhere_is_not_followed() -> None:
    elsewhere = ("//evil.example", "/\\evil.example", "https://evil.example", "javascript:alert(1)", "evil", "", "/a\\b", "/a\nb", "/\t/evil.example")
    assert {safe_redirect(address) for address in elsewhere} == {"/"}
