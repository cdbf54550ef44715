"""What is no value of a setting is refused by the name of the setting, with what is allowed, and never with a secret."""

from pathlib import Path

import pytest

from records.errors import SettingsError
from records.settings import read_settings


def refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> str:
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError) as error:
        read_settings(env_file=None)
    return str(error.value)


@pytest.mark.parametrize("value", ["xx", "uz", "kz", "русский"])
def test_a_language_that_is_none_is_refused_with_those_there_are(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    assert refused(monkeypatch, "QORGAN_LANG", value) == f"QORGAN_LANG: {value} is no language of Qorgan; languages are kk, ru, en"


@pytest.mark.parametrize("value", ["", "kk", "RU", "en_GB.UTF-8", "kk-KZ"])
def test_a_language_may_be_written_as_systems_write_it(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("QORGAN_LANG", value)
    assert read_settings(env_file=None).lang == value


@pytest.mark.parametrize("value", ["mysql://desk:hush@db/press", "hello hush", "postgres://desk:hush@db/press", "/srv/hush.db"])
def test_an_address_of_another_database_is_refused_without_its_password(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    said = refused(monkeypatch, "QORGAN_DATABASE_URL", value)
    assert said.startswith("QORGAN_DATABASE_URL: no address of a database of SQLite or PostgreSQL; example: postgresql+psycopg://")
    assert "hush" not in said


@pytest.mark.parametrize("name", ["QORGAN_NOTIFY", "QORGAN_ANCHOR_TO"])
@pytest.mark.parametrize("value", ["hush", "hush@adil.example", "mailto:hush@adil.example", "xx=mailto://u:hush@adil.example"])
def test_what_is_no_address_for_notices_is_named_by_its_place_alone(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    said = refused(monkeypatch, name, f"ru=mailto://u:p@adil.example {value}")
    assert said.startswith(f"{name}: what stands in place 2 is no address; write it as apprise does: mailto://")
    assert "hush" not in said


def test_addresses_for_notices_may_each_have_their_language(monkeypatch: pytest.MonkeyPatch) -> None:
    given = "ru=mailto://u:p@adil.example  kk=tgram://123:abc/456 json://127.0.0.1:9/x?a=b"
    monkeypatch.setenv("QORGAN_NOTIFY", given)
    assert read_settings(env_file=None).notify == given


def test_a_data_folder_that_is_a_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    assert refused(monkeypatch, "QORGAN_DATA", str(tmp_path / "var")) == (
        f"QORGAN_DATA: {tmp_path / 'var'} is a file; name a folder, which is made if there is none"
    )


@pytest.mark.parametrize(("lang", "words"), [("kk", "тілі емес"), ("ru", "не язык")])
def test_what_is_wrong_is_said_in_the_readers_language(monkeypatch: pytest.MonkeyPatch, lang: str, words: str) -> None:
    # The language itself is what is wrong: the system's stands in.
    monkeypatch.setenv("LC_ALL", f"{lang}_KZ.UTF-8")
    said = refused(monkeypatch, "QORGAN_LANG", "xx")
    assert words in said


@pytest.mark.parametrize(
    "value", ["archive.org", "https://web.archive.org/save", "https://u:hush@web.archive.org", "http://web.archive.org", "https://web.archive.org:0"]
)
def test_an_address_of_a_web_archive_is_its_host_alone_and_by_tls(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    said = refused(monkeypatch, "QORGAN_WAYBACK", value)
    assert "https://" in said
    assert "hush" not in said


def test_keys_of_a_web_archive_are_two_and_are_not_said_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_WAYBACK", "https://web.archive.org/")
    for value in ("hush", "hush-hush:", "hush hush:hush"):
        said = refused(monkeypatch, "QORGAN_WAYBACK_KEYS", value)
        assert said.startswith("QORGAN_WAYBACK_KEYS: should be the two keys")
        assert "hush" not in said
    monkeypatch.setenv("QORGAN_WAYBACK_KEYS", "access:secret")
    assert "secret" not in repr(read_settings(env_file=None))
