"""What a crawler is started with."""

import sys
from pathlib import Path

import pytest

from flows.crawl_process import CrawlShare, crawl
from records.settings import Settings


@pytest.mark.usefixtures("processes")
def test_a_crawler_gets_the_settings_that_it_needs_and_no_key_and_no_address_of_anybody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    instead = tmp_path / "python"
    instead.write_text(f"#!/bin/sh\nenv > {tmp_path}/seen\necho '{{\"broken\": null}}'\n", encoding="utf-8")
    instead.chmod(0o700)
    for name in Settings.model_fields:
        monkeypatch.setenv(f"QORGAN_{name.upper()}", "x")
    monkeypatch.setenv("PREFECT_API_KEY", "x")
    monkeypatch.setattr(sys, "executable", str(instead))
    crawl(CrawlShare("20260101T000000000000-run", 0, files=(Path("own.yaml"),)), Settings.model_construct(data=tmp_path))
    names = {line.partition("=")[0] for line in (tmp_path / "seen").read_text(encoding="utf-8").splitlines()}
    told = {name.removeprefix("QORGAN_") for name in names if name.startswith("QORGAN_")}
    assert told == {"DATA", "DATABASE_URL", "CONTACT", "DOWNLOAD_DELAY", "HOME_COUNTRY", "LANG", "BROWSER", "LOG_FORMAT"}
    assert {"PATH", "OUTLET_FILES"} <= names
    assert "PREFECT_API_KEY" not in names
