"""The pages in an evidence file that wait to be read, with what their rows say."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipelines.evidence.page_fates import PageFate, open_pages
from records.database import write_transaction
from records.outlets import runs
from records.outlets.page_answers import BROKE_OFF, ENDING, LEFT
from records.vocabulary import Fate
from tests.conftest import NOW
from tests.pipelines.evidence.test_fates_check import RUN, Evidence


@pytest.fixture
def evidence(engine: Engine, tmp_path: Path) -> Evidence:
    return Evidence(engine, tmp_path / "var" / "evidence")


def test_what_is_open_in_a_file_is_listed_with_its_row(evidence: Evidence) -> None:
    refs = [evidence.add(number, fate) for number, fate in enumerate([Fate.STORED, Fate.NOT_READ, None, Fate.FETCHED, Fate.BROKEN_OFF])]
    found = open_pages(evidence.engine, evidence.folder, refs[0].file)
    assert [(page.offset, page.url, fate and fate.fate) for page, fate in found] == [
        (refs[number].offset, f"https://oral.example/{number}", fate) for number, fate in ((1, Fate.NOT_READ), (2, None), (3, Fate.FETCHED))
    ]
    assert found[0][1] == PageFate("kz_oral", "https://oral.example/1", Fate.NOT_READ, None)


def test_both_records_of_a_page_are_listed_where_neither_was_read(evidence: Evidence) -> None:
    refs = [evidence.add(0, Fate.FETCHED, b"<p>%d</p>" % number) for number in range(2)]
    evidence.end()
    assert [page.sha256 for page, _ in open_pages(evidence.engine, evidence.folder, refs[0].file)] == [ref.sha256 for ref in refs]


@pytest.mark.parametrize(
    ("detail", "untried"), [(LEFT, True), (ENDING, True), (f"{BROKE_OFF}CancelledError", True), ("its limit of time", False), ("", False)]
)
def test_a_page_that_broke_a_limit_of_its_reader_was_tried(evidence: Evidence, detail: str, untried: bool) -> None:
    ref = evidence.add(1, None)
    with write_transaction(evidence.engine) as session:
        runs.settle(session, RUN, "kz_oral", "https://oral.example/1", "1", Fate.NOT_READ, at=NOW, sha256=ref.sha256, detail=detail)
    [(_, fate)] = open_pages(evidence.engine, evidence.folder, ref.file)
    assert fate is not None
    assert fate.untried is untried


def test_a_page_read_once_and_in_vain_later_is_not_open(evidence: Evidence) -> None:
    ref = evidence.add(1, Fate.TOO_SHORT)
    with write_transaction(evidence.engine) as session:
        runs.settle(session, RUN, "kz_oral", "https://oral.example/1", "1", Fate.TIMEOUT, at=NOW)
    assert open_pages(evidence.engine, evidence.folder, ref.file) == []
