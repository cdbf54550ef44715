"""Whoever writes the ledger anew is found by the anchors, a forger who also owns the machine by those that were sent away; and time stamps of anchors."""

import hashlib
import shutil
import subprocess
from pathlib import Path

import pytest
from cryptography.x509 import Certificate
from sqlalchemy import Engine, delete, text
from syrupy.assertion import SnapshotAssertion

from records.database import read_session, write_transaction
from records.errors import SettingsError
from records.ledger.anchor_check import AnchorCheckResult, AnchorSources, anchor_contradiction, check_anchors
from records.ledger.anchors import Anchor, certificates, stamp_fault, stamp_request, trusted_keys
from records.tables import AnchorRow
from tests.records.ledger.anchored import Notary, decide
from tests.records.ledger.chain import act, chain_faults
from tests.records.ledger.forger import cut_off, forge
from tests.records.ledger.stamping_authority import StampingAuthority


def forget_anchors(engine: Engine) -> None:
    """The database no longer notes that anchors were made."""
    with write_transaction(engine) as session:
        session.execute(delete(AnchorRow))


def plain(lines: list[str], notary: Notary, *anchors: Anchor) -> list[str]:
    """The lines without what differs from test to test."""
    changing = {str(notary.folder.path): "FOLDER", notary.public.split()[1]: "KEY"}
    changing |= {
        value: name
        for at, one in enumerate(anchors)
        for value, name in ((one.file_name, f"FILE{at}"), (one.key, f"KEY{at}"), (one.ledger, f"LEDGER{at}"))
    }
    for value, name in changing.items():
        lines = [line.replace(value, name) for line in lines]
    return lines


def test_a_ledger_that_goes_on_agrees_with_its_anchors_and_one_written_again_with_none_that_came_later(
    engine: Engine, notary: Notary, snapshot: SnapshotAssertion
) -> None:
    act(engine, 2)
    notary.anchor(engine)
    for day, identifier in enumerate(("a1", "a2", "a3"), 1):
        decide(engine, identifier)
        notary.anchor(engine, day)
    assert notary.faults(engine) == []
    assert forge(engine, "law_enforcement", "unknown") > 0
    with read_session(engine) as session:
        assert not session.scalar(text("SELECT count(*) FROM incidents WHERE actor = 'law_enforcement'"))
    # The chain is whole and the records agree with it: this is what an anchor is for.
    assert chain_faults(engine) == []
    assert notary.faults(engine) == snapshot


def test_a_forger_who_takes_the_file_of_anchors_away_is_noticed_and_one_who_takes_the_notes_too_is_caught_by_a_copy(
    engine: Engine, notary: Notary, snapshot: SnapshotAssertion
) -> None:
    decide(engine, "a1")
    sent = notary.anchor(engine)
    sources = AnchorSources(notary.folder.path, trusted_keys(None, notary.key))
    shutil.rmtree(notary.folder.path)
    with read_session(engine) as session:
        assert anchor_contradiction(session, sources) is None, "anchors that are gone are no contradiction, but another ledger is"
    forge(engine, "law_enforcement", "unknown")
    with read_session(engine) as session:
        assert plain([anchor_contradiction(session, sources) or ""], notary, sent) == snapshot(name="contradiction")
    assert plain(notary.faults(engine), notary, sent) == snapshot(name="without the file")
    forget_anchors(engine)
    assert chain_faults(engine) == notary.faults(engine) == []
    assert plain(notary.faults(engine, sent), notary, sent) == snapshot(name="with a copy")


def test_rows_cut_off_after_an_anchor_are_missed_and_so_is_what_a_restored_backup_lacks(
    engine: Engine, notary: Notary, snapshot: SnapshotAssertion
) -> None:
    act(engine, 3)
    notary.anchor(engine)
    act(engine, 2)
    notary.anchor(engine, 1)
    cut_off(engine, keep=4)
    assert chain_faults(engine) == []
    assert notary.faults(engine) == snapshot


