"""The .docx as LibreOffice lays it out."""

import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from reports.kinds import ReportFormat, ReportKind
from reports.publications import PublishedReport, ReportRequest
from tests.golden.publications.record import UNTIL

pytestmark = pytest.mark.usefixtures("processes")


def test_the_contents_and_page_numbers_are_filled_and_all_pages_are_there(
    of_press: Callable[[ReportRequest], PublishedReport], tmp_path: Path
) -> None:
    soffice, reader = shutil.which("soffice"), shutil.which("pdftotext")
    assert soffice, "LibreOffice is not here to open the document with: apt-get install -y --no-install-recommends libreoffice-writer"
    assert reader, "pdftotext is not here to read the pages with: apt-get install -y poppler-utils"
    for kind in (ReportKind.STATEMENT, ReportKind.IMPUNITY):
        (tmp_path / f"{kind}.docx").write_bytes(of_press(ReportRequest(kind, UNTIL, None, "kk", ReportFormat.DOCX)).content)
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    files = map(str, sorted(tmp_path.glob("*.docx")))
    subprocess.run([soffice, profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), *files], check=True, capture_output=True)
    pages = {}
    for kind, fewest in ((ReportKind.STATEMENT, 4), (ReportKind.IMPUNITY, 8)):
        text = subprocess.run([reader, "-layout", str(tmp_path / f"{kind}.pdf"), "-"], check=True, capture_output=True).stdout.decode()
        pages[kind] = text.rstrip("\f\n").split("\f")
        assert len(pages[kind]) >= fewest
    statement = pages[ReportKind.STATEMENT]
    annex = next(nth for nth, page in enumerate(statement, 1) if re.search(r"^\s*Жазбалар тізімі\s*$", page, re.MULTILINE))
    assert re.search(rf"Жазбалар тізімі\.+ ?{annex}\b", statement[0])
    assert [f"Бет: {nth} / {len(statement)}" in page for nth, page in enumerate(statement, 1)] == [True] * len(statement)
    assert all("Нөмірі" in page or "Номері" in page for page in statement[annex - 1 :]), "the head of the list stands on each of its pages"
