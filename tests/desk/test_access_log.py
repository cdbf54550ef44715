"""The log of requests."""

import re

from tests.desk.site import Site


def test_the_log_has_a_line_a_request_without_its_query_and_no_path_can_forge_one(site: Site) -> None:
    browser = site.signed_in()
    browser.get("/account?password=hunter2&q=%D0%B6")
    browser.get("/x%0a2026-01-01%20INFO%20forged")
    lines = site.log.read_text().splitlines()
    assert any("GET /account 200" in line for line in lines)
    assert not [line for line in lines if "hunter2" in line or "?" in line or line.endswith("forged") or line.startswith("2026-01-01")]
    assert all(re.match(r"\d{4}-\d\d-\d\d ", line) for line in lines)
