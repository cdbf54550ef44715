"""Settings: typed, from the environment or `.env`. What is no value of one is refused by its name, with what is allowed, and never with a secret."""

import traceback
from pathlib import Path

import pytest
from syrupy.assertion import SnapshotAssertion

from records.errors import SettingsError
from records.settings import Settings, read_settings

NOTICES = "ru=mailto://u:p@adil.example"
# Values of which none is one of its setting. Of those with "hush" in them, this word is a secret.
WRONG = {
    "QORGAN_LANG": ["xx", "uz", "kz", "русский"],
    "QORGAN_DATABASE_URL": ["mysql://desk:hush@db/press", "hello hush", "postgres://desk:hush@db/press", "/srv/hush.db"],
    **{
        name: [f"{NOTICES} {value}" for value in ("hush", "hush@adil.example", "mailto:hush@adil.example", "xx=mailto://u:hush@adil.example")]
        for name in ("QORGAN_NOTIFY", "QORGAN_ANCHOR_TO")
    },
    "QORGAN_DOWNLOAD_DELAY": ["soon"],
    "QORGAN_FILE_MB": ["0"],
    "QORGAN_TRUSTED_PROXIES": ["proxy.example"],
    "QORGAN_ORIGIN": [
        *("desk.example.org", "https://", "https://desk.example.org/", "ftp://desk.example.org", "https://a@b", "https://Desk.kz"),
        *(f"https://{rest}" for rest in ("desk.kz:99999", "desk.kz:0", "desk.kz:443", "desk.kz:", "desk.kz:x", "редакция.қаз", "[::1]:443")),
    ],
    "QORGAN_WAYBACK": [
        *("archive.org", "https://web.archive.org/save", "https://u:hush@web.archive.org", "http://web.archive.org", "https://web.archive.org:0")
    ],
    "QORGAN_WAYBACK_KEYS": ["hush", "hush-hush:", "hush hush:hush"],
}
RIGHT = {
    "QORGAN_LANG": ["", "kk", "RU", "en_GB.UTF-8", "kk-KZ"],
    "QORGAN_NOTIFY": [f"{NOTICES}  kk=tgram://123:abc/456 json://127.0.0.1:9/x?a=b"],
    "QORGAN_ORIGIN": ["https://desk.kz", "https://desk.kz:8460", "http://desk.kz:443", "https://xn--80a.xn--80ao21a", "http://[::1]:8460"],
    "QORGAN_WAYBACK": ["https://web.archive.org/"],
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_no_value_is_refused_by_the_name_of_the_setting_with_what_is_allowed(
    name: str, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    if name == "QORGAN_WAYBACK_KEYS":
        monkeypatch.setenv("QORGAN_WAYBACK", "https://web.archive.org/")
    found = {}
    for value in WRONG[name]:
        monkeypatch.setenv(name, value)
        with pytest.raises(SettingsError) as refused:
            read_settings(env_file=None)
        found[value] = str(refused.value)
        assert found[value].startswith(f"{name}: ")
        assert "hush" not in "".join(traceback.format_exception(refused.value))
    assert found == snapshot


@pytest.mark.parametrize("name", RIGHT)
def test_a_value_is_taken_as_it_is_written(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for value in RIGHT[name]:
        monkeypatch.setenv(name, value)
        assert getattr(read_settings(env_file=None), name.removeprefix("QORGAN_").lower()) == value


def test_a_data_folder_that_is_a_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    monkeypatch.setenv("QORGAN_DATA", str(tmp_path / "var"))
    with pytest.raises(SettingsError, match=f"QORGAN_DATA: {tmp_path / 'var'}"):
        read_settings(env_file=None)


def test_a_misspelt_name_is_refused_with_the_nearest_one_in_the_environment_and_in_the_file(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"QORGAN_CONTCAT.*QORGAN_CONTACT\b"):
        read_settings({"QORGAN_CONTCAT": "x"}, env_file=None)
    (tmp_path / ".env").write_text("export QORGAN_DATBASE_URL=x\n", encoding="utf-8")
    with pytest.raises(SettingsError, match=r"QORGAN_DATBASE_URL.*QORGAN_DATABASE_URL\b"):
        read_settings({}, env_file=tmp_path / ".env")


def test_a_setting_is_read_from_the_environment_and_from_a_file_and_the_environment_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / ".env"
    file.write_text("QORGAN_CONTACT=file@adil.example\nQORGAN_DOWNLOAD_DELAY=7\n# QORGAN_WRONG=1\n", encoding="utf-8")
    monkeypatch.setenv("QORGAN_CONTACT", "env@adil.example")
    settings = read_settings(env_file=file)
    assert (settings.contact, settings.download_delay) == ("env@adil.example", 7.0)


def test_values_that_follow_from_others(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATA", "somewhere")
    monkeypatch.setenv("QORGAN_TRUSTED_PROXIES", "127.0.0.1, 10.0.0.0/24")
    settings = read_settings(env_file=None)
    assert (settings.database, settings.proxies, settings.file_bytes) == (
        "sqlite:///somewhere/qorgan.db", ["127.0.0.1", "10.0.0.0/24"], 100 * 2**20,
    )  # fmt: skip


def test_secrets_do_not_show_when_settings_are_printed(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (
        ("SECRET", "hush"),
        ("NOTIFY", "mailto://user:hush@host"),
        ("WAYBACK", "https://web.archive.org/"),
        ("WAYBACK_KEYS", "access:hushhush"),
    ):
        monkeypatch.setenv(f"QORGAN_{name}", value)
    settings = read_settings(env_file=None)
    assert settings.secret == "hush"
    assert "hush" not in repr(settings)


def test_failures_go_where_notices_go_unless_they_have_addresses_of_their_own() -> None:
    assert Settings(notify="json://a b://c").failure_notices == ("QORGAN_NOTIFY", ["json://a", "b://c"])
    assert Settings(notify="json://a", notify_failures="json://b").failure_notices == ("QORGAN_NOTIFY_FAILURES", ["json://b"])
