"""`qorgan verify`: what it says when all is well, when something is not, and when it is asked wrongly."""

import json
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine, text
from typer.testing import CliRunner, Result

from flows.cli import evidence_command, verify_command
from records import review
from records.database import at_one_moment, write_transaction
from records.ledger import ledger_verify
from tests.conftest import NOW
from tests.pipelines.evidence.stored_pages import Store
from tests.records import rows
from tests.records.ledger.chain import act, chain_faults, head, unguarded

app = typer.Typer()
verify_command.add_to(app)
evidence_command.add_to(app)


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Store:
    return Store(engine, tmp_path / "var" / "evidence")


def run(engine: Engine, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("QORGAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return CliRunner().invoke(app, words)


def test_the_command_says_in_one_line_that_all_is_well_and_what_the_head_is(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    act(store.engine)
    done = run(store.engine, monkeypatch, "verify")
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1), done.output
    size = sum(path.stat().st_size for path in store.folder.rglob("*.warc.gz"))
    assert done.stdout == f"All is well: 5 ledger rows, 6 stored pages, {size / 1e6:,.1f} MB read, 0 cleared; head {head(store.engine)}\n"
    again = run(store.engine, monkeypatch, "verify", "--head", str(head(store.engine)), "--format", "json")
    told = json.loads(again.stdout)
    assert (again.exit_code, told["ok"], told["rows"], told["pages"], told["faults"]) == (0, True, 5, 6, [])


def test_the_command_lists_fifty_faults_and_counts_the_others(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    act(engine, 60)
    with unguarded(engine) as connection:
        connection.execute(text("UPDATE ledger SET who = 'x'"))
    done = run(engine, monkeypatch, "verify", "--chain-only")
    lines = done.stdout.splitlines()
    # The guard that stood in the way is told first.
    assert "ledger_refuses_" in lines[0]
    assert (done.exit_code, len(lines), lines[1], lines[49]) == (1, 52, "ledger row 1 was altered", "ledger row 49 was altered")
    assert lines[50] == "and 11 more"
    assert lines[51].startswith("61 faults: 60 ledger rows, 0 cleared; head 60:")


def test_the_chain_alone_is_checked_when_only_that_is_asked(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    store.path("one0").unlink()
    assert run(store.engine, monkeypatch, "verify", "--chain-only").exit_code == 0
    done = run(store.engine, monkeypatch, "verify")
    assert (done.exit_code, len(done.stdout.splitlines())) == (1, 4)
    told = json.loads(run(store.engine, monkeypatch, "verify", "--format", "json").stdout)
    assert (told["ok"], told["fault_count"], len(told["faults"])) == (False, 3, 3)


@pytest.mark.parametrize("words", ["5", "5:abc", "x:" + "0" * 64])
def test_a_head_that_is_none_is_wrong_use(engine: Engine, monkeypatch: pytest.MonkeyPatch, words: str) -> None:
    assert run(engine, monkeypatch, "verify", "--head", words).exit_code == 2


def test_decisions_that_are_taken_while_verifying_are_not_seen_by_it(store: Store) -> None:
    with write_transaction(store.engine) as session:
        rows.screening(session, "one0")
        (draft,) = review.propose(session, review.undrafted(session, "test 1"), now=NOW)
    found: list[str] = []
    with at_one_moment(store.engine) as session:
        before = ledger_verify.walk(session, found.append)
        with write_transaction(store.engine) as other:
            review.confirm(other, draft.id, who="Aigul", now=NOW)
        ledger_verify.standing_faults(session, found.append)
        assert ledger_verify.walk(session, found.append) == before
    assert found == []
    assert chain_faults(store.engine) == []
