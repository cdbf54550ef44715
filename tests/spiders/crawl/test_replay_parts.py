"""Parts of a file that are read at the same time give what one reader from end to end gives; how far it was read is kept by what the file is."""

import asyncio
import gzip
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.evidence.reading import PartContents, read_part
from records.byte_budgets import MiB
from spiders.crawl.replay import ProgressFile, ReplayProgress, file_key, hosts_key, load_position, progress_path, read_progress, save_position
from spiders.crawl.warc_parts import FilePart, FileToRead, read_parts
from tests.pipelines.evidence.test_warc_parts import HOSTS, OTHERS, OURS
from tests.pipelines.evidence.test_warc_records import answer, record


def stored(data: bytes) -> bytes:
    """In a gzip member as it is, as incompressible bytes are."""
    pack = zlib.compressobj(0, wbits=31)
    return pack.compress(data) + pack.flush()


def walked(path: Path, data: bytes, size: int, begin: int = 0) -> tuple[list[PartContents], list[FilePart]]:
    path.write_bytes(data)
    asked: list[FilePart] = []

    async def read(piece: FilePart) -> PartContents:
        asked.append(piece)
        await asyncio.sleep(0)
        return read_part(piece.file.path, piece.begin, piece.until, HOSTS, piece.exact, 64 * MiB)

    async def work() -> list[PartContents]:
        return [part async for _, part in read_parts([FileToRead(path, begin, len(data))], read, 3, size)]

    return asyncio.run(work()), asked


@pytest.mark.parametrize("size", [200, 1000, 5000, 10**6])
def test_parts_of_any_size_give_every_page_once(tmp_path: Path, size: int) -> None:
    hidden = gzip.compress(record(answer(b"forged"), OURS + "forged"))
    members = [
        stored(record(answer(hidden * 30), OTHERS)) if number % 10 == 5 else gzip.compress(record(answer(b"%d" % number * 99), f"{OURS}{number}"))
        for number in range(60)
    ]
    data = b"".join(members)
    parts, _ = walked(tmp_path / "x", data, size)
    once = read_part(tmp_path / "x", 0, len(data), HOSTS, True, 64 * MiB)
    assert [place for part in parts for place in part.wanted] == once.wanted
    assert (sum(part.records for part in parts), sum(part.others for part in parts), once.records) == (60, 6, 60)
    assert not any(part.faults for part in parts)


def test_a_part_that_began_within_a_page_is_read_again_from_where_the_one_before_ended(tmp_path: Path) -> None:
    hidden = gzip.compress(record(answer(b"forged"), OURS + "forged"))
    data = stored(record(answer(hidden * 50), OTHERS)) + gzip.compress(record(answer(b"x"), OURS))
    size = len(data) // 2
    parts, asked = walked(tmp_path / "x", data, size)
    assert [place for part in parts for place in part.wanted] == [len(data) - len(gzip.compress(record(answer(b"x"), OURS)))]
    assert [piece.begin for piece in asked if piece.exact] == [0, parts[0].end]


def test_it_goes_on_from_a_place_in_the_middle(tmp_path: Path) -> None:
    members = [gzip.compress(record(answer(b"%d" % number), f"{OURS}{number}")) for number in range(9)]
    begin = sum(map(len, members[:4]))
    parts, _ = walked(tmp_path / "x", b"".join(members), 300, begin)
    assert sum(len(part.wanted) for part in parts) == 5


