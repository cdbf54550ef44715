"""A packed file whose records share gzip members is read from one end to the other, and from any record on."""

import gzip
import io
from pathlib import Path

from pipelines.evidence.warc_joined import JoinedRead, read_joined
from pipelines.evidence.warc_parts import FaultKind
from pipelines.evidence.warc_records import SkippedRecord, StoredPage, read_warc
from records.byte_budgets import PAGE as LARGEST
from records.byte_budgets import MiB
from tests.pipelines.evidence.test_warc_parts import HOSTS, OTHERS, OURS, PAGE
from tests.pipelines.evidence.test_warc_records import answer, record


def read(path: Path, data: bytes, begin: int = 0, skip: int = 0, budget: int = 256 * MiB) -> list[JoinedRead]:
    path.write_bytes(data)
    return list(read_joined(path, begin, skip, HOSTS, budget))


def test_every_record_is_counted_and_wanted_ones_come_whole(tmp_path: Path) -> None:
    steps = read(tmp_path / "x", gzip.compress(record(PAGE, OURS + "1") + record(PAGE, OTHERS) + record(PAGE, OURS + "2")))
    assert [(step.passed, step.other, step.record is not None) for step in steps] == [(1, False, True), (2, True, False), (3, False, True)]
    found = next(read_warc(io.BytesIO(steps[2].record or b"")))
    assert isinstance(found, StoredPage)
    assert (found.url, found.body) == (OURS + "2", b"<p>text</p>" * 50)


def test_records_that_were_passed_before_are_not_told_again(tmp_path: Path) -> None:
    data = b"head" + gzip.compress(b"".join(record(PAGE, f"{OURS}{number}") for number in range(5)))
    assert [step.passed for step in read(tmp_path / "x", data, begin=4, skip=3)] == [4, 5]


def test_a_file_that_breaks_off_is_damaged_or_unpacks_to_too_much_says_so_at_its_end(tmp_path: Path) -> None:
    whole = gzip.compress(record(PAGE, OURS) + record(answer(b"\0" * (8 * MiB)), OTHERS))
    for data, budget, kind in (
        (whole[:-3000], 64 * MiB, FaultKind.CUT),
        (whole[:-8] + b"\0" * 8, 64 * MiB, FaultKind.DAMAGED),
        (whole, 4 * MiB, FaultKind.OVER_BUDGET),
        (gzip.compress(record(PAGE, OURS) + b"WARC/1.0\r\n" + b"x: y\r\n" * 400_000), 64 * MiB, FaultKind.LONG_HEAD),
        (gzip.compress(record(PAGE, OURS) + b"nothing\r\n"), 64 * MiB, FaultKind.NO_RECORD),
    ):
        steps = read(tmp_path / "x", data, budget=budget)
        assert steps[0].record is not None
        assert [step.fault.kind for step in steps if step.fault] == [kind]


def test_of_a_record_larger_than_any_page_no_more_is_held_than_shows_it(tmp_path: Path) -> None:
    [step] = read(tmp_path / "x", gzip.compress(record(answer(b"\0" * (3 * LARGEST)), OURS)))
    assert step.record is not None
    assert len(step.record) < LARGEST + 4 * MiB
    found = next(read_warc(io.BytesIO(step.record)))
    assert isinstance(found, SkippedRecord)
    assert found.large
