"""`qorgan report site`: a folder that stands or not at all, a row of the ledger, and calls that are refused."""

from datetime import date
from pathlib import Path

import pytest
import typer
from sqlalchemy import select
from typer.testing import CliRunner, Result

from flows.cli import report_command
from records.database import open_engine, read_session
from records.tables import LedgerRow
from tests.empty_database import open_upgraded
from tests.reports.site.small_site import filled


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small record in the database of the settings."""
    address = f"sqlite:///{tmp_path / 'record.db'}"
    filled(open_upgraded(address), 3).dispose()
    monkeypatch.setenv("QORGAN_DATABASE_URL", address)
    return address


def call(*words: str) -> Result:
    shell = typer.Typer()
    report_command.add_to(shell)
    return CliRunner().invoke(shell, list(words))


def published(url: str) -> list[LedgerRow]:
    engine = open_engine(url)
    with read_session(engine) as session:
        found = list(session.scalars(select(LedgerRow).where(LedgerRow.subject.startswith("report site"))))
    engine.dispose()
    return found


def test_a_site_stands_and_the_ledger_knows_who_published_it(url: str, tmp_path: Path) -> None:
    output = tmp_path / "public"
    done = call(
        "site",
        "--until",
        "2026-11-24",
        "--base-url",
        "https://press.example",
        "--release",
        "https://press.example/o.zip",
        "--as",
        "Aigul",
        "--output",
        str(output),
    )
    assert done.exit_code == 0, done.output
    assert "6 incidents published, as of 2026-11-24" in done.stderr
    assert 'href="https://press.example/kk/index.html"' in (output / "kk" / "index.html").read_text()
    assert 'href="https://press.example/o.zip"' in (output / "kk" / "data.html").read_text()
    (row,) = published(url)
    assert (row.who, row.after["incidents"], row.after["as_of"]) == ("Aigul", 6, str(date(2026, 11, 24)))


def test_a_folder_with_other_things_is_refused_and_the_ledger_says_nothing(url: str, tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "photo.jpg").write_text("")
    refused = call("site", "--output", str(tmp_path / "mine"))
    assert refused.exit_code == 2
    assert "holds other things" in refused.stderr
    assert published(url) == []


@pytest.mark.parametrize(
    "words",
    [
        ("site",),
        ("site", "--output", "x", "--since", "2026-01-01"),
        ("site", "--output", "x", "--tell", "KZ-2026-0001"),
        ("site", "--output", "x", "--base-url", "press.example"),
        ("site", "--output", "x", "--release", "javascript:alert(1)"),
        ("statement", "--release", "https://press.example/"),
    ],
)
def test_a_call_that_makes_no_sense_is_refused(url: str, words: tuple[str, ...]) -> None:
    assert call(*words).exit_code == 2
    assert published(url) == []
    assert not Path("x").exists()
