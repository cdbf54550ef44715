"""A crawl with JOBDIR that is told to end goes on where it stopped: no page is asked for twice, and none is lost."""

import signal
import subprocess
import time
from datetime import date
from pathlib import Path

from tests.flows.real_command import QORGAN, Home, with_tables
from tests.flows.test_faults import outlet
from tests.processes import started
from tests.spiders.scrapy_command import scrapy
from tests.spiders.web_site import Answer, Asked, article_page, site

ARTICLES = 40
DAY = date(2026, 11, 20)
# Seconds between two requests: long enough that many articles still wait when the crawl is told to end.
DELAY = 0.2


def test_what_waited_is_asked_for_once_and_what_was_read_is_not_asked_for_again(tmp_path: Path) -> None:
    home, file, listed = with_tables(Home(tmp_path / "var")), tmp_path / "own.yaml", list(range(ARTICLES))

    def newsroom(asked: Asked) -> Answer | None:
        if asked.path == "/rss":
            items = "".join(f"<item><title>{number}</title><link>{served.url}/2026/{number}</link></item>" for number in listed)
            return Answer(f"<rss version='2.0'><channel>{items}</channel></rss>", type="application/rss+xml")
        number = asked.path.removeprefix("/2026/")
        return Answer(article_page(int(number), DAY, dated=False)) if number.isdigit() else None

    def articles() -> list[str]:
        return [path for path in served.paths() if path.startswith("/2026/")]

    with site(newsroom) as served:
        file.write_text(outlet("kz_own", served.url, feeds=[f"{served.url}/rss"], delay=DELAY), encoding="utf-8")
        words = ["crawl", "kz_own", "-s", f"JOBDIR={tmp_path / 'job'}", "-s", "CONCURRENT_REQUESTS=2"]
        environment = {**home.environment, "OUTLET_FILES": str(file)}
        first = started([str(QORGAN.parent / "scrapy"), *words], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        give_up = time.monotonic() + 300
        while len(articles()) < 8:
            assert time.monotonic() < give_up
            assert first.poll() is None
            time.sleep(0.05)
        first.send_signal(signal.SIGTERM)
        out, err = first.communicate()
        assert first.returncode == 0, out + err
        before = articles()
        assert 8 <= len(before) < ARTICLES
        # What the feed has lost meanwhile is known to the job alone.
        del listed[20:]
        scrapy(home, file, *words)
    assert sorted(articles()) == sorted(f"/2026/{number}" for number in range(ARTICLES))
    assert len(home.rows("articles")) == ARTICLES
    assert {row["fate"] for row in home.rows("pages") if not row["source"]} == {"stored"}
