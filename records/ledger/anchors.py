"""Anchors: the head of the ledger at a moment as one line of signed JSON, stored where whoever controls the database cannot change it; with keys and
time stamps.

The chain of hashes alone does not stop an attacker who controls the database and computes every hash again; they cannot change a line that was
sent away. The line is short enough for a message, and can be read back from what mail and messengers make of it.
"""

import base64
import hashlib
import html
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_ssh_private_key,
    load_ssh_public_key,
)
from cryptography.x509 import Certificate, load_pem_x509_certificates
from rfc3161_client import HashAlgorithm, TimestampRequestBuilder, TimeStampResponse, VerifierBuilder, decode_timestamp_response
from rfc3161_client.errors import VerificationError
from rfc3161_client.tsp import TimeStampRequest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from records.clock import day_of
from records.errors import BadAnchor, SettingsError
from records.files import make_folder, sync_folder, write_file
from records.i18n import tr
from records.ledger.query import head
from records.tables import AnchorRow, LedgerRow

# Time stamps (RFC 3161): a third party signs that the anchor existed at a moment, so that nobody can backdate one.
#
# `openssl ts -verify -data ANCHOR.json -in ANCHOR.json.tsr -CAfile CERTIFICATES` checks the same without Qorgan.

# Largest response that is read; those of the known authorities have 2 to 8 KB.
LARGEST = 64 * 1024


def stamp_request(document: bytes) -> TimeStampRequest:
    """Return the request to an authority: the SHA-256 of the document, a nonce, and a request for its certificate."""
    return TimestampRequestBuilder().data(document).hash_algorithm(HashAlgorithm.SHA256).nonce(nonce=True).cert_request(cert_request=True).build()


def certificates(file: str) -> list[Certificate]:
    """Return the certificates of a PEM file, roots and others; empty if no file is named. Raises SettingsError if it has none."""
    if not file:
        return []
    try:
        return load_pem_x509_certificates(Path(file).read_bytes())
    except (OSError, ValueError) as error:
        raise SettingsError(tr("QORGAN_ANCHOR_TSA_CERTIFICATES: {path} holds no certificates that can be read (PEM)").format(path=file)) from error


def stamp_fault(answer: bytes, document: bytes, trusted: list[Certificate], nonce: int | None = None) -> str | None:
    """Return why a response is not a time stamp of the document; None if it is one.

    Without certificates only the stamped digest and the nonce are checked.
    """
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
        roots=[certificate for certificate in trusted if certificate.issuer == certificate.subject],
        intermediates=[certificate for certificate in trusted if certificate.issuer != certificate.subject],
    )
    try:
        verifier.build().verify(stamp, hashlib.sha256(document).digest())
    except (VerificationError, ValueError) as error:
        return tr("none of the certificates that are trusted vouches for it ({reason})").format(reason=" ".join(str(error).split())[:200])
    return None


def _decoded(answer: bytes) -> TimeStampResponse | None:
    try:
        return decode_timestamp_response(answer)
    except ValueError:
        return None


FORMAT = "qorgan-anchor-1"
# Number of characters of a hash that identify a ledger or a key.
NAME = 16
_MOMENT = "%Y-%m-%dT%H:%M:%SZ"
_SHAPES = {
    "at": re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", re.ASCII),
    "hash": re.compile(r"[0-9a-f]{64}"),
    "key": re.compile(r"(?:[0-9a-f]{16})?"),
    "ledger": re.compile(r"[0-9a-f]{16}"),
    "signature": re.compile(r"(?:[0-9A-Za-z_-]{86})?"),
}
# Characters that no value of an anchor contains: line breaks and quotation marks that mail inserts, and invisible characters.
_BETWEEN = re.compile(r"[\s>\u00ad\u200b-\u200d\u2060\ufeff]+")
_QUOTES = str.maketrans(dict.fromkeys("“”„«»″", '"'))
_OBJECT = re.compile(r"\{[^{}]*\}")
# Largest id of a ledger row.
_LARGEST = 2**63 - 1


