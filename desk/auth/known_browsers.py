"""Browsers that somebody has signed in with before. Tries from one are counted by themselves, so that strangers who go on guessing without end keep nobody out.

A cookie says so, one for each person who signs in there. It opens nothing, and names nobody to whoever finds it: without the name it was made for, and
after another password, a reset or a disabling, it is worth nothing.
"""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

from fastapi import Request
from starlette.responses import Response

from desk.auth.cookie_names import cookie_name
from desk.auth.keys import Purpose, derived
from desk.desk_state import desk_state
from records.tables import UserRow

LIFE = timedelta(days=180)


def remember(answer: Response, request: Request, user: UserRow, now: datetime) -> None:
    """From now on the browser is known for this user. It is counted anew each time: a copy of an earlier cookie shares nothing with the later one."""
    browser, ends = secrets.token_urlsafe(16), int((now + LIFE).timestamp())
    value = f"{browser}.{ends}.{_signed(request, user, browser, ends)}"
    secure = request.url.scheme == "https"
    answer.set_cookie(_name(request, user), value, max_age=int(LIFE.total_seconds()), path="/", httponly=True, samesite="strict", secure=secure)


def known_browser(request: Request, user: UserRow | None, now: datetime) -> str:
    """What tells this browser from others of the user, and nobody can choose; empty if she has not signed in with it since her credentials changed."""
    if user is None:
        return ""
    browser, _, rest = request.cookies.get(_name(request, user), "").partition(".")
    ends, _, signature = rest.partition(".")
    if not (ends.isascii() and ends.isdigit() and len(ends) < 12):
        return ""
    holds = hmac.compare_digest(_signed(request, user, browser, int(ends)).encode(), signature.encode())
    return browser if holds and now.timestamp() < int(ends) else ""


def _name(request: Request, user: UserRow) -> str:
    """One cookie for each person, so that people who share a browser do not forget one another."""
    key = derived(desk_state(request).secret, Purpose.KNOWN_BROWSERS)
    return cookie_name(request, f"qorgan-known-{hmac.new(key, f'name {user.name}'.encode(), hashlib.sha256).hexdigest()[:16]}")


def _signed(request: Request, user: UserRow, browser: str, ends: int) -> str:
    key = derived(desk_state(request).secret, Purpose.KNOWN_BROWSERS)
    bound = "\0".join(("browser", user.name, str(user.credential_changes), browser, str(ends)))
    return hmac.new(key, bound.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()
