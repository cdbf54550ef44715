"""What the browser is told before it starts, what it refuses to ask for, and what its words mean."""

import asyncio
import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.async_api import Error
from scrapy.settings import Settings
from twisted.python.failure import Failure

from records.vocabulary import Fate
from spiders.downloader.browser import as_scrapy_says, resident
from spiders.downloader.browser_settings import browser_crawl_settings, browser_meta, hindrance, is_refused, resolver_rules, without_browser
from spiders.downloader.outcomes import fate_of_failure
from tests.pipelines.rows import rows

SITES = frozenset({"oqiga.example", "127.0.0.1:8000"})


@rows("choice", ["", "0", "off"])
def test_browsers_are_off_unless_turned_on(choice: str) -> None:
    assert browser_crawl_settings(choice, SITES) is None
    assert browser_meta(Settings(), zone="Asia/Almaty", language="kk") == {}
    assert "QORGAN_BROWSER=auto" in without_browser("kz_oqiga", choice)


def test_a_path_that_is_no_program_is_named(tmp_path: Path) -> None:
    assert browser_crawl_settings(str(tmp_path / "chromium"), SITES) is None
    assert str(tmp_path / "chromium") in without_browser("kz_oqiga", str(tmp_path / "chromium"))


def test_a_missing_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    assert browser_crawl_settings("auto", SITES) is None
    assert ".[browser]" in str(hindrance("auto"))


def test_the_browser_does_not_see_our_secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_SECRET", "unsaid")
    made = browser_crawl_settings("auto", SITES)
    assert made is not None
    assert "unsaid" not in json.dumps(made["PLAYWRIGHT_LAUNCH_OPTIONS"])


def test_the_sandbox_is_off_for_root_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for user, sandbox in ((0, False), (1000, True)):
        monkeypatch.setattr("os.geteuid", lambda user=user: user)
        assert (browser_crawl_settings("auto", SITES) or {})["PLAYWRIGHT_LAUNCH_OPTIONS"]["chromium_sandbox"] is sandbox


async def looked_up(host: str, port: int) -> str | None:
    return {"127.0.0.1": "127.0.0.1", "oqiga.example": "192.0.78.9", "www.oqiga.example": "2a00:1450:4001::1"}.get(host)


def test_only_the_own_hosts_exist_each_at_its_own_port_and_at_the_address_that_was_allowed() -> None:
    rules = asyncio.run(resolver_rules([*SITES, "inside.example"], looked_up)).split(",")
    assert rules == [
        "MAP 127.0.0.1:8000 127.0.0.1",
        "MAP oqiga.example:80 192.0.78.9",
        "MAP oqiga.example:443 192.0.78.9",
        "MAP www.oqiga.example:80 [2a00:1450:4001::1]",
        "MAP www.oqiga.example:443 [2a00:1450:4001::1]",
        "MAP * ~NOTFOUND",
    ]


def asks(url: str, kind: str = "fetch", shown: str = "about:blank", parent: object = None) -> Any:
    return SimpleNamespace(url=url, resource_type=kind, frame=SimpleNamespace(url=shown, parent_frame=parent))


@given(
    st.from_regex(r"[a-z0-9-]{1,12}(\.[a-z0-9-]{1,12}){0,3}|\[::[0-9a-f]{0,4}\]", fullmatch=True),
    st.sampled_from(["", "oqiga.example.", "www.oqiga.example.", "oqiga.example@", "oqiga.example:443@"]),
    st.sampled_from(["", ":80", ":8000", ":9222"]),
    st.sampled_from(["document", "script", "stylesheet", "xhr", "fetch"]),
)
def test_whatever_is_not_of_the_own_hosts_is_refused(host: str, before: str, port: str, kind: str) -> None:
    assert is_refused(SITES, asks(f"https://{before}{host}{port}/oqiga.example/?oqiga.example", kind))


@rows("url", ["https://oqiga.example:8000/", "http://127.0.0.1/", "http://127.0.0.1:8001/", "file:///etc/passwd", "data:text/html,x", "ftp:x"])
def test_another_port_or_scheme_is_another_host(url: str) -> None:
    assert is_refused(SITES, asks(url))
    assert not is_refused(SITES, asks("http://127.0.0.1:8000/x"))
    assert not is_refused(SITES, asks("https://www.oqiga.example/x"))


@rows("kind", ["image", "media", "font", "websocket", "eventsource", "ping", "manifest", "texttrack", "other"])
def test_pictures_and_the_like_are_refused_from_the_own_hosts_too(kind: str) -> None:
    assert is_refused(SITES, asks("https://www.oqiga.example/x", kind))


def test_one_document_may_be_opened_and_no_frame() -> None:
    page = "https://oqiga.example/1"
    assert not is_refused(SITES, asks(page, "document"))
    assert is_refused(SITES, asks(page, "document", shown=page))
    assert is_refused(SITES, asks(page, "document", parent=object()))


@rows(
    "words, fate",
    [
        ("Page.goto: net::ERR_NAME_NOT_RESOLVED at https://oqiga.example/", Fate.DNS),
        ("Page.goto: net::ERR_CONNECTION_REFUSED at https://oqiga.example/", Fate.UNREACHABLE),
        ("Page.goto: net::ERR_ADDRESS_UNREACHABLE at https://oqiga.example/", Fate.UNREACHABLE),
        ("Page.goto: net::ERR_CERT_AUTHORITY_INVALID at https://oqiga.example/", Fate.TLS),
        ("Page.goto: net::ERR_SSL_PROTOCOL_ERROR at https://oqiga.example/", Fate.TLS),
        ("Page.goto: net::ERR_CONNECTION_TIMED_OUT at https://oqiga.example/", Fate.TIMEOUT),
        ("Page.goto: Timeout 20000ms exceeded.\nCall log:", Fate.TIMEOUT),
        ("Page.goto: net::ERR_CONNECTION_RESET at https://oqiga.example/", Fate.BROKEN_OFF),
        ("Target page, context or browser has been closed", Fate.BROKEN_OFF),
        ("", Fate.BROKEN_OFF),
    ],
)
def test_the_browsers_words_lead_to_the_fate_that_fits(words: str, fate: Fate) -> None:
    assert fate_of_failure(Failure(as_scrapy_says(Error(words))))[0] == fate  # type: ignore[no-untyped-call]


def test_a_process_holds_memory_and_one_that_is_gone_holds_none() -> None:
    assert resident(os.getpid()) > 1_000_000
    assert resident(2**22 + 1) == 0
