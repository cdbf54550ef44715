"""Clearing evidence: only what is old and in no draft goes, what is kept stays findable at every moment, and the ledger proves what went."""

import hashlib
import json
import os
import random
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from sqlalchemy import Engine, select, text
from typer.testing import CliRunner, Result

from flows.cli import evidence_command, verify_command
from pipelines.evidence import retention, retention_journal, rewrite
from pipelines.evidence.evidence_verify import check_evidence
from pipelines.evidence.inventory import evidence_inventory
from pipelines.evidence.retention import Cleared, NotCleared, clear
from pipelines.evidence.writer import EvidenceWriter, read_page
from pipelines.items import PageItem
from records import ledger, review
from records.database import read_session, write_transaction
from records.ledger import clearings, ledger_verify
from records.model import EvidenceRef
from records.outlets import claims
from records.tables import DraftArticleRow, DraftRow, IncidentRow, LedgerRow, SnapshotRow
from tests.conftest import NOW
from tests.records import rows

app = typer.Typer()
verify_command.add_to(app)
evidence_command.add_to(app)

OLD = NOW - timedelta(days=200)


class Store:
    """Evidence of several days, with the records of it. Nothing was written to the files for two days."""

    def __init__(self, engine: Engine, folder: Path) -> None:
        self.engine, self.folder = engine, folder
        self.chance = random.Random(3)
        self.bodies: dict[str, bytes] = {}

    def file(self, name: str, at: datetime, *articles: str | None, **values: Any) -> str:
        """Write a file with a page for each article; None is a page that was none."""
        writer = EvidenceWriter(self.folder, name)
        for article in articles:
            url = f"https://site.example/{article}"
            body = self.chance.randbytes(1500)
            ref = writer.write(PageItem("kz_test", url, url, 200, (), body, at))
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
            review.propose(session, review.undrafted(session, "test 1"), now=NOW)

    def clear(self, days: int = 90, **values: Any) -> Cleared:
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
            ledger_verify.walk(session, found.append)
            ledger_verify.standing_faults(session, found.append)
            clearings.clearing_faults(session, found.append)
            check_evidence(self.engine, session, self.folder, found.append)
        return found

    def acts(self) -> list[LedgerRow]:
        with read_session(self.engine) as session:
            return list(session.scalars(select(LedgerRow).where(LedgerRow.action == "clear").order_by(LedgerRow.id)))


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
    with pytest.raises(NotCleared, match=told):
        store.clear(**values)
    assert all(store.standing().values())


def test_nothing_is_cleared_while_a_run_is_at_work(store: Store) -> None:
    store.file("run", OLD, "a")
    with write_transaction(store.engine) as session:
        claims.claim(session, "kz_test", "the-run", NOW)
    with pytest.raises(NotCleared, match="run the-run is at work on kz_test"):
        store.clear()
    assert store.clear(now=NOW + 2 * claims.STALE).pages == 1


def test_two_clearings_at_once_are_refused(store: Store) -> None:
    store.file("run", OLD, "a")
    with retention._alone(store.folder), pytest.raises(NotCleared, match="another clearing"):
        store.clear()


def test_an_article_that_comes_into_a_draft_meanwhile_stops_the_clearing_and_nothing_is_lost(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    file = store.file("run", OLD, "a", "b", "drafted")
    store.draft("drafted")
    ready = retention_journal.ready

    def meanwhile(folder: Path, at: datetime, old: list[str]) -> None:
        store.draft("a")
        ready(folder, at, old)

    monkeypatch.setattr(retention_journal, "ready", meanwhile)
    with pytest.raises(NotCleared, match="run it again"):
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
    "the first new file is announced, not written": (rewrite, "_raw", 1),
    "half of the first new file is written": (rewrite, "_raw", 2),
    "it is written under its passing name": (os, "replace", 1),
    "the second one is begun": (rewrite, "_raw", 7),
    "all are written": (retention_journal, "ready", 1),
    "the pages are moved within the transaction": (retention, "_drop", 1),
    "some are marked within the transaction": (retention, "_drop", 2),
    "the ledger's row is about to be written": (ledger, "append", 1),
    "the transaction is over, nothing is deleted": (retention_journal, "tidy", 2),
    "one old file is deleted": (Path, "unlink", 2),
    "all are deleted but the journal": (Path, "unlink", 3),
}


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
    assert not [path for path in store.folder.iterdir() if path.name == retention_journal.JOURNAL]
    assert len(store.acts()) == 1
    assert store.faults() == []


