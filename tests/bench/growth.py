"""Whether storing an article costs the same at 100,000 stored as at 1,000."""

import random
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine, insert

from pipelines.extraction.reader import Extraction, TextBlock
from pipelines.items import CrawlContext, OutletFacts, PageItem
from pipelines.store import OutletPageStore, ReadPage
from records.database import open_engine, upgrade, write_transaction
from records.model import EvidenceRef
from records.outlets import runs
from records.tables import ArticleRow, BandRow, PageRow, SnapshotRow

WORDS = [f"сөз{number}" for number in range(20_000)]
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
MEASURED = 400


def main() -> None:
    """Print milliseconds per article at both sizes, and their ratio (at most 1.25)."""
    with tempfile.TemporaryDirectory() as folder:
        engine = open_engine(f"sqlite:///{Path(folder) / 'growth.db'}")
        upgrade(engine)
        with write_transaction(engine) as session:
            runs.begin_run(session, "run", "run", NOW)
        chance = random.Random(1)
        fill_articles(engine, chance, 0, 1_000)
        _measure(engine, chance, "warm")
        small = _measure(engine, chance, "small")
        fill_articles(engine, chance, 1_000, 100_000)
        _measure(engine, chance, "warm-again")
        large = _measure(engine, chance, "large")
        engine.dispose()
    print(f"store: {small * 1000:.2f} ms an article at 1,000 stored, {large * 1000:.2f} ms at 100,000: ratio {large / small:.2f}")


def fill_articles(engine: Engine, chance: random.Random, start: int, end: int) -> None:
    """Put articles into the store, each with its state, its page and its bands."""
    for first in range(start, end, 5_000):
        numbers = range(first, min(first + 5_000, end))
        with write_transaction(engine) as session:
            session.execute(insert(ArticleRow), [_article(chance, number) for number in numbers])
            keys = [{"band": band, "key": chance.getrandbits(63), "article_id": f"filler{number}"} for number in numbers for band in range(16)]
            session.execute(insert(BandRow), keys)
            session.execute(insert(SnapshotRow), [_snapshot(number) for number in numbers])
            session.execute(insert(PageRow), [_page(number) for number in numbers])


def _article(chance: random.Random, number: int) -> dict[str, object]:
    text = " ".join(chance.choices(WORDS, k=180))
    return {
        "id": f"filler{number}", "run_id": "run", "outlet": f"kz_{number % 150}", "url": f"https://filler.example/{number}", "region": "KZ-35",
        "lang": "kk", "title": f"Тақырып {number}", "text": text, "authors": [], "published_at": "2026-11-20", "published_on": date(2026, 11, 20),
        "fetched_at": NOW, "text_sha256": f"{number:064x}", "copy_of": None,
    }  # fmt: skip


def _snapshot(number: int) -> dict[str, object]:
    return {"article_id": f"filler{number}", "fetched_at": NOW, "url": "u", "status": 200, "sha256": f"{number:064x}", "file": "f", "offset": number}


def _page(number: int) -> dict[str, object]:
    return {"run_id": "old", "outlet": f"kz_{number % 150}", "url": f"https://filler.example/{number}", "key": f"{number:040x}", "fate": "stored",
            "status": 200, "at": NOW, "source": False, "detail": "", "article_id": f"filler{number}", "sha256": f"{number:064x}"}  # fmt: skip


def _measure(engine: Engine, chance: random.Random, name: str) -> float:
    """Seconds per article of taking so many in, as a crawl does."""
    intake = OutletPageStore(engine, CrawlContext("run"), OutletFacts(f"kz_{name}"), lambda: NOW)
    reads = [read_page(chance, name, number) for number in range(MEASURED)]
    began = time.perf_counter()
    for read in reads:
        intake.add(read)
        if intake.is_full():
            intake.flush()
    intake.flush()
    return (time.perf_counter() - began) / MEASURED


def read_page(chance: random.Random, name: str, number: int) -> ReadPage:
    """A page of an invented outlet, as a crawl hands it on to be stored."""
    url = f"https://{name}.example/2026/11/20/{number}"
    page = PageItem(f"kz_{name}", url, url, 200, (), b"", NOW)
    blocks = tuple(TextBlock(" ".join(chance.choices(WORDS, k=30))) for _ in range(6))
    extraction = Extraction(f"Тақырып {name} {number}", blocks, (), "kk", None, date(2026, 11, 20))
    return ReadPage(page, EvidenceRef("f", 0, "0" * 64), extraction)


if __name__ == "__main__":
    main()
