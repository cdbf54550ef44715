"""A worker of Prefect's keeps what it collects, or refuses to begin."""

import pytest

from flows.worker_data import require_lasting_data
from records.errors import SettingsError


@pytest.mark.parametrize("environment", [{}, {"QORGAN_DATA": ""}, {"QORGAN_DATA": "var"}])
def test_a_worker_without_a_folder_of_its_own_refuses_a_run(environment: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="QORGAN_DATA"):
        require_lasting_data(environment, "a-deployment")
    require_lasting_data(environment, None)


def test_a_worker_with_a_folder_begins() -> None:
    require_lasting_data({"QORGAN_DATA": "/srv/qorgan/data"}, "a-deployment")
