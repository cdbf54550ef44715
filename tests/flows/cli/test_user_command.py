"""`qorgan users`: passwords and tokens are told once, and taken from a terminal or from stdin."""

import io
import re
from pathlib import Path

import pytest
from sqlalchemy import select
from typer import Typer
from typer.testing import CliRunner

from flows.cli import user_command
from records import users
from records.database import open_engine, read_session
from records.tables import LedgerRow
from records.users import BadUser, Role, UnknownUser
from tests.desk.site import PASSWORD


def shell(*words: str, stdin: str = "") -> tuple[int, str, str]:
    """`qorgan user …`: how it ended, what it said on stdout and on stderr."""
    app = Typer()
    user_command.add_to(app)
    app.callback()(lambda: None)
    done = CliRunner().invoke(app, ["user", *words], input=stdin)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stdout, done.stderr


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


def test_a_token_is_printed_alone_and_ends_with_its_user(tmp_path: Path) -> None:
    shell("add", "Aigul", "--role", "monitor")
    code, token, _ = shell("token", "Aigul", "--as", "Dana")
    assert (code, token[:3], token.count("\n")) == (0, "qg_", 1)
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")
    with read_session(engine) as session:
        assert users.token_owner(session, token.strip())
    assert shell("disable", "Aigul")[0] == 0
    with read_session(engine) as session:
        assert users.token_owner(session, token.strip()) is None
        assert session.scalars(select(LedgerRow.who).where(LedgerRow.after["token"].as_string() == "given")).one() == "Dana"
    engine.dispose()
    with pytest.raises(BadUser):
        shell("token", "Aigul")
    with pytest.raises(UnknownUser, match="qorgan user list"):
        shell("token", "Nobody")
