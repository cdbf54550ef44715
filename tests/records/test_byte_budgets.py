"""What comes out of a stranger's file is counted as it comes out, and stops at its budget; memory is bounded where that is not enough."""

import gzip
import io
import sys
import zlib

import pytest

from records.byte_budgets import Budgeted, MiB, OverBudget, unpacked
from tests.processes import ended


def test_a_stream_gives_all_up_to_its_budget_and_no_byte_more() -> None:
    assert Budgeted(io.BytesIO(b"x" * 1000), 1000).whole() == b"x" * 1000
    with pytest.raises(OverBudget):
        Budgeted(io.BytesIO(b"x" * 1001), 1000).whole()


def test_a_stream_is_asked_for_small_pieces_however_much_is_wanted() -> None:
    class Endless:
        most = 0

        def read(self, size: int) -> bytes:
            self.most = max(self.most, size)
            return b"x" * size

    stream = Endless()
    budgeted = Budgeted(stream, 5 * MiB)
    for _ in range(5):
        budgeted.read(2**31)
    with pytest.raises(OverBudget):
        budgeted.read(2**31)
    assert stream.most == MiB


def test_lines_of_a_stream_are_read_up_to_a_length() -> None:
    stream = Budgeted(io.BytesIO(b"ab\ncdef"), 100)
    assert [stream.readline(3), stream.readline(3), stream.readline(3), stream.readline(3)] == [b"ab\n", b"cde", b"f", b""]


def test_gzip_is_unpacked_up_to_its_budget() -> None:
    assert unpacked(gzip.compress(b"ab") + gzip.compress(b"cd"), 4) == b"abcd"
    with pytest.raises(OverBudget):
        unpacked(gzip.compress(b"ab") + gzip.compress(b"cde"), 4)
    with pytest.raises(OverBudget):
        unpacked(gzip.compress(b"") * 101, 4)
    with pytest.raises(zlib.error):
        unpacked(b"\x1f\x8bno gzip at all", 4)


def test_gzip_that_ends_early_gives_what_stands_before() -> None:
    assert unpacked(gzip.compress(b"a" * 5000)[:-9], 10_000) != b""


CODE = """
from records.memory_limit import limit_memory
kept = bytearray(100 * 2**20)
try:
    with limit_memory(50 * 2**20):
        small = bytearray(20 * 2**20)
        print("small")
        bytearray(200 * 2**20)
        print("large")
except MemoryError:
    print("refused")
bytearray(200 * 2**20)
print("free again")
"""


@pytest.mark.usefixtures("processes")
def test_inside_there_is_so_much_more_and_no_further_and_afterwards_all() -> None:
    done = ended([sys.executable, "-c", CODE])
    expected = ["small", "refused", "free again"] if sys.platform == "linux" else ["small", "large", "free again"]
    assert done.stdout.split("\n")[:-1] == expected, done.stderr
