"""Where a worker of Prefect's keeps its data: it starts each flow in a folder that it removes afterwards."""

from collections.abc import Mapping
from pathlib import Path

from records.errors import SettingsError
from records.i18n import tr


def require_lasting_data(environment: Mapping[str, str], deployment: str | None) -> None:
    """Raises SettingsError where a deployment is run and its evidence would go with that folder. `deployment`: its id; None outside of a worker."""
    if deployment and not Path(environment.get("QORGAN_DATA", "")).is_absolute():
        words = tr("QORGAN_DATA: a worker of Prefect's runs in a folder that is removed afterwards; give it the data folder as a whole path, /srv/…")
        raise SettingsError(words)
