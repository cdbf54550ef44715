"""Which cleared pages the ledger covers."""

import hashlib
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from records import ledger
from records.database import write_transaction
from records.ledger import clearings
from records.tables import SnapshotRow
from records.vocabulary import LedgerAction
from tests.conftest import NOW
from tests.pipelines.evidence.cleared_store import Store
from tests.records import rows

OLD = NOW - timedelta(days=200)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Store:
    return Store(engine, tmp_path / "var" / "evidence")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE snapshots SET dropped_at = '2026-11-20 00:00:00+00:00' WHERE article_id = 'young'", "no clearing in the ledger says so"),
        ("UPDATE snapshots SET dropped_at = (SELECT max(dropped_at) FROM snapshots) WHERE article_id = 'young'", "are not those of ledger row 1"),
        ("UPDATE snapshots SET dropped_at = NULL WHERE article_id = 'a'", "are not those of ledger row 1"),
        ("UPDATE snapshots SET dropped_at = NULL", "ledger row 1 cleared pages away, but none is marked so"),
    ],
)
def test_a_page_marked_as_cleared_that_no_decision_covers_is_a_fault(store: Store, change: str, told: str) -> None:
    store.file("run", OLD, "a", "b")
    store.file("run", NOW - timedelta(days=40), "young")
    store.clear()
    if store.engine.dialect.name == "sqlite":
        change = change.replace("00:00:00+00:00", "00:00:00.000000")
    with store.engine.begin() as connection:
        connection.execute(text(change))
    assert any(told in line for line in store.faults())


def dropped(session: Session, article: str, sha256: str, at: datetime | None) -> None:
    """A stored page, marked as cleared away at a moment."""
    rows.article(session, article)
    state = session.query(SnapshotRow).filter_by(article_id=article).one()
    state.sha256, state.dropped_at = sha256, at


def clearing(session: Session, at: datetime, pages: int, digest: str, **values: Any) -> None:
    after = {"at": at.isoformat(), "pages": pages, "digest": digest, **values}
    ledger.append(session, at=at, who="Aigul", action=LedgerAction.CLEAR, subject=clearings.EVIDENCE, before={}, after=after)


def told(session: Session) -> tuple[int, list[str]]:
    found: list[str] = []
    return clearings.clearing_faults(session, found.append), found


def digest_of(*lines: str) -> str:
    return hashlib.sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()


def test_the_digest_of_a_clearing_is_over_its_pages_in_the_order_of_their_codes(engine: Engine) -> None:
    with write_transaction(engine) as session:
        for article, sha256 in (("b", "1" * 64), ("A", "2" * 64), ("a", "3" * 64)):
            dropped(session, article, sha256, OLD)
        dropped(session, "other", "4" * 64, NOW)
        dropped(session, "kept", "5" * 64, None)
        assert clearings.cleared(session, OLD) == (3, digest_of(f"A {'2' * 64}", f"a {'3' * 64}", f"b {'1' * 64}"))
        assert clearings.cleared(session, NOW) == (1, digest_of(f"other {'4' * 64}"))
        assert clearings.cleared(session, NOW - timedelta(days=1)) == (0, digest_of())


def test_pages_that_the_ledger_covers_are_counted_and_no_fault(engine: Engine) -> None:
    with write_transaction(engine) as session:
        assert told(session) == (0, [])
        dropped(session, "a", "1" * 64, OLD)
        dropped(session, "b", "2" * 64, NOW)
        dropped(session, "c", "3" * 64, NOW)
        dropped(session, "kept", "5" * 64, None)
        for at in (OLD, NOW):
            clearing(session, at, *clearings.cleared(session, at))
        # A clearing that found nothing, a row of something else, and one that says no moment.
        clearing(session, NOW - timedelta(days=1), 0, digest_of())
        ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.CLEAR, subject=clearings.EVIDENCE, before={}, after={"pages": 7})
        ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.CLEAR, subject="other", before={}, after={"at": "x", "pages": 7})
        ledger.append(session, at=NOW, who="Aigul", action=LedgerAction.PROMOTE, subject=clearings.EVIDENCE, before={}, after={"at": "x", "pages": 7})
        assert told(session) == (3, [])


def test_every_way_in_which_marks_and_ledger_differ_is_told_in_its_own_line(engine: Engine) -> None:
    with write_transaction(engine) as session:
        moments = [NOW - timedelta(days=days) for days in (9, 8, 7, 6, 5)]
        alone, two, other_pages, other_count, nothing = moments
        for article, at in (("a", alone), ("b", two), ("c", two), ("d", other_pages), ("e", other_count)):
            dropped(session, article, "1" * 64, at)
        clearing(session, other_pages, 1, digest_of("x"))
        clearing(session, other_count, 2, clearings.cleared(session, other_count)[1])
        clearing(session, nothing, 4, digest_of("x"))
        assert told(session) == (5, [
            f"1 page is marked as cleared away at {alone.isoformat()}, but no clearing in the ledger says so",
            f"2 pages are marked as cleared away at {two.isoformat()}, but no clearing in the ledger says so",
            f"the pages marked as cleared away at {other_pages.isoformat()} are not those of ledger row 1",
            f"the pages marked as cleared away at {other_count.isoformat()} are not those of ledger row 2",
            "ledger row 3 cleared pages away, but none is marked so",
        ])  # fmt: skip
