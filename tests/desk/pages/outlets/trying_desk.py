"""A desk with an outlet on loopback whose feed has moved, for tests that really try."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.desk.site import Site, open_site
from tests.spiders import web_site
from tests.spiders.web_site import Answer, Asked, article_page

FEED = '<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{items}</channel></rss>'
ITEM = "<item><title>Хабар {n} &lt;script&gt;</title><link>{base}/news/{n}</link><pubDate>{day:%a, %d %b %Y %H:%M:%S} +0000</pubDate></item>"


@contextmanager
def trying_desk(folder: Path, monkeypatch: pytest.MonkeyPatch, **set_: object) -> Iterator[tuple[Site, web_site.Site]]:
    """The desk and the outlet's site. The file of the outlets names `/old.xml`, where nothing is; the feed lies at `/feed.xml`."""
    base = ""

    def route(asked: Asked) -> Answer | None:
        if asked.path == "/feed.xml":
            items = "".join(ITEM.format(n=n, base=base, day=datetime.now(UTC)) for n in range(1, 9))
            return Answer(FEED.format(items=items), type="application/rss+xml")
        if asked.path.startswith("/news/"):
            return Answer(article_page(int(asked.path.rpartition("/")[2]), datetime.now(UTC).date()))
        if asked.path.startswith("/endless"):
            n = int(asked.path.rpartition("/")[2] or 0)
            return Answer("".join(f'<a href="/endless/{n * 20 + more}">A long enough title of a news item number {more}</a>' for more in range(20)))
        return Answer("User-agent: *\nDisallow: /secret\n", type="text/plain") if asked.path == "/robots.txt" else None

    with web_site.site(route) as press:
        base = press.url
        file = folder / "outlets.yaml"
        entry = "- name: {name}\n  title: {{kk: Көшкен газет, ru: Переехавшая газета}} # as it calls itself\n  home: {base}/{path}\n  country: KZ\n  region: KZ-35\n"
        entry += "  languages: [kk]\n  feeds: ['{base}/old.xml']\n"
        file.write_text(
            entry.format(name="kz_moved", base=base, path="") + entry.format(name="kz_strayed", base=base, path="second/"), encoding="utf-8"
        )
        monkeypatch.setenv("OUTLET_FILES", str(file))
        site = open_site(f"sqlite:///{folder / 'var' / 'qorgan.db'}", folder / "var", download_delay=0.05, **set_)
        yield site, press
        site.app.state.office.trials.stop_all()
        site.engine.dispose()


def fields_of(base: str, **given: object) -> dict[str, object]:
    """What the form sends of `kz_moved`."""
    return {
        "title_kk": "Көшкен газет", "title_ru": "Переехавшая газета", "title_en": "Переехавшая газета", "home": f"{base}/", "region": "KZ-35",
        "languages": ["kk"], "feeds": f"{base}/old.xml", **given,
    }  # fmt: skip
