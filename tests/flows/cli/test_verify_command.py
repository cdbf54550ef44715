"""Verifying: whatever is altered in the ledger, in the records beside it or in a stored page is found out and named."""

import hashlib
import json
import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import typer
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, delete, insert, text
from sqlalchemy.exc import DBAPIError
from typer.testing import CliRunner, Result

from flows.cli import evidence_command, verify_command
from pipelines.evidence.evidence_verify import EvidenceCheck, check_evidence
from pipelines.evidence.warc import Record, read_record, read_records
from pipelines.evidence.writer import EvidenceWriter, read_page
from pipelines.items import PageItem
from records import ledger, review
from records.database import open_engine, read_session, upgrade, write_transaction
from records.ledger import clearings, ledger_verify
from records.ledger.ledger_verify import Head
from records.model import EvidenceRef
from records.tables import LedgerRow, SnapshotRow
from records.vocabulary import LedgerAction
from tests.conftest import NOW
from tests.records import rows

app = typer.Typer()
verify_command.add_to(app)
evidence_command.add_to(app)


def act(engine: Engine, times: int = 5) -> None:
    with write_transaction(engine) as session:
        for number in range(1, times + 1):
            ledger.append(
                session,
                at=NOW + timedelta(seconds=number),
                who="Aigul",
                action=LedgerAction.PROMOTE,
                subject=f"model {number}",
                before={},
                after={"n": number},
            )


@contextmanager
def unguarded(engine: Engine) -> Iterator[Connection]:
    """A connection past the triggers, as somebody with the database in their hands has it."""
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            for name in ("update", "delete"):
                connection.execute(text(f"DROP TRIGGER ledger_refuses_{name}"))
        else:
            connection.execute(text("ALTER TABLE ledger DISABLE TRIGGER USER"))
        yield connection


def chain_faults(engine: Engine, noted: Head | None = None) -> list[str]:
    found: list[str] = []
    with read_session(engine) as session:
        ledger_verify.walk(session, found.append, noted)
        ledger_verify.standing_faults(session, found.append)
        clearings.clearing_faults(session, found.append)
    return found


def head(engine: Engine) -> Head:
    with read_session(engine) as session:
        last = ledger_verify.walk(session, lambda _words: None).head
    assert last is not None
    return last


# The chain


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE ledger SET who = 'x' WHERE id = 1",
        "DELETE FROM ledger WHERE id = 1",
        "TRUNCATE ledger",
        "INSERT OR REPLACE INTO ledger SELECT * FROM ledger WHERE id = 1",
        "REPLACE INTO ledger SELECT * FROM ledger WHERE id = 1",
        "INSERT INTO ledger SELECT * FROM ledger WHERE id = 1 ON CONFLICT (id) DO UPDATE SET who = 'x'",
    ],
)
def test_through_the_application_nobody_can_change_or_take_out_a_row_of_the_ledger(engine: Engine, statement: str) -> None:
    if ("TRUNCATE" in statement) == (engine.dialect.name == "sqlite") and ("TRUNCATE" in statement or "REPLACE" in statement):
        pytest.skip("no such statement there")
    if "REPLACE" in statement and engine.dialect.name != "sqlite":
        pytest.skip("no such statement there")
    if "CONFLICT" in statement and engine.dialect.name == "sqlite":
        # SQLite takes a condition to tell the clause from a join.
        statement = statement.replace("WHERE id = 1 ON", "WHERE id = 1 AND true ON")
    act(engine)
    with pytest.raises(DBAPIError, match="append-only"), write_transaction(engine) as session:
        session.execute(text(statement))
    assert chain_faults(engine) == []


CHANGES = {
    "at": "at = '2020-01-01 00:00:00+00:00'",
    "who": "who = 'Somebody'",
    "action": "action = 'reject'",
    "subject": "subject = 'model 9'",
    "before": """before = '{"n": 9}'""",
    "after": """after = '{"n": 9}'""",
    "reason": "reason = 'other'",
    "note": "note = 'a word'",
    "hash": f"hash = '{'f' * 64}'",
}


@pytest.mark.parametrize("column", CHANGES)
def test_a_value_altered_in_any_column_of_the_ledger_is_found_and_its_row_named(engine: Engine, column: str) -> None:
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text(f"UPDATE ledger SET {CHANGES[column]} WHERE id = 3"))
    found = chain_faults(engine)
    assert found[0] == "ledger row 3 was altered"
    # With another hash, the row after it does not follow either.
    assert len(found) == (2 if column == "hash" else 1)


