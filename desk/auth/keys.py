"""Keys for single purposes, derived from the desk's own; what is made for one purpose is invalid for another."""

import secrets
from enum import StrEnum
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from records.files import make_folder, write_file

# The desk's own key, with which it signs the tokens of forms.


def desk_secret(value: str, data: Path) -> bytes:
    """Return the key from the settings, else the one stored in the data folder, which is made if there is none.

    Only its owner may read the file.
    """
    if value:
        return value.encode()
    file = data / "desk.secret"
    if not file.exists():
        make_folder(data)
        # Of two processes that start at once the first one's key stays.
        write_file(file, secrets.token_hex(32).encode(), replace=False)
    return file.read_bytes().strip()


class Purpose(StrEnum):
    """What a key is for. A value never changes, or what was made with its key is lost."""

    SESSION_FORMS = "csrf of a session"
    DOOR_FORMS = "csrf of signing in"
    SECURITY_LOG = "addresses and names in the security log"
    CODE_GENERATORS = "secrets of code generators"
    KNOWN_BROWSERS = "browsers that were signed in with before"
    PASSKEY_HANDLES = "handles of users for passkeys"


@cache
def derive_key(secret: bytes, purpose: Purpose) -> bytes:
    """Return the key of 32 bytes for this purpose (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"qorgan {purpose}".encode()).derive(secret)
