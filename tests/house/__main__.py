"""Prints the counts of the house as a table: what is counted, how many there are, how many there may be. `--files` names the files of each way."""

import sys

from rich.console import Console
from rich.table import Table

from tests.house.bounds import COUNTS
from tests.house.way import WAYS, traced

console = Console(highlight=False, soft_wrap=True)
table = Table("what", "now", "at most", box=None, padding=(0, 2, 0, 0))
trace = traced()
for count in COUNTS:
    table.add_row(count.what, str(len(count.found())), str(count.most))
for way in WAYS:
    table.add_row(way.what, str(len(way.files(trace))), str(way.most))
console.print(table)
for way in WAYS if "--files" in sys.argv else ():
    console.print(f"\n{way.what}\n  " + "\n  ".join(way.files(trace)))
