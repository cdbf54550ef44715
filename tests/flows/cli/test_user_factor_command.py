"""`qorgan user factor`: shown, and taken away for who has lost it."""

from pathlib import Path

import pytest

from desk.auth import code_generators, recovery_codes
from records import factors
from records.database import open_engine, read_session, write_transaction
from records.tables import CodeGeneratorRow
from records.users import UnknownUser
from tests.conftest import NOW
from tests.flows.cli.user_shell_case import shell


def test_a_factor_is_shown_and_reset(tmp_path: Path) -> None:
    shell("add", "Aigul", "--role", "operator")
    engine = open_engine(f"sqlite:///{tmp_path / 'var' / 'qorgan.db'}")
    with write_transaction(engine) as session:
        code_generators.begin(session, "Aigul", b"key", NOW)
        session.get_one(CodeGeneratorRow, "Aigul").confirmed_at = NOW
        recovery_codes.make(session, "Aigul")
    assert shell("factor", "Aigul") == (0, "app with codes: set up\n0 passkeys\n10 recovery codes left\n", "")
    assert shell("factor", "Aigul", "--reset") == (0, "", "Aigul signs in with the password alone now.\n")
    with read_session(engine) as session:
        assert not factors.has_any(session, "Aigul")
    engine.dispose()
    with pytest.raises(UnknownUser):
        shell("factor", "Nobody", "--reset")
