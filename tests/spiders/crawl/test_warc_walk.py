"""Parts that are read at the same time give what one reader from end to end gives, also where a page holds bytes that look like a record."""

import asyncio
import gzip
import zlib
from pathlib import Path

import pytest

from pipelines.evidence.warc_parts import PartRead, read_part
from records.byte_budgets import MiB
from spiders.crawl.warc_walk import FileToRead, Piece, walk
from tests.pipelines.evidence.test_warc_parts import HOSTS, OTHERS, OURS
from tests.pipelines.evidence.test_warc_records import answer, record


def stored(data: bytes) -> bytes:
    """In a gzip member as it is, as incompressible bytes are."""
    pack = zlib.compressobj(0, wbits=31)
    return pack.compress(data) + pack.flush()


def walked(path: Path, data: bytes, size: int, begin: int = 0) -> tuple[list[PartRead], list[Piece]]:
    path.write_bytes(data)
    asked: list[Piece] = []

    async def read(piece: Piece) -> PartRead:
        asked.append(piece)
        await asyncio.sleep(0)
        return read_part(piece.file.path, piece.begin, piece.until, HOSTS, piece.exact, 64 * MiB)

    async def work() -> list[PartRead]:
        return [part async for _, part in walk([FileToRead(path, begin, len(data))], read, 3, size)]

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


def test_behind_the_end_of_a_file_that_breaks_off_nothing_is_told_of_it_and_the_next_file_is_read(tmp_path: Path) -> None:
    member = gzip.compress(record(answer(b"x"), OURS))
    bomb, good = tmp_path / "bomb", tmp_path / "good"
    bomb.write_bytes(member + gzip.compress(record(answer(b"\0" * MiB), OTHERS)) + member * 50)
    good.write_bytes(member * 3)

    async def read(piece: Piece) -> PartRead:
        return read_part(piece.file.path, piece.begin, piece.until, HOSTS, piece.exact, MiB // 2)

    async def work() -> list[tuple[str, list[int]]]:
        files = [FileToRead(path, 0, path.stat().st_size) for path in (bomb, good)]
        return [(file.path.name, part.wanted) async for file, part in walk(files, read, 3, 600)]

    found = asyncio.run(work())
    assert [place for name, wanted in found if name == "bomb" for place in wanted] == [0]
    assert sum(len(wanted) for name, wanted in found if name == "good") == 3


def test_no_more_pieces_are_begun_than_are_asked_for_while_nobody_takes_them(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(gzip.compress(record(answer(b"x"), OURS)) * 100)
    begun: list[Piece] = []

    async def read(piece: Piece) -> PartRead:
        begun.append(piece)
        return read_part(piece.file.path, piece.begin, piece.until, HOSTS, piece.exact, MiB)

    async def work() -> None:
        parts = walk([FileToRead(path, 0, path.stat().st_size)], read, 3, 500)
        await anext(parts)
        await asyncio.sleep(0.02)
        assert len(begun) <= 4
        await parts.aclose()

    asyncio.run(work())
