"""Renders one stored page in a process of its own: `python -m spiders.screenshots FOLDER FILE OFFSET SHA256 TARGET`.

The picture is written to TARGET and the exit code is 0, or one line on stdout gives the reason and it is 1. Whatever a page does to the browser ends
with this process.
"""

import asyncio
import os
import sys
from pathlib import Path

from pipelines.evidence.writer import read_page
from records.model import EvidenceRef
from spiders.screenshots.stored_page_screenshot import ScreenshotFailed, take_screenshot


def main(folder: str, file: str, offset: str, sha256: str, target: str) -> int:
    """Render the picture; return 0, or 1 after printing why there is none."""
    try:
        page = read_page(Path(folder), EvidenceRef(file, int(offset), sha256))
        Path(target).write_bytes(asyncio.run(take_screenshot(page, os.environ.get("QORGAN_BROWSER", ""))))
    except (ScreenshotFailed, OSError, ValueError) as error:
        print(str(error).partition("\n")[0])
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
