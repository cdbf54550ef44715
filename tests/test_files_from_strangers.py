"""A small file that unpacks to hundreds of megabytes ends the real command in one line, and takes no more memory than any other file."""

import os
import subprocess
import sys
from pathlib import Path

import openpyxl

# Bytes; the command itself takes some 120 MB.
MOST_MEMORY = 500 * 2**20
_MEASURED = "import resource,subprocess,sys; code = subprocess.run(sys.argv[1:]).returncode; print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss); sys.exit(code)"


def test_a_workbook_whose_cells_unpack_to_far_more_is_refused_in_one_line(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.create_sheet("incidents", 0)
    sheet.append(["primary", "summary_en"])
    # One shared string, in so many cells that they stand for 600 MB.
    for _ in range(600):
        sheet.append(["ATT", *["x" * 32_000] * 32])
    book.save(tmp_path / "bomb.xlsx")
    assert (tmp_path / "bomb.xlsx").stat().st_size < 2 * 2**20
    command = [str(Path(sys.executable).parent / "qorgan"), "import", "incidents", str(tmp_path / "bomb.xlsx")]
    done = subprocess.run([sys.executable, "-c", _MEASURED, *command], env=os.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.strip() == "qorgan: bomb.xlsx unpacks to more than 64 MB; divide it"
    assert int(done.stdout) * 1024 < MOST_MEMORY
