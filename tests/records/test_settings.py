"""Settings: typed, from the environment or `.env`, and a misspelt one is an error."""

import traceback
from pathlib import Path

import pytest

from records.errors import SettingsError
from records.settings import Settings, read_settings


def test_a_setting_is_read_from_the_environment_and_from_a_file_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("QORGAN_CONTACT=file@adil.example\nQORGAN_DOWNLOAD_DELAY=7\n# QORGAN_WRONG=1\n", encoding="utf-8")
    monkeypatch.setenv("QORGAN_CONTACT", "env@adil.example")
    settings = read_settings(env_file=file)
    assert (settings.contact, settings.download_delay) == ("env@adil.example", 7.0)


def test_without_an_address_the_database_is_sqlite_in_the_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATA", "somewhere")
    assert read_settings(env_file=None).database == "sqlite:///somewhere/qorgan.db"


def test_a_misspelt_variable_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(SettingsError, match=r"QORGAN_CONTCAT.*did you mean QORGAN_CONTACT"):
        read_settings({"QORGAN_CONTCAT": "x"}, env_file=None)


def test_a_misspelt_name_in_the_file_is_refused_too(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("export QORGAN_DATBASE_URL=x\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="did you mean QORGAN_DATABASE_URL"):
        read_settings({}, env_file=tmp_path / ".env")


def test_a_wrong_value_is_refused_with_the_name_of_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DOWNLOAD_DELAY", "soon")
    with pytest.raises(SettingsError, match="QORGAN_DOWNLOAD_DELAY"):
        read_settings(env_file=None)


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_SECRET", "hush")
    monkeypatch.setenv("QORGAN_NOTIFY", "mailto://user:hush@host")
    assert "hush" not in repr(read_settings(env_file=None))
    monkeypatch.setenv("QORGAN_NOTIFY", "hush")
    with pytest.raises(SettingsError) as refused:
        read_settings(env_file=None)
    assert "hush" not in "".join(traceback.format_exception(refused.value))


def test_failures_are_told_where_notices_go_unless_they_have_addresses_of_their_own() -> None:
    assert Settings(notify="json://a b://c").failure_notices == ("QORGAN_NOTIFY", ["json://a", "b://c"])
    assert Settings(notify="json://a", notify_failures="json://b").failure_notices == ("QORGAN_NOTIFY_FAILURES", ["json://b"])


@pytest.mark.parametrize(
    "origin", ["desk.example.org", "https://", "https://desk.example.org/", "ftp://desk.example.org", "https://a@b", "https://Desk.kz"]
)
def test_a_public_address_with_anything_more_is_refused(monkeypatch: pytest.MonkeyPatch, origin: str) -> None:
    monkeypatch.setenv("QORGAN_ORIGIN", origin)
    with pytest.raises(SettingsError, match=r"QORGAN_ORIGIN.*https://desk\.example\.org"):
        read_settings(env_file=None)


@pytest.mark.parametrize("rest", ["desk.kz:99999", "desk.kz:0", "desk.kz:443", "desk.kz:", "desk.kz:x", "редакция.қаз", "[::1]:443"])
def test_a_public_address_that_no_browser_would_send_so_is_refused(monkeypatch: pytest.MonkeyPatch, rest: str) -> None:
    monkeypatch.setenv("QORGAN_ORIGIN", f"https://{rest}")
    with pytest.raises(SettingsError, match=r"QORGAN_ORIGIN.*as browsers send it"):
        read_settings(env_file=None)
    for good in ("https://desk.kz", "https://desk.kz:8460", "http://desk.kz:443", "https://xn--80a.xn--80ao21a", "http://[::1]:8460"):
        monkeypatch.setenv("QORGAN_ORIGIN", good)
        assert read_settings(env_file=None).origin == good


def test_proxies_are_addresses_and_networks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/24")
    assert read_settings(env_file=None).proxies == ["127.0.0.1", "10.0.0.0/24"]
    monkeypatch.setenv("QORGAN_TRUSTED_PROXIES", "proxy.example")
    with pytest.raises(SettingsError, match=r"QORGAN_TRUSTED_PROXIES: proxy\.example"):
        read_settings(env_file=None)


def test_the_largest_file_is_set_in_megabytes_and_none_at_all_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert read_settings(env_file=None).file_bytes == 100 * 2**20
    monkeypatch.setenv("QORGAN_FILE_MB", "0")
    with pytest.raises(SettingsError, match="QORGAN_FILE_MB: should be more than 0"):
        read_settings(env_file=None)
