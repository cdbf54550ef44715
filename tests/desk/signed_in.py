"""Somebody who is signed in, in a real browser, without the page of signing in: `test_passkeys_in_chromium` and `test_day_by_keyboard` go through that."""

import html
import re

from playwright.sync_api import BrowserContext

from records.users import Role
from tests.desk.site import NAMES, PASSWORD


def sign_in(context: BrowserContext, role: str = "monitor") -> None:
    """Sign the person of this role in: sends the form of signing in with the cookies of this browser, which keeps the session that comes back."""
    form = re.search(r'name="csrf" value="([^"]+)"', context.request.get("/login").text())
    assert form, "the page of signing in has no form"
    sent: dict[str, str | float | bool] = {"csrf": html.unescape(form[1]), "username": NAMES[Role(role)], "password": PASSWORD}
    answer = context.request.post("/login", form=sent, max_redirects=0)
    assert answer.status == 303, answer.text()
