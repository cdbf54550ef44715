"""Clearing evidence: only what is old and in no draft goes, what is kept stays findable at every moment, and the ledger proves what went."""

import hashlib
import json
import os
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from pipelines.evidence import retention
from pipelines.evidence.page_fates import open_pages
from pipelines.evidence.reading import StoredPage, read_warc
from pipelines.evidence.retention import ClearingFailed
from pipelines.evidence.verify import check_evidence, evidence_inventory
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import FollowedRedirect, PageItem
from records import ledger
from records.database import consistent_read_session, read_session, write_transaction
from records.model import EvidenceRef
from records.outlets import claims, runs
from records.tables import DraftArticleRow, DraftRow, IncidentRow, SnapshotRow
from records.vocabulary import Fate
from tests.conftest import NOW
from tests.pipelines.evidence.cleared_store import Store

OLD = NOW - timedelta(days=200)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Store:
    return Store(engine, tmp_path / "var" / "evidence")


def test_old_pages_in_no_draft_go_and_the_kept_ones_are_found_in_their_new_places(store: Store) -> None:
    old = store.file("run", OLD, "a", "drafted", "b", "held")
    late = store.file("run", NOW - timedelta(days=40), "young")
    store.draft("drafted")
    store.draft("held")
    whole = sum((store.folder / name).stat().st_size for name in store.files())
    done = store.clear()
    assert (done.pages, done.others, done.files, done.skipped) == (2, 0, 1, ())
    assert store.standing() == {"a": False, "drafted": True, "b": False, "held": True, "young": True}
    assert store.files() == sorted([old.replace("run.", "run~1."), late])
    assert whole - sum((store.folder / name).stat().st_size for name in store.files()) == done.bytes
    assert store.faults() == []


def test_the_records_that_are_kept_are_copied_byte_for_byte(store: Store) -> None:
    file = store.file("run", OLD, "a", "drafted", "b")
    store.draft("drafted")
    with read_session(store.engine) as session:
        offsets = [row.offset for row in session.query(SnapshotRow).order_by(SnapshotRow.offset)]
    before = (store.folder / file).read_bytes()[offsets[1] : offsets[2]]
    store.clear()
    assert (store.folder / file.replace("run.", "run~1.")).read_bytes() == before


def test_a_redirect_goes_and_stays_with_the_page_to_which_it_led(store: Store) -> None:
    led = (FollowedRedirect("https://site.example/old", 301, (("Location", "https://site.example/new"),)),)
    old = store.file("run", OLD, "a", "drafted", None, redirects=led)
    store.draft("drafted")
    done = store.clear()
    assert (done.pages, done.others) == (1, 1)
    with open(store.folder / old.replace("run.", "run~1."), "rb") as stream:
        assert [page.url for page in read_warc(stream) if isinstance(page, StoredPage)] == [
            "https://site.example/old",
            "https://site.example/drafted",
        ]
    assert store.standing() == {"a": False, "drafted": True}
    assert store.faults() == []


def test_the_ledger_proves_which_pages_went(store: Store) -> None:
    store.file("run", OLD, "b", "a", "drafted", None)
    store.draft("drafted")
    with read_session(store.engine) as session:
        sha256 = {row.article_id: row.sha256 for row in session.query(SnapshotRow)}
    done = store.clear(days=100)
    (act,) = store.acts()
    lines = "".join(f"{article} {sha256[article]}\n" for article in ("a", "b"))
    assert (act.id, act.who, act.subject, act.before) == (done.row, "Aigul", "evidence", {})
    assert act.after == {
        "older_than": 100, "until": (NOW - timedelta(days=100)).isoformat(), "at": NOW.isoformat(), "pages": 2, "other_records": 1,
        "bytes": done.bytes, "files": 1, "digest": hashlib.sha256(lines.encode()).hexdigest(),
    }  # fmt: skip


def test_a_file_of_which_nothing_is_kept_goes_as_a_whole(store: Store) -> None:
    store.file("run", OLD, "a", "b", None)
    assert store.clear().pages == 2
    assert store.files() == []
    assert store.faults() == []