def test_an_anchor_is_believed_from_a_trusted_key_alone(engine: Engine, notary: Notary, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    act(engine)
    stranger = Notary(tmp_path / "stranger")
    signed = stranger.anchor(engine)
    found: list[str] = []
    with read_session(engine) as session:
        check_anchors(session, AnchorSources(stranger.folder.path, trusted_keys(None, notary.key)), found.append)
    assert plain(found, notary, signed) == snapshot


def test_an_anchor_of_another_installation_is_told_apart(engine: Engine, notary: Notary, snapshot: SnapshotAssertion) -> None:
    act(engine)
    anchor = notary.anchor(engine)
    forget_anchors(engine)
    cut_off(engine, keep=0)
    decide(engine, "a1")
    other = notary.anchor(engine)
    notary.folder.file.write_text(f"{anchor.line}\n", encoding="utf-8")
    notary.folder.document(other).unlink()
    forget_anchors(engine)
    assert plain(notary.faults(engine), notary, anchor, other) == snapshot


def test_a_line_that_was_altered_in_the_file_or_in_the_database_is_told(engine: Engine, notary: Notary, snapshot: SnapshotAssertion) -> None:
    act(engine)
    line = notary.anchor(engine).line
    notary.folder.file.write_text(line[:-9] + "\n", encoding="utf-8")
    with write_transaction(engine) as session:
        session.query(AnchorRow).one().line = line.replace('"seq":5', '"seq":4')
    assert plain(notary.faults(engine), notary) == snapshot


def test_a_line_whose_document_was_taken_out_or_altered_is_told_until_the_line_is_taken_up_again(
    engine: Engine, notary: Notary, snapshot: SnapshotAssertion
) -> None:
    anchors = []
    for day, identifier in enumerate(("a1", "a2", "a3")):
        decide(engine, identifier)
        anchors.append(notary.anchor(engine, day))
    gone, altered = notary.folder.document(anchors[0]), notary.folder.document(anchors[2])
    gone.unlink()
    altered.write_bytes(altered.read_bytes().replace(b"a", b"b", 1))
    assert plain(notary.faults(engine), notary, *anchors) == snapshot
    altered.unlink()
    for anchor in anchors:
        notary.folder.add(anchor)
    assert notary.faults(engine) == []


DOCUMENT = b'{"format":"qorgan-anchor-1"}\n'


# A stamp that an authority gave once, the certificates of that authority and of another; all are good for a hundred years.
STAMPED = Path(__file__).with_name("stamped")
STAMP, NONCE = (STAMPED / "anchor.json.tsr").read_bytes(), 11965421005394866753


@pytest.mark.usefixtures("processes")
def test_a_stamp_of_a_known_authority_holds_also_for_openssl(tmp_path: Path) -> None:
    authority = StampingAuthority(tmp_path / "tsa")
    asked = stamp_request(DOCUMENT)
    answer = authority.answer(asked.as_bytes())
    assert stamp_fault(answer, DOCUMENT, certificates(str(authority.roots)), asked.nonce) is None
    (tmp_path / "anchor.json").write_bytes(DOCUMENT)
    (tmp_path / "anchor.json.tsr").write_bytes(answer)
    command = ["openssl", "ts", "-verify", "-data", str(tmp_path / "anchor.json"), "-in", str(tmp_path / "anchor.json.tsr")]
    assert subprocess.run([*command, "-CAfile", str(authority.roots)], capture_output=True, timeout=600).returncode == 0


def test_anchors_are_counted_with_the_stamps_that_hold_and_what_cannot_be_read_is_told(
    engine: Engine, notary: Notary, monkeypatch: pytest.MonkeyPatch, snapshot: SnapshotAssertion
) -> None:
    anchors = []
    for day in range(4):
        act(engine)
        anchors.append(notary.anchor(engine, day))
    root = certificates(str(STAMPED / "root.pem"))

    def of_the_document(answer: bytes, document: bytes, trusted: list[Certificate]) -> str | None:
        return None if answer == document and trusted == root else "other"

    monkeypatch.setattr("records.ledger.anchor_check.stamp_fault", of_the_document)
    for anchor in anchors[1:]:
        notary.folder.stamp(anchor).write_bytes(STAMP if anchor is anchors[3] else anchor.document)

    def checked() -> tuple[AnchorCheckResult, list[str]]:
        found: list[str] = []
        with read_session(engine) as session:
            counts = check_anchors(session, AnchorSources(notary.folder.path, trusted_keys(None, notary.key), (), root), found.append)
        return counts, plain(found, notary, *anchors)

    assert checked() == snapshot(name="stamps")
    notary.folder.file.unlink()
    notary.folder.file.mkdir()
    assert checked() == snapshot(name="no file")


def test_an_authority_is_asked_for_the_hash_of_a_document_under_a_number_used_once() -> None:
    one, other = (stamp_request(DOCUMENT) for _ in range(2))
    assert one.message_imprint.message == hashlib.sha256(DOCUMENT).digest()
    assert (one.cert_req, one.nonce is not None, one.nonce != other.nonce) == (True, True, True)


def test_a_stamp_names_its_moment_and_holds_for_its_document_and_a_trusted_authority_alone(snapshot: SnapshotAssertion) -> None:
    trusted = certificates(str(STAMPED / "root.pem"))
    for given in (trusted, [], [*trusted, *certificates(str(STAMPED / "authority.pem"))]):
        assert stamp_fault(STAMP, DOCUMENT, given, NONCE) is stamp_fault(STAMP, DOCUMENT, given) is None
    faults = {
        "another document": stamp_fault(STAMP, DOCUMENT + b"x", []),
        "another number": stamp_fault(STAMP, DOCUMENT, [], NONCE + 1),
        "another authority": stamp_fault(STAMP, DOCUMENT, certificates(str(STAMPED / "stranger.pem"))),
        "its own certificate alone": stamp_fault(STAMP, DOCUMENT, certificates(str(STAMPED / "authority.pem"))),
    }
    assert {name: (fault or "").partition(" (")[0] for name, fault in faults.items()} == snapshot
    # The signature stands at the end.
    for place in range(len(STAMP) - 200, len(STAMP), 20):
        altered = STAMP[:place] + bytes([STAMP[place] ^ 1]) + STAMP[place + 1 :]
        assert stamp_fault(altered, DOCUMENT, trusted) is not None, place


@pytest.mark.parametrize("answer", [b"", b"<html>", b"\x30\x03\x02\x01\x02", b"\x30\x05\x30\x03\x02\x01\x02", b"0" * 100])
def test_what_is_no_stamp_is_refused(answer: bytes, snapshot: SnapshotAssertion) -> None:
    assert stamp_fault(answer, DOCUMENT, []) == snapshot


def test_a_file_without_certificates_is_named_with_its_setting(tmp_path: Path) -> None:
    (tmp_path / "roots.pem").write_text("nothing", encoding="ascii")
    for name in ("roots.pem", "nowhere.pem"):
        with pytest.raises(SettingsError, match="QORGAN_ANCHOR_TSA_CERTIFICATES"):
            certificates(str(tmp_path / name))
    assert certificates("") == []
