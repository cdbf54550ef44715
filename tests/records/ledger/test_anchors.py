"""Anchors: short lines that are found again in messages, signed with trusted keys, kept in a folder that only grows."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sqlalchemy import Engine
from syrupy.assertion import SnapshotAssertion

from records.database import read_session, write_transaction
from records.errors import BadAnchor, SettingsError
from records.ledger import anchors
from records.ledger.anchors import (
    Anchor,
    AnchorFolder,
    TrustedKey,
    anchors_in,
    new_key,
    public_line,
    read_anchor,
    read_anchor_key,
    sign_anchor,
    signature_fault,
    trusted_keys,
)
from tests.conftest import NOW
from tests.records.ledger.anchored import Notary
from tests.records.ledger.chain import act, head
from tests.records.review.refusals import refusal

# As long as an anchor can be in practice.
ANCHOR = Anchor("0123456789abcdef", 12_345_678, "5f" * 32, datetime(2026, 11, 27, 9, 32, 11, tzinfo=UTC), "fedcba9876543210", "A-_z" * 21 + "09")


def test_an_anchor_is_a_line_of_json_short_enough_for_a_message_and_reads_back_as_itself() -> None:
    assert json.loads(ANCHOR.line) == {
        "at": "2026-11-27T09:32:11Z", "format": "qorgan-anchor-1", "hash": "5f" * 32, "key": "fedcba9876543210", "ledger": "0123456789abcdef",
        "seq": 12_345_678, "signature": "A-_z" * 21 + "09",
    }  # fmt: skip
    assert len(ANCHOR.line) <= 320
    assert " " not in ANCHOR.line
    assert read_anchor(ANCHOR.line) == ANCHOR


def test_an_unsigned_anchor_has_neither_key_nor_signature_in_its_line() -> None:
    plain = replace(ANCHOR, key="", signature="")
    assert set(json.loads(plain.line)) == {"at", "format", "hash", "ledger", "seq"}
    assert read_anchor(plain.line) == plain


@pytest.mark.parametrize(
    "spoilt",
    [
        lambda line: f"Dear all,\nthe anchor of today:\n\n{line}\n\nKeep this message.",
        lambda line: "\r\n".join(line[start : start + 76] for start in range(0, len(line), 76)),
        lambda line: "\n".join("> > " + line[start : start + 60] for start in range(0, len(line), 60)), lambda line: line.replace('"', "&quot;"),
        lambda line: line.replace('"', "”"), lambda line: "\u200b".join(line[start : start + 40] for start in range(0, len(line), 40)) + "\ufeff",
    ],
    ids=["words around", "broken lines", "quoted", "html", "other marks of quotation", "unseen characters"],
)  # fmt: skip
def test_an_anchor_is_found_in_what_a_message_makes_of_it(spoilt: object) -> None:
    assert callable(spoilt)
    assert anchors_in(spoilt(ANCHOR.line)) == [ANCHOR]


def test_several_anchors_of_one_text_are_found_in_their_order_beside_other_json() -> None:
    later = replace(ANCHOR, seq=12_345_679)
    assert anchors_in(f'{{"ok": true}} {ANCHOR.line} and {later.line}') == [ANCHOR, later]


@pytest.mark.parametrize(
    "change",
    [
        {"format": "qorgan-anchor-2"}, {"seq": 0}, {"seq": -1}, {"seq": 2**63}, {"seq": True}, {"seq": "5"}, {"seq": 5.0}, {"hash": "5F" * 32}, {"hash": "5f" * 31},
        {"at": "2026-13-27T09:32:11Z"}, {"at": "2026-11-27 09:32:11"}, {"at": 5}, {"ledger": ""}, {"key": ""}, {"signature": ""}, {"more": "x"},
        {"signature": "=" * 86},
    ],
    ids=str,
)  # fmt: skip
def test_what_is_not_quite_an_anchor_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(BadAnchor):
        read_anchor(json.dumps({**json.loads(ANCHOR.line), **change}))


@pytest.mark.parametrize("text", ["", "{", "{}", "[]", "null", "[" * 100_000, ANCHOR.line[:-2], "hello", '{"format":"qorgan-anchor-1"}'])
def test_a_text_without_a_whole_anchor_is_refused(text: str) -> None:
    with pytest.raises(BadAnchor):
        anchors_in(text)
    with pytest.raises(BadAnchor):
        read_anchor(text)


@given(some.text())
def test_no_text_is_read_as_an_anchor_or_fails_in_another_way(text: str) -> None:
    with pytest.raises(BadAnchor):
        anchors_in(text)


def test_files_of_anchors_sort_as_the_anchors_follow_each_other() -> None:
    one, two = replace(ANCHOR, seq=9), replace(ANCHOR, seq=10)
    assert sorted([two.file_name, one.file_name]) == [one.file_name, two.file_name]
    assert replace(one, signature="B" * 86).file_name != one.file_name


SIGNED = Anchor("0123456789abcdef", 9, "5f" * 32, datetime(2026, 11, 27, 9, 32, 11, tzinfo=UTC), "fedcba9876543210", "A" * 86)

LATER = replace(SIGNED, seq=10)


def read(folder: AnchorFolder) -> tuple[list[Anchor], list[str]]:
    told: list[str] = []
    return folder.anchors(told.append), told


def test_anchors_are_kept_in_their_order_each_once_and_each_in_a_file_of_its_own(tmp_path: Path) -> None:
    folder = AnchorFolder(tmp_path / "outside" / "anchors")
    for anchor in (SIGNED, LATER, SIGNED):
        folder.add(anchor)
    assert read(folder) == ([SIGNED, LATER], [])
    assert folder.document(SIGNED).read_bytes() == SIGNED.document
    assert json.loads(folder.document(LATER).read_text(encoding="utf-8"))["seq"] == 10
    assert {path.stat().st_mode & 0o077 for path in (folder.path, *folder.path.iterdir())} == {0}


def test_a_folder_that_is_not_there_holds_no_anchor(tmp_path: Path) -> None:
    assert read(AnchorFolder(tmp_path / "nowhere")) == ([], [])


def test_half_a_line_that_a_stopped_machine_left_is_told_and_swallows_nothing(tmp_path: Path) -> None:
    folder = AnchorFolder(tmp_path)
    folder.add(SIGNED)
    with folder.file.open("ab") as out:
        out.write(LATER.document[:100])
    folder.add(LATER)
    kept, told = read(folder)
    assert kept == [SIGNED, LATER]
    assert [line.partition(": ")[0] for line in told] == [f"{folder.file}, line 2"]


def test_the_file_grows_by_appending_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = AnchorFolder(tmp_path)
    folder.add(SIGNED)
    opened: list[int] = []
    real = os.open

    def watched(path: object, flags: int, *more: int) -> int:
        if Path(str(path)) == folder.file:
            opened.append(flags)
        return real(str(path), flags, *more)

    monkeypatch.setattr(os, "open", watched)
    folder.add(LATER)
    assert opened
    assert all(flags & os.O_APPEND and not flags & os.O_TRUNC for flags in opened)


def test_a_line_that_never_ends_is_not_held_in_memory(tmp_path: Path) -> None:
    folder = AnchorFolder(tmp_path)
    folder.add(SIGNED)
    with folder.file.open("ab") as out:
        out.write(b"x" * 20_000 + b"\n" + LATER.document)
    kept, told = read(folder)
    assert kept == [SIGNED, LATER]
    assert {line.partition(": ")[0] for line in told} == {f"{folder.file}, line 2"}


DAY = timedelta(days=1)


def due(engine: Engine, days: float) -> bool:
    with read_session(engine) as session:
        return anchors.is_due(session, NOW + days * DAY)


def test_an_anchor_says_which_ledger_which_row_which_hash_and_when(engine: Engine) -> None:
    with read_session(engine) as session:
        assert anchors.unsigned_anchor(session, NOW) is None
        assert anchors.ledger_name(session) is None
    act(engine, 1)
    first = head(engine)
    act(engine, 2)
    with read_session(engine) as session:
        made = anchors.unsigned_anchor(session, NOW + timedelta(microseconds=7))
    assert made is not None
    assert (made.ledger, made.seq, made.hash, made.at) == (first.hash[:16], 3, head(engine).hash, NOW)


def test_an_anchor_is_due_once_a_day_of_the_home_country_and_only_when_the_ledger_went_on(engine: Engine, notary: Notary) -> None:
    assert not due(engine, 0)
    act(engine)
    assert due(engine, 0)
    notary.anchor(engine)
    assert not due(engine, 3)
    act(engine)
    # NOW is 11:00 in Kazakhstan.
    assert [due(engine, hours / 24) for hours in (0, 12.9, 13.1)] == [False, False, True]


def test_an_anchor_of_a_clock_that_was_ahead_does_not_put_off_the_next(engine: Engine, notary: Notary) -> None:
    act(engine)
    notary.anchor(engine, day=365)
    act(engine)
    assert due(engine, 0)


def test_the_newest_anchor_is_to_be_sent_until_somebody_has_it(engine: Engine, notary: Notary) -> None:
    act(engine)
    notary.anchor(engine)
    act(engine)
    newest = notary.anchor(engine, 1)
    with write_transaction(engine) as session:
        assert anchors.unsent_anchors(session) == anchors.newest_anchor(session) == newest
        anchors.note_anchor(session, newest)
        anchors.note_sent(session, newest, NOW)
    with read_session(engine) as session:
        assert anchors.unsent_anchors(session) is None
        assert len(anchors.recorded_anchor_lines(session)) == 2


def test_the_anchor_of_a_row_is_the_newest_that_is_not_after_it(engine: Engine, notary: Notary) -> None:
    act(engine, 2)
    first = notary.anchor(engine)
    act(engine, 2)
    second = notary.anchor(engine, 1)
    with read_session(engine) as session:
        assert [anchors.anchor_covering(session, row) for row in (1, 2, 3, 4, 9)] == [None, first, first, second, second]
        assert [anchors.holds_anchor(session, one) for one in (first, second)] == [True, True]


UNSIGNED = Anchor("0123456789abcdef", 120, "5f" * 32, datetime(2026, 11, 27, 23, 59, 59, tzinfo=UTC))


def fault(anchor: Anchor, keys: Mapping[str, TrustedKey]) -> str | None:
    """What is wrong with the signature, without the name of the key."""
    found = signature_fault(anchor, keys)
    return found.replace(anchor.key, "KEY") if found and anchor.key else found


def test_a_new_key_is_for_its_owner_alone_and_never_written_over_another(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    key = tmp_path / "anchor.key"
    line = new_key(key)
    assert (key.stat().st_mode & 0o777, line) == (0o600, public_line(read_anchor_key(key)))
    assert refusal(new_key, key).replace(f"{tmp_path}", "") == snapshot
    key.chmod(0o644)
    assert refusal(read_anchor_key, key).replace(f"{tmp_path}", "") == snapshot, "others may read it"


def test_what_is_signed_is_believed_from_the_key_here_and_from_the_file_of_trusted_keys(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    file = tmp_path / "trusted"
    file.write_text(f"# ours\n\n{new_key(tmp_path / 'key')}\n", encoding="utf-8")
    signed = sign_anchor(UNSIGNED, read_anchor_key(tmp_path / "key"))
    assert fault(signed, trusted_keys(None, tmp_path / "key")) is fault(signed, trusted_keys(file, None)) is None
    changes: dict[str, Any] = {"seq": 121, "hash": "6f" * 32, "ledger": "1123456789abcdef", "at": UNSIGNED.at - timedelta(seconds=1)}
    altered = {name: fault(replace(signed, **{name: value}), trusted_keys(file, None)) for name, value in changes.items()}
    assert {**altered, "another key": fault(signed, {}), "no signature": fault(UNSIGNED, trusted_keys(file, None))} == snapshot


def test_a_key_that_was_replaced_stays_good_for_what_it_signed_until_its_last_day(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    file = tmp_path / "trusted"
    old, new = new_key(tmp_path / "old"), new_key(tmp_path / "new")
    file.write_text(f"until=2026-11-27 {old}\n{new}\n", encoding="utf-8")
    keys = trusted_keys(file, None)
    # Midnight as the country's clock has it.
    in_time, later = (replace(UNSIGNED, at=datetime(2026, 11, 27, hour, tzinfo=UTC)) for hour in (18, 19))
    assert (
        fault(sign_anchor(in_time, read_anchor_key(tmp_path / "old")), keys)
        is fault(sign_anchor(later, read_anchor_key(tmp_path / "new")), keys)
        is None
    )
    late = sign_anchor(later, read_anchor_key(tmp_path / "old"))
    assert fault(late, keys) == fault(late, trusted_keys(file, tmp_path / "old")) == snapshot, "also where the key lies here"


@pytest.mark.usefixtures("processes")
@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen here")
def test_a_key_that_ssh_keygen_made_signs_as_well_and_one_with_a_passphrase_is_refused(tmp_path: Path) -> None:
    for name, phrase in (("plain", ""), ("locked", "a passphrase")):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-f", str(tmp_path / name)], check=True)
    assert fault(sign_anchor(UNSIGNED, read_anchor_key(tmp_path / "plain")), trusted_keys(tmp_path / "plain.pub", None)) is None
    with pytest.raises(SettingsError, match="passphrase"):
        read_anchor_key(tmp_path / "locked")


@pytest.mark.parametrize(
    "content", [b"", b"no key", b"\xff" * 100, b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"]
)
def test_a_file_that_holds_no_key_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    for file in (tmp_path / "key", tmp_path / "nowhere"):
        with pytest.raises(SettingsError, match=str(file)):
            read_anchor_key(file)


def test_a_line_that_is_no_trusted_key_is_named_by_its_number(tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    file, key = tmp_path / "trusted", new_key(tmp_path / "key")
    told = {}
    for line in ("ssh-ed25519 AAAA", "ssh-rsa AAAAB3NzaC1yc2E=", "until=tomorrow ssh-ed25519 AAAA", "words"):
        file.write_text(f"{key}\n{line}\n", encoding="utf-8")
        told[line] = refusal(trusted_keys, file, None).replace(f"{tmp_path}", "")
    assert {**told, "no file": refusal(trusted_keys, tmp_path / "nowhere", None).replace(f"{tmp_path}", "")} == snapshot
