"""How fast a press is collected (fetch, evidence, extract, compare, store), and how much memory that takes."""

import subprocess
import tempfile
import threading
import time
from datetime import UTC, datetime
from pathlib import Path

import psutil

from tests.flows.real_command import Home, crawl_command
from tests.paths import ROOT
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
            seconds, peak = _crawl(home, file, [site.name for site in press.sites])
            articles, pages = home.rows("articles"), home.rows("pages")
            result = score(press.truth(), articles, pages, press.hits)
            again, _ = _crawl(home, file, [site.name for site in press.sites], "again")
        quiet = [row for row in articles if row["outlet"] not in _slow(pages)]
        print(
            f"collect from loopback: {len(pages)} pages in {seconds:.1f} s = {len(pages) / seconds:.0f} pages/s, crawler start and traps' waits included"
        )
        print(f"peak memory of crawler and extraction: {peak / 2**20:.0f} MiB; {len(quiet)} articles of outlets without slow traps")
        print(f"second visit: {again:.1f} s, {len(home.rows('articles')) - len(articles)} new articles")
        print(as_table(result))


def _crawl(home: Home, file: Path, names: list[str], run: str = "first") -> tuple[float, int]:
    """Seconds and peak bytes of one crawl and all its children."""
    words = [word for name in names for word in ("--outlet", name)]
    began = time.monotonic()
    process = subprocess.Popen(
        crawl_command(run, home, *words), env={**home.environment, "OUTLET_FILES": str(file)}, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    peak = 0

    def watch() -> None:
        nonlocal peak
        while process.poll() is None:
            try:
                family = [psutil.Process(process.pid), *psutil.Process(process.pid).children(recursive=True)]
                peak = max(peak, sum(member.memory_info().rss for member in family))
            except psutil.NoSuchProcess:
                continue
            time.sleep(0.2)

    watcher = threading.Thread(target=watch)
    watcher.start()
    process.wait()
    watcher.join()
    return time.monotonic() - began, peak


def _slow(pages: list[dict[str, object]]) -> set[object]:
    return {page["outlet"] for page in pages if page["fate"] in ("timeout", "too_many", "server_error", "broken_off")}


if __name__ == "__main__":
    main()
