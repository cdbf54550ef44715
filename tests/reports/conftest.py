"""The invented record of the publications, and what is published of it."""

import shutil
from collections.abc import Callable, Iterator
from functools import cache
from itertools import cycle, product
from pathlib import Path

import pytest
from sqlalchemy import Engine

from records.database import read_session, write_transaction
from records.i18n import LANGUAGES
from reports.kinds import DOCUMENT_KINDS, ReportKind
from reports.publications import PublishedReport, ReportRequest
from reports.publications.publish import publish
from tests import layers
from tests.empty_database import open_upgraded
from tests.golden.publications import record


@pytest.fixture(scope="session")
def press_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The database of the record."""
    file = tmp_path_factory.mktemp("press") / "press.db"
    engine = open_upgraded(f"sqlite:///{file}")
    with write_transaction(engine) as session:
        record.store(session, *record.PURSUED)
    engine.dispose()
    return file


@pytest.fixture(scope="session")
def press(press_file: Path) -> Iterator[Engine]:
    """The record, to be read only."""
    engine = open_upgraded(f"sqlite:///{press_file}")
    yield engine
    engine.dispose()


@pytest.fixture
def own_press(press_file: Path, tmp_path: Path) -> Iterator[Engine]:
    """A copy of the record that a test may change."""
    engine = open_upgraded(f"sqlite:///{shutil.copy(press_file, tmp_path / 'press.db')}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def of_press(press: Engine) -> Callable[[ReportRequest], PublishedReport]:
    """What `publish` makes of the record. Each document is made once."""

    @cache
    def published(wanted: ReportRequest) -> PublishedReport:
        with read_session(press) as session:
            return publish(session, wanted, record.TODAY)

    return published


@pytest.fixture(scope="session")
def kinds_and_languages() -> list[tuple[ReportKind, str]]:
    """Every kind of report in some language, in the whole layer in every one."""
    return list(product(DOCUMENT_KINDS, LANGUAGES) if layers.is_full() else zip(DOCUMENT_KINDS, cycle(LANGUAGES), strict=False))
