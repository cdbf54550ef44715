"""`qorgan anchor` and `qorgan verify --anchor`: the key here, the key elsewhere, and the copy that was sent away against a forger."""

import json
import shutil
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine, delete
from typer.testing import CliRunner, Result

from flows.cli import anchor_command, verify_command
from records.database import write_transaction
from records.ledger.anchors import read_anchor
from records.tables import AnchorRow
from tests.records.ledger.anchored import decide
from tests.records.ledger.chain import act, head
from tests.records.ledger.forger import forge
from tests.records.ledger.stamping_authority import StampingAuthority

app = typer.Typer()
anchor_command.add_to(app)
verify_command.add_to(app)


@pytest.fixture
def desk(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    """A database that the command works on, and a key that signs here."""
    monkeypatch.setenv("QORGAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("QORGAN_ANCHOR_KEY", str(tmp_path / "anchor.key"))
    assert run("anchor", "--new-key", str(tmp_path / "anchor.key")).exit_code == 0
    return engine


def run(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=given)


def test_an_anchor_is_one_line_on_stdout_and_verify_counts_it(desk: Engine) -> None:
    act(desk)
    made = run("anchor")
    assert (made.exit_code, made.stdout.count("\n")) == (0, 1), made.output
    assert (read_anchor(made.stdout).seq, read_anchor(made.stdout).hash) == (5, head(desk).hash)
    assert "QORGAN_ANCHOR_TO names no address" in made.stderr
    done = run("verify", "--chain-only")
    assert done.stdout == f"All is well: 5 ledger rows, 1 anchor, 0 cleared; head {head(desk)}\n"


def test_a_head_is_signed_on_another_machine_without_a_database_and_taken_back(desk: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act(desk)
    public = run("anchor", "--new-key", str(tmp_path / "elsewhere.key")).stdout
    (tmp_path / "trusted").write_text(public, encoding="utf-8")
    monkeypatch.setenv("QORGAN_ANCHOR_TRUSTED", str(tmp_path / "trusted"))
    monkeypatch.delenv("QORGAN_ANCHOR_KEY")
    plain = run("anchor", "--unsigned").stdout
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("QORGAN_DATABASE_URL", "sqlite:////nowhere/at/all.db")
        signed = run("anchor", "--sign", "-", "--key", str(tmp_path / "elsewhere.key"), given=plain)
    assert signed.exit_code == 0, signed.output
    (tmp_path / "signed.json").write_text(signed.stdout, encoding="utf-8")
    taken = run("anchor", "--take", str(tmp_path / "signed.json"))
    assert (taken.exit_code, taken.stdout) == (0, signed.stdout), taken.output
    assert "1 anchor" in run("verify", "--chain-only").stdout


def test_a_forged_ledger_is_caught_by_default_and_by_a_copy_when_the_forger_removed_every_trace_here(desk: Engine, tmp_path: Path) -> None:
    decide(desk, "a1")
    sent = run("anchor").stdout
    forge(desk, "law_enforcement", "unknown")
    caught = run("verify", "--chain-only")
    assert (caught.exit_code, caught.stdout.splitlines()[-1].startswith("1 fault: ")) == (1, True), caught.output
    assert "written anew from its first row on" in caught.stdout
    shutil.rmtree(tmp_path / "var" / "anchors")
    assert "that the database notes is not in" in run("verify", "--chain-only").stdout
    with write_transaction(desk) as session:
        session.execute(delete(AnchorRow))
    # Whoever owns the machine can bring it so far. What they sent away they cannot call back.
    assert run("verify", "--chain-only").exit_code == 0
    quoted = "\n".join(f"> {sent[start : start + 70]}" for start in range(0, len(sent), 70))
    (tmp_path / "mail.txt").write_text(f"Dear Aigul,\n{quoted}\n", encoding="utf-8")
    for copy in (sent, str(tmp_path / "mail.txt")):
        again = run("verify", "--chain-only", "--anchor", copy)
        assert (again.exit_code, "written anew from its first row on" in again.stdout) == (1, True), again.output


@pytest.mark.usefixtures("processes")
def test_verify_tells_how_many_time_stamps_hold_and_names_one_that_does_not(desk: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act(desk)
    with StampingAuthority(tmp_path / "tsa").serving() as authority:
        monkeypatch.setenv("QORGAN_ANCHOR_TSA", authority.address)
        monkeypatch.setenv("QORGAN_ANCHOR_TSA_CERTIFICATES", str(authority.roots))
        assert run("anchor").exit_code == 0
    told = json.loads(run("verify", "--chain-only", "--format", "json").stdout)
    assert (told["ok"], told["anchors"], told["time_stamps"]) == (True, 1, 1)
    [stamp] = (tmp_path / "var" / "anchors").glob("*.tsr")
    content = stamp.read_bytes()
    stamp.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    done = run("verify", "--chain-only")
    assert (done.exit_code, done.stdout.splitlines()[0].startswith(f"the time stamp {stamp} does not hold: ")) == (1, True), done.output


@pytest.mark.parametrize(
    "words",
    [
        ("anchor", "--unsigned", "--take", "x"), ("anchor", "--sign", "x"), ("anchor", "--key", "x"), ("anchor", "--take", "/nowhere"),
        ("verify", "--anchor", "no anchor"), ("verify", "--anchor", "{}"), ("verify", "--anchor", ""),
    ],
    ids=" ".join,
)  # fmt: skip
def test_a_wrong_call_is_wrong_use(desk: Engine, words: tuple[str, ...]) -> None:
    assert run(*words).exit_code == 2


def test_several_anchors_where_one_is_asked_for_are_wrong_use(desk: Engine) -> None:
    act(desk)
    first = run("anchor").stdout
    act(desk)
    assert run("anchor", "--take", "-", given=first + run("anchor").stdout).exit_code == 2
