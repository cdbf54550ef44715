"""What the commands under `qorgan user` share."""

import json
from pathlib import Path

import pytest

from desk.security_log import SecurityEvent
from flows.cli.user_shell import by, changing
from records import users
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


def _half_done() -> None:
    with changing() as change:
        change.note(SecurityEvent.USER_ADDED, "Aigul")
        users.find(change.session, "Aigul")


def test_who_acts_is_named_by_herself_or_by_her_account(monkeypatch: pytest.MonkeyPatch) -> None:
    assert by("Dana") == "Dana"
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(OSError))
    assert by("") == "qorgan user"