def test_every_column_of_the_ledger_is_covered_by_its_hash() -> None:
    assert {column.name for column in LedgerRow.__table__.columns} == {*CHANGES, "id", "previous"}


def test_another_hash_of_the_row_before_is_found(engine: Engine) -> None:
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text(f"UPDATE ledger SET previous = '{'f' * 64}' WHERE id = 3"))
    assert chain_faults(engine) == ["ledger row 3 is out of its place: it was moved, inserted or exchanged"]


@pytest.mark.parametrize(
    ("gone", "told"),
    [((1,), "ledger row 1 is missing"), ((3,), "ledger row 3 is missing"), ((2, 3, 4), "ledger rows 2 to 4 are missing")],
)
def test_rows_taken_out_are_named_in_one_line(engine: Engine, gone: tuple[int, ...], told: str) -> None:
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text(f"DELETE FROM ledger WHERE id IN ({', '.join(map(str, gone))})"))
    assert chain_faults(engine) == [told]


def test_rows_that_changed_places_are_both_named(engine: Engine) -> None:
    act(engine)
    with unguarded(engine) as connection:
        for old, new in ((2, 99), (3, 2), (99, 3)):
            connection.execute(text(f"UPDATE ledger SET id = {new} WHERE id = {old}"))
    assert {line.split(" is out")[0] for line in chain_faults(engine)} >= {"ledger row 2", "ledger row 3"}


def test_a_row_put_in_with_a_hash_that_looks_right_is_found(engine: Engine) -> None:
    act(engine)
    with unguarded(engine) as connection:
        for id_ in (5, 4, 3):
            connection.execute(text(f"UPDATE ledger SET id = {id_ + 1} WHERE id = {id_}"))
        before = connection.execute(text("SELECT hash FROM ledger WHERE id = 2")).scalar_one()
        connection.execute(insert(LedgerRow), [forged(3, before)])
    found = chain_faults(engine)
    assert {line.split(" ")[2] for line in found} == {"4", "5", "6"}


def test_a_row_numbered_before_the_first_is_found(engine: Engine) -> None:
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(insert(LedgerRow), [forged(0, ledger.FIRST)])
    assert any("ledger row 0 was inserted" in line for line in chain_faults(engine))


def test_a_row_exchanged_with_its_hash_renewed_does_not_carry_the_next_one(engine: Engine) -> None:
    act(engine)
    rewrite(engine, 3, 3)
    assert chain_faults(engine) == ["ledger row 4 does not follow row 3: one of the two was exchanged"]


def test_a_history_written_wholly_anew_from_a_row_on_is_found_by_a_head_noted_before(engine: Engine) -> None:
    act(engine)
    noted = head(engine)
    act(engine, 2)
    assert chain_faults(engine, noted) == []
    rewrite(engine, 3, 7)
    assert chain_faults(engine) == []
    assert chain_faults(engine, noted) == ["ledger row 5 is not the one that was noted as the head; what stands from there on was written anew"]


def test_a_noted_head_that_was_cut_off_is_missed(engine: Engine) -> None:
    act(engine)
    noted = head(engine)
    with unguarded(engine) as connection:
        connection.execute(text("DELETE FROM ledger WHERE id > 3"))
    assert chain_faults(engine) == []
    assert chain_faults(engine, noted) == ["ledger row 5, which was noted as the head, is missing"]


@pytest.mark.parametrize("junk", ["after = 'no json'", "at = 'never'", "who = x'ff'", "before = '[[[' || 'x'"])
def test_a_row_that_cannot_be_read_is_named_and_does_not_stop_the_reading(tmp_path: Path, junk: str) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'l.db'}")
    upgrade(engine)
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text(f"UPDATE ledger SET {junk} WHERE id = 3"))
        connection.execute(text("UPDATE ledger SET who = 'x' WHERE id = 5"))
    assert chain_faults(engine) == ["ledger row 3 was altered", "ledger row 5 was altered"]
    engine.dispose()


def test_text_that_is_no_text_is_told_and_no_crash(tmp_path: Path) -> None:
    engine = open_engine(f"sqlite:///{tmp_path / 'l.db'}")
    upgrade(engine)
    act(engine)
    with unguarded(engine) as connection:
        connection.execute(text("UPDATE ledger SET note = CAST(x'ff' AS TEXT) WHERE id = 3"))
    with read_session(engine) as session:
        assert any("cannot be read beyond" in line for line in ledger_verify.faults(session))
    engine.dispose()


