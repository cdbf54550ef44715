"""The file in which the desk keeps outlets: those that were added there, and the entries that were changed there. It lies in the data folder, so that a new version of Qorgan leaves it as it is.

An entry in it stands in for the one of the same name in any other file (`spiders.config.files.load_outlets`), so it goes first wherever files are named.
"""

from collections.abc import Sequence
from pathlib import Path

# By this name whoever reads outlet files knows it, also a crawler that is only told the paths.
OWN = "desk_outlets.yaml"


def own_file(data: Path) -> Path:
    """Where it lies; it is there once something was saved."""
    return data / OWN


def with_own(files: Sequence[Path], data: Path) -> list[Path]:
    """The files, with that of the desk before them where there is one."""
    own = own_file(data)
    return [own, *files] if own.is_file() else list(files)
