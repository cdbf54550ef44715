"""What is and what is not a time stamp of an anchor, by an authority that OpenSSL runs."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from records.errors import SettingsError
from records.ledger.time_stamps import certificates, stamp_fault, stamp_request, stamped_at
from tests.records.ledger.stamping_authority import StampingAuthority

DOCUMENT = b'{"format":"qorgan-anchor-1"}\n'


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> StampingAuthority:
    return StampingAuthority(tmp_path_factory.mktemp("authority") / "tsa")


def test_a_stamp_of_a_known_authority_holds_also_for_openssl_and_names_the_moment(authority: StampingAuthority, tmp_path: Path) -> None:
    asked = stamp_request(DOCUMENT)
    answer = authority.answer(asked.as_bytes())
    assert stamp_fault(answer, DOCUMENT, certificates(str(authority.roots)), asked.nonce) is None
    moment = stamped_at(answer)
    assert moment is not None
    assert abs(moment - datetime.now(UTC)) < timedelta(hours=1)
    (tmp_path / "anchor.json").write_bytes(DOCUMENT)
    (tmp_path / "anchor.json.tsr").write_bytes(answer)
    command = ["openssl", "ts", "-verify", "-data", str(tmp_path / "anchor.json"), "-in", str(tmp_path / "anchor.json.tsr")]
    assert subprocess.run([*command, "-CAfile", str(authority.roots)], capture_output=True, timeout=600).returncode == 0


def test_a_stamp_of_another_document_or_with_another_number_is_none(authority: StampingAuthority) -> None:
    asked = stamp_request(DOCUMENT)
    answer = authority.answer(asked.as_bytes())
    assert stamp_fault(answer, DOCUMENT + b"x", []) == "it is of something else"
    assert stamp_fault(answer, DOCUMENT, [], (asked.nonce or 0) + 1) == "it is of something else"


def test_a_stamp_of_an_authority_that_is_not_trusted_does_not_hold(authority: StampingAuthority, tmp_path: Path) -> None:
    answer = authority.answer(stamp_request(DOCUMENT).as_bytes())
    stranger = StampingAuthority(tmp_path / "stranger")
    assert (stamp_fault(answer, DOCUMENT, certificates(str(stranger.roots))) or "").startswith(
        "none of the certificates that are trusted vouches for it"
    )
    assert (stamp_fault(answer, DOCUMENT, certificates(str(authority.folder / "tsa.pem"))) or "").startswith("none of the certificates")


def test_every_altered_byte_of_the_signature_makes_the_stamp_worthless(authority: StampingAuthority) -> None:
    answer = authority.answer(stamp_request(DOCUMENT).as_bytes())
    trusted = certificates(str(authority.roots))
    # The signature stands at the end.
    for place in range(len(answer) - 200, len(answer), 20):
        altered = answer[:place] + bytes([answer[place] ^ 1]) + answer[place + 1 :]
        assert stamp_fault(altered, DOCUMENT, trusted) is not None, place


@pytest.mark.parametrize("answer", [b"", b"<html>", b"\x30\x03\x02\x01\x02", b"\x30\x05\x30\x03\x02\x01\x02", b"0" * 100])
def test_what_is_no_stamp_is_refused_in_words(answer: bytes) -> None:
    assert stamp_fault(answer, DOCUMENT, []) in ("it is no time stamp", "the authority refused it")
    assert stamped_at(answer) is None


def test_a_file_without_certificates_is_named_with_its_setting(tmp_path: Path) -> None:
    (tmp_path / "roots.pem").write_text("nothing", encoding="ascii")
    for name in ("roots.pem", "nowhere.pem"):
        with pytest.raises(SettingsError, match="QORGAN_ANCHOR_TSA_CERTIFICATES"):
            certificates(str(tmp_path / name))
    assert certificates("") == []
