"""Whoever writes the ledger anew is found by the anchors; a forger who also owns the machine, by those that were sent away."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import Engine, delete, text

from records.database import read_session, write_transaction
from records.ledger.anchor_check import AnchorSources, check_anchors, contradiction
from records.ledger.anchor_keys import trusted_keys
from records.tables import AnchorRow, LedgerRow
from tests.records.ledger.anchored import Notary, decide
from tests.records.ledger.chain import act, chain_faults, head
from tests.records.ledger.forger import cut_off, forge


@pytest.fixture
def notary(tmp_path: Path) -> Notary:
    return Notary(tmp_path / "notary")


def forgotten(engine: Engine) -> None:
    """The database no longer notes that anchors were made."""
    with write_transaction(engine) as session:
        session.execute(delete(AnchorRow))


def test_a_ledger_that_goes_on_agrees_with_all_its_anchors(engine: Engine, notary: Notary) -> None:
    for day, identifier in enumerate(("a1", "a2", "a3")):
        decide(engine, identifier)
        notary.anchor(engine, day)
    assert notary.faults(engine) == []


def test_a_ledger_written_anew_with_its_records_passes_without_anchors_and_is_caught_with_one(engine: Engine, notary: Notary) -> None:
    act(engine, 2)
    first = notary.anchor(engine)
    decide(engine, "a1")
    decide(engine, "a2")
    anchored = notary.anchor(engine, 1)
    decide(engine, "a3")
    assert forge(engine, "law_enforcement", "unknown") > 0
    with read_session(engine) as session:
        assert not session.scalar(text("SELECT count(*) FROM incidents WHERE actor = 'law_enforcement'"))
    # The chain is whole and the records agree with it: this is what an anchor is for.
    assert chain_faults(engine) == []
    assert notary.faults(engine) == [
        f"the ledger is not the one that was anchored on 2026-11-25T06:00:00+00:00: row {anchored.seq} has another hash, "
        f"so rows after row {first.seq} were written anew"
    ]


def test_a_forger_who_takes_the_file_of_anchors_away_is_told_of_and_one_who_takes_the_notes_too_is_caught_by_a_copy(
    engine: Engine, notary: Notary
) -> None:
    decide(engine, "a1")
    sent = notary.anchor(engine)
    forge(engine, "law_enforcement", "unknown")
    shutil.rmtree(notary.folder.path)
    missing, caught = notary.faults(engine)
    assert missing.startswith(f"1 anchor that the database notes is not in {notary.folder.file} (made 2026-11-24T06:00:00+00:00)")
    assert "begins with another first row" in caught
    forgotten(engine)
    assert chain_faults(engine) == notary.faults(engine) == []
    (caught,) = notary.faults(engine, sent)
    assert "begins with another first row" in caught


def test_rows_cut_off_after_an_anchor_are_missed_and_so_is_what_a_restored_backup_lacks(engine: Engine, notary: Notary) -> None:
    act(engine, 3)
    notary.anchor(engine)
    act(engine, 2)
    notary.anchor(engine, 1)
    cut_off(engine, keep=4)
    assert chain_faults(engine) == []
    (fault,) = notary.faults(engine)
    assert fault.startswith("the anchor of 2026-11-25T06:00:00+00:00 holds row 5, but the ledger ends with row 4: rows were taken out at its end, or")
    assert "docs/operating.md" in fault


def test_every_later_anchor_that_a_forged_ledger_contradicts_is_counted(engine: Engine, notary: Notary) -> None:
    act(engine, 1)
    notary.anchor(engine)
    for day, identifier in enumerate(("a1", "a2", "a3"), 1):
        decide(engine, identifier)
        notary.anchor(engine, day)
    forge(engine, "law_enforcement", "unknown")
    assert len(notary.faults(engine)) == 2
    assert notary.faults(engine)[1] == "2 later anchors contradict the ledger as well"


def test_an_anchor_is_believed_from_a_trusted_key_alone(engine: Engine, notary: Notary, tmp_path: Path) -> None:
    act(engine)
    stranger = Notary(tmp_path / "stranger")
    signed = stranger.anchor(engine)
    found: list[str] = []
    with read_session(engine) as session:
        check_anchors(session, AnchorSources(stranger.folder.path, trusted_keys(None, notary.key)), found.append)
    assert found == [f"the anchor of 2026-11-24T06:00:00+00:00 (row 5) is signed with key {signed.key}, which is not among the keys that "
                     "QORGAN_ANCHOR_TRUSTED names"]  # fmt: skip


def test_an_anchor_of_another_installation_is_told_apart(engine: Engine, notary: Notary) -> None:
    act(engine)
    anchor = notary.anchor(engine)
    with write_transaction(engine) as session:
        session.execute(delete(AnchorRow))
    cut_off(engine, keep=0)
    decide(engine, "a1")
    assert head(engine).hash != anchor.hash
    (fault,) = notary.faults(engine)
    assert "belongs to another installation" in fault


def test_a_line_that_was_altered_in_the_file_or_in_the_database_is_told(engine: Engine, notary: Notary) -> None:
    act(engine)
    line = notary.anchor(engine).line
    notary.folder.file.write_text(line[:-9] + "\n", encoding="utf-8")
    with write_transaction(engine) as session:
        session.query(AnchorRow).one().line = line.replace('"seq":5', '"seq":4')
    told = notary.faults(engine)
    assert told[0] == f"{notary.folder.file}, line 1: this is no anchor, or not the whole of one"
    assert told[1].startswith("1 anchor that the database notes is not in")
    assert told[2:] == ["the anchor of 2026-11-24T06:00:00+00:00 (row 4) was altered: its signature does not fit"]


def test_anchors_that_are_gone_are_no_contradiction_but_another_ledger_is(engine: Engine, notary: Notary) -> None:
    decide(engine, "a1")
    notary.anchor(engine)
    sources = AnchorSources(notary.folder.path, trusted_keys(None, notary.key))
    shutil.rmtree(notary.folder.path)
    with read_session(engine) as session:
        assert contradiction(session, sources) is None
        assert session.query(LedgerRow).count() > 0
    forge(engine, "law_enforcement", "unknown")
    with read_session(engine) as session:
        assert "another first row" in (contradiction(session, sources) or "")


def test_a_line_whose_document_was_taken_out_or_altered_is_told_until_the_line_is_taken_up_again(engine: Engine, notary: Notary) -> None:
    anchors = []
    for day, identifier in enumerate(("a1", "a2", "a3")):
        decide(engine, identifier)
        anchors.append(notary.anchor(engine, day))
    gone, altered = notary.folder.document(anchors[0]), notary.folder.document(anchors[2])
    gone.unlink()
    altered.write_bytes(altered.read_bytes().replace(b"a", b"b", 1))
    lines = notary.folder.file
    assert notary.faults(engine) == [
        f"{gone} is gone, the anchor of 2026-11-24T06:00:00+00:00 of which {lines} has the line; give that line to `qorgan anchor --take -`",
        f"{altered} is not the anchor of 2026-11-26T06:00:00+00:00 as its line stands in {lines}; take it away, and give that line to "
        "`qorgan anchor --take -`",
    ]
    altered.unlink()
    for anchor in anchors:
        notary.folder.add(anchor)
    assert notary.faults(engine) == []
