"""`qorgan report infographic`: a file as SVG or PNG, a row of the ledger, and calls that are refused."""

from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from flows.cli import report_command
from tests.empty_database import open_upgraded
from tests.reports.site.small_site import filled

DAYS = ("--since", "2026-01-01", "--until", "2026-11-24")


@pytest.fixture(autouse=True)
def small_record(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A small record in the database of the settings."""
    address = f"sqlite:///{tmp_path / 'record.db'}"
    filled(open_upgraded(address), 3).dispose()
    monkeypatch.setenv("QORGAN_DATABASE_URL", address)


def call(*words: str) -> Result:
    shell = typer.Typer()
    report_command.add_to(shell)
    return CliRunner().invoke(shell, list(words))


def test_the_name_of_the_file_says_in_which_format_it_is(tmp_path: Path) -> None:
    for name, begins in (("page.svg", b"<svg "), ("page.png", b"\x89PNG"), ("page", b"<svg ")):
        done = call("infographic", *DAYS, "--lang", "ru", "--as", "Aigul", "--output", str(tmp_path / name))
        assert done.exit_code == 0, done.output
        assert (tmp_path / name).read_bytes().startswith(begins)
        assert "incidents counted, 2026-01-01 – 2026-11-24" in done.stderr
    asked = call("infographic", *DAYS, "--format", "png", "--output", str(tmp_path / "page"))
    assert asked.exit_code == 0
    assert (tmp_path / "page").read_bytes().startswith(b"\x89PNG")
    assert call("infographic", *DAYS).stdout.startswith("<svg ")


@pytest.mark.parametrize(
    "asked",
    [
        ("infographic", *DAYS, "--format", "docx"),
        ("infographic", *DAYS, "--tell", "KZ-2026-0001"),
        ("infographic", *DAYS, "--final"),
        ("infographic", "--since", "2026-11-25", "--until", "2026-11-24"),
        ("statement", *DAYS, "--format", "svg"),
        ("monthly", *DAYS, "--format", "png"),
    ],
)
def test_a_wrong_call_is_refused_and_writes_nothing(tmp_path: Path, asked: tuple[str, ...]) -> None:
    file = tmp_path / "page.svg"
    assert call(*asked, "--output", str(file)).exit_code == 2
    assert not file.exists()
