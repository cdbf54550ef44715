"""From where somebody asks, in words that its owner recognises and that tell a thief little."""

import pytest
from starlette.requests import HTTPConnection

from desk.auth.whereabouts import device_of, partly_hidden


@pytest.mark.parametrize(
    ("told", "known"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Safari/537.36 Edg/120.0", "Edge · Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox · Linux"),
        ("Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 Version/17.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", ""),
        ("<script>" + "x" * 200, ("script" + "x" * 200)[:80]),
    ],
)
def test_a_browser_is_named_by_what_its_owner_calls_it(told: str, known: str) -> None:
    assert device_of(HTTPConnection({"type": "http", "headers": [(b"user-agent", told.encode())]})) == known


@pytest.mark.parametrize(
    ("address", "shown"),
    [("203.0.113.77", "203.0.113.*"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1::*"), ("testclient", ""), ("", "")],
)
def test_an_address_tells_the_neighbourhood_and_no_household(address: str, shown: str) -> None:
    assert partly_hidden(address) == shown
