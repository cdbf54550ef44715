"""Pages of wanted hosts are found in any part of a file, packed record by record or all together; what is broken is named and costs nothing behind it."""

import gzip
import io
import zlib
from pathlib import Path

import pytest

from pipelines.evidence import reading
from pipelines.evidence.reading import (
    FaultKind,
    PartContents,
    SharedMemberStep,
    SkippedRecord,
    StoredPage,
    is_packed,
    read_head,
    read_part,
    read_shared_member,
    read_warc,
    record_after,
)
from records.byte_budgets import PAGE as LARGEST
from records.byte_budgets import RECORD_HEAD, MiB
from tests.pipelines.evidence.test_warc_records import answer, record

OURS, OTHERS = "https://ours.example/", "https://others.example/"
HOSTS = frozenset({"ours.example"})
PAGE = answer(b"<p>text</p>" * 50)


def packed(*records: bytes) -> list[bytes]:
    return [gzip.compress(one, mtime=0) for one in records]


def places(members: list[bytes]) -> list[int]:
    return [sum(map(len, members[:number])) for number in range(len(members))]


def read(path: Path, data: bytes, *, begin: int = 0, until: int | None = None, exact: bool = True, budget: int = 64 * MiB) -> PartContents:
    path.write_bytes(data)
    return read_part(path, begin, len(data) if until is None else until, HOSTS, exact, budget)


def faults(part: PartContents) -> list[tuple[int, FaultKind]]:
    return [(fault.offset, fault.kind) for fault in part.faults]


def test_only_pages_of_wanted_hosts_are_found_and_the_rest_is_counted(tmp_path: Path) -> None:
    request = record(PAGE, OURS).replace(b"WARC-Type: response", b"WARC-Type: request")
    members = packed(
        record(PAGE, OURS + "1"),
        record(PAGE, OTHERS),
        request,
        record(PAGE, "https://WWW.ours.example:443/2"),
        record(PAGE, "https://ours.example.evil/"),
    )
    part = read(tmp_path / "x", b"".join(members))
    assert part.wanted == [places(members)[0], places(members)[3]]
    assert (part.records, part.others, part.faults, part.end) == (5, 2, [], sum(map(len, members)))
    whole = read_part(tmp_path / "x", 0, part.end, None, True, MiB)
    assert len(whole.wanted) == 4


def test_a_file_that_is_not_packed_is_gone_through_by_the_lengths_of_its_records(tmp_path: Path) -> None:
    records = [record(PAGE, OURS + "1"), record(PAGE, OTHERS), record(PAGE, OURS + "2")]
    part = read(tmp_path / "x", b"".join(records))
    assert part.wanted == [0, len(records[0] + records[1])]
    assert (part.records, part.others, part.faults, part.end) == (3, 1, [], sum(map(len, records)))
    assert not is_packed(records[0])


@pytest.mark.parametrize("pack", [True, False])
def test_a_part_in_the_middle_begins_at_its_first_record_and_ends_where_the_next_part_begins(tmp_path: Path, pack: bool) -> None:
    records = [record(answer(b"%d" % number * 40), f"{OURS}{number}") for number in range(60)]
    members = packed(*records) if pack else records
    data = b"".join(members)
    step, begin, found = len(data) // 7, 0, list[int]()
    for nominal in range(0, len(data), step):
        part = read(tmp_path / "x", data, begin=nominal, until=min(nominal + step, len(data)), exact=nominal == 0)
        if begin >= nominal + step or begin == len(data):
            continue
        assert part.begin == begin
        begin = part.end
        found += part.wanted
    assert found == places(members)
    assert begin == len(data)


def test_a_part_in_which_no_record_begins_says_so(tmp_path: Path) -> None:
    big = record(answer(bytes(range(256)) * 4000), OURS)
    assert read(tmp_path / "x", big, begin=300_000, until=400_000, exact=False).begin is None
    assert record_after(tmp_path / "x", 300_000, 400_000) is None
    assert record_after(tmp_path / "x", 0, 400_000) == 0


