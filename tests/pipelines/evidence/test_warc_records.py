"""WARC files from strangers: their pages are read, what cannot be read is passed over, and nothing unpacks without end."""

import gzip
import io
import os
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import brotli  # type: ignore[import-untyped]
import pytest
from syrupy.assertion import SnapshotAssertion

from pipelines.evidence import reading
from pipelines.evidence.reading import EvidenceCutOff, SkippedRecord, StoredPage, read_warc
from pipelines.evidence.warc_lists import find_warc_files, warc_fault
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from records.byte_budgets import PAGE, MiB
from records.errors import QorganError
from tests.conftest import NOW
from tests.pipelines.rows import rows

URL = "https://site.example/"


def record(answer: bytes, url: str = URL, head: bytes = b"") -> bytes:
    return (
        b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " + url.encode() + b"\r\nWARC-Date: 2026-11-24T06:00:00Z\r\n"
        b"WARC-Record-ID: <urn:uuid:00000000-0000-4000-8000-000000000000>\r\nContent-Type: application/http; msgtype=response\r\n"
        + head + b"Content-Length: " + str(len(answer)).encode() + b"\r\n\r\n" + answer + b"\r\n\r\n"
    )  # fmt: skip


def answer(body: bytes, headers: bytes = b"", status: bytes = b"200 OK") -> bytes:
    return b"HTTP/1.1 " + status + b"\r\n" + headers + b"\r\n" + body


GOOD = answer(b"<p>text</p>")


def read(*records: bytes, packed: bool = True) -> list[StoredPage | SkippedRecord | EvidenceCutOff]:
    return list(read_warc(io.BytesIO(b"".join(map(gzip.compress, records) if packed else records))))


def kinds(found: Sequence[object]) -> list[type]:
    return [type(one) for one in found]


@rows("packed", [True, False])
def test_an_answer_without_a_status_is_passed_over_and_those_behind_it_are_read(packed: bool) -> None:
    found = read(record(GOOD), record(answer(b"x", status=b"abc"), URL + "bad"), record(GOOD), packed=packed)
    assert kinds(found) == [StoredPage, SkippedRecord, StoredPage]
    assert isinstance(found[1], SkippedRecord)
    assert (found[1].url, found[1].large) == (URL + "bad", False)


def test_a_record_without_a_head_is_passed_over_and_those_behind_it_are_read() -> None:
    assert kinds(read(record(GOOD), b"no record\r\n\r\n", record(GOOD))) == [StoredPage, SkippedRecord, StoredPage]
    assert kinds(read(record(GOOD), b"WARC/1.0\r\n" + b"x" * (2 * MiB) + b"\r\n\r\n", record(GOOD))) == [StoredPage, SkippedRecord, StoredPage]


def test_a_page_larger_than_any_is_passed_over_and_those_behind_it_are_read() -> None:
    found = read(record(GOOD), record(answer(b"x" * (PAGE + 1))), record(GOOD))
    assert kinds(found) == [StoredPage, SkippedRecord, StoredPage]
    assert isinstance(found[1], SkippedRecord)
    assert found[1].large


@rows(
    "name, pack",
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", lambda body: zlib.compress(body, wbits=-15)), ("br", brotli.compress)],
)
@rows("chunked", [True, False])
def test_a_packed_body_is_unpacked_up_to_the_size_of_a_page(name: str, pack: type[bytes], chunked: bool) -> None:
    def packed(body: bytes) -> bytes:
        content = pack(body)
        headers = b"Content-Encoding: " + name.encode() + b"\r\n"
        if chunked:
            content = f"{len(content):x}\r\n".encode() + content + b"\r\n0\r\n\r\n"
            headers += b"Transfer-Encoding: chunked\r\n"
        return record(answer(content, headers))

    small, large = read(packed(b"<p>text</p>" * 100), packed(b"\0" * (PAGE + 1)))
    assert isinstance(small, StoredPage)
    assert small.body == b"<p>text</p>" * 100
    assert isinstance(large, SkippedRecord)
    assert large.large


def test_a_body_that_only_says_that_it_is_packed_is_taken_as_it_is() -> None:
    for name in (b"gzip", b"deflate", b"br"):
        (found,) = read(record(answer(b"<p>text</p>", b"Content-Encoding: " + name + b"\r\n")))
        assert isinstance(found, StoredPage)
        assert found.body == b"<p>text</p>"


def test_a_file_that_unpacks_to_more_than_any_collection_ends_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WARC_FILE", 40 * MiB)
    found = read(record(GOOD), record(answer(b"\0" * (60 * MiB))), record(GOOD))
    assert kinds(found) == [StoredPage, EvidenceCutOff]
    assert isinstance(found[-1], EvidenceCutOff)
    assert "40 MB" in found[-1].reason


def test_heads_that_unpack_to_too_much_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WARC_FILE", 40 * MiB)
    assert kinds(read(record(GOOD), b"WARC/1.0\r\n" + b"x" * (60 * MiB), record(GOOD))) == [StoredPage, EvidenceCutOff]


