"""A day of the regional press: 150 invented outlets on loopback, all reached in the ways that outlets are reached, ten of them failing, each in its own way.

`build_day(…)` prints it, `serve(day)` opens its ports, `day.write_outlets(folder)` writes the outlet file, `day.expected()` says what should become of
every outlet, and `judge(day, …)` compares that with what a crawler stored.
"""

from tests.day.day import Day, build_day, build_small_day
from tests.day.outcome import Outcome, judge
from tests.day.server import serve

__all__ = ["Day", "Outcome", "build_day", "build_small_day", "judge", "serve"]