def forged(id_: int, previous: str, **values: Any) -> dict[str, Any]:
    """A row as the application would write it."""
    row = {
        "id": id_, "at": NOW, "who": "Somebody", "action": "train", "subject": "model 0", "before": {}, "after": {}, "reason": None, "note": "",
        "previous": previous, **values,
    }  # fmt: skip
    return {**row, "hash": ledger.content_hash(**row)}


def rewrite(engine: Engine, first: int, last: int) -> None:
    """Write rows anew with other content and hashes that fit."""
    with unguarded(engine) as connection:
        for id_ in range(first, last + 1):
            before = connection.execute(text(f"SELECT hash FROM ledger WHERE id = {id_ - 1}")).scalar_one()
            connection.execute(delete(LedgerRow).where(LedgerRow.id == id_))
            connection.execute(insert(LedgerRow), [forged(id_, before)])


# The records beside the ledger


def decided_drafts(engine: Engine) -> tuple[int, int]:
    """One draft confirmed, one rejected, both with rows in the ledger."""
    with write_transaction(engine) as session:
        for identifier in ("a", "b"):
            rows.article(session, identifier)
            rows.screening(session, identifier)
        first, second = (draft.id for draft in review.propose(session, review.undrafted(session, "test 1"), now=NOW))
        review.confirm(session, first, who="Aigul", now=NOW, fields={"place": "Теміртау"})
        review.reject(session, second, who="Bolat", now=NOW.astimezone(), reason="not_work")
    return first, second


def test_records_that_stand_as_the_ledger_says_are_no_fault(engine: Engine) -> None:
    first, second = decided_drafts(engine)
    assert chain_faults(engine) == []
    with write_transaction(engine) as session:
        review.undo(session, first, who="Aigul", now=NOW)
        review.undo(session, second, who="Aigul", now=NOW)
        review.confirm(session, first, who="Bolat", now=NOW)
    assert chain_faults(engine) == []


def test_rows_cut_off_at_the_end_of_the_ledger_are_found_by_what_the_records_say(engine: Engine) -> None:
    _, second = decided_drafts(engine)
    with unguarded(engine) as connection:
        connection.execute(text("DELETE FROM ledger WHERE id = (SELECT max(id) FROM ledger)"))
    assert chain_faults(engine) == [f"draft {second} was decided, but the ledger has no row on it"]


def test_an_undoing_cut_off_at_the_end_is_found_too(engine: Engine) -> None:
    _, second = decided_drafts(engine)
    with write_transaction(engine) as session:
        review.undo(session, second, who="Aigul", now=NOW)
    with unguarded(engine) as connection:
        connection.execute(text("DELETE FROM ledger WHERE id = (SELECT max(id) FROM ledger)"))
    assert [line.split(" (")[0] for line in chain_faults(engine)] == [f"draft {second} does not stand as ledger row 4 says"]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ("UPDATE drafts SET state = 'rejected' WHERE id = 1", "draft 1 does not stand"),
        ("UPDATE drafts SET decided_by = 'Somebody' WHERE id = 1", "(decided_by)"),
        ("UPDATE drafts SET reason = 'other' WHERE id = 2", "(reason)"),
        ("UPDATE drafts SET fields = '{}' WHERE id = 1", "(fields)"),
        ("UPDATE drafts SET state = 'confirmed' WHERE id = 2", "(state)"),
        ("UPDATE incidents SET place = 'elsewhere'", "(place)"),
        ("UPDATE incidents SET withdrawn = true", "(withdrawn)"),
        ("UPDATE statuses SET code = 'CVF'", "(statuses)"),
        ("DELETE FROM statuses", "(statuses)"),
    ],
)
def test_a_record_changed_past_the_ledger_is_found_and_the_field_named(engine: Engine, change: str, told: str) -> None:
    decided_drafts(engine)
    with engine.begin() as connection:
        connection.execute(text(change))
    (line,) = chain_faults(engine)
    assert told in line


