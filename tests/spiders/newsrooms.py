"""Made-up newsrooms for crawls: their entries in an outlet file, their lists and pages, and what the records say of a visit."""

import json
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date, timedelta
from typing import Any

from tests.conftest import NOW
from tests.flows.real_command import Home
from tests.spiders.web_site import Answer, Asked, article_page


def entry(name: str, base: str, **more: Any) -> str:
    return json.dumps(
        [{"name": name, "title": {"kk": name}, "home": f"{base}/", "country": "KZ", "region": "KZ-27", "languages": ["kk"], "delay": 0, **more}]
    )


TODAY = NOW.date()
NEWS = [(number, TODAY - timedelta(days=number % 5)) for number in range(1000, 1012)]
LINKS = "".join(f'<h3><a href="/habar/{number}">{number}-хабар осында тұр</a></h3>' for number, _ in NEWS)


def feed(base: str, *, old: bool = False) -> Answer:
    items = "".join(
        f"<item><link>{base}/habar/{number}</link><pubDate>{(date(2024, 1, 5) if old else day):%d %b %Y} 08:00:00 +0500</pubDate></item>"
        for number, day in NEWS
    )
    return Answer(f"<rss><channel>{items}</channel></rss>", type="application/rss+xml")


def base(asked: Asked) -> str:
    """The address of the site that was asked."""
    return f"http://{asked.headers['Host']}"


def sitemap(base: str) -> Answer:
    rows = "".join(f"<url><loc>{base}/habar/{number}</loc><lastmod>{day}</lastmod></url>" for number, day in NEWS)
    return Answer(f"<urlset>{rows}</urlset>", type="application/xml")


def pages(more: dict[str, Callable[[Asked], Answer | None]]) -> Callable[[Asked], Answer | None]:
    """A site of the news above, and these pages beside them."""
    by_number = dict(NEWS)

    def route(asked: Asked) -> Answer | None:
        if asked.path in more:
            return more[asked.path](asked)
        last = asked.path.rsplit("/", 1)[-1]
        return Answer(article_page(int(last), by_number[int(last)])) if last.isdigit() and int(last) in by_number else None

    return route


def row(home: Home, run: str) -> dict[str, Any]:
    with closing(sqlite3.connect(home.data / "qorgan.db")) as connection:
        state, cause, ways = connection.execute("select state, cause, ways from outlet_runs where run_id = ?", (run,)).fetchone()
    return {"state": state, "cause": cause, "ways": [(way["kind"], way["url"], way["named"]) for way in json.loads(ways)]}


PLAIN = "<html><body><p>Қош келдіңіз</p></body></html>"
WALL = '<html><head><title>Just a moment...</title></head><body><div id="cf-challenge">Checking your browser before accessing</div></body></html>'
