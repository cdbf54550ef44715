"""`qorgan db upgrade` and `copy` as an operator calls them."""

from pathlib import Path

import pytest

from tests.flows.backup.filled_house import filled
from tests.flows.conftest import Here
from tests.flows.real_command import Home


@pytest.fixture
def home(tmp_path: Path) -> Home:
    house = filled(tmp_path / "data")
    house.engine.dispose()
    return Home(tmp_path / "data")


def test_an_upgrade_says_which_version_it_is_and_may_be_repeated(here: Here, tmp_path: Path) -> None:
    home = Home(tmp_path / "data")
    assert here(home, "db", "upgrade").stderr == here(home, "db", "upgrade").stderr


def test_the_records_are_copied_to_a_server_and_read_the_same_there(home: Home, here: Here, tmp_path: Path, postgresql_url: str) -> None:
    said = here(home, "db", "copy", "--to", postgresql_url)
    head = said.stdout.rstrip().rpartition(" ")[2]
    moved = Home(home.data, {"QORGAN_DATABASE_URL": postgresql_url})
    verified = here(moved, "verify").stdout
    assert verified.startswith("All is well")
    assert verified.rstrip().endswith(head)
    assert "not empty" in here(home, "db", "copy", "--to", postgresql_url, code=1).stderr
    here(home, "db", "copy", "--to", "nonsense", code=2)


@pytest.mark.parametrize("address", ["hello", "mysql://x/y", "postgresql+nonsense://x/y", "postgresql+pg8000://x/y"])
def test_an_address_of_no_database_that_we_use_is_refused_by_the_name_of_the_option(home: Home, here: Here, address: str) -> None:
    said = here(home, "db", "copy", "--to", address, code=2).stderr
    assert said == "qorgan: --to: no address of a database of SQLite or PostgreSQL; example: postgresql+psycopg://qorgan@localhost/qorgan\n"
    moved = here(Home(home.data, {"QORGAN_DATABASE_URL": address}), "verify", code=2).stderr
    assert moved.startswith("qorgan: QORGAN_DATABASE_URL: no address of a database")
