"""The bound on memory holds inside and is gone afterwards. In a process of its own, since it counts for all of it."""

import sys

from tests.processes import ended

CODE = """
from records.memory_bound import at_most_more
kept = bytearray(100 * 2**20)
try:
    with at_most_more(50 * 2**20):
        small = bytearray(20 * 2**20)
        print("small")
        bytearray(200 * 2**20)
        print("large")
except MemoryError:
    print("refused")
bytearray(200 * 2**20)
print("free again")
"""


def test_inside_there_is_so_much_more_and_no_further_and_afterwards_all() -> None:
    done = ended([sys.executable, "-c", CODE])
    expected = ["small", "refused", "free again"] if sys.platform == "linux" else ["small", "large", "free again"]
    assert done.stdout.split("\n")[:-1] == expected, done.stderr
