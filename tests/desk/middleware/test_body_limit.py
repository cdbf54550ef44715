"""More than the desk can take is turned away unread."""

from collections.abc import Iterator

import pytest

from desk.middleware import body_limit
from tests.desk.site import Site


def test_more_than_the_desk_can_take_is_turned_away_unread(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(body_limit, "REQUEST", 10_000)
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