def test_a_damaged_member_is_named_and_those_behind_it_are_found(tmp_path: Path) -> None:
    members = packed(*(record(PAGE, OURS + str(number)) for number in range(3)))
    broken = members[1][:30] + b"\xff" * 20 + members[1][50:]
    part = read(tmp_path / "x", members[0] + broken + members[2])
    assert faults(part) == [(len(members[0]), FaultKind.DAMAGED)]
    assert part.wanted == [0, len(members[0] + broken)]


def test_a_member_whose_checksum_is_wrong_is_not_taken(tmp_path: Path) -> None:
    members = packed(*(record(PAGE, OURS + str(number)) for number in range(2)))
    part = read(tmp_path / "x", members[0][:-8] + b"\0\0\0\0" + members[0][-4:] + members[1])
    assert (faults(part), part.wanted) == ([(0, FaultKind.DAMAGED)], [len(members[0])])


def test_a_file_that_breaks_off_says_where(tmp_path: Path) -> None:
    members = packed(*(record(PAGE, OURS + str(number)) for number in range(2)))
    part = read(tmp_path / "x", b"".join(members)[:-5])
    assert (faults(part), part.wanted, part.ended) == ([(len(members[0]), FaultKind.CUT)], [0], True)
    plain = record(PAGE, OURS)
    assert faults(read(tmp_path / "x", plain + plain[:-20])) == [(len(plain), FaultKind.CUT)]


def test_a_member_without_a_record_and_one_with_an_endless_head_are_named_and_passed_over(tmp_path: Path) -> None:
    endless = b"WARC/1.0\r\nX: " + b"x" * (2 * RECORD_HEAD)
    members = packed(record(PAGE, OURS), b"nothing", endless, b"WARC/1.0\r\nno end", record(PAGE, OURS))
    part = read(tmp_path / "x", b"".join(members))
    where = places(members)
    assert faults(part) == [(where[1], FaultKind.NO_RECORD), (where[2], FaultKind.LONG_HEAD), (where[3], FaultKind.NO_RECORD)]
    assert part.wanted == [where[0], where[4]]


def test_a_wrong_length_in_a_file_that_is_not_packed_costs_what_it_says_and_no_more(tmp_path: Path) -> None:
    good = record(PAGE, OTHERS)
    short = good.replace(b"Content-Length: %d" % len(PAGE), b"Content-Length: 10")
    part = read(tmp_path / "x", short + record(PAGE, OURS))
    assert part.wanted == [len(short)]
    assert [kind for _, kind in faults(part)] == [FaultKind.NO_RECORD]


def test_a_bomb_ends_a_file_at_its_budget_with_little_memory(tmp_path: Path) -> None:
    members = packed(record(PAGE, OURS), record(answer(b"\0" * (40 * MiB)), OTHERS), record(PAGE, OURS))
    part = read(tmp_path / "x", b"".join(members), budget=8 * MiB)
    assert (faults(part), part.wanted, part.end) == ([(len(members[0]), FaultKind.OVER_BUDGET)], [0], sum(map(len, members)))
    assert read(tmp_path / "x", b"".join(members)).wanted == [0, len(members[0] + members[1])]


def test_a_file_of_nothing_but_faults_is_given_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "MOST_FAULTS", 10)
    part = read(tmp_path / "x", gzip.compress(b"no") * 100)
    assert (len(part.faults), part.faults[-1].kind) == (11, FaultKind.TOO_MANY)


def test_records_that_share_a_member_are_named_with_the_member(tmp_path: Path) -> None:
    first = gzip.compress(record(PAGE, OURS))
    part = read(tmp_path / "x", first + gzip.compress(record(PAGE, OTHERS) + record(PAGE, OURS)))
    assert (part.joined, part.wanted, part.records) == (len(first), [0], 1)


