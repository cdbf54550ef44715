"""The files that hold evidence, found so that a folder that cannot be read is an error and not an empty folder."""

import os
from pathlib import Path

ENDING = ".warc.gz"


def evidence_files(folder: Path) -> list[Path]:
    """Every file of evidence under a folder, in order. None if there is no such folder. Raises OSError for one that may not be read."""

    def refuse(error: OSError) -> None:
        raise error

    if not folder.exists():
        return []
    return sorted(Path(place) / name for place, _, names in os.walk(folder, onerror=refuse) for name in names if name.endswith(ENDING))
