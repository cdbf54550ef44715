"""Evidence: written before anything parses, whole records or none, found again by file and offset, and each record says of which page it is."""

import errno
import hashlib
import io
import os
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from pipelines.evidence.reading import StoredPage, read_warc
from pipelines.evidence.record_metadata import FileName, RecordMetadata, new_file_name, read_file_name, read_record_metadata
from pipelines.evidence.writer import EvidenceWriter, Record, read_page, read_record
from pipelines.items import FollowedRedirect, Hints, PageItem
from records.errors import DiskFull
from records.model import EvidenceRef
from tests.conftest import NOW
from tests.pipelines.rows import rows


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


@given(st.lists(st.binary(max_size=5000), min_size=1, max_size=5))
def test_every_page_is_found_again_where_its_reference_says(tmp_path_factory: pytest.TempPathFactory, bodies: list[bytes]) -> None:
    folder = tmp_path_factory.mktemp("evidence")
    writer = EvidenceWriter(folder, "run")
    refs = [writer.write(page(body, url=f"https://site.example/{number}")) for number, body in enumerate(bodies)]
    writer.close()
    for number, (body, ref) in enumerate(zip(bodies, refs, strict=True)):
        stored = read_page(folder, ref)
        assert (stored.body, stored.url, stored.status) == (body, f"https://site.example/{number}", 200)
        assert ref.sha256 == hashlib.sha256(body).hexdigest()


def test_the_stored_headers_fit_the_stored_body(tmp_path: Path) -> None:
    ref = EvidenceWriter(tmp_path, "run").write(page("текст".encode("cp1251")))
    headers = {name.lower(): value for name, value in read_page(tmp_path, ref).headers}
    assert headers["content-type"] == "text/html; charset=windows-1251"
    assert "content-encoding" not in headers
    assert headers["content-length"] == "5"


def test_a_letter_beyond_ascii_in_an_address_or_in_the_name_of_a_header_keeps_no_page_from_being_stored(tmp_path: Path) -> None:
    """A stranger's WARC file may hold such an address, a strange server may send such a name. Programs that replay read ASCII alone."""
    ref = EvidenceWriter(tmp_path, "run").write(page(url="https://site.example/жаңалық?б=1", headers=(("X-\u00d0", "\u00d1"), ("Server", "nginx"))))
    stored = read_page(tmp_path, ref)
    assert stored.url == "https://site.example/%D0%B6%D0%B0%D2%A3%D0%B0%D0%BB%D1%8B%D2%9B?%D0%B1=1"
    assert ("Server", "nginx") in stored.headers
    assert all(name.isascii() and value.isascii() for name, value in stored.headers)


def test_the_redirects_that_led_to_a_page_stand_before_it_in_order(tmp_path: Path) -> None:
    led = tuple(FollowedRedirect(f"https://site.example/{n}", 301 + n, (("Location", f"https://site.example/{n + 1}"),)) for n in (0, 1))
    writer = EvidenceWriter(tmp_path, "run")
    refs = [writer.write(page(name, final_url="https://site.example/2", redirects=led)) for name in (b"one", b"two")]
    writer.close()
    assert [read_page(tmp_path, ref).body for ref in refs] == [b"one", b"two"]
    with open(tmp_path / refs[0].file, "rb") as stream:
        found = [record for record in read_warc(stream) if isinstance(record, StoredPage)]
    first = [("https://site.example/0", 301, b""), ("https://site.example/1", 302, b"")]
    assert [(one.url, one.status, one.body) for one in found] == [
        *first,
        ("https://site.example/2", 200, b"one"),
        *first,
        ("https://site.example/2", 200, b"two"),
    ]
    assert dict(found[0].headers)["Location"] == "https://site.example/1"
    assert [read_record_metadata(dict(one.fields)).led_to for one in found[:3]] == ["https://site.example/2", "https://site.example/2", ""]


def test_every_record_is_a_whole_one_of_warc_1_1(tmp_path: Path) -> None:
    ref = EvidenceWriter(tmp_path, "run").write(page())
    record = next(iter(ArchiveIterator(io.BytesIO((tmp_path / ref.file).read_bytes()), check_digests="raise")))
    assert (record.rec_headers.protocol, record.rec_type) == ("WARC/1.1", "response")
    assert record.content_stream().read() == b"<p>text</p>"


