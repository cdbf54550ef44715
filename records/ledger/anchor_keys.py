"""Keys of anchors: an Ed25519 key signs, perhaps on another machine, and the public keys that are trusted say who signed.

Both are files as OpenSSH writes them, so that `ssh-keygen -t ed25519` makes them too. A key that is no longer used stays among the trusted ones, with
the last day on which it signed: `until=2027-01-31 ssh-ed25519 AAAA… name`. What it signed until then stays valid.
"""

import base64
import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

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

from records.clock import day_of
from records.errors import SettingsError
from records.i18n import tr
from records.ledger.anchors import NAME, Anchor

# A file of keys is read as a whole; this is some thousand keys.
_LARGEST_FILE = 1_000_000


@dataclass(frozen=True)
class TrustedKey:
    """A public key whose anchors are believed, up to a day (None: it is in use)."""

    public: Ed25519PublicKey
    until: date | None = None


TrustedKeys = Mapping[str, TrustedKey]


def key_name(public: Ed25519PublicKey) -> str:
    """The name of a key in anchors: the begin of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(public.public_bytes(Encoding.Raw, PublicFormat.Raw)).hexdigest()[:NAME]


def new_key(path: Path) -> str:
    """Make a key that only this user may read, and give the line for the file of trusted keys. Raises SettingsError if the file is there already."""
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
    """The public half of a key, as a line for the file of trusted keys."""
    return f"{key.public_key().public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()} qorgan-anchor-{key_name(key.public_key())}"


def read_key(path: Path) -> Ed25519PrivateKey:
    """The key that signs. Raises SettingsError if others may read it, if it has a passphrase, or if it is no Ed25519 key."""
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
    """The public keys of a file, and that of the key that signs here, by name. Raises SettingsError that names the line that is no key."""
    found: dict[str, TrustedKey] = {}
    if own is not None:
        public = read_key(own).public_key()
        found[key_name(public)] = TrustedKey(public)
    if file is None:
        return found
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
            found[key_name(trusted.public)] = trusted
    return found


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


def sign(anchor: Anchor, key: Ed25519PrivateKey) -> Anchor:
    """The anchor, signed. Who signed before does not matter."""
    named = replace(anchor, key=key_name(key.public_key()), signature="")
    return replace(named, signature=base64.urlsafe_b64encode(key.sign(named.signed_bytes)).decode().rstrip("="))


def signature_fault(anchor: Anchor, trusted: TrustedKeys) -> str | None:
    """Why the signature of an anchor is not believed, in one line; None if it is."""
    told = {"at": anchor.at.isoformat(), "row": anchor.seq, "key": anchor.key}
    if not anchor.signature:
        return tr("the anchor of {at} (row {row}) is not signed").format(**told)
    known = trusted.get(anchor.key)
    if known is None:
        words = tr("the anchor of {at} (row {row}) is signed with key {key}, which is not among the keys that QORGAN_ANCHOR_TRUSTED names")
        return words.format(**told)
    if known.until is not None and day_of(anchor.at) > known.until:
        return tr("the anchor of {at} (row {row}) is signed with key {key}, which ended on {day}").format(**told, day=known.until)
    try:
        known.public.verify(base64.urlsafe_b64decode(anchor.signature + "=="), anchor.signed_bytes)
    except InvalidSignature:
        return tr("the anchor of {at} (row {row}) was altered: its signature does not fit").format(**told)
    return None


def _bytes_of(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(_LARGEST_FILE)
