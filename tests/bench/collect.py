"""How fast a press is collected (fetch, evidence, extract, compare, store), and how much memory that takes."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.watched import outlet_words, watched_crawl
from tests.flows.real_command import Home
from tests.press import build_press, outlets_yaml, serve
from tests.press.score import as_table, score

ARTICLES = 40


def main() -> None:
    """Print pages a second, peak memory, and the score of what was collected."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(Path(folder) / "var")
        press = build_press(seed=23, articles=ARTICLES, now=datetime.now(UTC))
        with serve(press):
            file = Path(folder) / "press.yaml"
            file.write_text(outlets_yaml(press), encoding="utf-8")
            words = outlet_words([site.name for site in press.sites])
            first = watched_crawl("first", home, file, *words)
            articles, pages = home.rows("articles"), home.rows("pages")
            result = score(press.truth(), articles, pages, press.hits)
            again = watched_crawl("again", home, file, *words)
        quiet = [row for row in articles if row["outlet"] not in _slow(pages)]
        print(
            f"collect from loopback: {len(pages)} pages in {first.seconds:.1f} s = {len(pages) / first.seconds:.0f} pages/s, crawler start and traps' waits included"
        )
        print(f"peak memory of crawler and extraction: {first.family / 2**20:.0f} MiB; {len(quiet)} articles of outlets without slow traps")
        print(f"second visit: {again.seconds:.1f} s, {len(home.rows('articles')) - len(articles)} new articles")
        print(as_table(result))


def _slow(pages: list[dict[str, object]]) -> set[object]:
    return {page["outlet"] for page in pages if page["fate"] in ("timeout", "too_many", "server_error", "broken_off")}


if __name__ == "__main__":
    main()
