"""Files of pages that break off, or are none."""

import io
import os
from pathlib import Path
from typing import Any

import pytest

from pipelines.evidence.warc_records import EvidenceCutOff, StoredPage, read_warc
from pipelines.evidence.writer import EvidenceWriter
from pipelines.items import PageItem
from tests.conftest import NOW


def page(body: bytes = b"<p>text</p>", url: str = "https://site.example/1", **values: Any) -> PageItem:
    given = {
        "outlet": "kz_test",
        "url": url,
        "final_url": url,
        "status": 200,
        "headers": (("Content-Type", "text/html; charset=windows-1251"), ("Content-Encoding", "gzip")),
        "body": body,
        "fetched_at": NOW,
    }
    return PageItem(**{**given, **values})


@pytest.mark.parametrize("keep", [0.55, 0.9, 0.99])
def test_a_file_that_breaks_off_gives_what_stands_before_and_says_where(tmp_path: Path, keep: float) -> None:
    writer = EvidenceWriter(tmp_path, "run")
    refs = [writer.write(page(os.urandom(4000))) for _ in range(2)]
    writer.close()
    whole = (tmp_path / refs[0].file).read_bytes()
    cut = whole[: refs[1].offset + int((len(whole) - refs[1].offset) * keep)]
    records = list(read_warc(io.BytesIO(cut)))
    assert isinstance(records[0], StoredPage)
    assert isinstance(records[-1], EvidenceCutOff)
    assert len(records) == 2


@pytest.mark.parametrize("junk", [b"", b"not a warc", b"\x1f\x8b\x08garbage"])
def test_a_file_that_is_no_warc_gives_no_page_and_no_exception(junk: bytes) -> None:
    assert not any(isinstance(record, StoredPage) for record in read_warc(io.BytesIO(junk)))
