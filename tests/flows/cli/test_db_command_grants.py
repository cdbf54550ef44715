"""`qorgan db grants`: SQL on stdout for the owner to run; nothing is opened and nothing changed."""

import pytest
import typer
from typer.testing import CliRunner

from flows.cli import db_command
from records.errors import SettingsError

app = typer.Typer()
db_command.add_to(app)


def test_the_statements_name_role_and_database_and_are_whatever_stands_in_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATABASE_URL", "postgresql+psycopg://owner@127.0.0.1:1/Press 2")
    done = CliRunner().invoke(app, ["db", "grants", 'odd"; DROP TABLE ledger; --'])
    assert done.exit_code == 0, done.output
    lines = done.stdout.splitlines()
    assert all(line.startswith(("GRANT ", "REVOKE ")) and line.endswith(";") for line in lines)
    assert all('"odd""; DROP TABLE ledger; --"' in line for line in lines)
    assert any('ON DATABASE "Press 2"' in line for line in lines)
    assert 'GRANT SELECT, INSERT ON public.ledger TO "odd""; DROP TABLE ledger; --";' in lines


def test_an_embedded_database_has_no_roles(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QORGAN_DATABASE_URL", "")
    with pytest.raises(SettingsError, match="only there are roles"):
        CliRunner().invoke(app, ["db", "grants", "anybody"], catch_exceptions=False)
