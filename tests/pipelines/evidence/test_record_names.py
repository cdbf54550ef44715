"""What a record says of its page, and the name of its file of its run."""

from pathlib import Path

import pytest

from pipelines.evidence.record_names import FileName, RecordNames, new_file_name, read_file_name, read_names
from pipelines.evidence.warc import Record, read_record
from pipelines.evidence.writer import EvidenceWriter, read_page
from pipelines.items import Hints, PageItem
from tests.conftest import NOW


def record_of(folder: Path, page: PageItem) -> Record:
    ref = EvidenceWriter(folder, "run-7").write(page)
    assert read_page(folder, ref).body == page.body
    with open(folder / ref.file, "rb") as stream:
        record = read_record(stream, ref.offset)
    assert isinstance(record, Record)
    return record


def test_a_record_names_its_outlet_what_was_asked_and_what_the_list_said(tmp_path: Path) -> None:
    hints = Hints("Қала  әкімі\n Content-Length: 1", "Tue, 24 Nov 2026 10:00:00 +0500")
    page = PageItem("kz_oral", "https://oral.example/old", "https://oral.example/new", 200, (), b"<p>x</p>", NOW, hints, part=12, watched="abc")
    record = record_of(tmp_path, page)
    assert read_names(record.fields()) == RecordNames(
        "https://oral.example/new", "kz_oral", "https://oral.example/old", 12, "abc", Hints("Қала әкімі Content-Length: 1", hints.published)
    )
    assert record.page_sha256() is not None


def test_a_record_of_an_earlier_version_names_only_what_answered() -> None:
    assert read_names({"WARC-Target-URI": "<https://oral.example/new>"}) == RecordNames("https://oral.example/new")


@pytest.mark.parametrize(
    ("file", "name"),
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
