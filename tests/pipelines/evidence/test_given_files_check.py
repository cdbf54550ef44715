"""`qorgan verify` reads every file that somebody gave."""

import io
from pathlib import Path

import pytest
from sqlalchemy import Engine

from pipelines.evidence.given_files_check import GivenFilesCheck, check_given_files
from pipelines.evidence.taken_files import file_path, take_in
from records.database import read_session
from records.hand.file_rows import Belonging
from records.tables import EvidenceFileRow
from records.vocabulary import Door
from tests.conftest import NOW

pytestmark = pytest.mark.parametrize("engine", ["sqlite"], indirect=True)


@pytest.fixture
def held(engine: Engine, tmp_path: Path) -> Path:
    """Where the bytes of the one file lie, which was sent twice."""
    for _ in range(2):
        id = take_in(engine, tmp_path, io.BytesIO(b"%PDF-1.7 x"), "a.pdf", Door.DESK, Belonging(), who="Aigul", now=NOW, limit=100)
    with read_session(engine) as session:
        return file_path(tmp_path, session.get_one(EvidenceFileRow, id).sha256)


def check(engine: Engine, folder: Path) -> tuple[GivenFilesCheck, list[str]]:
    found: list[str] = []
    with read_session(engine) as session:
        return check_given_files(session, folder, found.append), found


def test_whole_files_are_counted_once_for_the_same_bytes(engine: Engine, tmp_path: Path, held: Path) -> None:
    assert check(engine, tmp_path) == (GivenFilesCheck(1, 10), [])


def test_a_changed_byte_and_a_missing_file_are_told(engine: Engine, tmp_path: Path, held: Path) -> None:
    held.write_bytes(b"%PDF-1.7 y")
    assert check(engine, tmp_path)[1] == [f"file 1 is not the one whose SHA-256 was recorded ({held.name})"]
    held.unlink()
    assert check(engine, tmp_path)[1] == [f"the bytes of file 1 are missing ({held.name}); a backup may have them"]
