"""A WARC file from a stranger: its pages are read, what cannot be read is passed over, and nothing unpacks without end."""

import gzip
import io
import zlib
from collections.abc import Sequence

import brotli  # type: ignore[import-untyped]
import pytest

from pipelines.evidence import warc_records
from pipelines.evidence.warc_records import EvidenceCutOff, SkippedRecord, StoredPage, read_warc
from records.byte_budgets import PAGE, MiB

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


@pytest.mark.parametrize("packed", [True, False])
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


@pytest.mark.parametrize(
    ("name", "pack"),
    [("gzip", gzip.compress), ("deflate", zlib.compress), ("deflate", lambda body: zlib.compress(body, wbits=-15)), ("br", brotli.compress)],
)
@pytest.mark.parametrize("chunked", [True, False])
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
    monkeypatch.setattr(warc_records, "WARC_FILE", 40 * MiB)
    found = read(record(GOOD), record(answer(b"\0" * (60 * MiB))), record(GOOD))
    assert kinds(found) == [StoredPage, EvidenceCutOff]
    assert isinstance(found[-1], EvidenceCutOff)
    assert "40 MB" in found[-1].reason


def test_heads_that_unpack_to_too_much_count_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warc_records, "WARC_FILE", 40 * MiB)
    assert kinds(read(record(GOOD), b"WARC/1.0\r\n" + b"x" * (60 * MiB), record(GOOD))) == [StoredPage, EvidenceCutOff]


def test_a_file_that_breaks_off_says_so_once() -> None:
    whole = gzip.compress(record(GOOD)) * 2
    found = list(read_warc(io.BytesIO(whole[:-20])))
    assert kinds(found)[0] is StoredPage
    assert kinds(found).count(EvidenceCutOff) == 1
