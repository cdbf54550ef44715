"""The console for the tables of commands: a terminal's own width, or a wide one that folds nothing for a file or another program."""

import os
import sys

from rich.console import Console

from records.i18n import tr

# Columns for a file or another program.
_WIDE = 250
# The mark before a source that the outlet's file does not name.
MARK = "*"


def open_table_console() -> Console:
    """Return a console on stdout."""
    return Console(highlight=False, width=None if sys.stdout.isatty() or "COLUMNS" in os.environ else _WIDE)


def explain_mark() -> None:
    """Print on stderr what `MARK` means in the table above."""
    print(tr("{mark} = not named in the outlet's file").format(mark=MARK), file=sys.stderr)
