"""`qorgan db upgrade` and `copy` as an operator calls them."""

from pathlib import Path

import pytest

from tests.flows.backup.filled_house import filled
from tests.flows.real_command import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    house = filled(tmp_path / "data")
    house.engine.dispose()
    return Home(tmp_path / "data")


def test_an_upgrade_says_which_version_it_is_and_may_be_repeated(tmp_path: Path) -> None:
    home = Home(tmp_path / "data")
    assert home.qorgan("db", "upgrade").stderr == home.qorgan("db", "upgrade").stderr


def test_the_records_are_copied_to_a_server_and_read_the_same_there(home: Home, tmp_path: Path, postgresql_url: str) -> None:
    said = home.qorgan("db", "copy", "--to", postgresql_url)
    head = said.stdout.rstrip().rpartition(" ")[2]
    moved = Home(home.data, {"QORGAN_DATABASE_URL": postgresql_url})
    verified = moved.qorgan("verify").stdout
    assert verified.startswith("All is well")
    assert verified.rstrip().endswith(head)
    assert "not empty" in home.qorgan("db", "copy", "--to", postgresql_url, code=1).stderr
    home.qorgan("db", "copy", "--to", "nonsense", code=2)