def test_an_incident_without_a_row_in_the_ledger_and_one_that_is_gone_are_found(engine: Engine) -> None:
    decided_drafts(engine)
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM statuses"))
        connection.execute(text("UPDATE incidents SET number = 'KZ-1999-0001'"))
    found = chain_faults(engine)
    assert any("incident KZ-2026-0001 is in the ledger" in line and "gone" in line for line in found)
    assert "incident KZ-1999-0001 is recorded, but the ledger has no row on it" in found


# The stored pages


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
            rows.article(session, article)
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


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Store:
    return Store(engine, tmp_path / "var" / "evidence")


def test_pages_as_they_were_stored_are_no_fault(store: Store) -> None:
    found, checked = store.check()
    assert (found, checked.pages, checked.files, checked.others, checked.open_ends) == ([], 6, 2, 0, 0)
    assert checked.bytes == sum(store.path(name).stat().st_size for name in ("one0", "two0"))


def test_one_byte_turned_anywhere_in_a_file_is_found_and_the_other_pages_are_still_read(store: Store) -> None:
    path = store.path("one0")
    whole = path.read_bytes()
    begin, end = store.refs["one1"].offset, store.refs["one2"].offset
    # Every byte of the record's head, then one in each stretch of it, then every byte of its checksum. (The last byte before that may hold bits that
    # belong to nothing.)
    for place in (*range(begin, begin + 12), *range(begin + 12, end - 9, 97), *range(end - 8, end)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 0x40]) + whole[place + 1 :])
        (line,) = store.faults()
        assert f"{store.refs['one1'].file} at {begin}" in line
        assert "article one1" in line
    path.write_bytes(whole)
    assert store.faults() == []


def test_a_page_packed_anew_with_another_text_is_found_by_its_hash(store: Store) -> None:
    other = EvidenceWriter(store.folder, "other")
    ref = other.write(PageItem("kz_test", "https://site.example/x", "https://site.example/x", 200, (), b"another text", NOW))
    other.close()
    os.replace(store.folder / ref.file, store.path("one0"))
    found = store.faults()
    assert "at 0: the page of article one0 is not the one whose SHA-256 was recorded" in found[0]
    assert [line.count("no record begins here") for line in found[1:]] == [1, 1]


def test_a_file_that_is_gone_is_told_for_each_page_in_it(store: Store) -> None:
    store.path("two0").unlink()
    found = store.faults()
    assert [line.split(": it held")[0] for line in found] == [f"{store.refs['two0'].file} is missing"] * 3
    assert [f"article two{number} at" in line for number, line in enumerate(found)] == [True] * 3


@pytest.mark.parametrize("left", [0.5, 0.99])
def test_a_file_that_was_cut_is_told_for_the_pages_behind_the_cut(store: Store, left: float) -> None:
    path, last = store.path("one0"), store.refs["one2"].offset
    whole = path.read_bytes()
    path.write_bytes(whole[: last + int((len(whole) - last) * left)])
    (line,) = store.faults()
    assert "article one2 cannot be read" in line
    path.write_bytes(whole[: store.refs["one1"].offset])
    assert ["no record begins here" in line for line in store.faults()] == [True, True]


def test_records_that_changed_places_between_files_are_found(store: Store) -> None:
    one, two = store.path("one0"), store.path("two0")
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert len(store.faults()) == 6


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('"offset" = 0', "not the one whose SHA-256"),
        ('"offset" = 17', "no record begins here"),
        ('"offset" = 999999', "no record begins here"),
        ("file = '2026/11/24/two.warc.gz'", "article one1"),
        ("file = '../../secret'", "is missing"),
        ("file = '/dev/zero'", "is missing"),
        (f"sha256 = '{'0' * 64}'", "not the one whose SHA-256"),
    ],
)
def test_a_reference_changed_in_the_table_is_found(store: Store, change: str, told: str) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(f"UPDATE snapshots SET {change} WHERE article_id = 'one1'"))
    (line,) = store.faults()
    assert told in line


def test_records_of_no_article_must_be_readable_too_but_half_a_record_at_the_end_is_only_counted(store: Store) -> None:
    writer = EvidenceWriter(store.folder, "errors")
    refs = [writer.write(PageItem("kz_test", "u", "https://u.example/", 404, (), os.urandom(900), NOW)) for _ in range(3)]
    writer.close()
    path = store.folder / refs[0].file
    whole = path.read_bytes()
    assert store.check()[1].others == 3
    path.write_bytes(whole[:-20])
    found, checked = store.check()
    assert (found, checked.others, checked.open_ends) == ([], 2, 1)
    path.write_bytes(whole[:300] + b"\0\0\0\0" + whole[304:])
    (line,) = store.faults()
    assert line == f"{refs[0].file} at 0: a record of no article cannot be read"


