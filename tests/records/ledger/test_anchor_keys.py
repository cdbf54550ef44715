"""Who signed an anchor: only a trusted key is believed, an old one up to its last day, and a changed anchor never."""

import shutil
import subprocess
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from records.errors import SettingsError
from records.ledger.anchor_keys import new_key, public_line, read_key, sign, signature_fault, trusted_keys
from records.ledger.anchors import Anchor

ANCHOR = Anchor("0123456789abcdef", 120, "5f" * 32, datetime(2026, 11, 27, 23, 59, 59, tzinfo=UTC))


def test_a_new_key_is_for_its_owner_alone_and_never_written_over_another(tmp_path: Path) -> None:
    key = tmp_path / "anchor.key"
    line = new_key(key)
    assert key.stat().st_mode & 0o777 == 0o600
    assert line == public_line(read_key(key))
    with pytest.raises(SettingsError, match="File exists"):
        new_key(key)


def test_what_is_signed_is_believed_from_the_key_here_and_from_the_file_of_trusted_keys(tmp_path: Path) -> None:
    file = tmp_path / "trusted"
    file.write_text(f"# ours\n\n{new_key(tmp_path / 'key')}\n", encoding="utf-8")
    signed = sign(ANCHOR, read_key(tmp_path / "key"))
    assert signature_fault(signed, trusted_keys(None, tmp_path / "key")) is None
    assert signature_fault(signed, trusted_keys(file, None)) is None
    assert "not among the keys" in (signature_fault(signed, {}) or "")
    assert "is not signed" in (signature_fault(ANCHOR, trusted_keys(file, None)) or "")


@pytest.mark.parametrize(
    "change", [{"seq": 121}, {"hash": "6f" * 32}, {"ledger": "1123456789abcdef"}, {"at": datetime(2026, 11, 27, 23, 59, 58, tzinfo=UTC)}], ids=str
)
def test_every_value_of_an_anchor_is_signed(change: dict[str, object], tmp_path: Path) -> None:
    new_key(tmp_path / "key")
    signed = replace(sign(ANCHOR, read_key(tmp_path / "key")), **change)  # type: ignore[arg-type]
    assert "its signature does not fit" in (signature_fault(signed, trusted_keys(None, tmp_path / "key")) or "")


def test_a_key_that_was_replaced_stays_good_for_what_it_signed_until_its_last_day(tmp_path: Path) -> None:
    file = tmp_path / "trusted"
    old, new = new_key(tmp_path / "old"), new_key(tmp_path / "new")
    file.write_text(f"until=2026-11-27 {old}\n{new}\n", encoding="utf-8")
    keys = trusted_keys(file, None)
    # Midnight as the country's clock has it.
    in_time, later = (replace(ANCHOR, at=datetime(2026, 11, 27, hour, tzinfo=UTC)) for hour in (18, 19))
    assert signature_fault(sign(in_time, read_key(tmp_path / "old")), keys) is None
    assert "which ended on 2026-11-27" in (signature_fault(sign(later, read_key(tmp_path / "old")), keys) or "")
    assert signature_fault(sign(later, read_key(tmp_path / "new")), keys) is None


def test_the_last_day_in_the_file_counts_also_for_the_key_that_lies_here(tmp_path: Path) -> None:
    line = new_key(tmp_path / "key")
    (tmp_path / "trusted").write_text(f"until=2026-11-26 {line}", encoding="utf-8")
    signed = sign(ANCHOR, read_key(tmp_path / "key"))
    assert "ended on" in (signature_fault(signed, trusted_keys(tmp_path / "trusted", tmp_path / "key")) or "")


@pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="no ssh-keygen here")
def test_a_key_that_ssh_keygen_made_signs_as_well_and_one_with_a_passphrase_is_refused(tmp_path: Path) -> None:
    for name, phrase in (("plain", ""), ("locked", "a passphrase")):
        subprocess.run(["ssh-keygen", "-q", "-t", "ed25519", "-N", phrase, "-f", str(tmp_path / name)], check=True)
    signed = sign(ANCHOR, read_key(tmp_path / "plain"))
    assert signature_fault(signed, trusted_keys(tmp_path / "plain.pub", None)) is None
    with pytest.raises(SettingsError, match="without a passphrase"):
        read_key(tmp_path / "locked")


def test_a_key_that_others_may_read_is_refused_with_what_to_do(tmp_path: Path) -> None:
    new_key(tmp_path / "key")
    (tmp_path / "key").chmod(0o644)
    with pytest.raises(SettingsError, match="chmod 600"):
        read_key(tmp_path / "key")


@pytest.mark.parametrize(
    "content", [b"", b"no key", b"\xff" * 100, b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n"]
)
def test_a_file_that_holds_no_key_is_named(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "key").write_bytes(content)
    (tmp_path / "key").chmod(0o600)
    with pytest.raises(SettingsError, match="holds no Ed25519 key"):
        read_key(tmp_path / "key")
    with pytest.raises(SettingsError, match="No such file"):
        read_key(tmp_path / "nowhere")


@pytest.mark.parametrize("line", ["ssh-ed25519 AAAA", "ssh-rsa AAAAB3NzaC1yc2E=", "until=tomorrow ssh-ed25519 AAAA", "words"])
def test_a_line_that_is_no_trusted_key_is_named_by_its_number(line: str, tmp_path: Path) -> None:
    (tmp_path / "trusted").write_text(f"{new_key(tmp_path / 'key')}\n{line}\n", encoding="utf-8")
    with pytest.raises(SettingsError, match="trusted, line 2:"):
        trusted_keys(tmp_path / "trusted", None)
    with pytest.raises(SettingsError, match="cannot be read: No such file"):
        trusted_keys(tmp_path / "nowhere", None)
