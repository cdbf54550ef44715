"""What the commands under `qorgan user` share."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import select

from desk.auth.passwords import Passwords
from desk.security_log import SecurityEvent
from flows.cli.user_shell import by, changing
from records import users
from records.database import open_database, read_session
from records.tables import TokenRow
from records.users import UnknownUser
from tests.flows.cli.user_shell_case import shell


def noted(data: Path) -> list[dict[str, object]]:
    path = data / "logs" / "security.log"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def test_what_the_shell_does_to_a_user_stands_in_the_security_log_with_the_account_that_called(tmp_path: Path) -> None:
    shell("add", "Aigul", "--role", "monitor")
    shell("password", "Aigul", "--password-stdin", stdin="a long word of mine\n")
    _, token, _ = shell("token", "Aigul")
    shell("disable", "Aigul")
    rows = noted(tmp_path / "var")
    assert [row["event"] for row in rows] == ["user_added", "password_changed", "token_made", "user_disabled"]
    assert {row["user"] for row in rows} == {"Aigul"}
    assert {row["shell"] for row in rows} == {by("")}
    assert token.strip() not in json.dumps(rows)


def test_what_did_not_hold_is_not_told(tmp_path: Path) -> None:
    with pytest.raises(UnknownUser):
        _half_done()
    assert noted(tmp_path / "var") == []


def test_nothing_is_done_where_the_security_log_cannot_be_written(tmp_path: Path) -> None:
    shell("add", "Aigul", "--role", "monitor", "--password-stdin", stdin="a long word of mine\n")
    _, before, _ = shell("list")
    shutil.rmtree(tmp_path / "var" / "logs")
    (tmp_path / "var" / "logs").write_text("in the way")
    for words in (
        ("add", "Dana", "--role", "editor"),
        ("password", "Aigul"),
        ("token", "Aigul"),
        ("disable", "Aigul"),
        ("factor", "Aigul", "--reset"),
    ):
        with pytest.raises(OSError, match="logs"):
            shell(*words)
    assert shell("list")[:2] == (0, before)
    engine = open_database(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")
    with read_session(engine) as session:
        assert session.scalars(select(TokenRow)).all() == []
        assert Passwords().matches(users.find(session, "Aigul").password_hash, "a long word of mine")
    engine.dispose()


def test_a_security_log_on_a_disk_that_fills_up_meanwhile_is_told_beside_the_password(tmp_path: Path) -> None:
    (tmp_path / "var" / "logs").mkdir(parents=True)
    (tmp_path / "var" / "logs" / "security.log").symlink_to("/dev/full")
    code, out, told = shell("add", "Aigul", "--role", "monitor")
    assert (code, len(out.split())) == (0, 1)
    assert "done, but the security log does not tell it: the disk is full" in told


def _half_done() -> None:
    with changing() as change:
        change.note(SecurityEvent.USER_ADDED, "Aigul")
        users.find(change.session, "Aigul")


def test_who_acts_is_named_by_herself_or_by_her_account(monkeypatch: pytest.MonkeyPatch) -> None:
    assert by("Dana") == "Dana"
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(OSError))
    assert by("") == "qorgan user"
