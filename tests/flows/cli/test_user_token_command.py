"""`qorgan user token`: a token is told once, listed without itself, and revoked by its number."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from records import tokens
from records.database import open_engine, read_session
from records.tables import LedgerRow
from records.tokens import BadToken, TokenScope
from records.users import BadUser, UnknownUser
from tests.desk.site import PASSWORD
from tests.flows.cli.user_shell_case import shell


def test_a_token_is_printed_alone_and_ends_with_its_user(tmp_path: Path) -> None:
    shell("add", "Aigul", "--role", "monitor")
    with pytest.raises(BadUser, match="yet to choose a password"):
        shell("token", "Aigul")
    shell("password", "Aigul", "--password-stdin", stdin=f"{PASSWORD}\n")
    code, token, _ = shell("token", "Aigul", "--as", "Dana", "--scope", "read", "--days", "7", "--name", "the bot")
    assert (code, token[:3], token.count("\n")) == (0, "qg_", 1)
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")
    with read_session(engine) as session:
        found = tokens.holder(session, token.strip(), datetime.now(UTC))
        assert found
        assert found.scope is TokenScope.READ
    assert shell("disable", "Aigul")[0] == 0
    with read_session(engine) as session:
        assert tokens.holder(session, token.strip(), datetime.now(UTC)) is None
        assert set(session.scalars(select(LedgerRow.who).where(LedgerRow.after["token"].as_string() == "given"))) == {"Dana"}
    engine.dispose()
    with pytest.raises(BadUser):
        shell("token", "Aigul")
    with pytest.raises(UnknownUser) as unknown:
        shell("token", "Nobody")
    assert "qorgan user list" in unknown.value.in_shell


def test_tokens_are_listed_without_themselves_and_one_is_revoked_by_its_number() -> None:
    shell("add", "Aigul", "--role", "monitor", "--password-stdin", stdin=f"{PASSWORD}\n")
    _, token, _ = shell("token", "Aigul", "--name", "the bot", "--scope", "read")
    shell("token", "Aigul")
    _, listed, _ = shell("token", "Aigul", "--list")
    assert "the bot" in listed
    assert "reads only" in listed
    assert token.strip() not in listed
    assert shell("token", "Aigul", "--revoke", "1") == (0, "", "Token 1 of Aigul is revoked.\n")
    assert "the bot" not in shell("token", "Aigul", "--list")[1]
    with pytest.raises(BadToken, match="no token 1"):
        shell("token", "Aigul", "--revoke", "1")
    assert shell("token", "Aigul", "--list", "--revoke", "2")[0] == 2
    assert shell("token", "Aigul", "--days", "366")[0] == 2
