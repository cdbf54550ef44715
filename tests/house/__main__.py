"""Prints the counts of the house as a table: what is counted, how many there are, how many there may be."""

from rich.console import Console
from rich.table import Table

from tests.house.bounds import COUNTS

table = Table("what", "now", "at most", box=None, padding=(0, 2, 0, 0))
for count in COUNTS:
    table.add_row(count.what, str(len(count.found())), str(count.most))
Console(highlight=False).print(table)
