"""What the tests of the site share: one small site, to be read only."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.empty_database import open_upgraded
from tests.reports.site.small_site import BASE, files_of, filled, written


@pytest.fixture(scope="session")
def small_record(tmp_path_factory: pytest.TempPathFactory, catalogues: None) -> Iterator[Engine]:
    """The small record."""
    engine = filled(open_upgraded(f"sqlite:///{tmp_path_factory.mktemp('record') / 'site.db'}"))
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def small_folder(small_record: Engine, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of its site, with an address."""
    output = tmp_path_factory.mktemp("site") / "public"
    written(small_record, output, BASE)
    return output


@pytest.fixture(scope="session")
def small_files(small_folder: Path) -> dict[str, bytes]:
    """Its files by name."""
    return files_of(small_folder)