@dataclass(frozen=True)
class Anchor:
    """The hash of row `seq` of the ledger at a moment (UTC, whole seconds). `ledger` is the beginning of the hash of its first row, which identifies
    the ledger.

    `key` names the key that signed it. Both it and the signature are empty in an unsigned anchor.
    """

    ledger: str
    seq: int
    hash: str
    at: datetime
    key: str = ""
    signature: str = ""

    @property
    def line(self) -> str:
        """The anchor as it is stored and sent. The same anchor is always the same line."""
        return _written(self._plain())

    @property
    def signed_bytes(self) -> bytes:
        """The bytes that are signed: the line without the signature. They include the format, so that no other document can pass for an anchor."""
        return _written(self._plain() | {"signature": ""}).encode()

    @property
    def document(self) -> bytes:
        """The content of this anchor's own file, which is the input of time stamps."""
        return f"{self.line}\n".encode()

    @property
    def digest(self) -> str:
        """The SHA-256 of that file."""
        return hashlib.sha256(self.document).hexdigest()

    @property
    def file_name(self) -> str:
        """The name of that file: names sort in the order of anchors. The digest distinguishes two of one second."""
        return f"{self.seq:08}-{self.at:%Y%m%dT%H%M%SZ}-{self.digest[:8]}.json"

    def _plain(self) -> dict[str, Any]:
        return asdict(self) | {"at": self.at.astimezone(UTC).strftime(_MOMENT), "format": FORMAT}


def _written(plain: Mapping[str, Any]) -> str:
    return json.dumps({name: value for name, value in plain.items() if value != ""}, sort_keys=True, separators=(",", ":"))


def read_anchor(line: str) -> Anchor:
    """Return the anchor in a line. Raises BadAnchor for anything else."""
    try:
        values = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise BadAnchor(tr("this is no anchor, or not the whole of one")) from error
    if not isinstance(values, dict) or values.pop("format", None) != FORMAT:
        raise BadAnchor(tr("this is no anchor, or not the whole of one"))
    seq = values.pop("seq", None)
    shaped = all(isinstance(values.setdefault(name, ""), str) and shape.fullmatch(values[name]) for name, shape in _SHAPES.items())
    if (
        not shaped
        or values.keys() != _SHAPES.keys()
        or type(seq) is not int
        or not 0 < seq <= _LARGEST
        or bool(values["key"]) != bool(values["signature"])
    ):
        raise BadAnchor(tr("this is no anchor, or not the whole of one"))
    try:
        at = datetime.strptime(values.pop("at"), _MOMENT).replace(tzinfo=UTC)
    except ValueError as error:
        raise BadAnchor(tr("this is no anchor, or not the whole of one")) from error
    return Anchor(seq=seq, at=at, **values)


def anchors_in(text: str) -> list[Anchor]:
    """Return every anchor in a pasted text, which may have other text around it, line breaks, quotation prefixes and typographic quotation marks.

    Raises BadAnchor if there is none, or if one is incomplete.
    """
    squeezed = _BETWEEN.sub("", html.unescape(text)).translate(_QUOTES)
    anchors = [read_anchor(match[0]) for match in _OBJECT.finditer(squeezed) if '"qorgan-anchor' in match[0]]
    if not anchors:
        raise BadAnchor(tr("this is no anchor, or not the whole of one"))
    return anchors


# The folder of anchors: a file with a line for each, and each anchor in a file of its own, of which time stamps are made.
#
# It may be on another medium. On a file system that supports it, `chattr +a anchors.jsonl` lets only root remove a line.

FILE = "anchors.jsonl"
# Longer lines are not anchors: the longest anchor has a tenth of this.
_LONGEST = 4096


@dataclass(frozen=True)
class AnchorFolder:
    """The anchors in a folder."""

    path: Path

    @property
    def file(self) -> Path:
        """The file with one line for each anchor."""
        return self.path / FILE

    def document(self, anchor: Anchor) -> Path:
        """Return the path of the file of one anchor. `ots stamp` and `openssl ts -query -data` accept the file as it is."""
        return self.path / anchor.file_name

    def stamp(self, anchor: Anchor) -> Path:
        """Return the path of an authority's time stamp of the anchor (RFC 3161), which may not exist."""
        return self.path / f"{anchor.file_name}.tsr"

    def add(self, anchor: Anchor) -> None:
        """Write an anchor to the folder and sync it to the medium. Adding it again changes nothing. Raises OSError if it cannot be written."""
        if not self.path.exists():
            make_folder(self.path)
            self.path.chmod(0o700)
        self.put(self.document(anchor), anchor.document)
        if self.file.exists() and any(line == anchor.line for _, line in self._lines()):
            return
        with os.fdopen(os.open(self.file, os.O_RDWR | os.O_CREAT | os.O_APPEND, 0o600), "rb+") as out:
            # A crash may have left the beginning of a line, to which this one must not be joined.
            whole = out.seek(0, os.SEEK_END) == 0 or (out.seek(-1, os.SEEK_END) >= 0 and out.read(1) == b"\n")
            out.write((b"" if whole else b"\n") + anchor.document)
            out.flush()
            os.fsync(out.fileno())
        sync_folder(self.path)

    def put(self, path: Path, content: bytes) -> None:
        """Write a file of this folder, whole or not at all. An existing one is not changed."""
        write_file(path, content, replace=False)

    def anchors(self, report_fault: Callable[[str], None]) -> list[Anchor]:
        """Return every anchor in the file and report lines that are none; empty if there is no file. Raises OSError if it cannot be read."""
        anchors = []
        for number, line in self._lines() if self.file.exists() else ():
            try:
                anchors.append(read_anchor(line))
            except BadAnchor:
                report_fault(tr("{file}, line {number}: this is no anchor, or not the whole of one").format(file=self.file, number=number))
        return anchors

    def _lines(self) -> Iterator[tuple[int, str]]:
        with self.file.open("rb") as lines:
            number = 1
            while piece := lines.readline(_LONGEST):
                if piece.strip():
                    yield number, piece.decode("utf-8", errors="replace").rstrip("\n")
                number += piece.endswith(b"\n")