def test_a_file_that_breaks_off_says_so_once() -> None:
    whole = gzip.compress(record(GOOD)) * 2
    found = list(read_warc(io.BytesIO(whole[:-20])))
    assert kinds(found)[0] is StoredPage
    assert kinds(found).count(EvidenceCutOff) == 1


def page(body: bytes = b"<p>text</p>", url: str = "https://site.example/1", **values: Any) -> PageItem:
    given = {
        "outlet": "kz_test",
        "url": url,
        "final_url": url,
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=windows-1251"), ("Content-Encoding", "gzip")),
        "body": body,
        "fetched_at": NOW,
    }
    return PageItem(**{**given, **values})


@pytest.mark.parametrize("keep", [0.55, 0.9, 0.99])
def test_a_file_that_breaks_off_gives_what_stands_before_and_says_where(tmp_path: Path, keep: float) -> None:
    writer = EvidenceWriter(tmp_path, "run")
    refs = [writer.write(page(os.urandom(4000))) for _ in range(2)]
    writer.close()
    whole = (tmp_path / refs[0].file).read_bytes()
    cut = whole[: refs[1].offset + int((len(whole) - refs[1].offset) * keep)]
    records = list(read_warc(io.BytesIO(cut)))
    assert isinstance(records[0], StoredPage)
    assert isinstance(records[-1], EvidenceCutOff)
    assert len(records) == 2


@rows("junk", [b"", b"not a warc", b"\x1f\x8b\x08garbage"])
def test_a_file_that_is_no_warc_gives_no_page_and_no_exception(junk: bytes) -> None:
    assert not any(isinstance(record, StoredPage) for record in read_warc(io.BytesIO(junk)))


def test_a_file_that_cannot_be_replayed_is_refused_in_one_line(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    file, told = tmp_path / "x.warc.gz", [warc_fault(tmp_path), warc_fault(tmp_path / "none")]
    for content in (b"", b"hello", gzip.compress(b"<html>", mtime=0), b"PK\x03\x04", bytes(100)):
        file.write_bytes(content)
        told.append(warc_fault(file))
    (tmp_path / "empty").mkdir()
    (tmp_path / "warc.paths").write_text("nothing.warc.gz\n")
    (tmp_path / "bad.paths.gz").write_bytes(b"no list")
    for name in ("empty", "warc.paths", "bad.paths.gz"):
        with pytest.raises(QorganError) as refused:
            find_warc_files([tmp_path / name])
        told.append(str(refused.value))
    assert [(line or "").replace(str(tmp_path), "FOLDER") for line in told] == snapshot


def test_a_warc_file_packed_or_not_whole_or_cut_short_or_damaged_in_its_first_record_is_read(tmp_path: Path) -> None:
    ref = EvidenceWriter(tmp_path, "run").write(PageItem("x", "https://x.example/", "https://x.example/", 200, (), b"x", NOW))
    whole = (tmp_path / ref.file).read_bytes()
    for content in (whole, gzip.decompress(whole), whole[:20], whole[:10] + bytes(40) + whole[50:]):
        (tmp_path / "y").write_bytes(content)
        assert warc_fault(tmp_path / "y") is None


NAMES = ["crawl-data/CC-NEWS/2026/10/CC-NEWS-20261001-1.warc.gz", "crawl-data/CC-NEWS/2026/10/CC-NEWS-20261001-2.warc.gz"]


def test_a_folder_stands_for_the_warc_files_in_it(tmp_path: Path) -> None:
    for name in ("b.warc.gz", "a.warc", "deep/c.warc.gz", "notes.txt"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(b"x")
    assert [file.name for file in find_warc_files([tmp_path, tmp_path / "a.warc"]).files] == ["a.warc", "b.warc.gz", "c.warc.gz"]


@pytest.mark.parametrize("pack", [True, False])
def test_a_list_stands_for_what_it_names_next_to_it_and_says_what_is_not_here(tmp_path: Path, pack: bool) -> None:
    text = f"{NAMES[0]}\n\nhttps://data.commoncrawl.org/{NAMES[1]}\n{NAMES[0]}.gone\n".encode()
    given = tmp_path / ("warc.paths.gz" if pack else "warc.paths")
    given.write_bytes(gzip.compress(text) if pack else text)
    (tmp_path / NAMES[0]).parent.mkdir(parents=True)
    (tmp_path / NAMES[0]).write_bytes(b"x")
    (tmp_path / Path(NAMES[1]).name).write_bytes(b"x")
    found = find_warc_files([given])
    assert found.files == (tmp_path / NAMES[0], tmp_path / Path(NAMES[1]).name)
    assert found.absent == (f"{NAMES[0]}.gone",)


def test_a_file_that_is_not_there_is_left_to_whoever_opens_it(tmp_path: Path) -> None:
    assert find_warc_files([tmp_path / "none.warc.gz"]).files == (tmp_path / "none.warc.gz",)