def test_a_full_disk_stops_the_clearing_and_nothing_is_changed(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    file = store.file("run", OLD, "a", "drafted")
    store.draft("drafted")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(os, "fsync", full)
        patched.setattr(retention_journal, "sync", lambda _folder: None)
        patched.setattr(retention_journal, "_write", lambda folder, told: (folder / retention_journal.JOURNAL).write_text(json.dumps(told) + "\n"))
        with pytest.raises(NotCleared, match="No space left"):
            store.clear()
    assert (store.files(), store.acts(), all(store.standing().values())) == ([file], [], True)


def test_the_journal_never_deletes_a_file_in_which_a_page_lies(store: Store) -> None:
    file = store.file("run", OLD, "drafted")
    store.draft("drafted")
    journal = store.folder / retention_journal.JOURNAL
    journal.write_text(json.dumps({"new": file}) + '\n{"new": "2026/01/01/half')
    store.clear()
    assert store.files() == [file]
    assert not journal.exists()


# What verifying says of it


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


def test_a_page_that_is_moved_while_it_is_verified_is_no_fault(store: Store) -> None:
    store.file("run", OLD, "a", "drafted", "b")
    store.draft("drafted")
    found: list[str] = []
    with verify_command.at_one_moment(store.engine) as session:
        assert session.scalar(select(SnapshotRow.id).limit(1))
        store.clear()
        check_evidence(store.engine, session, store.folder, found.append)
    assert found == []


# The command


def run(store: Store, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("QORGAN_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
    return CliRunner().invoke(app, words)


def test_disk_use_is_shown_by_month_with_the_share_of_drafts_and_what_could_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.file("run", OLD, "a", "drafted")
    store.file("run", NOW - timedelta(days=400), "b")
    store.file("run", NOW, "c")
    store.draft("drafted")
    with read_session(store.engine) as session:
        found = evidence_inventory(session, store.folder, NOW)
    size = {name: (store.folder / name).stat().st_size for name in store.files()}
    assert (found.files, found.pages, found.held.pages, found.bytes) == (3, 4, 1, sum(size.values()))
    assert dict(found.months) == {"-".join(name.split("/")[:2]): bytes_ for name, bytes_ in size.items()}
    assert {days: one.pages for days, one in found.clearable.items()} == {90: 2, 365: 1}
    told = json.loads(run(store, monkeypatch, "evidence", "--format", "json").stdout)
    assert (told["bytes"], told["held"]["pages"], told["cleared"]) == (found.bytes, 1, 0)
    shown = run(store, monkeypatch, "evidence").stdout
    assert "4 stored pages, 1 of drafts and incidents, 0 cleared so far" in shown
    assert "could be cleared with --older-than 365: 1 stored page," in shown


def test_the_command_clears_under_a_name_and_says_what_went(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.file("run", OLD, "a", None)
    dry = run(store, monkeypatch, "evidence", "clear", "--older-than", "30", "--as", "Aigul", "--dry-run")
    assert "Would clear 1 stored page and 1 record of no article" in dry.stderr
    did = run(store, monkeypatch, "evidence", "clear", "--older-than", "30", "--as", "Aigul")
    assert (did.exit_code, "Cleared 1 stored page and 1 record of no article" in did.stderr) == (0, True), did.output
    assert "There is nothing to clear." in run(store, monkeypatch, "evidence", "clear", "--older-than", "30", "--as", "Aigul").stderr
    assert "1 cleared" in run(store, monkeypatch, "verify").stdout


@pytest.mark.parametrize("words", [("--as", "Aigul"), ("--older-than", "90"), ("--older-than", "29", "--as", "Aigul")])
def test_clearing_without_days_or_a_name_or_below_thirty_days_is_wrong_use(
    store: Store, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    assert run(store, monkeypatch, "evidence", "clear", *words).exit_code == 2
