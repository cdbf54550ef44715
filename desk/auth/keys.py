"""Keys for single purposes, derived from the desk's own: what is made for one purpose is worth nothing for another."""

from enum import StrEnum
from functools import cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Purpose(StrEnum):
    """What a key is for. A value never changes, or what was made with its key is lost."""

    SESSION_FORMS = "csrf of a session"
    DOOR_FORMS = "csrf of signing in"
    SECURITY_LOG = "addresses and names in the security log"
    CODE_GENERATORS = "secrets of code generators"
    KNOWN_BROWSERS = "browsers that were signed in with before"
    PASSKEY_HANDLES = "handles of users for passkeys"


@cache
def derived(secret: bytes, purpose: Purpose) -> bytes:
    """The key of 32 bytes for this purpose (HKDF, RFC 5869)."""
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"qorgan {purpose}".encode()).derive(secret)
