"""Passkeys in the real Chromium, with its virtual authenticator: made, used as the second step, used alone, and of no use to anybody else."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from records import factors
from records.users import Role
from tests.desk.serving_desk import on_a_port
from tests.desk.site import NAMES, PASSWORD, Site, open_site

Open = Callable[..., tuple[Page, CDPSession, str]]
SECURITY_KEY = {"protocol": "ctap2", "transport": "usb", "hasResidentKey": False, "hasUserVerification": False, "automaticPresenceSimulation": True}
PHONE = {**SECURITY_KEY, "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Site]:
    """A desk without a public address: as localhost it is a name for which browsers allow passkeys."""
    made = open_site(f"sqlite:///{tmp_path / 'desk.db'}", tmp_path / "var", origin="", second_factor="operator")
    yield made
    made.engine.dispose()


@pytest.fixture
def opened(chromium: Browser, desk: Site) -> Iterator[Open]:
    """A browser with a device of this kind plugged in."""
    contexts: list[BrowserContext] = []
    wrong: list[str] = []
    with on_a_port(desk.app) as address:

        def open_browser(device: dict[str, Any]) -> tuple[Page, CDPSession, str]:
            context = chromium.new_context(base_url=address.replace("127.0.0.1", "localhost"), locale="en")
            contexts.append(context)
            page = context.new_page()
            page.on("pageerror", lambda error: wrong.append(str(error)))
            page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
            cdp = context.new_cdp_session(page)
            cdp.send("WebAuthn.enable")
            added = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": device})
            return page, cdp, str(added["authenticatorId"])

        yield open_browser
        for context in contexts:
            context.close()
    assert not wrong


def sign_in(page: Page, role: str) -> None:
    page.goto("/login")
    page.locator("[name=username]").fill(NAMES[Role(role)])
    page.locator("[name=password]").fill(PASSWORD)
    page.keyboard.press("Enter")


def add_passkey(page: Page) -> None:
    form = page.locator("form[data-passkey]")
    form.locator("[name=name]").fill("my key")
    form.locator("[name=confirmation]").fill(PASSWORD)
    form.locator("button").click()


def test_an_operator_who_must_adds_a_key_and_signs_in_with_password_and_key(opened: Open, desk: Site) -> None:
    page, _, _ = opened(SECURITY_KEY)
    sign_in(page, "operator")
    page.wait_for_url("**/account/factors")
    add_passkey(page)
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    expect(page.locator("code.secret")).to_have_count(10)
    page.get_by_role("link", name="I have written them down").click()
    page.wait_for_url("**/queue*")
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")
    sign_in(page, "operator")
    page.wait_for_url("**/login/factor*")
    page.get_by_role("button", name="Use a passkey").click()
    page.wait_for_url("**/queue*")
    assert [row["factor"] for row in desk.noted("sign_in_ok") if "factor" in row] == ["passkey"]
    page.goto("/account/factors")
    expect(page.get_by_text("my key")).to_be_visible()


def test_a_wrong_password_makes_no_passkey_and_says_so_in_the_page(opened: Open, desk: Site) -> None:
    page, cdp, device = opened(SECURITY_KEY)
    sign_in(page, "monitor")
    page.wait_for_url("**/queue*")
    page.goto("/account/factors")
    form = page.locator("form[data-passkey]")
    form.locator("[name=confirmation]").fill("wrong")
    form.locator("button").click()
    expect(form.locator("[data-passkey-said]")).to_have_text("The present password is wrong.")
    assert cdp.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"] == []
    with desk.reading() as session:
        assert not factors.has_second_factor(session, NAMES[Role.MONITOR])


def test_a_phone_that_asks_for_a_finger_signs_in_alone_and_one_that_does_not_cannot(opened: Open, desk: Site) -> None:
    page, cdp, device = opened(PHONE)
    sign_in(page, "monitor")
    page.wait_for_url("**/queue*")
    page.goto("/account/factors")
    add_passkey(page)
    expect(page.locator("code.secret")).to_have_count(10)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.wait_for_url("**/queue*")
    expect(page.locator(".me-name")).to_have_text(NAMES[Role.MONITOR])
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/login")
    cdp.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})
    page.get_by_role("button", name="Sign in with a passkey").click()
    expect(page.locator("[data-passkey-said]")).to_have_text("The passkey was not used. Try again, or take another way.")
    assert page.url.endswith("/login")


def test_the_key_of_another_and_a_key_that_was_removed_open_nothing(opened: Open, desk: Site) -> None:
    hers, _, _ = opened(PHONE)
    sign_in(hers, "monitor")
    hers.wait_for_url("**/queue*")
    hers.goto("/account/factors")
    add_passkey(hers)
    expect(hers.locator("code.secret")).to_have_count(10)
    his, _, _ = opened(PHONE)
    sign_in(his, "monitor")
    his.wait_for_url("**/login/factor*")
    his.get_by_role("button", name="Use a passkey").click()
    expect(his.locator("[data-passkey-said]")).to_have_text("The passkey was not used. Try again, or take another way.")
    hers.goto("/account/factors")
    hers.get_by_text("Remove", exact=True).click()
    hers.locator("details [name=confirmation]").fill(PASSWORD)
    hers.get_by_role("button", name="Remove the passkey").click()
    hers.wait_for_url("**/account/factors?done=1")
    hers.get_by_role("button", name="Sign out").click()
    hers.wait_for_url("**/login")
    hers.get_by_role("button", name="Sign in with a passkey").click()
    expect(hers.get_by_text("This passkey is not known here.")).to_be_visible()
    assert [row["event"] for row in desk.noted("factor_wrong")] == ["factor_wrong"]