def test_what_looks_like_a_record_within_a_page_is_a_place_to_begin_but_none_for_who_comes_from_the_beginning(tmp_path: Path) -> None:
    inner = gzip.compress(record(PAGE, OURS))
    pack = zlib.compressobj(0, wbits=31)
    outer = pack.compress(record(answer(inner), OTHERS)) + pack.flush()
    assert outer.find(inner) > 0
    assert read(tmp_path / "x", outer, begin=10, exact=False).begin == outer.find(inner)
    assert read(tmp_path / "x", outer).wanted == []


def test_fields_of_a_head_are_read_in_any_case_and_the_first_counts() -> None:
    head = b"WARC/1.1\r\nwarc-type: RESPONSE\r\nWARC-TARGET-URI: <https://a.example/>\r\nWARC-Target-URI: https://b.example/\r\ncontent-length: 7\r\n\r\n"
    read = read_head(head + b"WARC-Type: request\r\n", len(head))
    assert (read.answer, read.target, read.length, read.size) == (True, "https://a.example/", 7, len(head))
    assert read.wanted({"a.example"})
    assert not read.wanted({"b.example"})


def test_parts_are_put_together() -> None:
    whole = PartContents(0, 5, 1, 1, [0], [], 10)
    whole.add(PartContents(5, 9, 2, 0, [5], [reading.PartFault(7, FaultKind.CUT)], 20))
    assert (whole.end, whole.records, whole.others, whole.wanted, whole.unpacked, whole.ended) == (9, 3, 1, [0, 5], 30, True)


def joined(path: Path, data: bytes, begin: int = 0, skip: int = 0, budget: int = 256 * MiB) -> list[SharedMemberStep]:
    path.write_bytes(data)
    return list(read_shared_member(path, begin, skip, HOSTS, budget))


def test_every_record_is_counted_and_wanted_ones_come_whole(tmp_path: Path) -> None:
    steps = joined(tmp_path / "x", gzip.compress(record(PAGE, OURS + "1") + record(PAGE, OTHERS) + record(PAGE, OURS + "2")))
    assert [(step.passed, step.other, step.record is not None) for step in steps] == [(1, False, True), (2, True, False), (3, False, True)]
    found = next(read_warc(io.BytesIO(steps[2].record or b"")))
    assert isinstance(found, StoredPage)
    assert (found.url, found.body) == (OURS + "2", b"<p>text</p>" * 50)


def test_records_that_were_passed_before_are_not_told_again(tmp_path: Path) -> None:
    data = b"head" + gzip.compress(b"".join(record(PAGE, f"{OURS}{number}") for number in range(5)))
    assert [step.passed for step in joined(tmp_path / "x", data, begin=4, skip=3)] == [4, 5]


def test_a_file_that_breaks_off_is_damaged_or_unpacks_to_too_much_says_so_at_its_end(tmp_path: Path) -> None:
    whole = gzip.compress(record(PAGE, OURS) + record(answer(b"\0" * (8 * MiB)), OTHERS))
    for data, budget, kind in (
        (whole[:-3000], 64 * MiB, FaultKind.CUT),
        (whole[:-8] + b"\0" * 8, 64 * MiB, FaultKind.DAMAGED),
        (whole, 4 * MiB, FaultKind.OVER_BUDGET),
        (gzip.compress(record(PAGE, OURS) + b"WARC/1.0\r\n" + b"x: y\r\n" * 400_000), 64 * MiB, FaultKind.LONG_HEAD),
        (gzip.compress(record(PAGE, OURS) + b"nothing\r\n"), 64 * MiB, FaultKind.NO_RECORD),
    ):
        steps = joined(tmp_path / "x", data, budget=budget)
        assert steps[0].record is not None
        assert [step.fault.kind for step in steps if step.fault] == [kind]


def test_of_a_record_larger_than_any_page_no_more_is_held_than_shows_it(tmp_path: Path) -> None:
    [step] = joined(tmp_path / "x", gzip.compress(record(answer(b"\0" * (3 * LARGEST)), OURS)))
    assert step.record is not None
    assert len(step.record) < LARGEST + 4 * MiB
    found = next(read_warc(io.BytesIO(step.record)))
    assert isinstance(found, SkippedRecord)
    assert found.large