def test_behind_the_end_of_a_file_that_breaks_off_nothing_is_named_and_the_next_file_is_read(tmp_path: Path) -> None:
    member = gzip.compress(record(answer(b"x"), OURS))
    bomb, good = tmp_path / "bomb", tmp_path / "good"
    bomb.write_bytes(member + gzip.compress(record(answer(b"\0" * MiB), OTHERS)) + member * 50)
    good.write_bytes(member * 3)

    async def read(piece: FilePart) -> PartContents:
        return read_part(piece.file.path, piece.begin, piece.until, HOSTS, piece.exact, MiB // 2)

    async def work() -> list[tuple[str, list[int]]]:
        files = [FileToRead(path, 0, path.stat().st_size) for path in (bomb, good)]
        return [(file.path.name, part.wanted) async for file, part in read_parts(files, read, 3, 600)]

    found = asyncio.run(work())
    assert [place for name, wanted in found if name == "bomb" for place in wanted] == [0]
    assert sum(len(wanted) for name, wanted in found if name == "good") == 3


def test_no_more_pieces_are_begun_than_are_asked_for_while_nobody_takes_them(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(gzip.compress(record(answer(b"x"), OURS)) * 100)
    begun: list[FilePart] = []

    async def read(piece: FilePart) -> PartContents:
        begun.append(piece)
        return read_part(piece.file.path, piece.begin, piece.until, HOSTS, piece.exact, MiB)

    async def work() -> None:
        parts = read_parts([FileToRead(path, 0, path.stat().st_size)], read, 3, 500)
        await anext(parts)
        for _ in range(20):
            await asyncio.sleep(0)
        assert len(begun) <= 4
        await parts.aclose()

    asyncio.run(work())


PLACE_HOSTS = hosts_key({"a.example", "b.example"})


def test_a_place_is_found_again_under_another_name_and_not_for_other_bytes(tmp_path: Path) -> None:
    file, moved, longer = tmp_path / "a.warc.gz", tmp_path / "b.warc.gz", tmp_path / "c.warc.gz"
    file.write_bytes(b"x" * 100_000)
    moved.write_bytes(b"x" * 100_000)
    longer.write_bytes(b"x" * 100_001)
    place = load_position(tmp_path / "places", file, PLACE_HOSTS)
    assert (place.offset, place.ended, place.runs, place.key) == (0, False, (), file_key(file))
    kept = replace(place.taken_up("run 1").taken_up("run 2").taken_up("run 1"), offset=70, joined=3)
    save_position(tmp_path / "places", kept)
    assert load_position(tmp_path / "places", moved, PLACE_HOSTS) == kept
    assert kept.runs == ("run 2", "run 1")
    assert load_position(tmp_path / "places", longer, PLACE_HOSTS).offset == 0


def test_for_other_hosts_a_file_is_read_from_its_beginning_and_its_runs_are_still_known(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"x")
    save_position(tmp_path, replace(load_position(tmp_path, file, PLACE_HOSTS).taken_up("run"), offset=1, ended=True))
    for hosts in (hosts_key({"a.example"}), hosts_key(None)):
        anew = load_position(tmp_path, file, hosts)
        assert (anew.offset, anew.ended, anew.hosts, anew.runs) == (0, False, hosts, ("run",))


def test_what_is_kept_badly_is_as_if_nothing_was_kept(tmp_path: Path) -> None:
    file = tmp_path / "a.warc.gz"
    file.write_bytes(b"x")
    for content in ("", "[]", '{"key": 1}'):
        (tmp_path / f"{file_key(file)}.json").write_text(content)
        assert load_position(tmp_path, file, PLACE_HOSTS).runs == ()


def test_progress_is_written_and_read_and_gone_at_the_end(tmp_path: Path) -> None:
    told = ProgressFile(progress_path(tmp_path, "run"))
    assert read_progress(told.path) is None
    told.counts.records = 7
    told.tell()
    told.counts.records = 8
    told.tell()
    found = read_progress(told.path)
    assert found is not None
    assert found.records == 7, "at most once a second"
    told.close()
    assert list(tmp_path.iterdir()) == []
    assert told.counts.as_json()["records"] == 8


def test_what_cannot_be_written_or_read_disturbs_nobody(tmp_path: Path) -> None:
    ProgressFile(tmp_path / "none" / "x").tell()
    (tmp_path / "bad").write_text("{")
    assert read_progress(tmp_path / "bad") is None


def test_the_time_left_is_by_what_was_read_now() -> None:
    assert ReplayProgress(size=100, before=50, bytes=75, seconds=10.0).seconds_left == 10.0
    assert ReplayProgress(size=100, before=50, bytes=50).seconds_left is None