# Keys: an Ed25519 key signs, possibly on another machine, and the trusted public keys identify it.
#
# Both are OpenSSH files, so `ssh-keygen -t ed25519` creates them too. A key that is no longer used remains among the trusted ones, with the last day
# on which it signed: `until=2027-01-31 ssh-ed25519 AAAA… name`. What it signed until then remains valid.

# Bytes that are read of a file of keys: some thousand keys.
_LARGEST_FILE = 1_000_000


@dataclass(frozen=True)
class TrustedKey:
    """A public key whose anchors are trusted up to a day (None: it is in use)."""

    public: Ed25519PublicKey
    until: date | None = None


TrustedKeys = Mapping[str, TrustedKey]


def _key_name(public: Ed25519PublicKey) -> str:
    """Return the name of a key in anchors: the beginning of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:NAME]


def new_key(path: Path) -> str:
    """Create a key that only this user may read, and return its line for the file of trusted keys. Raises SettingsError if the file exists."""
    key = Ed25519PrivateKey.generate()
    try:
        file = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise SettingsError(tr("the key {path} cannot be written: {reason}").format(path=path, reason=error.strerror)) from error
    with os.fdopen(file, "wb") as out:
        out.write(key.private_bytes(Encoding.PEM, PrivateFormat.OpenSSH, NoEncryption()))
        out.flush()
        os.fsync(out.fileno())
    return public_line(key)


def public_line(key: Ed25519PrivateKey) -> str:
    """Return the public half of a key, as a line for the file of trusted keys."""
    return f"{key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()} qorgan-anchor-{_key_name(key.public_key())}"


def read_anchor_key(path: Path) -> Ed25519PrivateKey:
    """Return the key that signs. Raises SettingsError if others may read it, if it has a passphrase, or if it is not an Ed25519 key."""
    try:
        if path.stat().st_mode & 0o077:
            raise SettingsError(tr("the key {path} can be read by others; run: chmod 600 {path}").format(path=path))
        key = load_ssh_private_key(_bytes_of(path), password=None)
    except OSError as error:
        raise SettingsError(tr("the key {path} cannot be read: {reason}").format(path=path, reason=error.strerror)) from error
    except (ValueError, TypeError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise SettingsError(tr("{path} holds no Ed25519 key without a passphrase; `qorgan anchor --new-key PATH` makes one").format(path=path))
    return key


def trusted_keys(file: Path | None, own: Path | None) -> dict[str, TrustedKey]:
    """Return the public keys of a file, and that of the local signing key, by name. Raises SettingsError that names an invalid line."""
    keys: dict[str, TrustedKey] = {}
    if own is not None:
        public = read_anchor_key(own).public_key()
        keys[_key_name(public)] = TrustedKey(public)
    if file is None:
        return keys
    try:
        lines = _bytes_of(file).decode("utf-8", errors="replace").splitlines()
    except OSError as error:
        raise SettingsError(tr("the trusted keys in {path} cannot be read: {reason}").format(path=file, reason=error.strerror)) from error
    for number, line in enumerate(lines, 1):
        if line.strip() and not line.lstrip().startswith("#"):
            trusted = _trusted(line.strip())
            if trusted is None:
                words = tr(
                    "{path}, line {number}: not an Ed25519 key as `qorgan anchor --new-key` prints it, perhaps with until=YYYY-MM-DD before it"
                )
                raise SettingsError(words.format(path=file, number=number))
            keys[_key_name(trusted.public)] = trusted
    return keys


def _trusted(line: str) -> TrustedKey | None:
    until = None
    try:
        if line.startswith("until="):
            day, _, line = line.removeprefix("until=").partition(" ")
            until = date.fromisoformat(day)
        public = load_ssh_public_key(line.strip().encode())
    except (ValueError, UnsupportedAlgorithm):
        return None
    return TrustedKey(public, until) if isinstance(public, Ed25519PublicKey) else None


def sign_anchor(anchor: Anchor, key: Ed25519PrivateKey) -> Anchor:
    """Return the anchor signed with this key; an earlier signature is replaced."""
    named = replace(anchor, key=_key_name(key.public_key()), signature="")
    return replace(named, signature=base64.urlsafe_b64encode(key.sign(named.signed_bytes)).decode().rstrip("="))


def signature_fault(anchor: Anchor, trusted: TrustedKeys) -> str | None:
    """Return why the signature of an anchor is not trusted, in one line; None if it is."""
    values = {"at": anchor.at.isoformat(), "row": anchor.seq, "key": anchor.key}
    if not anchor.signature:
        return tr("the anchor of {at} (row {row}) is not signed").format(**values)
    trusted_key = trusted.get(anchor.key)
    if trusted_key is None:
        words = tr("the anchor of {at} (row {row}) is signed with key {key}, which is not among the keys that QORGAN_ANCHOR_TRUSTED names")
        return words.format(**values)
    if trusted_key.until is not None and day_of(anchor.at) > trusted_key.until:
        return tr("the anchor of {at} (row {row}) is signed with key {key}, which ended on {day}").format(**values, day=trusted_key.until)
    try:
        trusted_key.public.verify(base64.urlsafe_b64decode(anchor.signature + "=="), anchor.signed_bytes)
    except InvalidSignature:
        return tr("the anchor of {at} (row {row}) was altered: its signature does not fit").format(**values)
    return None


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST_FILE)


# Anchors in the database: what the next one contains, and which were made.


def ledger_name(session: Session) -> str | None:
    """Return the beginning of the hash of the first row, which identifies this ledger in every database; None for an empty one."""
    first = session.scalar(select(LedgerRow.hash).where(LedgerRow.id == 1))
    return first[:NAME] if first else None


def unsigned_anchor(session: Session, now: datetime) -> Anchor | None:
    """Return an unsigned anchor of the current head; None for an empty ledger."""
    name, last = ledger_name(session), head(session)
    return Anchor(name, last.id, last.hash, now.astimezone(UTC).replace(microsecond=0)) if name and last else None


def is_due(session: Session, now: datetime) -> bool:
    """Return whether today's anchor is still to be made: the ledger has grown since the last one, which is of another day in the home country.

    A last anchor with a date in the future, from a wrong clock, does not delay it.
    """
    last = _last_anchor_row(session)
    current = head(session)
    return current is not None and (last is None or (last.seq != current.id and day_of(last.at) != day_of(now)))


def note_anchor(session: Session, anchor: Anchor) -> None:
    """Record in the database that an anchor was made. Recording it twice has no effect."""
    if session.scalar(select(AnchorRow.id).where(AnchorRow.line == anchor.line)) is None:
        session.add(AnchorRow(seq=anchor.seq, at=anchor.at, line=anchor.line, sent_at=None))


def note_sent(session: Session, anchor: Anchor, now: datetime) -> None:
    """Record that an address received the anchor. It covers all earlier ones, which are no longer sent."""
    session.execute(update(AnchorRow).where(AnchorRow.seq <= anchor.seq, AnchorRow.sent_at.is_(None)).values(sent_at=now))


def _last_anchor_row(session: Session) -> AnchorRow | None:
    """Return the newest recorded anchor; None before the first."""
    return session.scalars(select(AnchorRow).order_by(AnchorRow.id.desc()).limit(1)).first()


def newest_anchor(session: Session) -> Anchor | None:
    """Return the newest anchor as it was sent; None before the first."""
    last = _last_anchor_row(session)
    return read_anchor(last.line) if last else None


def holds_anchor(session: Session, anchor: Anchor) -> bool:
    """Return whether the ledger has the row of an anchor with its hash."""
    return session.scalar(select(LedgerRow.hash).where(LedgerRow.id == anchor.seq)) == anchor.hash


def unsent_anchors(session: Session) -> Anchor | None:
    """Return the newest anchor if no address has received it yet; else None."""
    last = _last_anchor_row(session)
    return read_anchor(last.line) if last and last.sent_at is None else None


def recorded_anchor_lines(session: Session) -> list[str]:
    """Return the lines of all anchors that were made, as they were sent."""
    return list(session.scalars(select(AnchorRow.line).order_by(AnchorRow.id)))


def anchor_covering(session: Session, seq: int) -> Anchor | None:
    """Return the newest anchor of a row up to this one, or None."""
    line = session.scalar(select(AnchorRow.line).where(AnchorRow.seq <= seq).order_by(AnchorRow.seq.desc(), AnchorRow.id).limit(1))
    return read_anchor(line) if line else None
