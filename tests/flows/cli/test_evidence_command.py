"""`qorgan evidence`: disk use by month, and clearing under a name."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine
from typer.testing import CliRunner, Result

from flows.cli import evidence_command, verify_command
from pipelines.evidence.inventory import evidence_inventory
from records.database import read_session
from tests.conftest import NOW
from tests.pipelines.evidence.cleared_store import Store

app = typer.Typer()
verify_command.add_to(app)
evidence_command.add_to(app)
OLD = NOW - timedelta(days=200)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Store:
    return Store(engine, tmp_path / "var" / "evidence")


def run(store: Store, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("QORGAN_DATABASE_URL", store.engine.url.render_as_string(hide_password=False))
    return CliRunner().invoke(app, words)


def test_disk_use_is_shown_by_month_with_the_share_of_drafts_and_what_could_go(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.file("run", OLD, "a", "drafted")
    store.file("run", NOW - timedelta(days=400), "b")
    store.file("run", NOW, "c")
    store.draft("drafted")
    with read_session(store.engine) as session:
        found = evidence_inventory(session, store.folder, NOW)
    size = {name: (store.folder / name).stat().st_size for name in store.files()}
    assert (found.files, found.pages, found.held.pages, found.bytes) == (3, 4, 1, sum(size.values()))
    assert dict(found.months) == {"-".join(name.split("/")[:2]): bytes_ for name, bytes_ in size.items()}
    assert {days: one.pages for days, one in found.clearable.items()} == {90: 2, 365: 1}
    told = json.loads(run(store, monkeypatch, "evidence", "--format", "json").stdout)
    assert (told["bytes"], told["held"]["pages"], told["cleared"]) == (found.bytes, 1, 0)
    shown = run(store, monkeypatch, "evidence").stdout
    assert "4 stored pages, 1 of drafts and incidents, 0 cleared so far" in shown
    assert "could be cleared with --older-than 365: 1 stored page," in shown


def test_the_command_clears_under_a_name_and_says_what_went(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.file("run", OLD, "a", None)
    dry = run(store, monkeypatch, "evidence", "clear", "--older-than", "30", "--as", "Aigul", "--dry-run")
    assert "Would clear 1 stored page and 1 record of no article" in dry.stderr
    did = run(store, monkeypatch, "evidence", "clear", "--older-than", "30", "--as", "Aigul")
    assert (did.exit_code, "Cleared 1 stored page and 1 record of no article" in did.stderr) == (0, True), did.output
    assert "There is nothing to clear." in run(store, monkeypatch, "evidence", "clear", "--older-than", "30", "--as", "Aigul").stderr
    assert "1 cleared" in run(store, monkeypatch, "verify").stdout


@pytest.mark.parametrize("words", [("--as", "Aigul"), ("--older-than", "90"), ("--older-than", "29", "--as", "Aigul")])
def test_clearing_without_days_or_a_name_or_below_thirty_days_is_wrong_use(
    store: Store, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    assert run(store, monkeypatch, "evidence", "clear", *words).exit_code == 2
