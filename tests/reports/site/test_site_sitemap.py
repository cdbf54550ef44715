"""The list of all pages for search machines."""

from pathlib import Path

from lxml import etree

from reports.site.site_sitemap import write_sitemap
from tests.reports.site.small_site import BASE, WITHDRAWN, collecting


def test_it_has_every_page_but_those_left_out_and_is_named_by_robots_txt(tmp_path: Path) -> None:
    with collecting(tmp_path / "public") as folder:
        for name in ("index.html", "en/index.html", "en/incidents/KZ-2026-0001.html", "static/site.css"):
            folder.add(name, b"")
        write_sitemap(folder, BASE, {"en/incidents/KZ-2026-0001.html"})
    there = tmp_path / "public"
    found = etree.fromstring((there / "sitemap-1.xml").read_bytes()).xpath("//*[local-name()='loc']/text()")
    assert found == [f"{BASE}en/index.html", f"{BASE}index.html"]
    assert f"{BASE}sitemap-1.xml" in (there / "sitemap.xml").read_text()
    assert f"Sitemap: {BASE}sitemap.xml" in (there / "robots.txt").read_text()


def test_a_withdrawn_incident_is_in_none(small_files: dict[str, bytes]) -> None:
    assert WITHDRAWN not in small_files["sitemap-1.xml"].decode()
    assert small_files["sitemap-1.xml"].decode().count("<url>") == sum(name.endswith(".html") for name in small_files) - 3
