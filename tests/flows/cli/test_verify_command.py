"""`qorgan verify`: what it says when all is well, when something is not, and when it is asked wrongly."""

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
import typer
from sqlalchemy import Engine, delete, select, text
from syrupy.assertion import SnapshotAssertion
from typer.testing import CliRunner, Result

from flows.cli import anchor_command, evidence_command, report_command, verify_command
from records import review
from records.database import consistent_read_session, open_engine, read_session, write_transaction
from records.ledger import verify
from records.ledger.anchors import read_anchor
from records.tables import AnchorRow, LedgerRow
from tests.conftest import NOW
from tests.empty_database import open_upgraded
from tests.flows.plain_words import plain
from tests.pipelines.evidence.stored_pages import Store
from tests.records import rows
from tests.records.ledger.anchored import decide
from tests.records.ledger.chain import act, chain_faults, head, unguarded
from tests.records.ledger.forger import forge
from tests.records.ledger.stamping_authority import StampingAuthority
from tests.reports.site.small_site import filled

app = typer.Typer()
app.command()(verify_command.verify)
app.add_typer(evidence_command.app, name="evidence")


@pytest.fixture
def store(engine: Engine, tmp_path: Path) -> Store:
    return Store(engine, tmp_path / "var" / "evidence")


def run(engine: Engine, monkeypatch: pytest.MonkeyPatch, *words: str) -> Result:
    monkeypatch.setenv("QORGAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    return CliRunner().invoke(app, words)


def test_the_command_says_in_one_line_that_all_is_well_and_what_the_head_is(
    store: Store, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    act(store.engine)
    done = run(store.engine, monkeypatch, "verify")
    assert (done.exit_code, done.stdout.count("\n")) == (0, 1), done.output
    assert plain(done.stdout) == snapshot
    again = run(store.engine, monkeypatch, "verify", "--head", str(head(store.engine)), "--format", "json")
    told = json.loads(again.stdout)
    assert (again.exit_code, told["ok"], told["rows"], told["pages"], told["faults"]) == (0, True, 5, 6, [])


def test_the_command_lists_fifty_faults_and_counts_the_others(engine: Engine, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion) -> None:
    act(engine, 60)
    with unguarded(engine) as connection:
        connection.execute(text("UPDATE ledger SET who = 'x'"))
    done = run(engine, monkeypatch, "verify", "--chain-only")
    lines = done.stdout.splitlines()
    # The guard that stood in the way is told first.
    assert "ledger_refuses_" in lines[0]
    assert plain((done.exit_code, len(lines), lines[1], lines[49])) == snapshot(name="words")
    assert lines[50] == "and 11 more"
    assert plain(lines[51]) == snapshot(name="words 2")


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
        (draft,) = review.propose(session, review.screenings_without_draft(session, "test 1"), now=NOW)
    found: list[str] = []
    with consistent_read_session(store.engine) as session:
        before = verify.verify_chain(session, found.append)
        with write_transaction(store.engine) as other:
            review.confirm(other, draft.id, who="Aigul", now=NOW)
        verify.record_faults(session, found.append)
        assert verify.verify_chain(session, found.append) == before
    assert found == []
    assert chain_faults(store.engine) == []


app.command()(anchor_command.anchor)


@pytest.fixture
def desk(engine: Engine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Engine:
    """A database that the command works on, and a key that signs here."""
    monkeypatch.setenv("QORGAN_DATABASE_URL", engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("QORGAN_ANCHOR_KEY", str(tmp_path / "anchor.key"))
    assert run_anchor_command("anchor", "--new-key", str(tmp_path / "anchor.key")).exit_code == 0
    return engine


def run_anchor_command(*words: str, given: str | None = None) -> Result:
    return CliRunner().invoke(app, list(words), input=given)


def test_an_anchor_is_one_line_on_stdout_and_verify_counts_it(desk: Engine, snapshot: SnapshotAssertion) -> None:
    act(desk)
    made = run_anchor_command("anchor")
    assert (made.exit_code, made.stdout.count("\n")) == (0, 1), made.output
    assert (read_anchor(made.stdout).seq, read_anchor(made.stdout).hash) == (5, head(desk).hash)
    assert plain(made.stderr) == snapshot
    done = run_anchor_command("verify", "--chain-only")
    assert plain(done.stdout) == snapshot


def test_a_head_is_signed_on_another_machine_without_a_database_and_taken_back(desk: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act(desk)
    public = run_anchor_command("anchor", "--new-key", str(tmp_path / "elsewhere.key")).stdout
    (tmp_path / "trusted").write_text(public, encoding="utf-8")
    monkeypatch.setenv("QORGAN_ANCHOR_TRUSTED", str(tmp_path / "trusted"))
    monkeypatch.delenv("QORGAN_ANCHOR_KEY")
    plain = run_anchor_command("anchor", "--unsigned").stdout
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("QORGAN_DATABASE_URL", "sqlite:////nowhere/at/all.db")
        signed = run_anchor_command("anchor", "--sign", "-", "--key", str(tmp_path / "elsewhere.key"), given=plain)
    assert signed.exit_code == 0, signed.output
    (tmp_path / "signed.json").write_text(signed.stdout, encoding="utf-8")
    taken = run_anchor_command("anchor", "--take", str(tmp_path / "signed.json"))
    assert (taken.exit_code, taken.stdout) == (0, signed.stdout), taken.output
    assert "1 anchor" in run_anchor_command("verify", "--chain-only").stdout


def test_a_forged_ledger_is_caught_by_default_and_by_a_copy_when_the_forger_removed_every_trace_here(
    desk: Engine, tmp_path: Path, snapshot: SnapshotAssertion
) -> None:
    decide(desk, "a1")
    sent = run_anchor_command("anchor").stdout
    forge(desk, "law_enforcement", "unknown")
    caught = run_anchor_command("verify", "--chain-only")
    assert (caught.exit_code, caught.stdout.splitlines()[-1].startswith("1 fault: ")) == (1, True), caught.output
    assert plain(caught.stdout) == snapshot
    shutil.rmtree(tmp_path / "var" / "anchors")
    assert plain(run_anchor_command("verify", "--chain-only").stdout) == snapshot
    with write_transaction(desk) as session:
        session.execute(delete(AnchorRow))
    # Whoever owns the machine can bring it so far. What they sent away they cannot call back.
    assert run_anchor_command("verify", "--chain-only").exit_code == 0
    quoted = "\n".join(f"> {sent[start : start + 70]}" for start in range(0, len(sent), 70))
    (tmp_path / "mail.txt").write_text(f"Dear Aigul,\n{quoted}\n", encoding="utf-8")
    for copy in (sent, str(tmp_path / "mail.txt")):
        again = run_anchor_command("verify", "--chain-only", "--anchor", copy)
        assert (again.exit_code, again.stdout.splitlines()[-1].startswith("1 fault: ")) == (1, True), again.output


@pytest.mark.usefixtures("processes")
def test_verify_tells_how_many_time_stamps_hold_and_names_one_that_does_not(desk: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    act(desk)
    with StampingAuthority(tmp_path / "tsa").serving() as authority:
        monkeypatch.setenv("QORGAN_ANCHOR_TSA", authority.address)
        monkeypatch.setenv("QORGAN_ANCHOR_TSA_CERTIFICATES", str(authority.roots))
        assert run_anchor_command("anchor").exit_code == 0
    told = json.loads(run_anchor_command("verify", "--chain-only", "--format", "json").stdout)
    assert (told["ok"], told["anchors"], told["time_stamps"]) == (True, 1, 1)
    [stamp] = (tmp_path / "var" / "anchors").glob("*.tsr")
    content = stamp.read_bytes()
    stamp.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    done = run_anchor_command("verify", "--chain-only")
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
    assert run_anchor_command(*words).exit_code == 2


def test_several_anchors_where_one_is_asked_for_are_wrong_use(desk: Engine) -> None:
    act(desk)
    first = run_anchor_command("anchor").stdout
    act(desk)
    assert run_anchor_command("anchor", "--take", "-", given=first + run_anchor_command("anchor").stdout).exit_code == 2


DAYS = ("--since", "2026-01-01", "--until", "2026-11-24")


@pytest.fixture
def url(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A small record in the database of the settings."""
    address = f"sqlite:///{tmp_path / 'record.db'}"
    filled(open_upgraded(address), 3).dispose()
    monkeypatch.setenv("QORGAN_DATABASE_URL", address)
    return address


def call(*words: str) -> Result:
    shell = typer.Typer()
    shell.command()(report_command.report)
    return CliRunner().invoke(shell, list(words))


@pytest.mark.usefixtures("url")
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


@pytest.mark.usefixtures("url")
def test_a_wrong_call_is_refused_and_writes_nothing(tmp_path: Path) -> None:
    wrong = [
        ("infographic", *DAYS, "--format", "docx"),
        ("infographic", *DAYS, "--tell", "KZ-2026-0001"),
        ("infographic", *DAYS, "--final"),
        ("infographic", "--since", "2026-11-25", "--until", "2026-11-24"),
        ("statement", *DAYS, "--format", "svg"),
        ("monthly", *DAYS, "--format", "png"),
    ]
    file = tmp_path / "page.svg"
    assert {asked: call(*asked, "--output", str(file)).exit_code for asked in wrong} == dict.fromkeys(wrong, 2)
    assert not file.exists()


def published(url: str) -> list[LedgerRow]:
    engine = open_engine(url)
    with read_session(engine) as session:
        found = list(session.scalars(select(LedgerRow).where(LedgerRow.subject.startswith("report site"))))
    engine.dispose()
    return found


def test_a_site_stands_and_the_ledger_knows_who_published_it(url: str, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
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
    assert plain(done.stderr) == snapshot
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