def test_what_a_draft_repeats_what_an_incident_names_and_what_shares_a_record_with_a_draft_is_kept(store: Store) -> None:
    store.file("run", OLD, "original", "named", "drafted", "alone")
    store.file("copies", OLD, "copy", copy_of="original")
    with write_transaction(store.engine) as session:
        session.add(DraftArticleRow(article_id="copy", draft_id=_draft(session), traits={}))
        drafted = session.query(SnapshotRow).filter_by(article_id="drafted").one()
        session.add(
            IncidentRow(
                number="KZ-2026-0001", year=2026, serial=1, withdrawn=False, title="", primary="ATT", categories=["ATT"], victims=[], outlets=[],
                actor="unknown", online=False, motive="unconfirmed", summary={}, sources=[{"id": "named", "url": "u"}], private={}, created_at=NOW,
            )
        )  # fmt: skip
        ref = EvidenceRef(drafted.file, drafted.offset, drafted.sha256)
    store.refer("second part", ref, OLD)
    store.bodies["second part"] = store.bodies["drafted"]
    store.draft("drafted")
    assert store.clear().pages == 1
    assert [article for article, stands in store.standing().items() if not stands] == ["alone"]


def _draft(session: Any) -> int:
    draft = DraftRow(state="new", score=0.5, label="incident", proposal={}, sample=True, created_at=NOW)
    session.add(draft)
    session.flush()
    return draft.id


def test_later_states_of_a_page_go_by_their_own_age(store: Store) -> None:
    store.file("run", OLD, "a")
    with write_transaction(store.engine) as session:
        first = session.query(SnapshotRow).one()
        writer = EvidenceWriter(store.folder, "later")
        ref = writer.write(PageItem("kz_test", "u", "https://u.example/", 200, (), store.bodies["a"], NOW - timedelta(days=5)))
        writer.close()
        session.add(SnapshotRow(article_id="a", fetched_at=NOW - timedelta(days=5), url="u", status=200, sha256=ref.sha256, file=ref.file, offset=0))
        assert first.id
    store.settle(store.folder / ref.file)
    assert store.clear().pages == 1
    with read_session(store.engine) as session:
        assert [row.dropped_at is None for row in session.query(SnapshotRow).order_by(SnapshotRow.id)] == [False, True]
    assert store.faults() == []


def test_records_of_no_article_go_by_the_day_of_their_file(store: Store) -> None:
    store.file("errors", OLD, None, None)
    young = store.file("errors", NOW - timedelta(days=40), None)
    done = store.clear()
    assert (done.pages, done.others, store.files()) == (0, 2, [young])
    assert store.faults() == []


def test_a_second_clearing_goes_on_from_the_files_of_the_first(store: Store) -> None:
    middle = NOW - timedelta(days=100)
    file = store.file("run", OLD, "a", "drafted")
    store.file("run", middle, "b", "c")
    store.draft("drafted")
    assert store.clear(days=150).pages == 1
    store.settle(store.folder / file.replace("run.", "run~1."))
    store.draft("c")
    assert store.clear(days=90, now=NOW + timedelta(seconds=1)).pages == 1
    with write_transaction(store.engine) as session:
        session.execute(text("DELETE FROM article_keys"))
        session.execute(text("DELETE FROM draft_articles"))
    assert store.clear(days=90, now=NOW + timedelta(days=30)).pages == 2
    assert store.files() == []
    assert len(store.acts()) == 3
    assert store.faults() == []


def test_nothing_is_cleared_twice_and_an_empty_clearing_leaves_no_row_in_the_ledger(store: Store) -> None:
    store.file("run", OLD, "a")
    store.clear()
    done = store.clear(now=NOW + timedelta(days=1))
    assert (done.pages, done.files, done.row, len(store.acts())) == (0, 0, None, 1)


def test_a_dry_run_says_what_would_go_and_touches_nothing(store: Store) -> None:
    store.file("run", OLD, "a", "drafted", None)
    store.draft("drafted")
    before = {name: (store.folder / name).read_bytes() for name in store.files()}
    would = store.clear(dry_run=True)
    assert {name: (store.folder / name).read_bytes() for name in store.files()} == before
    assert (all(store.standing().values()), store.acts()) == (True, [])
    did = store.clear()
    assert (would.pages, would.others, would.bytes, would.files) == (did.pages, did.others, did.bytes, did.files) == (1, 1, did.bytes, 1)


