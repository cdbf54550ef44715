"""Every way in which stored pages and given files may be damaged is found and named."""

import hashlib
import io
import os
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine, delete, text, update
from syrupy.assertion import SnapshotAssertion

from pipelines.evidence.files import file_path, store_evidence_file
from pipelines.evidence.verify import SubmittedFilesCheck, check_submitted_files
from pipelines.evidence.writer import EvidenceWriter, Record, read_page, read_record, read_records
from pipelines.items import PageItem
from records.database import read_session, write_transaction
from records.evidence_files import FileTarget
from records.tables import EvidenceFileRow, SnapshotRow
from records.vocabulary import IntakeChannel
from tests.conftest import NOW
from tests.pipelines.evidence.stored_pages import Store


def shapes(lines: list[str]) -> list[str]:
    """The lines without the places, which depend on how well a library packs."""
    return [re.sub(r" at [1-9]\d*", " at …", line) for line in lines]


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


def test_a_page_packed_again_with_another_text_is_found_by_its_hash(store: Store, snapshot: SnapshotAssertion) -> None:
    other = EvidenceWriter(store.folder, "other")
    ref = other.write(PageItem("kz_test", "https://site.example/x", "https://site.example/x", 200, (), b"another text", NOW))
    other.close()
    os.replace(store.folder / ref.file, store.path("one0"))
    assert shapes(store.faults()) == snapshot


def test_a_file_that_is_gone_is_named_for_each_page_in_it(store: Store, snapshot: SnapshotAssertion) -> None:
    store.path("two0").unlink()
    assert shapes(store.faults()) == snapshot


def test_an_article_whose_page_was_taken_out_of_the_database_is_named(store: Store, snapshot: SnapshotAssertion) -> None:
    with write_transaction(store.engine) as session:
        session.execute(delete(SnapshotRow).where(SnapshotRow.article_id == "one1"))
    assert store.faults() == snapshot


def test_an_article_whose_page_was_cleared_is_no_fault(store: Store) -> None:
    with write_transaction(store.engine) as session:
        session.execute(update(SnapshotRow).where(SnapshotRow.article_id == "one1").values(dropped_at=NOW))
    assert store.faults() == []


@pytest.mark.parametrize("left", [0.5, 0.99])
def test_a_file_that_was_cut_is_named_for_the_pages_behind_the_cut(store: Store, left: float, snapshot: SnapshotAssertion) -> None:
    path, last = store.path("one0"), store.refs["one2"].offset
    whole = path.read_bytes()
    path.write_bytes(whole[: last + int((len(whole) - last) * left)])
    cut = shapes(store.faults())
    path.write_bytes(whole[: store.refs["one1"].offset])
    assert [cut, shapes(store.faults())] == snapshot(name="cut")


def test_records_that_changed_places_between_files_are_found(store: Store) -> None:
    one, two = store.path("one0"), store.path("two0")
    first, second = one.read_bytes(), two.read_bytes()
    one.write_bytes(second)
    two.write_bytes(first)
    assert len(store.faults()) == 6


@pytest.mark.parametrize(
    "change",
    [
        '"offset" = 0', '"offset" = 17', '"offset" = 999999', "file = '2026/11/24/two.warc.gz'", "file = '../../secret'", "file = '/dev/zero'",
        f"sha256 = '{'0' * 64}'",
    ],
)  # fmt: skip
def test_a_reference_changed_in_the_table_is_found(store: Store, change: str, snapshot: SnapshotAssertion) -> None:
    with store.engine.begin() as connection:
        connection.execute(text(f"UPDATE snapshots SET {change} WHERE article_id = 'one1'"))
    assert shapes(store.faults()) == snapshot(name=change)


def test_records_of_no_article_must_be_readable_too_but_half_a_record_at_the_end_is_only_counted(store: Store, snapshot: SnapshotAssertion) -> None:
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
    assert store.faults() == snapshot


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


@pytest.fixture
def held(engine: Engine, tmp_path: Path) -> Path:
    """Where the bytes of the one file lie, which was sent twice."""
    for _ in range(2):
        id = store_evidence_file(
            engine, tmp_path, io.BytesIO(b"%PDF-1.7 x"), "a.pdf", IntakeChannel.DESK, FileTarget(), who="Aigul", now=NOW, limit=100
        )
    with read_session(engine) as session:
        return file_path(tmp_path, session.get_one(EvidenceFileRow, id).sha256)


def files_check(engine: Engine, folder: Path) -> tuple[SubmittedFilesCheck, list[str]]:
    found: list[str] = []
    with read_session(engine) as session:
        return check_submitted_files(session, folder, found.append), found


def test_whole_files_are_counted_once_for_the_same_bytes(engine: Engine, tmp_path: Path, held: Path) -> None:
    assert files_check(engine, tmp_path) == (SubmittedFilesCheck(1, 10), [])


def test_a_changed_byte_and_a_missing_file_are_named(engine: Engine, tmp_path: Path, held: Path, snapshot: SnapshotAssertion) -> None:
    held.write_bytes(b"%PDF-1.7 y")
    changed = files_check(engine, tmp_path)[1]
    held.unlink()
    assert [changed, files_check(engine, tmp_path)[1]] == snapshot
