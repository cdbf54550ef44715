"""The log of requests."""

import json
import re
from pathlib import Path

from desk.access_log import failure, open_log
from tests.desk.site import Site


def test_the_log_has_a_line_a_request_without_its_query_and_no_path_can_forge_one(site: Site) -> None:
    browser = site.signed_in()
    browser.get("/account?password=hunter2&q=%D0%B6")
    browser.get("/x%0a2026-01-01%20INFO%20forged")
    lines = site.log.read_text().splitlines()
    assert any("GET /account 200" in line for line in lines)
    assert not [line for line in lines if "hunter2" in line or "?" in line or line.endswith("forged") or line.startswith("2026-01-01")]
    assert all(re.match(r"\d{4}-\d\d-\d\d ", line) for line in lines)


def test_the_log_is_json_where_that_is_set_with_what_was_asked_by_name(tmp_path: Path) -> None:
    log = open_log(tmp_path, "json")
    fields = {"method": "GET", "path": "/queue", "status": 200, "ms": 3, "request": "ab"}
    log.info("%s %s %s %d ms %s", *fields.values(), extra={"fields": fields})
    try:
        raise ValueError("\n".join(("first", "secret" + " value")))
    except ValueError as error:
        id = failure(log, error)
    request, fault = map(json.loads, (tmp_path / "desk.log").read_text(encoding="utf-8").splitlines())
    assert request.items() >= fields.items()
    assert (fault["level"], fault["fault"]) == ("error", id)
    assert "ValueError: first" in fault["message"]
    assert "secret value" not in fault["message"]