def test_files_that_somebody_may_still_write_to_are_never_touched(store: Store) -> None:
    file = store.file("run", OLD, "a")
    os.utime(store.folder / file)
    assert store.clear(now=datetime.now(NOW.tzinfo)).pages == 0
    assert store.files() == [file]


def test_a_file_with_a_page_that_is_not_what_was_stored_is_left_for_people_to_see(store: Store) -> None:
    bad, good = store.file("bad", OLD, "a", "b"), store.file("good", OLD, "c")
    path = store.folder / bad
    path.write_bytes(path.read_bytes()[:200] + b"\0\0\0" + path.read_bytes()[203:])
    store.settle(path)
    done = store.clear()
    assert (done.pages, done.skipped, store.files()) == (1, (bad,), [bad])
    assert good not in store.files()


@pytest.mark.parametrize(("values", "told"), [({"days": 29}, "30 days"), ({"who": " "}, "name of the person")])
def test_a_clearing_needs_thirty_days_and_a_name(store: Store, values: dict[str, Any], told: str) -> None:
    store.file("run", OLD, "a")
    with pytest.raises(ClearingFailed, match=told):
        store.clear(**values)
    assert all(store.standing().values())


def test_nothing_is_cleared_while_a_run_is_at_work(store: Store) -> None:
    store.file("run", OLD, "a")
    with write_transaction(store.engine) as session:
        claims.claim(session, "kz_test", "the-run", NOW)
    with pytest.raises(ClearingFailed, match=r"the-run.* kz_test"):
        store.clear()
    assert store.clear(now=NOW + 2 * claims.CLAIM_TIMEOUT).pages == 1


def test_two_clearings_at_once_are_refused(store: Store) -> None:
    store.file("run", OLD, "a")
    with retention.lock_evidence(store.folder), pytest.raises(ClearingFailed, match="another clearing"):
        store.clear()


