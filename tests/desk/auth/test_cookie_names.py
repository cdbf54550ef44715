"""Behind TLS a cookie has the prefix by which browsers refuse one that was set elsewhere."""

import pytest
from fastapi import Request

from desk.auth.cookie_names import cookie_name


@pytest.mark.parametrize(("scheme", "name"), [("https", "__Host-qorgan"), ("http", "qorgan")])
def test_the_prefix_stands_where_the_browser_heeds_it(scheme: str, name: str) -> None:
    scope = {"type": "http", "scheme": scheme, "path": "/", "server": ("desk.test", 1), "headers": [], "query_string": b""}
    assert cookie_name(Request(scope), "qorgan") == name
