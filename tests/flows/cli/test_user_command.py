"""`qorgan user`: passwords are told once, and taken from a terminal or from stdin."""

import io
import json
import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select
from syrupy.assertion import SnapshotAssertion

from desk.auth import authenticator_app, recovery_codes
from desk.auth.passwords import Passwords
from desk.security_log import SecurityEvent
from flows.cli import user_command
from flows.cli.user_command import acting_user, user_transaction
from records import factors, tokens, users
from records.database import open_database, open_engine, read_session, write_transaction
from records.tables import CodeGeneratorRow, LedgerRow, TokenRow
from records.tokens import BadToken, TokenScope
from records.users import BadUser, Role, UnknownUser
from tests.conftest import NOW
from tests.desk.site import PASSWORD
from tests.flows.cli.user_shell_case import shell
from tests.flows.plain_words import plain


def test_a_user_is_added_with_a_one_time_password_where_nobody_can_be_asked(snapshot: SnapshotAssertion) -> None:
    code, out, _ = shell("add", "Aigul", "--role", "monitor")
    assert code == 0
    assert re.fullmatch(r"([a-z2-9]{4}-){3}[a-z2-9]{4}\n", out), "the password alone"
    _, listed, _ = shell("list")
    assert "Aigul" in listed
    assert plain(listed) == snapshot


def test_a_password_may_come_from_stdin_and_must_be_good(snapshot: SnapshotAssertion) -> None:
    assert shell("add", "Aigul", "--role", "editor", "--password-stdin", stdin="short\n")[0] == 2
    assert plain(shell("add", "Aigul", "--role", "editor", "--password-stdin", stdin=PASSWORD + "\n")) == snapshot
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
    with pytest.raises(BadUser):
        shell("token", "Aigul")
    shell("password", "Aigul", "--password-stdin", stdin=f"{PASSWORD}\n")
    code, token, _ = shell("token", "Aigul", "--as", "Dana", "--scope", "read", "--days", "7", "--name", "the bot")
    assert (code, token[:3], token.count("\n")) == (0, "qg_", 1)
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")
    with read_session(engine) as session:
        found = tokens.token_holder(session, token.strip(), datetime.now(UTC))
        assert found
        assert found.scope is TokenScope.READ
    assert shell("disable", "Aigul")[0] == 0
    with read_session(engine) as session:
        assert tokens.token_holder(session, token.strip(), datetime.now(UTC)) is None
        assert set(session.scalars(select(LedgerRow.who).where(LedgerRow.after["token"].as_string() == "given"))) == {"Dana"}
    engine.dispose()
    with pytest.raises(BadUser):
        shell("token", "Aigul")
    with pytest.raises(UnknownUser) as unknown:
        shell("token", "Nobody")
    assert "qorgan user list" in unknown.value.in_shell


def test_tokens_are_listed_without_themselves_and_one_is_revoked_by_its_number(snapshot: SnapshotAssertion) -> None:
    shell("add", "Aigul", "--role", "monitor", "--password-stdin", stdin=f"{PASSWORD}\n")
    _, token, _ = shell("token", "Aigul", "--name", "the bot", "--scope", "read")
    shell("token", "Aigul")
    _, listed, _ = shell("token", "Aigul", "--list")
    assert "the bot" in listed
    assert "reads only" in listed
    assert token.strip() not in listed
    assert plain(shell("token", "Aigul", "--revoke", "1")) == snapshot
    assert "the bot" not in shell("token", "Aigul", "--list")[1]
    with pytest.raises(BadToken, match="no token 1"):
        shell("token", "Aigul", "--revoke", "1")
    assert shell("token", "Aigul", "--list", "--revoke", "2")[0] == 2
    assert shell("token", "Aigul", "--days", "366")[0] == 2


def test_a_factor_is_shown_and_reset(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    shell("add", "Aigul", "--role", "operator")
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")
    with write_transaction(engine) as session:
        authenticator_app.begin(session, "Aigul", b"key", NOW)
        session.get_one(CodeGeneratorRow, "Aigul").confirmed_at = NOW
        recovery_codes.make(session, "Aigul")
    assert plain(shell("factor", "Aigul")) == snapshot
    assert plain(shell("factor", "Aigul", "--reset")) == snapshot
    with read_session(engine) as session:
        assert not factors.has_second_factor(session, "Aigul")
    engine.dispose()
    with pytest.raises(UnknownUser):
        shell("factor", "Nobody", "--reset")


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
    assert {row["shell"] for row in rows} == {acting_user("")}
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


def test_a_security_log_on_a_disk_that_fills_up_meanwhile_is_told_beside_the_password(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    (tmp_path / "var" / "logs").mkdir(parents=True)
    (tmp_path / "var" / "logs" / "security.log").symlink_to("/dev/full")
    code, out, told = shell("add", "Aigul", "--role", "monitor")
    assert (code, len(out.split())) == (0, 1)
    assert plain(told) == snapshot


def _half_done() -> None:
    with user_transaction() as change:
        change.note(SecurityEvent.USER_ADDED, "Aigul")
        users.find(change.session, "Aigul")


def test_who_acts_is_named_by_herself_or_by_her_account(monkeypatch: pytest.MonkeyPatch) -> None:
    assert acting_user("Dana") == "Dana"
    monkeypatch.setattr("getpass.getuser", lambda: (_ for _ in ()).throw(OSError))
    assert acting_user("") == "qorgan user"
