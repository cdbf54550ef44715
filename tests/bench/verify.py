"""How fast `qorgan verify` goes over a ledger of 200,000 rows on SQLite and on PostgreSQL, and over the evidence beside it."""

import random
import resource
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, insert

from pipelines.evidence.verify import check_evidence
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from records import ledger
from records.database import consistent_read_session, upgrade, write_transaction
from records.ledger import entries, verify
from records.tables import ArticleRow, DraftRow, LedgerRow, SnapshotRow
from tests.bench.store import bench_database

ROWS = 200_000
PAGES = 3_000
BAR = 20_000
NOW = datetime(2026, 11, 24, 6, 0, tzinfo=UTC)
_BATCH = 10_000


def main() -> int:
    """Print rows and megabytes a second on both databases; exit 1 below the bar of 20,000 rows a second of the processor, on a busy machine too."""
    judged = []
    for name in ("sqlite", "postgresql"):
        with bench_database(name) as engine, tempfile.TemporaryDirectory() as folder:
            judged.append(_database(name, engine, Path(folder) / "evidence"))
    return 0 if all(judged) else 1


def _database(name: str, engine: Engine, folder: Path) -> bool:
    upgrade(engine)
    _fill_ledger(engine)
    unpacked = _fill_evidence(engine, folder)
    found: list[str] = []
    with consistent_read_session(engine) as session:
        began, worked = time.perf_counter(), time.process_time()
        walked = verify.verify_chain(session, found.append)
        chained, walked_work = time.perf_counter(), time.process_time()
        verify.record_faults(session, found.append)
        cleared = entries.clearing_faults(session, found.append)
        marked, marked_work = time.perf_counter(), time.process_time()
        checked = check_evidence(engine, session, folder, found.append)
        ended, ended_work = time.perf_counter(), time.process_time()
    if found or walked.rows != ROWS or checked.pages != PAGES or cleared:
        raise SystemExit(f"{name}: what was generated does not hold: {found[:3]}")
    whole = ROWS / (marked_work - worked)
    print(
        f"{name}: chain {ROWS / (chained - began):,.0f} rows/s ({ROWS / (walked_work - worked):,.0f} a second of the processor),"
        f" with the records held beside it {ROWS / (marked - began):,.0f} ({whole:,.0f});"
        f" evidence {unpacked / 1e6 / (ended - marked):,.0f} MB/s of pages ({unpacked / 1e6 / (ended_work - marked_work):,.0f}),"
        f" packed to {checked.bytes / unpacked:.0%}; memory at most {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB"
    )
    return whole >= BAR


def _fill_ledger(engine: Engine) -> None:
    """Confirmations, each of a draft of its own but for every fifth, which is the undoing of the one before."""
    previous = ledger.INITIAL_HASH
    for first in range(1, ROWS + 1, _BATCH):
        rows = []
        for number in range(first, first + _BATCH):
            rows.append(_act(number, previous))
            previous = rows[-1]["hash"]
        with write_transaction(engine) as session:
            session.execute(insert(LedgerRow), rows)
            drafts = {int(row["subject"].removeprefix("draft ")): _draft(row) for row in rows}
            session.execute(insert(DraftRow), list(drafts.values()))


def _act(number: int, previous: str) -> dict[str, Any]:
    undone = number % 5 == 0
    draft = number - 1 if undone else number
    at = NOW + timedelta(seconds=number)
    new: dict[str, Any] = {"state": "new", "fields": {}, "decided_by": None, "decided_at": None, "reason": None}
    decided = {
        "state": "confirmed", "fields": {"place": "Теміртау", "categories": ["ATT"], "persons": [{"name": f"Адам {number}", "role": "victim"}]},
        "decided_by": "Aigul", "decided_at": at.isoformat(), "reason": None,
    }  # fmt: skip
    row: dict[str, Any] = {
        "id": number, "at": at, "who": "Aigul", "action": "undo" if undone else "confirm", "subject": f"draft {draft}",
        "before": decided if undone else new, "after": new if undone else decided, "reason": None, "note": "a word on it", "previous": previous,
    }  # fmt: skip
    return {**row, "hash": ledger.content_hash(**row)}


def _draft(act: dict[str, Any]) -> dict[str, Any]:
    after = act["after"]
    at = datetime.fromisoformat(after["decided_at"]) if after["decided_at"] else None
    return {
        "id": int(act["subject"].removeprefix("draft ")), "state": after["state"], "score": 0.9, "label": "incident", "proposal": {}, "sample": False,
        "fields": after["fields"], "created_at": NOW, "version": 1, "decided_by": after["decided_by"], "decided_at": at,
    }  # fmt: skip


def _fill_evidence(engine: Engine, folder: Path) -> int:
    """Pages as large as a news page, ten a file's day; gives the bytes of all pages."""
    chance = random.Random(1)
    words = [f"сөз{number}" for number in range(3000)]
    writer = EvidenceWriter(folder, "bench")
    articles, snapshots, size = [], [], 0
    for number in range(PAGES):
        body = ("<p>" + " ".join(chance.choices(words, k=6000))).encode()
        size += len(body)
        at = NOW + timedelta(days=number // 100)
        url = f"https://bench.example/{number}"
        ref = writer.write(PageItem("kz_bench", url, url, 200, (("Content-Type", "text/html"),), body, at))
        articles.append(
            {"id": f"{number:040x}", "run_id": "bench", "outlet": "kz_bench", "url": url, "lang": "kk", "title": "", "text": "", "authors": [],
             "fetched_at": at, "text_sha256": "0" * 64}
        )  # fmt: skip
        snapshots.append(
            {
                "article_id": f"{number:040x}",
                "fetched_at": at,
                "url": url,
                "status": 200,
                "sha256": ref.sha256,
                "file": ref.file,
                "offset": ref.offset,
            }
        )
    writer.close()
    with write_transaction(engine) as session:
        session.execute(insert(ArticleRow), articles)
        session.execute(insert(SnapshotRow), snapshots)
    return size


if __name__ == "__main__":
    raise SystemExit(main())