def test_an_article_that_comes_into_a_draft_meanwhile_stops_the_clearing_and_nothing_is_lost(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    file = store.file("run", OLD, "a", "b", "drafted")
    store.draft("drafted")
    ready = retention.journal_ready

    def meanwhile(folder: Path, at: datetime, old: list[str]) -> None:
        store.draft("a")
        ready(folder, at, old)

    monkeypatch.setattr(retention, "journal_ready", meanwhile)
    with pytest.raises(ClearingFailed, match="run it again"):
        store.clear()
    assert (store.files(), store.acts(), all(store.standing().values())) == ([file], [], True)
    monkeypatch.undo()
    assert store.clear().pages == 1


class PowerCut(BaseException):
    """The machine stops: no line of ours after this one is run."""


def stop_before(monkeypatch: pytest.MonkeyPatch, where: Any, name: str, calls: int = 1) -> None:
    whole: Callable[..., Any] = getattr(where, name)
    count = 0

    def stops(*given: Any, **named: Any) -> Any:
        nonlocal count
        count += 1
        if count == calls:
            raise PowerCut
        return whole(*given, **named)

    monkeypatch.setattr(where, name, stops)


CRASHES = {
    "the first new file is announced, not written": (retention, "_raw", 1), "half of the first new file is written": (retention, "_raw", 2),
    "it is written under its passing name": (os, "replace", 1), "the second one is begun": (retention, "_raw", 7),
    "all are written": (retention, "journal_ready", 1), "the pages are moved within the transaction": (retention, "_drop", 1),
    "some are marked within the transaction": (retention, "_drop", 2), "the ledger's row is about to be written": (ledger, "append", 1),
    "the transaction is over, nothing is deleted": (retention, "_delete_leftovers", 2), "one old file is deleted": (Path, "unlink", 2),
    "all are deleted but the journal": (Path, "unlink", 3),
}  # fmt: skip


@pytest.mark.parametrize("point", CRASHES)
def test_wherever_a_clearing_is_broken_off_every_kept_page_is_found_and_the_next_one_tidies_up(
    store: Store, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    store.file("one", OLD, "a", "drafted", "b", "held")
    store.file("two", OLD + timedelta(days=1), "c", "kept")
    for article in ("drafted", "held", "kept"):
        store.draft(article)
    where, name, calls = CRASHES[point]
    with monkeypatch.context() as patched:
        stop_before(patched, where, name, calls)
        with pytest.raises(PowerCut):
            store.clear()
    kept = {article for article, stands in store.standing().items() if stands}
    assert kept >= {"drafted", "held", "kept"}
    # All of it took place, or nothing.
    assert (len(kept), len(store.acts())) in ((6, 0), (3, 1))
    assert store.faults() == []
    for name in store.files():
        store.settle(store.folder / name)
    store.clear(now=NOW + timedelta(minutes=1))
    assert {article for article, stands in store.standing().items() if stands} == {"drafted", "held", "kept"}
    assert len(store.files()) == 2
    assert not [path for path in store.folder.iterdir() if path.name == retention.JOURNAL]
    assert len(store.acts()) == 1
    assert store.faults() == []


def test_a_full_disk_stops_the_clearing_and_nothing_is_changed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    file = store.file("run", OLD, "a", "drafted")
    store.draft("drafted")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        patched.setattr(retention, "sync_folder", lambda _folder: None)
        patched.setattr(retention, "_write", lambda folder, told: (folder / retention.JOURNAL).write_text(json.dumps(told) + "\n"))
        with pytest.raises(ClearingFailed, match="No space left"):
            store.clear()
    assert (store.files(), store.acts(), all(store.standing().values())) == ([file], [], True)


def test_a_page_that_is_moved_while_it_is_verified_is_no_fault(store: Store) -> None:
    store.file("run", OLD, "a", "drafted", "b")
    store.draft("drafted")
    found: list[str] = []
    with consistent_read_session(store.engine) as session:
        assert session.scalar(select(SnapshotRow.id).limit(1))
        store.clear()
        check_evidence(store.engine, session, store.folder, found.append)
    assert found == []


RUN = f"{OLD:%Y%m%d}T060000000000-run"


@pytest.mark.parametrize("dry_run", [True, False])
def test_nothing_is_cleared_while_a_page_that_would_go_was_never_read(store: Store, dry_run: bool) -> None:
    file = store.file(f"{RUN}-4711", OLD, "a", "drafted", None)
    store.draft("drafted")
    before = (store.folder / file).read_bytes()
    with pytest.raises(ClearingFailed, match=re.escape(f" {file} ") + ".*: qorgan replay --missing$"):
        store.clear(dry_run=dry_run)
    assert (store.files(), (store.folder / file).read_bytes(), store.acts()) == ([file], before, [])
    [(page, _)] = open_pages(store.engine, store.folder, file)
    with write_transaction(store.engine) as session:
        runs.begin_run(session, RUN, "run", OLD)
        runs.begin_outlet(session, RUN, "kz_test", None, OLD)
        runs.record_page_fate(session, RUN, "kz_test", page.url, "key", Fate.NOT_READ, at=OLD, sha256=page.sha256, detail="its limit of time")
    assert (done := store.clear(dry_run=dry_run)).others == 1, "that it breaks its reader is known"
    assert done.pages == 1


def test_the_journal_never_deletes_a_file_in_which_a_page_lies(store: Store) -> None:
    file = store.file("run", OLD, "drafted")
    store.draft("drafted")
    journal = store.folder / retention.JOURNAL
    journal.write_text(json.dumps({"new": file}) + '\n{"new": "2026/01/01/half')
    store.clear()
    assert store.files() == [file]
    assert not journal.exists()


@pytest.mark.parametrize("others", [(), ("a",)])
def test_a_file_in_which_no_page_was_an_article_is_counted_and_nothing_of_it_could_go(
    engine: Engine, tmp_path: Path, others: tuple[str, ...]
) -> None:
    store = Store(engine, tmp_path / "evidence")
    store.file("short", NOW, None, None)
    if others:
        store.file("long", NOW, *others)
    with read_session(engine) as session:
        found = evidence_inventory(session, store.folder, NOW)
    assert found.files == 1 + len(others)
    assert found.pages == len(others)
    assert found.bytes == sum(path.stat().st_size for path in store.folder.rglob("*.warc.gz"))