def test_there_is_one_file_per_day_and_run(tmp_path: Path) -> None:
    writer = EvidenceWriter(tmp_path, "run")
    files = [writer.write(page(fetched_at=NOW + timedelta(days=days))).file for days in (0, 0, 1)]
    assert files == ["2026/11/24/run.warc.gz", "2026/11/24/run.warc.gz", "2026/11/25/run.warc.gz"]


def test_evidence_that_was_altered_is_not_given_out(tmp_path: Path) -> None:
    ref = EvidenceWriter(tmp_path, "run").write(page())
    with pytest.raises(ValueError, match="stored"):
        read_page(tmp_path, EvidenceRef(ref.file, ref.offset, "0" * 64))


class FullDisk(io.RawIOBase):
    """A file on a disk that takes so many bytes and no more."""

    def __init__(self, path: Path, room: int) -> None:
        self._file = open(path, "ab", buffering=0)  # noqa: SIM115
        self._room = room

    def write(self, data: Any) -> int:
        if self._room <= 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        taken = self._file.write(bytes(data)[: self._room])
        self._room -= taken
        return taken

    def tell(self) -> int:
        return self._file.tell()

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def fileno(self) -> int:
        return self._file.fileno()


def test_a_full_disk_is_one_line_and_leaves_whole_records_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    writer = EvidenceWriter(tmp_path, "run")
    kept = writer.write(page(os.urandom(3000)))
    monkeypatch.setattr(writer, "_file", FullDisk(tmp_path / kept.file, room=700))
    with pytest.raises(DiskFull):
        # The redirect before it would fit.
        writer.write(page(os.urandom(3000), redirects=(FollowedRedirect("https://site.example/0", 301, ()),)))
    with open(tmp_path / kept.file, "rb") as stream:
        assert [type(record) for record in read_warc(stream)] == [StoredPage]
    writer.close()
    later = EvidenceWriter(tmp_path, "run")
    after = later.write(page(b"after"))
    later.close()
    assert read_page(tmp_path, after).body == b"after"


def record_of(folder: Path, page: PageItem) -> Record:
    ref = EvidenceWriter(folder, "run-7").write(page)
    assert read_page(folder, ref).body == page.body
    with open(folder / ref.file, "rb") as stream:
        record = read_record(stream, ref.offset)
    assert isinstance(record, Record)
    return record


def test_a_record_names_its_outlet_what_was_asked_and_what_the_list_said(tmp_path: Path) -> None:
    hints = Hints("Қала  әкімі\n Content-Length: 1", "Tue, 24 Nov 2026 10:00:00 +0500")
    page = PageItem(
        "kz_oral", "https://oral.example/old", "https://oral.example/new", 200, (), b"<p>x</p>", NOW, hints, post_number=12, watched_article="abc"
    )
    record = record_of(tmp_path, page)
    assert read_record_metadata(record.fields()) == RecordMetadata(
        "https://oral.example/new", "kz_oral", "https://oral.example/old", 12, "abc", Hints("Қала әкімі Content-Length: 1", hints.published)
    )
    assert record.page_sha256() is not None


def test_a_record_of_an_earlier_version_names_only_what_answered() -> None:
    assert read_record_metadata({"WARC-Target-URI": "<https://oral.example/new>"}) == RecordMetadata("https://oral.example/new")


@rows(
    "file, name",
    [
        ("2026/11/24/20261124T060000000000-run-4711.warc.gz", FileName("20261124T060000000000-run", 4711)),
        ("2026/11/24/20261124T060000000000-run-watch-4711~2.warc.gz", FileName("20261124T060000000000-run-watch", 4711)),
        ("2026/11/24/CC-NEWS.warc.gz", None),
    ],
)
def test_the_name_of_a_file_says_which_run_wrote_it(file: str, name: FileName | None) -> None:
    assert read_file_name(file) == name


def test_two_processes_of_one_run_never_write_to_one_file_also_where_both_have_the_same_id() -> None:
    """On two machines, or in two containers, they may; the folder is one."""
    one, other = (new_file_name("20261124T060000000000-run") for _ in range(2))
    assert one != other
    for name in (one, other):
        told = read_file_name(f"2026/11/24/{name}.warc.gz")
        assert told is not None
        assert told.run_id == "20261124T060000000000-run"
