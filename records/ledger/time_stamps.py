"""Time stamps of anchors (RFC 3161): a third party signs that the anchor was there at a moment, so that nobody can date one back.

`openssl ts -verify -data ANCHOR.json -in ANCHOR.json.tsr -CAfile CERTIFICATES` checks the same without Qorgan.
"""

import hashlib
from datetime import datetime
from pathlib import Path

from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, TimeStampResponse, VerifierBuilder, decode_timestamp_response
from rfc3161_client.errors import VerificationError
from rfc3161_client.tsp import TimeStampRequest

from records.errors import SettingsError
from records.i18n import tr

# The longest answer that is read; those of the known authorities have 2 to 8 KB.
LARGEST = 64 * 1024


def stamp_request(document: bytes) -> TimeStampRequest:
    """What an authority is asked: the SHA-256 of the document, a number used once, and its certificate with the answer."""
    return TimestampRequestBuilder().data(document).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True).cert_request(cert_request=True).build()


def certificates(file: str) -> list[Certificate]:
    """Those of a file, roots and others. Empty if no file is named. Raises SettingsError if it holds none."""
    if not file:
        return []
    try:
        return load_pem_x509_certificates(Path(file).read_bytes())
    except (OSError, ValueError) as error:
        raise SettingsError(tr("QORGAN_ANCHOR_TSA_CERTIFICATES: {path} holds no certificates that can be read (PEM)").format(path=file)) from error


def stamp_fault(answer: bytes, document: bytes, trusted: list[Certificate], nonce: int | None = None) -> str | None:
    """Why an answer is no time stamp of the document; None if it is one. Without certificates only what it is a stamp of is looked at."""
    stamp = _decoded(answer)
    if stamp is None:
        return tr("it is no time stamp")
    if stamp.status != 0:
        return tr("the authority refused it")
    if stamp.tst_info.message_imprint.message != hashlib.sha256(document).digest() or (nonce is not None and stamp.tst_info.nonce != nonce):
        return tr("it is of something else")
    if not trusted:
        return None
    verifier = VerifierBuilder(
        roots=[one for one in trusted if one.issuer == one.subject], intermediates=[one for one in trusted if one.issuer != one.subject]
    )
    try:
        verifier.build().verify(stamp, hashlib.sha256(document).digest())
    except (VerificationError, ValueError) as error:
        return tr("none of the certificates that are trusted vouches for it ({reason})").format(reason=" ".join(str(error).split())[:200])
    return None


def stamped_at(answer: bytes) -> datetime | None:
    """The moment that a time stamp names; None of what is none."""
    stamp = _decoded(answer)
    return stamp.tst_info.gen_time if stamp is not None and stamp.status == 0 else None


def _decoded(answer: bytes) -> TimeStampResponse | None:
    try:
        return decode_timestamp_response(answer)
    except ValueError:
        return None
