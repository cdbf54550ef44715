"""The files that hold evidence, found so that a folder that cannot be read is an error and not an empty folder."""

import os
from pathlib import Path

ENDING = ".warc.gz"
# Below the folder: the files that people gave, each under its SHA-256.
GIVEN = "files"


def evidence_files(folder: Path) -> list[Path]:
    """Every file of evidence under a folder, in order. None if there is no such folder. Raises OSError for one that may not be read."""

    def refuse(error: OSError) -> None:
        raise error

    if not folder.exists():
        return []
    return sorted(Path(place) / name for place, _, names in os.walk(folder, onerror=refuse) for name in names if name.endswith(ENDING))


def given_files(folder: Path) -> list[Path]:
    """Every file that somebody gave, under a folder of evidence, in order; not what is only just coming in. Raises OSError for one that may not be read."""
    place = folder / GIVEN
    if not place.exists():
        return []
    return sorted(path for part in place.iterdir() if len(part.name) == 2 and part.is_dir() for path in part.iterdir() if len(path.name) == 64)
