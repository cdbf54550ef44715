"""A mail that breaks the process that reads it is unreadable, and nothing else breaks."""

from pathlib import Path

import pytest

from pipelines.intake import mail_reading
from pipelines.intake.mail_reading import read_mail


def read(folder: Path, mail: bytes) -> mail_reading.ReadMail:
    (folder / "mail").write_bytes(mail)
    (folder / "parts").mkdir()
    return read_mail(folder / "mail", folder / "parts")


def test_a_mail_is_read_in_a_process_of_its_own(tmp_path: Path) -> None:
    found = read(tmp_path, b"Subject: a\r\n\r\ntext")
    assert (found.fate, found.subject, found.text, found.parts) == ("taken", "a", "text", ())


def test_a_process_that_breaks_or_takes_too_long_is_a_mail_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mail_reading, "_COMMAND", "no.such.module")
    assert read(tmp_path, b"\r\n\r\n").fate == "unreadable"
    monkeypatch.undo()
    monkeypatch.setattr(mail_reading, "_PATIENCE", 0.001)
    (tmp_path / "parts").rmdir()
    assert read(tmp_path, b"\r\n\r\n").fate == "unreadable"


def test_the_process_is_told_no_secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_MAIL_PASSWORD", "secret")
    told: dict[str, object] = {}

    def run(*_command: object, **given: object) -> object:
        told.update(given)
        raise OSError

    monkeypatch.setattr("pipelines.intake.mail_reading.subprocess.run", run)
    assert read(tmp_path, b"").fate == "unreadable"
    assert not [name for name in told["env"] if name.startswith("QORGAN_")]  # type: ignore[attr-defined]
