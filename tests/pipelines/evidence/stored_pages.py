"""Stored pages with their records, for tests that damage them."""

import random
from datetime import datetime
from pathlib import Path

from sqlalchemy import Engine

from pipelines.evidence.verify import EvidenceCheck, check_evidence
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from records.database import read_session, write_transaction
from records.model import EvidenceRef
from records.tables import SnapshotRow
from tests.conftest import NOW
from tests.records import rows


class Store:
    """Two evidence files with three pages each, and the records of them."""

    def __init__(self, engine: Engine, folder: Path, now: datetime = NOW) -> None:
        self.engine, self.folder = engine, folder
        self.refs: dict[str, EvidenceRef] = {}
        chance = random.Random(7)
        for name in ("one", "two"):
            writer = EvidenceWriter(folder, name)
            for number in range(3):
                self.add(writer, f"{name}{number}", chance.randbytes(2000), now)
            writer.close()

    def add(self, writer: EvidenceWriter, article: str, body: bytes, at: datetime) -> None:
        url = f"https://site.example/{article}"
        self.refs[article] = writer.write(PageItem("kz_test", url, url, 200, (("Content-Type", "text/html"),), body, at))
        with write_transaction(self.engine) as session:
            rows.page(session, rows.article(session, article), self.refs[article].sha256)
            row = session.query(SnapshotRow).filter_by(article_id=article).one()
            ref = self.refs[article]
            row.file, row.offset, row.sha256, row.fetched_at = ref.file, ref.offset, ref.sha256, at

    def path(self, article: str) -> Path:
        return self.folder / self.refs[article].file

    def faults(self) -> list[str]:
        return self.check()[0]

    def check(self) -> tuple[list[str], EvidenceCheck]:
        found: list[str] = []
        with read_session(self.engine) as session:
            checked = check_evidence(self.engine, session, self.folder, found.append)
        return found, checked
