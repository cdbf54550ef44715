"""Reading the release before: a folder or an archive of ours, as it was published, and nothing else."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pytest
from sqlalchemy import Engine

from records import incidents
from records.database import at_one_moment, write_transaction
from reports.release import Release, ReleaseRequest, release
from reports.release.previous import PreviousReleaseRefused, previous_release
from tests.empty_database import open_upgraded
from tests.golden.publications.record import NOW, TODAY
from tests.reports.release.full_case import full_case

pytestmark = pytest.mark.usefixtures("catalogues")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """A release of one incident, with a DOI and an address."""
    engine: Engine = open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('before') / 'press.db'}")
    with write_transaction(engine) as session:
        incidents.admit(session, full_case(), who="Aigul", now=NOW)
    with at_one_moment(engine) as session:
        wanted = ReleaseRequest(date(2021, 12, 31), lang="ru", doi="10.5072/one", address="https://data.example/2021/")
        yield release(session, wanted, TODAY)
    engine.dispose()


def in_folder(made: Release, folder: Path) -> Path:
    for file in made.files:
        (folder / file.name).write_bytes(file.content)
    return folder


def test_folder_and_archive_tell_the_same(made: Release, tmp_path: Path) -> None:
    (tmp_path / "archive.zip").write_bytes(made.archive.content)
    (tmp_path / "folder").mkdir()
    found = previous_release(tmp_path / "archive.zip")
    assert found == previous_release(in_folder(made, tmp_path / "folder"))
    assert (found.before.version, found.before.sums_sha256, found.lang) == ("2021-12-31", made.sums_sha256, "ru")
    assert (found.before.doi, found.before.address) == ("10.5072/one", "https://data.example/2021/")
    assert found.rows["KZ-2021-0900"]["place"] == "Орал"


def test_a_release_from_before_there_was_datacite_is_read_too(made: Release, tmp_path: Path) -> None:
    folder = in_folder(made, tmp_path)
    sums = [line for line in (folder / "SHA256SUMS").read_text("utf-8").splitlines(keepends=True) if "datacite" not in line]
    (folder / "SHA256SUMS").write_text("".join(sums), encoding="utf-8")
    assert previous_release(folder).before.doi == ""


@pytest.mark.parametrize("name", ["incidents.jsonl", "datapackage.json", "datacite.json"])
def test_one_in_which_a_file_was_changed_is_refused(made: Release, tmp_path: Path, name: str) -> None:
    folder = in_folder(made, tmp_path)
    (folder / name).write_bytes((folder / name).read_bytes() + b"\n")
    with pytest.raises(PreviousReleaseRefused, match=name):
        previous_release(folder)


def test_what_is_no_release_is_refused_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "text.zip").write_text("no archive", encoding="utf-8")
    (tmp_path / "empty").mkdir()
    with ZipFile(tmp_path / "other.zip", "w") as other:
        other.writestr("SHA256SUMS", json.dumps({"no": "sums"}))
    for name in ("text.zip", "empty", "other.zip", "nowhere"):
        with pytest.raises(PreviousReleaseRefused) as refused:
            previous_release(tmp_path / name)
        assert "\n" not in str(refused.value)