@settings(max_examples=30, deadline=None)
@given(
    st.lists(
        st.tuples(st.binary(max_size=3000), st.lists(st.tuples(st.sampled_from(["Server", "X-A", "Content-Type"]), st.text("ab; =/", max_size=20)))),
        min_size=1,
        max_size=4,
    )
)
def test_the_fast_reading_finds_the_page_that_the_slow_one_gives_out(
    tmp_path_factory: pytest.TempPathFactory, pages: list[tuple[bytes, list[tuple[str, str]]]]
) -> None:
    folder = tmp_path_factory.mktemp("evidence")
    writer = EvidenceWriter(folder, "run")
    refs = [writer.write(PageItem("kz", f"https://s.example/{n}", f"https://s.example/{n}", 200, tuple(h), b, NOW)) for n, (b, h) in enumerate(pages)]
    writer.close()
    with open(folder / refs[0].file, "rb") as stream:
        records = list(read_records(stream))
        assert [(record.offset, record.page_sha256()) for record in records if isinstance(record, Record)] == [
            (ref.offset, hashlib.sha256(read_page(folder, ref).body).hexdigest()) for ref in refs
        ]
        assert all(isinstance(read_record(stream, ref.offset), Record) for ref in refs)


# The command


def run(engine: Engine, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("QORGAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return CliRunner().invoke(app, words)


def test_the_command_says_in_one_line_that_all_is_well_and_what_the_head_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    act(store.engine)
    done = run(store.engine, monkeypatch, "verify")
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1), done.output
    size = sum(path.stat().st_size for path in store.folder.rglob("*.warc.gz"))
    assert done.stdout == f"All is well: 5 ledger rows, 6 stored pages, {size / 1e6:,.1f} MB read, 0 cleared; head {head(store.engine)}\n"
    again = run(store.engine, monkeypatch, "verify", "--head", str(head(store.engine)), "--format", "json")
    told = json.loads(again.stdout)
    assert (again.exit_code, told["ok"], told["rows"], told["pages"], told["faults"]) == (0, True, 5, 6, [])


def test_the_command_lists_fifty_faults_and_counts_the_others(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    act(engine, 60)
    with unguarded(engine) as connection:
        connection.execute(text("UPDATE ledger SET who = 'x'"))
    done = run(engine, monkeypatch, "verify", "--chain-only")
    lines = done.stdout.splitlines()
    assert (done.exit_code, len(lines), lines[0], lines[49]) == (1, 52, "ledger row 1 was altered", "ledger row 50 was altered")
    assert lines[50] == "and 10 more"
    assert lines[51].startswith("60 faults: 60 ledger rows, 0 cleared; head 60:")


def test_the_chain_alone_is_checked_when_only_that_is_asked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.path("one0").unlink()
    assert run(store.engine, monkeypatch, "verify", "--chain-only").exit_code == 0
    done = run(store.engine, monkeypatch, "verify")
    assert (done.exit_code, len(done.stdout.splitlines())) == (1, 4)
    told = json.loads(run(store.engine, monkeypatch, "verify", "--format", "json").stdout)
    assert (told["ok"], told["fault_count"], len(told["faults"])) == (False, 3, 3)


@pytest.mark.parametrize("words", ["5", "5:abc", "x:" + "0" * 64])
def test_a_head_that_is_none_is_wrong_use(engine: Engine, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    assert run(engine, monkeypatch, "verify", "--head", words).exit_code == 2


def test_decisions_that_are_taken_while_verifying_are_not_seen_by_it(store: Store) -> None:
    with write_transaction(store.engine) as session:
        rows.screening(session, "one0")
        (draft,) = review.propose(session, review.undrafted(session, "test 1"), now=NOW)
    found: list[str] = []
    with verify_command.at_one_moment(store.engine) as session:
        before = ledger_verify.walk(session, found.append)
        with write_transaction(store.engine) as other:
            review.confirm(other, draft.id, who="Aigul", now=NOW)
        ledger_verify.standing_faults(session, found.append)
        assert ledger_verify.walk(session, found.append) == before
    assert found == []
    assert chain_faults(store.engine) == []
