"""What browsers are told of every page."""

import re
from pathlib import Path

from desk.middleware.headers import CONTENT_SECURITY_POLICY
from tests.desk.site import Site
from tests.paths import ROOT


def test_every_page_forbids_script_style_and_frames_from_elsewhere_and_is_not_kept(probed: Site) -> None:
    browser, nobody = probed.signed_in("operator"), probed.browser()
    pages = [browser.get(way) for way in ("/account", "/people", "/nope", "/health")] + [nobody.get("/login"), nobody.get("/account")]
    for page in pages:
        assert page.headers["content-security-policy"] == CONTENT_SECURITY_POLICY
        assert page.headers["cache-control"] == "no-store"
        assert page.headers["x-content-type-options"] == "nosniff"
        assert page.headers["referrer-policy"] == "same-origin"
        assert page.headers["x-frame-options"] == "DENY"
        assert "camera=()" in page.headers["permissions-policy"]
        assert "strict-transport-security" not in page.headers
    assert "default-src 'none'" in CONTENT_SECURITY_POLICY
    assert "unsafe" not in CONTENT_SECURITY_POLICY
    assert probed.browser(scheme="https").get("/login").headers["strict-transport-security"].startswith("max-age=31536000")
    framed = browser.get("/probe/framed").headers
    assert (framed["content-security-policy"], framed["x-frame-options"]) == ("sandbox", "SAMEORIGIN")


def test_no_template_has_script_or_style_in_it_nor_anything_from_elsewhere() -> None:
    folder = ROOT / "desk"
    for file in folder.rglob("*.html"):
        text = file.read_text(encoding="utf-8")
        assert not re.search(r"<script(?![^>]*\bsrc=)", text), file.name
        assert not re.search(r"<style|\sstyle=|\son[a-z]+=|hx-on|javascript:", text), file.name
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', text), file.name
        assert not re.search(r"\|\s*safe\b|autoescape\s+false", text), file.name
    for file in filter(Path.is_file, (folder / "static").iterdir()):
        assert not re.search(r"https?://(?!www\.w3\.org/)|@import|innerHTML|eval\(", file.read_text(encoding="utf-8")), file.name
