"""A store with old pages, some of them in drafts."""

import os
import random
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select

from pipelines.evidence.retention import ClearingResult, clear
from pipelines.evidence.verify import check_evidence
from pipelines.evidence.writer import EvidenceWriter, read_page
from pipelines.items import FollowedRedirect, PageItem
from records import review
from records.database import read_session, write_transaction
from records.ledger import entries, verify
from records.model import EvidenceRef
from records.tables import LedgerRow, SnapshotRow
from tests.conftest import NOW
from tests.records import rows


class Store:
    """Evidence of several days, with the records of it. Nothing was written to the files for two days."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.chance = random.Random(3)
        self.bodies: dict[str, bytes] = {}

    def file(self, name: str, at: datetime, *articles: str | None, redirects: tuple[FollowedRedirect, ...] = (), **values: Any) -> str:
        """Write a file with a page for each article, each behind these redirects; None is a page that was none."""
        writer = EvidenceWriter(self.folder, name)
        for article in articles:
            url = f"https://site.example/{article}"
            body = self.chance.randbytes(1500)
            ref = writer.write(PageItem("kz_test", url, url, 200, (), body, at, redirects=redirects))
            if article is not None:
                self.bodies[article] = body
                self.refer(article, ref, at, **values)
        writer.close()
        path = self.folder / ref.file
        self.settle(path)
        return ref.file

    def refer(self, article: str, ref: EvidenceRef, at: datetime, **values: Any) -> None:
        with write_transaction(self.engine) as session:
            rows.article(session, article, **values)
            row = session.query(SnapshotRow).filter_by(article_id=article).one()
            row.file, row.offset, row.sha256, row.fetched_at = ref.file, ref.offset, ref.sha256, at

    def settle(self, path: Path) -> None:
        past = (NOW - timedelta(days=2)).timestamp()
        os.utime(path, (past, past))

    def draft(self, article: str) -> None:
        with write_transaction(self.engine) as session:
            rows.screening(session, article)
            review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW)

    def clear(self, days: int = 90, **values: Any) -> ClearingResult:
        return clear(self.engine, self.folder, **{"days": days, "who": "Aigul", "now": NOW, **values})

    def standing(self) -> dict[str, bool]:
        """Each article, and whether its page is there; fails when a page that is not marked as cleared is not what was stored."""
        found = {}
        with read_session(self.engine) as session:
            for row in session.scalars(select(SnapshotRow)):
                found[row.article_id] = row.dropped_at is None
                if row.dropped_at is None:
                    assert read_page(self.folder, EvidenceRef(row.file, row.offset, row.sha256)).body == self.bodies[row.article_id]
        return found

    def files(self) -> list[str]:
        return sorted(path.relative_to(self.folder).as_posix() for path in self.folder.rglob("*") if path.is_file() and ".warc" in path.name)

    def faults(self) -> list[str]:
        found: list[str] = []
        with read_session(self.engine) as session:
            verify.verify_chain(session, found.append)
            verify.record_faults(session, found.append)
            entries.clearing_faults(session, found.append)
            check_evidence(self.engine, session, self.folder, found.append)
        return found

    def acts(self) -> list[LedgerRow]:
        with read_session(self.engine) as session:
            return list(session.scalars(select(LedgerRow).where(LedgerRow.action == "clear").order_by(LedgerRow.id)))
