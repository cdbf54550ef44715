"""The settings of the third reader: where it may stand, and where its key may go."""

import pytest

from records.errors import SettingsError
from records.settings import read_settings

KEY = "s3cret-of-the-newsroom"


def read(monkeypatch: pytest.MonkeyPatch, **values: str) -> str:
    for name, value in values.items():
        monkeypatch.setenv(f"QORGAN_READER{name}", value)
    return read_settings(env_file=None).reader


@pytest.mark.parametrize("address", ["https://api.example/v1", "http://localhost:11434/v1", "http://192.168.1.7:8000/v1", "http://ollama:11434/v1"])
def test_a_server_may_be_hosted_on_this_machine_or_in_the_own_network(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    assert read(monkeypatch, **{"": address, "_MODEL": "m"}) == address


@pytest.mark.parametrize("address", ["http://api.example/v1", "http://8.8.8.8/v1", "ftp://x/v1", "https://user:pass@x/v1", "https://x/v1?key=1", "x"])
def test_another_address_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(SettingsError, match="QORGAN_READER"):
        read(monkeypatch, **{"": address, "_MODEL": "m"})


def test_a_model_must_be_named(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SettingsError, match="QORGAN_READER_MODEL"):
        read(monkeypatch, **{"": "https://api.example/v1"})


@pytest.mark.parametrize("key", [KEY, f"{KEY}\nX: y"])
def test_a_key_goes_over_no_open_network_and_is_never_repeated(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    with pytest.raises(SettingsError, match="QORGAN_READER_KEY") as refused:
        read(monkeypatch, **{"": "http://192.168.1.7:8000/v1", "_MODEL": "m", "_KEY": key})
    assert KEY not in str(refused.value)
