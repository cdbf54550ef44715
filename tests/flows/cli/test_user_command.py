"""`qorgan user`: passwords are told once, and taken from a terminal or from stdin."""

import io
import re

import pytest

from flows.cli import user_command
from records.users import Role
from tests.desk.site import PASSWORD
from tests.flows.cli.user_shell_case import shell


def test_a_user_is_added_with_a_one_time_password_where_nobody_can_be_asked() -> None:
    code, out, _ = shell("add", "Aigul", "--role", "monitor")
    assert code == 0
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}\n", out), "the password alone"
    _, listed, _ = shell("list")
    assert "Aigul" in listed
    assert "has yet to choose a password" in listed


def test_a_password_may_come_from_stdin_and_must_be_good() -> None:
    assert shell("add", "Aigul", "--role", "editor", "--password-stdin", stdin="short\n")[0] == 2
    assert shell("add", "Aigul", "--role", "editor", "--password-stdin", stdin=PASSWORD + "\n") == (0, "", "Aigul may sign in as editor.\n")
    assert shell("add", "Aigul", "--role", "king")[0] == 2


def test_on_a_terminal_the_password_is_asked_for_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[bool] = []

    def prompt(_words: str, *, hide_input: bool, confirmation_prompt: bool) -> str:
        asked.append(hide_input and confirmation_prompt)
        return PASSWORD

    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr("typer.prompt", prompt)
    monkeypatch.setattr("sys.stdin", Terminal())
    user_command.add("Aigul", Role.MONITOR)
    assert asked == [True]
