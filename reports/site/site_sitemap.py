"""The list of all pages for search machines (sitemaps.org), which takes only absolute addresses; withdrawn incidents are in none."""

from collections.abc import Container, Sequence
from urllib.parse import quote

from markupsafe import escape

from reports.site.site_files import SiteFiles

# As many addresses may stand in one file.
_MOST = 50_000
_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SPACE = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"'


def write_sitemap(folder: SiteFiles, base_url: str, left_out: Container[str]) -> None:
    """Write `sitemap.xml`, the list of the lists, and robots.txt, which names it."""
    pages = [name for name in folder.names if name.endswith(".html") and name not in left_out]
    parts = [pages[start : start + _MOST] for start in range(0, len(pages), _MOST)]
    for nth, some in enumerate(parts, 1):
        folder.add(f"sitemap-{nth}.xml", _listed("urlset", "url", [base_url + quote(name) for name in some]))
    folder.add("sitemap.xml", _listed("sitemapindex", "sitemap", [f"{base_url}sitemap-{nth}.xml" for nth in range(1, len(parts) + 1)]))
    folder.add("robots.txt", f"User-agent: *\nAllow: /\n\nSitemap: {base_url}sitemap.xml\n".encode())


def _listed(whole: str, one: str, addresses: Sequence[str]) -> bytes:
    entries = "".join(f"<{one}><loc>{escape(address)}</loc></{one}>\n" for address in addresses)
    return f"{_HEAD}<{whole} {_SPACE}>\n{entries}</{whole}>\n".encode()
